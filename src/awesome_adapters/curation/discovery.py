"""`discover`: papers that a list may lack, as services tell them: which are new, why, and for which section."""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from awesome_adapters import candidates, metadata
from awesome_adapters.candidates import Candidates, Changes
from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath, path_text, sources
from awesome_adapters.changes import suggest
from awesome_adapters.formats import markdown
from awesome_adapters.formats.rows import candidate_commands
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore, spelling
from awesome_adapters.problems import UnavailableError
from awesome_adapters.project import Project
from awesome_adapters.records import order
from awesome_adapters.records.duplicates import PaperIndex, TitleIndex
from awesome_adapters.schema import CandidateEntry
from awesome_adapters.text import collapse_whitespace

if TYPE_CHECKING:
    from awesome_adapters.services.arxiv import Preprint

SEMANTIC_SCHOLAR, ARXIV = "Semantic Scholar", "arXiv"
_MOST_SEEDS = 100
"""Papers of one request, the newest; how many more the API takes is not known (2026-11)."""
_WINDOW = timedelta(days=60)
"""How far searches look back, as far as recommendations do."""
_MOST_AUTHORS = 30
"""A paper with more of them is shown without."""


class Recommender(Protocol):
    """What is needed of a client that recommends papers."""

    @property
    def unanswered(self) -> list[str]:
        """The ids of the last `papers` for which there was no answer."""

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, PaperMetadata | None]]:
        """Give each paper that is wanted with what is known of it; None is "unknown"."""

    def recommended(
        self, seeds: Sequence[str], dismissed: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], list[PaperMetadata]]]:
        """Give what each request brought, with the seeds that it was for."""


class Searcher(Protocol):
    """What is needed of a client that searches."""

    def search(self, query: str, since: date, until: date) -> "list[Preprint]":
        """Return the newest preprints that a query finds."""


class Step(NamedTuple):
    """One question that was put to a source, and why it has no whole answer, if it has none."""

    source: str
    subject: str
    """The section whose papers were sent, or the search."""
    failure: str | None = None


class Discovery(NamedTuple):
    """A new paper: the candidate's key and keys, what its source said of it, and why it could stand in its section."""

    key: str
    fields: Mapping[str, Any]
    metadata: PaperMetadata
    reason: str

    @property
    def found_by(self) -> Mapping[str, Sequence[str]]:
        """The sources that found it, each with its subjects."""
        sources_of_it: Mapping[str, Sequence[str]] = self.fields["found_by"]
        return sources_of_it

    @property
    def published(self) -> str:
        """The day of its publication, else the year, as far as it is known."""
        return self.metadata.published or str(self.metadata.year or "")

    @property
    def page(self) -> str | None:
        """The address of its page, by the first of its ids, else at Semantic Scholar."""
        return next((identifier.page for identifier in self.metadata.public_ids), self.metadata.url)

    def with_subject(self, source: str, subject: str) -> "Discovery":
        """Return it as found once more."""
        subjects = dict.fromkeys((*self.found_by.get(source, ()), subject))
        return self._replace(fields={**self.fields, "found_by": {**self.found_by, source: list(subjects)}})


