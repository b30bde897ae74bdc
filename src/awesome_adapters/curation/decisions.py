"""What a curator is asked to decide: findings with lasting numbers, in `data/decisions.json`.

It is a state file with one record for each finding that is open, or was declined:

    "arxiv-2106.09685 moved 5a1c03f2": {"number": 3, "command": "health", "entry": "arxiv-2106.09685", "kind": "moved",
        "path": ["code"], "old": "https://…", "new": "https://…", "evidence": "says GitHub", …},

A number is given once. A record goes when its entry says what was proposed, or says something else by now, or when
what was found holds no longer.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from zlib import crc32

from awesome_adapters import health
from awesome_adapters.catalogue import Catalogue, ListedEntry
from awesome_adapters.enrichment.findings import Finding
from awesome_adapters.formats import markdown
from awesome_adapters.formats.rows import cut
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.storage.state_file import StateFile, decode
from awesome_adapters.text import collapse_whitespace

_COUNTER = "next"
COMMANDS = ("audit", "health", "refresh")
"""The commands that propose."""
NOTHING = ""
"""The proposal where nobody knows what to write; None stands for a line that can go."""


class Kind(NamedTuple):
    """What is known of all findings of one kind."""

    heading: str
    is_sure: bool = False
    """Whether `--apply all` writes its proposals."""
    is_removal: bool = False
    """Whether the proposal is that what stands there goes."""
    is_event: bool = False
    """Whether it was found when it came up, and is not found again as long as it holds."""


_SURE, _REMOVALS = ("moved", "retracted"), ("dead", "homepage")
KINDS = {
    "published": Kind("Published since", is_sure=True),
    "similar": Kind("Perhaps published: a paper of this title by these authors"),
    "accepted": Kind("Perhaps published: so its authors say"),
    "matched": Kind("Found by the title: the id leads there for good", is_sure=True),
    **{name: Kind(heading, name in _SURE, name in _REMOVALS) for name, heading in health.KINDS.items()},
    "retitled": Kind("Retitled", is_event=True),
    "respelled": Kind("Names that are spelled more fully elsewhere", is_sure=True),
    "agrees": Kind("Sources say the same as our files: these lines can go", True, is_removal=True, is_event=True),
    "differs": Kind("The library says something else"),
    "contradicts": Kind("Sources contradict our files, which win", is_removal=True),
    "unsupported": Kind("Figures in a summary that no abstract has"),
}
"""The kinds of findings in the order of a report."""


class Decision(NamedTuple):
    """A finding that is to be decided, or was declined."""

    number: int
    command: str
    """Which command found it."""
    entry: str
    """The key of the entry."""
    kind: str
    path: tuple[str, ...]
    old: Any
    """What the entry's file says at the path; None for nothing."""
    new: str | None
    """What could stand there: see `NOTHING`."""
    evidence: str
    identity: str
    """What tells it from the next one of its kind at its place."""
    since: str
    declined: str = ""
    """The day on which it was declined."""

    @property
    def is_sure(self) -> bool:
        """Return whether it is written without a look at it."""
        return KINDS[self.kind].is_sure and self.new != NOTHING

    def text(self) -> str:
        """Say what it is about, what could be written, and why."""
        label = " ".join(self.path[1:] if self.path[0] in ("paper", "links") and self.path[1:] else self.path)
        old = self.old if isinstance(self.old, str) else ""
        if self.new is None:
            old = ", ".join(self.old) if isinstance(self.old, list) else old
            return f"{label} {old} can go: {self.evidence}"
        if self.new:
            return f"{f'{label} {old} →' if old else f'add {label}'} {self.new}: {self.evidence}"
        return f"{label} {old}: {self.evidence}" if old else self.evidence


class DecisionStore(StateFile):
    """The records, by entries, kinds and places."""

    PATH = "data/decisions.json"
    RULE = "decisions"
    ADVICE = "the next 'awesome-adapters health' or 'refresh' rewrites the file"

    def _precedence(self, key: str, line: bytes) -> tuple[str, int]:  # noqa: ARG002 (the key does not matter)
        record = decode(line)
        number = record.get("number")
        return str(record.get("declined", "")), number if isinstance(number, int) else 0

    def decision(self, key: str) -> Decision | None:
        """Return what stands under a key; None where nothing does, or nothing that could be meant."""
        record = {} if key == _COUNTER else self._record(key)
        if record and not _is_whole(record):
            self._take_out(key)
            return None
        return Decision(**record | {"path": tuple(record["path"])}) if record else None

    def all(self, command: str = "", *, declined: bool = False) -> list[Decision]:
        """Return what is open by the numbers, of one command or of all; with `declined` what was declined, too."""
        decisions = (decision for key in self if (decision := self.decision(key)))
        chosen = (one for one in decisions if command in ("", one.command) and (declined or not one.declined))
        return sorted(chosen, key=lambda decision: decision.number)

    def set(self, decision: Decision) -> None:
        """Remember a decision."""
        record = {name: value for name, value in decision._asdict().items() if value or name in ("new", "old")}
        self._write(_key(decision), record)

    def settle(self, decision: Decision) -> None:
        """Forget a decision that was made."""
        self.remove(_key(decision))

    def next_number(self) -> int:
        """Return a number that was never given."""
        number = self._record(_COUNTER).get("number")
        numbers = [number - 1] if isinstance(number, int) else []
        highest = max((*numbers, *(decision.number for decision in self.all(declined=True))), default=0)
        self._write(_COUNTER, {"number": highest + 2})
        return highest + 1


