"""The door to the files that are written: whole or not at all, and only when they change."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from awesome_adapters.problems import CatalogueError


class Document(NamedTuple):
    """A file to be written: its path below the list's root, and its content."""

    path: str
    content: bytes


def stale(root: Path, documents: Iterable[Document]) -> list[str]:
    """Return the paths of those documents whose files are missing or say something else."""
    return [document.path for document in documents if _read(root / document.path) != document.content]


def write(root: Path, documents: Iterable[Document]) -> list[str]:
    """Write those documents that changed, and return their paths; an unchanged file is not touched."""
    changed = []
    for document in documents:
        path = root / document.path
        if _read(path) != document.content:
            replace(path, document.content)
            changed.append(document.path)
    return changed


def marked(root: Path, folder: str, mark: bytes) -> dict[str, bool]:
    """Tell of each file of a folder, by its path below the root, whether it begins with the mark of those we wrote."""
    try:
        paths = sorted(path for path in (root / folder).iterdir() if path.is_file())
        return {f"{folder}/{path.name}": _begins_with(mark, path) for path in paths}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise CatalogueError(f"cannot read {error.filename}: {error.strerror}") from error


def _begins_with(mark: bytes, path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def remove(root: Path, paths: Iterable[str]) -> None:
    """Remove files, and the folders that they leave empty. Raises `CatalogueError` where that cannot be done."""
    for path in paths:
        _remove(root, path)


MANIFEST = ".awesome-adapters"
"""The file that lists what `publish` wrote into a folder, one path a line."""


class Published(NamedTuple):
    """What became of a published folder: the paths that were written and removed, and how many files there are."""

    changed: list[str]
    removed: list[str]
    total: int


def publish(folder: Path, documents: Iterable[Document]) -> Published:
    """Make a folder hold these documents, and none that was published into it before and is no more.

    Files of others are never touched: a folder that holds some and was never published into is
    refused, and so is a document that would take the place of such a file.
    """
    wanted = {document.path: document for document in documents}
    ours = _published(folder)
    if ours is None and _holds_anything(folder):
        raise CatalogueError(f"{folder} holds other files; name a folder that is empty or does not exist yet")
    own = ours or set()
    if others := [path for path in wanted if path not in own and os.path.lexists(folder / path)]:
        raise CatalogueError(f"{folder / others[0]} is in the way and was not written by this program; move it")
    # what is about to be written is named first, so that a run that is cut off leaves nothing unclaimed
    _claim(folder, own | wanted.keys())
    changed = write(folder, wanted.values())
    removed = sorted(path for path in own - wanted.keys() if _remove(folder, path))
    _claim(folder, wanted.keys())
    return Published(changed, removed, len(wanted))


def _claim(folder: Path, paths: Iterable[str]) -> None:
    write(folder, [Document(MANIFEST, "".join(f"{path}\n" for path in sorted(paths)).encode())])


def _published(folder: Path) -> set[str] | None:
    """Return the paths that the folder's manifest names; a line that leads out of the folder counts for nothing."""
    content = _read(folder / MANIFEST)
    if content is None:
        return None
    lines = content.decode(errors="replace").split("\n")
    return {line for line in lines if line and not Path(line).is_absolute() and ".." not in Path(line).parts}


def _holds_anything(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise CatalogueError(f"cannot read {folder}: {error.strerror}") from error


def _remove(folder: Path, path: str) -> bool:
    """Remove a file that was published, and the folders that it leaves empty; tell whether it was there."""
    file = folder / path
    if not file.parent.resolve().is_relative_to(folder.resolve()):
        return False
    try:
        file.unlink()
        for above in Path(path).parents[:-1]:
            (folder / above).rmdir()
    except FileNotFoundError:
        return False
    except OSError as error:
        if file.exists():
            raise CatalogueError(f"cannot remove {file}: {error.strerror}") from error
    return True


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file: at every moment the old or the new content is there, whole.

    The file's mode is kept, and a symbolic link stays one. Raises `CatalogueError` and leaves the
    old file when the new one cannot be written.
    """
    path = path.resolve()
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), _mode(path))
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(error, OSError):
            raise CatalogueError(f"cannot write {path}: {error.strerror}; nothing there was changed") from error
        raise


def _mode(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}") from error
