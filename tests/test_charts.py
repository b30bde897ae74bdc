"""The pictures of the list: what is drawn is what the list says, for every reader."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.formats import charts
from awesome_adapters.formats.svg import OTHER, WIDTH, Chart, width
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.positions import SourceNode
from awesome_adapters.records import Record
from awesome_adapters.schema import Entry
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import GENERATED_HEADER
from conftest import Call, Done, Write


def paper(
    section: str = "NLP", year: int | None = 2021, venue: str | None = None, tags: tuple[str, ...] = ()
) -> Record:
    entry = Entry.model_validate({"title": "T", "paper": {"arxiv_id": "2106.09685"}})
    listed = ListedEntry.create(entry, (section, "Below"), SourceNode("data/a.yaml", {}, [0]))
    return Record(listed, PaperMetadata(), "T", "https://e.org", None, (), venue, year, list(tags), [], None)


def drawn(*records: Record, **chosen: Any) -> dict[str, Chart]:
    return {chart.name: chart for chart in charts.charts(Settings.model_validate(chosen), records)}


def shown(chart: Chart) -> list[str]:
    return [label.text for label in chart.labels]


# What is drawn -------------------------------------------------------------------------------------------------------


def test_papers_are_stacked_by_year_and_section() -> None:
    records = [paper("NLP", 2020), paper("Vision", 2022), paper("NLP", 2022), paper("NLP", 2022), paper("Audio", None)]

    chart = drawn(*records)["papers-per-year"]

    columns: dict[float, list[tuple[int, float]]] = {}
    for bar in chart.bars[:3]:
        columns.setdefault(round(bar.x), []).append((bar.series, bar.height))
    unit = columns[min(columns)][0][1]
    assert [[(series, round(height / unit, 6)) for series, height in bars] for bars in columns.values()] == [
        [(1, 1)],
        [(1, 2), (2, 1)],
    ]
    assert [text for text in shown(chart) if text.startswith("20")] == ["2020", "2021", "2022"]
    assert shown(chart)[-2:] == ["NLP", "Vision"]
    assert chart.alternative == "4 papers from 2020 to 2022, most in 2022 (3). By section: NLP 3, Vision 1."


def test_one_year_is_a_picture_too() -> None:
    chart = drawn(paper())["papers-per-year"]

    assert chart.alternative == "1 paper of 2021, most in 2021 (1). By section: NLP 1."
    assert len(chart.bars) == 2


def test_the_smallest_of_many_sections_are_put_together() -> None:
    records = [paper(f"Section {n}") for n in range(30) for _ in range(30 - n)]

    chart = drawn(*records)["papers-per-year"]

    assert [text for text in shown(chart) if "Section" in text] == [f"Section {n}" for n in range(7)]
    assert "Other sections" in shown(chart)
    heights = {bar.series: bar.height for bar in chart.bars[:8]}
    assert round(heights[OTHER] / heights[1], 3) == round(sum(range(1, 24)) / 30, 3)


def test_eight_sections_have_a_colour_each() -> None:
    chart = drawn(*(paper(f"Section {n}") for n in range(8)))["papers-per-year"]

    assert [bar.series for bar in chart.bars[:8]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert "Other sections" not in shown(chart)


def test_years_long_ago_share_a_column() -> None:
    chart = drawn(*(paper(year=year) for year in (1950, 1999, 2010, 2024)))["papers-per-year"]

    assert [text for text in shown(chart) if text[0] in "≤’"] == ["≤2010", *(f"’{year}" for year in range(12, 25, 2))]
    assert round(chart.bars[0].height / chart.bars[1].height) == 3


def test_venues_have_their_short_names_and_stand_by_number() -> None:
    records = [paper(venue=venue) for venue in ("ICLR", "Int. Conf. on L. R.", "arXiv.org", None)]

    chart = drawn(*records, venues={"ICLR": ["int. conf. on l. r."]})["venues"]

    assert shown(chart) == ["ICLR", "2", "arXiv.org", "1"]
    assert chart.bars[0].width == 2 * chart.bars[1].width
    assert chart.alternative == "The venues of 3 papers: ICLR 2, arXiv.org 1."


def test_rare_venues_are_put_together() -> None:
    chart = drawn(*(paper(venue=f"V{n:02}") for n in range(13)))["venues"]

    assert shown(chart)[-2:] == ["3 others", "3"]
    assert [bar.series for bar in chart.bars] == [1] * 10 + [OTHER]


def test_tags_are_discs_whose_areas_count() -> None:
    records = [paper(year=2020, tags=("A", "B"))] + [paper(year=2022, tags=("A",)) for _ in range(4)]

    chart = drawn(*records)["tags"]

    assert [(round(dot.radius / chart.dots[0].radius, 6), dot.y) for dot in chart.dots] == [(1, 48), (2, 48), (1, 72)]
    assert shown(chart)[:4] == ["A", "5", "B", "1"]
    assert chart.alternative == "Papers with each of the most frequent tags: A 5 (most in 2022), B 1 (most in 2020)."


def test_two_spellings_of_a_tag_are_one_row() -> None:
    records = [paper(tags=(tag,)) for tag in ("Prompt Tuning", "prompt-tuning", "Prompt Tuning")]

    assert drawn(*records)["tags"].alternative.endswith("tags: Prompt Tuning 3 (most in 2021).")
    assert drawn(*records, tags={"Prompts": ["prompt tuning"]})["tags"].alternative.endswith(
        "Prompts 3 (most in 2021)."
    )


def test_what_there_is_not_is_not_drawn() -> None:
    tool = paper()._replace(
        listed=ListedEntry.create(Entry(title="T", code="https://e.org"), ("A",), SourceNode("", {}, [0]))
    )

    assert drawn() == {}
    assert drawn(tool) == {}
    assert list(drawn(paper(year=None, venue="ICLR", tags=("A",)))) == ["venues"]


# How it is drawn -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["W", "Transactions on ", "機械学習", "x\u0301\u0301"])
def test_nothing_stands_outside_or_on_top_of_another_thing(word: str) -> None:
    long = [paper(word * 20_000, 2000 + n, word * 20_000, (word * 20_000,)) for n in range(25)]
    many = [paper(f"{word[:9]} {n}", venue="WMT") for n in range(9)] * 900

    for chart in (*drawn(*long, *many).values(), *drawn(paper(venue="WMT", tags=("MMM",))).values()):
        for bar in chart.bars:
            assert 0 <= bar.x < bar.x + bar.width <= WIDTH
            assert 0 <= bar.y < bar.y + bar.height <= chart.height
        lines: dict[float, list[tuple[float, float]]] = {}
        for label in chart.labels:
            start = label.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * width(label.text)
            lines.setdefault(label.y, []).append((start, start + width(label.text)))
            assert label.y < chart.height
        for rule in chart.rules:
            assert 0 <= rule.x < rule.end <= WIDTH
            assert 0 <= rule.y <= chart.height
            for y, spans in lines.items():
                if y - 13 < rule.y < y + 3:  # from the top of a text to what hangs below its line
                    spans.append((rule.x, rule.end))
        for spans in map(sorted, lines.values()):
            assert spans[0][0] >= 0
            assert spans[-1][1] <= WIDTH
            assert all(span[1] <= following[0] for span, following in pairwise(spans))
        dots = sorted((dot.y, dot.x, dot.radius) for dot in chart.dots)
        assert all(a[0] != b[0] or a[1] + a[2] <= b[1] - b[2] + 0.01 for a, b in pairwise(dots))


def test_the_smallest_sections_are_told_together() -> None:
    chart = drawn(*(paper(f"S{n:02}") for n in range(30)))["papers-per-year"]

    assert chart.alternative.endswith("By section: S00 1, S01 1, S02 1, S03 1, S04 1, S05 1, S06 1, 23 others 23.")


# In a list -----------------------------------------------------------------------------------------------------------


LIST = """
title: NLP
items:
  - { title: A, paper: { arxiv_id: "2106.09685", year: 2022, venue: 'I"C<L>R & $1 $2' }, tags: [LoRA] }
  - { title: B, paper: { arxiv_id: "2106.04647", year: 2021 } }
