"""`candidates`: what was found and is not listed yet."""

from pathlib import Path

import click

from awesome_adapters.catalogue import path_text
from awesome_adapters.cli import completion
from awesome_adapters.cli.options import open_project, root_option


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
@click.option("--dismissed", is_flag=True, help="Those that were dismissed, with the reason.")
def candidates(
    root: Path | None, sections: tuple[str, ...], tags: tuple[str, ...], year: int | None, dismissed: bool
) -> None:
    """Show works that were found and that nobody has judged yet.

    They are in candidates.yaml. Take one: read it, and write a sentence on it.

    \b
    Examples:
        awesome-adapters candidates --tag LoRA --year 2025
        awesome-adapters candidates --section "Computer Vision"
        awesome-adapters add arxiv-2310.06756 --summary "Trains ..."
    """
    project = open_project(root)
    paths = [project.section(path).path for path in sections]
    groups = project.candidates.select(project.catalogue, paths, tags, year, dismissed=dismissed)
    for path, items in groups.items():
        click.echo(f"{path_text(path) if path else 'No section yet'}:")
        for key, entry, _ in items:
            details = [str(entry.year or ""), ", ".join(entry.tags), entry.dismissed or ""]
            click.echo(f"  {key}: {entry.full_title} ({'; '.join(filter(None, details))})")
    number = sum(map(len, groups.values()))
    advice = "; add one with: awesome-adapters add KEY" if number and not dismissed else ""
    click.echo(f"{number:,} {'candidate' if number == 1 else 'candidates'}{advice}", err=True)
