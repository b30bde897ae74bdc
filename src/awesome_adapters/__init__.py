"""A generator of curated paper lists."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from awesome_adapters.project import Project

__all__ = ["Project", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `Project` when it is wanted: the command line's help needs none of what it imports."""
    if name == "Project":
        from awesome_adapters.project import Project

        return Project
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
