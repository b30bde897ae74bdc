"""`health`: whether what the list leads to is still there.

A failure counts only after a while: 404, 410 or a missing name three times over two weeks is dead, and one success
clears it. What nobody answered changes nothing. Each finding is told once, as long as what it is about stays.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from datetime import date

from awesome_adapters.formats import rows
from awesome_adapters.health.findings import KINDS, PATIENCE, Finding, findings, is_proved
from awesome_adapters.health.places import Place, places
from awesome_adapters.metadata.health_store import HealthStore, Memory
from awesome_adapters.metadata.verdicts import ALIVE, GONE, HOMEPAGE, REFUSED, UNWELL, Retraction, Verdict
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services import ANTHOLOGY, ARXIV, CROSSREF, GITHUB, GITLAB, HUGGING_FACE, WEB

__all__ = ["KINDS", "Examination", "Finding", "Place", "places", "report", "summary"]

SERVICES = (ARXIV, CROSSREF, ANTHOLOGY, GITHUB, GITLAB, HUGGING_FACE, WEB)
"""All that may be asked, in this order."""
Check = Callable[[Sequence[str]], Iterator[Mapping[str, Verdict]]]
"""Ask a service for addresses, and give what each request brought; what nobody answered is in none of it."""

_DAYS_BETWEEN = 3
"""Days from one failure that counts to the next."""
_MASS = 5
"""Where so many that were alive are gone at once, and with them most, the network here may be to blame for a while."""
_FAILURES = (GONE, HOMEPAGE, UNWELL)


class Examination:
    """One run over the places of a list. `services` are whom to ask, by their names.

    `failures` says why a service did not answer to the end, and `verdicts` has what was answered and is believed.
    """

    def __init__(self, store: HealthStore, places: Sequence[Place], services: Mapping[str, Check], today: date) -> None:
        self.store = store
        self.failures: list[str] = []
        self.verdicts: dict[str, Verdict] = {}
        self._places, self._services, self._today = places, services, today

    def questions(self, keys: Collection[str], before: date | None = None) -> dict[str, list[str]]:
        """Return what each service is to be asked for entries with these keys, the longest not asked first.

        `before`: only what was asked before that day. Where there is nobody to ask about code, its pages are links.
        """
        subjects: dict[str, dict[str, None]] = {service: {} for service in SERVICES}
        places = [place for place in self._places if place.listed.key in keys]
        checked = {place.subject: self.store.memory(place.subject).checked for place in places}
        for place in sorted(places, key=lambda place: checked[place.subject]):
            if before is None or checked[place.subject] < before.isoformat():
                is_link = place.service in (GITHUB, GITLAB, HUGGING_FACE) and place.service not in self._services
                subjects[WEB if is_link else place.service][place.subject] = None
        return {service: list(wanted) for service, wanted in subjects.items() if wanted and service in self._services}

    def ask(self, questions: Mapping[str, Sequence[str]]) -> Generator[tuple[str, Mapping[str, Verdict]], None, None]:
        """Ask the services, and give what each request brought; whatever came is kept, however this ends."""
        answers: dict[str, dict[str, Verdict]] = {service: {} for service in questions}
        try:
            for service, subjects in questions.items():
                try:
                    for verdicts in self._services[service](subjects):
                        answers[service] |= verdicts
                        yield service, verdicts
                except UnavailableError as error:
                    self.failures.append(str(error))
        finally:
            self.verdicts = remember(self.store, self._places, answers, self._today)
            self.store.save()

    def findings(self) -> list[Finding]:
        """Return all that there is to tell, of the whole list and of all days."""
        return findings(self._places, self.store)

    def settle(self, findings: Sequence[Finding]) -> None:
        """Remember that all findings were told, and forget what holds no longer or is of no entry."""
        reported: dict[str, dict[str, str]] = {}
        for finding in findings:
            if finding.identity:
                reported.setdefault(finding.subject, {})[finding.name] = finding.identity
        keys = {place.listed.key for place in self._places} | {place.subject for place in self._places}
        for key in self.store:
            if key in keys:
                self.store.remember(key, self.store.memory(key)._replace(reported=reported.get(key, {})))
            else:
                self.store.remove(key)
        self.store.save()


def remember(
    store: HealthStore, places: Sequence[Place], answers: Mapping[str, Mapping[str, Verdict]], today: date
) -> dict[str, Verdict]:
    """Keep what the services answered on a day, and return it without what is not to be believed."""
    is_online = any(verdict.is_answer for verdicts in answers.values() for verdict in verdicts.values())
    believed = {
        subject: verdict
        for verdicts in answers.values()
        for subject, verdict in _believable(verdicts, store, is_online).items()
    }
    for subject, verdict in believed.items():
        store.remember(subject, aged(store.memory(subject), verdict, today))
    by_entry: dict[str, list[str]] = {}
    for place in places:
        if place.service in (ARXIV, CROSSREF, ANTHOLOGY):
            by_entry.setdefault(place.listed.key, []).append(place.subject)
    for key, subjects in by_entry.items():
        verdicts = [believed[subject] for subject in subjects if subject in believed]
        notices = [verdict.retraction for verdict in verdicts if verdict.retraction]
        _remember_notice(store, key, notices, today, is_whole=len(verdicts) == len(subjects))
    return believed


def _remember_notice(store: HealthStore, key: str, notices: list[Retraction], today: date, *, is_whole: bool) -> None:
    """Keep the gravest notice on an entry's paper, and of two the old one; it goes only where all answered."""
    memory = store.memory(key)
    candidates = notices if is_whole or not memory.notice else [memory.notice, *notices]
    gravest = min(candidates, key=lambda notice: (not notice.label, notice != memory.notice), default=None)
    if gravest != memory.notice:
        fields = gravest._asdict() if gravest else {}
        retracted = {name: text for name, text in fields.items() if name != "reason" or text}
        store.remember(key, memory._replace(checked=today.isoformat(), retracted=retracted))


