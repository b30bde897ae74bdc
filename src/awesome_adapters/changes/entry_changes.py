"""Entries moved to another section, removed, and merged."""

import re
from collections.abc import Sequence
from typing import Any

from awesome_adapters.catalogue import ListedEntry, SectionPath, assembly, path_text
from awesome_adapters.catalogue.tags import tag_form
from awesome_adapters.changes.working_copy import BulkEdit, WorkingCopy, texts
from awesome_adapters.identifiers import SCHEMES, parse
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.addresses import address_form
from awesome_adapters.yaml.reader import MISSING_VALUE

_PLACE = re.compile(r"(.+\.ya?ml):([0-9]{1,9})(?::[0-9]+)?")
_MOST_NAMED = 10
_UNITED = ("paper", "links", "extra", "tags", "added", "highlight", "also_in", "key")
"""The keys of which a merged entry gets more than one of two values."""


def entries(project: Project, text: str) -> list[ListedEntry]:
    """Return the entries that a text means: by place, key or id, else by the whole title or name, else by a part."""
    if place := _PLACE.fullmatch(text):
        return [_entry_at(project, place[1], int(place[2]))]
    folded, identifier, every = text.casefold(), parse(text), list(project.catalogue.entries())
    by_id = [listed for listed in every if text == listed.key or identifier in listed.identifiers]
    named = [one for one in every if folded in (one.entry.title.casefold(), (one.entry.name or "").casefold())]
    return by_id or (named if folded else []) or project.find([text])


def _entry_at(project: Project, file: str, line: int) -> ListedEntry:
    above = [
        listed for listed in project.catalogue.entries() if listed.origin.file == file and listed.origin.row < line
    ]
    if not above:
        raise CatalogueError(f"no entry stands in line {line} of {file}")
    return max(above, key=lambda listed: listed.origin.row)


def _entry(project: Project, text: str) -> ListedEntry:
    if len(matches := entries(project, text)) == 1:
        return matches[0]
    names = [f"\n    {listed.origin.file}:{listed.origin.row + 1}  {listed.entry.title}" for listed in matches]
    more = ["\n    …"] if len(names) > _MOST_NAMED else []
    advice = "".join((*names[:_MOST_NAMED], *more))
    raise CatalogueError(f"'{text}' can be {len(names):,} entries; give the key or the place of one:{advice}")


def remove(project: Project, text: str) -> BulkEdit:
    """Take an entry out of the list, with the comments right above it."""
    copy, listed = WorkingCopy(project), _entry(project, text)
    copy.cut(listed)
    copy.remarks.append(f"'{listed.entry.title}' is taken out of {path_text(listed.section_path)}")
    return copy.finish()


def move(project: Project, text: str, path: str) -> BulkEdit:
    """Put an entry into another section, with its comments."""
    copy, listed, section = WorkingCopy(project), _entry(project, text), project.section(path)
    if section.path == listed.section_path:
        raise CatalogueError(f"'{listed.entry.title}' is already in {path_text(section.path)}")
    entry = copy.paste(listed, copy.cut(listed), section)
    _set_also_in(project, entry, texts(entry.get("also_in")), section.path)
    copy.remarks.append(
        f"'{listed.entry.title}' moves from {path_text(listed.section_path)} to {path_text(section.path)}"
    )
    return copy.finish()


def _set_also_in(project: Project, entry: dict[str, Any], names: Sequence[str], home: SectionPath) -> None:
    """Name the further sections of an entry: each once, and not the one that it stands in."""
    paths, by_section = assembly.paths(project.catalogue.sections), dict[SectionPath, str]()
    for name in names:
        matches = assembly.matching(name, paths)
        by_section.setdefault(matches[0].path if len(matches) == 1 else (name,), name)
    by_section.pop(home, None)
    if by_section:
        entry["also_in"] = list(by_section.values())
    else:
        entry.pop("also_in", None)


def merge(project: Project, one: str, other: str) -> BulkEdit:
    """Make one entry of two: the first one stays where it is, and gets what only the second one has.

    Where both say something else, the first one's words stay, and a remark names what is lost.
    Raises `CatalogueError` where their ids say that they are two papers.
    """
    both = entries(project, one) if one == other else []
    kept, gone = both if len(both) == 2 else (_entry(project, one), _entry(project, other))
    if kept.origin == gone.origin:
        raise CatalogueError(f"both are the entry '{kept.entry.title}'; give another one to merge with it")
    ids = {identifier.scheme: identifier for identifier in kept.identifiers}
    for identifier in gone.identifiers:
        if SCHEMES[identifier.scheme].is_unique and ids.get(identifier.scheme, identifier) != identifier:
            raise CatalogueError(
                f"{ids[identifier.scheme]} and {identifier} are two papers; take the wrong id out first"
            )
    copy = WorkingCopy(project)
    entry = copy.value(kept.origin)
    passage = copy.cut(gone)
    copy.remarks.append(f"'{gone.entry.title}' becomes one with '{kept.entry.title}'")
    also_in = [*texts(entry.get("also_in")), path_text(gone.section_path), *gone.entry.also_in]
    _unite(entry, kept, gone, copy.remarks)
    copy.remarks += (f"this comment goes: {comment}" for comment in passage.comments)
    _set_also_in(project, entry, also_in, kept.section_path)
    edit = copy.finish()
    after = edit.project.catalogue.anchors()
    anchors = {gone.key, *project.catalogue.anchors().get(gone.key, ())} - {kept.key, *after.get(kept.key, ())}
    edit.remarks.extend(f"links to #{anchor} no longer arrive" for anchor in sorted(anchors))
    return edit


def _unite(entry: dict[str, Any], kept: ListedEntry, gone: ListedEntry, remarks: list[str]) -> None:
    """Give an entry what only the other one has."""
    values, both = gone.origin.value, (kept.entry, gone.entry)
    forms = {tag_form(tag) for tag in kept.entry.tags}
    if further := [tag for tag in gone.entry.tags if tag_form(tag) not in forms]:
        entry["tags"] = [*kept.entry.tags, *further]
    if days := [day for one in both if (day := one.added)]:
        entry["added"] = str(min(days))
    if gone.entry.highlight:
        entry["highlight"] = "true"
    for key in ("paper", "links", "extra"):
        if values.get(key):
            models = [one.paper for one in both] if key == "paper" else ()
            entry[key] = _united(entry.get(key) or {}, values[key], models, f"{key}: ", remarks)
    others = {key: value for key, value in values.items() if key not in _UNITED}
    entry |= _united(entry, others, both, "", remarks)
    if any(kept.key_to_write(identifier) for identifier in gone.identifiers):
        entry["key"] = kept.key


def _united(
    one: dict[str, Any], other: dict[str, Any], models: Sequence[Any], label: str, remarks: list[str]
) -> dict[str, Any]:
    """Return what both say, and remark on what only the first one's words are kept of."""
    united = dict(one)
    for key, value in other.items():
        if value is MISSING_VALUE:
            continue
        if one.get(key, MISSING_VALUE) is MISSING_VALUE:
            united[key] = value
        elif len({_form(getattr(model, key)) for model in models} or {_form(one[key]), _form(value)}) > 1:
            remarks.append(f"{label}{key}: '{_shown(one[key])}' stays, and this goes: '{_shown(value)}'")
    return united


def _form(value: Any) -> str:
    return address_form(value) if isinstance(value, str) and "://" in value else collapse_whitespace(str(value))


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "null" if value is None else str(value)
