"""Clones as git makes them on Windows: `core.autocrlf` ends every line with CR LF, unless attributes forbid it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from awesome_adapters.storage import files
from awesome_adapters.storage.files import Document
from conftest import REPOSITORY, Call
from test_merges import Repository

LISTED = ("README.md", "CONTRIBUTING.md", "catalogue.yaml", "data", "assets", "templates", ".github", ".gitattributes")


@pytest.fixture(params=["this list", "a new list"])
def origin(request: pytest.FixtureRequest, tmp_path: Path, call: Call) -> Repository:
    """A repository with a list that is current."""
    folder = tmp_path / "origin"
    if request.param == "a new list":
        assert call("init", str(folder)).code == 0
    else:
        for name in LISTED:
            copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy2
            folder.mkdir(exist_ok=True)
            copy(REPOSITORY / name, folder / name)
    origin = Repository(folder)
    origin.commit()
    return origin


def clone(origin: Repository, folder: Path) -> Repository:
    origin("-c", "core.autocrlf=true", "clone", "--quiet", "--config=core.autocrlf=true", ".", str(folder))
    return Repository(folder)


@pytest.mark.slow
@pytest.mark.parametrize("has_attributes", [True, False])
def test_a_clone_of_git_for_windows_is_current_and_builds_without_a_change(
    origin: Repository, tmp_path: Path, call: Call, has_attributes: bool
) -> None:
    if not has_attributes:
        (origin.folder / ".gitattributes").unlink()
        origin.commit()
    git = clone(origin, tmp_path / "clone")
    before = {path: path.read_bytes() for path in git.folder.rglob("*") if path.is_file() and ".git" not in path.parts}
    assert (b"\r\n" in before[git.folder / "README.md"]) != has_attributes

    assert call("build", "--check", cwd=git.folder) == (0, "", "")
    check = call("check", cwd=git.folder)
    build = call("build", "--offline", cwd=git.folder)

    assert check.code == 0
    assert [line for line in check.out.splitlines() if not line.endswith("[unfilled-placeholder]")] == []
    assert (build.out, build.err) == ("README.md: already current\n", "")
    assert {path: path.read_bytes() for path in before} == before
    assert git("status", "--porcelain") == ""


def test_the_scripts_of_a_clone_of_git_for_windows_run(origin: Repository, tmp_path: Path) -> None:
    git = clone(origin, tmp_path / "clone")

    for script in (git.folder / ".github").glob("scripts/*"):
        assert b"\r" not in script.read_bytes()
        assert subprocess.run(["bash", "-n", script], env=os.environ, check=False).returncode == 0


@pytest.mark.slow
def test_an_entry_that_is_added_there_is_a_change_of_its_lines_alone(
    origin: Repository, tmp_path: Path, call: Call
) -> None:
    (origin.folder / ".gitattributes").unlink()
    origin.commit()
    git = clone(origin, tmp_path / "clone")
    section = "Serving" if (git.folder / "data/nlp.yaml").exists() else "Papers"

    assert call("add", "2309.99999", "--title=One", "--offline", "--section", section, cwd=git.folder).code == 0

    [change] = git("diff", "--numstat").splitlines()
    assert change.split("\t")[1] == "0"


def test_line_ends_alone_make_nothing_stale_but_other_characters_do(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1\r\n2\r\n")

    assert files.stale(tmp_path, [Document("a", b"1\n2\n")]) == []
    assert files.stale(tmp_path, [Document("a", b"1\n2\n3\n")]) == ["a"]
    assert files.stale(tmp_path, [Document("a", b"1\r2\n")]) == ["a"]


def test_a_document_that_has_such_ends_itself_needs_them(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"1\n")

    assert files.stale(tmp_path, [Document("list.csv", b"1\r\n")]) == ["list.csv"]
