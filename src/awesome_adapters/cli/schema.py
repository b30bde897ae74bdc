"""`schema`: the JSON Schemas of data files, of the settings, and of exports."""

import contextlib
from pathlib import Path

import click

from awesome_adapters.catalogue.sources import NoListError
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.formats import json_schema
from awesome_adapters.formats.citations import dataset
from awesome_adapters.schema import json_schema as json_schema_of
from awesome_adapters.schema.settings import Settings


@click.command()
@root_option
@click.option(
    "--of",
    "kind",
    type=click.Choice(("data", "catalogue", "export")),
    default="data",
    show_default=True,
    help="Of a data file, of catalogue.yaml, or of what 'export json' prints.",
)
def schema(root: Path | None, kind: str) -> None:
    """Print the JSON Schema of a data file or of catalogue.yaml, with a sentence for every key.

    It offers the sections and tags of the list, if there is one. A list that has data/schema.json
    does not need this; build updates the file.

    \b
    Example:
        awesome-adapters schema > data/schema.json
    """
    if kind == "export":
        click.echo(json_schema.text(dataset.json_schema()), nl=False)
        return
    if kind == "catalogue":
        click.echo(json_schema.text(json_schema_of(Settings)), nl=False)
        return
    catalogue = None
    with contextlib.suppress(NoListError):
        catalogue = open_project(root).catalogue
    click.echo(json_schema.render(catalogue).content, nl=False)
