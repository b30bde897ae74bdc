import json
import logging
import traceback
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_fixtures import KEY, LIMITS, SIX, Ask, FakeClock, Make, Outcome
from awesome_adapters import __version__
from awesome_adapters.metadata import QUERY
from awesome_adapters.problems import CatalogueError, RejectedTitleError, UnavailableError
from awesome_adapters.services.semantic_scholar import answers
from awesome_adapters.services.semantic_scholar.client import SemanticScholar
from fake_api import BATCH, FAULTS, MATCH, Exchange, FakeApi, Fault, a_record, instead, many, says


@pytest.mark.parametrize(("key", "interval"), [(KEY, 1.1), (None, 4.0)])
def test_a_batch_is_one_request_and_the_interval_depends_on_the_key(
    ask: Ask, api: FakeApi, key: str | None, interval: float
) -> None:
    ids = [f"PMID:{number}" for number in range(1, 1202)]
    api.records["pmid:7"] = api.records["pmid:1201"] = api.records["pmid:501"] = a_record()

    outcome = ask(ids, key=key)

    assert outcome.requests == [500, 500, 201]
    assert outcome.slept == [interval, interval]
    assert [asked for asked, _ in outcome.answers] == ids
    assert outcome.found_ids == ["PMID:7", "PMID:501", "PMID:1201"]
    assert (outcome.unanswered, outcome.error, outcome.waits) == ([], None, [])


def test_the_interval_runs_from_the_end_of_a_request(client: Make, clock: FakeClock, api: FakeApi) -> None:
    def slow(exchange: Exchange) -> None:
        clock.now += 3
        FAULTS["200"](exchange)

    api.play(slow)
    papers = client(batch_size=2).papers(SIX)

    next(papers), next(papers)
    clock.now += 0.6
    next(papers), next(papers)
    clock.now += 5
    rest = list(papers)

    assert len(rest) == 2
    assert clock.slept == [0.5]


def test_the_question_is_the_smallest_one(ask: Ask, api: FakeApi) -> None:
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


def test_no_ids_are_no_request(ask: Ask) -> None:
    assert ask([]) == Outcome([], [], None, [], [], [])


def test_an_id_is_asked_once_however_it_is_spelled_and_answered_each_time(ask: Ask, api: FakeApi) -> None:
    outcome = ask(["ARXIV:2106.00001", "ARXIV:2106.00002", "arXiv:2106.00001v2", "ARXIV:2106.00001"])

    assert api.requests[0].ids == ["ARXIV:2106.00001", "ARXIV:2106.00002"]
    assert outcome.found_ids == ["ARXIV:2106.00001", "arXiv:2106.00001v2", "ARXIV:2106.00002"]


def test_what_is_no_id_is_never_sent_and_stays_unanswered(ask: Ask, api: FakeApi) -> None:
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
def test_every_kind_of_id_goes_out_as_documented(ask: Ask, api: FakeApi, spelling: str) -> None:
    api.know({spelling: a_record(externalIds={})})

    outcome = ask([spelling])

    assert api.requests[0].ids == outcome.found_ids == [spelling]


def test_an_unknown_paper_is_told_from_an_unanswered_one(ask: Ask, api: FakeApi) -> None:
    del api.records["arxiv:2106.00002"]
    api.play(instead(lambda rows: [*rows[:2], {"error": "Paper not available"}, *rows[3:]]))

    outcome = ask()

    assert outcome.found_ids == [SIX[0], *SIX[3:]]
    assert outcome.unknown_ids == [SIX[1]]
    assert outcome.unanswered == [SIX[2]]
    assert outcome.error is None


# Faults that pass

