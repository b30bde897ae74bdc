"""What no rule could look at: files, and entries of other files, that mistakes kept from being read."""

from collections.abc import Iterable
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.problems import Problem
from awesome_adapters.schema.settings import Settings

_FIRST = 3
"""So many entries are named."""


class Omissions(NamedTuple):
    """What was left out of a list."""

    files: list[str]
    entries: list[SourceNode]
    unseparated: list[Location]
    """Entries that were read as a part of the one above them."""

    @classmethod
    def find(cls, catalogue: Catalogue, problems: Iterable[Problem]) -> "Omissions":
        """Compare what was read with the files that have errors, and with the items of those that were read."""
        errors = [problem for problem in problems if problem.severity == "error"]
        files = {section.origin.file for section in catalogue.sections}
        if catalogue.settings != Settings():
            files.add("catalogue.yaml")
        entries = []
        for section in catalogue.sections:
            items = section.origin.child("items")
            read = {listed.origin.position for listed in section.entries}
            if items and isinstance(items.value, list):
                entries += [item for item in items.children() if item.position not in read]
        left_out = sorted({error.location.file for error in errors} - files)
        return cls(left_out, entries, [error.location for error in errors if error.rule == "missing-dash"])

    @property
    def number(self) -> int:
        """Return how many entries were left out of the files that were read."""
        return len(self.entries) + len(self.unseparated)

    def because_of(self, problem: Problem) -> str | None:
        """Return what was left out because of an error: a file, or the place of an entry."""
        file, line, _ = problem.location
        if problem.severity != "error":
            return None
        if file in self.files:
            return file
        if problem.location in self.unseparated:
            return str(problem.location)
        entries = (entry for entry in self.entries if entry.file == file and entry.row < line <= entry.last_row + 1)
        return next((str(entry.at()) for entry in entries), None)

    def __str__(self) -> str:
        places = sorted([*(entry.at() for entry in self.entries), *self.unseparated])
        named = ", ".join(str(place) for place in places[:_FIRST]) + (", …" if len(places) > _FIRST else "")
        entries = f"{len(places)} {'entry' if len(places) == 1 else 'entries'} ({named})"
        return ", ".join([*self.files, *([entries] if places else [])])
