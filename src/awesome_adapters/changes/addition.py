"""A new entry: whether the list has it already, what may be wrong with it, and the file that holds it."""

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from awesome_adapters import checks
from awesome_adapters.catalogue import ListedEntry, Section, SectionPath, assembly, path_text, sources
from awesome_adapters.changes.suggest import Similar, similar
from awesome_adapters.checks.rules import CheckContext
from awesome_adapters.enrichment.lookup import Candidate
from awesome_adapters.metadata.store import PATH as METADATA
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.project import Project
from awesome_adapters.records import order
from awesome_adapters.records.duplicates import PaperIndex
from awesome_adapters.schema import Entry, Paper
from awesome_adapters.storage import files, journal
from awesome_adapters.text import (
    collapse_whitespace,
    title_forms,
    titles_match,
)
from awesome_adapters.yaml.passages import insert
from awesome_adapters.yaml.writer import entry_text


def refuse_duplicate(project: Project, candidate: Candidate) -> None:
    """Raise `CatalogueError` where the candidate is listed: under one of its ids, its addresses, or its very title."""
    further = candidate.metadata.identifiers if candidate.metadata else []
    duplicate = PaperIndex(project.store, project.catalogue.entries()).find(_entry(candidate), further)
    titles = ((_title_form(listed.entry.title), listed) for listed in project.catalogue.entries())
    same_title = (listed for form, listed in titles if form == _title_form(candidate.title or ""))
    if original := duplicate.original if duplicate else next(same_title, None):
        raise already_listed(original)


def already_listed(listed: ListedEntry) -> CatalogueError:
    """Return the error for what is an entry already."""
    where = f"{listed.origin.at()}, in {path_text(listed.section_path)}"
    advice = "to show it in a further section, add also_in there; to add it all the same, use --anyway"
    return CatalogueError(f"'{listed.entry.title}' is already in the list ({where}); {advice}")


def _entry(candidate: Candidate) -> Entry:
    """Return the candidate as an entry; its texts are not checked yet."""
    fields = dict(candidate.paper) | {identifier.scheme: identifier for identifier in candidate.identifiers}
    paper: Any = Paper.model_construct(None, **fields) if fields else None
    addresses: Any = {key: candidate.fields.get(key) for key in ("code", "website")}
    return Entry.model_construct(None, title=candidate.title or "", paper=paper, **addresses)


def _title_form(title: str) -> str:
    return collapse_whitespace(title).casefold()


def doubts(project: Project, candidate: Candidate) -> Iterator[str]:
    """Give sentences on what may be a mistake: another paper's id, or an entry of nearly the same title."""
    title, metadata = candidate.title or "", candidate.metadata
    if metadata and metadata.title and not titles_match(title, metadata.title):
        yield f"Semantic Scholar knows this id as '{metadata.title}'; is the id right?"
    forms = set(title_forms(title))
    for listed in project.catalogue.entries():
        if not forms.isdisjoint(title_forms(listed.entry.title)):
            yield f"{listed.origin.at()} has nearly this title: '{listed.entry.title}'"


def neighbours(project: Project, candidate: Candidate, texts: list[str]) -> list[Similar]:
    """Return the entries that are most like the candidate and further texts on it."""
    if candidate.is_untitled:
        return []
    venue = candidate.metadata.venue if candidate.metadata else candidate.paper.get("venue")
    title, is_paper = candidate.title or "", bool(candidate.paper)
    return similar(project.catalogue, project.store, title, texts, venue, is_paper=is_paper)


