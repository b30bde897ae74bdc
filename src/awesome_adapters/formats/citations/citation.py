"""What is cited of an entry, independent of any format: the publication where there is one, else the preprint."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from awesome_adapters.formats.citations import names
from awesome_adapters.formats.citations.names import Name
from awesome_adapters.identifiers import arxiv_month, from_semantic_scholar
from awesome_adapters.metadata import Journal
from awesome_adapters.records import Record
from awesome_adapters.schema import NO_PAPER, Paper, Settings
from awesome_adapters.text import collapse_whitespace

Kind = Literal["article", "proceedings", "preprint", "software", "other"]


class Citation(NamedTuple):
    """What is cited; every text is one line without hidden characters, and None is what is not known."""

    key: str
    kind: Kind
    title: str
    authors: tuple[Name, ...] = ()
    container: str | None = None
    """The journal or the proceedings, under its long name."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    volume: str | None = None
    pages: tuple[str, ...] = ()
    """The first and the last page, or the first alone."""
    doi: str | None = None
    """The publication's, never a preprint's."""
    arxiv: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str = ""

    @property
    def any_doi(self) -> str | None:
        """Return the DOI; of a preprint the one under which arXiv registers every paper (arXiv's help pages)."""
        if self.kind == "preprint" and self.arxiv and not self.doi:
            return f"10.48550/arXiv.{self.arxiv}"
        return self.doi


def from_record(record: Record, settings: Settings) -> Citation:
    """Return what is cited of an entry."""
    written = record.listed.entry.paper or NO_PAPER
    ids = identifiers(record)
    anthology = _of_anthology(ids["acl_id"]) if "acl_id" in ids else None
    container = _container(record.venue, settings)
    if container is None and anthology:
        container = anthology.container
    journal = record.metadata.journal if _is_of(record, written) else None
    kind = _kind(record, container, journal, anthology, ids)
    year = record.year
    if anthology and "year" not in written.model_fields_set:
        year = anthology.year
    if kind == "preprint" and year is None and "year" not in written.model_fields_set:
        year = arxiv_month(ids["arxiv_id"])[0]
    month, day = _day(record, kind, year, ids.get("arxiv_id"))
    volume, pages = _place(journal)
    return Citation(
        key=record.key,
        kind=kind,
        title=collapse_whitespace(written.title or record.title),
        authors=tuple(
            name for author in record.authors if (name := names.parse_name(collapse_whitespace(author))).family
        ),
        container=container if kind in ("article", "proceedings", "other") else None,
        year=year,
        month=month,
        day=day,
        volume=volume if kind == "article" else None,
        pages=pages if kind in ("article", "proceedings") else (),
        doi=ids.get("doi"),
        arxiv=ids.get("arxiv_id"),
        pmid=ids.get("pmid"),
        pmcid=ids.get("pmcid"),
        url=record.url,
    )


def identifiers(record: Record) -> dict[str, str]:
    """Return the paper's ids by their schemes: the entry's, and those that Semantic Scholar has besides."""
    ids: dict[str, str] = {}
    for identifier in record.listed.identifiers:
        ids.setdefault(identifier.scheme, identifier.value)
    for spelling in record.metadata.ids:
        if found := from_semantic_scholar(spelling):
            ids.setdefault(found.scheme, found.value)
    return ids


# The kind ------------------------------------------------------------------------------------------------------------


class _Anthology(NamedTuple):
    kind: Kind
    container: str | None
    year: int


_ANTHOLOGY: tuple[tuple[str, Kind, str | None], ...] = (
    (r"tacl-.*|Q..-.*", "article", "Transactions of the Association for Computational Linguistics"),
    (r"cl-.*|J..-.*", "article", "Computational Linguistics"),
    (r"acl-.*|P..-.*", "proceedings", "Annual Meeting of the Association for Computational Linguistics"),
    (r"emnlp-.*|D..-.*", "proceedings", "Conference on Empirical Methods in Natural Language Processing"),
    (
        r"naacl-.*|N..-.*",
        "proceedings",
        "Conference of the North American Chapter of the Association for Computational Linguistics",
    ),
    (
        r"eacl-.*|E..-.*",
        "proceedings",
        "Conference of the European Chapter of the Association for Computational Linguistics",
    ),
    (r"coling-.*|C..-.*", "proceedings", "International Conference on Computational Linguistics"),
    (r"findings-.*", "proceedings", "Findings of the Association for Computational Linguistics"),
    (r".*", "proceedings", None),
)
"""What the ACL Anthology's ids tell, by its own rules (aclanthology.org/info/ids): the venue's short name
after the year, and in the older ids a letter. The names are used where nobody gives the venue's."""


def _of_anthology(value: str) -> _Anthology:
    year, dot, rest = value.partition(".")
    if not dot:
        rest, number = value, int(value[1:3])
        year = str(1900 + number if number > 60 else 2000 + number)
    kind, container = next((kind, name) for pattern, kind, name in _ANTHOLOGY if re.fullmatch(pattern, rest))
    return _Anthology(kind, container, int(year))


