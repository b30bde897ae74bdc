"""The committed metadata: what Semantic Scholar answered, and when, in `data/metadata.json`.

The file is one JSON object with one record a line, sorted by the identifier that was asked:

    {
    "ARXIV:2106.09685": {"ids": ["a8ca…", "ARXIV:2106.09685"], "retrieved": "2024-05-04", "title": …},
    "version": 1
    }

`ids` are the identifiers that Semantic Scholar gave for the paper, its own first, and after them
those it gave earlier; `kept` names fields that its last answer lacked, whose earlier values are kept.
A title by which it was looked up stands among the ids as `TITLE:` and its words; a title that led to
no paper is the key of a record of its own. A field that was never asked for is absent, one that
Semantic Scholar does not have is null, and a paper that it does not know has no field but the day.
Every record ends with a comma, so that two branches that add a paper each rarely meet in one line.
"""

import contextlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from awesome_adapters import files, metadata, record_lines
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.locks import locked
from awesome_adapters.metadata import PaperMetadata, contradict, retain
from awesome_adapters.positions import Location
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.record_lines import has_all_fields, is_others, is_unknown, precedence
from awesome_adapters.text import tokens

PATH = "data/metadata.json"
VERSION = 1
UNKNOWN_FOR = timedelta(days=3)
"""How long "unknown" is believed: new papers reach Semantic Scholar after a few days."""

_LINE = re.compile(rb'"([^"]*)": (\{.*\}),?', re.DOTALL)
_CONFLICT_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


