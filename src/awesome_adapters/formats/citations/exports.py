"""The exports of the list: for programs that manage references, for tables and for other programs."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, SectionPath, path_text
from awesome_adapters.formats.citations import bibtex, csl, dataset, ris
from awesome_adapters.formats.citations.citation import Citation, Item
from awesome_adapters.formats.citations.keys import citation_keys
from awesome_adapters.formats.site.sections import SiteSection, SiteTag, site_sections, site_tags
from awesome_adapters.metadata.provenance import Source, shown_sources
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import Document
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
        Item(record, Citation.from_record(record, settings), [record.listed.section_path, *further[record.key]], {})
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

    def render(self, items: Iterable[Item], settings: Settings) -> str:
        """Write a whole file."""
        items = list(items)
        return self.join(map(self.serialize, items), settings, _sources(items))

    def join(self, entries: Iterable[str], settings: Settings, sources: Sequence[Source]) -> str:
        """Put a file together from serialized entries."""
        before, separator, after = self.envelope(settings, sources)
        return f"{before}{separator.join(entries)}{after}"


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
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(map(_cell, cells))
    return line.getvalue()


def _cell(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula.

    OWASP ("CSV Injection") names the first characters that begin one, and the apostrophe before them
    that makes it a text.
    """
    joined = "; ".join(value) if isinstance(value, (list, tuple)) else value
    text = "" if joined is None else collapse_whitespace(str(joined))
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


def text(item: Item, name: str) -> bytes:
    """Write an entry in a format, once."""
    if name not in item.texts:
        item.texts[name] = FORMATS[name].serialize(item).encode()
    return item.texts[name]


def documents(catalogue: Catalogue, items: Sequence[Item]) -> Iterator[Document]:
    """Write the files of the site's folder: every format of the whole list, of each section and of the larger tags.

    `items` are those of all entries. Bytes take a quarter of the memory: one emoji makes each letter of a text as long.
    """
    by_key = {item.record.key: item for item in items}
    every: list[SiteSection | SiteTag] = [*site_sections(catalogue), *site_tags(catalogue)]
    subjects = [(subject, _sources([by_key[listed.key] for listed in subject.entries])) for subject in every]
    for name, export in FORMATS.items():
        is_shared = name in PASSED_ON
        entries = {
            key: text(item, name) if is_shared else export.serialize(item).encode() for key, item in by_key.items()
        }
        for subject, sources in subjects:
            before, separator, after = (part.encode() for part in export.envelope(catalogue.settings, sources))
            content = before + separator.join(entries[listed.key] for listed in subject.entries) + after
            yield Document(subject.file(export.suffix), content)
            yield from (Document(f"exports/{former}.{export.suffix}", content) for former in subject.former)
