"""A new entry written into a data file: text put at one place, and every other byte as it was."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from awesome_adapters.problems import LINE, CatalogueError, Origin

_PLAIN = re.compile(r"[A-Za-z(][^\s:#\[\]{},&*!|>'\"%@`]*(?: [^\s:#\[\]{},&*!|>'\"%@`]+)*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def insert(text: str, section: Origin, fields: Mapping[str, Any]) -> str:
    """Return a file's text with an entry at the end of one of its sections.

    `fields` are the entry's keys in order; values are texts, lists of texts, or such mappings. The
    entry is indented and set apart as its neighbours are. Raises `CatalogueError` where a section
    is written in a way that leaves no place for lines.
    """
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    items = section.child("items")
    if items and items.value:
        if _at(lines, items.marks[0]) == "[":
            where = section.at("items")
            raise CatalogueError(f"{where}: the entries stand in [ ]; put each on lines of its own, then add this one")
        first, last = items.marks[1], items.marks[-1]
        indent = _dash(lines, first)
        at = _end(lines, last, indent)
        apart = _is_apart(lines, items) if len(items.value) > 1 else True
        new = ["\n"] * apart + list(_lines(fields, indent))
    else:
        indent = _column(section.marks) + 2
        at = _head_end(lines, section, items)
        new = [f"{' ' * (indent - 2)}items:\n", *_lines(fields, indent)]
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += newline
    return "".join((*lines[:at], *(line.replace("\n", newline) for line in new), *lines[at:]))


def entry_text(fields: Mapping[str, Any], indent: int = 0) -> str:
    """Return an entry as it would stand in a data file."""
    return "".join(_lines(fields, indent))


# Writing -------------------------------------------------------------------------------------------------------------


def _lines(fields: Mapping[str, Any], indent: int) -> Iterator[str]:
    start = f"{' ' * indent}- "
    for line in _mapping(fields, indent + 2):
        yield start + line.lstrip(" ") if start else line
        start = ""


def _mapping(fields: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in fields.items():
        if isinstance(value, Mapping):
            yield f"{' ' * indent}{key}:\n"
            yield from _mapping(value, indent + 2)
        elif isinstance(value, list):
            yield f"{' ' * indent}{key}: [{', '.join(scalar(item, in_list=True) for item in value)}]\n"
        else:
            quoted = key.endswith("_id") or key in ("doi", "pmid", "pmcid")
            yield f"{' ' * indent}{key}: {json.dumps(value, ensure_ascii=False) if quoted else scalar(value)}\n"


def scalar(value: str, *, in_list: bool = False) -> str:
    """Write a text plainly where every YAML reader takes it for the same text, else in quotes."""
    is_link = re.fullmatch(r"https?://[^\s#,\[\]{}]+", value)
    is_number = re.fullmatch(r"[12][0-9]{3}(-[0-9]{2}-[0-9]{2})?", value)
    if (is_link and not (in_list and ":" in value)) or is_number:
        return value
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not value.startswith("---")
    return value if plain else json.dumps(value, ensure_ascii=False)


# Finding the place ---------------------------------------------------------------------------------------------------


def _numbers(marks: Any) -> Iterator[int]:
    if isinstance(marks, list):
        for mark in marks:
            yield from _numbers(mark)
    else:
        yield marks


def _row(mark: int) -> int:
    return mark >> LINE


def _column(marks: Any) -> int:
    mark: int = marks[0] if isinstance(marks, list) else marks
    return mark % (1 << LINE) >> 1


def _at(lines: list[str], mark: int) -> str:
    return lines[_row(mark)][_column(mark) :][:1]


def _dash(lines: list[str], marks: Any) -> int:
    """Return the column of the dash before a block item."""
    row, column = _row(marks[0]), _column(marks)
    before = lines[row][:column]
    while "-" not in before:
        row -= 1
        before = lines[row]
    return before.rindex("-")


def _end(lines: list[str], marks: Any, indent: int) -> int:
    """Return the number of the first line after an item; blank lines and comments behind it are not its own."""
    row = max(map(_row, _numbers(marks))) + 1
    while row < len(lines) and (not lines[row].strip() or _depth(lines[row]) > indent):
        row += 1
    return _without_tail(lines, row, indent)


def _without_tail(lines: list[str], row: int, indent: int) -> int:
    while row and (
        not lines[row - 1].strip() or (lines[row - 1].lstrip().startswith("#") and _depth(lines[row - 1]) <= indent)
    ):
        row -= 1
    return row


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_apart(lines: list[str], items: Origin) -> bool:
    """Tell whether a blank line stands between the last two items."""
    first, second = items.marks[-2:]
    return any(not line.strip() for line in lines[max(map(_row, _numbers(first))) : _row(second[0])])


def _head_end(lines: list[str], section: Origin, items: Origin | None) -> int:
    """Return the line at which a section's first items can begin, and take away an empty list that is there."""
    if items is not None:
        row = _row(items.marks[0] if isinstance(items.marks, list) else items.marks)
        if not re.match(r"\s*(- )?items:\s*\[\s*\]\s*(#.*)?$", lines[row]):
            raise CatalogueError(
                f"{section.at('items')}: there is no place for an entry here; write 'items:' with nothing"
            )
        lines[row] = ""
        return row
    keys = [mark for key, mark in zip(section.value, section.marks[1::2], strict=True) if key != "sections"]
    values = [mark for key, mark in zip(section.value, section.marks[2::2], strict=True) if key != "sections"]
    return max(map(_row, _numbers([keys, values]))) + 1
