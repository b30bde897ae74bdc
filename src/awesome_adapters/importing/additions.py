"""What is new in a source, put into the files of a list that is there: every other byte of them stays."""

import codecs
from collections.abc import Iterable, Mapping, Sequence

from awesome_adapters.catalogue import ListedEntry, Section, SectionPath, path_text, sources
from awesome_adapters.importing import folder
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.report import Report
from awesome_adapters.project import Project
from awesome_adapters.storage import files
from awesome_adapters.yaml import edit, passages


def changed_files(
    project: Project,
    sections: Mapping[SectionPath, str],
    entries: Sequence[Entry],
    gains: Sequence[tuple[ListedEntry, SectionPath]],
    report: Report,
) -> Mapping[str, tuple[bytes | None, bytes]]:
    """Return by their paths the files that get new entries: what they hold, None for a new file, and will hold.

    `gains` are entries of the list, each with a further section that shows it.
    """
    additions = _Additions(project, sections, report)
    additions.show(gains)
    return additions.made(entries)


class _Additions:
    def __init__(self, project: Project, sections: Mapping[SectionPath, str], report: Report) -> None:
        self._project = project
        self._titles = dict(sections)
        self._report = report
        self._old: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        self._sections = {_folded(section.path): section for section in project.catalogue.sections}

    def made(self, entries: Sequence[Entry]) -> dict[str, tuple[bytes | None, bytes]]:
        """Put entries into their sections: those that are there, new ones below them, or new files."""
        by_path: dict[SectionPath, list[Entry]] = {}
        for entry in entries:
            by_path.setdefault(entry.path, []).append(entry)
        for path in self._titles:
            own, top = by_path.get(path, []), self._sections.get(_folded(path[:1]))
            if top and _folded(path) not in self._sections:
                self._add_section(path, own)
            elif top:
                self._add_to_section(path, own)
        new = {path: text for path, text in self._titles.items() if _folded(path[:1]) not in self._sections}
        mine = [entry for entry in entries if entry.path in new]
        taken = [path.name for path in (self._project.root / "data").iterdir()]
        start = 1 + len({section.path[0] for section in self._project.catalogue.sections})
        documents = folder.data_files(new, mine, taken, start)
        changed = {name: (self._old[name], self._bom(name) + text.encode()) for name, text in self._texts.items()}
        return changed | {document.path: (None, document.content) for document in documents}

    def _bom(self, name: str) -> bytes:
        return codecs.BOM_UTF8 if self._old[name].startswith(codecs.BOM_UTF8) else b""

    def _text(self, name: str) -> str:
        if name not in self._texts:
            self._old[name] = files.read(self._project.root / name) or b""
            self._texts[name] = self._old[name].removeprefix(codecs.BOM_UTF8).decode()
        return self._texts[name]

    def show(self, gains: Iterable[tuple[ListedEntry, SectionPath]]) -> None:
        """Let further sections show entries: `also_in` gets their paths."""
        further: dict[str, tuple[ListedEntry, list[str]]] = {}
        for listed, path in gains:
            section = self._sections.get(_folded(path))
            shown = [own.key for own in (*section.entries, *section.cross_listed)] if section else []
            name = path_text(section.path if section else path)
            _, names = further.setdefault(listed.key, (listed, list(listed.entry.also_in)))
            if listed.key not in shown and name not in names:
                names.append(name)
        by_file: dict[str, list[tuple[ListedEntry, list[str]]]] = {}
        for listed, names in further.values():
            if len(names) > len(listed.entry.also_in):
                by_file.setdefault(listed.origin.file, []).append((listed, names))
        for name, changes in by_file.items():
            top = next(own for own in self._sections.values() if own.origin.file == name)
            source = edit.Source(self._text(name), top.origin)
            edits = [edit.set_key(source, listed.origin, "also_in", names) for listed, names in changes]
            self._update(top, edit.apply(source.text, edits))

    def _add_to_section(self, path: SectionPath, entries: Iterable[Entry]) -> None:
        """Put entries at the end of a section that the list has."""
        for entry in entries:
            section = self._sections[_folded(path)]
            siblings = [other.origin for other in self._siblings(section)]
            fields = folder.cleaned(entry.fields)
            self._update(section, passages.insert(self._text(section.origin.file), section.origin, fields, siblings))

    def _add_section(self, path: SectionPath, entries: Sequence[Entry]) -> None:
        """Put a new section with its entries below the nearest one that the list has."""
        depth = next(n for n in range(len(path) - 1, 0, -1) if _folded(path[:n]) in self._sections)
        parent = self._sections[_folded(path[:depth])]
        new = {path[:n]: self._titles.get(path[:n], "") for n in range(depth + 1, len(path) + 1)}
        first = path[: depth + 1]
        text = passages.insert_section(
            self._text(parent.origin.file),
            parent.origin,
            lambda column: "".join(folder.section_lines(first, new, {path: entries}, column)),
        )
        if text is None:
            for entry in entries:
                self._report.tell(
                    entry.source, entry.line, "changed", f"'{entry.title}' stands in {path_text(parent.path)}"
                )
            self._add_to_section(parent.path, entries)
        else:
            self._update(parent, text)

    def _siblings(self, section: Section) -> list[Section]:
        return [other for other in self._sections.values() if other.origin.file == section.origin.file]

    def _update(self, section: Section, text: str) -> None:
        """Read a file again, whose places have changed."""
        name = section.origin.file
        self._texts[name] = text
        read, _ = sources.read_data([(name, text.encode())])
        self._sections |= {_folded(own.path): own for own in read}


def _folded(path: SectionPath) -> SectionPath:
    return tuple(map(str.casefold, path))
