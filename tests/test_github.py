"""What GitHub runs and shows: workflows, their scripts, the action, the forms and the hooks."""

import contextlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml  # noqa: TID251

from awesome_adapters import Project
from awesome_adapters.catalogue import sources
from awesome_adapters.formats.markdown import escape
from awesome_adapters.storage import files
from conftest import COMMAND, REPOSITORY

TOOLS = Path(sys.executable).parent
GITHUB = REPOSITORY / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SCRIPTS = sorted((GITHUB / "scripts").iterdir())
HOSTILE = "$(touch pwned) `touch pwned` ; touch pwned & | > pwned '\" \\ * $HOME --help"
HOSTILE_BRANCH = "$(touch${IFS}pwned)`touch${IFS}pwned`;touch${IFS}pwned;'\"&|"
PINNED = {
    ("actions/checkout", "de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2"),
    ("actions/setup-python", "a309ff8b426b58ec0e2a45f0f869d46889d02405", "v6.2.0"),
    ("actions/upload-pages-artifact", "56afc609e74202658d3ffba0e8f6dda462b719fa", "v3.0.1"),
    ("actions/upload-artifact", "ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"),
    ("actions/download-artifact", "d3f86a106a0bac45b974a628896c90dbdf5c8093", "v4.3.0"),
    ("actions/deploy-pages", "d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e", "v4.0.5"),
    ("pypa/gh-action-pypi-publish", "ed0c53931b1dc9bd32cbe73a98c7f6766f8a527e", "v1.13.0"),
}

PUBLISHING = {("pages", "write"), ("id-token", "write")}
"""What only a job that runs nothing of ours may do."""


class Done(NamedTuple):
    code: int
    out: str


def run(*words: str | Path, cwd: Path, **environment: str) -> Done:
    """Run a program with nobody's settings of git."""
    nobody = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        words,
        cwd=cwd,
        env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull} | nobody | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout)


def ok(*words: str | Path, cwd: Path) -> str:
    done = run(*words, cwd=cwd)
    assert done.code == 0, done.out
    return done.out


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the steps of a workflow or an action."""
    for job in document.get("jobs", {"": document.get("runs")}).values():
        yield from job["steps"]


def program(path: Path, text: str) -> Path:
    """Write a program to be found on PATH."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


# The files themselves ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", [GITHUB / "ISSUE_TEMPLATE" / name for name in ("suggest-a-paper.yml", "wrong.yml")]),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("citation-file-format", [REPOSITORY / "CITATION.cff"]),
        ("github-actions", [REPOSITORY / "action.yml"]),
    ],
)
def test_a_file_obeys_its_schema(schema: str, paths: list[Path], tmp_path: Path) -> None:
    ok(TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths, cwd=tmp_path)


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    files = (REPOSITORY / name for name in (".github", "action.yml", ".pre-commit-config.yaml"))

    ok(TOOLS / "zizmor", "--offline", "--pedantic", "--no-progress", *files, cwd=tmp_path)


@pytest.mark.parametrize("path", [*WORKFLOWS, REPOSITORY / "action.yml"], ids=lambda path: path.name)
def test_every_action_is_pinned_by_a_known_commit(path: Path) -> None:
    lines = [line.strip(" -") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]

    found = [re.fullmatch(r"uses: (\S+)@([0-9a-f]{40}) # (v\S+)", line) for line in lines]

    assert {match.groups() if match else None for match in found} <= PINNED


