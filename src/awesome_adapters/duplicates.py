"""When two entries are one paper."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.identifiers import Identifier, equivalent
from awesome_adapters.store import MetadataStore


class Duplicate(NamedTuple):
    """An entry that has a paper already, and the id of the paper by which it is known."""

    original: ListedEntry
    identifier: Identifier


class PaperIndex:
    """Entries by all that their papers are known by: their ids, and those that Semantic Scholar has for them."""

    def __init__(self, store: MetadataStore, entries: Iterable[ListedEntry] = ()) -> None:
        self._store = store
        self._entries: dict[Identifier | str, ListedEntry] = {}
        for listed in entries:
            self.add(listed)

    def find(self, identifiers: Iterable[Identifier]) -> Duplicate | None:
        """Return the first entry that has the paper of these ids; None if there is none."""
        names = self._names(identifiers)
        return next((Duplicate(self._entries[name], id_) for name, id_ in names if name in self._entries), None)

    def add(self, listed: ListedEntry) -> Duplicate | None:
        """Add an entry, and return the earlier entry that has its paper; None if there is none."""
        duplicate = None
        for name, identifier in self._names(listed.identifiers):
            original = self._entries.setdefault(name, listed)
            if original is not listed and not duplicate:
                duplicate = Duplicate(original, identifier)
        return duplicate

    def _names(self, identifiers: Iterable[Identifier]) -> Iterator[tuple[Identifier | str, Identifier]]:
        """Give all that the paper of each id is known by, with the id: two papers that share one of these are one."""
        for id_ in identifiers:
            for name in (id_, equivalent(id_), self._store.find((id_,)), self._store.paper_id(id_)):
                if name:
                    yield name, id_


def have_one_paper(listed: ListedEntry, other: ListedEntry, store: MetadataStore) -> bool:
    """Return whether two entries have one paper."""
    return PaperIndex(store, [listed]).find(other.identifiers) is not None
