"""Fakes of arXiv, Crossref and DataCite on one loopback server: they answer as was recorded, and play faults.

    with FakeServices() as services:
        services.preprints["2106.09685"] = {"title": "LoRA", "authors": ["Edward J. Hu"]}
        services.play_for("arxiv", "429-arxiv", "200")
        services.down.add("crossref")

Others join by a path and what answers there: `services.route("github", "/graphql", answer)`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from fake_api import FAULTS, FakeApi, Fault, Request, answer_as_asked, says

FURTHER_FAULTS = FAULTS | {
    "429-arxiv": says(429, "Rate exceeded.", Content_Type="text/plain"),
    "404-text": says(404, "Resource not found.", Content_Type="text/plain"),
    "arxiv-empty": says(200, '<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title></feed>'),
    "arxiv-bomb": says(
        200, '<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&a;</title></feed>'
    ),
}
ADDRESSES = ("SEMANTIC_SCHOLAR_API_URL", "ARXIV_API_URL", "CROSSREF_API_URL", "DATACITE_API_URL")

_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>'
    "<opensearch:totalResults>{number}</opensearch:totalResults>{entries}</feed>"
)
_ERROR = (
    "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{0}</id><title>Error</title>"
    "<updated>2026-04-12T22:59:06Z</updated><summary>incorrect id format for {0}</summary>"
    "<author><name>arXiv api core</name></author></entry>"
)


class FakeServices(FakeApi):
    """The services with the papers of `preprints`, `works` and `datacite`; those in `down` refuse every request."""

    def __init__(self) -> None:
        self.preprints: dict[str, dict[str, Any]] = {}
        """By arXiv ids: title, authors, published, comment, doi, journal_ref, category, abstract, version."""
        self.works: dict[str, dict[str, Any]] = {}
        """Crossref's rows by their DOIs in lower case."""
        self.datacite: dict[str, dict[str, Any]] = {}
        """DataCite's attributes by their DOIs in lower case."""
        self.down: set[str] = set()
        self._scripts: dict[str, list[Fault]] = {}
        self._routes: list[tuple[str, str, Callable[[Request], tuple[int, Any]]]] = [
            ("arxiv", "/api/query", self._arxiv),
            ("crossref", "/works", self._crossref),
            ("datacite", "/dois", self._datacite),
        ]
        super().__init__()

    def route(self, service: str, path: str, answer: Callable[[Request], tuple[int, Any]]) -> None:
        """Let `answer` give status and body for the paths that begin so."""
        self._routes.insert(0, (service, path, answer))

    def play_for(self, service: str, *faults: str | Fault) -> None:
        """Play these faults for the next requests to a service."""
        script = self._scripts.setdefault(service, [])
        script += [FURTHER_FAULTS[fault] if isinstance(fault, str) else fault for fault in faults]

    def stop_playing(self, service: str = "") -> None:
        """Play none of the faults that are left for a service."""
        self._scripts.pop(service, None)

    def asked(self, service: str) -> list[Request]:
        """Return the requests to a service."""
        return [request for request in self.requests if self._service(request)[0] == service]

    def take(self, request: Request) -> Fault:
        """Note a request, and return what is played for it."""
        self.requests.append(request)
        service, _ = self._service(request)
        if not request.headers.get("user-agent", "").startswith("awesome-adapters/"):
            self.complaints.append("nobody says who asks")
        script = self._scripts.get(service)
        if script:
            return script.pop(0)
        return FURTHER_FAULTS["429-arxiv"] if service in self.down else answer_as_asked

    def answer(self, request: Request) -> tuple[int, Any]:
        """Return status and body of the answer where no fault is played."""
        return self._service(request)[1](request)

    def _service(self, request: Request) -> tuple[str, Callable[[Request], tuple[int, Any]]]:
        rows = ((name, answer) for name, path, answer in self._routes if request.path.startswith(path))
        return next(rows, ("", lambda _: (404, "")))

    def _arxiv(self, request: Request) -> tuple[int, Any]:
        """Give the papers that there are, by date; refuse the whole list for one malformed id."""
        query = request.query
        if "max_results" not in query:
            self.complaints.append("arXiv gives ten entries where max_results is missing")
        ids = query["id_list"].split(",") if "id_list" in query else []
        if malformed := [text for text in ids if not re.fullmatch(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]+/[0-9]{7}", text)]:
            return 400, _FEED.format(number=1, entries=_ERROR.format(malformed[0]))
        if "search_query" in query:
            days = re.search(r"submittedDate:\[([0-9]{8})0000 TO ([0-9]{8})2359\]", query["search_query"])
            if not days:
                self.complaints.append("the search has no days")
            first, last = days.groups() if days else ("", "9")
            papers = self.preprints.items()
            ids = [key for key, row in papers if first <= str(row.get("published", "")).replace("-", "") <= last]
        rows = [(key, self.preprints[key]) for key in ids if key in self.preprints]
        rows.sort(key=lambda row: str(row[1].get("published", "")), reverse=True)
        rows = rows[: int(query.get("max_results", 10))]
        return 200, _FEED.format(number=len(rows), entries="".join(_entry(key, row) for key, row in rows))

    def _crossref(self, request: Request) -> tuple[int, Any]:
        query = request.query
        if request.path != "/works":
            work = self.works.get(unquote(request.path.removeprefix("/works/")).lower())
            return (200, {"status": "ok", "message": work}) if work else (404, "Resource not found.")
        if "filter" not in query:  # the nearest title is the first, whoever wrote the work
            words = set(query.get("query.bibliographic", "").lower().split())
            rows = sorted(self.works.values(), key=lambda row: -len(words & set(row["title"][0].lower().split())))
        elif not all(part.startswith("doi:") for part in query["filter"].split(",")):
            return 400, {"status": "failed", "message": [{"type": "parameter-not-allowed"}]}
        else:
            dois = [part.removeprefix("doi:") for part in query["filter"].split(",")]
            rows = [self.works[doi] for doi in dois if doi in self.works]
        rows = rows[: int(query["rows"])]
        return 200, {"status": "ok", "message": {"total-results": len(rows), "items": rows}}

    def _datacite(self, request: Request) -> tuple[int, Any]:
        dois = re.findall(r'"([^"]+)"', request.query["query"])
        rows = [{"id": doi, "type": "dois", "attributes": self.datacite[doi]} for doi in dois if doi in self.datacite]
        return 200, {"data": rows, "meta": {"total": len(rows)}}


def _entry(arxiv_id: str, row: Mapping[str, Any]) -> str:
    """Write an entry of arXiv's feed; ids carry a version, and what a paper lacks is left out."""
    names = "".join(f"<author><name>{escape(name)}</name></author>" for name in row.get("authors", ()))
    further = "".join(
        f"<arxiv:{name}>{escape(row[name])}</arxiv:{name}>" for name in ("comment", "doi", "journal_ref") if name in row
    )
    return (
        f"<entry><id>http://arxiv.org/abs/{arxiv_id}v{row.get('version', 1)}</id><title>{escape(row['title'])}</title>"
        f"<published>{row.get('published', '2021-06-17')}T17:37:18Z</published>"
        f"<summary>{escape(row.get('abstract', ''))}</summary>{further}"
        f'<arxiv:primary_category term="{row.get("category", "cs.CL")}"/>{names}</entry>'
    )


def a_work(doi: str, title: str, authors: str = "", **fields: Any) -> dict[str, Any]:
    """Make a row of Crossref; `authors` are parted by commas, and a name of one word is a group's."""
    people: list[dict[str, str]] = []
    for name in filter(None, authors.split(", ")):
        given, _, family = name.rpartition(" ")
        people.append({"given": given, "family": family} if given else {"name": family})
    return {
        "DOI": doi,
        "title": [title],
        "author": people,
        "container-title": [],
        "issued": {"date-parts": [[2022, 5]]},
        "type": "proceedings-article",
        "relation": {},
    } | fields
