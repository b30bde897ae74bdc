"""Changes of several files: all are made, or none. What a program that was cut off began, the next one takes back.

What the files held before stands in a journal beside the lock of their folder until all are written.
"""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files, locks

Changes = Mapping[str, tuple[bytes | None, bytes | None]]
"""By the paths of files below a folder what they hold, and what they are to hold; None is no file."""


def write(folder: Path, changes: Changes) -> None:
    """Make all changes under the folder's lock, or raise `CatalogueError` and make none.

    That is so, too, where a file holds something else by now.
    """
    for path, states in changes.items():
        if files.read(folder / path) not in states:
            what = "is in the way" if states[0] is None else "has changed meanwhile"
            raise CatalogueError(f"{path} {what}; nothing was written, try again")
    for above in {(folder / path).parent for path in changes}:
        files.sweep(above)
    if len(changes) > 1:
        texts = {path: [None if state is None else state.hex() for state in states] for path, states in changes.items()}
        files.replace(_path(folder), json.dumps(texts).encode())
    try:
        for path, (_, content) in changes.items():
            _put(folder, path, content)
    except BaseException:
        with contextlib.suppress(CatalogueError):
            undo(folder)
        raise
    _path(folder).unlink(missing_ok=True)


def undo(folder: Path) -> None:
    """Take back what was begun and cut off, unless somebody has changed one of the files since."""
    with contextlib.suppress(OSError):  # where nobody can have a journal, there is none
        if not _path(folder).exists():
            return
        with locks.locked(folder):
            texts = json.loads(files.read(_path(folder)) or b"{}")
            changes = {
                path: [None if state is None else bytes.fromhex(state) for state in states]
                for path, states in texts.items()
            }
            contents = {path: files.read(folder / path) for path in changes}
            if all(contents[path] in states for path, states in changes.items()):
                for path in (path for path, states in changes.items() if contents[path] != states[0]):
                    _put(folder, path, changes[path][0])
            _path(folder).unlink(missing_ok=True)


def _put(folder: Path, path: str, content: bytes | None) -> None:
    if content is None:
        files.remove(folder, [path])
    else:
        files.replace(folder / path, content)


def _path(folder: Path) -> Path:
    return locks.path(folder).with_suffix(".journal")
