import json
from collections.abc import Iterator
from typing import Any

import pytest

from api_fixtures import FakeClock
from awesome_adapters.metadata.verdicts import ALIVE, Retraction, Verdict
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services import ANTHOLOGY, ARXIV, CROSSREF, GITHUB, GITLAB, HUGGING_FACE
from fake_api import Fault, instead, says
from fake_services import a_work
from fake_web import FakeWeb, page

REPOSITORY = "https://github.com/microsoft/LoRA"
MODEL = "https://huggingface.co/google/gemma"
PROJECT = "https://gitlab.com/group/sub/project"
PAPER = "https://aclanthology.org/2021.acl-long.353/"
DOI = "https://doi.org/10.1016/s0140-6736(97)11096-0"
PREPRINT = "https://arxiv.org/abs/2106.09685"
MAY = "2024-05-31"
LOST = Verdict("gone", "GitHub says it is gone or private")


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with FakeWeb() as web:
        yield web
        assert web.complaints == []


def check(web: FakeWeb, service: str, *addresses: str, **options: Any) -> dict[str, Verdict]:
    verdicts: dict[str, Verdict] = {}
    for some in web.clients(clock=FakeClock(), **options)[service](addresses):
        verdicts |= some
    return verdicts


# GitHub --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, Verdict(ALIVE, "", "", False, MAY)),
        ({"isArchived": True}, Verdict(ALIVE, "", "", True, MAY)),
        ({"nameWithOwner": "Microsoft/lora"}, Verdict(ALIVE, "", "", False, MAY)),
        ("new/name", Verdict(ALIVE, "", "https://github.com/new/name", False, MAY)),
        ({"defaultBranchRef": None}, Verdict(ALIVE, "", "", False, "2024-06-01")),
        ({"defaultBranchRef": None, "pushedAt": None}, Verdict(ALIVE, "", "", False, "")),
        ({"isDisabled": True}, Verdict("gone", "GitHub has disabled it")),
        (None, LOST),
    ],
)
def test_a_repository_is_alive_moved_archived_or_gone(web: FakeWeb, row: Any, expected: Verdict) -> None:
    if row is not None:
        web.repositories["microsoft/lora"] = row

    assert check(web, GITHUB, REPOSITORY) == {REPOSITORY: expected}


def test_repositories_are_asked_for_by_the_hundred_and_one_that_is_gone_costs_no_other(web: FakeWeb) -> None:
    addresses = [f'https://github.com/o/r{number}"' for number in range(250)]
    web.repositories |= {f'o/r{number}"': {} for number in range(250) if number % 2}

    verdicts = check(web, GITHUB, *addresses)

    assert [verdicts[address].state for address in addresses] == ["gone", "alive"] * 125
    assert [len(request.body["variables"]) for request in web.asked("github")] == [200, 200, 100]
    assert '"' not in web.asked("github")[0].body["query"]


def rate_limited(body: Any) -> Any:
    return {"data": {"r0": None, "r1": body["data"]["r1"]}, "errors": [{"type": "RATE_LIMITED", "path": ["r0"]}]}


def test_null_without_not_found_is_not_answered(web: FakeWeb) -> None:
    other = "https://github.com/a/b"
    web.repositories |= {"microsoft/lora": {}, "a/b": {}}
    web.play_for("github", instead(rate_limited))

    assert list(check(web, GITHUB, REPOSITORY, other)) == [other]


@pytest.mark.parametrize("row", [7, [], {}, {"nameWithOwner": 3}, {"nameWithOwner": "x"}])
def test_an_odd_row_of_github_says_nothing(web: FakeWeb, row: Any) -> None:
    web.play_for("github", says(200, {"data": {"r0": row}, "errors": [{"type": "NOT_FOUND"}, {"path": []}]}))

    assert check(web, GITHUB, REPOSITORY) == {}


# One at a time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "address", "expected"),
    [
        (HUGGING_FACE, MODEL, Verdict(ALIVE, commit=MAY)),
        (HUGGING_FACE, "https://huggingface.co/datasets/a/b", Verdict(ALIVE, commit=MAY)),
        (HUGGING_FACE, "https://huggingface.co/spaces/a/disabled", Verdict("gone", "Hugging Face has disabled it")),
        (HUGGING_FACE, "https://huggingface.co/a/none", Verdict("gone", "Hugging Face says it is gone or private")),
        (
            HUGGING_FACE,
            "https://huggingface.co/datasets/old/name",
            Verdict(ALIVE, "", "https://huggingface.co/datasets/a/b", commit=MAY),
        ),
        (GITLAB, PROJECT, Verdict(ALIVE, "", "", False, MAY)),
        (GITLAB, "https://gitlab.com/a/archived", Verdict(ALIVE, "", "", True, MAY)),
        (GITLAB, "https://gitlab.com/a/moved", Verdict(ALIVE, "", "https://gitlab.com/b/new", False, MAY)),
        (GITLAB, "https://gitlab.com/a/none", Verdict("gone", "GitLab says it is gone or private")),
        (ANTHOLOGY, PAPER, Verdict(ALIVE)),
        (ANTHOLOGY, "https://aclanthology.org/P18-9999/", Verdict("gone", "the Anthology says 404")),
        (
            ANTHOLOGY,
            "https://aclanthology.org/P18-1234/",
            Verdict(
                ALIVE, retraction=Retraction("https://aclanthology.org/P18-1234/", "retraction", "", "ACL Anthology")
            ),
        ),
        (
            ANTHOLOGY,
            "https://aclanthology.org/P18-1235/",
            Verdict(ALIVE, retraction=Retraction("https://aclanthology.org/P18-1235/", "removal", "", "ACL Anthology")),
        ),
    ],
)
def test_what_a_service_says_of_one_address(web: FakeWeb, service: str, address: str, expected: Verdict) -> None:
    web.models |= {"models/google/gemma": {}, "datasets/a/b": {}, "datasets/old/name": "a/b"}
    web.models["spaces/a/disabled"] = {"disabled": True}
    web.projects = {"group/sub/project": {}, "a/archived": {"archived": True}}
    web.projects["a/moved"] = {"path_with_namespace": "b/new"}
    web.anthology = {"2021.acl-long.353": "Prefix-Tuning", "P18-1234": "[RETRACTED] A&amp;B", "P18-1235": "[REMOVED] C"}

    assert check(web, service, address) == {address: expected}


