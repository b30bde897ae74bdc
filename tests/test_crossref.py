from typing import Any

import pytest

from api_fixtures import FakeClock
from awesome_adapters.services.crossref import Crossref, Notice, Work
from fake_services import FakeServices, a_work

WAKEFIELD = "10.1016/s0140-6736(97)11096-0"


@pytest.fixture
def crossref(services: FakeServices, service_options: dict[str, Any]) -> Crossref:
    row = a_work(
        WAKEFIELD,
        "RETRACTED:   Ileal-lymphoid-nodular hyperplasia&amp;\n <i>non-specific</i> colitis",
        "Andrew J Wakefield, Consortium",
        type="journal-article",
        issued={"date-parts": [[1998, 2]]},
        **{
            "container-title": ["The Lancet"],
            "updated-by": [
                {
                    "DOI": "10.1016/s0140-6736(04)15715-2",
                    "type": "correction",
                    "label": "Correction",
                    "source": "retraction-watch",
                    "updated": {"date-time": "2004-03-06T00:00:00Z"},
                },
                {
                    "DOI": "10.1016/S0140-6736(10)60175-4",
                    "type": "retraction",
                    "source": "retraction-watch",
                    "updated": {"date-time": "2010-02-06T00:00:00Z"},
                },
            ],
        },
    )
    row["author"][0]["suffix"] = "Jr."
    preprint = a_work("10.1101/2020.01.01.1", "A preprint", type="posted-content", author=None)
    preprint["relation"] = {"is-preprint-of": [{"id-type": "doi", "id": "10.1016/J.X.1", "asserted-by": "subject"}]}
    del preprint["author"]
    services.works = {WAKEFIELD: row, "10.1101/2020.01.01.1": preprint, "10.1/a,b": a_work("10.1000/a,b", "Comma")}
    return Crossref(**service_options)


def test_works_are_joined_by_their_dois_and_read_whole(crossref: Crossref, services: FakeServices) -> None:
    [works] = crossref.works([WAKEFIELD.upper(), "10.1101/2020.01.01.1", "10.48550/arxiv.2106.09685"])

    notices = (
        Notice("10.1016/s0140-6736(04)15715-2", "correction", "2004-03-06", "retraction-watch"),
        Notice("10.1016/s0140-6736(10)60175-4", "retraction", "2010-02-06", "retraction-watch"),
    )
    assert works == {
        WAKEFIELD: Work(
            WAKEFIELD,
            "RETRACTED: Ileal-lymphoid-nodular hyperplasia& non-specific colitis",
            ("Andrew J Wakefield Jr.", "Consortium"),
            "The Lancet",
            1998,
            "journal-article",
            notices,
        ),
        "10.1101/2020.01.01.1": Work(
            "10.1101/2020.01.01.1", "A preprint", year=2022, type="posted-content", preprint_of=("10.1016/j.x.1",)
        ),
        "10.48550/arxiv.2106.09685": None,
    }
    assert (works[WAKEFIELD] or Work("")).retraction == notices[1]
    assert len(services.requests) == 1


def test_a_doi_with_a_comma_is_asked_for_by_itself(crossref: Crossref, services: FakeServices) -> None:
    services.works["10.1000/a,b"] = services.works.pop("10.1/a,b")

    answers = list(crossref.works(["10.1000/a,b", WAKEFIELD, "10.1000/c,d"]))

    assert [{doi: bool(work) for doi, work in works.items()} for works in answers] == [
        {WAKEFIELD: True},
        {"10.1000/a,b": True},
        {"10.1000/c,d": False},
    ]


def test_a_doi_that_sinks_a_list_does_not_sink_the_others(crossref: Crossref, services: FakeServices) -> None:
    services.play_for("crossref", "400", "400", "400")

    answers = [works for works in crossref.works([WAKEFIELD, "10.1101/2020.01.01.1", "10.1000/x"]) if works]

    assert [list(works) for works in answers] == [["10.1101/2020.01.01.1"], ["10.1000/x"]]


def test_lists_are_asked_for_once_a_second_or_as_rarely_as_the_answers_say(
    crossref: Crossref, services: FakeServices, clock: FakeClock
) -> None:
    slow = {"x-rate-limit-limit": "1", "x-rate-limit-interval": "5s"}
    services.play_for("crossref", "200", lambda exchange: exchange.reply(200, b'{"message": {"items": []}}', **slow))

    list(crossref.works([f"10.1000/{number}" for number in range(80)]))

    assert clock.slept == [1.0, 1.0, 5.0]


def test_odd_rows_are_read_as_far_as_they_go(crossref: Crossref, services: FakeServices) -> None:
    odd = {"DOI": "10.1000/x", "title": [], "author": [None, {"given": "A"}, 3], "issued": {"date-parts": [[None]]}}
    rows: list[Any] = [
        None,
        3,
        {},
        {"DOI": 5},
        odd | {"updated-by": [3, {}], "relation": None, "container-title": None},
    ]
    body = {"message": {"items": rows}}
    services.play_for("crossref", lambda exchange: exchange.reply(200, __import__("json").dumps(body).encode()))

    [works] = crossref.works(["10.1000/x", "10.1000/y"])

    assert works == {"10.1000/x": Work("10.1000/x", notices=(Notice("", "", "", ""),))}


def test_a_search_gives_fake_copies_too(crossref: Crossref, services: FakeServices) -> None:
    services.works = {"10.65215/1": a_work("10.65215/1", "Attention Is All You Need", "Ashish Vaswani")}

    assert [work.doi for work in crossref.search("Attention is all you need", ["Vaswani"])] == ["10.65215/1"]
