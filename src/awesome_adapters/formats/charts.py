"""Pictures of the list as SVG: papers by year and section, by venue, and tags over the years."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Template
from markupsafe import Markup

from awesome_adapters.files import GENERATED_HEADER, PICTURES, Document
from awesome_adapters.formats import templates
from awesome_adapters.records import Record
from awesome_adapters.schema import Settings
from awesome_adapters.text import collapse_whitespace

WIDTH = 400
"""Units of a picture's width: a text of 13 has more than 10 pixels on a phone of 360 with margins."""

_LEFT, _RIGHT, _ROW = 8, 8, 24
_GAP = 6
"""Between two labels of a scale, and between a label and what it is about."""

_MOST_SECTIONS, _MOST_VENUES, _MOST_TAGS, _MOST_YEARS = 7, 10, 10, 15
_LONGEST = 150
"""How wide the name of a row can be; a cut one ends in an ellipsis."""

_MOST_LETTERS = 100
"""Of a name; no picture has room for so many, unless they are marks upon others."""

OTHER = 8
"""The colour of what is put together; the ones before it are of single sections."""


class Theme(NamedTuple):
    """The colours of a picture. The first seven series differ for the colour-blind too (after Okabe and Ito)."""

    ground: str
    text: str
    quiet: str
    line: str
    series: tuple[str, ...]


LIGHT = Theme(
    "#ffffff",
    "#1f2328",
    "#59636e",
    "#d1d9e0",
    ("#0072b2", "#c65100", "#007a5a", "#aa3377", "#8a6d00", "#1f3b73", "#8257c4", "#767676"),
)
DARK = Theme(
    "#0d1117",
    "#f0f6fc",
    "#9198a1",
    "#3d444d",
    ("#58a6e8", "#ff9152", "#3fc79a", "#e77ab8", "#d9b84a", "#d6ebff", "#b79cf0", "#9aa4ad"),
)


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
        outlines: dict[str, list[str]] = {}
        for rule in self.rules:
            outlines.setdefault("rule", []).append(f"M{_number(rule.x)} {_number(rule.y)}H{_number(rule.end)}")
        for bar in self.bars:
            right, bottom = _number(bar.x + bar.width), _number(bar.y + bar.height)
            outline = f"M{_number(bar.x)} {_number(bar.y)}H{right}V{bottom}H{_number(bar.x)}Z"
            outlines.setdefault(f"c{bar.series}", []).append(outline)
        for dot in self.dots:
            radius = _number(dot.radius)
            across = _number(2 * float(radius))  # no less than twice what is written: two arcs are half a circle each
            arcs = f"a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0Z"
            outlines.setdefault(f"c{dot.series}", []).append(f"M{_number(dot.x - dot.radius)} {_number(dot.y)}{arcs}")
        return [(name, "".join(shapes)) for name, shapes in outlines.items()]

    @property
    def texts(self) -> list[tuple[str, str, str, str, str]]:
        """Return the labels: x, y, text, `text-anchor` and class."""
        return [
            (
                _number(one.x),
                _number(one.y),
                collapse_whitespace(one.text),
                one.anchor,
                "quiet" if one.is_quiet else "name",
            )
            for one in self.labels
        ]

    @property
    def light(self) -> str:
        """Return the path of the picture for light pages."""
        return f"{PICTURES}/{self.name}.svg"

    @property
    def dark(self) -> str:
        """Return the path of the picture for dark pages."""
        return f"{PICTURES}/{self.name}-dark.svg"


def charts(settings: Settings, records: Iterable[Record]) -> list[Chart]:
    """Make the pictures of a list for which there is something to draw."""
    papers = [record for record in records if record.listed.is_paper]
    made = (_years(papers), _venues(papers, settings), _tags(papers))
    return [chart for chart in made if chart]


def documents(root: Path, charts: Iterable[Chart]) -> Iterator[Document]:
    """Draw each picture for light and for dark pages."""
    template = _template(root)
    for chart in charts:
        for path, theme in ((chart.light, LIGHT), (chart.dark, DARK)):
            yield Document(path, GENERATED_HEADER + b"\n" + _drawn(template, chart, theme).encode())


