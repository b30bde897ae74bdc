"""A quick reader of the YAML that most data files are written in, line by line; any doubt is left to the parser.

It knows block mappings of plain keys, lists of them and of texts, and texts in one line, with or without quotes.
"""

import re
import sys
from typing import Any

from awesome_adapters.positions import pack

_LINE = re.compile(
    r"""^(?:([ ]*)(-[ ])?(?:([a-z_]{1,40}):(?:[ ](?=\S)|$))?  # what stands before a text
    ("[^"\\\n]*"|'[^'\n]*'|\[[^][{}"'\#:?\n]*\]|[^]["'\s{}\#&*!|>%@`,?:-].*)?  # a text, or several in brackets
    |[ ]*\#.*|(.+))$""",
    re.MULTILINE | re.VERBOSE,
)
_SIGNS = frozenset(" -&*!|>%@`")
"""What no plain text in brackets begins with; others cannot be in there."""

_DEEPEST = 128
"""Columns of margin; there are two for each level."""


def read(  # noqa: C901 (a call for each line would take a third of the time)
    text: str, nothing: dict[str, Any]
) -> tuple[dict[str, Any], list[Any]] | None:
    """Return a mapping and its positions, as `positions.SourceNode` has them; None where only the parser is sure.

    `nothing` has the values of the plain texts that are none.
    """
    if not text.replace("\n", "").isprintable():
        return None
    stack: list[tuple[int, Any, list[Any]]] = []  # what is open around the innermost: its column, values and positions
    document: dict[str, Any] = {}
    values: Any = document
    column, positions = -1, list[Any]()
    open_key, key_position = "document", 0  # the key whose value begins in the next line
    for row, (margin, dash, key, value, odd) in enumerate(_LINE.findall(text)):
        if not (key or value or dash):
            if odd:
                return None
            continue
        start, line = len(margin), pack(row, 0)
        if start > column:
            if not open_key or start > _DEEPEST:
                return None
            stack.append((column, values, positions))
            new: Any = [] if dash else {}
            values[open_key] = new
            positions += (key_position, inner := [line + 2 * start])
            column, values, positions, open_key = start, new, inner, ""
        elif open_key:
            return None
        else:
            while start < column:
                column, values, positions = stack.pop()
            if start > column:
                return None
        if dash:
            if type(values) is not list:
                return None
            start += 2
            if key:
                stack.append((column, values, positions))
                values.append(new := {})
                positions.append(inner := [line + 2 * start])
                column, values, positions = start, new, inner
        if key:
            if type(values) is not dict or key in values:
                return None
            key, key_position = sys.intern(key), line + 2 * start
            if not value:
                open_key = key
                continue
            start += len(key) + 2
        if (found := _value(value, line + 2 * start, nothing)) is None:
            return None
        if key:
            values[key] = found[0]
            positions += (key_position, found[1])
        elif dash:
            values.append(found[0])
            positions.append(found[1])
        else:
            return None
    if open_key or type(document["document"]) is not dict:
        return None
    return document["document"], (stack[0][2] if stack else positions)[1]


def _value(value: str, position: int, nothing: dict[str, Any]) -> tuple[Any, Any] | None:
    """Return what stands in the rest of a line, and its positions."""
    first = value[:1]
    if first in ("'", '"'):
        return value[1:-1], position
    if first != "[":
        if not value or ": " in value or " #" in value or value[-1] in ": ":
            return None
        return nothing.get(value, value), position | 1
    values, positions = list[Any](), [position]
    position |= 1
    for item in value[1:-1].split(", ") if value != "[]" else ():
        position += 2 if not values else 0
        if not item or item[0] in _SIGNS or item[-1] == " " or "," in item:
            return None
        values.append(nothing.get(item, item))
        positions.append(position)
        position += (len(item) + 2) * 2
    return values, positions