"""
FILES = [f"assets/{name}{theme}.svg" for name in ("papers-per-year", "venues", "tags") for theme in ("", "-dark")]


@pytest.fixture
def pictured(call: Call, write: Write, root: Path) -> Path:
    write(LIST)
    write("readme: { pictures: true }", "catalogue.yaml")
    assert call("build", "--offline").out == "README.md: written\n" + "".join(f"{path}: written\n" for path in FILES)
    return root


def test_pictures_are_files_that_the_readme_shows(pictured: Path) -> None:
    readme = (pictured / "README.md").read_text(encoding="utf-8")

    assert all((pictured / path).is_file() for path in FILES)
    assert "- [In Pictures](#in-pictures)\n" in readme
    assert (
        '<picture>\n<source media="(prefers-color-scheme: dark)" srcset="assets/venues-dark.svg">\n'
        '<img alt="The venues of 1 paper: I&#34;C&lt;L&gt;R &amp; $1 $2 1." src="assets/venues.svg">\n</picture>\n'
        in readme
    )


def test_a_second_build_draws_nothing_anew(pictured: Path, call: Call) -> None:
    assert call("build", "--offline").out == "README.md: already current\n"
    assert call("build", "--check").code == 0

    (pictured / FILES[0]).write_bytes(GENERATED_HEADER)

    assert call("build", "--check").err == f"{FILES[0]} is not current; run: awesome-adapters build\n"


def test_pictures_that_nobody_wants_any_more_go_and_those_of_others_stay(
    pictured: Path, call: Call, write: Write
) -> None:
    write("title: A", "catalogue.yaml")
    (pictured / "assets" / "logo.svg").write_text("<svg/>\n")

    done = call("build", "--offline")

    gone = "".join(f"{path}: removed, it is no longer needed\n" for path in sorted(FILES))
    assert done.out == f"README.md: written\n{gone}"
    assert [path.name for path in (pictured / "assets").iterdir()] == ["logo.svg"]


def test_a_picture_of_somebody_else_is_not_written_over(pictured: Path, call: Call) -> None:
    (pictured / FILES[0]).write_text("<svg/>\n")

    done = call("build", "--offline")

    message = f"error: {FILES[0]} was not written by this program, and the build would overwrite it"
    assert done == Done(1, "", f"{message}; rename it, or use --force\n")
    assert (pictured / FILES[0]).read_text() == "<svg/>\n"


@pytest.mark.slow
def test_the_same_list_is_the_same_bytes(pictured: Path) -> None:
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-m", "awesome_adapters", "build", "--check"],
            cwd=pictured,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=False,
        )
        assert done.returncode == 0


def test_a_list_draws_nothing_unless_it_is_told(call: Call, write: Write, root: Path) -> None:
    write(LIST)

    call("build", "--offline")

    assert "picture>" not in (root / "README.md").read_text(encoding="utf-8")
    assert not (root / "assets").exists()


@pytest.mark.parametrize("value", ["yes", "1", "True", "[]"])
def test_pictures_are_wanted_or_not(call: Call, write: Write, value: str) -> None:
    write(LIST)
    write(f"readme: {{ pictures: {value} }}", "catalogue.yaml")

    assert call("check").code == 1
