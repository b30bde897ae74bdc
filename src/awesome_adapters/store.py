"""The committed metadata: what Semantic Scholar answered, and when, in `data/metadata.json`.

The file is one JSON object with one record a line, sorted by the identifier that was asked:

    {
    "ARXIV:2106.09685": {"ids": ["a8ca…", "ARXIV:2106.09685"], "retrieved": "2024-05-04", "title": …},
    "version": 1
    }

`ids` are the identifiers that Semantic Scholar gave for the paper, its own first, and after them
those it gave earlier. A title by which it was looked up stands among them as `TITLE:` and its words;
a title that led to no paper is the key of a record of its own. A field that was never asked for is
absent, one that Semantic Scholar does not have is null, and a paper that it does not know has no
field but the day. Every record ends with a comma, so that two branches that add a paper each rarely
meet in one line.
"""

import contextlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from awesome_adapters import files, metadata
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.positions import Location
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.text import tokens

PATH = "data/metadata.json"
VERSION = 1
UNKNOWN_FOR = timedelta(days=3)
"""How long "unknown" is believed: new papers reach Semantic Scholar after a few days."""

_LINE = re.compile(rb'"([^"]*)": (\{.*\}),?', re.DOTALL)
_CONFLICT_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")
_WRITTEN_NAMES = sorted(b'"%b":' % name.encode() for name in metadata.NAMES)
"""The names of a record's fields with a colon; in texts the quotation mark before it would have a backslash."""
_parse_from = json.JSONDecoder().raw_decode


