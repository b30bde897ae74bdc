"""What is cited of an entry, independent of any format: the publication where there is one, else the preprint."""

import re
from typing import Literal, NamedTuple, Self

from awesome_adapters.catalogue import SectionPath
from awesome_adapters.identifiers import Identifier, arxiv_month, from_semantic_scholar
from awesome_adapters.metadata import Journal, venues
from awesome_adapters.records import Record
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import collapse_whitespace, names
from awesome_adapters.text.names import Name

Kind = Literal[venues.Kind, "software", "other"]


class Citation(NamedTuple):
    """What is cited; every text is one line without hidden characters, and None is what is not known."""

    key: str
    kind: Kind
    title: str
    authors: tuple[Name, ...] = ()
    has_more_authors: bool = False
    """Whether authors are missing, as after `et al.`."""
    container: str | None = None
    """The journal or the proceedings, under its long name."""
    server: str | None = None
    """The server of a preprint, under its short name."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    volume: str | None = None
    pages: tuple[str, ...] = ()
    """The first and the last page, or the first alone."""
    doi: str | None = None
    """The publication's, or the one of a preprint on another server than arXiv."""
    arxiv: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    further_ids: tuple[Identifier, ...] = ()
    """Those of the entry that neither the fields above nor the address tell."""
    url: str = ""
    short_title: str | None = None
    retraction: str | None = None
    """That the paper was taken back, and the notice's address."""
    award: str | None = None
    note: str | None = None
    """The curators' own words on it."""

    @property
    def any_doi(self) -> str | None:
        """Return the DOI; of a preprint the one under which arXiv registers every paper (arXiv's help pages)."""
        if self.kind == "preprint" and self.arxiv and not self.doi:
            return f"10.48550/arXiv.{self.arxiv}"
        return self.doi

    @classmethod
    def from_record(cls, record: Record, settings: Settings) -> Self:
        """Return what is cited of an entry."""
        curated = record.listed.entry.paper or NO_PAPER
        overrides = curated.overrides
        ids = identifiers(record)
        arxiv = ids.get("arxiv_id")
        acl_venue, acl_year = _anthology_venue(ids["acl_id"]) if "acl_id" in ids else (None, None)
        container, server = _container_and_server(record.venue, settings)
        if container is None and acl_venue:
            container = acl_venue.long
        journal = record.metadata.journal
        if "venue" in overrides and record.venue != record.metadata.venue:
            journal = None  # Semantic Scholar speaks of another publication than the one that is cited
        kind = _paper_kind(ids, container, server, acl_venue, journal) if record.listed.is_paper else "software"
        year = record.year
        if acl_year and "year" not in overrides:
            year = acl_year
        if kind == "preprint" and arxiv and year is None and "year" not in overrides:
            year = arxiv_month(arxiv)[0]
        if "date" in overrides:
            month, day = curated.date[1:] if curated.date else (None, None)
        else:
            month, day = _month_and_day(record, kind, year, arxiv)
        volume, pages = _volume_and_pages(journal)
        authors, is_cut = names.split_et_al(record.authors)
        return cls(
            key=record.listed.citation_key,
            kind=kind,
            title=collapse_whitespace(curated.title or record.title),
            authors=tuple(name for name in map(names.parse_name, authors) if name.family),
            has_more_authors=is_cut,
            container=container if kind in ("article", "proceedings", "other") else None,
            server=(server or "arXiv") if kind == "preprint" else None,
            year=year,
            month=month,
            day=day,
            volume=volume if kind == "article" else None,
            pages=pages if kind in ("article", "proceedings") else (),
            arxiv=arxiv,
            further_ids=_further_ids(record),
            url=record.url,
            short_title=collapse_whitespace(record.name or "") or None,
            retraction=_retraction(record),
            award=collapse_whitespace(record.award or "") or None,
            note=collapse_whitespace(record.note or "") or None,
            **{scheme: ids.get(scheme) for scheme in ("doi", "pmid", "pmcid")},
        )


def _retraction(record: Record) -> str | None:
    if not record.retraction:
        return None
    return collapse_whitespace(", ".join(filter(None, (str(record.retraction), record.retraction.notice))))


class Item(NamedTuple):
    """An entry with all that exports say of it."""

    record: Record
    citation: Citation
    sections: list[SectionPath]
    """The sections that show it; its own is the first."""


