"""Edits of data files: text is put at one place, written as its neighbours are, and every other byte stays."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.positions import Field, SourceNode
from awesome_adapters.yaml_reader import flow_collections

_WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z(][^\s:#\[\]{},&*!|>'\"%@`]*(?: [^\s:#\[\]{},&*!|>'\"%@`]+)*")
_LINK = re.compile(r"https?://[^\s#,\[\]{}]*[^\s#,\[\]{}:]")
_NUMBER = re.compile(r"[12][0-9]{3}(-[0-9]{2}-[0-9]{2})?")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_QUOTES = ("'", '"')
_DASH = re.compile(r"\s*(?:- +)*?-(?=\s)")
_EMPTY_LIST = re.compile(r"\[ *\](?=\s*$| +#)")
"""An empty list with nothing but a comment behind it."""
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
    if not items and _character(lines, section) == "{":
        return _append_to_flow(text, lines, section, f"items: [{_flow(fields, '', style)}]")
    if items and _stays_flow(lines, section, items):
        return _append_to_flow(text, lines, items, _flow(fields, "", style))
    if items and items.value:
        *_, last = items.children()
        column = _dash_column(lines, last)
        row = _row_after(lines, last.last_row, column)
        head = "\n" if style.is_spaced else ""
    else:
        row, column, head = _first_place(lines, section, items)
        column += style.dash
    newline = _line_ending(lines[row - 1]) or _line_ending(lines[0]) or "\n"
    if not _line_ending(lines[row - 1]):
        lines[row - 1] += newline
    new = "".join((head, *_entry_lines(fields, style, column))).replace("\n", newline)
    return "".join((*lines[:row], new, *lines[row:]))


def entry_text(fields: Mapping[str, Any]) -> str:
    """Return an entry as it would stand in a data file."""
    return "".join(_entry_lines(fields, _Style(), 0))


def field_lines(fields: Mapping[str, Any]) -> str:
    """Return keys and values as they would stand in an entry, from column 1 on."""
    return "\n".join(line[2:] for line in entry_text(fields).splitlines())


class _Style(NamedTuple):
    """How entries are written; numbers are columns to the right of what is above."""

    dash: int = 2  # from `items` to the dashes of the entries
    key: int = 2  # from a dash to the keys of the entry
    paper: int = 2  # from `paper` to the keys in it
    item: int = 2  # from `tags` to the dashes below it
    is_spaced: bool = True  # whether a blank line stands between entries
    is_flow: Mapping[str, bool] = {}
    """Whether the value of a key stands in [ ] or { }, by key; the entry itself is under "items"."""
    padding: str = " "  # inside of braces at both ends
    quotes: Mapping[str, tuple[str, bool]] = {}
    """The quotation mark by key, and whether it is there even where none is needed."""


def _style(lines: list[str], section: SourceNode, others: Sequence[SourceNode]) -> _Style:
    lists = _entry_lists(lines, section, others)
    if not lists:
        return _Style()
    entries, fields = _examples(section, [field.value for field in lists])
    blocks = [entry for entry in entries if _character(lines, entry) != "{"]
    return _Style(
        dash=lists[0].value.column - lists[0].key.column,
        key=blocks[-1].column - _dash_column(lines, blocks[-1]) if blocks else 2,
        paper=_usual_offset(lines, [field for field in fields if field.key.value == "paper"], "{"),
        item=_usual_offset(lines, [field for field in fields if isinstance(field.value.value, list)], "["),
        is_spaced=_is_spaced(lines, [field.value for field in lists]),
        is_flow=_is_flow(lines, fields) | {"items": not blocks},
        padding=_padding(lines, [*entries, *(field.value for field in fields)]),
        quotes=_quotes(lines, fields),
    )


def _entry_lists(lines: list[str], section: SourceNode, others: Sequence[SourceNode]) -> list[Field]:
    """Return the lists of entries that have the form of the section's own, which comes first."""
    own = section.child("items")
    opening = _character(lines, own) if own and own.value else "-"
    lists = (field for node in (section, *others) for field in node.fields() if field.key.value == "items")
    return [field for field in lists if field.value.value and _character(lines, field.value) == opening]


