"""The committed metadata: what sources of metadata answered, and when, in `data/metadata.json`.

It is a state file with one record for each identifier that was asked:

    "ARXIV:2106.09685": {"ids": ["a8ca…", "ARXIV:2106.09685"], "retrieved": "2024-05-04", "title": …},

`ids` are the identifiers that Semantic Scholar gave for the paper, its own first, and after them
those it gave earlier; `kept` names fields that its last answer lacked, whose earlier values are kept.
A title by which it was looked up stands among the ids as `TITLE:` and its words; a title that led to
no paper is the key of a record of its own. A field that was never asked for is absent, one that
Semantic Scholar does not have is null, and a paper that it does not know has no field but the day.
`sources` has what further sources say, each by its name with its own day.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from awesome_adapters import metadata
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.metadata import PaperMetadata, SourceRecord, contradict, record_lines, retain
from awesome_adapters.metadata.record_lines import has_all_fields, is_unknown, precedence
from awesome_adapters.problems import Problem
from awesome_adapters.storage import files
from awesome_adapters.storage.cache import Cache
from awesome_adapters.storage.state_file import StateFile
from awesome_adapters.text import tokens

PATH = "data/metadata.json"
VERSION = 1
UNKNOWN_FOR = timedelta(days=3)
"""How long "unknown" is believed: new papers reach Semantic Scholar after a few days."""


class MetadataStore(StateFile):
    """Semantic Scholar's answers by the ids that were asked for; `problems` has what was wrong with the file."""

    PATH = PATH
    VERSION = VERSION
    RULE = "metadata"
    ADVICE = "'awesome-adapters build' rewrites the file and fetches what is lost"

    @classmethod
    def open(cls, root: Path, cache: Cache | None) -> Self:
        """Read the store of a list; the one of the last time, if it is as it was read, and so is the file."""
        if cache is not None:
            store = cache.get(PATH, files.read(root / PATH), lambda: cls(root))
            if not store.has_changes:
                return store
        return cls(root)

    def _precedence(self, key: str, line: bytes) -> tuple[int, date]:
        return precedence(key, line)

    def _replaces(self, key: str, line: bytes) -> bool:
        return not is_unknown(line) or key in self._unknown

    def find(self, identifiers: Collection[Identifier], title: str | None = None) -> str | None:
        """Return the key of the record that answers to one of the identifiers, else to the title.

        Any comes before another paper's, and that before an "unknown". The title counts where the ids were asked for
        in vain, or are none that Semantic Scholar knows; a tool has no `title` here.
        """
        names = [identifier.semantic_scholar for identifier in identifiers]
        keys = [key for name in names if name and (key := self._keys.get(name))]
        if title and self._unknown.issuperset(keys) and spelling(identifiers) in (None, *keys):
            key = self._keys.get(title_name(title))
            keys += [key] if key and key not in self._unknown else []
        if len(keys) > 1 and len(set(keys)) > 1:
            return max(keys, key=lambda key: precedence(key, self._lines[key])[0])
        return keys[0] if keys else None

    def paper(self, identifiers: Collection[Identifier], title: str | None = None) -> PaperMetadata | None:
        """Return what is known of the paper; None if nothing is."""
        return self._paper(self.find(identifiers, title))

    def further(self, identifiers: Collection[Identifier], title: str | None = None) -> PaperMetadata | None:
        """Return what further sources say of a paper that Semantic Scholar does not have; None if nothing is known."""
        key = self.find(identifiers, title)
        return PaperMetadata(others=others) if (others := self.sources(key)) else None

    def sources(self, key: str | None) -> tuple[SourceRecord, ...]:
        """Return what further sources say, in the record of a key."""
        try:
            return metadata.as_source_records(self._record(key).get("sources"))
        except TypeError:
            self._take_out(str(key))
            return ()

    def has_answer(self, key: str | None) -> bool:
        """Return whether Semantic Scholar has the paper of a record."""
        return key is not None and (has_all_fields(self._lines.get(key, b"")) or _has_answer(self._record(key)))

    @property
    def has_unknown(self) -> bool:
        """Return whether Semantic Scholar may have called any paper unknown."""
        return any(b'"unknown": ' in line for line in self._lines.values())

    @property
    def has_sources(self) -> bool:
        """Return whether any record may hold values of further sources."""
        return any(b'"sources": ' in line for line in self._lines.values())

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
        if key in self._foreign:
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
        if (key and key not in self._unknown) or self.to_ask(identifiers, today):
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

    def add(self, asked: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember an answer; None is "unknown". What was known is not lost to an "unknown" or to an empty record.

        An answer whose ids say that it is another paper's is ignored.
        """
        if paper and contradict(asked, paper.ids):
            return
        record = self._record(asked)
        is_poorer = paper is None or (paper.title is None and record.get("title"))
        if is_poorer and _has_answer(record):
            return
        earlier = record_lines.ids(self._lines.get(asked, b"{}"))
        if paper and (set(earlier).isdisjoint(paper.ids) or contradict(asked, earlier)):
            earlier = []  # one of the two answers is another paper's
        elif paper and (old := self._paper(asked)):
            paper = retain(old, paper)
        ids = list(dict.fromkeys((*(paper.ids if paper else ()), *earlier)))
        fields = metadata.encode(paper) if paper else {"unknown": True}
        ours = {name: record[name] for name in _OURS if name in record}
        new = ({"ids": ids} if ids else {}) | {"retrieved": today.isoformat(), **fields, **ours}
        self._write(asked, new)

    def add_match(self, title: str, paper: PaperMetadata | None, today: date) -> None:
        """Remember what a title led to: its record gets the title as one more name; None is "no paper"."""
        name = title_name(title)
        if paper is None:
            self.add(name, None, today)
            return
        for alias in (name, *paper.ids):
            if alias in self._unknown:
                self.remove(alias)
        keys = (key for alias in paper.ids if (key := self._keys.get(alias)))
        key = next(keys, None) or spelling(paper.public_ids) or paper.ids[0]
        self.add(key, paper._replace(ids=(*paper.ids, name)), today)

    def add_source(self, key: str, source: SourceRecord) -> None:
        """Remember what a further source says; what it said of the same id is not lost to an "unknown"."""
        record = self._record(key)
        earlier = next((other for other in self.sources(key) if other.source == source.source), None)
        if source.is_unknown and earlier and earlier.id == source.id and not earlier.is_unknown:
            return
        sources = (record.get("sources") or {}) | {str(source.source): metadata.encode_source(source)}
        self._write(key, {name: value for name, value in record.items() if name != "sources"} | {"sources": sources})

    def verify(self) -> list[Problem]:
        """Read every record whole, and return all that is wrong with the file."""
        for key in self:
            self._paper(key)
        return self.problems

    def _put(self, key: str, line: bytes) -> None:
        super()._put(key, line)
        if is_unknown(line):
            self._unknown.add(key)
        ids = record_lines.ids(line)
        if contradict(key, ids, only_unique=True):
            self._foreign.add(key)
            ids = []
        for alias in ids:
            self._keys.setdefault(alias, key)
        self._keys[key] = key

    def _drop(self, key: str) -> None:
        if key in self._lines:
            for alias in (key, *record_lines.ids(self._lines[key])):
                if self._keys.get(alias) == key:
                    del self._keys[alias]
        self._foreign.discard(key)
        self._unknown.discard(key)
        super()._drop(key)

    def _clear(self) -> None:
        super()._clear()
        self._keys: dict[str, str] = {}
        """The key of the record that each spelling of an id leads to."""
        self._foreign: set[str] = set()
        """The keys of records whose ids say that they are another paper's than the one that was asked for."""
        self._unknown: set[str] = set()
        """The keys of records which say that Semantic Scholar does not know the paper."""

    def _paper(self, key: str | None) -> PaperMetadata | None:
        if not (record := self._record(key)):
            return None
        try:
            paper = metadata.decode(record)
        except TypeError:
            self._take_out(str(key))
            return None
        return paper if _has_answer(record) else None


_OURS = frozenset(("sources",))
"""What stands in a record besides Semantic Scholar's answer."""


def _has_answer(record: dict[str, Any]) -> bool:
    """Return whether a record has a paper of Semantic Scholar."""
    return not record.get("unknown") and not record.keys() <= _OURS


def spelling(identifiers: Iterable[Identifier]) -> str | None:
    """Return the spelling under which Semantic Scholar is asked for a paper; None if it knows no such ids."""
    ids = [identifier for identifier in identifiers if identifier.semantic_scholar]
    return min(ids, key=lambda identifier: SCHEMES[identifier.scheme].ask_rank).semantic_scholar if ids else None


def title_name(title: str) -> str:
    """Return the name of a title among ids, the same for all of its spellings; empty where it has no words."""
    words = " ".join(tokens(title))
    return f"TITLE:{words}" if any(map(str.isalpha, words)) else ""