def identifiers(record: Record) -> dict[str, str]:
    """Return the paper's ids by their schemes: the entry's, and those that Semantic Scholar has besides."""
    besides = filter(None, map(from_semantic_scholar, record.metadata.ids))
    ids: dict[str, str] = {}
    for identifier in (*record.listed.identifiers, *besides):
        ids.setdefault(identifier.scheme, identifier.value)
    return ids


def _further_ids(record: Record) -> tuple[Identifier, ...]:
    further = [identifier for identifier in record.listed.identifiers if identifier.scheme not in ("arxiv_id", "doi")]
    return tuple(identifier for identifier in further if identifier.page != record.url)


_ANTHOLOGY = {
    r"tacl-.*|Q..-.*": "TACL",
    r"cl-.*|J..-.*": "Computational Linguistics",
    r"acl-.*|P..-.*": "ACL",
    r"emnlp-.*|D..-.*": "EMNLP",
    r"naacl-.*|N..-.*": "NAACL",
    r"eacl-.*|E..-.*": "EACL",
    r"coling-.*|C..-.*": "COLING",
    r"findings-.*": "Findings of ACL",
}
"""The venues of the ACL Anthology's ids, by its own rules (aclanthology.org/info/ids): the venue's short name
after the year, and in the older ids a letter. They are used where nobody gives the venue; others are proceedings."""


def _anthology_venue(acl_id: str) -> tuple[venues.Venue | None, int]:
    """Return the venue of a paper, None for other proceedings than those in the table, and its year."""
    year, dot, volume = acl_id.partition(".")
    if not dot:
        volume, number = acl_id, int(acl_id[1:3])
        year = str(1900 + number if number > 60 else 2000 + number)
    short = next((short for pattern, short in _ANTHOLOGY.items() if re.fullmatch(pattern, volume)), None)
    return venues.find(short) if short else None, int(year)


def _container_and_server(venue: str | None, settings: Settings) -> tuple[str | None, str | None]:
    """Return the long name of a venue where papers are published, else the short name of the preprint server."""
    venue = collapse_whitespace(venue or "")
    folded = venue.casefold()
    long = next((names[0] for short, names in settings.venues.items() if names and short.casefold() == folded), venue)
    server = venues.find(long)
    if server and server.kind == "preprint":
        return None, server.short
    return collapse_whitespace(long) or None, None


def _paper_kind(
    ids: dict[str, str],
    container: str | None,
    server: str | None,
    acl_venue: venues.Venue | None,
    journal: Journal | None,
) -> Kind:
    if container is None:
        is_preprint = "arxiv_id" in ids and "doi" not in ids
        return "preprint" if is_preprint or server not in (None, "arXiv") else "other"
    if "acl_id" in ids:
        return acl_venue.kind if acl_venue else "proceedings"
    if kind := venues.kind(container):
        return kind
    return "article" if journal and not venues.is_preprint(journal.name) else "other"


_PAGE = r"[A-Za-z]{0,3}[0-9]{1,7}(?::[0-9]{1,5})?"
_PAGES = re.compile(rf"({_PAGE})(?:\s*[-\u2010-\u2015]+\s*({_PAGE}))?")
_VOLUME = re.compile(r"[A-Za-z]{0,3}[-. ]?[0-9]{1,5}")


def _volume_and_pages(journal: Journal | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the volume and the pages, where they are such: of a preprint, arXiv gives its id as the volume."""
    if journal is None or venues.kind(journal.name or "") == "preprint":
        return None, ()
    volume = collapse_whitespace(journal.volume or "")
    pages = _PAGES.fullmatch(collapse_whitespace(journal.pages or ""))
    return volume if _VOLUME.fullmatch(volume) else None, tuple(filter(None, pages.groups())) if pages else ()


def _month_and_day(record: Record, kind: Kind, year: int | None, arxiv: str | None) -> tuple[int | None, int | None]:
    """Return the month and the day of the publication that is cited, where they are known.

    Semantic Scholar often gives the day of the preprint. That day is not the publication's if the years
    differ, nor if it is in or before the month of the arXiv id: a publication comes later than its preprint.
    """
    date = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", record.metadata.published or "")
    if not date or int(date[1]) != year or not 1 <= int(date[2]) <= 12 or not 1 <= int(date[3]) <= 31:
        return None, None
    if kind != "preprint" and arxiv and (int(date[1]), int(date[2])) <= arxiv_month(arxiv):
        return None, None
    return int(date[2]), int(date[3])
