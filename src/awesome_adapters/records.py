"""The merge: what the entry says wins, then what Semantic Scholar says, then nothing."""

from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.identifiers import Identifier
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.text import titles_match

_PAGES = ("acl_id", "arxiv_id", "openreview_id", "doi", "pmcid", "pmid", "semantic_scholar_id", "corpus_id")
"""Which identifier leads to the paper's page and PDF: publications that are open to all come first."""

_SEMANTIC_SCHOLAR = "https://www.semanticscholar.org/"
_NOTHING = PaperMetadata()


class Link(NamedTuple):
    """One of an entry's links."""

    label: str
    url: str


class Record(NamedTuple):
    """An entry as outputs show it: the curators' words, and Semantic Scholar's where there are none."""

    listed: ListedEntry
    metadata: PaperMetadata
    """What Semantic Scholar says of the entry's paper, and of no other."""
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

    @property
    def key(self) -> str:
        """Return the entry's lasting name."""
        return self.listed.key

    def link(self, label: str) -> str | None:
        """Return the address of the link with this label; None where there is none."""
        return next((link.url for link in self.links if link.label == label), None)


def same_paper(listed: ListedEntry, known: PaperMetadata) -> bool:
    """Tell whether what Semantic Scholar answered is the entry's paper: an id or the title agrees."""
    for identifier in listed.identifiers:
        if identifier.semantic_scholar in known.ids:
            return True
    return same_title(listed, known)


def same_title(listed: ListedEntry, known: PaperMetadata) -> bool:
    """Tell whether the title that Semantic Scholar gives can be the entry's or the one of its paper."""
    titles = (listed.entry.title, listed.entry.paper.title if listed.entry.paper else None)
    return known.title is None or any(titles_match(title, known.title) for title in titles if title)


def _public(identifier: Identifier) -> int:
    return _PAGES.index(identifier.scheme)


def resolve(listed: ListedEntry, known: PaperMetadata | None) -> Record:
    """Join an entry and what Semantic Scholar knows of its paper; the record of another paper counts for nothing."""
    entry = listed.entry
    written = entry.paper or NO_PAPER
    known = known if known and same_paper(listed, known) else _NOTHING
    given = written.model_fields_set
    ids = listed.identifiers if len(listed.identifiers) < 2 else sorted(listed.identifiers, key=_public)
    page = written.url or (ids[0].page if ids else None)
    pdf = written.pdf or next((address for identifier in ids if (address := identifier.pdf)), None)
    if known.url and known.url.startswith(_SEMANTIC_SCHOLAR):
        semantic_scholar: str | None = known.url
    else:
        semantic_scholar = ids[-1].page if ids and ids[-1].scheme in ("semantic_scholar_id", "corpus_id") else None
    links = (("PDF", pdf), ("Code", entry.code), ("Website", entry.website), ("Semantic Scholar", semantic_scholar))
    return Record(
        listed=listed,
        metadata=known,
        title=entry.title,
        url=page or pdf or entry.code or entry.website or "",
        summary=entry.summary,
        authors=(written.authors or ()) if "authors" in given else known.authors,
        venue=written.venue if "venue" in given else known.venue,
        year=written.year if "year" in given else known.year,
        tags=entry.tags,
        links=[Link(label, url) for label, url in links if url],
        tldr=written.tldr if "tldr" in given else known.tldr,
        tldr_is_machine_made=known.tldr is not None and "tldr" not in given,
    )
