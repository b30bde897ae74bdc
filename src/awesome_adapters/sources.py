"""The door to the list's YAML: data files and settings in, with the place of every value."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from awesome_adapters import schema, text
from awesome_adapters.catalogue import ListedEntry, Section
from awesome_adapters.positions import LINE_SHIFT, Location, SourceNode, location
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.schema import MISSING_VALUE, MissingValue, Settings

MAX_DEPTH = 64
_LAST = 10**9
_UNREAD = MissingValue()
"""What stands for an alias, of which its own problem says enough."""
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_data(root: Path) -> tuple[list[Section], list[Problem]]:
    """Read all of `data/*.yaml` (and `.yml`): the sections in the order of the list, each before the ones below it.

    Never raises for what a file holds: what is wrong is in the problems, what is right in the sections.
    """
    folder = root / "data"
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise CatalogueError(f"cannot read the folder {folder}: {error.strerror}") from error
    contents = ((f"data/{text.collapse_whitespace(path.name)}", _bytes(path)) for path in paths if path.is_file())
    return read_data(contents)


def read_data(contents: Iterable[tuple[str, bytes]]) -> tuple[list[Section], list[Problem]]:
    """Read data files that are given by their names and contents; else as `load_data`."""
    problems: list[Problem] = []
    origins = [_parse(content, name, problems) for name, content in contents]
    files = [_data_file(origin, problems) for origin in origins if origin]
    files.sort(key=lambda file: (file[0], file[1][0].title))
    return [section for _, sections in files for section in sections], problems


def load_settings(root: Path) -> tuple[Settings, SourceNode | None, list[Problem]]:
    """Read `catalogue.yaml`; without one, everything has its default."""
    path = root / "catalogue.yaml"
    problems: list[Problem] = []
    origin = _parse(_bytes(path), path.name, problems, empty_is_fine=True) if path.exists() else None
    if origin:
        try:
            return Settings.model_validate(origin.value), origin, problems
        except ValidationError as error:
            problems += _problems(error, origin, Settings)
    return Settings(), origin, problems


def _data_file(origin: SourceNode, problems: list[Problem]) -> tuple[int, list[Section]]:
    try:
        data = schema.DataFile.model_validate(origin.value)
    except ValidationError as error:
        known = {problem.location for problem in problems}
        problems += (p for p in _problems(error, origin, schema.DataFile) if p.location not in known)
        return _LAST, list(_valid_sections(origin, ()))
    return _LAST if data.index is None else data.index, list(_sections(data, origin, ()))


def _sections(data: schema.Section, origin: SourceNode, above: tuple[str, ...]) -> Iterator[Section]:
    section_path = (*above, data.title)
    entries = [
        ListedEntry.create(entry, section_path, place)
        for entry, place in zip(data.items, _list(origin, "items"), strict=True)
    ]
    yield Section(section_path, entries, [], origin)
    for part, place in zip(data.sections, _list(origin, "sections"), strict=True):
        yield from _sections(part, place, section_path)


def _valid_sections(origin: SourceNode, above: tuple[str, ...]) -> Iterator[Section]:
    """Find what is right in a file that has mistakes, so that the rules between entries can be checked all the same."""
    title = origin.value.get("title") if isinstance(origin.value, dict) else None
    section_path = (*above, title if isinstance(title, str) else "")
    items = ((place, _valid_entry(place)) for place in _list(origin, "items"))
    yield Section(
        section_path, [ListedEntry.create(entry, section_path, place) for place, entry in items if entry], [], origin
    )
    for place in _list(origin, "sections"):
        yield from _valid_sections(place, section_path)


def _valid_entry(origin: SourceNode) -> schema.Entry | None:
    try:
        return schema.Entry.model_validate(origin.value)
    except ValidationError:
        return None


def _list(origin: SourceNode, key: str) -> Iterator[SourceNode]:
    listed = origin.child(key)
    if listed and isinstance(listed.value, list):
        for value, marks in zip(listed.value, listed.positions[1:], strict=True):
            yield SourceNode(origin.file, value, marks)


def brackets(written: str) -> dict[int, tuple[int, int]]:
    """Find the lists and mappings in brackets of a file that can be read, by the marks of where they start.

    Of each are given two offsets into the text: behind the last thing in it, and of the bracket that
    closes it.
    """
    found: dict[int, tuple[int, int]] = {}
    opened: list[Any] = []
    behind = 0
    event: Any
    for event in yaml.parse(written, Loader=_Parser):
        if type(event) in (SequenceStartEvent, MappingStartEvent):
            opened.append(event)
        elif type(event) in (SequenceEndEvent, MappingEndEvent) and (start := opened.pop()).flow_style:
            found[_mark(start.start_mark)] = behind, event.start_mark.index
        behind = event.end_mark.index
    return found


# From pydantic's errors to problems ----------------------------------------------------------------------------------


def _problems(error: ValidationError, origin: SourceNode, model: type) -> Iterator[Problem]:
    misspelt: set[tuple[tuple[str | int, ...], str | None]] = set()
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "extra_forbidden":
            path: tuple[str | int, ...] = detail["loc"]
            problem, meant = _unknown_key(origin.at(*path, key=True), str(path[-1]), _keys(model, path))
            misspelt.add((path[:-1], meant))
            yield problem
    for detail in details:
        path, kind, value, context = detail["loc"], detail["type"], detail["input"], detail.get("ctx", {})
        name = f"'{path[-1]}'" if isinstance(path[-1], str) else f"an item of '{path[-2]}'"
        if kind == "extra_forbidden":
            continue
        if kind == "missing":
            if (path[:-1], path[-1]) not in misspelt:
                yield Problem(origin.at(*path[:-1]), "missing-key", f"{name} is missing")
        elif value is MISSING_VALUE or value is None or (isinstance(value, str) and not value.strip()):
            where = origin.at(*path, key=isinstance(path[-1], str))
            yield Problem(where, "blank-key", f"{name} has no value; give one or remove it")
        elif kind in ("mistake", "string_pattern_mismatch"):
            mistake = schema.Mistake(**context) if kind == "mistake" else schema.explain(context["pattern"], value)
            yield Problem(origin.at(*path), mistake.rule, mistake.message, _whole(mistake.hint, path[-1]))
        elif kind == "literal_error":
            yield Problem(origin.at(*path), "bad-choice", f"{name} is one of {context['expected']}, not '{value}'")
        else:
            yield Problem(origin.at(*path), "wrong-type", *_wrong_type(name, kind, path[-1], value))


def _whole(hint: str | None, key: str | int) -> str | None:
    """Put the key before the value that is to be written."""
    return hint and (hint if ": " in hint or isinstance(key, int) else f"{key}: {hint}")


def _unknown_key(location: Location, name: str, known: list[str]) -> tuple[Problem, str | None]:
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace("-", "_"), known, 1, 0.5)
    meant = close[0] if close else None
    advice = f"did you mean '{meant}'?" if meant else f"known here are {', '.join(known)}"
    hint = f"{meant}:" if meant else None
    return Problem(location, "unknown-key", f"unknown key '{name}'; {advice}", hint), meant


def _keys(model: Any, path: tuple[str | int, ...]) -> list[str]:
    """Return the keys of the model that stands at `path`, from the model at the top."""
    for step in path[:-1]:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            model = next((a for a in _flat(annotation) if hasattr(a, "model_fields")), model)
    return list(model.model_fields)


def _flat(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _flat(argument)


_MAPPING = "a mapping of keys to values"


def _wrong_type(name: str, kind: str, key: str | int, value: Any) -> tuple[str, str | None]:
    wanted = {"list_type": "a list", "string_type": "a text"}.get(kind, _MAPPING)
    given = "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else _MAPPING
    is_list_of_one = wanted == "a list" and given == "a text" and key not in ("items", "sections")
    return f"{name} should be {wanted}, and is {given}", f"{key}: [{value}]" if is_list_of_one else None


# From bytes to values with places ------------------------------------------------------------------------------------


class _RefusedError(Exception):
    """The rest of a file is not read."""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}") from error


def _parse(content: bytes, name: str, problems: list[Problem], *, empty_is_fine: bool = False) -> SourceNode | None:
    """Read one file as a mapping of texts; None if that is not what it is (the problems say why)."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        written = content.decode()
    except UnicodeDecodeError as error:
        place = _behind(content[: error.start].decode(), name)
        problems.append(Problem(place, "not-utf-8", "this byte is not UTF-8; save the file as UTF-8"))
        return None
    reader = _Reader(name, problems)
    try:
        return reader.read(content, empty_is_fine)
    except _RefusedError:
        return None
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax(error, written, name))
    except yaml.reader.ReaderError as error:
        place = _behind(written.partition(chr(error.character))[0], name)
        problems.append(Problem(place, "yaml-syntax", f"a character that YAML does not allow: U+{error.character:04X}"))
    except (ValueError, OverflowError):  # of "\UFFFFFFFF", by PyYAML's parser in Python
        message = _with_advice("found invalid Unicode character escape code")
        problems.append(Problem(location(name, reader.position()), "yaml-syntax", message))
    return None


