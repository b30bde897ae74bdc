import errno
import http.client
import json
import logging
import socket
import ssl
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awesome_adapters import __version__
from awesome_adapters.metadata import Journal, PaperMetadata
from awesome_adapters.problems import CatalogueError, UnavailableError
from awesome_adapters.semantic_scholar import answers
from awesome_adapters.semantic_scholar import client as semantic_scholar
from awesome_adapters.semantic_scholar.client import Limits, SemanticScholar
from standin import BATCH, DATE, FAULTS, MATCH, Exchange, Fault, Request, Standin, a_record, instead, many, refuse, says

KEY = "Kx7" * 13 + "Z"
SIX = list(many(6))
FIRST = PaperMetadata(
    ids=(f"{1:040}", "ARXIV:2106.00001", "CorpusId:1"),
    url=f"https://www.semanticscholar.org/paper/{1:040}",
    title="Paper number 1",
    authors=("A. Author1",),
    venue="arXiv.org",
    year=2021,
    citations=1,
    tldr="This is paper 1.",
)
"""What becomes of the first answer of `standin.many`."""
QUICK = Limits(connect=5, silence=5, whole=5, size=2**20)


class Time:
    """A clock that moves when somebody sleeps, and with the real one if it is `ticking`."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.ticking = False
        self.slept: list[float] = []
        self.announced: list[tuple[float, str]] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds
        self.on_sleep()

    def clock(self) -> float:
        return self.now + time.monotonic() * self.ticking

    def announce(self, seconds: float, reason: str) -> None:
        self.announced.append((round(seconds, 6), reason))


class Outcome(NamedTuple):
    """What came of asking; `requests` are the lengths of the batches."""

    given: list[tuple[str, PaperMetadata | None]]
    unanswered: list[str]
    error: str | None
    requests: list[int]
    slept: list[float]
    announced: list[tuple[float, str]]

    @property
    def found(self) -> list[str]:
        return [asked for asked, paper in self.given if paper]

    @property
    def unknown(self) -> list[str]:
        return [asked for asked, paper in self.given if not paper]


Make = Callable[..., SemanticScholar]
Ask = Callable[..., Outcome]


@pytest.fixture
def api() -> Iterator[Standin]:
    with Standin(many(6)) as api:
        yield api
        assert api.complaints == []


@pytest.fixture
def weather() -> Time:
    return Time()


@pytest.fixture
def client(api: Standin, weather: Time) -> Make:
    """Make a client that has a key, waits in no time, and draws the middle of each chance."""

    def client(**options: Any) -> SemanticScholar:
        defaults: dict[str, Any] = {
            "key": KEY,
            "address": api.address,
            "limits": QUICK,
            "announce": weather.announce,
            "sleep": weather.sleep,
            "clock": weather.clock,
            "chance": lambda: 0.5,
        }
        return SemanticScholar(**defaults | options)

    return client


@pytest.fixture
def ask(client: Make, api: Standin, weather: Time) -> Ask:
    def ask(wanted: Sequence[str] = SIX, **options: Any) -> Outcome:
        asking, error = client(**options), None
        given: list[tuple[str, PaperMetadata | None]] = []
        try:
            given.extend(asking.papers(wanted))
        except UnavailableError as caught:
            error = str(caught)
        lengths = [len(request.ids) for request in api.requests]
        return Outcome(given, asking.unanswered, error, lengths, weather.slept, weather.announced)

    return ask


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a batch be two ids, so that six are three requests."""
    monkeypatch.setattr(semantic_scholar, "BATCH", 2)


# Fair weather


@pytest.mark.parametrize(("key", "gap"), [(KEY, 1.1), (None, 4.0)])
def test_a_batch_is_one_request_and_the_gap_depends_on_the_key(
    ask: Ask, api: Standin, key: str | None, gap: float
) -> None:
    wanted = [f"PMID:{number}" for number in range(1, 1202)]
    api.records["pmid:7"] = api.records["pmid:1201"] = api.records["pmid:501"] = a_record()

    outcome = ask(wanted, key=key)

    assert outcome.requests == [500, 500, 201]
    assert outcome.slept == [gap, gap]
    assert [asked for asked, _ in outcome.given] == wanted
    assert outcome.found == ["PMID:7", "PMID:501", "PMID:1201"]
    assert (outcome.unanswered, outcome.error, outcome.announced) == ([], None, [])


@pytest.mark.usefixtures("pairs")
def test_the_gap_runs_from_the_end_of_a_request(client: Make, weather: Time, api: Standin) -> None:
    def slow(exchange: Exchange) -> None:
        weather.now += 3
        FAULTS["fair"](exchange)

    api.play(slow)
    papers = client().papers(SIX)

    next(papers), next(papers)
    weather.now += 0.6
    next(papers), next(papers)
    weather.now += 5
    rest = list(papers)

    assert len(rest) == 2
    assert weather.slept == [0.5]


def test_the_question_is_the_smallest_one(ask: Ask, api: Standin) -> None:
    ask(SIX[:2])

    [request] = api.requests
    assert (request.method, request.path) == ("POST", BATCH)
    assert request.query == {
        "fields": "paperId,corpusId,externalIds,url,title,authors,venue,year,citationCount,tldr,"
        "publicationDate,journal",
    }
    assert request.body == {"ids": ["ARXIV:2106.00001", "ARXIV:2106.00002"]}
    assert request.headers["x-api-key"] == KEY
    assert request.headers["user-agent"] == f"awesome-adapters/{__version__}"


def test_an_answer_becomes_a_paper(ask: Ask) -> None:
    outcome = ask(SIX[:1])

    assert outcome.given == [("ARXIV:2106.00001", FIRST)]


