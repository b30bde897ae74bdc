"""Edits of data files: text is put in, changed or taken out at one place, and every other byte stays."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from awesome_adapters.positions import Field, SourceNode
from awesome_adapters.yaml import reader
from awesome_adapters.yaml.reader import Extent
from awesome_adapters.yaml.writer import (
    QUOTES,
    Style,
    character,
    dash_place,
    flow,
    line_ending,
    mapping_lines,
    quoted,
    row_after,
    scalar,
    style_of,
)

_COMMA = re.compile(r"(?:\s|(?<=\s)#[^\r\n]*+)*+,")
"""The next comma that is in no comment; nothing in it is read twice, in another way."""
_REMARK = re.compile(r"[ \t]*(?:(?<=\s)#[^\r\n]*)?(?=[\r\n]|$)")
"""A comment, or nothing, up to the end of the line."""
_ENDING = re.compile(r"[.!?…\w]+")
"""What can be put behind a text, however it is written."""
_COMMENT = re.compile(r"(?<!\S)#[^\r\n]*")


class Edit(NamedTuple):
    """One change of a text: what stands from `start` up to `end`, by offsets, becomes `text`."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made, no two of which overlap."""
    parts: list[str] = []
    offset = 0
    for edit in sorted(edits):
        parts += text[offset : edit.start], edit.text
        offset = edit.end
    return "".join((*parts, text[offset:]))


class Source:
    """A file that can be read: its text, without a byte order mark, what it says, and where everything ends."""

    def __init__(self, text: str, root: SourceNode) -> None:
        self.text = text
        self.root = root
        self.lines = text.splitlines(keepends=True)
        self.offsets = list(accumulate(map(len, self.lines), initial=0))
        """Where each line starts, and where the text ends."""
        self.newline = (line_ending(self.lines[0]) if self.lines else "") or "\n"
        self._extents = reader.extents(text)

    @cached_property
    def style(self) -> Style:
        """How the file's entries are written."""
        sections = list(sections_with_entries(self.root))
        return style_of(self.lines, sections[0], sections[1:]) if sections else Style()

    def start(self, node: SourceNode) -> int:
        """Return the offset at which a value starts."""
        return self.offsets[node.row] + node.column

    def extent(self, node: SourceNode) -> Extent:
        """Return the offsets of a scalar, or of a list or mapping in brackets."""
        start, end, last = self._extents[node.row, node.column]
        if self.text[start : start + 1] in ("|", ">"):  # the parser counts the blank lines behind it
            end = start + len(self.text[start:end].rstrip())
        return Extent(start, end, last)

    def end(self, node: SourceNode) -> int:
        """Return the offset behind a value."""
        while isinstance(node.positions, list) and not self.is_flow(node):
            *_, node = node.children() if isinstance(node.value, list) else (value for _, value in node.fields())
        return self.extent(node).end

    def comments(self, start: int, end: int) -> list[str]:
        """Return the comments between two offsets."""
        texts = [range(*extent[:2]) for extent in self._extents.values() if self.text[extent.start] not in "[{"]
        texts = [text for text in texts if start <= text.start < end]
        comments = []
        while match := _COMMENT.search(self.text, start, end):
            text = next((text for text in texts if match.start() in text), None)
            comments += [] if text else [match[0]]
            start = text.stop if text else match.end()
        return comments

    def is_flow(self, collection: SourceNode) -> bool:
        """Return whether a list or mapping stands in brackets."""
        return character(self.lines, collection) in ("[", "{")


def sections_with_entries(node: SourceNode) -> Iterator[SourceNode]:
    """Give a section and those below it, as far as they have entries that can be read as such."""
    items, sections = node.child("items"), node.child("sections")
    if items and isinstance(items.value, list) and all(isinstance(entry, dict) for entry in items.value):
        yield node
    if sections and isinstance(sections.value, list):
        for section in sections.children():
            yield from sections_with_entries(section)


