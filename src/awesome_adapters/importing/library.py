"""A library in BibTeX as entries; what is read is `conversion`'s."""

import re
from typing import NamedTuple

from awesome_adapters.bibtex import conversion
from awesome_adapters.catalogue import path_text
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.report import Report
from awesome_adapters.importing.sections import Sections
from awesome_adapters.text import latex

SECTION = "Papers"
"""Where entries stand that have no section."""


class Grouping(NamedTuple):
    """Into which sections the entries of a library go, which has none."""

    section: str = SECTION
    """That of all entries, or of those without a keyword or a group."""
    by: str | None = None
    """One of `GROUPINGS`: each is a section; `>` in it parts a section from one below it."""


DEFAULT = Grouping()
GROUPINGS = ("keyword", "group")


def read(name: str, text: str, grouping: Grouping, sections: Sections, report: Report) -> tuple[list[Entry], int]:
    """Return the entries of a library, and how many there are with those that cannot be read: they are told."""
    entries = []
    readings = list(conversion.library(text))
    for reading in readings:
        for message in reading.messages:
            kind = "left out" if message.startswith("not kept") and reading.keys else "not read"
            report.tell(name, reading.line, kind, f"{reading.key}: {message}" if reading.key else message)
        if reading.keys is None:
            continue
        entry = _entry(reading, reading.keys)
        entry.source, entry.has_own_section = name, grouping.by is not None
        if not entry.is_told_of:
            report.tell(name, reading.line, "not read", f"{reading.key}: '{entry.title}' is a title alone")
            continue
        by_kind = dict(zip(GROUPINGS, (reading.keywords, reading.groups), strict=True))
        groups = _texts(by_kind.get(grouping.by or "", "")) or [grouping.section]
        paths = [tuple(re.split(r"\s*>\s*", group)) for group in groups]
        first, *further = dict.fromkeys(sections.path(path, name, reading.line) for path in paths)
        entry.path, entry.also_in = first, [path_text(path) for path in further]
        if grouping.by != "keyword":
            entry.add_tags(_texts(reading.keywords))
        entries.append(entry)
    return entries, len(readings)


def _entry(reading: conversion.Reading, keys: conversion.Keys) -> Entry:
    paper = dict(keys["paper"])
    ids = {scheme: Identifier(scheme, paper.pop(scheme)) for scheme in SCHEMES if scheme in paper}
    texts = {key: keys.get(key, "") for key in ("name", "code", "website", "award")}
    entry = Entry(reading.line, reading.line, title=keys["title"], ids=ids, **texts)
    entry.paper = paper | {"citation_key": reading.key}
    entry.notes = [keys["note"]] if keys.get("note") else []
    for label, url in keys.get("links", {}).items():
        entry.add_link(label, url)
    return entry


def _texts(field: str) -> list[str]:
    return [text for part in re.split(r"\s*[,;]\s*", field) if (text := latex.plain(part))]
