"""What entries, sections and records are found by again stays, or `check` says how to keep it."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Call, Write

Change = Callable[..., list[str]]

LIST = """\
title: NLP
sections:
  - title: Methods
    items:
      - title: A Paper of Ours
        paper: { acl_id: 2021.emnlp-main.541 }
      - title: A Tool
        code: https://example.org/tool
      - title: Another Tool
        website: https://example.org/other
  - title: Theory
    items:
      - title: A Proof
        paper: { url: "https://example.org/proof" }
"""


@pytest.fixture
def change(root: Path, write: Write, call: Call) -> Change:
    """Commit a list, change it, and return what `check` says of names that changed."""

    def change(*replacements: tuple[str, str], before: str = LIST, **environment: str) -> list[str]:
        def git(*arguments: str) -> None:
            identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
            subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)

        write(before)
        git("init", "--initial-branch=main")
        git("add", "--all")
        git("commit", "--message=before")
        for old, new in replacements:
            assert old in before
            before = before.replace(old, new)
        write(before)
        if environment:
            git("commit", "--all", "--message=after")
        with pytest.MonkeyPatch.context() as monkeypatch:
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            out = call("check", "--format", "text").out
        return re.findall(r"^.*\[(?:changed-key|renamed-section)\](?:\n    write: .*)?$", out, re.MULTILINE)

    return change


def hints(findings: list[str]) -> list[str]:
    return [finding.partition("write: ")[2] for finding in findings]


# Keys ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("acl_id:", 'arxiv_id: "2109.06952", acl_id:', "acl-2021.emnlp-main.541"),
        ("acl_id: 2021.emnlp-main.541", 'arxiv_id: "2109.06952"', "acl-2021.emnlp-main.541"),
        ("title: A Tool", "title: The Tool", "title-a-tool"),
        ("title: Another Tool", "title: One More Tool", "title-another-tool"),
        ("title: A Proof", "title: The Proof", "title-a-proof"),
        ('url: "https://example.org/proof"', "doi: 10.1000/proof", "title-a-proof"),
        ("title: A Tool\n", "title: A Tool\n        key: other\n", "title-a-tool"),
    ],
)
def test_a_key_that_changes_is_said_with_the_old_one(change: Change, old: str, new: str, key: str) -> None:
    findings = change((old, new))

    assert hints(findings) == [f"key: {key}"]
    assert f"the key of this entry was '{key}'" in findings[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("acl_id: 2021.emnlp-main.541", "acl_id: 2021.emnlp-main.541, doi: 10.1000/1"),
        ("title: A Tool", "title: The Tool\n        key: title-a-tool"),
        ("title: A Paper of Ours", "title: Our Paper"),
        ("title: A Tool\n        code: https://example.org/tool", "title: New\n        code: https://example.org/new"),
        ("title: A Tool", "title: A Tool!"),
    ],
)
def test_what_keeps_its_key_or_is_new_is_not_said(change: Change, old: str, new: str) -> None:
    assert change((old, new)) == []


def test_a_key_that_cannot_be_written_is_not_asked_for(change: Change) -> None:
    assert change(("適応", "適応2"), before="title: NLP\nitems: [{ title: 適応, code: https://x.org }]\n") == []


@pytest.mark.parametrize("name", ["CI", "GITHUB_ACTIONS"])
def test_in_ci_the_commit_before_is_compared(change: Change, name: str) -> None:
    assert hints(change(("A Tool", "The Tool"), **{name: "true"})) == ["key: title-a-tool"]


def test_elsewhere_what_is_committed_is_taken_for_right(change: Change) -> None:
    assert change(("A Tool", "The Tool"), CI="false") == []


def test_an_old_file_with_mistakes_is_passed_over(change: Change) -> None:
    before = LIST.replace("title: Theory", "titel: Theory")

    assert change(("titel", "title"), ("A Tool", "The Tool"), before=before) == []


def test_writing_what_is_proposed_settles_it(change: Change) -> None:
    addition = "title: The Tool\n        key: title-a-tool"

    assert change(("title: A Tool", addition), ("title: A Paper of Ours", "title: Our Paper")) == []


# Sections ------------------------------------------------------------------------------------------------------------


def test_a_renamed_section_is_asked_for_its_old_title(change: Change) -> None:
    [finding] = change(("title: Methods", "title: Techniques"))

    assert finding.startswith("data/nlp.yaml:3:12: warning: this section was called 'Methods'; ")
    assert hints([finding]) == ['was: ["Methods"]']


def test_a_file_that_is_renamed_keeps_the_sections_below_it(change: Change) -> None:
    assert hints(change(("title: NLP", "title: Language"), ("A Tool", "The Tool"))) == [
        'was: ["NLP"]',
        "key: title-a-tool",
    ]


@pytest.mark.parametrize(
    "replacements",
    [
        [("title: Methods", "title: X"), ("title: Theory", "title: Methods"), ("title: X", "title: Theory")],
        [("title: Theory", "title: New"), ("A Proof", "Something"), ("/proof", "/something")],
        [("  - title: Theory\n    items:\n", "")],
        [("title: Methods", "title: METHODS!")],
    ],
    ids=["swapped", "other entries", "merged", "same anchor"],
)
def test_a_section_that_was_not_surely_renamed_is_not_asked(
    change: Change, replacements: list[tuple[str, str]]
) -> None:
    assert [finding for finding in change(*replacements) if "renamed-section" in finding] == []


def test_the_form_offers_sections_that_are_there(change: Change, write: Write, call: Call) -> None:
    options = ["Not sure", "NLP > Methods", "NLP > Theory", "Gone"]
    body = [{"id": "address"}, {"type": "dropdown", "id": "section", "attributes": {"options": options}}]
    write(json.dumps({"body": body}, indent=1), ".github/ISSUE_TEMPLATE/suggest-a-paper.yml")

    change(("title: Methods", "title: Techniques"))
    out = call("check").out

    assert re.findall(r"the form offers the section '(.*)', which.*\n(?:    write: (.*)\n)?", out) == [
        ("NLP > Methods", "NLP > Techniques"),
        ("Gone", ""),
    ]


@pytest.mark.parametrize(
    "form", ["", "[1]", "body: 1", "body: [1, { id: section }, { id: x, attributes: { options: [a, b] } }]", "a: ["]
)
def test_another_form_is_passed_over(write: Write, call: Call, form: str) -> None:
    write(LIST)
    write(form, ".github/ISSUE_TEMPLATE/suggest-a-paper.yml")

    assert call("check").out == ""


# Ids -----------------------------------------------------------------------------------------------------------------


def of_record(write: Write, call: Call, entry: str, *ids: str, title: str = "A Paper of Ours", more: str = "") -> str:
    """Write a list of an entry and a record, and return what `check` says."""
    write(f"title: NLP\nitems:\n  - {{ title: A Paper of Ours, {entry} }}\n{more}")
    record = {"ids": ["a" * 40, *ids, "TITLE:a paper of ours"], "retrieved": "2024-05-04", "title": title}
    write(f'{{\n"X": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")
    return call("check").out


@pytest.mark.parametrize(
    ("entry", "ids", "hint", "key"),
    [
        ("paper: { url: https://x.org }", ["ARXIV:2109.06952", "DOI:10.1/x"], 'arxiv_id: "2109.06952"', True),
        ("paper: { openreview_id: nZeVKeeFYf9 }", ["DOI:10.1000/x"], 'doi: "10.1000/x"', True),
        ("paper: { openreview_id: nZeVKeeFYf9 }, key: k", ["ARXIV:2109.06952"], 'arxiv_id: "2109.06952"', False),
        ("paper: { pdf: https://x.org, year: 2020 }", [], f'semantic_scholar_id: "{"a" * 40}"', True),
    ],
)
def test_the_id_of_a_paper_that_was_found_by_its_title_is_offered(
    write: Write, call: Call, entry: str, ids: list[str], hint: str, key: bool
) -> None:
    out = of_record(write, call, entry, *ids)

    assert "[missing-id]\n" in out
    assert f"    write: {hint}\n" in out
    assert ("and 'key: " in out) is key


@pytest.mark.parametrize(
    ("entry", "title"),
    [("code: https://x.org", "A Paper of Ours"), ("paper: { url: https://x.org }", "Quite Another Thing")],
)
def test_nothing_is_offered_for_a_tool_and_of_another_papers_record(
    write: Write, call: Call, entry: str, title: str
) -> None:
    assert of_record(write, call, entry, "ARXIV:2109.06952", title=title) == ""


def test_an_id_that_another_entry_has_is_not_to_be_written(write: Write, call: Call) -> None:
    more = '  - { title: A Paper of Theirs, paper: { arxiv_id: "2109.06952" } }\n'

    out = of_record(write, call, "paper: { url: https://x.org }", "ARXIV:2109.06952", more=more)

    assert "as arXiv 2109.06952, which is listed in data/nlp.yaml:4:5; are both one? [missing-id]\n" in out
    assert "write: arxiv_id" not in out


# Fixes ---------------------------------------------------------------------------------------------------------------


def test_an_id_that_a_fix_adds_or_finds_in_an_address_leaves_the_key(root: Path, write: Write, call: Call) -> None:
    of_record(write, call, "paper: { url: https://x.org }", "ARXIV:2109.06952")
    write(
        """
        title: Vision
        items:
          - title: Another Paper
            paper:
              pdf: https://arxiv.org/pdf/2106.09685
            tags: [LoRA]
    """,
        "data/vision.yaml",
    )

    call("check", "--fix")

    assert (root / "data/nlp.yaml").read_text() == (
        "title: NLP\nitems:\n  - { title: A Paper of Ours, "
        'paper: { url: https://x.org, arxiv_id: "2109.06952" }, key: title-a-paper-of-ours }\n'
    )
    assert "    key: title-another-paper\n" in (root / "data/vision.yaml").read_text()
    assert call("check").out == ""


def test_a_fix_writes_the_names_that_the_last_commit_has(change: Change, root: Path, call: Call) -> None:
    change(("title: A Tool", "title: The Tool"), ("title: Theory", "title: Proofs"))

    done = call("check", "--fix")

    tool = "        code: https://example.org/tool\n"
    text = LIST.replace("A Tool", "The Tool").replace(tool, f"{tool}        key: title-a-tool\n")
    text = text.replace("title: Theory\n", "title: Proofs\n    was: [Theory]\n")
    assert (root / "data/nlp.yaml").read_text() == text
    assert done.out == 'data/nlp.yaml:7: key: title-a-tool added\ndata/nlp.yaml:11: was: ["Theory"] added\n'
    assert call("check").out == ""
