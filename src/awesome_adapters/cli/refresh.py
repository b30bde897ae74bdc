"""`refresh`: ask again for what is known, and say what changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.root import read, root_option, today
from awesome_adapters.problems import CatalogueError, InvalidDataError

if TYPE_CHECKING:
    from datetime import date

    from awesome_adapters.catalogue import Catalogue, ListedEntry
    from awesome_adapters.metadata import PaperMetadata
    from awesome_adapters.store import MetadataStore


@click.command(short_help="Ask Semantic Scholar again, and report what changed.")
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@root_option
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Only what was asked more than DAYS ago.")
@click.option("--patience", type=click.FloatRange(0), default=600, show_default=True, help="Seconds to wait in all.")
@click.option("--keep-orphans", is_flag=True, help="Keep records that no entry uses any more.")
@click.pass_context
def refresh(
    context: click.Context,
    entries: tuple[str, ...],
    root: Path | None,
    older_than: int | None,
    patience: float,
    keep_orphans: bool,
) -> None:
    """Ask Semantic Scholar again, and report what changed.

    An ENTRY is a key, an id, or a part of a title; without any, the whole list is asked for. What the
    YAML files say is never changed, and a record is only replaced by a newer answer.

    \b
    Example:
        awesome-adapters refresh --older-than 30
    """
    from awesome_adapters import refresh as compare
    from awesome_adapters.cli.fetch import fetch
    from awesome_adapters.store import spelling

    found = read(root)
    if found.problems:
        raise InvalidDataError(found.problems)
    store = found.context.store
    report.show(store.verify(), err=True)
    wanted = {}
    for listed in _chosen(found.context.catalogue, entries):
        key = store.find(listed.identifiers) or spelling(listed.identifiers)
        if key and (older_than is None or _is_older(store.retrieved(key), older_than)):
            wanted[key] = listed
    before = {key: store.paper(listed.identifiers) for key, listed in wanted.items()}
    answers: dict[str, PaperMetadata | None] = {}

    def changes() -> str:
        return compare.report(
            change for key, answer in answers.items() for change in compare.changes(wanted[key], before[key], answer)
        )

    try:
        unanswered = fetch(store, list(wanted), patience, answers)
    except KeyboardInterrupt:
        if told := changes():
            click.echo(told)
        raise
    is_whole = not (entries or keep_orphans or unanswered)
    orphans = _prune(store, found.context.catalogue) if is_whole else []
    click.echo(changes() or "Nothing changed.")
    if orphans:
        click.echo(f"\nRecords that no entry used were taken out: {', '.join(orphans)}.")
    context.exit(3 if unanswered else 0)


def _chosen(catalogue: "Catalogue", wanted: tuple[str, ...]) -> "list[ListedEntry]":
    if not wanted:
        return list(catalogue.entries())
    from awesome_adapters.identifiers import parse

    chosen = []
    for text in wanted:
        identifier = parse(text)
        found = [
            listed
            for listed in catalogue.entries()
            if text == listed.key
            or identifier in listed.identifiers
            or text.casefold() in listed.entry.title.casefold()
        ]
        if not found:
            raise CatalogueError(f"no entry has '{text}' as its key, as an id, or in its title")
        chosen += found
    return chosen


def _is_older(day: "date | None", days: int) -> bool:
    return day is None or (today() - day).days > days


def _prune(store: "MetadataStore", catalogue: "Catalogue") -> list[str]:
    used = {store.find(listed.identifiers) for listed in catalogue.entries()}
    orphans = [key for key in store if key not in used]
    for key in orphans:
        store.remove(key)
    store.save()
    return orphans
