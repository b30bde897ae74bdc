"""What takes papers back: arXiv's withdrawals, which only the authors' comment tells, and Crossref's retractions."""

import re
from collections.abc import Iterator, Sequence

from awesome_adapters.identifiers import Identifier, parse
from awesome_adapters.metadata.verdicts import ALIVE, GONE, Retraction, Verdict
from awesome_adapters.services import ARXIV, CROSSREF
from awesome_adapters.services.arxiv import Arxiv
from awesome_adapters.services.crossref import Crossref, Work
from awesome_adapters.services.links import Links
from awesome_adapters.services.lookups import Lookup

_SECONDS = 120.0
"""For the PDFs of papers whose comments speak of a withdrawal, which are few."""
_WITHDRAWN = re.compile(r"\bwithdrawn\b|\bwithdraw(?:al|ing)\b", re.IGNORECASE)
_RETRACTED = re.compile(r"\W*(?:RETRACTED|WITHDRAWN|REMOVED)\W*(?:ARTICLE\b)?\s*:")
_CONCERNS = ("expression_of_concern", "partial_retraction")


def withdrawals(arxiv: Arxiv, links: Links, pages: Sequence[str]) -> Iterator[dict[str, Verdict]]:
    """Ask arXiv for papers by their pages. A withdrawn one has lost its PDF as well as that its comment says so."""
    by_id = {identifier.value: page for page in pages if (identifier := parse(page))}
    for papers in arxiv.papers(list(by_id), list(by_id)):
        doubtful = {}
        for arxiv_id, paper in papers.items():
            if paper and _WITHDRAWN.search(paper.comment):
                doubtful[Identifier("arxiv_id", arxiv_id).pdf or ""] = paper
        states = dict(links.check_all(doubtful, _SECONDS)) if doubtful else {}
        verdicts = {by_id[arxiv_id]: Verdict(ALIVE) for arxiv_id, paper in papers.items() if paper}
        verdicts |= {by_id[key]: Verdict(GONE, "arXiv has no such paper") for key, paper in papers.items() if not paper}
        for pdf, paper in doubtful.items():
            page = by_id[paper.arxiv_id]
            if pdf not in states or states[pdf].state not in (ALIVE, GONE):
                del verdicts[page]  # whether it was withdrawn is not known
            elif states[pdf].state == GONE:
                retraction = Retraction(page, "withdrawal", "", ARXIV, paper.comment)
                verdicts[page] = Verdict(ALIVE, retraction=retraction)
        yield verdicts


def retractions(crossref: Crossref, registry: Lookup, pages: Sequence[str]) -> Iterator[dict[str, Verdict]]:
    """Ask Crossref for works by their DOIs' pages, and the registry for those that are not Crossref's."""
    by_doi = {identifier.value: page for page in pages if (identifier := parse(page))}
    others = []
    for works in crossref.works(list(by_doi)):
        yield {
            by_doi[doi]: Verdict(ALIVE, retraction=_retraction(by_doi[doi], work))
            for doi, work in works.items()
            if work
        }
        others += [by_doi[doi] for doi, work in works.items() if not work]
    yield from registry.check(others)


def _retraction(page: str, work: Work) -> Retraction | None:
    notice = work.retraction or next((notice for notice in work.notices if notice.type in _CONCERNS), None)
    if notice:
        address = Identifier("doi", notice.doi).page if notice.doi else page
        return Retraction(address, notice.type, notice.date, CROSSREF)
    return Retraction(page, "retraction", "", CROSSREF, work.title) if _RETRACTED.match(work.title) else None
