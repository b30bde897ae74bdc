"""Identifiers of papers: every spelling that people paste is read, and the official ones are written.

An `Identifier` is always canonical, so that two spellings of one paper's id are equal: no arXiv
version, DOIs in lower case, an arXiv DOI as the arXiv id that it is.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from awesome_adapters.identifiers.schemes import SCHEMES, Scheme

__all__ = ["SCHEMES", "Identifier", "Scheme", "arxiv_month", "equivalent", "from_semantic_scholar", "parse"]

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_ARXIV_DOI = "10.48550/arxiv."
_ACL_DOI = "10.18653/v1/"


class Identifier(NamedTuple):
    """One canonical identifier; `scheme` is its key in a data file (`arxiv_id`)."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{SCHEMES[self.scheme].name} {self.value}"

    @property
    def page(self) -> str:
        """Return the address of the paper's page for people."""
        return SCHEMES[self.scheme].page.format(_quoted(self.value))

    @property
    def pdf(self) -> str | None:
        """Return the address of the PDF, or None where none follows from the identifier."""
        pattern = SCHEMES[self.scheme].pdf
        return pattern and pattern.format(_quoted(self.value))

    @property
    def semantic_scholar(self) -> str | None:
        """Return the spelling that Semantic Scholar's API wants, or None if it knows no such ids."""
        prefix = SCHEMES[self.scheme].semantic_scholar
        return None if prefix is None else prefix + self.value.removeprefix("PMC")  # PMCID:2323736

    @property
    def slug(self) -> str:
        """Return a text of letters, digits, `.`, `_` and `-`, fit for anchors and citation keys."""
        return f"{SCHEMES[self.scheme].prefix}-{_UNFIT.sub('-', self.value)}"


def parse(text: str, scheme: str | None = None) -> Identifier | None:
    """Read an id or a pasted address; None if it is no identifier.

    Without a `scheme` only spellings that tell their own scheme are read: a bare number could be a
    PubMed or a corpus id. With one, that scheme's spellings are tried before the others', so the
    answer may still be of another scheme; it is the caller's to say whether that matters.
    """
    text = text.strip()
    if scheme and (identifier := _match(scheme, _pattern(scheme), text)):
        return identifier
    return next(_readings(text), None)


@cache
def from_semantic_scholar(spelling: str) -> Identifier | None:
    """Read an id as Semantic Scholar's API spells it, which is `Identifier.semantic_scholar` the other way round."""
    prefix, colon, value = spelling.partition(":")
    if not colon:  # its own id has no prefix
        prefix, value = "", spelling
    scheme = _by_prefix().get(prefix + colon)
    return parse(value, scheme) if scheme else None


@cache
def _by_prefix() -> dict[str, str]:
    """Return the keys of schemes by what Semantic Scholar wants before their ids."""
    return {scheme.semantic_scholar: key for key, scheme in SCHEMES.items() if scheme.semantic_scholar is not None}


def arxiv_month(value: str) -> tuple[int, int]:
    """Return the year and the month in which arXiv gave an id; it began in 1991 (arXiv's help pages)."""
    number = value.rpartition("/")[2]
    year = int(number[:2])
    return (1900 if year > 90 else 2000) + year, int(number[2:4])


def equivalent(identifier: Identifier) -> Identifier:
    """Return the identifier that the same record has at its source, as DOIs of the ACL are ACL ids."""
    if identifier.scheme == "doi" and identifier.value.startswith(_ACL_DOI):
        return parse(identifier.value.removeprefix(_ACL_DOI), "acl_id") or identifier
    return identifier


def _readings(text: str) -> Iterator[Identifier]:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", text, flags=re.IGNORECASE)
    for key, scheme in SCHEMES.items():
        pattern = _pattern(key, needs_prefix=not scheme.is_self_describing)
        if identifier := _match(key, pattern, text) or _match(key, _compiled(scheme.url_pattern), address):
            yield identifier


def _match(key: str, pattern: re.Pattern[str], text: str) -> Identifier | None:
    if match := pattern.fullmatch(text):
        value = SCHEMES[key].normalize(match[match.lastindex or 0])
        if value and key == "doi" and value.startswith(_ARXIV_DOI):
            return _match("arxiv_id", _compiled(SCHEMES["arxiv_id"].id_pattern), value.removeprefix(_ARXIV_DOI))
        return Identifier(key, value) if value else None
    return None


@cache
def _pattern(key: str, *, needs_prefix: bool = False) -> re.Pattern[str]:
    """Return what a scheme's ids look like, with or without the prefix that people put before them."""
    scheme = SCHEMES[key]
    return _compiled(f"(?:{scheme.prefix_pattern}){'' if needs_prefix else '?'}{scheme.id_pattern}")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _quoted(value: str) -> str:
    if value.replace(".", "").replace("-", "").isalnum() and value.isascii():
        return value
    return quote(value, safe="/:;.,()_-")
