"""Edits by hand of files that a build writes, as a workflow warns of them; what the preview says is in test_preview."""

import json
import shutil
from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.changes.hand_edits import hand_edits
from awesome_adapters.changes.preview import versions
from conftest import Call, Write

SECTIONS = ("NLP", "CV")


@pytest.fixture
def before(root: Path, write: Write, call: Call, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list with pages of its sections, pictures and a schema, and beside it what a change begins with."""
    for title in SECTIONS:
        items = [
            {"title": f"{title} {number}", "summary": "word " * 38 + ".", "code": f"https://e.org/{title}/{number}"}
            for number in range(900)
        ]
        paper = {"title": f"P {title}", "paper": {"url": f"https://e.org/{title}", "year": 2021}}
        below = [{"title": "Methods", "items": [paper, *items]}]
        write(json.dumps({"title": title, "sections": below}), f"data/{title}.yaml")
    write("readme: { pictures: true }", "catalogue.yaml")
    write(call("schema").out, "data/schema.json")
    done = call("build", "--offline")
    assert done.code == 0, done
    before = tmp_path_factory.mktemp("before")
    shutil.copytree(root, before, dirs_exist_ok=True)
    return before


def edits(before: Path, root: Path) -> list[tuple[str, str, str]]:
    old, new = versions(Project.open(before), Project.open(root))
    return [(edit.location.file, edit.subject, f"{edit.advice} {edit.target}") for edit in hand_edits(old, new)]


def page_of(root: Path, text: str) -> Path:
    return next(path for path in sorted((root / "sections").iterdir()) if text in path.read_text())


@pytest.mark.slow
def test_every_generated_file_that_was_edited_is_named_with_what_to_do(before: Path, root: Path) -> None:
    assert edits(before, root) == []
    page = page_of(root, "[**CV 3**]")
    line = "- [Mine](https://e.org/mine) - Good.\n"
    page.write_text(page.read_text().replace('- <a id="title-cv-3">', f'{line}- <a id="title-cv-3">'))
    picture = next((root / "assets").iterdir())
    picture.write_text(picture.read_text().replace("2021", "2022"))
    schema = root / "data/schema.json"
    schema.write_text(schema.read_text().replace("The section's heading.", "Mine."))

    advice = "leave it out of the pull request; what is built is edited in data/, catalogue.yaml or templates/"
    assert edits(before, root) == [
        (
            f"sections/{page.name}",
            "Mine",
            "add it with awesome-adapters add https://e.org/mine --title Mine --section 'CV > Methods'",
        ),
        (f"assets/{picture.name}", f"assets/{picture.name}", advice),
        ("data/schema.json", "data/schema.json", advice),
    ]


@pytest.mark.slow
def test_what_is_stale_or_built_or_has_other_line_ends_was_not_edited(before: Path, root: Path, call: Call) -> None:
    for path in (*(root / "assets").iterdir(), *(root / "sections").iterdir(), root / "README.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    data = root / "data/CV.yaml"
    data.write_text(data.read_text().replace(": 2021", ": 2022"))
    assert edits(before, root) == []

    assert call("build", "--offline").code == 0

    assert edits(before, root) == []


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("- [A](https://e.org/(a)) - B.", "https://e.org/(a)"),
        ("* [A](<https://e.org/a>) B", "https://e.org/a"),
        ("- [A](https://e.org/a 'title')", "https://e.org/a"),
    ],
)
def test_the_address_is_the_one_of_the_link(
    root: Path, write: Write, call: Call, tmp_path_factory: pytest.TempPathFactory, line: str, command: str
) -> None:
    write("title: NLP\nitems:\n  - title: LoRA\n    code: https://e.org/lora\n")
    assert call("build", "--offline").code == 0
    before = tmp_path_factory.mktemp("before")
    shutil.copytree(root, before, dirs_exist_ok=True)
    readme = root / "README.md"
    readme.write_text(readme.read_text().replace("## NLP\n", f"## NLP\n\n{line}\n"))

    [(_, subject, advice)] = edits(before, root)

    assert subject == "A"
    quoted = f"'{command}'" if "(" in command else command
    assert advice == f"add it with awesome-adapters add {quoted} --title A --section NLP"
