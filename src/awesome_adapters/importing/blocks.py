"""A Markdown source as blocks with their lines: headings, paragraphs, lists, tables; in HTML what stands for them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from awesome_adapters.importing.html_blocks import Element, elements
from awesome_adapters.importing.inline import Line, formula, lines, text_of


class Row(NamedTuple):
    """A row of a table: its first line, its cells, each in lines, and the groups in which it stands."""

    line: int
    cells: list[list[Line]]
    groups: tuple[str, ...] = ()


class Block(NamedTuple):
    """A block, with its first line and the one behind its last, counted from 1."""

    kind: str
    """heading, paragraph, list, item, table, group, end (of a group), quote, code."""
    start: int
    end: int
    lines: Sequence[Line] = ()
    level: int = 0
    children: "Sequence[Block]" = ()
    header: Sequence[str] = ()
    rows: Sequence[Row] = ()

    @property
    def text(self) -> str:
        """Return its own text on one line."""
        return " ".join(text for line in self.lines if (text := text_of(line)))


_DELIMITERS = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\s*$")
_SPACED_ADDRESS = re.compile(
    r"(?<=\]\()\s*(https?://[^()<>\"'\n]*\s[^()<>\"'\n]*|(?=\S)[^()<>\"'\n\s]*\\_[^()<>\"'\n\s]*)(?=\))"
)
_GLUED = re.compile(r"^\s*(?:[-+](?=\*\*\w|\[[^\]]+\]\()|\*(?=\[[^\]]+\]\((?!.*\*\s*$)))")
"""The mark of an item without a space behind it."""


def read(source: str) -> list[Block]:
    """Return the blocks of a source."""
    return _blocks(_mended(source), 1, _markdown(True))


@cache
def _markdown(has_html_blocks: bool) -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.inline.ruler.before("escape", "formula", formula)
    return markdown if has_html_blocks else markdown.disable(["html_block", "code"])


def _mended(source: str) -> str:
    """Undo, line by line, what keeps a table or an address from being one."""
    source = _SPACED_ADDRESS.sub(lambda m: quote(m[1].strip().replace("\\_", "_"), safe="%/:?&=#+,;@~!$*-._"), source)
    rows = [_GLUED.sub(r"\g<0> ", row) for row in source.split("\n")]
    for number, (head, row) in enumerate(pairwise(rows), 1):
        if "|" in head and "|" in row and _DELIMITERS.match(row):
            missing = _columns(head) - _columns(row)
            if missing > 0:
                rows[number] = row.rstrip().rstrip("|") + "|---" * missing + "|"
            elif missing < 0:
                rows[number - 1] = head.rstrip().removesuffix("|") + "| " * -missing + "|"
    is_table = False
    for number, row in enumerate(rows):  # a blank line does not end a table of HTML
        is_table = (
            is_table or re.match(r"\s*<table\b", row, re.IGNORECASE) is not None
        ) and "</table" not in row.lower()
        if is_table and not row.strip():
            rows[number] = "<!---->"
    return "\n".join(rows)


def _columns(row: str) -> int:
    return len(re.sub(r"\\\|", "", row).strip().strip("|").split("|"))


def _blocks(source: str, first: int, markdown: MarkdownIt) -> list[Block]:
    return list(_Tree(markdown.parse(source), first, source).blocks(None))


class _Tree:
    """Makes blocks of markdown-it's flat tokens."""

    def __init__(self, tokens: list[Token], first: int, source: str) -> None:
        self._tokens = iter(tokens)
        self._first = first
        self._source = source

    def blocks(self, closing: str | None) -> Iterator[Block]:
        """Give the blocks up to a token."""
        for token in self._tokens:
            if token.type == closing:
                return
            start, end = (line + self._first for line in token.map) if token.map else (self._first, self._first)
            kind = token.type.removesuffix("_open")
            if kind in ("heading", "paragraph"):
                inline = next(self._tokens)
                next(self._tokens)
                level = int(token.tag[1]) if kind == "heading" else 0
                yield Block(kind, start, end, lines(inline.children or []), level)
            elif kind in ("bullet_list", "ordered_list", "list_item", "blockquote"):
                name = {"list_item": "item", "blockquote": "quote"}.get(kind, "list")
                yield Block(name, start, end, children=list(self.blocks(f"{kind}_close")))
            elif kind == "table":
                yield self._table(start, end)
            elif kind in ("fence", "code_block"):
                yield from self._code(token, start, end)
            elif kind == "html_block":
                yield from from_html(token.content, start)

    def _code(self, token: Token, start: int, end: int) -> Iterator[Block]:
        text = token.content
        if token.type == "code_block" and re.search(r"^\s*(?:[-*+] |\d+[.)] |\*\*|\[)", text):
            yield from _blocks("\n".join(line.strip() for line in text.split("\n")), start, _markdown(False))
        else:
            yield Block("code", start, end)

    def _table(self, start: int, end: int) -> Block:
        header: list[str] = []
        rows: list[Row] = []
        cells: list[list[Line]] = []
        line = start
        for token in self._tokens:
            if token.type == "tr_open":
                cells, line = [], (token.map[0] + self._first if token.map else line)
            elif token.type == "inline":
                cells.append(lines(token.children or []))
            elif token.type == "tr_close" and not header:
                header = [" ".join(map(text_of, cell)) for cell in cells]
                header = header if any(header) else ["?"] * len(cells)
            elif token.type == "tr_close":
                rows.append(Row(line, cells))
            elif token.type == "table_close":
                break
        return Block("table", start, end, header=header, rows=rows)


