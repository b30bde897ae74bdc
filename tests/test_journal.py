"""Changes of several files are made whole, and what was cut off is taken back by whoever comes next."""

import errno
import os
from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files, journal
from awesome_adapters.storage.journal import Changes

OLD = {"a": b"", "data/b.yaml": b"title: B\n", "c": b"\xff"}
CHANGES: Changes = {
    "a": (b"", b"new"),
    "d/new": (None, b""),
    "c": (b"\xff", None),
    "data/b.yaml": (b"title: B\n", b"title: N\n"),
}


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def folder(root: Path) -> Path:
    for path, content in OLD.items():
        (root / path).write_bytes(content)
    return root


def fail_at(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = files.replace

    def failing(target: Path, content: bytes) -> None:
        if str(target).endswith(path):
            raise CatalogueError(os.strerror(errno.ENOSPC))
        replace(target, content)

    monkeypatch.setattr(files, "replace", failing)


def test_all_changes_are_made(folder: Path) -> None:
    journal.write(folder, CHANGES)

    assert contents(folder) == {path: new for path, (_, new) in CHANGES.items() if new is not None}


def test_a_change_that_fails_takes_the_others_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_at("b.yaml", monkeypatch)

    with pytest.raises(CatalogueError, match="No space left"):
        journal.write(folder, CHANGES)

    assert contents(folder) == OLD


def cut_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the files as a program does that is killed before the last change."""
    with monkeypatch.context() as context:
        fail_at("b.yaml", context)
        context.setattr(journal, "undo", lambda _: None)
        with pytest.raises(CatalogueError):
            journal.write(folder, CHANGES)
    assert contents(folder) not in (OLD, CHANGES)


def test_what_was_cut_off_is_taken_back_when_the_list_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(folder, monkeypatch)

    Project.open(folder)

    assert contents(folder) == OLD


def test_a_change_of_somebody_else_is_kept_then(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(folder, monkeypatch)
    (folder / "a").write_text("mine")
    left = contents(folder)

    journal.undo(folder)
    (folder / "a").write_bytes(b"new")
    journal.undo(folder)

    assert contents(folder) == left | {"a": b"new"}


@pytest.mark.parametrize(("path", "message"), [("a", "has changed meanwhile"), ("d/new", "is in the way")])
def test_nothing_is_written_where_a_file_is_not_as_it_was(folder: Path, path: str, message: str) -> None:
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text("mine")

    with pytest.raises(CatalogueError, match=f"^{path} {message}; nothing was written, try again$"):
        journal.write(folder, CHANGES)

    assert contents(folder) == OLD | {path: b"mine"}
