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

from awesome_adapters import __version__
from awesome_adapters.cli import COMMANDS
from awesome_adapters.cli import program as command_line
from awesome_adapters.formats import templates
from awesome_adapters.problems import InvalidDataError
from awesome_adapters.project import Project

TOOLS = Path(sys.executable).parent
PROGRAM = f"owner/generator@{'0' * 40}"
FILES = [
    ".gitattributes",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/suggest-a-paper.yml",
    ".github/ISSUE_TEMPLATE/wrong.yml",
    ".github/dependabot.yml",
    ".github/pull_request_template.md",
    *(f".github/scripts/{name}" for name in ("ask", "bot", "keep-issue", "propose", "push-issue", "read-issue")),
    ".github/workflows/build.yml",
    ".github/workflows/check.yml",
    ".github/workflows/issue.yml",
    ".github/workflows/weekly.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "catalogue.yaml",
    "data/catalogue.schema.json",
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
    call("init", str(tmp_path / "awesome-papers"), "--program", PROGRAM)
    return tmp_path / "awesome-papers"


# The list ------------------------------------------------------------------------------------------------------------


def test_a_new_list_has_all_that_a_list_needs_and_is_filled_in(tmp_path: Path) -> None:
    new = tmp_path / "awesome-soil-ecology"

    told = call(
        "init", str(new), "--repository", "Owner/soil", "--section", "Fungi: the Basics", "--section", "Worms",
        "--description", 'Papers on "life" below.', "--program", PROGRAM,
    ).stdout  # fmt: skip

    paths = {*FILES, "data/fungi-the-basics.yaml", "data/worms.yaml"} - {"data/papers.yaml"}
    contents = {path: content.decode() for path, content in files_of(new).items()}
    assert contents.keys() == paths
    assert told.startswith(f"a new list is in {new}; now:\n  1. add papers: cd {new} && awesome-adapters add URL\n")
    assert [path for path, text in contents.items() if re.search("OWNER|@@|dapters.git", text)] == []
    assert not any("LoRA" in text for text in contents.values())
    written = yaml.safe_load(contents["catalogue.yaml"])
    assert written.pop("venues")
    assert written == {
        "title": "Awesome Soil Ecology",
        "description": 'Papers on "life" below.',
        "repository": "https://github.com/Owner/soil",
        "site": "https://owner.github.io/soil/",
        "order": "newest",
        "readme": {"authors": 6, "badges": "text", "pictures": False},
    }
    [form] = [one for one in yaml.safe_load(contents[FILES[2]])["body"] if one["id"] == "section"]
    assert form["attributes"]["options"] == ["I am not sure", "Fungi: the Basics", "Worms"]
    assert f"uses: {PROGRAM} # v{__version__}\n" in contents[".github/workflows/check.yml"]
    assert contents["data/worms.yaml"].splitlines()[1:] == ["index: 2", "title: Worms"]
    assert call("check", "--strict", "--root", str(new)).exit_code == 0


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ("\n\n\n\n", ["title: New List", "description: A curated list of papers on new list."]),
        ("Awesome Soil\nOn soil.\nhttps://gitlab.com/o/soil\nFungi, Worms\n",
         ["title: Awesome Soil", "description: On soil.", "repository: https://gitlab.com/o/soil"]),
    ],
)  # fmt: skip
def test_on_a_terminal_what_no_option_says_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str, lines: list[str]
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)

    done = CliRunner().invoke(command_line, ["init", str(tmp_path / "new-list")], input=answers)

    assert done.exit_code == 0, done.output
    assert set(lines) <= set((tmp_path / "new-list" / "catalogue.yaml").read_text().splitlines())


def test_the_templates_come_on_demand_with_their_license(tmp_path: Path) -> None:
    call("init", str(tmp_path / "new"), "--templates")

    assert set(templates.PACKAGED) | {"LICENSE"} == files_of(tmp_path / "new" / "templates").keys()
    assert call("build", "--check", "--offline", "--root", str(tmp_path / "new")).exit_code == 0


@pytest.mark.parametrize("section", ["../../x", "@@title ${{ x }}", "a: b # c", "検索", "***1", "n" * 300, "- &a *b"])
def test_a_section_of_any_name_gets_a_file_of_its_own(tmp_path: Path, section: str) -> None:
    call("init", str(tmp_path / "new"), "--section", section, "--section", f"{section[:250]} II", "--title", section)

    titles = [one.title for one in Project.open(tmp_path / "new").catalogue.sections]
    [form] = [
        one for one in yaml.safe_load((tmp_path / "new" / FILES[2]).read_bytes())["body"] if one["id"] == "section"
    ]
    assert titles == form["attributes"]["options"][1:] == [section, f"{section[:250]} II"]
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert len(list((tmp_path / "new" / "data").glob("*.yaml"))) == 2


