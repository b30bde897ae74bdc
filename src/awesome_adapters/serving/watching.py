"""The loop of a program that stays: it waits until somebody changes a file that a list is built from."""

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from awesome_adapters.catalogue import sources
from awesome_adapters.formats import templates
from awesome_adapters.formats.readme.readme import GUIDES
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files

_PAUSE = 0.1
"""Seconds between two looks at the files. Looking works on every file system, also on those of networks, where
notices of changes do not arrive; at a list of 10,000 entries in 5 files a look takes 0.2 ms."""

_SHARE = 20
"""A look may take this part of the time at most: between two looks of many files there is more time."""

_CALM = 0.03
"""Seconds without a further change after which editors and git are done."""


def rounds(root: Path, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Give a turn at once, and one after each change of the list's files; `pause` waits for a number of seconds.

    Raises `CatalogueError` as soon as the folder is gone.
    """
    seen: list[tuple[str, int, int, int]] | None = None
    while True:
        start = time.monotonic()
        now = _signature(root)
        if now == seen:
            pause(max(_PAUSE, _SHARE * (time.monotonic() - start)))
            continue
        while seen is not None and now != seen:
            seen = now
            pause(_CALM)
            now = _signature(root)
        seen = now
        yield
        gc.collect()  # the command line has switched it off, and templates leave cycles behind
        gc.freeze()  # the next time has to look only at what is new


def _signature(root: Path) -> list[tuple[str, int, int, int]]:
    if not root.is_dir():
        raise CatalogueError(f"the folder {root} is gone")
    return [*sources.state(root), *files.signature(root / name for name in GUIDES), *templates.signature(root)]
