"""What can be wrong with a list, and how a command ends when something is."""

from collections.abc import Iterable
from typing import Any, NamedTuple

LINE = 24
"""A mark is a place packed into one small integer, for a list has very many of them: the line is above
so many bits, the column in those below, both counted from 0, and the lowest bit says "without quotes"."""


class Location(NamedTuple):
    """A place in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def location(file: str, mark: int) -> Location:
    """Unpack a mark."""
    return Location(file, (mark >> LINE) + 1, (mark % (1 << LINE) >> 1) + 1)


class Origin(NamedTuple):
    """A value as it was written, and where.

    `value` is text, None (`null`), `schema.BLANK`, a list or a dict. `marks` mirrors it: an integer
    for a scalar; for a list `[own, item, …]`; for a dict `[own, key, value, key, value, …]`.
    """

    file: str
    value: Any
    marks: Any

    def child(self, step: str | int) -> "Origin | None":
        """Return the value under a key or index; None where there is none."""
        if isinstance(self.value, dict) and step in self.value:
            return Origin(self.file, self.value[step], self.marks[2 * list(self.value).index(str(step)) + 2])
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return Origin(self.file, self.value[step], self.marks[step + 1])
        return None

    def at(self, *path: str | int, key: bool = False) -> Location:
        """Return where the value under `path` stands (with `key`, its key), or the nearest one above it."""
        here = self
        for step in path[:-1] if key else path:
            here = here.child(step) or here
        if key and isinstance(here.value, dict) and path[-1] in here.value:
            return location(self.file, here.marks[2 * list(here.value).index(path[-1]) + 1])
        return location(self.file, here.marks[0] if isinstance(here.marks, list) else here.marks)

    @property
    def plain(self) -> bool:
        """Tell whether a scalar was written without quotes."""
        return isinstance(self.marks, int) and bool(self.marks & 1)


class Problem(NamedTuple):
    """One mistake in the list's files. `hint` is the text to write instead, where it is known."""

    location: Location
    rule: str
    message: str
    hint: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.location}: {self.severity}: {self.message} [{self.rule}]"


class CatalogueError(Exception):
    """Something that the user can put right; its text says what failed and what to try."""

    exit_code = 1


class InvalidDataError(CatalogueError):
    """The list's files have mistakes; `problems` has every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem[:3])
        super().__init__(f"{len(self.problems)} problems")
