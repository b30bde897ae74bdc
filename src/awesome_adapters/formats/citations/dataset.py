"""The list as a data set in JSON, each value with where it comes from, and the JSON Schema of such a file."""

import json
from collections.abc import Collection, Mapping
from typing import Any, get_args

from awesome_adapters.formats.citations.citation import Item, Kind, identifiers
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.metadata.provenance import SOURCES, Source
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.schema.settings import Settings
from awesome_adapters.schema.values import LINK_SCHEMA
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import people

_VERSION = 1
_SOURCES = {
    "list": "The list's curators.",
    "semantic_scholar": SOURCES["semantic_scholar"].address,
    "computed": "Made from the list's ids by rules.",
    "notices": "Notices that the program found, and that no curator has confirmed; each says who tells it.",
}
_FURTHER = {key: f"{source.address} {source.thanks}".strip() for key, source in SOURCES.items() if key not in _SOURCES}
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
        "name": record.name,
        "authors": people(record.authors),
        "venue": record.venue,
        "year": record.year,
        "date": record.date and str(record.date),
        "published": metadata.published,
        "retracted": record.retraction and record.retraction._asdict(),
        "award": record.award,
        "highlight": record.highlight or None,
        "summary": record.summary,
        "note": record.note,
        "tldr": record.tldr,
        "tags": record.tags,
        "extra": record.extra,
        "added": entry.added and entry.added.isoformat(),
        "citations": metadata.citations,
        "retrieved": metadata.retrieved,
        "url": record.url or None,
        **{key: record.link(label) for key, label in _LINKS.items()},
        "links": entry.links,
        "citation_key": item.citation.key,
        **{scheme: ids.get(scheme) for scheme in SCHEMES},
    }


def entry(item: Item) -> str:
    """Write an entry, with the source of each value that is known."""
    record, listed = item.record, item.record.listed
    entry, paper = listed.entry, listed.entry.paper or NO_PAPER
    curated = paper.overrides | {"sections", "title", "paper_title", "summary", "tags", "added", "code", "website"}
    curated |= {"name", "award", "highlight", "note", "extra", "links"} | ({"key"} if entry.key else set())
    curated |= {identifier.scheme for identifier in listed.identifiers}
    computed = {"key", "kind", "url", "pdf", "date", "citation_key"}
    if not (record.metadata.url and record.link("Semantic Scholar") == record.metadata.url):
        computed.add("semantic_scholar")
    if record.url and record.url in (entry.code, entry.website, paper.pdf):
        curated.add("url")
    cleaned = {key: _clean(value) if value else value for key, value in values(item).items()}
    sources = dict.fromkeys(curated, "list") | dict.fromkeys(computed - curated, "computed")
    if record.retraction:
        sources["retracted"] = "notices" if record.retraction.source else "list"
    sources = {
        key: sources.get(key) or record.sources.get(key, "semantic_scholar")
        for key, value in cleaned.items()
        if value not in (None, [], {})
    }
    return json.dumps({**cleaned, "from": sources}, ensure_ascii=False)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return collapse_whitespace(value)
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def envelope(settings: Settings, sources: Collection[Source]) -> tuple[str, str, str]:
    """Return what stands before, between and after the entries of a file, whose values have these further sources."""
    keys = ("title", "description", "repository", "site")
    head = {"version": _VERSION, **{key: getattr(settings, key) for key in keys}}
    head["sources"] = _SOURCES | {key: text for key, text in _FURTHER.items() if SOURCES[key] in sources}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "entries": [\n', ",\n", "\n]}\n"


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_PATHS = {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1, "items": _TEXT}}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_NUMBER_OR_NULL = {"type": ["integer", "null"]}
_DAY_OR_NULL = {**_TEXT_OR_NULL, "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DATE_OR_NULL = {**_TEXT_OR_NULL, "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}
_LINK_OR_NULL = {**LINK_SCHEMA, **_TEXT_OR_NULL}


