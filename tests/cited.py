"""Records to cite and export, made of the words of an entry and of what Semantic Scholar knows."""

from typing import Any

from awesome_adapters.catalogue import Catalogue, Listing, Paper, Record, Section
from awesome_adapters.enrich import resolve
from awesome_adapters.problems import Origin
from awesome_adapters.schema import Entry, Settings

ORIGIN = Origin("data/nlp.yaml", {}, [0])


def a_record(known: Paper | None = None, titles: tuple[str, ...] = ("NLP",), **entry: Any) -> Record:
    """The record of an entry, whose keys are given as a data file has them."""
    written = Entry.model_validate({"title": "LoRA"} | entry)
    return resolve(Listing.of(written, titles, ORIGIN), known)


def a_catalogue(*records: Record, **settings: Any) -> Catalogue:
    """A list of records, in the sections that they name."""
    sections: dict[tuple[str, ...], Section] = {}
    for record in records:
        titles = record.listing.titles
        sections.setdefault(titles, Section(titles, [], [], ORIGIN)).listings.append(record.listing)
    return Catalogue(Settings.model_validate(settings), list(sections.values()))