def inline(root: Path, charts: Iterable[Chart]) -> list[Markup]:
    """Draw pictures to stand in a page, which has the `stylesheet` and styles their classes `quiet` and `rule`."""
    template = _template(root)
    return [Markup(_drawn(template, chart, None)) for chart in charts]  # noqa: S704


def _drawn(template: Template, chart: Chart, theme: Theme | None) -> str:
    fills = theme and _fills(theme)
    description, height = collapse_whitespace(chart.alternative), _number(chart.height)
    return template.render(chart=chart, description=description, theme=theme, fills=fills, width=WIDTH, height=height)


def _fills(theme: Theme) -> str:
    return "".join(f".c{number}{{fill:{colour}}}" for number, colour in enumerate(theme.series, 1))


def stylesheet() -> str:
    """Return the colours of pictures that stand in a page."""
    light, dark = _fills(LIGHT), _fills(DARK)
    return f"{light}@media (prefers-color-scheme: dark){{{dark}}}"


def _template(root: Path) -> Template:
    try:
        return templates.environment(root, {}).get_template("chart.svg")
    except templates.FAULTS as error:
        raise templates.failure(error) from error


def _number(value: float) -> str:
    """Write a coordinate with a digit behind the point at most."""
    return f"{value:.1f}".removesuffix(".0")


# Papers by year and section ------------------------------------------------------------------------------------------


def _years(papers: list[Record]) -> Chart | None:
    counts = Counter((paper.listed.section_path[0], paper.year) for paper in papers if paper.year)
    if not counts:
        return None
    places, years = _axis(counts)
    sections: Counter[str] = Counter()
    by_year: Counter[int | None] = Counter()
    for (name, year), number in counts.items():
        sections[name] += number
        by_year[year] += number
    most = len(sections) if len(sections) <= _MOST_SECTIONS + 1 else _MOST_SECTIONS
    chosen = dict(sections.most_common(most))
    rows = [name for name in dict.fromkeys(paper.listed.section_path[0] for paper in papers) if name in chosen]
    series = {name: number for number, name in enumerate(rows, 1)}
    cells: Counter[tuple[int, int]] = Counter()
    for (name, year), number in counts.items():
        cells[places[year], series.get(name, OTHER)] += number
    others = len(sections) - len(rows)
    names = [(name, series[name]) for name in rows] + [("Other sections", OTHER)] * bool(others)
    (bars, labels), top = _legend(names)
    top += 20
    bottom = top + 180
    heights = Counter(places[year] for year in by_year.elements())
    rules, ticks, left, unit = _scale(max(heights.values()), top, bottom)
    column = (WIDTH - _RIGHT - left) / len(years)
    stacks = dict.fromkeys(heights, bottom)
    drawn = []
    for (place, number), amount in sorted(cells.items()):
        stacks[place] -= amount * unit
        drawn.append(Bar(left + (place + 0.15) * column, stacks[place], 0.7 * column, amount * unit, number))
    labels = [*ticks, *_below(years, left, column, bottom + 18), *labels]
    best, largest = max(by_year.items(), key=lambda pair: (pair[1], pair[0] or 0))
    told = [f"{name} {number:,}" for name, number in sections.most_common() if name in chosen]
    if others:
        rest = sections.total() - sum(chosen.values())
        told.append(f"{others:,} other{'s' if others > 1 else ''} {rest:,}")
    numbers = f"{_papers(by_year.total())} {_span(by_year)}, most in {best} ({largest:,})"
    alternative = f"{numbers}. By section: {', '.join(told)}."
    return Chart("papers-per-year", "Papers per year", alternative, bottom + 28, drawn + bars, [], labels, rules)


