"""Charts of the list: papers by year and section, by venue, and tags over the years."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from awesome_adapters.catalogue.tags import preferred, vocabulary
from awesome_adapters.formats.svg import OTHER, WIDTH, Bar, Chart, Dot, Label, Rule, shorten, width
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text.words import Words, fill

_LEFT, _RIGHT, _ROW = 8, 8, 24
_GAP = 6
"""Between two labels of a scale, and between a label and what it is about."""

_MOST_SECTIONS, _MOST_VENUES, _MOST_TAGS, _MOST_YEARS = 7, 10, 10, 15
_LONGEST_NAME = 150
"""How wide the name of a row can be."""


def charts(settings: Settings, records: Collection[Record]) -> list[Chart]:
    """Make the charts of a list for which there is something to draw; `records` are those of all entries."""
    papers = [record for record in records if record.listed.is_paper]
    spellings = vocabulary(settings.spellings(), (tag for record in records for tag in record.tags))
    words = settings.wording
    candidates = (_years(papers, words), _venues(papers, settings), _tags(papers, spellings, words))
    return [chart for chart in candidates if chart]


def _years(papers: list[Record], words: Words) -> Chart | None:
    dated = [(paper.listed.section_path[0], paper.year) for paper in papers if paper.year]
    if not dated:
        return None
    by_section = Counter(section for section, _ in dated)
    by_year = Counter(year for _, year in dated)
    limit = _MOST_SECTIONS if len(by_section) > _MOST_SECTIONS + 1 else len(by_section)
    largest = dict(by_section.most_common(limit))
    order = dict.fromkeys(paper.listed.section_path[0] for paper in papers)
    series = {section: number for number, section in enumerate((name for name in order if name in largest), 1)}
    others = len(by_section) - len(largest)

    squares, names, legend_end = _legend([*series.items(), *[(words.other_sections, OTHER)] * bool(others)])
    top = legend_end + 20
    bottom = top + 180
    columns, years = _columns(by_year)
    cells = Counter((columns[year], series.get(section, OTHER)) for section, year in dated)
    heights = Counter(columns[year] for _, year in dated)
    rules, ticks, left, unit = _scale(max(heights.values()), top, bottom)
    step = (WIDTH - _RIGHT - left) / len(years)
    bars = _stacks(cells, left, step, bottom, unit)
    labels = [*ticks, *_below(years, left, step, bottom + 18), *names]

    best = _best_year(by_year)
    parts = [f"{section} {words.number(number)}" for section, number in largest.items()]
    if others:
        rest = by_section.total() - sum(largest.values())
        parts.append(f"{words.count('others', others)} {words.number(rest)}")
    first, last = min(by_year), max(by_year)
    alternative = fill(
        words.chart_of_years if first != last else words.chart_of_one_year,
        papers=words.count("papers", by_year.total()),
        first=str(first),
        last=str(last),
        best=str(best),
        number=words.number(by_year[best]),
        parts=", ".join(parts),
    )
    return Chart("papers-per-year", words.papers_per_year, alternative, bottom + 28, bars + squares, [], labels, rules)


def _stacks(cells: Counter[tuple[int, int]], left: float, step: float, bottom: float, unit: float) -> list[Bar]:
    """Pile the series of each column on each other; `cells` counts papers by column and series."""
    bars = []
    tops: dict[int, float] = {}
    for (column, series), number in sorted(cells.items()):
        height = number * unit
        tops[column] = tops.get(column, bottom) - height
        bars.append(Bar(left + (column + 0.15) * step, tops[column], 0.7 * step, height, series))
    return bars


def _scale(most: int, top: float, bottom: float) -> tuple[list[Rule], list[Label], float, float]:
    """Return the lines and the numbers of a scale from 0, where the picture begins beside it, and the height of 1."""
    step = _step(most)
    values = range(0, step * math.ceil(most / step) + 1, step)
    end = _LEFT + max(width(f"{value:,}") for value in values)
    unit = (bottom - top) / values[-1]
    rules = [Rule(end + _GAP, bottom - value * unit, WIDTH - _RIGHT) for value in values]
    labels = [Label(end, bottom - value * unit + 4.5, f"{value:,}", "end", is_quiet=True) for value in values]
    return rules, labels, end + _GAP, unit


def _step(most: int) -> int:
    """Return the distance of the lines of a scale: 1, 2 or 5 with zeros, so that some five of them reach the top."""
    power = int("1" + "0" * (len(str(max(1, most // 5))) - 1))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * 5 >= most)


def _legend(series: list[tuple[str, int]]) -> tuple[list[Bar], list[Label], float]:
    """Set names behind squares of their colours, line by line; return squares, names, and the y of the last line."""
    squares, names, x, y = [], [], float(_LEFT), 40.0
    for whole, number in series:
        name = shorten(whole, WIDTH - _LEFT - _RIGHT - 16)
        if x > _LEFT and x + 16 + width(name) > WIDTH - _RIGHT:
            x, y = float(_LEFT), y + 20
        squares.append(Bar(x, y - 10, 11, 11, number))
        names.append(Label(x + 16, y, name))
        x += 16 + width(name) + 12
    return squares, names, y


def _columns(years: Iterable[int]) -> tuple[dict[int, int], list[str]]:
    """Return the column of each year, and what stands below each column; years long ago share the first one."""
    ordered = sorted(years)
    oldest, latest = ordered[0], ordered[-1]
    first = max(oldest, latest - _MOST_YEARS + 1)
    labels = [str(year) for year in range(first, latest + 1)]
    if oldest < first:
        labels[0] = f"≤{first}"
    if len(labels) > 9:
        labels = [label if "≤" in label else f"’{label[2:]}" for label in labels]
    return {year: max(0, year - first) for year in ordered}, labels


def _best_year(counts: Mapping[int, int]) -> int:
    return max(counts, key=lambda year: (counts[year], year))


def _below(names: list[str], left: float, step: float, y: float) -> list[Label]:
    """Set the names below columns: the last, those that have room before it, and always that of a shared column."""
    points = ((left + (column + 0.5) * step, name) for column, name in enumerate(names))
    first, *others = (Label(x, y, name, "middle", is_quiet=True) for x, name in points)
    begin = first.x + width(first.text) / 2 + _GAP if "≤" in first.text else 0.0
    end = float(WIDTH)
    labels = []
    for label in (*reversed(others), first):
        half = width(label.text) / 2
        if label.x + half <= end and (label is first or label.x - half >= begin):
            labels.append(label)
            end = label.x - half - _GAP
    return labels[::-1]


def _venues(papers: list[Record], settings: Settings) -> Chart | None:
    words, short = settings.wording, settings.short_venues()
    counts = Counter(short.get(paper.venue.casefold(), paper.venue) for paper in papers if paper.venue)
    if not counts:
        return None
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))
    rows = [(shorten(name, _LONGEST_NAME), number, 1) for name, number in ordered[:_MOST_VENUES]]
    if others := ordered[_MOST_VENUES:]:
        rows.append((words.count("others", len(others)), sum(number for _, number in others), OTHER))
    left = _LEFT + max(width(name) for name, _, _ in rows) + _GAP
    end = WIDTH - _RIGHT - _GAP - max(width(f"{number:,}") for _, number, _ in rows)
    unit = (end - left) / max(number for _, number, _ in rows)
    bars, labels = [], []
    for row, (name, number, series) in enumerate(rows):
        y = 36.0 + row * _ROW
        bars.append(Bar(left, y, max(number * unit, 1), _ROW - 8, series))
        labels.append(Label(left - _GAP, y + 13, name, "end"))
        labels.append(Label(left + number * unit + _GAP, y + 13, f"{number:,}", is_quiet=True))
    parts = ", ".join(f"{name} {words.number(number)}" for name, number, _ in rows)
    alternative = fill(words.chart_of_venues, papers=words.count("papers", counts.total()), parts=parts)
    return Chart("venues", words.venues, alternative, 40 + len(rows) * _ROW, bars, [], labels, [])


def _tags(papers: list[Record], spellings: Mapping[str, str], words: Words) -> Chart | None:
    dated = [(tag, paper.year) for paper in papers if paper.year for tag in preferred(spellings, paper.tags)]
    if not dated:
        return None
    totals = Counter(tag for tag, _ in dated)
    tags = sorted(totals, key=lambda tag: (-totals[tag], tag.casefold(), tag))[:_MOST_TAGS]
    names = [shorten(tag, _LONGEST_NAME) for tag in tags]
    left = _LEFT + max(map(width, names)) + _GAP
    end = WIDTH - _RIGHT - _GAP - max(width(f"{totals[tag]:,}") for tag in tags)
    columns, years = _columns({year for _, year in dated})
    step = (end - left) / len(years)
    cells = Counter((tag, columns[year]) for tag, year in dated)
    largest = max(cells.values())
    radius = min(_ROW / 2 - 1, step / 2)
    dots, labels, rules = [], [], []
    for row, (tag, name) in enumerate(zip(tags, names, strict=True)):
        y = 48.0 + row * _ROW
        rules.append(Rule(left, y, end))
        labels.append(Label(left - _GAP, y + 4.5, name, "end"))
        labels.append(Label(WIDTH - _RIGHT, y + 4.5, f"{totals[tag]:,}", "end", is_quiet=True))
        for (other, column), number in cells.items():
            if other == tag:
                dots.append(Dot(left + (column + 0.5) * step, y, max(radius * math.sqrt(number / largest), 1.5), 1))
    bottom = 48.0 + len(tags) * _ROW
    labels += _below(years, left, step, bottom + 8)
    best = {tag: _best_year(Counter(year for other, year in dated if other == tag)) for tag in tags}
    parts = (fill(words.tag_part, tag=tag, number=words.number(totals[tag]), best=str(best[tag])) for tag in tags)
    alternative = fill(words.chart_of_tags, parts=", ".join(parts))
    return Chart("tags", words.tags_over_the_years, alternative, bottom + 20, [], dots, labels, rules)
