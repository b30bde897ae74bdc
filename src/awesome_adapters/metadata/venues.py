"""Venues: what is published there, by the packaged table `venues.toml`."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from awesome_adapters.text import tokens

Kind = Literal["article", "proceedings", "preprint"]
"""What a venue publishes: preprints, papers of a meeting, articles of a journal."""

_PATH = Path(__file__).with_name("venues.toml")


class Venue(NamedTuple):
    """A well-known venue."""

    short: str
    long: str
    kind: Kind


class _Table(NamedTuple):
    venues: dict[str, Venue]  # by each of their names, folded
    patterns: list[tuple[re.Pattern[str], Kind]]  # the kind of other venues, by the start of their folded names


@cache
def find(name: str) -> Venue | None:
    """Return the well-known venue of this name; None if there is none."""
    venues, folded = _table().venues, _fold(name)
    servers = (venue for key, venue in venues.items() if venue.kind == "preprint" and folded.startswith(f"{key} "))
    return venues.get(folded) or next(servers, None)


@cache
def kind(name: str) -> Kind | None:
    """Return what a venue publishes; None if its name does not tell."""
    if venue := find(name):
        return venue.kind
    folded = _fold(name)
    return next((kind for pattern, kind in _table().patterns if pattern.match(folded)), None)


def is_preprint(name: str | None) -> bool:
    """Return whether a paper is unpublished by the name of its venue: that of a preprint server, or none."""
    return not name or kind(name) == "preprint"


def _fold(name: str) -> str:
    return " ".join(tokens(name))


@cache
def _table() -> _Table:
    import tomllib  # 3 ms, and few builds ask for a venue

    content: dict[str, Any] = tomllib.loads(_PATH.read_text(encoding="utf-8"))
    venues: dict[str, Venue] = {}
    names: dict[Kind, list[str]] = {kind: [] for kind in get_args(Kind)}
    for kind in names:
        for short, others in content[kind].items():
            names[kind] += (short, *others)
            venue = Venue(short, [*others, short][0], kind)
            venues |= {_fold(name): venue for name in (short, *others)}
    patterns = []
    for row in content["patterns"]:
        acronyms = [name for name in names[row["kind"]] if " " not in name and sum(map(str.isupper, name)) > 1]
        regex = row["regex"].replace("{names}", _any_of(names[row["kind"]])).replace("{acronyms}", _any_of(acronyms))
        patterns.append((re.compile(regex), row["kind"]))
    return _Table(venues, patterns)


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(_fold, names))
