"""How a line begins: with a bold title, a link, a label, or words."""

import re

from awesome_adapters.importing import labels
from awesome_adapters.importing.inline import Line

_NOISE = re.compile(
    r"(?::[a-z0-9_+-]+:|\((?![A-Za-z]+\)\^)|[\s\[\]){}|>.,:;*•·\\✓✅☑-]|[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
    r"|\[?\(?#?\d{1,4}[\])]+\.?|\d{1,4}\.(?=\s))*"
)


_BRACKETED = re.compile(r"\s*(?:[\[(【][^\[\]()【】]{1,40}[\])】]|(?:1[5-9]|20)\d\d)\s*[:.,|–-]?\s*")
"""A year, or a venue in brackets, before a title."""


def without_noise(text: str) -> str:
    """Return a text without the emoji, numbers and marks before it."""
    return text[_NOISE.match(text).end() :]  # type: ignore[union-attr] # it matches nothing, too


def opening(line: Line) -> tuple[str, int]:
    """Return how a line begins, and with which piece: bold, link, label, anchor, text, or nothing."""
    for number, piece in enumerate(line):
        if piece.picture or "anchor" in piece.marks or ("underline" in piece.marks and piece.url is None):
            continue
        is_before = not number or line[number - 1].picture
        if piece.url is None and (
            not without_noise(piece.text) or (is_before and number + 1 < len(line) and _BRACKETED.fullmatch(piece.text))
        ):
            continue
        if piece.url == "":
            continue
        if piece.url is not None and piece.url.startswith("#"):
            return "anchor", number
        if piece.url is not None and (not piece.text or "bare" in piece.marks or labels.is_label(piece.text)):
            return "label", number
        if "bold" in piece.marks and not _is_field(piece.text):
            return "bold", number
        return ("link" if piece.url is not None else "text"), number
    return ("label" if any(piece.url for piece in line) else "nothing"), 0


def _is_field(text: str) -> bool:
    """Return whether a bold text is the name of what stands behind it."""
    return (
        text.rstrip().endswith((":", "：")) and (labels.link_kind(text) or labels.column(text)) is not None
    ) or labels.is_label(text)


def is_loose_label(line: Line) -> bool:
    """Return whether a line begins with a link that may be a label below a title."""
    kind, number = opening(line)
    return kind == "label" or (
        kind in ("link", "bold") and bool(line[number].url) and labels.link_kind(line[number].text) is not None
    )
