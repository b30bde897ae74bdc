"""Existing lists taken over: sources in Markdown and BibTeX become the files of a list, and what is left is told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry, SectionPath, path_text
from awesome_adapters.importing import additions, folder, library, looks, merging, reading, report
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.library import GROUPINGS, Grouping
from awesome_adapters.importing.merging import Merger
from awesome_adapters.importing.reading import Reading, Source
from awesome_adapters.importing.report import Report
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.storage import files, journal
from awesome_adapters.storage.files import Document
from awesome_adapters.storage.locks import locked
from awesome_adapters.text import collapse_whitespace, number_of

__all__ = ["GROUPINGS", "Grouping", "Import", "Source", "load", "plan"]

RECORD = "import-record.json"
"""What was taken over, so that another import adds only what is new; one line for each name of an entry."""
_OWN = (report.PATH, RECORD)
_README, _OLD_README = "README.md", "README.old.md"
Contents = Mapping[str, tuple[bytes | None, bytes]]
"""By the paths of files what they hold, None for a new one, and what they will hold."""


class Import(NamedTuple):
    """What an import would write into a folder, and what it tells."""

    root: Path
    contents: Contents
    entries: list[Entry]
    """Those that are new."""
    report: Report
    summary: str
    old_readme: bytes | None = None
    """The README that a build would write over: it gets another name."""
    look: looks.Look | None = None
    """The look of the README that a new list gets."""

    @property
    def is_complete(self) -> bool:
        """Return whether all was read, and nothing contradicts itself."""
        return not self.report.number("not read", "contradiction", "no address")

    def write(self) -> None:
        """Write the files; raises `CatalogueError` where one was changed meanwhile, or is in the way."""
        changes: dict[str, tuple[bytes | None, bytes | None]] = dict(self.contents)
        if self.old_readme is not None:
            changes |= {_OLD_README: (None, self.old_readme), _README: (self.old_readme, None)}
        with locked(self.root):
            for path in _OWN:
                changes[path] = (files.read(self.root / path), self.contents[path][1])
            journal.write(self.root, changes)


def load(paths: Iterable[Path], root: Path | None = None) -> list[Source]:
    """Read sources; raises `CatalogueError` where one is missing.

    They are called by their paths; relative ones where `root`, the list's folder, is the current one.
    """
    sources, here = [], Path.cwd()
    if root:
        journal.undo(root)
    for path in paths:
        content = files.read(path)
        if content is None:
            raise CatalogueError(f"there is no file {path}")
        text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        is_here = root is not None and root.resolve() == here and path.is_absolute() and path.is_relative_to(here)
        sources.append(Source(str(path.relative_to(here) if is_here else path), text.replace("\0", "\ufffd")))
    return sources


def plan(sources: Sequence[Source], root: Path, grouping: Grouping = library.DEFAULT) -> Import:
    """Read sources, and return what a list in the folder `root` would get from them.

    A list that is there gets what is new: what it had before, and what was taken over once and has been
    changed or taken out since, stays as it is. `grouping` says into which sections the entries of a library go.
    """
    result = reading.read(sources, grouping)
    if (root / "catalogue.yaml").exists() or any((root / "data").glob("*.y*ml")):
        return _added(sources, root, result)
    merger = Merger(MetadataStore(root), (), result.report)
    entries = [entry for entry in result.entries if merger.add(entry)]
    sections = _settle(merger, result, entries)
    data = list(folder.data_files(sections, merger.entries))
    words = looks.words(sources[0].text) if sources else {}
    unadorned = folder.settings(result.title, result.description, words, {})
    look = _look(sources, root, data, unadorned.content)
    prose = {"introduction.md": result.introduction, "closing.md": result.closing}
    documents = [
        folder.settings(result.title, result.description, words, look.settings if look else {}),
        *data,
        *(folder.template(name, text) for name, text in prose.items() if text),
    ]
    contents = {document.path: (None, document.content) for document in documents}
    is_in_place = any(Path(source.name).resolve() == (root / _README).resolve() for source in sources)
    old_readme = files.read(root / _README) if is_in_place else None
    return _told(sources, root, result, merger, contents, documents, entries)._replace(old_readme=old_readme, look=look)


def _added(sources: Sequence[Source], root: Path, result: Reading) -> Import:
    """Return what is new in sources for a list that is there."""
    project = Project.open(root)
    project.require_valid()
    record = _read_record(root)
    merger = Merger(project.store, project.catalogue.entries(), result.report)
    new: list[Entry] = []
    old: list[Entry] = []
    gains: list[tuple[ListedEntry, SectionPath]] = []
    for entry in result.entries:
        listed = merger.listed(entry)
        if listed or not record.keys().isdisjoint(merging.texts(entry)):
            old.append(entry)
            if listed and entry.has_own_section and record.keys().isdisjoint(merging.places(entry)):
                gains.append((listed, entry.path))
                if entry.path != listed.section_path:
                    text = f"'{entry.title}' stands in '{path_text(listed.section_path)}', too"
                    result.report.tell(entry.source, entry.line, "united", text)
        elif merger.add(entry):
            new.append(entry)
    sections = _settle(merger, result, new, (path for _, path in gains))
    contents = additions.changed_files(project, sections, merger.entries, gains, result.report)
    project.with_contents({path: content for path, (_, content) in contents.items()}).require_valid()
    paths = [*(root / "data").glob("*.y*ml"), *(root / "templates").glob("*.md"), root / "catalogue.yaml"]
    documents = [Document(str(path), files.read(path) or b"") for path in paths]
    return _told(sources, root, result, merger, contents, documents, new, old, record)


def _settle(
    merger: Merger, result: Reading, entries: Iterable[Entry], gains: Iterable[SectionPath] = ()
) -> dict[SectionPath, str]:
    """Show entries where references name them; return the sections that are used, and those above them."""
    for reference in result.references:
        if not merger.refer(reference):
            text = f"{reference.title}, which is listed elsewhere"
            result.report.tell(reference.source, reference.line, "not read", text)
    used = {name for entry in (*entries, *merger.entries) for name in (path_text(entry.path), *entry.also_in)}
    used |= set(map(path_text, gains))
    paths = {path[:depth] for path in result.sections for depth in range(len(path) + 1) if path_text(path) in used}
    return {path: text for path, text in result.sections.items() if path in paths}


def _look(sources: Sequence[Source], root: Path, data: Iterable[Document], settings: bytes) -> looks.Look | None:
    """Return the look that changes least of the sources in Markdown, if there are any, and entries in them."""
    contents = {document.path: document.content for document in data}
    text = "\n".join(source.text for source in sources if not source.is_library)
    return looks.choose(root, contents, text, settings) if text and contents else None


def _told(
    sources: Sequence[Source],
    root: Path,
    result: Reading,
    merger: Merger,
    contents: Contents,
    documents: Iterable[Document],
    new: Sequence[Entry],
    old: Sequence[Entry] = (),
    record: Mapping[str, str] = MappingProxyType({}),
) -> Import:
    """Return an import with its report and the record of what was taken over; `documents` hold what is not told."""
    told = result.report
    texts = [document.content.decode("utf-8", errors="replace") for document in documents]
    told += report.lost_links(sources, [*merger.entries, *old], [*texts, *map(str, told)])
    shown = sum(1 for entry in merger.entries if entry.also_in)
    counts = {
        f"{len(new):,} new": old,
        f"{shown:,} in more than one section": shown,
        f"{number_of(told.number('not read'), 'line')} not read": told.number("not read"),
        number_of(told.number("contradiction"), "contradiction"): told.number("contradiction"),
    }
    names = ", ".join(collapse_whitespace(source.name) for source in sources)
    summary = f"read {len(new) + len(old):,} of {result.drafts:,} items of {names}"
    summary = ", ".join([summary, *(text for text, number in counts.items() if number)])
    own = {report.PATH: told.document(summary), RECORD: _record(record, (*new, *old))}
    written = dict(contents) | {path: (None, text.encode()) for path, text in own.items()}
    return Import(root, written, merger.entries, told, summary)


def _record(record: Mapping[str, str], entries: Iterable[Entry]) -> str:
    """Return the record of what was taken over, with more entries; one line for each name."""
    names = dict(record)
    for entry in entries:
        names |= dict.fromkeys((*merging.texts(entry), *merging.places(entry)), entry.title)
    lines = (
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(names[name], ensure_ascii=False)}"
        for name in sorted(names)
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _read_record(root: Path) -> dict[str, str]:
    """Return what was taken over before; raises `CatalogueError` where that cannot be read."""
    content = files.read(root / RECORD)
    try:
        record = json.loads(content) if content else {}
    except ValueError as error:
        raise CatalogueError(
            f"{RECORD} cannot be read; restore it, or remove it to compare with the list alone"
        ) from error
    return record if isinstance(record, dict) else {}
