"""Unfinished merges of data files: both sides are kept where each added, changed or removed entries of its own."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from awesome_adapters.catalogue import SectionPath, sources
from awesome_adapters.positions import Location
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.storage import files
from awesome_adapters.storage.locks import locked
from awesome_adapters.yaml import conflicts
from awesome_adapters.yaml.writer import character, dash_place, row_after


class Settlement(NamedTuple):
    """What became of the conflicts in one file."""

    path: str
    content: bytes
    kept: list[str]
    """The titles of the entries that one side alone added, changed or removed: it has its way."""
    problems: list[Problem]
    """The entries that both sides changed: their conflicts are left in the file."""


def settle(root: Path) -> list[Settlement]:
    """Settle the conflicts of data files as far as they are about entries, and write these files."""
    if not any(b"<<<<<<<" in content for content in _contents(root).values()):
        return []
    with locked(root):
        settlements = [_settled(root, name, content) for name, content in _contents(root).items()]
        written = [settlement for settlement in settlements if settlement]
        files.write(root, [files.Document(settlement.path, settlement.content) for settlement in written])
    return written


def _contents(root: Path) -> dict[str, bytes]:
    """Return what data files hold, by their paths below the root; who reads the list says which cannot be read."""
    contents = {}
    with contextlib.suppress(CatalogueError):
        for path in sources.data_paths(root):
            with contextlib.suppress(CatalogueError):
                contents[f"data/{path.name}"] = files.read(path) or b""
    with contextlib.suppress(CatalogueError):
        contents[sources.CANDIDATES] = files.read(root / sources.CANDIDATES) or b""
    return contents


class _Entry(NamedTuple):
    title: str
    text: str
    """Its lines, with the comments above it."""


_Entries = Mapping[str, _Entry]
"""The entries of a section by their keys."""


class _Version(NamedTuple):
    """A data file in parts: the lines outside of entries, with a section's path in the place of its entries."""

    frame: list[str | SectionPath]
    entries: dict[SectionPath, _Entries]

    @classmethod
    def read(cls, text: str, name: str) -> "_Version | None":
        """Take a file apart; None where it has mistakes, or entries that do not stand on lines of their own."""
        if name == sources.CANDIDATES:
            return cls._of_candidates(text)
        sections, problems = sources.read_data([(name, text.encode())])
        if any(problem.severity == "error" for problem in problems):
            return None
        lines = text.splitlines(keepends=True)
        spans: list[tuple[int, int, SectionPath]] = []
        entries: dict[SectionPath, _Entries] = {}
        for section in sections:
            items = section.origin.child("items")
            if not items or not items.value:
                continue
            if character(lines, items) == "[" or section.path in entries:
                return None
            start = row = section.origin.at("items", key=True).line
            by_key: dict[str, _Entry] = {}
            for listed in section.entries:
                end = row_after(lines, listed.origin.last_row, dash_place(lines, listed.origin)[1])
                text = "".join(lines[row:end])
                by_key[listed.key] = _Entry(listed.entry.title, text if text.endswith(("\n", "\r")) else f"{text}\n")
                row = end
            if len(by_key) != len(section.entries):
                return None
            entries[section.path] = by_key
            spans.append((start, row, section.path))
        frame: list[str | SectionPath] = []
        row = 0
        for start, end, path in sorted(spans):
            frame += [*lines[row:start], path]
            row = end
        return cls([*frame, *lines[row:]], entries)

    @classmethod
    def _of_candidates(cls, text: str) -> "_Version | None":
        """Take the file of candidates apart, which is one section; a comment above the first is outside of all."""
        items, root, problems = sources.read_candidates(text.encode())
        lines = text.splitlines(keepends=True)
        if any(problem.severity == "error" for problem in problems) or (root and character(lines, root) == "{"):
            return None
        start = row = next((key.row for key, _ in root.fields()), 0) if root else len(lines)
        by_key: dict[str, _Entry] = {}
        for item in items:
            end = row_after(lines, item.origin.last_row, 0)
            entry = "".join(lines[row:end])
            by_key[item.key] = _Entry(item.entry.title, entry if entry.endswith(("\n", "\r")) else f"{entry}\n")
            row = end
        return cls([*lines[:start], (), *lines[row:]], {(): by_key})

    @property
    def outline(self) -> list[str | SectionPath]:
        """Return what is compared of the frame: neither blank lines nor line ends count."""
        parts = (part.strip() if isinstance(part, str) else part for part in self.frame)
        return [part for part in parts if part]

    def write(self, entries: Mapping[SectionPath, Iterable[str]]) -> str:
        """Put a file together with these texts as the entries of its sections."""
        return "".join(part if isinstance(part, str) else "".join(entries[part]) for part in self.frame)