class Inbox:
    """What is listed, dismissed or shown already, and what this run found beyond that; `save` puts it into the file."""

    def __init__(self, catalogue: Catalogue, store: MetadataStore, known: Candidates, today: date) -> None:
        self._catalogue, self._store, self._today = catalogue, store, today
        entries = [*catalogue.entries(), *(item.listed for item in known.items)]
        self._papers, self._titles = PaperIndex(store, entries), TitleIndex(store, entries)
        self._keys = set(known.root.value) if known.root else set()
        self._new: dict[str, Discovery] = {}
        self._saved: dict[str, Discovery] = {}

    @classmethod
    def open(cls, project: Project, today: date) -> "Inbox":
        """Open the list's; candidates that are listed by now leave the file."""
        entries, store = list(project.catalogue.entries()), project.store
        current = candidates.change(
            project.root, lambda file: dict.fromkeys(item.key for item in file.listed(entries, store))
        )
        return cls(project.catalogue, store, current, today)

    @property
    def new(self) -> list[Discovery]:
        """What this run found: what more sources found comes first, then what is for more sections, then the newest."""
        ranked = sorted(self._new.values(), key=lambda discovery: discovery.metadata.title or "")
        ranked.sort(key=lambda discovery: discovery.published, reverse=True)
        return sorted(ranked, key=lambda discovery: candidates.agreement(discovery.found_by), reverse=True)

    def take(self, papers: Iterable[PaperMetadata], source: str, subject: str, most: int | None = None) -> None:
        """Take in the papers that an answer has, the best first; `most` of them that nobody has judged."""
        places = len(self._new) + 500 if most is None else most
        for paper in papers:
            if places <= 0:
                break
            listed = self._find(paper)
            if listed is None:
                places -= self._add(paper, source, subject)
            elif isinstance(listed.entry, CandidateEntry) and not listed.entry.dismissed:
                places -= 1
                if discovery := self._new.get(listed.key):
                    self._new[listed.key] = discovery.with_subject(source, subject)

    def save(self, root: Path) -> None:
        """Write what is new since the last time; what others did to the file meanwhile stays."""
        unsaved = {key: item for key, item in self._new.items() if item != self._saved.get(key)}

        def changes(current: Candidates) -> Changes:
            keys: Collection[str] = current.root.value if current.root else ()
            more = {key: {"found_by": item.found_by} for key, item in unsaved.items() if key in self._saved}
            whole = {key: item.fields for key, item in unsaved.items() if key not in keys and key not in self._saved}
            return {key: fields for key, fields in more.items() if key in keys} | whole

        if unsaved:
            candidates.change(root, changes)
            self._saved |= unsaved

    def _find(self, paper: PaperMetadata) -> ListedEntry | None:
        """Return the entry or candidate that a paper is, by any of its ids or nearly its title."""
        entry = CandidateEntry.model_construct(title=paper.title or "")
        duplicate = self._papers.find(entry, paper.identifiers)
        return duplicate.original if duplicate else self._titles.find(paper.title or "")

    def _add(self, paper: PaperMetadata, source: str, subject: str) -> bool:
        """Add a paper, and return whether it can stand in the file."""
        neighbours = suggest.similar(self._catalogue, self._store, paper.title or "", venue=paper.venue)
        proposals = suggest.sections(neighbours) or [suggest.Suggestion(subject, "its papers are like this one")]
        section, reason = proposals[0] if neighbours or source == SEMANTIC_SCHOLAR else (None, "")
        own = [identifier for identifier in paper.identifiers if identifier.scheme == "semantic_scholar_id"]
        ids = {identifier.scheme: identifier.value for identifier in (*paper.public_ids, *own)}
        publication = {
            "authors": list(paper.authors) if len(paper.authors) <= _MOST_AUTHORS else None,
            "venue": paper.venue,
            "date": paper.published,
            "year": None if paper.published or not paper.year else str(paper.year),
        }
        fields: dict[str, Any] = {
            "title": paper.title,
            "paper": ids | {name: value for name, value in publication.items() if value},
            "section": section,
            "found": self._today.isoformat(),
            "found_by": {source: [subject]},
        }
        fields = {name: value for name, value in fields.items() if value}
        items, _, _ = sources.read_candidates(candidates.line("key", fields).encode())
        for item in items:  # one, or none where a value would be a mistake in the file
            name = ListedEntry.create(item.entry, (), item.origin).key
            key = next(free for free in chain((name,), map(f"{name}-{{}}".format, count(2))) if free not in self._keys)
            self._keys.add(key)
            listed = item._replace(key=key).listed
            self._papers.add(listed)
            self._titles.add(listed)
            self._new[key] = Discovery(key, fields, paper, reason)
        return bool(items)


def discover(
    project: Project,
    inbox: Inbox,
    recommender: Recommender,
    searcher: Searcher | None,
    today: date,
    paths: Collection[SectionPath] = (),
) -> Iterator[Step]:
    """Ask all that `discover` in the settings names, and give each question once what it brought is saved.

    `paths`: ask only for papers like those of these sections and of those below them.
    """
    settings = project.catalogue.settings.discover
    if settings.recommendations:
        sections = [
            section
            for section in project.catalogue.sections
            if not paths or any(section.path[: len(path)] == path for path in paths)
        ]
        yield from _recommendations(project, inbox, recommender, _in_order_of(today, sections))
    if searcher and not paths:
        for query in settings.arxiv:
            failure = None
            try:
                preprints = searcher.search(query, today - _WINDOW, today)
            except UnavailableError as error:
                preprints, failure = [], str(error)
            inbox.take(map(_metadata, preprints), ARXIV, query)
            inbox.save(project.root)
            yield Step(ARXIV, query, failure)


def _metadata(preprint: "Preprint") -> PaperMetadata:
    """Return what arXiv says of a paper as far as it is compared and shown."""
    ids = [Identifier("arxiv_id", preprint.arxiv_id), *([Identifier("doi", preprint.doi)] if preprint.doi else [])]
    spellings = tuple(name for identifier in ids if (name := identifier.semantic_scholar))
    published, year = metadata.as_day(preprint.published), preprint.published[:4]
    return PaperMetadata(
        ids=spellings,
        title=preprint.title,
        authors=preprint.authors,
        venue="arXiv.org",
        year=int(year) if year.isdecimal() else None,
        published=published,
    )


def _in_order_of(today: date, sections: Iterable[Section]) -> list[Section]:
    """Return the sections that have papers, in another order each day: where few are answered, others are next time."""
    chosen = [section for section in sections if any(listed.is_paper for listed in section.entries)]
    return random.Random(today.toordinal()).sample(chosen, len(chosen))  # noqa: S311 (nobody gains by foreseeing it)


