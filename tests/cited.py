"""Records to cite and export, made of the words of an entry and of what Semantic Scholar knows."""

from typing import Any

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.positions import SourceNode
from awesome_adapters.records import Record, resolve
from awesome_adapters.schema import Entry, Settings

ORIGIN = SourceNode("data/nlp.yaml", {}, [0])


def a_record(metadata: PaperMetadata | None = None, section_path: tuple[str, ...] = ("NLP",), **entry: Any) -> Record:
    """The record of an entry, whose keys are given as a data file has them."""
    written = Entry.model_validate({"title": "LoRA"} | entry)
    return resolve(ListedEntry.create(written, section_path, ORIGIN), metadata)


def a_catalogue(*records: Record, **settings: Any) -> Catalogue:
    """A list of records, in the sections that they name."""
    sections: dict[tuple[str, ...], Section] = {}
    for record in records:
        section_path = record.listed.section_path
        sections.setdefault(section_path, Section(section_path, [], [], ORIGIN)).entries.append(record.listed)
    return Catalogue(Settings.model_validate(settings), list(sections.values()))
