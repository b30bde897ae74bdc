"""Conflicts that git left in a file: where its marker lines are, and what each side says."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_MARKER = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: [^\r\n]*)?[\r\n]*")
_STEPS = {"<<<<<<<": "ours", "|||||||": "base", "=======": "theirs", ">>>>>>>": ""}
"""What follows a marker: one side's lines, those before both, or what the sides have in common."""


class Sides(NamedTuple):
    """A file as each side of its conflicts has it."""

    ours: str
    theirs: str
    markers: tuple[str, str, str]
    """The lines that begin, divide and end the first conflict."""


def marker_rows(lines: Sequence[str]) -> list[int]:
    """Return the rows of all marker lines."""
    return [row for row, line in enumerate(lines) if _MARKER.fullmatch(line)]


def conflict_message(rows: Sequence[int]) -> str:
    """Say what marker lines mean, and what to do with them."""
    *numbers, last = [str(row + 1) for row in rows]
    which = f"lines {', '.join(numbers)} and {last}" if numbers else f"line {last}"
    return f"an unfinished merge left a conflict of git: keep what is wanted of both sides, and remove {which}"


def sides(text: str) -> Sides | None:
    """Take a file with conflicts apart; None where it has none, or its markers are in disorder."""
    texts: dict[str, list[str]] = {"ours": [], "theirs": [], "base": []}
    markers: dict[str, str] = {}
    side = ""
    for line in text.splitlines(keepends=True):
        if not (marker := _MARKER.fullmatch(line)):
            for name in (side,) if side else ("ours", "theirs"):
                texts[name].append(line)
            continue
        if marker[1] not in _NEXT[side]:
            return None
        side = _STEPS[marker[1]]
        markers.setdefault(marker[1], line)
    if side or not markers:
        return None
    return Sides(
        "".join(texts["ours"]), "".join(texts["theirs"]), (markers["<" * 7], markers["=" * 7], markers[">" * 7])
    )


_NEXT = {"": ("<<<<<<<",), "ours": ("|||||||", "======="), "base": ("=======",), "theirs": (">>>>>>>",)}
"""The markers that may come behind each kind of lines."""
