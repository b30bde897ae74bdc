"""The committed metadata: what Semantic Scholar answered, and when, in `data/metadata.json`.

The file is one JSON object with one record a line, sorted by the identifier that was asked:

    {
    "ARXIV:2106.09685": {"ids": ["a8ca…", "CorpusId:…"], "retrieved": "2024-05-04", "title": …},
    "version": 1
    }

`ids` are the other identifiers of the same paper, Semantic Scholar's own first. A field that was
never asked for is absent, one that Semantic Scholar does not have is null, and a paper that it does
not know has no field but the day. Every record ends with a comma, so that two branches that add a
paper each rarely meet in one line.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from awesome_adapters import documents
from awesome_adapters.catalogue import Paper
from awesome_adapters.identifiers import Identifier
from awesome_adapters.problems import CatalogueError

PATH = "data/metadata.json"
VERSION = 1
UNKNOWN_FOR = timedelta(days=3)
"""How long "unknown" is believed: new papers reach Semantic Scholar after a few days."""

_FIELDS = ("title", "authors", "venue", "year", "url", "citationCount", "tldr")
_ASK_ORDER = ("semantic_scholar_id", "corpus_id", "arxiv_id", "acl_id", "doi", "pmid", "pmcid")
_MARKS = tuple(f'"{field}": '.encode() for field in _FIELDS)
_UNKNOWN = b'"unknown": true'


class Store:
    """Semantic Scholar's answers by the identifiers they were asked for, kept as bytes until one is wanted."""

    def __init__(self, root: Path) -> None:
        self._path = root / PATH
        self._lines: dict[str, bytes] = {}
        self._keys: dict[str, str] = {}
        self._changed: set[str] = set()
        self._load()

    def find(self, identifiers: Iterable[Identifier]) -> str | None:
        """Return the key of the record that answers to one of the identifiers."""
        for identifier in identifiers:
            if (spelling := identifier.semantic_scholar) and (key := self._keys.get(spelling)):
                return key
        return None

    def paper(self, identifiers: Iterable[Identifier]) -> Paper | None:
        """Return what is known of the paper; None if nothing is."""
        key = self.find(identifiers)
        return None if key is None or _UNKNOWN in self._lines[key] else _decode(self._lines[key])

    def unknown(self, identifiers: Iterable[Identifier]) -> bool:
        """Tell whether Semantic Scholar said that it does not know the paper."""
        key = self.find(identifiers)
        return key is not None and _UNKNOWN in self._lines[key]

    def to_ask(self, identifiers: list[Identifier], today: date) -> str | None:
        """Return the spelling to ask Semantic Scholar for, None where there is nothing to ask."""
        key = self.find(identifiers)
        if key is None:
            spellings = {identifier.scheme: identifier.semantic_scholar for identifier in identifiers}
            return next((spellings[scheme] for scheme in _ASK_ORDER if scheme in spellings), None)
        line = self._lines[key]
        if _UNKNOWN in line:
            return key if today - _retrieved(line) > UNKNOWN_FOR else None
        return None if all(mark in line for mark in _MARKS) else key

    def add(self, asked: str, paper: Paper | None, today: date) -> None:
        """Remember an answer; None is "unknown". What was known of a paper is not lost to an "unknown"."""
        known = self._lines.get(asked)
        if paper is None and known and _UNKNOWN not in known:
            return
        older = _ids(known) if known else []
        self._put(asked, _encode(asked, paper, older, today))
        self._changed.add(asked)

    def save(self) -> bool:
        """Write the answers that came since loading, and tell whether there were any.

        What another program has written meanwhile is kept: only what changed here is laid over it.
        """
        if not self._changed:
            return False
        ours = {key: self._lines[key] for key in self._changed}
        self._load()
        self._lines.update(ours)
        documents.replace(self._path, self._content())
        self._changed.clear()
        return True

    def _content(self) -> bytes:
        lines = (b'"%s": %s,\n' % (key.encode(), self._lines[key]) for key in sorted(self._lines))
        return b"".join((b"{\n", *lines, b'"version": %d\n}\n' % VERSION))

    def _load(self) -> None:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CatalogueError(f"cannot read {self._path}: {error.strerror}") from error
        for line in content.splitlines():
            key, colon, record = line.partition(b'": ')
            if colon and key != b'"version':
                self._put(key[1:].decode(), record.removesuffix(b","))

    def _put(self, key: str, line: bytes) -> None:
        self._lines[key] = line
        self._keys[key] = key
        for alias in _ids(line):
            self._keys.setdefault(alias, key)


def _ids(line: bytes) -> list[str]:
    start = line.find(b'["')
    end = line.find(b'"]')
    return line[start + 2 : end].decode().split('", "') if line.startswith(b'{"ids": ["') and start < end else []


def _retrieved(line: bytes) -> date:
    return date.fromisoformat(json.loads(line)["retrieved"])


def _decode(line: bytes) -> Paper:
    fields: dict[str, Any] = json.loads(line)
    get = fields.get
    return Paper(
        url=get("url"),
        title=get("title"),
        authors=tuple(get("authors") or ()),
        venue=get("venue"),
        year=get("year"),
        citations=get("citationCount"),
        tldr=get("tldr"),
        retrieved=get("retrieved"),
    )


def _encode(asked: str, paper: Paper | None, older: list[str], today: date) -> bytes:
    record: dict[str, Any] = {}
    if ids := [spelling for spelling in dict.fromkeys((*(paper.ids if paper else ()), *older)) if spelling != asked]:
        record["ids"] = ids
    record["retrieved"] = today.isoformat()
    if paper:
        record |= {
            "title": paper.title,
            "authors": list(paper.authors),
            "venue": paper.venue,
            "year": paper.year,
            "url": paper.url,
            "citationCount": paper.citations,
            "tldr": paper.tldr,
        }
    else:
        record["unknown"] = True
    return json.dumps(record, ensure_ascii=False).encode()
