"""Asking Semantic Scholar, and saying how it goes."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli.options import today
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import UnavailableError
from awesome_adapters.project import Project

if TYPE_CHECKING:
    from awesome_adapters.semantic_scholar.client import SemanticScholar

Answers = dict[str, PaperMetadata | None]
"""What is known of papers by the ids that were asked for; None is "unknown"."""


def client(max_wait: float, on_wait: Callable[[str], None] | None = None) -> "SemanticScholar":
    """Make a client as the environment says. `max_wait` is in seconds; `on_wait` is told of each wait."""
    # requests takes as long to import as all the rest, and most runs ask for nothing
    from awesome_adapters.semantic_scholar.client import SemanticScholar

    say = on_wait or (lambda text: click.echo(text, err=True))
    return SemanticScholar.from_environment(
        max_wait=max_wait, on_wait=lambda seconds, reason: say(f"Semantic Scholar: {reason}; waiting {seconds:.0f} s")
    )


def fetch(project: Project, wanted: list[str], max_wait: float, answers: Answers) -> list[str]:
    """Fetch papers into the project's store and into `answers`, report progress, and return the unanswered ids."""
    if not wanted:
        return []
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
    return scholar.unanswered


def _summarize(answers: Answers, unanswered: list[str], failure: str | None) -> None:
    if failure:
        click.echo(failure, err=True)
    if answers or not failure:
        unknown = sum(metadata is None for metadata in answers.values())
        counts = [f"{len(answers) - unknown:,} found"]
        counts += [f"{unknown:,} unknown to it"] if unknown else []
        counts += [f"{len(unanswered):,} not answered"] if unanswered else []
        click.echo(f"Semantic Scholar: {', '.join(counts)}", err=True)
    if unanswered and not failure:
        some = ", ".join(unanswered[:5]) + (", …" if len(unanswered) > len(unanswered[:5]) else "")
        click.echo(f"not answered: {some}; the next build asks again", err=True)


@contextlib.contextmanager
def _progress(number: int) -> Iterator[tuple[Callable[[], None], Callable[[str], None]]]:
    """Show progress for a number of papers; give what to call after each, and before each wait with its reason."""
    papers = f"{number:,} paper{'' if number == 1 else 's'}"
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
