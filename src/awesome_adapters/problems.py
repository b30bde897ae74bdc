"""What can be wrong with a list, and how a command ends when something is."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from awesome_adapters.positions import Location

Severity = Literal["error", "warning", "note"]


class Problem(NamedTuple):
    """One mistake in the list's files, sorted by its place. `hint` is the text to write instead, where it is known."""

    location: Location
    rule: str
    message: str
    hint: str | None = None
    severity: Severity = "error"
    is_certain: bool = False
    """Whether `check --fix` writes the hint; without one, it takes out what is there."""
    is_addition: bool = False
    """Whether the hint is a further key of the mapping that holds what stands at the location."""

    def __str__(self) -> str:
        return f"{self.location}: {self.severity}: {self.message} [{self.rule}]"


class CatalogueError(Exception):
    """Something that the user can put right; its text says what failed and what to try."""

    exit_code = 1
    """The exit status of a command that fails with it."""

    @property
    def is_of_files(self) -> bool:
        """Whether a file cannot be read or written, which nothing that the list or somebody says is to blame for."""
        return isinstance(self.__cause__, OSError) and not isinstance(self, UnavailableError)


class InvalidDataError(CatalogueError):
    """The list's files have mistakes; `problems` has every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem[:3])
        number = len(self.problems)
        super().__init__(f"{number} problem{'' if number == 1 else 's'}")


class UnavailableError(CatalogueError):
    """Semantic Scholar did not answer, and asking on would not help now."""

    exit_code = 3


class RejectedTitleError(UnavailableError):
    """Semantic Scholar does not look this title up, and others it may."""
