"""The fixtures of tests that ask the fake API: the server, a clock that nobody waits for, and a client."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import UnavailableError
from awesome_adapters.semantic_scholar.client import Limits, SemanticScholar
from fake_api import FakeApi, many

KEY = "Kx7" * 13 + "Z"
SIX = list(many(6))
QUICK = Limits(connect=5, silence=5, whole=5, size=2**20)


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
def client(api: FakeApi, clock: FakeClock) -> Make:
    """Make a client that has a key, waits in no time, and whose jitter is none."""

    def client(**options: Any) -> SemanticScholar:
        defaults: dict[str, Any] = {
            "key": KEY,
            "address": api.address,
            "limits": QUICK,
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
