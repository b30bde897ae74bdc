"""`audit`: the list against a library of records in BibTeX, such as the proceedings of a meeting; offline."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from awesome_adapters.bibtex import conversion, syntax
from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.enrichment import publications
from awesome_adapters.enrichment.findings import Finding
from awesome_adapters.enrichment.refresh import are_alike, compare_authors
from awesome_adapters.identifiers import SCHEMES, find
from awesome_adapters.metadata import PaperMetadata, venues
from awesome_adapters.metadata.provenance import spell
from awesome_adapters.records import Record, is_match
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.text import latex, tokens
from awesome_adapters.text.names import people

_START = re.compile(r"[ \t]*@([A-Za-z]+)\s*[{(]\s*([^\s,]*)")
_NAMES = "title|doi|url|eprint|crossref|ee"
_FIELD = re.compile(
    rf'^[ \t]*({_NAMES})\s*=\s*[{{"]?(.*(?:\n(?![ \t]*[\w-]+\s*=|[ \t]*[}})]\s*$).*)*)', re.MULTILINE | re.IGNORECASE
)
"""A field on a line of its own, as all large libraries have them, and the lines that go on with it."""
_FIGURE = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_SHORT = 4
"""Lines below which an entry is parsed at once."""
_PARENTS = ("proceedings", "book", "collection", "periodical")


class Entry(NamedTuple):
    """An entry of a library before it is parsed."""

    text: str
    kind: str
    key: str


class Audit(NamedTuple):
    """What came of comparing a list with libraries."""

    findings: list[Finding]
    agreeing: list[ListedEntry]
    missing: list[ListedEntry]
    """The papers that have no record."""


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Split a library into its entries, without more of it in memory than one of them."""
    chunk: list[str] = []
    start = None
    for line in lines:
        if line.lstrip(" \t")[:1] == "@" and (match := _START.match(line)):
            if start:
                yield Entry("".join(chunk), start[1].lower(), start[2])
            chunk, start = [], match
        chunk.append(line)
    if start:
        yield Entry("".join(chunk), start[1].lower(), start[2])


def audit(records: Iterable[Record], libraries: Iterable[Iterable[str]], short_venues: Mapping[str, str]) -> Audit:
    """Compare the papers of a list with the entries of libraries that have one of their ids, else their title."""
    papers = [record for record in records if record.listed.is_paper]
    matches = _matches(papers, libraries)
    findings: list[Finding] = []
    agreeing, missing = [], []
    for record in papers:
        if keys := matches.get(record.key):
            differences = list(_compare(record, *keys, short_venues))
            findings += differences
            agreeing += [] if differences else [record.listed]
        else:
            missing.append(record.listed)
    return Audit(findings, agreeing, missing)


def _matches(records: Sequence[Record], libraries: Iterable[Iterable[str]]) -> dict[str, tuple[dict[str, Any], str]]:
    """Return the keys and the abstract of the entry that each record has, by the keys of the list."""
    by_id = {identifier: record for record in records for identifier in record.listed.identifiers}
    by_title: dict[str, Record] = {}
    for record in records:
        title = record.listed.entry.paper.title if record.listed.entry.paper else None
        by_title |= {" ".join(tokens(text)): record for text in (record.title, title) if text}
    by_text = {identifier.value.lower(): identifier for identifier in by_id}
    matches: dict[str, tuple[bool, dict[str, Any], str]] = {}
    for library in libraries:
        strings, parents = [], dict[str, Entry]()
        candidates: list[tuple[Record, bool, Entry, str]] = []
        for entry in entries(library):
            if entry.kind == "string":
                strings.append(entry.text)
                continue
            fields = _fields(entry)
            if entry.kind in _PARENTS:
                parents[entry.key.lower()] = entry
            texts = [fields[name] for name in ("doi", "eprint", "url", "ee") if name in fields]
            ids = (by_text.get(part.lower()) for text in texts for part in (text, text.rstrip("/").rpartition("/")[2]))
            identifier = next(filter(None, ids), None)
            if identifier is None and any("/" in text for text in texts):
                further = (one for text in texts if by_id and "abs/" in text for one in find(text))
                identifier = next((one for one in further if one in by_id), None)
            title = fields.get("title", "")
            plain = latex.plain(title) if "\\" in title else title.replace("{", "").replace("}", "")
            named = by_id[identifier] if identifier else by_title.get(" ".join(tokens(plain)))
            if named:
                candidates.append((named, identifier is not None, entry, fields.get("crossref", "").lower()))
        for record, has_id, entry, parent in candidates:
            if matches.get(record.key, (False,))[0]:
                continue
            above = parents[parent].text if parent in parents else ""
            for reading in conversion.library("".join((*strings, entry.text, above))):
                if reading.key == entry.key and reading.keys and (has_id or _is_same(record, reading.keys)):
                    matches[record.key] = has_id, reading.keys, _abstract(entry.text)
    return {key: (keys, abstract) for key, (_, keys, abstract) in matches.items()}


