"""Asking arXiv, DataCite and Crossref for what Semantic Scholar does not say, and keeping what they answer."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.metadata import SourceRecord
from awesome_adapters.metadata.store import UNKNOWN_FOR, MetadataStore, spelling

if TYPE_CHECKING:
    from awesome_adapters.services.arxiv import Preprint
    from awesome_adapters.services.crossref import Work

Wanted = Mapping[str, str]
"""The keys of records by the ids to ask for, each as its scheme writes it."""


class PreprintClient(Protocol):
    """What asking for preprints needs of a client of arXiv or DataCite."""

    def papers(
        self, arxiv_ids: Sequence[str], recorded: Collection[str] = ()
    ) -> Iterator[Mapping[str, "Preprint | None"]]:
        """Give papers by their ids, a request at a time; None is "unknown"."""


class WorkClient(Protocol):
    """What asking for publications needs of a client of Crossref."""

    def works(self, dois: Sequence[str]) -> Iterator[Mapping[str, "Work | None"]]:
        """Give works by their DOIs, a request at a time; None is "unknown"."""


Recorded = list[tuple[ListedEntry, str]]
"""Entries with the keys of their records."""


def recorded(store: MetadataStore, entries: Iterable[ListedEntry], before: date | None = None) -> Recorded:
    """Return the entries whose papers Semantic Scholar does not have; with `before` all that have an id it takes."""
    keys = ((listed, store.find(listed.identifiers, listed.paper_title)) for listed in entries)
    pairs = [
        (listed, key or spelling(listed.identifiers)) for listed, key in keys if before or not store.has_answer(key)
    ]
    return [(listed, key) for listed, key in pairs if key]


def preprints(store: MetadataStore, pairs: Recorded, today: date, before: date | None = None) -> dict[str, str]:
    """Return the arXiv ids to ask for, with the keys of their records.

    An answer is believed for good, and an "unknown" for some days; `before`: answers of that day and later alone.
    """
    wanted = {}
    for listed, key in pairs:
        value = next((identifier.value for identifier in listed.identifiers if identifier.scheme == "arxiv_id"), None)
        if value and _is_due(store, key, ("arxiv", "datacite"), f"ARXIV:{value}", today, before):
            wanted[value] = key
    return wanted


def publications(store: MetadataStore, pairs: Recorded, today: date, before: date | None = None) -> dict[str, str]:
    """Return the DOIs to ask for as `preprints` does: those of entries, else those that their authors tell at arXiv."""
    wanted = {}
    for listed, key in pairs:
        dois = [identifier.value for identifier in listed.identifiers if identifier.scheme == "doi"]
        dois += [record.doi for record in store.sources(key) if record.source == "arxiv" and record.doi]
        if dois and _is_due(store, key, ("crossref",), f"DOI:{dois[0]}", today, before):
            wanted[dois[0]] = key
    return wanted


def _is_due(
    store: MetadataStore, key: str, sources: Sequence[str], asked: str, today: date, before: date | None
) -> bool:
    for record in store.sources(key):
        if record.source in sources and record.id == asked:
            limit = before or (today - UNKNOWN_FOR if record.is_unknown else date.min + UNKNOWN_FOR)
            is_old = record.day < limit
            if not is_old:
                return False
    return True


def ask_preprints(
    client: PreprintClient, source: str, store: MetadataStore, wanted: Wanted, today: date
) -> Iterator[dict[str, bool]]:
    """Ask for preprints, and give for each id that was answered whether the source knows it, once that is saved."""
    answered = [
        value for value, key in wanted.items() if any(r.source == source and r.title for r in store.sources(key))
    ]
    for papers in client.papers(list(wanted), answered):
        for value, paper in papers.items():
            asked = SourceRecord(source, f"ARXIV:{value}", today.isoformat(), paper is None)
            if paper:
                asked = asked._replace(
                    title=paper.title,
                    authors=paper.authors,
                    venue="arXiv.org",
                    year=int(paper.published[:4]) if paper.published else None,
                    published=paper.published if len(paper.published) == 10 else None,
                    doi=paper.doi,
                    comment=paper.comment or None,
                    journal_ref=paper.journal_ref or None,
                )
            store.add_source(wanted[value], asked)
        store.save()
        yield {value: paper is not None for value, paper in papers.items()}


def ask_publications(
    client: WorkClient, store: MetadataStore, wanted: Wanted, today: date
) -> Iterator[dict[str, bool]]:
    """Ask for publications as `ask_preprints` does."""
    for works in client.works(list(wanted)):
        for doi, work in works.items():
            store.add_source(wanted[doi], of_work(work, doi, today))
        store.save()
        yield {doi: work is not None for doi, work in works.items()}


def of_work(work: "Work | None", doi: str, today: date, source: str = "crossref") -> SourceRecord:
    """Return what Crossref says under a DOI; None is "unknown"."""
    asked = SourceRecord(source, f"DOI:{doi}", today.isoformat(), work is None)
    if work is None:
        return asked
    return asked._replace(
        title=work.title or None,
        authors=work.authors,
        venue=work.venue or None,
        year=work.year,
        doi=next(iter(work.preprint_of), None),
    )