@pytest.mark.parametrize("path", [*WORKFLOWS, REPOSITORY / "action.yml"], ids=lambda path: path.name)
def test_nothing_is_put_into_a_shell(path: Path) -> None:
    assert [step["run"] for step in steps(loaded(path)) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_little_and_not_for_long(path: Path) -> None:
    workflow = loaded(path)

    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        runs = any("run" in step for step in job["steps"])
        may = (
            {("contents", "read"), ("contents", "write"), ("pull-requests", "write"), ("issues", "write")}
            if runs
            else PUBLISHING
        )
        assert job["permissions"].items() <= (may if runs else PUBLISHING)
        assert 0 < job["timeout-minutes"] <= 60


def test_jobs_that_hold_a_key_or_may_write_install_nothing_without_a_hash() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    recipe = makefile.partition("$(VENV)/installed: ")[2].partition("\n\n")[0]
    jobs = [job for path in WORKFLOWS for job in loaded(path)["jobs"].values()]
    trusted = [job for job in jobs if "write" in job["permissions"].values() or "secrets." in json.dumps(job)]
    installs = [step["run"] for job in trusted for step in job["steps"] if step.get("name") == "Set up"]

    assert installs == ["make .venv/installed"] * 2
    for text in (recipe, action_step("Set up")):
        first, second = [line for line in text.splitlines() if " install " in line]
        assert "--require-hashes --requirement " in first
        assert "--no-deps --no-build-isolation " in second


def test_every_package_that_the_program_needs_is_pinned_with_hashes_and_no_address() -> None:
    text = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = {
        canonical(name) for name in re.findall(r"^(\S+)==\S+(?: ; .*?)? \\\n    --hash=sha256:", text, re.MULTILINE)
    }

    assert "//" not in text
    assert (
        re.sub(
            r"^(#.*|[\w.-]+==[\w.]+( ;.*?)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?)\n", "", text, flags=re.MULTILINE
        )
        == ""
    )
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"], "editables"]
    closure: set[str] = set()
    while needed:
        name = canonical(re.match(r"[\w.-]+", needed.pop())[0])  # type: ignore[index]
        if name not in closure:
            closure.add(name)
            with contextlib.suppress(PackageNotFoundError):
                needed += [one for one in requires(name) or () if "extra ==" not in one and ";" not in one]
    assert closure <= pinned


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_pull_request_can_write_nothing_and_learn_no_secret() -> None:
    text = (GITHUB / "workflows" / "pull-request.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)

    assert list(workflow[True]) == ["pull_request"]  # YAML 1.1 reads "on" as true
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}] * 2
    assert re.findall(r"\$\{\{ *(.*?) *\}\}", text) == ["github.event.pull_request.number"]
    assert all(step["with"]["persist-credentials"] is False for step in steps(workflow) if "checkout" in str(step))


def test_the_form_offers_the_sections_that_hold_entries() -> None:
    form = loaded(GITHUB / "ISSUE_TEMPLATE" / "suggest-a-paper.yml")
    sections, _ = sources.load_data(REPOSITORY)

    [options] = [part["attributes"]["options"] for part in form["body"] if part.get("id") == "section"]

    assert options == ["I am not sure", *(" > ".join(one.path) for one in sections if one.entries)]


def test_the_form_asks_for_an_address_a_section_a_reason_and_code() -> None:
    form = loaded(GITHUB / "ISSUE_TEMPLATE" / "suggest-a-paper.yml")

    asked = {part["id"]: part["validations"]["required"] for part in form["body"]}

    assert asked == {"address": True, "title": False, "section": True, "reason": True, "code": False}


def test_the_repository_uses_the_hooks_that_it_offers() -> None:
    offered = loaded(REPOSITORY / ".pre-commit-hooks.yaml")
    [used] = loaded(REPOSITORY / ".pre-commit-config.yaml")["repos"]
    told = ("id", "name", "entry", "files", "pass_filenames")

    for hook in used["hooks"]:
        hook["entry"] = hook["entry"].removeprefix(".venv/bin/")

    assert [[hook[key] for key in told] for hook in used["hooks"]] == [[hook[key] for key in told] for hook in offered]
    assert [hook["entry"] for hook in offered] == ["awesome-adapters check"]


@pytest.mark.parametrize(
    ("hook", "path", "is_looked_at"),
    [
        ("check", "data/nlp.yaml", True),
        ("check", "data/nlp.yml", True),
        ("check", "data/metadata.json", True),
        ("check", "catalogue.yaml", True),
        ("check", "tests/toy/data/nlp.yaml", False),
        ("check", "README.md", False),
    ],
)
def test_a_hook_runs_for_the_files_it_reads(hook: str, path: str, is_looked_at: bool) -> None:
    [pattern] = [one["files"] for one in loaded(REPOSITORY / ".pre-commit-hooks.yaml") if one["id"] == hook]

    assert bool(re.search(pattern, path)) == is_looked_at


# Scripts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_without_fault(path: Path) -> None:
    ok("bash", "-n", path, cwd=REPOSITORY)
    ok(TOOLS / "shellcheck", "--external-sources", path, cwd=REPOSITORY)


