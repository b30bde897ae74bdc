"""The merge: what the entry says wins, then what sources of metadata say in the order of `provenance`, then nothing."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.identifiers import SCHEMES, Identifier, arxiv_month
from awesome_adapters.metadata import PaperMetadata, as_day, contradict
from awesome_adapters.metadata.provenance import merge
from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.schema.values import PartialDate, is_link
from awesome_adapters.text import full_title, titles_denote_one_paper, titles_match, tokens
from awesome_adapters.text.names import people

_SEMANTIC_SCHOLAR = "https://www.semanticscholar.org/"
_NOTHING = PaperMetadata()
_NO_SOURCES: Mapping[str, str] = MappingProxyType({})
_YEARS_TO_PUBLICATION = 2
"""Years that may lie between a preprint and its publication, where nothing but a title says that they are one."""


class Link(NamedTuple):
    """One of an entry's links."""

    label: str
    url: str


class Record(NamedTuple):
    """An entry as outputs show it: the curators' words, and Semantic Scholar's where there are none."""

    listed: ListedEntry
    """The entry at its place: `listed.entry` has what its file says, as `listed.entry.added`."""
    metadata: PaperMetadata
    """What sources of metadata say of the entry's paper, and of no other."""
    title: str
    url: str
    """Where the title leads: the paper's page, else the code or the website."""
    summary: str | None
    authors: tuple[str, ...] | list[str]
    venue: str | None
    year: int | None
    tags: list[str]
    links: list[Link]
    tldr: str | None
    tldr_is_machine_made: bool = False
    """Whether the TLDR is Semantic Scholar's, and not one of the list's curators."""
    name: str | None = None
    """What the work calls its thing."""
    note: str | None = None
    award: str | None = None
    highlight: bool = False
    extra: Mapping[str, str] = MappingProxyType({})
    """The list's own texts by their labels."""
    date: PartialDate | None = None
    """Of the publication, from the curators; else the month of the arXiv id."""
    retraction: Retraction | None = None
    """The notice that takes the paper back; it has a source where no curator has said so."""
    sources: Mapping[str, str] = _NO_SOURCES
    """The sources of those values that neither the curators nor Semantic Scholar gave, by the fields of `metadata`."""

    @property
    def key(self) -> str:
        """Return the entry's lasting name."""
        return self.listed.key

    @property
    def full_title(self) -> str:
        """Return the title, with the name before it if it does not begin with that."""
        return full_title(self.title, self.name)

    def link(self, label: str) -> str | None:
        """Return the address of the link with this label; None where there is none."""
        return next((link.url for link in self.links if link.label == label), None)


def has_column(record: Record, column: str) -> bool:
    """Return whether a table would show something of an entry in one of its own columns."""
    if column == "stars":
        return record.link("Code") is not None
    return bool(record.date or record.year if column == "date" else getattr(record, column))


def same_paper(listed: ListedEntry, metadata: PaperMetadata) -> bool:
    """Return whether what Semantic Scholar answered is the entry's paper: an id agrees, or the title alone."""
    has_id = any(identifier.semantic_scholar in metadata.ids for identifier in listed.identifiers)
    return has_id or (same_title(listed, metadata) and not has_other_id(listed.identifiers, metadata))


def has_other_id(identifiers: Iterable[Identifier], metadata: PaperMetadata) -> bool:
    """Return whether the record has another id of a kind of which a paper has but one."""
    spellings = (identifier.semantic_scholar or "" for identifier in identifiers)
    return any(contradict(spelling, metadata.ids, only_unique=True) for spelling in spellings)


def same_title(listed: ListedEntry, metadata: PaperMetadata) -> bool:
    """Return whether the title that Semantic Scholar gives can be the entry's or the one of its paper."""
    return metadata.title is None or any(titles_match(title, metadata.title) for title in _titles(listed))


def has_title(listed: ListedEntry, metadata: PaperMetadata) -> bool:
    """Return whether the title alone proves that the record is the entry's."""
    return any(titles_denote_one_paper(title, metadata.title or "") for title in _titles(listed))


def _titles(listed: ListedEntry) -> list[str]:
    return [title for title in (listed.entry.title, (listed.entry.paper or NO_PAPER).title) if title]


