"""The sections as the README shows them: in groups by year or venue, and without headings that divide nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from awesome_adapters.catalogue import ListedEntry, Section, SectionPath
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Group

_T = TypeVar("_T")


def merged(sections: Iterable[Section]) -> list[Section]:
    """Return the sections, those that stand alone below an empty one merged with it; their titles are former ones.

    Audio Processing with Applications as all that it holds becomes Audio Processing with its entries.
    """
    sections = list(sections)
    children = Counter(section.path[:-1] for section in sections)
    paths: dict[SectionPath, SectionPath] = {(): ()}
    result: list[Section] = []
    for section in sections:
        above = paths[section.path[:-1]]
        parent = result[-1] if above else None
        is_alone = children[section.path[:-1]] == 1 and parent and not (parent.entries or parent.cross_listed)
        if parent and is_alone and not (parent.description and section.description):
            paths[section.path] = above
            description = parent.description or section.description
            was = tuple(dict.fromkeys((*parent.was, section.title, *section.was)))
            result[-1] = section._replace(path=above, description=description, was=was)
        else:
            paths[section.path] = (*above, section.title)
            result.append(section._replace(path=paths[section.path]))
    return [section if not section.cross_listed else _with_paths(section, paths) for section in result]


def _with_paths(section: Section, paths: Mapping[SectionPath, SectionPath]) -> Section:
    shown = (listed._replace(section_path=paths[listed.section_path]) for listed in section.cross_listed)
    return section._replace(cross_listed=list(shown))


def grouped(
    sections: Iterable[Section],
    title: Callable[[ListedEntry], str | None],
    rest: str,
    *,
    is_descending: Callable[[Section], bool],
) -> Iterator[Section]:
    """Give each section, and below it one for each group of its entries; entries keep their order in a group.

    `rest` is the title of the group of those without one. A section that has no others stays whole.
    """
    for section in sections:
        descending = is_descending(section)
        entries = groups(section.entries, title, rest, descending=descending)
        cross_listed = groups(section.cross_listed, title, rest, descending=descending)
        titles = groups(
            [*entries, *cross_listed], lambda name: None if name == rest else name, rest, descending=descending
        )
        if set(titles) <= {rest}:
            yield section
            continue
        yield section._replace(entries=[], cross_listed=[])
        for name in titles:
            yield Section((*section.path, name), entries.get(name, []), cross_listed.get(name, []), section.origin)


def groups(
    items: Iterable[_T], title: Callable[[_T], str | None], rest: str, *, descending: bool
) -> dict[str, list[_T]]:
    """Return the items by the titles of their groups, sorted; those without a title come last, under `rest`."""
    by_title: dict[str, list[_T]] = {}
    spellings: dict[str, str] = {}
    for item in items:
        name = title(item) or rest
        by_title.setdefault(spellings.setdefault(name.casefold(), name), []).append(item)
    names = sorted(by_title, key=lambda name: (name.casefold(), name), reverse=descending)
    return {name: by_title[name] for name in sorted(names, key=rest.__eq__)}


def group_title(record: Record, group: Group, short_venues: Mapping[str, str]) -> str | None:
    """Return the title of an entry's group: its year, or the short name of its venue; None where it has none."""
    if group == "year":
        year = record.year or (record.date.year if record.date else None)
        return str(year) if year else None
    return record.venue and short_venues.get(record.venue.casefold(), record.venue)
