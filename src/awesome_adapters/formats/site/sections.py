"""The sections of a list that have files of their own in the site's folder, and the whole list, which has too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath
from awesome_adapters.formats.markdown import Slugger

WHOLE = "all"
_MOST_FORMER = 50
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
    former: Sequence[str] = ()
    """The paths that it had while it, or a section above it, had a former title."""

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
    shown = shown_entries(catalogue.sections)
    for section_path in shown:
        above = section_path[:-1]
        slug = sluggers[above].slug(section_path[-1][:_LONGEST]) or "section"
        sluggers[section_path] = Slugger()
        paths[section_path] = f"{paths[above]}/{slug}" if above else slug
    former = _former_paths(catalogue.sections, paths)
    for section_path, entries in shown.items():
        yield SiteSection(paths[section_path], section_path, list(entries.values()), former.get(section_path, ()))


def _former_paths(sections: Iterable[Section], paths: Mapping[SectionPath, str]) -> dict[SectionPath, list[str]]:
    """Return by each section's path the former ones, without those that lead elsewhere by now."""
    names = {WHOLE, *paths.values()}
    former: dict[SectionPath, list[str]] = {}
    for section in sections:
        above, path = section.path[:-1], paths[section.path]
        folders = [f"{parent}/" for parent in (paths[above], *former.get(above, ()))] if above else [""]
        slugs = [path.rpartition("/")[2], *(Slugger().slug(title[:_LONGEST]) for title in section.was)]
        candidates = dict.fromkeys(f"{folder}{slug}" for folder in folders for slug in slugs if slug)
        former[section.path] = [candidate for candidate in candidates if candidate not in names][:_MOST_FORMER]
        names.update(former[section.path])
    return former
