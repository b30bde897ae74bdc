"""The file `candidates.yaml`: works that were found and are not listed yet, or were dismissed with a reason.

It maps keys to entries that have no summaries yet, one to a line and sorted by key.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any, NamedTuple

from awesome_adapters import checks
from awesome_adapters.catalogue import Catalogue, ListedCandidate, ListedEntry, Section, SectionPath, assembly, sources
from awesome_adapters.catalogue.tags import find as find_tag
from awesome_adapters.catalogue.tags import preferred, vocabulary
from awesome_adapters.checks.rules import CheckContext
from awesome_adapters.identifiers import find
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.positions import SourceNode
from awesome_adapters.problems import CatalogueError, InvalidDataError, Problem
from awesome_adapters.records.duplicates import PaperIndex
from awesome_adapters.storage import files, journal
from awesome_adapters.storage.locks import locked
from awesome_adapters.yaml.edit import Edit, Source, apply, remove_value, set_key
from awesome_adapters.yaml.writer import Style, flow, line_ending, row_after

Changes = Mapping[str, Mapping[str, Any] | None]
"""Keys of candidates, each with keys to set, of which None takes one away; None takes the whole candidate out."""

_HEAD = """\
# Works that were found and that nobody has judged yet, one to a line, sorted by key. Take one, or leave it out:
# awesome-adapters add KEY --summary "A sentence of your own."
# awesome-adapters dismiss KEY --reason "Why it does not belong in the list."
"""


def agreement(found_by: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    """Return how many sources found a work, and for how many sections and searches: more are better."""
    return len(found_by), sum(map(len, found_by.values()))


def evidence(found_by: Mapping[str, Sequence[str]]) -> str:
    """Say in a few words who found a work, and for what."""
    return ", ".join(
        f"{source} for {subjects[0]}{f' and {len(subjects) - 1:,} more' if subjects[1:] else ''}"
        for source, subjects in found_by.items()
        if subjects
    )


def line(key: str, fields: Mapping[str, Any]) -> str:
    """Write a candidate as a line of the file."""
    return f"{key}: {flow(fields, '', Style())}\n"


def dismiss(root: Path, names: Iterable[str], reason: str | None, today: date) -> list[ListedCandidate]:
    """Dismiss candidates by their keys or ids, or, without a reason, take that back; and return them.

    Raises `CatalogueError` for a name that no candidate has, or that was not dismissed; then nothing is written.
    """
    items: list[ListedCandidate] = []

    def changes(current: Candidates) -> Changes:
        for name in names:
            item = current.named(name)
            if not item:
                raise CatalogueError(f"no candidate is called '{name}'; see them with: awesome-adapters candidates")
            if not (reason or item.entry.dismissed):
                raise CatalogueError(f"{item.key} was not dismissed")
            items.append(item)
        day = today.isoformat() if reason else None
        return {item.key: {"dismissed": reason, "dismissed_on": day} for item in items}

    change(root, changes)
    return items


def _insertion(source: Source, root: SourceNode, key: str, fields: Mapping[str, Any]) -> Edit:
    """Put a candidate in where its key is sorted; a comment above the first one stays above all of them."""
    if source.is_flow(root):
        return set_key(source, root, key, fields)
    members = list(root.fields())
    before = [value for name, value in members if name.value < key]
    row = row_after(source.lines, before[-1].last_row, root.column) if before else members[0].key.row
    start = source.offsets[row]
    return Edit(start, start, line(key, fields).replace("\n", source.newline))


def change(root: Path, changes: "Callable[[Candidates], Changes]") -> "Candidates":
    """Change the file as it is now, while no other program does, and return it. Raises as `Candidates.changed` does."""
    with locked(root):
        journal.undo(root)
        content = files.read(root / sources.CANDIDATES)
        candidates = Candidates.read(content or b"").require_valid()
        changed = candidates.changed(changes(candidates))
        if changed.content != candidates.content:
            journal.write(root, {sources.CANDIDATES: (content, changed.content)})
    return changed


class Candidates(NamedTuple):
    """The file as it was read."""

    items: list[ListedCandidate]
    root: SourceNode | None
    problems: list[Problem]
    content: bytes

    @classmethod
    @lru_cache(maxsize=1)
    def read(cls, content: bytes) -> "Candidates":
        """Read the file; one that was just written is not read once more."""
        return cls(*sources.read_candidates(content), content)

    def named(self, text: str) -> ListedCandidate | None:
        """Return the candidate with a text as its key, or with an id that the text is or leads to."""
        identifiers = set() if "\n" in text else set(find(text))
        by_id = (item for item in self.items if not identifiers.isdisjoint(item.entry.identifiers))
        return next((item for item in self.items if item.key == text), None) or next(by_id, None)

    def require_valid(self) -> "Candidates":
        """Return the file; raises `InvalidDataError` where it has mistakes, for what they hide could be found again."""
        if self.errors:
            raise InvalidDataError(self.errors)
        return self

    @property
    def errors(self) -> list[Problem]:
        """The mistakes for which a candidate, or the whole file, could not be read."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def without(self, listed: ListedEntry, store: MetadataStore) -> bytes:
        """Return the file's content without the candidates that are an entry of the list; all else stays as it is."""
        papers = PaperIndex(store, [listed])
        taken = [item.key for item in self.items if item.key == listed.key or papers.find(item.entry)]
        return self.changed(dict.fromkeys(taken)).content if self.root else self.content

    def listed(self, entries: Iterable[ListedEntry], store: MetadataStore) -> list[ListedCandidate]:
        """Return the candidates that are in the list by now."""
        papers = PaperIndex(store, entries)
        return [item for item in self.items if papers.find(item.entry)]

    def changed(self, changes: Changes) -> "Candidates":
        """Return the file with candidates changed, taken out, or, where a key is new, put in; every other byte stays.

        Raises `CatalogueError` where the file has no safe place for a change.
        """
        old: dict[str, Any] = self.root.value if self.root else {}
        expected = dict(old)
        for key, fields in changes.items():
            record = {**expected.pop(key, {}), **(fields or {})}
            expected |= {key: {name: value for name, value in record.items() if value is not None}} if fields else {}
        if expected == old:
            return self
        gone = (sum(value is None for value in fields.values()) for fields in changes.values() if fields)
        bom = codecs.BOM_UTF8 if self.content.startswith(codecs.BOM_UTF8) else b""
        text = self.content.removeprefix(bom).decode()
        if max(gone, default=0) < 2:
            result = Candidates.read(bom + self._edited(text, changes, is_empty=not expected).encode())
            if (result.root.value if result.root else {}) == expected:
                return result
        if len(changes) > 1:  # edits of one place get into each other's way
            steps: list[Changes] = [{key: fields} for key, fields in changes.items()]
        else:
            steps = [{key: {name: value}} for key, fields in changes.items() for name, value in (fields or {}).items()]
        if len(steps) < 2 or not changes.keys() <= old.keys():
            advice = "write each candidate on a line of its own"
            raise CatalogueError(f"cannot change {sources.CANDIDATES} safely; {advice}")
        return reduce(Candidates.changed, steps, self)

    def _edited(self, text: str, changes: Changes, *, is_empty: bool) -> str:
        """Return the file's text with changes; `is_empty` says that no candidate is left."""
        old = self.root.value if self.root else {}
        new = {key: line(key, fields) for key, fields in sorted(changes.items()) if fields and key not in old}
        if not self.root:
            head = text or _HEAD
            return "".join((head, "" if head.endswith("\n") else "\n", *new.values()))
        source = Source(text, self.root)
        if new and not line_ending(source.lines[-1]):
            source = Source(f"{text}{source.newline}", self.root)
        if is_empty or not old:
            start, end = source.start(self.root), source.end(self.root)
            return "".join((text[:start], *new.values(), *([] if is_empty else [text[end:].lstrip()])))
        edits: list[Edit] = []
        for key, fields in changes.items():
            record = self.root.child(key)
            if not record:
                edits += [_insertion(source, self.root, key, fields)] if fields else []
            elif fields is None:
                edits.append(remove_value(source, self.root, key))
            else:
                edits += (
                    remove_value(source, record, name) if value is None else set_key(source, record, name, value)
                    for name, value in fields.items()
                    if value is not None or name in record.value
                )
        return apply(source.text, edits)

    def check(self, context: CheckContext) -> list[Problem]:
        """Return what is wrong with the file: mistakes as in a data file, and what is listed by now."""
        if not self.root:
            return self.problems
        errors, warnings = ([p for p in self.problems if p.severity == severity] for severity in ("error", "warning"))
        section = Section(("",), [item.listed for item in self.items], [], self.root)
        catalogue = Catalogue(context.catalogue.settings, [section])
        as_list = context._replace(catalogue=catalogue, earlier=(), form=None, reading_warnings=warnings)
        found = (*self._already_listed(context), *self._unknown_sections(context.catalogue.sections))
        return [*errors, *checks.ERRORS.run(as_list), *checks.WARNINGS.run(as_list), *found]

    def _already_listed(self, context: CheckContext) -> Iterator[Problem]:
        papers = PaperIndex(context.store, context.catalogue.entries())
        for item in self.items:
            duplicate = papers.find(item.entry)
            if duplicate and self.root:
                where = f"'{duplicate.original.entry.title}' in {duplicate.original.origin.at()}"
                message = f"this candidate is in the list by now, as {where}; take it out here"
                place = self.root.at(item.key, key=True)
                yield Problem(place, "listed-candidate", message, severity="warning", is_certain=True)

    def _unknown_sections(self, sections: list[Section]) -> Iterator[Problem]:
        paths = assembly.paths(sections)
        for item in self.items:
            path = item.entry.section
            matches = assembly.matching(path, paths) if path else ()
            if path and len(matches) != 1:
                message, hint = assembly.unclear_path(path, list(matches), sections)
                yield Problem(item.origin.at("section"), "also-in", message, hint, "warning")

    def select(
        self,
        catalogue: Catalogue,
        paths: Iterable[SectionPath] = (),
        tags: Iterable[str] = (),
        year: int | None = None,
        source: str | None = None,
        since: date | None = None,
        *,
        dismissed: bool = False,
    ) -> dict[SectionPath | None, list[ListedCandidate]]:
        """Group candidates by the section that they are for, in the list's order; None stands for no section.

        Those that more sources found come first. `paths`: only those for one of these sections or for one below it;
        `tags`: only those with one of these; `source`: only those that it found; `since`: only those found since.
        Raises `CatalogueError` for a tag that is none.
        """
        spellings = vocabulary(catalogue.settings.spellings(), (tag for item in self.items for tag in item.entry.tags))
        wanted, above = {find_tag(spellings, tag) for tag in tags}, list(paths)
        known = assembly.paths(catalogue.sections)
        groups: dict[SectionPath | None, list[ListedCandidate]] = {section.path: [] for section in catalogue.sections}
        for item in sorted(self.items, key=lambda item: agreement(item.entry.found_by), reverse=True):
            matches = assembly.matching(item.entry.section, known) if item.entry.section else []
            path = matches[0].path if len(matches) == 1 else None
            if (
                bool(item.entry.dismissed) == dismissed
                and (not above or any(path and path[: len(one)] == one for one in above))
                and (not wanted or not wanted.isdisjoint(preferred(spellings, item.entry.tags)))
                and year in (None, item.entry.year)
                and (not source or source.casefold() in map(str.casefold, item.entry.found_by))
                and (not since or (item.entry.found or date.min) >= since)
            ):
                groups.setdefault(path, []).append(item)
        return {path: items for path, items in groups.items() if items}
