"""`import`: an existing list taken over."""

from pathlib import Path

import click

from awesome_adapters import importing as lists
from awesome_adapters.importing import report
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
@click.option("--dry-run", is_flag=True, help="Show the report and write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything was not read or contradicts itself.")
@click.pass_context
def importing(
    context: click.Context, sources: tuple[Path, ...], folder: Path, section: str, dry_run: bool, strict: bool
) -> None:
    """Take over an existing list: a README and further Markdown, or BibTeX.

    FOLDER gets the list's YAML files, the text around the list as templates, and import-report.md with
    every line that was not understood. A list that is there gets what is new. The network is not used.

    \b
    Examples:
        awesome-adapters import README.md --into .
        awesome-adapters import README.md papers.bib --into my-list --dry-run
    """
    planned = lists.plan(lists.load(sources), folder, section)
    click.echo(visible(planned.summary))
    if dry_run:
        click.echo(planned.report.document(planned.summary).partition("\n\n")[2].rstrip("\n"))
    else:
        planned.write()
        click.echo(f"the list is in {folder}; what was not taken over is in {folder / report.PATH}")
        if planned.old_readme is not None:
            click.echo("README.md is README.old.md now; a build writes the new one")
        root = "" if folder == Path() else f" --root {folder}"
        click.echo(f"now: awesome-adapters check{root}, and awesome-adapters build{root}", err=True)
    if strict and not planned.is_complete:
        context.exit(1)