def test_nothing_wanted_is_nothing_asked(ask: Ask) -> None:
    assert ask([]) == Outcome([], [], None, [], [], [])


def test_an_id_is_asked_once_however_it_is_spelled_and_answered_each_time(ask: Ask, api: Standin) -> None:
    outcome = ask(["ARXIV:2106.00001", "ARXIV:2106.00002", "arXiv:2106.00001v2", "ARXIV:2106.00001"])

    assert api.requests[0].ids == ["ARXIV:2106.00001", "ARXIV:2106.00002"]
    assert outcome.found == ["ARXIV:2106.00001", "arXiv:2106.00001v2", "ARXIV:2106.00002"]


def test_what_is_no_id_is_never_sent_and_stays_unanswered(ask: Ask, api: Standin) -> None:
    outcome = ask(["", " ", "BOGUS:xyz", SIX[0], "N/A"])

    assert api.requests[0].ids == [SIX[0]]
    assert outcome.unanswered == ["", " ", "BOGUS:xyz", "N/A"]


@pytest.mark.parametrize(
    "spelling",
    [
        "ARXIV:2106.09685",
        "ARXIV:hep-th/9901001",
        "ACL:2020.emnlp-demos.7",
        "ACL:W12-3903",
        "DOI:10.1109/cvpr52688.2022.00516",
        "PMID:19872477",
        "PMCID:2323736",
        "CorpusId:215416146",
        "649def34f8be52c8b66281af98ae884c09aef38b",
    ],
)
def test_every_kind_of_id_goes_out_as_documented(ask: Ask, api: Standin, spelling: str) -> None:
    api.know({spelling: a_record()})

    outcome = ask([spelling])

    assert api.requests[0].ids == outcome.found == [spelling]


def test_an_unknown_paper_is_told_from_an_unanswered_one(ask: Ask, api: Standin) -> None:
    del api.records["arxiv:2106.00002"]
    api.play(instead(lambda rows: [*rows[:2], {"error": "Paper not available"}, *rows[3:]]))

    outcome = ask()

    assert outcome.found == [SIX[0], *SIX[3:]]
    assert outcome.unknown == [SIX[1]]
    assert outcome.unanswered == [SIX[2]]
    assert outcome.error is None


# Faults that pass

PASSING = {
    "429": "it is busy, 429",
    "500": "it failed, 500",
    "502": "it failed, 502",
    "503": "it failed, 503",
    "504": "it failed, 504",
    "html": "the answer is broken",
    "truncated": "the answer is broken",
    "length-long": "the connection broke",
    "length-short": "the answer is broken",
    "reset": "the connection broke",
    "hang-up": "the connection broke",
    "row-short": "the answer has 1 instead of 2 rows",
    "row-long": "the answer has 3 instead of 2 rows",
    "object": "the answer is broken",
    "null": "the answer is broken",
    "error-200": "it says: Internal error",
    "message-200": "it says: Limit Exceeded",
    "huge": "the answer is too large",
    "utf-8": "the answer is broken",
    "json": "the answer is broken",
    "nested": "the answer is broken",
    "empty": "the answer is broken",
    "gzip-broken": "the answer is broken",
    "gzip-bomb": "the answer is too large",
}


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(("fault", "reason"), PASSING.items(), ids=PASSING)
def test_a_fault_that_passes_costs_one_wait(ask: Ask, api: Standin, fault: str, reason: str, turn: int) -> None:
    api.play(*["fair"] * turn, fault)

    outcome = ask()

    assert outcome.found == SIX
    assert (outcome.unanswered, outcome.error) == ([], None)
    assert outcome.requests == [2, 2, 2, 2]
    assert outcome.slept == [1.1] * turn + [2.0] + [1.1] * (2 - turn)
    assert outcome.announced == [(2.0, reason)]


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(("fault", "reason"), PASSING.items(), ids=PASSING)
def test_a_fault_that_lasts_ends_the_asking_when_the_patience_does(
    ask: Ask, api: Standin, fault: str, reason: str, turn: int
) -> None:
    api.play(*["fair"] * turn, *[fault] * 9)

    outcome = ask()

    assert outcome.found == SIX[: 2 * turn]
    assert outcome.unanswered == SIX[2 * turn :]
    assert outcome.error == f"Semantic Scholar does not answer ({reason})"
    assert outcome.requests == [2] * (turn + 6)
    assert outcome.slept == [1.1] * turn + [2.0, 4.0, 8.0, 16.0, 30.0]


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", ["hang", "stall"])
def test_a_server_that_falls_silent_is_left_and_asked_again(ask: Ask, api: Standin, fault: str, turn: int) -> None:
    api.play(*["fair"] * turn, fault)

    outcome = ask(limits=QUICK._replace(silence=0.5))

    assert outcome.found == SIX
    assert outcome.announced == [(2.0, "it is too slow")]
    assert len(outcome.requests) == 4


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_an_answer_that_drips_is_left_and_asked_for_again(ask: Ask, api: Standin, weather: Time, turn: int) -> None:
    weather.ticking = True
    api.play(*["fair"] * turn, "drip")

    outcome = ask(limits=QUICK._replace(whole=0.5))

    assert outcome.found == SIX
    assert [reason for _, reason in outcome.announced] == ["it is too slow"]
    assert len(outcome.requests) == 4


