"""`import`: an existing list taken over."""

from pathlib import Path

import click

from awesome_adapters import importing as lists
from awesome_adapters.cli.fetching import client, match
from awesome_adapters.cli.options import max_wait_option, today
from awesome_adapters.importing import report
from awesome_adapters.project import Project
from awesome_adapters.text import visible


@click.command(name="import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "folder",
    required=True,
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="The list's folder; . in its own repository.",
)
@click.option("--section", metavar="NAME", default="Papers", show_default=True, help="Where BibTeX entries go.")
@click.option("--by", type=click.Choice(lists.GROUPINGS), help="A section for each keyword or group of BibTeX.")
@click.option("--online", is_flag=True, help="Look up papers without an id by their titles.")
@max_wait_option(600)
@click.option("--dry-run", is_flag=True, help="Show the report and write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was not read or contradicts itself.")
@click.pass_context
def importing(
    context: click.Context,
    sources: tuple[Path, ...],
    folder: Path,
    section: str,
    by: str | None,
    online: bool,
    max_wait: float,
    dry_run: bool,
    strict: bool,
) -> None:
    """Take over an existing list: a README and further Markdown, or BibTeX.

    FOLDER gets the list's YAML files, the text around the list as templates, and import-report.md with
    every line that was not understood. A list that is there gets what is new. The network is only used
    with --online: 'check' offers the ids that Semantic Scholar knows. If that is interrupted, the same
    command goes on with it.

    \b
    Examples:
        awesome-adapters import README.md --into .
        awesome-adapters import papers.bib --into my-list --by keyword
    """
    planned = lists.plan(lists.load(sources, folder), folder, lists.Grouping(section, by))
    click.echo(visible(planned.summary))
    if dry_run:
        click.echo(planned.report.document(planned.summary).partition("\n\n")[2].rstrip("\n"))
    else:
        planned.write()
        click.echo(f"the list is in {folder}; what was not taken over is in {folder / report.PATH}")
        if planned.look:
            changed, lines = planned.look.change(Project.open(folder))
            style = planned.look.settings["style"]
            click.echo(f"of all looks, style '{style}' changes the README least: {changed:,} of {lines:,} lines")
        if planned.old_readme is not None:
            click.echo("README.md is README.old.md now; a build writes the new one")
        if online:
            _look_up(Project.open(folder), max_wait)
        root = "" if folder == Path() else f" --root {folder}"
        click.echo(f"now: awesome-adapters check{root}, and awesome-adapters build{root};", err=True)
        click.echo(f"awesome-adapters init {folder} adds workflows and forms for GitHub", err=True)
    if strict and not planned.is_complete:
        context.exit(1)


def _look_up(project: Project, max_wait: float) -> None:
    """Look up the papers of a list that no id leads to, and that were not looked up before."""
    if entries := project.unmatched(today()):
        for _ in match(project, entries, client(max_wait), len(entries)):
            pass
