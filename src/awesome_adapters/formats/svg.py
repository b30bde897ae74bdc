"""Drawing as SVG: shapes, colours, the widths of texts, and the files of pictures."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Template
from markupsafe import Markup

from awesome_adapters.formats import templates
from awesome_adapters.storage.files import GENERATED_HEADER, PICTURES, Document
from awesome_adapters.text import collapse_whitespace

WIDTH = 400
"""Units of a picture's width: a text of 13 has more than 10 pixels on a phone of 360 with margins."""

_MOST_LETTERS = 100
"""Of a name; no picture has room for so many, unless they are marks upon others."""

OTHER = 8
"""The series of what is put together; the ones before it are of single sections."""


class Theme(NamedTuple):
    """The colours of a picture. The first seven series differ for the colour-blind too (after Okabe and Ito)."""

    ground: str
    text: str
    quiet: str
    line: str
    series: tuple[str, ...]


_LIGHT_SERIES = ("#0072b2", "#c65100", "#007a5a", "#aa3377", "#8a6d00", "#1f3b73", "#8257c4", "#767676")
_DARK_SERIES = ("#58a6e8", "#ff9152", "#3fc79a", "#e77ab8", "#d9b84a", "#d6ebff", "#b79cf0", "#9aa4ad")
LIGHT = Theme("#ffffff", "#1f2328", "#59636e", "#d1d9e0", _LIGHT_SERIES)
DARK = Theme("#0d1117", "#f0f6fc", "#9198a1", "#3d444d", _DARK_SERIES)


class Bar(NamedTuple):
    """A rectangle in the colour of a series."""

    x: float
    y: float
    width: float
    height: float
    series: int


class Dot(NamedTuple):
    """A disc in the colour of a series."""

    x: float
    y: float
    radius: float
    series: int


class Label(NamedTuple):
    """A text; `anchor` says which end of it stands at x, and quiet ones are of the scales."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    is_quiet: bool = False


class Rule(NamedTuple):
    """A thin horizontal line."""

    x: float
    y: float
    end: float


class Chart(NamedTuple):
    """A picture before it is drawn; `name` is its file's, without a suffix, and `alternative` says what it shows."""

    name: str
    title: str
    alternative: str
    height: float
    bars: list[Bar]
    dots: list[Dot]
    labels: list[Label]
    rules: list[Rule]

    @property
    def paths(self) -> list[tuple[str, str]]:
        """Return the outlines of all shapes of one class together, in SVG's path commands, with that class."""
        outlines: defaultdict[str, str] = defaultdict(str)
        for rule in self.rules:
            outlines["rule"] += f"M{_number(rule.x)} {_number(rule.y)}H{_number(rule.end)}"
        for bar in self.bars:
            left, right, bottom = map(_number, (bar.x, bar.x + bar.width, bar.y + bar.height))
            outlines[f"c{bar.series}"] += f"M{left} {_number(bar.y)}H{right}V{bottom}H{left}Z"
        for dot in self.dots:
            radius = _number(dot.radius)
            across = _number(2 * float(radius))  # twice the rounded radius: two arcs are half a circle each
            arcs = f"a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0Z"
            outlines[f"c{dot.series}"] += f"M{_number(dot.x - dot.radius)} {_number(dot.y)}{arcs}"
        return list(outlines.items())

    @property
    def texts(self) -> list[tuple[str, str, str, str, str]]:
        """Return the labels: x, y, text, `text-anchor` and class."""
        return [
            (_number(x), _number(y), collapse_whitespace(text), anchor, "quiet" if is_quiet else "name")
            for x, y, text, anchor, is_quiet in self.labels
        ]

    @property
    def light(self) -> str:
        """Return the path of the picture for light pages."""
        return f"{PICTURES}/{self.name}.svg"

    @property
    def dark(self) -> str:
        """Return the path of the picture for dark pages."""
        return f"{PICTURES}/{self.name}-dark.svg"


def _number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def documents(root: Path, charts: Iterable[Chart]) -> Iterator[Document]:
    """Draw each picture for light and for dark pages."""
    template = _template(root)
    for chart in charts:
        for path, theme in ((chart.light, LIGHT), (chart.dark, DARK)):
            yield Document(path, GENERATED_HEADER + b"\n" + _render(template, chart, theme))


def inline(root: Path, charts: Iterable[Chart]) -> list[Markup]:
    """Draw pictures to stand in a page, which has the `stylesheet` and styles their classes `quiet` and `rule`."""
    template = _template(root)
    return [Markup(_render(template, chart, None).decode()) for chart in charts]  # noqa: S704 (the template escapes)


def stylesheet() -> str:
    """Return the colours of pictures that stand in a page."""
    return _fills(f"light-dark({light},{dark})" for light, dark in zip(LIGHT.series, DARK.series, strict=True))


def _template(root: Path) -> Template:
    with templates.faults_located():
        return templates.environment(root, {}).get_template("chart.svg")


def _render(template: Template, chart: Chart, theme: Theme | None) -> bytes:
    description, height = collapse_whitespace(chart.alternative), _number(chart.height)
    fills = theme and _fills(theme.series)
    names = {"theme": theme, "fills": fills, "width": WIDTH, "height": height}
    with templates.faults_located():
        return template.render(chart=chart, description=description, **names).encode()


def _fills(series: Iterable[str]) -> str:
    return "".join(f".c{number}{{fill:{colour}}}" for number, colour in enumerate(series, 1))


_WIDE, _NARROW = frozenset("mwMW@%&—…≤"), frozenset("fijlrtI.,:;'’|!()[]{}/ -")


def width(text: str) -> float:
    """Return how wide a text of size 13 is at most, in units; the fonts that readers have differ by a fifth."""
    return sum(map(_letter_width, text))


@cache
def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 5.5
    if letter in _WIDE:
        return 13
    if letter.isascii():
        return 9 if letter.isupper() else 8
    if unicodedata.combining(letter):
        return 0
    return 13.5 if unicodedata.east_asian_width(letter) in "WF" else 10


def shorten(name: str, limit: float) -> str:
    """Return a name that is at most `limit` units wide; one that is cut ends in an ellipsis."""
    name = collapse_whitespace(name)
    if len(name) <= _MOST_LETTERS and width(name) <= limit:
        return name
    name = name[:_MOST_LETTERS]
    while width(f"{name}…") > limit:
        name = name[:-1]
    return f"{name.rstrip()}…"