def test_the_scripts_that_workflows_run_can_be_run() -> None:
    named = {word for path in WORKFLOWS for word in re.findall(r"\.github/scripts/[\w-]+", path.read_text())}

    assert named == {f".github/scripts/{path.name}" for path in SCRIPTS} - {".github/scripts/bot"}
    assert all((REPOSITORY / name).stat().st_mode & stat.S_IXUSR for name in named)


@pytest.mark.parametrize("path", [*WORKFLOWS, REPOSITORY / "action.yml"], ids=lambda path: path.name)
def test_the_steps_are_without_fault(path: Path, tmp_path: Path) -> None:
    for number, step in enumerate(one for one in steps(loaded(path)) if "run" in one):
        script = tmp_path / f"{number}.sh"
        script.write_text(f"#!/usr/bin/env bash\n{step['run']}")
        ok(TOOLS / "shellcheck", script, cwd=tmp_path)


class Clone:
    """A list in a clone as a workflow has it, and the repository that it came from."""

    def __init__(self, folder: Path) -> None:
        self.remote, self.here, self.others = folder / "re mote.git", folder / "he re", folder / "others"

    def begin(self) -> None:
        self.remote.mkdir()
        ok("git", "init", "--quiet", "--bare", "--initial-branch=main", cwd=self.remote)
        ok("git", "clone", "--quiet", self.remote, self.here, cwd=self.remote)
        ok("git", "remote", "set-url", "origin", f"../{self.remote.name}", cwd=self.here)
        self.write(".gitignore", ".venv/\n")
        for script in SCRIPTS:
            program(self.here / ".github" / "scripts" / script.name, script.read_text(encoding="utf-8"))
        self.entry(self.here, "nlp", "LoRA: Low-Rank Adaptation", "2106.09685")
        self.entry(self.here, "vision", "Learning to Prompt", "2109.01134")
        self.record(self.here, "2106.09685", "LoRA: Low-Rank Adaptation")
        self.build(self.here)
        ok("git", "add", ".", cwd=self.here)
        ok("git", "commit", "--quiet", "--message=Begin", cwd=self.here)
        ok("git", "push", "--quiet", "origin", "HEAD:main", cwd=self.here)
        (self.here / ".venv" / "bin").mkdir(parents=True)
        (self.here / ".venv" / "bin" / "awesome-adapters").symlink_to(COMMAND)
        shutil.copytree(self.here, self.others, symlinks=True)

    def write(self, path: str, text: str) -> None:
        file = self.here / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    @staticmethod
    def entry(root: Path, name: str, title: str, arxiv: str) -> None:
        (root / "data").mkdir(exist_ok=True)
        entry = {"title": title, "paper": {"arxiv_id": arxiv}}
        (root / "data" / f"{name}.yaml").write_text(json.dumps({"title": name.upper(), "items": [entry]}))

    @staticmethod
    def record(root: Path, arxiv: str, title: str) -> None:
        """Add what Semantic Scholar says of a paper, as a build does."""
        path = root / "data" / "metadata.json"
        records = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"version": 1}
        key = f"ARXIV:{arxiv}"
        records[key] = {"ids": [key], "retrieved": "2024-05-04", "title": title, "authors": [f"Author of {arxiv}"]}
        lines = [f"{json.dumps(one)}: {json.dumps(value)}" for one, value in sorted(records.items())]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")

    @staticmethod
    def build(root: Path) -> None:
        project = Project.open(root)
        project.write(project.outputs())

    def merge_elsewhere(self) -> None:
        """Let another paper come to main, with its metadata, before we push."""
        self.entry(self.others, "audio", "Audio Adapters", "2310.00001")
        self.record(self.others, "2310.00001", "Audio Adapters")
        self.build(self.others)
        ok("git", "add", ".", cwd=self.others)
        ok("git", "commit", "--quiet", "--message=Another", cwd=self.others)
        ok("git", "push", "--quiet", "origin", "HEAD:main", cwd=self.others)

    def script(self, name: str, *words: str, **environment: str) -> Done:
        given = {"REMOTE": str(self.remote), "BRANCH": "main", "TOKEN": HOSTILE, "GITHUB_REPOSITORY": "owner/name"}
        return run(f".github/scripts/{name}", *words, cwd=self.here, **given | environment)

    def pushed(self, branch: str = "main") -> list[str]:
        return ok("git", "log", "--format=%an: %s", branch, cwd=self.remote).splitlines()

    def show(self, path: str, branch: str = "main") -> str:
        return ok("git", "show", f"{branch}:{path}", cwd=self.remote)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    Clone(folder).begin()
    return folder


