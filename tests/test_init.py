"""A list of one's own: what `init` writes works as it stands; and the commands help who begins."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml  # noqa: TID251
from click import Context  # noqa: TID251
from click.testing import CliRunner, Result  # noqa: TID251

from awesome_adapters import scaffold
from awesome_adapters.cli import COMMANDS
from awesome_adapters.cli import program as command_line
from awesome_adapters.problems import CatalogueError

TOOLS = Path(sys.executable).parent
FILES = [
    ".gitattributes",
    ".github/ISSUE_TEMPLATE/suggest-a-paper.yml",
    ".github/ISSUE_TEMPLATE/wrong.yml",
    *(f".github/scripts/{name}" for name in ("ask", "bot", "keep-issue", "propose", "push-issue", "read-issue")),
    ".github/workflows/build.yml",
    ".github/workflows/check.yml",
    ".github/workflows/issue.yml",
    ".github/workflows/weekly.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CONTRIBUTING.md",
    "README.md",
    "catalogue.yaml",
    "data/papers.yaml",
    "data/schema.json",
]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command_line, arguments, catch_exceptions=False)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def program(*words: str | Path, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    nobody = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **nobody, **environment}
    return subprocess.run(
        words, cwd=cwd, env=os.environ | settings, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A list as `init` leaves it."""
    call("init", str(tmp_path / "new"))
    return tmp_path / "new"


# The list ------------------------------------------------------------------------------------------------------------


def test_a_new_list_has_all_that_a_list_needs(tmp_path: Path) -> None:
    told = call("init", str(tmp_path / "new")).stdout

    assert sorted(files_of(tmp_path / "new")) == FILES
    assert told.startswith(f"a new list is in {tmp_path / 'new'}; now:\n  1. say in catalogue.yaml")
    named = [path for path, content in files_of(tmp_path / "new").items() if b"OWNER/REPOSITORY" in content]
    assert all(path in told or path.startswith(".github/") for path in named if path != "catalogue.yaml")


def test_a_new_list_builds_at_once(new: Path) -> None:
    before = files_of(new)

    told = call("build", "--offline", "--root", str(new)).stdout

    assert told == "README.md: already current\n"
    assert files_of(new) == before


def test_a_new_list_has_no_mistakes(new: Path) -> None:
    done = call("check", "--strict", "--root", str(new))

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("1 entry: nothing is wrong\nnotes: ")


def test_a_new_list_shows_its_entry_and_leads_to_its_guide(new: Path) -> None:
    readme = (new / "README.md").read_text(encoding="utf-8")

    assert readme.startswith("# Awesome Papers [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n")
    assert "](https://arxiv.org/abs/2106.09685) - Freezes " in readme
    assert "[CONTRIBUTING.md](CONTRIBUTING.md)" in readme
    assert "dapters" not in readme


@pytest.mark.slow
def test_the_sample_obeys_the_schema_that_comes_with_it(new: Path) -> None:
    words = ("check-jsonschema", "--schemafile", "data/schema.json", "data/papers.yaml")

    done = program(TOOLS / words[0], *words[1:], cwd=new)

    assert done.returncode == 0, done.stdout