PASSING = {
    "204": "it sent 204, and no papers",
    "404": "it sent 404, and no papers",
    "418": "it sent 418, and no papers",
    "redirect": "it sent 302, a redirect that is not followed",
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


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(("fault", "reason"), PASSING.items(), ids=PASSING)
def test_a_fault_that_passes_costs_one_wait(ask_pairs: Ask, api: FakeApi, fault: str, reason: str, turn: int) -> None:
    api.play(*["200"] * turn, fault)

    outcome = ask_pairs()

    assert outcome.found_ids == SIX
    assert (outcome.unanswered, outcome.error) == ([], None)
    assert outcome.requests == [2, 2, 2, 2]
    assert outcome.slept == [1.1] * turn + [2.0] + [1.1] * (2 - turn)
    assert outcome.waits == [(2.0, reason)]


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(("fault", "reason"), PASSING.items(), ids=PASSING)
def test_a_fault_that_lasts_ends_the_asking_when_the_retry_budget_does(
    ask_pairs: Ask, api: FakeApi, fault: str, reason: str, turn: int
) -> None:
    api.play(*["200"] * turn, *[fault] * 9)

    outcome = ask_pairs()

    assert outcome.found_ids == SIX[: 2 * turn]
    assert outcome.unanswered == SIX[2 * turn :]
    assert outcome.error == f"Semantic Scholar does not answer ({reason})"
    assert outcome.requests == [2] * (turn + 6)
    assert outcome.slept == [1.1] * turn + [2.0, 4.0, 8.0, 16.0, 30.0]


@pytest.mark.parametrize("fault", ["hang", "stall"])
def test_a_server_that_falls_silent_is_left_and_asked_again(ask_pairs: Ask, api: FakeApi, fault: str) -> None:
    api.play("200", fault)

    outcome = ask_pairs(limits=LIMITS._replace(silence=0.5))

    assert outcome.found_ids == SIX
    assert outcome.waits == [(2.0, "it is too slow")]
    assert len(outcome.requests) == 4


def test_an_answer_that_drips_is_left_and_asked_for_again(ask_pairs: Ask, api: FakeApi, clock: FakeClock) -> None:
    clock.ticking = True
    api.play("200", "drip")

    outcome = ask_pairs(limits=LIMITS._replace(whole=0.5))

    assert outcome.found_ids == SIX
    assert [reason for _, reason in outcome.waits] == ["it is too slow"]
    assert len(outcome.requests) == 4


def test_an_answer_that_is_slow_but_whole_is_taken(ask: Ask, api: FakeApi, clock: FakeClock) -> None:
    def slow(exchange: Exchange) -> None:
        content = json.dumps(exchange.answer()[1]).encode()
        exchange.head(200, {"Content-Length": str(len(content)), "Connection": "close"})
        for byte in content:
            exchange.wfile.write(bytes([byte]))
            exchange.pause(0.0002)

    clock.ticking = True
    api.play(slow)

    outcome = ask(SIX[:2])

    assert (outcome.found_ids, outcome.waits) == (SIX[:2], [])


def test_a_compressed_answer_is_read(ask: Ask, api: FakeApi) -> None:
    api.play("gzip")

    assert ask().found_ids == SIX


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_refused_connection_is_tried_again(ask_pairs: Ask, api: FakeApi, clock: FakeClock, turn: int) -> None:
    def down(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.server.api.close()

    def up() -> None:
        if len(clock.waits) == 3 and len(api.requests) == turn + 1:
            api.open()

    clock.on_sleep = up
    api.play(*["200"] * turn, down)

    outcome = ask_pairs()

    assert outcome.found_ids == SIX
    assert [seconds for seconds, _ in outcome.waits] == [2.0, 4.0, 8.0]
    assert [reason for _, reason in outcome.waits] == ["the connection broke", *["the connection was refused"] * 2]


# Faults that do not pass

LASTING = {
    "400-fields": "refused the request: Unrecognized or unsupported fields: [unknown]; this is a bug in "
    "awesome-adapters",
    "400-params": "refused the request: Unacceptable query params: [k=v]; this is a bug in awesome-adapters",
}


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(("fault", "text"), LASTING.items(), ids=LASTING)
def test_what_is_wrong_with_the_question_ends_the_asking_at_once(
    ask_pairs: Ask, api: FakeApi, fault: str, text: str, turn: int
) -> None:
    api.play(*["200"] * turn, fault)

    outcome = ask_pairs()

    assert outcome.error == f"Semantic Scholar {text}"
    assert outcome.found_ids == SIX[: 2 * turn]
    assert outcome.unanswered == SIX[2 * turn :]
    assert outcome.requests == [2] * (turn + 1)
    assert outcome.waits == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_key_does_not_follow_a_redirect(ask: Ask, api: FakeApi, status: int) -> None:
    with FakeApi(many(6)) as other:
        api.play(says(status, b"", Location=other.address + BATCH))

        outcome = ask()

        assert other.requests == []
    assert outcome.found_ids == SIX
    assert len(outcome.requests) == 2


@pytest.mark.parametrize("location", ["http://[::1", "\xff\xfe", "", "file:///etc/passwd", "https://example.org:x/"])
def test_a_redirect_to_anywhere_does_no_harm(ask: Ask, api: FakeApi, location: str) -> None:
    api.play(says(302, b"", Location=location))

    assert ask().waits == [(2, "it sent 302, a redirect that is not followed")]


def test_a_redirect_with_an_endless_body_is_bounded_like_any_answer(ask: Ask, api: FakeApi) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.head(302, {"Location": "/graph"})
        while not exchange.pause(0):
            exchange.wfile.write(b" " * 65536)

    api.play(endless)

    assert ask(max_wait=0).error == "Semantic Scholar does not answer (the answer is too large)"


# Rows of other papers

SWAPPED = instead(lambda rows: rows[::-1])
FOREIGN = instead(lambda rows: [a_record(90 + number) for number, _ in enumerate(rows)])
SHAS = {record["paperId"]: record for record in many(6).values()}
DOIS = {
    f"DOI:10.1000/{n}": a_record(n, externalIds={"DOI": f"10.1000/{n}"}, title=f"On {word}")
    for n, word in enumerate(("adapters", "prompts", "prefixes", "quantization"), 1)
}


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", [FAULTS["rotated"], FAULTS["doubled"], FAULTS["wrong"], SWAPPED, FOREIGN])
@pytest.mark.parametrize("ids", [SIX, list(SHAS)], ids=["arXiv", "SHA"])
def test_rows_of_other_papers_are_asked_for_again(
    ask_pairs: Ask, api: FakeApi, fault: Fault, ids: list[str], turn: int
) -> None:
    if ids != SIX and fault in (FAULTS["wrong"], FOREIGN):
        pytest.skip("a paper may have got another of Semantic Scholar's own ids")
    api.know(SHAS)
    api.play(*["200"] * turn, fault)

    outcome = ask_pairs(ids)

    assert sorted(outcome.found_ids) == sorted(ids)
    assert all(asked in paper.ids for asked, paper in outcome.answers if paper)
    assert (outcome.unanswered, outcome.error, outcome.waits) == ([], None, [])
    assert len(outcome.requests) == 4


@pytest.mark.parametrize("fault", [FAULTS["rotated"], FAULTS["doubled"], SWAPPED])
@pytest.mark.parametrize("known", [many(6), DOIS], ids=["arXiv", "DOI"])
def test_rows_that_stay_those_of_other_papers_are_no_answer(
    ask: Ask, api: FakeApi, fault: Fault, known: dict[str, dict[str, Any]]
) -> None:
    api.know(known)
    api.play(*[fault] * 9)

    outcome = ask(list(known))

    assert [asked for asked, paper in outcome.answers if not paper or asked not in paper.ids] == []
    assert outcome.unanswered == [asked for asked in known if asked not in outcome.found_ids]
    assert len(outcome.requests) == 2
    assert outcome.error is None


def test_a_row_of_another_paper_puts_all_in_doubt_that_no_id_proves(ask: Ask, api: FakeApi) -> None:
    api.know({"PMID:7": a_record(7)})
    api.play(instead(lambda rows: rows[1:] + rows[:1]))

    outcome = ask([SIX[0], "PMID:7", "PMID:8", SIX[1]])

    titles = {asked: paper and paper.title for asked, paper in outcome.answers}
    assert titles == {SIX[0]: "Paper number 1", "PMID:7": "Paper number 7", "PMID:8": None, SIX[1]: "Paper number 2"}
    assert [request.ids for request in api.requests[1:]] == [[SIX[0], "PMID:8", SIX[1]], ["PMID:7"]]


def test_merged_papers_are_told_from_those_of_another_row(ask: Ask, api: FakeApi) -> None:
    old, new = "a" * 40, f"{1:040x}"
    api.know({old: a_record(1), new: a_record(1)})

    outcome = ask([old, new])

    assert sorted(outcome.found_ids) == [new, old]
    assert [request.ids for request in api.requests] == [[old, new], [old]]


def test_a_further_doi_is_proved_by_the_title_and_a_further_arxiv_id_never(client: Make, api: FakeApi) -> None:
    published = a_record(8, externalIds={"DOI": "10.1000/journal"})
    api.know({"DOI:10.1000/conference": published, SIX[0]: a_record(2)})
    scholar = client()

    batches = list(scholar.batches(["DOI:10.1000/conference", SIX[0]], lambda _asked, _paper: True))

    [(asked, paper)] = [answer for batch in batches for answer in batch]
    assert (asked, scholar.unanswered) == ("DOI:10.1000/conference", [SIX[0]])
    assert paper is not None
    assert paper.ids == (f"{8:040x}", "DOI:10.1000/journal", "CorpusId:8", asked)


@pytest.mark.parametrize(("plays", "number"), [(1, 1), (2, 9)])
def test_a_paper_of_another_title_is_believed_the_second_time(
    client: Make, api: FakeApi, plays: int, number: int
) -> None:
    another = a_record(9, externalIds={}, title="Attention is All you Need")
    api.play(*[instead(lambda rows: [another, *rows[1:]])] * plays)

    batches = list(client().batches(SIX, lambda _asked, paper: not (paper.title or "").startswith("Attention")))

    papers = {asked: paper for batch in batches for asked, paper in batch}
    assert [request.ids for request in api.requests] == [SIX, SIX[:1]]
    assert papers[SIX[0]].ids[0] == f"{number:040x}"  # type: ignore[union-attr]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 5), min_size=4, max_size=4), st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_no_arrangement_of_rows_joins_an_id_to_another_paper(first: list[int], second: list[int]) -> None:
    rows = list(many(6).values())

    read = [
        answers.read_batch(SIX[:4], [rows[number] for number in numbers], lambda _asked, _paper: None)
        for numbers in (first, second)
    ]

    for numbers, answer in zip((first, second), read, strict=True):
        right = [SIX[place] for place, number in enumerate(numbers) if place == number]
        assert list(answer.papers) == right
        assert answer.unproved == {}
        assert sorted([*right, *answer.foreign]) == SIX[:4]


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_an_answer_without_any_paper_is_not_believed_at_once(ask_pairs: Ask, api: FakeApi, turn: int) -> None:
    api.play(*["200"] * turn, "all-null")

    outcome = ask_pairs()

    assert (outcome.found_ids, outcome.unknown_ids, outcome.waits) == (SIX, [], [])


def test_an_answer_without_any_paper_is_believed_the_second_time(ask: Ask, api: FakeApi) -> None:
    api.play("all-null", "all-null")

    outcome = ask()

    assert (outcome.unknown_ids, outcome.unanswered, outcome.requests) == (SIX, [], [6, 6])


# 400


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_batch_that_is_too_large_is_halved_at_once(ask: Ask, api: FakeApi, turn: int) -> None:
    api.play(*["200"] * turn, "413")

    outcome = ask(batch_size=2)

    assert (outcome.found_ids, outcome.waits) == (SIX, [])
    assert outcome.requests == [2] * (turn + 1) + [1, 1] + [2] * (2 - turn)


def test_a_batch_of_unknown_papers_is_an_answer(ask: Ask, api: FakeApi) -> None:
    api.records.clear()

    outcome = ask()

    assert outcome.unknown_ids == SIX
    assert (outcome.unanswered, outcome.error, outcome.requests) == ([], None, [6])


@pytest.mark.parametrize("fault", ["400", "400-said", "400-size"])
def test_a_rejected_batch_is_asked_for_once_more(ask: Ask, api: FakeApi, fault: str) -> None:
    api.play(fault)

    outcome = ask()

    assert outcome.found_ids == SIX
    assert (outcome.requests, outcome.slept) == ([6, 6], [2.0])
    assert outcome.waits[0][1].startswith("it rejected the request, 400")


def test_a_batch_that_is_rejected_again_is_bisected_until_one_id_is_left(ask: Ask, api: FakeApi) -> None:
    api.know(many(8))
    api.poison = {"ARXIV:2106.00003"}

    outcome = ask(list(many(8)))

    assert outcome.unanswered == ["ARXIV:2106.00003"]
    assert len(outcome.found_ids) == 7
    assert outcome.error is None
    assert outcome.requests == [8, 8, 4, 4, 2, 2, 2, 1, 1, 4]


def test_bisection_ends_after_three_levels_and_the_rest_is_named(ask: Ask, api: FakeApi) -> None:
    ids = list(many(500))
    api.know(many(500))
    api.poison = {ids[-1]}

    outcome = ask(ids)

    assert outcome.unanswered == ids[-63:]
    assert outcome.found_ids == ids[:-63]
    assert outcome.requests == [500, 500, 250, 250, 250, 125, 125, 125, 62, 63, 63]


def test_a_single_id_that_is_rejected_is_not_asked_for_again(ask: Ask, api: FakeApi) -> None:
    api.play("400-said")

    outcome = ask(SIX[:1])

    assert (outcome.unanswered, outcome.error, outcome.requests) == (SIX[:1], None, [1])


@pytest.mark.slow
def test_a_server_that_rejects_everything_cannot_outlast_the_retry_budget(ask: Ask, api: FakeApi) -> None:
    ids = list(many(10_000))
    api.play(*["400-said"] * 1000)

    outcome = ask(ids)

    assert outcome.unanswered == ids
    assert outcome.error == "Semantic Scholar does not answer (it rejected the request, 400: Bad request)"
    assert sum(outcome.slept) < 120


# The key


def _echo(status: int) -> Fault:
    return lambda exchange: says(status, {"message": f"no: {exchange.headers['x-api-key']}"})(exchange)


TALKATIVE = {f"echo-{status}": _echo(status) for status in (200, 400, 403)} | {
    name: FAULTS[name] for name in ("429", "403", "redirect", "reset", "hang-up", "400-said", "400-fields", "html")
}


@pytest.mark.parametrize("fault", TALKATIVE.values(), ids=TALKATIVE)
def test_the_key_is_never_printed_logged_or_in_an_error(
    client: Make,
    api: FakeApi,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: Fault,
) -> None:
    caplog.set_level(logging.DEBUG)
    api.play(*[fault] * 9)
    scholar, error = client(), ""

    try:
        list(scholar.papers(SIX))
        scholar.match("Paper number 1")
    except UnavailableError as caught:
        error = "".join(traceback.format_exception(caught)) + repr(caught)

    output = "".join((error, caplog.text, *capfd.readouterr(), repr(scholar), repr(clock.waits)))
    assert any(request.headers.get("x-api-key") == KEY for request in api.requests)
    assert "urllib3" in caplog.text
    assert KEY not in output


@pytest.mark.parametrize("value", ["", "  ", "none", "NULL"])
def test_a_blank_key_is_none(api: FakeApi, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("S2_API_KEY", value)
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address + "/")

    papers = dict(SemanticScholar.from_environment().papers(SIX))

    assert list(papers) == SIX
    assert "x-api-key" not in api.requests[0].headers


def test_the_key_of_the_environment_is_sent(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", f" {KEY}\n")
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)

    list(SemanticScholar.from_environment().papers(SIX))

    assert api.requests[0].headers["x-api-key"] == KEY


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("S2_API_KEY", "a\nb", "S2_API_KEY contains invalid characters; copy the key again, or unset it"),
        ("S2_API_KEY", "schlüssel", "S2_API_KEY contains invalid characters; copy the key again, or unset it"),
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
    with FakeApi() as api:
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", f" {api.address}/mirror/ ")

        with pytest.raises(UnavailableError):
            list(SemanticScholar.from_environment(max_wait=0).papers(SIX))

    assert [request.path for request in api.requests] == ["/mirror" + BATCH]


# Titles

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"


@pytest.mark.parametrize(
    ("title", "query"),
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
def test_a_title_that_is_the_same_is_matched(client: Make, api: FakeApi, title: str, query: str) -> None:
    api.records = {"x": a_record(title=title)}

    paper = client().match(query)

    assert paper is not None
    assert paper.ids[0] == "0" * 39 + "1"


@pytest.mark.parametrize(
    ("title", "query"),
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
def test_a_title_that_is_another_is_not_matched(client: Make, api: FakeApi, title: str | None, query: str) -> None:
    api.play(says(200, {"data": [a_record(title=title) | {"matchScore": 179.05}]}))

    assert client().match(query) is None
    assert len(api.requests) == 1


def test_a_title_is_asked_for_as_documented(client: Make, api: FakeApi) -> None:
    client().match(" Paper:\nnumber 1? & #more ")

    [request] = api.requests
    assert (request.method, request.path) == ("GET", MATCH)
    assert request.query == {"query": "Paper: number 1? & #more", "fields": QUERY}
    assert request.headers["x-api-key"] == KEY


@pytest.mark.parametrize("fault", [says(200, {"data": []}), says(404, {"error": "Title match not found"})])
def test_a_title_without_a_match_is_none(client: Make, api: FakeApi, fault: Fault) -> None:
    api.play(fault)

    assert client().match("Paper number 1") is None
    assert len(api.requests) == 1


def test_a_blank_title_is_not_asked_for(client: Make, api: FakeApi) -> None:
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
def test_titles_and_ids_are_one_paced_stream_with_one_retry_budget(
    client: Make, api: FakeApi, clock: FakeClock, fault: Fault
) -> None:
    scholar = client(max_wait=5)
    api.play("200", fault, "200", fault, fault)

    list(scholar.papers(SIX))
    paper = scholar.match("Paper number 1")
    with pytest.raises(UnavailableError, match=r"^Semantic Scholar does not answer"):
        scholar.match("Paper number 2")

    assert paper is not None
    assert clock.slept == [1.1, 2.0, 1.1, 2.0]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("400-said", "Semantic Scholar does not look up 'LoRA' (it rejected the request, 400: Bad request)"),
        ("404", "Semantic Scholar does not answer (it sent 404, and no papers)"),
        ("redirect", "Semantic Scholar does not answer (it sent 302, a redirect that is not followed)"),
    ],
)
def test_a_title_that_cannot_be_asked_for_ends_the_asking(client: Make, api: FakeApi, fault: str, message: str) -> None:
    api.play(fault)

    with pytest.raises(UnavailableError) as caught:
        client(max_wait=0).match("LoRA")

    assert str(caught.value) == message
    assert isinstance(caught.value, RejectedTitleError) is (fault == "400-said")
    assert len(api.requests) == 1
