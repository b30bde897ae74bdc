"""`init`: a list of one's own."""

from pathlib import Path

import click

from awesome_adapters.problems import CatalogueError


@click.command(short_help="Begin a list of your own.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Begin a list of your own in FOLDER.

    It gets a file of data with one entry, settings, a guide for contributors, workflows for GitHub and
    a first README.md. Files that are there already are never written over.

    \b
    Example:
        awesome-adapters init awesome-retrieval
    """
    from awesome_adapters import files, scaffold
    from awesome_adapters.cli.build import outputs
    from awesome_adapters.cli.root import read

    starters = list(scaffold.documents())
    paths = [*(file.path for file in starters), "README.md"]
    try:
        there = [path for path in paths if (folder / path).exists()]
    except OSError as error:
        raise CatalogueError(f"cannot look into {folder}: {error.strerror}") from error
    if there:
        raise CatalogueError(f"{folder} has {', '.join(there)} already; choose an empty folder")
    files.write(folder, starters)
    files.write(folder, outputs(read(folder)))
    click.echo(f"a new list is in {folder}; now:")
    click.echo("  1. say in catalogue.yaml what it is about,")
    click.echo("  2. replace the entry in data/papers.yaml, or add others: awesome-adapters add URL,")
    click.echo("  3. see it in README.md: awesome-adapters build,")
    click.echo("  4. replace OWNER/REPOSITORY in CONTRIBUTING.md, .github/ and .pre-commit-config.yaml.")
