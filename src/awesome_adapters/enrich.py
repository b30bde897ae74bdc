"""The merge: what the entry says wins, then what Semantic Scholar says, then nothing."""

from awesome_adapters.catalogue import Link, Listing, Paper, Record
from awesome_adapters.identifiers import Identifier
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.text import resemble, words

_PAGES = ("acl_id", "arxiv_id", "openreview_id", "doi", "pmcid", "pmid", "semantic_scholar_id", "corpus_id")
"""Which identifier leads to the paper's page and PDF: publications that are open to all come first."""

_PREPRINT_SERVERS = {"", "arxiv org", "arxiv", "biorxiv", "medrxiv", "ssrn electronic journal", "corr"}
_SEMANTIC_SCHOLAR = "https://www.semanticscholar.org/"
_NOTHING = Paper()


def same_paper(listing: Listing, known: Paper) -> bool:
    """Tell whether what Semantic Scholar answered is the entry's paper: an id or the title agrees."""
    for identifier in listing.identifiers:
        if identifier.semantic_scholar in known.ids:
            return True
    return same_title(listing, known)


def same_title(listing: Listing, known: Paper) -> bool:
    """Tell whether the title that Semantic Scholar gives can be the entry's or the one of its paper."""
    titles = (listing.entry.title, listing.entry.paper.title if listing.entry.paper else None)
    return known.title is None or any(resemble(title, known.title) for title in titles if title)


def is_preprint(venue: str | None) -> bool:
    """Tell whether a venue is none, or a server of preprints."""
    return " ".join(words(venue or "")) in _PREPRINT_SERVERS


def _public(identifier: Identifier) -> int:
    return _PAGES.index(identifier.scheme)


def resolve(listing: Listing, known: Paper | None) -> Record:
    """Join an entry and what Semantic Scholar knows of its paper; the record of another paper counts for nothing."""
    entry = listing.entry
    written = entry.paper or NO_PAPER
    known = known if known and same_paper(listing, known) else _NOTHING
    given = written.model_fields_set
    ids = listing.identifiers if len(listing.identifiers) < 2 else sorted(listing.identifiers, key=_public)
    page = written.url or (ids[0].page if ids else None)
    pdf = written.pdf or next((address for identifier in ids if (address := identifier.pdf)), None)
    if known.url and known.url.startswith(_SEMANTIC_SCHOLAR):
        semantic_scholar: str | None = known.url
    else:
        semantic_scholar = ids[-1].page if ids and ids[-1].scheme in ("semantic_scholar_id", "corpus_id") else None
    links = (("PDF", pdf), ("Code", entry.code), ("Website", entry.website), ("Semantic Scholar", semantic_scholar))
    return Record(
        listing=listing,
        known=known,
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
