"""A list of one's own: the files with which it begins."""

from collections.abc import Iterator
from pathlib import Path

from awesome_adapters.files import Document
from awesome_adapters.formats import json_schema

_FILES = {
    "catalogue.yaml": "catalogue.yaml",
    "papers.yaml": "data/papers.yaml",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "check.yml": ".github/workflows/check.yml",
    "build.yml": ".github/workflows/build.yml",
}
"""The files of this folder, and where they stand in a list."""


def documents() -> Iterator[Document]:
    """Give the files of a new list; the packaged templates serve it until it has its own."""
    folder = Path(__file__).parent
    for name, path in _FILES.items():
        yield Document(path, (folder / name).read_bytes())
    yield json_schema.render()
