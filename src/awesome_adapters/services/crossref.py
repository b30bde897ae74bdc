"""Crossref's API: published works by their DOIs, with retractions, and by title and authors.

A list may be asked for once a second, one request at a time (measured 2026-10); the limits stand in its answers, and
with an address to write to they may be wider. It does not know the DOIs of DataCite, such as arXiv's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from awesome_adapters import identifiers
from awesome_adapters.metadata.verdicts import RETRACTIONS
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.errors import RejectedError, TransientError
from awesome_adapters.services.http import Answer, Service
from awesome_adapters.services.values import as_day, as_number, as_object, as_objects, as_text, as_year, first, joined

ADDRESS = "https://api.crossref.org"
INTERVAL = 1.0
"""Seconds from the end of one request to the next."""
BATCH = 20
_FIELDS = "DOI,title,author,container-title,issued,type,updated-by,relation"


class Notice(NamedTuple):
    """A notice on a work: a retraction, a correction or another."""

    doi: str
    """The DOI of the notice."""
    type: str
    """As `retraction` or `expression_of_concern`, with underscores."""
    date: str
    """The day, as 2010-02-06; empty where it is not said."""
    source: str
    """Who says so, as `publisher` or `retraction-watch`."""


class Work(NamedTuple):
    """A work that is registered at Crossref."""

    doi: str
    title: str = ""
    authors: tuple[str, ...] = ()
    """Given name first; names of groups as they are."""
    venue: str = ""
    year: int | None = None
    type: str = ""
    """As `journal-article`, `proceedings-article` and `posted-content`, which is a preprint."""
    notices: tuple[Notice, ...] = ()
    preprint_of: tuple[str, ...] = ()
    """The DOIs of publications of which it is a preprint."""

    @property
    def retraction(self) -> Notice | None:
        """Return the first notice that takes the work back."""
        notices = (notice for notice in self.notices if notice.type in RETRACTIONS)
        return min(notices, key=lambda notice: notice.date or "9", default=None)


class Crossref:
    """The API as one run sees it; `service` has the options of `Service`."""

    def __init__(self, *, address: str = ADDRESS, **service: Any) -> None:
        self._service = Service("Crossref", address, **{"min_interval": INTERVAL} | service)

    def works(self, dois: Sequence[str]) -> Iterator[dict[str, Work | None]]:
        """Ask for works by their DOIs, and give what each request brought; None is "unknown".

        DOIs that it did not answer for are in none of the dictionaries. Raises `UnavailableError`.
        """
        wanted = [doi.lower() for doi in dict.fromkeys(dois)]
        lists = [doi for doi in wanted if "," not in doi]  # a comma in a filter parts two of them
        for start in range(0, len(lists), BATCH):
            yield from self._batch(lists[start : start + BATCH])
        for doi in wanted:
            if "," in doi:
                yield self._single(doi)

    def search(self, title: str, authors: Iterable[str], rows: int = 10) -> list[Work]:
        """Return the works whose title and authors are the nearest; a fake copy may be the first (measured 2026-10)."""
        query = {"query.bibliographic": title, "query.author": " ".join(authors), "rows": str(rows), "select": _FIELDS}
        return [work for work in self._ask("/works", query) or () if work]

    def _batch(self, dois: list[str]) -> Iterator[dict[str, Work | None]]:
        if len(dois) == 1:
            yield self._single(dois[0])
            return
        filters = ",".join(f"doi:{doi}" for doi in dois)
        try:
            works = self._ask("/works", {"filter": filters, "rows": "100", "select": _FIELDS})
        except RejectedError:  # for one of them
            yield from self._batch(dois[: len(dois) // 2])
            yield from self._batch(dois[len(dois) // 2 :])
        else:
            yield joined(dois, {work.doi: work for work in works or () if work}, len(works or ()))

    def _single(self, doi: str) -> dict[str, Work | None]:
        try:
            works = self._ask(f"/works/{quote(doi, safe='')}", {})
        except RejectedError:
            return {}
        if works is None:
            return {doi: None}
        return {work.doi: work for work in works if work and work.doi == doi}

    def _ask(self, path: str, query: Mapping[str, str]) -> list[Work | None] | None:
        """Return the works of an answer, None for one that cannot be read; None alone is "not found".

        Raises `RejectedError` where the request is refused.
        """
        answer = self._service.ask("GET", path, _checked, params=query)
        interval = as_number(answer.headers.get("x-rate-limit-interval", "").removesuffix("s"))
        limit = as_number(answer.headers.get("x-rate-limit-limit") or answer.headers.get("x-rate-limit"))
        if interval and limit:
            self._service.pace.min_interval = max(INTERVAL, interval / limit)
        if answer.status == 400:
            raise RejectedError("it rejected the request, 400")
        if answer.status == 404:
            return None
        message = answer.json["message"]
        rows = message.get("items", [message])
        return [_work(as_object(row)) for row in (rows if isinstance(rows, list) else ())]


def _checked(answer: Answer) -> Answer:
    """Return an answer as it is. Raises `TransientError` where it is none, `UnavailableError` where it is a refusal."""
    if answer.status == 200 and not isinstance(as_object(answer.json).get("message"), dict):
        raise TransientError("the answer is broken")
    if answer.status not in (200, 400, 404):
        raise UnavailableError(f"Crossref refuses requests from here ({answer.status})")
    return answer


def _work(row: dict[str, Any]) -> Work | None:
    doi = identifiers.parse(str(row.get("DOI") or ""), "doi")
    if not doi or doi.scheme != "doi":
        return None
    return Work(
        doi.value,
        as_text(first(row.get("title"))),
        tuple(filter(None, map(_name, as_objects(row.get("author"))))),
        as_text(first(row.get("container-title"))),
        as_year(first(first(as_object(row.get("issued")).get("date-parts")))),
        as_text(row.get("type")),
        tuple(_notices(row.get("updated-by"))),
        tuple(_dois(as_object(row.get("relation")).get("is-preprint-of"))),
    )


def _notices(rows: Any) -> Iterator[Notice]:
    """Give the notices; the same event may stand twice, from the publisher and from Retraction Watch."""
    for row in as_objects(rows):
        kind = as_text(row.get("type")).lower().replace("-", "_")
        day = as_day(as_object(row.get("updated")).get("date-time"))
        yield Notice(as_text(row.get("DOI")).lower(), kind, day, as_text(row.get("source")))


def _dois(rows: Any) -> Iterator[str]:
    for row in as_objects(rows):
        doi = identifiers.parse(str(row.get("id") or ""), "doi")
        if doi and doi.scheme == "doi" and row.get("id-type") == "doi":
            yield doi.value


def _name(person: dict[str, Any]) -> str:
    parts = [as_text(person.get(part)) for part in ("given", "family", "suffix")]
    return " ".join(filter(None, parts)) if parts[1] else as_text(person.get("name"))
