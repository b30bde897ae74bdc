"""`proposals`: what awaits a decision."""

import sys
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.deciding import decide, decision_options
from awesome_adapters.cli.options import open_valid_project, root_option
from awesome_adapters.curation import agenda
from awesome_adapters.curation.decisions import DecisionStore
from awesome_adapters.problems import CatalogueError


@click.command()
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@root_option
@click.option("--limit", type=click.IntRange(1), metavar="CHARACTERS", help="Cut the report at whole rows.")
@decision_options
def proposals(numbers: tuple[str, ...], root: Path | None, limit: int | None, applies: bool, declines: bool) -> int:
    """Show what awaits a decision: what was found and could be written, and candidates.

    'refresh', 'health' and 'audit' propose, and 'discover' finds candidates. Each proposal keeps its
    number until it is settled. On a terminal, --apply without numbers asks for each. The report is
    Markdown where it does not go to a terminal; nothing is printed if nothing awaits.

    \b
    Examples:
        awesome-adapters proposals
        awesome-adapters proposals --apply 3 5-7
        awesome-adapters proposals --apply all
        awesome-adapters proposals --decline 4
    """
    if applies or declines:
        return decide(root, numbers, "", applies=applies, declines=declines)
    if numbers:
        raise CatalogueError("say what becomes of them: --apply or --decline")
    project = open_valid_project(root)
    store = DecisionStore(project.root)
    report.show(store.problems, err=True)
    if text := agenda.report(project, store, as_markdown=not sys.stdout.isatty(), limit=limit or 0):
        click.echo(text)
    return 0
