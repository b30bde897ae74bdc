"""Why YAML cannot be parsed: the mistake that a person made, its own line, and the line to write."""

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from awesome_adapters.yaml.conflicts import conflict_message, marker_rows
from awesome_adapters.yaml.indentation import misaligned, strange_line
from awesome_adapters.yaml.lines import KNOWN, LISTS, Diagnosis, Line, levels_above, unclosed
from awesome_adapters.yaml.signs import (
    NEW_ENTRY,
    backslash_message,
    keyed,
    odd_space,
    odd_space_message,
    plain_spaces,
    sign_name,
    single_quoted,
    straight_quotes,
)

_VALUE = re.compile(
    r"""(?P<start> *(?:- +)*(?:(?P<key>[\w-]+) *: +)?)(?P<value>[^\s#](?:.*?\S)?)(?:\s+\#[^"'”’\])}]*)?\s*"""
)
"""A line with a value; a comment with quotes or brackets in it may be part of the value."""
_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'""")
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s)]+)\)")


class Fault(NamedTuple):
    """Where a parser stopped, and why; rows and columns count from 0."""

    lines: list[str]
    row: int
    column: int
    message: str
    is_end: bool = False
    """Whether it stopped at the end of the file."""
    key_row: int | None = None
    """The line in which it looked for a key."""

    @property
    def line(self) -> str:
        """Return the line in which the parser stopped."""
        return self.lines[self.row] if self.row < len(self.lines) else ""

    @property
    def suspects(self) -> list[int]:
        """Return the lines that can have made it stop: the last one that has something in it, and its own."""
        rows = range(min(self.row, len(self.lines)) - 1, -1, -1)
        before = (row for row in rows if self.lines[row].strip() and not self.lines[row].lstrip().startswith("#"))
        last = self.key_row if self.key_row is not None else next(before, self.row)
        return [row for row in dict.fromkeys((last, self.row)) if row < len(self.lines)]


def diagnose(fault: Fault) -> Diagnosis:
    """Name the mistake behind a fault; what nobody recognizes keeps the parser's words, and some advice."""
    return next(diagnosis for recognize in _RECOGNIZERS if (diagnosis := recognize(fault)))


# Signs that do not belong here ---------------------------------------------------------------------------------------


def _git_conflict(fault: Fault) -> Diagnosis | None:
    rows = marker_rows(fault.lines)
    return Diagnosis(rows[0], 0, conflict_message(rows)) if rows else None


def _odd_space(fault: Fault) -> Diagnosis | None:
    """A space that is none, before a key or behind its colon."""
    for row in fault.suspects:
        line = fault.lines[row]
        for place in re.finditer(r"^[^\w\"'\[{#]+|(?<=\w):[^\w\"'\[{#/]+", line):
            if sign := odd_space(place[0]):
                hint = plain_spaces(line) if place.start() == 0 else plain_spaces(line).lstrip("- ")
                return Diagnosis(row, line.index(sign, place.start()), odd_space_message(sign), hint)
    return None


def _tab(fault: Fault) -> Diagnosis | None:
    """A tab in the indentation."""
    for row in fault.suspects:
        line = fault.lines[row]
        if (column := re.sub(r"[^\s-].*", "", line).find("\t")) >= 0:
            return Diagnosis(row, column, f"a {sign_name(chr(9))} stands here; YAML is indented with spaces alone")
    return None


def _curly_quotes(fault: Fault) -> Diagnosis | None:
    value = _VALUE.fullmatch(fault.line)
    if value and (text := straight_quotes(value["value"])) is not None:
        message = "these are curly quotes, and only straight ones are quotes of YAML"
        return Diagnosis(fault.row, value.start("value"), message, keyed(value["key"], _in_quotes(text)))
    return None


# Quotes and brackets -------------------------------------------------------------------------------------------------


