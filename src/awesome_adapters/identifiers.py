"""Identifiers of papers: one table that reads every spelling people paste and writes the official ones.

An `Identifier` is always canonical, so that two spellings of one paper's id are equal: no arXiv
version, DOIs in lower case, an arXiv DOI as the arXiv id that it is.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote


class Identifier(NamedTuple):
    """One canonical identifier; `scheme` is its key in a data file (`arxiv_id`)."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{SCHEMES[self.scheme].name} {self.value}"

    @property
    def page(self) -> str:
        """Return the address of the paper's page for people."""
        return SCHEMES[self.scheme].page.format(_quoted(self.value))

    @property
    def pdf(self) -> str | None:
        """Return the address of the PDF, or None where none follows from the identifier."""
        pattern = SCHEMES[self.scheme].pdf
        return pattern and pattern.format(_quoted(self.value))

    @property
    def semantic_scholar(self) -> str | None:
        """Return the spelling that Semantic Scholar's API wants, or None if it knows no such ids."""
        pattern = SCHEMES[self.scheme].semantic_scholar
        return pattern and pattern.format(self.value.removeprefix("PMC"))

    @property
    def slug(self) -> str:
        """Return a text of letters, digits, `.`, `_` and `-`, fit for anchors and citation keys."""
        return re.sub(r"[^A-Za-z0-9._-]+", "-", f"{SCHEMES[self.scheme].prefix}-{self.value}")


class Scheme(NamedTuple):
    """One kind of identifier: how people write it, and the official spellings."""

    name: str
    prefix: str
    example: str
    label: str
    """Regular expression of what people put before the id."""
    id: str
    """Regular expression of the id, with a version where there are some; group 1 is the id."""
    urls: str
    """Regular expression of addresses without `https://` and `www.`; group 1 is the id."""
    tidy: Callable[[str], str | None]
    """Make the canonical value of group 1, or None where the scheme has no such id."""
    page: str
    pdf: str | None
    semantic_scholar: str | None


def parse(text: str, scheme: str | None = None) -> Identifier | None:
    """Read an id or a pasted address; None if it is no identifier.

    Without a `scheme` only spellings that tell their own scheme are read: a bare number could be a
    PubMed or a corpus id. With one, that scheme's spellings are tried before the others', so the
    answer may still be of another scheme; it is the caller's to say whether that matters.
    """
    text = text.strip()
    if scheme and (found := _match(scheme, f"(?:{SCHEMES[scheme].label})?{SCHEMES[scheme].id}", text)):
        return found
    return next(_readings(text), None)


def implied(identifier: Identifier) -> Identifier:
    """Return the identifier that the same record has at its source, as DOIs of the ACL are ACL ids."""
    if identifier.scheme == "doi" and identifier.value.startswith("10.18653/v1/"):
        return parse(identifier.value.removeprefix("10.18653/v1/"), "acl_id") or identifier
    return identifier


def _readings(text: str) -> Iterator[Identifier]:
    address = re.fullmatch(r"https?://(?:www\.)?(.+)", text, re.IGNORECASE)
    for key, scheme in SCHEMES.items():
        if address:
            found = _match(key, scheme.urls, unquote(address[1]))
        else:  # a bare number or word says nothing of its scheme
            label = f"(?:{scheme.label})?" if key in _TELLING else f"(?:{scheme.label})"
            found = _match(key, label + scheme.id, text)
        if found:
            yield found


def _match(key: str, pattern: str, text: str) -> Identifier | None:
    if match := re.fullmatch(pattern, text, re.IGNORECASE):
        value = SCHEMES[key].tidy(match[1])
        if value and key == "doi" and value.startswith("10.48550/arxiv."):
            return parse(value.removeprefix("10.48550/arxiv."), "arxiv_id")
        return Identifier(key, value) if value else None
    return None


def _quoted(value: str) -> str:
    return quote(value, safe="/:;.,()_-")


def _arxiv(text: str) -> str | None:
    """Identifiers have four digits after the dot to 2014 and five since (arXiv's help pages)."""
    archive, slash, number = text.lower().rpartition("/")
    if not 1 <= int(number[2:4]) <= 12:
        return None
    if slash:  # math.GT/0309136 and math/0309136 are one paper
        return f"{archive.partition('.')[0]}/{number}"
    digits = 5 if number[:4] >= "1501" else 4
    return number if len(number) == 5 + digits and number[:4] >= "0704" else None


def _acl(text: str) -> str:
    return text.lower() if "." in text else text.upper()


def _doi(text: str) -> str:
    return text.lower().rstrip(".,;")


def _number(text: str) -> str | None:
    return text.lstrip("0") or None