def _behind(before: str, name: str) -> Location:
    return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _syntax(error: Any, written: str, name: str) -> Problem:
    """Make a problem of the YAML parser's; what is not closed before the file ends is shown where it was opened."""
    place = error.problem_mark
    if error.context_mark and place.index >= len(written):
        place = error.context_mark
    line = written[written.rfind("\n", 0, place.index) + 1 :].partition("\n")[0]
    is_inside = place.index < len(written)
    where = Location(name, place.line + 1, place.column + 1) if is_inside else _behind(written.rstrip(), name)
    return Problem(where, "yaml-syntax", _with_advice(error.problem), _in_quotes(line))


def _with_advice(message: str) -> str:
    """Add to the YAML parser's words what usually helps."""
    advice = {
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
    known = next((words for part, words in advice.items() if part in message), None)
    return f"not valid YAML: {message}" + (f"; {known}" if known else "")


def _in_quotes(line: str) -> str | None:
    """Put the value of a key in quotes if it cannot be without them."""
    start, _, rest = line.partition(": ")
    key, value = start.lstrip(" -"), rest.partition(" #")[0].strip()
    odd = value[:1] in ("@", "`", "%") or (value[:1] not in ('"', "'", "[", "{") and ": " in f"{value} ")
    return f"{key}: {json.dumps(value, ensure_ascii=False)}" if odd and key.isidentifier() else None


class _Reader:
    """One pass over the events of PyYAML's parser: text stays text, and nothing clever is let through."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems

    def read(self, content: bytes, empty_is_fine: bool) -> SourceNode | None:
        self._events = _Parser(content)
        self._get: Callable[[], Any] = self._events.get_event
        self._get()  # the stream's start
        start = self._get()
        event = self._get() if type(start) is DocumentStartEvent else None
        if event is None or (type(event) is ScalarEvent and event.value in _NOTHING and event.implicit[0]):
            if not empty_is_fine:
                self._report(0, "empty-file", "the file is empty; it needs at least a title")
            return None
        if type(event) is not MappingStartEvent:
            kind = "a list" if type(event) is SequenceStartEvent else "a text"
            self._report(_mark(event.start_mark), "wrong-type", f"the file should be {_MAPPING}, and is {kind}")
            return None
        value, marks = self._mapping(event, 1)
        self._get()  # the document's end
        if type(following := self._get()) is not StreamEndEvent:
            self._report(
                _mark(following.start_mark), "several-documents", "a second document starts here; one file holds one"
            )
            return None
        return SourceNode(self._file, value, marks)

    def _mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], list[Any]]:
        if depth > MAX_DEPTH or start.anchor or start.tag:
            self._check(start, depth)
        get = self._get
        values: dict[str, Any] = {}
        marks: list[Any] = [_mark(start.start_mark)]
        while type(event := get()) is not MappingEndEvent:
            key_mark = _mark(event.start_mark)
            key = event.value if type(event) is ScalarEvent else None
            if key is None or event.anchor or key == "<<" or True not in event.implicit or not key.isprintable():
                key = self._odd_key(event, depth)
            value, place = self._node(get(), depth + 1)
            if key in values:
                first = location(self._file, marks[2 * list(values).index(key) + 1])
                self._report(key_mark, "duplicate-key", f"'{key}' is given twice; the first is in line {first.line}")
            elif key is not None:
                values[sys.intern(key)] = value
                marks += (key_mark, place)
        return values, marks

    def _sequence(self, start: Any, depth: int) -> tuple[list[Any], list[Any]]:
        if depth > MAX_DEPTH or start.anchor or start.tag:
            self._check(start, depth)
        values: list[Any] = []
        marks: list[Any] = [_mark(start.start_mark)]
        while type(event := self._get()) is not SequenceEndEvent:
            value, place = self._node(event, depth + 1)
            values.append(value)
            marks.append(place)
        return values, marks

    def _node(self, event: Any, depth: int) -> tuple[Any, Any]:
        """Return the value that begins with an event, and its marks; most are texts with nothing odd about them."""
        if type(event) is ScalarEvent:
            value, place, (plain, quoted) = event.value, _mark(event.start_mark), event.implicit
            if event.anchor or not (plain or quoted):
                self._check(event, depth)
            if plain:
                place |= 1
                if value in _NOTHING:
                    return _NOTHING[value], place
            return value if value.isprintable() else self._clean(value, place), place
        if type(event) is MappingStartEvent:
            return self._mapping(event, depth)
        if type(event) is SequenceStartEvent:
            return self._sequence(event, depth)
        self._check(event, depth)
        return _UNREAD, _mark(event.start_mark)

    def _check(self, event: Any, depth: int) -> None:
        """Refuse by name what a data file has no use for and other programs would read in their own way."""
        if depth > MAX_DEPTH:
            self._report(_mark(event.start_mark), "too-deep", f"nested more than {MAX_DEPTH} levels deep")
            raise _RefusedError
        if event.anchor:
            sign, what = ("*", "an alias") if type(event) is AliasEvent else ("&", "an anchor")
            advice = f"write the value out, or quote a text that starts with {sign}"
            self._report(_mark(event.start_mark), "no-anchors", f"{what} ({sign}{event.anchor}) is not read; {advice}")
        if getattr(event, "tag", None):
            message = f"a YAML tag ({event.tag}) is not read; quote a text that starts with !"
            self._report(_mark(event.start_mark), "no-tags", message)

    def _odd_key(self, event: Any, depth: int) -> str | None:
        if type(event) is ScalarEvent and not (event.value == "<<" and event.implicit[0]):
            self._check(event, depth)
            return self._clean(event.value, _mark(event.start_mark))
        if type(event) is ScalarEvent:
            self._report(_mark(event.start_mark), "no-merge-keys", "a merge key (<<) is not read; write the keys out")
        else:
            if type(event) is not AliasEvent:
                self._report(_mark(event.start_mark), "wrong-type", "a key should be a text")
            self._node(event, depth + 1)
        return None

    def _clean(self, value: str, place: int) -> str:
        if character := text.control_character(value):
            message = f"the text holds an invisible character (U+{ord(character):04X}); remove it"
            self._report(place, "hidden-character", message)
        return text.collapse_whitespace(value)

    def position(self) -> int:
        """Return how far a parser in Python has come; the one in C gives a mark with all of its errors."""
        return _mark(self._events.get_mark())

    def _report(self, place: int, rule: str, message: str) -> None:
        self._problems.append(Problem(location(self._file, place), rule, message))


_NOTHING: dict[str, Any] = {"": MISSING_VALUE, "~": None, "null": None, "Null": None, "NULL": None}


def _mark(place: Any) -> int:
    return place.line << LINE_SHIFT | place.column << 1  # type: ignore[no-any-return]
