"""`build`: fetch what is not known yet, and write what changed."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.fetching import fetch
from awesome_adapters.cli.options import list_folder, max_wait_option, open_project, root_option, today
from awesome_adapters.formats.readme.readme import LIMIT
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.storage.cache import Cache
from awesome_adapters.storage.files import Changes, Document


@click.command()
@root_option
@click.option("--offline", is_flag=True, help="Ask nobody for metadata.")
@click.option("--require-metadata", is_flag=True, help="End with 3 if metadata could not be fetched.")
@click.option("--force", is_flag=True, help="Replace files that this program did not write, such as README.md.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if a file is not current.")
@click.option("--watch", is_flag=True, help="Build again after each change of a file, until Ctrl-C.")
@max_wait_option(60)
def build(
    root: Path | None,
    offline: bool,
    require_metadata: bool,
    force: bool,
    only_check: bool,
    watch: bool,
    max_wait: float,
) -> int:
    """Write README.md from the YAML files.

    Semantic Scholar is asked for what data/metadata.json lacks. Papers that no id leads to are looked up
    by their titles, a few in each build. What Semantic Scholar does not have comes from arXiv, DataCite
    and Crossref. If nobody can be reached, the list is built from what is known. A data/schema.json, if
    there is one, is brought up to date.

    Where a merge left conflicts in data files, both sides are kept, but for entries that both changed.

    With --watch, mistakes are reported and waited for, and each paper is asked for once.

    \b
    Example:
        awesome-adapters build
    """
    if watch:
        if only_check or require_metadata:
            raise click.UsageError("--watch goes on after each build; leave out --check and --require-metadata")
        return _watch(list_folder(root).absolute(), offline, force, max_wait)
    project = open_project(root)
    if project.problems and not only_check:
        from awesome_adapters.cli.merging import settle_merges  # for lists with mistakes alone

        if settle_merges(project.root):
            project = open_project(project.root)
    project.require_valid()
    missing = project.missing(today())
    if not offline and not only_check:
        missing = _fetch(project, missing, max_wait)
    if only_check:
        stale = project.stale(project.outputs())
        report.show(project.store.problems, err=True)
        return _show_stale(stale)
    _write(project, force)
    if missing and require_metadata:
        click.echo(f"error: {len(missing):,} paper{' has' if len(missing) == 1 else 's have'} no metadata", err=True)
        return 3
    return 0


def _fetch(project: Project, missing: list[str], max_wait: float) -> list[str]:
    """Fetch metadata, and return what Semantic Scholar did not answer."""
    missing = fetch(project, missing, max_wait, lambda: project.unmatched(today())).unanswered
    if missing or project.store.has_unknown:
        from awesome_adapters.cli.further import FurtherSources  # most lists ask nobody else

        FurtherSources(project).fetch(project.catalogue.entries())
    return missing


def _write(project: Project, force: bool) -> None:
    documents, written = project.build(force=force)
    report.show(project.store.problems, err=True)
    _show_written(documents, written)


def _watch(root: Path, offline: bool, force: bool, max_wait: float) -> int:
    from awesome_adapters.serving import watching  # a single build does not need it

    cache, asked = Cache(), set[str]()
    click.echo(f"watching {root}; Ctrl-C ends it", err=True)
    with contextlib.suppress(KeyboardInterrupt):
        for _ in watching.rounds(root):
            try:
                project = Project.open(root, cache=cache)
                project.require_valid()
                missing = project.missing(today())
                wanted = {*missing, *(listed.key for listed in project.unmatched(today()))}
                if not offline and not wanted <= asked:  # whoever does not answer is not asked at each change
                    _fetch(project, missing, max_wait)
                    asked |= wanted
                _write(project, force)
                cache.sweep()
            except CatalogueError as error:
                report.failure(error)
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
