"""A generator of curated paper lists."""

TYPE_CHECKING = False  # what `typing` has takes 10 ms to import, in which Ctrl-C would print a traceback
if TYPE_CHECKING:
    from awesome_adapters.project import Project

__all__ = ["Project", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import `Project` when it is wanted."""
    if name == "Project":
        from awesome_adapters.project import Project  # help needs nothing of what it imports

        return Project
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