def _fields(entry: Entry) -> dict[str, str]:
    """Return what tells which paper an entry is, as it is written; a short text may have all on one line."""
    if entry.text.count("\n") < _SHORT:
        readable, _ = syntax.entries(entry.text)
        return readable[0].fields if readable else {}
    return {match[1].lower(): match[2].strip(' \t\n"{},') for match in _FIELD.finditer(entry.text)}


def _is_same(record: Record, keys: Mapping[str, Any]) -> bool:
    """Return whether an entry of the same title can be the paper."""
    paper = keys["paper"]
    year = int(paper["year"]) if str(paper.get("year", "")).isdecimal() else None
    metadata = PaperMetadata(authors=tuple(paper.get("authors", ())), year=year)
    return is_match(record.authors, record.year, metadata)


def _abstract(text: str) -> str:
    match = re.search(r"^[ \t]*abstract\s*=\s*(.*)", text, re.MULTILINE | re.IGNORECASE | re.DOTALL)
    return match[1] if match else ""


def _compare(
    record: Record, keys: Mapping[str, Any], abstract: str, short_venues: Mapping[str, str]
) -> Iterator[Finding]:
    paper, listed = keys["paper"], record.listed
    curated = listed.entry.paper or NO_PAPER
    venue, year = paper.get("venue"), paper.get("year")
    publication = " ".join(text for text in (venue, year) if text)
    is_published = bool(venue) and not venues.is_preprint(venue)
    if is_published and publications.is_unpublished(record):
        evidence = f"the library has it in {publication}"
        schemes = [scheme for scheme in SCHEMES if scheme in ("acl_id", "doi") and scheme in paper]
        new: dict[str, str] = {scheme: paper[scheme] for scheme in schemes[:1]} or {
            "venue": _plain_venue(venue),
            "year": year or "",
        }
        for name, value in new.items():
            yield _finding("published", listed, ("paper", name), "", value, evidence)
    elif is_published:
        if record.venue and not are_alike(record.venue, venue, short_venues):
            yield _finding(
                "differs", listed, ("paper", "venue"), record.venue, _plain_venue(venue), f"shown is {record.venue}"
            )
        if record.year and year and str(record.year) != year:
            yield _finding("differs", listed, ("paper", "year"), str(record.year), year, f"shown is {record.year}")
    title = keys["title"]
    if tokens(title) not in map(tokens, (record.title, record.full_title, curated.title or "")):
        path = ("paper", "title") if curated.title else ("title",)
        yield _finding("differs", listed, path, curated.title or record.title, title, "the library has this title")
    yield from _authors(record, people(paper.get("authors", ())))
    if abstract and listed.entry.summary:
        known = {_number(figure[0]) for figure in _FIGURE.finditer(latex.plain(f"{abstract} {title}"))}
        figures = [match[0] for match in _FIGURE.finditer(listed.entry.summary) if _number(match[0]) not in known]
        if figures:
            text = ", ".join(dict.fromkeys(figures))
            yield _finding("unsupported", listed, ("summary",), "", "", f"its abstract has no {text}")._replace(
                identity=text
            )


def _plain_venue(venue: str) -> str:
    """Return a venue's name without what tells one of its meetings from another."""
    return re.sub(r"^Proceedings of (?:the )?(?:\d+(?:st|nd|rd|th) )?|\s*\([^()]*\)$|,? \d{4}$", "", venue)


def _number(figure: str) -> str:
    return figure.replace(",", "").rstrip(".")


def _authors(record: Record, authors: Sequence[str]) -> Iterator[Finding]:
    """Give other people, another order, and names that the library spells more fully."""
    listed, ours = record.listed, people(record.authors)
    if not authors or not ours:
        return
    if difference := compare_authors(ours, authors, "the library lacks", "it has"):
        yield _finding("differs", listed, ("paper", "authors"), "", "", difference)._replace(identity=difference)
        return
    spelled = spell(ours, authors)
    changes = [(number, old, new) for number, (old, new) in enumerate(zip(ours, spelled, strict=True)) if old != new]
    raw = (listed.entry.paper or NO_PAPER).authors or ()
    if not raw and changes:
        text = ", ".join(f"{old} is {new}" for _, old, new in changes)
        yield _finding("differs", listed, ("paper", "authors"), "", "", f"spelled more fully: {text}")._replace(
            identity=text
        )
    for number, old, new in changes:
        if number < len(raw) and raw[number] == old:
            yield _finding("respelled", listed, ("paper", "authors", str(number)), old, new, "the library has it so")


def _finding(
    kind: str, listed: ListedEntry, path: tuple[str, ...], value: str, proposal: str, evidence: str
) -> Finding:
    return Finding(kind, listed, path, listed.key, value, proposal, evidence, proposal)
