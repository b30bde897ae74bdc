"""Asking further sources of metadata, and saying how it goes."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import click

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.cli import report
from awesome_adapters.cli.options import today
from awesome_adapters.enrichment import further_sources, publications
from awesome_adapters.enrichment.further_sources import Wanted
from awesome_adapters.problems import UnavailableError
from awesome_adapters.project import Project
from awesome_adapters.text import number_of

Ask = Callable[[Any, Wanted], Iterator[dict[str, bool]]]


class FurtherSources:
    """The services as one run asks them, each by one client that keeps its pace."""

    def __init__(self, project: Project, max_wait: float = 0) -> None:
        """Wait for each service at most so many seconds; without a wait, the next one is asked instead."""
        self._project, self._store = project, project.store
        self._max_wait = max_wait
        self._clients: dict[str, Any] = {}

    def fetch(self, entries: Iterable[ListedEntry], before: dt.date | None = None) -> bool:
        """Ask arXiv, and DataCite in its place, and Crossref, and return whether all were answered.

        By default for papers that Semantic Scholar does not have; with `before` for all that were answered earlier.
        """
        store, day = self._store, today()
        pairs = further_sources.recorded(store, entries, before)
        if not pairs:
            return True

        def ask_preprints(source: str) -> Ask:
            return lambda client, wanted: further_sources.ask_preprints(client, source, store, wanted, day)

        def ask_publications(client: Any, wanted: Wanted) -> Iterator[dict[str, bool]]:
            return further_sources.ask_publications(client, store, wanted, day)

        left = self._ask("arXiv", further_sources.preprints(store, pairs, day, before), ask_preprints("arxiv"))
        left = self._ask("DataCite", left, ask_preprints("datacite"))
        works = further_sources.publications(store, pairs, day, before)
        return not self._ask("Crossref", works, ask_publications) and not left

    def search(self, entries: Sequence[ListedEntry]) -> bool:
        """Look at Crossref for publications of preprints, by title and authors; return whether all were answered."""
        wanted = publications.to_search(self._store, map(self._project.record, entries), today())
        crossref = self._client("Crossref") if wanted else None
        if not crossref:
            return True
        click.echo(f"looking for publications of {number_of(len(wanted), 'preprint')} at Crossref", err=True)
        try:
            number = sum(publications.search(crossref, self._store, record, key, today()) for record, key in wanted)
        except UnavailableError as error:
            click.echo(f"{error}; the next refresh looks for the rest", err=True)
            return False
        click.echo(f"Crossref: {number:,} found by title and authors", err=True)
        return True

    def _client(self, name: str) -> Any:
        """Return the client of a service, the same for a whole run; None where it is not to be asked."""
        if name not in self._clients:
            self._clients[name] = client(self._project, name, self._max_wait)
        return self._clients[name]

    def _ask(self, name: str, wanted: Wanted, ask: Ask) -> dict[str, str]:
        """Ask a source for papers, say how it goes, and return those that were not answered."""
        service = self._client(name) if wanted else None
        if not service:
            return {}
        click.echo(f"asking {name} for {number_of(len(wanted), 'paper')}", err=True)
        answers: dict[str, bool] = {}
        failure = ""
        try:
            for batch in ask(service, wanted):
                answers |= batch
        except UnavailableError as error:
            failure = f"{error}; continuing with known metadata"
            click.echo(failure, err=True)
        left = {value: key for value, key in wanted.items() if value not in answers}
        if answers or not failure:
            report.answers(name, answers.values(), len(left))
        return left


def client(project: Project, name: str, max_wait: float) -> Any:
    """Make a client of a service as settings and environment say; None where it is not to be asked."""
    # requests takes as long to import as all the rest, and most runs ask for nothing
    from awesome_adapters.services import arxiv, crossref, datacite
    from awesome_adapters.services.http import service_address, user_agent

    make, default = {
        "arXiv": (arxiv.Arxiv, arxiv.ADDRESS),
        "Crossref": (crossref.Crossref, crossref.ADDRESS),
        "DataCite": (datacite.DataCite, datacite.ADDRESS),
    }[name]
    settings = project.catalogue.settings.hosted(os.environ)
    address = service_address(f"{name.upper()}_API_URL", default)
    return address and make(
        address=address,
        agent=user_agent(settings.repository, settings.contact),
        max_wait=max_wait,
        on_wait=report.waits(name),
    )
