"""The door to the list's YAML: data files and settings in, with the place of every value."""

import sys
from collections.abc import Callable, Iterator
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
from awesome_adapters.catalogue import Listing, Section
from awesome_adapters.problems import CatalogueError, Location, Origin, Problem, location, mark
from awesome_adapters.schema import BLANK, Settings

MAX_DEPTH = 64
_LAST = 10**9
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
    problems: list[Problem] = []
    origins = [_parse(path, f"data/{path.name}", problems) for path in paths if path.is_file()]
    files = [_data_file(origin, problems) for origin in origins if origin]
    files.sort(key=lambda file: (file[0], file[1][0].title))
    return [section for _, sections in files for section in sections], problems


def load_settings(root: Path) -> tuple[Settings, Origin | None, list[Problem]]:
    """Read `catalogue.yaml`; without one, everything has its default."""
    path = root / "catalogue.yaml"
    problems: list[Problem] = []
    origin = _parse(path, path.name, problems, empty_is_fine=True) if path.exists() else None
    if origin:
        try:
            return Settings.model_validate(origin.value), origin, problems
        except ValidationError as error:
            problems += _problems(error, origin, Settings)
    return Settings(), origin, problems


def _data_file(origin: Origin, problems: list[Problem]) -> tuple[int, list[Section]]:
    try:
        data = schema.DataFile.model_validate(origin.value)
    except ValidationError as error:
        known = {problem.location[:2] for problem in problems}
        problems += (p for p in _problems(error, origin, schema.DataFile) if p.location[:2] not in known)
        return _LAST, list(_valid_sections(origin, ()))
    return _LAST if data.index is None else data.index, list(_sections(data, origin, ()))


def _sections(data: schema.Section, origin: Origin, above: tuple[str, ...]) -> Iterator[Section]:
    titles = (*above, data.title)
    listings = [Listing(entry, titles, place) for entry, place in zip(data.items, _list(origin, "items"), strict=True)]
    yield Section(titles, listings, [], origin)
    for part, place in zip(data.sections, _list(origin, "sections"), strict=True):
        yield from _sections(part, place, titles)


def _valid_sections(origin: Origin, above: tuple[str, ...]) -> Iterator[Section]:
    """Find what is right in a file that has mistakes, so that the rules between entries can be checked all the same."""
    title = origin.value.get("title") if isinstance(origin.value, dict) else None
    titles = (*above, title if isinstance(title, str) else "")
    items = ((place, _valid_entry(place)) for place in _list(origin, "items"))
    yield Section(titles, [Listing(entry, titles, place) for place, entry in items if entry], [], origin)
    for place in _list(origin, "sections"):
        yield from _valid_sections(place, titles)


def _valid_entry(origin: Origin) -> schema.Entry | None:
    try:
        return schema.Entry.model_validate(origin.value)
    except ValidationError:
        return None


def _list(origin: Origin, key: str) -> Iterator[Origin]:
    listed = origin.child(key)
    if listed and isinstance(listed.value, list):
        for value, marks in zip(listed.value, listed.marks[1:], strict=True):
            yield Origin(origin.file, value, marks)


# From pydantic's errors to problems ----------------------------------------------------------------------------------