def test_redirects_within_a_service_have_an_end(web: FakeWeb) -> None:
    web.play_for("gitlab", *[says(301, b"", Location="/api/v4/projects/7")] * 9)

    with pytest.raises(UnavailableError, match="without end"):
        check(web, GITLAB, PROJECT)


# Notices -------------------------------------------------------------------------------------------------------------


def notice(kind: str, doi: str = "10.1016/n", day: str = "2010-02-06", source: str = "publisher") -> dict[str, Any]:
    return {"DOI": doi, "type": kind, "source": source, "updated": {"date-time": f"{day}T00:00:00Z"}}


@pytest.mark.parametrize(
    ("title", "notices", "expected"),
    [
        ("A paper", [], None),
        ("A paper", [notice("correction"), notice("erratum")], None),
        (
            "A paper",
            [notice("correction"), notice("retraction", "10.1016/R"), notice("retraction", "10.1016/s", "2011-01-01")],
            Retraction("https://doi.org/10.1016/r", "retraction", "2010-02-06", "Crossref"),
        ),
        (
            "A paper",
            [notice("expression-of-concern")],
            Retraction("https://doi.org/10.1016/n", "expression_of_concern", "2010-02-06", "Crossref"),
        ),
        (
            "RETRACTED: A paper",
            [],
            Retraction(DOI, "retraction", "", "Crossref", "RETRACTED: A paper"),
        ),
        ("Retracted papers: a survey", [], None),
    ],
)
def test_a_retraction_is_in_the_papers_own_record(
    web: FakeWeb, title: str, notices: list[Any], expected: Retraction | None
) -> None:
    doi = DOI.removeprefix("https://doi.org/")
    web.works[doi] = a_work(doi, title) | {"updated-by": notices}

    assert check(web, CROSSREF, DOI) == {DOI: Verdict(ALIVE, retraction=expected)}


def test_a_doi_that_is_not_crossrefs_is_looked_up_in_the_registry(web: FakeWeb) -> None:
    zenodo, lost = "https://doi.org/10.5281/zenodo.1", "https://doi.org/10.1234/lost"
    web.works["10.1016/a"] = a_work("10.1016/a", "A")
    web.dois.add("10.5281/zenodo.1")

    verdicts = check(web, CROSSREF, zenodo, lost, "https://doi.org/10.1016/a")

    assert verdicts == {
        zenodo: Verdict(ALIVE),
        lost: Verdict("gone", "no such DOI is registered"),
        "https://doi.org/10.1016/a": Verdict(ALIVE),
    }


@pytest.mark.parametrize("body", [{"responseCode": 2}, {"responseCode": [1]}, {"responseCode": 1, "handle": "10.1/x"}])
def test_an_odd_answer_of_the_registry_is_none(web: FakeWeb, body: Any) -> None:
    web.play_for("registry", *[says(200, json.dumps(body))] * 3)

    with pytest.raises(UnavailableError, match=r"doi\.org"):
        check(web, CROSSREF, "https://doi.org/10.1234/lost")


WITHDRAWN = "This paper has been withdrawn by the authors. A proof is wrong."


@pytest.mark.parametrize(
    ("comment", "pdf", "expected"),
    [
        ("Accepted at ICLR 2022", page(), Verdict(ALIVE)),
        (WITHDRAWN, page(), Verdict(ALIVE)),
        (WITHDRAWN, "404", Verdict(ALIVE, retraction=Retraction(PREPRINT, "withdrawal", "", "arXiv", WITHDRAWN))),
        (WITHDRAWN, "503", None),
        (WITHDRAWN, "403", None),
    ],
)
def test_a_withdrawal_is_a_comment_and_a_pdf_that_is_gone(
    web: FakeWeb, comment: str, pdf: Fault | str, expected: Verdict | None
) -> None:
    web.preprints["2106.09685"] = {"title": "LoRA", "comment": comment}
    web.pages["https://arxiv.org/pdf/2106.09685"] = pdf

    assert check(web, ARXIV, PREPRINT) == ({PREPRINT: expected} if expected else {})


def test_an_id_that_arxiv_leaves_out_is_gone_and_a_feed_without_any_says_nothing(web: FakeWeb) -> None:
    web.preprints["2106.09685"] = {"title": "LoRA"}
    lost = "https://arxiv.org/abs/2106.00001"

    assert check(web, ARXIV, lost, PREPRINT) == {
        PREPRINT: Verdict(ALIVE),
        lost: Verdict("gone", "arXiv has no such paper"),
    }
    web.play_for("arxiv", "arxiv-empty")
    assert check(web, ARXIV, lost, PREPRINT) == {}