def _scale(most: int, top: float, bottom: float) -> tuple[list[Rule], list[Label], float, float]:
    """Return the lines and the numbers of a scale from 0, where the picture begins beside it, and the height of 1."""
    step = _step(most)
    values = range(0, step * math.ceil(most / step) + 1, step)
    end = _LEFT + max(width(f"{value:,}") for value in values)
    unit = (bottom - top) / values[-1]
    rules = [Rule(end + _GAP, bottom - value * unit, WIDTH - _RIGHT) for value in values]
    labels = [Label(end, bottom - value * unit + 4.5, f"{value:,}", "end", is_quiet=True) for value in values]
    return rules, labels, end + _GAP, unit


def _axis(counts: Iterable[tuple[object, int | None]]) -> tuple[dict[int | None, int], list[str]]:
    """Return the place of each year, and what stands below each place; years long ago share the first one."""
    years = sorted({year for _, year in counts if year})
    first = max(years[0], years[-1] - _MOST_YEARS + 1)
    places: dict[int | None, int] = {year: max(0, year - first) for year in years}
    labels = [str(year) for year in range(first, years[-1] + 1)]
    if years[0] < first:
        labels[0] = f"≤{first}"
    if len(labels) > 9:
        labels = [label if "≤" in label else f"’{label[2:]}" for label in labels]
    return places, labels


def _below(names: list[str], left: float, column: float, y: float) -> list[Label]:
    """Set the names of columns below them: the last one, and so many of those before as have room.

    Years that share a column must be told by their name.
    """
    labels = [
        Label(left + (place + 0.5) * column, y, name, "middle", is_quiet=True) for place, name in enumerate(names)
    ]
    first, *others = labels
    begin = first.x + width(first.text) / 2 + _GAP if "≤" in first.text else 0.0
    end = float(WIDTH)
    shown = []
    for label in (*reversed(others), first):
        half = width(label.text) / 2
        if label.x + half <= end and (label is first or label.x - half >= begin):
            shown.append(label)
            end = label.x - half - _GAP
    return shown[::-1]


def _legend(names: list[tuple[str, int]]) -> tuple[tuple[list[Bar], list[Label]], float]:
    """Set names behind squares of their colours, line by line; return them, and where they end."""
    bars, labels, x, y = [], [], float(_LEFT), 40.0
    for whole, series in names:
        name = _cut(whole, WIDTH - _LEFT - _RIGHT - 16)
        if x > _LEFT and x + 16 + width(name) > WIDTH - _RIGHT:
            x, y = float(_LEFT), y + 20
        bars.append(Bar(x, y - 10, 11, 11, series))
        labels.append(Label(x + 16, y, name))
        x += 16 + width(name) + 12
    return (bars, labels), y


