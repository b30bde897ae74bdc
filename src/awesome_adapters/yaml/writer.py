"""Values as YAML: written as their neighbours are, and in quotes where a reader could misunderstand them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.positions import Field, SourceNode

_WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z(][^\s:#\[\]{},&*!|>'\"%@`]*(?: [^\s:#\[\]{},&*!|>'\"%@`]+)*")
_LINK = re.compile(r"https?://[^\s#,\[\]{}]*[^\s#,\[\]{}:]")
_NUMBER = re.compile(r"[12][0-9]{3}(-[0-9]{2}){0,2}")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
QUOTES = ("'", '"')
_DASH = re.compile(r"\s*(?:- +)*?-(?=\s)")


def entry_text(fields: Mapping[str, Any]) -> str:
    """Return an entry as it would stand in a data file."""
    return "".join(entry_lines(fields, Style(), 0))


def field_lines(fields: Mapping[str, Any]) -> str:
    """Return keys and values as they would stand in an entry, from column 1 on."""
    return "\n".join(line[2:] for line in entry_text(fields).splitlines())


class Style(NamedTuple):
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


def style_of(lines: list[str], section: SourceNode, others: Sequence[SourceNode]) -> Style:
    """Return how a section's entries are written; where it has none, those of the file's `others`."""
    lists = _entry_lists(lines, section, others)
    if not lists:
        return Style()
    entries, fields = _examples(section, [field.value for field in lists])
    blocks = [entry for entry in entries if character(lines, entry) != "{"]
    return Style(
        dash=lists[0].value.column - lists[0].key.column,
        key=blocks[-1].column - dash_place(lines, blocks[-1])[1] if blocks else 2,
        paper=_usual_offset(lines, [field for field in fields if isinstance(field.value.value, dict)], "{"),
        item=_usual_offset(lines, [field for field in fields if isinstance(field.value.value, list)], "["),
        is_spaced=_is_spaced(lines, [field.value for field in lists]),
        is_flow=_is_flow(lines, fields) | {"items": not blocks},
        padding=_padding(lines, [*entries, *(field.value for field in fields)]),
        quotes=_quotes(lines, fields),
    )


def _entry_lists(lines: list[str], section: SourceNode, others: Sequence[SourceNode]) -> list[Field]:
    """Return the lists of entries that have the form of the section's own, which comes first."""
    own = section.child("items")
    opening = character(lines, own) if own and own.value else "-"
    lists = (field for node in (section, *others) for field in node.fields() if field.key.value == "items")
    return [field for field in lists if field.value.value and character(lines, field.value) == opening]


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
    offsets = Counter(f.value.column - f.key.column for f in fields if character(lines, f.value) != bracket)
    return max(offsets, key=offsets.__getitem__, default=2)


def _is_spaced(lines: list[str], lists: list[SourceNode]) -> bool:
    """Return whether a blank line stands between entries: the last two of the nearest section that has two."""
    for items in lists:
        if len(items.value) > 1 and character(lines, items) == "-":
            *_, previous, last = items.children()
            end = row_after(lines, previous.last_row, dash_place(lines, previous)[1])
            return not all(line.strip() for line in lines[end : last.row])
    return True


def _is_flow(lines: list[str], fields: list[Field]) -> dict[str, bool]:
    """Return, by key, whether its values stand in brackets; without the keys whose values differ in that."""
    forms: dict[str, set[bool]] = {}
    for key, value in fields:
        if isinstance(value.value, list | dict):
            forms.setdefault(key.value, set()).add(character(lines, value) in ("[", "{"))
    return {key: values.pop() for key, values in forms.items() if len(values) == 1}


def _padding(lines: list[str], nodes: list[SourceNode]) -> str:
    braces = [node for node in nodes if character(lines, node) == "{"]
    return "" if braces and not any(character(lines, node, 1).isspace() for node in braces) else " "


def _quotes(lines: list[str], fields: list[Field]) -> dict[str, tuple[str, bool]]:
    scalars: dict[str, list[SourceNode]] = {}
    for key, value in fields:
        scalars.setdefault(key.value, []).extend(value.children() if isinstance(value.value, list) else [value])
    return {key: _quotes_of(lines, key, nodes) for key, nodes in scalars.items()}


