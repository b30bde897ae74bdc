"""A list of one's own: the files with which it begins."""

from collections.abc import Iterator
from pathlib import Path

from awesome_adapters import files
from awesome_adapters.files import Document
from awesome_adapters.formats import json_schema
from awesome_adapters.locks import locked
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project

_SCRIPTS = ("ask", "bot", "keep-issue", "propose", "push-issue", "read-issue")
_FILES = {
    "catalogue.yaml": "catalogue.yaml",
    "papers.yaml": "data/papers.yaml",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "check.yml": ".github/workflows/check.yml",
    "build.yml": ".github/workflows/build.yml",
    "issue.yml": ".github/workflows/issue.yml",
    "weekly.yml": ".github/workflows/weekly.yml",
    "suggest-a-paper.yml": ".github/ISSUE_TEMPLATE/suggest-a-paper.yml",
    "wrong.yml": ".github/ISSUE_TEMPLATE/wrong.yml",
    **{f"scripts/{name}": f".github/scripts/{name}" for name in _SCRIPTS},
}
"""The path in a new list of each file of this folder."""

_KEPT = (".gitattributes", ".gitignore")
"""A repository may have these already, and keeps them."""


def documents() -> Iterator[Document]:
    """Give the files of a new list; the packaged templates serve it until it has its own."""
    folder = Path(__file__).parent
    yield from (Document(path, (folder / name).read_bytes()) for name, path in _FILES.items())
    yield json_schema.render()


def create(folder: Path) -> None:
    """Write a new list into a folder, and build it; raises `CatalogueError` where files would be overwritten.

    What an earlier run wrote that was cut off is gone on with: its files are as they would be written now. The
    README comes last.
    """
    with locked(folder):
        starters = [file for file in documents() if not (file.path in _KEPT and files.read(folder / file.path))]
        contents = {file.path: files.read(folder / file.path) for file in starters}
        existing = [file.path for file in starters if not _is_ours(file, contents[file.path])]
        readme = files.read(folder / "README.md")
        if readme and not (all(contents.values()) and files.README_MARK in readme):
            existing.append("README.md")
        if existing:
            raise CatalogueError(f"{folder} has {', '.join(existing)} already; choose an empty folder")
        files.write(folder, [file for file in starters if not contents[file.path]])
        with Project.open(folder).locked() as project:
            project.require_valid()
            files.write(folder, reversed(project.outputs()))


def _is_ours(file: Document, content: bytes | None) -> bool:
    """Return whether nothing is lost where a file is written: what is there is empty, or the same."""
    is_schema = file.path == json_schema.PATH and json_schema.is_generated(content or b"")
    return not content or content == file.content or is_schema
