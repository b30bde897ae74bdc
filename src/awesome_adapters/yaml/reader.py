"""The door to YAML: bytes to values with their positions. Numbers and dates stay the texts that are written."""

import re
import sys
from typing import Any, NamedTuple

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from awesome_adapters import text
from awesome_adapters.positions import Location, SourceNode, location, pack
from awesome_adapters.problems import Problem
from awesome_adapters.yaml import conflicts, plain_lines
from awesome_adapters.yaml.signs import (
    CONTROLS,
    NEW_ENTRY,
    backslash_message,
    escaped_command,
    odd_space,
    odd_space_message,
    plain_spaces,
    single_quoted,
)

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
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
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
    if b"<<<<<<<" in content and conflicts.sides(decoded):  # in brackets and quotes YAML takes the markers for text
        rows = conflicts.marker_rows(_LINE_BREAK.split(decoded))
        return None, [Problem(Location(name, rows[0] + 1), "yaml-syntax", conflicts.conflict_message(rows))]
    if plain := plain_lines.read(decoded, _NOTHING):
        return SourceNode(name, *plain), []
    problems: list[Problem] = []
    try:
        parser = _PARSER(content)
        return _Reader(parser, decoded, name, problems).read(may_be_empty), problems
    except _StructureError:
        pass
    except yaml.MarkedYAMLError as error:
        fault = _syntax_problem(error, decoded, name)
        problems[:] = [*(problem for problem in problems if problem.location.line != fault.location.line), fault]
    except yaml.reader.ReaderError as error:
        end = _end(decoded.partition(chr(error.character))[0], name)
        problems.append(Problem(end, "yaml-syntax", f"a character that YAML does not allow: U+{error.character:04X}"))
    except (ValueError, OverflowError):  # of "\UFFFFFFFF", by PyYAML's parser in Python, without a mark
        mark = parser.get_mark()
        from awesome_adapters.yaml.diagnosis import with_advice  # as below

        message = with_advice("found invalid Unicode character escape code")
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


def _end(before: str, name: str) -> Location:
    """Return the location behind the start of a file."""
    return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _syntax_problem(error: Any, content: str, name: str) -> Problem:
    """Make a problem of the YAML parser's; what is not closed before the file ends is shown where it was opened."""
    from awesome_adapters.yaml.diagnosis import Fault, diagnose  # 6 ms, for mistakes alone

    mark, start = error.problem_mark, error.context_mark
    is_end = mark.index >= len(content.rstrip())
    key_row = start.line if start and "could not find expected ':'" in error.problem else None
    where = _end(content.rstrip(), name)
    place = start if is_end and start else mark
    if place.index < len(content):
        where = Location(name, place.line + 1, place.column + 1)
    fault = Fault(_LINE_BREAK.split(content), where.line - 1, where.column - 1, error.problem, is_end, key_row)
    row, column, message, hint, is_certain = diagnose(fault)
    if hint and ("\t" in hint or text.control_character(hint)):
        hint = None  # nobody could see what is to be written
    where = Location(name, row + 1, column + 1)
    return Problem(where, "yaml-syntax", message, hint, is_certain=is_certain and hint is not None)


class _StructureError(Exception):
    """The rest of a file is not what it looks like, or nested too deep, and is not read."""


class _Reader:
    """One pass over the events of PyYAML's parser: text stays text, and nothing clever is let through."""

    def __init__(self, parser: Any, text: str, file: str, problems: list[Problem]) -> None:
        self._text = text
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
            self._report(_position(event), "wrong-type", f"the file should be {KINDS[dict]}, but is {kind}")
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
        key: str | None = None
        is_new_entry = False
        while type(event := get()) is not MappingEndEvent:
            mark: Any = event.start_mark
            key_position = pack(mark.line, mark.column)
            key_before = key
            key = event.value if type(event) is ScalarEvent else None
            if key is None or event.anchor or key == "<<" or True not in event.implicit or not key.isprintable():
                key = self._odd_key(event, depth)
            value, value_positions = self._node(get(), depth + 1)
            if key in values:
                is_second_title = key == "title" != key_before and depth > 1
                if is_second_title or not is_new_entry:
                    mapping = SourceNode(self._file, values, positions)
                    self._report_duplicate(key, event, mapping, is_new_entry=is_second_title)
                is_new_entry = is_new_entry or is_second_title
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
            return value if value.isprintable() else self._clean(event), position
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
            raise _StructureError
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
            offset = len(event.value) - len(re.sub(r"^(?:\w+:)?", "", event.value))
            if not event.style and (sign := odd_space(event.value[offset : offset + 1])):
                line = plain_spaces(self._line(event))
                hint = line.lstrip("- ") if offset else line
                self._report(_position(event) + pack(0, offset), "odd-space", odd_space_message(sign), hint)
                raise _StructureError
            return self._clean(event)
        if type(event) is ScalarEvent:
            self._report(_position(event), "no-merge-keys", "merge keys (<<) are not supported; write out the keys")
        else:
            if type(event) is not yaml.AliasEvent:
                self._report(_position(event), "wrong-type", f"a key should be {KINDS[str]}")
            self._node(event, depth + 1)
        return None

    def _clean(self, event: Any) -> str:
        value: str = event.value
        character = text.control_character(value)
        if event.style == '"' and (command := self._command(event, CONTROLS if character else "nrtNLP_")):
            start, words = command
            message, hint = backslash_message(words), single_quoted(self._line(event))
            if character:
                self._report(start, "hidden-character", message, hint)
            else:
                where = location(self._file, start)
                self._problems.append(Problem(where, "latex-escape", message, hint, "warning"))
        elif character:
            message = f"the text contains an invisible character (U+{ord(character):04X}); remove it"
            self._report(_position(event), "hidden-character", message)
        return text.collapse_whitespace(value)

    def _command(self, event: Any, letters: str) -> tuple[int, str] | None:
        """Return a command of LaTeX that YAML takes for an escape, and where it stands."""
        mark = event.start_mark
        source = self._text[mark.index : event.end_mark.index]
        command = escaped_command(source, letters)
        if not command:
            return None
        *above, before = _LINE_BREAK.split(source[: command.start()])
        return pack(mark.line + len(above), len(before) + (0 if above else mark.column)), command[0]

    def _line(self, event: Any) -> str:
        """Return the line in which an event starts."""
        line: str = _LINE_BREAK.split(self._text)[event.start_mark.line]
        return line

    def _report_duplicate(self, key: str, event: Any, mapping: SourceNode, *, is_new_entry: bool) -> None:
        line = self._line(event).strip()
        if is_new_entry:
            hint = f"- {line}" if line.startswith(key) else None
            self._report(_position(event), "missing-dash", NEW_ENTRY, hint, is_certain=False)
        else:
            first = mapping.at(key, key=True).line
            self._report(_position(event), "duplicate-key", f"'{key}' is given twice; the first is in line {first}")

    def _report(
        self, position: int, rule: str, message: str, hint: str | None = None, *, is_certain: bool = True
    ) -> None:
        where = location(self._file, position)
        self._problems.append(Problem(where, rule, message, hint, is_certain=is_certain and hint is not None))


def _position(event: Any) -> int:
    """Return where an event starts."""
    mark = event.start_mark
    return pack(mark.line, mark.column)