class RejectedEntryError(CatalogueError):
    """The file with the new entry would have errors; the lines of `problems` are those that it would have."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("this entry would cause errors (line numbers as after adding); nothing was written")


class Addition(NamedTuple):
    """A data file with a new entry, before it is written."""

    path: Path
    old: bytes
    content: bytes
    listed: ListedEntry  # the entry as it will be read
    text: str  # the entry as it will stand there
    warnings: list[Problem]  # about the entry
    written: Sequence[str] = ()  # the files to commit; none in a trial

    def write(self, project: Project) -> list[str]:
        """Write metadata and file, take it from the candidates, and return what to commit; raises `CatalogueError`."""
        project.store.save()
        changes = {str(self.path.relative_to(project.root)): (self.old, self.content)}
        candidates = project.candidates
        if (content := candidates.without(self.listed, project.store)) != candidates.content:
            changes[sources.CANDIDATES] = (candidates.content, content)
        journal.write(project.root, changes)
        _, *others = changes
        return [self.listed.origin.file, *([METADATA] if project.store.was_saved else []), *others]


def add(
    project: Project, candidate: Candidate, section: Section, *, insists: bool = False, is_trial: bool = False
) -> Addition:
    """Put a candidate into a section of the list as it is now, while no other program changes it.

    A trial writes nothing.

    Another program may have added the same paper since the list was read. Errors are those of `plan`.
    """
    with project.locked() as current:
        current.require_valid()
        if not insists:
            refuse_duplicate(current, candidate)
        place = next((other for other in current.catalogue.sections if other.path == section.path), None)
        if place is None:
            raise CatalogueError(f"the section {path_text(section.path)} is no longer there; nothing was written")
        fields = {key: value for key in Entry.model_fields if (value := candidate.fields.get(key))}
        addition = plan(current, place, fields, insists=insists)
        if is_trial:
            return addition
        return addition._replace(written=addition.write(current))


def plan(project: Project, section: Section, fields: Mapping[str, Any], *, insists: bool = False) -> Addition:
    """Put an entry into a section, and read the file as it will be: nothing but the entry may be new.

    `fields` are the entry's keys in order. With `insists` it may be in the list already. Raises `RejectedEntryError`
    where the list would have errors, and `CatalogueError` where the file has no safe place for an entry.
    """
    file = section.origin.file
    siblings = [other for other in project.catalogue.sections if other.origin.file == file]
    others = [other for other in project.catalogue.sections if other.origin.file != file]
    path = sources.path_on_disk(project.root, file)
    fields = _with_free_key(project, fields) if insists else fields
    after = order.place(project.catalogue, section, _key(fields))
    old = files.read(path) or b""
    bom = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    text = insert(old.removeprefix(bom).decode(), section.origin, fields, [other.origin for other in siblings], after)
    content = bom + text.encode()
    new_sections, problems = sources.read_data([(file, content)])
    catalogue, assembly_problems = assembly.assemble(project.catalogue.settings, [*others, *new_sections])
    context = CheckContext(catalogue, project.store)
    problems = [problem for problem in problems if problem.severity == "error"]
    problems += assembly_problems + checks.ERRORS.run(context)
    duplicates = [problem for problem in problems if insists and problem.rule == "duplicate-paper"]
    if len(problems) > len(duplicates):
        raise RejectedEntryError(problems)
    text = entry_text(fields)
    expected, actual = _entries(siblings), _entries(new_sections)
    expected[section.path].insert(after + 1, Entry.model_validate(fields))
    if list(expected.items()) != list(actual.items()):
        raise CatalogueError(f"cannot insert it safely into {file}; nothing was written, add this by hand:\n{text}")
    listed = next(new.entries[after + 1] for new in new_sections if new.path == section.path)
    return Addition(path, old, content, listed, text, [*duplicates, *_warnings(context, listed, text)])


def _with_free_key(project: Project, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields with a key of its own for an entry whose key another one has."""
    keys = {listed.key.lower() for listed in project.catalogue.entries()}
    if not (key := _key(fields)):
        return fields
    free = next(name for number in count(1) if (name := f"{key}-{number}" if number > 1 else key).lower() not in keys)
    return fields if free == key else {**fields, "key": free}


def _key(fields: Mapping[str, Any]) -> str | None:
    """Return the key that an entry will have; None where its fields have mistakes."""
    content = json.dumps({"title": "Key", "items": [fields]}, ensure_ascii=False).encode()
    sections, problems = sources.read_data([("entry", content)])
    return None if problems else sections[0].entries[0].key


def _entries(sections: list[Section]) -> dict[SectionPath, list[Entry]]:
    return {section.path: [listed.entry for listed in section.entries] for section in sections}


def _warnings(context: CheckContext, listed: ListedEntry, text: str) -> Iterator[Problem]:
    start = listed.origin.at()
    lines = range(start.line, start.line + text.count("\n") + 1)
    for problem in checks.WARNINGS.run(context):
        is_about_it = problem.location.file == start.file and problem.location.line in lines
        if is_about_it and problem.location >= start and problem.rule != "similar-title":
            yield problem