_ACL = r"([0-9]{4}\.[a-z0-9_]+-[a-z0-9_]+\.[0-9]+|[a-z][0-9]{2}-[0-9]{4,5})"
_ARXIV = r"((?:[a-z-]+(?:\.[a-z]{2})?/[0-9]{7})|[0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?"
_DOI = r"(10\.[0-9]{4,9}/[^\s\"<>]*[^\s\"<>.,;])[.,;]?"
_OPENREVIEW = r"([A-Za-z0-9_-]{8,14})"
_SHA = r"([0-9a-f]{40})"

SCHEMES = {
    "arxiv_id": Scheme(
        name="arXiv",
        prefix="arxiv",
        example="2106.09685",
        label=r"arxiv:\s*",
        id=_ARXIV,
        urls=rf"(?:[a-z0-9.-]*\barxiv\.org|alphaxiv\.org|huggingface\.co|hf\.co)"
        rf"/(?:abs|pdf|html|format|overview|papers|resources)/{_ARXIV}(?:\.pdf)?/?(?:[?#].*)?",
        tidy=_arxiv,
        page="https://arxiv.org/abs/{}",
        pdf="https://arxiv.org/pdf/{}",
        semantic_scholar="ARXIV:{}",
    ),
    "acl_id": Scheme(
        name="ACL",
        prefix="acl",
        example="2020.emnlp-demos.7",
        label=r"acl:\s*",
        id=_ACL,
        urls=rf"(?:[a-z]+\.)?(?:aclanthology\.org|aclanthology\.info|aclweb\.org/anthology)/(?:[^?#]*/)?{_ACL}"
        rf"(?:v[0-9]+)?(?:\.pdf|\.bib)?/?(?:[?#].*)?",
        tidy=_acl,
        page="https://aclanthology.org/{}/",
        pdf="https://aclanthology.org/{}.pdf",
        semantic_scholar="ACL:{}",
    ),
    "doi": Scheme(
        name="DOI",
        prefix="doi",
        example="10.1109/CVPR52688.2022.00516",
        label=r"doi:\s*",
        id=_DOI,
        urls=rf"(?:(?:dx\.)?doi\.org/|[^/?#]+/(?:[^?#]*/)?doi/(?:[a-z]+/)?){_DOI}",
        tidy=_doi,
        page="https://doi.org/{}",
        pdf=None,
        semantic_scholar="DOI:{}",
    ),
    "openreview_id": Scheme(
        name="OpenReview",
        prefix="openreview",
        example="nZeVKeeFYf9",
        label=r"openreview:\s*",
        id=_OPENREVIEW,
        urls=rf"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#]*&)?id={_OPENREVIEW}(?:[&#].*)?",
        tidy=str,
        page="https://openreview.net/forum?id={}",
        pdf="https://openreview.net/pdf?id={}",
        semantic_scholar=None,
    ),
    "pmcid": Scheme(
        name="PMC",
        prefix="pmcid",
        example="PMC2323736",
        label=r"(?:pmcid:\s*)?pmc|pmcid:\s*",
        id=r"([0-9]{1,9})",
        urls=r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/pmc([0-9]{1,9})(?:[/?#].*)?",
        tidy=lambda text: (number := _number(text)) and f"PMC{number}",
        page="https://pmc.ncbi.nlm.nih.gov/articles/{}/",
        pdf=None,
        semantic_scholar="PMCID:{}",
    ),
    "pmid": Scheme(
        name="PubMed",
        prefix="pmid",
        example="19872477",
        label=r"(?:pmid|pubmed):?\s*",
        id=r"([0-9]{1,9})",
        urls=r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([0-9]{1,9})/?(?:[?#].*)?",
        tidy=_number,
        page="https://pubmed.ncbi.nlm.nih.gov/{}/",
        pdf=None,
        semantic_scholar="PMID:{}",
    ),
    "semantic_scholar_id": Scheme(
        name="Semantic Scholar",
        prefix="s2",
        example="29ddc1f43f28af7c846515e32cc167bc66886d0c",
        label=r"s2:\s*",
        id=_SHA,
        urls=rf"(?:[a-z]+\.)?semanticscholar\.org/(?:[^?#]*/)?{_SHA}/?(?:[?#].*)?",
        tidy=str.lower,
        page="https://www.semanticscholar.org/paper/{}",
        pdf=None,
        semantic_scholar="{}",
    ),
    "corpus_id": Scheme(
        name="CorpusId",
        prefix="corpus",
        example="59599816",
        label=r"corpus_?id:\s*",
        id=r"([0-9]{1,12})",
        urls=r"api\.semanticscholar\.org/(?:.*/)?corpusid:([0-9]{1,12})/?(?:[?#].*)?",
        tidy=_number,
        page="https://api.semanticscholar.org/CorpusID:{}",
        pdf=None,
        semantic_scholar="CorpusId:{}",
    ),
}
"""Every scheme by its key in a data file, in the order in which an entry's key is chosen: preprints come first,
so that a paper keeps its key when it is published."""

_TELLING = ("arxiv_id", "acl_id", "doi", "semantic_scholar_id")
