"""What the pages for curators show works: their commands in their order, and their examples."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from awesome_adapters.catalogue import sources
from awesome_adapters.project import Project
from conftest import COMMAND, REPOSITORY
from fake_api import FakeApi, a_record

DOCS = REPOSITORY / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.fixture
def shell(tmp_path: Path) -> Iterator["Shell"]:
    titles = {"ARXIV:2004.04906": "Dense Passage Retrieval", "ARXIV:2309.14717": "Fungi"}
    records = {name: a_record(n, externalIds={}, title=title) for n, (name, title) in enumerate(titles.items(), 1)}
    with FakeApi(records | {"DOI:10.1038/s41586-020-2649-2": a_record(3, externalIds={}, title="Array")}) as api:
        yield Shell(tmp_path, api.address)


class Shell:
    """A terminal in an empty home, with the program installed, and with a repository where GitHub's would be."""

    def __init__(self, home: Path, address: str) -> None:
        self.home = home
        (home / "bin").mkdir()
        (home / "bin" / "awesome-adapters").symlink_to(COMMAND)
        (home / "bin" / "pipx").symlink_to("/bin/true")
        nobody = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        remote = home / "github.com" / "OWNER" / "awesome-retrieval.git"
        redirect = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{home}/github.com/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/",
        }
        self.environment = {
            **os.environ, **nobody, **redirect, "HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
            "SEMANTIC_SCHOLAR_API_URL": address, "S2_API_KEY": "k" * 40, "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip
        self.run(f"git init --quiet --bare --initial-branch=main {remote}", home)

    def run(self, script: str, folder: Path) -> str:
        done = subprocess.run(
            ["bash", "-euc", script], cwd=folder, env=self.environment, stdin=subprocess.DEVNULL, timeout=120,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, script + done.stdout + done.stderr
        return done.stdout


@pytest.mark.slow
def test_the_commands_that_start_a_list_work_one_after_the_other(shell: Shell) -> None:
    begin, add, push, _ = blocks("start-a-list.md", "sh")

    shell.run(begin + add, shell.home)
    shell.run(push.replace("awesome-adapters doctor", ""), shell.home / "awesome-retrieval")

    assert "Dense Passage Retrieval" in (shell.home / "awesome-retrieval" / "README.md").read_text(encoding="utf-8")
    assert (shell.home / "awesome-retrieval" / "public" / "index.html").is_file()
    tracked = shell.run("git ls-files", shell.home / "awesome-retrieval").splitlines()
    assert "data/metadata.json" in tracked
    assert not any(path.startswith("public/") for path in tracked)


@pytest.mark.slow
def test_the_commands_that_move_and_add_to_a_list_work_one_after_the_other(shell: Shell) -> None:
    *_, move = blocks("start-a-list.md", "sh")
    [add] = blocks("add-a-paper.md", "sh")
    folder = shell.home / "moved"
    folder.mkdir()
    (folder / "README.md").write_text("# Moved\n\n## Soil\n\n- [Fungi](https://arxiv.org/abs/2309.14717)\n")

    assert blocks("import.md", "sh")[0] == move
    shell.run(move, folder)
    shell.run(add.replace("2004.04906", "2004.04906 --section Soil"), folder)

    assert Project.open(folder).context.placeholders == ()
    assert [section.title for section in Project.open(folder).catalogue.sections] == ["Soil"]
    assert len(list(Project.open(folder).catalogue.entries())) == 2


def test_the_entry_of_the_guide_has_no_mistakes() -> None:
    [entry] = blocks("add-a-paper.md", "yaml")

    sections, problems = sources.read_data([("data/a.yaml", f"title: A\nitems:\n{entry}".encode())])

    assert problems == []
    assert len(sections[0].entries) == 1


def test_the_examples_of_looks_do_what_the_page_says(tmp_path: Path) -> None:
    settings, entry = blocks("change-how-it-looks.md", "yaml")
    [introduction], [template] = blocks("change-how-it-looks.md", "markdown"), blocks("change-how-it-looks.md", "jinja")
    shutil.copytree(REPOSITORY / "tests" / "toy", tmp_path, dirs_exist_ok=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "catalogue.yaml").write_text(settings)
    (tmp_path / "data" / "new.yaml").write_text(f"index: 0\ntitle: Dense\nitems:\n{entry}")
    (tmp_path / "templates" / "introduction.md").write_text(introduction)

    by_settings = readme(tmp_path)
    (tmp_path / "templates" / "line.md").write_text(template)
    by_template = readme(tmp_path)

    assert by_settings.index("## How to Read This List") < by_settings.index("## Dense")
    assert re.search(r"^### 20\d\d$", by_settings, re.MULTILINE)
    assert by_template.count(") Natural Questions\n") == 1


def readme(folder: Path) -> str:
    return Project.open(folder).readme()[0].content.decode()
