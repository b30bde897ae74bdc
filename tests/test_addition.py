"""What is to be added, below the command line: what speaks against it, and the file as it will be."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import Project
from awesome_adapters.changes import addition
from awesome_adapters.changes.addition import RejectedEntryError
from awesome_adapters.enrichment.lookup import Candidate
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError
from conftest import LORA

DAY = date(2026, 11, 20)
METADATA = PaperMetadata(("5" * 40, "ARXIV:2203.12119", "DOI:10.1007/1"), title="Visual Prompt Tuning", year=2022)


# What speaks against it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "candidate",
    [
        Candidate({"title": "Another title", "paper": {"arxiv_id": "2106.09685"}}),
        Candidate({"title": "Another title", "paper": {"doi": "10.1000/lora"}}),
        Candidate({"title": "Another title", "paper": {"url": "https://arxiv.org/abs/2106.09685v2"}}),
        Candidate({"title": "Another title", "website": "https://doi.org/10.1000/LoRA"}),
        Candidate({"title": LORA.upper(), "paper": {"doi": "10.1000/another"}}),
        Candidate({"title": "X", "paper": {"doi": "10.1/x"}}, PaperMetadata(("6" * 40, "ARXIV:2106.09685"), title="X")),
    ],
)
def test_a_paper_of_the_list_is_refused_by_whichever_id(short_list: Project, candidate: Candidate) -> None:
    short_list.store.add("ARXIV:2106.09685", PaperMetadata(("b" * 40, "DOI:10.1000/lora"), title=LORA), DAY)

    with pytest.raises(CatalogueError, match=r"is already in the list \(data/nlp.yaml:4:5, in NLP\)"):
        addition.refuse_duplicate(short_list, candidate)


@pytest.mark.parametrize(
    ("candidate", "doubt"),
    [
        (
            Candidate({"title": "Low-Rank Adaptation of Large Language Models"}),
            f"data/nlp.yaml:4:5 has nearly this title: '{LORA}'",
        ),
        (
            Candidate({"title": "X"}, METADATA),
            "Semantic Scholar knows this id as 'Visual Prompt Tuning'; is the id right?",
        ),
    ],
)
def test_what_may_be_a_mistake_is_doubted(short_list: Project, candidate: Candidate, doubt: str) -> None:
    [sentence] = addition.doubts(short_list, candidate)

    assert sentence.startswith(doubt)


def test_a_new_paper_with_the_title_of_its_id_is_not_doubted(short_list: Project) -> None:
    candidate = Candidate({"title": "Visual Prompt Tuning", "paper": {"arxiv_id": "2203.12119"}}, METADATA)

    addition.refuse_duplicate(short_list, candidate)
    assert list(addition.doubts(short_list, candidate)) == []


# The file that holds it ----------------------------------------------------------------------------------------------


def plan(short_list: Project, **fields: Any) -> addition.Addition:
    return addition.plan(short_list, short_list.section("NLP"), {"title": "VPT", "code": "https://e.org/vpt"} | fields)


def test_a_planned_entry_is_written_with_its_metadata_and_not_before(short_list: Project, root: Path) -> None:
    before = (root / "data" / "nlp.yaml").read_bytes()
    short_list.store.add("ARXIV:2203.12119", METADATA, DAY)

    planned = plan(short_list)

    assert (planned.listed.entry.title, planned.listed.origin.at().line) == ("VPT", 9)
    assert (root / "data" / "nlp.yaml").read_bytes() == before
    planned.write(short_list)
    assert (root / "data" / "nlp.yaml").read_bytes() == planned.content
    assert [listed.entry.title for listed in Project.open(root).catalogue.entries()][-1] == "VPT"
    assert list(Project.open(root).store) == ["ARXIV:2203.12119"]


def test_warnings_are_those_about_the_new_entry_alone(short_list: Project) -> None:
    planned = plan(short_list, summary="trains prompts", tags=["lora"])

    assert sorted((problem.rule, problem.location.line) for problem in planned.warnings) == [
        ("summary-end", 11),
        ("summary-start", 11),
        ("tag-spelling", 12),
    ]


def test_an_entry_that_would_be_an_error_is_refused_with_its_problems(short_list: Project) -> None:
    with pytest.raises(RejectedEntryError) as caught:
        plan(short_list, code="ftp://e.org")

    assert [(problem.rule, problem.location.line) for problem in caught.value.problems] == [("bad-link", 10)]
