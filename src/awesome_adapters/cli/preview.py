"""`preview`: what a change will look like, for the page of a pull request."""

from pathlib import Path

import click

from awesome_adapters.cli.options import FOLDER, open_valid_project, root_option
from awesome_adapters.preview import Version, report
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project


@click.command()
@click.argument("before", type=FOLDER)
@root_option
def preview(before: Path, root: Path | None) -> None:
    """Show as Markdown what changed since BEFORE, a folder with an older version of the list.

    Nothing is written, and no network is needed. Such a folder is made by: git worktree add ../before main

    \b
    Example:
        awesome-adapters preview ../before
    """
    new = Version.of(open_valid_project(root))
    old = Project.open(before)  # its mistakes are no fault of the change
    try:
        old_version = Version.of(old)
    except CatalogueError:  # its templates are broken, or made for another version of the program
        old_version = Version.of(old, is_built=False)
    click.echo(report(old_version, new), nl=False)
