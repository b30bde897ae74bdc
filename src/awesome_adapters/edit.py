"""A new entry written into a data file: text put at one place, and every other byte as it was."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from awesome_adapters import sources
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.positions import LINE_SHIFT, SourceNode

_WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z(][^\s:#\[\]{},&*!|>'\"%@`]*(?: [^\s:#\[\]{},&*!|>'\"%@`]+)*")
_LINK = re.compile(r"https?://[^\s#,\[\]{}]*[^\s#,\[\]{}:]")
_NUMBER = re.compile(r"[12][0-9]{3}(-[0-9]{2}-[0-9]{2})?")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_DASH = re.compile(r"\s*(?:- +)*?-(?=\s)")
_EMPTY = re.compile(r"\[ *\](?=\s*$| +#)")
_COMMA = re.compile(r"(?:\s|(?<=\s)#[^\r\n]*+)*+,")
"""The next comma that is in no comment; nothing in it is read twice, in another way."""


def insert(text: str, section: SourceNode, fields: Mapping[str, Any], others: Sequence[SourceNode] = ()) -> str:
    """Return a file's text with an entry at the end of one of its sections.

    `fields` are the entry's keys in order; values are texts, lists of texts, or such mappings. The
    entry is written as its neighbours are, or, where it has none, as those in the file's `others`. It
    stands in brackets where the list or its section does; an empty list alone on its line loses its own.
    """
    lines = text.splitlines(keepends=True)
    style = _style(lines, section, others)
    items = section.child("items")
    if _at(lines, section.positions) == "{" and not items:
        return _into_brackets(text, lines, section, f"items: [{_flow(fields, '', style)}]")
    if items and _stays_in_brackets(lines, section, items):
        return _into_brackets(text, lines, items, _flow(fields, "", style))
    if items and items.value:
        column = _dash(lines, items.positions[-1])
        at = _end(lines, items.positions[-1], column)
        head = ["\n"] if style.apart else []
    else:
        at, column, head = _first_place(lines, section, items)
        column += style.dash
    new = [*head, *_lines(fields, style, column)]
    newline = _ending(lines[at - 1]) or _ending(lines[0]) or "\n"
    if not _ending(lines[at - 1]):
        lines[at - 1] += newline
    return "".join((*lines[:at], *(line.replace("\n", newline) for line in new), *lines[at:]))


def entry_text(fields: Mapping[str, Any]) -> str:
    """Return an entry as it would stand in a data file."""
    return "".join(_lines(fields, _Style(), 0))


# The neighbours' style -----------------------------------------------------------------------------------------------


class _Style(NamedTuple):
    """How entries are written; numbers are columns to the right of what is above."""

    dash: int = 2
    """From `items` to the dashes of the entries."""
    key: int = 2
    """From a dash to the keys of the entry."""
    below: int = 2
    """From `paper` to the keys in it."""
    item: int = 2
    """From `tags` to the dashes below it."""
    apart: bool = True
    """Whether a blank line stands between entries."""
    in_brackets: Mapping[str, bool] = {}
    """Whether the value of a key stands in [ ] or { }, by key; the entry itself is under "items"."""
    gap: str = " "
    """What stands inside of braces at both ends."""
    quotes: Mapping[str, tuple[str, bool]] = {}
    """The quotation mark by key, and whether it is there even where none is needed."""


class _Value(NamedTuple):
    key: str
    column: int
    origin: SourceNode


def _style(lines: list[str], section: SourceNode, others: Sequence[SourceNode]) -> _Style:
    lists = [items for one in (section, *others) if (items := one.child("items")) and items.value]
    own = section.child("items")
    first = _at(lines, own.positions) if own and own.value else "-"
    lists = [items for items in lists if _at(lines, items.positions) == first]
    near = list(_children(lists[0])) if lists and own == lists[0] else []
    everywhere = [child for items in lists for child in _children(items)]
    entries = near or everywhere
    if not entries:
        return _Style()
    values = [value for entry in entries for value in _values(entry)]
    known = {value.key for value in values}
    values += [value for entry in everywhere for value in _values(entry) if value.key not in known]
    block = [entry for entry in entries if _at(lines, entry.positions) != "{"]
    return _Style(
        dash=_column(lists[0].positions) - _items_column([section, *others], lists[0]),
        key=_column(block[-1].positions) - _dash(lines, block[-1].positions) if block else 2,
        below=_offset(lines, [value for value in values if value.key == "paper"], "{"),
        item=_offset(lines, [value for value in values if isinstance(value.origin.value, list)], "["),
        apart=first == "-" and _is_apart(lines, lists),
        in_brackets=_brackets(lines, values) | {"items": not block},
        gap=_gap(lines, [*entries, *(value.origin for value in values)]),
        quotes=_quotes(lines, values),
    )


def _children(items: SourceNode) -> Iterator[SourceNode]:
    for value, marks in zip(items.value, items.positions[1:], strict=True):
        yield SourceNode(items.file, value, marks)


def _values(entry: SourceNode) -> Iterator[_Value]:
    """Give the values of an entry and of what is in it."""
    for (key, value), name, marks in zip(
        entry.value.items(), entry.positions[1::2], entry.positions[2::2], strict=True
    ):
        yield _Value(key, _column(name), SourceNode(entry.file, value, marks))
        if isinstance(value, dict):
            yield from _values(SourceNode(entry.file, value, marks))


def _items_column(sections: Sequence[SourceNode], items: SourceNode) -> int:
    section = next(section for section in sections if section.child("items") == items)
    return section.at("items", key=True).column - 1


def _offset(lines: list[str], values: list[_Value], bracket: str) -> int:
    found = [
        _column(one.origin.positions) - one.column for one in values if _at(lines, one.origin.positions) != bracket
    ]
    return Counter(found).most_common(1)[0][0] if found else 2


def _is_apart(lines: list[str], lists: list[SourceNode]) -> bool:
    """Tell whether a blank line stands between entries: the last two of the nearest section that has two."""
    for items in lists:
        if len(items.value) > 1:
            end = _end(lines, items.positions[-2], _dash(lines, items.positions[-2]))
            return any(not line.strip() for line in lines[end : _row(items.positions[-1])])
    return True


def _brackets(lines: list[str], values: list[_Value]) -> dict[str, bool]:
    """Return the keys whose values all stand in brackets, or all do not."""
    found: dict[str, set[bool]] = {}
    for key, _, origin in values:
        if isinstance(origin.positions, list):
            found.setdefault(key, set()).add(_at(lines, origin.positions) in ("[", "{"))
    return {key: forms.pop() for key, forms in found.items() if len(forms) == 1}


def _gap(lines: list[str], places: list[SourceNode]) -> str:
    braces = [place.positions for place in places if _at(lines, place.positions) == "{"]
    return "" if braces and not any(lines[_row(marks)][_column(marks) + 1 :][:1].isspace() for marks in braces) else " "


def _quotes(lines: list[str], values: list[_Value]) -> dict[str, tuple[str, bool]]:
    marks: dict[str, list[str]] = {}
    needless: dict[str, set[str]] = {}
    for key, _, origin in values:
        for one in _children(origin) if isinstance(origin.value, list) else [origin]:
            mark = _at(lines, one.positions)
            marks.setdefault(key, []).extend(mark for _ in range(mark in ("'", '"')))
            if isinstance(one.value, str) and _is_plain(one.value, key):
                needless.setdefault(key, set()).add(mark)
    return {key: (_usual(used), needless.get(key, {""}) <= {"'", '"'}) for key, used in marks.items()}


def _usual(marks: list[str]) -> str:
    return Counter(marks).most_common(1)[0][0] if marks else '"'


# Writing -------------------------------------------------------------------------------------------------------------


def _lines(fields: Mapping[str, Any], style: _Style, column: int) -> Iterator[str]:
    start = f"{' ' * column}-{' ' * (style.key - 1)}"
    if style.in_brackets.get("items"):
        yield f"{start}{_flow(fields, '', style)}\n"
        return
    for line in _mapping(fields, style, column + style.key):
        yield start + line.lstrip(" ") if start else line
        start = ""


def _mapping(fields: Mapping[str, Any], style: _Style, column: int) -> Iterator[str]:
    for key, value in fields.items():
        start = f"{' ' * column}{key}:"
        if isinstance(value, str):
            yield f"{start} {_text(value, key, style)}\n"
        elif style.in_brackets.get(key, isinstance(value, list) and len(_flow(value, key, style)) + column < _WIDTH):
            yield f"{start} {_flow(value, key, style)}\n"
        elif isinstance(value, list):
            yield f"{start}\n"
            yield from (f"{' ' * (column + style.item)}- {_text(item, key, style)}\n" for item in value)
        else:
            yield f"{start}\n"
            yield from _mapping(value, style, column + style.below)


def _flow(value: Any, key: str, style: _Style) -> str:
    """Write a value so that it can stand in brackets."""
    if isinstance(value, str):
        return _text(value, key, style, in_brackets=True)
    if isinstance(value, list):
        return f"[{', '.join(_flow(item, key, style) for item in value)}]"
    parts = ", ".join(f"{name}: {_flow(part, name, style)}" for name, part in value.items())
    return f"{{{style.gap}{parts}{style.gap}}}"


def _text(value: str, key: str, style: _Style, *, in_brackets: bool = False) -> str:
    """Write a text plainly where every YAML reader takes it for the same text, else in quotes."""
    mark, always = style.quotes.get(key, ('"', False))
    if not always and _is_plain(value, key) and not (in_brackets and re.search("[:?]", value)):
        return value
    return f"'{value.replace(mark, mark * 2)}'" if mark == "'" else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str, key: str) -> bool:
    if key in SCHEMES:
        return False
    if key in ("year", "added"):
        return bool(_NUMBER.fullmatch(value))
    return bool(_LINK.fullmatch(value) or (_PLAIN.fullmatch(value) and value.lower() not in _WORDS))


# Finding the place ---------------------------------------------------------------------------------------------------


def _numbers(marks: Any) -> Iterator[int]:
    if isinstance(marks, list):
        for mark in marks:
            yield from _numbers(mark)
    else:
        yield marks


def _row(marks: Any) -> int:
    return next(_numbers(marks)) >> LINE_SHIFT


def _column(marks: Any) -> int:
    return next(_numbers(marks)) % (1 << LINE_SHIFT) >> 1


def _at(lines: list[str], marks: Any) -> str:
    row = _row(marks)
    return lines[row][_column(marks) :][:1] if row < len(lines) else ""


def _dash(lines: list[str], marks: Any) -> int:
    """Return the column of the dash before a block item; it may stand on a line above."""
    row, before = _row(marks), lines[_row(marks)][: _column(marks)]
    while not (found := _DASH.match(before)):
        row -= 1
        before = lines[row]
    return found.end() - 1


def _end(lines: list[str], marks: Any, indent: int) -> int:
    """Return the number of the first line after an item; blank lines and comments behind it are not its own."""
    row = max(_numbers(marks)) >> LINE_SHIFT
    row += 1
    while row < len(lines) and (_is_blank(lines[row]) or _depth(lines[row]) > indent or _closes(lines[row])):
        row += 1
    while _is_blank(lines[row - 1]) or (lines[row - 1].lstrip().startswith("#") and _depth(lines[row - 1]) <= indent):
        row -= 1
    return row


def _is_blank(line: str) -> bool:
    return not line.strip()


def _closes(line: str) -> bool:
    return line.lstrip()[:1] in ("]", "}")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _ending(line: str) -> str:
    return line[len(line.splitlines()[0]) :]


def _first_place(lines: list[str], section: SourceNode, items: SourceNode | None) -> tuple[int, int, list[str]]:
    """Return where the first entry of a section goes: the line, the column of `items`, and what comes before it.

    The brackets of an empty list are taken away.
    """
    if items:
        row, line = _row(items.positions), lines[_row(items.positions)]
        start, rest = line[: _column(items.positions)], line[_column(items.positions) :]
        lines[row] = start.rstrip() + _EMPTY.sub("", rest, count=1)
        return row + 1, section.at("items", key=True).column - 1, []
    column = _column(section.positions)
    marks = [mark for key, *mark in _marked(section) if key != "sections"]
    return _end(lines, marks, column), column, [f"{' ' * column}items:\n"]


def _marked(section: SourceNode) -> Iterator[tuple[str, Any, Any]]:
    yield from zip(section.value, section.positions[1::2], section.positions[2::2], strict=True)


# In brackets ---------------------------------------------------------------------------------------------------------


def _stays_in_brackets(lines: list[str], section: SourceNode, items: SourceNode) -> bool:
    """Tell whether a list is in brackets and has to be: all but an empty one with nothing else on its line."""
    is_block = _at(lines, section.positions) != "{"
    rest = lines[_row(items.positions)][_column(items.positions) :]
    return rest[:1] == "[" and not (is_block and _EMPTY.match(rest))


def _into_brackets(text: str, lines: list[str], collection: SourceNode, new: str) -> str:
    """Put a new last member into a list or mapping in brackets, on a line of its own if the one before has one."""
    behind, closing = sources.brackets(text)[collection.positions[0]]
    if not collection.value:
        return f"{text[:behind]}{new}{text[behind:]}"
    last = collection.positions[-1 if isinstance(collection.value, list) else -2]
    indent = lines[_row(last)][: _column(last)]
    trailing = _COMMA.match(text, behind, closing)
    comma = "," if trailing else ""
    before = text[:behind] + (trailing[0] if trailing else ",")
    after = text[trailing.end() if trailing else behind :]
    if indent.strip():
        return f"{before} {new}{comma}{after}"
    newline = _ending(lines[_row(last)]) or _ending(lines[0])
    line, ending, _ = after.partition(newline)
    remark = line if ending and len(text) - len(after) + len(line) < closing else ""
    return f"{before}{remark}{newline}{indent}{new}{comma}{after[len(remark) :]}"
