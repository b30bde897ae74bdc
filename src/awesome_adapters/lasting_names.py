"""Rules on what entries, sections and records are found by again: ids, keys, and the titles of sections."""

import json
from collections.abc import Hashable, Iterable, Iterator

from awesome_adapters import assembly
from awesome_adapters.catalogue import ListedEntry, Section, path_text
from awesome_adapters.identifiers import SCHEMES, Identifier, equivalent
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import id_to_write, same_title
from awesome_adapters.rules import CheckContext, Finding
from awesome_adapters.schema import NO_PAPER, is_key


def missing_id(context: CheckContext) -> Iterator[Finding]:
    """A paper has an id that leads to its record: by its title it is not found again when the title changes."""
    owners = {identifier: other for other in context.catalogue.entries() for identifier in other.identifiers}
    for listed in context.catalogue.entries():
        ids, find = listed.identifiers, context.store.find
        if find(ids, listed.paper_title) == find(ids):
            continue
        metadata = context.paper(listed)
        if not metadata or not same_title(listed, metadata) or _contradict(ids, metadata):
            continue
        identifier = id_to_write(ids, metadata)
        message = f"Semantic Scholar has this paper, by its title, as {identifier}"
        if owner := owners.get(identifier):
            message += f", which is listed in {owner.origin.at()}; are both one?"
            yield Finding(listed.origin.at("paper"), message)
            continue
        key = listed.key_to_write(identifier)
        advice = f", and 'key: {key}' beside the title, so that links to it still arrive" if key else ""
        hint = f'{identifier.scheme}: "{identifier.value}"'
        yield Finding(listed.origin.at("paper"), f"{message}; give the id{advice}", hint)


def _contradict(identifiers: Iterable[Identifier], metadata: PaperMetadata) -> bool:
    """Return whether the record has another id of a kind of which a paper has but one."""
    answered = {identifier.scheme: identifier for identifier in metadata.public_ids}
    unique = (identifier for identifier in identifiers if SCHEMES[identifier.scheme].is_unique)
    return any(answered.get(identifier.scheme, identifier) != identifier for identifier in unique)


def changed_key(context: CheckContext) -> Iterator[Finding]:
    """An entry keeps its key, to which links and feeds lead, when it gets a further id or another title."""
    earlier = [listed for section in context.earlier for listed in section.entries]
    keys, earlier_keys = {listed.key for listed in context.catalogue.entries()}, {listed.key for listed in earlier}
    renamed: dict[Hashable, ListedEntry] = {}
    for listed in context.catalogue.entries() if earlier else ():
        for name in _names(listed) if listed.key not in earlier_keys else ():
            renamed.setdefault(name, listed)
    for old in earlier:
        if old.key in keys or not is_key(old.key):
            continue
        if listed_now := next((renamed[name] for name in _names(old) if name in renamed), None):
            message = f"the key of this entry was '{old.key}', and now it is '{listed_now.key}', so that links break"
            yield Finding(listed_now.origin.at("key"), message, f"key: {old.key}")
            keys.add(old.key)


def _names(listed: ListedEntry) -> Iterator[Hashable]:
    """Give what an entry is recognized by: its ids anywhere; its title and addresses within its file."""
    entry, file, paper = listed.entry, listed.origin.file, listed.entry.paper or NO_PAPER
    yield from map(equivalent, listed.identifiers)
    yield file, listed.key
    yield file, entry.title
    yield from ((file, address) for address in (paper.url, paper.pdf, entry.code, entry.website) if address)


def renamed_section(context: CheckContext) -> Iterator[Finding]:
    """A section that got another title says what it was called before, so that links to it arrive."""
    for old, section in _renamed(context):
        titles = ", ".join(json.dumps(title, ensure_ascii=False) for title in (*_earlier_titles(section), old.title))
        message = f"this section was called '{old.title}'; name that title as well, so that links to it arrive"
        yield Finding(section.origin.at("title"), message, f"was: [{titles}]")


def _renamed(context: CheckContext) -> Iterator[tuple[Section, Section]]:
    """Give sections whose title is new, each after what it was: in the same file, as deep, with most of its entries."""
    paths = {section.path for section in context.catalogue.sections}
    earlier_paths = {section.path for section in context.earlier}
    new = [section for section in context.catalogue.sections if section.title and section.path not in earlier_paths]
    for old in context.earlier:
        if old.path in paths:
            continue
        entries = _entries(old, context.earlier)
        for section in new:
            names = {name for listed in _entries(section, context.catalogue.sections) for name in _names(listed)}
            kept = sum(1 for listed in entries if not names.isdisjoint(_names(listed)))
            is_at_its_place = section.origin.file == old.origin.file and len(section.path) == len(old.path)
            if is_at_its_place and kept * 2 > len(entries):
                if section.title != old.title and old.title not in _earlier_titles(section):
                    yield old, section
                break


def _entries(section: Section, sections: Iterable[Section]) -> list[ListedEntry]:
    """Return the entries in a section and in those below it."""
    below = (other for other in sections if other.path[: len(section.path)] == section.path)
    return [listed for other in below for listed in other.entries]


def _earlier_titles(section: Section) -> list[str]:
    """Return the titles that a section says it had."""
    node = section.origin.child("was")
    titles = node.value if node and isinstance(node.value, list) else [node.value] if node else []
    return [title for title in titles if isinstance(title, str)]


def unknown_section(context: CheckContext) -> Iterator[Finding]:
    """The form for suggestions offers the list's sections; its first choice may be another answer."""
    sections = assembly.paths(context.catalogue.sections)
    before = {path_text(old.path): section for old, section in _renamed(context)}
    for section in context.catalogue.sections:
        before |= {path_text((*section.path[:-1], title)): section for title in _earlier_titles(section)}
    for number, option in enumerate(context.form.children() if context.form else ()):
        if number and not assembly.matching(str(option.value), sections):
            section_now = before.get(str(option.value))
            message = f"the form offers the section '{option.value}', which the list does not have"
            yield Finding(option.at(), message, section_now and path_text(section_now.path))
