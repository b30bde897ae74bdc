"""What git knows of the data files: read by one process or two, and never a reason to fail."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.storage.history import earlier_files

Write = Callable[..., Path]
Git = Callable[..., None]


@pytest.fixture
def git(root: Path) -> Git:
    """Run git in the list's folder, in which there is a repository."""

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)

    git("init", "--initial-branch=main")
    return git


def commit(git: Git) -> None:
    git("add", "--all")
    git("commit", "--message=list")


def test_files_that_changed_or_are_gone_are_given_as_they_were(root: Path, write: Write, git: Git) -> None:
    names = ["a.yaml", "it's ä.yml", 'b "c" d.yaml', "same.yaml"]
    for name in names:
        write(f"title: {name}\n", f"data/{name}")
    write("title: A list\n", "catalogue.yaml")
    write("{}\n", "data/metadata.json")
    write("title: Deeper\n", "data/below/e.yaml")
    commit(git)
    for name in names[:2]:
        write("title: Changed\n", f"data/{name}")
    (root / "data" / names[2]).unlink()
    for path in ("catalogue.yaml", "data/metadata.json", "data/below/e.yaml", "data/new.yaml"):
        write("title: Changed\n", path)

    files = earlier_files(root, "HEAD")

    assert sorted(files) == sorted((name, f"title: {name}\n".encode()) for name in names[:3])


def test_a_list_in_a_folder_of_a_repository_is_found(root: Path, write: Write, git: Git) -> None:
    write("title: Other\n", "data/a.yaml")
    write("title: Before\n", "list/data/a.yaml")
    commit(git)
    write("title: Now\n", "data/a.yaml")
    write("title: Now\n", "list/data/a.yaml")

    assert earlier_files(root / "list", "HEAD") == [("a.yaml", b"title: Before\n")]


def test_the_commit_before_the_last_can_be_asked_for(root: Path, write: Write, git: Git) -> None:
    for title in ("One", "Two"):
        write(f"title: {title}\n", "data/a.yaml")
        commit(git)

    assert earlier_files(root, "HEAD") == []
    assert earlier_files(root, "HEAD^1") == [("a.yaml", b"title: One\n")]


@pytest.mark.parametrize("case", ["no repository", "no commit", "no parent", "no git"])
def test_what_git_cannot_tell_is_nothing(
    root: Path, write: Write, git: Git, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    write("title: One\n", "data/a.yaml")
    if case != "no commit":
        commit(git)
    write("title: Two\n", "data/a.yaml")
    if case == "no repository":
        shutil.rmtree(root / ".git")
    if case == "no git":
        monkeypatch.setenv("PATH", str(root))

    assert earlier_files(root, "HEAD^1" if case == "no parent" else "HEAD") == []


def test_the_lists_own_repository_is_asked_whatever_a_hook_names(
    root: Path, write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("title: One\n", "data/a.yaml")
    commit(git)
    write("title: Two\n", "data/a.yaml")
    monkeypatch.setenv("GIT_DIR", str(root / "elsewhere"))

    assert earlier_files(root, "HEAD") == [("a.yaml", b"title: One\n")]


@pytest.mark.parametrize(("changed", "processes"), [(False, 1), (True, 2)])
def test_git_runs_once_or_where_files_differ_twice_and_writes_nothing(
    root: Path, write: Write, git: Git, monkeypatch: pytest.MonkeyPatch, changed: bool, processes: int
) -> None:
    write("title: One\n", "data/a.yaml")
    commit(git)
    wrapper, log = root / "bin" / "git", root / "log"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho x >> "{log}"\nexec "{shutil.which("git")}" "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    write("title: Two\n" if changed else "title: One\n", "data/a.yaml")
    before = {path: path.stat().st_mtime_ns for path in (root / ".git").rglob("*")}

    earlier_files(root, "HEAD")

    # a file that was only touched may differ for all that git can tell without reading it
    assert len(log.read_text().split()) == processes if changed else len(log.read_text().split()) <= 2
    assert {path: path.stat().st_mtime_ns for path in (root / ".git").rglob("*")} == before
