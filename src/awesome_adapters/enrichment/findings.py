"""What a service says that a curator should know, each thing with its evidence and what could be written."""

from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.positions import Location


class Finding(NamedTuple):
    """One thing to tell."""

    kind: str
    listed: ListedEntry
    path: tuple[str, ...]
    """What it is about, or where the proposal would stand."""
    subject: str
    """The key of the record that it comes from."""
    value: str
    """What stands there."""
    proposal: str
    """What could stand there; empty where nobody knows."""
    evidence: str
    identity: str
    """What tells it from the next one of its kind at its place."""

    @property
    def name(self) -> str:
        """What it is remembered by in its record."""
        return " ".join((self.listed.key, ".".join(self.path), self.kind))

    @property
    def location(self) -> Location:
        """Where in the files it is about."""
        return self.listed.origin.at(*self.path)