def _unclosed(fault: Fault) -> Diagnosis | None:
    """A quotation mark, [ or { without its partner; a line that begins with something new comes before the partner."""
    last_row = len(fault.lines) - 1 if fault.is_end else fault.row
    opening = unclosed(fault.lines, last_row, fault.is_end)
    if not opening:
        return None
    row, column, sign, next_row = opening
    partner = {"[": "]", "{": "}"}.get(sign, sign)
    what = {"[": "the list", "{": "the mapping"}.get(sign, "the text")
    line = fault.lines[row].strip()
    is_one_line = not any(text.strip() for text in fault.lines[row + 1 : next_row])
    can_end_here = is_one_line and " #" not in line and line[-1] not in f",{sign}"
    message = f"{what} that begins here has no {'closing quote' if sign == partner else partner}"
    return Diagnosis(row, column, message, f"{line}{partner}".lstrip("- ") if can_end_here else None)


def _backslash(fault: Fault) -> Diagnosis | None:
    r"""A command of LaTeX in double quotes: `\lambda`."""
    if "escape char" not in fault.message and "hex" not in fault.message:
        return None
    column = max(fault.line.rfind("\\", 0, fault.column + 1), 0)
    word = re.match(r"\\(?:[A-Za-z]+|.?)", fault.line[column:])
    return Diagnosis(fault.row, column, backslash_message(word[0] if word else "\\"), single_quoted(fault.line))


def _nested_quotes(fault: Fault) -> Diagnosis | None:
    """A text in quotes that goes on behind what closes it."""
    value = _VALUE.fullmatch(fault.line)
    closed = _QUOTED.match(fault.line, value.start("value")) if value else None
    if not value or not closed or fault.column < closed.end():
        return None
    text, quote = value["value"], value["value"][0]
    inner = text[1:-1] if text[-1] == quote else text
    inner = inner.replace('\\"', '"') if quote == '"' else inner.replace("''", "'")
    message = "a quotation mark in the text ends it here; put the whole text in the other kind of quotes"
    return Diagnosis(fault.row, fault.column, message, keyed(value["key"], _in_quotes(inner)))


def _bracketed_text(fault: Fault) -> Diagnosis | None:
    """A text that begins with a bracket, as a link of Markdown does."""
    value = _VALUE.fullmatch(fault.line)
    if not value or value["value"][0] not in "[{" or fault.column <= value.start("value"):
        return None
    if link := _MARKDOWN_LINK.fullmatch(value["value"]):
        message = "this is a link as Markdown has it; the address alone is enough"
        return Diagnosis(fault.row, value.start("value"), message, keyed(value["key"], link[1]))
    if re.fullmatch(r"\[[^\[\]]*\][^\[\]]+|\{[^{}]*\}[^{}]+", value["value"]) and fault.line[fault.column - 1] in "]} ":
        message = f"a text that begins with {value['value'][0]} needs quotes around it"
        return Diagnosis(fault.row, value.start("value"), message, keyed(value["key"], _in_quotes(value["value"])))
    return None


def _unopened(fault: Fault) -> Diagnosis | None:
    """A text, list or mapping that is closed and was never opened."""
    value = _VALUE.fullmatch(fault.line)
    if not value or not value["key"]:
        return None
    text, sign = value["value"], {"]": "[", "}": "{"}.get(value["value"][-1], value["value"][-1])
    if sign not in "[{\"'" or text[0] in "[{\"'" or sign in text[:-1]:
        return None
    message = f"{text[-1]} closes what was never opened; write {sign} before it"
    return Diagnosis(fault.row, value.start("value"), message, keyed(value["key"], f"{sign}{text}"))


# Keys ----------------------------------------------------------------------------------------------------------------


def _missing_space(fault: Fault) -> Diagnosis | None:
    """`title:A Paper`, or `-title: A Paper`."""
    for row in fault.suspects:
        line = fault.lines[row]
        key = re.match(r"( *(?:- +)*)(\w+) ?:(?!//)(?=[^\s:])", line)
        if key and key[2] in KNOWN:
            message = f"a space belongs behind '{key[2]}:'"
            return Diagnosis(row, key.end() - 1, message, f"{key[2]}: {line[key.end() :].strip()}")
        dash = re.match(r" *(?:- +)*-(?=(\w+):)", line)
        if dash and dash[1] in KNOWN:
            return Diagnosis(row, dash.end() - 1, "a space belongs behind '-'", f"- {line[dash.end() :].strip()}")
    return None


