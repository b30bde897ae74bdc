"""A source as Markdown alone: HTML becomes what stands for it, and what breaks a table or an address is mended."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote

GROUP_CELL = "\ue000"
"""Begins a cell that stands over several rows of a table: it is a group of them."""

_NUMBER = re.compile("\ue001(\\d+)\ue002")
"""Stands before each line of the source while HTML is taken out, which moves lines."""
_BLOCKS = re.compile(
    rf"(?P<code>^{_NUMBER.pattern} {{0,3}}(?P<fence>`{{3,}}|~{{3,}}).*?(?:^{_NUMBER.pattern} {{0,3}}(?P=fence)|\Z)"
    r"|`[^`\n]+`)"
    r"|(?P<comment><!--.*?(?:-->|\Z))"
    r"|<table\b[^>]*>(?P<table>.*?)(?:</table\s*>|\Z)"
    r"|<h(?P<level>[1-6])\b[^>]*>(?P<heading>.*?)</h(?P=level)\s*>"
    r"|(?P<item><li\b[^>]*>)"
    rf"|(?P<fold><details\b[^>]*>(?:\s|{_NUMBER.pattern})*(?=<summary\b))"
    rf"|(?P<margin>^{_NUMBER.pattern}\s*)</?(?:p|div|center|section|[uo]l|hr)\b[^>]*>",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_HTML = re.compile(r"<(?:!--|/?(?:details|summary|table|h[1-6]|li|p|div|center|section|[uo]l|hr)\b)", re.IGNORECASE)
_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)(?=<t[dh]\b|</t[dhr]\b|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:li|p|div)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:li|p|div|h[1-6]|[uo]l|center|t\w+)\b[^>]*>", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARGIN = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+)?")

_DELIMITERS = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\s*$")
_SPACED_ADDRESS = re.compile(
    r"(?<=\]\()\s*(https?://[^()<>\"'\n]*\s[^()<>\"'\n]*|(?=\S)[^()<>\"'\n\s]*\\_[^()<>\"'\n\s]*)(?=\))"
)
_GLUED = re.compile(r"^\s*(?:[-+](?=\*\*\w|\[[^\]]+\]\()|\*(?=\[[^\]]+\]\((?!.*\*\s*$)))")
"""The mark of an item without a space behind it."""


def plain(source: str) -> tuple[str, list[int]]:
    """Return a source as Markdown alone, and for each of its lines the number of the one in the source."""
    source = _SPACED_ADDRESS.sub(lambda m: quote(m[1].strip().replace("\\_", "_"), safe="%/:?&=#+,;@~!$*-._"), source)
    source = re.sub("[\ue000-\ue002]", "", source)
    rows = list(_without_html(source) if _HTML.search(source) else enumerate(source.split("\n"), 1))
    return "\n".join(_mended([row for _, row in rows])), [number for number, _ in rows]


def _mended(rows: list[str]) -> list[str]:
    """Put spaces behind the marks of items, and give the head of a table and the line below it the same columns."""
    rows = [_GLUED.sub(r"\g<0> ", row) for row in rows]
    for number, (head, row) in enumerate(pairwise(rows), 1):
        if "|" in head and "|" in row and _DELIMITERS.match(row):
            missing = _columns(head) - _columns(row)
            if missing > 0:
                rows[number] = row.rstrip().rstrip("|") + "|---" * missing + "|"
            elif missing < 0:
                rows[number - 1] = head.rstrip().removesuffix("|") + "| " * -missing + "|"
    return rows


def _columns(row: str) -> int:
    return len(re.sub(r"\\\|", "", row).strip().strip("|").split("|"))


def _without_html(source: str) -> Iterator[tuple[int, str]]:
    """Give the lines of a source without HTML, each with its number; folds stand in paragraphs of their own."""
    numbered = "\n".join(f"\ue001{number}\ue002{row}" for number, row in enumerate(source.split("\n"), 1))
    number, fence = 1, ""
    for row in _BLOCKS.sub(_markdown, numbered).split("\n"):
        number = int(own[1]) if (own := _NUMBER.match(row) or _NUMBER.search(row)) else number
        text = _NUMBER.sub("", row)
        if mark := _FENCE.match(text):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        yield from ((number, part) for part in (text if fence or "<" not in text else _folded(text)).split("\n"))


def _folded(text: str) -> str:
    """Put empty lines around the summary and the end of a fold."""
    text = re.sub(r"<details\b[^>]*>\s*", "", text, flags=re.IGNORECASE)
    margin = _MARGIN.match(text)[0]  # type: ignore[index] # it matches nothing, too
    parting = "\n\n" + " " * len(margin)
    before = r"(?<=\S)\s*" if margin.strip() else ""
    text = re.sub(rf"{before}(?=<summary\b|</details\b)", parting, text[len(margin) :], flags=re.IGNORECASE)
    return margin + re.sub(r"(?:</summary\s*>|</details\s*>)", rf"\g<0>{parting}", text, flags=re.IGNORECASE)


def _markdown(match: re.Match[str]) -> str:
    """Return the Markdown for a piece of HTML; code stays."""
    if match["code"]:
        return match[0]
    if match["comment"]:
        return "\n".join(["", *(number[0] for number in _NUMBER.finditer(match[0]))]) if "\n" in match[0] else ""
    if match["table"] is not None:
        line = _NUMBER.search(match["table"])
        return "\n\n" + "\n".join(_table(match["table"], line[0] if line else "")) + "\n\n"
    if match["level"]:
        return f"\n\n{'#' * int(match['level'])} {_cell(match['heading'])}\n\n"
    if match["fold"]:
        return ""
    return "\n- " if match["item"] else f"{match['margin']}\n\n"


def _cell(source: str) -> str:
    text = _TAG.sub(" ", _BREAK.sub("<br>", _NUMBER.sub(" ", source)))
    return re.sub(r"^(?:<br>\s*)+", "", " ".join(text.split())).replace("|", r"\|")


def _table(source: str, number: str) -> Iterator[str]:
    """Give the rows of a table of HTML: a cell stands in each of its rows and columns; the last row of heads counts."""
    below: dict[int, tuple[int, str]] = {}
    heads: list[tuple[str, list[str]]] = []
    rows: list[tuple[str, list[str]]] = []
    for row in re.split(r"<tr\b[^>]*>", source, flags=re.IGNORECASE):
        cells: list[str] = []
        tags = set()
        for tag, attributes, content in _CELL.findall(row) or ():
            spans = {name.lower(): int(value) for name, value in re.findall(r"(\w+span)\W+(\d{1,4})", attributes)}
            cells += _from_above(below, len(cells))
            tags.add(tag.lower())
            is_group = spans.get("rowspan", 1) > 1 and tag.lower() == "td"
            text = GROUP_CELL * is_group + _cell(content)
            for _ in range(min(spans.get("colspan", 1), 50)):
                if spans.get("rowspan", 1) > 1:
                    below[len(cells)] = (spans["rowspan"] - 1, text)
                cells.append(text)
        if cells:
            cells += _from_above(below, len(cells))
            is_head = tags == {"th"} or not (heads or rows or re.search(r"href|\]\(|://", row))
            (heads if is_head and not rows else rows).append((number, cells))
        number = next((f"\ue001{own}\ue002" for own in reversed(_NUMBER.findall(row))), number)
    if not rows:
        heads, rows = [], heads
    groups = {n for _, cells in rows for n, cell in enumerate(cells) if cell.startswith(GROUP_CELL)}
    rows = [(own, [GROUP_CELL * (n in groups) + cell for n, cell in enumerate(cells)]) for own, cells in rows]
    width = max((len(cells) for _, cells in rows), default=0)
    columns = heads[-1][1] if heads else []
    if width:
        yield f"| {' | '.join([*columns, *['?'] * (width - len(columns))])} |"
        yield "|---" * max(width, len(columns)) + "|"
    yield from (f"{number}| {' | '.join([*cells, *[''] * (width - len(cells))])} |" for number, cells in rows)


def _from_above(below: dict[int, tuple[int, str]], column: int) -> Iterator[str]:
    """Give the cells of rows above that reach down to a column and those behind it."""
    while column in below:
        left, text = below.pop(column)
        if left > 1:
            below[column] = (left - 1, text)
        yield text
        column += 1
