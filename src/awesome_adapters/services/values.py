"""Values of JSON that a service sent: anything may be missing, null, empty, or of another type."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from awesome_adapters.text import collapse_whitespace, without_markup

T = TypeVar("T")


def as_text(value: Any) -> str:
    """Make text of what may hold tags, entities, line breaks and worse; empty for anything but a text."""
    return collapse_whitespace(without_markup(value)) if isinstance(value, str) else ""


def as_object(value: Any) -> dict[str, Any]:
    """Return an object as it is; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> Iterator[dict[str, Any]]:
    """Give the objects of a list; none of anything else."""
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, dict))


def first(value: Any) -> Any:
    """Return the first item of a list; None of an empty one and of anything else."""
    return value[0] if isinstance(value, list) and value else None


def as_number(value: Any) -> int | None:
    """Take `2021`, `"2021"` and `2021.0`."""
    digits = re.fullmatch(r"\s*([0-9]{1,9})(?:\.0*)?\s*", str(value)) if isinstance(value, str | int | float) else None
    return int(digits[1]) if digits else None


def as_year(value: Any) -> int | None:
    """Take a number that can be the year of a paper."""
    year = as_number(value)
    return year if year and 1400 <= year <= 2100 else None


def as_day(value: Any) -> str:
    """Return the day that a date begins with, as 2010-02-06 of `2010-02-06T00:00:00Z`; empty for anything else."""
    day = value[:10] if isinstance(value, str) else ""
    return day if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day, re.ASCII) else ""


def joined(
    wanted: Sequence[str], rows: Mapping[str, T], number: int, recorded: Collection[str] = ()
) -> dict[str, T | None]:
    """Return the row of each wanted id; None is "unknown". `number` is how many rows the answer had.

    Where one of them cannot be read, stands twice or is of no wanted id, or none is there of the ids that were
    `recorded` earlier, the answer is broken or another's: what it leaves out is not answered then.
    """
    of_wanted: dict[str, T | None] = {value: rows[value] for value in wanted if value in rows}
    is_whole = len(of_wanted) == number and (of_wanted or set(recorded).isdisjoint(wanted))
    return {value: of_wanted.get(value) for value in wanted} if is_whole else of_wanted
