"""The headings of whole documents; how those of any Markdown are read is in test_headings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.formats.readme.headings import headings
from awesome_adapters.formats.readme.outline import SECTIONS, Outline, plain_headings
from conftest import REPOSITORY, max_examples
from test_headings import ANCHORS, DOCUMENT
from test_section_pages import section

Write = Callable[..., Path]

FRAME = f"# List\n\n## Methods\n\n{SECTIONS}## End\n"


def outline(root: Path, *texts: str) -> list[tuple[int, str, bool, bool]]:
    sections = [section("Methods"), section("Methods", "Deep"), section(*"abcdefg")]
    headings = Outline(root).headings(FRAME, zip(sections, map(str.encode, texts), strict=False))
    return [(one.level, one.anchor, one.section is not None, one.is_inside) for one in headings]


def test_packaged_templates_write_one_heading_for_each_section(root: Path) -> None:
    assert outline(root, "", "", "") == [
        (1, "list", False, False),
        (2, "methods", False, False),
        (2, "methods-1", True, False),
        (3, "deep", True, False),
        (6, "g", True, False),
        (2, "end", False, False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Methods\n\n- # a\n", [("methods-1", True), ("a", False)]),
        ("### Deep\n\n## Methods\n", [("deep", False), ("methods-1", True)]),
        ("Methods\n---\n\n<h3>x</h3>\n", [("methods-1", True), ("x", False)]),
        ("## 📚 Methods\n\n### Methods?\n", [("-methods", True), ("methods-1", False)]),
        ("## Methods\n\n1. ### Paper\n2. text\n", [("methods-1", True), ("paper", False)]),
        ("## Methods\n\n```\n## Code\n```\n", [("methods-1", True)]),
        ("no heading\n", []),
    ],
)
def test_headings_that_an_own_template_writes_count(
    write: Write, root: Path, text: str, expected: list[tuple[str, bool]]
) -> None:
    write("", "templates/section.md")

    headings = outline(root, text)

    assert [(anchor, has_section) for _, anchor, has_section, _ in headings[2:-1]] == expected


def test_the_headings_of_this_list_take_no_parser() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")

    assert plain_headings(readme) == headings(readme)


LINES = (
    *DOCUMENT.split("\n"),
    *(line for document in ANCHORS for line in document.split("\n")),
    *(
        "",
        "",
        "",
        "## Methods",
        "# A List [![Awesome](https://a.re/b.svg)](https://a.re)",
        "```",
        "```sh",
        "---",
        "===",
    ),
    *("<details><summary>More</summary>", "</details>", '<a id="x">', "- item", "  ```", "<!-- a -->", "<!--", "-->"),
    *(
        "##\tTab",
        "## \N{NO-BREAK SPACE}a",
        "## a ",
        "# # a",
        f"# {SECTIONS}",
        "text",
        "|---|",
        "<br",
        '<img alt="',
        "## a\x0bb",
    ),
)


@pytest.mark.slow
@max_examples(1000)
@given(st.lists(st.sampled_from(LINES) | st.text("#-=<>!`a1. \t", max_size=6), max_size=9).map("\n".join))
def test_headings_that_are_read_without_a_parser_are_those_that_it_finds(document: str) -> None:
    assert plain_headings(document) in (None, headings(document))