@pytest.mark.parametrize("options", [("--section", "Contents"), ("--repository", "a b")])
def test_what_makes_no_list_is_said_before_anything_is_written(tmp_path: Path, options: tuple[str, str]) -> None:
    with pytest.raises(InvalidDataError):
        call("init", str(tmp_path / "new"), *options)

    assert not (tmp_path / "new").exists()


def test_a_new_list_builds_at_once(new: Path) -> None:
    before = files_of(new)

    told = call("build", "--offline", "--root", str(new)).stdout

    assert told == "README.md: already current\n"
    assert files_of(new) == before


def test_a_new_list_has_no_mistakes(new: Path) -> None:
    done = call("check", "--strict", "--root", str(new))

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "1 entry: nothing is wrong\n"


def test_a_new_list_shows_its_entry_and_leads_to_its_guide(new: Path) -> None:
    readme = (new / "README.md").read_text(encoding="utf-8")

    assert readme.startswith("# Awesome Papers [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n")
    assert "](https://doi.org/10.1038/s41586-020-2649-2) - Describes " in readme
    assert "[CONTRIBUTING.md](CONTRIBUTING.md)" in readme
    assert "dapters" not in readme


@pytest.mark.slow
def test_the_sample_obeys_the_schema_that_comes_with_it(new: Path) -> None:
    for schema, path in (("data/schema.json", "data/papers.yaml"), ("data/catalogue.schema.json", "catalogue.yaml")):
        done = program(TOOLS / "check-jsonschema", "--schemafile", schema, path, cwd=new)

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


@pytest.mark.parametrize(
    ("path", "is_said"),
    [
        *((path, True) for path in FILES if not path.endswith(("papers.yaml", "catalogue.yaml"))),
        *((path, False) for path in ("LICENSE.md", "docs/contributing.md", ".github/dependabot.yaml")),
    ],
)
def test_what_a_repository_has_is_left_and_the_rest_is_added(tmp_path: Path, path: str, is_said: bool) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("mine")

    told = call("init", str(tmp_path)).stdout

    written = files_of(tmp_path)
    missing = {*FILES} - written.keys() - {"data/papers.yaml"}
    assert written[path] == b"mine"
    assert len(missing) == 0 if is_said else len(missing) == 1
    assert not is_said or f"left as they were: {path}\n" in told


def test_a_readme_of_another_hand_is_left_with_two_ways_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine\n\n## Soil\n\n- [Fungi](https://arxiv.org/abs/2309.14717)\n")

    told = call("init", str(tmp_path)).stdout
    call("import", str(tmp_path / "README.md"), "--into", str(tmp_path))

    assert "awesome-adapters import README.md --into .\n" in told
    assert [path for path in files_of(tmp_path) if path.startswith("data/") and path.endswith("yaml")] == [
        "data/soil.yaml"
    ]


def test_an_older_list_gets_what_it_lacks_by_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "soil.yaml").write_text("title: Soil\nitems: [{ title: A, code: https://x.org }]")
    (tmp_path / "catalogue.yaml").write_text("title: On Soil")

    told = call("init", str(tmp_path), "--section", "New").stdout

    assert told.startswith(f"{tmp_path}: {len(FILES) - 2} files written: ")
    assert "        - Soil\n" in (tmp_path / FILES[2]).read_text()
    assert not (tmp_path / "data" / "new.yaml").exists()


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
@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("dependabot", "dependabot.yml"),
    ],
)
def test_the_files_for_github_obey_their_schemas(new: Path, schema: str, pattern: str) -> None:
    paths = (new / ".github").glob(pattern)

    done = program(TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths, cwd=new)

    assert done.returncode == 0, done.stdout


def test_the_workflows_are_safe(new: Path) -> None:
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
    command = "awesome-adapters add https://arxiv.org/abs/2309.14717 --title Mine --section Papers\n"
    assert done.stdout.endswith(command)
    assert "### Edited by hand" in (tmp_path / "summary").read_text(encoding="utf-8")


def test_the_hooks_are_those_that_the_generator_offers(new: Path) -> None:
    offered = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
    [repository] = yaml.safe_load((new / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]

    assert repository["hooks"] == [{"id": hook["id"]} for hook in yaml.safe_load(offered.read_text(encoding="utf-8"))]


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

    assert call("init", str(new), "--program", PROGRAM).exit_code == 0
    assert files_of(new) == whole
