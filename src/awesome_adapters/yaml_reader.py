"""The door to YAML: bytes to values with their positions. Numbers and dates stay the texts that are written."""

import json
import re
import sys
from typing import Any, NamedTuple

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from awesome_adapters import text
from awesome_adapters.positions import Location, SourceNode, location, pack
from awesome_adapters.problems import Problem

MAX_DEPTH = 64
KINDS: dict[type, str] = {str: "a text", list: "a list", dict: "a mapping of keys to values"}
"""What messages call the kinds of values."""


class MissingValue:
    """The value of a key with nothing behind its colon; no type takes it."""

    def __bool__(self) -> bool:
        return False


MISSING_VALUE = MissingValue()
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING: dict[str, Any] = {"": MISSING_VALUE, "~": None, "null": None, "Null": None, "NULL": None}
_UNREAD_ALIAS = MissingValue()
"""What stands for an alias, of which its own problem says enough."""


def read(content: bytes, name: str, *, may_be_empty: bool = False) -> tuple[SourceNode | None, list[Problem]]:
    """Read a file as a mapping, with its problems; None where it is no mapping, or has nothing in it."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        decoded = content.decode()
    except UnicodeDecodeError as error:
        end = _end(content[: error.start].decode(), name)
        return None, [Problem(end, "not-utf-8", "this byte is not UTF-8; save the file as UTF-8")]
    problems: list[Problem] = []
    try:
        parser = _PARSER(content)
        return _Reader(parser, name, problems).read(may_be_empty), problems
    except _NestingError:
        pass
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_problem(error, decoded, name))
    except yaml.reader.ReaderError as error:
        end = _end(decoded.partition(chr(error.character))[0], name)
        problems.append(Problem(end, "yaml-syntax", f"a character that YAML does not allow: U+{error.character:04X}"))
    except (ValueError, OverflowError):  # of "\UFFFFFFFF", by PyYAML's parser in Python, without a mark
        mark = parser.get_mark()
        message = _with_advice("found invalid Unicode character escape code")
        problems.append(Problem(Location(name, mark.line + 1, mark.column + 1), "yaml-syntax", message))
    return None, problems


class Extent(NamedTuple):
    """Where something stands in a text: its first character, what is behind it, and behind the last thing in it."""

    start: int
    end: int
    inner_end: int
    """Differs from `end` only for lists and mappings in brackets."""


def extents(content: str) -> dict[tuple[int, int], Extent]:
    """Find the scalars, lists in [ ] and mappings in { } of a file that can be read, by row and column from 0."""
    result: dict[tuple[int, int], Extent] = {}
    open_events: list[Any] = []
    end = 0
    event: Any
    for event in yaml.parse(content, Loader=_PARSER):
        start, inner_end, end = event.start_mark, end, event.end_mark.index
        if type(event) in (SequenceStartEvent, MappingStartEvent):
            open_events.append(event)
        elif type(event) is ScalarEvent:
            result[start.line, start.column] = Extent(start.index, end, end)
        elif type(event) in (SequenceEndEvent, MappingEndEvent):
            opening = open_events.pop()
            if opening.flow_style and start.index < end:  # else one key and its value as an item, without braces
                mark = opening.start_mark
                result[mark.line, mark.column] = Extent(mark.index, end, inner_end)
    return result


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


def _end(before: str, name: str) -> Location:
    """Return the location behind the start of a file."""
    return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _syntax_problem(error: Any, content: str, name: str) -> Problem:
    """Make a problem of the YAML parser's; what is not closed before the file ends is shown where it was opened."""
    mark = error.problem_mark
    if error.context_mark and mark.index >= len(content):
        mark = error.context_mark
    line = content[content.rfind("\n", 0, mark.index) + 1 :].partition("\n")[0]
    is_at_end = mark.index >= len(content)
    where = _end(content.rstrip(), name) if is_at_end else Location(name, mark.line + 1, mark.column + 1)
    hint = _quoted(line)
    is_certain = hint is not None and not re.search(r" [a-z_]+: ", hint)  # else it may be two keys in one line
    return Problem(where, "yaml-syntax", _with_advice(error.problem), hint, is_certain=is_certain)


def _with_advice(message: str) -> str:
    advice = next((f"; {advice}" for words, advice in _ADVICE.items() if words in message), "")
    return f"not valid YAML: {message}{advice}"


def _quoted(line: str) -> str | None:
    """Put the value of a key in quotes if it cannot be without them; None if it can."""
    start, _, rest = line.partition(": ")
    key, value = start.lstrip(" -"), rest.partition(" #")[0].strip()
    is_odd = value[:1] in ("@", "`", "%") or (value[:1] not in ('"', "'", "[", "{") and ": " in f"{value} ")
    return f"{key}: {json.dumps(value, ensure_ascii=False)}" if is_odd and key.isidentifier() else None


class _NestingError(Exception):
    """The values of a file are nested too deep; the rest of it is not read."""


