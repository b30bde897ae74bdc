"""A change of the list's YAML before it is written: each file is read again, and says what was meant."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import Any

from awesome_adapters.catalogue import sources
from awesome_adapters.changes.proposals import SourceFile
from awesome_adapters.positions import SourceNode
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.project import Project
from awesome_adapters.storage import journal
from awesome_adapters.text import visible
from awesome_adapters.yaml.edit import Edit, Source, append, apply, remove_value, rename_key, replace_value, set_key

_MOST_ROUNDS = 200
"""Edits that touch each other are made one after the other, and the file is read in between."""


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A change of the list's files."""

    project: Project
    """The list as it will be."""
    contents: Mapping[str, tuple[bytes, bytes]]
    """The files that change, by their names: as they are, and as they will be."""

    def write(self) -> None:
        """Write the files, under the list's lock. Raises `CatalogueError` where an editor has changed one meanwhile."""
        root = self.project.root
        paths = {name: str(sources.path_on_disk(root, name).relative_to(root)) for name in self.contents}
        journal.write(root, {paths[name]: states for name, states in self.contents.items()})

    def diff(self, *, is_brief: bool = False) -> Iterator[str]:
        """Give the lines of a unified diff; characters that show nothing are escaped.

        A brief one is for readers: the long lines of candidates.yaml, one for each, need none around them.
        """
        for name, contents in sorted(self.contents.items()):
            old, new = (
                [visible(line) for line in io.StringIO(content.decode("utf-8-sig"), newline="\n")]
                for content in contents
            )
            lines = 0 if is_brief and name == sources.CANDIDATES else 3
            for line in unified_diff(old, new, f"a/{name}", f"b/{name}", n=lines):
                yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def problem_key(problem: Problem) -> tuple[str, str, str]:
    """Return what a problem is known by where lines have moved."""
    return problem.location.file, problem.rule, re.sub(r":\d+(:\d+)?\b", "", problem.message)


def new_errors(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """Return the errors that were not there before."""
    earlier = Counter(map(problem_key, before))
    errors = [problem for problem in after if problem.severity == "error"]
    later = Counter(map(problem_key, errors))
    return [error for error in errors if later[problem_key(error)] > earlier[problem_key(error)]]


def rewritten(file: SourceFile, values: Any) -> SourceFile:
    """Return a file that says `values` and differs in nothing else; raises `CatalogueError` where that cannot be."""
    for _ in range(_MOST_ROUNDS):
        if not file.node or not file.source or file.node.value == values:
            break
        edits, end = [], -1
        for edit in sorted(_edits(file.source, file.node, values), key=lambda edit: edit[:2]):
            if edit.start > end:
                edits.append(edit)
                end = edit.end
        if not edits:
            break
        file = SourceFile(file.name, file.encode(apply(file.text, edits)))
    if not file.node or file.node.value != values:
        raise CatalogueError(f"{file.name} cannot be changed safely; nothing was written, change it by hand")
    return file


def _edits(source: Source, node: SourceNode, values: Any, key: str = "") -> Iterator[Edit]:
    """Give edits towards the values that a list or a mapping is to hold; `key` is what a list stands under."""
    old = node.value
    if isinstance(old, dict):
        names = dict(zip(old, values, strict=True)) if len(old) == len(values) else {}
        names = {name: new for name, new in names.items() if name not in values and new not in old}
        for name in old:
            if name in names:
                yield rename_key(source, node, name, names[name])
            elif name not in values:
                yield remove_value(source, node, name)
            else:
                yield from _edits_of_member(source, node, name, values[name], name)
        for name in values:
            if name not in old and name not in names.values():
                yield set_key(source, node, name, values[name])
    elif len(old) == len(values):
        for number, value in enumerate(values):
            yield from _edits_of_member(source, node, number, value, key)
    elif all(isinstance(text, str) for text in (*old, *values)):
        for _, start, end, new_start, new_end in SequenceMatcher(None, old, values, autojunk=False).get_opcodes():
            texts = values[new_start:new_end]
            for number, text in zip(range(start, end), texts, strict=False):
                yield from _edits_of_member(source, node, number, text, key)
            yield from (remove_value(source, node, number) for number in range(start + len(texts), end))
            yield from (append(source, node, text, key) for text in texts[end - start :])


def _edits_of_member(source: Source, parent: SourceNode, step: str | int, value: Any, key: str) -> Iterator[Edit]:
    child = parent.child(step)
    if child and isinstance(child.value, dict | list) and type(child.value) is type(value):
        yield from _edits(source, child, value, key)
    elif child and child.value != value and not isinstance(child.value, dict | list):
        yield replace_value(source, parent, step, value, key)
