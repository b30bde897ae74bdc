"""Entries and sections as whole passages of a file: put in, or taken out with their comments."""

import re
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from textwrap import indent
from typing import Any, NamedTuple

from awesome_adapters.positions import SourceNode
from awesome_adapters.yaml.edit import Edit, Source, append_to_flow, apply, member, remove_value
from awesome_adapters.yaml.writer import (
    Style,
    character,
    dash_place,
    depth,
    entry_lines,
    flow,
    line_ending,
    row_after,
    style_of,
)

_EMPTY_LIST = re.compile(r"\[ *\](?=\s*$| +#)")
"""An empty list with nothing but a comment behind it."""


class Passage(NamedTuple):
    """An entry as it stands in a file, with the comments above it and behind it."""

    fields: Mapping[str, Any]
    block: str
    """Its lines, with the dash in the first column; line ends are as on Unix."""
    braces: str
    """What stands in braces; nothing where it stands in lines."""
    comments: Sequence[str]
    """Those that are not in the braces."""

    def flow(self, style: Style) -> str:
        """Write it so that it can stand in brackets."""
        lines = (*self.comments, self.braces or flow(self.fields, "", style))
        return "\n    ".join(lines)


def cut(source: Source, section: SourceNode, number: int) -> tuple[list[Edit], Passage]:
    """Take an entry out of a section, with the comments right above it and a blank line beside it."""
    items, lines, text = member(section, "items"), source.lines, source.text
    entries = list(items.value.children())
    entry, is_flow = entries[number], source.is_flow(items.value)
    before = source.end(entries[number - 1]) if number else source.start(items.value if is_flow else items.key)
    floor = bisect(source.offsets, before)
    if is_flow:
        edit, column = remove_value(source, items.value, number), entry.column
        start, end, _ = source.extent(entry)
        row = bisect(source.offsets, edit.start) - 1
        if edit.start == source.offsets[row]:
            edit = edit._replace(start=source.offsets[_comment_row(lines, row, floor)])
        comments = source.comments(edit.start, start) + source.comments(end, edit.end)
        braces = _unix(text[start:end])
        first, *others = braces.split("\n")
        others = [" " * max(2, depth(line) - column + 2) + line.lstrip(" ") for line in others]
        block = "".join(f"{line}\n" for line in (*comments, f"- {first}", *others))
        return [edit], Passage(entry.value, block, braces, comments)
    row, column = dash_place(lines, entry)
    row, end_row = _comment_row(lines, row, floor, column), row_after(lines, entry.last_row, column)
    block = _unix("".join(line[min(column, depth(line)) :] for line in lines[row:end_row]))
    comments = source.comments(source.offsets[row], source.offsets[end_row])
    edits = []
    if number < len(entries) - 1:
        while not lines[end_row].strip():
            end_row += 1
    elif number:
        while not lines[row - 1].strip():
            row -= 1
    else:
        colon = text.index(":", source.extent(items.key).end) + 1
        edits.append(Edit(colon, colon, " []"))
    edits.append(Edit(source.offsets[row], source.offsets[end_row], ""))
    return edits, Passage(entry.value, block if block.endswith("\n") else f"{block}\n", "", comments)


def _comment_row(lines: list[str], row: int, floor: int, column: int | None = None) -> int:
    """Return the row of the first of the comments right above a row, none of them deeper than a column."""
    while row > floor and lines[row - 1].lstrip()[:1] == "#" and (column is None or depth(lines[row - 1]) <= column):
        row -= 1
    return row


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def insert(
    text: str,
    section: SourceNode,
    entry: Mapping[str, Any] | Passage,
    others: Sequence[SourceNode] = (),
    after: int = -1,
) -> str:
    """Return a file's text with an entry at the end of one of its sections, or `after` another one, by its index.

    The entry has its keys in order; values are texts, lists of texts, or such mappings. It is written
    as its neighbours are, or, where it has none, as those in the file's `others`; a passage stays as it
    is. It stands in brackets where the list or its section does; an empty list alone on its line loses its own.
    """
    source = Source(text, section)
    lines, style = source.lines, style_of(source.lines, section, others)
    items = section.child("items")
    new = (entry.flow(style) if isinstance(entry, Passage) else flow(entry, "", style)).replace("\n", source.newline)
    if not items and source.is_flow(section):
        return apply(text, [append_to_flow(source, section, f"items: [{' ' * (new[0] == '#')}{new}]")])
    if items and _stays_flow(lines, section, items):
        return apply(text, [append_to_flow(source, items, new, after)])
    if items and items.value:
        last = list(items.children())[after]
        column = dash_place(lines, last)[1]
        row = row_after(lines, last.last_row, column)
        head = "\n" if style.is_spaced else ""
    else:
        row, column, head = _first_place(lines, section, items)
        column += style.dash
    newline = line_ending(lines[row - 1]) or source.newline
    if not line_ending(lines[row - 1]):
        lines[row - 1] += newline
    if isinstance(entry, Passage):
        new = indent(entry.block, " " * column, predicate=lambda line: line != "\n")
    else:
        new = "".join(entry_lines(entry, style, column))
    new = f"{head}{new}".replace("\n", newline)
    return "".join((*lines[:row], new, *lines[row:]))


def insert_section(text: str, parent: SourceNode, write: Callable[[int], str]) -> str | None:
    """Return a file's text with a section at the end of those below another; None where they stand in brackets.

    `write` returns the lines of the section, its keys in a column; a dash is put before the first one.
    """
    source = Source(text, parent)
    sections = parent.child("sections")
    if source.is_flow(parent) or (sections and (not sections.value or source.is_flow(sections))):
        return None
    if sections:
        *_, last = sections.children()
        column, last_row, head = dash_place(source.lines, last)[1], last.last_row, "\n"
    else:
        column, last_row, head = parent.column + 2, parent.last_row, f"\n{' ' * parent.column}sections:\n"
    row = row_after(source.lines, last_row, column if sections else parent.column)
    lines = f"{head}{' ' * column}- {write(column + 2).lstrip(' ')}"
    if not line_ending(source.lines[row - 1]):
        source.lines[row - 1] += source.newline
    return "".join((*source.lines[:row], lines.replace("\n", source.newline), *source.lines[row:]))


def _first_place(lines: list[str], section: SourceNode, items: SourceNode | None) -> tuple[int, int, str]:
    """Return the row of a first entry, the column of `items` and the text before it; remove empty brackets."""
    if items:
        line = lines[items.row]
        lines[items.row] = line[: items.column].rstrip() + _EMPTY_LIST.sub("", line[items.column :], count=1)
        return items.row + 1, section.at("items", key=True).column - 1, ""
    last_row = max(value.last_row for key, value in section.fields() if key.value != "sections")
    return row_after(lines, last_row, section.column), section.column, f"{' ' * section.column}items:\n"


def _stays_flow(lines: list[str], section: SourceNode, items: SourceNode) -> bool:
    """Return whether a list is in brackets and has to be: all but an empty one with nothing else on its line."""
    is_block = character(lines, section) != "{"
    rest = lines[items.row][items.column :]
    return rest[:1] == "[" and not (is_block and _EMPTY_LIST.match(rest))