def test_an_answer_that_is_slow_but_whole_is_taken(ask: Ask, api: Standin, weather: Time) -> None:
    def slow(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Length": "20", "Connection": "close"})
        for byte in b"[null]".ljust(20):
            exchange.wfile.write(bytes([byte]))
            exchange.pause(0.01)

    weather.ticking = True
    api.play(slow)

    outcome = ask(SIX[:1])

    assert (outcome.unknown, outcome.announced) == ([SIX[0]], [])


def test_a_compressed_answer_is_read(ask: Ask, api: Standin) -> None:
    api.play("gzip")

    assert ask().found == SIX


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_refused_connection_is_tried_again(ask: Ask, api: Standin, weather: Time, turn: int) -> None:
    def down(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.server.standin.close()

    def up() -> None:
        if len(weather.announced) == 3 and len(api.requests) == turn + 1:
            api.open()

    weather.on_sleep = up
    api.play(*["fair"] * turn, down)

    outcome = ask()

    assert outcome.found == SIX
    assert [seconds for seconds, _ in outcome.announced] == [2.0, 4.0, 8.0]
    assert [reason for _, reason in outcome.announced] == ["the connection broke", *["the connection was refused"] * 2]


# Faults that do not pass


def test_a_name_that_does_not_resolve_ends_the_asking_at_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def unresolved(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)

    outcome = ask(address="https://semanticscholar.invalid")

    assert outcome.error == "Semantic Scholar cannot be reached (its name cannot be resolved)"
    assert (outcome.unanswered, outcome.slept) == (SIX, [])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no network"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "no network"),
        (OSError(errno.ENETDOWN, "Network is down"), "no network"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "its certificate cannot be verified"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_no_try_can_mend_ends_the_asking_at_once(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    def unreachable(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket.socket, "connect", unreachable)

    outcome = ask()

    assert outcome.error == f"Semantic Scholar cannot be reached ({reason})"
    assert (outcome.unanswered, outcome.slept) == (SIX, [])


@pytest.mark.parametrize("address", ["http://[::1", "http://a..b:80", "http://127.0.0.1:99999"])
def test_an_address_that_is_none_ends_the_asking_at_once(ask: Ask, address: str) -> None:
    outcome = ask(address=address)

    assert outcome.error == "Semantic Scholar cannot be reached (its address is not valid)"
    assert (outcome.unanswered, outcome.slept) == (SIX, [])


LASTING = {
    "404": "answered 404 where papers were expected",
    "redirect": "answered 302, a redirect that is not followed, where papers were expected",
    "400-fields": "refused the question: Unrecognized or unsupported fields: [unknown]; this is a fault of "
    "awesome-adapters",
    "400-params": "refused the question: Unacceptable query params: [k=v]; this is a fault of awesome-adapters",
}


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(("fault", "text"), LASTING.items(), ids=LASTING)
def test_what_is_wrong_with_the_question_ends_the_asking_at_once(
    ask: Ask, api: Standin, fault: str, text: str, turn: int
) -> None:
    api.play(*["fair"] * turn, fault)

    outcome = ask()

    assert outcome.error == f"Semantic Scholar {text}"
    assert outcome.found == SIX[: 2 * turn]
    assert outcome.unanswered == SIX[2 * turn :]
    assert outcome.requests == [2] * (turn + 1)
    assert outcome.announced == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_key_does_not_follow_a_redirect(ask: Ask, api: Standin, status: int) -> None:
    with Standin(many(6)) as other:
        api.play(says(status, b"", Location=other.address + BATCH))

        outcome = ask()

        assert other.requests == []
    assert outcome.error is not None
    assert len(outcome.requests) == 1


@pytest.mark.parametrize("location", ["http://[::1", "\xff\xfe", "", "file:///etc/passwd", "https://example.org:x/"])
def test_a_redirect_to_anywhere_does_no_harm(ask: Ask, api: Standin, location: str) -> None:
    api.play(says(302, b"", Location=location))

    assert ask().error == f"Semantic Scholar {LASTING['redirect']}"


def test_a_redirect_with_an_endless_body_is_bounded_like_any_answer(ask: Ask, api: Standin) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.head(302, {"Location": "/graph"})
        while not exchange.pause(0):
            exchange.wfile.write(b" " * 65536)

    api.play(endless)

    assert ask(patience=0).error == "Semantic Scholar does not answer (the answer is too large)"


# Waiting


def test_waits_double_to_a_cap_until_the_patience_ends(ask: Ask, api: Standin) -> None:
    api.play(*["429"] * 20)

    outcome = ask(patience=250)

    assert outcome.slept == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 8.0]
    assert sum(outcome.slept) == 250


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 1.5), (0.999999, 2.5)])
def test_a_wait_varies_by_a_quarter(ask: Ask, api: Standin, chance: float, wait: float) -> None:
    api.play("429")

    outcome = ask(chance=lambda: chance)

    assert outcome.slept == [pytest.approx(wait, abs=1e-5)]


def test_without_a_key_no_wait_is_shorter_than_the_gap(ask: Ask, api: Standin) -> None:
    api.play("429", "429", "429")

    assert ask(key=None).slept == [4.0, 4.0, 8.0]


def test_without_a_key_the_last_word_is_that_one_would_help(ask: Ask, api: Standin) -> None:
    api.play("429")

    outcome = ask(key=None, patience=0)

    assert outcome.error == "Semantic Scholar does not answer (it is busy, 429); a key in S2_API_KEY would help"


@pytest.mark.usefixtures("pairs")
def test_the_patience_is_one_for_the_whole_run(ask: Ask, api: Standin) -> None:
    api.play("429", "fair", *["429"] * 9)

    outcome = ask(patience=10)

    assert outcome.slept == [2.0, 1.1, 2.0, 4.0, 2.0]
    assert outcome.found == SIX[:2]


