"""The list's YAML as it is to be: its files, and what they are to say, which bulk edits change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from awesome_adapters.catalogue import ListedEntry, Section, sources
from awesome_adapters.changes.patches import Patch, new_errors, rewritten
from awesome_adapters.changes.proposals import SourceFile, after_changes
from awesome_adapters.positions import SourceNode
from awesome_adapters.problems import CatalogueError, InvalidDataError
from awesome_adapters.project import Project
from awesome_adapters.records import order
from awesome_adapters.storage import files
from awesome_adapters.text import collapse_whitespace, control_character
from awesome_adapters.yaml.edit import Source, apply, sections_with_entries
from awesome_adapters.yaml.passages import Passage, cut, insert

_Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class BulkEdit(Patch):
    """A change of many places, before it is written."""

    remarks: list[str]
    """What it does, and what is lost by it, in sentences."""


class WorkingCopy:
    """The list's files, and what they are to say, which a command changes in place."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.remarks: list[str] = []
        names = dict.fromkeys(section.origin.file for section in project.catalogue.sections)
        contents = {
            name: files.read(sources.path_on_disk(project.root, name)) or b""
            for name in (*names, "catalogue.yaml", sources.CANDIDATES, sources.FORM)
        }
        read = {name: SourceFile(name, content) for name, content in contents.items()}
        problems = [problem for problem in project.problems if problem.location.file not in read]
        problems += (problem for file in read.values() if not file.node for problem in file.problems)
        if problems:
            raise InvalidDataError(problems)
        self.files = {name: file for name, file in read.items() if file.node}
        self.values = {name: after_changes(file.node.value, {}) for name, file in self.files.items() if file.node}
        self._originals = dict(self.files)

    def entries(self) -> Iterator[dict[str, Any]]:
        """Give the values of all entries."""
        for name, values in self.values.items():
            if name.startswith("data/"):
                yield from _entries(values)

    def candidates(self) -> list[dict[str, Any]]:
        """Return the values of all candidates."""
        return list(filter(is_mapping, self.values.get(sources.CANDIDATES, {}).values()))

    def path(self, node: SourceNode) -> _Path:
        """Return where an entry or a section stands in its file."""
        target = self._originals[node.file].targets.get(node.at("title", key=True)[1:])
        if not target or target.parent.value != node.value:
            raise CatalogueError(f"{node.file} has changed meanwhile; nothing was written, try again")
        return target.path[:-1]

    def value(self, node: SourceNode) -> dict[str, Any]:
        """Return the values of an entry or a section."""
        value = self.values[node.file]
        for step in self.path(node):
            value = value[step]
        return value  # type: ignore[no-any-return]

    def cut(self, listed: ListedEntry) -> Passage:
        """Take an entry out."""
        file, (*path, _, number) = self.files[listed.origin.file], self.path(listed.origin)
        value = self.values[file.name]
        for step in path:
            value = value[step]
        del value["items"][number]
        node = _node(file, tuple(path))
        edits, passage = cut(Source(file.text, node), node, int(number))
        self.files[file.name] = SourceFile(file.name, file.encode(apply(file.text, edits)))
        return passage

    def paste(self, listed: ListedEntry, passage: Passage, section: Section) -> dict[str, Any]:
        """Put an entry into a section, and return its values."""
        path, section_values = self.path(section.origin), self.value(section.origin)
        entry: dict[str, Any] = after_changes(passage.fields, {})
        place = order.place(self.project.catalogue, section, listed.key)
        items = section_values.get("items") or []
        section_values["items"] = [*items[: place + 1], entry, *items[place + 1 :]]
        file = self.files[section.origin.file]
        node = _node(file, path)
        others = list(sections_with_entries(file.node)) if file.node else []
        text = insert(file.text, node, passage, others, place)
        self.files[file.name] = SourceFile(file.name, file.encode(text))
        return entry

    def finish(self) -> BulkEdit:
        """Return the change of the files; raises `CatalogueError` where it is none, or leads to errors."""
        contents = {}
        for name, values in self.values.items():
            new = rewritten(self.files[name], values).content
            if new != (old := self._originals[name].content):
                contents[name] = old, new
        if not contents:
            raise CatalogueError("nothing would change")
        project = self.project.with_contents({name: new for name, (_, new) in contents.items()})
        if errors := new_errors(self.project.problems, project.problems):
            raise CatalogueError(f"this would lead to {errors[0]}; nothing was written")
        return BulkEdit(project=project, contents=contents, remarks=self.remarks)


def _entries(section: Any) -> Iterator[dict[str, Any]]:
    """Give the entries of a section and of those below it, however much is wrong with them."""
    if is_mapping(section):
        items, sections = section.get("items"), section.get("sections")
        yield from filter(is_mapping, items if isinstance(items, list) else ())
        for below in sections if isinstance(sections, list) else ():
            yield from _entries(below)


def is_mapping(value: Any) -> bool:
    """Return whether a value has keys."""
    return isinstance(value, dict)


def _node(file: SourceFile, path: _Path) -> SourceNode:
    node = file.node
    for step in path:
        node = node and node.child(step)
    if not node:
        raise CatalogueError(f"{file.name} cannot be changed safely; nothing was written, change it by hand")
    return node


def texts(value: Any) -> list[str]:
    """Return the texts of a list; none of what is no list."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def clean(text: str, what: str) -> str:
    """Return a text as one line; raises `CatalogueError` where nothing of it, or not all, can be seen."""
    if not collapse_whitespace(text) or control_character(text):
        raise CatalogueError(f"'{text}' cannot be a {what}; write one in letters that can be seen")
    return collapse_whitespace(text)