@pytest.fixture
def clone(begun: Path, tmp_path: Path) -> Iterator[Clone]:
    shutil.copytree(begun, tmp_path, symlinks=True, dirs_exist_ok=True)
    yield Clone(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.name == "pwned"] == []  # nothing hostile was run


BOT = "github-actions[bot]"


def test_commit_takes_pages_out_whose_folder_is_gone(clone: Clone) -> None:
    clone.write("sections/nlp.md", f"{files.GENERATED_HEADER.decode()}\n# NLP\n")
    ok("git", "add", ".", cwd=clone.here)
    ok("git", "commit", "--quiet", "--message=Pages", cwd=clone.here)
    ok("git", "push", "--quiet", "origin", "HEAD:main", cwd=clone.here)
    clone.build(clone.here)
    assert not (clone.here / "sections").exists()

    assert clone.script("commit", "Build the list").code == 0

    assert "sections" not in ok("git", "ls-tree", "--name-only", "main", cwd=clone.remote)


@pytest.mark.slow
def test_preview_shows_a_pull_request_in_the_summary(clone: Clone, tmp_path: Path) -> None:
    ok("git", "switch", "--quiet", "--create", HOSTILE_BRANCH, cwd=clone.here)
    clone.entry(clone.here, "audio", HOSTILE, "2310.00001")
    ok("git", "add", ".", cwd=clone.here)
    ok("git", "commit", "--quiet", f"--message={HOSTILE}", cwd=clone.here)
    ok("git", "switch", "--quiet", "--detach", "main", cwd=clone.here)
    ok("git", "merge", "--quiet", "--no-ff", f"--message=Merge {HOSTILE}", HOSTILE_BRANCH, cwd=clone.here)
    summary = tmp_path / "sum mary.md"
    summary.write_text("Before.\n")

    done = clone.script("preview", GITHUB_STEP_SUMMARY=str(summary))

    assert done == (0, "")
    shown = summary.read_text(encoding="utf-8")
    assert shown.startswith("Before.\n### Added\n\nIn AUDIO (`data/audio.yaml:1:30`):\n\n- <a id=")
    assert "touch pwned" in shown
    assert "\nWhat the build writes is not current here; that is no mistake, the build on main writes it.\n" in shown
    assert ok("git", "status", "--porcelain", cwd=clone.here) == ""
    assert ok("git", "worktree", "list", cwd=clone.here).count("\n") == 1


@pytest.mark.slow
def test_preview_warns_at_the_file_of_what_was_edited_by_hand(clone: Clone, tmp_path: Path) -> None:
    readme = (clone.here / "README.md").read_text(encoding="utf-8")
    edited = readme.replace(
        "## VISION\n", "- [My % paper: é](https://e.org/a_(b)?c=$(touch%20pwned)) - Good.\n\n## VISION\n"
    )
    assert edited != readme
    clone.write("README.md", edited)
    ok("git", "commit", "--quiet", "--all", "--message=By hand", cwd=clone.here)
    line = edited[: edited.index("My % paper")].count("\n") + 1

    done = clone.script("preview", GITHUB_STEP_SUMMARY=str(tmp_path / "summary"), GITHUB_ACTIONS="true")

    lost = "this file is written anew on main, and an edit of it is lost; My %25 paper: é: add it with "
    command = "awesome-adapters add 'https://e.org/a_(b)?c=$(touch%2520pwned)' --title 'My %25 paper: é' --section NLP"
    assert done == (0, f"::warning file=README.md,line={line},col=1,title=hand-edit::{lost}{command}\n")
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert "### Edited by hand\n" in summary
    assert "that is no mistake" not in summary


@pytest.mark.slow
def test_preview_says_nothing_of_a_readme_that_is_current(clone: Clone, tmp_path: Path) -> None:
    ok("git", "commit", "--quiet", "--allow-empty", "--message=Nothing", cwd=clone.here)

    done = clone.script("preview", GITHUB_STEP_SUMMARY=str(tmp_path / "summary"))

    assert done == (0, "")
    assert (tmp_path / "summary").read_text() == "Nothing changes for readers of the list.\n"


@pytest.mark.slow
def test_preview_fails_where_the_list_has_mistakes(clone: Clone) -> None:
    clone.write("data/nlp.yaml", "title: NLP\nitems: [{ titel: LoRA }]\n")
    ok("git", "commit", "--quiet", "--all", "--message=Wrong", cwd=clone.here)

    assert clone.script("preview").code == 1


