"""What records are found by again."""

import json

import pytest

from conftest import Call, Write


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
