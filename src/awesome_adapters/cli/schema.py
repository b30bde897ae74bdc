"""`schema`: the JSON Schema that editors complete and check data files with, and the one of exports."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli.root import find, read, root_option
from awesome_adapters.problems import CatalogueError

if TYPE_CHECKING:
    from awesome_adapters.catalogue import Catalogue


@click.command(short_help="Print the JSON Schema of a data file.")
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
        from awesome_adapters.formats.citations.dataset import SCHEMA

        click.echo(SCHEMA.read_text(encoding="utf-8"), nl=False)
        return
    from awesome_adapters.formats import json_schema

    click.echo(json_schema.render(_catalogue(root)).content, nl=False)


def _catalogue(root: Path | None) -> "Catalogue | None":
    try:
        folder = find(root)
    except CatalogueError:
        return None
    return read(folder).context.catalogue
