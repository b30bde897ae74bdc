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
    paths = (root / folder).iterdir() if (root / folder).is_dir() else ()
    return {f"{folder}/{path.name}": (_read(path) or b"").startswith(mark) for path in sorted(paths) if path.is_file()}


def remove(root: Path, paths: Iterable[str]) -> None:
    """Remove files. Raises `CatalogueError` where that cannot be done."""
    for path in paths:
        try:
            (root / path).unlink(missing_ok=True)
        except OSError as error:
            raise CatalogueError(f"cannot remove {root / path}: {error.strerror}") from error


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
