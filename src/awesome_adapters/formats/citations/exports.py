"""The exports of the list: for programs that manage references, for tables and for other programs."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from awesome_adapters.catalogue import Catalogue, SectionPath, path_text
from awesome_adapters.files import Document
from awesome_adapters.formats.citations import bibtex, csl, dataset, ris
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.formats.site.sections import SiteSection, site_sections
from awesome_adapters.records import Record
from awesome_adapters.schema import Settings
from awesome_adapters.text import collapse_whitespace


class Item(NamedTuple):
    """An entry with all that exports say of it."""

    record: Record
    citation: Citation
    sections: list[SectionPath]
    """The sections that show it; its own is the first."""


def items(catalogue: Catalogue, records: Iterable[Record]) -> list[Item]:
    """Return the items of resolved records, in their order."""
    cross_listed: dict[str, list[SectionPath]] = {}
    for section in catalogue.sections:
        for listed in section.cross_listed:
            cross_listed.setdefault(listed.key, []).append(section.path)
    return [
        Item(
            record,
            Citation.from_record(record, catalogue.settings),
            [record.listed.section_path, *cross_listed.get(record.key, [])],
        )
        for record in records
    ]


class Envelope(NamedTuple):
    """What a file has around its entries."""

    before: str = ""
    separator: str = ""
    after: str = ""


class Export(NamedTuple):
    """One format: what it is called, and how a file of it is put together."""

    name: str
    suffix: str
    media_type: str
    serialize: Callable[[Item], str]
    """Write one entry."""
    envelope: Callable[[Settings], Envelope] = lambda _: Envelope()

    def render(self, items: Iterable[Item], settings: Settings) -> str:
        """Write a whole file."""
        return self.join([self.serialize(item) for item in items], settings)

    def join(self, entries: Iterable[str], settings: Settings) -> str:
        """Put a file together from serialized entries."""
        before, separator, after = self.envelope(settings)
        return f"{before}{separator.join(entries)}{after}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dataset(item: Item) -> str:
    return _json(dataset.entry(record=item.record, citation=item.citation, sections=item.sections))


# CSV -----------------------------------------------------------------------------------------------------------------

_COLUMNS: dict[str, Callable[[Item], object]] = {
    "key": lambda item: item.record.key,
    "section": lambda item: path_text(item.sections[0]),
    "also_in": lambda item: "; ".join(map(path_text, item.sections[1:])),
    "kind": lambda item: item.citation.kind,
    "title": lambda item: item.record.title,
    "paper_title": lambda item: item.citation.title if item.citation.title != item.record.title else None,
    "authors": lambda item: "; ".join(item.record.authors),
    "venue": lambda item: item.record.venue,
    "year": lambda item: item.record.year,
    "tags": lambda item: "; ".join(item.record.tags),
    "summary": lambda item: item.record.summary,
    "url": lambda item: item.record.url,
    "pdf": lambda item: item.record.link("PDF"),
    "code": lambda item: item.record.link("Code"),
    "website": lambda item: item.record.link("Website"),
    "semantic_scholar": lambda item: item.record.link("Semantic Scholar"),
    "arxiv_id": lambda item: item.citation.arxiv,
    "doi": lambda item: item.citation.doi,
    "citations": lambda item: item.record.metadata.citations,
    "citations_retrieved": lambda item: item.record.metadata.citations is not None and item.record.metadata.retrieved,
    "added": lambda item: item.record.listed.entry.added,
}
"""The columns by their names in the header line."""


def _csv_line(cells: Iterable[object]) -> str:
    """Write a line by RFC 4180; that every cell is quoted keeps the signs of other dialects inside."""
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula.

    OWASP ("CSV Injection") names the first characters that begin one, and the apostrophe before them
    that makes it a text.
    """
    text = "" if value is None or value is False else collapse_whitespace(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def _csv(item: Item) -> str:
    return _csv_line(column(item) for column in _COLUMNS.values())


_ATTRIBUTION = "% Data: the list's curators and Semantic Scholar, https://www.semanticscholar.org/?utm_source=api\n\n"

FORMATS = {
    "bibtex": Export(
        "BibTeX",
        "bib",
        "application/x-bibtex",
        lambda item: bibtex.entry(item.citation),
        lambda _: Envelope(_ATTRIBUTION, "\n"),
    ),
    "csl": Export(
        "CSL-JSON",
        "csl.json",
        "application/vnd.citationstyles.csl+json",
        lambda item: _json(csl.item(item.citation)),
        lambda _: Envelope("[\n", ",\n", "\n]\n"),
    ),
    "ris": Export("RIS", "ris", "application/x-research-info-systems", lambda item: ris.entry(item.citation)),
    "csv": Export("CSV", "csv", "text/csv", _csv, lambda _: Envelope(_csv_line(_COLUMNS))),
    "json": Export("JSON", "json", "application/json", _dataset, lambda settings: Envelope(*dataset.frame(settings))),
}
"""Every format by its name on the command line."""


# Files of the site ---------------------------------------------------------------------------------------------------


def documents(catalogue: Catalogue, items: Sequence[Item]) -> Iterator[Document]:
    """Write the files of the site's folder: every format of the whole list and of each section.

    `items` are those of all entries.
    """
    sections = list(site_sections(catalogue))
    for export in FORMATS.values():
        entries = {item.record.key: export.serialize(item) for item in items}
        for section in sections:
            text = export.join((entries[listed.key] for listed in section.entries), catalogue.settings)
            yield Document(path(section, export), text.encode())


def path(section: SiteSection, export: Export) -> str:
    """Return the path of a section's file in the site's folder."""
    return f"exports/{section.path}.{export.suffix}"
