"""Asking Semantic Scholar, and saying how it goes."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from awesome_adapters.cli.root import today

if TYPE_CHECKING:
    from awesome_adapters.metadata import PaperMetadata
    from awesome_adapters.store import MetadataStore

_SAVE_EVERY = 500


def fetch(
    store: "MetadataStore", wanted: list[str], patience: float, answers: "dict[str, PaperMetadata | None] | None" = None
) -> list[str]:
    """Fetch papers into the store, and return the ids that were not answered.

    Whatever arrives is kept, however the run ends, and stands in `answers` by the ids it was asked for
    (None is "unknown"). `patience` is in seconds.
    """
    from awesome_adapters.semantic_scholar.client import SemanticScholar, UnavailableError

    if not wanted:
        return []
    if answers is None:
        answers = {}
    with _progress(len(wanted)) as progress:
        client = SemanticScholar.from_environment(patience=patience, announce=progress.announce)
        ending = None
        try:
            for asked, paper in client.papers(wanted):
                answers[asked] = paper
                store.add(asked, paper, today())
                progress.step()
                if len(answers) % _SAVE_EVERY == 0:
                    store.save()
        except UnavailableError as error:
            ending = f"{error}; going on with what is known"
        finally:
            store.save()
    _summarize(answers, client.unanswered, ending)
    return client.unanswered


def _summarize(answers: "dict[str, PaperMetadata | None]", unanswered: list[str], ending: str | None) -> None:
    if ending:
        click.echo(ending, err=True)
    if answers or not ending:
        unknown = sum(paper is None for paper in answers.values())
        parts = [f"{len(answers) - unknown:,} found"]
        parts += [f"{unknown:,} unknown to it"] if unknown else []
        parts += [f"{len(unanswered):,} not answered"] if unanswered else []
        click.echo(f"Semantic Scholar: {', '.join(parts)}", err=True)
    if unanswered and not ending:
        some = ", ".join(unanswered[:5]) + (", …" if len(unanswered) > len(unanswered[:5]) else "")
        click.echo(f"not answered: {some}; the next build asks again", err=True)


class _Progress(NamedTuple):
    step: Callable[[], None]
    """To be called after each paper."""
    announce: Callable[[float, str], None]
    """To be called before each wait, with its seconds and its reason."""


@contextlib.contextmanager
def _progress(papers: int) -> Iterator[_Progress]:
    """Show a bar on a terminal, and lines elsewhere."""
    what = f"{papers:,} paper{'' if papers == 1 else 's'}"
    stream = sys.stderr
    if not stream.isatty():
        click.echo(f"asking Semantic Scholar for {what}", err=True)
        yield _Progress(lambda: None, lambda seconds, reason: click.echo(_waiting(seconds, reason), err=True))
        return
    label = f"Semantic Scholar: {what}"
    with click.progressbar(length=papers, label=label, file=stream, width=0, show_eta=False, show_pos=True) as bar:

        def step() -> None:
            bar.label = label
            bar.update(1)

        def announce(seconds: float, reason: str) -> None:
            bar.label = _waiting(seconds, reason)
            bar.render_progress()

        bar.render_progress()
        yield _Progress(step, announce)


def _waiting(seconds: float, reason: str) -> str:
    return f"Semantic Scholar: {reason}; waiting {seconds:.0f} s"
