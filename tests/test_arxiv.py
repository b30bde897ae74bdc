import datetime as dt
from typing import Any

import pytest

from api_fixtures import FakeClock
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.arxiv import Arxiv, Preprint
from fake_services import FakeServices

LORA = "2106.09685"


@pytest.fixture
def arxiv(services: FakeServices, service_options: dict[str, Any]) -> Arxiv:
    services.preprints[LORA] = {
        "title": "LoRA: Low-Rank Adaptation\n  of Large Language Models",
        "authors": ["Edward J. Hu", "Yelong Shen"],
        "comment": "Draft V2 includes better baselines",
        "doi": "10.1109/ABC.1 10.1109/abc.2",
        "journal_ref": "Proc. ICLR 2022",
        "version": 2,
    }
    services.preprints["hep-th/9901001"] = {"title": "0", "published": "1999-01-01"}
    return Arxiv(**service_options)


def test_papers_are_joined_by_their_ids_whatever_their_order(arxiv: Arxiv, services: FakeServices) -> None:
    wanted = ["hep-th/9901001", "2106.00001", LORA, "abc", "math.GT/0309136", LORA]

    [papers] = arxiv.papers(wanted)

    assert papers == {
        "hep-th/9901001": Preprint("hep-th/9901001", "0", published="1999-01-01", category="cs.CL"),
        "2106.00001": None,
        LORA: Preprint(
            LORA,
            "LoRA: Low-Rank Adaptation of Large Language Models",
            ("Edward J. Hu", "Yelong Shen"),
            published="2021-06-17",
            comment="Draft V2 includes better baselines",
            doi="10.1109/abc.1",
            journal_ref="Proc. ICLR 2022",
            category="cs.CL",
        ),
    }
    assert [request.query["max_results"] for request in services.requests] == ["3"]


def test_a_hundred_papers_are_one_request_and_requests_are_three_seconds_apart(
    arxiv: Arxiv, services: FakeServices, clock: FakeClock
) -> None:
    wanted = [f"2106.{number:05}" for number in range(1, 252)]

    assert [len(papers) for papers in arxiv.papers(wanted)] == [100, 100, 51]
    assert (len(services.requests), clock.slept) == (3, [3.0, 3.0])


def test_an_id_that_arxiv_takes_for_malformed_does_not_sink_the_others(arxiv: Arxiv, services: FakeServices) -> None:
    error = (
        "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_2106.00001</id><title>Error</title></entry>"
    )
    services.play_for("arxiv", lambda exchange: exchange.reply(400, feed(error)))

    assert [list(papers) for papers in arxiv.papers(["2106.00001", LORA])] == [[LORA]]


def test_an_empty_feed_for_papers_that_arxiv_knew_is_no_answer(arxiv: Arxiv, services: FakeServices) -> None:
    services.play_for("arxiv", "arxiv-empty", "arxiv-empty")

    assert list(arxiv.papers([LORA], recorded=[LORA])) == [{}]
    assert list(arxiv.papers([LORA])) == [{LORA: None}]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429-arxiv", "does not answer (it is busy, 429)"),
        ("403", "refuses requests from here (403)"),
        ("html", "does not answer (the answer is broken)"),
        ("arxiv-bomb", "does not answer (the answer is broken)"),
        ("truncated", "does not answer (the answer is broken)"),
        ("utf-8", "does not answer (the answer is broken)"),
        ("400", "does not answer (the answer is broken)"),
    ],
)
def test_what_is_no_feed_is_no_answer(
    arxiv: Arxiv, services: FakeServices, fault: str, error: str, clock: FakeClock
) -> None:
    services.play_for("arxiv", *[fault] * 3)

    with pytest.raises(UnavailableError) as caught:
        list(arxiv.papers([LORA]))

    assert str(caught.value) == f"arXiv {error}"
    assert clock.slept == ([] if fault == "403" else [30.0, 30.0])


def test_a_search_is_for_days_and_gives_the_newest_first(arxiv: Arxiv, services: FakeServices) -> None:
    for day in range(1, 6):
        services.preprints[f"2611.0000{day}"] = {"title": f"Paper {day}", "published": f"2026-11-0{day}"}

    papers = arxiv.search("cat:cs.CL", dt.date(2026, 11, 2), dt.date(2026, 11, 4))

    assert [paper.title for paper in papers] == ["Paper 4", "Paper 3", "Paper 2"]
    assert services.requests[0].query["search_query"] == "(cat:cs.CL) AND submittedDate:[202611020000 TO 202611042359]"


def feed(entry: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode()