def test_a_second_question_has_what_patience_the_first_one_left(client: Make, api: Standin, weather: Time) -> None:
    asking = client(patience=10)
    api.play("429", "429", "fair", *["429"] * 9)

    list(asking.papers(SIX))
    with pytest.raises(UnavailableError):
        list(asking.papers(SIX))

    assert weather.slept == [2.0, 4.0, 1.1, 2.0, 2.0]


@pytest.mark.usefixtures("pairs")
def test_requests_that_fail_cost_patience_and_others_do_not(ask: Ask, api: Standin, weather: Time) -> None:
    def slowly(fault: str) -> Fault:
        def play(exchange: Exchange) -> None:
            weather.now += 14
            FAULTS[fault](exchange)

        return play

    api.play(slowly("fair"), slowly("504"), slowly("fair"), slowly("504"), slowly("504"))

    outcome = ask(patience=40, limits=Limits())

    assert outcome.found == SIX[:4]
    assert outcome.error == "Semantic Scholar does not answer (it failed, 504)"
    assert outcome.slept == [1.1, 2.0, 1.1, 2.0]


def test_no_patience_is_one_try(ask: Ask, api: Standin) -> None:
    api.play("429")

    outcome = ask(patience=0)

    assert outcome.error == "Semantic Scholar does not answer (it is busy, 429)"
    assert (outcome.requests, outcome.slept, outcome.unanswered) == ([6], [], SIX)


def test_a_server_that_hangs_cannot_outlast_the_patience_by_much(
    ask: Ask, api: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic_scholar, "_SHORTEST", 0.2)
    api.play("hang")
    began = time.monotonic()

    outcome = ask(patience=0, limits=Limits())

    assert outcome.error == "Semantic Scholar does not answer (it is too slow)"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("fault", "wait"),
    [("429-seconds", 7.0), ("429-date", 9.0), ("429-past", 2.0), ("429-nonsense", 2.0)],
)
def test_what_the_server_asks_to_wait_is_waited(ask: Ask, api: Standin, fault: str, wait: float) -> None:
    api.play(fault)

    assert ask().slept == [wait]


@pytest.mark.parametrize("header", ["0", "-5", "", "2.5", "Sat, 99 Jul 2026 10:00:09 GMT", "\xd9\xa3\xd9\xa6"])
def test_an_odd_wish_to_wait_is_none(ask: Ask, api: Standin, header: str) -> None:
    api.play(says(503, b"", Retry_After=header))

    assert ask().slept == [2.0]


def test_a_server_that_always_says_at_once_is_still_asked_less_and_less_often(ask: Ask, api: Standin) -> None:
    api.play(*[says(429, b"", Retry_After="0")] * 9)

    assert ask().slept == [2.0, 4.0, 8.0, 16.0, 30.0]


@pytest.mark.parametrize(("wish", "told"), [("61", "61"), ("3600", "3,600"), ("9" * 400, "inf")])
def test_a_longer_wait_than_the_patience_ends_the_asking_at_once(ask: Ask, api: Standin, wish: str, told: str) -> None:
    api.play(says(429, b"", Retry_After=wish))

    outcome = ask()

    assert outcome.error == f"Semantic Scholar does not answer (it is busy, 429; it asks to wait {told} s)"
    assert outcome.slept == []


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("played", [["429"], ["fair"]])
def test_an_interrupt_stops_at_once_and_keeps_what_has_come(
    client: Make, api: Standin, weather: Time, played: list[str]
) -> None:
    def interrupt() -> None:
        if len(api.requests) == 2:
            raise KeyboardInterrupt

    weather.on_sleep = interrupt
    api.play("fair", *played)
    asking = client()
    given: list[tuple[str, PaperMetadata | None]] = []

    with pytest.raises(KeyboardInterrupt):
        given.extend(asking.papers(SIX))

    length = 2 if played == ["429"] else 4
    assert [asked for asked, _ in given] == SIX[:length]
    assert asking.unanswered == SIX[length:]
    assert len(api.requests) == 2


# 400


def test_a_batch_of_unknown_papers_is_an_answer(ask: Ask, api: Standin) -> None:
    api.records.clear()

    outcome = ask()

    assert outcome.unknown == SIX
    assert (outcome.unanswered, outcome.error, outcome.requests) == ([], None, [6])


@pytest.mark.parametrize("fault", ["400", "400-said", "400-size"])
def test_a_rejected_batch_is_asked_for_once_more(ask: Ask, api: Standin, fault: str) -> None:
    api.play(fault)

    outcome = ask()

    assert outcome.found == SIX
    assert (outcome.requests, outcome.slept) == ([6, 6], [2.0])
    assert outcome.announced[0][1].startswith("it rejected the question, 400")


def test_a_batch_that_is_rejected_again_is_halved_until_one_id_is_left(ask: Ask, api: Standin) -> None:
    api.know(many(8))
    api.poison = {"ARXIV:2106.00003"}

    outcome = ask(list(many(8)))

    assert outcome.unanswered == ["ARXIV:2106.00003"]
    assert len(outcome.found) == 7
    assert outcome.error is None
    assert outcome.requests == [8, 8, 4, 4, 2, 2, 2, 1, 1, 4]


def test_halving_ends_after_three_levels_and_the_rest_is_named(ask: Ask, api: Standin) -> None:
    wanted = list(many(500))
    api.know(many(500))
    api.poison = {wanted[-1]}

    outcome = ask(wanted)

    assert outcome.unanswered == wanted[-63:]
    assert outcome.found == wanted[:-63]
    assert outcome.requests == [500, 500, 250, 250, 250, 125, 125, 125, 62, 63, 63]


