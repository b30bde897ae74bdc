"""The guides say what is true: their commands work, their examples are valid, their lists are whole."""

import csv
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import indent

import pytest

from awesome_adapters import schema
from awesome_adapters.catalogue import sources
from awesome_adapters.formats.citations import exports
from awesome_adapters.project import Project
from awesome_adapters.schema.settings import Readme, Settings
from conftest import COMMAND, REPOSITORY, Call
from fake_api import FakeApi, a_record
from test_layers import LAYERS

GUIDES = ("CONTRIBUTING.md", "docs/keep-a-list.md", "docs/development.md")
CONTRIBUTING, KEEP_A_LIST, DEVELOPMENT = ((REPOSITORY / path).read_text(encoding="utf-8") for path in GUIDES)
QA_LORA = "QA-LoRA: Quantization-Aware Low-Rank Adaptation of Large Language Models"


def blocks(language: str, guide: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)


ENTRIES = [block for block in blocks("yaml", CONTRIBUTING) if block.startswith("- ")]
COMMANDS = [
    line
    for guide in (CONTRIBUTING, KEEP_A_LIST, DEVELOPMENT)
    for block in blocks("sh", guide)
    for line in block.splitlines()
]


def copy_of_the_list(root: Path) -> None:
    """Copy the list; the paper that the guide adds gets another id and title, for it may be there by now."""
    for path in (REPOSITORY / "data").glob("*.*"):
        text = path.read_text(encoding="utf-8").replace("2309.14717", "2309.99999").replace(QA_LORA, "Another paper")
        (root / "data" / path.name).write_text(text, encoding="utf-8")
    for name in ("catalogue.yaml", "CONTRIBUTING.md"):
        shutil.copy(REPOSITORY / name, root)


@pytest.fixture(scope="module")
def api() -> Iterator[FakeApi]:
    """The API, which knows all of the list's papers."""
    records = {
        name: a_record(number, externalIds={}, title=listed.paper_title)
        for number, listed in enumerate(Project.open(REPOSITORY).catalogue.entries(), 2)
        for identifier in listed.identifiers
        if (name := identifier.semantic_scholar)
    }
    with FakeApi({"ARXIV:2309.14717": a_record(1, externalIds={}, title=QA_LORA), **records}) as api:
        yield api


@pytest.mark.slow
@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("awesome-adapters")])
def test_each_command_of_the_guides_works_in_a_copy_of_the_list(
    root: Path, call: Call, monkeypatch: pytest.MonkeyPatch, api: FakeApi, command: str
) -> None:
    copy_of_the_list(root)
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)
    monkeypatch.setenv("S2_API_KEY", "k" * 40)
    monkeypatch.setattr("awesome_adapters.services.pace.Pace.throttle", lambda _: None)

    needs_more = re.search(" (health|audit|proposals --)", command)  # the web, a library, or a proposal of that number
    done = call(*shlex.split(command)[1:], *["--help"] * bool(needs_more))

    assert done.code == 0, done.err


@pytest.mark.parametrize("command", [line for line in COMMANDS if not line.startswith("awesome-adapters")])
def test_each_other_command_of_the_guides_is_in_the_makefile(command: str) -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")

    program, target = command.split()

    assert program == "make"
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("example", ENTRIES)
def test_each_example_of_the_guide_is_a_valid_entry(example: str) -> None:
    section = "  - title: Methods\n"
    content = f"title: Computer Vision\nsections:\n{section}    items:\n{indent(example, '      ')}"

    sections, problems = sources.read_data([("data/example.yaml", content.encode())])

    assert problems == []
    assert len(sections[1].entries) == 1


def test_one_example_of_the_guide_has_every_key() -> None:
    whole = max(ENTRIES, key=len)

    keys = set(re.findall(r"^(?:- | *)(\w+):", whole, re.MULTILINE))

    assert keys == set(schema.Entry.model_fields) | set(schema.Paper.model_fields)


