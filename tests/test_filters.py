"""The filters of templates, and the reference of everything that templates can use."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent

import pytest

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.formats.readme import readme
from awesome_adapters.formats.readme.filters import Filters, RecordGroup
from awesome_adapters.formats.readme.section_text import CrossReference, SectionVariables, SectionView
from awesome_adapters.records import Link, Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.schema.values import PartialDate
from awesome_adapters.text.words import TABLE
from conftest import REPOSITORY
from test_readme import BARE

TEMPLATES = REPOSITORY / "docs" / "templates.md"
MARK = "<!-- What follows is generated"


# The reference -------------------------------------------------------------------------------------------------------


def fields(model: type) -> Iterator[tuple[str, str]]:
    """Give the fields and properties of a class, each with its docstring or else its type."""
    [definition] = ast.parse(dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)
    for node, following in zip(definition.body, [*definition.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign):
            has_text = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
            text = following.value.value if has_text else f"`{ast.unparse(node.annotation).replace(' | ', ' or ')}`"  # type: ignore[union-attr]
            yield ast.unparse(node.target), text
        elif isinstance(node, ast.FunctionDef) and "property" in map(ast.unparse, node.decorator_list):
            yield node.name, (ast.get_docstring(node) or "").removeprefix("Return ")


def table(title: str, rows: Iterator[tuple[str, str]]) -> str:
    lines = [f"| `{name}` | {' '.join(text.split())} |" for name, text in rows]
    return "\n".join([f"## {title}", "", "| name | holds |", "|---|---|", *lines])


def words(row: Mapping[str, str]) -> str:
    texts = dict.fromkeys(text.replace("|", r"\|").replace("[", r"\[") for text in row.values())
    return " / ".join(texts)


def reference() -> str:
    filters = readme.filters(Catalogue(Settings(), []))
    tables = [
        table("Variables of README.md", fields(readme.Variables)),
        table("Variables of section.md, card.md, line.md and table.md", fields(SectionVariables)),
        table("A section", fields(SectionView)),
        table("A record, which is an entry", fields(Record)),
        table("An entry of another section, in cross_listed", fields(CrossReference)),
        table("Variables of section-page.md", fields(readme.PageVariables)),
        table("Words", ((name, words(row)) for name, row in TABLE.items())),
        table("Filters", ((name, inspect.getdoc(filters[name]) or "") for name in sorted(filters))),
    ]
    return "\n\n".join(tables) + "\n"


def test_the_reference_of_templates_is_current(expect: Callable[[str, str], None]) -> None:
    intro, mark, _ = TEMPLATES.read_text(encoding="utf-8").partition(MARK)
    line = f"{mark} from the code; `pytest --update-expected` writes it. -->"

    expect(f"{intro}{line}\n\n{reference()}", "../../docs/templates.md")


def test_every_filter_says_what_it_does() -> None:
    filters = readme.filters(Catalogue(Settings(), []))

    assert [name for name, function in filters.items() if not inspect.getdoc(function)] == []
    assert set(filters) >= {"order", "group", "stars", "venue", "table"}


# Filters -------------------------------------------------------------------------------------------------------------


def filters_with(**look: object) -> Filters:
    return Filters(Catalogue(Settings.model_validate({"venues": {"ICLR": ["Learning"]}, "readme": look}), []))


LINKS = [Link(label, f"https://e.org/{label[0]}") for label in ("PDF", "Code", "Dataset", "Semantic Scholar")]


@pytest.mark.parametrize(
    ("look", "labels"),
    [
        ({}, "PDF Code Dataset Semantic Scholar"),
        ({"style": "line"}, "PDF Code Dataset"),
        ({"links": []}, ""),
        ({"links": ["code", "pdf", "Nothing"]}, "Code PDF"),
        ({"links": ["Code", "others"]}, "Code PDF Dataset Semantic Scholar"),
        ({"links": ["others", "Code"], "style": "line"}, "PDF Dataset Semantic Scholar Code"),
    ],
)
def test_links_are_those_of_the_settings_in_their_order(look: dict[str, object], labels: str) -> None:
    shown = filters_with(**look).links(BARE._replace(links=LINKS))

    assert shown == " · ".join(f"[{link.label}]({link.url})" for link in sorted(
        (link for link in LINKS if link.label in labels), key=lambda link: labels.index(link.label)
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("look", "own", "machine_made"),
    [
        ({}, True, True),
        ({"tldr": "own"}, True, False),
        ({"tldr": "none"}, False, False),
        ({"style": "line"}, False, False),
        ({"style": "table", "tldr": "all"}, True, True),
    ],
)
def test_tldrs_are_those_of_the_settings(look: dict[str, object], *, own: bool, machine_made: bool) -> None:
    filters = filters_with(**look)

    shown = [filters.tldr(BARE._replace(tldr="x", tldr_is_machine_made=is_made)) == "x" for is_made in (False, True)]

    assert shown == [own, machine_made]


def test_a_venue_has_its_short_name_and_does_not_leave_its_year() -> None:
    record, long = BARE._replace(venue="learning", year=2022), BARE._replace(venue="A venue " * 6, year=2022)
    filters = filters_with()

    assert (filters.venue(record), filters.publication(record)) == ("ICLR", "ICLR\N{NO-BREAK SPACE}2022")
    assert filters.publication(long) == f"{('A venue ' * 6).strip()}\N{NO-BREAK SPACE}2022"
    assert filters.publication(BARE) == ""


def test_stars_are_a_picture_for_repositories_of_github_alone() -> None:
    filters = filters_with()
    code = [Link("Code", "https://github.com/owner/x")]

    assert filters.stars(BARE._replace(links=code)).startswith(
        "![GitHub stars](https://img.shields.io/github/stars/owner/x"
    )
    assert filters.stars(BARE._replace(links=LINKS)) == ""


def test_records_are_sorted_and_grouped_with_what_is_not_known_last() -> None:
    years = {"a": 2020, "b": None, "c": 2024, "d": 2020}
    records = [BARE._replace(title=key, year=year, listed=BARE.listed._replace(key=key)) for key, year in years.items()]
    filters = filters_with()

    assert [record.title for record in filters.order(records, "newest")] == ["c", "a", "d", "b"]
    assert [record.title for record in filters.order(records, "oldest")] == ["a", "d", "c", "b"]
    groups: list[RecordGroup] = filters.group(records, "year")
    assert [(group.title, [record.title for record in group.records]) for group in groups] == [
        ("2024", ["c"]),
        ("2020", ["a", "d"]),
        ("Other", ["b"]),
    ]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        (("A. B.",), " - A. B."),
        (("Two words",), " - Two words."),
        (("`tag`",), " - `tag`."),
        (("大会",), " - 大会."),
        (("[a](b)",), " - [a](b)"),
        (("<sub>a</sub>",), " - <sub>a</sub>"),
    ],
)
def test_the_lines_of_an_entry_end_as_awesome_lint_wants(parts: tuple[str, ...], text: str) -> None:
    assert filters_with().lines((parts,)) == text


@pytest.mark.parametrize(
    ("dates", "year", "date", "text"),
    [
        ("year", 2024, (2024, 5, 31), "ICLR 2024"),
        ("month", 2024, (2024, 5, 31), "ICLR 2024-05"),
        ("day", 2024, (2024, 5, 31), "ICLR 2024-05-31"),
        ("day", 2024, (2024, 5), "ICLR 2024-05"),
        ("month", None, (2024, 5), "ICLR 2024-05"),
        ("month", 2024, (2023, 5), "ICLR 2024"),
        ("month", 2024, None, "ICLR 2024"),
    ],
)
def test_a_date_is_shown_as_far_as_the_settings_say(
    dates: str, year: int | None, date: tuple[int, ...] | None, text: str
) -> None:
    record = BARE._replace(venue="ICLR", year=year, date=PartialDate(*date) if date else None)

    assert filters_with(dates=dates).publication(record).replace("\N{NO-BREAK SPACE}", " ") == text


def test_own_texts_are_shown_behind_their_labels() -> None:
    record = BARE._replace(extra={"Data": "a*b", "Models": "LLaMA", "Remark": "no"})

    assert filters_with(extra=["models", "Data", "Other"]).extra(record) == "Models: LLaMA · Data: a\\*b"
