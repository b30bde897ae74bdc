"""The list itself; whether its outputs are current is asked elsewhere, so that a change of YAML alone passes.

Warnings are no failures here: `check` shows them at their lines.
"""

from pathlib import Path

import pytest

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.project import Project

REPOSITORY = Path(__file__).parents[1]
MOST = 290
"""The list has more than 300 entries; a few may be taken out, and few can be lost unseen."""

FIRST_SECTIONS = [
    "Frameworks and Tools",
    "Surveys",
    "Natural Language Processing",
    "Computer Vision",
    "Audio Processing",
    "Multi-Modal",
]
"""The sections that the list had first; others came between them and after them."""

LARGEST = 40
"""Entries that a section may have; a larger one is divided."""


@pytest.fixture(scope="module")
def real() -> Project:
    return Project.open(REPOSITORY)


@pytest.fixture
def catalogue(real: Project) -> Catalogue:
    return real.catalogue


def test_the_real_list_has_no_mistakes(real: Project) -> None:
    assert [str(problem) for problem in real.problems] == []


def test_the_real_list_is_whole(catalogue: Catalogue) -> None:
    titles = [section.title for section in catalogue.sections if len(section.path) == 1]

    assert sum(1 for _ in catalogue.entries()) >= MOST
    assert [title for title in titles if title in FIRST_SECTIONS] == FIRST_SECTIONS


def test_the_real_entries_have_summaries(catalogue: Catalogue) -> None:
    assert sum(listed.entry.summary is not None for listed in catalogue.entries()) >= MOST


def test_no_section_of_the_real_list_is_too_long_to_be_read(catalogue: Catalogue) -> None:
    assert [section.path for section in catalogue.sections if len(section.entries) > LARGEST] == []


def test_each_real_entry_has_some_tags_of_the_vocabulary(catalogue: Catalogue) -> None:
    assert catalogue.settings.strict_tags
    assert [listed.key for listed in catalogue.entries() if not 1 <= len(listed.entry.tags) <= 4] == []


def test_the_real_candidates_have_no_mistakes(real: Project) -> None:
    assert [str(problem) for problem in real.candidates.check(real.context)] == []
    assert [item.key for item in real.candidates.items] == sorted(item.key for item in real.candidates.items)


def test_the_days_of_the_real_entries_are_known(catalogue: Catalogue) -> None:
    assert sum(listed.entry.added is not None for listed in catalogue.entries()) >= MOST
