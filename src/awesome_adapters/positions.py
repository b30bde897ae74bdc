"""Positions of values in YAML files: packed while a file is read, and unpacked where somebody wants to know."""

from collections.abc import Iterator
from typing import Any, NamedTuple

LINE_SHIFT = 24
"""A position is packed into one small integer, for a list has very many of them: the line is above so many
bits, the column in those below, both counted from 0, and the lowest bit says "without quotes"."""


class Location(NamedTuple):
    """A place in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def pack(line: int, column: int) -> int:
    """Pack a line and a column, both counted from 0."""
    return line << LINE_SHIFT | column << 1


def row(positions: Any) -> int:
    """Return the line, counted from 0, in which a value with these positions starts."""
    return next(_flat(positions)) >> LINE_SHIFT


def column(positions: Any) -> int:
    """Return the column, counted from 0, in which a value with these positions starts."""
    return next(_flat(positions)) % (1 << LINE_SHIFT) >> 1


def last_row(positions: Any) -> int:
    """Return the last line, counted from 0, in which something of a value starts."""
    return max(_flat(positions)) >> LINE_SHIFT


def location(file: str, positions: Any) -> Location:
    """Unpack the position at which a value starts."""
    return Location(file, row(positions) + 1, column(positions) + 1)


def _flat(positions: Any) -> Iterator[int]:
    if isinstance(positions, list):
        for position in positions:
            yield from _flat(position)
    else:
        yield positions


class SourceNode(NamedTuple):
    """A value as it stands in a file, and where.

    `value` is text, None (`null`), `schema.MISSING_VALUE`, a list or a dict. `positions` mirrors it: an integer
    for a scalar; for a list `[own, item, …]`; for a dict `[own, key, value, key, value, …]`.
    """

    file: str
    value: Any
    positions: Any

    def child(self, step: str | int) -> "SourceNode | None":
        """Return the value under a key or index; None where there is none."""
        if isinstance(self.value, dict) and step in self.value:
            return SourceNode(self.file, self.value[step], self.positions[2 * self._index(step) + 2])
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return SourceNode(self.file, self.value[step], self.positions[step + 1])
        return None

    def children(self) -> Iterator["SourceNode"]:
        """Give the items of a list."""
        for value, positions in zip(self.value, self.positions[1:], strict=True):
            yield SourceNode(self.file, value, positions)

    def at(self, *path: str | int, key: bool = False) -> Location:
        """Return where the value under `path` stands (with `key`, its key), or the nearest one above it."""
        node = self
        for step in path[:-1] if key else path:
            node = node.child(step) or node
        if key and isinstance(node.value, dict) and path[-1] in node.value:
            return location(self.file, node.positions[2 * node._index(path[-1]) + 1])
        return location(self.file, node.positions)

    def _index(self, key: str | int) -> int:
        return list(self.value).index(str(key))

    @property
    def is_unquoted(self) -> bool:
        """Return whether a scalar was written without quotes."""
        return isinstance(self.positions, int) and bool(self.positions & 1)
