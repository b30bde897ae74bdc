"""CSL-JSON, which Zotero, pandoc and other programs with styles of the Citation Style Language read."""

from typing import Any

from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.text.names import Name

_TYPES = {
    "article": "article-journal",
    "proceedings": "paper-conference",
    "preprint": "article",
    "software": "software",
    "other": "document",
}
"""The types of CSL 1.0.2 (its specification, appendix III); `article` is the one of preprints."""


def item(citation: Citation) -> dict[str, Any]:
    """Return the item of a citation, its keys as the schema of CSL 1.0.2 has them."""
    date = [part for part in (citation.year, citation.month, citation.day) if part]
    fields = {
        "id": citation.key,
        "type": _TYPES[citation.kind],
        "title": citation.title,
        "title-short": citation.short_title,
        "author": [_name(name) for name in citation.authors],
        "container-title": citation.container,
        "publisher": citation.server,
        "issued": {"date-parts": [date]} if citation.year else None,
        "volume": citation.volume,
        "page": "-".join(citation.pages),
        "number": f"arXiv:{citation.arxiv}" if citation.server and citation.arxiv else None,
        "archive": "arXiv" if citation.arxiv else None,
        "archive_location": citation.arxiv,
        "DOI": citation.any_doi,
        "PMID": citation.pmid,
        "PMCID": citation.pmcid,
        "URL": citation.url,
        "status": "retracted" if citation.retraction else None,
        "note": ". ".join(filter(None, (citation.retraction, citation.award, citation.note))),
    }
    return {key: value for key, value in fields.items() if value}


def _name(name: Name) -> dict[str, str]:
    if name.is_whole:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}