def _step(most: int) -> int:
    """Return the distance of the lines of a scale: 1, 2 or 5 with zeros, so that some five of them reach the top."""
    power = int("1" + "0" * (len(str(max(1, most // 5))) - 1))
    steps: list[int] = [power * factor for factor in (1, 2, 5, 10) if power * factor * 5 >= most]
    return steps[0]


# Venues --------------------------------------------------------------------------------------------------------------


def _venues(papers: list[Record], settings: Settings) -> Chart | None:
    short = settings.short_venues()
    counts = Counter(short.get(paper.venue.casefold(), paper.venue) for paper in papers if paper.venue)
    if not counts:
        return None
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))
    rows = [(_cut(name), number, 1) for name, number in ordered[:_MOST_VENUES]]
    rest = ordered[_MOST_VENUES:]
    if rest:
        rows.append((f"{len(rest):,} other{'s' if len(rest) > 1 else ''}", sum(number for _, number in rest), OTHER))
    left = _LEFT + max(width(name) for name, _, _ in rows) + _GAP
    end = WIDTH - _RIGHT - _GAP - max(width(f"{number:,}") for _, number, _ in rows)
    scale = (end - left) / max(number for _, number, _ in rows)
    bars, labels = [], []
    for place, (name, number, series) in enumerate(rows):
        y = 36.0 + place * _ROW
        bars.append(Bar(left, y, max(number * scale, 1), _ROW - 8, series))
        labels.append(Label(left - _GAP, y + 13, name, "end"))
        labels.append(Label(left + number * scale + _GAP, y + 13, f"{number:,}", is_quiet=True))
    named = ", ".join(f"{name} {number:,}" for name, number, _ in rows)
    alternative = f"The venues of {_papers(counts.total())}: {named}."
    return Chart("venues", "Venues", alternative, 40 + len(rows) * _ROW, bars, [], labels, [])


# Tags over the years -------------------------------------------------------------------------------------------------


def _tags(papers: list[Record]) -> Chart | None:
    counts = Counter((tag, paper.year) for paper in papers if paper.year for tag in dict.fromkeys(paper.tags))
    totals: Counter[str] = Counter()
    for (tag, _), number in counts.items():
        totals[tag] += number
    rows = sorted(totals, key=lambda tag: (-totals[tag], tag.casefold(), tag))[:_MOST_TAGS]
    if not rows:
        return None
    places, labels = _axis(counts)
    names = [_cut(tag) for tag in rows]
    left = _LEFT + max(map(width, names)) + _GAP
    end = WIDTH - _RIGHT - _GAP - max(width(f"{totals[tag]:,}") for tag in rows)
    column = (end - left) / len(labels)
    cells = _cells(counts, places)
    largest = max(cells.values())
    radius = min(_ROW / 2 - 1, column / 2)
    dots, texts, rules = [], [], []
    for number, (tag, name) in enumerate(zip(rows, names, strict=True)):
        y = 48.0 + number * _ROW
        rules.append(Rule(left, y, end))
        texts.append(Label(left - _GAP, y + 4.5, name, "end"))
        texts.append(Label(WIDTH - _RIGHT, y + 4.5, f"{totals[tag]:,}", "end", is_quiet=True))
        for (other, place), amount in cells.items():
            if other == tag:
                size = radius * math.sqrt(amount / largest)
                dots.append(Dot(left + (place + 0.5) * column, y, max(size, 1.5), 1))
    bottom = 48.0 + len(rows) * _ROW
    texts += _below(labels, left, column, bottom + 8)
    told = ", ".join(f"{tag} {totals[tag]:,} (most in {_best(counts, tag)})" for tag in rows)
    return Chart(
        "tags",
        "Tags over the years",
        f"Papers with each of the most frequent tags: {told}.",
        bottom + 20,
        [],
        dots,
        texts,
        rules,
    )


def _cells(counts: Counter[tuple[str, int]], places: dict[int | None, int]) -> Counter[tuple[str, int]]:
    cells: Counter[tuple[str, int]] = Counter()
    for (tag, year), number in counts.items():
        cells[tag, places[year]] += number
    return cells


def _best(counts: Counter[tuple[str, int]], tag: str) -> int:
    return max((number, year) for (other, year), number in counts.items() if other == tag)[1]


# Words ---------------------------------------------------------------------------------------------------------------


def _papers(number: int) -> str:
    return f"{number:,} paper{'' if number == 1 else 's'}"


def _span(years: Iterable[int | None]) -> str:
    known = sorted(year for year in years if year)
    return f"from {known[0]} to {known[-1]}" if known[0] != known[-1] else f"of {known[0]}"


def _cut(name: str, longest: float = _LONGEST) -> str:
    name = collapse_whitespace(name)
    if len(name) <= _MOST_LETTERS and width(name) <= longest:
        return name
    name = name[:_MOST_LETTERS]
    while width(f"{name}…") > longest:
        name = name[:-1]
    return f"{name.rstrip()}…"


_WIDE, _NARROW = frozenset("mwMW@%&—…≤"), frozenset("fijlrtI.,:;'’|!()[]{}/ -")


def width(text: str) -> float:
    """Return how wide a text of size 13 is at most, in units; the fonts that readers have differ by a fifth."""
    return sum(map(_letter, text))


@cache
def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 5.5
    if letter in _WIDE:
        return 13
    if letter.isascii():
        return 9 if letter.isupper() else 8
    if unicodedata.combining(letter):
        return 0
    return 13.5 if unicodedata.east_asian_width(letter) in "WF" else 10
