"""Blocks of HTML as elements: groups, headings, tables, list items, and the flow of text between them."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import NamedTuple

Cell = tuple[str, int, bool, int, int]
"""The source of a cell, its line, whether it is a heading, and the rows and columns that it takes."""


class Element(NamedTuple):
    """An element: its kind, its line and the source in it; of a heading its level, of a table its rows."""

    kind: str
    """flow, heading, group, end (of a group), item, table, comment, rule."""
    line: int
    source: str = ""
    level: int = 0
    rows: Sequence[Sequence[Cell]] = ()


def elements(source: str, first: int) -> list[Element]:
    """Return the elements of a source whose first line has a number."""
    parser = _Parser(first)
    parser.feed(source)
    parser.close()
    parser.flush()
    return parser.elements


_HOLDERS = {"summary": "group", "li": "item", "td": "cell", "th": "cell"} | {f"h{n}": "heading" for n in range(1, 7)}
_SEPARATORS = ("p", "div", "center", "ul", "ol", "tbody", "thead", "section", "details", "table", "tr", "hr", "picture")


class _Parser(HTMLParser):
    def __init__(self, first: int) -> None:
        super().__init__(convert_charrefs=False)
        self.elements: list[Element] = []
        self._first = first
        self._source: list[str] = []
        self._line = first
        self._holder: tuple[str, int, str] | None = None  # the tag that is open, its line, its own text
        self._rows: list[list[Cell]] | None = None

    def flush(self) -> None:
        """End what is open."""
        source, self._source = "".join(self._source), []
        holder, self._holder = self._holder, None
        if holder and (kind := _HOLDERS[holder[0]]) == "cell":
            values = dict(re.findall(r"(rowspan|colspan)\s*=\s*[\"']?(\d{1,4})", holder[2], re.IGNORECASE))
            rows, columns = (max(1, int(values.get(name, 1))) for name in ("rowspan", "colspan"))
            if self._rows is not None:
                self._rows = self._rows or [[]]
                self._rows[-1].append((source, holder[1], holder[0] == "th", rows, columns))
        elif holder:
            level = int(holder[0][1]) if kind == "heading" else 0
            self.elements.append(Element(kind, holder[1], source, level))
        elif source.strip():
            self.elements.append(Element("flow", self._line, source))

    def _append(self, source: str) -> None:
        if not self._source:
            self._line = self.getpos()[0] - 1 + self._first
        self._source.append(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        text, line = self.get_starttag_text() or "", self.getpos()[0] - 1 + self._first
        is_in_cell = self._holder is not None and _HOLDERS[self._holder[0]] == "cell"
        if tag in _HOLDERS and not (is_in_cell and tag not in ("td", "th")):
            self.flush()
            self._holder = (tag, line, text)
        elif tag == "table":
            self.flush()
            self._rows = []
        elif tag == "tr":
            self.flush()
            self._rows = [*(self._rows or []), []]
        elif tag in _SEPARATORS:
            if self._holder:
                self._append("\n" if tag != "picture" else "")
            else:
                self.flush()
        else:
            self._append(text)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HOLDERS or tag in _SEPARATORS:
            self.handle_starttag(tag, attrs)
        else:
            self._append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HOLDERS and self._holder and _HOLDERS[self._holder[0]] == _HOLDERS[tag]:
            self.flush()
        elif tag == "table":
            self.flush()
            if self._rows is not None:
                line = next((row[0][1] for row in self._rows if row), self._line)
                self.elements.append(Element("table", line, rows=[row for row in self._rows if row]))
            self._rows = None
        elif tag == "details":
            self.flush()
            self.elements.append(Element("end", self.getpos()[0] - 1 + self._first))
        elif tag in _SEPARATORS:
            if self._holder is None:
                self.flush()
        elif tag not in _HOLDERS:
            self._append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip() or self._source:
            self._append(data.lstrip("\n") if not self._source else data)
            self._line += 0 if len(self._source) > 1 else len(data) - len(data.lstrip("\n"))

    def handle_entityref(self, name: str) -> None:
        self._append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        pass
