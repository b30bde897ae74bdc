"""`candidates`: what was found and is not listed yet."""

import datetime as dt
from pathlib import Path

import click

from awesome_adapters.candidates import evidence
from awesome_adapters.catalogue import path_text
from awesome_adapters.cli import completion, report
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.text import collapse_whitespace


@click.command()
@root_option
@click.option(
    "--section", "sections", metavar="PATH", multiple=True, shell_complete=completion.sections,
    help="Only those for this section; repeat it to allow several.",
)  # fmt: skip
@click.option(
    "--tag", "tags", multiple=True, shell_complete=completion.tags, help="Only this tag; repeat it to allow several."
)
@click.option("--year", type=int, help="Only works of this year.")
@click.option("--source", help="Only those that this source found, as arXiv.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only those found on this day or later."
)
@click.option("--dismissed", is_flag=True, help="Those that were dismissed, with the reason.")
def candidates(
    root: Path | None,
    sections: tuple[str, ...],
    tags: tuple[str, ...],
    year: int | None,
    source: str | None,
    since: dt.datetime | None,
    dismissed: bool,
) -> None:
    """Show works that were found and that nobody has judged yet.

    They are in candidates.yaml; in each section those come first that most sources found. Take one: read
    it, and write a sentence on it. Or leave it out with 'dismiss'.

    \b
    Examples:
        awesome-adapters candidates --tag LoRA --year 2025
        awesome-adapters candidates --section "Computer Vision"
        awesome-adapters candidates --since 2026-11-01
        awesome-adapters add arxiv-2310.06756 --summary "Trains ..."
    """
    project = open_project(root)
    report.show(project.candidates.errors, "text", err=True)
    paths = [project.section(path).path for path in sections]
    day = since and since.date()
    groups = project.candidates.select(project.catalogue, paths, tags, year, source, day, dismissed=dismissed)
    for path, items in groups.items():
        click.echo(f"{path_text(path) if path else 'No section yet'}:")
        for key, entry, _ in items:
            judged = f"{entry.dismissed_on}: {entry.dismissed}" if entry.dismissed_on else entry.dismissed
            details = [str(entry.year or ""), ", ".join(entry.tags), evidence(entry.found_by), judged or ""]
            text = "; ".join(filter(None, details))
            row = collapse_whitespace(f"{key}: {entry.full_title}{f' ({text})' if text else ''}")
            click.echo(f"  {row}")
    number = sum(map(len, groups.values()))
    advice = "; add one with: awesome-adapters add KEY" if number and not dismissed else ""
    click.echo(f"{number:,} {'candidate' if number == 1 else 'candidates'}{advice}", err=True)
