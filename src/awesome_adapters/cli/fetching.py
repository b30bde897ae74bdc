"""Asking Semantic Scholar, and saying how it goes."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.cli import report
from awesome_adapters.cli.options import today
from awesome_adapters.enrichment.retrieval import MATCHES_PER_RUN
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import UnavailableError
from awesome_adapters.project import Project
from awesome_adapters.text import number_of

if TYPE_CHECKING:
    from awesome_adapters.services.semantic_scholar.client import SemanticScholar

Answers = dict[str, PaperMetadata | None]
"""What is known of papers by the ids that were asked for; None is "unknown"."""


class Fetched(NamedTuple):
    """What came of asking."""

    answers: Answers
    unanswered: list[str]
    matches: list[tuple[ListedEntry, PaperMetadata]]
    """Papers that were found by their titles."""
    failures: list[str]
    """What made the asking stop."""


def client(max_wait: float, on_wait: Callable[[str], None] | None = None) -> "SemanticScholar":
    """Make a client as the environment says. `max_wait` is in seconds; `on_wait` is told of each wait."""
    # requests takes as long to import as all the rest, and most runs ask for nothing
    from awesome_adapters.services.semantic_scholar.client import SemanticScholar

    return SemanticScholar.from_environment(max_wait=max_wait, on_wait=report.waits("Semantic Scholar", on_wait))


def fetch(
    project: Project,
    wanted: list[str],
    max_wait: float,
    unmatched: Callable[[], list[ListedEntry]],
    fetched: Fetched | None = None,
) -> Fetched:
    """Fetch papers into the project's store, and say how it goes.

    Whatever arrives is kept, however the run ends, and stands in `fetched` if that is given.
    `unmatched` gives the papers to look up by their titles, once it is known which ids lead nowhere.
    """
    fetched = fetched or Fetched({}, [], [], [])
    scholar = None
    if wanted:
        scholar, failure = _fetch(project, wanted, max_wait, fetched.answers)
        fetched.unanswered.extend(scholar.unanswered)
        if failure:
            fetched.failures.append(failure)
            return fetched
    if entries := unmatched():
        fetched.matches.extend(match(project, entries, scholar or client(max_wait)))
    return fetched


def match(
    project: Project, entries: list[ListedEntry], scholar: "SemanticScholar", number: int = MATCHES_PER_RUN
) -> Iterator[tuple[ListedEntry, PaperMetadata]]:
    """Look up the first papers by their titles, a `number` of them, say how it goes, and give those that are found."""
    chosen, found = entries[:number], 0
    click.echo(
        f"looking up {number_of(len(chosen), 'title')} at Semantic Scholar, of papers that no id leads to", err=True
    )
    try:
        for listed, metadata in project.match(scholar, chosen, today()):
            if metadata:
                found += 1
                yield listed, metadata
    except UnavailableError as error:
        click.echo(f"{error}; the next build looks up the rest", err=True)
        return
    advice = "; 'awesome-adapters check' offers the ids" if found else ""
    click.echo(f"Semantic Scholar: {found:,} found by the title{advice}", err=True)
    if rest := len(entries) - len(chosen):
        click.echo(f"{rest:,} more {'is' if rest == 1 else 'are'} looked up by the next build", err=True)


def _fetch(
    project: Project, wanted: list[str], max_wait: float, answers: Answers
) -> tuple["SemanticScholar", str | None]:
    """Fetch papers by their ids, and return the client and what made it stop."""
    failure = None
    with _progress(len(wanted)) as (step, on_wait):
        scholar = client(max_wait, on_wait)
        with contextlib.closing(project.fetch(scholar, wanted, today())) as arriving:
            try:
                for asked, metadata in arriving:
                    answers[asked] = metadata
                    step()
            except UnavailableError as error:
                failure = f"{error}; continuing with known metadata"
    _summarize(answers, scholar.unanswered, failure)
    return scholar, failure


def _summarize(answers: Answers, unanswered: list[str], failure: str | None) -> None:
    if failure:
        click.echo(failure, err=True)
    if answers or not failure:
        known = [metadata is not None for metadata in answers.values()]
        report.answers("Semantic Scholar", known, len(unanswered))
    if unanswered and not failure:
        some = ", ".join(unanswered[:5]) + (", …" if len(unanswered) > len(unanswered[:5]) else "")
        click.echo(f"not answered: {some}; the next build asks again", err=True)


@contextlib.contextmanager
def _progress(number: int) -> Iterator[tuple[Callable[[], None], Callable[[str], None]]]:
    """Show progress for a number of papers; give what to call after each, and before each wait with its reason."""
    papers = number_of(number, "paper")
    if not sys.stderr.isatty():
        click.echo(f"asking Semantic Scholar for {papers}", err=True)
        yield lambda: None, lambda text: click.echo(text, err=True)
        return
    label = f"Semantic Scholar: {papers}"
    with click.progressbar(length=number, label=label, file=sys.stderr, width=0, show_eta=False, show_pos=True) as bar:

        def step() -> None:
            bar.label = label
            bar.update(1)

        def on_wait(text: str) -> None:
            bar.label = text
            bar.render_progress()

        bar.render_progress()
        yield step, on_wait
