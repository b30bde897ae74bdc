"""The list's YAML: data files and settings to entries and sections."""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from awesome_adapters import schema, text
from awesome_adapters.catalogue import ListedCandidate, ListedEntry, Section
from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.schema.settings import Settings
from awesome_adapters.schema.values import explain_key, is_key
from awesome_adapters.storage import files
from awesome_adapters.storage.cache import Cache, kept, shared
from awesome_adapters.yaml import reader

NO_INDEX = 10**9
"""The index of a data file that gives none: it comes after those that do."""

SETTINGS = "catalogue.yaml"
CANDIDATES = "candidates.yaml"
FORM = ".github/ISSUE_TEMPLATE/suggest-a-paper.yml"

UNCHANGED: Mapping[str, bytes] = MappingProxyType({})


class NoListError(CatalogueError):
    """There is no list where one was looked for."""


def find_root(start: Path) -> Path:
    """Return the folder of the list that a folder is in: itself, or the nearest one above it that holds a list."""
    for folder in (start, *start.parents):
        try:
            if os.path.lexists(folder / "catalogue.yaml") or _holds_data(folder / "data"):
                return folder
        except OSError as error:
            if folder == start:  # further up it is no list of this user's
                raise CatalogueError(f"cannot read {error.filename}: {error.strerror}") from error
    raise NoListError(
        "no list here: neither this folder nor one above it has catalogue.yaml or data/*.yaml; "
        "begin one with: awesome-adapters init FOLDER"
    )