def _problems(error: ValidationError, origin: Origin, model: type) -> Iterator[Problem]:
    misspelt: set[tuple[tuple[str | int, ...], str | None]] = set()
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "extra_forbidden":
            path: tuple[str | int, ...] = detail["loc"]
            problem, meant = _unknown_key(origin.at(*path, key=True), str(path[-1]), _keys(model, path))
            misspelt.add((path[:-1], meant))
            yield problem
    for detail in details:
        path = detail["loc"]
        name = f"'{path[-1]}'" if isinstance(path[-1], str) else f"an item of '{path[-2]}'"
        value, context = detail["input"], detail.get("ctx", {})
        if detail["type"] == "missing":
            if (path[:-1], path[-1]) not in misspelt:
                yield Problem(origin.at(*path[:-1]), "missing-key", f"{name} is missing")
        elif value is BLANK or value is None or value == "":
            where = origin.at(*path, key=isinstance(path[-1], str))
            yield Problem(where, "blank-key", f"{name} has no value; give one or remove it")
        elif "rule" in context:
            hint = context["hint"]
            whole = hint and (hint if ": " in hint or isinstance(path[-1], int) else f"{path[-1]}: {hint}")
            yield Problem(origin.at(*path), context["rule"], context["message"], whole)
        elif detail["type"] == "literal_error":
            yield Problem(origin.at(*path), "bad-choice", f"{name} is one of {context['expected']}, not '{value}'")
        elif detail["type"] != "extra_forbidden":
            yield Problem(origin.at(*path), "wrong-type", *_wrong_type(detail["type"], path, value))


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


def _wrong_type(kind: str, path: tuple[str | int, ...], value: Any) -> tuple[str, str | None]:
    name = f"'{path[-1]}'" if isinstance(path[-1], str) else f"an item of '{path[-2]}'"
    wanted = {"list_type": "a list", "string_type": "a text"}.get(kind, "a mapping of keys to values")
    given = (
        "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping of keys to values"
    )
    hint = f"{path[-1]}: [{value}]" if kind == "list_type" and isinstance(value, str) else None
    return f"{name} should be {wanted}, and is {given}", hint


# From bytes to values with places ------------------------------------------------------------------------------------


class _RefusedError(Exception):
    """The rest of a file is not read."""


