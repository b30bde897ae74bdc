"""Folders that are published into."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files, publishing
from awesome_adapters.storage.files import Document, LongDocument

OLD, NEW = b"old", b"new"


def publish(folder: Path, **texts: str) -> publishing.Publication:
    return publishing.publish(
        folder, (Document(path.replace("__", "/"), text.encode()) for path, text in texts.items())
    )


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != publishing.MANIFEST}


def test_a_folder_is_published_into_and_files_that_are_no_more_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "site"

    first = publish(folder, a="1", b__c="2", b__d__e="3")
    second = publish(folder, a="1", b__c="4")
    third = publish(folder, a="1", b__c="4")

    assert first == (3, ["a", "b/c", "b/d/e"], [])
    assert second == (2, ["b/c"], ["b/d/e"])
    assert third == (2, [], [])
    assert tree(folder) == {"a", "b", "b/c"}


def test_each_document_is_written_before_the_next_is_made(tmp_path: Path) -> None:
    def documents() -> Iterator[Document]:
        for name in "abc":
            written.append(sorted(tree(tmp_path)))
            claimed.append((tmp_path / publishing.MANIFEST).exists())
            yield Document(name, NEW)

    written: list[list[str]] = []
    claimed: list[bool] = []

    assert publishing.publish(tmp_path, documents()) == (3, ["a", "b", "c"], [])

    assert written == [[], ["a"], ["a", "b"]]
    assert claimed == [False, True, True]


def test_the_line_of_a_manifest_that_was_cut_off_hides_no_other(tmp_path: Path) -> None:
    publish(tmp_path, a="1")
    with (tmp_path / publishing.MANIFEST).open("a") as manifest:
        manifest.write("b/ha")

    def documents() -> Iterator[Document]:
        yield Document("c", NEW)
        raise CatalogueError("stopped")

    with pytest.raises(CatalogueError, match="stopped"):
        publishing.publish(tmp_path, documents())
    publish(tmp_path, a="1")

    assert tree(tmp_path) == {"a"}


def test_an_unchanged_folder_is_not_touched(tmp_path: Path) -> None:
    publish(tmp_path, a="1")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    publish(tmp_path, a="1")

    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")

    with pytest.raises(CatalogueError, match="holds other files"):
        publish(tmp_path, a="1")

    assert tree(tmp_path) == {"thesis.tex"}


def test_files_of_others_that_came_later_stay_and_are_not_overwritten(tmp_path: Path) -> None:
    publish(tmp_path, a="1", b__c="2")
    (tmp_path / "CNAME").write_text("mine")
    (tmp_path / "b" / "mine").write_text("mine")
    publish(tmp_path, a="1")
    assert tree(tmp_path) == {"a", "b", "b/mine", "CNAME"}

    with pytest.raises(CatalogueError, match="CNAME is in the way"):
        publish(tmp_path, CNAME="theirs", a="2")

    assert (tmp_path / "CNAME").read_text() == "mine"
    assert (tmp_path / "a").read_text() == "1"


@pytest.mark.parametrize("line", ["../outside", "{}/outside", "link/outside", "a/../../outside"])
def test_a_manifest_that_was_tampered_with_leads_nowhere(tmp_path: Path, line: str) -> None:
    folder, outside = tmp_path / "site", tmp_path / "outside"
    publish(folder, a="1")
    outside.write_text("mine")
    (folder / "link").symlink_to(tmp_path)
    with (folder / publishing.MANIFEST).open("a") as manifest:
        manifest.write(line.format(tmp_path) + "\n")

    publish(folder, a="1")

    assert outside.read_text() == "mine"
    assert (folder / "link").is_symlink()


def test_a_run_that_is_cut_off_leaves_nothing_unclaimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = files.replace

    def full(path: Path, content: bytes | Iterable[bytes], *, syncs: bool = True) -> None:
        if path.name != publishing.MANIFEST:
            raise CatalogueError("the disk is full")
        replace(path, content, syncs=syncs)

    publish(tmp_path, a="1")
    monkeypatch.setattr(files, "replace", full)
    with pytest.raises(CatalogueError, match="full"):
        publish(tmp_path, b="2")
    monkeypatch.undo()
    (tmp_path / "b").write_text("half")

    publish(tmp_path, c="3")

    assert tree(tmp_path) == {"c"}


def test_a_folder_in_which_only_leftovers_are_is_published_into(tmp_path: Path) -> None:
    (tmp_path / ".awesome-adapters.abcdefgh.tmp").write_bytes(OLD)

    publishing.publish(tmp_path, [Document("index.html", NEW)])

    assert tree(tmp_path) == {"index.html"}


def test_leftovers_of_a_published_folder_are_removed(tmp_path: Path) -> None:
    publish(tmp_path, a="1", b__c="2", d__e="3")
    for folder in ("", "b", "d"):
        (tmp_path / folder / ".awesome-adapters.abcdefgh.tmp").write_bytes(OLD)

    publish(tmp_path, a="1", b__c="2")

    assert tree(tmp_path) == {"a", "b", "b/c"}


# The seal -------------------------------------------------------------------------------------------------------------


def publish_from(basis: str, folder: Path, **texts: str) -> list[str]:
    """Publish documents that are made from `basis`; return those that were made."""

    def documents() -> Iterator[Document]:
        for name, text in texts.items():
            made.append(name)
            yield Document(name, text.encode())

    made: list[str] = []
    publishing.publish(folder, documents(), basis)
    return made


def test_nothing_is_made_again_from_the_same_basis(tmp_path: Path) -> None:
    assert publish_from("x", tmp_path, a="1", c="23") == ["a", "c"]
    assert publish_from("x", tmp_path, a="1", c="23") == []
    assert publish_from("y", tmp_path, a="1", c="23") == ["a", "c"]
    assert publish_from("y", tmp_path) == []
    assert tree(tmp_path) == {"a", "c"}


@pytest.mark.parametrize("content", [None, NEW])
def test_a_file_that_somebody_touched_is_made_again(tmp_path: Path, content: bytes | None) -> None:
    publish_from("x", tmp_path, a="1", c="23")
    (tmp_path / "c").unlink()
    if content:
        (tmp_path / "c").write_bytes(content)

    publish_from("x", tmp_path, a="1", c="23")

    assert {path: (tmp_path / path).read_text() for path in "ac"} == {"a": "1", "c": "23"}


def test_what_was_not_made_from_its_basis_has_no_seal(tmp_path: Path) -> None:
    publishing.publish(tmp_path, [Document("a", OLD)], "x", lambda: False)

    publishing.publish(tmp_path, [Document("a", NEW)], "x")

    assert (tmp_path / "a").read_bytes() == NEW


def test_a_long_document_that_is_current_is_not_touched(tmp_path: Path) -> None:
    document = LongDocument("a", lambda: iter([OLD, NEW]))

    assert publishing.publish(tmp_path, [document]) == (1, ["a"], [])
    assert publishing.publish(tmp_path, [document]) == (1, [], [])
    assert (tmp_path / "a").read_bytes() == document.content == OLD + NEW
