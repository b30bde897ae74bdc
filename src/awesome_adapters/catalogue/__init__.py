"""The list as it is read: entries at their places, in sections."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

from awesome_adapters.catalogue.tags import vocabulary
from awesome_adapters.identifiers import SCHEMES, Identifier, parse
from awesome_adapters.positions import SourceNode
from awesome_adapters.problems import CatalogueError
from awesome_adapters.schema import CandidateEntry, Entry, Order
from awesome_adapters.schema.settings import Settings
from awesome_adapters.schema.values import is_key
from awesome_adapters.text import tokens

SectionPath = tuple[str, ...]
"""The titles that lead to a section, from the top down to its own."""


def path_text(path: SectionPath) -> str:
    """Return a section's path as people write it in data files: `Computer Vision > Methods`."""
    return " > ".join(path)


def breadcrumb(path: SectionPath) -> str:
    """Return a section's path as readers see it: `Computer Vision › Methods`."""
    return " › ".join(path)


class ListedEntry(NamedTuple):
    """An entry at its place in the list."""

    entry: Entry
    section_path: SectionPath
    origin: SourceNode
    identifiers: list[Identifier]
    """The paper's, in the order of `SCHEMES`."""
    key: str
    """The entry's lasting name: as given, else from its first identifier, else from its title."""

    @classmethod
    def create(cls, entry: Entry, section_path: SectionPath, origin: SourceNode) -> Self:
        """List an entry at its place."""
        identifiers = entry.identifiers
        key = entry.key or (identifiers[0].slug if identifiers else "-".join(("title", *tokens(entry.title))))
        return cls(entry, section_path, origin, identifiers, key)

    @property
    def is_paper(self) -> bool:
        """Return whether there is a paper to read, and not just a tool."""
        return self.entry.is_paper

    @property
    def paper_title(self) -> str | None:
        """Return the title by which its paper can be looked up; None for a tool, and where it cannot tell the paper."""
        return self.entry.paper_title

    def key_to_write(self, added: Identifier) -> str | None:
        """Return the key to write with an id that is added, as links lead there; None where it stays by itself."""
        schemes = list(SCHEMES)
        first = min((added, *self.identifiers), key=lambda identifier: schemes.index(identifier.scheme))
        return self.key if not self.entry.key and first.slug != self.key and is_key(self.key) else None

    @property
    def has_citation_key(self) -> bool:
        """Return whether the entry says what the key of its citation is."""
        return bool(self.entry.paper and self.entry.paper.citation_key)

    @property
    def citation_key(self) -> str:
        """Return the key of its citation: as given, else the entry's own."""
        return (self.entry.paper and self.entry.paper.citation_key) or self.key


class ListedCandidate(NamedTuple):
    """A work at its place in `candidates.yaml`."""

    key: str
    entry: CandidateEntry
    origin: SourceNode

    @property
    def fields(self) -> dict[str, Any]:
        """The keys of the entry, with the values as they are written."""
        return {key: value for key, value in self.origin.value.items() if key in Entry.model_fields}

    @property
    def listed(self) -> ListedEntry:
        """The candidate as an entry that no section holds."""
        return ListedEntry.create(self.entry, (), self.origin)._replace(key=self.key)


class Section(NamedTuple):
    """A section of the list; `cross_listed` has the entries of other sections that it shows as well."""

    path: SectionPath
    entries: list[ListedEntry]
    cross_listed: list[ListedEntry]
    origin: SourceNode
    description: str | None = None
    was: Sequence[str] = ()
    """Titles that it had before."""
    order: Order | None = None
    """How its entries are shown, as it or a section above it says."""

    @property
    def title(self) -> str:
        """Return its own title."""
        return self.path[-1]


class Catalogue(NamedTuple):
    """The whole list: its sections in order, each before the ones below it."""

    settings: Settings
    sections: list[Section]
    is_whole: bool = True
    """Whether every section could be read, so that a section which is not there does not exist."""

    def entries(self) -> Iterator[ListedEntry]:
        """Give every entry once, in the order of the list."""
        for section in self.sections:
            yield from section.entries

    def by_key(self) -> dict[str, ListedEntry]:
        """Return every entry by its key."""
        return {listed.key: listed for listed in self.entries()}

    def find(self, texts: Sequence[str]) -> list[ListedEntry]:
        """Return the entries with a text as key, id or part of the title, or all; raises `CatalogueError` for none."""
        entries = list(self.entries())
        matching: list[ListedEntry] = []
        for text in texts:
            title, identifier = text.casefold(), parse(text)
            before = len(matching)
            matching += (
                listed
                for listed in entries
                if text == listed.key or identifier in listed.identifiers or title in listed.entry.title.casefold()
            )
            if len(matching) == before:
                raise CatalogueError(f"no entry has '{text}' as its key, as an id, or in its title")
        return matching if texts else entries

    def order(self, section: Section) -> Order:
        """Return in which order readers see the entries of a section."""
        return section.order or self.settings.order

    def anchors(self) -> dict[str, list[str]]:
        """Return by entries' keys the further anchors at which they can be found: the slugs of their ids.

        None of them is another entry's key, and each is there once.
        """
        names = {listed.key.lower() for listed in self.entries()}
        anchors: dict[str, list[str]] = {}
        for listed in self.entries():
            for identifier in listed.identifiers if len(listed.identifiers) > 1 or listed.entry.key else ():
                if (slug := identifier.slug).lower() not in names:
                    names.add(slug.lower())
                    anchors.setdefault(listed.key, []).append(slug)
        return anchors

    def tags(self) -> dict[str, str]:
        """Return the list's vocabulary of tags, which `tags` explains: those of its settings and of its entries."""
        return vocabulary(self.settings.spellings(), (tag for listed in self.entries() for tag in listed.entry.tags))
