"""The order in which readers see the entries of a section, where that is not the one of its file."""

from collections.abc import Callable, Iterator
from typing import Any

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.records import Record
from awesome_adapters.schema import Order
from awesome_adapters.text import tokens

Resolve = Callable[[ListedEntry], Record]


def ordered(catalogue: Catalogue, resolve: Resolve) -> Catalogue:
    """Return the list with the entries of every section as they are shown: as listed, or by a key of their records.

    Ties go by title, then by key, so that the place in the file decides nothing. `resolve` makes the
    record of an entry; none is kept.
    """
    orders = [catalogue.order(section) for section in catalogue.sections]
    if not any(order in _SORT_KEYS for order in orders):
        return catalogue
    sections = zip(catalogue.sections, orders, strict=True)
    return catalogue._replace(
        sections=[_ordered(section, order, resolve) if order in _SORT_KEYS else section for section, order in sections]
    )


def _ordered(section: Section, order: Order, resolve: Resolve) -> Section:
    sort_key = _SORT_KEYS[order]

    def key(listed: ListedEntry) -> tuple[Any, ...]:
        title = listed.entry.full_title
        return *sort_key(listed, resolve), tokens(title), title, listed.key

    return section._replace(
        entries=sorted(section.entries, key=key), cross_listed=sorted(section.cross_listed, key=key)
    )


def published(record: Record) -> tuple[int, ...]:
    """Return year, month and day of publication, as far as they are known; nothing where not even the year is.

    The year is the one that readers see. A month counts where it is of that year: the preprint of a
    paper of 2022 may be of 2021.
    """
    year = record.year or (record.date.year if record.date else None)
    if not year:
        return ()
    first = tuple(int(part) for part in (record.metadata.published or "").split("-") if part)
    days = [day for day in (tuple(filter(None, record.date or ())), first) if day[:1] == (year,)] or [(year,)]
    return max((day for day in days if day[: len(days[0])] == days[0]), key=len)[:3]


def _newest(listed: ListedEntry, resolve: Resolve) -> Iterator[int]:
    day = published(resolve(listed))
    yield from (-part for part in day)
    yield from [1] * (3 - len(day))


def _oldest(listed: ListedEntry, resolve: Resolve) -> Iterator[int]:
    day = published(resolve(listed))
    yield from day
    yield from [10_000] * (3 - len(day))


_SORT_KEYS: dict[Order, Callable[[ListedEntry, Resolve], Iterator[int]]] = {
    "newest": _newest,
    "oldest": _oldest,
    "title": lambda *_: iter(()),
}
"""By each order the numbers by which entries are sorted first; what is not known comes last."""
