"""A generator of curated paper lists."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from awesome_adapters.project import Project

__all__ = ["Project", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `Project` when it is wanted."""
    if name == "Project":
        from awesome_adapters.project import Project  # help needs nothing of what it imports

        return Project
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
