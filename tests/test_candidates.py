"""The file of candidates: what is wrong with it, what it offers, and how one is taken out of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters import Project
from awesome_adapters.candidates import Candidates
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.problems import CatalogueError
from conftest import Call, Write, max_examples

LIST = """
    title: NLP
    sections:
      - title: Methods
        items:
          - { title: Visual Prompt Tuning, paper: { arxiv_id: "2203.12119" }, tags: [Prompt tuning] }
      - title: Serving
"""
SLORA = (
    'arxiv-2311.03285: { title: "S-LoRA: Serving Adapters", name: S-LoRA, paper: { arxiv_id: "2311.03285", '
    "authors: [Ying Sheng, Shiyi Cao], venue: MLSys, year: 2024 }, code: https://github.com/S-LoRA/S-LoRA, "
    'tags: [LoRA, Serving], section: "NLP > Serving", found: 2026-11-25, remark: Compare the venue. }\n'
)
TOOL = "title-a-tool: { title: A tool, code: https://x.org/tool, tags: [Library] }\n"
DISMISSED = 'arxiv-2401.00001: { title: Old, paper: { arxiv_id: "2401.00001" }, dismissed: It is a poster. }\n'
CANDIDATES = f"# Found.\n{DISMISSED}{SLORA}{TOOL}"


@pytest.fixture
def project(root: Path, write: Write) -> Callable[[str], Project]:
    """Write a list and its candidates, and open it."""

    def project(candidates: str) -> Project:
        write(LIST)
        (root / "candidates.yaml").write_text(candidates, encoding="utf-8")
        return Project.open(root)

    return project


def problems(project: Project) -> list[str]:
    found = sorted(project.candidates.check(project.context), key=lambda problem: problem[:3])
    return [f"{problem} write: {problem.hint}" if problem.hint else str(problem) for problem in found]


# What is wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "# nothing\n", CANDIDATES, "\ufeff" + CANDIDATES])
def test_a_list_may_have_candidates(project: Callable[[str], Project], content: str) -> None:
    assert problems(project(content)) == []


def test_mistakes_have_the_places_and_messages_of_data_files(project: Callable[[str], Project]) -> None:
    opened = project(
        "arxiv-1: { titel: A, code: https://x.org/a }\n"
        'arxiv-2: { title: B, paper: { arxiv_id: "2106.0968" } }\n'
        "arxiv-3: { title: C }\n"
        "arxiv-4: { title: D, code: https://x.org/d, tags: [a, a], found: yesterday }\n"
        "arxiv 5: { title: E, code: https://x.org/e }\n"
        "arxiv-6: text\n"
        'arxiv-7: { title: F, paper: { url: "https://arxiv.org/abs/2106.09685" } }\n'
        "arxiv-8: { title: G, url: https://x.org/g, venue: ACL }\n"
    )

    assert [line.partition(": ")[0] for line in problems(opened)] == [
        f"candidates.yaml:{place}" for place in ("1:12", "2:41", "3:10", "4:66", "5:1", "6:1", "7:36", "8:22", "8:44")
    ]
    assert problems(opened)[0] == (
        "candidates.yaml:1:12: error: unknown key 'titel'; did you mean 'title'? [unknown-key] write: title:"
    )
    assert [item.key for item in opened.candidates.items] == ["arxiv-3", "arxiv-7"]


@pytest.mark.parametrize("content", ["- a\n", "text", "a: {b: ", "a: {title: A}\na: {title: B}\n"])
def test_a_file_that_is_no_mapping_of_keys_is_a_problem(project: Callable[[str], Project], content: str) -> None:
    assert all(line.startswith("candidates.yaml:") for line in problems(project(content)))
    assert problems(project(content))


def test_mistakes_of_candidates_hold_up_no_build(project: Callable[[str], Project]) -> None:
    assert project("nonsense").problems == []


def test_a_candidate_that_is_listed_by_now_is_to_be_taken_out(project: Callable[[str], Project]) -> None:
    opened = project('acl-1: { title: Another title, paper: { arxiv_id: "2203.12119" } }\n' + SLORA)

    assert problems(opened) == [
        (
            "candidates.yaml:1:1: warning: this candidate is in the list by now, as 'Visual Prompt Tuning' in "
            "data/nlp.yaml:6:9; take it out here [listed-candidate]"
        )
    ]


def test_two_candidates_are_not_one_paper(project: Callable[[str], Project]) -> None:
    [problem] = problems(project(f"{SLORA}other: {{ title: B, paper: {{ arxiv_id: '2311.03285' }} }}\n"))

    assert "[duplicate-paper]" in problem


def test_the_section_of_a_candidate_is_one_of_the_list(project: Callable[[str], Project]) -> None:
    assert problems(project("a: { title: A, code: https://x.org, section: Method }\n")) == [
        "candidates.yaml:1:46: warning: there is no section 'Method'; did you mean 'Methods'? [also-in] write: Methods"
    ]


def test_candidates_have_tags_of_a_strict_vocabulary(project: Callable[[str], Project], write: Write) -> None:
    write("tags: { LoRA: [], Prompt tuning: [] }\nstrict_tags: true", "catalogue.yaml")

    assert [line.split("'")[1] for line in problems(project(CANDIDATES))] == ["Serving", "Library"]


def test_check_reports_candidates_and_takes_listed_ones_out(
    project: Callable[[str], Project], root: Path, call: Call
) -> None:
    project('acl-1: { title: Another, paper: { arxiv_id: "2203.12119" } }  # listed\n' + SLORA)

    before, after = call("check"), call("check", "--fix")

    assert before.out.count("[listed-candidate]") == 1
    assert after.code == 0
    assert (root / "candidates.yaml").read_text(encoding="utf-8") == SLORA


# What is offered -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ([], ["arxiv-2311.03285", "title-a-tool"]),
        (["--section", "NLP"], ["arxiv-2311.03285"]),
        (["--section", "Methods"], []),
        (["--tag", "lora"], ["arxiv-2311.03285"]),
        (["--tag", "lora", "--tag", "Library"], ["arxiv-2311.03285", "title-a-tool"]),
        (["--year", "2024"], ["arxiv-2311.03285"]),
        (["--year", "2023"], []),
        (["--dismissed"], ["arxiv-2401.00001"]),
    ],
)
def test_candidates_are_chosen_by_section_tag_and_year(
    project: Callable[[str], Project], call: Call, options: list[str], keys: list[str]
) -> None:
    project(CANDIDATES)

    done = call("candidates", *options)

    assert [line.split(":")[0].strip() for line in done.out.splitlines() if line.startswith(" ")] == keys


def test_candidates_are_shown_below_their_sections(project: Callable[[str], Project], call: Call) -> None:
    project(CANDIDATES)

    done = call("candidates")

    assert done.out == (
        "NLP > Serving:\n"
        "  arxiv-2311.03285: S-LoRA: Serving Adapters (2024; LoRA, Serving)\n"
        "No section yet:\n"
        "  title-a-tool: A tool (Library)\n"
    )
    assert done.err == "2 candidates; add one with: awesome-adapters add KEY\n"


def test_a_tag_that_no_candidate_has_is_named(project: Callable[[str], Project]) -> None:
    opened = project(CANDIDATES)

    with pytest.raises(CatalogueError, match="no entry has the tag 'Servng'; did you mean 'Serving'"):
        opened.candidates.select(opened.catalogue, tags=["Servng"])


# What is taken -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["arxiv-2311.03285", "https://arxiv.org/abs/2311.03285v2", "arXiv:2311.03285"])
def test_add_takes_a_candidate_with_all_that_is_known_and_asks_nobody(
    project: Callable[[str], Project], root: Path, call: Call, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    project(CANDIDATES)
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", "http://127.0.0.1:1")

    done = call("add", text, "--summary", "Serves many adapters.")

    assert done.code == 0, done.err
    assert "remark on this candidate: Compare the venue.\n" in done.err
    assert "commit data/nlp.yaml and candidates.yaml; see it" in done.err
    [listed] = [listed for listed in Project.open(root).catalogue.entries() if listed.key == "arxiv-2311.03285"]
    assert (listed.section_path, listed.entry.name, listed.entry.tags) == (
        ("NLP", "Serving"), "S-LoRA", ["LoRA", "Serving"],
    )  # fmt: skip
    assert listed.entry.paper
    assert (listed.entry.paper.authors, listed.entry.paper.year) == (["Ying Sheng", "Shiyi Cao"], 2024)
    assert (root / "candidates.yaml").read_text(encoding="utf-8") == f"# Found.\n{DISMISSED}{TOOL}"


def test_options_go_before_what_a_candidate_says(project: Callable[[str], Project], root: Path, call: Call) -> None:
    project(CANDIDATES)

    call("add", "title-a-tool", "--section", "Methods", "--tag", "LoRA", "--name", "Tool")

    *_, listed = Project.open(root).catalogue.entries()
    assert (listed.section_path, listed.entry.tags, listed.entry.name) == (("NLP", "Methods"), ["LoRA"], "Tool")


def test_a_dry_run_takes_nothing_out(project: Callable[[str], Project], root: Path, call: Call) -> None:
    project(CANDIDATES)

    call("add", "arxiv-2311.03285", "--dry-run")

    assert (root / "candidates.yaml").read_text(encoding="utf-8") == CANDIDATES


def test_several_are_taken_at_once(project: Callable[[str], Project], root: Path, call: Call) -> None:
    project(CANDIDATES)

    done = call("add", "arxiv-2311.03285", "title-a-tool", "--section", "Methods", "--offline")

    assert done.code == 0, done.err
    assert (root / "candidates.yaml").read_text(encoding="utf-8") == f"# Found.\n{DISMISSED}"


def test_the_reason_for_which_a_candidate_was_dismissed_is_said(project: Callable[[str], Project], call: Call) -> None:
    project(CANDIDATES)

    assert (
        "remark on this candidate: dismissed: It is a poster."
        in call("add", "arxiv-2401.00001", "--section", "Methods").err
    )


@max_examples(50)
@given(st.lists(st.from_regex(r"[a-z][a-z0-9.-]{0,8}[a-z0-9]", fullmatch=True), min_size=1, unique=True), st.data())
def test_taking_one_out_leaves_every_other_byte(keys: list[str], data: st.DataObject) -> None:
    lines = {key: f"{key}: {{ title: {json.dumps(key)}, code: https://x.org/{key} }}\n" for key in keys}
    taken = data.draw(st.sampled_from(keys))
    candidates = Candidates.read(("# Head.\n\n" + "".join(lines.values())).encode())
    [listed] = [item.listed for item in candidates.items if item.key == taken]

    content = candidates.without(listed, MetadataStore(Path("nowhere")))

    assert content.decode() == "# Head.\n\n" + "".join(line for key, line in lines.items() if key != taken)


@pytest.mark.parametrize(
    ("content", "changes", "expected"),
    [
        ("{}\n", {"b": {"title": "B"}, "a": {"title": "A"}}, "a: { title: A }\nb: { title: B }\n"),
        ("# x\n{}  # y\n", {"a": {"title": "A"}}, "# x\na: { title: A }\n# y\n"),
        ("# x\nb: {title: B}", {"c": {"title": "C"}, "d": {"title": "D"}},
         "# x\nb: {title: B}\nc: { title: C }\nd: { title: D }\n"),
        ("# x\r\nb: {title: B}\r\n", {"a": {"title": "A"}}, "# x\r\na: { title: A }\r\nb: {title: B}\r\n"),
        ("\ufeffb: {title: B}  # b\n", {"b": {"dismissed": "No: d", "dismissed_on": "2026-11-28"}},
         '\ufeffb: {title: B, dismissed: "No: d", dismissed_on: 2026-11-28}  # b\n'),
        ("b: {title: B,}\n", {"b": {"dismissed": "X", "dismissed_on": "2026-11-28"}},
         "b: {title: B, dismissed: X, dismissed_on: 2026-11-28,}\n"),
        ("b: {title: B, dismissed: X, dismissed_on: 2026-11-28}\n", {"b": {"dismissed": None, "dismissed_on": None}},
         "b: {title: B}\n"),
        ("b:\n  title: B\n# end\n", {"b": {"dismissed": "X", "dismissed_on": "2026-11-28"}, "c": {"title": "C"}},
         "b:\n  title: B\n  dismissed: X\n  dismissed_on: 2026-11-28\nc: { title: C }\n# end\n"),
        ("{b: {title: B}}\n", {"a": {"title": "A"}, "b": {"dismissed": "X"}},
         "{b: {title: B, dismissed: X}, a: { title: A }}\n"),
        ("a: {title: A}\nb: {title: B}\n", {"a": None, "b": None, "c": {"title": "C"}}, "c: { title: C }\n"),
    ],
)  # fmt: skip
def test_a_change_touches_nothing_else(content: str, changes: dict[str, Any], expected: str) -> None:
    changed = Candidates.read(content.encode()).changed(changes)

    assert changed.content.decode() == expected
    assert changed.changed({}) == changed


def test_a_file_without_a_safe_place_is_left_alone() -> None:
    candidates = Candidates.read(b"  a: {title: A}\n")

    with pytest.raises(CatalogueError, match="write each candidate on a line of its own"):
        candidates.changed({"b": {"title": "B"}})