def test_commit_leaves_a_list_alone_that_did_not_change(clone: Clone) -> None:
    done = clone.script("commit", "Build the list")

    assert done == (0, "nothing changed\n")
    assert len(clone.pushed()) == 1


def test_commit_pushes_what_changed_and_nothing_else(clone: Clone) -> None:
    clone.record(clone.here, "2109.01134", "Learning to Prompt")
    clone.build(clone.here)
    clone.write("other.txt", "not built")

    done = clone.script("commit", HOSTILE)

    assert done == (0, "")
    assert clone.pushed()[0] == f"{BOT}: {HOSTILE}"
    assert "<sub>Author\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}2109.01134</sub>" in clone.show("README.md")
    changed = ok("git", "diff", "--name-only", "main~", "main", cwd=clone.remote)
    assert changed.splitlines() == ["README.md", "data/metadata.json"]


@pytest.mark.slow
def test_commit_keeps_both_when_another_merge_came_first(clone: Clone, tmp_path: Path) -> None:
    clone.record(clone.here, "2109.01134", "Learning to Prompt")
    clone.build(clone.here)
    clone.merge_elsewhere()

    done = clone.script("commit", "Build the list")

    assert done.code == 0, done.out
    assert [line.partition(": ")[2] for line in clone.pushed()] == ["Build the list", "Another", "Begin"]
    assert sorted(json.loads(clone.show("data/metadata.json"))) == [
        "ARXIV:2106.09685",
        "ARXIV:2109.01134",
        "ARXIV:2310.00001",
        "version",
    ]
    for arxiv in ("2106.09685", "2109.01134", "2310.00001"):
        assert f"<sub>Author\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}{arxiv}</sub>" in clone.show("README.md")
    ok("git", "clone", "--quiet", clone.remote, tmp_path / "new", cwd=tmp_path)
    ok(COMMAND, "build", "--check", cwd=tmp_path / "new")
    assert ok(COMMAND, "check", "--strict", cwd=tmp_path / "new").startswith("3 entries: nothing is wrong\n")


@pytest.mark.slow
def test_commit_stops_when_another_build_did_the_same(clone: Clone) -> None:
    for root in (clone.here, clone.others):
        clone.record(root, "2109.01134", "Learning to Prompt")
        clone.build(root)
    clone.merge_elsewhere()

    done = clone.script("commit", "Build the list")

    assert done.code == 0
    assert done.out.endswith("nothing changed\n")
    assert [line.partition(": ")[2] for line in clone.pushed()] == ["Another", "Begin"]


@pytest.mark.slow
def test_commit_gives_up_after_five_tries(clone: Clone, tmp_path: Path) -> None:
    program(clone.remote / "hooks" / "pre-receive", f"#!/bin/sh\necho try >> '{tmp_path}/tries'\nexit 1\n")
    clone.record(clone.here, "2109.01134", "Learning to Prompt")
    clone.build(clone.here)

    done = clone.script("commit", "Build the list")

    assert done.code == 1
    assert done.out.endswith("could not push to main in five tries\n")
    assert (tmp_path / "tries").read_text().count("try") == 5
    assert HOSTILE not in done.out


# Propose: a `gh` that writes down how it was called ------------------------------------------------------------------


class Proposal(NamedTuple):
    clone: Clone
    folder: Path

    def run(self, report: str, *, listed: str = "") -> Done:
        (self.folder / "re port.md").write_text(report, encoding="utf-8")
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return self.clone.script("propose", str(self.folder / "re port.md"), PATH=path, LISTED=listed)

    def calls(self) -> list[list[str]]:
        log = self.folder / "calls"
        calls = log.read_text(encoding="utf-8").split("\0\0") if log.exists() else []
        return [call.split("\0") for call in calls if call]


@pytest.fixture
def proposal(clone: Clone, tmp_path: Path) -> Proposal:
    text = f'#!/usr/bin/env bash\n{{ printf "%s\\0" "$@"; printf "\\0"; }} >> "{tmp_path}/calls"\n'
    program(tmp_path / "bin" / "gh", text + '[ "$1 $2" != "pr list" ] || printf "%s" "$LISTED"\n')
    return Proposal(clone, tmp_path)


