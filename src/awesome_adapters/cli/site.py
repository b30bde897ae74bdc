"""`site`: the list as a static website."""

import os
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.options import open_valid_project, root_option
from awesome_adapters.storage import files
from awesome_adapters.storage.locks import locked
from awesome_adapters.text import number_of


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@root_option
def site(folder: Path, root: Path | None) -> None:
    """Write the list as a website into FOLDER, to be opened from there or put on any host.

    If catalogue.yaml does not say where repository and website are, the
    variables of GitHub's or GitLab's CI do.

    Nothing is fetched: the list is shown with what data/metadata.json knows. In FOLDER, only files
    that an earlier run wrote are replaced or removed.

    \b
    Example:
        awesome-adapters site public
    """
    with open_valid_project(root).locked() as project, locked(folder):
        project.require_valid()
        published = files.publish(folder, project.site(environment=os.environ))
    report.show(project.store.problems, err=True)
    changes = [f"{len(published.changed):,} written"] if published.changed else []
    changes += [f"{len(published.removed):,} removed"] if published.removed else []
    click.echo(f"{folder}: {number_of(published.total, 'file')}, {', '.join(changes) or 'already current'}")
