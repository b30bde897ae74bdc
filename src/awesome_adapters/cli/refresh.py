"""`refresh`: ask again for what is known, and say what changed."""

import datetime as dt
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.fetching import Answers, fetch
from awesome_adapters.cli.options import max_wait_option, open_valid_project, root_option, today
from awesome_adapters.refresh import changes as compare
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
    files are never changed, and a record is only replaced by a newer answer.

    \b
    Example:
        awesome-adapters refresh --older-than 30
    """
    project = open_valid_project(root)
    store = project.store
    report.show(store.verify(), err=True)
    before = None if older_than is None else today() - dt.timedelta(days=older_than)
    wanted = project.recorded(project.find(entries), before)
    old = {key: store.paper(listed.identifiers) for key, listed in wanted.items()}
    answers: Answers = {}

    def changes() -> str:
        compared = (compare(wanted[key], old[key], answer) for key, answer in answers.items())
        return changes_report(change for changes in compared for change in changes)

    try:
        unanswered = fetch(project, list(wanted), max_wait, answers)
    except KeyboardInterrupt:
        if text := changes():
            click.echo(text)
        raise
    is_whole = not (entries or keep_orphans or unanswered)
    orphans = project.prune() if is_whole else []
    click.echo(changes() or "Nothing changed.")
    if orphans:
        click.echo(f"\nRecords that no entry used were removed: {', '.join(orphans)}.")
    return 3 if unanswered else 0
