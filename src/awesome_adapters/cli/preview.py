"""`preview`: what a change will look like, for the page of a pull request."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli.build import readme_of
from awesome_adapters.cli.root import ReadList, read, root_option
from awesome_adapters.problems import CatalogueError, InvalidDataError

if TYPE_CHECKING:
    from awesome_adapters.preview import Version


@click.command(short_help="Show what a change will look like.")
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@root_option
def preview(before: Path, root: Path | None) -> None:
    """Show as Markdown what changed since BEFORE, a folder with an older version of the list.

    Nothing is written, and no network is needed. Such a folder is made by: git worktree add ../before main

    \b
    Example:
        awesome-adapters preview ../before
    """
    from awesome_adapters.preview import report

    now = read(root)
    if now.problems:
        raise InvalidDataError(now.problems)
    old = read(before)  # its mistakes are no fault of the change
    try:
        old_readme = _built(old)
    except CatalogueError:  # its templates are broken, or made for another version of the program
        old_readme = _committed(old)
    click.echo(report(_version(old, old_readme), _version(now, _built(now))), nl=False)


def _version(found: ReadList, built: str) -> "Version":
    from awesome_adapters.preview import Version

    store, catalogue = found.context.store, found.context.catalogue
    entries = (listed for listed in catalogue.entries() if listed.identifiers)
    unknown = frozenset(listed.key for listed in entries if store.paper(listed.identifiers) is None)
    return Version(catalogue, built, _committed(found), unknown)


def _built(found: ReadList) -> str:
    return "\n".join(document.content.decode() for document in readme_of(found) if document.path.endswith(".md"))


def _committed(found: ReadList) -> str:
    from awesome_adapters import files

    pages = (path for path, is_ours in files.generated_files(found.root, files.PAGES).items() if is_ours)
    paths = (found.root / path for path in ("README.md", *pages))
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file())
