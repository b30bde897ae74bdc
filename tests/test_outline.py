"""The headings of whole documents; how those of any Markdown are read is in test_headings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.formats.readme.outline import SECTIONS, Outline
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
