"""`site`: the list as a static website."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.root import ReadList, read, root_option
from awesome_adapters.problems import InvalidDataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awesome_adapters.files import Document


@click.command(short_help="Write the list as a website.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@root_option
def site(folder: Path, root: Path | None) -> None:
    """Write the list as a website into FOLDER, to be opened from there or put on any host.

    Nothing is fetched: the list is shown with what data/metadata.json knows. Of what is in FOLDER
    only files that an earlier run wrote are replaced or removed.

    \b
    Example:
        awesome-adapters site public
    """
    from awesome_adapters import files

    found = read(root)
    if found.problems:
        raise InvalidDataError(found.problems)
    written = files.publish(folder, site_of(found))
    report.show(found.context.store.problems, err=True)
    changes = [f"{len(written.changed):,} written"] if written.changed else []
    changes += [f"{len(written.removed):,} removed"] if written.removed else []
    number = f"{written.total:,} file{'' if written.total == 1 else 's'}"
    click.echo(f"{folder}: {number}, {', '.join(changes) or 'already current'}")


def site_of(found: ReadList, *, largest: int = 1000) -> "Iterator[Document]":
    """Render the website of a list that was read; one of more than `largest` entries has pages of its sections."""
    from awesome_adapters.formats import charts, svg
    from awesome_adapters.formats.citations import exports
    from awesome_adapters.formats.site import atom, page

    catalogue = found.context.catalogue
    records = found.records()
    items = exports.items(catalogue, records.values())
    citations = {item.record.key: item.citation for item in items}
    pictures = svg.inline(found.root, charts.charts(catalogue.settings, records.values()))
    yield from exports.documents(catalogue, items)
    yield from atom.documents(found.root, catalogue, records)
    yield from page.documents(found.root, page.SiteData(catalogue, records, citations, pictures), largest=largest)