def _recommendations(
    project: Project, inbox: Inbox, recommender: Recommender, sections: list[Section]
) -> Iterator[Step]:
    """Ask for papers like those of each section, and unlike those that were dismissed."""
    dismissed = [item for item in project.candidates.items if item.entry.dismissed]
    dismissed.sort(key=lambda item: item.entry.dismissed_on or date.min, reverse=True)
    seeds = {section.path: _newest(project, section) for section in sections}
    unlike = [name for item in dismissed[:_MOST_SEEDS] if (name := _name(item.entry.identifiers))]
    names = dict.fromkeys((*(name for of_section in seeds.values() for name in of_section), *unlike))
    pending = list(sections)
    try:
        own_ids = {name: paper.ids[0] for name, paper in recommender.papers(list(names)) if paper}
        unanswered = set(recommender.unanswered)
        if names and not own_ids and any(record.metadata.ids for record in project.records.values()):
            raise UnavailableError("Semantic Scholar says that it knows no paper of the list")
        for section in sections:
            subject, wanted = path_text(section.path), seeds[section.path]
            likes = list(dict.fromkeys(own_ids[name] for name in wanted if name in own_ids))
            dislikes = dict.fromkeys(own_ids[name] for name in unlike if name in own_ids)
            rest = unanswered.intersection(wanted) | set(likes)
            for answered, papers in (
                recommender.recommended(likes, [name for name in dislikes if name not in likes]) if likes else ()
            ):
                rest.difference_update(answered)
                inbox.take(papers, SEMANTIC_SCHOLAR, subject, project.catalogue.settings.discover.recommendations)
                inbox.save(project.root)
            pending.remove(section)
            number = f"{len(rest):,} of its papers" if len(rest) > 1 else "one of its papers"
            if likes or rest:
                yield Step(SEMANTIC_SCHOLAR, subject, f"it did not answer for {number}" if rest else None)
    except UnavailableError as error:
        for section in pending:
            yield Step(SEMANTIC_SCHOLAR, path_text(section.path), str(error))


def _newest(project: Project, section: Section) -> list[str]:
    """Return the names by which Semantic Scholar knows the newest papers that a section shows."""
    entries = order.in_order((*section.entries, *section.cross_listed), "newest", project.record)
    names = (
        _name(listed.identifiers) or next(iter(project.record(listed).metadata.ids), None)  # found by its title
        for listed in entries
    )
    return list(dict.fromkeys(filter(None, names)))[:_MOST_SEEDS]


def _name(identifiers: Sequence[Identifier]) -> str | None:
    """Return how to ask for a paper: by an id that people know, as its own at Semantic Scholar changes with merges."""
    public = [identifier for identifier in identifiers if not SCHEMES[identifier.scheme].is_semantic_scholars]
    return spelling(public) or spelling(identifiers)


_MOST_ROWS = 100
"""Rows that somebody may read; GitHub takes 65,536 characters of an issue."""


def report(new: Sequence[Discovery], *, as_markdown: bool, width: int = 80) -> str:
    """Write new papers, the best first, as Markdown in which the texts of others do nothing, or for a terminal."""
    rows = list((_markdown(new[:_MOST_ROWS]) if as_markdown else _table(new[:_MOST_ROWS], width)) if new else ())
    if (number := len(new) - _MOST_ROWS) > 0:
        rows += ["", f"{number:,} more {'is' if number == 1 else 'are'} in {sources.CANDIDATES}"]
    return "\n".join(rows)


def _markdown(new: Sequence[Discovery]) -> Iterator[str]:
    yield "### New papers\n"
    for item in new:
        title, page, names = item.metadata.title or item.key, item.page, item.metadata.authors
        authors = f"{', '.join(names[:3])}{' et al.' if names[3:] else ''}"
        about = " · ".join(filter(None, (authors or "no authors known", item.metadata.venue, item.published)))
        section = f"; it could stand in {item.fields['section']}: {item.reason}" if "section" in item.fields else ""
        yield f"- {markdown.link(title, page) if page else markdown.escape(title)}  "
        yield f"  {markdown.escape(about)}  "
        yield f"  {markdown.escape(f'Found by {candidates.evidence(item.found_by)}{section}')}  "
        yield f"  {candidate_commands(item.key)}"


def _table(new: Sequence[Discovery], width: int) -> Iterator[str]:
    """Give two lines for each paper: which it is, and what speaks for it."""
    size = max(len(item.key) for item in new)
    for item in new:
        section = f"for {item.fields['section']}" if "section" in item.fields else ""
        evidence = " · ".join(filter(None, (section, candidates.evidence(item.found_by))))
        for start, text in ((f"{item.key:{size}}  {item.published:10}", item.metadata.title or ""), ("", evidence)):
            line = f"{start:{size + 12}}  {collapse_whitespace(text)}"
            yield line if len(line) <= width else f"{line[: max(width, size + 40) - 1]}…"
