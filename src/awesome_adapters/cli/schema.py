"""`schema`: the JSON Schema of a data file, and the one of exports."""

from pathlib import Path

import click

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.formats import json_schema
from awesome_adapters.formats.citations import dataset
from awesome_adapters.project import NoListError


@click.command()
@root_option
@click.option(
    "--of",
    "kind",
    type=click.Choice(("data", "export")),
    default="data",
    show_default=True,
    help="Of a data file, or of what 'export json' prints.",
)
def schema(root: Path | None, kind: str) -> None:
    """Print the JSON Schema of a data file, with a sentence for every key.

    It offers the sections and tags of the list, if there is one. A list that has data/schema.json
    need not call this again: build keeps the file current.

    \b
    Example:
        awesome-adapters schema > data/schema.json
    """
    if kind == "export":
        click.echo(json_schema.text(dataset.json_schema()), nl=False)
    else:
        click.echo(json_schema.render(_catalogue(root)).content, nl=False)


def _catalogue(root: Path | None) -> Catalogue | None:
    try:
        return open_project(root).catalogue
    except NoListError:
        return None
