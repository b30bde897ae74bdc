"""Where the program starts: `awesome-adapters`, and `python -m awesome_adapters`."""

# what `signal` is made of: to import that takes 2 ms, in which Ctrl-C prints a traceback
import _signal as signal  # type: ignore[import-not-found]


def main() -> None:
    """Run the command line; until it has been imported, Ctrl-C simply ends the program, for nothing can be lost."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from awesome_adapters import cli  # not before Ctrl-C is settled

    cli.main()


if __name__ == "__main__":
    main()
