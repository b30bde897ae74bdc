"""What a list lacks and a curator can fill."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from awesome_adapters.checks import gaps
from awesome_adapters.identifiers import Identifier
from awesome_adapters.project import Project
from conftest import Call

Write = Callable[..., Path]
TODAY = date(2024, 7, 3)


@pytest.fixture
def find_gaps(root: Path, write: Write) -> Callable[..., dict[str, list[str]]]:
    """Write the items of a section, and return the gaps of each kind: what they are about, and where."""

    def find_gaps(*items: str, settings: str = "title: A", **records: dict[str, object]) -> dict[str, list[str]]:
        write("title: NLP\nitems:\n" + "\n".join(f"  - {{ {item} }}" for item in items))
        write(settings, "catalogue.yaml")
        lines = [
            f'"ARXIV:{key}": {json.dumps({"retrieved": "2024-05-04"} | known)},\n' for key, known in records.items()
        ]
        write("{\n" + "".join(lines) + '"version": 1\n}\n', "data/metadata.json")
        kinds = gaps.find(Project.open(root).context._replace(today=TODAY))
        assert all(gap.severity == "note" for kind in kinds.values() for _, gap in kind)
        return {
            rule: [f"{name} {gap.location.line}:{gap.location.column}" for name, gap in kind]
            for rule, kind in kinds.items()
            if kind
        }

    return find_gaps


FindGaps = Callable[..., dict[str, list[str]]]


def test_a_list_that_lacks_nothing_has_no_gaps(find_gaps: FindGaps) -> None:
    assert (
        find_gaps(
            "title: A, paper: { arxiv_id: '2405.00001' }, code: https://e.org, tags: [x]",
            "title: B, website: https://e.org, tags: [X]",
        )
        == {}
    )


def test_a_paper_has_code_and_a_tool_need_not(find_gaps: FindGaps) -> None:
    assert find_gaps("title: A, paper: { url: https://e.org }", "title: B, website: https://e.org") == {
        "no-code": ["A 3:5"]
    }


def test_a_tag_leads_to_more_than_one_entry(find_gaps: FindGaps) -> None:
    items = [
        f"title: {title}, website: https://e.org/{title}, tags: [{tags}]"
        for title, tags in (("A", "x, y"), ("B", "X, z"))
    ]

    assert find_gaps(*items) == {"rare-tag": ["y 3:53", "z 4:53"]}
    assert find_gaps(*items, settings="tags: { Y: [why], Z: [] }") == {}


def test_two_spellings_of_a_tag_are_one_tag(find_gaps: FindGaps) -> None:
    assert (
        find_gaps(
            "title: A, website: https://e.org/a, tags: [Prompt Tuning, LoRA]",
            "title: B, website: https://e.org/b, tags: [prompt-tuning, low-rank]",
            settings="tags: { LoRA: [low-rank] }",
        )
        == {}
    )


@pytest.mark.parametrize(
    ("paper", "known", "is_old"),
    [
        ("arxiv_id: '2306.00001'", None, True),
        ("arxiv_id: '2307.00001'", None, True),
        ("arxiv_id: '2308.00001'", None, False),
        ("arxiv_id: cs/9901001", None, True),
        ("arxiv_id: '2306.00001'", "arXiv.org", True),
        ("arxiv_id: '2306.00001'", "ICLR", False),
        ("arxiv_id: '2306.00001', venue: null", "ICLR", True),
        ("arxiv_id: '2306.00001', venue: Computing Research Repository", "ICLR", True),
        ("arxiv_id: '2306.00001'", "bioRxiv", True),
        ("arxiv_id: '2306.00001', venue: TMLR", "arXiv.org", False),
        ("arxiv_id: '2306.00001', acl_id: 2023.acl-long.1", None, False),
        ("arxiv_id: '2306.00001', doi: 10.1109/5.771073", None, False),
        ("arxiv_id: '2306.00001', doi: 10.48550/arXiv.2306.00001", None, True),
        ("arxiv_id: '2306.00001', openreview_id: nZeVKeeFYf9", None, True),
        ("acl_id: 2020.acl-long.1", None, False),
    ],
)
def test_a_preprint_without_a_venue_is_looked_at_after_a_year(
    find_gaps: FindGaps, paper: str, known: str | None, *, is_old: bool
) -> None:
    record = {"title": "A", "venue": known}

    gap = find_gaps(f"title: A, paper: {{ {paper} }}, code: https://e.org", **{"2306.00001": record})

    assert gap == ({"old-preprint": ["A 3:24"]} if is_old else {})


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2106.09685", date(2021, 6, 1)),
        ("0704.0001", date(2007, 4, 1)),
        ("cs/9108001", date(1991, 8, 1)),
        ("math/0703001", date(2007, 3, 1)),
    ],
)
def test_an_arxiv_id_names_its_month(value: str, day: date) -> None:
    assert gaps.submitted(Identifier("arxiv_id", value)) == day


LIST = """
title: NLP
items:
  - { title: One, paper: { acl_id: 2020.acl-long.1 } }
  - { title: Two, paper: { acl_id: 2020.acl-long.2 } }
  - { title: Three, paper: { acl_id: 2020.acl-long.3 } }
  - { title: Four, tags: [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1], paper: { acl_id: 2020.acl-long.4 } }
"""


def test_check_ends_with_how_many_gaps_there_are(call: Call, write: Write) -> None:
    write(LIST)

    done = call("check", "--strict")

    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "4 entries: nothing is wrong\n"
        "notes: papers without code: 4, tags used once: 12; list them with: awesome-adapters check --notes\n"
    )


def test_after_errors_there_are_no_notes(call: Call, write: Write) -> None:
    write(f"{LIST}  - {{ title: Five, cod: https://x.org }}\n")

    text, github, programs = (call("check", "--notes", "--format", form) for form in ("text", "github", "json"))

    for done in (text, github, programs):
        assert done.code == 1
        assert "no-code" not in done.out
    assert "notes:" not in call("check").err
    assert text.err.endswith("\nnotes are shown when there are no errors\n")


def test_check_shows_each_gap_on_request(call: Call, write: Write) -> None:
    write(LIST)

    done = call("check", "--strict", "--notes")

    assert done.code == 0
    assert done.out.startswith("data/nlp.yaml:4:5: note: 'One' has no code [no-code]\n")
    assert done.out.count("\n") == 5
    assert "note: 12 tags are used once: a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, … [rare-tag]\n" in done.out
    assert done.err == "4 entries: nothing is wrong\nnotes: papers without code: 4, tags used once: 12\n"


def test_gaps_are_no_annotations_of_a_pull_request(call: Call, write: Write) -> None:
    write(LIST)

    assert call("check", "--format", "github").out == ""
    assert call("check", "--format", "github", "--notes").out == call("check", "--notes").out


def test_programs_are_given_the_same_gaps(call: Call, write: Write) -> None:
    write(LIST)

    done, without = call("check", "--format", "json", "--notes"), call("check", "--format", "json")

    assert [(gap["severity"], gap["rule"], gap["line"]) for gap in json.loads(done.out)] == [
        *(("note", "no-code", line) for line in (4, 5, 6, 7)),
        ("note", "rare-tag", 7),
    ]
    assert (done.code, done.err) == (0, "")
    assert without.out == "[]\n"


def test_one_tag_that_is_used_once_is_no_plural(find_gaps: FindGaps, root: Path) -> None:
    find_gaps("title: A, website: https://e.org, tags: [x]")

    [note] = gaps.notes(gaps.find(Project.open(root).context))

    assert note.message == "1 tag is used once: x"
