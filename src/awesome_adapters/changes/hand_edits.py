"""Edits by hand of files that a build writes: where they stand, and what to do instead."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, assembly, path_text
from awesome_adapters.formats import json_schema
from awesome_adapters.formats.markdown import code, unescape
from awesome_adapters.positions import Location
from awesome_adapters.problems import Problem
from awesome_adapters.project import Project
from awesome_adapters.storage.files import PAGES, PICTURES, Document, generated_files, read
from awesome_adapters.text import until_unbalanced

ANCHOR = re.compile(r'(?:[-*+#|\s]|\d+\.)*<a id="([^"]+)"></a>')
"""What an entry begins with."""
_COUNT = re.compile(r"[0-9][0-9,]*( resources?\b)?")
_LINK = re.compile(r"[^\[]*\[(?:\*\*)?((?:\\.|[^\]\\])+?)(?:\*\*)?\]\(<?(?=https?://)")
_HEADING = re.compile(r"(#{2,6}) +(.*?)[ #]*")


class Version(NamedTuple):
    """The list before or after a change."""

    catalogue: Catalogue
    entries: dict[str, ListedEntry]
    """The entries by their keys."""
    built: dict[str, str]
    """By their paths, the files that a build makes of the list."""
    committed: dict[str, str]
    """By their paths, the files that stand there, as far as a build wrote them."""
    unknown: frozenset[str]
    """The keys of entries whose papers Semantic Scholar does not know, or was not asked for yet."""

    @classmethod
    def of(cls, project: Project, documents: Iterable[Document] | None) -> "Version":
        """Take a list with the files that a build makes of it; without them, the committed ones stand for them."""
        root = project.root
        built = {document.path: document.content for document in documents or ()}
        existing = generated_files(root, PAGES) | generated_files(root, PICTURES)
        paths = dict.fromkeys(["README.md", *(path for path, is_generated in existing.items() if is_generated), *built])
        contents = {path: content for path in paths if (content := read(root / path)) is not None}
        schema = read(root / json_schema.PATH)
        if schema is not None and json_schema.is_generated(schema):
            contents[json_schema.PATH] = schema
        committed = {path: _text(content) for path, content in contents.items()}
        entries = project.catalogue.by_key()
        unknown = (key for key, listed in entries.items() if listed.is_paper and project.paper(listed) is None)
        built_texts = committed if documents is None else {path: _text(content) for path, content in built.items()}
        return cls(project.catalogue, entries, built_texts, committed, frozenset(unknown))

    @property
    def built_text(self) -> str:
        """The README that the list's files make, and its pages."""
        return "\n".join(text for path, text in self.built.items() if path.endswith(".md"))


def _text(content: bytes) -> str:
    return content.decode(errors="replace").replace("\r\n", "\n")


class HandEdit(NamedTuple):
    """An edit of a built file, and what says the same where it lasts."""

    location: Location
    subject: str
    advice: str
    target: str = ""
    """Where to do it, or the command that does it."""

    @property
    def problem(self) -> Problem:
        """Return the warning for the line of the edit."""
        message = f"this file is written anew on main, and an edit of it is lost; {self.subject}: {self.advice}"
        return Problem(self.location, "hand-edit", f"{message} {self.target}".rstrip(), None, "warning")

    @property
    def markdown(self) -> str:
        """Return a line of a list."""
        return (
            f"- {code(self.subject)}: {self.advice} {code(self.target)}"
            if self.target
            else f"- {self.subject}: {self.advice}"
        )


def hand_edits(before: Version, after: Version) -> list[HandEdit]:
    """Find what a change edits in files that a build writes; entries whose YAML changes as well are none of it."""
    edits = (
        list(_edits_of_text(before, after)) if "README.md" in before.committed.keys() & after.committed.keys() else []
    )
    for path in sorted({**before.committed, **after.committed}):
        old, built, new = (texts.get(path) for texts in (before.committed, after.built, after.committed))
        if not path.endswith(".md") and new not in (old, built):
            advice = "leave it out of the pull request; what is built is edited in"
            edits.append(HandEdit(Location(path), path, advice, "data/, catalogue.yaml or templates/"))
    return edits