def test_propose_leaves_a_list_alone_that_did_not_change(proposal: Proposal) -> None:
    assert proposal.run("Nothing changed.") == (0, "nothing changed\n")
    assert proposal.calls() == []


def test_propose_opens_a_pull_request_with_the_report(proposal: Proposal) -> None:
    proposal.clone.record(proposal.clone.here, "2109.01134", "Learning to Prompt")
    proposal.clone.build(proposal.clone.here)
    proposal.clone.write("data/schema.json", "{}")
    report = f"- {HOSTILE}\n- ünïcödé\n\n```\n"

    done = proposal.run(report)

    assert done == (0, "")
    title = "Refresh the metadata"
    assert proposal.calls()[1:] == [
        ["pr", "create", "--head", "refresh", "--base", "main", "--title", title, "--body", report.strip()]
    ]
    assert proposal.clone.pushed("refresh") == [f"{BOT}: {title}", "a@example.org: Begin"]
    assert "ARXIV:2109.01134" in proposal.clone.show("data/metadata.json", "refresh")
    changed = ok("git", "diff", "--name-only", "main", "refresh", cwd=proposal.clone.remote)
    assert changed == "data/metadata.json\n"
    assert len(proposal.clone.pushed()) == 1


def test_propose_brings_an_open_pull_request_up_to_date(proposal: Proposal) -> None:
    ok("git", "push", "--quiet", "origin", "HEAD:refs/heads/refresh", cwd=proposal.clone.here)
    ok("git", "commit", "--quiet", "--amend", "--message=Main went on", cwd=proposal.clone.here)
    proposal.clone.record(proposal.clone.here, "2109.01134", "Learning to Prompt")

    done = proposal.run(HOSTILE, listed="7\n")

    assert done.code == 0, done.out
    address = "repos/owner/name/pulls/7"
    assert proposal.calls()[1:] == [["api", "--silent", "--method", "PATCH", address, "--raw-field", f"body={HOSTILE}"]]
    assert proposal.clone.pushed("refresh")[1] == "a@example.org: Main went on"


def test_propose_cuts_a_report_that_github_would_refuse(proposal: Proposal) -> None:
    proposal.clone.record(proposal.clone.here, "2109.01134", "Learning to Prompt")

    row = f"- {escape('é @a #1 <b> $1 $2 [x](y)')}\n"

    done = proposal.run("### Retitled\n\n" + row * 2000)

    assert done.code == 0, done.out
    heading, gap, *rows, gap_below, end = proposal.calls()[1][-1].split("\n")
    assert (heading, gap, gap_below) == ("### Retitled", "", "")
    assert set(rows) == {row.rstrip()}
    assert end == "The rest does not fit in here; see the changed files."
    assert 59_000 < len(row) * len(rows) < 60_000


def test_propose_cuts_a_report_of_one_row_that_github_would_refuse(proposal: Proposal) -> None:
    proposal.clone.record(proposal.clone.here, "2109.01134", "Learning to Prompt")

    done = proposal.run("é" * 70_000)

    assert done.code == 0, done.out
    assert proposal.calls()[1][-1] == "\n\nThe rest does not fit in here; see the changed files."


def test_propose_fails_where_github_refuses(proposal: Proposal) -> None:
    proposal.clone.record(proposal.clone.here, "2109.01134", "Learning to Prompt")
    program(proposal.folder / "bin" / "gh", '#!/bin/sh\n[ "$2" = list ] || { echo not permitted; exit 1; }\n')

    assert proposal.run("Report.") == (1, "not permitted\n")


# Issues --------------------------------------------------------------------------------------------------------------


