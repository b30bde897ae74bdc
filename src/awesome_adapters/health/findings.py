"""What there is to tell of what `health` remembers, each with its evidence and with what could be written instead."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from urllib.parse import urldefrag

from awesome_adapters.catalogue import Catalogue, ListedEntry
from awesome_adapters.enrichment import findings as base
from awesome_adapters.health.places import Place, places
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.health_store import HealthStore, Memory
from awesome_adapters.metadata.verdicts import ALIVE, GONE, HOMEPAGE, UNWELL
from awesome_adapters.problems import Problem
from awesome_adapters.schema.values import is_link
from awesome_adapters.services import WEB
from awesome_adapters.text.addresses import is_same_site

KINDS = {
    "retracted": "Retracted or withdrawn: readers should see it",
    "concern": "There is a notice on the paper",
    "dead": "Dead",
    "homepage": "The page is no longer there, though an answer comes",
    "moved": "Moved for good",
    "elsewhere": "Moved to another site: is it the same page?",
    "archived": "Archived: it can only be read",
    "unwell": "Not reached for a month",
    "recovered": "As it should be again",
}
"""The kinds of findings in the order of a report, with their headings."""

PATIENCE = {GONE: ("dead", 14), HOMEPAGE: ("homepage", 14), UNWELL: ("unwell", 30)}
"""What a failure becomes that was seen `SIGHTINGS` times over so many days."""
SIGHTINGS = 3
_SETTLED = 3
"""Days after which a redirect is believed of a page that stood there before: it may have been maintenance."""


class Finding(base.Finding):
    """One thing to tell, of an address or of an entry's paper."""

    __slots__ = ()

    @property
    def problem(self) -> Problem:
        """The finding as a note at its place, with the text to write where that is sure."""
        change = f" → {self.proposal}" if self.value and self.proposal else ""
        what = f"{self.path[-1]} {self.value}{change}: " if self.value else ""
        is_sure = self.kind in ("moved", "retracted")
        hint = f"{self.path[-1]}: {self.proposal}" if is_sure and self.proposal else None
        return Problem(self.location, f"health-{self.kind}", f"{what}{self.evidence}", hint, "note")


def is_proved(days: list[str], patience: int) -> bool:
    """Return whether failures on these days are enough."""
    return len(days) >= SIGHTINGS and _days_between(days[0], days[-1]) >= patience


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def findings(all_places: Iterable[Place], store: HealthStore) -> list[Finding]:
    """Return all that holds now, in the order of the list, and what was told and holds no longer."""
    current: list[Finding] = []
    keys = set()
    for place in all_places:
        if place.listed.key not in keys:
            keys.add(place.listed.key)
            current += _notice(place.listed, store.memory(place.listed.key))
        if place.path:
            current += _of_place(place, store.memory(place.subject))
    return current


def _notice(listed: ListedEntry, memory: Memory) -> Iterator[Finding]:
    notice = memory.notice
    finding = Finding("retracted", listed, ("retracted",), listed.key, "", "", "", "")
    if notice and listed.entry.retracted is None:
        what = " ".join(filter(None, (notice.type.replace("_", " "), notice.date and f"of {notice.date}")))
        evidence = f"{what}, says {notice.source}" + (f": {notice.reason}" if notice.reason else f": {notice.notice}")
        kind, proposal = ("retracted", _link(notice.notice)) if notice.label else ("concern", "")
        yield finding._replace(kind=kind, proposal=proposal, evidence=evidence, identity=notice.notice)
    elif not notice:
        told = (finding._replace(kind=kind) for kind in ("retracted", "concern"))
        evidence = "the notice on the paper is no longer there"
        yield from (one._replace(kind="recovered", evidence=evidence) for one in told if one.name in memory.reported)


def _link(address: str) -> str:
    """Return an address if it can stand in a data file; the file of records may have been edited by anybody."""
    return address if is_link(address) else ""


def _of_place(place: Place, memory: Memory) -> Iterator[Finding]:
    finding = Finding("", place.listed, place.path, place.subject, place.value, "", "", "")
    current = [
        finding._replace(kind=kind, proposal=proposal, evidence=evidence, identity=identity)
        for kind, proposal, evidence, identity in _states(place, memory)
    ]
    yield from current
    told = (kind for kind in KINDS if finding._replace(kind=kind).name in memory.reported)
    ended = {*told} - {one.kind for one in current} - {"moved", "elsewhere"}
    if memory.state == ALIVE and ended:
        evidence = f"alive on {memory.alive}" + (", and no longer archived" if "archived" in ended else "")
        yield finding._replace(kind="recovered", evidence=evidence)


def _states(place: Place, memory: Memory) -> Iterator[tuple[str, str, str, str]]:
    """Give what holds at a place, as kind, proposal, evidence and identity."""
    if memory.archived:
        last = f"; its last commit is of {memory.commit}" if memory.commit else ""
        yield "archived", "", f"by its owners{last}", "archived"
    if not place.is_exact:
        return
    for state, (kind, patience) in PATIENCE.items():
        days = memory.failures.get(state, [])
        if is_proved(days, patience):
            alive = f"; it was alive on {memory.alive}" if memory.alive else ""
            reason = memory.reason if memory.state == state else state
            yield kind, "", f"{reason} since {days[0]}{alive}", days[0]
            return
    is_settled = place.service != WEB or not memory.since or _days_between(memory.since, memory.alive) >= _SETTLED
    if _link(memory.target) and is_settled:
        is_sure = place.service != WEB or is_same_site(place.subject, memory.target)
        fragment = urldefrag(place.value)[1] if place.service == WEB else ""
        target = memory.target if "#" in memory.target or not fragment else f"{memory.target}#{fragment}"
        evidence = "by redirects that are for good" if place.service == WEB else f"says {place.service}"
        yield "moved" if is_sure else "elsewhere", target, evidence, target


def notes(
    catalogue: Catalogue, paper: Callable[[ListedEntry], PaperMetadata | None], store: HealthStore
) -> list[Problem]:
    """Return all that holds as notes at the places of the list; for `paper` see `places`."""
    return [finding.problem for finding in findings(places(catalogue, paper), store)] if list(store) else []
