"""The table of schemes: all that any module knows of one kind of identifier is in its row.

A new scheme is a new row; `tests/test_new_scheme.py` adds one and takes it through every command.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from awesome_adapters.text import until_unbalanced


class Scheme(NamedTuple):
    """One kind of identifier: how people write it, the official spellings, and what such an id says of a paper."""

    name: str
    prefix: str
    """What slugs begin with."""
    example: str
    description: str
    """What such an id is, for the schema of exports."""
    help: str
    """What editors show at the key, for the schema of data files."""
    prefix_pattern: str
    """Regular expression of what people put before the id, beside the name; what it takes with it stands in a text."""
    id_pattern: str
    """Regular expression of the id, with a version where there are some; group 1 is the id."""
    url_pattern: str
    """Regular expression of addresses without `https://` and `www.`, up to the id, which is the last group."""
    normalize: Callable[[str], str | None]
    """Make the canonical value of what was matched, or None where the scheme has no such id."""
    page: str
    rank: int
    """The id with the lowest leads to the paper's page and PDF: publications that are open to all come first."""
    schema_rank: int
    """The order of the keys in the schema of data files and in messages."""
    pdf: str | None = None
    is_self_describing: bool = False
    """Whether the id alone tells its scheme; a bare number or word does not."""
    text_pattern: str | None = None
    """Regular expression of the ids that tell their scheme amid other words, too."""
    is_unique: bool = False
    """Whether a paper has one such id; of others it may have several, as preprint and publication or after a merge."""
    is_preprint: bool = False
    """Whether the id leads to a preprint."""
    preprint_pattern: str | None = None
    """Regular expression of those ids of preprints whose publications have another id of the same scheme."""
    is_published: bool = False
    """Whether the id leads to the publication, if a curator gives it; PubMed has a few preprints, too."""
    proves_publication: bool = False
    """Whether only a published paper has such an id; arXiv's own DOIs are read as arXiv ids."""
    semantic_scholar: str | None = None
    """What Semantic Scholar's API wants before the id; None if it knows no such ids."""
    s2_name: str | None = None
    """The name of such ids among the `externalIds` of the API's answers."""
    ask_rank: int = 0
    """The id with the lowest is the one that Semantic Scholar is asked for."""
    is_semantic_scholars: bool = False
    """Whether Semantic Scholar itself gives such ids, so that they lead to its pages alone."""


def _arxiv(text: str) -> str | None:
    """Ids have an archive up to March 2007, then four digits after the dot, five since 2015 (arXiv's help pages)."""
    if "." not in text and "/" not in text:  # dblp and ADS leave the dot out
        text = f"{text[:4]}.{text[4:].lstrip('-')}"
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
    for page, start in () if text.startswith("10.") else _DOI_PAGES:
        text = re.sub(f"^(?:{page})", start, text, flags=re.IGNORECASE)
    doi = until_unbalanced(unquote(text).lower())
    if tail := _DOI_TAIL.search(doi, doi.find("/") + 1):
        doi = doi[: tail.start()]
    doi = re.sub(_PREPRINT, r"\1", doi).rstrip(".,;:!?'*`|/({[<")
    return doi if re.fullmatch(r"10\.[0-9]{4,9}/[!#$&-\[\]-~]+", doi) else None


def _number(text: str) -> str | None:
    return text.lstrip("0") or None


