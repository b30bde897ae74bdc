"""What is to be added, below the command line: what speaks against it, and the file as it will be."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import Project, addition
from awesome_adapters.addition import RejectedEntryError
from awesome_adapters.lookup import Candidate
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError

DAY = date(2026, 11, 20)
LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
METADATA = PaperMetadata(("5" * 40, "ARXIV:2203.12119", "DOI:10.1007/1"), title="Visual Prompt Tuning", year=2022)


@pytest.fixture
def project(write: Callable[..., Path], root: Path) -> Project:
    write(f"""
        title: NLP
        items:
          - title: "{LORA}"
            paper: {{ arxiv_id: "2106.09685" }}
            tags: [LoRA]
          - title: AdapterHub
            code: https://github.com/adapter-hub/adapters
    """)
    return Project.open(root)


# What speaks against it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "candidate",
    [
        Candidate("Another title", {"arxiv_id": "2106.09685"}),
        Candidate("Another title", {"doi": "10.1000/lora"}),
        Candidate("Another title", {"url": "https://arxiv.org/abs/2106.09685v2"}),
        Candidate("Another title", website="https://doi.org/10.1000/LoRA"),
        Candidate(LORA.upper(), {"doi": "10.1000/another"}),
        Candidate("X", {"doi": "10.1/x"}, metadata=PaperMetadata(("6" * 40, "ARXIV:2106.09685"), title="X")),
    ],
)
def test_a_paper_of_the_list_is_refused_by_whichever_id(project: Project, candidate: Candidate) -> None:
    project.store.add("ARXIV:2106.09685", PaperMetadata(("b" * 40, "DOI:10.1000/lora"), title=LORA), DAY)

    with pytest.raises(CatalogueError, match=r"is already in the list \(data/nlp.yaml:4:5, in NLP\)"):
        addition.refuse_duplicate(project, candidate)


@pytest.mark.parametrize(
    ("candidate", "doubt"),
    [
        (
            Candidate("Low-Rank Adaptation of Large Language Models"),
            f"data/nlp.yaml:4:5 has nearly this title: '{LORA}'",
        ),
        (
            Candidate("X", metadata=METADATA),
            "Semantic Scholar knows this id as 'Visual Prompt Tuning'; is the id right?",
        ),
    ],
)
def test_what_may_be_a_mistake_is_doubted(project: Project, candidate: Candidate, doubt: str) -> None:
    [sentence] = addition.doubts(project, candidate)

    assert sentence.startswith(doubt)


def test_a_new_paper_with_the_title_of_its_id_is_not_doubted(project: Project) -> None:
    candidate = Candidate("Visual Prompt Tuning", {"arxiv_id": "2203.12119"}, metadata=METADATA)

    addition.refuse_duplicate(project, candidate)
    assert list(addition.doubts(project, candidate)) == []


# The file that holds it ----------------------------------------------------------------------------------------------


def plan(project: Project, **fields: Any) -> addition.Addition:
    return addition.plan(project, project.section("NLP"), {"title": "VPT", "code": "https://e.org/vpt"} | fields)


def test_a_planned_entry_is_written_with_its_metadata_and_not_before(project: Project, root: Path) -> None:
    before = (root / "data" / "nlp.yaml").read_bytes()
    project.store.add("ARXIV:2203.12119", METADATA, DAY)

    planned = plan(project)

    assert (planned.listed.entry.title, planned.listed.origin.at().line) == ("VPT", 9)
    assert (root / "data" / "nlp.yaml").read_bytes() == before
    planned.write(project.store)
    assert (root / "data" / "nlp.yaml").read_bytes() == planned.content
    assert [listed.entry.title for listed in Project.open(root).catalogue.entries()][-1] == "VPT"
    assert list(Project.open(root).store) == ["ARXIV:2203.12119"]


def test_warnings_are_those_about_the_new_entry_alone(project: Project) -> None:
    planned = plan(project, summary="trains prompts", tags=["lora"])

    assert sorted((problem.rule, problem.location.line) for problem in planned.warnings) == [
        ("summary-end", 11),
        ("summary-start", 11),
        ("tag-spelling", 12),
    ]


def test_an_entry_that_would_be_an_error_is_refused_with_its_problems(project: Project) -> None:
    with pytest.raises(RejectedEntryError) as caught:
        plan(project, code="ftp://e.org")

    assert [(problem.rule, problem.location.line) for problem in caught.value.problems] == [("bad-link", 10)]
