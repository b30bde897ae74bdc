"""Semantic Scholar's answers, read as papers: bad fields are dropped, good ones kept."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from awesome_adapters import identifiers, metadata
from awesome_adapters.metadata import Journal, PaperMetadata, contradict
from awesome_adapters.services.errors import TransientError
from awesome_adapters.services.values import as_number, as_object, as_objects, as_text, as_year
from awesome_adapters.text import collapse_whitespace


def parse_batch(length: int, answer: Any) -> list[Any]:
    """Return the rows of a batch, one for each of the `length` ids. Raises `TransientError` for any other answer."""
    if not isinstance(answer, list):
        raise TransientError("the answer is broken")
    if len(answer) != length:
        raise TransientError(f"the answer has {len(answer):,} instead of {length:,} rows")
    return answer


class BatchAnswer(NamedTuple):
    """What the rows of one answer say of the ids that were asked for; ids whose row is no paper are not in it."""

    papers: dict[str, PaperMetadata | None]
    """Papers that have the id, or the title that was meant."""
    unproved: dict[str, PaperMetadata | None]
    """What position alone joins to the id: "unknown", and papers without an id of its kind, as after a merge."""
    retitled: dict[str, PaperMetadata | None]
    """Such papers whose title is another one."""
    foreign: list[str]
    """Ids whose row is another paper's."""


TitleAgrees = Callable[[str, PaperMetadata], bool | None]
"""Tells whether a paper has the title that is meant by the id that was asked for; None where that is not clear."""


def read_batch(ids: Sequence[str], rows: Sequence[Any], title_agrees: TitleAgrees) -> BatchAnswer:
    """Compare the rows with the ids that were asked for, which are joined by their order alone; no rows are all null.

    Where the title agrees a paper may have a further DOI, yet no further id of a kind of which a paper has but one.
    """
    answer, others = BatchAnswer({}, {}, {}, []), frozenset(ids)
    for asked, row in zip(ids, rows or [None] * len(ids), strict=True):
        paper = parse_paper(row)
        if paper is None:
            answer.unproved.update({asked: None} if row is None else {})
        elif asked in paper.ids:
            answer.papers[asked] = paper
        elif title_agrees(asked, paper) and not contradict(asked, paper.ids, only_unique=True):
            is_further = contradict(asked, paper.ids)
            answer.papers[asked] = paper._replace(ids=(*paper.ids, asked)) if is_further else paper
        elif contradict(asked, paper.ids) or not others.isdisjoint(paper.ids):
            answer.foreign.append(asked)
        elif title_agrees(asked, paper) is False:
            answer.retitled[asked] = paper
        else:
            answer.unproved[asked] = paper
    return answer


def parse_match(answer: Any) -> PaperMetadata | None:
    """Return the paper that a title search found, None where it found none. Raises `TransientError` otherwise."""
    rows = answer.get("data") if isinstance(answer, dict) else None
    paper = parse_paper(rows[0]) if isinstance(rows, list) and rows else None
    if paper is None and rows != []:
        raise TransientError("the answer is broken")
    return paper


RECOMMENDED = "paperId,externalIds,title,year,publicationDate,authors,venue,url,citationCount"
"""The fields to ask of recommendations, which refuse others, as TLDRs and, at times, PDFs (recorded 2026-08)."""


def parse_recommended(answer: Any) -> list[PaperMetadata]:
    """Return the papers of recommendations; there may be none. Raises `TransientError` for any other answer."""
    rows = answer.get("recommendedPapers") if isinstance(answer, dict) else None
    papers = [paper for row in rows if (paper := parse_paper(row))] if isinstance(rows, list) else []
    if rows != [] and not papers:
        raise TransientError("the answer is broken")
    return [paper for paper in papers if paper.title]


def parse_paper(row: Any) -> PaperMetadata | None:
    """Make a paper of a row of the API's answer; None if the row is none (as `{"error": …}` is not)."""
    sha = (_id(row.get("paperId")) or "").lower() if isinstance(row, dict) else ""
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        return None
    values = {
        field.attribute: (_BY_NAME.get(field.name) or _BY_TYPE[field.decode])(row.get(field.name))
        for field in metadata.FIELDS
    }
    paper = PaperMetadata(ids=(sha, *dict.fromkeys(_spellings(row))), **values)
    return paper if paper.url else paper._replace(url=f"https://www.semanticscholar.org/paper/{sha}")


def _text(value: Any) -> str | None:
    """Make text of what may hold tags, entities, line breaks and worse; None if nothing is left."""
    return as_text(value) or None


def _day(value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except (ValueError, TypeError):
        return None


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for person in as_objects(value) if (name := _text(person.get("name"))))


def _journal(value: Any) -> Journal | None:
    parts = [_text(as_object(value).get(name)) for name in Journal._fields]
    return Journal(*parts) if any(parts) else None


def _page(value: Any) -> str | None:
    """Take the paper's page at Semantic Scholar, and no address elsewhere."""
    page = re.fullmatch(r"https://www\.semanticscholar\.org/paper/[\w/-]+", _text(value) or "", re.ASCII)
    return page and page[0]


_Read = Callable[[Any], Any]
_BY_TYPE: dict[_Read, _Read] = {
    metadata.as_text: _text,
    metadata.as_number: as_number,
    metadata.as_day: _day,
    metadata.as_texts: _names,
    metadata.as_journal: _journal,
}
"""What reads a field's value in an answer: anything may be missing, null, empty, or of another type."""
_BY_NAME: dict[str, _Read] = {"url": _page, "year": as_year, "tldr": lambda value: _text(as_object(value).get("text"))}
"""What reads those fields of which the type does not say enough."""

_RANKED = sorted(identifiers.SCHEMES.items(), key=lambda row: (row[1].is_semantic_scholars, row[1].ask_rank))
_EXTERNAL = {scheme.s2_name: key for key, scheme in _RANKED if scheme.s2_name}
"""The schemes by their names in answers; Semantic Scholar's own number is the last of the ids in the metadata."""


def _spellings(row: Mapping[str, Any]) -> Iterator[str]:
    """Give the paper's other ids as we would ask for them."""
    corpus_id = _id(row.get("corpusId"))
    external = as_object(row.get("externalIds")) | ({"CorpusId": corpus_id} if corpus_id else {})
    for name, scheme in _EXTERNAL.items():
        identifier = identifiers.parse(_id(external.get(name)) or "", scheme)
        if identifier and (spelling := identifier.semantic_scholar):
            yield spelling


def _id(value: Any) -> str | None:
    """Take a number as well, and of a DOI with a remark behind it (as is recorded) the DOI."""
    return next(iter(collapse_whitespace(str(value)).split()), None) if isinstance(value, str | int) else None
