"""Where the list is, and the list read from there."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from awesome_adapters.catalogue import path_text
from awesome_adapters.problems import CatalogueError, Problem

if TYPE_CHECKING:
    from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
    from awesome_adapters.checks import CheckContext
    from awesome_adapters.records import Record

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The list's folder, if it is not the one you are in.",
)


def find(given: Path | None) -> Path:
    """Return the list's folder: the given one, or the nearest from the current one upwards."""
    if given:
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "catalogue.yaml").is_file() or any((folder / "data").glob("*.y*ml")):
            return folder
    raise CatalogueError("no list here: neither this folder nor one above it has catalogue.yaml or data/*.yaml")


def today() -> dt.date:
    """Return the day in UTC."""
    return dt.datetime.now(dt.UTC).date()


class ReadList(NamedTuple):
    """A list as it was read, with everything that is wrong with it so far."""

    root: Path
    context: "CheckContext"
    problems: list[Problem]

    def resolve(self, listed: "ListedEntry") -> "Record":
        """Join an entry of the list and what is known of its paper."""
        from awesome_adapters import records

        return records.resolve(listed, self.context.store.paper(listed.identifiers))

    def records(self) -> "dict[str, Record]":
        """Join every entry and what is known of its paper; return them by their keys, in the order of the list."""
        return {listed.key: self.resolve(listed) for listed in self.context.catalogue.entries()}


def read(given: Path | None) -> ReadList:
    """Read the list, and find its errors."""
    from awesome_adapters import assembly, checks, sources
    from awesome_adapters.store import MetadataStore

    root = find(given)
    sections, problems = sources.load_data(root)
    settings, origin, of_settings = sources.load_settings(root)
    assembled, of_places = assembly.assemble(settings, sections)
    context = checks.CheckContext(assembled, MetadataStore(root), origin)
    problems += of_settings + of_places
    problems += checks.run(context, checks.ERRORS, "error")
    return ReadList(root, context, problems)


def named_section(catalogue: "Catalogue", path: str) -> "Section":
    """Return the one section that a path means; raises `CatalogueError` where that is none, or more than one."""
    from awesome_adapters.assembly import matching, nearest, paths

    found = matching(path, paths(catalogue.sections))
    if len(found) == 1:
        return found[0]
    if not found:
        meant = nearest(path, catalogue.sections)
        advice = f"did you mean '{meant}'? There" if meant else "there"
        raise CatalogueError(f"there is no section '{path}'; {advice} are:{all_sections(catalogue)}")
    names = " or ".join(f"'{path_text(section.path)}'" for section in found)
    raise CatalogueError(f"'{path}' can be {names}; write more of the path")


def all_sections(catalogue: "Catalogue") -> str:
    """Return the paths of all sections, each on a line of its own."""
    return "".join(f"\n    {path_text(section.path)}" for section in catalogue.sections)
