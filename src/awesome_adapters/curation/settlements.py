"""Decisions that are made: proposals written into the list's files, or declined."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from awesome_adapters.catalogue import sources
from awesome_adapters.changes.working_copy import WorkingCopy
from awesome_adapters.curation.decisions import NOTHING, Decision, DecisionStore, value_at
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.schema.values import is_key

ALL = "all"
_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def choose(store: DecisionStore, words: Sequence[str], command: str = "", *, only_sure: bool = False) -> list[Decision]:
    """Return the decisions that numbers mean, as `3` and `3-7`, or the open ones of a command with `all`.

    With `only_sure`, `all` are those that nobody has to look at.

    Raises `CatalogueError` where a word means none.
    """
    by_number = {decision.number: decision for decision in store.all(declined=True)}
    chosen: dict[int, Decision] = {}
    for word in words:
        if word == ALL:
            numbers = [decision.number for decision in store.all(command) if decision.is_sure or not only_sure]
        elif match := _RANGE.fullmatch(word.removeprefix("#")):
            first, last = int(match[1]), int(match[2] or match[1])
            numbers = [number for number in by_number if first <= number <= last]
        else:
            raise CatalogueError(f"'{word}' is no number of a proposal; write: 3, 3-7 or {ALL}")
        if not numbers and word != ALL:
            raise CatalogueError(f"no proposal has the number {word}; see them with: awesome-adapters proposals")
        chosen |= {number: by_number[number] for number in sorted(numbers)}
    return list(chosen.values())


def apply(project: Project, decisions: Sequence[Decision]) -> list[tuple[Decision, str | None]]:
    """Write proposals into the list as it is now, and return each with what speaks against it, if anything does."""
    writable = [decision for decision in decisions if decision.new != NOTHING]
    with project.locked() as current:
        failures: dict[int, str] = {}
        try:
            _write(current, writable)
        except CatalogueError:  # one of them does harm: the others are written without it
            for decision in writable:
                try:
                    _write(Project.open(current.root), [decision])
                except CatalogueError as error:
                    failures[decision.number] = str(error)
        store = DecisionStore(current.root)
        for decision in writable:
            if decision.number not in failures:
                store.settle(decision)
        store.save()
    failures |= {decision.number: "nobody knows what to write" for decision in decisions if decision.new == NOTHING}
    return [(decision, failures.get(decision.number)) for decision in decisions]


def _write(project: Project, decisions: Sequence[Decision]) -> None:
    entries = project.catalogue.by_key()
    copy, is_changed = WorkingCopy(project), False
    for decision in decisions:
        listed = entries.get(decision.entry)
        value = listed and value_at(listed, decision.path)
        if listed and value == decision.new:
            continue  # written already, by a run that was cut off or by hand
        if not listed or value != decision.old:
            raise CatalogueError(f"the entry says something else by now; look at it: {decision.entry}")
        is_changed = True
        fields = copy.value(listed.origin)
        _put(fields, decision.path, decision.new)
        if (key := _key(fields)) and key != listed.key and is_key(listed.key):
            fields["key"] = listed.key  # links lead there
    if is_changed:
        copy.finish().write()


def _put(fields: Any, path: Sequence[str], new: str | None) -> None:
    """Set or remove what stands at a path; what is empty then goes, too."""
    *above, last = path
    parents = [fields]
    for step in above:
        parent = parents[-1]
        if isinstance(parent, list):
            parents.append(parent[int(step)])
        else:
            if not isinstance(parent.get(step), dict | list):
                parent[step] = {}
            parents.append(parent[step])
    if isinstance(parents[-1], list):
        parents[-1][int(last)] = new
    elif new is not None:
        others = dict(parents[-1])
        parents[-1].clear()
        parents[-1] |= others if last in others else {last: None, **others}  # at the end it may seem a renamed key
        parents[-1][last] = new
    else:
        del parents[-1][last]
        for parent, step in zip(reversed(parents[:-1]), reversed(above), strict=True):
            if not parent[step]:
                del parent[step]


def _key(fields: dict[str, Any]) -> str | None:
    """Return the key of an entry; None where its fields have mistakes, which are told elsewhere."""
    sections, problems = sources.read_data(
        [("entry", json.dumps({"title": "Key", "items": [fields]}, default=lambda _: None).encode())]
    )
    return None if problems else sections[0].entries[0].key


def decline(project: Project, decisions: Sequence[Decision], today: date) -> None:
    """Remember that what is proposed is not wanted."""
    with project.locked() as current:
        store = DecisionStore(current.root)
        for decision in decisions:
            store.set(decision._replace(declined=today.isoformat()))
        store.save()
