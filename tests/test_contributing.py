import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from textwrap import indent

import pytest

from awesome_adapters import schema, sources
from conftest import COMMAND, REPOSITORY
from fake_api import FakeApi, a_record

GUIDE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
QA_LORA = "QA-LoRA: Quantization-Aware Low-Rank Adaptation of Large Language Models"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


ENTRIES = [block for block in blocks("yaml") if block.startswith("- ")]
COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


def copy_of_the_list(root: Path) -> None:
    """Copy the list; the paper that the guide adds gets another id, for it may be there by now."""
    for path in (REPOSITORY / "data").glob("*.*"):
        text = path.read_text(encoding="utf-8").replace("2309.14717", "2309.99999")
        (root / "data" / path.name).write_text(text, encoding="utf-8")
    for name in ("catalogue.yaml", "CONTRIBUTING.md"):
        shutil.copy(REPOSITORY / name, root)


@pytest.fixture(scope="module")
def api() -> Iterator[FakeApi]:
    with FakeApi({"ARXIV:2309.14717": {**a_record(1), "title": QA_LORA}}) as api:
        yield api


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("awesome-adapters")])
def test_each_command_of_the_guide_works_in_a_copy_of_the_list(
    root: Path, run: Callable[..., "CompletedProcess[str]"], api: FakeApi, command: str
) -> None:
    copy_of_the_list(root)

    done = run(*shlex.split(command)[1:], SEMANTIC_SCHOLAR_API_URL=api.address, S2_API_KEY="k" * 40)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [line for line in COMMANDS if not line.startswith("awesome-adapters")])
def test_each_other_command_of_the_guide_is_in_the_makefile(command: str) -> None:
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
    [whole] = (block for block in blocks("yaml") if block not in ENTRIES)
    (root / "catalogue.yaml").write_text(whole, encoding="utf-8")

    settings, _, problems = sources.load_settings(root)

    assert problems == []
    assert settings.model_fields_set == set(schema.Settings.model_fields)
    assert settings.readme.model_fields_set == set(schema.Readme.model_fields)


def test_the_guides_line_for_a_shell_makes_it_complete(root: Path) -> None:
    [line] = re.findall(r"`(eval [^`]+)`", GUIDE)
    path = f"{COMMAND.parent}:{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-c", f"{line}; complete -p awesome-adapters"],
        cwd=root, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True, timeout=20,
    )  # fmt: skip

    assert "-F _awesome_adapters_completion" in done.stdout


def test_the_guide_is_short() -> None:
    assert len(GUIDE.splitlines()) <= 200


def test_the_guide_names_every_module() -> None:
    modules = {path.stem for path in (REPOSITORY / "src" / "awesome_adapters").glob("*.py")} - {"__init__", "__main__"}

    named = set(re.findall(r"`(\w+)`", GUIDE.partition("| layer |")[2].partition("\n\n")[0]))

    assert modules <= named
