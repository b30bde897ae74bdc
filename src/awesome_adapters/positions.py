"""Positions of values in YAML files: packed while a file is read, and unpacked where somebody wants to know."""

from collections.abc import Iterator
from typing import Any, NamedTuple

_LINE_SHIFT = 24
"""A position is one small integer, for a list has very many of them: the line stands above so many bits, the
column below, both counted from 0, and the lowest bit says "without quotes". Tuples would make reading 6 % slower."""


class Location(NamedTuple):
    """A place in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def pack(line: int, column: int, is_unquoted: bool = False) -> int:
    """Pack a line and a column, both counted from 0."""
    return line << _LINE_SHIFT | column << 1 | is_unquoted


def unpack(position: int) -> tuple[int, int]:
    """Return the line and the column of a position, both counted from 0."""
    return position >> _LINE_SHIFT, position % (1 << _LINE_SHIFT) >> 1


def location(file: str, position: int) -> Location:
    """Return the location of a position in a file."""
    line, column = unpack(position)
    return Location(file, line + 1, column + 1)


class SourceNode(NamedTuple):
    """A value as it stands in a file, and where.

    `value` is text, None (`null`), `yaml.reader.MISSING_VALUE`, a list or a dict. `positions` mirrors it: an integer
    for a scalar; for a list `[own, item, …]`; for a dict `[own, key, value, key, value, …]`.
    """

    file: str
    value: Any
    positions: Any

    @property
    def position(self) -> int:
        """Return the packed position at which the value starts."""
        return self.positions[0] if isinstance(self.positions, list) else self.positions  # type: ignore[no-any-return]

    @property
    def row(self) -> int:
        """Return the line, counted from 0, in which the value starts."""
        return unpack(self.position)[0]

    @property
    def column(self) -> int:
        """Return the column, counted from 0, in which the value starts."""
        return unpack(self.position)[1]

    @property
    def last_row(self) -> int:
        """Return the last line, counted from 0, in which something of the value starts."""
        position = self.positions
        while isinstance(position, list):
            position = position[-1]
        return unpack(position)[0]

    @property
    def is_unquoted(self) -> bool:
        """Return whether the value is a scalar without quotes."""
        return isinstance(self.positions, int) and bool(self.positions & 1)

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

    def fields(self) -> Iterator["Field"]:
        """Give the keys and values of a dict."""
        positions = iter(self.positions[1:])
        for key, value in self.value.items():
            yield Field(SourceNode(self.file, key, next(positions)), SourceNode(self.file, value, next(positions)))

    def at(self, *path: str | int, key: bool = False) -> Location:
        """Return where the value under `path` stands (with `key`, its key), or the nearest one above it."""
        node = self
        for step in path[:-1] if key else path:
            node = node.child(step) or node
        if key and isinstance(node.value, dict) and path[-1] in node.value:
            return location(self.file, node.positions[2 * node._index(path[-1]) + 1])
        return location(self.file, node.position)

    def _index(self, key: str | int) -> int:
        return list(self.value).index(key)


class Field(NamedTuple):
    """A key of a dict, and its value."""

    key: SourceNode
    value: SourceNode
