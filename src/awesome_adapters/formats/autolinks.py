"""The bare addresses in a text, of which outputs make links; all else in it stays text."""

import re
from collections.abc import Iterator

from awesome_adapters.schema.values import is_link

_CANDIDATE = re.compile(r"(?<![\w/.@-])https?://[^\s<>\"“”\\^`{|}]+", re.IGNORECASE)
_PUNCTUATION = "?!.,:;*_~'’…"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Give the pieces of a text, and whether each is an address."""
    end = 0
    for match in _CANDIDATE.finditer(text):
        address = _trimmed(match[0])
        if is_link(address):
            yield text[end : match.start()], False
            yield address, True
            end = match.start() + len(address)
    yield text[end:], False


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of its sentence, as GitHub reads it (GFM, 6.9)."""
    length = len(address)
    excess = {closing: address.count(closing) - address.count(opening) for opening, closing in ("()", "[]")}
    while address[length - 1] in _PUNCTUATION or excess.get(address[length - 1], 0) > 0:
        length -= 1
        if address[length] in excess:
            excess[address[length]] -= 1
    return address[:length]
