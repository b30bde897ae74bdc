"""The outline of a source: its headings and groups, the drafts of entries below them, and the prose around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from awesome_adapters.importing import citations, labels, titles
from awesome_adapters.importing.blocks import Block, Cell
from awesome_adapters.importing.inline import Line, Piece, addresses, text_of
from awesome_adapters.importing.openings import is_loose_label, opening, without_noise

_INVITATION = re.compile(
    r"\s*[(\[（]?\b(?:click|expand|show|unfold)\b.*|\s*[(（]?(?:展开|点击).*", re.IGNORECASE | re.DOTALL
)
"""What a summary says of its fold."""
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\w['’]\d\d\b")


class Draft(NamedTuple):
    """What is an entry: running text, or the cells of a row of a table."""

    line: int
    end: int
    cells: list[Cell]
    groups: tuple[str, ...] = ()
    """The groups in which it stands, below its heading."""
    has_bold_title: bool = False

    @property
    def lines(self) -> list[Line]:
        """Return all its lines."""
        return [line for cell in self.cells for line in cell.lines]

    @property
    def urls(self) -> list[str]:
        """Return the addresses in it."""
        return [url for line in self.lines for url in addresses(line)]

    @property
    def is_strong(self) -> bool:
        """Return whether it can hardly be anything but an entry."""
        urls = self.urls
        is_row = bool(self.cells[0].head)
        return bool(urls) and (self.has_bold_title or is_row or len(urls) > 1 or bool(labels.ids(" ".join(urls))))


@dataclass
class Region:
    """What stands between two headings: the title of the first, drafts, and prose."""

    line: int
    level: int
    title: str
    drafts: list[Draft] = field(default_factory=list)
    prose: list[Block] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)
    """The lines of lists that lead to headings: a build makes them anew."""

    def is_above(self, other: "Region") -> bool:
        """Return whether the heading is above another one."""
        return 0 < self.level < other.level


def outline(blocks: Sequence[Block]) -> list[Region]:
    """Return the regions of a source in their order; the first stands before any heading."""
    walker = _Outline()
    walker.walk(blocks)
    return walker.regions


class _Outline:
    """Walks over the blocks of a source; what is open is a title whose links may follow."""

    def __init__(self) -> None:
        self.regions = [Region(1, 0, "")]
        self._folds: list[str] = []
        self._group = ""
        """The title of the bold line above entries, which ends with the next one."""
        self._title: Draft | None = None

    def walk(self, blocks: Sequence[Block]) -> None:
        """Take up blocks in their order."""
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.kind == "heading":
                self._close()
                self._folds, self._group = [], ""
                self.regions.append(Region(block.start, block.level, block.text))
            elif block.kind == "group" and _is_label_block(following):
                self._open(block, block.lines, is_bold=True)
            elif block.kind in ("group", "end"):
                self._close()
                self._folds, self._group = [*self._folds, block.text] if block.kind == "group" else self._folds[:-1], ""
            elif block.kind == "list":
                self._list(block)
            elif block.kind == "table":
                self._table(block)
            elif block.kind == "paragraph" and _only_leads_on(block):
                self._region.contents += [(block.start, block.end)] * any(map(text_of, block.lines))
            elif block.kind == "paragraph":
                self._paragraph(block, following)
            elif block.kind == "quote" and self._title and self._title.urls and block.end - block.start < 6:
                self._attach(_own_lines(block), block.end)
            else:
                self._close()
                self._region.prose.append(block)
        self._close()

    @property
    def _region(self) -> Region:
        return self.regions[-1]

    @property
    def _may_be_group(self) -> bool:
        """Return whether the open title is a bold line that has no links."""
        return self._title is not None and self._title.has_bold_title and not self._title.urls

    def _open(self, block: Block, lines: list[Line], *, is_bold: bool) -> None:
        self._close()
        self._title = Draft(block.start, block.end, [Cell("", lines)], has_bold_title=is_bold)

    def _close(self) -> None:
        """End the open title: it is an entry, or prose."""
        draft, self._title = self._title, None
        if draft and (draft.urls or (draft.has_bold_title and len(draft.lines) > 1)):
            self._add(draft)
        elif draft:
            self._region.prose.append(Block("paragraph", draft.line, draft.end, draft.lines))

    def _add(self, draft: Draft) -> None:
        names = (_INVITATION.sub("", group) for group in (*self._folds, self._group))
        self._region.drafts.append(draft._replace(groups=(*filter(labels.plain, names), *draft.groups)))

    def _attach(self, lines: list[Line], end: int) -> None:
        if self._title:
            self._title = self._title._replace(cells=[Cell("", [*self._title.lines, *lines])], end=end)

    def _begin_group(self) -> None:
        """Make the open title a group; the group before it ends."""
        if self._title:
            self._group = " ".join(map(text_of, self._title.lines))
            self._title = None

    def _table(self, table: Block) -> None:
        """Make a draft of each row that says more than that there is nothing."""
        if self._may_be_group:
            self._begin_group()
        self._close()
        for row in table.children:
            if any(opening(line)[0] != "anchor" for cell in row.cells for line in cell.lines):
                self._add(Draft(row.start, row.end, row.cells, row.groups))

    # Lists ---------------------------------------------------------------------------------------------------------

    def _list(self, block: Block) -> None:
        lines = [line for item in block.children for line in _own_lines(item)[:1]]
        with_urls = [line for line in lines if any(addresses(line))]
        kinds = {opening(line)[0] for line in with_urls}
        if kinds == {"anchor"}:
            if self._title and not self._title.urls:
                self._region.contents.append((self._title.line, self._title.end))
                self._title = None
            self._close()
            self._region.contents.append((block.start, block.end))
        elif self._title and self._are_below(lines, with_urls, kinds):
            for item in block.children:
                self._attach(list(_all_lines(item)), item.end)
        else:
            if self._may_be_group and with_urls:
                self._begin_group()
            self._close()
            for item in block.children:
                self._item(item)

    def _are_below(self, lines: Sequence[Line], with_urls: Sequence[Line], kinds: set[str]) -> bool:
        """Return whether the items of a list belong to the open title: they are labels, or say more of it."""
        if with_urls:
            return "label" in kinds and all(map(is_loose_label, with_urls))
        has_bold = any(opening(line)[0] == "bold" for line in lines)
        return self._title is not None and self._title.has_bold_title and bool(self._title.urls) and not has_bold

    def _item(self, item: Block) -> None:
        lines = _own_lines(item)
        nested = [child for child in item.children if child.kind == "list"]
        kind = next((k for line in lines if (k := opening(line)[0]) != "nothing"), "nothing")
        below = [sub for child in nested for sub in child.children]
        titled = [sub for sub in below if _has_title(sub)]
        has_url = any(any(addresses(line)) for line in lines)
        if kind == "anchor" or (not lines and not nested):
            self._region.contents.append((item.start, item.end))
        elif titled and not has_url and kind in ("bold", "text"):
            outer, self._group = self._group, " ".join(map(text_of, lines))
            self._folds += [outer] * bool(outer)
            for child in nested:
                self._list(child)
            self._group = outer
            self._folds[len(self._folds) - bool(outer) :] = []
        elif _is_entry(kind, lines, has_url=has_url, has_more=bool(below)):
            further = [line for sub in below if sub not in titled for line in _own_lines(sub)]
            self._add(Draft(item.start, item.end, [Cell("", [*lines, *further])], has_bold_title=kind == "bold"))
            for sub in titled:
                self._item(sub)
        else:
            self._region.prose.append(item)
        for table in (child for child in item.children if child.kind == "table"):
            self._table(table)

    # Paragraphs ----------------------------------------------------------------------------------------------------

    def _paragraph(self, block: Block, following: Block | None) -> None:
        """Part a paragraph where bold titles begin, and take up its parts."""
        parts: list[list[Line]] = []
        for line in block.lines:
            before = parts[-1] if parts else []
            if not before or (opening(line)[0] == "bold" and (len(before) > 1 or any(addresses(before[0])))):
                parts.append([])
            parts[-1].append(line)
        start = block.start
        for number, part in enumerate(parts, 1):
            end = block.end if number == len(parts) else start + len(part)
            self._part(replace(block, start=start, end=end, lines=part), following)
            start = end

    def _part(self, block: Block, following: Block | None) -> None:
        lines = block.lines
        kind, has_url = opening(lines[0])[0], any(any(addresses(line)) for line in lines)
        is_above_labels = not has_url and _is_label_block(following)
        if kind == "bold" or (kind == "link" and _may_be_title(lines)):
            if kind == "link" and self._title and self._may_be_group and len(self._title.lines) == 1:
                self._begin_group()
            self._open(block, lines, is_bold=kind == "bold")
        elif self._title and _may_follow(lines) and not (is_above_labels and self._title.urls):
            self._attach(lines, block.end)
        elif is_above_labels and len(lines) == 1:
            self._open(block, lines, is_bold=False)
        elif kind == "text" and titles.is_citation(lines[0]):
            self._close()
            self._add(Draft(block.start, block.end, [Cell("", lines)]))
        else:
            self._close()
            self._region.prose.append(block)


def _own_lines(block: Block) -> list[Line]:
    """Return the lines of a block's own paragraphs; the name of a fold in it stands before its text."""
    result: list[Line] = [*block.lines]
    skips = False
    for child in block.children:
        if child.kind == "group" and not result:
            result += child.lines
        elif child.kind == "group":
            skips = "machine-made" in child.text
            prefix = "" if labels.plain(child.text) == "note" or skips else f"{child.text}: "
            result += [(Piece(prefix, None, frozenset(["note"])),)] * bool(prefix)
        elif child.kind == "end":
            skips = False
        elif child.kind in ("paragraph", "heading", "quote") and not skips:
            result += _own_lines(child)
    return result


