"""Pictures of the list as SVG: papers by year and section, by venue, and tags over the years."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Template
from markupsafe import Markup

from awesome_adapters.catalogue import Record
from awesome_adapters.documents import Document
from awesome_adapters.formats import templates
from awesome_adapters.schema import Settings
from awesome_adapters.text import one_line

FOLDER = "assets"

WIDTH = 480
"""Units of a picture's width; at this size a text of 13 can be read on a phone of 360 pixels too."""

_LEFT, _RIGHT, _ROW = 8, 8, 24
_LETTER = 7.2
"""How wide a letter is at most, on average, of the fonts that readers have."""

_MOST_SECTIONS, _MOST_VENUES, _MOST_TAGS, _MOST_YEARS = 7, 10, 10, 15
_LONGEST = 28
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
    def light(self) -> str:
        """Return the path of the picture for light pages."""
        return f"{FOLDER}/{self.name}.svg"

    @property
    def dark(self) -> str:
        """Return the path of the picture for dark pages."""
        return f"{FOLDER}/{self.name}-dark.svg"


def charts(settings: Settings, records: Iterable[Record]) -> list[Chart]:
    """Make the pictures of a list for which there is something to draw."""
    papers = [record for record in records if record.listing.is_paper]
    made = (_years(papers), _venues(papers, settings), _tags(papers))
    return [chart for chart in made if chart]


def documents(root: Path, charts: Iterable[Chart]) -> Iterator[Document]:
    """Draw each picture for light and for dark pages."""
    template = _template(root)
    for chart in charts:
        for path, theme in ((chart.light, LIGHT), (chart.dark, DARK)):
            yield Document(path, template.render(chart=chart, theme=theme, width=WIDTH).encode())


def inline(root: Path, charts: Iterable[Chart]) -> list[Markup]:
    """Draw pictures to stand in a page, which has the `stylesheet` and styles their classes `quiet` and `rule`."""
    template = _template(root)
    return [Markup(template.render(chart=chart, theme=None, width=WIDTH)) for chart in charts]  # noqa: S704


def stylesheet() -> str:
    """Return the colours of pictures that stand in a page."""
    light, dark = (
        "".join(f".c{n}{{fill:{colour}}}" for n, colour in enumerate(one.series, 1)) for one in (LIGHT, DARK)
    )
    return f"{light}@media (prefers-color-scheme: dark){{{dark}}}\n"


def _template(root: Path) -> Template:
    try:
        return templates.environment(root, {"number": _number, "line": one_line}).get_template("chart.svg")
    except templates.FAULTS as error:
        raise templates.failure(error) from error


def _number(value: float) -> str:
    """Write a coordinate with a digit behind the point at most."""
    return f"{value:.1f}".removesuffix(".0")


# Papers by year and section ------------------------------------------------------------------------------------------


def _years(papers: list[Record]) -> Chart | None:
    counts = Counter((paper.listing.titles[0], paper.year) for paper in papers if paper.year)
    if not counts:
        return None
    shown, labels = _axis(counts)
    names = list(dict.fromkeys(paper.listing.titles[0] for paper in papers))
    largest = Counter({name: sum(n for (one, _), n in counts.items() if one == name) for name in names})
    chosen = {name for name, n in largest.most_common(_MOST_SECTIONS if len(names) > _MOST_SECTIONS + 1 else 8) if n}
    rows = [name for name in names if name in chosen]
    rest = [name for name in names if name not in chosen and largest[name]]
    series = {name: number for number, name in enumerate(rows, 1)} | dict.fromkeys(rest, OTHER)
    totals = {year: sum(n for (_, one), n in counts.items() if shown.get(one) == shown[year]) for year in shown}
    legend, top = _legend([(_cut(name), series[name]) for name in rows] + [("Other sections", OTHER)] * bool(rest))
    top += 20
    bottom = top + 180
    step = _step(max(totals.values()))
    scale = (bottom - top) / (step * math.ceil(max(totals.values()) / step))
    rules, ticks = [], []
    for value in range(0, max(totals.values()) + step, step):
        y = bottom - value * scale
        rules.append(Rule(34, y, WIDTH - _RIGHT))
        ticks.append(Label(28, y + 4.5, str(value), "end", is_quiet=True))
    column = (WIDTH - _RIGHT - 34) / len(labels)
    bars = []
    for place, label in enumerate(labels):
        y = bottom
        for number in sorted(set(series.values())):
            amount = sum(n for (name, year), n in counts.items() if series[name] == number and shown.get(year) == place)
            if amount:
                y -= amount * scale
                bars.append(Bar(34 + (place + 0.15) * column, y, 0.7 * column, amount * scale, number))
        ticks.append(Label(34 + (place + 0.5) * column, bottom + 18, label, "middle", is_quiet=True))
    by_year = Counter(paper.year for paper in papers if paper.year)
    best, most = max(by_year.items(), key=lambda pair: (pair[1], pair[0] or 0))
    sections = ", ".join(f"{name} {n:,}" for name, n in largest.most_common() if n)
    alternative = f"{_papers(by_year.total())} {_span(by_year)}, most in {best} ({most:,}). By section: {sections}."
    return Chart(
        "papers-per-year", "Papers per year", alternative, bottom + 28, bars + legend[0], [], ticks + legend[1], rules
    )


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


def _legend(names: list[tuple[str, int]]) -> tuple[tuple[list[Bar], list[Label]], float]:
    """Set names behind squares of their colours, line by line; return them, and where they end."""
    bars, labels, x, y = [], [], float(_LEFT), 40.0
    for name, series in names:
        width = 26 + len(name) * _LETTER
        if x > _LEFT and x + width > WIDTH:
            x, y = float(_LEFT), y + 20
        bars.append(Bar(x, y - 10, 11, 11, series))
        labels.append(Label(x + 16, y, name))
        x += width
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
    left = 12 + max(len(name) for name, _, _ in rows) * _LETTER
    scale = (WIDTH - left - 44) / max(number for _, number, _ in rows)
    bars, labels = [], []
    for place, (name, number, series) in enumerate(rows):
        y = 36.0 + place * _ROW
        bars.append(Bar(left, y, max(number * scale, 1), _ROW - 8, series))
        labels.append(Label(left - 8, y + 13, name, "end"))
        labels.append(Label(left + number * scale + 6, y + 13, f"{number:,}", is_quiet=True))
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
    left = 12 + max(map(len, names)) * _LETTER
    column = (WIDTH - left - 44) / len(labels)
    cells = _cells(counts, places)
    largest = max(cells.values())
    radius = min(_ROW / 2 - 1, column / 2)
    dots, texts, rules = [], [], []
    for number, (tag, name) in enumerate(zip(rows, names, strict=True)):
        y = 48.0 + number * _ROW
        rules.append(Rule(left, y, WIDTH - 44))
        texts.append(Label(left - 8, y + 4.5, name, "end"))
        texts.append(Label(WIDTH - _RIGHT, y + 4.5, f"{totals[tag]:,}", "end", is_quiet=True))
        for (other, place), amount in cells.items():
            if other == tag:
                size = radius * math.sqrt(amount / largest)
                dots.append(Dot(left + (place + 0.5) * column, y, max(size, 1.5), 1))
    bottom = 48.0 + len(rows) * _ROW
    texts += [
        Label(left + (place + 0.5) * column, bottom + 8, label, "middle", is_quiet=True)
        for place, label in enumerate(labels)
    ]
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


def _cut(name: str) -> str:
    name = one_line(name)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
