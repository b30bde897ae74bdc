"""The fixtures of tests that ask the fake API: the server, a clock that nobody waits for, and a client."""

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from awesome_adapters import Project, checks
from awesome_adapters.enrichment import refresh as comparison
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import Problem, UnavailableError
from awesome_adapters.services.http import Limits
from awesome_adapters.services.semantic_scholar.client import SemanticScholar
from conftest import Write
from fake_api import FakeApi, many
from fake_services import ADDRESSES, FakeServices

KEY = "Kx7" * 13 + "Z"
SIX = list(many(6))
"""The ids of the papers that the API of the fixture `api` has."""
LIMITS = Limits(connect=5, silence=5, whole=5, size=2**20)
"""Seconds that a busy machine needs less than."""
SHORT_LIMITS = LIMITS._replace(silence=1, whole=1.5)


def a_list(numbers: Iterable[int], title: str = "Paper number") -> str:
    """Write a data file that has the papers of `fake_api.many` under their own titles."""
    items = (f'- title: {title} {n}\n  paper: {{ arxiv_id: "2106.{n:05}" }}\n' for n in numbers)
    return "".join(("title: NLP\nitems:\n", *items))


def saved_records(root: Path) -> dict[str, dict[str, Any]]:
    """Return the records of the store; the file has to be whole."""
    path = root / "data" / "metadata.json"
    records = json.loads(path.read_bytes()) if path.exists() else {"version": 1}
    assert records.pop("version") == 1
    return dict(records)


