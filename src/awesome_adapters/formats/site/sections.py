"""What has files of its own in the site's folder: the whole list, its sections, and the tags that many entries have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath
from awesome_adapters.catalogue.tags import preferred
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

    @property
    def names(self) -> SectionPath:
        """Return the names of what it is, from the list's down; none for the whole list."""
        return self.section_path

    @property
    def feed(self) -> str:
        """Return the path of its feed in the site's folder."""
        return f"feeds/{self.path}.xml" if self.section_path else "feed.xml"

    def file(self, suffix: str) -> str:
        """Return the path of its file in a format, by the format's suffix."""
        return f"exports/{self.path}.{suffix}"


class SiteTag(NamedTuple):
    """A tag with feed and files of its own."""

    slug: str
    tag: str
    entries: list[ListedEntry]
    former: Sequence[str] = ()

    @property
    def names(self) -> SectionPath:
        """Return its name, as `SiteSection` has its names."""
        return (self.tag,)

    @property
    def feed(self) -> str:
        """Return the path of its feed in the site's folder."""
        return self.file("xml")

    def file(self, suffix: str) -> str:
        """Return the path of its file in a format, by the format's suffix."""
        return f"tags/{self.slug}.{suffix}"


FEWEST_TAGGED, MOST_TAGS = 5, 100
"""A tag of fewer entries has no files, and so have the rarest where there are more such tags."""


def site_tags(catalogue: Catalogue) -> list[SiteTag]:
    """Return the tags that have files of their own, the most used first."""
    vocabulary, tagged = catalogue.tags(), defaultdict[str, list[ListedEntry]](list)
    for listed in catalogue.entries():
        for tag in preferred(vocabulary, listed.entry.tags):
            tagged[tag].append(listed)
    by_use = sorted(tagged.items(), key=lambda item: (-len(item[1]), item[0]))
    slugger = Slugger()
    return [
        SiteTag(slugger.slug(tag[:_LONGEST]) or "tag", tag, entries)
        for tag, entries in by_use[:MOST_TAGS]
        if len(entries) >= FEWEST_TAGGED
    ]


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
