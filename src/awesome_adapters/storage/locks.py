"""One program at a time in a folder: a list while it is read, changed and written, or a website while it is published.

The lock is a file in the user's part of the folder for temporary files, named after the locked folder. So nothing of it
stands in the list, where git, a website or a copy would take it along; it works for lists that are read only; and that
folder is on a local disk, while the file systems of networks may have no locks.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from awesome_adapters.problems import CatalogueError

MAX_WAIT = 60
"""Seconds to wait for another program; no network is waited for under a lock."""

_SILENCE = 1
"""Seconds of waiting before a word is said."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one program at a time into a folder, which need not exist; whoever holds the lock can take it again.

    A wait is logged as a warning, which the logging of Python prints to standard error. Raises `CatalogueError` if
    the lock is not free in time.
    """
    from filelock import FileLock, Timeout  # 25 ms, and a check needs no lock

    try:
        _make_folder(path(folder).parent, folder)
        lock = FileLock(path(folder), is_singleton=True)
        try:
            lock.acquire(timeout=_SILENCE)
        except Timeout:
            import logging  # filelock has imported it

            logging.getLogger(__name__).warning(
                "another awesome-adapters is at work in %s; waiting up to %d s for it", folder, MAX_WAIT
            )
            lock.acquire(timeout=MAX_WAIT)
    except Timeout as error:
        advice = "nothing was written; wait for it, or end it, and try again"
        raise CatalogueError(f"another awesome-adapters is still at work in {folder}; {advice}") from error
    except OSError as error:
        raise CatalogueError(f"cannot lock {folder} with {error.filename}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


_USER = os.getuid() if hasattr(os, "getuid") else None
"""Windows has a folder for temporary files for each user."""


def path(folder: Path) -> Path:
    """Return the path of a folder's lock."""
    locks = Path(tempfile.gettempdir(), "awesome-adapters" if _USER is None else f"awesome-adapters-{_USER}")
    return locks / f"{hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:32]}.lock"


def _make_folder(locks: Path, folder: Path) -> None:
    """Make the folder of locks, which must be nobody else's."""
    locks.mkdir(mode=0o700, exist_ok=True)
    status = locks.lstat()
    if not stat.S_ISDIR(status.st_mode) or (_USER is not None and status.st_uid != _USER):
        raise CatalogueError(f"cannot lock {folder}: {locks} belongs to somebody else; remove it")