class MetadataStore:
    """Semantic Scholar's answers by the ids that were asked for; `problems` has what was wrong with the file."""

    def __init__(self, root: Path) -> None:
        self._root, self._path = root, root / PATH
        self._changed: dict[str, bytes | None] = {}
        self._is_intact = True
        self.was_saved = False
        self._version: tuple[int, ...] | None = None
        """Tells the file that was read or written last from any other."""
        self.problems: list[Problem] = []
        self._load()

    def find(self, identifiers: Collection[Identifier], title: str | None = None) -> str | None:
        """Return the key of the record that answers to one of the identifiers, else to the title.

        Any comes before another paper's, and that before an "unknown". The title counts where the ids were asked for
        in vain, or are none that Semantic Scholar knows; a tool has no `title` here.
        """
        keys = [
            key for identifier in identifiers if (name := identifier.semantic_scholar) and (key := self._keys.get(name))
        ]
        if title and all(is_unknown(self._lines[key]) for key in keys) and spelling(identifiers) in (None, *keys):
            key = self._keys.get(title_name(title))
            keys += [key] if key and not is_unknown(self._lines[key]) else []
        if len(set(keys)) > 1:
            return max(keys, key=lambda key: precedence(key, self._lines[key])[0])
        return keys[0] if keys else None

    def paper(self, identifiers: Collection[Identifier], title: str | None = None) -> PaperMetadata | None:
        """Return what is known of the paper; None if nothing is."""
        return self._paper(self.find(identifiers, title))

    def names(self, spelling: str) -> list[str]:
        """Return the key of a paper's record, and its ids, unless the record may be another paper's."""
        key = self._keys.get(spelling)
        if not key:
            return []
        ids = record_lines.ids(self._lines[key])
        return [key, *ids] if spelling in ids else [key]

    def unknown(self, identifiers: Collection[Identifier]) -> bool:
        """Return whether Semantic Scholar said that it does not know the paper."""
        return bool(self._record(self.find(identifiers)).get("unknown"))

    def to_ask(self, identifiers: list[Identifier], today: date, title: str | None = None) -> str | None:
        """Return the spelling to ask Semantic Scholar for, None where there is nothing to ask."""
        key = self.find(identifiers, title)
        if key and is_others(key, self._lines[key]):
            return spelling(identifiers)
        if key and has_all_fields(self._lines[key]):
            return None
        record = self._record(key)
        if not record:
            return spelling(identifiers)
        if record.get("unknown"):
            better = spelling(identifiers)  # an id that came later may be known where the first one is not
            is_old = today - (record_lines.retrieved(record) or date.min) > UNKNOWN_FOR
            return better if is_old or better not in self._keys else None
        return None if record.keys() >= metadata.NAMES else key

    def needs_match(
        self, identifiers: list[Identifier], title: str | None, today: date, before: date | None = None
    ) -> bool:
        """Return whether a paper is to be looked up by its title: no id leads to a record, or is to be asked for.

        "No paper" is believed as long as an "unknown"; `before`: only what was answered before that day.
        """
        key = self.find(identifiers, title)
        if (key and not is_unknown(self._lines[key])) or self.to_ask(identifiers, today):
            return False
        name = title_name(title or "")
        return bool(name) and (self.retrieved(name) or date.min) < (before or today - UNKNOWN_FOR)

    def retrieved(self, key: str) -> date | None:
        """Return the day of a record's answer; None if there is no such record, or no day in it."""
        return record_lines.retrieved(self._record(key))

    def title(self, key: str) -> str:
        """Return the title of a record; its key where it has none."""
        paper = self._paper(key)
        return (paper and paper.title) or key

    def __iter__(self) -> Iterator[str]:
        """Give the keys of all records, sorted."""
        return iter(sorted(self._lines))

    def add(self, asked: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember an answer; None is "unknown". What was known is not lost to an "unknown" or to an empty record.

        An answer whose ids say that it is another paper's is ignored.
        """
        if paper and contradict(asked, paper.ids):
            return
        record = self._record(asked)
        is_poorer = paper is None or (paper.title is None and record.get("title"))
        if is_poorer and record and not record.get("unknown"):
            return
        earlier = record_lines.ids(self._lines.get(asked, b"{}"))
        if paper and (set(earlier).isdisjoint(paper.ids) or contradict(asked, earlier)):
            earlier = []  # one of the two answers is another paper's
        elif paper and (old := self._paper(asked)):
            paper = retain(old, paper)
        ids = list(dict.fromkeys((*(paper.ids if paper else ()), *earlier)))
        fields = metadata.encode(paper) if paper else {"unknown": True}
        new = ({"ids": ids} if ids else {}) | {"retrieved": today.isoformat(), **fields}
        self._put(asked, record_lines.encode(new))
        self._changed[asked] = self._lines[asked]

    def add_match(self, title: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember what a title led to: its record gets the title as one more name; None is "no paper"."""
        name = title_name(title)
        if paper is None:
            self.add(name, None, today)
            return
        for alias in (name, *paper.ids):
            if alias in self._lines and is_unknown(self._lines[alias]):
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

    @property
    def has_changes(self) -> bool:
        """Return whether there is anything to save: answers, or what was wrong with the file."""
        return bool(self._changed) or not self._is_intact

    def save(self) -> bool:
        """Merge the changes into the file as it is now, one program at a time; return whether anything was written."""
        if not self.has_changes:
            return False
        with locked(self._root):
            self.reload()
            lines = (json.dumps(key, ensure_ascii=False).encode() + b": %s,\n" % self._lines[key] for key in self)
            files.replace(self._path, b"".join((b"{\n", *lines, b'"version": %d\n}\n' % VERSION)))
            self._version = self._read_version()
        self._changed.clear()
        self._is_intact = self.was_saved = True
        return True

    def reload(self) -> None:
        """Read the file as it is now, and make the changes that are not saved yet in it."""
        problems = self.problems
        if self._version != self._read_version():
            self._load()
        for key, line in self._changed.items():
            if line is None:
                self._drop(key)
            elif key not in self._lines or not is_unknown(line) or is_unknown(self._lines[key]):
                self._put(key, line)
        self.problems = list(dict.fromkeys(problems + self.problems))

    def _read_version(self) -> tuple[int, ...] | None:
        """Return what `_version` is of the file as it is now; None where there is none."""
        with contextlib.suppress(OSError):
            stat = self._path.stat()
            return stat.st_ino, stat.st_size, stat.st_mtime_ns
        return None

    def _put(self, key: str, line: bytes) -> None:
        self._drop(key)
        self._lines[key] = line
        self._keys[key] = key
        ids = record_lines.ids(line)
        for alias in () if contradict(key, ids, only_unique=True) else ids:
            self._keys.setdefault(alias, key)

    def _drop(self, key: str) -> None:
        if key in self._lines:
            for alias in (key, *record_lines.ids(self._lines.pop(key))):
                if self._keys.get(alias) == key:
                    del self._keys[alias]

    def _record(self, key: str | None) -> dict[str, Any]:
        """Decode a record; it is empty where there is none, and where a damaged one was removed."""
        if key not in self._lines:
            return {}
        return record_lines.decode(self._lines[key]) or self._take_out(key)

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
        self._version = self._read_version()
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
        if b"\\u" in line and (record := record_lines.decode(line)):  # which may be half a surrogate pair
            line = record_lines.encode(record)
        if key not in self._lines or precedence(key, line) >= precedence(key, self._lines[key]):
            self._put(key, line)

    def _read_irregular(self, content: bytes, others: list[tuple[int, bytes]]) -> None:
        """Report what is odd about the file, and read what can be read; `others` are its lines without a record."""
        if not content.strip():
            self._report(1, "the file is empty")
            return
        with contextlib.suppress(ValueError, RecursionError):
            self._read_document(json.loads(record_lines.encode(json.loads(content))))
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
                self._put(key, record_lines.encode(record))
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
