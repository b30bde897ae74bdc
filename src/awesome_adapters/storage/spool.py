"""Texts that several files need, and that would take much of the memory: many are in a temporary file."""

import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator

from awesome_adapters.problems import CatalogueError

_IN_MEMORY = 2**23
_PIECE = 2**20
"""Bytes that are in memory, and about as many of a piece."""


class Spool:
    """A row of texts, each of which is found by its number."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (it ends with the spool)
        weakref.finalize(self, self._file.close)
        self._ends = array("Q", [0])

    def add(self, text: bytes) -> None:
        """Put a text behind the others; raises `CatalogueError` where there is no room for it."""
        try:
            self._file.write(text)
        except OSError as error:
            message = f"cannot write a temporary file in {tempfile.gettempdir()}: {error.strerror}"
            raise CatalogueError(message) from error
        self._ends.append(self._ends[-1] + len(text))

    def read(self, start: int, stop: int) -> bytes:
        """Return the texts from the number `start` to the one before `stop`, joined."""
        try:
            self._file.seek(self._ends[start])
            return self._file.read(self._ends[stop] - self._ends[start])
        except OSError as error:
            message = f"cannot read a temporary file in {tempfile.gettempdir()}: {error.strerror}"
            raise CatalogueError(message) from error

    def pieces(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """Give the texts of these numbers, many in a piece where they stand in one row."""
        start = stop = 0
        for number in numbers:
            if number != stop or self._ends[stop] - self._ends[start] > _PIECE:
                yield self.read(start, stop)
                start = number
            stop = number + 1
        yield self.read(start, stop)
