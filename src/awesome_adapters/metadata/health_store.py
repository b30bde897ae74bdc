"""What `health` remembers from run to run, in `data/health.json`.

It is a state file with one record for each address that was asked for, and one for each entry with a notice:

    "arxiv-1912.01703": {"checked": "2026-11-20", "retracted": {"notice": "https://doi.org/10.1016/…", …}},
    "https://example.org/demo": {"checked": "2026-11-20", "state": "gone", "reason": "404",
        "alive": "2026-10-30", "failures": {"gone": ["2026-11-06", "2026-11-13"]}},
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.problems import Problem
from awesome_adapters.storage import files
from awesome_adapters.storage.cache import Cache, kept
from awesome_adapters.storage.state_file import StateFile, decode

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Memory(NamedTuple):
    """What is known of one address, or of one entry's paper. Days are as 2026-11-20."""

    checked: str = ""
    """The day of the last answer."""
    state: str = ""
    reason: str = ""
    alive: str = ""
    """The day on which it was alive last."""
    failures: Mapping[str, list[str]] = _NOTHING
    """The days that count against it, by their states."""
    target: str = ""
    since: str = ""
    """The day on which `target` came up, if it was alive without one before."""
    archived: bool = False
    commit: str = ""
    """`target` and these are as in `Verdict`."""
    retracted: Mapping[str, str] = _NOTHING
    """The fields of a `Retraction`."""
    reported: Mapping[str, str] = _NOTHING
    """What was told: the names of findings, and what each was about."""

    @property
    def notice(self) -> Retraction | None:
        """The notice on an entry's paper."""
        return Retraction(**self.retracted) if self.retracted else None


class HealthStore(StateFile):
    """The records, by addresses and by the keys of entries."""

    PATH = "data/health.json"
    RULE = "health"
    ADVICE = "'awesome-adapters health' rewrites the file and asks again"

    def _precedence(self, key: str, line: bytes) -> str:  # noqa: ARG002 (the key does not matter)
        return str(decode(line).get("checked", ""))

    def memory(self, key: str) -> Memory:
        """Return what is known under a key; nothing where there is no record, or a damaged one."""
        record = self._record(key)
        if not all(_fits(name, value) for name, value in record.items()):
            self._take_out(key)
            return Memory()
        return Memory(**record)

    def retraction(self, key: str) -> Retraction | None:
        """Return the notice that takes the paper of an entry back, by the entry's key; None where there is none."""
        notice = self.memory(key).notice
        return notice if notice and notice.label else None

    def remember(self, key: str, memory: Memory) -> None:
        """Set what is known under a key."""
        if memory != self.memory(key):
            self._write(key, {name: value for name, value in memory._asdict().items() if value})

    def verify(self) -> list[Problem]:
        """Read every record whole, and return all that is wrong with the file."""
        for key in self:
            self.memory(key)
        return self.problems


def retractions(root: Path, cache: Cache | None = None) -> dict[str, Retraction]:
    """Return the notices that were found on the papers of entries, by their keys."""
    content = files.read(root / HealthStore.PATH) or b""
    return kept(cache, HealthStore.PATH, content, lambda: _retractions(root) if b'"retracted"' in content else {})


def _retractions(root: Path) -> dict[str, Retraction]:
    store = HealthStore(root)
    return {key: notice for key in store if (notice := store.retraction(key))}


def _fits(name: str, value: Any) -> bool:
    """Return whether a value can be that of a field."""
    if name == "failures":
        return isinstance(value, dict) and all(
            isinstance(days, list) and bool(days) and all(map(_is_day, days)) for days in value.values()
        )
    if name in ("reported", "retracted"):
        if not isinstance(value, dict):
            return False
        is_complete = name == "reported" or set(_NOTICE[:4]) <= value.keys() <= set(_NOTICE)
        return is_complete and all(isinstance(text, str) for text in value.values())
    if name == "archived":
        return value is True
    if name in ("checked", "alive", "since"):
        return _is_day(value)
    return name in Memory._fields and isinstance(value, str)


_NOTICE = Retraction._fields


def _is_day(value: Any) -> bool:
    try:
        return bool(str(date.fromisoformat(value)) == value)
    except (TypeError, ValueError):
        return False