class FakeClock:
    """A clock that moves when somebody sleeps, and with the real one if it is `ticking`."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.ticking = False
        self.slept: list[float] = []
        self.waits: list[tuple[float, str]] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds
        self.on_sleep()

    def time(self) -> float:
        return self.now + time.monotonic() * self.ticking

    def on_wait(self, seconds: float, reason: str) -> None:
        self.waits.append((round(seconds, 6), reason))


class Outcome(NamedTuple):
    """What came of asking; `requests` are the lengths of the batches."""

    answers: list[tuple[str, PaperMetadata | None]]
    unanswered: list[str]
    error: str | None
    requests: list[int]
    slept: list[float]
    waits: list[tuple[float, str]]

    @property
    def found_ids(self) -> list[str]:
        return [asked for asked, paper in self.answers if paper]

    @property
    def unknown_ids(self) -> list[str]:
        return [asked for asked, paper in self.answers if not paper]


Make = Callable[..., SemanticScholar]
Ask = Callable[..., Outcome]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApi]:
    """The API with the six papers of `SIX`, at the address of the environment; it accepts no bad request."""
    with FakeApi(many(6)) as api:
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)
        yield api
        assert api.complaints == []


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServices]:
    """arXiv, Crossref and DataCite at the addresses of the environment; they accept no bad request."""
    with FakeServices() as services:
        for variable in ADDRESSES[1:]:
            monkeypatch.setenv(variable, services.address)
        yield services
        assert services.complaints == []


@pytest.fixture
def service_options(services: FakeServices, clock: FakeClock) -> dict[str, Any]:
    """The options of clients that wait in no time."""
    time = {"sleep": clock.sleep, "clock": clock.time, "jitter": lambda: 0.5}
    return {"address": services.address, "limits": LIMITS, **time}


@pytest.fixture
def client(api: FakeApi, clock: FakeClock) -> Make:
    """Make a client that has a key, waits in no time, and whose jitter is none."""

    def client(**options: Any) -> SemanticScholar:
        defaults: dict[str, Any] = {
            "key": KEY,
            "address": api.address,
            "limits": LIMITS,
            "on_wait": clock.on_wait,
            "sleep": clock.sleep,
            "clock": clock.time,
            "jitter": lambda: 0.5,
        }
        return SemanticScholar(**defaults | options)

    return client


@pytest.fixture
def ask(client: Make, api: FakeApi, clock: FakeClock) -> Ask:
    def ask(wanted: Sequence[str] = SIX, **options: Any) -> Outcome:
        scholar, error = client(**options), None
        answers: list[tuple[str, PaperMetadata | None]] = []
        try:
            answers.extend(scholar.papers(wanted))
        except UnavailableError as caught:
            error = str(caught)
        lengths = [len(request.ids) for request in api.requests]
        return Outcome(answers, scholar.unanswered, error, lengths, clock.slept, clock.waits)

    return ask


@pytest.fixture
def ask_pairs(ask: Ask) -> Ask:
    """Ask in batches of two ids, so that six are three requests."""
    return lambda wanted=SIX, **options: ask(wanted, batch_size=2, **options)


# Lists that are built and refreshed -----------------------------------------------------------------------------------


class Run(NamedTuple):
    """What came of a build or a refresh."""

    written: list[str]
    """The files that a build wrote."""
    report: str
    """What a refresh reports."""
    answers: dict[str, PaperMetadata | None]
    unanswered: list[str]
    error: str | None
    waits: list[tuple[float, str]]


class Runner:
    """Builds and refreshes a list on a day, in batches of two papers that are saved at once, and waits in no time."""

    def __init__(self, root: Path, address: str, clock: FakeClock) -> None:
        self.root = root
        self.day = dt.date(2026, 11, 20)
        self._address = address
        self._clock = clock

    def build(self, root: Path | None = None, **options: Any) -> Run:
        project = Project.open(root or self.root)
        project.require_valid()
        run = self._fetch(project, project.missing(self.day), **options)
        return run._replace(written=project.write(project.outputs()).changed)

    def fetch(self) -> Run:
        """Build without the README."""
        project = Project.open(self.root)
        return self._fetch(project, project.missing(self.day))

    def refresh(self, *texts: str, before: dt.date | None = None, **options: Any) -> Run:
        project = Project.open(self.root)
        entries = project.recorded(project.find(texts), before)
        old = {key: project.store.paper(listed.identifiers) for key, listed in entries.items()}
        run = self._fetch(project, list(entries), **options)
        changes = (
            change
            for key, answer in run.answers.items()
            for change in comparison.changes(entries[key], old[key], answer)
        )
        return run._replace(report=comparison.report(changes))

    def warnings(self) -> list[Problem]:
        return checks.WARNINGS.run(Project.open(self.root).context)

    def _fetch(
        self, project: Project, wanted: list[str], *, max_wait: float = 60, batch_size: int = 2, key: str | None = None
    ) -> Run:
        clock = self._clock
        waits: list[tuple[float, str]] = []
        client = SemanticScholar(
            key=key,
            address=self._address,
            max_wait=max_wait,
            batch_size=batch_size,
            limits=SHORT_LIMITS if batch_size == 2 else LIMITS,  # a large answer takes its time on a busy machine
            on_wait=lambda seconds, reason: waits.append((round(seconds, 1), reason)),
            sleep=clock.sleep,
            clock=clock.time,
            jitter=lambda: 0.5,
        )
        answers: dict[str, PaperMetadata | None] = {}
        error = None
        try:
            answers.update(project.fetch(client, wanted, self.day))
        except UnavailableError as caught:
            error = str(caught)
        return Run([], "", answers, client.unanswered, error, waits)


@pytest.fixture
def runner(root: Path, api: FakeApi, clock: FakeClock) -> Runner:
    clock.ticking = True
    return Runner(root, api.address, clock)


@pytest.fixture
def six(write: Write) -> None:
    """A list of six papers, which are three batches."""
    write(a_list(range(1, 7)))


Reference = Callable[[], list[bytes]]
_REFERENCES: dict[tuple[object, ...], list[bytes]] = {}


@pytest.fixture
def reference(tmp_path_factory: pytest.TempPathFactory, root: Path, runner: Runner) -> Reference:
    """Return README and metadata as a first build of the same data makes them without faults."""

    def reference() -> list[bytes]:
        sources = (runner.day, *(path.read_bytes() for path in (root / "data").glob("*.yaml")))
        if sources not in _REFERENCES:
            other = tmp_path_factory.mktemp("reference")
            (other / "data").mkdir()
            for path in (root / "data").glob("*.yaml"):
                (other / "data" / path.name).write_bytes(path.read_bytes())
            assert runner.build(other).unanswered == []
            _REFERENCES[sources] = files(other)
        return _REFERENCES[sources]

    return reference


def files(root: Path) -> list[bytes]:
    return [(root / path).read_bytes() for path in ("README.md", "data/metadata.json")]


def shown(root: Path) -> list[int]:
    """Return the numbers of the papers whose metadata the README shows."""
    text = (root / "README.md").read_text(encoding="utf-8")
    return sorted({int(number) for number in re.findall(r"A\.\sAuthor([0-9]+)", text)})