def replace_value(source: Source, parent: SourceNode, step: str | int, value: Any, like: str = "") -> Edit:
    """Put a text, a list of texts or a mapping in the place of the scalar under a key or index of its parent.

    A text keeps the quotation marks of the old one; one of several lines keeps these where it only grows. If it is
    written `like` those of a key, it keeps only marks that the old one could do without.
    """
    node, key, style = _value(parent, step), like or str(step), source.style
    start, end, _ = source.extent(node)
    old, is_flow = source.text[start:end], source.is_flow(parent)
    remark = _REMARK.match(source.text, end)
    if isinstance(value, dict) and remark and not is_flow and not style.is_flow.get(key):
        column = member(parent, key).key.column + style.paper
        lines = "".join(("\n", *mapping_lines(value, style, column))).rstrip("\n").replace("\n", source.newline)
        return Edit(len(source.text[:start].rstrip()), remark.end(), remark[0].rstrip() + lines)
    if not isinstance(value, str):
        new = flow(value, key, style)
    elif len(old.splitlines()) > 1 and value.startswith(node.value) and _ENDING.fullmatch(value, len(node.value)):
        end -= old[0] in QUOTES
        return Edit(end, end, value[len(node.value) :])
    else:
        is_quoted = old[:1] in QUOTES
        new = scalar(value, key, style, is_flow=is_flow, was_plain=bool(old) and not is_quoted)
        needed_quotes = like and scalar(node.value, key, Style(), is_flow=is_flow)[0] in QUOTES
        if is_quoted and not (needed_quotes and new[0] not in QUOTES):
            new = quoted(value, old[0])
    return Edit(start, end, new if old or source.text[start - 1] != ":" else f" {new}")


def rename_key(source: Source, mapping: SourceNode, key: str, name: str) -> Edit:
    """Give a key of a mapping another name; it keeps quotation marks that the old one could do without."""
    start, end, _ = source.extent(member(mapping, key).key)
    quote, is_flow = source.text[start], source.is_flow(mapping)
    plain, old = (scalar(text, "", source.style, is_flow=is_flow, was_plain=True) for text in (name, key))
    return Edit(start, end, quoted(name, quote) if quote in QUOTES and old[0] not in QUOTES else plain)


def set_key(source: Source, mapping: SourceNode, key: str, value: Any) -> Edit:
    """Give a mapping a key, as its neighbours are written: a new one comes last, but before a section's entries."""
    if key in mapping.value:
        return replace_value(source, mapping, key, value)
    if source.is_flow(mapping):
        return append_to_flow(source, mapping, f"{key}: {flow(value, key, source.style)}")
    last_row = max(value.last_row for key, value in mapping.fields() if key.value not in ("items", "sections"))
    row = row_after(source.lines, last_row, mapping.column)
    new = "".join(mapping_lines({key: value}, source.style, mapping.column))
    if not line_ending(source.lines[row - 1]):
        new = f"\n{new.rstrip()}"
    return Edit(source.offsets[row], source.offsets[row], new.replace("\n", source.newline))


def append(source: Source, items: SourceNode, value: str, key: str) -> Edit:
    """Put a text at the end of a list, whose texts are written as those under a key."""
    if source.is_flow(items):
        return append_to_flow(source, items, flow(value, key, source.style))
    *_, last = items.children()
    column = dash_place(source.lines, last)[1]
    row = row_after(source.lines, last.last_row, column)
    new = f"{' ' * column}- {scalar(value, key, source.style)}{source.newline}"
    head = "" if line_ending(source.lines[row - 1]) else source.newline
    return Edit(source.offsets[row], source.offsets[row], f"{head}{new}".rstrip() if head else new)