def _key(description: str, schema: dict[str, Any] = _TEXT_OR_NULL) -> dict[str, Any]:
    return {**schema, "description": description}


def _object_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


_HEAD = {
    "version": {"const": _VERSION},
    "title": _key("The list's title.", _TEXT),
    "description": _key("One sentence on what the list is about.", _TEXT),
    "repository": _key("The address of the list's repository.", _LINK_OR_NULL),
    "site": _key("The address of the list's website.", _LINK_OR_NULL),
    "sources": _key(
        "What the values of `from` mean; data of Semantic Scholar is to be shown with its name and this link.",
        _object_of(_TEXT),
    ),
    "entries": _key("The entries in the list's order.", {"type": "array", "items": {"$ref": "#/$defs/entry"}}),
}
_KEYS = {
    "key": _key("The entry's lasting name.", _TEXT),
    "sections": _key(
        "The sections that show the entry, each by its titles from the top; its own is the first.", _PATHS
    ),
    "kind": _key(
        "What is cited: an article of a journal, a paper of proceedings, a preprint, software, or something else.",
        {"enum": list(get_args(Kind))},
    ),
    "title": _key("The title that the list shows.", _TEXT),
    "paper_title": _key("What the paper itself is called, where the list says that it differs."),
    "name": _key("What the work calls its thing."),
    "authors": _key("All authors in order, given name first.", _TEXTS),
    "venue": _key("Where it was published, as the list shows it before short names."),
    "year": _key("The year of that publication.", _NUMBER_OR_NULL),
    "date": _key(
        "The day or the month of that publication, as 2024-05-31 or 2024-05; where the list does not say it, the month "
        "that the arXiv id tells.",
        _DATE_OR_NULL,
    ),
    "published": _key("The day of the first publication, often the preprint's, as 2021-06-17."),
    "retracted": _key(
        "The notice that takes the paper back: its address, type and day where they are known, and who says so; "
        "that is empty where the list's curators do.",
        {"anyOf": [_object_of(_TEXT), {"type": "null"}]},
    ),
    "award": _key("What it was awarded."),
    "highlight": _key("True for what the list recommends above all.", {"enum": [True, None]}),
    "summary": _key("One sentence of the list's curators."),
    "note": _key("More words of the list's curators."),
    "tldr": _key("A summary; where it comes from Semantic Scholar, a machine made it."),
    "tags": _key("Method names and topics.", _TEXTS),
    "extra": _key("Further texts of the list by their labels.", _object_of(_TEXT)),
    "added": _key("The day on which the entry came into the list.", _DAY_OR_NULL),
    "citations": _key("How many papers cite it, on the day under `retrieved`.", _NUMBER_OR_NULL),
    "retrieved": _key("The day on which Semantic Scholar was asked, as 2024-05-31."),
    "url": _key("Where the title leads.", _LINK_OR_NULL),
    "pdf": _key("The PDF.", _LINK_OR_NULL),
    "code": _key("The source code.", _LINK_OR_NULL),
    "website": _key("The project's website.", _LINK_OR_NULL),
    "semantic_scholar": _key("The paper's page on Semantic Scholar.", _LINK_OR_NULL),
    "links": _key("Further links by their labels, in the list's order.", _object_of(LINK_SCHEMA)),
    "citation_key": _key("The key of its citation in BibTeX, CSL-JSON and RIS.", _TEXT),
    **{key: _key(scheme.description) for key, scheme in SCHEMES.items()},
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an exported list."""
    sources = {"propertyNames": {"enum": list(_KEYS)}, "additionalProperties": {"enum": [*_SOURCES, *_FURTHER]}}
    entry = _KEYS | {"from": _key("Where each value that is there comes from.", {"type": "object", **sources})}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An exported list",
        "description": "A list of papers and tools as awesome-adapters exports it to JSON.",
        **_object(_HEAD),
        "$defs": {"entry": _object(entry)},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Describe an object that has these keys, all of them, and no others."""
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}
