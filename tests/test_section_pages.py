"""Big lists: a README that leads to pages of sections, each of which GitHub shows whole."""

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote

import pytest

from awesome_adapters.catalogue import ListedEntry, Section
from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.formats.readme.readme import LIMIT, PAGE_BUDGET
from awesome_adapters.formats.readme.section_pages import Page, PagePart, divide
from awesome_adapters.positions import SourceNode
from awesome_adapters.schema import Entry
from awesome_adapters.storage.files import GENERATED_HEADER, PAGES
from rendered import Page as Rendered

Run = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]
WORDS = "Trains a few parameters and keeps the others as they are, which is what all of these entries say. " * 6


# The division --------------------------------------------------------------------------------------------------------


def section(*titles: str, entries: int = 1) -> Section:
    origin = SourceNode("data/a.yaml", {}, [0])
    return Section(
        titles, [ListedEntry.create(Entry(title=f"E{n}"), titles, origin) for n in range(entries)], [], origin
    )


def divided(*sections: Section, budget: int) -> list[Page]:
    """Divide sections whose entries take ten bytes each."""

    def render(section: Section) -> bytes:
        return b"0123456789" * len(section.entries)

    return divide([PagePart(section, render(section)) for section in sections], render, budget)


def outline(pages: list[Page]) -> list[tuple[str, list[int]]]:
    return [(page.path, [len(part.section.entries) for part in page.parts]) for page in pages]


def test_a_section_at_the_top_level_is_a_page_with_all_below_it() -> None:
    pages = divided(section("A"), section("A", "B", entries=3), section("C"), budget=40)

    assert outline(pages) == [("sections/a.md", [1, 3]), ("sections/c.md", [1])]


def test_one_that_is_too_big_is_divided_along_its_headings() -> None:
    pages = divided(section("A"), section("A", "B"), section("A", "B", "C", entries=4), section("A", "D"), budget=40)

    assert outline(pages) == [
        ("sections/a.md", [1]),
        ("sections/a-b.md", [1]),
        ("sections/a-b-c.md", [4]),
        ("sections/a-d.md", [1]),
    ]


def test_what_stands_below_a_heading_stays_with_it_where_there_is_room() -> None:
    pages = divided(section("A"), section("A", "B"), section("A", "B", "C"), section("A", "D", entries=4), budget=40)

    assert outline(pages) == [("sections/a.md", [1]), ("sections/a-b.md", [1, 1]), ("sections/a-d.md", [4])]


def test_sections_below_a_divided_one_stay_together_as_long_as_they_fit() -> None:
    below = (section("A", "B", "C"), section("A", "B", "C", "D", entries=2), section("A", "B", "E", entries=2))

    pages = divided(section("A", "B", entries=0), *below, budget=40)

    assert outline(pages) == [("sections/a-b-c.md", [1, 2]), ("sections/a-b-e.md", [2])]


def test_one_without_headings_is_divided_into_parts() -> None:
    pages = divided(section("A", entries=10), budget=40)

    assert outline(pages) == [("sections/a.md", [4]), ("sections/a-2.md", [4]), ("sections/a-3.md", [2])]
    assert [page.title for page in pages] == ["A", "A, part 2", "A, part 3"]


def test_a_single_entry_is_never_divided() -> None:
    assert outline(divided(section("A", entries=2), budget=5)) == [("sections/a.md", [1]), ("sections/a-2.md", [1])]


def test_a_page_has_entries() -> None:
    assert outline(divided(section("A", entries=0), section("A", "B", entries=9), budget=90)) == [
        ("sections/a.md", [0, 9])
    ]
    assert outline(divided(section("A", entries=0), section("A", "B", entries=9), budget=89))[0][0] == "sections/a-b.md"
    assert outline(divided(section("A", entries=0), budget=9)) == []


def test_entries_of_other_sections_are_divided_too() -> None:
    cross_listing = section("A", entries=3)._replace(cross_listed=section("B", entries=7).entries)

    pages = divided(cross_listing, section("C"), budget=80)

    assert [page.name for page in pages] == ["a.md", "a-2.md", "c.md"]
    parts = [part for page in pages[:-1] for part in page.parts]
    assert [(len(part.section.entries), len(part.section.cross_listed)) for part in parts] == [(3, 2), (0, 5)]


def test_names_of_files_are_valid_and_differ_everywhere() -> None:
    titles = ("con", "A b", "a-B", "Ä/ö?", "A\u0308ö", "²", "½", "x" * 300, "𝐀" * 100, "-x-")

    names = [page.name for page in divided(*map(section, titles), budget=10)]

    assert names[:5] == ["con-section.md", "a-b.md", "a-b-2.md", "äö.md", "äö-2.md"]
    assert names[5:] == ["section.md", "section-2.md", f"{'x' * 80}.md", f"{'𝐀' * 20}.md", "x.md"]


