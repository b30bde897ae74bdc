"""Asking further sources of metadata, and saying how it goes."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from awesome_adapters import further_sources
from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.cli.options import today
from awesome_adapters.further_sources import Wanted
from awesome_adapters.problems import UnavailableError
from awesome_adapters.project import Project

Ask = Callable[[Any, Wanted], Iterator[dict[str, bool]]]


def fetch_further(
    project: Project, entries: Iterable[ListedEntry], max_wait: float = 0, before: dt.date | None = None
) -> bool:
    """Ask arXiv, and DataCite in its place, and Crossref, and return whether all were answered.

    By default for papers that Semantic Scholar does not have, and without a wait: the next source is asked instead.
    With `before` for all whose answers are of earlier days.
    """
    store, day = project.store, today()
    pairs = further_sources.recorded(store, entries, before)
    if not pairs:
        return True

    def ask_preprints(source: str) -> Ask:
        return lambda client, wanted: further_sources.ask_preprints(client, source, store, wanted, day)

    def ask_publications(client: Any, wanted: Wanted) -> Iterator[dict[str, bool]]:
        return further_sources.ask_publications(client, store, wanted, day)

    preprints = further_sources.preprints(store, pairs, day, before)
    left = _ask(project, "arXiv", preprints, max_wait, ask_preprints("arxiv"))
    if left:
        left = _ask(project, "DataCite", left, max_wait, ask_preprints("datacite"))
    publications = further_sources.publications(store, pairs, day, before)
    return not (left or _ask(project, "Crossref", publications, max_wait, ask_publications))


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
    return (address := service_address(f"{name.upper()}_API_URL", default)) and make(
        address=address,
        agent=user_agent(settings.repository, settings.contact),
        max_wait=max_wait,
        on_wait=lambda seconds, reason: click.echo(f"{name}: {reason}; waiting {seconds:.0f} s", err=True),
    )


def _ask(project: Project, name: str, wanted: Wanted, max_wait: float, ask: Ask) -> dict[str, str]:
    """Ask a source for papers, say how it goes, and return those that were not answered."""
    service = client(project, name, max_wait) if wanted else None
    if not service:
        return {}
    click.echo(f"asking {name} for {len(wanted):,} paper{'' if len(wanted) == 1 else 's'}", err=True)
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
        unknown = sum(not is_known for is_known in answers.values())
        counts = [f"{len(answers) - unknown:,} found"]
        counts += [f"{unknown:,} unknown to it"] if unknown else []
        counts += [f"{len(left):,} not answered"] if left else []
        click.echo(f"{name}: {', '.join(counts)}", err=True)
    return left
