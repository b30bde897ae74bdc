"""Existing lists taken over: sources in Markdown and BibTeX become the files of a list, and what is left is told."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from awesome_adapters import files
from awesome_adapters.catalogue import ListedEntry, SectionPath, path_text
from awesome_adapters.files import Document
from awesome_adapters.importing import additions, folder, library, looks, merging, reading, report
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.library import GROUPINGS, Grouping
from awesome_adapters.importing.merging import Merger
from awesome_adapters.importing.reading import Reading, Source
from awesome_adapters.importing.report import Report, number_of
from awesome_adapters.locks import locked
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.store import MetadataStore
from awesome_adapters.text import collapse_whitespace

__all__ = ["GROUPINGS", "Grouping", "Import", "Source", "load", "plan"]

RECORD = "import-record.json"
"""What was taken over, so that another import adds only what is new; one line for each name of an entry."""
_OWN = (report.PATH, RECORD)
_README, _OLD_README = "README.md", "README.old.md"


class Import(NamedTuple):
    """What an import would write into a folder, and what it tells."""

    root: Path
    contents: Mapping[str, tuple[bytes | None, bytes]]
    """By the paths of files what they hold, None for a new one, and what they will hold."""
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
        contents = dict(self.contents)
        if self.old_readme is not None:
            contents[_OLD_README] = (None, self.old_readme)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CatalogueError(f"cannot make the folder {self.root}: {error.strerror}") from error
        with locked(self.root):
            for path, (old, _) in contents.items():
                if path not in _OWN and files.read(self.root / path) != old:
                    raise CatalogueError(
                        f"{self.root / path} is in the way, or was changed meanwhile; nothing was written"
                    )
            files.write(self.root, [Document(path, new) for path, (_, new) in contents.items()])
            if self.old_readme is not None:
                files.remove(self.root, [_README])


def load(paths: Iterable[Path], root: Path | None = None) -> list[Source]:
    """Read sources; raises `CatalogueError` where one is missing.

    They are called by their paths; relative ones where `root`, the list's folder, is the current one.
    """
    sources, here = [], Path.cwd()
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
    kept = [entry for entry in result.entries if merger.add(entry)]
    _refer(merger, result)
    prose = {"introduction.md": result.introduction, "closing.md": result.closing}
    data = list(folder.data_files(_used(result.sections, _names([*kept, *merger.entries])), merger.entries))
    words = looks.words(sources[0].text) if sources else {}
    unadorned = folder.settings(result.title, result.description, words, {})
    look = _look(sources, root, data, unadorned.content)
    documents = [
        folder.settings(result.title, result.description, words, look.settings if look else {}),
        *data,
        *(folder.template(name, text) for name, text in prose.items() if text),
    ]
    result.report += _lost(sources, merger.entries, documents, result.report)
    summary = _summary(sources, len(kept), result, merger.entries)
    contents = {document.path: (None, document.content) for document in documents}
    contents |= _own_files(result.report, summary, {}, kept)
    is_in_place = any(Path(source.name).resolve() == (root / _README).resolve() for source in sources)
    old_readme = files.read(root / _README) if is_in_place else None
    return Import(root, contents, merger.entries, result.report, summary, old_readme, look)


def _look(sources: Sequence[Source], root: Path, data: Iterable[Document], settings: bytes) -> looks.Look | None:
    """Return the look that changes least of the first source, if that is Markdown and has entries."""
    readme = next((source for source in sources[:1] if not source.name.lower().endswith(".bib")), None)
    contents = {document.path: document.content for document in data}
    return looks.choose(root, contents, readme.text, settings) if readme and contents else None


def _added(sources: Sequence[Source], root: Path, result: Reading) -> Import:
    """Return what is new in sources for a list that is there."""
    project = Project.open(root)
    project.require_valid()
    record = _read_record(root)
    merger = Merger(project.store, project.catalogue.entries(), result.report)
    kept: list[Entry] = []
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
            kept.append(entry)
    _refer(merger, result)
    sections = _used(result.sections, _names([*kept, *merger.entries]) | {path_text(path) for _, path in gains})
    changed = additions.changed_files(project, sections, merger.entries, gains, result.report)
    documents = [Document(path, files.read(root / path) or b"") for path in _texts_of(root)]
    result.report += _lost(sources, [*merger.entries, *old], documents, result.report)
    summary = _summary(sources, len(kept) + len(old), result, merger.entries, len(old))
    contents = dict(changed) | _own_files(result.report, summary, record, [*kept, *old])
    project.with_contents({path: new for path, (_, new) in changed.items()}).require_valid()
    return Import(root, contents, merger.entries, result.report, summary)


def _summary(sources: Sequence[Source], read: int, result: Reading, entries: Iterable[Entry], old: int = 0) -> str:
    """Return in one sentence what became of the items of sources, `old` of which the list had before."""
    kinds = Counter(case.kind for case in result.report)
    shown = sum(1 for entry in entries if entry.also_in)
    counts = {
        f"{read - old:,} new": old or read == old,
        f"{shown:,} in more than one section": shown,
        f"{number_of(kinds['not read'], 'line')} not read": kinds["not read"],
        number_of(kinds["contradiction"], "contradiction"): kinds["contradiction"],
    }
    names = ", ".join(collapse_whitespace(source.name) for source in sources)
    return ", ".join(
        [f"read {read:,} of {result.drafts:,} items of {names}", *(text for text, number in counts.items() if number)]
    )


def _texts_of(root: Path) -> list[str]:
    paths = [*(root / "data").glob("*.y*ml"), *(root / "templates").glob("*.md"), root / "catalogue.yaml"]
    return [path.relative_to(root).as_posix() for path in paths if path.is_file()]


def _refer(merger: Merger, result: Reading) -> None:
    for reference in result.references:
        if not merger.refer(reference):
            text = f"{reference.title}, which is listed elsewhere"
            result.report.tell(reference.source, reference.line, "not read", text)


def _names(entries: Iterable[Entry]) -> set[str]:
    return {name for entry in entries for name in (path_text(entry.path), *entry.also_in)}


def _used(sections: Mapping[SectionPath, str], names: set[str]) -> dict[SectionPath, str]:
    """Return the sections of these names, and those above them."""
    paths = [path for path in sections if path_text(path) in names]
    used = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    return {path: text for path, text in sections.items() if path in used}


def _lost(sources: Sequence[Source], entries: Iterable[Entry], documents: Iterable[Document], told: Report) -> Report:
    texts = [document.content.decode("utf-8", errors="replace") for document in documents] + [
        str(case) for case in told
    ]
    return Report(report.lost_links({source.name: source.text for source in sources}, entries, texts))


def _own_files(
    told: Report, summary: str, record: Mapping[str, str], entries: Iterable[Entry]
) -> dict[str, tuple[None, bytes]]:
    names = dict(record) | {
        name: entry.title for entry in entries for name in (*merging.texts(entry), *merging.places(entry))
    }
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(names[name], ensure_ascii=False)}"
        for name in sorted(names)
    ]
    content = "{\n" + ",\n".join(lines) + "\n}\n"
    return {report.PATH: (None, told.document(summary).encode()), RECORD: (None, content.encode())}


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
