"""A list of one's own: the files with which it begins."""

from collections.abc import Iterator
from pathlib import Path

from awesome_adapters import files
from awesome_adapters.files import Document
from awesome_adapters.formats import json_schema
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project

_FILES = {
    "catalogue.yaml": "catalogue.yaml",
    "papers.yaml": "data/papers.yaml",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "gitattributes": ".gitattributes",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "check.yml": ".github/workflows/check.yml",
    "build.yml": ".github/workflows/build.yml",
}
"""The path in a new list of each file of this folder."""


def documents() -> Iterator[Document]:
    """Give the files of a new list; the packaged templates serve it until it has its own."""
    folder = Path(__file__).parent
    yield from (Document(path, (folder / name).read_bytes()) for name, path in _FILES.items())
    yield json_schema.render()


def create(folder: Path) -> None:
    """Write a new list into a folder, and build it; raises `CatalogueError` where files would be overwritten."""
    starters = list(documents())
    try:
        existing = [path for path in (*(file.path for file in starters), "README.md") if (folder / path).exists()]
    except OSError as error:
        raise CatalogueError(f"cannot look into {folder}: {error.strerror}") from error
    if existing:
        raise CatalogueError(f"{folder} has {', '.join(existing)} already; choose an empty folder")
    files.write(folder, starters)
    project = Project.open(folder)
    project.require_valid()
    files.write(folder, project.outputs())
