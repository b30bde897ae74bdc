"""The committed metadata: what Semantic Scholar answered, and when, in `data/metadata.json`.

The file is one JSON object with one record a line, sorted by the identifier that was asked:

    {
    "ARXIV:2106.09685": {"ids": ["a8ca…", "ARXIV:2106.09685"], "retrieved": "2024-05-04", "title": …},
    "version": 1
    }

`ids` are the identifiers that Semantic Scholar gave for the paper, its own first, and after them
those it gave earlier. A field that was never asked for is absent, one that Semantic Scholar does not
have is null, and a paper that it does not know has no field but the day. Every record ends with a
comma, so that two branches that add a paper each rarely meet in one line.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from awesome_adapters import files
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.metadata import Journal, PaperMetadata
from awesome_adapters.positions import Location
from awesome_adapters.problems import CatalogueError, Problem

PATH = "data/metadata.json"
VERSION = 1
UNKNOWN_FOR = timedelta(days=3)
"""How long "unknown" is believed: new papers reach Semantic Scholar after a few days."""

_FIELDS = {
    "title": "title",
    "authors": "authors",
    "venue": "venue",
    "year": "year",
    "url": "url",
    "citations": "citationCount",
    "tldr": "tldr",
    "published": "publicationDate",
    "journal": "journal",
}
"""The fields of a `Paper` by their names in the file, which are Semantic Scholar's."""

_NEWEST = f'"{list(_FIELDS.values())[-1]}": '.encode()
"""All fields are asked at once and new ones are put last, so a record with the last has them all."""
_UNKNOWN = b'"unknown": true'
_raw_decode = json.JSONDecoder().raw_decode