class _Reader:
    """One pass over the events of PyYAML's parser: text stays text, and nothing clever is let through."""

    def __init__(self, parser: Any, file: str, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._get = parser.get_event

    def read(self, may_be_empty: bool) -> SourceNode | None:
        """Return the file's only document, where it is a mapping."""
        self._get()  # the stream's start
        event = self._get() if type(self._get()) is yaml.DocumentStartEvent else None
        if event is None or (type(event) is ScalarEvent and event.value in _NOTHING and event.implicit[0]):
            if not may_be_empty:
                self._report(0, "empty-file", "the file is empty; it needs at least a title")
            return None
        if type(event) is not MappingStartEvent:
            kind = KINDS[list if type(event) is SequenceStartEvent else str]
            self._report(_position(event), "wrong-type", f"the file should be {KINDS[dict]}, and is {kind}")
            return None
        value, positions = self._mapping(event, 1)
        self._get()  # the document's end
        if type(event := self._get()) is not yaml.StreamEndEvent:
            self._report(_position(event), "several-documents", "a second document starts here; one file holds one")
            return None
        return SourceNode(self._file, value, positions)

    def _mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], list[Any]]:
        if depth > MAX_DEPTH or start.anchor or start.tag:
            self._check(start, depth)
        get = self._get
        values: dict[str, Any] = {}
        positions: list[Any] = [_position(start)]
        while type(event := get()) is not MappingEndEvent:
            mark: Any = event.start_mark
            key_position = pack(mark.line, mark.column)
            key = event.value if type(event) is ScalarEvent else None
            if key is None or event.anchor or key == "<<" or True not in event.implicit or not key.isprintable():
                key = self._odd_key(event, depth)
            value, value_positions = self._node(get(), depth + 1)
            if key in values:
                first = SourceNode(self._file, values, positions).at(key, key=True)
                message = f"'{key}' is given twice; the first is in line {first.line}"
                self._report(key_position, "duplicate-key", message)
            elif key is not None:
                values[sys.intern(key)] = value
                positions += (key_position, value_positions)
        return values, positions

    def _sequence(self, start: Any, depth: int) -> tuple[list[Any], list[Any]]:
        if depth > MAX_DEPTH or start.anchor or start.tag:
            self._check(start, depth)
        values: list[Any] = []
        positions: list[Any] = [_position(start)]
        while type(event := self._get()) is not SequenceEndEvent:
            value, value_positions = self._node(event, depth + 1)
            values.append(value)
            positions.append(value_positions)
        return values, positions

    def _node(self, event: Any, depth: int) -> tuple[Any, Any]:
        """Return the value that begins with an event, and its positions; most are texts with nothing odd about them."""
        if type(event) is ScalarEvent:
            value, (is_unquoted, is_quoted) = event.value, event.implicit
            mark: Any = event.start_mark
            position = pack(mark.line, mark.column, is_unquoted)
            if event.anchor or not (is_unquoted or is_quoted):
                self._check(event, depth)
            if is_unquoted and value in _NOTHING:
                return _NOTHING[value], position
            return value if value.isprintable() else self._clean(value, position), position
        if type(event) is MappingStartEvent:
            return self._mapping(event, depth)
        if type(event) is SequenceStartEvent:
            return self._sequence(event, depth)
        self._check(event, depth)
        return _UNREAD_ALIAS, _position(event)

    def _check(self, event: Any, depth: int) -> None:
        """Refuse by name what a data file has no use for and other programs would read in their own way."""
        position = _position(event)
        if depth > MAX_DEPTH:
            self._report(position, "too-deep", f"nested more than {MAX_DEPTH} levels deep")
            raise _NestingError
        if event.anchor:
            sign, what = ("*", "aliases") if type(event) is yaml.AliasEvent else ("&", "anchors")
            advice = f"write out the value, or quote a text that starts with {sign}"
            self._report(position, "no-anchors", f"{what} ({sign}{event.anchor}) are not supported; {advice}")
        if getattr(event, "tag", None):
            advice = "quote a text that starts with !"
            self._report(position, "no-tags", f"YAML tags ({event.tag}) are not supported; {advice}")

    def _odd_key(self, event: Any, depth: int) -> str | None:
        """Return a key that is more than printable text, cleaned; None, and report it, where it is no text."""
        if type(event) is ScalarEvent and not (event.value == "<<" and event.implicit[0]):
            self._check(event, depth)
            return self._clean(event.value, _position(event))
        if type(event) is ScalarEvent:
            self._report(_position(event), "no-merge-keys", "merge keys (<<) are not supported; write out the keys")
        else:
            if type(event) is not yaml.AliasEvent:
                self._report(_position(event), "wrong-type", f"a key should be {KINDS[str]}")
            self._node(event, depth + 1)
        return None

    def _clean(self, value: str, position: int) -> str:
        if character := text.control_character(value):
            message = f"the text holds an invisible character (U+{ord(character):04X}); remove it"
            self._report(position, "hidden-character", message)
        return text.collapse_whitespace(value)

    def _report(self, position: int, rule: str, message: str) -> None:
        self._problems.append(Problem(location(self._file, position), rule, message))


def _position(event: Any) -> int:
    """Return where an event starts."""
    mark = event.start_mark
    return pack(mark.line, mark.column)
