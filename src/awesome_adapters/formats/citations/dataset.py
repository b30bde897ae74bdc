"""The list as a data set in JSON: all that it says, each value with where it comes from."""

import json
from typing import Any

from awesome_adapters.formats.citations.citation import Citation, identifiers
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.records import Record
from awesome_adapters.schema import NO_PAPER, Settings
from awesome_adapters.text import collapse_whitespace

_VERSION = 1
_LINKS = {"pdf": "PDF", "code": "Code", "website": "Website", "semantic_scholar": "Semantic Scholar"}


def entry(record: Record, citation: Citation, sections: list[tuple[str, ...]]) -> dict[str, Any]:
    """Return an entry; what is not known is null, or an empty list."""
    metadata, item, paper = record.metadata, record.listed.entry, record.listed.entry.paper or NO_PAPER
    ids = identifiers(record)
    values = {
        "key": record.key,
        "sections": sections,
        "kind": citation.kind,
        "title": record.title,
        "paper_title": paper.title,
        "authors": record.authors,
        "venue": record.venue,
        "year": record.year,
        "published": metadata.published,
        "summary": record.summary,
        "tldr": record.tldr,
        "tags": record.tags,
        "added": item.added and item.added.isoformat(),
        "citations": metadata.citations,
        "retrieved": metadata.retrieved,
        "url": record.url or None,
        **{key: record.link(label) for key, label in _LINKS.items()},
        **{scheme: ids.get(scheme) for scheme in SCHEMES},
    }
    curated = paper.model_fields_set | {"sections", "title", "paper_title", "summary", "tags", "added"}
    curated |= {"code", "website"} | ({"key"} if item.key else set())
    curated |= {identifier.scheme for identifier in record.listed.identifiers}
    computed = {"key", "kind", "url", "pdf"}
    if not (metadata.url and record.link("Semantic Scholar") == metadata.url):
        computed.add("semantic_scholar")
    if record.url and record.url in (item.code, item.website, paper.pdf):
        curated.add("url")
    origins = {
        key: "list" if key in curated else "computed" if key in computed else "semantic_scholar"
        for key, value in values.items()
        if value is not None and value != () and value != []
    }
    return {**{key: _clean(value) for key, value in values.items()}, "from": origins}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return collapse_whitespace(value)
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def frame(settings: Settings) -> tuple[str, str, str]:
    """Return what stands before, between and behind the entries of a file."""
    head = {
        "version": _VERSION,
        "title": settings.title,
        "description": settings.description,
        "repository": settings.repository,
        "site": settings.site,
        "sources": {
            "list": "The list's curators.",
            "semantic_scholar": "https://www.semanticscholar.org/?utm_source=api",
            "computed": "Made from the list's ids by rules.",
        },
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "entries": [\n', ",\n", "\n]}\n"
