import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters import Project
from awesome_adapters.catalogue import Catalogue, ListedEntry, sources
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import Record, order, resolve
from awesome_adapters.schema.settings import Settings
from conftest import Call, Write

PAPERS: dict[str, dict[str, Any]] = {
    "Curated day": {"url": "https://e.org/1", "date": "2022-04-25"},
    "Month of its arXiv id": {"arxiv_id": "2204.00001"},
    "Year alone": {"url": "https://e.org/3", "year": 2022},
    "Published later than its preprint": {"arxiv_id": "2106.09685", "year": 2022},
    "Undated": {"url": "https://e.org/5"},
    "Last of all": {"arxiv_id": "2305.14314"},
    "Classic": {"url": "https://e.org/7", "year": 1989},
}
NEWEST = [
    "Last of all",
    "Curated day",
    "Month of its arXiv id",
    "Published later than its preprint",
    "Year alone",
    "Classic",
    "Undated",
]
OLDEST = [
    "Classic",
    "Published later than its preprint",
    "Curated day",
    "Month of its arXiv id",
    "Year alone",
    "Last of all",
    "Undated",
]


def data(section_order: str | None = None, **sections: Any) -> str:
    items = [{"title": title, "paper": paper} for title, paper in PAPERS.items()]
    return json.dumps(
        {"title": "NLP", "items": items, **({"order": section_order} if section_order else {}), **sections}
    )


def titles(root: Path, section: int = 0) -> list[str]:
    return [listed.entry.title for listed in Project.open(root).shown.sections[section].entries]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("listed", list(PAPERS)), ("newest", NEWEST), ("oldest", OLDEST), ("title", sorted(PAPERS))],
)
def test_entries_are_shown_in_the_order_of_the_list(write: Write, root: Path, name: str, expected: list[str]) -> None:
    write(data())
    write(f"order: {name}", "catalogue.yaml")

    assert titles(root) == expected


def test_an_order_counts_for_the_sections_below_until_one_has_its_own(write: Write, root: Path) -> None:
    def items(text: str) -> list[dict[str, str]]:
        return [{"title": title, "code": f"https://e.org/{title}"} for title in text.split()]

    deepest = {"title": "C", "order": "listed", "items": items("cc aa bb")}
    write(data("title", sections=[{"title": "B", "items": items("c a b"), "sections": [deepest]}]))
    write("order: newest", "catalogue.yaml")

    assert titles(root) == sorted(PAPERS)
    assert titles(root, 1) == ["a", "b", "c"]
    assert titles(root, 2) == ["cc", "aa", "bb"]


def test_titles_are_compared_as_readers_see_them(write: Write, root: Path) -> None:
    write("""
        title: NLP
        order: title
        items:
          - { title: zebra, code: "https://e.org/1" }
          - { title: Émile, code: "https://e.org/2" }
          - { title: "“Attention”", code: "https://e.org/3" }
          - { title: Efficient Finetuning, name: QLoRA, code: "https://e.org/4" }
          - { title: lora, code: "https://e.org/5" }
    """)

    assert titles(root) == ["“Attention”", "Émile", "lora", "Efficient Finetuning", "zebra"]


def test_every_output_has_the_order_and_so_have_references(write: Write, root: Path, call: Call) -> None:
    write("""
        title: NLP
        items:
          - { title: B, code: "https://e.org/1" }
          - { title: C, code: "https://e.org/2", also_in: [CV] }
          - { title: A, code: "https://e.org/3", also_in: [CV] }
    """)
    write("title: CV\nitems:\n  - { title: D, code: 'https://e.org/4' }\n", "data/cv.yaml")
    write("order: title", "catalogue.yaml")

    assert call("build", "--offline").code == 0
    assert call("site", "public").code == 0
    readme = (root / "README.md").read_text()
    assert sorted(map(readme.index, ("[**A**]", "[**B**]", "[**C**]"))) == [
        readme.index(f"[**{title}**]") for title in "ABC"
    ]
    assert readme.index("\n- A, listed under") < readme.index("\n- C, listed under")
    page = (root / "public/index.html").read_text()
    assert page.index('id="title-a"') < page.index('id="title-b"') < page.index('id="title-c"')
    for export in ((root / "public/exports/nlp.csv").read_text(), call("export", "csv", "--section", "NLP").out):
        assert [line.split(",")[0] for line in export.splitlines()[1:]] == ['"title-a"', '"title-b"', '"title-c"']


def test_pages_are_cut_after_entries_were_put_in_order(write: Write, root: Path) -> None:
    items = [
        {"title": f"T{number:04}", "summary": "word " * 40 + ".", "code": f"https://e.org/{number}"}
        for number in reversed(range(2500))
    ]
    write(json.dumps({"title": "NLP", "order": "title", "items": items}))

    pages = [document.content.decode() for document in Project.open(root).readme()[1:]]

    assert len(pages) > 1
    shown = [line.partition("[**")[2][:5] for page in pages for line in page.splitlines() if line.startswith("- <a")]
    assert shown == [f"T{number:04}" for number in range(2500)]


@pytest.mark.parametrize("value", ["newst", "[title]", "date"])
def test_another_order_is_a_mistake(write: Write, call: Call, value: str) -> None:
    write(f"title: NLP\norder: {value}\nitems: []\n")
    write(f"order: {value}", "catalogue.yaml")

    done = call("check")

    assert done.code == 1
    assert "data/nlp.yaml:2:8: error" in done.out
    assert "catalogue.yaml:1:8: error" in done.out
    if value == "newst":
        assert "newest" in done.out


day_texts = st.one_of(
    st.none(),
    st.dates().map(str),
    st.sampled_from(["2021---1-0", "2021-99-99", "0000-00-00", "2021-1--01"]),
)


def catalogue(name: str, papers: list[dict[str, Any]]) -> Catalogue:
    items = [{"title": f"T{number}", "paper": paper} for number, paper in enumerate(papers)]
    content = json.dumps({"title": "S", "items": items}).encode()
    sections, problems = sources.read_data([("data/s.yaml", content)])
    assert not problems
    return Catalogue(Settings.model_validate({"order": name}), sections)


paper = st.fixed_dictionaries(
    {"url": st.just("https://e.org")},
    optional={
        "year": st.integers(1900, 2099),
        "arxiv_id": st.sampled_from(["2106.09685", "1902.00751", "cs/0101001"]),
    },
)


@given(st.lists(st.tuples(paper, day_texts, st.none() | st.integers(1900, 2099)), max_size=8), st.randoms())
def test_the_place_in_the_file_decides_nothing_and_undated_entries_are_last(
    papers: list[tuple[dict[str, Any], str | None, int | None]], random: Any
) -> None:
    metadata = {f"T{n}": PaperMetadata(published=day, year=year) for n, (_, day, year) in enumerate(papers)}

    def record(listed: ListedEntry) -> Record:
        return resolve(listed, metadata[listed.entry.title])

    for name in ("newest", "oldest", "title"):
        listed = catalogue(name, [fields for fields, *_ in papers])
        shuffled = list(listed.sections[0].entries)
        random.shuffle(shuffled)
        other = listed._replace(sections=[listed.sections[0]._replace(entries=shuffled)])

        entries = order.ordered(listed, record).sections[0].entries

        assert order.ordered(other, record).sections[0].entries == entries
        days = [order.published(record(entry)) for entry in entries]
        if name != "title":
            assert [bool(day) for day in days] == sorted((bool(day) for day in days), reverse=True)
            years = [day[0] for day in days if day]
            assert years == sorted(years, reverse=name == "newest")