def test_a_single_id_that_is_rejected_is_not_asked_for_again(ask: Ask, api: Standin) -> None:
    api.play("400-said")

    outcome = ask(SIX[:1])

    assert (outcome.unanswered, outcome.error, outcome.requests) == (SIX[:1], None, [1])


def test_a_server_that_rejects_everything_cannot_outlast_the_patience(ask: Ask, api: Standin) -> None:
    wanted = list(many(10_000))
    api.play(*["400-said"] * 1000)

    outcome = ask(wanted)

    assert outcome.unanswered == wanted
    assert outcome.error == "Semantic Scholar does not answer (it rejected the question, 400: Bad request)"
    assert sum(outcome.slept) < 120


# The rows


def test_rows_that_are_no_papers_stay_unanswered(ask: Ask, api: Standin) -> None:
    api.play("odd-rows")

    outcome = ask(SIX[:5])

    assert (outcome.given, outcome.unanswered, outcome.error) == ([], SIX[:5], None)


@pytest.mark.usefixtures("pairs")
def test_rows_of_null_are_unknown(ask: Ask, api: Standin) -> None:
    api.play("null-row", "all-null")

    outcome = ask()

    assert outcome.unknown == [SIX[0], SIX[2], SIX[3]]
    assert outcome.found == [SIX[1], SIX[4], SIX[5]]


def test_a_merged_paper_is_found_by_the_id_that_was_asked(ask: Ask, api: Standin) -> None:
    api.play("merged")

    outcome = ask(SIX[:1])

    [(asked, paper)] = outcome.given
    assert asked == SIX[0]
    assert paper is not None
    assert paper.ids == ("1" + "0" * 39, SIX[0], "CorpusId:1")


def test_a_wrong_paper_is_given_with_the_ids_that_tell(ask: Ask, api: Standin) -> None:
    api.play("wrong")

    outcome = ask(SIX[:1])

    [(asked, paper)] = outcome.given
    assert paper is not None
    assert asked not in paper.ids
    assert paper.title == "Attention is All you Need"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"title": None}, {"title": None}),
        ({"title": " \n\t "}, {"title": None}),
        ({"title": 7}, {"title": None}),
        ({"title": "Adapters\r\nare   <i>small</i> &amp;\tgood"}, {"title": "Adapters are small & good"}),
        ({"title": "H<sub>2</sub>O and <jats:italic>E. coli</jats:italic>"}, {"title": "H2O and E. coli"}),
        ({"title": "<p>One</p><p>Two<br/>Three</p>"}, {"title": "One Two Three"}),
        ({"title": '<span class="a b" lang=en>x</span> <mml:math><mml:mi>y</mml:mi></mml:math>'}, {"title": "x y"}),
        ({"title": "If a < b > c, n<m and p>q"}, {"title": "If a < b > c, n<m and p>q"}),
        ({"title": "The <EOS> Decision, <mask> and </s>"}, {"title": "The <EOS> Decision, <mask> and </s>"}),
        ({"title": "&lt;b&gt;Bold&lt;/b&gt; &#945;-LoRA"}, {"title": "Bold α-LoRA"}),
        ({"title": "a\x00b\x1b[31mc\u202ed\ufeffe\ud800f"}, {"title": "ab[31mcdef"}),
        ({"title": "one\u2028two\x85three\u3000four"}, {"title": "one two three four"}),
        ({"authors": None}, {"authors": ()}),
        ({"authors": []}, {"authors": ()}),
        ({"authors": {}}, {"authors": ()}),
        ({"authors": [None, {}, {"name": None}, {"name": ""}, "B.", {"authorId": 5}]}, {"authors": ()}),
        ({"authors": [{"authorId": None, "name": " Łukasz\n Kaiser "}]}, {"authors": ("Łukasz Kaiser",)}),
        ({"venue": ""}, {"venue": None}),
        ({"venue": None}, {"venue": None}),
        ({"venue": ["ACL"]}, {"venue": None}),
        ({"year": None}, {"year": None}),
        ({"year": "2021"}, {"year": 2021}),
        ({"year": 2021.0}, {"year": 2021}),
        ({"year": 2021.5}, {"year": None}),
        ({"year": 20211}, {"year": None}),
        ({"year": 0}, {"year": None}),
        ({"year": -2021}, {"year": None}),
        ({"year": True}, {"year": None}),
        ({"year": "in press"}, {"year": None}),
        ({"year": 1e300}, {"year": None}),
        ({"citationCount": None}, {"citations": None}),
        ({"citationCount": 0}, {"citations": 0}),
        ({"citationCount": "12"}, {"citations": 12}),
        ({"citationCount": -1}, {"citations": None}),
        ({"tldr": None}, {"tldr": None}),
        ({"tldr": {}}, {"tldr": None}),
        ({"tldr": "text"}, {"tldr": None}),
        ({"tldr": {"model": "tldr@v2.0.0", "text": ""}}, {"tldr": None}),
        ({"tldr": {"model": None, "text": "One\nsentence."}}, {"tldr": "One sentence."}),
        ({"publicationDate": "2021-06-17"}, {"published": "2021-06-17"}),
        ({"publicationDate": "2021-06-31"}, {"published": None}),
        ({"publicationDate": 2021}, {"published": None}),
        ({"journal": {"name": "", "volume": None}}, {"journal": None}),
        ({"journal": {"pages": "\n          46-51\n        "}}, {"journal": Journal(pages="46-51")}),
        ({"journal": {"name": "ArXiv", "volume": "abs/1", "x": 1}}, {"journal": Journal("ArXiv", "abs/1")}),
        ({"journal": ["ArXiv"]}, {"journal": None}),
        ({"url": None}, {}),
        ({"url": "javascript:alert(1)"}, {}),
        (
            {"url": "https://www.semanticscholar.org/paper/LoRA/1f"},
            {"url": "https://www.semanticscholar.org/paper/LoRA/1f"},
        ),
    ],
    ids=repr,
)
def test_a_record_is_read_leniently(ask: Ask, api: Standin, given: dict[str, Any], expected: dict[str, Any]) -> None:
    api.records["arxiv:2106.00001"] = a_record(externalIds={}) | given

    outcome = ask(SIX[:1])

    plain = FIRST._replace(ids=(f"{1:040}", "CorpusId:1"))
    assert outcome.given == [(SIX[0], plain._replace(**expected))]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"corpusId": "9"}, ["CorpusId:9"]),
        ({"corpusId": 9, "externalIds": None}, ["CorpusId:9"]),
        ({"externalIds": {"CorpusId": "8"}}, ["CorpusId:8"]),
        ({"externalIds": {}}, []),
        ({"externalIds": []}, []),
        ({"externalIds": {"DOI": "10.18653/V1/2020.ACL-MAIN.447"}}, ["DOI:10.18653/v1/2020.acl-main.447"]),
        ({"externalIds": {"DOI": "10.31857/S0026898423030163, EDN: CHWIKZ"}}, ["DOI:10.31857/s0026898423030163"]),
        ({"externalIds": {"DOI": '10.1/"x'}}, []),
        ({"externalIds": {"DOI": "10.48550/ARXIV.2106.09685", "ArXiv": "2106.09685v2"}}, ["ARXIV:2106.09685"]),
        ({"externalIds": {"PubMed": 19872477, "PubMedCentral": "2323736"}}, ["PMID:19872477", "PMCID:2323736"]),
        ({"externalIds": {"ACL": "W12-3903", "DBLP": "x", "MAG": None, "DOI": True}}, ["ACL:W12-3903"]),
        ({"externalIds": {"ACL": "", "ArXiv": " ", "PubMed": [1], "DOI": {}}}, []),
    ],
    ids=repr,
)
def test_the_ids_of_a_record_are_spelled_as_they_are_asked(
    ask: Ask, api: Standin, given: dict[str, Any], expected: list[str]
) -> None:
    api.play(says(200, [{"paperId": "A" * 40} | given]))

    outcome = ask(SIX[:1])

    [(_, paper)] = outcome.given
    assert paper is not None
    assert paper.ids == ("a" * 40, *expected)