class _Line(NamedTuple):
    """A line of a README or of a page of it."""

    text: str
    location: Location
    key: str | None
    """Of the entry that it is part of."""
    headings: tuple[str, ...]
    """The titles that it stands under, from the second level on."""

    @property
    def form(self) -> str:
        """Return what is compared: around the entries that has no numbers of entries."""
        return self.text if self.key is not None else _COUNT.sub("0", self.text)

    @property
    def place(self) -> tuple[str, tuple[str, ...]]:
        """Return the file and the titles that it stands under."""
        return self.location.file, self.headings


def _lines(texts: Mapping[str, str]) -> dict[str | None, dict[str, _Line]]:
    """Return the lines of all Markdown by their forms, by the keys of entries; under None are those around them."""
    lines: dict[str | None, dict[str, _Line]] = {None: {}}
    for path, text in texts.items():
        key: str | None = None
        headings: tuple[str, ...] = ()
        for number, line in enumerate(text.split("\n") if path.endswith(".md") else (), 1):
            if heading := _HEADING.fullmatch(line):
                headings = (*headings[: len(heading[1]) - 2], unescape(heading[2]))
            if anchor := ANCHOR.match(line):
                key = anchor[1]
            elif line.startswith(("#", "- ", "<a href=")):
                key = None
            if line.strip():
                parsed = _Line(line, Location(path, number), key, headings)
                lines.setdefault(key, {})[parsed.form] = parsed
    return lines


def _edits_of_text(before: Version, after: Version) -> Iterator[HandEdit]:
    """Answer each edit, but for entries whose YAML changes as well: a build at another time explains those."""
    old, built, committed = (_lines(texts) for texts in (before.committed, after.built, after.committed))
    entries, commands = after.entries, _Commands(after, committed)
    for key in {**built, **committed}:
        old_lines, built_lines, lines = (version.get(key, {}) for version in (old, built, committed))
        added = [line for form, line in lines.items() if form not in old_lines and form not in built_lines]
        is_cut = any(form in old_lines and form not in lines for form in built_lines)
        place = next(iter((*added, *lines.values())), None)
        location = place.location if place else Location("README.md")
        if key is None:
            yield from map(commands.edit, (line for line in added if _LINK.match(line.text) and line.text[0] in "-*+|"))
            others = [line for line in added if not _LINK.match(line.text) and not line.text[0].isspace()]
            if is_cut or others:
                where = others[0].location if others else Location("README.md")
                yield HandEdit(where, "the text around the entries", "edit `templates/` or `catalogue.yaml`")
        elif listed := entries.get(key):
            if (added or is_cut) and change_of(before.entries.get(key), listed) in (None, "Moved"):
                advice = "edit" if key in committed else "take it out of"
                yield HandEdit(location, listed.entry.title, advice, str(listed.origin.at()))
        elif key not in old:
            yield from map(commands.edit, (line for line in added if ANCHOR.match(line.text)))


class _Commands:
    """Makes the commands that add what people write into a README."""

    def __init__(self, version: Version, lines: Mapping[str | None, Mapping[str, _Line]]) -> None:
        self._paths = assembly.paths(version.catalogue.sections)
        self._sections = {
            line.place: version.entries[key].section_path
            for key, entry_lines in lines.items()
            for line in entry_lines.values()
            if key in version.entries
        }

    def edit(self, line: _Line) -> HandEdit:
        """Answer a line with the command that says the same: its address, its title and the section above it."""
        words, title = ["awesome-adapters", "add"], line.text
        if link := _LINK.match(line.text):
            title = unescape(link[1])
            words += [until_unbalanced(line.text[link.end() :].split()[0]).rstrip(">"), "--title", title]
        section_path = self._sections.get(line.place)
        if not section_path and line.headings:
            matches = assembly.matching(path_text(line.headings), self._paths)
            section_path = matches[0].path if len(matches) == 1 else None
        if section_path:
            words += ["--section", path_text(section_path)]
        return HandEdit(line.location, title, "add it with", shlex.join(words))


def change_of(old: ListedEntry | None, new: ListedEntry) -> str | None:
    """Return what happened to an entry; None if nothing did."""
    if old is None:
        return "Added"
    if old.entry != new.entry:
        return "Changed"
    return "Moved" if old.section_path != new.section_path else None
