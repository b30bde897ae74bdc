"""`refresh`: ask again for what is known, and say what changed."""

import datetime as dt
import sys
from collections.abc import Sequence
from itertools import chain, starmap
from pathlib import Path

import click

from awesome_adapters import publications
from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.cli import report
from awesome_adapters.cli.fetching import Fetched, fetch
from awesome_adapters.cli.further import FurtherSources
from awesome_adapters.cli.options import max_wait_option, open_valid_project, root_option, today
from awesome_adapters.findings import Finding
from awesome_adapters.refresh import changes as compare
from awesome_adapters.refresh import match, of_finding, summary
from awesome_adapters.refresh import report as changes_report


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@root_option
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Only what was asked more than DAYS ago.")
@max_wait_option(600)
@click.option("--keep-orphans", is_flag=True, help="Keep records that no entry uses any more.")
def refresh(
    entries: tuple[str, ...], root: Path | None, older_than: int | None, max_wait: float, keep_orphans: bool
) -> int:
    """Fetch known papers again, and report what changed.

    An ENTRY is a key, an id, or a part of a title; without any, the whole list is fetched. The YAML
    files are never changed, and a record is only replaced by a newer answer. arXiv and Crossref are
    asked, too, also for publications of preprints. The report is Markdown where it does not go to a
    terminal.

    \b
    Example:
        awesome-adapters refresh --older-than 30
    """
    project = open_valid_project(root)
    store = project.store
    report.show(store.verify(), err=True)
    before = None if older_than is None else today() - dt.timedelta(days=older_than)
    chosen = project.find(entries)
    wanted = project.recorded(chosen, before)
    old = {key: project.paper(listed) for key, listed in wanted.items()}
    fetched = Fetched({}, [], [], [])

    told: list[Finding] = []

    def written(orphans: Sequence[str] = ()) -> str:
        differences = (compare(wanted[key], old[key], answer) for key, answer in fetched.answers.items())
        news = (
            change
            for change in chain.from_iterable(differences)
            if change.kind != "published" or not publications.is_told(store, change.listed)
        )
        changes = chain(starmap(match, fetched.matches), map(of_finding, told), news)
        return changes_report(changes, orphans, as_markdown=not sys.stdout.isatty())

    def unmatched() -> list[ListedEntry]:
        return project.unmatched(today(), chosen, before or dt.date.max)

    try:
        unanswered = fetch(project, list(wanted), max_wait, unmatched, fetched).unanswered
        further = FurtherSources(project, max_wait)
        is_answered = further.fetch(chosen, before or dt.date.max)
        is_answered = further.search(chosen) and is_answered
    except KeyboardInterrupt:
        if so_far := written():
            click.echo(so_far)
        raise
    told += publications.findings(store, map(project.record, chosen))
    is_whole = not (entries or keep_orphans or unanswered)
    titles = {key: store.title(key) for key in store if key not in wanted} if is_whole else {}
    text = written([titles.get(key, key) for key in project.prune()] if is_whole else [])
    is_reached = bool(fetched.answers or not fetched.failures)
    end = summary(len(wanted), len(fetched.answers), is_reached=is_reached, has_changes=bool(text))
    click.echo("\n\n".join(filter(None, (text, end))))
    for finding in told:
        store.mark_reported(finding.subject, finding.name, finding.identity)
    store.save()
    return 0 if is_answered and not unanswered else 3
