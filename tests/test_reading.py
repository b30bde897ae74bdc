"""Lists of every shape that was met, each read into entries; what is left is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml  # noqa: TID251 (what was read is shown as YAML)
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters import importing
from awesome_adapters.formats.readme import arrangement
from awesome_adapters.importing import Import, Source
from awesome_adapters.project import Project
from conftest import REPOSITORY, max_examples

SHAPES = sorted((REPOSITORY / "tests" / "shapes").glob("*.*"))
NOWHERE = Path("/there/is/no/such/list")


def read(text: str, name: str = "README.md", root: Path = NOWHERE) -> Import:
    return importing.plan([Source(name, text)], root)


def shown(planned: Import) -> str:
    entries = [{" > ".join(entry.path): entry.fields} for entry in planned.entries]
    files = {
        path: new.decode()
        for path, (_, new) in planned.contents.items()
        if path.startswith(("templates/", "catalogue"))
    }
    values = {
        "summary": planned.summary,
        "told": [str(case) for case in planned.report],
        "files": files,
        "read": entries,
    }
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=150)


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_each_shape_is_read(path: Path, expect: Callable[[str, str], None]) -> None:
    planned = read(path.read_text(encoding="utf-8"), path.name)

    expect(shown(planned), f"shapes/{path.name}.yaml")


@pytest.mark.parametrize("paths", [*([path] for path in SHAPES), SHAPES], ids=[*(path.name for path in SHAPES), "all"])
def test_each_shape_becomes_a_list_without_errors(paths: list[Path], tmp_path: Path) -> None:
    importing.plan(importing.load(paths), tmp_path / "list").write()

    project = Project.open(tmp_path / "list")

    assert [str(problem) for problem in project.problems] == []
    assert project.readme()


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.name)
def test_a_second_import_of_the_same_source_adds_nothing(path: Path, tmp_path: Path) -> None:
    importing.plan(importing.load([path]), tmp_path).write()

    again = importing.plan(importing.load([path]), tmp_path)

    assert again.entries == []


@pytest.mark.slow
def test_our_own_readme_gives_the_same_entries(tmp_path: Path) -> None:
    importing.plan(importing.load([REPOSITORY / "README.md"]), tmp_path).write()

    def entries(root: Path) -> dict[str, object]:
        shown = arrangement.merged(Project.open(root).catalogue.sections)  # headings that divide nothing are not there
        return {
            one.entry.full_title: (section.path, one.identifiers, one.entry.code, one.entry.tags)
            for section in shown
            for one in section.entries
        }

    assert entries(tmp_path) == entries(REPOSITORY)


HOSTILE = (
    *(
        "{{ x }}",
        "{% raw %}",
        "<script>alert(1)</script>",
        "](",
        "[[",
        "**",
        "|",
        "```",
        "<table>",
        "<tr>",
        "</details>",
    ),
    *(
        "<summary>",
        "</summary>",
        "- ",
        "# ",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "<!--",
        "-->",
        "$x^{",
        "&amp;#0;",
        "https://",
    ),
    *("![](", "\u2028", "'''", "---", "===", "> ", "@", "[x](http://[::1]/)", "<td rowspan=99999>", "www.a.b"),
)
LINES = [line for path in SHAPES if path.suffix == ".md" for line in path.read_text(encoding="utf-8").split("\n")]
mutated_lines = st.one_of(
    st.sampled_from(LINES),
    st.tuples(st.sampled_from(LINES), st.integers(0, 80)).map(lambda pair: pair[0][: pair[1]]),
    st.tuples(st.sampled_from(LINES), st.sampled_from("[]()*|<>`_\\")).map(
        lambda pair: pair[0].replace(pair[1], "", 1)
    ),
    st.tuples(st.sampled_from(LINES), st.sampled_from(HOSTILE), st.integers(0, 80)).map(
        lambda three: three[0][: three[2]] + three[1] + three[0][three[2] :]
    ),
    st.tuples(st.sampled_from(LINES), st.integers(1, 6)).map(lambda pair: " " * pair[1] + pair[0]),
)


@max_examples(150)
@given(st.lists(mutated_lines, min_size=1, max_size=40))
def test_no_source_gives_a_traceback_or_a_broken_list(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    root = tmp_path_factory.mktemp("list")

    read("\n".join(lines), root=root).write()

    if any((root / "data").glob("*.yaml")):
        project = Project.open(root)
        assert [str(problem) for problem in project.problems] == []
        assert project.readme()


ADDRESSES = [
    f"https://{host}/{path}"
    for host in ("x.org", "github.com/a", "arxiv.org/abs")
    for path in ("2101.00001", "p_q", "r")
]
wrapped = st.tuples(
    st.sampled_from(ADDRESSES),
    st.sampled_from(
        ["- [T]({})", "**B** {}", "> {}", "{}", "[[Paper]({})][Code]", "| {} |", "# {}", '<a href="{}">t</a>']
    ),
).map(lambda pair: pair[1].format(pair[0]))


@pytest.mark.slow
@max_examples(150)
@given(st.lists(st.one_of(mutated_lines.filter(lambda line: "<!--" not in line), wrapped), min_size=1, max_size=30))
def test_every_address_is_kept_or_told(lines: list[str]) -> None:
    planned = read("\n".join([*lines, "", "# End"]))

    everything = " ".join(new.decode() for _, new in planned.contents.values())
    ids = {identifier for entry in planned.entries for identifier in entry.ids.values()}
    plain = [
        address for address in ADDRESSES if any(f"{address}{end}" in line for line in lines for end in (")", '"', " |"))
    ]
    assert [a for a in plain if a not in everything and not any(i.value in a for i in ids)] == []