# Whole lists ---------------------------------------------------------------------------------------------------------


def a_list(write: Write, length: int) -> None:
    """Write a list of sections of all kinds: small, deep, flat and giant, with entries shown in further ones."""
    numbers = iter(range(length))

    def entries(share: float, **fields: Any) -> list[dict[str, Any]]:
        mine = [number for _, number in zip(range(int(length * share)), numbers, strict=False)]
        return [
            {"title": f"Adapter {n}", "summary": WORDS, "website": f"https://e.org/{n}", "key": f"k{n}"} | fields
            for n in mine
        ]

    write(json.dumps({"index": 1, "title": "Flat & Big", "items": entries(0.5)}), "data/flat.yaml")
    below = [{"title": title, "items": entries(0.1)} for title in ("Methods", "Analysis")]
    deep = {"title": "Deep", "sections": [{"title": "Methods", "items": entries(0.1), "sections": below}]}
    write(json.dumps({"index": 2, **deep, "items": entries(0.01, also_in=["Flat & Big"])}), "data/deep.yaml")
    small = {"title": "Schlüsse", "items": entries(0.01, also_in=["Deep > Methods > Analysis", "Deep"])}
    write(json.dumps({"index": 3, **small}), "data/small.yaml")
    write(json.dumps({"index": 4, "title": "Nothing Yet"}), "data/nothing.yaml")


def documents(root: Path) -> dict[str, str]:
    paths = [root / "README.md", *sorted((root / PAGES).glob("*"))]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def anchors(page: Rendered) -> list[str]:
    slugger = Slugger()
    return page.all("id") + [slugger.slug(text) for _, text in page.headings]


def targets(path: str, page: Rendered) -> Iterator[tuple[str, str]]:
    """Give the file and the anchor of each link that stays in the list."""
    for href in page.all("href"):
        if not href.startswith("https:"):
            file, _, anchor = href.partition("#")
            yield (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path,
                unquote(anchor),
            )


@pytest.mark.parametrize("length", [1_000, 10_000])
def test_every_link_leads_somewhere_and_every_entry_stands_once(
    write: Write, run: Run, root: Path, length: int
) -> None:
    a_list(write, length)

    assert run("build", "--offline").returncode == 0

    texts = documents(root)
    pages = {path: Rendered(text) for path, text in texts.items()}
    places = {path: anchors(page) for path, page in pages.items()}
    total = int(length * 0.5) + 3 * int(length * 0.1) + 2 * int(length * 0.01)
    assert max(len(text.encode()) for text in texts.values()) <= PAGE_BUDGET
    assert len(texts) > 3
    assert sorted(one for path in places for one in places[path] if one[:1] == "k" and one[1:].isdecimal()) == sorted(
        f"k{n}" for n in range(total)
    )
    for path, page in pages.items():
        for file, anchor in targets(path, page):
            assert not anchor or anchor in places[file], (path, file, anchor)
            assert file in texts or file == "CONTRIBUTING.md"


@pytest.mark.slow
def test_the_readme_leads_to_each_section_with_its_number_of_entries(write: Write, run: Run, root: Path) -> None:
    a_list(write, 10_000)
    run("build", "--offline")

    readme = documents(root)["README.md"]

    body = readme.partition("## Flat")[2].partition("## Contributing")[0]
    assert "- [Flat & Big](#flat--big) (5,100)\n- [Deep](#deep) (3,200)\n- [Schlüsse](#schlüsse) (100)\n" in readme
    assert body.splitlines()[2].startswith(
        '- Flat & Big: <a href="sections/flat--big.md#flat--big">5,100 entries</a>, <a href="sections/flat--big-2.md#'
    )
    assert body.splitlines()[2].endswith("</a>.")
    assert re.search(r'\n- Methods: <a href="sections/deep-methods\.md#methods">3,100 entries</a>', body)
    assert re.search(r'\n  - Analysis: <a href="sections/deep-methods-analysis\.md#analysis">1,100 entries</a>', body)
    assert "\n## Nothing Yet\n" in body


