"""`refresh`: ask again for what is known, and say what changed."""

import datetime as dt
import sys
from collections.abc import Sequence
from itertools import chain, starmap
from pathlib import Path
from typing import NamedTuple

import click

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.cli import report
from awesome_adapters.cli.deciding import decide, decision_options
from awesome_adapters.cli.fetching import Fetched, fetch
from awesome_adapters.cli.further import FurtherSources
from awesome_adapters.cli.options import max_wait_option, open_valid_project, root_option, today
from awesome_adapters.curation import decisions
from awesome_adapters.curation.decisions import Decision, DecisionStore
from awesome_adapters.enrichment import publications
from awesome_adapters.enrichment import refresh as use_case
from awesome_adapters.enrichment.refresh import Answer, Change
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.project import Project


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@root_option
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Only what was asked more than DAYS ago.")
@max_wait_option(600)
@click.option("--keep-orphans", is_flag=True, help="Keep records that no entry uses any more.")
@decision_options
def refresh(
    entries: tuple[str, ...],
    root: Path | None,
    older_than: int | None,
    max_wait: float,
    keep_orphans: bool,
    applies: bool,
    declines: bool,
) -> int:
    """Fetch known papers again, and report what changed.

    An ENTRY is a key, an id, or a part of a title; without any, the whole list is fetched. Services are
    Semantic Scholar, arXiv and Crossref. What could be written into the YAML files is proposed under a
    number, once; --apply writes it, and then nothing is fetched. The report is Markdown where it does
    not go to a terminal.

    \b
    Examples:
        awesome-adapters refresh --older-than 30
        awesome-adapters refresh --apply 3 5-7
        awesome-adapters refresh --decline 4
    """
    if applies or declines:
        return decide(root, entries, "refresh", applies=applies, declines=declines)
    project = open_valid_project(root)
    store, decided = project.store, DecisionStore(project.root)
    report.show([*store.verify(), *decided.problems], err=True)
    before = None if older_than is None else today() - dt.timedelta(days=older_than)
    chosen = project.find(entries)
    wanted = project.recorded(chosen, before)
    old = {key: project.paper(listed) for key, listed in wanted.items()}
    fetched = Fetched({}, [], [], [])

    def settled() -> Settled:
        answers = [Answer(wanted[key], old[key], answer) for key, answer in fetched.answers.items()]
        return _settle(project, decided, answers, fetched.matches)

    def unmatched() -> list[ListedEntry]:
        return project.unmatched(today(), chosen, before or dt.date.max)

    try:
        unanswered = fetch(project, list(wanted), max_wait, unmatched, fetched).unanswered
        further = FurtherSources(project, max_wait)
        is_answered = further.fetch(chosen, before or dt.date.max)
        is_answered = further.search(chosen) and is_answered
    except KeyboardInterrupt:
        if so_far := _written(project, settled()):
            click.echo(so_far)
        raise
    news = settled()  # before anything else can fail: what changed is known in this run alone
    is_whole = not (entries or keep_orphans or unanswered)
    titles = {key: store.title(key) for key in store if key not in wanted} if is_whole else {}
    text = _written(project, news, [titles.get(key, key) for key in project.prune()] if is_whole else [])
    is_reached = bool(fetched.answers or not fetched.failures)
    end = use_case.summary(len(wanted), len(fetched.answers), is_reached=is_reached, has_changes=bool(text))
    click.echo("\n\n".join(filter(None, (text, end))))
    return 0 if is_answered and not unanswered else 3


class Settled(NamedTuple):
    """What a run has to say."""

    proposals: list[Decision]
    """Those that are new, numbered and saved."""
    changes: list[Change]


def _settle(
    project: Project,
    decided: DecisionStore,
    answers: Sequence[Answer],
    matches: Sequence[tuple[ListedEntry, PaperMetadata]],
) -> Settled:
    """Number what is new and save it; a publication that is proposed, or was, is no change beside that."""
    findings = chain(
        starmap(use_case.match, matches),
        chain.from_iterable(starmap(use_case.events, answers)),
        use_case.findings(project.catalogue, project.paper),
        publications.findings(project.store, map(project.record, project.catalogue.entries())),
    )
    told = decided.all("refresh", declined=True)
    new = decisions.reconcile(decided, "refresh", findings, project.catalogue, today())
    decided.save()
    published = {decision.entry for decision in (*told, *new) if decision.kind in ("published", "similar")}
    changes = chain.from_iterable(starmap(use_case.changes, answers))
    return Settled(new, [one for one in changes if one.kind != "published" or one.listed.key not in published])


def _written(project: Project, settled: Settled, orphans: Sequence[str] = ()) -> str:
    is_markdown = not sys.stdout.isatty()
    parts = (
        decisions.report(settled.proposals, project.catalogue, as_markdown=is_markdown),
        use_case.report(settled.changes, orphans, as_markdown=is_markdown),
    )
    return "\n\n".join(filter(None, parts))
