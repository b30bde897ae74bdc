"""Another name for a tag or a section, wherever the list's files name it."""

from collections.abc import Callable, Iterator
from typing import Any

from awesome_adapters.catalogue import Section, assembly, path_text, sources
from awesome_adapters.catalogue.tags import find, tag_form, vocabulary
from awesome_adapters.changes.working_copy import BulkEdit, WorkingCopy, clean, is_mapping, texts
from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project


def rename_tag(project: Project, old: str, new: str) -> BulkEdit:
    """Give a tag another spelling or name, or make it one with another tag; the list's vocabulary follows.

    What it was called becomes an alias, where the settings have one of the two.
    """
    copy = WorkingCopy(project)
    entries = [entry for entry in (*copy.entries(), *copy.candidates()) if texts(entry.get("tags"))]
    spellings = vocabulary(
        project.catalogue.settings.spellings(), (tag for entry in entries for tag in texts(entry["tags"]))
    )
    old_tag, new = find(spellings, old), clean(new, "tag")
    other = spellings.get(tag_form(new), new)
    if tag_form(old_tag) != tag_form(old) and other != old_tag:
        raise CatalogueError(f"'{old}' is another spelling of '{old_tag}'; rename that, or take it out of its aliases")
    if other != old_tag:
        if tag_form(other) != tag_form(new):
            raise CatalogueError(f"'{new}' is another spelling of '{other}'; write: rename-tag '{old}' '{other}'")
        new = other
    number = 0
    for entry in entries:
        if any(tag_form(tag) == tag_form(old) for tag in texts(entry["tags"])):
            entry["tags"] = _renamed(entry["tags"], old, new)
            number += 1
    settings = copy.values.get("catalogue.yaml", {}).get("tags")
    if is_mapping(settings) and tag_form(old) == tag_form(old_tag):
        copy.values["catalogue.yaml"]["tags"] = _renamed_in(settings, old_tag, new, copy.remarks)
    copy.remarks.append(
        f"'{old}' becomes '{new}' in {number:,} {'entry or candidate' if number == 1 else 'entries and candidates'}"
    )
    return copy.finish()


def _renamed(tags: list[Any], old: str, new: str) -> list[Any]:
    """Return tags with a new one in the place of an old one, and once."""
    renamed: list[Any] = []
    for tag in tags:
        is_meant = isinstance(tag, str) and tag_form(tag) in (tag_form(old), tag_form(new))
        if not is_meant or new not in renamed:
            renamed.append(new if is_meant else tag)
    return renamed


def _renamed_in(settings: dict[str, Any], old: str, new: str, remarks: list[str]) -> dict[str, Any]:
    """Return the vocabulary with another name for a tag, or with one tag in the place of two."""
    names = {tag_form(name): name for name in settings}
    source, target = names.get(tag_form(old)), names.get(tag_form(new))
    if source is None and target is None:
        return settings
    further = [source or old, *_aliases(settings.get(source or ""))]
    if source and target in (None, source):
        settings, target = {new if name == source else name: value for name, value in settings.items()}, new
    elif source:
        about = settings[source].get("about") if is_mapping(settings[source]) else None
        remarks += [f"what catalogue.yaml says about '{source}' goes: {about}"] if about else []
        settings = {name: value for name, value in settings.items() if name != source}
    value = settings[str(target)]
    aliases = [alias for alias in _aliases(value) if tag_form(alias) != tag_form(new)]
    forms = {tag_form(alias) for alias in (*aliases, new)}
    aliases += (alias for alias in further if tag_form(alias) not in forms)
    if aliases != _aliases(value):
        settings[str(target)] = {**value, "aliases": aliases} if is_mapping(value) else aliases
    return settings


def _aliases(value: Any) -> list[str]:
    return texts(value.get("aliases") if is_mapping(value) else value)


def rename_section(project: Project, name: str, title: str) -> BulkEdit:
    """Give a section another title: links to the old one arrive, and what names the section follows."""
    copy, section, title = WorkingCopy(project), project.section(name), clean(title, "title")
    if ">" in title:
        raise CatalogueError(f"'{title}' has the sign '>', which stands between titles; give the new title alone")
    if title == section.title:
        raise CatalogueError(f"the section is already called '{title}'")
    path = (*section.path[:-1], title)
    if other := next((other for other in project.catalogue.sections if other.path == path), None):
        raise CatalogueError(f"'{path_text(path)}' is there already, in {other.origin.at()}; give another title")
    values = copy.value(section.origin)
    values |= {"title": title, "was": list(dict.fromkeys((*section.was, section.title)))}
    depth, sections = len(section.path), project.catalogue.sections
    renamed = [
        other._replace(path=(*path, *other.path[depth:])) if other.path[:depth] == section.path else other
        for other in sections
    ]
    follow = _follower(sections, renamed)
    for entry in (*copy.entries(), *copy.candidates()):
        if isinstance(entry.get("also_in"), list):
            entry["also_in"] = [follow(text) for text in entry["also_in"]]
    for candidate in copy.candidates():
        if "section" in candidate:
            candidate["section"] = follow(candidate["section"])
    for part in _texts_of_form(copy.values.get(sources.FORM, {})):
        part["options"] = [follow(text) for text in part["options"]]
    copy.remarks.append(f"'{path_text(section.path)}' becomes '{path_text(path)}'")
    others = {Slugger().slug(other.title) for other in sections if other is not section}
    for slug in sorted({Slugger().slug(section.title), Slugger().slug(title)} & others):
        copy.remarks.append(f"GitHub numbers headings of one title: links to #{slug}-1 may lead to another section now")
    return copy.finish()


def _follower(sections: list[Section], renamed: list[Section]) -> Callable[[Any], Any]:
    """Return a function that makes what means a section mean it when sections are renamed."""
    paths, new_paths = assembly.paths(sections), assembly.paths(renamed)
    new = {id(section): after for section, after in zip(sections, renamed, strict=True)}

    def follow(text: Any) -> Any:
        matches = assembly.matching(text, paths) if isinstance(text, str) else []
        if len(matches) != 1:
            return text
        section = new[id(matches[0])]
        tail = path_text(section.path[-len(text.split(">")) :])
        longer = (text, tail, path_text(section.path))
        return next((path for path in longer if [*map(id, assembly.matching(path, new_paths))] == [id(section)]), tail)

    return follow


def _texts_of_form(form: Any) -> Iterator[dict[str, Any]]:
    """Give the part of the issue form that offers the list's sections."""
    for part in form.get("body") or () if is_mapping(form) else ():
        attributes = part.get("attributes") if is_mapping(part) and part.get("id") == "section" else None
        if isinstance(attributes, dict) and isinstance(attributes.get("options"), list):
            yield attributes
