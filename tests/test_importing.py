"""The command `import`: a list taken over, in place too, and again when its source has grown."""

from pathlib import Path

import pytest

from awesome_adapters.project import Project
from conftest import Call

SOURCE = """\
# Awesome Things

A list of things.

## Papers
### Methods
- **A first method for things** ICML 2020 [[Paper](https://arxiv.org/abs/2001.00001)]
- **A second method for things** ICML 2021 [[Paper](https://arxiv.org/abs/2101.00002)]
- nothing to read here
## Contributing
Please do.
"""
NEW = """\
- **A third method for things** ICML 2022 [[Paper](https://arxiv.org/abs/2201.00003)]
### Surveys
- **A survey of all things** TMLR 2022 [[Paper](https://arxiv.org/abs/2201.00004)]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(SOURCE)
    return tmp_path


def titles(folder: Path) -> list[str]:
    return [listed.entry.title for listed in Project.open(folder).catalogue.entries()]


def test_a_list_is_taken_over_in_place(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    done = call("import", "README.md", "--into", ".")
    built = call("build", "--offline")

    assert (done.code, built.code, call("check").code) == (0, 0, 0)
    assert done.out.splitlines()[0] == "read 2 of 2 items of README.md, 1 line not read"
    assert "README.md:9: not read: - nothing to read here" in (folder / "import-report.md").read_text()
    assert (folder / "README.old.md").read_text() == SOURCE
    readme = (folder / "README.md").read_text()
    assert readme.startswith("# Awesome Things ")
    assert readme.count("## Contributing") == 1
    assert "A list of things." in readme


def test_a_dry_run_writes_nothing(call: Call, folder: Path) -> None:
    done = call("import", str(folder / "README.md"), "--into", str(folder / "list"), "--dry-run")

    assert done.code == 0
    assert "nothing to read here" in done.out
    assert not (folder / "list").exists()


def test_strict_fails_where_something_was_not_read(call: Call, folder: Path) -> None:
    done = call("import", str(folder / "README.md"), "--into", str(folder / "list"), "--strict")

    assert (done.code, titles(folder / "list")) == (1, ["A first method for things", "A second method for things"])


def test_a_second_import_adds_what_is_new_and_leaves_the_rest(call: Call, folder: Path) -> None:
    source, root = folder / "README.md", folder / "list"
    call("import", str(source), "--into", str(root))
    data = root / "data" / "papers.yaml"
    data.write_text(
        data.read_text()
        .replace("A first method for things", "A first method, renamed")
        .split("\n      - title: A second")[0]
    )
    source.write_text(SOURCE.replace("- nothing to read here\n", NEW))
    before = data.read_text()

    done = call("import", str(source), "--into", str(root))

    assert done.out.splitlines()[0].startswith("read 4 of 4 items of")
    assert "2 new" in done.out
    assert data.read_text().startswith(before)
    assert titles(root) == ["A first method, renamed", "A third method for things", "A survey of all things"]
    assert call("import", str(source), "--into", str(root)).out.count("0 new") == 1
    assert call("check", "--root", str(root)).code == 0


def test_a_new_section_at_the_top_gets_a_file(call: Call, folder: Path) -> None:
    root = folder / "list"
    call("import", str(folder / "README.md"), "--into", str(root))
    (folder / "more.bib").write_text("@misc{a, title={Another paper}, doi={10.1000/1}}")

    done = call("import", str(folder / "more.bib"), "--into", str(root), "--section", "Library")

    assert (done.code, titles(root)[-1]) == (0, "Another paper")
    assert (root / "data" / "library.yaml").read_text().startswith("index: 2\ntitle: Library\n")


def test_nothing_is_written_over_a_file_that_stands_there(call: Call, folder: Path) -> None:
    (folder / "list" / "templates").mkdir(parents=True)
    (folder / "list" / "templates" / "closing.md").write_text("Mine.")

    done = call("import", str(folder / "README.md"), "--into", str(folder / "list"))

    assert (done.code, "closing.md is in the way" in done.err) == (1, True)
    assert not (folder / "list" / "data").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"no list at all", b"\r\n\r\n# Title\r\n"])
def test_a_source_without_a_list_is_told(call: Call, folder: Path, content: bytes) -> None:
    (folder / "README.md").write_bytes(content)

    done = call("import", str(folder / "README.md"), "--into", str(folder / "list"))

    assert (done.code, done.out.count("read 0 of 0 items")) == (0, 1)


def test_a_source_that_is_missing_is_one_line(call: Call, folder: Path) -> None:
    done = call("import", str(folder / "none.md"), "--into", str(folder / "list"))

    assert (done.code, done.err.count("\n"), "there is no file" in done.err) == (1, 1, True)
