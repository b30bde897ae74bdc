"""`init`: a list of one's own."""

from pathlib import Path

import click

from awesome_adapters import scaffold


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a list of your own in FOLDER.

    It gets a file of data with one entry, settings, a guide for contributors, workflows for GitHub and
    a first README.md. Existing files are never overwritten.

    \b
    Example:
        awesome-adapters init awesome-retrieval
    """
    scaffold.create(folder)
    click.echo(f"a new list is in {folder}; now:")
    click.echo("  1. say in catalogue.yaml what it is about,")
    click.echo("  2. replace the entry in data/papers.yaml, or add others: awesome-adapters add URL,")
    click.echo("  3. see it in README.md: awesome-adapters build,")
    click.echo("  4. replace OWNER/REPOSITORY in CONTRIBUTING.md, .github/ and .pre-commit-config.yaml.")
