"""Identifiers of papers: every spelling that people paste is read, and the official ones are written.

`find` gives all ids in any text, `parse` the one that a text means. Both know of an id what its row in
`schemes` says; what its surroundings did to it, `pasted` undoes.

An `Identifier` is always canonical, so that two spellings of one paper's id are equal: no arXiv
version, DOIs in lower case, an arXiv DOI as the arXiv id that it is.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from awesome_adapters.identifiers.pasted import plain
from awesome_adapters.identifiers.schemes import SCHEMES, Scheme

__all__ = [
    "SCHEMES",
    "Identifier",
    "Scheme",
    "arxiv_month",
    "find",
    "from_semantic_scholar",
    "parse",
    "proves_publication",
    "record_id",
    "rivals",
]

_WRAPPING = " \t<>()[]{}\"'`*.,;:!?|“”‘’«»„…"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_ARXIV_DOI = "10.48550/arxiv."
_DOIS_OF_OTHERS = {f"doi:{_ARXIV_DOI}": "arxiv:", "doi:10.18653/v1/": "acl:"}


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
    """Read the id that a text holds, as `find` does; None if there is none, or if it could be one of two.

    With a `scheme` its ids are preferred. The answer may still be of another scheme; it is the
    caller's to say whether that matters.
    """
    identifiers = find(text, scheme)
    if len(identifiers) < 2:
        return identifiers[0] if identifiers else None
    preferred = [identifier for identifier in identifiers if identifier.scheme == scheme] or identifiers
    return None if rivals(preferred) else next(iter(preferred), None)


def find(text: str, scheme: str | None = None) -> list[Identifier]:
    """Return the ids in any text, each once: in an address, a sentence, a mail, Markdown, LaTeX, the margin of a PDF.

    They come in the order of `SCHEMES`. Only spellings that tell their own scheme are read: a bare
    number could be a PubMed or a corpus id. With a `scheme` a text that is nothing but one of its ids
    is read as well.
    """
    if scheme and (identifier := _match(scheme, _pattern(scheme), text.strip())):  # as most files and answers have it
        return [identifier]
    text = plain(text)
    identifiers = _scan(text)
    if not identifiers and "://" not in text:
        whole = text.strip(_WRAPPING)
        patterns = (
            (key, _pattern(key, needs_prefix=key != scheme and not SCHEMES[key].is_self_describing)) for key in SCHEMES
        )
        identifiers = [match for key, pattern in patterns if (match := _match(key, pattern, whole))]
    return sorted(dict.fromkeys(identifiers), key=lambda identifier: list(SCHEMES).index(identifier.scheme))


def rivals(identifiers: Iterable[Identifier]) -> tuple[Identifier, Identifier] | None:
    """Return two ids of one scheme, which are not of one paper; None if there are none."""
    first: dict[str, Identifier] = {}
    for identifier in identifiers:
        other = first.setdefault(identifier.scheme, identifier)
        if other != identifier:
            return other, identifier
    return None


@cache
def from_semantic_scholar(spelling: str) -> Identifier | None:
    """Read an id as Semantic Scholar's API spells it, which is `Identifier.semantic_scholar` the other way round."""
    prefix, colon, value = spelling.partition(":")
    if not colon:  # its own id has no prefix
        prefix, value = "", spelling
    scheme = _by_prefix().get(prefix + colon)
    return parse(value, scheme) if scheme and value else None


@cache
def _by_prefix() -> dict[str, str]:
    """Return the keys of schemes by what Semantic Scholar wants before their ids."""
    return {scheme.semantic_scholar: key for key, scheme in SCHEMES.items() if scheme.semantic_scholar is not None}


def arxiv_month(value: str) -> tuple[int, int]:
    """Return the year and the month in which arXiv gave an id; it began in 1991 (arXiv's help pages)."""
    number = value.rpartition("/")[2]
    year = int(number[:2])
    return (1900 if year > 90 else 2000) + year, int(number[2:4])


def proves_publication(identifier: Identifier) -> bool:
    """Return whether only a published paper has this id; the DOIs of preprint servers are none of these."""
    scheme = SCHEMES[identifier.scheme]
    return scheme.proves_publication and not re.match(scheme.preprint_pattern or "(?!)", identifier.value)


def record_id(spelling: str) -> str:
    """Return what all spellings share that lead Semantic Scholar to one record, as DOIs of the ACL and ACL ids do."""
    folded = spelling.lower()
    if folded.startswith("doi:10."):
        for doi, prefix in _DOIS_OF_OTHERS.items():
            if folded.startswith(doi):
                return prefix + folded.removeprefix(doi)
    return folded


def _scan(text: str) -> list[Identifier]:
    """Return the ids that tell their scheme, in the order of the text."""
    matches = ((match.lastgroup, [group for group in match.groups() if group]) for match in _scanner().finditer(text))
    readings = (_identifier(key, groups[-1]) for key, groups in matches if key)
    return [identifier for identifier in readings if identifier]


def _match(key: str, pattern: re.Pattern[str], text: str) -> Identifier | None:
    match = pattern.fullmatch(text)
    return _identifier(key, match[1]) if match else None


def _identifier(key: str, text: str) -> Identifier | None:
    """Return the id that was matched; None where it only looks like one."""
    value = SCHEMES[key].normalize(text)
    if value and key == "doi" and value.startswith(_ARXIV_DOI):
        return _match("arxiv_id", _pattern("arxiv_id"), value.removeprefix(_ARXIV_DOI))
    return Identifier(key, value) if value else None


@cache
def _scanner() -> re.Pattern[str]:
    """Return what ids look like amid other text, each in a group that is called like its scheme."""
    rows = (
        f"(?P<{key}>{row.url_pattern}|(?:{row.prefix_pattern}){row.id_pattern}"
        + (f"|{row.text_pattern})" if row.text_pattern else ")")
        for key, row in SCHEMES.items()
    )
    return _compiled(rf"(?<![A-Za-z0-9.-])(?:www\.)?(?:{'|'.join(rows)})(?![A-Za-z0-9]|\.[0-9])")


@cache
def _pattern(key: str, *, needs_prefix: bool = False) -> re.Pattern[str]:
    """Return what a scheme's ids look like, with or without the prefix that people put before them."""
    row = SCHEMES[key]
    name = rf"{row.name}\s+(?=\S*[0-9])"  # "OpenReview Explorer" is none
    return _compiled(f"(?:{row.prefix_pattern}|{name}){'' if needs_prefix else '?'}{row.id_pattern}")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _quoted(value: str) -> str:
    if value.replace(".", "").replace("-", "").isalnum() and value.isascii():
        return value
    return quote(value, safe="/:;.,()_-")
