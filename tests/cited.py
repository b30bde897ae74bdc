"""Records to cite and export, made of the words of an entry and of what Semantic Scholar knows."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.formats.citations import exports
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.positions import SourceNode
from awesome_adapters.project import Project
from awesome_adapters.records import Record, resolve
from awesome_adapters.schema import Entry
from awesome_adapters.schema.settings import Settings

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


class Read(NamedTuple):
    """A list that can be exported."""

    catalogue: Catalogue
    records: list[Record]

    def export(self, form: str) -> str:
        """The whole list in a format."""
        items = exports.items(self.catalogue, self.records)
        return "".join(exports.FORMATS[form].pieces(items, self.catalogue.settings))


@cache
def a_list(root: Path) -> Read:
    """Read a list from its files."""
    project = Project.open(root)
    return Read(project.catalogue, list(project.records.values()))


def citation_keys(records: list[Record]) -> dict[str, str]:
    """The keys of citations by those of the entries."""
    return {item.record.key: item.citation.key for item in exports.items(a_catalogue(*records), records)}


def cited_title(record: Record) -> str:
    """The title of the paper itself."""
    paper = record.listed.entry.paper
    return (paper and paper.title) or record.title
