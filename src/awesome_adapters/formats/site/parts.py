"""The parts of a list that have files of their own in the site's folder: the whole of it, and each section."""

from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry
from awesome_adapters.formats.markdown import Slugger

WHOLE = "all"
_LONGEST = 60
"""Characters of a title in a path; of four bytes each, they are within what file systems take."""


class SiteSection(NamedTuple):
    """The whole list, or a section with the sections below it."""

    path: str
    """Where its files stand below a folder, without their suffix: `computer-vision/methods`."""
    section_path: tuple[str, ...]
    """The section's titles from the top; none for the whole list."""
    entries: list[ListedEntry]
    """What it shows, each entry once."""


def parts(catalogue: Catalogue) -> Iterator[SiteSection]:
    """Give the whole list, then each section; no two of them have one path."""
    yield SiteSection(WHOLE, (), list(catalogue.entries()))
    shown: dict[tuple[str, ...], dict[str, ListedEntry]] = {}
    for section in catalogue.sections:
        here = {listed.key: listed for listed in (*section.entries, *section.cross_listed)}
        for depth in range(1, len(section.path) + 1):
            shown.setdefault(section.path[:depth], {}).update(here)
    folders: dict[tuple[str, ...], Slugger] = {(): Slugger()}
    folders[()].slug(WHOLE)
    paths: dict[tuple[str, ...], str] = {}
    for section_path, entries in shown.items():
        slug = folders[section_path[:-1]].slug(section_path[-1][:_LONGEST].strip()) or "section"
        folders[section_path] = Slugger()
        paths[section_path] = f"{paths[section_path[:-1]]}/{slug}" if section_path[:-1] else slug
        yield SiteSection(paths[section_path], section_path, list(entries.values()))