_ACL_NEW = r"[0-9]{4}\.[a-z0-9_]+-[a-z0-9_]+\.[0-9]+"
_ACL = rf"({_ACL_NEW}|[a-z][0-9]{{2}}-[0-9]{{4}})"
_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con"
)
_ARXIV = r"([a-z-]+(?:\.[a-z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?"
_DOI_END = r"[^\w/.-]{1,3}(?:https?:|doi\b|10\.[0-9]{4,9}/)|[?#]\w|&\w+=|<(?![0-9])|__;"
"""What is no part of a DOI: a query, a tag, a further DOI."""
_DOI_RUN = rf"(?:[A-Za-z0-9./-]++|(?!{_DOI_END})[!#-\[\]-~])++"
_DOI = rf"(10\.[0-9]{{4,9}}/{_DOI_RUN})(?!(?<=\w)\\)"
_DOI_BEFORE_NUMBER = r"(10\.[0-9]{4,9}/[^\s?#]+?)/[0-9]+(?:/[^\s/?#]*)?(?=[\s?#]|$)"
_DOI_PAGES = (
    (r"nature\.com/articles/(?=[a-z])", "10.1038/"),
    (r"elifesciences\.org/(?:articles|reviewed-preprints)/(?=[0-9])", "10.7554/elife."),
    (r"(?:papers\.)?ssrn\.com/(?:sol3/papers\.cfm\?abstract_id=|abstract=)(?=[0-9])", "10.2139/ssrn."),
    (r"(?:bio|med)rxiv\.org/content/(?:bio|med)rxiv/early/(?:[0-9]+/){3}(?=[0-9])", "10.1101/"),
)
"""Addresses that hold the end of a DOI, and what it begins with."""
_DOI_TAIL = re.compile(
    r"/(?:abs|abstract|asset|download|epdf|epub|figures|full|full-?text|html|media-?objects|meta|metrics|pdf"
    r"|pdfdirect|references|summary|suppl(?:ementary(?:-material)?)?|tables)(?=[/.]|$)"
    r"|\.(?:bib|e?pdf|epub|full|full-text|html?|ris|svg|xml)\b"
)
"""What publishers' addresses put behind a DOI."""
_PREPRINT = r"^(10\.(?:1101|64898)/(?:[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.)?[0-9]{5,8})(?:v[0-9]+.*|\.[a-z].*)$"
"""A version of a preprint at bioRxiv or medRxiv, all of which share one DOI (bioRxiv's help pages)."""
_OPENREVIEW = r"([A-Za-z0-9_-]{8,14})"
_SHA = r"([0-9a-f]{40})"