def test_a_record_with_nothing_but_its_id_is_a_paper(ask: Ask, api: Standin) -> None:
    api.play(says(200, [{"paperId": "a" * 40, "surprise": {"nested": [1, 2]}}]))

    outcome = ask(SIX[:1])

    assert outcome.given == [
        (SIX[0], PaperMetadata(ids=("a" * 40,), url=f"https://www.semanticscholar.org/paper/{'a' * 40}"))
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
EXTERNAL = st.fixed_dictionaries({}, optional=dict.fromkeys(["DOI", "ArXiv", "ACL", "PubMed", "CorpusId"], ANYTHING))
FIELDS = semantic_scholar.FIELDS.split(",")
ROWS = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING) | {"externalIds": EXTERNAL})


@settings(max_examples=100, deadline=None)
@given(ROWS | ANYTHING)
def test_whatever_a_row_holds_it_is_a_paper_or_not(row: Any) -> None:
    named = row | {"paperId": "a" * 40} if isinstance(row, dict) else {"paperId": "a" * 40}

    read = [answers.paper(row), answers.paper(named)]  # over a socket it would take minutes

    assert read[0] is None or read[0].ids
    assert read[1] is not None
    assert read[1].ids[0] == "a" * 40


# The key


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_once_is_kept(ask: Ask, api: Standin, status: int) -> None:
    api.play(str(status))

    outcome = ask()

    assert outcome.found == SIX
    assert outcome.announced == [(1.1, f"it refused the key in S2_API_KEY, {status}")]
    assert all(request.headers["x-api-key"] == KEY for request in api.requests)


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_key_that_is_refused_twice_is_given_up(ask: Ask, api: Standin, turn: int) -> None:
    def prune(exchange: Exchange) -> None:
        exchange.server.standin.key = "another"
        FAULTS["fair"](exchange)

    api.play(*["fair"] * turn, prune)

    outcome = ask()

    assert outcome.found == SIX
    assert outcome.error is None
    assert outcome.announced == [
        (1.1, "it refused the key in S2_API_KEY, 403"),
        (4.0, "it refused the key in S2_API_KEY, 403; going on without it"),
    ]
    keys = [request.headers.get("x-api-key") for request in api.requests]
    assert keys == [KEY] * (turn + 2) + [None] * (3 - turn)
    assert outcome.slept == [1.1] * turn + [1.1, 4.0] + [4.0] * (2 - turn)


def test_without_patience_a_refused_key_is_given_up_all_the_same(ask: Ask, api: Standin) -> None:
    api.play("403", "403")

    outcome = ask(patience=0)

    assert (outcome.found, outcome.error) == (SIX, None)


def test_a_refused_key_does_not_lengthen_the_waits(ask: Ask, api: Standin) -> None:
    api.play("429", "403", "429", "403", "429")

    assert ask().slept == [2.0, 1.1, 4.0, 4.0, 8.0]


def test_a_refusal_without_a_key_ends_the_asking(ask: Ask, api: Standin) -> None:
    api.play("403")

    outcome = ask(key=None)

    assert outcome.error == "Semantic Scholar refuses requests from here (403)"
    assert (outcome.requests, outcome.unanswered) == ([6], SIX)


