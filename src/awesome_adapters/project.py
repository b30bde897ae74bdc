"""A list on disk as one object: where a Python shell, a test, a command and a server all start."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from awesome_adapters import assembly, checks, files, sources
from awesome_adapters.candidates import Candidates
from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, path_text
from awesome_adapters.files import Changes, Document
from awesome_adapters.identifiers import parse
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError, InvalidDataError, Problem, RejectedTitleError
from awesome_adapters.records import Record, is_match, resolve
from awesome_adapters.rules import CheckContext
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.store import MetadataStore, spelling, title_name
from awesome_adapters.tags import find, preferred
from awesome_adapters.text import collapse_whitespace

MATCHES_PER_RUN = 25
"""Titles that one run looks up: each is a request, and without a key only one goes out in four seconds."""


class NoListError(CatalogueError):
    """There is no list where one was looked for."""


class Client(Protocol):
    """What `Project.fetch` needs of a client of an API."""

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, PaperMetadata | None]]:
        """Give each paper that is wanted with what is known of it; None is "unknown"."""


class TitleClient(Client, Protocol):
    """What looking up titles needs of a client of an API."""

    def match(self, title: str) -> PaperMetadata | None:
        """Return the paper with this title; None where no paper surely has it."""


class Project:
    """A list as it was read, with its errors in `problems`; call `require_valid` first: outputs lack what is wrong."""

    def __init__(
        self,
        root: Path,
        context: CheckContext,
        problems: list[Problem],
        contents: Mapping[str, bytes] = sources.UNCHANGED,
    ) -> None:
        self.root = root
        self._contents = contents
        self.context = context
        self.catalogue: Catalogue = context.catalogue
        self.store: MetadataStore = context.store
        self.problems = problems

    @classmethod
    def open(cls, folder: str | Path) -> "Project":
        """Read the list in a folder. Raises `CatalogueError` where its files cannot be read at all."""
        root = Path(folder)
        return cls._read(root, MetadataStore(root), sources.UNCHANGED)

    def with_contents(self, contents: Mapping[str, bytes]) -> "Project":
        """Return the list as it would be if some of its YAML files, by their paths, held something else."""
        project = self._read(self.root, self.store, contents)
        earlier = self.context.earlier or self.catalogue.sections
        project.context = project.context._replace(earlier=earlier, form=self.context.form)
        return project

    def compared(self, revision: str) -> "Project":
        """Return the list with what the rules on changes look at: data files as git has them, and the issue form."""
        from awesome_adapters import history  # it imports subprocess, which takes 8 ms

        earlier: list[Section] = []
        for name, content in history.earlier_files(self.root, revision):
            sections, problems = sources.read_data([(f"data/{collapse_whitespace(name)}", content)])
            earlier += [] if problems else sections
        changed = {section.origin.file for section in earlier}
        earlier += (section for section in self.catalogue.sections if section.origin.file not in changed)
        context = self.context._replace(earlier=earlier, form=sources.load_form(self.root))
        return Project(self.root, context, self.problems, self._contents)

    @classmethod
    def _read(cls, root: Path, store: MetadataStore, contents: Mapping[str, bytes]) -> "Project":
        sections, problems = sources.load_data(root, contents)
        settings, origin, settings_problems = sources.load_settings(root, contents)
        left_out = {problem.location.file for problem in problems} - {section.origin.file for section in sections}
        catalogue, assembly_problems = assembly.assemble(settings, sections, is_whole=not left_out)
        problems += settings_problems + assembly_problems
        warnings = [problem for problem in problems if problem.severity == "warning"]
        context = CheckContext(catalogue, store, origin, reading_warnings=warnings)
        errors = [problem for problem in problems if problem.severity == "error"]
        return cls(root, context, errors + checks.ERRORS.run(context), contents)

    @cached_property
    def candidates(self) -> Candidates:
        """The works that were found and are not listed yet; only what asks for them reads their file."""
        return Candidates.read(sources.content(self.root, sources.CANDIDATES, self._contents))

    def require_valid(self) -> None:
        """Raise `InvalidDataError` if the list has errors."""
        if self.problems:
            raise InvalidDataError(self.problems)

    def missing(self, today: date) -> list[str]:
        """Return the ids that Semantic Scholar is to be asked for, as it spells them, in the order of the list."""
        entries = self.catalogue.entries()
        ids = (self.store.to_ask(listed.identifiers, today, listed.paper_title) for listed in entries)
        return [identifier for identifier in ids if identifier]

    def fetch(
        self, client: Client, wanted: Sequence[str], today: date, *, save_every: int = 500
    ) -> Generator[tuple[str, PaperMetadata | None], None, None]:
        """Ask for papers, and give each answer once the store has it; None is "unknown".

        They are saved after every `save_every` (one request brings 500), and however this ends: close it if left early.
        """
        try:
            for number, (asked, metadata) in enumerate(client.papers(wanted), 1):
                self.store.add(asked, metadata, today)
                yield asked, metadata
                if number % save_every == 0:
                    self.store.save()
        finally:
            self.store.save()

    def unmatched(
        self, today: date, entries: Iterable[ListedEntry] | None = None, before: date | None = None
    ) -> list[ListedEntry]:
        """Return the papers to look up by their titles, as no id leads to a record; the longest not asked come first.

        By default these are all of the list, and an earlier "no paper" is believed as long as an
        "unknown"; `before`: only what was asked before that day.
        """
        chosen = self.catalogue.entries() if entries is None else entries
        due = [
            (self.store.retrieved(title_name(title)) or date.min, listed)
            for listed in chosen
            if (title := listed.paper_title) and self.store.needs_match(listed.identifiers, title, today, before)
        ]
        return [listed for _, listed in sorted(due, key=lambda pair: pair[0])]

    def match(
        self, client: TitleClient, entries: Iterable[ListedEntry], today: date
    ) -> Iterator[tuple[ListedEntry, PaperMetadata | None]]:
        """Look papers up by their titles, and give each answer once it is saved; None is "no paper"."""
        for listed in entries:
            paper = listed.entry.paper or NO_PAPER
            title, authors = listed.paper_title or "", paper.authors or ()
            metadata = match(client, self.store, title, authors, paper.year, today)
            self.store.save()
            yield listed, metadata

    def recorded(self, entries: Iterable[ListedEntry], before: date | None = None) -> dict[str, ListedEntry]:
        """Return the entries by the keys of their records, or by the ids to ask for; `before`: older answers alone."""
        recorded = {}
        for listed in entries:
            key = self.store.find(listed.identifiers, listed.paper_title) or spelling(listed.identifiers)
            retrieved = self.store.retrieved(key) if key else None
            if key and (before is None or retrieved is None or retrieved < before):
                recorded[key] = listed
        return recorded

    def prune(self) -> list[str]:
        """Remove the records that no entry uses, save, and return their keys."""
        entries = list(self.catalogue.entries())
        used = {self.store.find(listed.identifiers, listed.paper_title) for listed in entries}
        used |= {self.store.find(listed.identifiers) for listed in entries}  # an "unknown", where the title led on
        used |= {title_name(title) for listed in entries if (title := listed.paper_title)}
        orphans = [key for key in self.store if key not in used]
        for key in orphans:
            self.store.remove(key)
        self.store.save()
        return orphans

    def paper(self, listed: ListedEntry) -> PaperMetadata | None:
        """Return what is known of an entry's paper; None if nothing is."""
        return self.context.paper(listed)

    def record(self, listed: ListedEntry) -> Record:
        """Join an entry and what is known of its paper."""
        return resolve(listed, self.paper(listed))

    @cached_property
    def records(self) -> dict[str, Record]:
        """The record of every entry by its key, in the order of the list."""
        return {listed.key: self.record(listed) for listed in self.catalogue.entries()}

    def section(self, path: str) -> Section:
        """Return the one section that a path means; raises `CatalogueError` where that is none, or more than one."""
        sections = assembly.matching(path, assembly.paths(self.catalogue.sections))
        if len(sections) == 1:
            return sections[0]
        message, suggestion = assembly.unclear_path(path, sections, self.catalogue.sections)
        if not sections:
            message += f"{' There' if suggestion else '; there'} are:{self.section_paths}"
        raise CatalogueError(message)

    @property
    def section_paths(self) -> str:
        """The paths of all sections, each on a line of its own."""
        return "".join(f"\n    {path_text(section.path)}" for section in self.catalogue.sections)

    def find(self, texts: Sequence[str]) -> list[ListedEntry]:
        """Return the entries with a text as key, id or part of the title, or all; raises `CatalogueError` for none."""
        if not texts:
            return list(self.catalogue.entries())
        entries: list[ListedEntry] = []
        for text in texts:
            title, identifier = text.casefold(), parse(text)
            matching = [
                listed
                for listed in self.catalogue.entries()
                if text == listed.key or identifier in listed.identifiers or title in listed.entry.title.casefold()
            ]
            if not matching:
                raise CatalogueError(f"no entry has '{text}' as its key, as an id, or in its title")
            entries += matching
        return entries

    def select(self, sections: Iterable[str] = (), tags: Iterable[str] = ()) -> list[ListedEntry]:
        """Return the entries that one of the sections shows and that have one of the tags; none given allows all.

        Raises `CatalogueError` for a section or a tag that the list has not.
        """
        paths = [self.section(path).path for path in sections]
        vocabulary = self.catalogue.tags()
        used = {tag for listed in self.catalogue.entries() for tag in preferred(vocabulary, listed.entry.tags)}
        wanted = {find({form: tag for form, tag in vocabulary.items() if tag in used}, text) for text in tags}
        shown = {
            listed.key
            for section in self.catalogue.sections
            for listed in (*section.entries, *section.cross_listed)
            if not paths or any(section.path[: len(path)] == path for path in paths)
        }
        return [
            listed
            for listed in self.catalogue.entries()
            if listed.key in shown and (not wanted or not wanted.isdisjoint(preferred(vocabulary, listed.entry.tags)))
        ]

    def readme(self) -> list[Document]:
        """Render README.md, the pages of the sections if it would be too big, and the pictures."""
        from awesome_adapters.formats.readme import readme  # `check` needs no templates

        if not self.catalogue.settings.readme.pictures:
            return readme.render(self.root, self.catalogue, self.record)
        from awesome_adapters.formats import charts, svg  # few lists have pictures

        pictures = charts.charts(self.catalogue.settings, self.records.values())
        pages = readme.render(self.root, self.catalogue, lambda listed: self.records[listed.key], pictures)
        return [*pages, *svg.documents(self.root, pictures)]

    def outputs(self) -> list[Document]:
        """Render what a build writes: README first, pictures, and the schema for editors if the list has one."""
        from awesome_adapters.formats import json_schema  # `check` needs no schema

        schema = files.read(self.root / json_schema.PATH)
        has_schema = schema is not None and json_schema.is_generated(schema)
        return [*self.readme(), *([json_schema.render(self.catalogue)] if has_schema else [])]

    def site(self, *, largest: int = 1000) -> Iterator[Document]:
        """Render the website; one of more than `largest` entries has pages of its sections."""
        # a build needs nothing of the website
        from awesome_adapters.formats import charts, svg
        from awesome_adapters.formats.citations import exports
        from awesome_adapters.formats.site import atom, page

        items = exports.items(self.catalogue, self.records.values())
        pictures = svg.inline(self.root, charts.charts(self.catalogue.settings, self.records.values()))
        yield from exports.documents(self.catalogue, items)
        yield from atom.documents(self.root, self.catalogue, self.records)
        yield from page.documents(self.root, self.catalogue, items, pictures, largest=largest)

    def export(self, name: str, entries: Iterable[ListedEntry] | None = None) -> str:
        """Write entries, by default all, in one of the formats of `exports.FORMATS`."""
        from awesome_adapters.formats.citations import exports  # a build needs no citations

        items = exports.items(
            self.catalogue, map(self.record, self.catalogue.entries() if entries is None else entries)
        )
        return exports.FORMATS[name].render(items, self.catalogue.settings)

    def stale(self, documents: Sequence[Document]) -> Changes:
        """Return what `write` would change."""
        return Changes(files.stale(self.root, documents), files.obsolete(self.root, documents))

    def write(self, documents: Sequence[Document]) -> Changes:
        """Write the documents that changed, and the metadata; remove pages and pictures of earlier builds."""
        self.store.save()
        obsolete = files.obsolete(self.root, documents)
        changed = files.write(self.root, documents)
        files.remove(self.root, obsolete)
        return Changes(changed, obsolete)


def match(
    client: TitleClient, store: MetadataStore, title: str, authors: Iterable[str], year: int | None, today: date
) -> PaperMetadata | None:
    """Look a paper up by its title, and let the store have the answer.

    None where no paper surely has the title, and where authors or year say that it is another paper's.
    """
    try:
        metadata = client.match(title)
    except RejectedTitleError:
        metadata = None
    if metadata and not is_match(authors, year, metadata):
        metadata = None
    store.add_match(title, metadata, today)
    return metadata


def find_root(start: Path) -> Path:
    """Return the folder of the list that a folder is in: itself, or the nearest one above it that holds a list."""
    for folder in (start, *start.parents):
        if (folder / "catalogue.yaml").is_file() or any((folder / "data").glob("*.y*ml")):
            return folder
    raise NoListError(
        "no list here: neither this folder nor one above it has catalogue.yaml or data/*.yaml; "
        "begin one with: awesome-adapters init FOLDER"
    )
