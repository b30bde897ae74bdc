"""Identifiers of papers: one table that reads every spelling people paste and writes the official ones.

An `Identifier` is always canonical, so that two spellings of one paper's id are equal: no arXiv
version, DOIs in lower case, an arXiv DOI as the arXiv id that it is.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
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
        prefix = SCHEMES[self.scheme].semantic_scholar
        return None if prefix is None else prefix + self.value.removeprefix("PMC")

    @property
    def slug(self) -> str:
        """Return a text of letters, digits, `.`, `_` and `-`, fit for anchors and citation keys."""
        return f"{SCHEMES[self.scheme].prefix}-{_UNFIT.sub('-', self.value)}"


class Scheme(NamedTuple):
    """One kind of identifier: how people write it, and the official spellings."""

    name: str
    prefix: str
    example: str
    prefix_pattern: str
    """Regular expression of what people put before the id."""
    id: str
    """Regular expression of the id, with a version where there are some; group 1 is the id."""
    urls: str
    """Regular expression of addresses without `https://` and `www.`; the last group that matches is the id."""
    normalize: Callable[[str], str | None]
    """Make the canonical value of what was matched, or None where the scheme has no such id."""
    page: str
    pdf: str | None
    semantic_scholar: str | None
    """What Semantic Scholar wants before the id; None if it knows no such ids."""


def parse(text: str, scheme: str | None = None) -> Identifier | None:
    """Read an id or a pasted address; None if it is no identifier.

    Without a `scheme` only spellings that tell their own scheme are read: a bare number could be a
    PubMed or a corpus id. With one, that scheme's spellings are tried before the others', so the
    answer may still be of another scheme; it is the caller's to say whether that matters.
    """
    text = text.strip()
    if scheme and (found := _match(scheme, _pattern(scheme), text)):
        return found
    return next(_readings(text), None)


@cache
def from_semantic_scholar(spelling: str) -> Identifier | None:
    """Read an id as Semantic Scholar's API spells it, which is `Identifier.semantic_scholar` the other way round."""
    prefix, colon, value = spelling.partition(":")
    if not colon:  # its own id has no prefix
        prefix, value = "", spelling
    return parse(value, _PREFIXES[prefix]) if prefix in _PREFIXES else None


def arxiv_month(value: str) -> tuple[int, int]:
    """Return the year and the month in which arXiv gave an id; it began in 1991 (arXiv's help pages)."""
    number = value.rpartition("/")[2]
    year = int(number[:2])
    return (1900 if year > 90 else 2000) + year, int(number[2:4])


def equivalent(identifier: Identifier) -> Identifier:
    """Return the identifier that the same record has at its source, as DOIs of the ACL are ACL ids."""
    if identifier.scheme == "doi" and identifier.value.startswith("10.18653/v1/"):
        return parse(identifier.value.removeprefix("10.18653/v1/"), "acl_id") or identifier
    return identifier


def _readings(text: str) -> Iterator[Identifier]:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", text, flags=re.IGNORECASE)
    for key, scheme in SCHEMES.items():
        # a bare number or word says nothing of its scheme
        pattern = _pattern(key, is_labelled=key not in _TELLING)
        if found := _match(key, pattern, text) or _match(key, _compiled(scheme.urls), address):
            yield found


def _match(key: str, pattern: re.Pattern[str], text: str) -> Identifier | None:
    if match := pattern.fullmatch(text):
        value = SCHEMES[key].normalize(match[match.lastindex or 0])
        if value and key == "doi" and value.startswith("10.48550/arxiv."):
            return _match("arxiv_id", _compiled(_ARXIV), value.removeprefix("10.48550/arxiv."))
        return Identifier(key, value) if value else None
    return None


@cache
def _pattern(key: str, *, is_labelled: bool = False) -> re.Pattern[str]:
    """Return what a scheme's ids look like; most texts have no label before the id, some must have."""
    scheme = SCHEMES[key]
    return _compiled(f"(?:{scheme.prefix_pattern}){'' if is_labelled else '?'}{scheme.id}")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _quoted(value: str) -> str:
    if value.replace(".", "").replace("-", "").isalnum() and value.isascii():
        return value
    return quote(value, safe="/:;.,()_-")


def _arxiv(text: str) -> str | None:
    """Ids have an archive up to March 2007, then four digits after the dot, five since 2015 (arXiv's help pages)."""
    archive, slash, number = text.lower().rpartition("/")
    month, is_new = number[:4], "0704" <= number[:4] < "9107"
    if not "01" <= month[2:] <= "12" or not number[4:].strip(".0") or is_new == bool(slash):
        return None
    if slash:  # math.GT/0309136 and math/0309136 are one paper
        archive = archive.partition(".")[0]
        return f"{archive}/{number}" if archive in _ARCHIVES.split() else None
    return number if len(number) == (10 if month >= "1501" else 9) else None


def _acl(text: str) -> str:
    return text.lower() if "." in text else text.upper()


def _doi(text: str) -> str | None:
    """Case does not count in a DOI; of other signs than these no registered one is known."""
    doi = unquote(text).lower().rstrip(".,;/>")
    return doi if re.fullmatch(r"10\.[0-9]{4,9}/[!#$&-\[\]-~]+", doi) else None


def _number(text: str) -> str | None:
    return text.lstrip("0") or None


