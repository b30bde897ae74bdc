"""A list on disk as one object: where a Python shell, a test, a command and a server all start."""

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from awesome_adapters import checks
from awesome_adapters.candidates import Candidates
from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, assembly, sources
from awesome_adapters.catalogue.tags import find, preferred
from awesome_adapters.checks.rules import CheckContext
from awesome_adapters.enrichment.retrieval import Client, TitleClient, fetch, match
from awesome_adapters.metadata import PaperMetadata, health_store
from awesome_adapters.metadata.provenance import Source, shown_sources
from awesome_adapters.metadata.store import MetadataStore, spelling, title_name
from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.problems import InvalidDataError, Problem
from awesome_adapters.records import Record, order, resolve
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.schema.settings import Readme
from awesome_adapters.storage import files, journal, locks
from awesome_adapters.storage.cache import Cache, kept
from awesome_adapters.storage.files import AnyDocument, Changes, Document
from awesome_adapters.text import collapse_whitespace

T = TypeVar("T")


class Project:
    """A list as it was read, with its errors in `problems`; call `require_valid` first: outputs lack what is wrong."""

    def __init__(
        self,
        root: Path,
        context: CheckContext,
        problems: list[Problem],
        contents: Mapping[str, bytes] = sources.UNCHANGED,
        cache: Cache | None = None,
    ) -> None:
        self.root = root
        self._cache = cache
        self._contents = contents
        self.context = context
        self.catalogue: Catalogue = context.catalogue
        self.store: MetadataStore = context.store
        self.problems = problems
        self._state: object = None

    @classmethod
    def open(
        cls, folder: str | Path, contents: Mapping[str, bytes] = sources.UNCHANGED, cache: Cache | None = None
    ) -> "Project":
        """Read the list in a folder, with `contents` as below; raises `CatalogueError` where it cannot be read.

        With a `cache`, what did not change since the last time is not read, joined or rendered again.
        """
        return cls._read(Path(folder), MetadataStore.open(Path(folder), cache), contents, cache)

    def with_contents(self, contents: Mapping[str, bytes]) -> "Project":
        """Return the list as it would be if some of its YAML files, by their paths, held something else."""
        project = self._read(self.root, self.store, contents, self._cache)
        earlier = self.context.earlier or self.catalogue.sections
        project.context = project.context._replace(earlier=earlier, form=self.context.form)
        return project

    def compared(self, revision: str) -> "Project":
        """Return the list with what the rules on changes look at: data files as git has them, and files for GitHub."""
        from awesome_adapters.storage import history  # it imports subprocess, which takes 8 ms

        earlier: list[Section] = []
        for name, content in history.earlier_files(self.root, revision):
            sections, problems = sources.read_data([(f"data/{collapse_whitespace(name)}", content)])
            earlier += [] if problems else sections
        changed = {section.origin.file for section in earlier}
        earlier += (section for section in self.catalogue.sections if section.origin.file not in changed)
        form, placeholders = sources.load_form(self.root), sources.load_placeholders(self.root)
        context = self.context._replace(earlier=earlier, form=form, placeholders=placeholders)
        project = Project(self.root, context, self.problems, self._contents, self._cache)
        project._state = self._state
        return project

    @classmethod
    def _read(cls, root: Path, store: MetadataStore, contents: Mapping[str, bytes], cache: Cache | None) -> "Project":
        journal.undo(root)
        state = sources.state(root)
        sections, problems = sources.load_data(root, contents, cache)
        settings, origin, settings_problems = sources.load_settings(root, contents, cache)
        left_out = {problem.location.file for problem in problems} - {section.origin.file for section in sections}
        catalogue, assembly_problems = assembly.assemble(settings, sections, is_whole=not left_out)
        problems += settings_problems + assembly_problems
        warnings = [problem for problem in problems if problem.severity == "warning"]
        context = CheckContext(catalogue, store, origin, reading_warnings=warnings)
        errors = [problem for problem in problems if problem.severity == "error"]
        project = cls(root, context, errors + checks.ERRORS.run(context), contents, cache)
        project._state = state
        return project

    @cached_property
    def candidates(self) -> Candidates:
        """The works that were found and are not listed yet; only what asks for them reads their file."""
        return Candidates.read(sources.content(self.root / sources.CANDIDATES, sources.CANDIDATES, self._contents))

    @contextmanager
    def locked(self) -> Iterator["Project"]:
        """Let no other program change the list, and give it as it is now: read again if somebody has changed it.

        What was fetched and not saved yet is kept. Ask nobody over a network as long as others have to wait.
        """
        with locks.locked(self.root):
            for folder in self._folders:
                files.sweep(folder)
            if sources.state(self.root) == self._state:
                yield self
            else:
                self.store.reload()
                yield self.with_contents({})

    def require_valid(self) -> None:
        """Raise `InvalidDataError` if the list has errors."""
        if self.problems:
            raise InvalidDataError(self.problems)

    def missing(self, today: date) -> list[str]:
        """Return the ids that Semantic Scholar is to be asked for, as it spells them, in the order of the list."""
        return self._found("missing", today, lambda one: self.store.to_ask(one.identifiers, today, one.paper_title))

    def _found(self, name: str, basis: object, find: Callable[[ListedEntry], T | None]) -> list[T]:
        """Return what is found of entries in the order of the list; of a section that is as it was, as last time."""
        parts = ((section.path, section.entries) for section in self.catalogue.sections)
        found = (self._keep((name, path), (part, basis), lambda: list(map(find, part))) for path, part in parts)  # noqa: B023 (called at once)
        return [value for values in found for value in values if value]

    def fetch(
        self, client: Client, wanted: Sequence[str], today: date
    ) -> Generator[tuple[str, PaperMetadata | None], None, None]:
        """Ask for papers, and give each answer; None is "unknown". What one request brought is saved before the first.

        The store keeps a record that is the entry's where the answer is another paper's.
        """
        return fetch(client, self.store, list(self.catalogue.entries()), wanted, today)

    def unmatched(
        self, today: date, entries: Iterable[ListedEntry] | None = None, before: date | None = None
    ) -> list[ListedEntry]:
        """Return the papers to look up by their titles, as no id leads to a record; the longest not asked come first.

        By default these are all of the list, and an earlier "no paper" is believed as long as an
        "unknown"; `before`: only what was asked before that day.
        """

        def asked(listed: ListedEntry) -> tuple[date, ListedEntry] | None:
            title = listed.paper_title or ""
            is_due = title and self.store.needs_match(listed.identifiers, title, today, before)
            return (self.store.retrieved(title_name(title)) or date.min, listed) if is_due else None

        due = self._found("unmatched", (today, before), asked) if entries is None else filter(None, map(asked, entries))
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
        """Remove the records that no entry of the list uses as it is now, save, and return their keys.

        There are none as long as the list has errors, for what they keep from being read may use any.
        """
        with self.locked() as project:
            entries, store = list(project.catalogue.entries()), project.store
            used = {store.find(listed.identifiers, listed.paper_title) for listed in entries}
            used |= {store.find(listed.identifiers) for listed in entries}  # an "unknown", where the title led on
            used |= {title_name(title) for listed in entries if (title := listed.paper_title)}
            orphans = [] if project.problems else [key for key in store if key not in used]
            for key in orphans:
                store.remove(key)
            store.save()
        return orphans

    def paper(self, listed: ListedEntry) -> PaperMetadata | None:
        """Return what is known of an entry's paper; None if nothing is."""
        return self.context.paper(listed)

    def record(self, listed: ListedEntry) -> Record:
        """Join an entry and what is known of its paper."""
        notice = self._notices.get(listed.key)
        return self._keep(("record", listed.key), listed, lambda: resolve(listed, self.paper(listed), notice))

    def _keep(self, name: Hashable, basis: object, make: Callable[[], T]) -> T:
        """Return a value that is made of metadata and a basis; that of the last time where neither changed."""
        return kept(self._cache, name, (basis, self.store, self.store.revision, self._notices), make)

    @cached_property
    def retractions(self) -> dict[str, Retraction]:
        """What takes papers back, by the keys of their entries."""
        entries = (
            listed for listed in self.catalogue.entries() if listed.entry.retracted or listed.key in self._notices
        )
        return {listed.key: notice for listed in entries if (notice := self.record(listed).retraction)}

    @cached_property
    def _notices(self) -> dict[str, Retraction]:
        return health_store.retractions(self.root, self._cache)

    @cached_property
    def shown(self) -> Catalogue:
        """The list with the entries of each section in the order in which readers see them."""
        return order.ordered(self.catalogue, self.record, self._keep)

    @cached_property
    def records(self) -> dict[str, Record]:
        """The record of every entry by its key, in the order in which readers see them."""
        return {listed.key: self.record(listed) for listed in self.shown.entries()}

    @cached_property
    def sources(self) -> list[Source]:
        """The sources besides Semantic Scholar whose data readers see."""
        return shown_sources(record.sources for record in self.records.values()) if self.store.has_sources else []

    def section(self, path: str) -> Section:
        """Return the one section that a path means; raises `CatalogueError` where that is none, or more than one."""
        return assembly.only_match(path, self.catalogue.sections)

    def find(self, texts: Sequence[str]) -> list[ListedEntry]:
        """Return the entries with a text as key, id or part of the title, or all; raises `CatalogueError` for none."""
        return self.catalogue.find(texts)

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
            for listed in self.shown.entries()
            if listed.key in shown and (not wanted or not wanted.isdisjoint(preferred(vocabulary, listed.entry.tags)))
        ]

    def readme(self, look: Readme | None = None) -> list[Document]:
        """Render README.md, the pages of the sections if it would be too big, and the pictures.

        `look` takes the place of `readme` in the settings.
        """
        from awesome_adapters.formats.readme import readme  # `check` needs no templates

        shown = self.shown
        if look:
            shown = shown._replace(settings=shown.settings.model_copy(update={"readme": look}))
        keep = self._keep if self._cache else None
        render = partial(readme.render, self.root, shown, sources=self.sources, retractions=self.retractions, keep=keep)
        if not shown.settings.readme.pictures:
            return render(self.record)
        from awesome_adapters.formats import charts, svg  # few lists have pictures

        pictures = charts.charts(shown.settings, self.records.values())
        return [*render(lambda listed: self.records[listed.key], pictures), *svg.documents(self.root, pictures)]

    def outputs(self) -> list[Document]:
        """Render what a build writes: README first, pictures, and the schema for editors if the list has one."""
        from awesome_adapters.formats import json_schema  # `check` needs no schema

        schema = files.read(self.root / json_schema.PATH)
        has_schema = schema is not None and json_schema.is_generated(schema)
        return [*self.readme(), *([json_schema.render(self.catalogue)] if has_schema else [])]

    def site(self, *, largest: int = 500, environment: Mapping[str, str] | None = None) -> Iterator[AnyDocument]:
        """Render the website, with pages of its sections beyond `largest` entries; for `environment` see `hosted`."""
        # a build needs nothing of the website
        from awesome_adapters.formats import charts, svg
        from awesome_adapters.formats.citations import exports
        from awesome_adapters.formats.site import atom, page

        shown = self.shown._replace(settings=self.catalogue.settings.hosted(environment or {}))
        texts = exports.Texts(exports.items(shown, self.records.values()), shown.settings)
        pictures = svg.inline(self.root, charts.charts(shown.settings, self.records.values()))
        yield from page.documents(self.root, shown, texts, pictures, self.sources, largest=largest)
        yield from atom.documents(self.root, shown, self.records, self.sources)
        yield from exports.documents(shown, texts)

    def export(self, name: str, entries: Iterable[ListedEntry] | None = None) -> str:
        """Write entries, by default all, in one of the formats of `exports.FORMATS`."""
        from awesome_adapters.formats.citations import exports  # a build needs no citations

        items = exports.items(self.shown, self.records.values(), entries)
        return "".join(exports.FORMATS[name].pieces(items, self.catalogue.settings))

    @property
    def _folders(self) -> list[Path]:
        return [self.root / folder for folder in ("", "data", files.PAGES, files.PICTURES)]

    def build(self, *, force: bool = False) -> tuple[list[Document], Changes]:
        """Render what a build writes, and write what changed; what others changed of the list meanwhile counts.

        Raises `InvalidDataError` if they left mistakes, and `CatalogueError` as `write` does.
        """
        documents = self.outputs()
        if not (any(self.stale(documents)) or self.store.has_changes or any(map(files.leftovers, self._folders))):
            return documents, Changes([], [])  # nobody has to wait for a build that changes nothing
        with self.locked() as current:
            current.require_valid()
            documents = documents if current is self else current.outputs()
            return documents, current.write(documents, force=force)

    def stale(self, documents: Sequence[Document]) -> Changes:
        """Return what `write` would change."""
        return Changes(files.stale(self.root, documents), files.obsolete(self.root, documents))

    def write(self, documents: Sequence[Document], *, force: bool = False) -> Changes:
        """Write the documents that changed, and the metadata; remove pages and pictures of earlier builds.

        The first document is the README. Raises `CatalogueError` where the files of others would be lost, unless
        `force` says that they may.
        """
        with locks.locked(self.root):
            self.store.save()
            if not force:
                files.protect_readme(self.root, documents[0], {listed.key for listed in self.catalogue.entries()})
            obsolete = files.obsolete(self.root, documents, force=force)
            changed = files.write(self.root, documents)
            files.remove(self.root, obsolete)
        return Changes(changed, obsolete)
