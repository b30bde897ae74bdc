"""The keys that lists did not have before, through all outputs: a list that does not use them looks as it did."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.formats.citations import exports
from awesome_adapters.project import Project

Write = Callable[..., Path]

ENTRY = {
    "title": "LoRA: Low-Rank Adaptation",
    "summary": "Trains small matrices.",
    "paper": {"arxiv_id": "2106.09685", "authors": ["Edward J. Hu"], "venue": "ICLR", "year": 2022, "tldr": "Short."},
    "code": "https://e.org/code",
    "tags": ["LoRA"],
    "added": "2024-05-31",
}
TOOL = {"title": "A Tool", "website": "https://e.org/tool"}
NEW_COLUMNS = ["name", "award", "highlight", "date", "note", "links", "retracted"]


def outputs(write: Write, root: Path, section: dict[str, Any]) -> dict[str, str]:
    """Everything that is made of a list of one section, by path or format."""
    write(json.dumps(section))
    write("title: A List\nsite: https://e.org/list", "catalogue.yaml")
    project = Project.open(root)
    assert project.problems == []
    documents = (*project.readme(), *project.site(), *project.site(largest=0))
    return {document.path: document.content.decode() for document in documents} | {
        name: project.export(name) for name in exports.FORMATS
    }


def test_keys_that_say_nothing_change_nothing(write: Write, root: Path) -> None:
    empty = {"links": {}, "extra": {}, "highlight": "false"}
    without = {"title": "NLP", "items": [ENTRY, TOOL], "sections": [{"title": "Methods"}]}
    with_them = {
        "title": "NLP",
        "was": [],
        "items": [{**ENTRY, **empty}, {**TOOL, **empty}],
        "sections": [{"title": "Methods", "was": []}],
    }

    assert outputs(write, root, with_them) == outputs(write, root, without)


def test_a_list_without_them_shows_nothing_of_them(write: Write, root: Path) -> None:
    files = outputs(write, root, {"title": "NLP", "items": [ENTRY, TOOL], "sections": [{"title": "Methods"}]})

    for path, text in files.items():
        if path.endswith((".md", ".html", ".xml", ".js")):
            shown = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
            assert not re.search(r'⭐|★|>Note|Note:|class=\\?"(?:star|award|note|intro|anchor)|-former', shown), path
        if path in ("bibtex", "csl", "ris"):
            assert not re.search("shorttitle|title-short|ST  -|note|addendum", text), path
    header, *rows = (line.split('","') for line in files["csv"].splitlines())
    assert header[-7:] == [*NEW_COLUMNS[:-1], 'retracted"']
    assert [row[-7:] for row in rows] == [["", "", "", "2021-06", "", "", '"'], ["", "", "", "", "", "", '"']]


@pytest.mark.parametrize("key", ["name", "note", "award", "highlight", "links", "extra"])
def test_each_of_them_reaches_its_outputs(write: Write, root: Path, key: str) -> None:
    values = {"links": {"Dataset": "https://e.org/data"}, "extra": {"Models": "GPT-3"}, "highlight": "true"}
    section = {"title": "NLP", "items": [{**ENTRY, key: values.get(key, "Something of its own")}]}

    changed = outputs(write, root, section)
    before = outputs(write, root, {"title": "NLP", "items": [ENTRY]})

    different = {path for path, text in changed.items() if text != before[path]}
    everywhere = {"json", "README.md", "sections/nlp.html", "csv"}
    expected = {
        "name": everywhere | {"feed.xml", "bibtex", "csl", "ris"},
        "note": everywhere | {"feed.xml", "bibtex", "csl", "ris"},
        "award": everywhere | {"feed.xml", "bibtex", "csl", "ris"},
        "links": everywhere | {"feed.xml"},
        "highlight": everywhere,
        "extra": {"json"},
    }
    assert different & (expected["name"] | {"feed.xml"}) == expected[key]
