"""Rules on what entries, sections and records are found by again: ids, keys, and the titles of sections."""

import json
from collections.abc import Hashable, Iterable, Iterator

from awesome_adapters.catalogue import ListedEntry, Section, assembly, path_text
from awesome_adapters.checks.rules import CheckContext, Finding, RuleSet
from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.records import has_other_id, id_to_write, same_title
from awesome_adapters.records.duplicates import ids_in_addresses, names
from awesome_adapters.schema.values import is_key

WARNINGS = RuleSet("warning")


@WARNINGS.rule()
def missing_id(context: CheckContext) -> Iterator[Finding]:
    """A paper has an id that leads to its record: by its title it is not found again when the title changes."""
    owners = {identifier: other for other in context.catalogue.entries() for identifier in other.identifiers}
    for listed in context.catalogue.entries():
        ids, find = listed.identifiers, context.store.find
        if find(ids, listed.paper_title) == find(ids):
            continue
        metadata = context.paper(listed)
        if not metadata or not metadata.ids or not same_title(listed, metadata) or has_other_id(ids, metadata):
            continue
        if any(ids_in_addresses(listed.entry)):
            continue  # `id_in_address` offers the id
        identifier = id_to_write(ids, metadata)
        message = f"Semantic Scholar has this paper, by its title, as {identifier}"
        if owner := owners.get(identifier):
            message += f", which is listed in {owner.origin.at()}; are both one?"
            yield Finding(listed.origin.at("paper"), message)
            continue
        key = listed.key_to_write(identifier)
        advice = f", and 'key: {key}' beside the title, so that links to it still arrive" if key else ""
        hint = f'{identifier.scheme}: "{identifier.value}"'
        paper = listed.origin.child("paper")
        place = listed.origin.at("paper", *list(paper.value if paper else ())[:1], key=True)
        yield Finding(place, f"{message}; give the id{advice}", hint, is_certain=True, is_addition=True)


@WARNINGS.rule()
def changed_key(context: CheckContext) -> Iterator[Finding]:
    """An entry keeps its key, to which links and feeds lead, when it gets a further id or another title."""
    earlier = [listed for section in context.earlier for listed in section.entries]
    keys, earlier_keys = {listed.key for listed in context.catalogue.entries()}, {listed.key for listed in earlier}
    renamed: dict[Hashable, ListedEntry] = {}
    for listed in context.catalogue.entries() if earlier else ():
        for name in names_of(listed, context.store) if listed.key not in earlier_keys else ():
            renamed.setdefault(name, listed)
    for old in earlier:
        if old.key in keys or not is_key(old.key):
            continue
        if listed_now := next((renamed[name] for name in names_of(old, context.store) if name in renamed), None):
            message = f"the key of this entry was '{old.key}', and now it is '{listed_now.key}', so that links break"
            place = listed_now.origin.at("key" if listed_now.entry.key else "title", key=not listed_now.entry.key)
            yield Finding(place, message, f"key: {old.key}", is_certain=True, is_addition=not listed_now.entry.key)
            keys.add(old.key)


def names_of(listed: ListedEntry, store: MetadataStore) -> Iterator[Hashable]:
    """Give what an entry is recognized by: what makes two entries one, and its title and key within its file."""
    yield from (name for name, _ in names(listed.entry, store))
    yield listed.origin.file, listed.entry.title
    yield listed.origin.file, listed.key


@WARNINGS.rule()
def renamed_section(context: CheckContext) -> Iterator[Finding]:
    """A section that got another title says what it was called before, so that links to it arrive."""
    for old, section in _renamed(context):
        titles = ", ".join(json.dumps(title, ensure_ascii=False) for title in (*section.was, old.title))
        message = f"this section was called '{old.title}'; name that title as well, so that links to it arrive"
        yield Finding(section.origin.at("title"), message, f"was: [{titles}]", is_certain=True, is_addition=True)


def _renamed(context: CheckContext) -> Iterator[tuple[Section, Section]]:
    """Give sections whose title is new, each after what it was: in the same file, as deep, with most of its entries."""
    if not context.earlier:
        return
    paths = {section.path for section in context.catalogue.sections}
    earlier_paths = {section.path for section in context.earlier}
    new = [section for section in context.catalogue.sections if section.title and section.path not in earlier_paths]
    entries = {section.path: _entries(section, context.catalogue.sections) for section in new}
    now = {path: {name for listed in entries[path] for name in names_of(listed, context.store)} for path in entries}
    for old in context.earlier if new else ():
        places = (
            section for section in new if (section.origin.file, len(section.path)) == (old.origin.file, len(old.path))
        )
        before = _entries(old, context.earlier) if old.path not in paths else []
        for section in places if before else ():
            kept = sum(1 for listed in before if not now[section.path].isdisjoint(names_of(listed, context.store)))
            if kept * 2 > len(before):
                titles = {Slugger().slug(title) for title in (section.title, *section.was)}
                if Slugger().slug(old.title) not in titles:
                    yield old, section
                break


def _entries(section: Section, sections: Iterable[Section]) -> list[ListedEntry]:
    """Return the entries in a section and in those below it."""
    below = (other for other in sections if other.path[: len(section.path)] == section.path)
    return [listed for other in below for listed in other.entries]


@WARNINGS.rule()
def unknown_section(context: CheckContext) -> Iterator[Finding]:
    """The form for suggestions offers the list's sections; its first choice may be another answer."""
    if not context.catalogue.is_whole:
        return
    sections = assembly.paths(context.catalogue.sections)
    before = {path_text(old.path): section for old, section in _renamed(context)}
    for section in context.catalogue.sections:
        before |= {path_text((*section.path[:-1], title)): section for title in section.was}
    for number, option in enumerate(context.form.children() if context.form else ()):
        if number and not assembly.matching(str(option.value), sections):
            section_now = before.get(str(option.value))
            message = f"the form offers the section '{option.value}', which the list does not have"
            yield Finding(option.at(), message, section_now and path_text(section_now.path))
