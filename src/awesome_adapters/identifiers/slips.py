"""Texts that are nearly ids: what is wrong with them, where that is sure."""

import re
from typing import NamedTuple

from awesome_adapters.identifiers import SCHEMES, Identifier, parse
from awesome_adapters.identifiers.pasted import plain

_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:[\w-]+\.)*arxiv\.org/\w+/|arxiv:\s*)?([0-9OIl]{4})\.([0-9OIl]{3,9})(?:v[0-9]+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_DOI = re.compile(
    r"(?:(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)(?:10\.?)?|(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?"
    r"([1Il][0O]\.[0-9OIl]{4,9})(?:/(\S*))?)",
    re.IGNORECASE,
)
_LETTERS = str.maketrans("OoIiLl", "001111")


class Slip(NamedTuple):
    """What keeps a text from being an id, as the rest of a sentence, and the id that it surely is."""

    reason: str
    identifier: Identifier | None = None


def slip(text: str) -> Slip | None:
    """Return what is wrong with a text that looks like an id; None if it is one, or looks like nothing."""
    text = plain(text).strip(" .,;<>()\"'")
    return None if parse(text) else _prefix(text) or _arxiv(text) or _doi(text) or _acl(text) or _sha(text)


def _prefix(text: str) -> Slip | None:
    prefixes = "|".join(row.prefix_pattern for row in SCHEMES.values())
    is_alone = text.endswith(":") and re.fullmatch(prefixes, text, re.IGNORECASE)
    return Slip("has no id behind it") if is_alone else None


def _arxiv(text: str) -> Slip | None:
    if not (match := _ARXIV.fullmatch(text)):
        return None
    month, number = (group.translate(_LETTERS) for group in match.groups())
    if identifier := parse(f"{month}.{number}"):
        return Slip("has a letter in the place of a digit", identifier)
    if not "01" <= month[2:] <= "12":
        return Slip(f"looks like an arXiv id, but there is no month {month[2:]}")
    digits = len(number) - (5 if month >= "1501" else 4)
    return Slip(f"looks like an arXiv id with {_digits(digits)}") if digits else None


def _doi(text: str) -> Slip | None:
    if not (match := _DOI.fullmatch(text)):
        return None
    identifier = parse(f"{(match[1] or '').translate(_LETTERS)}/{match[2] or ''}")
    reason = "has a letter in the place of a digit" if identifier else "looks like a DOI that was cut off"
    return Slip(reason, identifier)


def _acl(text: str) -> Slip | None:
    if re.fullmatch(
        r"(?:https://aclanthology\.org/(?:volumes/)?)?[0-9]{4}\.[a-z0-9_]+-[a-z0-9_]+[./]?", text, re.IGNORECASE
    ):
        return Slip("is a volume of the ACL Anthology; a paper's id has a number behind it")
    if match := re.fullmatch(r"[A-Z][0-9]{2}-([0-9]{2,6})", text):
        return Slip(f"looks like an ACL id with {_digits(len(match[1]) - 4)}")
    return None


def _sha(text: str) -> Slip | None:
    is_near = re.fullmatch("[0-9a-f]{36,44}", text, re.IGNORECASE)
    return Slip(f"looks like a Semantic Scholar id with {_digits(len(text) - 40)}") if is_near else None


def _digits(surplus: int) -> str:
    number = "a digit" if abs(surplus) == 1 else f"{abs(surplus)} digits"
    return f"{number} too {'many' if surplus > 0 else 'few'}"
