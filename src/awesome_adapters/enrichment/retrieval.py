"""Asking Semantic Scholar for the papers of a list, and keeping what it answers."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.problems import RejectedTitleError
from awesome_adapters.records import has_title, is_match, same_paper, same_title

MATCHES_PER_RUN = 25
"""Titles that one run looks up: each is a request, and without a key only one goes out in four seconds."""


class Client(Protocol):
    """What fetching needs of a client of an API."""

    def batches(
        self, wanted: Sequence[str], title_agrees: Callable[[str, PaperMetadata], bool | None]
    ) -> Iterator[list[tuple[str, PaperMetadata | None]]]:
        """Give papers with what is known of them, a request at a time; None is "unknown".

        `title_agrees` tells whether an answer has the title that is meant; None where that is not clear.
        """


class TitleClient(Protocol):
    """What looking up titles needs of a client of an API."""

    def match(self, title: str) -> PaperMetadata | None:
        """Return the paper with this title; None where no paper surely has it."""


class PaperClient(TitleClient, Protocol):
    """What looking up one paper needs of a client of an API."""

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, PaperMetadata | None]]:
        """Give each paper that is wanted with what is known of it; None is "unknown"."""


def fetch(
    client: Client, store: MetadataStore, entries: Iterable[ListedEntry], wanted: Sequence[str], today: date
) -> Generator[tuple[str, PaperMetadata | None], None, None]:
    """Ask for papers of entries, and give each answer; what one request brought is saved before the first of it."""
    by_name = _entries_by_name(store, entries)

    def title_agrees(asked: str, paper: PaperMetadata) -> bool | None:
        listed = by_name.get(asked)
        if listed is None or not same_title(listed, paper):
            return False if listed else None
        return has_title(listed, paper) or None

    try:
        for batch in client.batches(wanted, title_agrees):
            for asked, metadata in batch:
                if not (metadata and asked in by_name and _has_better(store, by_name[asked], metadata)):
                    store.add(asked, metadata, today)
            store.save()
            yield from batch
    finally:
        store.save()


def _entries_by_name(store: MetadataStore, entries: Iterable[ListedEntry]) -> dict[str, ListedEntry]:
    """Return the entries by the spellings of their ids, and by the keys of their records."""
    by_name: dict[str, ListedEntry] = {}
    for listed in entries:
        names = [identifier.semantic_scholar for identifier in listed.identifiers]
        names.append(store.find(listed.identifiers, listed.paper_title))
        by_name |= {name: listed for name in names if name}
    return by_name


def _has_better(store: MetadataStore, listed: ListedEntry, metadata: PaperMetadata) -> bool:
    """Return whether an entry has a record of its paper, and an answer is another's."""
    old = None if same_paper(listed, metadata) else store.paper(listed.identifiers, listed.paper_title)
    return old is not None and same_paper(listed, old) and set(old.ids).isdisjoint(metadata.ids)


def match(
    client: TitleClient, store: MetadataStore, title: str, authors: Iterable[str], year: int | None, today: date
) -> PaperMetadata | None:
    """Look a paper up by its title, and let the store have the answer.

    None where no paper surely has the title, and where authors or year say that it is another paper's.
    """
    try:
        metadata = client.match(title)
    except RejectedTitleError:
        metadata = None
    if metadata and not is_match(authors, year, metadata):
        metadata = None
    store.add_match(title, metadata, today)
    return metadata
