"""One record of `data/metadata.json` as the line that it is in the file: most of them need no decoding."""

import contextlib
import re
from datetime import date
from typing import Any

from awesome_adapters import metadata
from awesome_adapters.storage.state_file import decode

_WRITTEN_NAMES = [b'"%b":' % field.name.encode() for field in metadata.FIELDS]
"""The names of a record's fields with a colon, in their order; in texts the quotation mark would have a backslash."""
_IDS = re.compile(rb'\{"ids": \["([^"\\]*(?:", "[^"\\]*)*)"\]')


def ids(line: bytes) -> list[str]:
    """Return a record's ids; they stand first, so that of most records nothing else has to be decoded."""
    if match := _IDS.match(line):
        return match[1].decode(errors="replace").split('", "')
    ids = decode(line).get("ids")
    return [alias for alias in ids if isinstance(alias, str)] if isinstance(ids, list) else []


def has_all_fields(line: bytes) -> bool:
    """Return whether a record surely has all fields that Semantic Scholar is asked for."""
    own = line.partition(b', "sources": {')[0] if b'"sources": ' in line else line
    position = 0
    return all((position := own.find(name, position)) >= 0 for name in _WRITTEN_NAMES)


def is_unknown(line: bytes) -> bool:
    """Return whether a record says that Semantic Scholar does not know the paper."""
    return b'"unknown"' in line and bool(decode(line).get("unknown"))


def is_others(key: str, line: bytes) -> bool:
    """Return whether a record's ids say that it is another paper's than the one that was asked for."""
    return metadata.contradict(key, ids(line), only_unique=True)


def retrieved(record: dict[str, Any]) -> date | None:
    """Return the day of a record's answer; None where it has none."""
    with contextlib.suppress(ValueError, TypeError):
        return date.fromisoformat(record.get("retrieved", ""))
    return None


def precedence(key: str, line: bytes) -> tuple[int, date]:
    """Return by what one of two records of a paper is kept: known before another paper's, then unknown; the later."""
    record = decode(line)
    is_known = bool(record) and not record.get("unknown")
    return is_known + (is_known and not is_others(key, line)), retrieved(record) or date.min
