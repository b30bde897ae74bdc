import time

import pytest

from api_fixtures import KEY, SIX, Ask, FakeClock, Make
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services import pace
from awesome_adapters.services.http import Limits
from fake_api import FAULTS, Exchange, FakeApi, Fault, says


def test_waits_double_to_a_cap_until_the_retry_budget_is_spent(ask: Ask, api: FakeApi) -> None:
    api.play(*["429"] * 20)

    outcome = ask(max_wait=250)

    assert outcome.slept == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 8.0]
    assert sum(outcome.slept) == 250


@pytest.mark.parametrize(("jitter", "wait"), [(0.0, 1.5), (0.999999, 2.5)])
def test_a_wait_varies_by_a_quarter(ask: Ask, api: FakeApi, jitter: float, wait: float) -> None:
    api.play("429")

    outcome = ask(jitter=lambda: jitter)

    assert outcome.slept == [pytest.approx(wait, abs=1e-5)]


def test_without_a_key_no_wait_is_shorter_than_the_interval(ask: Ask, api: FakeApi) -> None:
    api.play("429", "429", "429")

    assert ask(key=None).slept == [4.0, 4.0, 8.0]


def test_without_a_key_the_last_word_is_that_one_would_help(ask: Ask, api: FakeApi) -> None:
    api.play("429")

    outcome = ask(key=None, max_wait=0)

    assert outcome.error == "Semantic Scholar does not answer (it is busy, 429); a key in S2_API_KEY would help"


def test_the_retry_budget_is_one_for_the_whole_run(ask_pairs: Ask, api: FakeApi) -> None:
    api.play("429", "200", *["429"] * 9)

    outcome = ask_pairs(max_wait=10)

    assert outcome.slept == [2.0, 1.1, 2.0, 4.0, 2.0]
    assert outcome.found_ids == SIX[:2]


def test_a_second_question_has_what_the_first_one_left_of_the_retry_budget(
    client: Make, api: FakeApi, clock: FakeClock
) -> None:
    scholar = client(max_wait=10)
    api.play("429", "429", "200", *["429"] * 9)

    list(scholar.papers(SIX))
    with pytest.raises(UnavailableError):
        list(scholar.papers(SIX))

    assert clock.slept == [2.0, 4.0, 1.1, 2.0, 2.0]


def test_requests_that_fail_cost_retry_budget_and_others_do_not(ask_pairs: Ask, api: FakeApi, clock: FakeClock) -> None:
    def slowly(fault: str) -> Fault:
        def play(exchange: Exchange) -> None:
            clock.now += 14
            FAULTS[fault](exchange)

        return play

    api.play(slowly("200"), slowly("504"), slowly("200"), slowly("504"), slowly("504"))

    outcome = ask_pairs(max_wait=40, limits=Limits())

    assert outcome.found_ids == SIX[:4]
    assert outcome.error == "Semantic Scholar does not answer (it failed, 504)"
    assert outcome.slept == [1.1, 2.0, 1.1, 2.0]


def test_no_retry_budget_is_one_try(ask: Ask, api: FakeApi) -> None:
    api.play("429")

    outcome = ask(max_wait=0)

    assert outcome.error == "Semantic Scholar does not answer (it is busy, 429)"
    assert (outcome.requests, outcome.slept, outcome.unanswered) == ([6], [], SIX)


def test_a_server_that_hangs_cannot_outlast_the_retry_budget_by_much(
    ask: Ask, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_SHORTEST_TIMEOUT", 0.2)
    api.play("hang")
    began = time.monotonic()

    outcome = ask(max_wait=0, limits=Limits())

    assert outcome.error == "Semantic Scholar does not answer (it is too slow)"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("fault", "wait"),
    [("429-seconds", 7.0), ("429-date", 9.0), ("429-past", 2.0), ("429-nonsense", 2.0)],
)
def test_what_the_server_asks_to_wait_is_waited(ask: Ask, api: FakeApi, fault: str, wait: float) -> None:
    api.play(fault)

    assert ask().slept == [wait]