def from_html(source: str, first: int) -> Iterator[Block]:
    """Give the blocks of a piece of HTML: what is in its elements is read as Markdown."""
    for element in elements(source, first):
        yield from _of_element(element)


def _of_element(element: Element) -> Iterator[Block]:
    kind, line, source, level, rows = element
    end = line + source.count("\n") + 1
    if kind == "flow":
        yield from _blocks(source, line, _markdown(False))
    elif kind in ("heading", "group"):
        inner = [own for block in _blocks(source.strip(), line, _markdown(False)) for own in block.lines]
        yield Block(kind, line, end, inner, level)
    elif kind == "item":
        yield Block(
            "list", line, end, children=[Block("item", line, end, children=_blocks(source, line, _markdown(False)))]
        )
    elif kind == "table":
        yield from _html_table(rows, line)
    else:
        yield Block(kind, line, end)


def _html_table(rows: Sequence[Sequence[tuple[str, int, bool, int, int]]], line: int) -> Iterator[Block]:
    """Give a table of HTML; cells over several rows are groups, and a heading over two rows is one."""
    grid: list[list[tuple[list[Line], bool, bool]]] = []
    starts: list[int] = []
    spans: dict[int, tuple[int, tuple[list[Line], bool, bool]]] = {}
    for row in rows:
        cells = iter(row)
        current: list[tuple[list[Line], bool, bool]] = []
        while True:
            column = len(current)
            if column in spans:
                left, cell = spans.pop(column)
                current.append(cell)
                if left > 1:
                    spans[column] = (left - 1, cell)
                continue
            following = next(cells, None)
            if following is None:
                break
            text, at, is_head, rowspan, colspan = following
            content = [own for block in _blocks(text, at, _markdown(False)) for own in _all_lines(block)]
            cell = (content, is_head, rowspan > 1 and not is_head)
            for _ in range(min(colspan, 50)):
                if rowspan > 1:
                    spans[len(current)] = (min(rowspan, 5000) - 1, cell)
                current.append(cell)
        if current:
            grid.append(current)
            starts.append(row[0][1] if row else line)
    heads = 0
    while heads < len(grid) and (
        all(cell[1] for cell in grid[heads])
        or (
            heads == 0
            and len(grid) > 1
            and not any(cell[0] and any(piece.url for own in cell[0] for piece in own) for cell in grid[0])
        )
    ):
        heads += 1
    width = max(map(len, grid), default=0)
    header = [_cell_text(grid[max(0, heads - 1)], column) for column in range(width)] if heads else ["?"] * width
    body = []
    group_columns = {n for row in grid[heads:] for n, cell in enumerate(row) if cell[2]}
    for at, cells_of_row in zip(starts[heads:], grid[heads:], strict=True):
        contents = [content for content, _, _ in cells_of_row]
        groups = tuple(
            " ".join(map(text_of, content)) for n, content in enumerate(contents) if n in group_columns and content
        )
        body.append(Row(at, [[] if n in group_columns else content for n, content in enumerate(contents)], groups))
    yield Block("table", line, line, header=header, rows=body)


def _cell_text(cells: Sequence[tuple[list[Line], bool, bool]], column: int) -> str:
    return " ".join(map(text_of, cells[column][0])) if column < len(cells) else ""


def _all_lines(block: Block) -> Iterator[Line]:
    yield from block.lines
    for child in block.children:
        yield from _all_lines(child)