def test_an_issue_becomes_a_pull_request_from_its_number_alone(proposal: Proposal) -> None:
    here, folder = proposal.clone.here, proposal.folder / "is sue"
    event = {"issue": {"number": 12, "body": HOSTILE, "title": HOSTILE}}
    (proposal.folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
    writes = "printf '# new\\n' >> data/nlp.yaml; printf '%s' \"$HOSTILE\" > \"$4\"; echo x > README.md"
    accepter = program(proposal.folder / "the program", f"#!/usr/bin/env bash\n{writes}\n")
    path = f"{proposal.folder / 'bin'}:{os.environ['PATH']}"
    environment = {"GITHUB_EVENT_PATH": str(proposal.folder / "event.json"), "HOSTILE": HOSTILE, "PATH": path}

    read = proposal.clone.script("read-issue", str(accepter), str(folder), **environment)
    ok("git", "checkout", "--quiet", ".", cwd=here)
    pushed = proposal.clone.script("push-issue", str(folder), LISTED="", **environment)

    assert (read.code, pushed.code) == (0, 0), (read, pushed)
    title = "Take what issue #12 says"
    assert [call[:2] for call in proposal.calls()] == [["pr", "list"], ["pr", "create"], ["issue", "comment"]]
    assert proposal.calls()[1][2:] == [
        *("--head", "suggest/issue-12", "--base", "main", "--title", title, "--body-file", f"{folder}/body.md")
    ]
    assert (folder / "body.md").read_text(encoding="utf-8") == f"{HOSTILE}\nCloses #12\n"
    assert proposal.clone.pushed("suggest/issue-12")[0] == f"{BOT}: {title}"
    changed = ok("git", "diff", "--name-only", "main", "suggest/issue-12", cwd=proposal.clone.remote)
    assert changed == "data/nlp.yaml\n"
    assert not (here / "pwned").exists()


@pytest.mark.parametrize("number", ["1;x", "$(id)", None, "../x", 0])
def test_a_number_that_is_none_names_no_branch(proposal: Proposal, number: object) -> None:
    (proposal.folder / "event.json").write_text(json.dumps({"issue": {"number": number}}), encoding="utf-8")
    event = str(proposal.folder / "event.json")

    done = proposal.clone.script("push-issue", str(proposal.folder), GITHUB_EVENT_PATH=event)

    assert (done.code, proposal.calls()) == (1, [])


def test_what_issues_say_is_read_where_nothing_can_be_written() -> None:
    workflow = loaded(GITHUB / "workflows" / "issue.yml")
    read, push = workflow["jobs"]["read"], workflow["jobs"]["push"]

    assert workflow[True] == {"issues": {"types": ["labeled"]}}  # YAML 1.1 reads "on" as true
    assert read["if"] == "github.event.label.name == 'accepted'"
    assert read["permissions"] == {"contents": "read"}
    assert "secrets." not in json.dumps(workflow)
    assert push["needs"] == "read"
    assert [step["run"] for step in push["steps"] if "run" in step] == [
        'bash .github/scripts/push-issue "$RUNNER_TEMP/issue"'
    ]


# Steps ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ended", "code"), [(0, 0), (3, 0), (1, 1), (2, 1)])
def test_what_was_cut_short_is_told_and_what_failed_is_not(ended: int, code: int, tmp_path: Path) -> None:
    status = f'[ "$1" = proposals ] || exit {ended}'
    asker = program(tmp_path / "the program", f'#!/bin/sh\n[ "$1" = health ] || echo "$@"\n{status}\n')

    done = run("bash", GITHUB / "scripts" / "ask", asker, tmp_path, cwd=tmp_path)

    assert done == (code, "")
    if code == 0:
        assert (tmp_path / "report.md").read_text() == "## refresh\n\nrefresh\n\n## discover\n\ndiscover\n\n"
        assert (tmp_path / "issue.md").read_text() == "proposals --limit 60000\n"


@pytest.mark.parametrize(
    ("text", "listed", "body", "calls"),
    [
        ("", "", "", ["issue list"]),
        ("", "7", "", ["issue list", "issue close 7 --comment Nothing awaits a decision any more."]),
        (HOSTILE, "", "", ["issue list", "label create list-health", "issue create --title What awaits a decision"]),
        (HOSTILE, "7", "old", ["issue list", "issue view 7", "issue edit 7 --body-file"]),
        (f"{HOSTILE}\n\nmore\n", "7", f"{HOSTILE}\r\n\r\nmore", ["issue list", "issue view 7"]),
    ],
)
def test_one_issue_is_kept_and_changed_only_with_its_text(
    text: str, listed: str, body: str, calls: list[str], tmp_path: Path
) -> None:
    gh = f"#!/usr/bin/env bash\necho \"$*\" >> '{tmp_path}/calls'\n"
    gh += (
        '[ "$1 $2" != "issue list" ] || printf "%s" "$LISTED"\n[ "$1 $2" != "issue view" ] || printf "%s\\n" "$BODY"\n'
    )
    program(tmp_path / "bin" / "gh", gh)
    (tmp_path / "is sue.md").write_text(text, encoding="utf-8")
    environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "LISTED": listed, "BODY": body}

    done = run("bash", GITHUB / "scripts" / "keep-issue", tmp_path / "is sue.md", cwd=tmp_path, **environment)

    assert done.code == 0, done.out
    made = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert [call.startswith(start) for call, start in zip(made, calls, strict=True)] == [True] * len(calls)
    assert not (tmp_path / "pwned").exists()