@pytest.mark.slow
def test_one_can_read_from_page_to_page(write: Write, run: Run, root: Path) -> None:
    a_list(write, 2_000)
    run("build", "--offline")

    texts = documents(root)
    before, after, links = {}, {}, {}
    for path in set(texts) - {"README.md"}:
        navigation = texts[path].splitlines()[3]
        links[path] = [name for name, _ in targets(path, Rendered(navigation))]
        assert links[path].pop(0) == "README.md"
        after[path] = links[path][-1] if "Next:" in navigation else None
        before[path] = links[path][0] if "Previous:" in navigation else None

    [path] = [path for path in before if before[path] is None]
    read = [path]
    while following := after[read[-1]]:
        assert before[following] == read[-1]
        read.append(following)
    assert sorted(read) == sorted(before)


# Their files ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def paged(write: Write, run: Run, root: Path) -> Path:
    a_list(write, 2_000)
    run("build", "--offline")
    return root


@pytest.mark.slow
def test_a_second_build_changes_nothing(paged: Path, run: Run) -> None:
    before = documents(paged)

    assert run("build", "--offline").stdout == "README.md: already current\n"
    assert run("build", "--check").returncode == 0
    assert documents(paged) == before


@pytest.mark.slow
def test_the_page_of_a_section_that_is_gone_is_removed(paged: Path, write: Write, run: Run) -> None:
    write(
        '{"index": 3, "title": "Conclusions", "items": [{"title": "A", "website": "https://e.org"}]}', "data/small.yaml"
    )

    check = run("build", "--check")
    build = run("build", "--offline")

    gone = "sections/schlüsse.md"
    assert f"{gone} is no longer needed; run: awesome-adapters build\n" in check.stderr
    assert "sections/conclusions.md is not current" in check.stderr
    assert build.stdout.endswith(f"sections/conclusions.md: written\n{gone}: removed, it is no longer needed\n")
    assert gone not in documents(paged)
    assert run("build", "--check").returncode == 0


@pytest.mark.slow
def test_a_list_that_shrinks_is_one_file_again(paged: Path, write: Write, run: Run) -> None:
    for path in (paged / "data").iterdir():
        path.unlink()
    write('{"title": "NLP", "items": [{"title": "A", "website": "https://e.org"}]}')
    (paged / PAGES / "notes.md").write_text("of our own\n")

    run("build", "--offline")

    assert list(documents(paged)) == ["README.md", "sections/notes.md"]


@pytest.mark.slow
def test_a_file_that_is_not_ours_is_not_written_over(paged: Path, run: Run) -> None:
    path = paged / PAGES / "deep.md"
    assert path.read_bytes().startswith(GENERATED_HEADER)
    path.write_text("of our own\n")
    before = documents(paged)

    result = run("build", "--offline")

    message = "error: sections/deep.md was not written by this program, and the build would overwrite it"
    assert (result.returncode, result.stderr) == (1, f"{message}; rename it, or use --force\n")
    assert documents(paged) == before


@pytest.mark.slow
def test_nor_is_one_whose_name_differs_by_case_alone(paged: Path, run: Run) -> None:
    (paged / PAGES / "deep.md").unlink()
    (paged / PAGES / "Deep.md").write_text("of our own\n")

    assert "error: sections/Deep.md was not written by this program" in run("build", "--offline").stderr


@pytest.mark.slow
def test_pages_are_ours_with_any_ends_of_lines(paged: Path, run: Run) -> None:
    before = documents(paged)
    for path in (paged / PAGES).iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert run("build", "--offline").returncode == 0
    assert documents(paged) == before


@pytest.mark.parametrize(("size", "warns"), [(420_000, False), (530_000, True)])
def test_an_entry_that_no_page_can_hold_is_warned_of(
    write: Write, run: Run, root: Path, size: int, *, warns: bool
) -> None:
    write(f"{{title: NLP, items: [{{title: A, paper: {{url: 'https://e.org', tldr: {'a' * size}}}}}]}}")

    result = run("build", "--offline")

    assert (result.returncode, result.stdout) == (0, "README.md: written\nsections/nlp.md: written\n")
    assert ((root / "sections" / "nlp.md").stat().st_size > LIMIT) == warns
    warning = "warning: sections/nlp.md is longer than the 500 KiB that GitHub shows of a file\n"
    assert result.stderr == (warning if warns else "")


@pytest.mark.slow
def test_a_preview_shows_entries_on_whichever_page_they_stand(
    paged: Path, tmp_path: Path, write: Write, run: Run
) -> None:
    before = tmp_path / "before"
    (before / "data").mkdir(parents=True)
    for path in (paged / "data").iterdir():
        (before / "data" / path.name).write_bytes(path.read_bytes())
    write(
        '{"index": 3, "title": "Schlüsse", "items": [{"title": "New", "website": "https://e.org"}]}', "data/small.yaml"
    )

    assert '- <a id="title-new"></a>[**New**](https://e.org)' in run("preview", str(before)).stdout