def _key(decision: Decision) -> str:
    place = "\n".join((decision.command, *decision.path))
    return f"{decision.entry} {decision.kind} {crc32(place.encode(errors='replace')):08x}"


def _is_whole(record: dict[str, Any]) -> bool:
    """Return whether a record holds all of a decision; the file may have been edited by anybody."""
    texts = ("command", "entry", "kind", "evidence", "identity", "since", "declined")
    path, number = record.get("path"), record.get("number")
    return (
        set(Decision._fields[:5]) | {"old", "new"} <= record.keys() <= set(Decision._fields)
        and isinstance(number, int)
        and number > 0
        and isinstance(path, list)
        and bool(path)
        and all(isinstance(step, str) for step in path)
        and all(isinstance(record.setdefault(name, ""), str) for name in texts)
        and record["kind"] in KINDS
        and record["command"] in COMMANDS
        and isinstance(record["new"], str | None)
    )


def reconcile(
    store: DecisionStore, command: str, findings: Iterable[Finding], catalogue: Catalogue, today: date
) -> list[Decision]:
    """Take in all that a command finds now, forget what it no longer finds, and return what is new."""
    entries = catalogue.by_key()
    new: list[Decision] = []
    current = set()
    for finding in findings:
        kind, old = KINDS[finding.kind], value_at(finding.listed, finding.path)
        proposal: str | None = finding.proposal
        if kind.is_removal and old is not None and finding.path[-1] not in SCHEMES:
            proposal = None
        decision = Decision(
            0, command, finding.listed.key, finding.kind, finding.path, old, proposal, finding.evidence,
            finding.identity, today.isoformat(),
        )  # fmt: skip
        current.add(key := _key(decision))
        earlier = store.decision(key)
        if earlier and (earlier.identity, earlier.old) == (finding.identity, old):
            decision = decision._replace(number=earlier.number, since=earlier.since, declined=earlier.declined)
        else:
            decision = decision._replace(number=store.next_number())
            new.append(decision)
        if decision != earlier:
            store.set(decision)
    for decision in store.all(declined=True):
        is_found = decision.command != command or _key(decision) in current or KINDS[decision.kind].is_event
        listed = entries.get(decision.entry)
        if not listed or value_at(listed, decision.path) != decision.old or not (is_found or decision.declined):
            store.settle(decision)
    return new


def value_at(listed: ListedEntry, path: Sequence[str]) -> Any:
    """Return what the file of an entry says at a path, as it is written; None for nothing."""
    value = listed.origin.value
    for step in path:
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str | list | dict) else None


def report(
    decisions: Iterable[Decision],
    catalogue: Catalogue,
    *,
    as_markdown: bool,
    limit: int = 0,
    further: Sequence[tuple[str, Sequence[str]]] = (),
) -> str:
    """Write decisions under the headings of their kinds, in which the texts of others do nothing, each with its number.

    Markdown has the commands that settle them, too. `further` are more headings with their rows; `limit`: at most so
    many characters, cut at whole rows.
    """
    entries = catalogue.by_key()
    rows: dict[str, list[str]] = {kind.heading: [] for kind in KINDS.values()}
    for decision in decisions:
        if listed := entries.get(decision.entry):
            text = f"{listed.entry.title} ({listed.origin.at(*decision.path)}): {decision.text()}"
            rows[KINDS[decision.kind].heading].append(_row(decision, text, as_markdown=as_markdown))
    return cut([*rows.items(), *further], "### " if as_markdown else "", limit)


def _row(decision: Decision, text: str, *, as_markdown: bool) -> str:
    if not as_markdown:
        return f"{decision.number:4}  {collapse_whitespace(text)}"
    command = f"awesome-adapters {decision.command}"
    settle = [f"`{command} --apply {decision.number}`"] if decision.new != NOTHING else []
    settle.append(f"`{command} --decline {decision.number}`")
    return f"- **{decision.number}** {markdown.escape(text)}  \n  {' or '.join(settle)}"
