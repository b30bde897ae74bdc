"""What tells that a website need not be made again."""

import shutil
from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.formats import templates
from awesome_adapters.formats.site.basis import basis
from awesome_adapters.storage import files
from conftest import REPOSITORY, Call


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(REPOSITORY / "tests" / "toy", tmp_path / "list")
    (tmp_path / "list" / "templates").mkdir()
    shutil.copy(REPOSITORY / "templates" / "page.css", tmp_path / "list" / "templates")
    return tmp_path / "list"


def test_every_file_of_the_list_counts(root: Path) -> None:
    for path in [path for path in sorted(root.rglob("*")) if path.is_file()]:
        before, content = basis(root, {}), path.read_bytes()
        path.write_bytes(content + b"\n")
        assert basis(root, {}) != before
        path.write_bytes(content)
        assert basis(root, {}) == before
    (root / "data" / "new.yaml").touch()
    assert basis(root, {}) != before


def test_libraries_and_what_ci_says_of_hosts_count(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "jinja2-99.dist-info").mkdir()
    before = basis(root, {"PATH": "/bin"})

    assert before == basis(root, {})
    assert before != basis(root, {"GITHUB_REPOSITORY": "a/b"})
    monkeypatch.syspath_prepend(tmp_path)
    assert before != basis(root, {})


def test_a_site_reads_nothing_that_does_not_count(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def recorded(path: Path) -> bytes | None:
        paths.add(path)
        return read(path)

    read, paths = files.read, set[Path]()
    monkeypatch.setattr(files, "read", recorded)
    for document in Project.open(root).site():
        assert document.content
    made_from, paths = paths, set()
    basis(root, {})

    assert templates.packaged_folder() / "index.html" in made_from
    assert {path for path in made_from if path.is_file()} <= paths
    for path in made_from - paths:  # files that are not there would count as soon as they are
        assert path.is_relative_to(root / "data") or path.is_relative_to(root / "templates")


def test_a_site_that_is_current_is_not_made_again(root: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root.parent / "site"
    assert call("site", str(folder)).out.endswith(" written\n")
    page = (folder / "index.html").read_bytes()

    with monkeypatch.context() as patch:
        patch.setattr(Project, "site", lambda *_, **__: iter(()))
        assert call("site", str(folder)).out.endswith("already current\n")
    (folder / "index.html").write_bytes(b"mine")
    assert call("site", str(folder)).out.endswith(", 1 written\n")

    assert (folder / "index.html").read_bytes() == page