def test_the_guide_shows_entries_that_can_be_added_as_they_stand(new: Path) -> None:
    guide = (new / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    (new / "data" / "papers.yaml").write_text(f"title: Papers\nitems:\n{example}", encoding="utf-8")

    assert call("check", "--root", str(new)).exit_code == 0


def test_the_commands_of_the_guide_exist(new: Path) -> None:
    guide = (new / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^awesome-adapters (\w+)", guide, re.MULTILINE)) <= set(COMMANDS)


# Where it goes -------------------------------------------------------------------------------------------------------


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "new" / ".git").mkdir(parents=True)

    assert call("init", str(tmp_path / "new")).exit_code == 0


@pytest.mark.parametrize("path", [path for path in FILES if not path.startswith(".git") or "/" in path])
def test_no_file_is_written_over(tmp_path: Path, path: str) -> None:
    file = tmp_path / "new" / path
    file.parent.mkdir(parents=True)
    file.write_text("mine")

    with pytest.raises(
        CatalogueError, match=rf"^{tmp_path}/new has {re.escape(path)} already; choose an empty folder$"
    ):
        call("init", str(tmp_path / "new"))

    assert files_of(tmp_path / "new") == {path: b"mine"}


@pytest.mark.parametrize("folder", ["file/new", "/proc/new", "n" * 300, "locked/new"])
def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(run: Run, root: Path, folder: str) -> None:
    (root / "file").write_text("")
    (root / "locked").mkdir(mode=0o500)
    if folder.startswith("locked") and os.geteuid() == 0:
        pytest.skip("the superuser writes everywhere")

    done = run("init", folder)

    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"error: cannot (write|read|look into) [^\n]+\n", done.stderr)


def test_a_file_is_no_folder(run: Run, root: Path) -> None:
    (root / "file").write_text("mine")

    done = run("init", "file")

    assert done.returncode == 2
    assert (root / "file").read_text() == "mine"


# Its workflows -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_workflows_obey_their_schema(new: Path) -> None:
    paths = (new / ".github" / "workflows").iterdir()

    done = program(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths, cwd=new)

    assert done.returncode == 0, done.stdout


def test_the_workflows_are_safe_once_the_generator_is_named(new: Path) -> None:
    for path in (new / ".github" / "workflows").iterdir():
        text = path.read_text(encoding="utf-8")
        assert text.count("OWNER/REPOSITORY@main") == 1
        assert "# replace OWNER/REPOSITORY by the repository" in text
        path.write_text(text.replace("OWNER/REPOSITORY@main", f"owner/name@{'0' * 40} # v1.0.0"), encoding="utf-8")

    done = program(TOOLS / "zizmor", "--offline", "--pedantic", "--no-progress", ".", cwd=new)

    assert done.returncode == 0, done.stdout


def commit_step(new: Path) -> str:
    workflow = yaml.safe_load((new / ".github" / "workflows" / "build.yml").read_text(encoding="utf-8"))
    return str(workflow["jobs"]["build"]["steps"][-1]["run"])


@pytest.fixture
def git(new: Path) -> Callable[..., str]:
    """Git, in a clone of the new list whose remote has it on `main`."""

    def git(*words: str, cwd: Path = new) -> str:
        done = program("git", *words, cwd=cwd)
        assert done.returncode == 0, done.stderr
        return done.stdout

    remote = new.parent / "remote.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git("init", "--quiet", "--initial-branch=main")
    git("remote", "add", "origin", str(remote))
    git("add", ".")
    git("commit", "--quiet", "--message=Begin")
    git("push", "--quiet", "origin", "main")
    return git


@pytest.mark.parametrize(
    ("meanwhile", "code", "subjects"),
    [
        ("", 0, "Build the list\nBegin\n"),
        ("unchanged", 0, "Begin\n"),
        ("merged", 0, "Another\nBegin\n"),
        ("refused", 1, "Begin\n"),
    ],
)
def test_the_build_is_committed_if_it_changed_anything(
    new: Path, git: Callable[..., str], meanwhile: str, code: int, subjects: str
) -> None:
    if meanwhile == "merged":
        git("commit", "--quiet", "--allow-empty", "--message=Another")
        git("push", "--quiet", "origin", "main")
        git("reset", "--quiet", "--hard", "HEAD~")
    if meanwhile == "refused":
        hook = new.parent / "remote.git" / "hooks" / "pre-receive"
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    if meanwhile != "unchanged":
        (new / "data" / "metadata.json").write_text('{\n"version": 1\n}\n')

    done = program("bash", "-e", "-c", commit_step(new), cwd=new, TOKEN="$(touch pwned)'\"")

    assert done.returncode == code, done.stderr
    assert git("log", "--format=%s", "main", cwd=new.parent / "remote.git") == subjects
    assert not (new / "pwned").exists()


