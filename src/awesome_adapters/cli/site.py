"""`site`: the list as a static website."""

import os
from functools import partial
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.options import list_folder, open_valid_project, root_option
from awesome_adapters.formats.site.basis import basis
from awesome_adapters.storage.locks import locked
from awesome_adapters.storage.publishing import publish
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
    inputs = partial(basis, list_folder(root), os.environ)
    before = inputs()
    with open_valid_project(root).locked() as project, locked(folder):
        project.require_valid()
        documents = project.site(environment=os.environ)
        published = publish(folder, documents, before, lambda: inputs() == before and not project.store.problems)
    report.show(project.store.problems, err=True)
    changes = [f"{len(published.changed):,} written"] if published.changed else []
    changes += [f"{len(published.removed):,} removed"] if published.removed else []
    click.echo(f"{folder}: {number_of(published.total, 'file')}, {', '.join(changes) or 'already current'}")
