"""The list itself; whether its outputs are current is asked elsewhere, so that a change of YAML alone passes.

Warnings are no failures here: `check` shows them at their lines.
"""

from pathlib import Path

import pytest

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.project import Project

REPOSITORY = Path(__file__).parents[1]
MOST = 140
"""The list began with 147 entries here; a few may be taken out, and few can be lost unseen."""


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
    assert titles[:6] == [
        "Frameworks and Tools",
        "Surveys",
        "Natural Language Processing",
        "Computer Vision",
        "Audio Processing",
        "Multi-Modal",
    ]


def test_the_real_entries_have_summaries(catalogue: Catalogue) -> None:
    assert sum(listed.entry.summary is not None for listed in catalogue.entries()) >= MOST


def test_the_days_of_the_real_entries_are_known(catalogue: Catalogue) -> None:
    assert sum(listed.entry.added is not None for listed in catalogue.entries()) >= MOST
