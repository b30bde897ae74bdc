"""The sections of a list that have files of their own in the site's folder, and the whole list, which has too."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath
from awesome_adapters.formats.markdown import Slugger

WHOLE = "all"
_LONGEST = 60
"""Characters of a title in a path; of four bytes each, they are within what file systems take."""


class SiteSection(NamedTuple):
    """The whole list, or a section with the sections below it."""

    path: str
    """Where its files stand below a folder, without their suffix: `computer-vision/methods`; also its slug."""
    section_path: SectionPath
    """The section's titles from the top; none for the whole list."""
    entries: list[ListedEntry]
    """What it shows, each entry once."""

    @property
    def page(self) -> str:
        """Return the path of the section's page, where it has one."""
        return f"sections/{self.path}.html"

    @property
    def to_root(self) -> str:
        """Return the way from the section's page to the site's root."""
        return "../" * (self.path.count("/") + 1)


def shown_entries(sections: Iterable[Section]) -> dict[SectionPath, dict[str, ListedEntry]]:
    """Return by each section's path the entries that it and those below it show, by their keys."""
    shown: dict[SectionPath, dict[str, ListedEntry]] = {}
    for section in sections:
        entries = {listed.key: listed for listed in (*section.entries, *section.cross_listed)}
        for depth in range(1, len(section.path) + 1):
            shown.setdefault(section.path[:depth], {}).update(entries)
    return shown


def site_sections(catalogue: Catalogue) -> Iterator[SiteSection]:
    """Give the whole list, then each section; no two of them have one path."""
    yield SiteSection(WHOLE, (), list(catalogue.entries()))
    sluggers: dict[SectionPath, Slugger] = {(): Slugger()}
    sluggers[()].slug(WHOLE)
    paths: dict[SectionPath, str] = {}
    for section_path, entries in shown_entries(catalogue.sections).items():
        above = section_path[:-1]
        slug = sluggers[above].slug(section_path[-1][:_LONGEST]) or "section"
        sluggers[section_path] = Slugger()
        paths[section_path] = f"{paths[above]}/{slug}" if above else slug
        yield SiteSection(paths[section_path], section_path, list(entries.values()))
