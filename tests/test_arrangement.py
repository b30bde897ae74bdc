"""Which sections the README shows: groups of a section, and none whose heading divides nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.formats.readme.readme import PAGE_BUDGET
from awesome_adapters.project import Project
from awesome_adapters.storage.files import PAGES
from rendered import Page
from test_section_pages import anchors, targets

Write = Callable[..., Path]
NO_BREAK = "\N{NO-BREAK SPACE}"
Expect = Callable[[str | bytes, str], None]


def headings(root: Path) -> list[str]:
    """The lines of headings of sections, and the titles of entries below them."""
    text = Project.open(root).readme()[0].content.decode()
    body = text.partition("\n## Contents\n")[2].partition("\n## Using")[0]
    return [found[1] or found[2] for found in re.finditer(r"^(#+ .*)$|^- .*?\*\*(.*?)\*\*", body, re.MULTILINE)]


def an_item(title: str, year: int | None = None, venue: str | None = None, **fields: Any) -> dict[str, Any]:
    paper = {"url": f"https://e.org/{title}", "year": year, "venue": venue}
    return {"title": title, "paper": {key: value for key, value in paper.items() if value}, **fields}


ITEMS = [an_item("A", 2021, "iclr"), an_item("B", 2023, "ACL"), an_item("C"), an_item("D", 2021, "Learning")]


def test_a_section_that_stands_alone_has_no_heading(write: Write, root: Path) -> None:
    below = {"title": "Methods", "sections": [{"title": "Deep", "items": [an_item("A")]}]}
    write(json.dumps({"title": "Audio", "index": 1, "sections": [below]}))
    write(json.dumps({"title": "Vision", "index": 2, "items": [an_item("B")], "sections": [below]}), "data/v.yaml")

    assert headings(root) == ["## Audio", "A", "## Vision", "B", "### Methods", "A"]


@pytest.mark.parametrize("fields", [{"style": "line"}, {"style": "table"}])
def test_other_styles_keep_every_heading(write: Write, root: Path, fields: dict[str, str]) -> None:
    write(json.dumps({"title": "Audio", "sections": [{"title": "Methods", "items": [an_item("A")]}]}))
    write(json.dumps({"readme": fields}), "catalogue.yaml")

    assert headings(root) == ["## Audio", "### Methods"]


def test_a_heading_between_two_descriptions_stays(write: Write, root: Path) -> None:
    below = {"title": "Methods", "description": "Two.", "items": [an_item("A")]}
    write(json.dumps({"title": "Audio", "description": "One.", "sections": [below]}))

    assert headings(root) == ["## Audio", "### Methods", "A"]


def test_an_entry_of_a_section_without_a_heading_is_found_where_it_is(write: Write, root: Path) -> None:
    shared = an_item("A", also_in=["Vision"])
    write(json.dumps({"title": "Audio", "sections": [{"title": "Methods", "items": [shared]}]}))
    write(json.dumps({"title": "Vision", "items": []}), "data/v.yaml")

    text = Project.open(root).readme()[0].content.decode()

    assert '- A, listed under <a href="#title-a">Audio</a>.' in text
    assert '<a id="methods"></a>\n\n## Audio\n' in text


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"readme": {"group": "year"}}, ["## NLP", "### 2023", "B", "### 2021", "A", "D", "### Other", "C"]),
        (
            {"readme": {"group": "year"}, "order": "oldest"},
            ["## NLP", "### 2021", "A", "D", "### 2023", "B", "### Other", "C"],
        ),
        (
            {"readme": {"group": "venue"}, "venues": {"ICLR": ["Learning"]}},
            ["## NLP", "### ACL", "B", "### iclr", "A", "D", "### Other", "C"],
        ),
        (
            {"readme": {"group": "year"}, "order": "title"},
            ["## NLP", "### 2023", "B", "### 2021", "A", "D", "### Other", "C"],
        ),
    ],
)
def test_entries_are_grouped(write: Write, root: Path, settings: dict[str, Any], expected: list[str]) -> None:
    write(json.dumps({"title": "NLP", "items": ITEMS}))
    write(json.dumps(settings), "catalogue.yaml")

    assert headings(root) == expected


def test_a_section_without_years_has_no_groups_and_a_deep_one_has_headings(write: Write, root: Path) -> None:
    deep: dict[str, Any] = {"title": "Five", "items": [an_item("A", 2020)]}
    for title in ("Four", "Three", "Two", "One"):
        deep = {"title": title, "sections": [deep], "items": [an_item(title)]}
    write(json.dumps(deep))
    write(json.dumps({"readme": {"group": "year", "contents": 5}}), "catalogue.yaml")

    assert headings(root)[-4:] == ["Four", "###### Five", "###### 2020", "A"]


def test_an_anchor_counts_the_headings_that_a_template_writes(write: Write, root: Path) -> None:
    write('{index: 1, title: One, items: [{title: A, paper: {url: "https://e.org/a", year: 2024}}]}', "data/a.yaml")
    write('{index: 2, title: "2024", items: [{title: B, code: "https://e.org/b"}]}', "data/b.yaml")
    lines = "{% for record in records %}\n### {{ record.year or '2023' }}\n\n{{ record.title }}\n\n{% endfor %}\n"
    write("{{ heading }}\n\n" + lines, "templates/section.md")

    text = Project.open(root).readme()[0].content.decode()

    assert "- [One](#one) (1)\n- [2024](#2024-1) (1)\n" in text


# Whole lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("look", [
    {"style": "card"}, {"style": "line"}, {"style": "table"}, {"style": "line", "group": "year", "numbered": True},
    {"style": "table", "numbered": True}, {"style": "card", "group": "venue", "recent": 20, "contents": 3},
], ids=lambda look: "-".join(map(str, look.values())))  # fmt: skip
def test_a_list_of_any_look_is_paged(write: Write, root: Path, look: dict[str, Any]) -> None:
    items = [
        an_item(f"T{n}", 2000 + n % 26, f"V{n % 3}", key=f"k{n}", added="2024-05-31", summary="Does. " * 33)
        for n in range(3_000)
    ]
    write(json.dumps({"title": "Big", "items": items[:2_900]}))
    write(json.dumps({"title": "Other", "items": items[2_900:]}), "data/other.yaml")
    write(json.dumps({"readme": look}), "catalogue.yaml")

    texts = {document.path: document.content.decode() for document in Project.open(root).readme()}

    pages = {path: Page(text) for path, text in texts.items()}
    places = {path: anchors(page) for path, page in pages.items()}
    assert max(len(text.encode()) for text in texts.values()) <= PAGE_BUDGET
    keys = [anchor for path in places for anchor in places[path] if re.fullmatch("k[0-9]+", anchor)]
    assert sorted(keys) == sorted(f"k{n}" for n in range(3_000))
    for path, page in pages.items():
        for file, anchor in targets(path, page):
            assert not anchor or anchor in places[file], (path, file, anchor)
    if look["style"] == "table" and len(texts) > 1:
        assert all(text.count("| Title ") >= 1 for path, text in texts.items() if path.startswith(f"{PAGES}/big"))
    if look.get("group") == "year":
        whole = "".join(text for path, text in texts.items() if path != "README.md" or len(texts) == 1)
        years = re.findall(r"^### (\d{4})$", whole.partition("Other")[0] or whole, re.MULTILINE)
        assert list(dict.fromkeys(years)) == sorted(set(years), reverse=True)
    if look.get("numbered"):
        numbers = [
            int(n)
            for text in texts.values()
            for n in re.findall(r'^(?:\| <a id="k\d+"></a>)?(\d+)(?:\. | +\|)', text, re.MULTILINE)
        ]
        assert len(numbers) == 3_000


def test_headings_of_groups_have_githubs_anchors(write: Write, root: Path) -> None:
    for name in "ab":
        write(
            json.dumps({"title": f"Section {name}", "items": ITEMS}).replace("e.org/", f"e.org/{name}"),
            f"data/{name}.yaml",
        )
    write(json.dumps({"readme": {"group": "year", "style": "line"}}), "catalogue.yaml")

    text = Project.open(root).readme()[0].content.decode()

    slugger = Slugger()
    anchors = [slugger.slug(title) for _, title in Page(text).headings]
    assert re.findall(r"^  - \[(.*)\]\(#(.*)\) \((.*)\)", text, re.MULTILINE) == [
        ("2023", "2023", "1"), ("2021", "2021", "2"), ("Other", "other", "1"),
        ("2023", "2023-1", "1"), ("2021", "2021-1", "2"), ("Other", "other-1", "1"),
    ]  # fmt: skip
    assert {"2023-1", "2021-1", "other-1"} <= set(anchors)


def test_a_card_section_leads_to_what_the_contents_do_not_show(write: Write, root: Path) -> None:
    entry, below = "items: [{ title: A, code: https://e.org/a }]", "items: [{ title: B, code: https://e.org/b }]"
    sections = f"[{{ title: Methods, {below} }}, {{ title: Use, sections: [{{ title: One, {below} }}] }}]"
    write(f"title: Top\n{entry}\nsections: {sections}", "data/a.yaml")
    links = f"## Top\n\n[Methods](#methods){NO_BREAK}(1) · [Use](#use){NO_BREAK}(1)\n\n- "

    shown = {}
    for look in ({"contents": 1}, {"contents": 2}, {"contents": 1, "style": "line"}):
        write(f"readme: {json.dumps(look)}", "catalogue.yaml")
        shown[str(look)] = links in Project.open(root).readme()[0].content.decode()

    assert list(shown.values()) == [True, False, False]