def _examples(section: SourceNode, lists: list[SourceNode]) -> tuple[list[SourceNode], list[Field]]:
    """Return the section's entries, or else those of all lists, and their fields; further keys come from others."""
    items = section.child("items")
    all_entries = [entry for node in lists for entry in node.children()]
    entries = (items and list(items.children())) or all_entries
    fields = [field for entry in entries for field in _fields(entry)]
    keys = {field.key.value for field in fields}
    return entries, [*fields, *(f for entry in all_entries for f in _fields(entry) if f.key.value not in keys)]


def _fields(entry: SourceNode) -> Iterator[Field]:
    """Give the fields of an entry and of what is in it."""
    for field in entry.fields():
        yield field
        if isinstance(field.value.value, dict):
            yield from _fields(field.value)


def _usual_offset(lines: list[str], fields: list[Field], bracket: str) -> int:
    """Return the columns from key to value that are usual where the value does not stand in brackets."""
    offsets = Counter(f.value.column - f.key.column for f in fields if _character(lines, f.value) != bracket)
    return max(offsets, key=offsets.__getitem__, default=2)


def _is_spaced(lines: list[str], lists: list[SourceNode]) -> bool:
    """Return whether a blank line stands between entries: the last two of the nearest section that has two."""
    for items in lists:
        if len(items.value) > 1 and _character(lines, items) == "-":
            *_, previous, last = items.children()
            end = _row_after(lines, previous.last_row, _dash_column(lines, previous))
            return not all(line.strip() for line in lines[end : last.row])
    return True


def _is_flow(lines: list[str], fields: list[Field]) -> dict[str, bool]:
    """Return, by key, whether its values stand in brackets; without the keys whose values differ in that."""
    forms: dict[str, set[bool]] = {}
    for key, value in fields:
        if isinstance(value.value, list | dict):
            forms.setdefault(key.value, set()).add(_character(lines, value) in ("[", "{"))
    return {key: values.pop() for key, values in forms.items() if len(values) == 1}


def _padding(lines: list[str], nodes: list[SourceNode]) -> str:
    braces = [node for node in nodes if _character(lines, node) == "{"]
    return "" if braces and not any(_character(lines, node, 1).isspace() for node in braces) else " "


def _quotes(lines: list[str], fields: list[Field]) -> dict[str, tuple[str, bool]]:
    scalars: dict[str, list[SourceNode]] = {}
    for key, value in fields:
        scalars.setdefault(key.value, []).extend(value.children() if isinstance(value.value, list) else [value])
    return {key: _quotes_of(lines, key, nodes) for key, nodes in scalars.items()}


def _quotes_of(lines: list[str], key: str, nodes: list[SourceNode]) -> tuple[str, bool]:
    quotes = Counter(character for node in nodes if (character := _character(lines, node)) in _QUOTES)
    plain = [node for node in nodes if isinstance(node.value, str) and _is_plain(node.value, key)]
    usual = max(quotes, key=quotes.__getitem__, default='"')
    return usual, bool(plain) and all(_character(lines, node) in _QUOTES for node in plain)


def _entry_lines(fields: Mapping[str, Any], style: _Style, column: int) -> Iterator[str]:
    start = f"{' ' * column}-{' ' * (style.key - 1)}"
    if style.is_flow.get("items"):
        yield f"{start}{_flow(fields, '', style)}\n"
        return
    for line in _mapping_lines(fields, style, column + style.key):
        yield start + line.lstrip(" ") if start else line
        start = ""


def _mapping_lines(fields: Mapping[str, Any], style: _Style, column: int) -> Iterator[str]:
    for key, value in fields.items():
        start = f"{' ' * column}{key}:"
        if isinstance(value, str):
            yield f"{start} {_text(value, key, style)}\n"
        elif style.is_flow.get(key, isinstance(value, list) and len(_flow(value, key, style)) + column < _WIDTH):
            yield f"{start} {_flow(value, key, style)}\n"
        else:
            yield f"{start}\n"
            if isinstance(value, list):
                yield from (f"{' ' * (column + style.item)}- {_text(item, key, style)}\n" for item in value)
            else:
                yield from _mapping_lines(value, style, column + style.paper)


