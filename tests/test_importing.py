"""The command `import`: a list taken over, in place too, and again when its source has grown."""

from pathlib import Path

import pytest

from awesome_adapters.project import Project
from conftest import Call
from fake_api import FakeApi, a_record

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
    assert readme.startswith("# Awesome Things\n")
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


MORE = """\
## Papers
### Analysis
- **A first method for things** [[Paper](https://arxiv.org/abs/2001.00001)]
### Methods
- **A second method for things** [[Paper](https://arxiv.org/abs/2101.00002)]
## Benchmarks
- **A first method for things** [[Paper](https://arxiv.org/abs/2001.00001)]
"""


def sections(folder: Path) -> dict[str, list[str]]:
    shown = Project.open(folder).catalogue.sections
    return {" > ".join(own.path): [one.key for one in (*own.entries, *own.cross_listed)] for own in shown}


def test_a_paper_of_the_list_gains_the_sections_of_a_later_import(call: Call, folder: Path) -> None:
    root = folder / "list"
    call("import", str(folder / "README.md"), "--into", str(root))
    (folder / "more.md").write_text(MORE)

    done = call("import", str(folder / "more.md"), "--into", str(root))

    assert (done.code, sections(root)) == (
        0,
        {
            "Papers": [],
            "Papers > Methods": ["arxiv-2001.00001", "arxiv-2101.00002"],
            "Papers > Analysis": ["arxiv-2001.00001"],
            "Benchmarks": ["arxiv-2001.00001"],
        },
    )
    data = root / "data" / "papers.yaml"
    data.write_text(data.read_text().replace("          - Benchmarks\n", ""))
    before = data.read_text()
    call("import", str(folder / "more.md"), "--into", str(root))
    assert data.read_text() == before
    assert call("check", "--root", str(root)).code == 0


@pytest.mark.parametrize("language", ["en", "zh", "de"])
def test_our_readme_gives_the_same_entries_in_each_language(call: Call, folder: Path, language: str) -> None:
    more = MORE.removeprefix("## Papers\n") + "- **A paper without a link** - *Ada Lovelace, Grace Hopper*\n"
    (folder / "README.md").write_text(SOURCE.replace("- nothing to read here\n", more))
    call("import", str(folder / "README.md"), "--into", str(folder / "one"))
    settings = folder / "one" / "catalogue.yaml"
    settings.write_text(f"language: {language}\n{settings.read_text()}")
    call("build", "--root", str(folder / "one"), "--offline")

    done = call("import", str(folder / "one" / "README.md"), "--into", str(folder / "two"))

    assert language != "en" or "listed under" in (folder / "one" / "README.md").read_text()
    assert "not read" not in done.out
    assert sections(folder / "two") == sections(folder / "one")


LIBRARY = """\
@misc{a, title={One paper}, doi={10.1000/1}, keywords={Methods, Graphs > Trees}, groups={Read}}
@misc{b, title={Another paper}, doi={10.1000/2}, keywords={graphs}, groups={Read, To Cite}}
@misc{c, title={A third paper}, doi={10.1000/3}}
"""


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "keyword",
            {
                "Methods": ["doi-10.1000-1"],
                "Graphs": ["doi-10.1000-2"],
                "Graphs > Trees": ["doi-10.1000-1"],
                "Rest": ["doi-10.1000-3"],
            },
        ),
        (
            "group",
            {"Read": ["doi-10.1000-1", "doi-10.1000-2"], "To Cite": ["doi-10.1000-2"], "Rest": ["doi-10.1000-3"]},
        ),
    ],
)
def test_a_library_is_parted_by_keywords_or_groups(
    call: Call, folder: Path, by: str, expected: dict[str, list[str]]
) -> None:
    (folder / "a.bib").write_text(LIBRARY)

    done = call("import", str(folder / "a.bib"), "--into", str(folder / "list"), "--by", by, "--section", "Rest")

    assert (done.code, sections(folder / "list")) == (0, expected)
    assert call("check", "--root", str(folder / "list")).code == 0


def test_paths_are_relative_in_the_lists_own_folder(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    done = call("import", str(folder / "README.md"), "--into", ".")

    assert "items of README.md, 1 line not read" in done.out
    assert str(folder) not in (folder / "import-report.md").read_text()
    assert (folder / "README.old.md").exists()


TITLES = """\
# List
## Papers
- **Paper number 7** *Ada Lovelace* [[Paper](https://x.org/7)]
- **Paper number 8** *Ada Lovelace* [[Paper](https://x.org/8)]
- **Paper number 9** [[Paper](https://arxiv.org/abs/2106.00009)]
"""


def titles_asked(api: FakeApi) -> list[str]:
    return [request.query["query"] for request in api.requests if "query" in request.query]


def test_online_looks_up_what_has_no_id_and_goes_on_where_it_stopped(
    call: Call, folder: Path, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "list.md").write_text(TITLES)
    authors = [{"authorId": "1", "name": "Ada Lovelace"}]
    api.know({f"ARXIV:2106.0000{number}": a_record(number, authors=authors) for number in (7, 8)})
    api.play("200", "429")
    command = ("import", "list.md", "--into", "list", "--online", "--max-wait", "0")

    offline = call(*command[:4], "--dry-run")
    stopped, finished, done = call(*command), call(*command), call(*command)

    assert (offline.code, stopped.code, finished.code, done.code) == (0, 0, 0, 0)
    assert "looking up 2 titles" in stopped.err
    assert "looking up 1 title at" in finished.err
    assert "looking up" not in done.err
    assert titles_asked(api) == ["Paper number 7", "Paper number 8", "Paper number 8"]
    assert 'write: arxiv_id: "2106.00007"' in call("check", "--root", "list").out