def _quotes_of(lines: list[str], key: str, nodes: list[SourceNode]) -> tuple[str, bool]:
    quotes = Counter(mark for node in nodes if (mark := character(lines, node)) in QUOTES)
    plain = [node for node in nodes if isinstance(node.value, str) and _is_plain(node.value, key)]
    usual = max(quotes, key=quotes.__getitem__, default='"')
    return usual, bool(plain) and all(character(lines, node) in QUOTES for node in plain)


def entry_lines(fields: Mapping[str, Any], style: Style, column: int) -> Iterator[str]:
    """Give the lines of an entry whose dash stands in a column."""
    start = f"{' ' * column}-{' ' * (style.key - 1)}"
    if style.is_flow.get("items"):
        yield f"{start}{flow(fields, '', style)}\n"
        return
    for line in mapping_lines(fields, style, column + style.key):
        yield start + line.lstrip(" ") if start else line
        start = ""


def mapping_lines(fields: Mapping[str, Any], style: Style, column: int) -> Iterator[str]:
    """Give the lines of keys and values, the keys in a column."""
    for key, value in fields.items():
        start = f"{' ' * column}{scalar(key, '', style)}:"
        if isinstance(value, str | None):
            yield f"{start} {scalar(value, key, style)}\n"
        elif style.is_flow.get(key, isinstance(value, list) and len(flow(value, key, style)) + column < _WIDTH):
            yield f"{start} {flow(value, key, style)}\n"
        else:
            yield f"{start}\n"
            if isinstance(value, list):
                yield from (f"{' ' * (column + style.item)}- {scalar(item, key, style)}\n" for item in value)
            else:
                yield from mapping_lines(value, style, column + style.paper)


def flow(value: Any, key: str, style: Style) -> str:
    """Write a value so that it can stand in brackets."""
    if isinstance(value, str | None):
        return scalar(value, key, style, is_flow=True)
    if isinstance(value, list):
        return f"[{', '.join(flow(item, key, style) for item in value)}]"
    fields = ", ".join(f"{flow(name, '', style)}: {flow(field, name, style)}" for name, field in value.items())
    return f"{{{style.padding}{fields}{style.padding}}}"


def scalar(value: str | None, key: str, style: Style, *, is_flow: bool = False, was_plain: bool = False) -> str:
    """Write a text plainly where every YAML reader takes it for the same text, else in quotes."""
    if value is None:
        return "null"
    quote, is_always_quoted = style.quotes.get(key, ('"', False))
    is_plain = _is_plain(value.replace(" > ", " ") if was_plain else value, key)  # of a section's path
    if (was_plain or not is_always_quoted) and is_plain and not (is_flow and re.search("[:?]", value)):
        return value
    return quoted(value, quote)


def quoted(value: str, quote: str = '"') -> str:
    """Write a text in quotes of one kind."""
    return f"'{value.replace(quote, quote * 2)}'" if quote == "'" else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str, key: str) -> bool:
    if key in SCHEMES:
        return False
    if key in ("year", "date", "added", "found", "dismissed_on"):
        return bool(_NUMBER.fullmatch(value))
    return bool(_LINK.fullmatch(value) or (_PLAIN.fullmatch(value) and value.lower() not in _WORDS))


def character(lines: list[str], node: SourceNode, offset: int = 0) -> str:
    """Return the character with which a value starts, or one behind it; empty where the file ends before."""
    line = lines[node.row] if node.row < len(lines) else ""
    return line[node.column + offset :][:1]


def dash_place(lines: list[str], item: SourceNode) -> tuple[int, int]:
    """Return the row and the column of the dash before a block item; it may stand on a line above."""
    row, before = item.row, lines[item.row][: item.column]
    while not (match := _DASH.match(before)):
        row -= 1
        before = lines[row]
    return row, match.end() - 1


def row_after(lines: list[str], last_row: int, indent: int) -> int:
    """Return the first row after what ends in or below a row; blank lines and comments behind it are not its own."""
    row = last_row + 1
    while row < len(lines) and (depth(lines[row]) > indent or lines[row].lstrip()[:1] in ("", "]", "}")):
        row += 1
    while not lines[row - 1].strip() or (lines[row - 1].lstrip().startswith("#") and depth(lines[row - 1]) <= indent):
        row -= 1
    return row


def depth(line: str) -> int:
    """Return the column in which a line's text begins."""
    return len(line) - len(line.lstrip(" "))


def line_ending(line: str) -> str:
    """Return what ends a line: nothing at the end of some files."""
    return line[len(line.splitlines()[0]) :]