class MetadataStore:
    """Semantic Scholar's answers by the ids that were asked for; `problems` has what was wrong with the file."""

    def __init__(self, root: Path) -> None:
        self._path = root / PATH
        self._changed: dict[str, bytes | None] = {}
        self._is_intact = True
        self.problems: list[Problem] = []
        self._load()

    def find(self, identifiers: Collection[Identifier], title: str | None = None) -> str | None:
        """Return the key of the record that answers to one of the identifiers, else to the title.

        Any comes before an "unknown". The title counts where the ids were asked for in vain, or are none that
        Semantic Scholar knows; a tool has no `title` here.
        """
        keys = [
            key for identifier in identifiers if (name := identifier.semantic_scholar) and (key := self._keys.get(name))
        ]
        if title and all(_is_unknown(self._lines[key]) for key in keys) and spelling(identifiers) in (None, *keys):
            key = self._keys.get(title_name(title))
            keys += [key] if key and not _is_unknown(self._lines[key]) else []
        if len(set(keys)) > 1:
            return next((key for key in keys if not _is_unknown(self._lines[key])), keys[0])
        return keys[0] if keys else None

    def paper(self, identifiers: Collection[Identifier], title: str | None = None) -> PaperMetadata | None:
        """Return what is known of the paper; None if nothing is."""
        return self._paper(self.find(identifiers, title))

    def names(self, spelling: str) -> list[str]:
        """Return the key of a paper's record, and its ids, unless the record may be another paper's."""
        key = self._keys.get(spelling)
        if not key:
            return []
        ids = _ids(self._lines[key])
        return [key, *ids] if spelling in ids else [key]

    def unknown(self, identifiers: Collection[Identifier]) -> bool:
        """Return whether Semantic Scholar said that it does not know the paper."""
        return bool(self._record(self.find(identifiers)).get("unknown"))

    def to_ask(self, identifiers: list[Identifier], today: date, title: str | None = None) -> str | None:
        """Return the spelling to ask Semantic Scholar for, None where there is nothing to ask."""
        key = self.find(identifiers, title)
        if key and all(name in self._lines[key] for name in _WRITTEN_NAMES):
            return None  # as of most records, which need no decoding
        record = self._record(key)
        if not record:
            return spelling(identifiers)
        if record.get("unknown"):
            better = spelling(identifiers)  # an id that came later may be known where the first one is not
            is_old = today - (_retrieved(record) or date.min) > UNKNOWN_FOR
            return better if is_old or better not in self._keys else None
        return None if record.keys() >= metadata.NAMES else key

    def needs_match(
        self, identifiers: list[Identifier], title: str | None, today: date, before: date | None = None
    ) -> bool:
        """Return whether a paper is to be looked up by its title: no id leads to a record, or is to be asked for.

        "No paper" is believed as long as an "unknown"; `before`: only what was answered before that day.
        """
        key = self.find(identifiers, title)
        if (key and not _is_unknown(self._lines[key])) or self.to_ask(identifiers, today):
            return False
        name = title_name(title or "")
        return bool(name) and (self.retrieved(name) or date.min) < (before or today - UNKNOWN_FOR)

    def retrieved(self, key: str) -> date | None:
        """Return the day of a record's answer; None if there is no such record, or no day in it."""
        return _retrieved(self._record(key))

    def __iter__(self) -> Iterator[str]:
        """Give the keys of all records, sorted."""
        return iter(sorted(self._lines))

    def add(self, asked: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember an answer; None is "unknown". What was known is not lost to an "unknown" or to an empty record."""
        record = self._record(asked)
        is_poorer = paper is None or (paper.title is None and record.get("title"))
        if is_poorer and record and not record.get("unknown"):
            return
        earlier = _ids(self._lines.get(asked, b"{}"))
        if paper and not set(earlier).intersection(paper.ids):
            earlier = []  # one of the two answers is another paper's
        ids = list(dict.fromkeys((*(paper.ids if paper else ()), *earlier)))
        fields = metadata.encode(paper) if paper else {"unknown": True}
        new = ({"ids": ids} if ids else {}) | {"retrieved": today.isoformat(), **fields}
        self._put(asked, json.dumps(new, ensure_ascii=False).encode())
        self._changed[asked] = self._lines[asked]

    def add_match(self, title: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember what a title led to: its record gets the title as one more name; None is "no paper"."""
        name = title_name(title)
        if paper is None:
            self.add(name, None, today)
            return
        for alias in (name, *paper.ids):
            if alias in self._lines and _is_unknown(self._lines[alias]):
                self.remove(alias)
        keys = (key for alias in paper.ids if (key := self._keys.get(alias)))
        key = next(keys, None) or spelling(paper.public_ids) or paper.ids[0]
        self.add(key, paper._replace(ids=(*paper.ids, name)), today)

    def remove(self, key: str) -> None:
        """Forget a record."""
        self._drop(key)
        self._changed[key] = None

    def verify(self) -> list[Problem]:
        """Read every record whole, and return all that is wrong with the file."""
        for key in self:
            self._paper(key)
        return self.problems

    def save(self) -> bool:
        """Merge the changes into the file as it is now, one program at a time; return whether anything was written."""
        if not self._changed and self._is_intact:
            return False
        problems = self.problems
        with files.locked(self._path.parent):
            self._load()
            for key, line in self._changed.items():
                if line is None:
                    self._drop(key)
                elif key not in self._lines or not _is_unknown(line) or _is_unknown(self._lines[key]):
                    self._put(key, line)
            lines = (json.dumps(key, ensure_ascii=False).encode() + b": %s,\n" % self._lines[key] for key in self)
            files.replace(self._path, b"".join((b"{\n", *lines, b'"version": %d\n}\n' % VERSION)))
        self._changed.clear()
        self._is_intact = True
        self.problems = list(dict.fromkeys(problems + self.problems))
        return True

    def _put(self, key: str, line: bytes) -> None:
        self._drop(key)
        self._lines[key] = line
        self._keys[key] = key
        for alias in _ids(line):
            self._keys.setdefault(alias, key)

    def _drop(self, key: str) -> None:
        if key in self._lines:
            for alias in (key, *_ids(self._lines.pop(key))):
                if self._keys.get(alias) == key:
                    del self._keys[alias]

    def _record(self, key: str | None) -> dict[str, Any]:
        """Decode a record; it is empty where there is none, and where a damaged one was removed."""
        if key not in self._lines:
            return {}
        return _decode(self._lines[key]) or self._take_out(key)

    def _paper(self, key: str | None) -> PaperMetadata | None:
        record = self._record(key)
        try:
            paper = metadata.decode(record)
        except TypeError:
            self._take_out(str(key))
            return None
        return paper if record and not record.get("unknown") else None

    def _take_out(self, key: str) -> dict[str, Any]:
        self._report(1, f"the record of {key} is damaged")
        self.remove(key)
        return {}

    def _load(self) -> None:
        self._lines: dict[str, bytes] = {}
        """The records as they stand in the file, which takes half the memory of what they hold."""
        self._keys: dict[str, str] = {}
        """The key of the record that each spelling of an id leads to."""
        self._is_intact, self.problems = True, []
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
        if others != [(content.count(b"\n") - 1, b'"version": %d' % VERSION)]:
            self._read_irregular(content, others)

    def _read(self, number: int, name: bytes, line: bytes) -> None:
        try:
            key = name.decode()
            line.decode()
        except UnicodeDecodeError:
            self._report(number, "this record is not UTF-8")
            return
        if key not in self._lines or _precedence(line) >= _precedence(self._lines[key]):
            self._put(key, line)

    def _read_irregular(self, content: bytes, others: list[tuple[int, bytes]]) -> None:
        """Report what is odd about the file, and read what can be read; `others` are its lines without a record."""
        if not content.strip():
            self._report(1, "the file is empty")
            return
        with contextlib.suppress(ValueError):
            self._read_document(json.loads(content))
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
        if isinstance(version, int) and version > VERSION:
            raise CatalogueError(f"{self._path} was written by a newer version of awesome-adapters; update the program")
        self._lines, self._keys = {}, {}
        for key, record in document.items():
            if isinstance(record, dict):
                self._put(key, json.dumps(record, ensure_ascii=False).encode())
        self._report(1, "the file has another layout")

    def _report(self, line: int, message: str) -> None:
        self._is_intact = False
        advice = "'awesome-adapters build' rewrites the file and fetches what is lost"
        self.problems.append(Problem(Location(PATH, line), "metadata", f"{message}; {advice}", None, "warning"))


def spelling(identifiers: Iterable[Identifier]) -> str | None:
    """Return the spelling under which Semantic Scholar is asked for a paper; None if it knows no such ids."""
    ids = [identifier for identifier in identifiers if identifier.semantic_scholar]
    return min(ids, key=lambda identifier: SCHEMES[identifier.scheme].ask_rank).semantic_scholar if ids else None


def title_name(title: str) -> str:
    """Return the name of a title among ids, the same for all of its spellings; empty where it has no words."""
    words = " ".join(tokens(title))
    return f"TITLE:{words}" if any(map(str.isalpha, words)) else ""


def _decode(line: bytes) -> dict[str, Any]:
    """Return what a record holds; nothing where it is damaged."""
    try:
        record: dict[str, Any] = json.loads(line)
        return record
    except ValueError:
        return {}


def _ids(line: bytes) -> list[str]:
    """Return a record's ids; they stand first, so that of most records nothing else has to be decoded."""
    start = b'{"ids": ['
    try:
        ids = _parse_from(line.decode(), len(start) - 1)[0] if line.startswith(start) else _decode(line).get("ids")
        return [alias for alias in ids or () if isinstance(alias, str)]
    except (ValueError, TypeError):
        return []


def _is_unknown(line: bytes) -> bool:
    return b'"unknown"' in line and bool(_decode(line).get("unknown"))


def _retrieved(record: dict[str, Any]) -> date | None:
    with contextlib.suppress(ValueError, TypeError):
        return date.fromisoformat(record.get("retrieved", ""))
    return None


def _precedence(line: bytes) -> tuple[bool, date]:
    """Return by what one of two records of a paper is kept: known before unknown, then the later."""
    record = _decode(line)
    return bool(record) and not record.get("unknown"), _retrieved(record) or date.min
