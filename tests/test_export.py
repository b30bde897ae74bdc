"""The command `export`, as a user runs it."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import COMMAND

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _list(write: Callable[..., Path]) -> None:
    write("""
        title: NLP
        items:
          - { title: One, code: "https://x.org/1", tags: [LoRA] }
        sections:
          - title: Methods
            items:
              - { title: Two ü, code: "https://x.org/2", tags: [Bottleneck adapter], also_in: [Vision] }
          - title: Serving
            items:
              - { title: Three, code: "https://x.org/3", tags: [Serving, LoRA] }
    """)
    write("title: Vision\nsections: [{ title: Methods }]", "data/vision.yaml")
    write("tags: { LoRA: [low-rank] }", "catalogue.yaml")


def titles(text: str) -> list[str]:
    return [entry["title"] for entry in json.loads(text)["entries"]]


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ([], ["One", "Two ü", "Three"]),
        (["--section", "nlp"], ["One", "Two ü", "Three"]),
        (["--section", "nlp > methods"], ["Two ü"]),
        (["--section", "Vision"], ["Two ü"]),
        (["--section", "Vision", "--section", "Serving"], ["Two ü", "Three"]),
        (["--tag", "lora"], ["One", "Three"]),
        (["--tag", "Low-Rank"], ["One", "Three"]),
        (["--tag", "Serving", "--tag", "bottleneck ADAPTER"], ["Two ü", "Three"]),
        (["--tag", "LoRA", "--section", "Serving"], ["Three"]),
        (["--tag", "LoRA", "--section", "Vision"], []),
    ],
)
def test_sections_and_tags_choose_entries(run: Run, options: list[str], chosen: list[str]) -> None:
    done = run("export", "json", *options)

    assert (done.returncode, done.stderr) == (0, "")
    assert titles(done.stdout) == chosen


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--tag", "lorra"], "error: no entry has the tag 'lorra'; did you mean 'LoRA'?\n"),
        (["--tag", "zzz"], "error: no entry has the tag 'zzz'\n"),
        (["--section", "Methods"], "error: 'Methods' can be 'NLP > Methods' or 'Vision > Methods'; write a longer"),
        (["--section", "Speech"], "error: there is no section 'Speech'; there are:\n    NLP\n"),
    ],
)
def test_what_is_not_in_the_list_is_answered(run: Run, options: list[str], told: str) -> None:
    done = run("export", "ris", *options)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(told)


def test_a_file_is_written_and_nothing_is_printed(run: Run, root: Path) -> None:
    done = run("export", "bibtex", "--output", "out/list.bib")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "@software{" in (root / "out" / "list.bib").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_output_is_utf_8_and_its_lines_are_the_formats_own_whatever_the_locale(root: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    done = subprocess.run(
        [COMMAND, "export", "ris"], cwd=root, env=os.environ | environment, capture_output=True, check=True
    )

    assert "TI  - Two ü\r\n" in done.stdout.decode()
    assert b"\r\r" not in done.stdout


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error_to_read_of(root: Path) -> None:
    done = subprocess.run(
        f"{COMMAND} export csv | true; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        cwd=root,
        capture_output=True,
        check=False,
    )

    assert done.stderr == b""


def test_a_list_with_mistakes_is_not_exported(run: Run, write: Callable[..., Path]) -> None:
    write("title: NLP\nitems: [{ titel: One }]")

    done = run("export", "csv")

    assert (done.returncode, done.stdout) == (1, "")
    assert "unknown-key" in done.stderr


@pytest.mark.slow
def test_tags_and_sections_are_completed(run: Run) -> None:
    def completed(line: str) -> list[str]:
        words = line.split()
        variables = {
            "_AWESOME_ADAPTERS_COMPLETE": "bash_complete",
            "COMP_WORDS": f'{line} "',
            "COMP_CWORD": str(len(words)),
        }
        return [row.partition(",")[2] for row in run(**variables).stdout.splitlines()]

    assert completed("awesome-adapters export csv --tag") == ["Bottleneck adapter", "LoRA", "Serving"]
    assert "NLP > Methods" in completed("awesome-adapters export csv --section")


def test_the_schema_of_the_json_is_printed(run: Run) -> None:
    schema = json.loads(run("schema", "--of", "export").stdout)

    assert schema["title"] == "An exported list"