def test_a_refusal_that_stays_without_the_key_ends_the_asking(ask: Ask, api: Standin) -> None:
    api.play(*["403"] * 9)

    outcome = ask()

    assert outcome.error == "Semantic Scholar refuses requests from here (403)"
    assert (outcome.requests, outcome.unanswered) == ([6, 6, 6], SIX)


def _echo(status: int) -> Fault:
    return lambda exchange: says(status, {"message": f"no: {exchange.headers['x-api-key']}"})(exchange)


TALKATIVE = {f"echo-{status}": _echo(status) for status in (200, 400, 403)} | {
    name: FAULTS[name] for name in ("429", "403", "redirect", "reset", "hang-up", "400-said", "400-fields", "html")
}


@pytest.mark.parametrize("fault", TALKATIVE.values(), ids=TALKATIVE)
def test_the_key_is_never_printed_logged_or_in_an_error(
    client: Make,
    api: Standin,
    weather: Time,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: Fault,
) -> None:
    caplog.set_level(logging.DEBUG)
    api.play(*[fault] * 9)
    asking, error = client(), ""

    try:
        list(asking.papers(SIX))
        asking.match("Paper number 1")
    except UnavailableError as caught:
        error = "".join(traceback.format_exception(caught)) + repr(caught)

    said = "".join((error, caplog.text, *capfd.readouterr(), repr(asking), repr(weather.announced)))
    assert any(request.headers.get("x-api-key") == KEY for request in api.requests)
    assert "urllib3" in caplog.text
    assert KEY not in said


@pytest.mark.parametrize("value", ["", "  ", "none", "NULL"])
def test_a_blank_key_is_none(api: Standin, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("S2_API_KEY", value)
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address + "/")

    papers = dict(SemanticScholar.from_environment().papers(SIX))

    assert list(papers) == SIX
    assert "x-api-key" not in api.requests[0].headers


def test_the_key_of_the_environment_is_sent(api: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", f" {KEY}\n")
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)

    list(SemanticScholar.from_environment().papers(SIX))

    assert api.requests[0].headers["x-api-key"] == KEY


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("S2_API_KEY", "a\nb", "S2_API_KEY holds characters that no key has; copy the key again, or unset it"),
        ("S2_API_KEY", "schlüssel", "S2_API_KEY holds characters that no key has; copy the key again, or unset it"),
        ("SEMANTIC_SCHOLAR_API_URL", "localhost:80", "SEMANTIC_SCHOLAR_API_URL is not an address: 'localhost:80'"),
    ],
)
def test_a_setting_that_cannot_be_right_is_said(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(CatalogueError) as caught:
        SemanticScholar.from_environment()

    assert str(caught.value) == message


def test_without_a_setting_the_address_is_the_official_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEMANTIC_SCHOLAR_API_URL")

    assert SemanticScholar.from_environment()._address == "https://api.semanticscholar.org"


def test_the_paths_follow_the_address_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with Standin() as api:
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", f" {api.address}/mirror/ ")

        with pytest.raises(UnavailableError):
            list(SemanticScholar.from_environment().papers(SIX))

    assert [request.path for request in api.requests] == ["/mirror" + BATCH]


# Titles

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (LORA, LORA),
        (LORA, "lora  low rank adaptation of large language models."),
        (LORA, "Low-Rank Adaptation of Large Language Models"),
        ("Low-Rank Adaptation of Large Language Models", LORA),
        ("Adapters: <i>a</i> Library for Modelling &amp; Analysis", "Adapters: A Library for Modeling & Analysis"),
        ("Parameter-Efficient Transfer Learning for NLP", "Parameter efficient transfer-learning for NLP"),
        (
            "Generalisation of Language Adapters in Zero-Shot Transfer",
            "Generalization of language adapter in zero-shot transfer",
        ),
    ],
)
def test_a_title_that_is_the_same_is_matched(client: Make, api: Standin, known: str, wanted: str) -> None:
    api.records = {"x": a_record(title=known)}

    paper = client().match(wanted)

    assert paper is not None
    assert paper.ids[0] == "0" * 39 + "1"


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ("Explanation of Gravity Hill of Mainpat in India", "Gravity hill"),
        ("DoRA: Low-Rank Adaptation of Large Language Models", LORA),
        ("Low-Rank Adaptation of Large Language Models for Code", LORA),
        ("Unsupervised Adapters for Machine Translation", "Supervised Adapters for Machine Translation"),
        ("Adapters for Language Models, Part II", "Adapters for Language Models, Part I"),
        ("Adapters for GPT-3", "Adapters for GPT-4"),
        ("A Survey", "Adapters: A Survey"),
        ("Adapters: A Survey", "A Survey"),
        ("LoRAX: Low-Rank Adaptation of Large Language Models", LORA),
        ("Overview of the SemEval2024 Adapters", "Overview of the SemEval2023 Adapters"),
        ("Generalisation of Behaviour", "Generalization of Behavior"),
        ("Multilingual Adapters for Translation", "Monolingual Adapters for Translation"),
        ("Adapters without Training Data", "Adapters with Training Data"),
        (None, "None"),
        ("", "Adapters"),
    ],
)
def test_a_title_that_is_another_is_not_matched(client: Make, api: Standin, known: str | None, wanted: str) -> None:
    api.play(says(200, {"data": [a_record(title=known) | {"matchScore": 179.05}]}))

    assert client().match(wanted) is None
    assert len(api.requests) == 1


