"""The list as a data set in JSON, each value with where it comes from, and the JSON Schema of such a file."""

import json
from typing import Any, get_args

from awesome_adapters.formats.citations.citation import Item, Kind, identifiers
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.names import people
from awesome_adapters.schema import LINK_SCHEMA, NO_PAPER, Settings
from awesome_adapters.text import collapse_whitespace

_VERSION = 1
_SOURCES = {
    "list": "The list's curators.",
    "semantic_scholar": "https://www.semanticscholar.org/?utm_source=api",
    "computed": "Made from the list's ids by rules.",
}
_LINKS = {"pdf": "PDF", "code": "Code", "website": "Website", "semantic_scholar": "Semantic Scholar"}


def values(item: Item) -> dict[str, Any]:
    """Return what is known of an entry by the keys of `_KEYS`; what is not is None, or empty."""
    record, metadata, entry = item.record, item.record.metadata, item.record.listed.entry
    ids = identifiers(record)
    return {
        "key": record.key,
        "sections": item.sections,
        "kind": item.citation.kind,
        "title": record.title,
        "paper_title": (entry.paper or NO_PAPER).title,
        "authors": people(record.authors),
        "venue": record.venue,
        "year": record.year,
        "published": metadata.published,
        "summary": record.summary,
        "tldr": record.tldr,
        "tags": record.tags,
        "added": entry.added and entry.added.isoformat(),
        "citations": metadata.citations,
        "retrieved": metadata.retrieved,
        "url": record.url or None,
        **{key: record.link(label) for key, label in _LINKS.items()},
        **{scheme: ids.get(scheme) for scheme in SCHEMES},
    }


def entry(item: Item) -> str:
    """Write an entry, with the source of each value that is known."""
    record, listed = item.record, item.record.listed
    entry, paper = listed.entry, listed.entry.paper or NO_PAPER
    curated = paper.model_fields_set | {"sections", "title", "paper_title", "summary", "tags", "added"}
    curated |= {"code", "website"} | ({"key"} if entry.key else set())
    curated |= {identifier.scheme for identifier in listed.identifiers}
    computed = {"key", "kind", "url", "pdf"}
    if not (record.metadata.url and record.link("Semantic Scholar") == record.metadata.url):
        computed.add("semantic_scholar")
    if record.url and record.url in (entry.code, entry.website, paper.pdf):
        curated.add("url")
    cleaned = {key: _clean(value) for key, value in values(item).items()}
    sources = {
        key: "list" if key in curated else "computed" if key in computed else "semantic_scholar"
        for key, value in cleaned.items()
        if value is not None and value != []
    }
    return json.dumps({**cleaned, "from": sources}, ensure_ascii=False)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return collapse_whitespace(value)
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def envelope(settings: Settings) -> tuple[str, str, str]:
    """Return what stands before, between and after the entries of a file."""
    keys = ("title", "description", "repository", "site")
    head = {"version": _VERSION, **{key: getattr(settings, key) for key in keys}, "sources": _SOURCES}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "entries": [\n', ",\n", "\n]}\n"


_Keys = dict[str, tuple[dict[str, Any], str]]
"""By each key the JSON Schema of its values, and a description."""

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_PATHS = {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1, "items": _TEXT}}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_NUMBER_OR_NULL = {"type": ["integer", "null"]}
_DAY_OR_NULL = {**_TEXT_OR_NULL, "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_LINK_OR_NULL = {**LINK_SCHEMA, **_TEXT_OR_NULL}

_HEAD: _Keys = {
    "title": (_TEXT, "The list's title."),
    "description": (_TEXT, "One sentence on what the list is about."),
    "repository": (_LINK_OR_NULL, "The address of the list's repository."),
    "site": (_LINK_OR_NULL, "The address of the list's website."),
    "sources": (
        {"type": "object", "additionalProperties": _TEXT},
        "What the values of `from` mean; data of Semantic Scholar is to be shown with its name and this link.",
    ),
    "entries": ({"type": "array", "items": {"$ref": "#/$defs/entry"}}, "The entries in the list's order."),
}
_KEYS: _Keys = {
    "key": (_TEXT, "The entry's lasting name."),
    "sections": (_PATHS, "The sections that show the entry, each by its titles from the top; its own is the first."),
    "kind": (
        {"enum": list(get_args(Kind))},
        "What is cited: an article of a journal, a paper of proceedings, a preprint, software, or something else.",
    ),
    "title": (_TEXT, "The title that the list shows."),
    "paper_title": (_TEXT_OR_NULL, "What the paper itself is called, where the list says that it differs."),
    "authors": (_TEXTS, "All authors in order, given name first."),
    "venue": (_TEXT_OR_NULL, "Where it was published, as the list shows it before short names."),
    "year": (_NUMBER_OR_NULL, "The year of that publication."),
    "published": (_TEXT_OR_NULL, "The day of the first publication, often the preprint's, as 2021-06-17."),
    "summary": (_TEXT_OR_NULL, "One sentence of the list's curators."),
    "tldr": (_TEXT_OR_NULL, "A summary; where it comes from Semantic Scholar, a machine made it."),
    "tags": (_TEXTS, "Method names and topics."),
    "added": (_DAY_OR_NULL, "The day on which the entry came into the list."),
    "citations": (_NUMBER_OR_NULL, "How many papers cite it, on the day under `retrieved`."),
    "retrieved": (_TEXT_OR_NULL, "The day on which Semantic Scholar was asked, as 2024-05-31."),
    "url": (_LINK_OR_NULL, "Where the title leads."),
    "pdf": (_LINK_OR_NULL, "The PDF."),
    "code": (_LINK_OR_NULL, "The source code."),
    "website": (_LINK_OR_NULL, "The project's website."),
    "semantic_scholar": (_LINK_OR_NULL, "The paper's page on Semantic Scholar."),
    **{key: (_TEXT_OR_NULL, scheme.description) for key, scheme in SCHEMES.items()},
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an exported list."""
    sources = {
        "type": "object",
        "propertyNames": {"enum": list(_KEYS)},
        "additionalProperties": {"enum": list(_SOURCES)},
    }
    entry = _KEYS | {"from": (sources, "Where each value that is there comes from.")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An exported list",
        "description": "A list of papers and tools as awesome-adapters exports it to JSON.",
        **_object({"version": {"const": _VERSION}, **_described(_HEAD)}),
        "$defs": {"entry": _object(_described(entry))},
    }


def _described(keys: _Keys) -> dict[str, Any]:
    return {key: {**schema, "description": description} for key, (schema, description) in keys.items()}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Describe an object that has these keys, all of them, and no others."""
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}
