"""`export`: the list, or a part of it, in a format that other programs read."""

import contextlib
import os
import sys
from pathlib import Path
from typing import BinaryIO

import click

from awesome_adapters.cli import completion, report
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.formats.citations import exports
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files


@click.command()
@click.argument(
    "form", metavar="|".join(exports.FORMATS), type=click.Choice(tuple(exports.FORMATS), case_sensitive=False)
)
@root_option
@click.option(
    "--section",
    "sections",
    metavar="PATH",
    multiple=True,
    shell_complete=completion.sections,
    help="Only this section and those below it, as 'Computer Vision > Methods'; repeat it to allow several.",
)
@click.option(
    "--tag", "tags", multiple=True, shell_complete=completion.tags, help="Only this tag; repeat it to allow several."
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this file, and print nothing.",
)
def export(form: str, root: Path | None, sections: tuple[str, ...], tags: tuple[str, ...], output: Path | None) -> None:
    """Print the list, or a part of it, in a format that other programs read.

    No network is needed: what data/metadata.json lacks is left out. The output is UTF-8. The BibTeX
    file works with BibTeX and biber; the JSON gives the source of each value, and `awesome-adapters
    schema --of export` explains its keys. In CSV, a cell that a spreadsheet would take for a formula
    has an apostrophe in front.

    \b
    Examples:
        awesome-adapters export bibtex --tag LoRA --output lora.bib
        awesome-adapters export csv --section "Computer Vision"
    """
    project = open_project(root)
    if project.problems:  # standard output is for the export
        report.show(project.problems, err=True)
        raise CatalogueError(f"{report.count(project.problems)}; nothing was exported")
    items = exports.items(project.shown, project.records.values(), project.select(sections, tags))
    pieces = map(str.encode, exports.FORMATS[form].pieces(items, project.catalogue.settings))
    sys.stdout.flush()
    stream = _stream(output) if output else sys.stdout.buffer
    if stream:
        stream.writelines(pieces)  # whatever the terminal is set to: the formats say UTF-8
        stream.flush()
    elif output:
        files.write_output(output, pieces, project.root)


def _stream(path: Path) -> BinaryIO | None:
    """Return the standard stream that a path such as /dev/stdout means: by its path, a file would be cut to nothing."""
    with contextlib.suppress(OSError):
        streams = (sys.stdout.buffer, sys.stderr.buffer)
        return next((stream for stream in streams if os.path.samestat(path.stat(), os.fstat(stream.fileno()))), None)
    return None