def test_a_title_is_asked_for_as_documented(client: Make, api: Standin) -> None:
    client().match(" Paper:\nnumber 1? & #more ")

    [request] = api.requests
    assert (request.method, request.path) == ("GET", MATCH)
    assert request.query == {"query": "Paper: number 1? & #more", "fields": semantic_scholar.FIELDS}
    assert request.headers["x-api-key"] == KEY


@pytest.mark.parametrize("fault", [says(200, {"data": []}), says(404, {"error": "Title match not found"})])
def test_a_title_without_a_match_is_none(client: Make, api: Standin, fault: Fault) -> None:
    api.play(fault)

    assert client().match("Paper number 1") is None
    assert len(api.requests) == 1


def test_a_blank_title_is_not_asked_for(client: Make, api: Standin) -> None:
    assert client().match(" \n") is None
    assert api.requests == []


@pytest.mark.parametrize(
    "fault",
    [
        FAULTS["429"],
        FAULTS["500"],
        FAULTS["html"],
        FAULTS["reset"],
        FAULTS["error-200"],
        says(200, a_record()),
        says(200, {"data": {}}),
        says(200, {"data": [None]}),
        says(200, {"data": [{"error": "Paper not available"}]}),
        says(200, []),
    ],
)
def test_titles_and_ids_are_one_paced_stream_with_one_patience(
    client: Make, api: Standin, weather: Time, fault: Fault
) -> None:
    asking = client(patience=5)
    api.play("fair", fault, "fair", fault, fault)

    list(asking.papers(SIX))
    paper = asking.match("Paper number 1")
    with pytest.raises(UnavailableError, match=r"^Semantic Scholar does not answer"):
        asking.match("Paper number 2")

    assert paper is not None
    assert weather.slept == [1.1, 2.0, 1.1, 2.0]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("400-said", "Semantic Scholar does not look up 'LoRA' (it rejected the question, 400: Bad request)"),
        ("404", "Semantic Scholar answered 404 where papers were expected"),
        ("redirect", "Semantic Scholar answered 302, a redirect that is not followed, where papers were expected"),
    ],
)
def test_a_title_that_cannot_be_asked_for_ends_the_asking(client: Make, api: Standin, fault: str, message: str) -> None:
    api.play(fault)

    with pytest.raises(UnavailableError) as caught:
        client().match("LoRA")

    assert str(caught.value) == message
    assert len(api.requests) == 1


# The stand-in


def test_the_stand_in_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    file.write_text(json.dumps([{"ids": ["ARXIV:2106.00001"], "record": a_record()}]))
    command = [sys.executable, str(Path(__file__).with_name("standin.py")), str(file), "429", "--key", KEY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None

        address = process.stdout.readline().strip().removeprefix("export SEMANTIC_SCHOLAR_API_URL=")
        given = list(SemanticScholar(address=address, key=KEY, sleep=lambda _: None).papers(SIX[:2]))
        process.terminate()

    assert [(asked, paper and paper.year) for asked, paper in given] == [(SIX[0], 2021), (SIX[1], None)]


def test_the_stand_in_can_be_closed_for_a_while(ask: Ask, api: Standin, weather: Time) -> None:
    weather.on_sleep = lambda: time.sleep(0.05)
    api.play(refuse(0.2))

    outcome = ask(patience=10_000)

    assert outcome.found == SIX
    assert "the connection was refused" in [reason for _, reason in outcome.announced]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "complaints"),
    [
        ("POST", f"{BATCH}?fields=title", {"ids": SIX}, 200, []),
        ("POST", f"{BATCH}?fields=title,Title", {"ids": SIX}, 400, ["there is no field 'Title'"]),
        ("POST", f"{BATCH}?fields=title&limit=3", {"ids": SIX}, 200, ["the query has 'limit'"]),
        ("POST", f"{BATCH}?fields=title", {"ids": list(many(501))}, 200, ["there are 501 ids"]),
        ("POST", f"{BATCH}?fields=title", {"ids": []}, 400, ["there are 0 ids"]),
        ("POST", f"{BATCH}?fields=title", {"ids": [SIX[0], ""]}, 200, ["'' is no id"]),
        ("POST", f"{BATCH}?fields=title", {"ids": ["ARXIV:2106.00002v1"]}, 400, ["'ARXIV:2106.00002v1' is no id"]),
        ("POST", f"{BATCH}?fields=title", {"ids": [SIX[0], SIX[0].lower()]}, 200, ["an id is given twice"]),
        ("GET", f"{MATCH}?fields=title&query=", None, 404, ["the title is blank"]),
        ("GET", f"{BATCH}?fields=title", None, 404, [f"GET {BATCH} is nothing to ask"]),
        ("GET", "/paper", None, 404, ["GET /paper is nothing to ask"]),
    ],
)
def test_the_stand_in_checks_what_it_is_sent(
    method: str, path: str, body: Any, status: int, complaints: list[str]
) -> None:
    with Standin(many(6)) as api:
        connection = http.client.HTTPConnection("127.0.0.1", int(api.address.rpartition(":")[2]))
        content = None if body is None else json.dumps(body)

        connection.request(method, path, content, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        connection.close()

        assert (response.status, response.headers["Date"]) == (status, DATE)
        assert api.complaints == complaints


@pytest.mark.parametrize("known", ["DOI:10.1023/a:1007154515475", "10.1023/A:1007154515475", "corpusID:5"])
def test_the_stand_in_compares_ids_as_the_api_does(known: str) -> None:
    with Standin({"DOI:10.1023/A:1007154515475": a_record(), "CorpusId:5": a_record(5)}) as api:
        status, _ = api.answer(Request("POST", BATCH, {}, {}, {"ids": [known]}))

    assert status == 200