def test_the_commit_step_is_without_fault(new: Path) -> None:
    (new / "step").write_text(f"#!/usr/bin/env bash\n{commit_step(new)}")

    done = program(TOOLS / "shellcheck", "step", cwd=new)

    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_check_of_a_pull_request_warns_of_a_readme_that_was_edited_by_hand(
    new: Path, git: Callable[..., str], tmp_path: Path
) -> None:
    workflow = yaml.safe_load((new / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
    [step] = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    readme = new / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(
        text.replace("\n- <a id", "\n- [Mine](https://arxiv.org/abs/2309.14717)\n- <a id", 1), encoding="utf-8"
    )
    git("commit", "--quiet", "--all", "--message=By hand")
    (tmp_path / "run ner/awesome-adapters/bin").mkdir(parents=True)
    (tmp_path / "run ner/awesome-adapters/bin/awesome-adapters").symlink_to(TOOLS / "awesome-adapters")
    given = {"RUNNER_TEMP": str(tmp_path / "run ner"), "GITHUB_ACTIONS": "true"}

    done = program("bash", "-e", "-c", step, cwd=new, GITHUB_STEP_SUMMARY=str(tmp_path / "summary"), **given)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::warning file=README.md,line=")
    command = "awesome-adapters add https://arxiv.org/abs/2309.14717 --title Mine --section 'Papers > Methods'\n"
    assert done.stdout.endswith(command)
    assert "### Edited by hand" in (tmp_path / "summary").read_text(encoding="utf-8")


def test_the_hooks_are_those_that_the_generator_offers(new: Path) -> None:
    offered = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
    [repository] = yaml.safe_load((new / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]

    assert repository["hooks"] == [{"id": hook["id"]} for hook in yaml.safe_load(offered.read_text(encoding="utf-8"))]


def test_every_file_of_the_scaffold_is_used() -> None:
    folder = Path(scaffold.__file__).parent
    given = [document.content for document in scaffold.documents()]

    assert all(path.read_bytes() in given for path in folder.iterdir() if path.suffix in (".md", ".yaml", ".yml"))


# Help ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    text = call(name, "--help").stdout

    assert re.search(rf"^  Examples?:\n(      .*\n)*      +awesome-adapters {name}\b", text, re.MULTILINE), text


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_is_explained(name: str) -> None:
    command = command_line.get_command(Context(command_line), name)
    assert command
    options = [one.to_info_dict() for one in command.params if one.param_type_name == "option"]

    assert [one["name"] for one in options if not (one["help"] or one["hidden"])] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "completions"),
    [
        ("awesome-adapters che", {"plain,check"}),
        ("awesome-adapters pre", {"plain,preview"}),
        ("awesome-adapters ini", {"plain,init"}),
        ("awesome-adapters build --off", {"plain,--offline"}),
        ("awesome-adapters check --format gi", {"plain,github"}),
    ],
)
def test_a_shell_completes_commands_and_options(run: Run, words: str, completions: set[str]) -> None:
    number = str(words.count(" "))

    done = run(_AWESOME_ADAPTERS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)

    assert set(done.stdout.split("\n")) - {""} == completions


# Going on after a cut -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", None])
@pytest.mark.parametrize("path", FILES)
def test_a_list_that_was_cut_off_is_gone_on_with(new: Path, path: str, content: bytes | None) -> None:
    whole = files_of(new)
    (new / path).unlink() if content is None else (new / path).write_bytes(content)
    if path != "README.md":
        (new / "README.md").unlink()  # it comes last
    (new / "data" / ".awesome-adapters.abcdefgh.tmp").write_text("half")

    assert call("init", str(new)).exit_code == 0
    assert files_of(new) == whole


@pytest.mark.parametrize("name", [".gitattributes", ".gitignore"])
def test_settings_of_git_are_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")

    assert call("init", str(tmp_path)).exit_code == 0
    assert (tmp_path / name).read_text() == "mine"
