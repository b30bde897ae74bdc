"""How a line begins: with a bold title, a link, a label, or words."""

import re

from awesome_adapters import venues
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.inline import Line, Piece

_NOISE = re.compile(
    r"(?::[a-z0-9_+-]+:|\((?![A-Za-z]+\)\^)|[\s\[\]){}|>.,:;*•·\\✓✅☑-]|[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
    r"|\[?\(?#?(?!(?:19|20)\d\d\b)\d{1,4}[\])]+\.?|\d{1,4}\.(?=\s))*"
)
_BRACKETED = re.compile(r"\s*(?:[\[(【][^\[\]()【】]{1,40}[\])】]|(?:1[5-9]|20)\d\d)\s*[:.,|–-]?\s*")
"""A year, or a venue in brackets, before a title."""


def without_noise(text: str) -> str:
    """Return a text without the emoji, numbers and marks before it."""
    return text[_NOISE.match(text).end() :]  # type: ignore[union-attr] # it matches nothing, too


def opening(line: Line) -> tuple[str, int]:
    """Return how a line begins, and with which piece: bold, link, label, anchor, text, or nothing."""
    for number, piece in enumerate(line):
        is_title = piece.url is not None
        if piece.picture or "anchor" in piece.marks or ("underline" in piece.marks and not is_title):
            continue
        if piece.url == "" or (not is_title and (not without_noise(piece.text) or _is_ahead(line, number))):
            continue
        if piece.url is not None and piece.url.startswith("#"):
            return "anchor", number
        if piece.url is not None and ("bare" in piece.marks or is_label(piece)):
            return "label", number
        if "bold" in piece.marks and not is_field(piece.text):
            return "bold", number
        return ("link" if is_title else "text"), number
    return ("label" if any(piece.url for piece in line) else "nothing"), 0


def _is_ahead(line: Line, number: int) -> bool:
    """Return whether a piece says where or when a paper was published, and its title stands behind it."""
    piece = line[number]
    text = piece.text.strip()
    is_first = all(before.picture or not without_noise(before.text) for before in line[:number])
    if not is_first or len(text) > len("a venue in brackets, with month and year, or so"):
        return False
    if not any(_may_be_title(other.text, other.url) for other in line[number + 1 :] if not other.picture):
        return False
    if _BRACKETED.fullmatch(piece.text):
        return True
    known = published.publication(text) if re.search(r"\d\d", text) else None
    is_marked = bool({"italic", "code"} & piece.marks)
    return bool(known and known.year and (is_marked or not known.venue or venues.find(known.venue)))


def is_label(piece: Piece) -> bool:
    """Return whether the text of a link can be no title; a bold "data2" is the name of something."""
    is_name = "bold" in piece.marks and piece.text[-1:].isdigit()
    return not piece.text or (labels.is_label(piece.text) and not is_name) or _is_publication(piece.text)


def _is_publication(text: str) -> bool:
    """Return whether a text is nothing but a venue that is well known, or written in capitals, and its year."""
    known = published.publication(text) if len(text) < 30 and re.search(r"\d\d", text) else None
    return bool(known and known.year and known.venue and (venues.find(known.venue) or known.venue.isupper()))


def _may_be_title(text: str, url: str | None) -> bool:
    return (
        not (labels.is_label(text) or _is_publication(text))
        if url
        else re.search(r"\w{2}", without_noise(text)) is not None
    )


def is_field(text: str) -> bool:
    """Return whether a bold text is the name of what stands behind it."""
    is_name = text.rstrip().endswith((":", "：")) and bool(labels.link_kind(text) or labels.column(text))
    return is_name or labels.is_label(text)


def is_loose_label(line: Line) -> bool:
    """Return whether a line begins with a link that may be a label below a title."""
    kind, number = opening(line)
    return kind == "label" or (
        kind in ("link", "bold") and bool(line[number].url) and labels.link_kind(line[number].text) is not None
    )
