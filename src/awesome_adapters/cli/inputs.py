"""What `add` is given: ids, addresses, titles, BibTeX and candidates."""

import sys
from pathlib import Path

import click

from awesome_adapters.bibtex.conversion import Reading, library
from awesome_adapters.catalogue import ListedCandidate
from awesome_adapters.enrichment.lookup import Candidate, Lookup, from_keys, resolve_input
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files


def inputs(what: str) -> list[tuple[str, str | Reading]]:
    """Return what an argument names, each with its name: itself, or the entries of BibTeX."""
    is_file = what.lower().endswith(".bib") and Path(what).is_file()
    if what != "-" and not is_file:
        return [(what, what)]
    text = (files.read(Path(what)) or b"").decode("utf-8-sig", errors="replace") if is_file else _standard_input()
    readings = list(library(text)) if text.count("@") > 1 else []
    return [(one.key or f"line {one.line}", one) for one in readings] if len(readings) > 1 else [(what, text)]


def resolved(what: str | Reading, lookup: Lookup) -> Candidate:
    """Return what is known of what was given."""
    return resolve_input(what, lookup) if isinstance(what, str) else _of_library(what, lookup)


def _of_library(reading: Reading, lookup: Lookup) -> Candidate:
    if reading.keys is None:
        raise CatalogueError(reading.messages[-1].removesuffix("; left out"))
    for message in reading.messages:
        lookup.notify(f"{reading.key}: {message}")
    return from_keys(reading.keys, lookup)


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise CatalogueError(f"cannot read standard input: {error.strerror}") from error


def taken(item: ListedCandidate) -> Candidate:
    """Return what is known of a candidate, and say what is to be known before it is listed."""
    for remark in filter(None, (item.entry.remark, item.entry.dismissed and f"dismissed: {item.entry.dismissed}")):
        click.echo(f"remark on this candidate: {remark}", err=True)
    fields = item.fields
    if item.entry.found_by and item.entry.identifiers:  # the record says the rest, as it is by then
        ids = {key: value for key, value in fields["paper"].items() if key in SCHEMES}
        public = {key: value for key, value in ids.items() if not SCHEMES[key].is_semantic_scholars}
        fields["paper"] = public or ids
    return Candidate(fields)
