"""Labels of links, headings of columns and of sections, in several languages."""

import pytest

from awesome_adapters.importing import labels


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Paper", "paper"),
        ("[PDF]", "paper"),
        ("论文下载链接", "paper"),
        ("arXiv:2101.00001", "paper"),
        ("10.1000/182", "paper"),
        ("Code (PyTorch)", "code"),
        ("Python Reference", "code"),
        ("C++", "code"),
        ("代码和数据集", "code"),
        ("Code 2", "code"),
        ("Project Page", "website"),
        ("主页", "website"),
        ("数据集", "other"),
        ("论文解读", "other"),
        ("Demo视频", "other"),
        ("here", "none"),
        ("Learning to Prompt for Vision-Language Models", None),
        ("LangChain", None),
        ("", None),
    ],
)
def test_a_label_says_where_a_link_belongs(label: str, kind: str | None) -> None:
    assert labels.link_kind(label) == kind


@pytest.mark.parametrize(
    ("text", "is_label"), [("Paper", True), ("代码", True), ("PyTorch", False), ("A Paper on It", False)]
)
def test_a_framework_can_be_a_title(text: str, is_label: bool) -> None:
    assert labels.is_label(text) is is_label


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Paper Title", "title"),
        ("Venue", "venue"),
        ("年份", "date"),
        ("#", "number"),
        ("Institute", None),
        ("Demo", "website"),
    ],
)
def test_the_heading_of_a_column_says_what_it_holds(heading: str, role: str | None) -> None:
    assert labels.column(heading) == role


@pytest.mark.parametrize(
    "heading", ["Contents", "📖 Table of Contents:", "How to contribute", "目录", "Star History", "Citation"]
)
def test_no_entries_stand_below_some_headings(heading: str) -> None:
    assert labels.has_no_entries(heading)
    assert not labels.has_no_entries(f"Papers on {heading}")


@pytest.mark.parametrize("value", ["-", "None", "Coming soon", "暂无", "n/a", " [] ", "TBD"])
def test_some_values_say_that_there_is_nothing(value: str) -> None:
    assert labels.is_nothing(value)
