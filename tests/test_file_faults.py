"""Whatever call of a file fails or is the last one of a run: files are old or new, and the next run goes on."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from awesome_adapters.storage.files import GENERATED_HEADER, README_MARK
from conftest import IS_THOROUGH
from fake_api import FakeApi, a_record, many
from fake_services import ADDRESSES, FakeServices
from file_faults import LEFTOVER

Files = dict[str, str]

LIST: Files = {
    "catalogue.yaml": "title: Awesome Things\nreadme: { pictures: true }\ntags: { LoRA: [Low-rank] }\n",
    "data/papers.yaml": """
title: Papers
items:
  - title: Paper number 1
    paper: { arxiv_id: "2106.00001", year: 2021 }
    tags: [LoRA]
    also_in: [Tools]
""",
    "data/tools.yaml": """\
title: Tools
items:
  - title: A tool
    website: https://e.org
    tags: [LoRA]
  - title: Another tool
    website: https://e.net
    also_in: [Papers]
""",
    "candidates.yaml": 'arxiv-2106.00002: { title: Paper number 2, paper: { arxiv_id: "2106.00002" }, tags: [LoRA] }\n',
    "templates/using.md": "Use it well.\n\n",
    "assets/old.svg": GENERATED_HEADER.decode(),
    "README.md": README_MARK.decode(),
    "more.bib": "@misc{a, title={A Paper number 1}, author={Ann Lee}, year={2020}, eprint={2106.00001}}\n"
    "@misc{b, title={Paper number 3}, author={Ann Lee}, eprint={2106.00003}, archiveprefix={arXiv}}\n",
}
PROPOSAL = {
    "command": "health", "entry": "title-a-tool", "kind": "moved", "path": ["website"], "old": "https://e.org",
    "new": "https://e.org/new", "evidence": "so they say", "identity": "https://e.org/new", "since": "2026-11-28",
}  # fmt: skip
PROPOSALS = {
    "data/decisions.json": '{\n"next": {"number": 3},\n'
    f'"title-a-tool moved 1": {json.dumps({"number": 1} | PROPOSAL)},\n'
    f'"title-a-tool name 2": {json.dumps({"number": 2} | PROPOSAL | {"path": ["name"], "old": None, "new": "T"})},\n'
    '"version": 1\n}\n'
}
OLD_LIST = {
    "README.md": "# Awesome Things\n\nGood things.\n\n## Papers\n\n"
    "- [Paper number 1](https://arxiv.org/abs/2106.00001) - It is good. [Code](https://github.com/x/y)\n\n"
    "## Tools\n\n- [A tool](https://e.org) - It works.\n\n## License\n\nCC0\n",
}
FORM = "### Address\n\nhttps://github.com/x/thing\n\n### Title\n\nThing\n\n### Section\n\nTools\n"


class Case(NamedTuple):
    """A command, and the list that it is called in."""

    words: str
    files: Mapping[str, str] = MappingProxyType({})
    """Files beside those of `LIST`, or in their place."""
    is_own: bool = False
    """Whether there are no others."""

    @property
    def list(self) -> Files:
        return {**({} if self.is_own else LIST), **self.files}


CASES = {
    "accept": Case("accept event.json --offline", {"event.json": json.dumps({"issue": {"body": FORM}})}),
    "add": Case("add https://github.com/x/thing --section Tools --offline"),
    "apply": Case("proposals --apply all 1 2", PROPOSALS),
    "audit": Case("audit more.bib"),
    "build": Case("build --offline"),
    "decline": Case("proposals --decline 1", PROPOSALS),
    "discover": Case("discover --max-wait 0"),
    "dismiss": Case("dismiss arxiv-2106.00002 --reason Old"),
    "doctor": Case("doctor --fix"),
    "export": Case("export csv --output list.csv"),
    "fetch": Case("build --max-wait 0"),
    "fix": Case("check --fix", {"data/more.yaml": "title: More\nitems:\n  - title: More\n    code: x.org\n"}),
    "health": Case("health --max-wait 0", PROPOSALS),
    "import": Case("import README.md more.bib --into new", OLD_LIST | {"more.bib": LIST["more.bib"]}, is_own=True),
    "import-here": Case("import README.md --into .", OLD_LIST, is_own=True),
    "import-more": Case("import more.bib --into ."),
    "init": Case("init new"),
    "merge": Case("merge title-a-tool arxiv-2106.00001 --yes"),
    "move": Case("move title-a-tool Papers --yes"),
    "preview": Case("preview ."),
    "refresh": Case("refresh --max-wait 0"),
    "remove": Case("remove title-a-tool --yes"),
    "rename-section": Case("rename-section Tools Programs --yes"),
    "rename-tag": Case("rename-tag LoRA Adapters --yes"),
    "site": Case("site out"),
    "take": Case("add arxiv-2106.00002 --section Papers --offline"),
}
STATE = {"data/metadata.json", "data/health.json", "data/decisions.json"}
FAULTS = ("ENOSPC", "EACCES", "EIO", "SIGKILL", "SIGINT")

Attempts = Callable[[Case], Iterator[dict[str, Any]]]


@pytest.fixture(scope="module")
def program() -> Iterator["subprocess.Popen[str]"]:
    words = [sys.executable, str(Path(__file__).with_name("file_faults.py"))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        yield program
        assert program.stdin
        program.stdin.close()


@pytest.fixture
def attempts(tmp_path: Path, program: "subprocess.Popen[str]", request: pytest.FixtureRequest) -> Attempts:
    """Run a command in copies of its list: without a fault, and with one in some calls, or in every one."""

    def attempts(case: Case) -> Iterator[dict[str, Any]]:
        for path, content in case.list.items():
            (tmp_path / "list" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "list" / path).write_text(content)
        job = {"folder": str(tmp_path), "words": case.words.split(), "faults": FAULTS, "sample": len(FAULTS)}
        if IS_THOROUGH:
            job["sample"] = 5 * len(FAULTS)
        if request.config.getoption("--exhaustive"):
            job["sample"] = 0
        with FakeApi(many(3)) as api, FakeServices() as services:
            api.recommendations[""] = [a_record(4)]
            services.preprints["2106.00001"] = {"title": "Paper number 1", "comment": "withdrawn", "version": 2}
            addresses = [api.address, *[services.address] * 3]
            job["environment"] = dict(zip(ADDRESSES, addresses, strict=True))
            assert program.stdin
            assert program.stdout
            program.stdin.write(json.dumps(job) + "\n")
            program.stdin.flush()
            while line := program.stdout.readline().strip():
                yield json.loads(line, object_hook=_without_seal)

    return attempts


def _without_seal(values: dict[str, Any]) -> dict[str, Any]:
    """Return files without what spares the next `site` its work, which is left out where a file cannot be read."""
    if manifest := values.get("out/.awesome-adapters"):
        values["out/.awesome-adapters"] = re.sub(r"\A/\w+\n", "", manifest)
    return values


def complain(case: Case, whole: dict[str, Any], run: dict[str, Any]) -> None:
    """Say what is wrong after a fault."""
    old, new = case.list, whole["first"]["files"]
    first, again, files = run["first"], run["again"], run["first"]["files"]
    kept = {path: text for path, text in files.items() if not LEFTOVER.fullmatch(path)}
    # a manifest names files before they are written, and what is known is saved after each answer
    between = {"new/data/schema.json", "out/.awesome-adapters", *STATE}
    assert {path for path, text in kept.items() if text not in (old.get(path), new.get(path))} <= between
    assert old.keys() & new.keys() <= kept.keys()
    assert "Traceback" not in first["err"]
    assert first["code"] in (0, 1, 3, 130, -2, -9)
    if first["code"] in (1, 3) and first["code"] != whole["first"]["code"]:
        *_, last = first["err"].splitlines()
        assert re.match(r"error: |.*: error: |\d+ error|.*not answered|.*continuing with", last)
    if first["code"] == 0:
        assert kept == new
        assert first["out"] == whole["first"]["out"]
    # what is done already may be refused, as to add what is listed
    assert again["code"] in {whole["first"]["code"], whole["again"]["code"]}
    # a refresh that is cut off can lose which of the curators' lines Semantic Scholar has now, and nothing else
    lost = {"data/decisions.json"} if case is CASES["refresh"] else set()
    ends = [whole[name]["files"].items() for name in ("first", "again")]
    assert [pair for pair in again["files"].items() if pair[0] not in lost] in [
        [pair for pair in end if pair[0] not in lost] for end in ends
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_fault_leaves_old_or_new_files_and_the_next_run_goes_on(attempts: Attempts, name: str) -> None:
    """With `--exhaustive` there is a fault of each kind in all calls that differ, for an hour; else in a few."""
    case, failures = CASES[name], []

    whole, *runs = attempts(case)
    for run in runs:
        try:
            complain(case, whole, run)
        except AssertionError as error:
            place = f"{run['fault']} at call {run['number']} of {len(whole['first']['calls'])}"
            failures.append(f"{place}: {error}\n{run['first']['err']}")

    print(f"{name}: {len(runs):,} runs with a fault, {len(whole['first']['calls']):,} calls")
    assert "Traceback" not in whole["first"]["err"]
    assert runs
    assert not failures, f"{len(failures)} of {len(runs)} runs\n" + "\n".join(failures[:3])
