"""What a rule is: a function of the list that gives what it finds, named once, in a set of one severity."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.problems import Problem, Severity
from awesome_adapters.records import Record, resolve


class Known(NamedTuple):
    """What is known of an entry."""

    listed: ListedEntry
    paper: PaperMetadata | None
    record: Record


class CheckContext(NamedTuple):
    """What the rules look at."""

    catalogue: Catalogue
    store: MetadataStore
    settings_origin: SourceNode | None = None
    today: date | None = None
    """The day in UTC; without it, rules about age find nothing."""
    earlier: Sequence[Section] = ()
    """The list's sections as they were before they were changed."""
    form: SourceNode | None = None
    """The sections that the issue form offers."""
    placeholders: Sequence[tuple[Location, str]] = ()
    """The addresses that nobody filled in."""
    reading_warnings: Sequence[Problem] = ()
    """What the reader of YAML doubts."""

    known: dict[int, Known] | None = None
    """What is known of entries by their identities, where rule after rule asks for it."""

    def paper(self, listed: ListedEntry) -> PaperMetadata | None:
        """Return what is known of an entry's paper; None if nothing is."""
        if self.known is not None:
            return self._known(self.known, listed).paper
        ids, store = listed.identifiers, self.store
        return store.paper(ids, listed.paper_title) or store.further(ids)

    def record(self, listed: ListedEntry) -> Record:
        """Join an entry and what is known of its paper, but for notices that take it back."""
        return resolve(listed, self.paper(listed)) if self.known is None else self._known(self.known, listed).record

    def _known(self, known: dict[int, Known], listed: ListedEntry) -> Known:
        if (found := known.get(id(listed))) is None:
            paper = self._replace(known=None).paper(listed)
            found = known[id(listed)] = Known(listed, paper, resolve(listed, paper))
        return found


class Finding(NamedTuple):
    """One place where a rule is broken; `hint` is the text to write instead, where it is known."""

    location: Location
    message: str
    hint: str | None = None
    subject: str = ""
    """The title or the tag that it is about, for a summary."""
    is_certain: bool = False
    is_addition: bool = False
    """These are as in `Problem`."""


Find = Callable[[CheckContext], Iterable[Finding]]


class Rule(NamedTuple):
    """A rule; its name stands in every problem that it reports."""

    name: str
    severity: Severity
    find: Find
    heading: str = ""
    """What it finds, for a summary."""

    def problem(self, finding: Finding) -> Problem:
        """Return the problem that a finding is."""
        place, message, hint, _, is_certain, is_addition = finding
        return Problem(place, self.name, message, hint, self.severity, is_certain, is_addition)


class RuleSet(list[Rule]):
    """The rules of one severity, in the order in which they are written."""

    def __init__(self, severity: Severity) -> None:
        super().__init__()
        self._severity = severity

    def rule(self, heading: str = "") -> Callable[[Find], Find]:
        """Add the function below as a rule, which is called like it, with hyphens."""

        def add(find: Find) -> Find:
            self.append(Rule(find.__name__.replace("_", "-"), self._severity, find, heading))
            return find

        return add

    def run(self, context: CheckContext) -> list[Problem]:
        """Return what all rules find."""
        return [rule.problem(finding) for rule in self for finding in rule.find(context)]
