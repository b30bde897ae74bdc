"""`export`: the list, or a part of it, in a format that other programs read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli import completion, report
from awesome_adapters.cli.root import named_section, read, root_option
from awesome_adapters.problems import CatalogueError

if TYPE_CHECKING:
    from awesome_adapters.catalogue import Catalogue, ListedEntry

_FORMATS = ("bibtex", "csl", "ris", "csv", "json")


@click.command(short_help="Print the list as BibTeX, CSL-JSON, RIS, CSV or JSON.")
@click.argument("form", metavar="|".join(_FORMATS), type=click.Choice(_FORMATS, case_sensitive=False))
@root_option
@click.option(
    "--section",
    "sections",
    metavar="PATH",
    multiple=True,
    shell_complete=completion.sections,
    help="Only this section and those below it, as 'Computer Vision > Methods'; of several, any of them.",
)
@click.option(
    "--tag", "tags", multiple=True, shell_complete=completion.tags, help="Only this tag; of several, any of them."
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this file, and print nothing.",
)
def export(form: str, root: Path | None, sections: tuple[str, ...], tags: tuple[str, ...], output: Path | None) -> None:
    """Print the list as BibTeX, CSL-JSON, RIS, CSV or JSON.

    No network is needed: what data/metadata.json lacks is left out. All is UTF-8. BibTeX serves BibTeX
    and biber alike; the JSON tells of each value where it comes from, and `awesome-adapters schema
    --of export` what its keys mean. In CSV, a cell that a spreadsheet would take for a formula has an
    apostrophe in front.

    \b
    Examples:
        awesome-adapters export bibtex --tag LoRA --output lora.bib
        awesome-adapters export csv --section "Computer Vision"
    """
    found = read(root)
    if found.problems:  # standard output is for the export
        report.show(found.problems, err=True)
        raise CatalogueError(f"{report.count(found.problems)}; nothing was exported")
    from awesome_adapters.formats.citations import exports

    catalogue = found.context.catalogue
    entries = _chosen(catalogue, sections, tags)
    records = [found.resolve(listed) for listed in entries]
    content = exports.FORMATS[form].render(exports.items(catalogue, records), catalogue.settings).encode()
    if output:
        from awesome_adapters import files

        files.replace(output, content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)  # whatever the terminal is set to: the formats say UTF-8
        sys.stdout.buffer.flush()


def _chosen(catalogue: "Catalogue", sections: tuple[str, ...], tags: tuple[str, ...]) -> "list[ListedEntry]":
    """Return the entries that one of the sections shows and that have one of the tags, in the list's order."""
    wanted = [named_section(catalogue, path).path for path in sections]
    keys = {
        listed.key
        for section in catalogue.sections
        for listed in (*section.entries, *section.cross_listed)
        if not wanted or any(section.path[: len(section_path)] == section_path for section_path in wanted)
    }
    names = {_known_tag(catalogue, tag) for tag in tags}
    return [
        listed
        for listed in catalogue.entries()
        if listed.key in keys and (not names or not names.isdisjoint(tag.casefold() for tag in listed.entry.tags))
    ]


def _known_tag(catalogue: "Catalogue", given: str) -> str:
    """Return a tag of the list in the form in which tags are compared; other spellings of `catalogue.yaml` count."""
    known = {tag.casefold(): tag for listed in catalogue.entries() for tag in listed.entry.tags}
    wanted = given.strip().casefold()
    for tag, others in catalogue.settings.tags.items():
        if wanted in (other.casefold() for other in others):
            wanted = tag.casefold()
    if wanted in known:
        return wanted
    from difflib import get_close_matches

    close = [f"'{known[tag]}'" for tag in get_close_matches(wanted, known, 3, 0.5)]
    advice = f"; did you mean {' or '.join(close)}?" if close else ""
    raise CatalogueError(f"no entry has the tag '{given}'{advice}")