_ACL = r"([0-9]{4}\.[a-z0-9_]+-[a-z0-9_]+\.[0-9]+|[a-z][0-9]{2}-[0-9]{4})"
_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con"
)
_ARXIV = r"([a-z-]+(?:\.[a-z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?"
_DOI = r"(10\.[0-9]{4,9}/\S+)"
_DOI_IN_URL = r"(10\.[0-9]{4,9}(?:/|%2F)[^\s?#]+)"
_DOI_BEFORE_NUMBER = r"(10\.[0-9]{4,9}/[^\s?#]+?)/[0-9]+(?:/[^/?#]*)?"
_OPENREVIEW = r"([A-Za-z0-9_-]{8,14})"
_SHA = r"([0-9a-f]{40})"

SCHEMES = {
    "arxiv_id": Scheme(
        name="arXiv",
        prefix="arxiv",
        example="2106.09685",
        prefix_pattern=r"arxiv:\s*",
        id=_ARXIV,
        urls=rf"(?:(?:[a-z0-9-]+\.)*arxiv\.org|ar5iv\.org|alphaxiv\.org|huggingface\.co|hf\.co)"
        rf"/(?:abs|pdf|html|format|overview|papers|resources)/{_ARXIV}(?:\.pdf)?/?(?:[?#].*)?",
        normalize=_arxiv,
        page="https://arxiv.org/abs/{}",
        pdf="https://arxiv.org/pdf/{}",
        semantic_scholar="ARXIV:",
    ),
    "acl_id": Scheme(
        name="ACL",
        prefix="acl",
        example="2020.emnlp-demos.7",
        prefix_pattern=r"acl:\s*",
        id=_ACL,
        urls=rf"(?:[a-z]+\.)?(?:aclanthology\.org|aclanthology\.info|aclweb\.org/anthology)/(?:[^?#]*/)?{_ACL}"
        rf"(?:v[0-9]+)?(?:\.pdf|\.bib)?/?(?:[?#].*)?",
        normalize=_acl,
        page="https://aclanthology.org/{}/",
        pdf="https://aclanthology.org/{}.pdf",
        semantic_scholar="ACL:",
    ),
    "doi": Scheme(
        name="DOI",
        prefix="doi",
        example="10.1109/CVPR52688.2022.00516",
        prefix_pattern=r"doi:\s*",
        id=_DOI,
        # MIT Press and Oxford put a number and a title behind the DOI
        urls=rf"(?:[a-z0-9.-]+/(?:[^?#]*/)?article[a-z-]*/doi/{_DOI_BEFORE_NUMBER}"
        rf"|(?:(?:dx\.)?doi\.org/|[a-z0-9.-]+/(?:[^?#]*/)?doi/(?:[a-z]+/)?){_DOI_IN_URL})(?:[?#].*)?",
        normalize=_doi,
        page="https://doi.org/{}",
        pdf=None,
        semantic_scholar="DOI:",
    ),
    "openreview_id": Scheme(
        name="OpenReview",
        prefix="openreview",
        example="nZeVKeeFYf9",
        prefix_pattern=r"openreview:\s*",
        id=_OPENREVIEW,
        urls=rf"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#]*&)?id={_OPENREVIEW}(?:[&#].*)?",
        normalize=str,
        page="https://openreview.net/forum?id={}",
        pdf="https://openreview.net/pdf?id={}",
        semantic_scholar=None,
    ),
    "pmcid": Scheme(
        name="PMC",
        prefix="pmcid",
        example="PMC2323736",
        prefix_pattern=r"(?:pmcid:\s*)?pmc|pmcid:\s*",
        id=r"([0-9]{1,9})",
        urls=r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/pmc([0-9]{1,9})(?:[/?#].*)?",
        normalize=lambda text: (number := _number(text)) and f"PMC{number}",
        page="https://pmc.ncbi.nlm.nih.gov/articles/{}/",
        pdf=None,
        semantic_scholar="PMCID:",
    ),
    "pmid": Scheme(
        name="PubMed",
        prefix="pmid",
        example="19872477",
        prefix_pattern=r"(?:pmid|pubmed):?\s*",
        id=r"([0-9]{1,9})",
        urls=r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([0-9]{1,9})/?(?:[?#].*)?",
        normalize=_number,
        page="https://pubmed.ncbi.nlm.nih.gov/{}/",
        pdf=None,
        semantic_scholar="PMID:",
    ),
    "semantic_scholar_id": Scheme(
        name="Semantic Scholar",
        prefix="s2",
        example="29ddc1f43f28af7c846515e32cc167bc66886d0c",
        prefix_pattern=r"s2:\s*",
        id=_SHA,
        urls=rf"(?:[a-z]+\.)?semanticscholar\.org/(?:[^?#]*/)?{_SHA}(?:[/?#].*)?",
        normalize=str.lower,
        page="https://www.semanticscholar.org/paper/{}",
        pdf=None,
        semantic_scholar="",
    ),
    "corpus_id": Scheme(
        name="CorpusId",
        prefix="corpus",
        example="59599816",
        prefix_pattern=r"corpus_?id:\s*",
        id=r"([0-9]{1,12})",
        urls=r"api\.semanticscholar\.org/(?:[^?#]*/)?corpusid(?::|%3a)([0-9]{1,12})/?(?:[?#].*)?",
        normalize=_number,
        page="https://api.semanticscholar.org/CorpusID:{}",
        pdf=None,
        semantic_scholar="CorpusId:",
    ),
}
"""Every scheme by its key in a data file, in the order in which an entry's key is chosen: preprints come first,
so that a paper keeps its key when it is published."""

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_TELLING = ("arxiv_id", "acl_id", "doi", "semantic_scholar_id")

_PREFIXES = {
    scheme.semantic_scholar.rstrip(":"): key for key, scheme in SCHEMES.items() if scheme.semantic_scholar is not None
}