_SERIES = (
    r"(proceedings of (the )?(vldb endowment|national academy of sciences|ieee$|acm on )"
    r"|(nature|science|plos one|pnas|ieee access|neurocomputing|neural networks|pattern recognition"
    r"|computational linguistics|artificial intelligence|machine learning|scientific (reports|data))$"
    r"|.*\b(jmlr|tmlr|tacl|pvldb|ijcv|tpami|tnnls)\b)"
)
_MEETINGS = (
    r".*\b(conference|proceedings|workshops?|symposi(um|a)|meeting|findings|chapter of the|congress"
    r"|neural information processing systems|computer vision and pattern recognition|interspeech"
    r"|knowledge discovery and data mining|robotics: science and systems|uncertainty in artificial intelligence"
    r"|iclr|icml|(neur|n)ips|aaai|ijcai|(na|ea|aa)?acl|emnlp|coling|conll|lrec|cvpr|iccv|eccv|wacv|bmvc|icassp|colm"
    r"|mlsys|aistats|uai|colt|kdd|sigir|cikm|wsdm|osdi|sosp|wmt)\b"
)
_JOURNALS = (
    r"(.*\b(journal|transactions|letters|magazine|annals|bulletin|reviews?|surveys)\b|(apl|frontiers in|npj|plos) "
    r"|nature (communications|computational|human|machine|medicine|methods)\b|science (advances|robotics)$)"
)

_VENUES: tuple[tuple[str, Kind], ...] = ((_SERIES, "article"), (_MEETINGS, "proceedings"), (_JOURNALS, "article"))
"""What a venue's name tells, in this order: series that are journals by a name that says otherwise, the words
and short names of meetings, the words of journals and the families of those that have none of them."""


@cache
def _of_venue(venue: str) -> Kind | None:
    folded = venue.casefold()
    return next((kind for pattern, kind in _VENUES if re.match(pattern, folded)), None)


def _kind(
    record: Record,
    container: str | None,
    journal: Journal | None,
    anthology: _Anthology | None,
    ids: dict[str, str],
) -> Kind:
    if not record.listed.is_paper:
        return "software"
    if container is None:
        return "preprint" if "arxiv_id" in ids and "doi" not in ids else "other"
    if kind := anthology.kind if anthology else _of_venue(container):
        return kind
    return "article" if journal and journal.name and not _is_arxiv(journal.name) else "other"


def _is_arxiv(venue: str) -> bool:
    return venue.casefold() in ("arxiv", "arxiv.org", "corr", "computing research repository", "arxiv preprint")


def _container(venue: str | None, settings: Settings) -> str | None:
    """Return the long name of a venue; None where that is no publication."""
    if not venue or _is_arxiv(venue := collapse_whitespace(venue)):
        return None
    folded = venue.casefold()
    for short, long in settings.venues.items():
        if long and short.casefold() == folded:
            return None if _is_arxiv(long[0]) else collapse_whitespace(long[0])
    return venue


# Where it stands and when it came ------------------------------------------------------------------------------------


def _is_of(record: Record, written: Paper) -> bool:
    """Tell whether Semantic Scholar speaks of the publication that is cited, and not of another one."""
    return "venue" not in written.model_fields_set or record.venue == record.metadata.venue


_PAGE = r"[A-Za-z]{0,3}[0-9]{1,7}(?::[0-9]{1,5})?"
_PAGES = re.compile(rf"({_PAGE})(?:\s*[-\u2010-\u2015]+\s*({_PAGE}))?")
_VOLUME = re.compile(r"[A-Za-z]{0,3}[-. ]?[0-9]{1,5}")


def _place(journal: Journal | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the volume and the pages, where they are such: of a preprint, arXiv gives its id as the volume."""
    if journal is None or _is_arxiv(journal.name or ""):
        return None, ()
    volume, pages = (
        collapse_whitespace(journal.volume or ""),
        _PAGES.fullmatch(collapse_whitespace(journal.pages or "")),
    )
    return volume if _VOLUME.fullmatch(volume) else None, _present(pages.groups()) if pages else ()


def _present(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _day(record: Record, kind: Kind, year: int | None, arxiv: str | None) -> tuple[int | None, int | None]:
    """Return the month and the day of the publication that is cited, where they are known.

    Semantic Scholar often gives the day of the preprint, which says nothing of a publication in
    another year, nor of one in the same year: that cannot have come before the preprint's month is
    over, which an arXiv id has in it.
    """
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", record.metadata.published or "")
    if not found or int(found[1]) != year or not 1 <= int(found[2]) <= 12 or not 1 <= int(found[3]) <= 31:
        return None, None
    if kind != "preprint" and arxiv and (int(found[1]), int(found[2])) <= arxiv_month(arxiv):
        return None, None
    return int(found[2]), int(found[3])
