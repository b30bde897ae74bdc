"""What people call keys of data files and settings: in other programs' words, and with slips of the hand."""

import re
from typing import NamedTuple

from pydantic import BaseModel

from awesome_adapters.schema import CandidateEntry, Entry, Paper, Section
from awesome_adapters.schema.settings import Readme, Settings
from awesome_adapters.text import edit_distance

_SYNONYMS: dict[type[BaseModel], dict[str, str]] = {
    Entry: {
        "title": "heading headline",
        "name": "short_name short_title acronym nickname",
        "note": "notes comment comments remark remarks",
        "award": "awards prize",
        "retracted": "retraction withdrawn",
        "highlight": "featured starred",
        "links": "urls resources",
        "summary": "abstract description desc about tagline one_liner sentence",
        "paper": "article publication preprint",
        "code": "github gitlab git repo repository source source_code implementation codebase",
        "website": "homepage home site project project_page project_url webpage web demo url link",
        "tags": "keywords keyword topics topic labels label categories",
        "added": "date date_added added_on",
        "key": "id slug anchor",
    },
    Paper: {
        "arxiv_id": "arxiv eprint",
        "acl_id": "acl aclanthology anthology_id",
        "pmid": "pubmed pubmed_id",
        "pmcid": "pmc pmc_id",
        "openreview_id": "openreview",
        "semantic_scholar_id": "semantic_scholar semanticscholar s2 s2_id",
        "url": "url link paper_url paper_link landing_page",
        "pdf": "pdf_url pdf_link",
        "authors": "author",
        "venue": "journal journaltitle booktitle conference proceedings published_in",
        "date": "published publication_date month",
        "year": "published publication_year",
        "citation_key": "bibtex_key citekey cite_key bibkey",
        "tldr": "abstract description desc tl_dr",
    },
    Section: {"title": "name heading", "items": "entries papers tools list", "sections": "subsections children"},
    Settings: {
        "title": "name",
        "description": "about summary",
        "repository": "repo github",
        "site": "website homepage",
    },
    Readme: {
        "style": "layout look format",
        "group": "groups group_by",
        "contents": "toc depth levels",
        "numbered": "numbers",
        "recent": "news latest",
        "tldr": "tldrs",
    },
}
_SYNONYMS[CandidateEntry] = _SYNONYMS[Entry]
"""What people call a key that has another name here; a word under two keys can mean either."""

_RELATED: dict[type[BaseModel], tuple[type[BaseModel], ...]] = {
    Entry: (Entry, Paper),
    CandidateEntry: (CandidateEntry, Paper),
    Paper: (Paper, Entry),
}
"""Models whose keys people put into each other."""


class Key(NamedTuple):
    """A key of a model."""

    model: type[BaseModel]
    key: str


def meanings(name: str, model: type[BaseModel]) -> tuple[list[Key], bool]:
    """Return the keys that a name can stand for, and whether it surely means the only one.

    An entry and its paper are looked at together: many put a key of the one into the other.
    """
    word = re.sub(r"[^\w]+", "_", name.casefold())
    names = [
        Key(owner, key)
        for owner in _RELATED.get(model, (model,))
        for key in dict.fromkeys((*owner.model_fields, *_SYNONYMS.get(owner, {})))
        if word == key or word in _SYNONYMS.get(owner, {}).get(key, "").split()
    ]
    keys = [key for key in names if key.key in key.model.model_fields]
    if model is Paper:
        keys = [key for key in keys if key.model is Paper] or keys
    if not names:
        keys = [Key(model, key) for key in model.model_fields if _is_slip(word, key)]
    return keys, len(keys) == 1 and len(names) < 2


def _is_slip(word: str, key: str) -> bool:
    """Return whether a word is a key mistyped: one slip, or two that bring in no other letter or are in a long word."""
    distance = edit_distance(word, key)
    return distance < 2 or (distance == 2 and len(word) > 2 and (min(len(word), len(key)) > 5 or set(word) <= set(key)))
