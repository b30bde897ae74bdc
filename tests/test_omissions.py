"""What was left out of a list, and because of which mistake."""

from collections.abc import Callable
from pathlib import Path

from awesome_adapters.checks.omissions import Omissions
from awesome_adapters.project import Project
from conftest import Call

Write = Callable[..., Path]

GOOD = "  - { title: A, code: https://x.org/a }\n"
BAD = "  - title: B\n    code: https://x.org/b\n    cod: none\n"


def omissions(root: Path) -> tuple[Omissions, Project]:
    project = Project.open(root)
    return Omissions.find(project.catalogue, project.problems), project


def test_nothing_is_left_out_of_a_list_without_mistakes(root: Path, write: Write) -> None:
    write(f"title: NLP\nitems:\n{GOOD}")

    found, _ = omissions(root)

    assert (str(found), found.number) == ("", 0)


def test_files_and_entries_are_named_and_entries_counted(root: Path, write: Write) -> None:
    write(f"title: NLP\nitems:\n{GOOD}{BAD}{GOOD.replace('A', 'C').replace('/a', '/c')}{BAD.replace('/b', '/d')}")
    write("title: [", "data/audio.yaml")
    write("titel: Papers\n", "catalogue.yaml")

    found, project = omissions(root)

    assert str(found) == "catalogue.yaml, data/audio.yaml, 2 entries (data/nlp.yaml:4:5, data/nlp.yaml:8:5)"
    assert found.number == 2
    assert [found.because_of(problem) for problem in sorted(project.problems)] == [
        "catalogue.yaml",
        "data/audio.yaml",
        "data/nlp.yaml:4:5",
        "data/nlp.yaml:8:5",
    ]


def test_an_entry_without_its_dash_is_left_out(root: Path, write: Write) -> None:
    write("title: NLP\nitems:\n  - title: A\n    code: https://x.org/a\n    title: B\n    code: https://x.org/b\n")

    found, _ = omissions(root)

    assert str(found) == "1 entry (data/nlp.yaml:5:5)"


def test_mistakes_that_leave_nothing_out_say_so(root: Path, write: Write) -> None:
    write(f"title: NLP\nitems:\n{GOOD}{GOOD.replace('/a', '/b')}  - title: Nowhere\n")

    found, project = omissions(root)

    assert [found.because_of(problem) for problem in project.problems] == [None] * len(project.problems)


def test_check_names_what_was_left_out_in_every_format(call: Call, write: Write) -> None:
    write(f"title: NLP\nitems:\n{GOOD}{BAD}")
    write("title: [", "data/audio.yaml")

    text, programs, github = (call("check", "--format", form) for form in ("text", "json", "github"))

    assert text.err == (
        "1 of 2 entries: 2 errors; left out: data/audio.yaml, 1 entry (data/nlp.yaml:4:5)\n"
        "duplicates and tags were not looked for in what was left out\n"
    )
    assert programs.out.count('"left_out": "data/audio.yaml"') == 1
    assert programs.out.count('"left_out": "data/nlp.yaml:4:5"') == 1
    assert "%0Aleft out: data/audio.yaml; duplicates and tags were not looked for there\n" in github.out
