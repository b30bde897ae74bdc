"""A library in BibTeX as entries; what is read is `bibtex_import`'s."""

import re
from collections.abc import Iterator

from awesome_adapters import bibtex_import, latex
from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.report import Report

SECTION = "Papers"
"""Where the entries of a library stand, which has no sections."""


def read(name: str, text: str, section: str, report: Report) -> Iterator[Entry]:
    """Give the entries of a library; one that cannot be read is told with its line."""
    for reading in bibtex_import.library(text):
        for message in reading.messages:
            kind = "left out" if message.startswith("not kept") and reading.keys else "not read"
            report.tell(name, reading.line, kind, f"{reading.key}: {message}" if reading.key else message)
        if reading.keys is None:
            continue
        keys = reading.keys
        paper = dict(keys["paper"])
        entry = Entry(reading.line, reading.line, (section,), name, keys["title"], keys.get("name", ""))
        entry.ids = {scheme: Identifier(scheme, paper.pop(scheme)) for scheme in SCHEMES if scheme in paper}
        entry.paper = paper | {"citation_key": reading.key}
        entry.code, entry.website = keys.get("code", ""), keys.get("website", "")
        entry.award, entry.notes = keys.get("award", ""), [keys["note"]] if keys.get("note") else []
        for label, url in keys.get("links", {}).items():
            entry.add_link(label, url)
        entry.add_tags(latex.plain(tag) for tag in re.split(r"\s*[,;]\s*", reading.keywords))
        if entry.is_told_of:
            yield entry
        else:
            report.tell(name, reading.line, "not read", f"{reading.key}: '{entry.title}' is a title alone")
