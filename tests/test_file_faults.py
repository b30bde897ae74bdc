"""Whatever call of a file fails or is the last one of a run: files are old or new, and the next run goes on."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.storage.files import GENERATED_HEADER, README_MARK
from conftest import IS_THOROUGH
from fake_api import FakeApi, many

LIST = {
    "catalogue.yaml": "title: Awesome Things\nreadme: { pictures: true }\n",
    "data/papers.yaml": """
title: Papers
items:
  - title: Paper number 1
    paper: { arxiv_id: "2106.00001", year: 2021 }
""",
    "data/tools.yaml": "title: Tools\nitems:\n  - title: A tool\n    website: https://e.org\n",
    "templates/using.md": "Use it well.\n\n",
    "assets/old.svg": GENERATED_HEADER.decode(),
    "README.md": README_MARK.decode(),
}
FIXABLE = {"data/more.yaml": "title: More\nitems:\n  - title: More\n    code: x.org\n"}
COMMANDS = {
    "add": "add https://github.com/x/thing --section Tools --offline",
    "build": "build --offline",
    "fetch": "build --max-wait 0",
    "fix": "check --fix",
    "init": "init new",
    "export": "export csv --output list.csv",
    "preview": "preview .",
    "refresh": "refresh --max-wait 0",
    "site": "site out",
}
FAULTS = ("ENOSPC", "EACCES", "EIO", "SIGKILL", "SIGINT")
LEFTOVER = re.compile(r"(.*/)?\.awesome-adapters\.\w+\.tmp")


@pytest.fixture
def attempts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Callable[..., list[dict[str, Any]]]":
    """Run a command in copies of the list, with a fault in every `step`-th call."""

    def attempts(name: str, fault: str, step: int) -> list[dict[str, Any]]:
        for path, content in (LIST | (FIXABLE if name == "fix" else {})).items():
            (tmp_path / "list" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "list" / path).write_text(content)
        with FakeApi(many(3)) as api:
            monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)
            program = Path(__file__).with_name("file_faults.py")
            words = [sys.executable, str(program), str(tmp_path), fault, str(step), *COMMANDS[name].split()]
            done = subprocess.run(words, capture_output=True, text=True, timeout=3600, check=False)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return attempts


def complain(
    old: dict[str, str], whole: dict[str, Any], first: dict[str, Any], again: dict[str, Any], name: str
) -> None:
    """Say what is wrong after a fault."""
    new, files = whole["files"], first["files"]
    kept = {path: text for path, text in files.items() if not LEFTOVER.fullmatch(path)}
    texts = {path: (old.get(path), new.get(path)) for path in kept}
    between = {"new/data/schema.json", "out/.awesome-adapters"}  # the manifest names files before they are written
    assert {path for path, text in kept.items() if text not in texts[path]} <= between
    assert old.keys() & new.keys() <= kept.keys()
    assert "Traceback" not in first["err"]
    assert first["code"] in (0, 1, 3, 130, -2, -9)
    if first["code"] in (1, 3) and first["code"] != whole["code"]:
        *_, last = first["err"].splitlines()
        assert re.match(r"error: |.*: error: |\d+ error|.*not answered|.*continuing with", last)
    if first["code"] == 0:
        assert kept == new
    if name == "add":
        assert ("added to" in first["out"]) <= ("x/thing" in files["data/tools.yaml"])
        assert again["code"] == (1 if "x/thing" in files["data/tools.yaml"] else 0)
    else:
        assert again["code"] == whole["code"]
    # a refresh that is cut off can lose which of the curators' lines Semantic Scholar has now, and nothing else
    lost = {"data/decisions.json"} if name == "refresh" else set()
    assert [(path, text) for path, text in again["files"].items() if path not in lost] == [
        (path, text) for path, text in new.items() if path not in lost
    ]


def examine(attempts: Callable[..., list[dict[str, Any]]], name: str, fault: str, step: int) -> int:
    whole, *runs = attempts(name, fault, step)
    old = LIST | (FIXABLE if name == "fix" else {})

    assert whole["err"].count("Traceback") == 0
    for run in runs:
        try:
            complain(old, whole, run["first"], run["again"], name)
        except AssertionError as error:
            pytest.fail(f"{name}, {fault} at call {run['number']} of {whole['calls']}: {error}\n{run['first']['err']}")
    return len(runs)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault"), [("add", "ENOSPC"), ("init", "SIGKILL"), ("site", "EIO")])
def test_some_faults_leave_old_or_new_files_and_the_next_run_goes_on(
    attempts: Callable[..., list[dict[str, Any]]], name: str, fault: str
) -> None:
    assert examine(attempts, name, fault, 97) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_old_or_new_files_and_the_next_run_goes_on(
    attempts: Callable[..., list[dict[str, Any]]], request: pytest.FixtureRequest, name: str, fault: str
) -> None:
    """With `--exhaustive` a fault in every call, which takes an hour or two; else in every 97th in CI, and in a few."""
    step = 1 if request.config.getoption("--exhaustive") else 97 if IS_THOROUGH else 193

    assert examine(attempts, name, fault, step) > (50 if step == 1 else 0)