def is_match(authors: Iterable[str], year: int | None, metadata: PaperMetadata) -> bool:
    """Return whether a paper that was found by its title can be the one that curators mean.

    The authors that they name have one in common with it, and its year is near theirs.
    """
    names = {word for author in metadata.authors for word in tokens(author)}
    family_names = {words[-1] for author in people(authors) if (words := tokens(author))}
    has_author = not (names and family_names) or not names.isdisjoint(family_names)
    years = [value for value in (year, metadata.year) if value]
    return has_author and max(years, default=0) - min(years, default=0) <= _YEARS_TO_PUBLICATION


def id_to_write(identifiers: Iterable[Identifier], metadata: PaperMetadata) -> Identifier:
    """Return the id that leads to a record which no id of the entry leads to."""
    schemes = {identifier.scheme for identifier in identifiers}
    further = (identifier for identifier in metadata.public_ids if identifier.scheme not in schemes)
    return next(further, Identifier("semantic_scholar_id", metadata.ids[0]))


def _retraction(curated: str | None, notice: Retraction | None) -> Retraction | None:
    """Return the notice to show, which is the curators' as soon as they say anything; `false` denies it."""
    if curated == "false" or (notice and not notice.label):
        notice = None
    if notice:
        address = notice.notice if is_link(notice.notice) else ""
        notice = notice._replace(notice=address, date=as_day(notice.date) or "")
    if curated is None or curated == "false":
        return notice
    notice = (notice or Retraction("", "retraction", "", ""))._replace(source="", reason="")
    if curated == "true":
        return notice
    return notice._replace(notice=curated) if is_link(curated) else notice._replace(date=curated)


def resolve(listed: ListedEntry, metadata: PaperMetadata | None, notice: Retraction | None = None) -> Record:
    """Join an entry and what sources say of its paper, and a notice on it that was found.

    The metadata of another paper is ignored.
    """
    entry, paper, ids = listed.entry, listed.entry.paper or NO_PAPER, listed.identifiers
    curated = paper.overrides
    if metadata is None or not same_paper(listed, metadata):
        metadata = PaperMetadata(others=metadata.others) if metadata and metadata.others else _NOTHING
    metadata, sources = merge(metadata, ids) if metadata.others else (metadata, _NO_SOURCES)
    if len(ids) > 1:
        ids = sorted(ids, key=lambda identifier: SCHEMES[identifier.scheme].rank)
    page = paper.url or (ids[0].page if ids else None)
    pdf = paper.pdf or next((address for identifier in ids if (address := identifier.pdf)), None)
    own_page = ids[-1].page if ids and SCHEMES[ids[-1].scheme].is_semantic_scholars else None
    semantic_scholar = metadata.url if (metadata.url or "").startswith(_SEMANTIC_SCHOLAR) else own_page
    links = [("PDF", pdf), ("Code", entry.code), ("Website", entry.website), *entry.links.items()]
    links.append(("Semantic Scholar", semantic_scholar))
    arxiv_id = next((identifier.value for identifier in ids if identifier.scheme == "arxiv_id"), None)
    month = PartialDate(*arxiv_month(arxiv_id)) if arxiv_id else None
    return Record(
        listed=listed,
        metadata=metadata,
        title=entry.title,
        url=page or pdf or entry.code or entry.website or next(iter(entry.links.values()), ""),
        summary=entry.summary,
        authors=(paper.authors or ()) if "authors" in curated else metadata.authors,
        venue=paper.venue if "venue" in curated else metadata.venue,
        year=(paper.date or paper).year if "year" in curated else metadata.year,
        tags=entry.tags,
        links=[Link(label, url) for label, url in links if url],
        tldr=paper.tldr if "tldr" in curated else metadata.tldr,
        name=entry.name,
        note=entry.note,
        award=entry.award,
        highlight=entry.highlight,
        extra=entry.extra,
        date=paper.date if "date" in curated else month,
        tldr_is_machine_made=metadata.tldr is not None and "tldr" not in curated,
        retraction=_retraction(entry.retracted, notice) if notice or entry.retracted else None,
        sources={field: source for field, source in sources.items() if field != "title" and field not in curated},
    )