class _Choice(NamedTuple):
    """An entry as each side has it; None where a side has not."""

    base: _Entry | None
    ours: _Entry | None
    theirs: _Entry | None

    @property
    def is_open(self) -> bool:
        """Return whether both sides changed it, and not in the same way."""
        return len({_words(self.ours), _words(self.theirs), _words(self.base)}) == 3

    @property
    def entry(self) -> _Entry | None:
        """Return the entry as the side has it that changed it; ours where that is open."""
        return self.theirs if _words(self.ours) == _words(self.base) else self.ours

    @property
    def title(self) -> str:
        return next(entry.title for entry in (self.ours, self.theirs) if entry)

    def text(self, markers: tuple[str, str, str]) -> str:
        """Return what is to stand in the file: where it is open, a conflict."""
        if not self.is_open:
            return self.entry.text if self.entry else ""
        start, middle, end = markers
        return f"{start}{self.ours.text if self.ours else ''}{middle}{self.theirs.text if self.theirs else ''}{end}"


def _words(entry: _Entry | None) -> tuple[str, ...] | None:
    """Return what is compared of an entry: neither blank lines nor line ends count."""
    return tuple(entry.text.split()) if entry else None


def _choices(base: _Entries, ours: _Entries, theirs: _Entries) -> Iterator[_Choice]:
    """Give the entries of both sides in order: theirs behind the same entry as there, and behind ours."""
    keys = list(ours)
    place = 0
    for key in theirs:
        if key in ours:
            place = keys.index(key) + 1
            continue
        while place < len(keys) and keys[place] not in theirs:
            place += 1
        keys.insert(place, key)
        place += 1
    if all(list(side) == sorted(side) for side in (ours, theirs)):
        keys.sort()
    return (_Choice(base.get(key), ours.get(key), theirs.get(key)) for key in keys)


def _frame(base: _Version | None, ours: _Version, theirs: _Version) -> _Version | None:
    """Return the version whose lines outside of entries hold the changes of both."""
    if ours.outline == theirs.outline or (base and theirs.outline == base.outline):
        return ours
    return theirs if base and ours.outline == base.outline else None


def _settled(root: Path, name: str, content: bytes) -> Settlement | None:
    """Settle the conflicts of a file; None where they are about more than its entries."""
    try:
        sides = conflicts.sides(content.decode())
    except UnicodeDecodeError:
        return None
    ours, theirs = (_Version.read(text, name) for text in (sides.ours, sides.theirs)) if sides else (None, None)
    if not (sides and ours and theirs):
        return None
    from awesome_adapters.storage import history  # it imports subprocess, which takes 8 ms

    base = _Version.read(history.common_version(root, name).decode(errors="replace"), name)
    frame, before = _frame(base, ours, theirs), base.entries if base else {}
    choices = {
        path: list(_choices(*(entries.get(path, {}) for entries in (before, ours.entries, theirs.entries))))
        for path in {**ours.entries, **theirs.entries}
    }
    if not frame or any(choice.entry for path in choices.keys() - frame.entries for choice in choices[path]):
        return None
    expected = {path: [_words(choice.entry) for choice in choices[path] if choice.entry] for path in frame.entries}
    merged = _Version.read(
        frame.write({path: [choice.entry.text for choice in choices[path] if choice.entry] for path in choices}), name
    )
    actual = {path: list(map(_words, entries.values())) for path, entries in merged.entries.items()} if merged else {}
    if merged is None or actual != {path: entries for path, entries in expected.items() if entries}:
        return None
    differing = [choice for path in frame.entries for choice in choices[path] if choice.ours != choice.theirs]
    kept = [choice.title for choice in differing if not choice.is_open]
    if kept or not any(choice.is_open for choice in differing):
        content = frame.write(
            {path: [choice.text(sides.markers) for choice in choices[path]] for path in choices}
        ).encode()
    line = next((row + 1 for row in conflicts.marker_rows(content.decode().splitlines(keepends=True))), 1)
    message = "'{}' was changed on both sides of a merge; keep what is wanted of both"
    problems = [
        Problem(Location(name, line), "merge-conflict", message.format(choice.title), None, "warning")
        for choice in differing
        if choice.is_open
    ]
    return Settlement(name, content, kept, problems)
