"""Drawing: each text has room, each colour can be told from the ground, and any text stays a text."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from awesome_adapters.formats import charts, svg
from awesome_adapters.formats.svg import DARK, LIGHT, Theme
from awesome_adapters.schema.settings import Settings
from conftest import REPOSITORY, max_examples
from test_charts import drawn, paper, shown
from test_markdown import texts

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("WMT", 32.0),
        ("MMWW", 48.1),
        ("CVPR Workshops", 109.9),
        ("Natural Language Processing", 189.8),
        ("≤2012", 44.0),
        ("1,352", 37.2),
        ("自然言語", 52.0),
        ("Обработка", 73.8),
        ("illicit", 30.3),
    ],
)
def test_a_text_is_no_wider_than_thought(text: str, measured: float) -> None:
    """The widest of DejaVu Sans, Noto Sans and Liberation Sans at 13 pixels, measured in Chromium."""
    assert measured <= svg.width(text) <= 1.4 * measured


def test_a_disc_is_round() -> None:
    chart = drawn(*(paper(year=year, tags=("A",)) for year in range(2003, 2017)), paper(year=2003, tags=("A",)))["tags"]

    [arcs] = [outline for name, outline in chart.paths if name == "c1"]
    radii = re.findall(r"a([0-9.]+) ([0-9.]+) 0 1 0 (-?[0-9.]+) 0", arcs)

    assert len(radii) == 2 * 14
    assert all(x == y and abs(float(across)) == 2 * float(x) for x, y, across in radii)


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_colours_can_be_told_from_the_ground(theme: Theme) -> None:
    assert min(contrast(theme.ground, colour) for colour in (theme.text, theme.quiet)) >= 4.5
    assert min(contrast(theme.ground, colour) for colour in theme.series) >= 3


@max_examples(30)
@given(texts, texts, texts)
def test_any_text_comes_out_as_it_is(section: str, venue: str, tag: str) -> None:
    pictures = charts.charts(Settings(), [paper(section, 2021, venue, (tag,))])

    for document in svg.documents(REPOSITORY, pictures):
        tree = ET.fromstring(document.content)
        assert {element.tag for element in tree.iter()} <= {
            SVG + name for name in ("svg", "title", "desc", "style", "text", "path")
        }
    for markup, chart in zip(svg.inline(REPOSITORY, pictures), pictures, strict=True):
        tree = ET.fromstring(markup)
        drawn_texts = [" ".join((element.text or "").split()) for element in tree.iter(f"{SVG}text")]
        assert drawn_texts == [" ".join(text.split()) for text in (chart.title, *shown(chart))]
        assert tree.find(f"{SVG}style") is None


def test_pictures_of_a_page_have_ids_of_their_own() -> None:
    pictures = svg.inline(REPOSITORY, charts.charts(Settings(), [paper(venue="ICLR", tags=("A",))]))

    ids = [element.get("id") for markup in pictures for element in ET.fromstring(markup).iter() if element.get("id")]

    assert len(ids) == len(set(ids)) == 6
