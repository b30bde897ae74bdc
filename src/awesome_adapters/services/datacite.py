"""DataCite's API: preprints of arXiv by their DOIs, for the days on which arXiv itself does not answer."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from awesome_adapters import identifiers
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.arxiv import Preprint
from awesome_adapters.services.errors import TransientError
from awesome_adapters.services.http import Answer, Service
from awesome_adapters.services.values import as_object, as_objects, as_text, as_year, first, joined
from awesome_adapters.text.names import people

ADDRESS = "https://api.datacite.org"
INTERVAL = 1.0
"""Seconds from the end of one request to the next."""
BATCH = 50
_ARXIV = "10.48550/arxiv."


class DataCite:
    """The API as one run sees it; `service` has the options of `Service`."""

    def __init__(self, *, address: str = ADDRESS, **service: Any) -> None:
        self._service = Service("DataCite", address, **{"min_interval": INTERVAL} | service)

    def papers(self, arxiv_ids: Sequence[str], recorded: Collection[str] = ()) -> Iterator[dict[str, Preprint | None]]:
        """Ask for papers by their arXiv ids, as `Arxiv.papers` does."""
        wanted = list(dict.fromkeys(arxiv_ids))
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            dois = " OR ".join(f'"{_ARXIV}{value.lower()}"' for value in batch)
            query = {"query": f"doi:({dois})", "page[size]": str(BATCH)}
            rows = self._service.ask("GET", "/dois", _papers, params=query)
            yield joined(batch, {paper.arxiv_id: paper for paper in rows if paper}, len(rows), recorded)


def _papers(answer: Answer) -> list[Preprint | None]:
    """Read a list. Raises `TransientError` where it is none, and `UnavailableError` where DataCite refuses."""
    if answer.status != 200:
        raise UnavailableError(f"DataCite refuses requests from here ({answer.status})")
    rows = as_object(answer.json).get("data")
    if not isinstance(rows, list):
        raise TransientError("the answer is broken")
    return [_preprint(as_object(as_object(row).get("attributes"))) for row in rows]


def _preprint(attributes: dict[str, Any]) -> Preprint | None:
    identifier = identifiers.parse(as_text(attributes.get("doi")), "doi")
    title = as_text(as_object(first(attributes.get("titles"))).get("title"))
    if not identifier or identifier.scheme != "arxiv_id" or not title:
        return None
    names = filter(None, map(_name, as_objects(attributes.get("creators"))))
    year = as_year(attributes.get("publicationYear"))
    return Preprint(identifier.value, title, tuple(people(names)), published=str(year or ""))


def _name(creator: dict[str, Any]) -> str:
    given, family = as_text(creator.get("givenName")), as_text(creator.get("familyName"))
    return f"{given} {family}" if given and family else as_text(creator.get("name"))
