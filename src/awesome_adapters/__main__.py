"""`python -m awesome_adapters` is `awesome-adapters`."""

from awesome_adapters.cli import main

main()
