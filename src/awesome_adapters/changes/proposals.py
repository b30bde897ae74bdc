"""What a problem's hint proposes, as edits of the file in which the problem is."""

import codecs
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from awesome_adapters.positions import SourceNode
from awesome_adapters.problems import Problem
from awesome_adapters.schema import Entry, Paper
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.yaml import reader
from awesome_adapters.yaml.edit import Edit, Source, nest_keys, remove_value, rename_key, replace_value, set_key
from awesome_adapters.yaml.reader import MISSING_VALUE

Path = tuple[str | int, ...]

REMOVED = object()
"""Stands for a value that is taken out."""
MASKED = object()
"""Stands for an entry in which a whole line is written anew."""

_KEYS = Entry.model_fields.keys() | Paper.model_fields.keys()
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s)]+)\)")
_LONGEST = 60
"""Characters that are shown of a value."""


class Change(NamedTuple):
    """What stands in a place of a file's values afterwards: under a key or index, and which value."""

    step: str | int
    value: Any


class Proposal(NamedTuple):
    """What is to be written for a problem."""

    problem: Problem
    edits: list[Edit]
    summary: str
    """What it was, and what it becomes."""
    changes: Mapping[Path, Change]
    """How the file's values are to differ."""


class ProposalError(Exception):
    """What a hint says cannot be written; the text says why."""


class _Target(NamedTuple):
    """A key or a scalar of a file."""

    parent: SourceNode
    path: Path
    is_key: bool


class SourceFile:
    """A file of the list as it stands, whether or not its YAML can be read. It is UTF-8."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content
        self._bom = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        self.text = content.removeprefix(self._bom).decode()
        self.node, self.problems = reader.read(content, name, may_be_empty=True)

    @cached_property
    def source(self) -> Source | None:
        """The file for edits; None where it cannot be read."""
        return Source(self.text, self.node) if self.node else None

    @cached_property
    def targets(self) -> dict[tuple[int, int], _Target]:
        """What stands at a line and column, which count from 1, in the file's order."""
        return dict(_targets(self.node, ())) if self.node else {}

    def encode(self, text: str) -> bytes:
        """Return the file's content with another text."""
        return self._bom + text.encode()


def _targets(node: SourceNode, path: Path) -> Iterator[tuple[tuple[int, int], _Target]]:
    members = node.fields() if isinstance(node.value, dict) else ((None, child) for child in node.children())
    for number, (key, value) in enumerate(members):
        below = (*path, key.value if key else number)
        if key:
            yield key.at()[1:], _Target(node, below, is_key=True)
        if isinstance(value.value, dict | list):
            yield from _targets(value, below)
        else:
            yield value.at()[1:], _Target(node, below, is_key=False)


def after_changes(value: Any, changes: Mapping[Path, Change], path: Path = ()) -> Any:
    """Return a file's values as they are after changes."""
    if not path and path in changes:
        return changes[path].value
    if not isinstance(value, dict | list):
        return value
    members = []
    for step, child in value.items() if isinstance(value, dict) else enumerate(value):
        below = (*path, step)
        change = changes.get(below) or Change(step, after_changes(child, changes, below))
        if change.value is not REMOVED:
            members.append(change)
    return dict(members) if isinstance(value, dict) else [child for _, child in members]


def propose(problem: Problem, file: SourceFile) -> Proposal:
    """Return what a problem's hint means; without a hint, what is there is to be taken out.

    A value takes the place of the scalar at the problem's location, and `key: value` that of its key, too, where it
    is another one. Keys below another key are indented under it. Any other hint is a whole line, with the
    indentation and the dashes that are there if it begins with neither. Raises `ProposalError` where that cannot be.
    """
    hint, target = problem.hint, file.targets.get(problem.location[1:])
    if not target or not file.source or (hint and hint[0] == " "):
        return _line(problem, file)
    if problem.is_addition:
        return _addition(problem, file.source, target)
    parent, path, _ = target
    step, old = path[-1], parent.value[path[-1]]
    if hint is None:
        edit = remove_value(file.source, parent, step)
        return Proposal(problem, [edit], f"{_label(path)} {_shown(old)} taken out", {path: Change(step, REMOVED)})
    name, value = _field(hint, target, old)
    if isinstance(value, dict) and step in value:
        return _nested(problem, file.source, target, str(name), list(value))
    if name != step and name in parent.value:
        raise ProposalError(f"'{name}' is already there")
    edits = [] if name == step else [rename_key(file.source, parent, str(step), str(name))]
    if value is MISSING_VALUE:
        return Proposal(problem, edits, f"{step} → {name}", {path: Change(name, old)})
    if isinstance(old, dict | list) or not _is_writable(value):
        raise ProposalError("only a text can take the place of a text")
    edits.append(edit := replace_value(file.source, parent, step, value))
    if old == value and name == step:
        before, after = file.text[edit.start : edit.end], edit.text
    else:
        before, after = _difference(old, value)
    label = "" if name == step else f"{name} "
    return Proposal(problem, edits, f"{_label(path)} {before} → {label}{after}", {path: Change(name, value)})


