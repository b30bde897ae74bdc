"""`build`: fetch what is not yet known, and write what changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.root import ReadList, read, root_option, today
from awesome_adapters.problems import InvalidDataError

if TYPE_CHECKING:
    from awesome_adapters.files import Document


@click.command(short_help="Write README.md from the YAML files.")
@root_option
@click.option("--offline", is_flag=True, help="Do not ask Semantic Scholar for anything.")
@click.option("--require-metadata", is_flag=True, help="End with 3 if metadata could not be fetched.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if a file is not current.")
@click.option("--patience", type=click.FloatRange(0), default=60, show_default=True, help="Seconds to wait in all.")
@click.pass_context
def build(
    context: click.Context,
    root: Path | None,
    offline: bool,
    require_metadata: bool,
    only_check: bool,
    patience: float,
) -> None:
    """Write README.md from the YAML files.

    Semantic Scholar is asked for what data/metadata.json lacks. If it cannot be reached, the list is
    built from what is known. A data/schema.json, if there is one, is brought up to date.

    \b
    Example:
        awesome-adapters build
    """
    found = read(root)
    if found.problems:
        raise InvalidDataError(found.problems)
    store = found.context.store
    missing = _to_ask(found)
    if missing and not offline and not only_check:
        from awesome_adapters.cli.fetch import fetch

        missing = fetch(store, missing, patience)
    written = outputs(found)
    report.show(store.problems, err=True)
    if only_check:
        _check(context, found.root, written)
        return
    store.save()
    _write(found.root, written)
    if missing and require_metadata:
        click.echo(f"error: {len(missing):,} paper{' has' if len(missing) == 1 else 's have'} no metadata", err=True)
        context.exit(3)


def _to_ask(found: ReadList) -> list[str]:
    day, store = today(), found.context.store
    spellings = (store.to_ask(listed.identifiers, day) for listed in found.context.catalogue.entries())
    return [spelling for spelling in spellings if spelling]


def outputs(found: ReadList) -> "list[Document]":
    """Render what is made of a list that was read: README first, pictures, and the schema for editors if it has one."""
    from awesome_adapters import files
    from awesome_adapters.formats import json_schema

    existing = files.read(found.root / json_schema.PATH)
    is_ours = existing is not None and json_schema.is_ours(existing)
    return [*readme_of(found), *([json_schema.render(found.context.catalogue)] if is_ours else [])]


def readme_of(found: ReadList) -> "list[Document]":
    """Render the README of a list that was read, the pages of its sections if it is too big, and its pictures."""
    from awesome_adapters.formats.readme import readme

    catalogue = found.context.catalogue
    if not catalogue.settings.readme.pictures:
        return readme.render(found.root, catalogue, found.resolve)
    from awesome_adapters.formats import charts, svg

    records = found.records()
    pictures = charts.charts(catalogue.settings, records.values())
    pages = readme.render(found.root, catalogue, lambda listed: records[listed.key], pictures)
    return [*pages, *svg.documents(found.root, pictures)]


def _check(context: click.Context, root: Path, written: "list[Document]") -> None:
    from awesome_adapters import files

    stale = files.stale(root, written)
    obsolete = files.obsolete(root, written)
    for path in stale:
        click.echo(f"{path} is not current; run: awesome-adapters build", err=True)
    for path in obsolete:
        click.echo(f"{path} is no longer needed; run: awesome-adapters build", err=True)
    context.exit(1 if stale or obsolete else 0)


def _write(root: Path, written: "list[Document]") -> None:
    from awesome_adapters import files
    from awesome_adapters.formats.readme.readme import LIMIT

    obsolete = files.obsolete(root, written)
    changed = files.write(root, written)
    files.remove(root, obsolete)
    document, *others = written
    click.echo(f"{document.path}: {'written' if document.path in changed else 'already current'}")
    for path in (other.path for other in others if other.path in changed):
        click.echo(f"{path}: written")
    for path in obsolete:
        click.echo(f"{path}: removed, it is no longer needed")
    for document in written:
        if document.path.endswith(".md") and len(document.content) > LIMIT:
            click.echo(f"warning: {document.path} is longer than the 500 KiB that GitHub shows of a file", err=True)
