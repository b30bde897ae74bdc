"""A candidate for the list: what somebody means, whether it is listed already, and the file that holds it."""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from awesome_adapters import assembly, checks, files, sources
from awesome_adapters.bibtex_import import from_bibtex
from awesome_adapters.catalogue import ListedEntry, Section, path_text
from awesome_adapters.duplicates import PaperIndex
from awesome_adapters.edit import entry_text, insert
from awesome_adapters.identifiers import SCHEMES, Identifier, from_semantic_scholar, parse
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError, Problem, UnavailableError
from awesome_adapters.project import Client, Project
from awesome_adapters.rules import CheckContext
from awesome_adapters.schema import Entry
from awesome_adapters.store import MetadataStore, spelling
from awesome_adapters.suggest import Similar, similar
from awesome_adapters.text import collapse_whitespace, control_character, title_forms, titles_match, tokens

_REPOSITORY = (
    r"(?:https?://|git@)?(?:www\.)?((?:github|gitlab)\.com)[/:]((?:[\w.-]+/)+?[\w.-]+?)"
    r"/?(?:/(?:-|tree|blob|issues|wiki|releases)(?:/.*)?)?(?:[?#].*)?"
)


class Candidate(NamedTuple):
    """What somebody wants to add, as far as it is known."""

    title: str | None = None
    paper: Mapping[str, Any] = MappingProxyType({})
    """The keys of the entry's paper."""
    code: str | None = None
    website: str | None = None
    metadata: PaperMetadata | None = None
    """What Semantic Scholar says."""
    is_guess: bool = False
    """Whether it was found by its title, and may be another paper."""

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers, in the order of `SCHEMES`."""
        return [Identifier(scheme, self.paper[scheme]) for scheme in SCHEMES if scheme in self.paper]

    @property
    def is_untitled(self) -> bool:
        """Return whether the title is unknown, and the id stands in its place."""
        return bool(self.identifiers) and self.title == str(self.identifiers[0])


# What is meant -------------------------------------------------------------------------------------------------------


class TitleClient(Client, Protocol):
    """What a look-up needs of a client of an API."""

    def match(self, title: str) -> PaperMetadata | None:
        """Return the paper with this title; None where no paper surely has it."""


class Lookup(NamedTuple):
    """How to find out what is known of a paper."""

    store: MetadataStore
    """Where answers are kept; it is saved with the entry, and not before."""
    today: date
    client: TitleClient | None = None
    """None to ask nobody."""
    notify: Callable[[str], None] = lambda _: None
    """Called with a sentence for the person who waits."""


def resolve_input(text: str, lookup: Lookup) -> Candidate:
    """Find out what an address, an id, a title or a BibTeX entry means.

    Raises `CatalogueError` where it means nothing, `UnavailableError` where a title cannot be looked up.
    """
    if text.lstrip().startswith("@"):
        candidate = Candidate(**from_bibtex(text))
        return candidate._replace(metadata=_metadata(candidate.identifiers, lookup))
    text = clean(text, "address, id or title") or ""
    if identifier := parse(text):
        metadata = _metadata([identifier], lookup)
        return Candidate(metadata and metadata.title, {identifier.scheme: identifier.value}, metadata=metadata)
    if repository := re.fullmatch(_REPOSITORY, text, re.IGNORECASE):
        host, path = repository[1].lower(), repository[2].removesuffix(".git")
        return Candidate(path.rpartition("/")[2], code=f"https://{host}/{path}")
    if re.match(r"https?://", text, re.IGNORECASE):
        is_pdf = re.fullmatch(r"[^?#]+\.pdf(?:[?#].*)?", text, re.IGNORECASE)
        return Candidate(paper={"pdf": text}) if is_pdf else Candidate(website=text)
    return _by_title(text, lookup)


def _by_title(title: str, lookup: Lookup) -> Candidate:
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
        raise CatalogueError(f"Semantic Scholar has no paper that is surely '{title}'; give its address or an id")
    candidate = Candidate(metadata.title or title, _ids_to_write(metadata), metadata=metadata, is_guess=True)
    if not lookup.store.find(candidate.identifiers) and (asked := spelling(candidate.identifiers)):
        lookup.store.add(asked, metadata, lookup.today)
    return candidate


def _ids_to_write(metadata: PaperMetadata) -> dict[str, str]:
    """Return the ids that people know, and Semantic Scholar's own if there are no others."""
    values = {identifier.scheme: identifier.value for identifier in reversed(_answered_ids(metadata))}
    public = [scheme for scheme in SCHEMES if scheme in values and not SCHEMES[scheme].is_semantic_scholars]
    return {scheme: values[scheme] for scheme in public or ["semantic_scholar_id"]}


def _answered_ids(metadata: PaperMetadata) -> list[Identifier]:
    return [identifier for text in metadata.ids if (identifier := from_semantic_scholar(text))]


def _metadata(identifiers: list[Identifier], lookup: Lookup) -> PaperMetadata | None:
    """Return what is known of a paper, and ask for it if nothing is."""
    store, client = lookup.store, lookup.client
    wanted = store.to_ask(identifiers, lookup.today)
    if wanted and client:
        lookup.notify("asking Semantic Scholar for the paper")
        try:
            for asked, metadata in client.papers([wanted]):
                store.add(asked, metadata, lookup.today)
        except UnavailableError as error:
            lookup.notify(f"{error}; going on without it, the next build asks again")
        if store.unknown(identifiers):
            lookup.notify("Semantic Scholar does not know this id; is it right?")
    return store.paper(identifiers)


