from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_fixtures import SIX, Ask
from awesome_adapters.metadata import QUERY, Journal, PaperMetadata
from awesome_adapters.services.semantic_scholar import answers
from fake_api import FakeApi, a_record, says

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
"""What becomes of the first answer of `fake_api.many`."""


def test_an_answer_becomes_a_paper(ask: Ask) -> None:
    outcome = ask(SIX[:1])

    assert outcome.answers == [("ARXIV:2106.00001", FIRST)]


def test_rows_that_are_no_papers_stay_unanswered(ask: Ask, api: FakeApi) -> None:
    api.play("odd-rows")

    outcome = ask(SIX[:5])

    assert (outcome.answers, outcome.unanswered, outcome.error) == ([], SIX[:5], None)


def test_rows_of_null_are_unknown(ask_pairs: Ask, api: FakeApi) -> None:
    api.play("null-row", "200", "null-row")

    outcome = ask_pairs()

    assert outcome.unknown_ids == [SIX[0], SIX[4]]
    assert outcome.found_ids == [SIX[1], SIX[2], SIX[3], SIX[5]]


def test_a_merged_paper_is_found_by_the_id_that_was_asked(ask: Ask, api: FakeApi) -> None:
    api.play("merged")

    outcome = ask(SIX[:1])

    [(asked, paper)] = outcome.answers
    assert asked == SIX[0]
    assert paper is not None
    assert paper.ids == ("1" + "0" * 39, SIX[0], "CorpusId:1")


def test_a_paper_without_an_id_of_the_kind_that_was_asked_is_given(ask: Ask, api: FakeApi) -> None:
    api.know({SIX[0]: a_record(9, title="Attention is All you Need", externalIds={"DOI": "10.1000/9"})})

    outcome = ask(SIX[:1])

    [(asked, paper)] = outcome.answers
    assert paper is not None
    assert asked not in paper.ids
    assert paper.title == "Attention is All you Need"


@pytest.mark.parametrize(
    ("fields", "expected"),
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
def test_a_record_is_read_leniently(ask: Ask, api: FakeApi, fields: dict[str, Any], expected: dict[str, Any]) -> None:
    api.records["arxiv:2106.00001"] = a_record(externalIds={}) | fields

    outcome = ask(SIX[:1])

    plain = FIRST._replace(ids=(f"{1:040}", "CorpusId:1"))
    assert outcome.answers == [(SIX[0], plain._replace(**expected))]


@pytest.mark.parametrize(
    ("fields", "expected"),
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
    ask: Ask, api: FakeApi, fields: dict[str, Any], expected: list[str]
) -> None:
    api.play(says(200, [{"paperId": "A" * 40} | fields]))

    outcome = ask(["PMCID:2323736"])

    [(_, paper)] = outcome.answers
    assert paper is not None
    assert paper.ids == ("a" * 40, *expected)


def test_a_record_with_nothing_but_its_id_is_a_paper(ask: Ask, api: FakeApi) -> None:
    api.play(says(200, [{"paperId": "a" * 40, "surprise": {"nested": [1, 2]}}]))

    outcome = ask(SIX[:1])

    assert outcome.answers == [
        (SIX[0], PaperMetadata(ids=("a" * 40,), url=f"https://www.semanticscholar.org/paper/{'a' * 40}"))
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
EXTERNAL = st.fixed_dictionaries({}, optional=dict.fromkeys(["DOI", "ArXiv", "ACL", "PubMed", "CorpusId"], ANYTHING))
ROWS = st.fixed_dictionaries({}, optional=dict.fromkeys(QUERY.split(","), ANYTHING) | {"externalIds": EXTERNAL})


@settings(max_examples=100)
@given(ROWS | ANYTHING)
def test_whatever_a_row_holds_it_is_a_paper_or_not(row: Any) -> None:
    named = row | {"paperId": "a" * 40} if isinstance(row, dict) else {"paperId": "a" * 40}

    read = [answers.parse_paper(row), answers.parse_paper(named)]  # over a socket it would take minutes

    assert read[0] is None or read[0].ids
    assert read[1] is not None
    assert read[1].ids[0] == "a" * 40
