"""State files: what commands remember from run to run, one JSON object with one record a line, sorted by key.

    {
    "ARXIV:2106.09685": {"retrieved": "2024-05-04", "title": …},
    "version": 1
    }

Every record ends with a comma, so that two branches that add one each rarely meet in one line. Where they do, the
records of both sides are read; damage costs the one record that it stands in.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from pydantic_core import from_json

from awesome_adapters.positions import Location
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.storage import files
from awesome_adapters.storage.locks import locked

_LINE = re.compile(rb'"([^"]*)": (\{.*\}),?', re.DOTALL)
_CONFLICT_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


def encode(record: Any) -> bytes:
    """Write a record; half a surrogate pair, which JSON can escape and UTF-8 cannot hold, becomes a question mark."""
    return json.dumps(record, ensure_ascii=False).encode(errors="replace")


def decode(line: bytes) -> dict[str, Any]:
    """Return what a record holds; nothing where it is damaged."""
    for loads in (from_json, json.loads):  # the second is slower, and takes half a surrogate pair
        with contextlib.suppress(ValueError, RecursionError):
            record: dict[str, Any] = loads(line)
            return record
    return {}


class StateFile:
    """The records of a state file; `problems` has what was wrong with it."""

    PATH: ClassVar[str]
    VERSION: ClassVar[int] = 1
    RULE: ClassVar[str]
    ADVICE: ClassVar[str]
    """What mends the file."""

    def __init__(self, root: Path) -> None:
        self._root, self._path = root, root / self.PATH
        self._changed: dict[str, bytes | None] = {}
        self._is_intact = True
        self.was_saved = False
        self.revision = 0
        """Differs as soon as a record does."""
        self._version: object = None
        """The signature of the file that was read or written last."""
        self.problems: list[Problem] = []
        self._load()

    def _precedence(self, key: str, line: bytes) -> Any:
        """Return by what one of two records of a key is kept: the greater one, else the later in the file."""
        raise NotImplementedError

    def _replaces(self, key: str, line: bytes) -> bool:  # noqa: ARG002 (a rule of subclasses)
        """Return whether a change of this run goes over the record that the file holds by now."""
        return True

    def __iter__(self) -> Iterator[str]:
        """Give the keys of all records, sorted."""
        return iter(sorted(self._lines))

    def remove(self, key: str) -> None:
        """Forget a record."""
        self._drop(key)
        self._changed[key] = None

    @property
    def has_changes(self) -> bool:
        """Return whether there is anything to save: records, or what was wrong with the file."""
        return bool(self._changed) or not self._is_intact

    def save(self) -> bool:
        """Merge the changes into the file as it is now, one program at a time; return whether anything was written."""
        if not self.has_changes:
            return False
        with locked(self._root):
            self.reload()
            files.sweep(self._path.parent)
            lines = (json.dumps(key, ensure_ascii=False).encode() + b": %s,\n" % self._lines[key] for key in self)
            files.replace(self._path, b"".join((b"{\n", *lines, b'"version": %d\n}\n' % self.VERSION)))
            self._version = files.signature([self._path])
        self._changed.clear()
        self._is_intact = self.was_saved = True
        return True

    def reload(self) -> None:
        """Read the file as it is now, and make the changes that are not saved yet in it."""
        problems = self.problems
        if self._version != files.signature([self._path]):
            self._load()
        for key, line in self._changed.items():
            if line is None:
                self._drop(key)
            elif key not in self._lines or self._replaces(key, line):
                self._put(key, line)
        self.problems = list(dict.fromkeys(problems + self.problems))

    def _write(self, key: str, record: dict[str, Any]) -> None:
        """Set a record, to be saved."""
        self._put(key, encode(record))
        self._changed[key] = self._lines[key]

    def _put(self, key: str, line: bytes) -> None:
        self._drop(key)
        self._lines[key] = line

    def _drop(self, key: str) -> None:
        self._lines.pop(key, None)
        self.revision += 1

    def _record(self, key: str | None) -> dict[str, Any]:
        """Decode a record; it is empty where there is none, and where a damaged one was removed."""
        if key not in self._lines:
            return {}
        return decode(self._lines[key]) or self._take_out(key)

    def _take_out(self, key: str) -> dict[str, Any]:
        self._report(1, f"the record of {key} is damaged")
        self.remove(key)
        return {}

    def _clear(self) -> None:
        self._lines: dict[str, bytes] = {}
        """The records as they stand in the file, which takes half the memory of what they hold."""

    def _load(self) -> None:
        self._clear()
        self._is_intact, self.problems = True, []
        self._version = files.signature([self._path])
        content = files.read(self._path)
        if content is None:
            return
        content = content.replace(b"\r\n", b"\n")  # as git makes it where `core.autocrlf` is set
        others = []
        for number, line in enumerate(content.split(b"\n"), 1):
            if match := _LINE.fullmatch(line):
                self._read(number, *match.groups())
            elif line not in (b"", b"{", b"}"):
                others.append((number, line))
        if others != [(content.count(b"\n") - 1, b'"version": %d' % self.VERSION)]:
            self._read_irregular(content, others)

    def _read(self, number: int, name: bytes, line: bytes) -> None:
        try:
            key = name.decode()
            line.decode()
        except UnicodeDecodeError:
            self._report(number, "this record is not UTF-8")
            return
        if b"\\u" in line and (record := decode(line)):  # which may be half a surrogate pair
            line = encode(record)
        if key not in self._lines or self._precedence(key, line) >= self._precedence(key, self._lines[key]):
            self._put(key, line)

    def _read_irregular(self, content: bytes, others: list[tuple[int, bytes]]) -> None:
        """Report what is odd about the file, and read what can be read; `others` are its lines without a record."""
        if not content.strip():
            self._report(1, "the file is empty")
            return
        with contextlib.suppress(ValueError, RecursionError):
            self._read_document(json.loads(encode(json.loads(content))))
            return
        for number, line in others:
            if line.startswith(_CONFLICT_MARKERS):
                self._report(number, "merge conflict; the records of both sides are kept")
            elif not line.startswith(b'"version": '):
                self._report(number, "this line is damaged")
        if not self.problems:
            self._report(content.count(b"\n") + 1, "the file does not end as it should")

    def _read_document(self, document: Any) -> None:
        """Read the file as JSON of another layout: a formatter went over it, or it is of another version."""
        if not isinstance(document, dict):
            self._report(1, "the file should be an object of records")
            return
        version = document.pop("version", None)
        if isinstance(version, int) and version > self.VERSION:
            raise CatalogueError(f"{self._path} was written by a newer version of awesome-adapters; update the program")
        self._clear()
        for key, record in document.items():
            if isinstance(record, dict):
                self._put(key, encode(record))
        self._report(1, "the file has another layout")

    def _report(self, line: int, message: str) -> None:
        self._is_intact = False
        location = Location(self.PATH, line)
        self.problems.append(Problem(location, self.RULE, f"{message}; {self.ADVICE}", None, "warning"))
