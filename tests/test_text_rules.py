"""The rules for texts that readers see; those that are older than this module are in `test_checks`."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from awesome_adapters import checks
from awesome_adapters.project import Project

Write = Callable[..., Path]
Warn = Callable[..., list[tuple[str, str | None]]]


@pytest.fixture
def warn(root: Path, write: Write) -> Warn:
    """Write an entry and settings, and return the warnings with the lines to write."""

    def warn(entry: str, settings: str = "title: A", today: date = date(2026, 11, 25)) -> list[tuple[str, str | None]]:
        write(f"title: NLP\nitems:\n- title: A\n  website: https://x.org\n  {entry}\n")
        write(settings, "catalogue.yaml")
        project = Project.open(root)
        assert project.problems == []
        return [(p.message, p.hint) for p in checks.WARNINGS.run(project.context._replace(today=today))]

    return warn


@pytest.mark.parametrize(
    ("paper", "year", "hint"),
    [
        ("venue: ICLR 2024, year: 2024", 2024, "venue: ICLR"),
        ("venue: ICLR 2024", 2024, "venue: ICLR\nyear: 2024"),
        ('venue: "ICLR, 2024"', 2024, "venue: ICLR\nyear: 2024"),
        ("venue: ICLR (2024), year: 2024", 2024, "venue: ICLR"),
        ("venue: NeurIPS'23", 2023, "venue: NeurIPS\nyear: 2023"),
        ("venue: ICLR 2024, year: 2023", 2024, None),
    ],
)
def test_a_venue_does_not_end_in_the_year(warn: Warn, paper: str, year: int, hint: str | None) -> None:
    assert warn(f"paper: {{ {paper} }}") == [(f"the venue ends in {year}; the year stands in 'year'", hint)]


@pytest.mark.parametrize("venue", ["ICLR", "2024 IEEE Conference", "Web 3", "Findings of ACL 2021", "2024"])
def test_other_venues_are_left_alone(warn: Warn, venue: str) -> None:
    assert warn(f'paper: {{ venue: "{venue}" }}', "title: A\nvenues: { Findings: [Findings of ACL 2021] }") == []


def test_authors_joined_by_a_word_are_separated(warn: Warn) -> None:
    assert warn("paper: { authors: [A. Author, Edward J. Hu and Yelong Shen] }") == [
        (
            "these are 2 authors in one text: 'Edward J. Hu and Yelong Shen'",
            "authors: [A. Author, Edward J. Hu, Yelong Shen]",
        )
    ]


@pytest.mark.parametrize(
    "author",
    [
        "José Ortega y Gasset",
        "Centre for Science and Technology",
        "Johnson & Johnson",
        "Karimi Mahabadi, Rabeeh",
        "Ferdinand Anderson",
    ],
)
def test_names_that_only_look_like_two_are_left_alone(warn: Warn, author: str) -> None:
    assert warn(f'paper: {{ authors: ["{author}"] }}') == []


@pytest.mark.parametrize(("day", "is_future"), [("2026-11-25", False), ("2026-11-26", False), ("2026-11-27", True)])
def test_a_day_in_the_future_is_doubted_with_one_day_of_grace(warn: Warn, day: str, *, is_future: bool) -> None:
    message = f"{day} is in the future; 'added' is the day on which the entry came into the list"

    assert warn(f"added: {day}") == ([(message, None)] if is_future else [])


@pytest.mark.parametrize("end", ["。", "。」", "！", "؟", "।", "።", ".", ".”", "!)", "…", "?»", "։"])
def test_a_sentence_of_any_script_ends(warn: Warn, end: str) -> None:
    messages = [message for message, _ in warn(f"summary: 训练小模块{end}")]

    assert "the summary does not end like a sentence" not in messages


@pytest.mark.parametrize(
    ("summary", "hint"), [("训练小模块", "训练小模块。"), ("Trains it", "Trains it."), ("It ,", "It.")]
)
def test_the_end_of_a_sentence_is_written_in_its_script(warn: Warn, summary: str, hint: str) -> None:
    assert warn(f"summary: {summary}") == [("the summary does not end like a sentence", hint)]


@pytest.mark.parametrize(
    ("title", "summary", "name"),
    [
        ("LoRA-X: A Paper", "LoRA-X trains it.", "'LoRA-X'"),
        ("LoRA-X", "LoRA-X trains it.", "the title"),
        ("LoRA-X: A Paper", "Trains it as LoRA-X does.", None),
        ("LoRA: A Paper", "LoRAs are trained.", None),
    ],
)
def test_a_summary_does_not_begin_with_the_name(
    root: Path, write: Write, title: str, summary: str, name: str | None
) -> None:
    write(f'title: NLP\nitems:\n- title: "{title}"\n  website: https://x.org\n  summary: {summary}\n')

    messages = [problem.message for problem in checks.WARNINGS.run(Project.open(root).context)]

    assert messages == ([f"the summary starts with {name}; say what the thing does"] if name else [])


def test_a_command_of_latex_in_double_quotes_is_a_warning(warn: Warn) -> None:
    assert warn('summary: "Trains $\\nu$."') == [
        (
            "in double quotes \\n is a line break; write \\\\nu, or put the text in single quotes",
            "summary: 'Trains $\\nu$.'",
        )
    ]
