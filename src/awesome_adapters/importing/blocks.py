"""A source as blocks with their lines: headings, paragraphs, items of lists, rows of tables, folds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from awesome_adapters.importing import markup
from awesome_adapters.importing.inline import Line, formula, lines, text_of
from awesome_adapters.importing.openings import titled


class Cell(NamedTuple):
    """Lines below the heading of a column; running text has none."""

    head: str
    lines: list[Line]


@dataclass
class Block:
    """A block, with its first line and the one behind its last, counted from 1."""

    kind: str
    """heading, paragraph, list, item, table, row, group, end (of a group), quote, code."""
    start: int
    end: int
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    children: "Sequence[Block]" = ()
    cells: list[Cell] = field(default_factory=list)
    groups: tuple[str, ...] = ()
    """Of a row, those in which it stands by its own table."""

    @property
    def text(self) -> str:
        """Return its own text on one line."""
        return " ".join(text for line in self.lines if (text := text_of(line)))


_PLAIN = re.compile(r"[a-z0-9:/?&=#.,~+@;_-]*", re.IGNORECASE | re.ASCII)
"""An address in which nothing has to be encoded, as nearly all are."""
_KINDS = {"bullet_list": "list", "ordered_list": "list", "list_item": "item", "blockquote": "quote", "table": "table"}


def read(source: str) -> list[Block]:
    """Return the blocks of a source."""
    text, numbers = markup.plain(source)
    return list(_blocks(iter(_parser().parse(text)), [*numbers, len(source.split("\n")) + 1], ""))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["html_block", "code"])
    parser.inline.ruler.before("escape", "formula", formula)
    normal = parser.normalizeLink
    parser.normalizeLink = lambda url: url if _PLAIN.fullmatch(url) else normal(url)  # type: ignore[method-assign]
    return parser


def _blocks(tokens: Iterator[Token], numbers: Sequence[int], closing: str) -> Iterator[Block]:
    """Give the blocks up to a token of markdown-it's flat ones."""
    header: list[str] = []
    for token in tokens:
        if token.type == closing:
            return
        kind = token.type.removesuffix("_open")
        start, end = (numbers[line] for line in token.map) if token.map else (1, 1)
        if kind in ("heading", "paragraph"):
            yield _text(next(tokens), kind, start, max(end, start + 1), int(token.tag[1]) if kind == "heading" else 0)
        elif kind == "tr":
            cells = [lines(cell.children or []) for cell in tokens_until(tokens, "tr_close") if cell.type == "inline"]
            if header:
                yield _row(start, header, cells)
            header = header or [" ".join(map(text_of, cell)) or "?" for cell in cells]
        elif kind in _KINDS:
            yield Block(_KINDS[kind], start, end, children=list(_blocks(tokens, numbers, f"{kind}_close")))
        elif kind == "fence":
            yield Block("code", start, end)


def tokens_until(tokens: Iterator[Token], closing: str) -> Iterator[Token]:
    """Give tokens up to one of a kind."""
    for token in tokens:
        if token.type == closing:
            return
        yield token


def _text(inline: Token, kind: str, start: int, end: int, level: int) -> Block:
    """Return a paragraph or a heading, or the beginning or the end of a fold."""
    children = inline.children or []
    tag = children[0].content[:9].lower() if children and children[0].type == "html_inline" else ""
    kinds = {"<summary": "group", "</details": "end"}
    kind = next((own for name, own in kinds.items() if tag.startswith(name)), kind)
    return Block(kind, start, end, [titled(line) for line in lines(children)], level)


def _row(start: int, header: Sequence[str], cells: Sequence[list[Line]]) -> Block:
    """Return a row of a table; cells over several rows are its groups."""
    is_group = [bool(cell) and cell[0][0].text.startswith(markup.GROUP_CELL) for cell in cells]
    names = [*header, *["?"] * len(cells)]
    groups = [" ".join(map(text_of, cell)) for cell, own in zip(cells, is_group, strict=True) if own]
    own_cells = [Cell(name, cell) for name, cell, own in zip(names, cells, is_group, strict=False) if cell and not own]
    return Block(
        "row", start, start + 1, cells=own_cells, groups=tuple(name.strip(f"{markup.GROUP_CELL} ") for name in groups)
    )
