"""How a line begins: with a bold title, a link, a label, or words."""

import re
from functools import lru_cache

from awesome_adapters.importing import labels, published
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.metadata import venues

_NOISE = re.compile(
    r"(?::[a-z0-9_+-]+:|\((?![A-Za-z]+\)\^)|[\s\[\]){}|>.,:;*•·\\✓✅☑-]|[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
    r"|\[?\(?#?(?!(?:19|20)\d\d\b)\d{1,4}[\])]+\.?|\d{1,4}\.(?=\s))*"
)
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_BRACKETED = re.compile(r"\s*(?:[\[(【][^\[\]()【】]{1,40}[\])】]|(?:1[5-9]|20)\d\d)\s*[:.,|–-]?\s*")
"""A year, or a venue in brackets, before a title."""
FIELD = re.compile(r"[\s\-*•·]*([^\W\d][\w /-]{0,30}?)\s*[:：]\s*(.*)", re.DOTALL)
"""A text with a label before it."""


def without_noise(text: str) -> str:
    """Return a text without the emoji, numbers and marks before it."""
    return text[_NOISE.match(text).end() :]  # type: ignore[union-attr] # it matches nothing, too


@lru_cache(maxsize=50_000)
def opening(line: Line) -> tuple[str, int]:
    """Return how a line begins, and with which piece: bold, link, label, field, anchor, text, or nothing."""
    if is_field_of(line):
        return "field", 0
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
    known = published.publication(text) if re.search(r"\d\d", text) else None
    if _BRACKETED.fullmatch(piece.text) and not re.search("[,:] ", known.venue if known else text):
        return True
    is_marked = bool({"italic", "code"} & piece.marks)
    return bool(known and known.year and (is_marked or not known.venue or venues.find(known.venue)))


def is_label(piece: Piece) -> bool:
    """Return whether the text of a link can be no title; a bold "data2" is the name of something."""
    is_name = "bold" in piece.marks and piece.text[-1:].isdigit()
    is_word = labels.is_label(piece.text) and not is_name
    return is_word or not re.search(r"\w", _SHORTCODE.sub("", piece.text)) or _is_publication(piece.text)


def _is_publication(text: str) -> bool:
    """Return whether a text is nothing but an id, or a venue that is well known or in capitals, and its year."""
    known = published.publication(text) if len(text) < 40 and re.search(r"\d\d", text) else None
    is_venue = known and known.year and known.venue and (venues.find(known.venue) or known.venue.isupper())
    return bool(is_venue) or known == published.Publication()


def _may_be_title(text: str, url: str | None) -> bool:
    if url:
        return not (labels.is_label(text) or _is_publication(text))
    return re.search(r"\w{2}", without_noise(text)) is not None


def is_field(text: str) -> bool:
    """Return whether a bold text is the name of what stands behind it."""
    is_name = text.rstrip().endswith((":", "：")) and bool(labels.link_kind(text) or labels.column(text))
    return is_name or labels.is_label(text)


def is_field_of(line: Line) -> bool:
    """Return whether a line is a text with a label: its authors, tags, venue, date, or abstract."""
    field = FIELD.match(text_of(line[:2])) if line and line[0].url is None else None
    return field is not None and labels.column(field[1]) in ("authors", "tags", "venue", "date", "abstract")


def titled(line: Line) -> Line:
    """Return a line whose title has a label before it with a bold title instead."""
    field = FIELD.match(line[0].text) if line and line[0].url is None else None
    if field and field[2] and labels.column(field[1]) == "title":
        return (line[0]._replace(text=field[2], marks=line[0].marks | {"bold"}), *line[1:])
    return line


def is_loose_label(line: Line) -> bool:
    """Return whether a line begins with a label, or a link that may be one below a title."""
    kind, number = opening(line)
    is_link = kind in ("link", "bold") and bool(line[number].url)
    return kind in ("label", "field") or (is_link and labels.link_kind(line[number].text) is not None)