def action_step(name: str) -> str:
    [step] = [one["run"] for one in steps(loaded(REPOSITORY / "action.yml")) if one.get("name") == name]
    return str(step)


def test_the_action_has_two_inputs_and_needs_none() -> None:
    inputs = loaded(REPOSITORY / "action.yml")["inputs"]

    assert {name: value["default"] for name, value in inputs.items()} == {"command": "build", "s2-api-key": ""}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("build", ["build"]),
        ("  check   --strict ", ["check", "--strict"]),
        ("build\n  --max-wait\n  300\n", ["build", "--max-wait", "300"]),
        ("build ; touch pwned", ["build", ";", "touch", "pwned"]),
        (
            "$(touch pwned) `touch pwned` && > pwned",
            ["$(touch", "pwned)", "`touch", "pwned`", "&&", ">", "pwned"],
        ),
        ('"; touch pwned; "', ["; touch pwned; "]),
        (
            """export bibtex --section "Computer Vision" --tag='Fine tuning' """,
            ["export", "bibtex", "--section", "Computer Vision", "--tag=Fine tuning"],
        ),
        ("$HOME * ~ {a,b} \\", ["$HOME", "*", "~", "{a,b}", "\\"]),
    ],
)
def test_the_action_runs_its_command_and_no_other(command: str, words: list[str], tmp_path: Path) -> None:
    bin_folder = tmp_path / "run ner" / "awesome-adapters" / "bin"
    program(bin_folder / "awesome-adapters", '#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (bin_folder / "python").symlink_to(sys.executable)
    runner = str(tmp_path / "run ner")

    done = run(
        "bash", "-e", "-o", "pipefail", "-c", action_step("Run"), cwd=tmp_path, COMMAND=command, RUNNER_TEMP=runner
    )

    assert done == (0, "".join(f"{word}\n" for word in words))
    assert not (tmp_path / "pwned").exists()


def test_the_action_refuses_a_quotation_mark_without_a_second_one(tmp_path: Path) -> None:
    (tmp_path / "awesome-adapters" / "bin").mkdir(parents=True)
    (tmp_path / "awesome-adapters" / "bin" / "python").symlink_to(sys.executable)

    done = run("bash", "-e", "-c", action_step("Run"), cwd=tmp_path, COMMAND="check 'x", RUNNER_TEMP=str(tmp_path))

    assert done == (1, "error: a quotation mark in the command check 'x has no second one\n")


@pytest.mark.slow
def test_the_action_ends_as_its_command_does(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlp.yaml").write_text("titel: NLP\n")
    (tmp_path / "awesome-adapters" / "bin").mkdir(parents=True)
    (tmp_path / "awesome-adapters" / "bin" / "awesome-adapters").symlink_to(COMMAND)
    (tmp_path / "awesome-adapters" / "bin" / "python").symlink_to(sys.executable)
    given = {"COMMAND": "check --strict", "S2_API_KEY": "", "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(tmp_path)}

    done = run("bash", "-e", "-o", "pipefail", "-c", action_step("Run"), cwd=tmp_path, **given)

    assert done.code == 1
    assert "::error file=data/nlp.yaml,line=1,col=1,title=unknown-key::" in done.out


def test_the_action_installs_itself_into_an_environment_of_its_own(tmp_path: Path) -> None:
    copy = 'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi'
    program(tmp_path / "bin" / "python", f'#!/usr/bin/env bash\n{copy}\nprintf "%s\\n" "$@"\n')
    given = {
        "RUNNER_TEMP": "run ner",
        "GITHUB_ACTION_PATH": "the action",
        "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
    }

    done = run("bash", "-e", "-o", "pipefail", "-c", action_step("Set up"), cwd=tmp_path, **given)

    venv = ["-m", "venv", "run ner/awesome-adapters"]
    pip = ["-m", "pip", "install", "--quiet"]
    libraries = [*pip, "--require-hashes", "--requirement", "the action/requirements.txt"]
    itself = [*pip, "--no-deps", "--no-build-isolation", "the action"]
    assert done == (0, "".join(f"{word}\n" for word in venv + libraries + itself))