def _believable(verdicts: Mapping[str, Verdict], store: HealthStore, is_online: bool) -> Mapping[str, Verdict]:
    """Return the verdicts of one service without failures that are the network's here.

    Where most of what was alive is gone, all that is gone is unwell for this time; what is gone the next time counts.
    """
    before = [subject for subject in verdicts if store.memory(subject).state == ALIVE]
    lost = [subject for subject in before if verdicts[subject].state in (GONE, HOMEPAGE)]
    is_mass = len(lost) >= _MASS and 2 * len(lost) > len(before)
    return {
        subject: verdict._replace(state=UNWELL) if is_mass and verdict.state in (GONE, HOMEPAGE) else verdict
        for subject, verdict in verdicts.items()
        if verdict.is_answer or is_online
    }


def aged(memory: Memory, verdict: Verdict, today: date) -> Memory:
    """Return what is known of an address after one more answer."""
    day, state = today.isoformat(), verdict.state
    memory = memory._replace(checked=day, state=state, reason=verdict.reason)
    if state == ALIVE:
        archived = memory.archived if verdict.is_archived is None else verdict.is_archived
        commit = verdict.commit or memory.commit
        since = memory.since if verdict.target == memory.target else memory.alive and day
        memory = memory._replace(alive=day, failures={}, target=verdict.target, since=since)
        return memory._replace(archived=archived, commit=commit)
    failures = {name: days for name, days in memory.failures.items() if (state, name) != (REFUSED, UNWELL)}
    if state in PATIENCE:
        days = failures.get(state, [])
        is_due = not days or (today - date.fromisoformat(days[-1])).days >= _DAYS_BETWEEN
        if is_due and not is_proved(days, PATIENCE[state][1]):
            failures[state] = [*days, day]
    return memory._replace(failures=failures)


def report(findings: Sequence[Finding], *, as_markdown: bool) -> str:
    """Write findings as rows under headings, for Markdown or for a terminal."""
    by_heading: dict[str, list[str]] = {heading: [] for heading in KINDS.values()}
    for finding in findings:
        problem = finding.problem
        write = f"; write: {problem.hint}" if problem.hint and not finding.value else ""
        title = f"{finding.listed.entry.title} ({problem.location})"
        by_heading[KINDS[finding.kind]].append(f"{title}: {problem.message}{write}")
    return rows.under_headings(by_heading, as_markdown=as_markdown)


def summary(questions: Mapping[str, Sequence[str]], believed: Mapping[str, Verdict]) -> str:
    """Say in one line how many of what was asked are how; a failure counts as one that may pass."""
    states = [verdict.state for verdict in believed.values()]
    asked = sum(map(len, questions.values()))
    counts = {
        "alive": states.count(ALIVE),
        "refused to programs": states.count(REFUSED),
        "failing": sum(state in _FAILURES for state in states),
        "not answered": asked - len(states),
    }
    parts = [f"{number:,} {name}" for name, number in counts.items() if number]
    return f"{asked:,} asked: {', '.join(parts) or 'nothing'}"