def _flow(value: Any, key: str, style: _Style) -> str:
    """Write a value so that it can stand in brackets."""
    if isinstance(value, str):
        return _text(value, key, style, is_flow=True)
    if isinstance(value, list):
        return f"[{', '.join(_flow(item, key, style) for item in value)}]"
    fields = ", ".join(f"{name}: {_flow(field, name, style)}" for name, field in value.items())
    return f"{{{style.padding}{fields}{style.padding}}}"


def _text(value: str, key: str, style: _Style, *, is_flow: bool = False) -> str:
    """Write a text plainly where every YAML reader takes it for the same text, else in quotes."""
    quote, is_always_quoted = style.quotes.get(key, ('"', False))
    if not is_always_quoted and _is_plain(value, key) and not (is_flow and re.search("[:?]", value)):
        return value
    return f"'{value.replace(quote, quote * 2)}'" if quote == "'" else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str, key: str) -> bool:
    if key in SCHEMES:
        return False
    if key in ("year", "added"):
        return bool(_NUMBER.fullmatch(value))
    return bool(_LINK.fullmatch(value) or (_PLAIN.fullmatch(value) and value.lower() not in _WORDS))


def _character(lines: list[str], node: SourceNode, offset: int = 0) -> str:
    """Return the character with which a value starts, or one behind it; empty where the file ends before."""
    line = lines[node.row] if node.row < len(lines) else ""
    return line[node.column + offset :][:1]


def _dash_column(lines: list[str], item: SourceNode) -> int:
    """Return the column of the dash before a block item; it may stand on a line above."""
    row, before = item.row, lines[item.row][: item.column]
    while not (match := _DASH.match(before)):
        row -= 1
        before = lines[row]
    return match.end() - 1


def _row_after(lines: list[str], last_row: int, indent: int) -> int:
    """Return the first row after what ends in or below a row; blank lines and comments behind it are not its own."""
    row = last_row + 1
    while row < len(lines) and (_depth(lines[row]) > indent or lines[row].lstrip()[:1] in ("", "]", "}")):
        row += 1
    while not lines[row - 1].strip() or (lines[row - 1].lstrip().startswith("#") and _depth(lines[row - 1]) <= indent):
        row -= 1
    return row


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_ending(line: str) -> str:
    return line[len(line.splitlines()[0]) :]


def _first_place(lines: list[str], section: SourceNode, items: SourceNode | None) -> tuple[int, int, str]:
    """Return the row of a first entry, the column of `items` and the text before it; remove empty brackets."""
    if items:
        line = lines[items.row]
        lines[items.row] = line[: items.column].rstrip() + _EMPTY_LIST.sub("", line[items.column :], count=1)
        return items.row + 1, section.at("items", key=True).column - 1, ""
    last_row = max(value.last_row for key, value in section.fields() if key.value != "sections")
    return _row_after(lines, last_row, section.column), section.column, f"{' ' * section.column}items:\n"


def _stays_flow(lines: list[str], section: SourceNode, items: SourceNode) -> bool:
    """Return whether a list is in brackets and has to be: all but an empty one with nothing else on its line."""
    is_block = _character(lines, section) != "{"
    rest = lines[items.row][items.column :]
    return rest[:1] == "[" and not (is_block and _EMPTY_LIST.match(rest))


def _append_to_flow(text: str, lines: list[str], collection: SourceNode, new: str) -> str:
    """Put a new last member into a list or mapping in brackets, on a line of its own if the one before has one."""
    end, closing = flow_collections(text)[collection.position]
    if not collection.value:
        return f"{text[:end]}{new}{text[end:]}"
    is_list = isinstance(collection.value, list)
    *_, last = collection.children() if is_list else (key for key, _ in collection.fields())
    indent = lines[last.row][: last.column]
    trailing = _COMMA.match(text, end, closing)
    comma = "," if trailing else ""
    before = text[:end] + (trailing[0] if trailing else ",")
    after = text[trailing.end() if trailing else end :]
    if indent.strip():
        return f"{before} {new}{comma}{after}"
    newline = _line_ending(lines[last.row]) or _line_ending(lines[0])
    line, ending, _ = after.partition(newline)
    remark = line if ending and len(text) - len(after) + len(line) < closing else ""
    return f"{before}{remark}{newline}{indent}{new}{comma}{after[len(remark) :]}"
