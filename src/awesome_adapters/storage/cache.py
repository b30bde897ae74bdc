"""What a program that stays keeps between builds: values, as long as all that they are made from is equal."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Cache:
    """Values by their names, each with all that it was made from; of each name the last value is kept.

    No value may be changed by those who get it.
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[Any, Any]] = {}
        self._used: set[Hashable] = set()

    def get(self, name: Hashable, basis: object, make: Callable[[], T]) -> T:
        """Return what `make` gives; if the `basis` is equal to that of the last time, what it gave then."""
        self._used.add(name)
        kept = self._values.get(name)
        if kept is None or kept[0] != basis:
            kept = self._values[name] = (basis, make())
        value: T = kept[1]
        return value

    def sweep(self) -> None:
        """Forget what nobody asked for since the last time; call it after a build that came to its end."""
        self._values = {name: value for name, value in self._values.items() if name in self._used}
        self._used = set()


class Keep(Protocol):
    """Gives the value of a name, as `Cache.get` does."""

    def __call__(self, name: Hashable, basis: object, make: Callable[[], T], /) -> T:
        """Return what `make` gives, or gave last time if the basis is as it was then."""


def made(_name: Hashable, _basis: object, make: Callable[[], T], /) -> T:
    """Return what `make` gives, as nothing is kept."""
    return make()


def shared(cache: Cache | None, name: Hashable, value: T) -> T:
    """Return a value; if that of the last time is equal, the latter, so that nobody has to compare the two again."""
    return kept(cache, name, value, lambda: value)


def kept(cache: Cache | None, name: Hashable, basis: object, make: Callable[[], T]) -> T:
    """Return what `Cache.get` does; without a cache, what `make` gives."""
    return make() if cache is None else cache.get(name, basis, make)
