"""`news`: what is new since a day or a revision."""

from pathlib import Path

import click

from awesome_adapters.cli.options import open_valid_project, root_option
from awesome_adapters.curation import news as news_of


@click.command()
@click.option("--since", required=True, metavar="DAY|REVISION", help="A day, as 2026-05-31, or a revision of git.")
@root_option
def news(since: str, root: Path | None) -> None:
    """Tell what is new, as Markdown for a release or a letter.

    It compares the list with what git has of it: at the revision, or in the last commit before the
    day. An entry is told of if it was added or removed, if its paper was published or retracted, or if
    its title changed. Without git, or before its first commit, a day tells only what was added since.

    \b
    Examples:
        awesome-adapters news --since 2026-05-31
        awesome-adapters news --since v1.2
    """
    project = open_valid_project(root)
    result = news_of.since(project, since)
    click.echo(news_of.report(result.events, project.catalogue.settings), nl=False)
    if not result.is_whole:
        click.echo("git has no commit before this day here; entries are told of by their day in added alone", err=True)
