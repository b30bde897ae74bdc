"""When two entries are one paper, or one tool."""

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.identifiers import SCHEMES, Identifier, find, record_id, rivals
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.records import same_paper
from awesome_adapters.schema import NO_PAPER, Entry
from awesome_adapters.text import title_forms, titles_denote_one_paper, tokens
from awesome_adapters.text.addresses import address_form

Place = tuple[str, ...]
"""The keys that lead to a value of an entry."""


class Duplicate(NamedTuple):
    """An entry that has a paper or a tool already, and the value of the other entry that tells."""

    original: ListedEntry
    place: Place


class PaperIndex:
    """Entries by all that their papers are known by: ids, those of their records, those in their addresses.

    What has no paper is known by the addresses of its code and its website.
    """

    def __init__(self, store: MetadataStore, entries: Iterable[ListedEntry] = ()) -> None:
        self._store = store
        self._entries: dict[Hashable, ListedEntry] = {}
        for listed in entries:
            self.add(listed)

    def find(self, entry: Entry, identifiers: Iterable[Identifier] = ()) -> Duplicate | None:
        """Return the first entry that is the same as one that is not listed, or has one of further ids."""
        return next(self.all(entry, identifiers), None)

    def all(self, entry: Entry, identifiers: Iterable[Identifier] = ()) -> Iterator[Duplicate]:
        """Give each entry that is the same, once for each thing that tells."""
        further = ((name, ("paper",)) for identifier in identifiers for name in _id_names(identifier, self._store))
        for name, source in (*names(entry, self._store), *further):
            original = self._entries.get(name)
            if original and not _have_two_repositories(entry, original.entry):
                yield Duplicate(original, _place(entry, source))

    def add(self, listed: ListedEntry) -> Duplicate | None:
        """Add an entry, and return the earlier entry that is the same; None if there is none."""
        duplicate = None
        for name, source in names(listed.entry, self._store):
            original = self._entries.setdefault(name, listed)
            if original is not listed and not duplicate and not _have_two_repositories(listed.entry, original.entry):
                duplicate = Duplicate(original, _place(listed.entry, source))
        return duplicate


class TitleIndex:
    """Entries by their titles, by those of their papers, and by those that Semantic Scholar knows them under."""

    def __init__(self, store: MetadataStore, entries: Iterable[ListedEntry]) -> None:
        self._entries: dict[Hashable, list[tuple[str, ListedEntry]]] = {}
        for listed in entries:
            metadata = store.paper(listed.identifiers, listed.paper_title)
            self.add(listed, metadata.title if metadata and same_paper(listed, metadata) else None)

    def add(self, listed: ListedEntry, further: str | None = None) -> None:
        """Add an entry, with a further title."""
        entry = listed.entry
        titles = (entry.title, entry.full_title, (entry.paper or NO_PAPER).title, further)
        for title in {title for title in titles if title}:
            for name in _title_names(title):
                self._entries.setdefault(name, []).append((title, listed))

    def find(self, title: str) -> ListedEntry | None:
        """Return the first entry with nearly this title."""
        for name in _title_names(title):
            for other, listed in self._entries.get(name, ()):
                if not isinstance(name, str) or titles_denote_one_paper(title, other):
                    return listed
        return None


def _title_names(title: str) -> Iterator[Hashable]:
    """Give the forms in which nearly equal titles are equal, and how those begin that are to be compared."""
    yield from title_forms(title)
    parts = (title, title.partition(":")[2])
    yield from dict.fromkeys(start for part in parts if (start := "".join(tokens(part))[:3]))


def are_one(listed: ListedEntry, other: ListedEntry, store: MetadataStore) -> bool:
    """Return whether two entries are one paper, or one tool."""
    return PaperIndex(store, [listed]).find(other.entry) is not None


def ids_in_addresses(entry: Entry) -> Iterator[tuple[Identifier, Place]]:
    """Give the ids that an entry's addresses hold, and where; none of an address that holds two papers' ids."""
    for place, address in _addresses(entry):
        if place[0] == "paper" or not entry.identifiers:  # a paper's website may be about another one
            identifiers = find(address)
            yield from ((identifier, place) for identifier in identifiers if not rivals(identifiers))


def _addresses(entry: Entry) -> list[tuple[Place, str]]:
    paper = entry.paper or NO_PAPER
    values = ((("paper", "url"), paper.url), (("paper", "pdf"), paper.pdf), (("website",), entry.website))
    return [(place, address) for place, address in values if address]


def names(entry: Entry, store: MetadataStore) -> Iterator[tuple[Hashable, Identifier | Place]]:
    """Give all that an entry is known by, and the id or the place that says so: entries that share one are one."""
    for identifier in entry.identifiers:
        for name in _id_names(identifier, store):
            yield name, identifier
    addresses = _addresses(entry)
    for identifier, place in ids_in_addresses(entry) if addresses else ():
        for name in _id_names(identifier, store):
            yield name, place
    for place, address in addresses:
        if place[0] == "paper" or not entry.is_paper:  # several papers may share one website
            yield address_form(address), place
    if entry.code and not entry.is_paper:
        yield address_form(entry.code), ("code",)


def _id_names(identifier: Identifier, store: MetadataStore) -> Iterable[Hashable]:
    """Give an identifier, and all that Semantic Scholar knows its paper by."""
    spelling = identifier.semantic_scholar
    return map(record_id, dict.fromkeys((spelling, *store.names(spelling)))) if spelling else (identifier,)


def _place(entry: Entry, source: Identifier | Place) -> Place:
    """Return where an identifier is written, which may be under the key of another scheme, or the place as it is."""
    if isinstance(source, Identifier):
        return ("paper", *(key for key in SCHEMES if getattr(entry.paper, key) == source))
    return source


def _have_two_repositories(entry: Entry, other: Entry) -> bool:
    """Return whether two tools differ in their code, so that they only share a website."""
    codes = [address_form(one.code) for one in (entry, other) if one.code and not one.is_paper]
    return len(codes) == 2 and codes[0] != codes[1]
