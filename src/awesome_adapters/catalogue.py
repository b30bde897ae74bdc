"""The catalogue as it is read: sections of listed entries, what is known of papers, and both together."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters.identifiers import Identifier
from awesome_adapters.problems import Location, Origin, Problem
from awesome_adapters.schema import Entry, Settings
from awesome_adapters.text import words


class Listing(NamedTuple):
    """An entry at its place in the list."""

    entry: Entry
    titles: tuple[str, ...]
    """The titles of the sections it stands in, from the top."""
    origin: Origin
    identifiers: list[Identifier]
    """The paper's, in the order of `SCHEMES`."""
    key: str
    """The entry's lasting name: as given, else from its first identifier, else from its title."""

    @classmethod
    def of(cls, entry: Entry, titles: tuple[str, ...], origin: Origin) -> "Listing":
        """List an entry at its place."""
        identifiers = entry.identifiers
        key = entry.key or (identifiers[0].slug if identifiers else "-".join(("title", *words(entry.title))))
        return cls(entry, titles, origin, identifiers, key)

    @property
    def is_paper(self) -> bool:
        """Tell whether there is a paper to read, and not just a tool."""
        paper = self.entry.paper
        return bool(self.identifiers or (paper and (paper.url or paper.pdf)))


class Section(NamedTuple):
    """A section of the list; `further` has the entries of other sections that it shows as well."""

    titles: tuple[str, ...]
    """The titles from the top down to its own."""
    listings: list[Listing]
    further: list[Listing]
    origin: Origin

    @property
    def title(self) -> str:
        """Return its own title."""
        return self.titles[-1]

    @property
    def path(self) -> str:
        """Return the way to it as people write it: `Computer Vision > Methods`."""
        return " > ".join(self.titles)


class Catalogue(NamedTuple):
    """The whole list: its sections in order, each before the ones below it."""

    settings: Settings
    sections: list[Section]

    def listings(self) -> Iterator[Listing]:
        """Give every entry once, in the order of the list."""
        for section in self.sections:
            yield from section.listings

    def tags(self) -> dict[str, str]:
        """Return the known tags by `tag_form`: as the settings spell them, else as most entries do."""
        known: dict[str, str] = {}
        for tag, others in self.settings.tags.items():
            known |= {tag_form(spelling): tag for spelling in (tag, *others)}
        for tag, _ in Counter(tag for one in self.listings() for tag in one.entry.tags).most_common():
            known.setdefault(tag_form(tag), tag)
        return known


def tag_form(tag: str) -> str:
    """Return the form in which the spellings of a tag are alike."""
    return re.sub(r"[\s_-]+", "", tag.casefold())


def assemble(settings: Settings, sections: list[Section]) -> tuple[Catalogue, list[Problem]]:
    """Make the catalogue: entries with `also_in` go into the sections they name as well.

    An `also_in` that names no section, or two, is a problem.
    """
    problems: list[Problem] = []
    further: dict[tuple[str, ...], list[Listing]] = {}
    known = paths(sections)
    for listing in (listing for section in sections for listing in section.listings):
        shown_in = {listing.titles}
        for number, path in enumerate(listing.entry.also_in):
            where = listing.origin.at("also_in", number)
            found = matching(path, known)
            if len(found) != 1:
                problems.append(_not_one(where, path, found, sections))
            elif found[0].titles in shown_in:
                problems.append(Problem(where, "also-in", "the entry stands in this section already"))
            else:
                shown_in.add(found[0].titles)
                further.setdefault(found[0].titles, []).append(listing)
    if further:
        sections = [section._replace(further=further.get(section.titles, [])) for section in sections]
    return Catalogue(settings, sections), problems


def matching(path: str, paths: list[tuple[str, Section]]) -> list[Section]:
    """Find the sections whose path ends as given, case ignored; one whose whole path is given is meant alone."""
    wanted = _folded(path)
    found = [(whole, section) for whole, section in paths if whole.endswith(wanted)]
    return [section for whole, section in found if whole == wanted] or [section for _, section in found]


def paths(sections: list[Section]) -> list[tuple[str, Section]]:
    """Return each section with its path in the form that `matching` compares."""
    return [(_folded(section.path), section) for section in sections]


def _folded(path: str) -> str:
    return "".join(f"> {part.strip()} " for part in path.casefold().split(">"))


def _not_one(where: Location, path: str, found: list[Section], sections: list[Section]) -> Problem:
    if found:
        names = dict.fromkeys(f"'{section.path}'" for section in found)
        return Problem(where, "also-in", f"'{path}' can be {' or '.join(names)}; write more of the path")
    meant = nearest(path, sections)
    advice = f"; did you mean '{meant}'?" if meant else ""
    return Problem(where, "also-in", f"there is no section '{path}'{advice}", meant)


def nearest(path: str, sections: list[Section]) -> str | None:
    """Return the path or title that somebody may have meant: a similar one, else one that has the same words in it."""
    from difflib import get_close_matches

    known = dict.fromkeys(name for section in sections for name in (section.path, section.title))
    wanted = set(words(path))
    found = get_close_matches(path, known, 1, 0.5) or [name for name in known if wanted and wanted <= set(words(name))]
    return found[0] if found else None


class Journal(NamedTuple):
    """Where a paper stands in a journal or in proceedings, as Semantic Scholar gives it."""

    name: str | None = None
    volume: str | None = None
    pages: str | None = None


class Paper(NamedTuple):
    """What Semantic Scholar says of a paper; None where it says nothing or was never asked."""

    ids: tuple[str, ...] = ()
    """Its identifiers as Semantic Scholar spells them, its own paper id first."""
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    citations: int | None = None
    tldr: str | None = None
    published: str | None = None
    """The day of the first publication, often the preprint's, as 2021-06-17."""
    journal: Journal | None = None
    retrieved: str | None = None
    """The day of the answer, as 2024-05-31."""


class Link(NamedTuple):
    """One of an entry's links."""

    label: str
    url: str


class Record(NamedTuple):
    """An entry as outputs show it: the curators' words, and Semantic Scholar's where there are none."""

    listing: Listing
    known: Paper
    """What Semantic Scholar says of the entry's paper, and of no other."""
    title: str
    url: str
    """Where the title leads: the paper's page, else the code or the website."""
    summary: str | None
    authors: tuple[str, ...] | list[str]
    venue: str | None
    year: int | None
    tags: list[str]
    links: list[Link]
    tldr: str | None
    tldr_is_machine_made: bool = False
    """Whether the TLDR is Semantic Scholar's, and not one of the list's curators."""

    @property
    def key(self) -> str:
        """Return the entry's lasting name."""
        return self.listing.key

    def link(self, label: str) -> str | None:
        """Return the address of the link with this label; None where there is none."""
        return next((link.url for link in self.links if link.label == label), None)
