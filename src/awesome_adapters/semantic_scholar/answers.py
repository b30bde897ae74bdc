"""The rows of Semantic Scholar's answers, read as papers: whatever a row holds, what is good in it is kept."""

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError

from awesome_adapters import identifiers
from awesome_adapters.metadata import Journal, PaperMetadata
from awesome_adapters.text import collapse_whitespace

_NAMESPACE = "(?:(?:jats|mml):)"
_BLOCKS = "p|br|div|h[1-6]|li|ol|ul|sec|title|list|list-item|disp-formula"
_MARKS = "a|b|bold|em|font|i|img|inline-formula|italic|monospace|sc|small|span|strong|sub|sup|tt|u|underline|xref"
_TAG = re.compile(
    rf"</?(?:{_NAMESPACE}?(?P<block>{_BLOCKS})|{_NAMESPACE}?(?:{_MARKS})|mml:[a-z]+)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>",
    re.IGNORECASE,
)
"""The tags that publishers leave in titles. Others are words: of `a < b > c`, of the `<EOS>` decision."""


def _clean(value: Any) -> str | None:
    """Make text of what may hold tags, entities, line breaks and worse; None if nothing is left."""
    if not isinstance(value, str):
        return None
    return collapse_whitespace(_TAG.sub(lambda tag: " " if tag["block"] else "", html.unescape(value))) or None


def _id(value: Any) -> str | None:
    """Take a number as well, and of a DOI with a remark behind it (as is recorded) the DOI."""
    return next(iter(collapse_whitespace(str(value)).split()), None) if isinstance(value, str | int) else None


def _whole(value: Any) -> int | None:
    """Take `2021`, `"2021"` and `2021.0`."""
    digits = re.fullmatch(r"\s*([0-9]{1,9})(?:\.0*)?\s*", str(value)) if isinstance(value, str | int | float) else None
    return int(digits[1]) if digits else None


def _year(value: Any) -> int | None:
    year = _whole(value)
    return year if year and 1400 <= year <= 2100 else None


def _day(value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except (ValueError, TypeError):
        return None


def _only(kind: type, empty: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: value if isinstance(value, kind) else empty)


_Text = Annotated[str | None, BeforeValidator(_clean)]
_Id = Annotated[str | None, BeforeValidator(_id)]


class _Author(BaseModel):
    name: _Text = None


class _Tldr(BaseModel):
    text: _Text = None


class _Journal(BaseModel):
    name: _Text = None
    volume: _Text = None
    pages: _Text = None


class _Row(BaseModel):
    """A paper as the API gives it: anything may be missing, null, empty, or of another type."""

    paperId: _Id = None  # noqa: N815
    corpusId: _Id = None  # noqa: N815
    externalIds: Annotated[dict[str, _Id], _only(dict, {})] = {}  # noqa: N815
    url: _Text = None
    title: _Text = None
    authors: Annotated[list[Annotated[_Author, _only(dict, {})]], _only(list, [])] = []
    venue: _Text = None
    year: Annotated[int | None, BeforeValidator(_year)] = None
    citationCount: Annotated[int | None, BeforeValidator(_whole)] = None  # noqa: N815
    tldr: Annotated[_Tldr, _only(dict, {})] = _Tldr()
    publicationDate: Annotated[str | None, BeforeValidator(_day)] = None  # noqa: N815
    journal: Annotated[_Journal, _only(dict, {})] = _Journal()


def paper(row: Any) -> PaperMetadata | None:
    """Make a paper of a row of the API's answer; None if the row is none (as `{"error": …}` is not)."""
    try:
        read = _Row.model_validate(row)
    except ValidationError:
        return None
    sha = (read.paperId or "").lower()
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        return None
    own = re.fullmatch(r"https://www\.semanticscholar\.org/paper/[\w/-]+", read.url or "", re.ASCII)
    return PaperMetadata(
        ids=(sha, *dict.fromkeys(_spellings(read))),
        url=own[0] if own else f"https://www.semanticscholar.org/paper/{sha}",
        title=read.title,
        authors=tuple(author.name for author in read.authors if author.name),
        venue=read.venue,
        year=read.year,
        citations=read.citationCount,
        tldr=read.tldr.text,
        published=read.publicationDate,
        journal=Journal(*journal) if any(journal := tuple(dict(read.journal).values())) else None,
    )


_EXTERNAL = {
    scheme.s2_name: key
    for key, scheme in sorted(
        identifiers.SCHEMES.items(), key=lambda row: (row[1].is_semantic_scholars, row[1].ask_rank)
    )
    if scheme.s2_name
}
"""The schemes by their names in answers; Semantic Scholar's own number is the last of the ids in the metadata."""


def _spellings(row: _Row) -> Iterator[str]:
    """Give the paper's other ids as we would ask for them."""
    given = row.externalIds | ({"CorpusId": row.corpusId} if row.corpusId else {})
    for name, scheme in _EXTERNAL.items():
        identifier = identifiers.parse(given.get(name) or "", scheme)
        if identifier and (spelling := identifier.semantic_scholar):
            yield spelling