def _all_lines(item: Block) -> Iterator[Line]:
    """Give the lines of an item and of those below it."""
    yield from _own_lines(item)
    for child in item.children:
        if child.kind == "list":
            for sub in child.children:
                yield from _all_lines(sub)


def _has_title(item: Block) -> bool:
    """Return whether an item below another one is an entry of its own: it has links, and begins with no label."""
    lines = _own_lines(item)
    return bool(lines) and any(any(addresses(line)) for line in lines) and not is_loose_label(lines[0])


def _is_entry(kind: str, lines: Sequence[Line], *, has_url: bool, has_more: bool) -> bool:
    if has_url:
        return kind in ("bold", "link", "text", "label")
    if kind == "text":
        return titles.is_citation(lines[0])
    return kind in ("bold", "label") and (has_more or len(lines) > 1 or _says_when_or_who(lines))


def _says_when_or_who(lines: Sequence[Line]) -> bool:
    """Return whether lines tell a year or authors, or have a part in italics, as papers without a link do."""
    has_italics = any("italic" in piece.marks and "bold" not in piece.marks for line in lines for piece in line)
    behind = text_of(piece for piece in lines[0] if "bold" not in piece.marks)
    return has_italics or bool(citations.authors(behind)) or any(_YEAR.search(text_of(line)) for line in lines)


