"""Existing lists taken over: sources in Markdown and BibTeX become the files of a list, and what is left is told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from awesome_adapters import files
from awesome_adapters.files import Document
from awesome_adapters.importing import folder as layout
from awesome_adapters.importing import library, merging, reading, report
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.merging import Merger
from awesome_adapters.importing.reading import Reading, Source
from awesome_adapters.importing.report import Report
from awesome_adapters.problems import CatalogueError
from awesome_adapters.store import MetadataStore

__all__ = ["Import", "Source", "load", "plan"]

RECORD = "import-record.json"
"""What was taken over, so that another import adds only what is new; one line for each name of an entry."""


class Import(NamedTuple):
    """What an import would write into a folder, and what it tells."""

    root: Path
    documents: list[Document]
    entries: list[Entry]
    report: Report
    summary: list[str]
    moved: Mapping[str, str] = {}
    """Files that get another name, as the README that a build writes over."""

    def write(self) -> None:
        """Write the files; the ones that stand there already are kept."""
        for document in self.documents:
            if document.path not in (report.PATH, RECORD) and (self.root / document.path).exists():
                raise CatalogueError(f"{self.root / document.path} is there already; nothing was written")
        self.root.mkdir(parents=True, exist_ok=True)
        with files.locked(self.root):
            files.write(self.root, self.documents)


def load(paths: Iterable[Path]) -> list[Source]:
    """Read sources; raises `CatalogueError` where one is missing or no text."""
    sources = []
    for path in paths:
        content = files.read(path)
        if content is None:
            raise CatalogueError(f"there is no file {path}")
        text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        sources.append(Source(str(path), text))
    return sources


def plan(sources: Sequence[Source], root: Path, section: str = library.SECTION) -> Import:
    """Read sources, and return what a list in the folder `root` would get from them."""
    result = reading.read(sources, section)
    merger = Merger(MetadataStore(root), (), result.report)
    kept = [entry for entry in result.entries if merger.add(entry)]
    entries = merger.entries
    sections = _used(result, entries)
    documents = [
        layout.settings(result.title, result.description),
        *layout.data_files(sections, entries),
        *(layout.template(name, prose) for name, prose in (("introduction.md", result.introduction), ("closing.md", result.closing)) if prose),
    ]
    return _finished(sources, root, documents, result, kept, entries)


def _used(result: Reading, entries: Iterable[Entry]) -> dict[tuple[str, ...], str]:
    """Return the sections that hold or show an entry, or have one below that does."""
    used = {path[:n] for entry in result.entries for path in [entry.path] for n in range(1, len(path) + 1)}
    return {path: text for path, text in result.sections.items() if path in used}


def _finished(
    sources: Sequence[Source], root: Path, documents: list[Document], result: Reading, kept: list[Entry], entries: list[Entry]
) -> Import:
    told = result.report
    texts = [document.content.decode() for document in documents] + [str(case) for case in told]
    told += report.lost_links({source.name: source.text for source in sources}, entries, texts)
    summary = [report.summary(", ".join(source.name for source in sources), len(kept), result.drafts, told, entries)]
    record = {name: entry.title for entry in entries for name in merging.texts(entry)}
    documents.append(Document(report.PATH, told.document(summary).encode()))
    documents.append(Document(RECORD, _record(record)))
    return Import(root, documents, entries, told, summary)


def _record(names: Mapping[str, str]) -> bytes:
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(title, ensure_ascii=False)}" for name, title in sorted(names.items())]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()
