"""A candidate for the list: what somebody means, whether it is listed already, and the file that holds it."""

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from awesome_adapters import assembly, bibtex_syntax, checks, files, order, sources
from awesome_adapters.addresses import pasted_address, repository
from awesome_adapters.bibtex_import import entry_from_bibtex
from awesome_adapters.catalogue import ListedEntry, Section, SectionPath, path_text
from awesome_adapters.duplicates import PaperIndex
from awesome_adapters.identifiers import SCHEMES, Identifier, find, rivals
from awesome_adapters.identifiers.slips import slip
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.passages import insert
from awesome_adapters.problems import CatalogueError, Problem, UnavailableError
from awesome_adapters.project import Project
from awesome_adapters.retrieval import PaperClient, match
from awesome_adapters.rules import CheckContext
from awesome_adapters.schema import Entry, Paper
from awesome_adapters.store import PATH as METADATA
from awesome_adapters.store import MetadataStore, spelling
from awesome_adapters.suggest import Similar, similar
from awesome_adapters.text import (
    collapse_whitespace,
    control_character,
    is_distinctive,
    title_forms,
    titles_match,
    tokens,
)
from awesome_adapters.yaml_writer import entry_text


class Candidate(NamedTuple):
    """What somebody wants to add, as far as it is known."""

    title: str | None = None
    paper: Mapping[str, Any] = MappingProxyType({})  # the keys of the entry's paper
    code: str | None = None
    website: str | None = None
    name: str | None = None
    award: str | None = None
    note: str | None = None
    metadata: PaperMetadata | None = None
    is_guess: bool = False  # whether it was found by its title, and may be another paper
    further: Mapping[str, Any] = MappingProxyType({})  # more keys of the entry

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers, in the order of `SCHEMES`."""
        return [Identifier(scheme, self.paper[scheme]) for scheme in SCHEMES if scheme in self.paper]

    @property
    def is_untitled(self) -> bool:
        """Return whether the title is unknown, and the id stands in its place."""
        return bool(self.identifiers) and self.title == str(self.identifiers[0])


class Lookup(NamedTuple):
    """How to find out what is known of a paper."""

    store: MetadataStore
    today: date
    client: PaperClient | None = None  # None to ask nobody
    notify: Callable[[str], None] = lambda _: None  # called with sentences for the person who waits
    is_trial: bool = False  # what is fetched is not saved

    def save(self) -> None:
        """Save what was fetched, whatever comes of the entry: nobody is to wait for it again."""
        if not self.is_trial:
            self.store.save()


def resolve_input(text: str, lookup: Lookup) -> Candidate:
    """Find out what an address, id, title or BibTeX entry means; raises `CatalogueError` where it means nothing."""
    if text.lstrip().startswith("@") or bibtex_syntax.START.search(text):
        return from_keys(entry_from_bibtex(text, lookup.notify), lookup)
    text = clean(text, "address, id or title") or ""
    if identifiers := find(text):
        if two := rivals(identifiers):
            raise CatalogueError(f"two papers are named here, {two[0]} and {two[1]}; give one at a time")
        metadata = _metadata(identifiers, lookup)
        if metadata and all(SCHEMES[identifier.scheme].is_semantic_scholars for identifier in identifiers):
            identifiers = metadata.public_ids or identifiers
        return Candidate(metadata and metadata.title, _keys(identifiers), metadata=metadata)
    text = pasted_address(text) or text
    if code := repository(text):
        return Candidate(code.rpartition("/")[2], code=code)
    if mistake := slip(text):
        advice = f"; write {mistake.identifier.value}" if mistake.identifier else ""
        raise CatalogueError(f"'{text}' {mistake.reason}{advice}")
    if re.match(r"https?://", text, re.IGNORECASE):
        is_pdf = re.fullmatch(r"[^?#]+\.pdf(?:[?#].*)?", text, re.IGNORECASE)
        return Candidate(paper={"pdf": text}) if is_pdf else Candidate(website=text)
    return _by_title(text, lookup)


def from_keys(keys: Mapping[str, Any], lookup: Lookup) -> Candidate:
    """Find out what is known of an entry that was read from BibTeX."""
    candidate = Candidate(**keys)
    return match_title(candidate._replace(metadata=_metadata(candidate.identifiers, lookup)), lookup)


def match_title(candidate: Candidate, lookup: Lookup) -> Candidate:
    """Add to a paper that no id leads to what its title leads to: the record, and its ids."""
    title, paper, metadata = candidate.title or "", candidate.paper, candidate.metadata
    is_tool = not paper and (candidate.code or candidate.website)
    is_clear = not candidate.is_untitled and (paper.get("authors") or is_distinctive(title))
    if not metadata and not is_tool and is_clear and (metadata := _matched(title, candidate, lookup)):
        ids = [identifier for identifier in metadata.public_ids if identifier.scheme not in paper]
        candidate = candidate._replace(paper=_keys(ids) | dict(paper))
    return _with_record(candidate, metadata)


def _matched(title: str, candidate: Candidate, lookup: Lookup) -> PaperMetadata | None:
    """Return what is known of a paper by its title, and look the title up if that was not done lately."""
    store, client, today, ids = lookup.store, lookup.client, lookup.today, candidate.identifiers
    if client and store.needs_match(ids, title, today):
        lookup.notify("looking the title up at Semantic Scholar")
        authors, year = candidate.paper.get("authors", ()), str(candidate.paper.get("year", ""))
        try:
            match(client, store, title, authors, int(year) if year.isdecimal() else None, today)
            lookup.save()
        except UnavailableError as error:
            lookup.notify(f"{error}; going on without it, the next build asks again")
    return store.paper(ids, title)


def _with_record(candidate: Candidate, metadata: PaperMetadata | None) -> Candidate:
    """Leave to the record what it says as well: the case of the title, the authors, the venue and the year."""
    title, paper = candidate.title or "", candidate.paper
    if metadata is None or not titles_match(title, metadata.title or ""):
        return candidate._replace(metadata=metadata)
    if metadata.title and metadata.title.casefold() == title.casefold() and not metadata.title.isupper():
        title = metadata.title
    recorded = {name for name in ("authors", "venue", "year") if getattr(metadata, name)}
    paper = {name: value for name, value in paper.items() if name not in recorded}
    return candidate._replace(title=title, paper=paper, metadata=metadata)


def _by_title(title: str, lookup: Lookup) -> Candidate:
    if not title:
        raise CatalogueError("nothing was given; give an address, an id or a title")
    if not any(word.isalpha() for word in tokens(title)):
        advice = "write what it is: 'PMID:' or 'CorpusID:' before a bare number, or the whole address"
        raise CatalogueError(f"'{title}' is not an id that can be recognized; {advice}")
    if lookup.client is None:
        raise CatalogueError("a title can only be looked up online; give the paper's address or an id")
    lookup.notify("looking the title up at Semantic Scholar")
    try:
        metadata = lookup.client.match(title)
    except UnavailableError as error:
        raise UnavailableError(f"{error}; give the paper's address or an id, which need no network") from error
    if metadata is None:
        raise CatalogueError(f"Semantic Scholar has no clear match for '{title}'; give its address or an id")
    candidate = Candidate(metadata.title or title, _keys(metadata.public_ids), metadata=metadata, is_guess=True)
    if not lookup.store.find(candidate.identifiers) and (asked := spelling(candidate.identifiers)):
        lookup.store.add(asked, metadata, lookup.today)
        lookup.save()
    return candidate


def _keys(identifiers: Iterable[Identifier]) -> dict[str, str]:
    return {identifier.scheme: identifier.value for identifier in identifiers}


def _metadata(identifiers: list[Identifier], lookup: Lookup) -> PaperMetadata | None:
    """Return what is known of a paper, and ask for it if nothing is."""
    store, client = lookup.store, lookup.client
    wanted = store.to_ask(identifiers, lookup.today)
    if wanted and client:
        lookup.notify("asking Semantic Scholar for the paper")
        try:
            answers = dict(client.papers([wanted]))
            for asked, metadata in answers.items():
                store.add(asked, metadata, lookup.today)
            lookup.save()
            if not answers:
                lookup.notify("Semantic Scholar gave no answer for this id; the next build asks again")
        except UnavailableError as error:
            lookup.notify(f"{error}; continuing without it, the next build tries again")
        if store.unknown(identifiers):
            lookup.notify("Semantic Scholar does not know this id; is it right?")
    return store.paper(identifiers)


def clean(text: str | None, name: str) -> str | None:
    """Collapse a text to one line, or None; raises `CatalogueError` with its `name` for invisible characters."""
    if text and (character := control_character(text)):
        raise CatalogueError(f"the {name} contains an invisible character (U+{ord(character):04X}); remove it")
    return collapse_whitespace(text) or None if text else None


def refuse_duplicate(project: Project, candidate: Candidate) -> None:
    """Raise `CatalogueError` where the candidate is listed: under one of its ids, its addresses, or its very title."""
    further = candidate.metadata.identifiers if candidate.metadata else []
    duplicate = PaperIndex(project.store, project.catalogue.entries()).find(_entry(candidate), further)
    titles = ((_title_form(listed.entry.title), listed) for listed in project.catalogue.entries())
    same_title = (listed for form, listed in titles if form == _title_form(candidate.title or ""))
    if original := duplicate.original if duplicate else next(same_title, None):
        where = f"{original.origin.at()}, in {path_text(original.section_path)}"
        advice = "to show it in a further section, add also_in there; to add it all the same, use --anyway"
        raise CatalogueError(f"'{original.entry.title}' is already in the list ({where}); {advice}")


def _entry(candidate: Candidate) -> Entry:
    """Return the candidate as an entry; its texts are not checked yet."""
    fields = dict(candidate.paper) | {identifier.scheme: identifier for identifier in candidate.identifiers}
    paper: Any = Paper.model_construct(None, **fields) if fields else None
    title = candidate.title or ""
    return Entry.model_construct(title=title, paper=paper, code=candidate.code, website=candidate.website)


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

    def write(self, store: MetadataStore) -> list[str]:
        """Write metadata and file, and return what to commit; raises `CatalogueError` if an editor changed the file."""
        store.save()
        if files.read(self.path) != self.old:
            raise CatalogueError(f"{self.path} has changed meanwhile; nothing was written, try again")
        files.replace(self.path, self.content)
        return [self.listed.origin.file, *([METADATA] if store.was_saved else [])]


class NewEntry(NamedTuple):
    """What is to be added: the candidate that it came from, the section, and the keys of the entry in order."""

    candidate: Candidate
    section: Section
    fields: Mapping[str, Any]


def add(project: Project, entry: NewEntry, *, insists: bool = False, is_trial: bool = False) -> Addition:
    """Put an entry into the list as it is now, while no other program changes it; write nothing in a trial.

    Another program may have added the same paper since the list was read. Errors are those of `plan`.
    """
    with project.locked() as current:
        current.require_valid()
        if not insists:
            refuse_duplicate(current, entry.candidate)
        section = next((other for other in current.catalogue.sections if other.path == entry.section.path), None)
        if section is None:
            raise CatalogueError(f"the section {path_text(entry.section.path)} is no longer there; nothing was written")
        addition = plan(current, section, entry.fields, insists=insists)
        if is_trial:
            return addition
        written = addition.write(current.store) + current.candidates.take(current.root, addition.listed, current.store)
        return addition._replace(written=written)


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
