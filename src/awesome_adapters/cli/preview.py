"""`preview`: what a change will look like, for the page of a pull request."""

from pathlib import Path

import click

from awesome_adapters.changes.hand_edits import hand_edits
from awesome_adapters.changes.preview import report as preview_report
from awesome_adapters.changes.preview import versions
from awesome_adapters.cli import report
from awesome_adapters.cli.options import FOLDER, open_valid_project, root_option
from awesome_adapters.project import Project


@click.command()
@click.argument("before", type=FOLDER)
@root_option
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    envvar="GITHUB_STEP_SUMMARY",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append it to this file; in a job of GitHub's, by default its summary.",
)
def preview(before: Path, root: Path | None, output: Path | None) -> None:
    """Show as Markdown what changed since BEFORE, a folder with an older version of the list.

    Nothing else is written, and no network is needed. Such a folder is made by: git worktree add ../before main

    What was edited by hand in files that a build writes is a warning, with what to do instead.

    \b
    Example:
        awesome-adapters preview ../before
    """
    new = open_valid_project(root)
    old_version, new_version = versions(Project.open(before), new)  # mistakes before are no fault of the change
    edits = hand_edits(old_version, new_version)
    text = preview_report(old_version, new_version, edits)
    if output:
        with output.open("a", encoding="utf-8") as file:
            file.write(text)
    else:
        click.echo(text, nl=False)
    report.show((edit.problem for edit in edits), None if output else "text", err=True)