def test_the_settings_of_the_guide_are_all_there_are_and_valid(root: Path) -> None:
    whole, *_ = blocks("yaml", KEEP_A_LIST)
    (root / "catalogue.yaml").write_text(whole, encoding="utf-8")

    written, _, problems = sources.load_settings(root)

    assert problems == []
    assert written.model_fields_set == set(Settings.model_fields)
    assert written.readme.model_fields_set == set(Readme.model_fields)


def test_the_candidate_of_the_guide_is_valid() -> None:
    [line] = [block for block in blocks("yaml", KEEP_A_LIST) if block.startswith("arxiv-")]

    candidates, _, problems = sources.read_candidates(line.encode())

    assert problems == []
    assert [candidate.entry.section for candidate in candidates] == ["Serving"]


def test_the_guides_line_for_a_shell_makes_it_complete(root: Path) -> None:
    [line] = re.findall(r"`(eval [^`]+)`", CONTRIBUTING)
    path = f"{COMMAND.parent}:{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-c", f"{line}; complete -p awesome-adapters"],
        cwd=root, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert "-F _awesome_adapters_completion" in done.stdout


def test_the_guide_for_contributors_is_short() -> None:
    assert len(CONTRIBUTING.splitlines()) <= 120


def test_the_guide_for_owners_names_every_export() -> None:
    [formats] = re.findall(r"^The formats are (.*)\.", KEEP_A_LIST, re.MULTILINE)

    assert re.findall(r"`(\w+)`", formats) == list(exports.FORMATS)


def test_the_guide_for_owners_explains_every_column(call: Call) -> None:
    copy = call("export", "csv", "--root", str(REPOSITORY / "tests" / "toy"))
    table = KEEP_A_LIST.partition("| column |")[2]
    columns = [name for cell in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for name in re.findall(r"\w+", cell)]

    assert columns == next(csv.reader(copy.out.splitlines()))


def test_the_guide_for_developers_names_every_module() -> None:
    package = REPOSITORY / "src" / "awesome_adapters"
    paths = [path for path in package.rglob("*.py") if path.relative_to(package).parts[0] not in ("cli", "importing")]
    modules = {path.stem for path in paths} - {"__init__", "__main__"}

    assert modules - set(re.findall(r"\w+", " ".join(re.findall(r"`(.*?)`", DEVELOPMENT)))) == set()


def test_the_guide_for_developers_has_the_layers_in_their_order() -> None:
    table = DEVELOPMENT.partition("| layer |")[2].partition("\n\n")[0]
    rows = {
        name: row
        for row, text in enumerate(table.splitlines()[1:])
        for name in re.findall(r"`(\w+)`", text.split("|")[2])
    }
    named = [[name for name in layer if name in rows] for layer in LAYERS]

    assert {name for layer in LAYERS for name in layer} <= set(rows)
    for upper, lower in pairwise(named):
        assert max(rows[name] for name in upper) <= min(rows[name] for name in lower)


PAGES = sorted(path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "docs").glob("*.md"))


@pytest.mark.parametrize("path", ["CONTRIBUTING.md", "PACKAGE.md", *PAGES])
def test_each_file_and_section_that_a_guide_leads_to_is_there(path: str) -> None:
    guide = REPOSITORY / path
    links = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", guide.read_text(encoding="utf-8"))
    files = re.findall(r"`((?:tests|docs|data|templates|\.github)/[\w./-]*)`", guide.read_text(encoding="utf-8"))

    for link, anchor in links:
        target = guide.parent / link if link else guide
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), anchor
    written_later = {"data/decisions.json", "data/health.json", "data/catalogue.schema.json", "templates/closing.md"}
    assert {file for file in files if not (REPOSITORY / file).exists()} <= written_later


def anchors(markdown: str) -> list[str]:
    """Return GitHub's anchors of plain headings."""
    titles = re.findall(r"^#+ (.*)$", markdown, re.MULTILINE)
    return [re.sub(r"[^\w-]", "", title.lower().replace(" ", "-")) for title in titles]