def _parse(path: Path, name: str, problems: list[Problem], *, empty_is_fine: bool = False) -> Origin | None:
    """Read one file as a mapping of texts; None if that is not what it is (the problems say why)."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}") from error
    try:
        content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        problems.append(
            Problem(Location(name, line, column), "not-utf-8", "this byte is not UTF-8; save the file as UTF-8")
        )
        return None
    reader = _Reader(content.removeprefix(b"\xef\xbb\xbf"), name, problems)
    try:
        return reader.document(empty_is_fine)
    except _RefusedError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(name, mark.line + 1, mark.column + 1) if mark else Location(name)
        problems.append(Problem(place, "yaml-syntax", _syntax(str(error.problem or error.context))))
    except yaml.reader.ReaderError as error:
        before = content[: error.position] if isinstance(error.position, int) else b""
        place = Location(name, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        problems.append(Problem(place, "yaml-syntax", f"a character that YAML does not allow: U+{error.character:04X}"))
    return None


def _syntax(message: str) -> str:
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


class _Reader:
    """One pass over the events of PyYAML's parser: text stays text, and nothing clever is let through."""

    def __init__(self, content: bytes, file: str, problems: list[Problem]) -> None:
        self._events = _Parser(content)
        self._get: Callable[[], Any] = self._events.get_event
        self._file = file
        self._problems = problems

    def document(self, empty_is_fine: bool) -> Origin | None:
        self._get()  # the stream's start
        start = self._get()
        event = self._get() if type(start) is DocumentStartEvent else None
        if event is None or (type(event) is ScalarEvent and not event.value and event.implicit[0]):
            if not empty_is_fine:
                self._report(0, "empty-file", "the file is empty; it needs at least a title")
            return None
        if type(event) is not MappingStartEvent:
            kind = "a list" if type(event) is SequenceStartEvent else "a text"
            self._report(_mark(event), "wrong-type", f"the file should be a mapping of keys to values, and is {kind}")
            return None
        value, marks = self._mapping(event, 1)
        self._get()  # the document's end
        if type(following := self._get()) is not StreamEndEvent:
            self._report(_mark(following), "several-documents", "a second document starts here; one file holds one")
            return None
        return Origin(self._file, value, marks)

    def _mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], list[Any]]:
        self._check(start, depth)
        get = self._get
        values: dict[str, Any] = {}
        marks: list[Any] = [_mark(start)]
        while type(event := get()) is not MappingEndEvent:
            key_mark = _mark(event)
            key = event.value if type(event) is ScalarEvent else None
            if key is None or event.anchor or True not in event.implicit or (key == "<<" and event.implicit[0]):
                key = self._bad_key(event, depth)
            event = get()
            if type(event) is ScalarEvent:
                value: Any = event.value
                place: Any = _mark(event)
                if event.implicit[0]:
                    place |= 1
                    if value in _NOTHING:
                        value = _NOTHING[value]
                elif not event.implicit[1]:
                    self._check(event, depth)
                if event.anchor:
                    self._check(event, depth)
                if value and not value.isprintable():
                    value = self._clean(value, place)
            else:
                value, place = self._collection(event, depth + 1)
            if key in values:
                first = location(self._file, marks[2 * list(values).index(key) + 1])
                self._report(key_mark, "duplicate-key", f"'{key}' is given twice; the first is in line {first.line}")
            elif key is not None:
                values[sys.intern(key)] = value
                marks += (key_mark, place)
        return values, marks

    def _sequence(self, start: Any, depth: int) -> tuple[list[Any], list[Any]]:
        self._check(start, depth)
        values: list[Any] = []
        marks: list[Any] = [_mark(start)]
        while type(event := self._get()) is not SequenceEndEvent:
            value, place = self._collection(event, depth + 1)
            values.append(value)
            marks.append(place)
        return values, marks

    def _collection(self, event: Any, depth: int) -> tuple[Any, Any]:
        kind = type(event)
        if kind is MappingStartEvent:
            return self._mapping(event, depth)
        if kind is SequenceStartEvent:
            return self._sequence(event, depth)
        self._check(event, depth)
        if kind is AliasEvent:
            return BLANK, _mark(event)
        plain = bool(event.implicit[0])
        place = _mark(event) | plain
        value: Any = _NOTHING.get(event.value, event.value) if plain else event.value
        return self._clean(value, place) if value and not value.isprintable() else value, place

    def _check(self, event: Any, depth: int) -> None:
        """Refuse by name what a data file has no use for and other programs would read in their own way."""
        if depth > MAX_DEPTH:
            self._report(_mark(event), "too-deep", f"nested more than {MAX_DEPTH} levels deep")
            raise _RefusedError
        if event.anchor:
            sign, what = ("*", "an alias") if type(event) is AliasEvent else ("&", "an anchor")
            advice = f"write the value out, or quote a text that starts with {sign}"
            self._report(_mark(event), "no-anchors", f"{what} ({sign}{event.anchor}) is not read; {advice}")
        if getattr(event, "tag", None):
            message = f"a YAML tag ({event.tag}) is not read; quote a text that starts with !"
            self._report(_mark(event), "no-tags", message)

    def _bad_key(self, event: Any, depth: int) -> str | None:
        if type(event) is not ScalarEvent:
            self._report(_mark(event), "wrong-type", "a key should be a text")
            self._collection(event, depth + 1)
        elif event.value == "<<":
            self._report(_mark(event), "no-merge-keys", "a merge key (<<) is not read; write the keys out")
        else:
            self._check(event, depth)
            return str(event.value)
        return None

    def _clean(self, value: str, place: int) -> str:
        if character := text.hidden(value):
            message = f"the text holds an invisible character (U+{ord(character):04X}); remove it"
            self._report(place, "hidden-character", message)
        return text.one_line(value)

    def _report(self, place: int, rule: str, message: str) -> None:
        self._problems.append(Problem(location(self._file, place), rule, message))


_NOTHING: dict[str, Any] = {"": BLANK, "~": None, "null": None, "Null": None, "NULL": None}


def _mark(event: Any) -> int:
    start = event.start_mark
    return mark(start.line, start.column)