def nest_keys(source: Source, mapping: SourceNode, keys: Sequence[str], name: str) -> list[Edit]:
    """Indent keys of a mapping in a block, which follow each other, to stand below another key.

    That key is new, or stands right before them and has no value.
    """
    first, last = member(mapping, keys[0]).key, member(mapping, keys[-1]).value
    rows = range(first.row, row_after(source.lines, last.last_row, first.column))
    space = " " * source.style.paper
    edits = [Edit(source.offsets[row], source.offsets[row], space) for row in rows if source.lines[row].strip()]
    if name not in mapping.value:
        start = source.start(first)
        edits[0] = Edit(start, start, f"{name}:{source.newline}{' ' * first.column}{space}")
    return edits


def remove_value(source: Source, parent: SourceNode, step: str | int) -> Edit:
    """Take an item out of a list, or a key and its value out of a mapping, with the comment behind it."""
    is_list = isinstance(parent.value, list)
    members = [Field(item, item) for item in parent.children()] if is_list else list(parent.fields())
    number = list(range(len(members)) if is_list else parent.value).index(step)
    spans = [(source.start(first), source.end(last)) for first, last in members]
    start, end = spans[number]
    if source.is_flow(parent):
        return _remove_from_flow(source, spans, number)
    first, last = members[number]
    row, column = dash_place(source.lines, first) if is_list else (first.row, first.column)
    if len(members) == 1:
        head = len(source.text[: source.offsets[row] + column].rstrip())
        return Edit(head, end, " []" if is_list else " {}")
    if not source.lines[row][:column].strip():
        return Edit(source.offsets[row], source.offsets[row_after(source.lines, last.last_row, column)], "")
    return Edit(start, spans[number + 1][0], "")


def _value(parent: SourceNode, step: str | int) -> SourceNode:
    return list(parent.children())[step] if isinstance(step, int) else member(parent, step).value


def member(mapping: SourceNode, key: str) -> Field:
    """Return a key of a mapping, and its value."""
    return next(field for field in mapping.fields() if field.key.value == key)


def append_to_flow(source: Source, collection: SourceNode, new: str, after: int = -1) -> Edit:
    """Put a new member into a list or mapping in brackets, on a line of its own if the one before has one."""
    text, (_, closing, end) = source.text, source.extent(collection)
    if not collection.value:
        return Edit(end, end, f" {new}" if new[0] == "#" else new)
    is_list = isinstance(collection.value, list)
    members = list(collection.children() if is_list else (key for key, _ in collection.fields()))
    last = members[after]
    end = source.end(last) if last is not members[-1] else end
    margin = source.lines[last.row][: last.column]
    trailing = _COMMA.match(text, end, closing - 1)
    comma, behind = (",", trailing.end()) if trailing else ("", end)
    before = trailing[0] if trailing else ","
    if margin.strip():
        return Edit(end, behind, f"{before} {new}{comma}")
    newline = line_ending(source.lines[last.row]) or source.newline
    line, ending, _ = text[behind:].partition(newline)
    remark = line if ending and behind + len(line) < closing - 1 else ""
    return Edit(end, behind + len(remark), f"{before}{remark}{newline}{margin}{new}{comma}")


def _remove_from_flow(source: Source, spans: list[tuple[int, int]], number: int) -> Edit:
    """Take a member out with its comma: the one behind it, or, for the last one, the one before it."""
    text, (start, end) = source.text, spans[number]
    comma = _COMMA.match(text, end)
    behind = comma.end() if comma and "\n" not in comma[0] and "\r" not in comma[0] else end
    line = source.offsets[bisect(source.offsets, start) - 1]
    remark = _REMARK.match(text, behind)
    is_alone = remark and not text[line:start].strip()
    if remark and is_alone and (behind > end or number == len(spans) - 1):
        row = bisect(source.offsets, remark.end())
        return Edit(line, source.offsets[min(row, len(source.lines))], "")
    if behind > end:
        return Edit(start, behind + len(text[behind:]) - len(text[behind:].lstrip(" ")), "")
    previous = spans[number - 1][1] if number else start
    return Edit(start if "#" in text[previous:start] else previous, end, "")
