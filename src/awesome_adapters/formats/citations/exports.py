"""The exports of the list: for programs that manage references, for tables and for other programs."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, SectionPath, path_text
from awesome_adapters.formats.citations import bibtex, csl, dataset, ris
from awesome_adapters.formats.citations.citation import Citation, Item
from awesome_adapters.formats.citations.keys import citation_keys
from awesome_adapters.formats.site.sections import SiteSection, SiteTag, site_sections, site_tags
from awesome_adapters.metadata.provenance import Source, shown_sources
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import LongDocument
from awesome_adapters.storage.spool import Spool
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import display_names


def items(catalogue: Catalogue, records: Collection[Record], chosen: Iterable[ListedEntry] | None = None) -> list[Item]:
    """Return the items of entries, by default all in the order of `records`, which are those of the whole list."""
    further: defaultdict[str, list[SectionPath]] = defaultdict(list)
    for section in catalogue.sections:
        for listed in section.cross_listed:
            further[listed.key].append(section.path)
    settings = catalogue.settings
    items = [
        Item(record, Citation.from_record(record, settings), [record.listed.section_path, *further[record.key]])
        for record in records
    ]
    keys = citation_keys(items)
    items = [item._replace(citation=item.citation._replace(key=keys[item.record.key])) for item in items]
    by_key = {item.record.key: item for item in items} if chosen is not None else {}
    return items if chosen is None else [by_key[listed.key] for listed in chosen]


class Export(NamedTuple):
    """One format: what it is called, and how a file of it is put together."""

    name: str
    suffix: str
    media_type: str
    serialize: Callable[[Item], str]
    """Write one entry."""
    envelope: Callable[[Settings, Sequence[Source]], tuple[str, str, str]] = lambda *_: ("", "", "")
    """Return what a file has before, between and after its entries, some values of which have further sources."""

    def pieces(self, items: Sequence[Item], settings: Settings) -> Iterator[str]:
        """Write a whole file, an entry at a time."""
        before, separator, after = self.envelope(settings, _sources(items))
        yield before
        for number, item in enumerate(items):
            yield f"{separator}{self.serialize(item)}" if number else self.serialize(item)
        yield after


_COLUMNS = (
    *("key", "section", "also_in", "kind", "title", "paper_title", "authors", "venue", "year", "tags", "summary"),
    *("url", "pdf", "code", "website", "semantic_scholar", "arxiv_id", "doi"),
    *("citations", "citations_retrieved", "added"),
    *("name", "award", "highlight", "date", "note", "links", "retracted"),
)
"""The names of CSV's columns in the header line."""


def _csv(item: Item) -> str:
    values, title = dataset.values(item), item.citation.title
    values["section"], *values["also_in"] = map(path_text, item.sections)
    values["paper_title"] = title if title != item.record.title else None
    values["authors"] = display_names(item.record.authors)
    values["citations_retrieved"] = values["retrieved"] if values["citations"] is not None else None
    values["highlight"] = "true" if item.record.highlight else None
    values["retracted"] = item.citation.retraction
    values["links"] = [f"{label}: {address}" for label, address in values["links"].items()]
    return _csv_line(values[column] for column in _COLUMNS)


def _csv_line(cells: Iterable[object]) -> str:
    """Write a line by RFC 4180; that every cell is quoted keeps the signs of other dialects inside."""
    return ",".join(['""' if cell is None else f'"{_cell(cell)}"' for cell in cells]) + "\r\n"


def _cell(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula.

    OWASP ("CSV Injection") names the first characters that begin one, and the apostrophe before them
    that makes it a text.
    """
    joined = "; ".join(value) if isinstance(value, (list, tuple)) else value
    text = collapse_whitespace(str(joined)).replace('"', '""')
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else text


def _sources(items: Iterable[Item]) -> list[Source]:
    return shown_sources(item.record.sources for item in items)


def _attribution(_: Settings, sources: Sequence[Source]) -> tuple[str, str, str]:
    text = "% Data: the list's curators and Semantic Scholar, https://www.semanticscholar.org/?utm_source=api\n"
    text += "".join(f"% {source.name}, {source.address} {source.thanks}".rstrip() + "\n" for source in sources)
    return f"{text}\n", "\n", ""


FORMATS = {
    "bibtex": Export(
        *("BibTeX", "bib", "application/x-bibtex"),
        lambda item: bibtex.entry(item.citation),
        _attribution,
    ),
    "csl": Export(
        *("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json"),
        lambda item: json.dumps(csl.item(item.citation), ensure_ascii=False),
        lambda *_: ("[\n", ",\n", "\n]\n"),
    ),
    "ris": Export("RIS", "ris", "application/x-research-info-systems", lambda item: ris.entry(item.citation)),
    "csv": Export("CSV", "csv", "text/csv", _csv, lambda *_: (_csv_line(_COLUMNS), "", "")),
    "json": Export("JSON", "json", "application/json", dataset.entry, dataset.envelope),
}
"""Every format by its name on the command line."""
PASSED_ON = ("bibtex", "ris", "csl")
"""Those that pages have for each entry, too."""


class Texts:
    """The items of a list in every format, each written once: when the first is asked for."""

    def __init__(self, items: Sequence[Item], settings: Settings) -> None:
        self.items = items
        self._settings = settings
        self._separators = {name: export.envelope(settings, ())[1].encode() for name, export in FORMATS.items()}
        self._numbers = {item.record.key: number for number, item in enumerate(items)}

    @cached_property
    def _spools(self) -> dict[str, Spool]:
        spools = {name: Spool() for name in FORMATS}
        for item in self.items:
            for name, export in FORMATS.items():
                spools[name].add(export.serialize(item).encode() + self._separators[name])
        return spools

    def text(self, key: str, name: str) -> str:
        """Return an entry in a format."""
        number = self._numbers[key]
        return self._spools[name].read(number, number + 1).decode().removesuffix(self._separators[name].decode())

    def file(self, entries: Sequence[ListedEntry], name: str, sources: Sequence[Source]) -> Iterator[bytes]:
        """Give the pieces of a file with these entries, some values of which have further sources."""
        before, _, after = FORMATS[name].envelope(self._settings, sources)
        yield before.encode()
        piece = b""
        for following in self._spools[name].pieces(self._numbers[listed.key] for listed in entries):
            yield piece
            piece = following
        yield piece.removesuffix(self._separators[name])
        yield after.encode()


def documents(catalogue: Catalogue, texts: Texts) -> Iterator[LongDocument]:
    """Give the files of the site's folder: every format of the whole list, of each section and of the larger tags."""
    by_key = {item.record.key: item for item in texts.items}
    subjects: Iterable[SiteSection | SiteTag] = (*site_sections(catalogue), *site_tags(catalogue))
    for subject in subjects:
        sources = _sources(by_key[listed.key] for listed in subject.entries)
        for name, export in FORMATS.items():
            pieces = partial(texts.file, subject.entries, name, sources)
            yield LongDocument(subject.file(export.suffix), pieces)
            yield from (LongDocument(f"exports/{former}.{export.suffix}", pieces) for former in subject.former)