def _holds_data(folder: Path) -> bool:
    try:
        return any(path.suffix in (".yaml", ".yml") for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False


def load_data(
    root: Path, contents: Mapping[str, bytes] = UNCHANGED, cache: Cache | None = None
) -> tuple[list[Section], list[Problem]]:
    """Read all of `data/*.yaml` (and `.yml`): the valid sections and entries in order, and every problem.

    `contents` has, by paths below the root, what is to be read in the place of what files hold, and of new ones.
    """
    is_new = contents and not os.path.lexists(root / "data")
    paths = {} if is_new else {_name(path): path for path in data_paths(root)}
    further = [(name, new) for name, new in contents.items() if name.startswith("data/") and name not in paths]
    return read_data([*((name, content(path, name, contents)) for name, path in paths.items()), *further], cache)


def data_paths(root: Path) -> list[Path]:
    """Return the paths of the data files, sorted; some may be no plain files, and cannot be read."""
    folder = root / "data"
    try:
        # Emacs marks a file that has unsaved changes with a link to nowhere, .#nlp.yaml
        return sorted(
            path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and not path.name.startswith(".#")
        )
    except OSError as error:
        raise CatalogueError(f"cannot read the folder {folder}: {error.strerror}") from error


def path_on_disk(root: Path, name: str) -> Path:
    """Return the path of a file of the list by the name that problems and sections have for it."""
    odd = (path for path in data_paths(root) if _name(path) == name and path.name != Path(name).name)
    return root / name if os.path.lexists(root / name) else next(odd, root / name)


def _name(path: Path) -> str:
    return f"data/{text.collapse_whitespace(path.name)}"


def state(root: Path) -> list[tuple[str, int, int, int]]:
    """Return what differs as soon as somebody has changed a file of the list's data, or its settings."""
    with contextlib.suppress(OSError):
        return files.signature([root / SETTINGS, root / CANDIDATES, *sorted((root / "data").iterdir())])
    return []


def content(path: Path, name: str, contents: Mapping[str, bytes]) -> bytes:
    """Return what a file of the list holds, or is to hold; nothing where there is no such file."""
    return contents[name] if name in contents else files.read(path) or b""


def read_data(contents: Iterable[tuple[str, bytes]], cache: Cache | None = None) -> tuple[list[Section], list[Problem]]:
    """Read data files that are given by their names and contents; else as `load_data`."""
    data_files = [kept(cache, ("data", name), text, partial(_read, name, text, cache)) for name, text in contents]
    problems = [problem for file in data_files for problem in file.problems]
    data_files.sort(key=lambda file: (file.place, file.sections[0].title if file.sections else ""))
    return [section for file in data_files for section in file.sections], problems


class _DataFile(NamedTuple):
    place: int
    sections: list[Section]
    problems: list[Problem]


def _read(name: str, content: bytes, cache: Cache | None) -> _DataFile:
    node, problems = reader.read(content, name)
    index, sections = _data_file(node, problems) if node else (NO_INDEX, [])
    return _DataFile(index, [shared(cache, (name, section.path), section) for section in sections], problems)


def load_settings(
    root: Path, contents: Mapping[str, bytes] = UNCHANGED, cache: Cache | None = None
) -> tuple[Settings, SourceNode | None, list[Problem]]:
    """Read `catalogue.yaml`; without one, everything has its default. `contents` are as in `load_data`."""
    text = content(root / SETTINGS, SETTINGS, contents)
    return kept(cache, SETTINGS, text, partial(_read_settings, text))


def _read_settings(content: bytes) -> tuple[Settings, SourceNode | None, list[Problem]]:
    node, problems = reader.read(content, SETTINGS, may_be_empty=True)
    if node:
        try:
            return Settings.model_validate(node.value), node, problems
        except ValidationError as error:
            problems += _mistakes(error, node, Settings)
    return Settings(), node, problems


def read_candidates(content: bytes) -> tuple[list[ListedCandidate], SourceNode | None, list[Problem]]:
    """Read `candidates.yaml`; what is wrong with one candidate leaves out that one alone."""
    node, problems = reader.read(content, CANDIDATES, may_be_empty=True)
    candidates = []
    for key, record in node.fields() if node else ():
        if not is_key(key.value):
            mistake = explain_key(key.value)
            problems.append(Problem(key.at(), mistake.rule, mistake.message))
        elif not isinstance(record.value, dict):
            message = f"'{key.value}' should be {reader.KINDS[dict]}; its title is missing"
            problems.append(Problem(key.at(), "wrong-type", message))
        else:
            try:
                candidates.append(
                    ListedCandidate(key.value, schema.CandidateEntry.model_validate(record.value), record)
                )
            except ValidationError as error:
                problems += _mistakes(error, record, schema.CandidateEntry)
    return candidates, node, problems


def load_form(root: Path) -> SourceNode | None:
    """Read the sections that the form for suggestions offers; None where the list has no such form."""
    node, problems = reader.read(files.read(root / FORM) or b"", FORM, may_be_empty=True)
    body = node.child("body") if node and not problems else None
    for part in body.children() if body and isinstance(body.value, list) else ():
        name, attributes = part.child("id"), part.child("attributes")
        options = attributes.child("options") if attributes else None
        if name and name.value == "section" and options and isinstance(options.value, list):
            return options
    return None


_PLACEHOLDER = re.compile(r"^(?!\s*#).*?\b(OWNER/[\w.-]+|OWNER\.github\.io)", re.MULTILINE)


def load_placeholders(root: Path) -> list[tuple[Location, str]]:
    """Return the addresses that nobody filled in, in the settings and in what GitHub and pre-commit read."""
    github = (path for pattern in ("*.yml", "*.yaml") for path in (root / ".github").rglob(pattern))
    paths = [root / "catalogue.yaml", root / ".pre-commit-config.yaml", *sorted(github)]
    placeholders = []
    for path in paths:
        content = (files.read(path) or b"").decode(errors="replace")
        for match in _PLACEHOLDER.finditer(content):
            line, start = content.count("\n", 0, match.start(1)) + 1, content.rfind("\n", 0, match.start(1))
            location = Location(
                text.collapse_whitespace(path.relative_to(root).as_posix()), line, match.start(1) - start
            )
            placeholders.append((location, match[1]))
    return placeholders


def _data_file(node: SourceNode, problems: list[Problem]) -> tuple[int, list[Section]]:
    """Return a file's index and its sections; what else is wrong with it is added to the problems."""
    try:
        data = schema.DataFile.model_validate(node.value)
    except ValidationError as error:
        reported = {problem.location for problem in problems}
        problems += (problem for problem in _mistakes(error, node, schema.DataFile) if problem.location not in reported)
        return NO_INDEX, list(_valid_sections(node, ()))
    return NO_INDEX if data.index is None else data.index, list(_sections(data, node, ()))


def _sections(
    data: schema.Section, node: SourceNode, above: tuple[str, ...], order: schema.Order | None = None
) -> Iterator[Section]:
    path, order = (*above, data.title), data.order or order
    items = zip(data.items, _children(node, "items"), strict=True)
    entries = [ListedEntry.create(entry, path, item) for entry, item in items]
    yield Section(path, entries, [], node, data.description, data.was, order)
    for section, child in zip(data.sections, _children(node, "sections"), strict=True):
        yield from _sections(section, child, path, order)


def _valid_sections(node: SourceNode, above: tuple[str, ...]) -> Iterator[Section]:
    """Find what is right in a file that has mistakes, so that the rules between entries can be checked all the same."""
    title = node.value.get("title") if isinstance(node.value, dict) else None
    path = (*above, title if isinstance(title, str) else "")
    entries = []
    for item in _children(node, "items"):
        with contextlib.suppress(ValidationError):
            entries.append(ListedEntry.create(schema.Entry.model_validate(item.value), path, item))
    yield Section(path, entries, [], node)
    for child in _children(node, "sections"):
        yield from _valid_sections(child, path)


def _mistakes(error: ValidationError, node: SourceNode, model: type[BaseModel]) -> Iterator[Problem]:
    from awesome_adapters.catalogue import validation  # 7 ms with all that it needs, for mistakes alone

    return validation.problems(error, node, model)


def _children(node: SourceNode, key: str) -> Iterator[SourceNode]:
    """Give the items of the list under a key; none where there is no such list."""
    child = node.child(key)
    if child and isinstance(child.value, list):
        yield from child.children()
