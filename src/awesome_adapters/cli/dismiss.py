"""`dismiss`: a candidate that is not going to be listed, and why."""

import sys
from pathlib import Path

import click

from awesome_adapters import candidates
from awesome_adapters.cli.merging import settle_merges
from awesome_adapters.cli.options import list_folder, root_option, today
from awesome_adapters.enrichment.lookup import clean
from awesome_adapters.problems import CatalogueError


@click.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@root_option
@click.option("--reason", help="Why it does not belong in the list.")
@click.option("--undo", is_flag=True, help="Take it back: the work is a candidate again.")
def dismiss(keys: tuple[str, ...], root: Path | None, reason: str | None, undo: bool) -> None:
    """Leave a candidate out, and remember why.

    The candidate stays in candidates.yaml with the reason and the day, so that it is never found again;
    'discover' looks for papers unlike those. Give its key, or one of its ids.

    \b
    Examples:
        awesome-adapters dismiss arxiv-2310.06756 --reason "It is a poster."
        awesome-adapters dismiss --undo arxiv-2310.06756
    """
    if undo and reason:
        raise CatalogueError("--undo needs no --reason")
    folder = list_folder(root)
    settle_merges(folder)
    if not undo and not reason and sys.stdin.isatty() and sys.stdout.isatty():
        reason = click.prompt("Why does it not belong in the list?")
    text = clean(reason, "reason")
    if not undo and not text:
        raise CatalogueError('say why, for those who find it next: --reason "It is a poster."')
    for item in candidates.dismiss(folder, keys, text, today()):
        verb = "a candidate again" if undo else "dismissed"
        click.echo(f"{verb}: {item.key}: {item.entry.full_title}")
    click.echo("commit candidates.yaml", err=True)
