"""The sections put together: which sections an entry is shown in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.catalogue import Catalogue, sources
from awesome_adapters.catalogue.assembly import assemble
from awesome_adapters.schema.settings import Settings
from conftest import Call

Write = Callable[..., Path]

SECTIONS = """
sections:
  - title: Methods
    sections: [{ title: Low-Rank }, { title: "A > B" }]
  - title: Applications
  - title: Vision
    sections: [{ title: Methods }, { title: Audio }]
"""


def assembled(root: Path) -> tuple[Catalogue, list[str]]:
    sections, problems = sources.load_data(root)
    catalogue, path_problems = assemble(Settings(), sections)
    return catalogue, [f"{p} write: {p.hint}" if p.hint else str(p) for p in problems + path_problems]


def a_list(also_in: str) -> str:
    return f"title: NLP\nitems:\n- {{ title: LoRA, code: https://x.org, also_in: {also_in} }}{SECTIONS}"


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("NLP > Methods > Low-Rank", "NLP > Methods > Low-Rank"),
        ("Methods > Low-Rank", "NLP > Methods > Low-Rank"),
        ("Low-Rank", "NLP > Methods > Low-Rank"),
        ("LOW-RANK", "NLP > Methods > Low-Rank"),
        ("  nlp>METHODS  >low-rank ", "NLP > Methods > Low-Rank"),
        ("NLP > Methods", "NLP > Methods"),
        ("Vision > Methods", "NLP > Vision > Methods"),
        ("A > B", "NLP > Methods > A > B"),
        ("Audio", "Audio"),
        ("NLP > Vision > Audio", "NLP > Vision > Audio"),
    ],
)
def test_any_end_of_a_path_that_is_unambiguous_names_a_section(
    root: Path, write: Write, path: str, section: str
) -> None:
    write(a_list(f'["{path}"]'))
    write("title: Audio", "data/audio.yaml")

    catalogue, problems = assembled(root)

    assert problems == []
    assert [" > ".join(one.path) for one in catalogue.sections if one.cross_listed] == [section]


@pytest.mark.parametrize(
    ("also_in", "problem"),
    [
        (
            "[Methods]",
            (
                "3:49: error: 'Methods' can be 'NLP > Methods' or 'NLP > Vision > Methods'; write a longer path "
                "[also-in]"
            ),
        ),
        (
            "[Aplications]",
            (
                "3:49: error: there is no section 'Aplications'; did you mean 'Applications'? [also-in] "
                "write: Applications"
            ),
        ),
        (
            "[Low-Rank, Methods > Low Rank]",
            (
                "3:59: error: there is no section 'Methods > Low Rank'; did you mean 'NLP > Methods > Low-Rank'? "
                "[also-in] write: NLP > Methods > Low-Rank"
            ),
        ),
        ("[b of a]", "3:49: error: there is no section 'b of a' [also-in]"),
        (
            "[b/a]",
            (
                "3:49: error: there is no section 'b/a'; did you mean 'NLP > Methods > A > B'? [also-in] "
                "write: NLP > Methods > A > B"
            ),
        ),
        ("[Cooking]", "3:49: error: there is no section 'Cooking' [also-in]"),
        ("[nk]", "3:49: error: there is no section 'nk' [also-in]"),
        ("['>']", "3:49: error: there is no section '>' [also-in]"),
        ("[nlp]", "3:49: error: the entry is already in this section [also-in]"),
        ("[Audio, Vision > Audio]", "3:56: error: the entry is already in this section [also-in]"),
    ],
)
def test_a_further_place_that_is_none_is_refused(root: Path, write: Write, also_in: str, problem: str) -> None:
    write(a_list(also_in))

    _, problems = assembled(root)

    assert problems == [f"data/nlp.yaml:{problem}"]


def test_an_entry_is_counted_once_however_many_sections_show_it(root: Path, write: Write) -> None:
    write(a_list("[Audio, Applications]"))

    catalogue, _ = assembled(root)

    [listed] = catalogue.entries()
    assert [(one.path[-1], one.cross_listed) for one in catalogue.sections if one.cross_listed] == [
        ("Applications", [listed]),
        ("Audio", [listed]),
    ]


@pytest.mark.parametrize("broken", ["title: [", "title: Vision\nsections: [{ titel: Audio }]"])
def test_a_section_that_may_stand_in_what_could_not_be_read_is_not_said_to_be_missing(
    write: Write, call: Call, broken: str
) -> None:
    write(a_list("[Audio]"))
    write(broken, "data/vision.yaml")

    assert "there is no section" not in call("check").out
