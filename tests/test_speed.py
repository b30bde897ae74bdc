"""What a run does not import decides how fast it is; timings themselves are for `make bench`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NETWORK = {"requests", "urllib3", "http.client", "ssl"}
TERMINALS = {"rich", "curses", "readline", "pygments", "click._termui_impl", "getpass"}
RARE = {"tomllib", *(f"awesome_adapters.{name}" for name in ("cli.further", "cli.merging", "identifiers.slips"))}
"""What only few lists need: those with papers that nobody knows, with mistakes, or with data of further sources."""
WORK = {"pydantic", "yaml", "jinja2", "awesome_adapters.project"}


def imported(*arguments: str, cwd: Path) -> set[str]:
    """Run the program, and return the names of all modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "awesome_adapters", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (line.split("|") for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {parts[2].strip() for parts in lines}


@pytest.fixture
def warm_list(root: Path, write: Callable[..., Path]) -> Path:
    """A list about whose paper everything is known."""
    fields = {"title": "LoRA", "authors": ["A. Author"], "venue": None, "year": 2021, "url": None}
    record = {"ids": ["a" * 40], "retrieved": "2024-05-04", **fields, "citationCount": 1, "tldr": None}
    record |= {"publicationDate": None, "journal": None}
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")
    write('title: NLP\nitems: [{ title: LoRA, paper: { arxiv_id: "2106.09685" } }]')
    write("title: Awesome LoRA", "catalogue.yaml")
    return root


@pytest.mark.slow
def test_a_build_without_templates_of_its_own_reads_no_markdown_and_no_names(warm_list: Path) -> None:
    assert imported("build", cwd=warm_list) & {"markdown_it", "html.parser", "bibtexparser"} == set()


@pytest.mark.slow
def test_a_warm_build_imports_nothing_for_networks_and_nothing_for_terminals_beyond_click(warm_list: Path) -> None:
    modules = imported("build", cwd=warm_list)

    assert {"click", "pydantic", "yaml", "jinja2"} <= modules
    assert modules & (NETWORK | TERMINALS | RARE) == set()


@pytest.mark.slow
def test_a_check_imports_no_templates_and_nothing_for_networks(warm_list: Path) -> None:
    assert imported("check", cwd=warm_list) & (NETWORK | TERMINALS | {"jinja2"}) == set()


def test_help_imports_nothing_that_does_the_work(root: Path) -> None:
    modules = imported("--help", cwd=root)

    assert "click" in modules
    assert modules & (NETWORK | WORK) == set()
