"""Lines of YAML that cannot be parsed: their keys and dashes, the levels above them, and what is still open."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters.schema import DataFile, Entry, Paper, Section
from awesome_adapters.schema.settings import Readme, Settings

KEYS: dict[str | None, set[str]] = {
    None: {*DataFile.model_fields, *Settings.model_fields},
    "items": set(Entry.model_fields),
    "sections": set(Section.model_fields),
    "paper": set(Paper.model_fields),
    "readme": set(Readme.model_fields),
}
"""What can stand below a key; None is the top level."""

LISTS = ("items", "sections")
"""The keys below which entries and sections begin with dashes."""

KNOWN = frozenset().union(*KEYS.values())

_DASHES = re.compile(r" *(?:-(?: +|$))*")
_KEY = re.compile(r"""([\w-]+|"[^"]*"|'[^']*') *:(?= |$)""")
_BLOCK_TEXT = re.compile(r".*[:-] +[|>][-+0-9]*\s*(?:#.*)?$")


class Diagnosis(NamedTuple):
    """What is wrong in which place, and the line to write, without the dashes before its key."""

    row: int
    column: int
    message: str
    hint: str | None = None
    is_certain: bool = True
    """Whether the hint can only be what was meant."""


class Line(NamedTuple):
    """One line; columns count from 0."""

    dashes: list[int]
    """The columns of its dashes."""
    column: int
    """Where what is not a dash begins."""
    key: str | None
    colon: int
    """Where the colon of its key stands; -1 without one."""

    @classmethod
    def parse(cls, text: str) -> "Line":
        """Find the dashes and the key at the start of a line."""
        prefix = _DASHES.match(text)
        start = prefix.end() if prefix else 0
        key = None if text[start : start + 1] == "#" else _KEY.match(text, start)
        dashes = [column for column in range(start) if text[column] == "-"]
        return cls(dashes, start, key[1].strip("\"'") if key else None, text.index(":", key.end(1)) if key else -1)

    @property
    def indentation(self) -> int:
        """Return the column of the first thing in the line."""
        return self.dashes[0] if self.dashes else self.column


class Level(NamedTuple):
    """A level of indentation: a list's dashes, or a mapping's keys, the nearest one first."""

    column: int
    rows: list[int]
    """Its lines, the nearest first."""
    keys: list[str]
    """Its keys in these lines; none where it is a list."""
    parent: str | None = None
    """The key that it stands below."""
    is_item: bool = False
    """Whether a dash stands between that key and it."""

    @property
    def is_list(self) -> bool:
        """Return whether these are dashes."""
        return not self.keys


def levels_above(lines: list[str], row: int) -> list[Level]:
    """Return the levels of indentation that are open above a line, the innermost first."""
    levels: list[Level] = []
    for number in range(row - 1, -1, -1):
        line = Line.parse(lines[number])
        if line.key:
            _add(levels, line.column, number, line.key)
        for column in reversed(line.dashes):
            _add(levels, column, number, None)
    for number, level in enumerate(levels):
        parent = next((outer.keys[0] for outer in levels[number + 1 :] if outer.keys), None)
        is_item = number + 1 < len(levels) and levels[number + 1].is_list
        levels[number] = level._replace(parent=parent, is_item=is_item)
    return levels


def _add(levels: list[Level], column: int, row: int, key: str | None) -> None:
    limit = levels[-1].column if levels else column + 1
    if column < limit or (column == limit and key and levels[-1].is_list):
        levels.append(Level(column, [row], [key] if key else []))
    elif column == limit and key:
        levels[-1].keys.append(key)
        levels[-1].rows.append(row)


def keys_below(parent: str | None, lines: list[str]) -> set[str]:
    """Return the keys that can stand below another one; at the top level they tell a data file from settings."""
    is_data_file = parent is None and any(re.match("(?:items|sections) *:", line) for line in lines)
    return set(DataFile.model_fields) if is_data_file else KEYS.get(parent, set())


class Opening(NamedTuple):
    """A quotation mark or a bracket that is not closed where another key begins."""

    row: int
    column: int
    sign: str
    next_row: int
    """The line that begins with something new."""


def unclosed(lines: list[str], last_row: int, is_end: bool) -> Opening | None:
    """Find what is still open where a line begins with a dash or with a known key; `is_end`: or at the end."""
    openings: list[Opening] = []
    before = ""
    for row, text in _lines_outside_of_block_texts(lines[: last_row + 1]):
        if openings and _begins_anew(text, openings[-1].sign, before):
            return openings[-1]._replace(next_row=row)
        _scan(text, row, openings)
        before = text.partition(" #")[0].rstrip() or before
    return openings[-1]._replace(next_row=last_row + 1) if openings and is_end else None


def _begins_anew(text: str, sign: str, before: str) -> bool:
    line = Line.parse(text)
    is_new = bool(line.dashes) if line.key is None else line.key in KNOWN and text[line.column] not in "\"'"
    return is_new and not (sign == "{" and before[-1:] in ("{", ",") and not line.dashes)


def _scan(text: str, row: int, openings: list[Opening]) -> None:
    """Follow the quotation marks and brackets of one line; what is open behind it stays in `openings`."""
    position, is_start = 0, True  # a quotation mark or bracket is a sign of YAML only at the start of a value
    while position < len(text):
        sign = text[position]
        inner = openings[-1].sign if openings else ""
        if inner in ("'", '"') and openings:
            position, is_closed = _after_quote(text, position, inner)
            if is_closed:
                openings.pop()
            is_start = False
            continue
        if sign == "#" and (position == 0 or text[position - 1] in " \t"):
            return
        if is_start and sign in "\"'[{":
            openings.append(Opening(row, position, sign, row))
        elif sign in "]}" and openings:
            openings.pop()
        is_separator = sign in "-:?" and text[position + 1 : position + 2] in ("", " ")
        is_start = sign in "[{" or (sign == "," and bool(openings)) or is_separator or (is_start and sign == " ")
        position += 1


def _after_quote(text: str, position: int, quote: str) -> tuple[int, bool]:
    """Return where a text in quotes ends, or the line; and whether the text does."""
    closing = re.compile(r'(?:[^"\\]|\\.)*?"' if quote == '"' else r"(?:[^']|'')*'(?!')").match(text, position)
    return (closing.end(), True) if closing else (len(text), False)


def _lines_outside_of_block_texts(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Give the lines that have something in them, without those of texts below | and >."""
    limit: int | None = None
    for row, text in enumerate(lines):
        line = Line.parse(text)
        if not text.strip() or (limit is not None and line.indentation > limit):
            continue
        limit = line.column if _BLOCK_TEXT.match(text) else None
        yield row, text