def _missing_colon(fault: Fault) -> Diagnosis | None:
    """A line that is no key with a value, where one belongs."""
    row = fault.row if fault.key_row is None else fault.key_row
    text = fault.lines[row] if row < len(fault.lines) else ""
    line = Line.parse(text)
    key, _, value = text[line.column :].strip().partition(" ")
    is_here = fault.key_row is not None or (line.key is None and not line.dashes)
    if is_here and key in KNOWN and "mapping values" not in fault.message:
        message = f"'{key}' needs a colon and a space before its value"
        return Diagnosis(row, line.column, message, f"{key}: {value.strip()}".rstrip())
    if is_here and (fault.key_row is not None or fault.column == line.column) and key:
        message = "this line has no key; what continues the text above it is indented deeper"
        return Diagnosis(row, line.column, message)
    return None


def _missing_dash(fault: Fault) -> Diagnosis | None:
    """`title` in the column of the dashes, or the keys of a first entry without a dash."""
    line, levels = Line.parse(fault.line), levels_above(fault.lines, fault.row)
    if line.key == "title" and not line.dashes and any(lv.is_list and lv.column == line.column for lv in levels):
        return Diagnosis(fault.row, line.column, NEW_ENTRY, f"- {fault.line.strip()}")
    bare = next((lv for lv in levels if lv.keys and lv.parent in LISTS and not lv.is_item), None)
    if bare and line.dashes:
        return Diagnosis(bare.rows[-1], bare.column, NEW_ENTRY, f"- {fault.lines[bare.rows[-1]].strip()}")
    return None


def _indentation(fault: Fault) -> Diagnosis | None:
    """A key, or an entry, in a column where none stands above it."""
    line = Line.parse(fault.line)
    if fault.column not in (line.indentation, line.colon) or not (line.key or line.dashes):
        return None
    return strange_line(fault.lines, fault.row) or misaligned(fault.lines, fault.row)


# Whatever else -------------------------------------------------------------------------------------------------------

_ADVICE = {
    "mapping values are not allowed": "a text with ': ' in it needs quotes around it",
    "cannot start any token": "indent with spaces, and put quotes around a text that starts with @, `, % or a tab",
    "did not find expected key": "look at the indentation, and at quotes inside quotes",
    "expected <block end>": "look at the indentation, and at quotes inside quotes",
    "did not find expected '-' indicator": "look at the indentation of the line",
    "unexpected end of stream": "a quote is opened and never closed",
    "could not find expected ':'": "a key needs ': ' and its value after it",
    "did not find expected ',' or ']'": "a list in [ ] is not closed, or lacks a comma",
    "did not find expected ',' or '}'": "a mapping in { } is not closed, or lacks a comma",
}
"""What usually helps, by what is in the YAML parser's words."""


def with_advice(message: str) -> str:
    """Return the parser's words with what usually helps."""
    advice = next((f"; {advice}" for words, advice in _ADVICE.items() if words in message), "")
    return f"not valid YAML: {message}{advice}"


def _unrecognized(fault: Fault) -> Diagnosis:
    """Put the value of a key in quotes if it cannot be without them."""
    start, _, rest = fault.line.partition(": ")
    key, value = start.lstrip(" -"), rest.partition(" #")[0].strip()
    is_odd = value[:1] in ("@", "`", "%") or (value[:1] not in ('"', "'", "[", "{") and ": " in f"{value} ")
    hint = f"{key}: {json.dumps(value, ensure_ascii=False)}" if is_odd and key.isidentifier() else None
    is_certain = not re.search(r" [a-z_]+: ", hint or "")  # else it may be two keys in one line
    return Diagnosis(fault.row, fault.column, with_advice(fault.message), hint, is_certain)


def _in_quotes(text: str) -> str:
    """Put a text in quotes that it does not hold itself."""
    if '"' in text or "\\" in text:
        return "'{}'".format(text.replace("'", "''"))
    return f'"{text}"'


_RECOGNIZERS: tuple[Callable[[Fault], Diagnosis | None], ...] = (
    _git_conflict,
    _odd_space,
    _tab,
    _unclosed,
    _backslash,
    _curly_quotes,
    _bracketed_text,
    _nested_quotes,
    _unopened,
    _missing_space,
    _missing_colon,
    _missing_dash,
    _indentation,
    _unrecognized,
)
"""Each names one mistake, or gives None; the first that knows it is asked alone."""