def clean(text: str | None, name: str) -> str | None:
    """Collapse what somebody typed to one line; None if nothing is left.

    Raises `CatalogueError` for control characters; `name` says what the text is.
    """
    if text and (character := control_character(text)):
        raise CatalogueError(f"the {name} holds an invisible character (U+{ord(character):04X}); give it without")
    return collapse_whitespace(text) or None if text else None


# What speaks against it ----------------------------------------------------------------------------------------------


def refuse_duplicate(project: Project, candidate: Candidate) -> None:
    """Raise `CatalogueError` where the candidate's paper is in the list already, under whichever of its ids."""
    identifiers = candidate.identifiers + (_answered_ids(candidate.metadata) if candidate.metadata else [])
    if duplicate := PaperIndex(project.store, project.catalogue.entries()).find(identifiers):
        original = duplicate.original
        where = f"{original.origin.at()}, in {path_text(original.section_path)}"
        message = f"'{original.entry.title}' is already in the list ({where}); name a further section there in"
        raise CatalogueError(f"{message} also_in")


def doubts(project: Project, candidate: Candidate) -> Iterator[str]:
    """Give sentences on what may be a mistake: another paper's id, or an entry that looks like the candidate."""
    title, metadata = candidate.title or "", candidate.metadata
    if metadata and metadata.title and not titles_match(title, metadata.title):
        yield f"Semantic Scholar knows this id as '{metadata.title}'; is the id right?"
    forms = set(title_forms(title))
    links = _links(candidate.code, candidate.website, candidate.paper.get("pdf"), candidate.paper.get("url"))
    for listed in project.catalogue.entries():
        if not forms.isdisjoint(title_forms(listed.entry.title)):
            yield f"{listed.origin.at()} has nearly this title: '{listed.entry.title}'"
        elif not candidate.identifiers and links & _entry_links(listed.entry):
            yield f"'{listed.entry.title}' in {listed.origin.at()} has this address"


def _entry_links(entry: Entry) -> set[str]:
    paper_links = _links(entry.paper.pdf, entry.paper.url) if entry.paper else set()
    return paper_links | _links(entry.code, entry.website)


def _links(*addresses: str | None) -> set[str]:
    return {address.rstrip("/").casefold() for address in addresses if address}


def neighbours(project: Project, candidate: Candidate, texts: list[str]) -> list[Similar]:
    """Return the entries that are most like the candidate and further texts on it."""
    if candidate.is_untitled:
        return []
    venue = candidate.metadata.venue if candidate.metadata else candidate.paper.get("venue")
    title, is_paper = candidate.title or "", bool(candidate.paper)
    return similar(project.catalogue, project.store, title, texts, venue, is_paper=is_paper)


# The file that holds it ----------------------------------------------------------------------------------------------


class RejectedEntryError(CatalogueError):
    """The file with the new entry would have errors; the lines of `problems` are those that it would have."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("the entry cannot be added like this (the lines are those it would have); nothing was written")


class Addition(NamedTuple):
    """A data file with a new entry, before it is written."""

    path: Path
    content: bytes
    listed: ListedEntry
    """The entry as it will be read."""
    text: str
    """The entry as it will stand there."""
    warnings: list[Problem]
    """About the entry."""

    def write(self, store: MetadataStore) -> None:
        """Write the file, and what was fetched for the entry."""
        files.replace(self.path, self.content)
        store.save()


def plan(project: Project, section: Section, fields: Mapping[str, Any]) -> Addition:
    """Put an entry at the end of a section, and read the file as it will be: nothing but the entry may be new.

    `fields` are the entry's keys in order. Raises `RejectedEntryError` where the list would have
    errors, and `CatalogueError` where the file has no safe place for an entry.
    """
    file, sections = section.origin.file, project.catalogue.sections
    path = project.root / file
    old = path.read_bytes()
    bom = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    siblings = [other.origin for other in sections if other.origin.file == file]
    content = bom + insert(old.removeprefix(bom).decode(), section.origin, fields, siblings).encode()
    new_sections, problems = sources.read_data([(file, content)])
    others = [other for other in sections if other.origin.file != file]
    catalogue, assembly_problems = assembly.assemble(project.catalogue.settings, [*others, *new_sections])
    context = CheckContext(catalogue, project.store)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors := errors + assembly_problems + checks.ERRORS.run(context):
        raise RejectedEntryError(errors)
    text = entry_text(fields)
    listed = _only_new_entry([other for other in sections if other.origin.file == file], new_sections, section, fields)
    if listed is None:
        message = f"there is no safe place for it in {file}; nothing was written, add this by hand:"
        raise CatalogueError(f"{message}\n{text}")
    return Addition(path, content, listed, text, list(_warnings(context, listed, text)))


def _only_new_entry(
    before: list[Section], after: list[Section], section: Section, fields: Mapping[str, Any]
) -> ListedEntry | None:
    """Return the entry if it stands at the end of its section, and everything else is as it was."""
    new = Entry.model_validate(fields)
    expected = [
        (old.path, [listed.entry for listed in old.entries] + [new] * (old.path == section.path)) for old in before
    ]
    if expected != [(read.path, [listed.entry for listed in read.entries]) for read in after]:
        return None
    return next(read.entries[-1] for read in after if read.path == section.path)


def _warnings(context: CheckContext, listed: ListedEntry, text: str) -> Iterator[Problem]:
    start = listed.origin.at()
    lines = range(start.line, start.line + text.count("\n") + 1)
    for problem in checks.WARNINGS.run(context):
        is_about_it = problem.location.file == start.file and problem.location.line in lines
        if is_about_it and problem.location >= start and problem.rule != "similar-title":
            yield problem
