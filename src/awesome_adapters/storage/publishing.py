"""A folder that holds the documents that were published into it, and no older ones."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files
from awesome_adapters.storage.files import AnyDocument, Document, LongDocument

MANIFEST = ".awesome-adapters"
"""The file that lists what `publish` wrote into a folder, one path a line.

A line with a slash in front is its seal: a hash of all these files, and of what they were made from.
"""


class Publication(NamedTuple):
    """How many documents a folder holds, and the paths of those that were written, and of those that were removed."""

    total: int
    changed: list[str]
    removed: list[str]


def publish(
    folder: Path,
    documents: Iterable[AnyDocument],
    basis: str = "",
    is_valid: Callable[[], bool] = lambda: True,
) -> Publication:
    """Make a folder hold these documents, and no older ones; raises `CatalogueError` where it must not. Hold its lock.

    Each is written as it comes, so that no more than one is in memory, and without waiting for the disk: all can be
    made again. Others' files are never touched: a folder that holds some is refused unless it was published into
    before.

    `basis` tells all that the documents are made from. If every file is as it was when it was made from the same, to
    the last byte, then none is made. `is_valid` is asked at the end whether this `basis` may be kept for the next time.
    """
    manifest, seal = _read_manifest(folder)
    if manifest is None and _holds_anything(folder):
        raise CatalogueError(f"{folder} holds other files; name a folder that is empty or does not exist yet")
    old, new, changed = manifest or set(), dict[str, bytes](), list[str]()
    for above in {folder} | {folder / above for name in old for above in Path(name).parents}:
        files.sweep(above)
    if basis and seal == _seal(basis, {path: _digest(folder / path) for path in old}):
        return Publication(len(old), [], [])
    for document in documents:
        path = document.path
        if path not in old and path not in new:
            if os.path.lexists(folder / path):
                raise CatalogueError(f"{folder / path} is in the way and was not written by this program; move it")
            _claim(folder, path)
        if isinstance(document, LongDocument):
            new[path] = _hash(document.pieces())
            is_current = path in old and _digest(folder / path) == new[path]
        else:
            new[path] = _hash([document.content])
            is_current = path in old and not files.stale(folder, [document])
        if not is_current:
            content = document.pieces() if isinstance(document, LongDocument) else document.content
            files.replace(folder / path, content, syncs=False)
            changed.append(path)
    removed = files.remove(folder, sorted(old - new.keys()))
    lines = [f"/{_seal(basis, new)}", *sorted(new)] if basis and is_valid() else sorted(new)
    files.write(folder, [Document(MANIFEST, "".join(f"{line}\n" for line in lines).encode())])
    return Publication(len(new), changed, removed)


def _seal(basis: str, digests: Mapping[str, bytes]) -> str:
    lines = (f"{path} {digest.hex()}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(f"{basis}\n{''.join(lines)}".encode()).hexdigest()


def _hash(pieces: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _digest(path: Path) -> bytes:
    """Return the hash of a file; nothing where there is none, or something else is in its place."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}") from error


def _claim(folder: Path, path: str) -> None:
    """Name a file in the manifest before it is written, so that a run that is cut off leaves nothing unclaimed."""
    manifest = folder / MANIFEST
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with manifest.open("ab") as file:
            file.write(f"\n{path}\n".encode())  # the last line may be half of one
    except OSError as error:
        raise CatalogueError(f"cannot write {manifest}: {error.strerror}") from error


def _read_manifest(folder: Path) -> tuple[set[str] | None, str]:
    """Return the paths that the folder's manifest names, and its seal; a line that leads out of it is ignored."""
    content = files.read(folder / MANIFEST)
    if content is None:
        return None, ""
    lines = content.decode(errors="replace").split("\n")
    paths = {line for line in lines if line and not Path(line).is_absolute() and ".." not in Path(line).parts}
    return paths, lines[0].removeprefix("/")


def _holds_anything(folder: Path) -> bool:
    leftovers = files.leftovers(folder)
    try:
        return any(path not in leftovers for path in folder.iterdir())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise CatalogueError(f"cannot read {folder}: {error.strerror}") from error
