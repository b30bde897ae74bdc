"""The order in which readers see the entries of a section, where that is not the one of its file."""

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from typing import Any

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.records import Record
from awesome_adapters.schema import Order
from awesome_adapters.storage.cache import Keep, made
from awesome_adapters.text import tokens

Resolve = Callable[[ListedEntry], Record]


def ordered(catalogue: Catalogue, resolve: Resolve, keep: Keep = made) -> Catalogue:
    """Return the list with the entries of every section as they are shown: as listed, or by a key of their records.

    Ties go by title, then by key, so that the place in the file decides nothing. `resolve` makes the
    record of an entry; none is kept. `keep` gives a section that was ordered last time, if all of it is as then.
    """
    orders = [catalogue.order(section) for section in catalogue.sections]
    if not any(order in _SORT_KEYS for order in orders):
        return catalogue
    sections = zip(catalogue.sections, orders, strict=True)
    return catalogue._replace(
        sections=[
            keep(("order", section.path), (section, order), partial(_ordered, section, order, resolve))
            if order in _SORT_KEYS
            else section
            for section, order in sections
        ]
    )


def _ordered(section: Section, order: Order, resolve: Resolve) -> Section:
    return section._replace(
        entries=in_order(section.entries, order, resolve),
        cross_listed=in_order(section.cross_listed, order, resolve),
    )


def in_order(entries: Iterable[ListedEntry], order: Order, resolve: Resolve) -> list[ListedEntry]:
    """Return entries in an order; raises `KeyError` for an unknown one."""
    if order == "listed":
        return list(entries)
    sort_key = _SORT_KEYS[order]

    def key(listed: ListedEntry) -> tuple[Any, ...]:
        title = listed.entry.full_title
        return *sort_key(listed, resolve), tokens(title), title, listed.key

    return sorted(entries, key=key)


def published(record: Record) -> tuple[int, ...]:
    """Return the year of publication, then the day of the first one as far as it is known; nothing without a year.

    The year is the one that readers see; among papers of 2022, one whose preprint is of 2021 is early.
    """
    first = tuple(int(part) for part in (record.metadata.published or "").split("-")[:3] if part)
    day = tuple(filter(None, record.date or ()))
    if first[: len(day)] == day:
        day = first
    year = record.year or (day[0] if day else None)
    return (year, *day) if year else ()


_UNKNOWN = (10_000,) * 4
"""What stands for the parts that `published` does not know: they come last."""


def _newest(listed: ListedEntry, resolve: Resolve) -> tuple[int, ...]:
    parts = published(resolve(listed))
    return (*(-part for part in parts), *_UNKNOWN[len(parts) :])


def _oldest(listed: ListedEntry, resolve: Resolve) -> tuple[int, ...]:
    parts = published(resolve(listed))
    return (*parts, *_UNKNOWN[len(parts) :])


_SORT_KEYS: dict[Order, Callable[[ListedEntry, Resolve], tuple[int, ...]]] = {
    "newest": _newest,
    "oldest": _oldest,
    "title": lambda *_: (),
}
"""By each order the numbers by which entries are sorted first."""


def place(catalogue: Catalogue, section: Section, key: str | None) -> int:
    """Return the index of the entry behind which a new one with this key is written; -1 where there is none yet.

    Where the place in the file decides nothing, a hash of the key chooses it: two entries that are added at
    once seldom meet there, so that git can merge them. Elsewhere, and without a key, it is the last one.
    """
    number = len(section.entries)
    if not key or not number or catalogue.order(section) == "listed":
        return number - 1
    return int.from_bytes(sha256(key.encode()).digest()) % number
