"""Tables: every cell comes out as it was written, in its column, and the source can be read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.formats.readme import readme
from awesome_adapters.records import Link, Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import collapse_whitespace
from conftest import max_examples
from rendered import Page
from test_markdown import shown, texts
from test_readme import BARE

COLUMNS = ["title", "name", "authors", "venue", "year", "date", "code", "links", "tags", "award", "summary", "Models"]


def table(records: list[Record], **look: Any) -> str:
    settings = Settings.model_validate({"readme": {"style": "table", **look}})
    text = readme.filters(Catalogue(settings, []))["table"](records)
    assert isinstance(text, str)
    return text


def cells(text: str) -> list[list[str]]:
    """The rows of a table below its header, as GitHub reads them."""
    rows = Page(text).html.split("<tr>")[2:]
    return [[Page(f"<p>{cell}").text for cell in row.split("<td>")[1:]] for row in rows]


def test_a_table_is_padded() -> None:
    code = [Link("PDF", "https://e.org/p"), Link("Code", "https://e.org/c")]
    records = [
        BARE._replace(title="A long title", venue="ICLR", year=2022, links=code, highlight=True, award="Oral"),
        BARE._replace(title="日本", year=2023, extra={"models": "GPT"}),
    ]

    text = table(records, columns=["Title", "venue", "year", "code", "links", "Models"])

    assert text.splitlines() == [
        "| Title                                                     | Venue | Year | Code                    | Links                  | Models |",  # noqa: E501
        "| --------------------------------------------------------- | ----- | ---- | ----------------------- | ---------------------- | ------ |",  # noqa: E501
        '| <a id="key"></a>⭐ [A long title](https://e.org/) **Oral** | ICLR  | 2022 | [Code](https://e.org/c) | [PDF](https://e.org/p) |        |',  # noqa: E501
        '| <a id="key"></a>[日本](https://e.org/)                      |       | 2023 |                         |                        | GPT    |',  # noqa: E501
    ]


def test_a_table_of_nothing_is_nothing() -> None:
    assert table([]) == ""


@pytest.mark.parametrize("value", ["a|b", "a\nb", "`a|b", "``", r"a\|b", r"\\", "|", "- x", "# x", "<td>", "a&#124;b"])
def test_hostile_values_stay_in_their_cells(value: str) -> None:
    record = BARE._replace(
        title=value, name=value, authors=[value], venue=value, year=2020, tags=[value], award=value, summary=value,
        extra={"Models": value}, links=[Link(value, "https://e.org/|")],
    )  # fmt: skip

    [row] = cells(table([record], columns=COLUMNS))

    text = shown(collapse_whitespace(value))
    assert row == [text, text, text, text, "2020", "2020", "", text, text, text, text, text]


@max_examples(100)
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4))
def test_any_table_has_all_of_its_cells(values: list[tuple[str, str, str]]) -> None:
    records = [BARE._replace(title=a, venue=b, tags=[c]) for a, b, c in values]

    text = table(records, columns=["title", "venue", "tags"])

    assert cells(text) == [[shown(collapse_whitespace(value)) for value in row] for row in values]
    assert len(text.splitlines()) == len(values) + 2


def test_header_cells_are_escaped_too() -> None:
    page = Page(table([BARE], columns=["title", "a|b", "*c*"]))

    assert page.html.count("<th>") == 3
    assert "a|b" in page.text
    assert "*c*" in page.text


def test_a_text_and_a_link_can_be_a_column_by_their_labels() -> None:
    record = BARE._replace(links=[Link("Dataset", "https://e.org/d")], extra=json.loads('{"Size": "7B"}'))

    assert cells(table([record], columns=["dataset", "SIZE", "links"])) == [["Dataset", "7B", ""]]
