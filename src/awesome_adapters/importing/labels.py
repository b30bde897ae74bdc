"""What labels mean: those of links, the headings of columns and of sections, and values that say "nothing"."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from awesome_adapters.identifiers import Identifier, find
from awesome_adapters.schema.values import is_placeholder

_NO_WORD = re.compile(r"[^a-z0-9'+#]+")
_MAY_BE_ID = re.compile(r"\d|[?&]id=")

_PATH = Path(__file__).with_name("labels.toml")
_LONGEST = 4
"""Words of a label; what has more is a title or a sentence."""


@lru_cache(maxsize=200_000)
def ids(text: str) -> list[Identifier]:
    """Return the ids in a text; the same labels and addresses are asked for again and again."""
    return find(text) if _MAY_BE_ID.search(text) else []


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_PATH.read_text(encoding="utf-8"))


@cache
def _meanings(table: str) -> dict[str, str]:
    return {plain(label): kind for kind, labels in _table()[table].items() for label in labels}


@cache
def plain(label: str) -> str:
    """Return a label for comparison: small letters, without emoji, marks, brackets, final numbers."""
    text = re.sub(r":[a-z0-9_+-]+:", " ", unicodedata.normalize("NFKC", label).casefold())
    text = re.sub(r"\([^()]*\)?", " ", text)
    if text.isascii():
        text = _NO_WORD.sub(" ", text)
    else:
        text = "".join(c if c.isalnum() or c in " '+#" or unicodedata.category(c)[0] == "M" else " " for c in text)
    text = " ".join(text.split())
    return re.sub(r"(?<=\w\w)\s*\d$", "", text) or text


@cache
def link_kind(label: str) -> str | None:
    """Return what a link is by its label: paper, code, website, other, or none for "here"; None for a title."""
    kinds = _meanings("links")
    text = plain(label)
    first = re.split(r"\s+(?:and|&)\s+|\s*[/&,]\s*|[和与及、]", label.strip(" []()"))[0]
    if (
        text not in kinds
        and not ids(label)
        and first
        and first != label.strip(" []()")
        and len(text.split()) <= _LONGEST
    ):
        return link_kind(first)
    if text in kinds:
        return "code" if kinds[text] == "framework" else kinds[text]
    words = text.split()
    if not words or len(words) > _LONGEST:
        return "paper" if ids(label) and len(words) <= _LONGEST * 2 else None
    if any(kinds.get(word) == "framework" for word in words):
        return "code"
    if not text.isascii():
        parts = [
            (text.rfind(part) + len(part), kind)
            for part, kind in kinds.items()
            if not part.isascii() and part in text and kind != "none"
        ]
        return max(parts)[1] if parts and len(text) <= 12 else None
    pairs = [" ".join(pair) for pair in pairwise(words)]
    known = [kinds[part] for part in (*words, *pairs) if part in kinds]
    if known and (words[-1] in kinds or words[0] in kinds):
        return known[-1]
    return "paper" if ids(label) else None


@cache
def is_label(text: str) -> bool:
    """Return whether a text can be nothing but the label of a link, and no title."""
    kind = _meanings("links").get(plain(text))
    return (kind is not None and kind != "framework") or (bool(ids(text)) and not re.search(r"[^\W\d_]{4}\s", text))


def is_reference(label: str) -> bool:
    """Return whether a label of code says that it is the authors' own."""
    return re.search(r"\b(?:official|reference|code|代码)", label.casefold()) is not None


def column(heading: str) -> str | None:
    """Return what a column holds: title, name, venue, date, authors, tags, note, abstract, website, number, or None."""
    return _meanings("columns").get(plain(heading) or heading.strip())


@cache
def has_no_entries(heading: str) -> bool:
    """Return whether no entries stand below a heading of this text."""
    patterns = "|".join(_table()["headings"]["without_entries"])
    text = re.sub(r"^\W+|\W+$", "", re.sub(r":[a-z0-9_+-]+:", "", heading.casefold()))
    return re.fullmatch(patterns, text) is not None or re.fullmatch(patterns, heading.casefold().strip()) is not None


@cache
def words(kind: str) -> frozenset[str]:
    """Return small words: those `in_names` of people, `not_in_names`, `in_venues`, and `without_meaning`."""
    return frozenset(_table()["words"][kind])


@cache
def is_nothing(value: str) -> bool:
    """Return whether a value says that there is none."""
    text = value.strip(" .[]()（）*_`")
    return not text or is_placeholder(text) or text.casefold() in _table()["values"]["none"]
