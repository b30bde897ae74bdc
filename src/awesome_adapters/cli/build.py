"""`build`: fetch what is not known yet, and write what changed."""

from collections.abc import Sequence
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.fetching import fetch
from awesome_adapters.cli.further import FurtherSources
from awesome_adapters.cli.merging import settle_merges
from awesome_adapters.cli.options import max_wait_option, open_project, root_option, today
from awesome_adapters.files import Changes, Document
from awesome_adapters.formats.readme.readme import LIMIT


@click.command()
@root_option
@click.option("--offline", is_flag=True, help="Ask nobody for metadata.")
@click.option("--require-metadata", is_flag=True, help="End with 3 if metadata could not be fetched.")
@click.option("--force", is_flag=True, help="Replace files that this program did not write, such as README.md.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if a file is not current.")
@max_wait_option(60)
def build(
    root: Path | None, offline: bool, require_metadata: bool, force: bool, only_check: bool, max_wait: float
) -> int:
    """Write README.md from the YAML files.

    Semantic Scholar is asked for what data/metadata.json lacks. Papers that no id leads to are looked up
    by their titles, a few in each build. What Semantic Scholar does not have comes from arXiv, DataCite
    and Crossref. If nobody can be reached, the list is built from what is known. A data/schema.json, if
    there is one, is brought up to date.

    Where a merge left conflicts in data files, both sides are kept, but for entries that both changed.

    \b
    Example:
        awesome-adapters build
    """
    project = open_project(root)
    if project.problems and not only_check and settle_merges(project.root):
        project = open_project(project.root)
    project.require_valid()
    missing = project.missing(today())
    if not offline and not only_check:
        missing = fetch(project, missing, max_wait, lambda: project.unmatched(today())).unanswered
        if missing or project.store.has_unknown:
            FurtherSources(project).fetch(project.catalogue.entries())
    if only_check:
        stale = project.stale(project.outputs())
        report.show(project.store.problems, err=True)
        return _show_stale(stale)
    documents, written = project.build(force=force)
    report.show(project.store.problems, err=True)
    _show_written(documents, written)
    if missing and require_metadata:
        click.echo(f"error: {len(missing):,} paper{' has' if len(missing) == 1 else 's have'} no metadata", err=True)
        return 3
    return 0


def _show_stale(stale: Changes) -> int:
    for path in stale.changed:
        click.echo(f"{path} is not current; run: awesome-adapters build", err=True)
    for path in stale.removed:
        click.echo(f"{path} is no longer needed; run: awesome-adapters build", err=True)
    return 1 if stale.changed or stale.removed else 0


def _show_written(documents: Sequence[Document], written: Changes) -> None:
    readme = documents[0].path
    click.echo(f"{readme}: {'written' if readme in written.changed else 'already current'}")
    for path in (path for path in written.changed if path != readme):
        click.echo(f"{path}: written")
    for path in written.removed:
        click.echo(f"{path}: removed, it is no longer needed")
    for document in documents:
        if document.path.endswith(".md") and len(document.content) > LIMIT:
            click.echo(f"warning: {document.path} is longer than the 500 KiB that GitHub shows of a file", err=True)