def _addition(problem: Problem, source: Source, target: _Target) -> Proposal:
    """Return how a mapping gets a further key."""
    mapping, path = target.parent, target.path[:-1]
    node, _ = reader.read((problem.hint or "").encode(), "hint")
    [(name, value)] = node.value.items() if node else [("", None)]
    if name in mapping.value:
        raise ProposalError(f"'{name}' is already there")
    edit = set_key(source, mapping, name, value)
    change = Change(path[-1] if path else "", {**mapping.value, name: value})
    return Proposal(problem, [edit], f"{problem.hint} added", {path: change})


def _field(hint: str, target: _Target, old: Any) -> tuple[str | int, Any]:
    """Return the key and the value of a hint; one that begins with no key, or as the value does, is a value."""
    key = target.path[-1]
    if isinstance(key, int):
        if hint.startswith(f"{target.path[-2]}:"):
            raise ProposalError("it is not about this item alone")
        return key, hint
    if isinstance(old, str) and ": " in old and (hint.startswith(old.strip()) or old.startswith(hint)):
        return key, hint
    node, problems = reader.read(hint.encode(), "hint")
    if node and not problems and len(node.value) == 1:
        [(name, value)] = node.value.items()
        if name == key or target.is_key or name in _KEYS:
            return name, value
    if "\n" in hint:
        raise ProposalError("it is more than one value")
    return key, hint.removeprefix(f"{key}: ")


def _is_writable(value: Any) -> bool:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return bool(value) and all(isinstance(member, str) for member in members)


def _nested(problem: Problem, source: Source, target: _Target, name: str, keys: list[str]) -> Proposal:
    """Return how keys are indented under another key, which is new or has no value yet."""
    parent, path, _ = target
    values, number = parent.value, list(parent.value).index(path[-1])
    is_new = name not in values
    above = list(values)[number - 1 : number]
    if list(values)[number : number + len(keys)] != keys or not (is_new or above == [name]):
        raise ProposalError(f"they do not all stand right below '{name}'")
    if not is_new and values[name] is not MISSING_VALUE:
        raise ProposalError(f"'{name}' is already there")
    below = {name: {key: values[key] for key in keys}}
    others = {key: value for key, value in values.items() if key not in (name, *keys)}
    edits, summary = nest_keys(source, parent, keys, name), f"{', '.join(keys)} indented under {name}"
    return Proposal(problem, edits, summary, {path[:-1]: Change(path[-2], others | below)})


def _line(problem: Problem, file: SourceFile) -> Proposal:
    """Return how a line is written anew: with other spaces, quotes and marks, and the same letters and digits."""
    hint, row = problem.hint or "", problem.location.line - 1
    lines = file.text.splitlines(keepends=True)
    old = lines[row].rstrip("\r\n") if row < len(lines) else ""
    text, space = old.strip(" \t"), " " * (len(old) - len(old.lstrip()))
    dashes = "" if hint.startswith("- ") else text[: len(text) - len(re.sub("^(- +)*", "", text))]
    start = "" if hint[:1] == " " or hint == text else space + dashes
    remark = re.search(r"\s+#.*$", old)
    is_whole = not remark or hint.endswith(remark[0].strip())  # else a comment can have become part of the text
    candidates = (f"{start}{hint}{end}" for end in (remark[0] if remark else "", *([""] if is_whole else [])))
    letters = {_letters(old), _letters(_MARKDOWN_LINK.sub(r"\1", old))}
    new = next((candidate for candidate in candidates if _letters(candidate) in letters), old)
    if new == old:
        raise ProposalError("the line would lose some of its text")
    offset, column = sum(map(len, lines[:row])), len(new) - len(new.lstrip()) + 1
    is_moved = new.strip() == text
    summary = f"{_shown(text)} begins in column {column}" if is_moved else " → ".join(_difference(text, new.strip()))
    path = _entry_path(problem, file)
    changes = {path: Change(path[-1], MASKED)} if path else {}
    return Proposal(problem, [Edit(offset, offset + len(old), new)], collapse_whitespace(summary), changes)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _entry_path(problem: Problem, file: SourceFile) -> Path:
    """Return the path of the entry, or else of the value, in which a problem is."""
    *_, path = [(), *(target.path for place, target in file.targets.items() if place <= problem.location[1:])]
    starts = [number for number in range(1, len(path)) if path[number - 1] == "items"]
    return path[: starts[-1] + 1] if starts else path


def _label(path: Path) -> str:
    """Return what a value is called: its key, or, in a list, what the list's key says of one."""
    return path[-1] if isinstance(path[-1], str) else str(path[-2]).removesuffix("s")


def _difference(old: Any, new: Any) -> tuple[str, str]:
    """Return two values as a line can show them: long texts from shortly before their first difference."""
    if isinstance(new, dict):
        return _shown(old), ", ".join(f"{key} {_shown(value)}" for key, value in new.items())
    if isinstance(new, list) or not isinstance(old, str):
        return _shown(old), ", ".join(map(_shown, new)) if isinstance(new, list) else _shown(new)
    same = next((number for number, pair in enumerate(zip(old, new, strict=False)) if len({*pair}) > 1), len(old))
    start = max(0, same - _LONGEST // 2) if max(len(old), len(new)) > _LONGEST else 0
    return _shown(old, start), _shown(new, start)


def _shown(value: Any, start: int = 0) -> str:
    if not isinstance(value, str):
        return "nothing"
    end = value[start:] if len(value) - start <= _LONGEST else f"{value[start : start + _LONGEST - 1]}…"
    plain = "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in end)
    return f"'{'…' if start else ''}{plain}'"
