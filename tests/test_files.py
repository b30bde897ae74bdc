"""Files written whole or not at all, and folders published into."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files
from awesome_adapters.storage.files import Document

OLD, NEW = b"old\n", "new – 日本語\r\n".encode()


def failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_changed_is_written_byte_for_byte_and_returned(tmp_path: Path) -> None:
    (tmp_path / "same.md").write_bytes(OLD)
    (tmp_path / "other.md").write_bytes(OLD)

    changed = files.write(tmp_path, [Document("same.md", OLD), Document("other.md", NEW), Document("a/b/c.md", NEW)])

    assert changed == ["other.md", "a/b/c.md"]
    assert contents(tmp_path) == {"same.md": OLD, "other.md": NEW, "a/b/c.md": NEW}


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(OLD)
    before = path.stat()

    changed = files.write(tmp_path, [Document("README.md", OLD)])

    after = path.stat()
    assert changed == []
    assert (after.st_mtime_ns, after.st_ctime_ns, after.st_ino) == (
        before.st_mtime_ns,
        before.st_ctime_ns,
        before.st_ino,
    )


def test_what_is_stale_is_returned_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "same.md").write_bytes(OLD)
    (tmp_path / "other.md").write_bytes(OLD)

    stale = files.stale(tmp_path, [Document("same.md", OLD), Document("other.md", NEW), Document("missing.md", NEW)])

    assert stale == ["other.md", "missing.md"]
    assert contents(tmp_path) == {"same.md": OLD, "other.md": OLD}


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize(
    ("failure", "number"),
    [
        ("os.fsync", errno.ENOSPC),
        ("os.fsync", errno.EIO),
        ("os.fchmod", errno.EPERM),
        ("pathlib.Path.replace", errno.EXDEV),
        ("pathlib.Path.mkdir", errno.EROFS),
        ("tempfile.mkstemp", errno.EACCES),
    ],
)
def test_a_failing_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str, number: int, existing: bool
) -> None:
    if existing:
        (tmp_path / "README.md").write_bytes(OLD)
    before = contents(tmp_path)
    monkeypatch.setattr(failure, failing(number))

    with pytest.raises(CatalogueError) as caught:
        files.write(tmp_path, [Document("README.md", NEW)])

    message = str(caught.value)
    assert message.startswith(f"cannot write {tmp_path / 'README.md'}: {os.strerror(number)}")
    assert len(message.splitlines()) == 1
    assert contents(tmp_path) == before


def test_what_was_written_before_a_failure_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync, calls = os.fsync, iter([None, OSError(errno.ENOSPC, "No space left on device")])

    def second_fails(descriptor: int) -> None:
        if error := next(calls):
            raise error
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", second_fails)

    with pytest.raises(CatalogueError, match=r"cannot write .*b\.md: No space left on device"):
        files.write(tmp_path, [Document("a.md", NEW), Document("b.md", NEW)])

    assert contents(tmp_path) == {"a.md": NEW}


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> NoReturn:
        raise KeyboardInterrupt

    (tmp_path / "README.md").write_bytes(OLD)
    monkeypatch.setattr("os.fsync", interrupt)

    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path, [Document("README.md", NEW)])

    assert contents(tmp_path) == {"README.md": OLD}


def test_the_new_content_is_on_the_disk_before_it_takes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(OLD)
    fsync, replace = os.fsync, Path.replace
    events: list[tuple[str, bytes]] = []

    def watched_fsync(descriptor: int) -> None:
        fsync(descriptor)
        events.append(("synced", path.read_bytes()))

    def watched_replace(self: Path, target: Path) -> Path:
        events.append((f"replaced by a file of {self.stat().st_size} bytes", path.read_bytes()))
        return replace(self, target)

    monkeypatch.setattr("os.fsync", watched_fsync)
    monkeypatch.setattr("pathlib.Path.replace", watched_replace)

    files.write(tmp_path, [Document("README.md", NEW)])

    assert events == [("synced", OLD), (f"replaced by a file of {len(NEW)} bytes", OLD)]
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o664, 0o755])
def test_the_mode_of_a_file_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(OLD)
    path.chmod(mode)

    files.write(tmp_path, [Document("README.md", NEW)])

    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_others_get(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_bytes(OLD)

    files.write(tmp_path, [Document("README.md", NEW)])

    assert (tmp_path / "README.md").stat().st_mode == (tmp_path / "other.md").stat().st_mode


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    target = tmp_path / "docs" / "list.md"
    target.write_bytes(OLD)
    (tmp_path / "README.md").symlink_to(Path("docs", "list.md"))

    files.write(tmp_path, [Document("README.md", NEW)])

    assert (tmp_path / "README.md").readlink() == Path("docs", "list.md")
    assert contents(tmp_path / "docs") == {"list.md": NEW}


# What is no plain file ------------------------------------------------------------------------------------------------


def node(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only the superuser makes devices")


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "Is a directory"),
    "pipe": (os.mkfifo, r"Is a pipe \(FIFO\)"),
    "device": (node, "Is a device"),
    "dead link": (lambda path: path.symlink_to("gone"), "is a link that leads nowhere"),
    "circular link": (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
    "in a dead link": (lambda path: path.parent.symlink_to("gone"), "templates is a link that leads nowhere"),
    "too long": (lambda _: None, "File name too long"),
}
"""How to make what is no plain file, and what is said of it."""


def odd(root: Path, kind: str) -> Path:
    path = root / "templates" / ("n" * 256 if kind == "too long" else "file.md")
    if kind != "in a dead link":
        path.parent.mkdir()
    ODD[kind][0](path)
    return path


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("act", [files.read, lambda path: files.replace(path, NEW)])
def test_what_is_no_plain_file_is_neither_read_nor_replaced(
    tmp_path: Path, kind: str, act: Callable[[Path], object]
) -> None:
    path = odd(tmp_path, kind)
    before = [(file, file.lstat()[:2]) for file in sorted(tmp_path.rglob("*"))]

    with pytest.raises(CatalogueError, match=rf"^cannot (read|write) {path}: .*{ODD[kind][1]}") as caught:
        act(path)

    assert "\n" not in str(caught.value)
    assert [(file, file.lstat()[:2]) for file in sorted(tmp_path.rglob("*"))] == before


def test_names_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    files.write(tmp_path, [Document("n" * 255, NEW)])

    assert contents(tmp_path) == {"n" * 255: NEW}


def test_an_output_replaces_a_file_and_makes_a_new_one_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes(OLD)
    (tmp_path / "link.csv").symlink_to("new.csv")

    for name in ("old.csv", "link.csv"):
        files.write_output(tmp_path / name, [NEW], tmp_path)

    assert contents(tmp_path) == {"link.csv": NEW, "new.csv": NEW, "old.csv": NEW}
    assert (tmp_path / "link.csv").is_symlink()


@pytest.mark.parametrize("kind", ["device", "pipe"])
def test_an_output_that_is_no_file_is_written_into(tmp_path: Path, kind: str) -> None:
    path = odd(tmp_path, kind)
    before = path.lstat()
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if kind == "pipe" else None

    files.write_output(path, [NEW], tmp_path)

    assert reader is None or os.read(reader, 100) == NEW
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)


@pytest.mark.parametrize("kind", ["folder", "circular link", "too long"])
def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path, kind: str) -> None:
    path = odd(tmp_path, kind)

    with pytest.raises(CatalogueError, match=rf"^cannot write {path}: .*{ODD[kind][1]}"):
        files.write_output(path, [NEW], tmp_path)


# What a run that was cut off left behind ------------------------------------------------------------------------------


def test_leftovers_are_swept_and_nothing_else(tmp_path: Path) -> None:
    for name in (".awesome-adapters.ab_12xyz.tmp", ".mine.x.tmp", "a.tmp", ".awesome-adapters"):
        (tmp_path / name).write_bytes(OLD)

    files.sweep(tmp_path)

    assert contents(tmp_path).keys() == {".mine.x.tmp", "a.tmp", ".awesome-adapters"}