def _may_be_title(lines: Sequence[Line]) -> bool:
    """Return whether a paragraph that begins with a link is an entry."""
    links = [piece for line in lines for piece in line if piece.url]
    has_label = any(labels.link_kind(piece.text) for piece in links[1:])
    is_alone = len(lines) > 1 and len(text_of(lines[0])) <= len(links[0].text) + 4
    return has_label or is_alone or bool(labels.ids(links[0].url or ""))


def _may_follow(lines: Sequence[Line]) -> bool:
    """Return whether lines can belong to the title above them: they are short, or hold links with labels."""
    if opening(lines[0])[0] == "label":  # an address alone is no label
        return any(piece.url and (piece.text or piece.picture) for piece in lines[0])
    are_labels = all(labels.link_kind(piece.text) for line in lines for piece in line if piece.url)
    return are_labels and all(len(text_of(line)) < 400 for line in lines)


def _only_leads_on(block: Block) -> bool:
    """Return whether a paragraph has nothing but anchors, and links within the page such as "Back to top"."""
    pieces = [
        piece for line in block.lines for piece in line if "anchor" not in piece.marks and without_noise(piece.text)
    ]
    return all((piece.url or "").startswith("#") for piece in pieces)


def _is_label_block(block: Block | None) -> bool:
    """Return whether a block is nothing but labels with their links."""
    if not block or block.kind not in ("list", "paragraph"):
        return False
    lines = block.lines or [line for item in block.children for line in _own_lines(item)[:1]]
    has_label = bool(lines) and any(piece.url and piece.text and not piece.picture for piece in lines[0])
    return has_label and opening(lines[0])[0] in ("label", "field")