SCHEMES = {
    "arxiv_id": Scheme(
        name="arXiv",
        prefix="arxiv",
        example="2106.09685",
        description="The arXiv id, without a version.",
        help="The paper's arXiv id, without a version, in quotes.",
        prefix_pattern=r"arxiv[:/.]\s*",
        id_pattern=_ARXIV,
        text_pattern=rf"(?<![/=#]){_ARXIV}",
        url_pattern=rf"(?:(?:(?:[a-z0-9-]+\.)*arxiv\.org|ar5iv\.org|alphaxiv\.org|huggingface\.co|hf\.co"
        r"|arxiv-vanity\.com|emergentmind\.com)"
        rf"/(?:abs|pdf|html|format|overview|papers|resources|e-print|src|ps|ftp/arxiv/papers/[0-9]{{4}})/{_ARXIV}"
        r"|dblp\.org/rec/[a-z/]*corr/abs-([0-9]{4}-[0-9]{4,5})"
        r"|ui\.adsabs\.harvard\.edu/abs/[0-9]{4}arxiv([0-9]{8,9})[a-z])",
        normalize=_arxiv,
        page="https://arxiv.org/abs/{}",
        pdf="https://arxiv.org/pdf/{}",
        rank=2,
        schema_rank=2,
        is_self_describing=True,
        is_unique=True,
        is_preprint=True,
        semantic_scholar="ARXIV:",
        s2_name="ArXiv",
        ask_rank=3,
    ),
    "acl_id": Scheme(
        name="ACL",
        prefix="acl",
        example="2020.emnlp-demos.7",
        description="The id in the ACL Anthology.",
        help="The paper's id in the ACL Anthology.",
        prefix_pattern=r"acl:\s*",
        id_pattern=_ACL,
        text_pattern=rf"(?<![/=#])({_ACL_NEW})",
        url_pattern=r"(?:[a-z]+\.)?(?:aclanthology\.org|aclanthology\.info|aclweb\.org/anthology)"
        rf"/(?:[^\s?#]{{0,200}}/)?{_ACL}(?:v[0-9]+)?",
        normalize=_acl,
        page="https://aclanthology.org/{}/",
        pdf="https://aclanthology.org/{}.pdf",
        rank=1,
        schema_rank=1,
        is_self_describing=True,
        is_unique=True,
        is_published=True,
        proves_publication=True,
        semantic_scholar="ACL:",
        s2_name="ACL",
        ask_rank=4,
    ),
    "doi": Scheme(
        name="DOI",
        prefix="doi",
        example="10.1109/CVPR52688.2022.00516",
        description="The DOI.",
        help="The paper's DOI, without https://doi.org/.",
        prefix_pattern=r"doi[:.]?\s*",
        id_pattern=_DOI,
        text_pattern=_DOI,
        # MIT Press and Oxford put a number and a title behind the DOI
        url_pattern=rf"article[a-z-]*/doi/{_DOI_BEFORE_NUMBER}"
        rf"|((?:{'|'.join(page for page, _ in _DOI_PAGES)}){_DOI_RUN})",
        normalize=_doi,
        page="https://doi.org/{}",
        preprint_pattern=r"10\.(?:1101|64898)/[0-9]|10\.(?:2139|20944|21203|26434|31219|31234|36227)/",
        rank=4,
        schema_rank=3,
        is_self_describing=True,
        is_published=True,
        proves_publication=True,
        semantic_scholar="DOI:",
        s2_name="DOI",
        ask_rank=5,
    ),
    "openreview_id": Scheme(
        name="OpenReview",
        prefix="openreview",
        example="nZeVKeeFYf9",
        description="The id of the forum on OpenReview.",
        help="The id of the paper's forum on OpenReview.",
        prefix_pattern=r"openreview:\s*",
        id_pattern=_OPENREVIEW,
        url_pattern=rf"openreview\.net/(?:forum|pdf|attachment)\?(?:[^\s#]{{0,200}}&)?id={_OPENREVIEW}(?![\w-])",
        normalize=str,
        page="https://openreview.net/forum?id={}",
        pdf="https://openreview.net/pdf?id={}",
        rank=3,
        schema_rank=4,
    ),
    "pmcid": Scheme(
        name="PMC",
        prefix="pmcid",
        example="PMC2323736",
        description="The id in PubMed Central.",
        help="The paper's id in PubMed Central.",
        prefix_pattern=r"(?:pmc(?:id)?[:\s]\s*)?pmc|pmcid:\s*",
        id_pattern=r"([0-9]{1,9})",
        url_pattern=r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/pmc([0-9]{1,9})",
        normalize=lambda text: (number := _number(text)) and f"PMC{number}",
        page="https://pmc.ncbi.nlm.nih.gov/articles/{}/",
        rank=5,
        schema_rank=8,
        is_published=True,
        semantic_scholar="PMCID:",
        s2_name="PubMedCentral",
        ask_rank=7,
    ),
    "pmid": Scheme(
        name="PubMed",
        prefix="pmid",
        example="19872477",
        description="The number in PubMed.",
        help="The paper's number in PubMed.",
        prefix_pattern=r"pmid:?\s*|pubmed(?: id)?:\s*",  # "PubMed 2020" is no id
        id_pattern=r"([0-9]{1,9})",
        url_pattern=r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/[a-z]+/med)/([0-9]{1,9})",
        normalize=_number,
        page="https://pubmed.ncbi.nlm.nih.gov/{}/",
        rank=6,
        schema_rank=7,
        is_published=True,
        semantic_scholar="PMID:",
        s2_name="PubMed",
        ask_rank=6,
    ),
    "semantic_scholar_id": Scheme(
        name="Semantic Scholar",
        prefix="s2",
        example="29ddc1f43f28af7c846515e32cc167bc66886d0c",
        description="Semantic Scholar's 40-digit id.",
        help="Semantic Scholar's 40-digit id; only needed where the other ids lead it to a wrong paper.",
        prefix_pattern=r"s2:\s*",
        id_pattern=_SHA,
        url_pattern=rf"(?:[a-z]+\.)?semanticscholar\.org/(?:[^\s?#]{{0,400}}/)?{_SHA}",
        normalize=str.lower,
        page="https://www.semanticscholar.org/paper/{}",
        rank=7,
        schema_rank=5,
        is_self_describing=True,
        is_semantic_scholars=True,
        semantic_scholar="",
        ask_rank=1,
    ),
    "corpus_id": Scheme(
        name="CorpusId",
        prefix="corpus",
        example="59599816",
        description="Semantic Scholar's corpus number.",
        help="Semantic Scholar's corpus number of the paper.",
        prefix_pattern=r"corpus_?id[:\s]\s*",
        id_pattern=r"([0-9]{1,12})",
        url_pattern=r"api\.semanticscholar\.org/(?:[^\s?#]{0,200}/)?corpusid:([0-9]{1,12})",
        normalize=_number,
        page="https://api.semanticscholar.org/CorpusID:{}",
        rank=8,
        schema_rank=6,
        is_semantic_scholars=True,
        semantic_scholar="CorpusId:",
        s2_name="CorpusId",
        ask_rank=2,
    ),
}
"""Every scheme by its key in a data file, in the order in which an entry's key is chosen: preprints come first,
so that a paper keeps its key when it is published."""