@pytest.mark.parametrize("header", ["0", "-5", "", "2.5", "Sat, 99 Jul 2026 10:00:09 GMT", "\xd9\xa3\xd9\xa6"])
def test_an_odd_wish_to_wait_is_none(ask: Ask, api: FakeApi, header: str) -> None:
    api.play(says(503, b"", Retry_After=header))

    assert ask().slept == [2.0]


def test_a_server_that_always_says_at_once_is_still_asked_less_and_less_often(ask: Ask, api: FakeApi) -> None:
    api.play(*[says(429, b"", Retry_After="0")] * 9)

    assert ask().slept == [2.0, 4.0, 8.0, 16.0, 30.0]


@pytest.mark.parametrize(("seconds", "shown"), [("61", "61"), ("3600", "3,600"), ("9" * 400, "inf")])
def test_a_longer_wait_than_the_retry_budget_ends_the_asking_at_once(
    ask: Ask, api: FakeApi, seconds: str, shown: str
) -> None:
    api.play(says(429, b"", Retry_After=seconds))

    outcome = ask()

    assert outcome.error == f"Semantic Scholar does not answer (it is busy, 429; it asks to wait {shown} s)"
    assert outcome.slept == []


@pytest.mark.parametrize("played", [["429"], ["200"]])
def test_an_interrupt_stops_at_once_and_keeps_what_has_come(
    client: Make, api: FakeApi, clock: FakeClock, played: list[str]
) -> None:
    def interrupt() -> None:
        if len(api.requests) == 2:
            raise KeyboardInterrupt

    clock.on_sleep = interrupt
    api.play("200", *played)
    scholar = client(batch_size=2)
    answers: list[tuple[str, PaperMetadata | None]] = []

    with pytest.raises(KeyboardInterrupt):
        answers.extend(scholar.papers(SIX))

    length = 2 if played == ["429"] else 4
    assert [asked for asked, _ in answers] == SIX[:length]
    assert scholar.unanswered == SIX[length:]
    assert len(api.requests) == 2


# The key


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_once_is_kept(ask_pairs: Ask, api: FakeApi, status: int) -> None:
    api.play(str(status))

    outcome = ask_pairs()

    assert outcome.found_ids == SIX
    assert outcome.waits == [(1.1, f"it refused the key in S2_API_KEY, {status}")]
    assert all(request.headers["x-api-key"] == KEY for request in api.requests)


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_key_that_is_refused_twice_is_given_up(ask_pairs: Ask, api: FakeApi, turn: int) -> None:
    def prune(exchange: Exchange) -> None:
        exchange.server.api.key = "another"
        FAULTS["200"](exchange)

    api.play(*["200"] * turn, prune)

    outcome = ask_pairs()

    assert outcome.found_ids == SIX
    assert outcome.error is None
    assert outcome.waits == [
        (1.1, "it refused the key in S2_API_KEY, 403"),
        (4.0, "it refused the key in S2_API_KEY, 403; continuing without it"),
    ]
    keys = [request.headers.get("x-api-key") for request in api.requests]
    assert keys == [KEY] * (turn + 2) + [None] * (3 - turn)
    assert outcome.slept == [1.1] * turn + [1.1, 4.0] + [4.0] * (2 - turn)


def test_without_retry_budget_a_refused_key_is_given_up_all_the_same(ask: Ask, api: FakeApi) -> None:
    api.play("403", "403")

    outcome = ask(max_wait=0)

    assert (outcome.found_ids, outcome.error) == (SIX, None)


def test_a_refused_key_does_not_lengthen_the_waits(ask: Ask, api: FakeApi) -> None:
    api.play("429", "403", "429", "403", "429")

    assert ask().slept == [2.0, 1.1, 4.0, 4.0, 8.0]


def test_a_refusal_without_a_key_ends_the_asking(ask: Ask, api: FakeApi) -> None:
    api.play("403")

    outcome = ask(key=None)

    assert outcome.error == "Semantic Scholar refuses requests from here (403)"
    assert (outcome.requests, outcome.unanswered) == ([6], SIX)


def test_a_refusal_that_stays_without_the_key_ends_the_asking(ask: Ask, api: FakeApi) -> None:
    api.play(*["403"] * 9)

    outcome = ask()

    assert outcome.error == "Semantic Scholar refuses requests from here (403)"
    assert (outcome.requests, outcome.unanswered) == ([6, 6, 6], SIX)
