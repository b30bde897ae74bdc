"""Which preprints of a list were published since, by what arXiv and Crossref say; curators write it, or do not."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.enrichment.findings import Finding
from awesome_adapters.identifiers import proves_publication
from awesome_adapters.metadata import SourceRecord, venues
from awesome_adapters.metadata.provenance import same_work
from awesome_adapters.metadata.store import MetadataStore, title_name
from awesome_adapters.records import Record

if TYPE_CHECKING:
    from awesome_adapters.services.crossref import Work

_ACCEPTED = re.compile(
    r"(?i)\baccept(?:ed)?\b|\bto (?:appear|be published)\b|\bin proceedings of\b|\bpublished (?:in|at|as)\b"
)
_SUBMITTED = re.compile(r"(?i)\bsubmitted\b|\bunder review\b")
"""What authors remark at arXiv: 42 of 100 remarks are of the first kind, 6 of the second (recorded 2026-04)."""
_PUBLISHED_TYPES = ("journal-article", "proceedings-article", "book-chapter")
_SEARCH = "crossref_search"
SEARCHES_PER_RUN = 25
"""Preprints that one run looks for: each is a request, and one goes out in a second."""
_INTERVAL = timedelta(days=28)
_YEARS = 3
"""Years that may lie between a preprint and its publication."""


def is_unpublished(record: Record) -> bool:
    """Return whether the list has a paper as a preprint; a DOI that only its authors tell does not change that."""
    ids = record.listed.identifiers
    is_preprint = venues.is_preprint(record.venue) or record.sources.get("doi") == "crossref"
    return bool(ids) and is_preprint and not any(map(proves_publication, ids))


def finding(record: Record, others: Iterable[SourceRecord], subject: str) -> Finding | None:
    """Return the best evidence that a preprint was published; `subject` is the key of the paper's record."""
    if not is_unpublished(record):
        return None
    value = " ".join(str(part) for part in (record.venue, record.year) if part)
    sources = {str(other.source): other for other in others}
    empty = _finding(record.listed, subject, value)
    ids = {identifier.semantic_scholar or "" for identifier in record.listed.identifiers}
    return next(_evidence(empty, sources, ids), None)


def findings(store: MetadataStore, records: Iterable[Record]) -> Iterator[Finding]:
    """Give the evidence for the entries of these records."""
    for record in records:
        key = store.find(record.listed.identifiers, record.listed.paper_title)
        if key and (evidence := finding(record, store.sources(key), key)):
            yield evidence


def _finding(listed: ListedEntry, subject: str, value: str = "") -> Finding:
    return Finding("published", listed, ("paper", "doi"), subject, value, "", "", "")


def _evidence(empty: Finding, sources: dict[str, SourceRecord], ids: set[str]) -> Iterator[Finding]:
    """Give the evidence, the strongest first."""
    arxiv, crossref, search = (sources.get(key, SourceRecord()) for key in ("arxiv", "crossref", _SEARCH))
    if arxiv.id in ids and arxiv.doi:
        is_there = crossref.id == f"DOI:{arxiv.doi}" and crossref.title is not None
        if is_there and not same_work(arxiv, crossref):
            evidence = (
                f"its authors name DOI {arxiv.doi} at arXiv, which Crossref has as '{crossref.title}'; is it that?"
            )
            yield empty._replace(evidence=evidence, identity=arxiv.doi)
        else:
            yield _of_doi(empty, arxiv.doi, "its authors name the DOI at arXiv", crossref if is_there else None)
    if crossref.id in ids and crossref.doi:
        yield _of_doi(empty, crossref.doi, "Crossref has it as the preprint of this DOI", None)
    if search.doi:
        yield _of_doi(empty._replace(kind="similar"), search.doi, "Crossref has this title by these authors", search)
    if arxiv.id in ids and arxiv.journal_ref:
        evidence = f"its authors say at arXiv: '{arxiv.journal_ref}'"
        yield empty._replace(path=("paper", "venue"), evidence=evidence, identity=arxiv.journal_ref)
    if arxiv.id in ids and arxiv.comment and _ACCEPTED.search(arxiv.comment) and not _SUBMITTED.search(arxiv.comment):
        evidence = f"its authors say at arXiv: '{arxiv.comment}'"
        yield empty._replace(kind="accepted", path=("paper", "venue"), evidence=evidence, identity=arxiv.comment)


def _of_doi(empty: Finding, doi: str, evidence: str, work: SourceRecord | None) -> Finding:
    place = " ".join(str(part) for part in (work and work.venue, work and work.year) if part)
    return empty._replace(proposal=doi, evidence=f"{evidence}{f', in {place}' if place else ''}", identity=doi)


class Search(Protocol):
    """What a search needs of a client of Crossref."""

    def search(self, title: str, authors: Iterable[str]) -> "list[Work]":
        """Return the works whose title and authors are the nearest."""


def to_search(
    store: MetadataStore, records: Iterable[Record], today: date, number: int = SEARCHES_PER_RUN
) -> list[tuple[Record, str]]:
    """Return the preprints to look for by title and authors, with the keys of their records.

    Each is looked for once a month at most, and the longest not asked come first.
    """
    due = []
    for record in records:
        listed = record.listed
        key = store.find(listed.identifiers, listed.paper_title)
        if key and record.authors and is_unpublished(record):
            asked = next((other.day for other in store.sources(key) if other.source == _SEARCH), date.min)
            if today - asked >= _INTERVAL:
                due.append((asked, record, key))
    due.sort(key=lambda row: row[0])
    return [(record, key) for _, record, key in due[:number]]


def search(client: Search, store: MetadataStore, record: Record, key: str, today: date) -> bool:
    """Look for the publication of a preprint, keep the answer, and return whether there is one."""
    title = record.metadata.title or record.listed.paper_title or record.title
    works = [
        SourceRecord(title=work.title, authors=work.authors, venue=work.venue, year=work.year, doi=work.doi)
        for work in client.search(title, list(record.authors)[:3])
        if work.type in _PUBLISHED_TYPES
    ]
    publication = match(record, title, works)
    answer = SourceRecord(_SEARCH, title_name(title), today.isoformat(), is_unknown=publication is None)
    if publication:
        answer = publication._replace(source=answer.source, id=answer.id, retrieved=answer.retrieved)
    store.add_source(key, answer)
    store.save()
    return publication is not None


def match(record: Record, title: str, works: Iterable[SourceRecord]) -> SourceRecord | None:
    """Return the publication among works that a search found by title and authors; None where that is not clear.

    Titles change, so most words are enough, and most authors have to agree. Prefix 10.65215 has fake copies of papers
    with their true authors (measured 2026-10): known venues come first, and of others there must be but one.
    """
    preprint = SourceRecord(title=title, authors=tuple(record.authors))
    fitting = [
        work
        for work in works
        if work.venue and venues.kind(work.venue) in ("article", "proceedings") and same_work(preprint, work)
        if not (record.year and work.year) or 0 <= work.year - record.year <= _YEARS
    ]
    known = [work for work in fitting if venues.find(work.venue or "")] or fitting
    return known[0] if len({work.doi for work in known}) == 1 else None