class MetadataStore:
    """Semantic Scholar's answers by the identifiers they were asked for, kept as bytes until one is wanted.

    `problems` has what was wrong with the file; whatever of it can be read is there all the same.
    """

    def __init__(self, root: Path) -> None:
        self._path = root / PATH
        self._lines: dict[str, bytes] = {}
        self._keys: dict[str, str] = {}
        self._changed: dict[str, bytes | None] = {}
        self._whole = True
        self.problems: list[Problem] = []
        self._load()

    def find(self, identifiers: Iterable[Identifier]) -> str | None:
        """Return the key of the record that answers to one of the identifiers: any before an "unknown"."""
        unknown = None
        for identifier in identifiers:
            if (spelling := identifier.semantic_scholar) and (key := self._keys.get(spelling)):
                if _UNKNOWN not in self._lines[key]:
                    return key
                unknown = unknown or key
        return unknown

    def paper(self, identifiers: Iterable[Identifier]) -> PaperMetadata | None:
        """Return what is known of the paper; None if nothing is."""
        key = self.find(identifiers)
        return None if key is None or _UNKNOWN in self._lines[key] else self._decoded(key)

    def paper_id(self, identifiers: Iterable[Identifier]) -> str | None:
        """Return Semantic Scholar's own id of the paper, the same in all records of one paper; None if unknown."""
        key = self.find(identifiers)
        return None if key is None else next(iter(_ids(self._lines[key])), None)

    def unknown(self, identifiers: Iterable[Identifier]) -> bool:
        """Tell whether Semantic Scholar said that it does not know the paper."""
        key = self.find(identifiers)
        return key is not None and _UNKNOWN in self._lines[key]

    def to_ask(self, identifiers: list[Identifier], today: date) -> str | None:
        """Return the spelling to ask Semantic Scholar for, None where there is nothing to ask."""
        key = self.find(identifiers)
        if key is None:
            return spelling(identifiers)
        line = self._lines[key]
        if _UNKNOWN in line:
            better = spelling(identifiers)  # an id that came later may be known where the first one is not
            return better if better not in self._keys or today - _retrieved(line) > UNKNOWN_FOR else None
        return None if _NEWEST in line else key

    def retrieved(self, key: str) -> date | None:
        """Return the day of a record's answer; None if there is no such record."""
        return _retrieved(self._lines[key]) if key in self._lines else None

    def __iter__(self) -> Iterator[str]:
        """Give the keys of all records, sorted."""
        return iter(sorted(self._lines))

    def add(self, asked: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember an answer; None is "unknown". What was known is not lost to an "unknown" or to an empty record."""
        known = self._lines.get(asked, b"")
        if known and _UNKNOWN not in known and (paper is None or (paper.title is None and b'"title": "' in known)):
            return
        older = _ids(known)
        if paper and not set(older).intersection(paper.ids):
            older = []  # one of the two answers is another paper's
        self._put(asked, _encode(paper, older, today))
        self._changed[asked] = self._lines[asked]

    def remove(self, key: str) -> None:
        """Forget a record."""
        self._drop(key)
        self._changed[key] = None

    def verify(self) -> list[Problem]:
        """Read every record whole, and return all that is wrong with the file."""
        for key in self:
            self._decoded(key)
        return self.problems

    def save(self) -> bool:
        """Write what changed since loading, and tell whether anything did.

        What another program has written meanwhile is kept: our changes are laid over the file as it
        is now, and two programs do so one after the other.
        """
        if not self._changed and self._whole:
            return False
        problems = self.problems
        with _locked(self._path.parent):
            self._lines, self._keys = {}, {}
            self._load()
            for key, line in self._changed.items():
                if line is None:
                    self._drop(key)
                elif _UNKNOWN not in line or _UNKNOWN in self._lines.get(key, _UNKNOWN):
                    self._put(key, line)
            files.replace(self._path, self._content())
        self._changed.clear()
        self._whole = True
        self.problems = list(dict.fromkeys(problems + self.problems))
        return True

    def _content(self) -> bytes:
        lines = (json.dumps(key, ensure_ascii=False).encode() + b": %s,\n" % self._lines[key] for key in self)
        return b"".join((b"{\n", *lines, b'"version": %d\n}\n' % VERSION))

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

    def _decoded(self, key: str) -> PaperMetadata | None:
        try:
            return _decode(self._lines[key])
        except (ValueError, TypeError, AttributeError):
            self._report(None, f"the record of {key} is damaged")
            self.remove(key)
            return None

    # Reading the file --------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self.problems = []
        self._whole = True
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CatalogueError(f"cannot read {self._path}: {error.strerror}") from error
        odd = []
        for number, line in enumerate(content.split(b"\n"), 1):
            key, colon, record = line.partition(b'": ')
            record = record.removesuffix(b",")
            if colon and record.startswith(b"{") and record.endswith(b"}") and key.startswith(b'"'):
                self._read(key[1:], record, number)
            elif line not in (b"", b"{", b"}"):
                odd.append((number, line))
        if odd != [(content.count(b"\n") - 1, b'"version": %d' % VERSION)]:
            self._look_at(content, odd)

    def _read(self, name: bytes, record: bytes, number: int) -> None:
        try:
            key = name.decode()
            record.decode()
        except UnicodeDecodeError:
            self._report(number, "this record is not UTF-8")
            return
        older = self._lines.get(key)
        if older is None or _newer(record, older):
            self._put(key, record)

    def _look_at(self, content: bytes, odd: list[tuple[int, bytes]]) -> None:
        """Say what is odd about the file, and read what can be read."""
        if not content.strip():
            self._report(1, "the file is empty")
            return
        try:
            whole = json.loads(content)
        except ValueError:
            pass
        else:
            self._take(whole)
            return
        for number, line in odd:
            if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")):
                self._report(number, "a conflict of a merge; the records of both sides are read")
            elif not line.startswith(b'"version": '):
                self._report(number, "this line is damaged")
        if not self.problems:
            self._report(content.count(b"\n") + 1, "the file does not end as it should")

    def _take(self, whole: Any) -> None:
        """Read the file as JSON of another layout: a formatter went over it, or it is of another version."""
        if not isinstance(whole, dict):
            self._report(1, "the file should be an object of records")
            return
        version = whole.pop("version", None)
        if isinstance(version, int) and version > VERSION:
            raise CatalogueError(f"{self._path} is of a newer version of awesome-adapters; update the program")
        self._lines, self._keys = {}, {}
        for key, record in whole.items():
            if isinstance(record, dict):
                self._put(key, json.dumps(record, ensure_ascii=False).encode())
        self._report(1, "the file is laid out in another way")

    def _report(self, number: int | None, message: str) -> None:
        self._whole = False
        advice = "'awesome-adapters build' writes the file anew and asks for what is lost"
        self.problems.append(Problem(Location(PATH, number or 1), "metadata", f"{message}; {advice}", None, "warning"))


def spelling(identifiers: Iterable[Identifier]) -> str | None:
    """Return the spelling under which Semantic Scholar is asked for a paper; None if it knows no such ids."""
    spellings = {SCHEMES[one.scheme].ask_rank: text for one in identifiers if (text := one.semantic_scholar)}
    return spellings[min(spellings)] if spellings else None


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one program at a time change the folder's files, where the system has such locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise CatalogueError(f"cannot open {folder}: {error.strerror}") from error
    try:
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _ids(line: bytes) -> list[str]:
    if not line.startswith(b'{"ids": ["'):
        return []
    return line[10 : line.find(b'"]')].decode(errors="replace").split('", "')


def _retrieved(line: bytes) -> date:
    start = line.find(b'"retrieved": "') + 14
    try:
        return date.fromisoformat(line[start : start + 10].decode())
    except ValueError:
        return date.min


def _newer(one: bytes, other: bytes) -> bool:
    """Tell whether the first of two records of one paper is to be kept: known before unknown, then the later."""
    return (_UNKNOWN not in one, _retrieved(one)) >= (_UNKNOWN not in other, _retrieved(other))


def _decode(line: bytes) -> PaperMetadata:
    fields: dict[str, Any] = _raw_decode(line.decode())[0]
    get = fields.get
    ids, authors = get("ids") or [], get("authors") or []
    if type(ids) is not list or type(authors) is not list:
        raise TypeError
    "".join(ids + authors)  # raises where one is no text
    journal = get("journal")
    paper = PaperMetadata(
        tuple(ids),
        get("url"),
        get("title"),
        tuple(authors),
        get("venue"),
        get("year"),
        get("citationCount"),
        get("tldr"),
        _day(get("publicationDate")),
        journal and Journal(journal.get("name"), journal.get("volume"), journal.get("pages")),
        _day(get("retrieved")),
    )
    for text in (paper.url, paper.title, paper.venue, paper.tldr, *(paper.journal or ())):
        if text is not None and type(text) is not str:
            raise TypeError
    for number in (paper.year, paper.citations):
        if number is not None and type(number) is not int:
            raise TypeError
    return paper


def _day(value: Any) -> str | None:
    """Return a day as it is, and None for what is none: outputs print it without a look."""
    is_day = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return value if is_day and value.isascii() and value.replace("-", "").isdecimal() else None


def _encode(paper: PaperMetadata | None, older: Iterable[str], today: date) -> bytes:
    record: dict[str, Any] = {}
    if ids := list(dict.fromkeys((*(paper.ids if paper else ()), *older))):
        record["ids"] = ids
    record["retrieved"] = today.isoformat()
    if paper:
        record |= {name: getattr(paper, field) for field, name in _FIELDS.items()}
        if paper.journal:
            record["journal"] = {name: value for name, value in paper.journal._asdict().items() if value}
    else:
        record["unknown"] = True
    return json.dumps(record, ensure_ascii=False).encode()
