"""arXiv's API: preprints by their ids, and new ones by a search.

Its terms allow one request in three seconds and make what it says of a paper public domain (CC0). It gives entries by
their dates, leaves out ids that it does not know, and refuses a whole list for one malformed id (recorded 2026-04).
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from awesome_adapters import identifiers
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.errors import TransientError
from awesome_adapters.services.http import Answer, Limits, Service
from awesome_adapters.services.values import as_day, joined
from awesome_adapters.text import collapse_whitespace

ADDRESS = "https://export.arxiv.org"
INTERVAL = 3.0
"""Seconds from the end of one request to the next."""
BATCH = 100
_LIMITS = Limits(silence=60.0)
_NAMESPACES = {"": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_MALFORMED = re.compile(r"/api/errors#incorrect_id_format_for_(.+)")


class Preprint(NamedTuple):
    """A paper at arXiv."""

    arxiv_id: str
    title: str
    authors: tuple[str, ...] = ()
    published: str = ""
    """The day of its first version, as 2021-06-17; a year where DataCite tells."""
    abstract: str = ""
    comment: str = ""
    """What authors remark, as "accepted at ICLR 2022", and why a paper was withdrawn."""
    doi: str | None = None
    """The DOI of the publication, as authors tell it."""
    journal_ref: str = ""
    """Where it was published, as authors tell it."""
    category: str = ""


class _MalformedIdError(TransientError):
    """The list was refused for one of its ids."""

    def __init__(self, arxiv_id: str) -> None:
        super().__init__(f"it rejected the id {arxiv_id}")
        self.arxiv_id = arxiv_id


class Arxiv:
    """The API as one run sees it; `service` has the options of `Service`."""

    def __init__(self, *, address: str = ADDRESS, **service: Any) -> None:
        options: dict[str, Any] = {"min_interval": INTERVAL, "first_wait": 30.0, "limits": _LIMITS} | service
        self._service = Service("arXiv", address, **options)

    def papers(self, arxiv_ids: Sequence[str], recorded: Collection[str] = ()) -> Iterator[dict[str, Preprint | None]]:
        """Ask for papers by their ids without versions, and give what each request brought; None is "unknown".

        Ids that are malformed, or that it did not answer for, are in none of the dictionaries. So are those of an
        empty feed if it has one of the `recorded` ids, which arXiv knew before. Raises `UnavailableError`.
        """
        valid = [value for value in dict.fromkeys(arxiv_ids) if _canonical(value) == value]
        for start in range(0, len(valid), BATCH):
            yield self._batch(valid[start : start + BATCH], recorded)

    def search(self, query: str, since: date, until: date, limit: int = BATCH) -> list[Preprint]:
        """Return the newest preprints that a query of arXiv's syntax finds, from one day to another, GMT."""
        days = f"submittedDate:[{since:%Y%m%d}0000 TO {until:%Y%m%d}2359]"
        order = {"sortBy": "submittedDate", "sortOrder": "descending", "max_results": str(limit)}
        entries = self._query({"search_query": f"({query}) AND {days}", "start": "0", **order}, _counted)
        return [paper for paper in entries if paper]

    def _batch(self, arxiv_ids: list[str], recorded: Collection[str]) -> dict[str, Preprint | None]:
        while arxiv_ids:
            try:
                entries = self._query({"id_list": ",".join(arxiv_ids), "max_results": str(len(arxiv_ids))})
            except _MalformedIdError as error:
                if error.arxiv_id not in arxiv_ids:
                    raise UnavailableError(f"arXiv refused the request ({error})") from error
                arxiv_ids = [value for value in arxiv_ids if value != error.arxiv_id]
            else:
                papers = {paper.arxiv_id: paper for paper in entries if paper}
                return joined(arxiv_ids, papers, len(entries), recorded)
        return {}

    def _query(
        self, parameters: dict[str, str], parse: "Callable[[Answer], list[ET.Element]] | None" = None
    ) -> list[Preprint | None]:
        entries = self._service.ask("GET", "/api/query", parse or _entries, params=parameters)
        for entry in entries:
            error = _text(entry, "id")
            if malformed := _MALFORMED.search(error):
                raise _MalformedIdError(malformed[1])
            if "/api/errors" in error:
                raise UnavailableError(f"arXiv refused the request: {_text(entry, 'summary')[:200]}")
        return list(map(_preprint, entries))


def _entries(answer: Answer) -> list[ET.Element]:
    """Read a feed. Raises `TransientError` where it is none, and `UnavailableError` where arXiv refuses to answer."""
    if answer.status not in (200, 400):
        raise UnavailableError(f"arXiv refuses requests from here ({answer.status})")
    try:
        if b"<!DOCTYPE" in answer.body:  # entities can make much of little
            raise ET.ParseError
        feed = ET.fromstring(answer.body)  # noqa: S314 (without a DOCTYPE there is nothing to expand)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise TransientError("the answer is broken") from error
    entries = feed.findall("entry", _NAMESPACES)
    if feed.tag != f"{{{_NAMESPACES['']}}}feed" or (answer.status == 400 and not entries):
        raise TransientError("the answer is broken")
    return entries


def _counted(answer: Answer) -> list[ET.Element]:
    """Read the feed of a search. Raises as `_entries` does, and where it is empty without saying that it found none."""
    entries = _entries(answer)
    if not entries and not re.search(rb":totalResults[^>]*>\s*0\s*<", answer.body):
        raise TransientError("the answer is broken")
    return entries


def _preprint(entry: ET.Element) -> Preprint | None:
    arxiv_id, title = _canonical(_text(entry, "id")), _text(entry, "title")
    if not (arxiv_id and title):
        return None
    names = (_text(author, "name") for author in entry.findall("author", _NAMESPACES))
    category = entry.find("arxiv:primary_category", _NAMESPACES)
    doi = identifiers.parse(_text(entry, "arxiv:doi").partition(" ")[0], "doi")  # some papers have several
    return Preprint(
        arxiv_id,
        title,
        tuple(filter(None, names)),
        as_day(_text(entry, "published")),
        _text(entry, "summary"),
        _text(entry, "arxiv:comment"),
        doi.value if doi and doi.scheme == "doi" else None,
        _text(entry, "arxiv:journal_ref"),
        "" if category is None else collapse_whitespace(category.get("term", "")),
    )


def _text(element: ET.Element, name: str) -> str:
    return collapse_whitespace(element.findtext(name, "", _NAMESPACES))


def _canonical(text: str) -> str | None:
    identifier = identifiers.parse(text, "arxiv_id")
    return identifier.value if identifier and identifier.scheme == "arxiv_id" else None
