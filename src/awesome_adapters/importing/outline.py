"""The outline of a source: its headings and groups, the drafts of entries below them, and the prose around them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from awesome_adapters.importing import labels, titles
from awesome_adapters.importing.blocks import Block
from awesome_adapters.importing.inline import Line, Piece, addresses, text_of
from awesome_adapters.importing.openings import is_loose_label, opening, without_noise


class Draft(NamedTuple):
    """What is an entry: lines of text, or of a row of a table the cells by the headings of their columns."""

    line: int
    end: int
    lines: list[Line]
    groups: tuple[str, ...] = ()
    """The groups in which it stands, below its heading."""
    cells: Sequence[tuple[str, list[Line]]] = ()
    has_bold_title: bool = False

    @property
    def urls(self) -> list[str]:
        """Return the addresses in it."""
        every = [*self.lines, *(line for _, cell in self.cells for line in cell)]
        return [url for line in every for url in addresses(line)]

    @property
    def is_strong(self) -> bool:
        """Return whether it can hardly be anything but an entry."""
        urls = self.urls
        return bool(urls) and (
            self.has_bold_title or bool(self.cells) or len(urls) > 1 or bool(labels.ids(" ".join(urls)))
        )


_INVITATION = re.compile(
    r"\s*[(\[（]?\b(?:click|expand|show|unfold)\b.*|\s*[(（]?(?:展开|点击).*", re.IGNORECASE | re.DOTALL
)
"""What a summary says of its fold."""


@dataclass
class Region:
    """What stands between two headings: the path of the first, drafts, and prose by its lines."""

    line: int
    level: int
    title: str
    drafts: list[Draft] = field(default_factory=list)
    prose: list[Block] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)
    """The lines of lists that lead to headings: a build makes them anew."""


def _item_lines(block: Block) -> list[Line]:
    """Return the lines of an item's own paragraphs."""
    result: list[Line] = []
    skips = False
    for child in block.children:
        if child.kind == "group":
            name = child.text
            skips = "machine-made" in name
            prefix = "" if labels.plain(name) == "note" or skips else f"{name}: "
            result += [[Piece(prefix, None, frozenset(["note"]))]] if prefix else []
        elif child.kind == "end":
            skips = False
        elif child.kind in ("paragraph", "heading", "quote") and not skips:
            result += child.lines or [line for own in child.children for line in own.lines]
    return result


def _says_when(lines: Iterable[Line]) -> bool:
    """Return whether lines tell a year, or have a part in italics, as papers without a link do."""
    lines = list(lines)
    has_year = re.search(r"\b(?:1[5-9]|20)\d\d\b|\w['’]\d\d\b", " ".join(map(text_of, lines)))
    return bool(has_year) or any(
        "italic" in piece.marks and "bold" not in piece.marks for line in lines for piece in line
    )


def _url_lines(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if any(addresses(line))]


class _Outline:
    """Walks over the blocks of a source; what is open is a title whose links may follow."""

    def __init__(self) -> None:
        self.regions = [Region(1, 0, "")]
        self._groups: list[tuple[str, str]] = []  # kind (details or bold) and title
        self._title: Draft | None = None
        self._title_block: Block | None = None
        self._is_bold = False

    def walk(self, blocks: Sequence[Block]) -> None:
        """Take up blocks in their order."""
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if block.kind in ("heading", "group", "end"):
                self._structure(block)
            elif block.kind == "list":
                self._list(block)
            elif block.kind == "table":
                self._table(block)
            elif block.kind == "paragraph" and _only_leads_on(block):
                self._region.contents += [(block.start, block.end)] * any(map(text_of, block.lines))
            elif block.kind == "paragraph":
                self._paragraph(block, following)
            elif block.kind == "quote" and self._title and self._title.urls and block.end - block.start < 6:
                self._attach([line for child in block.children for line in child.lines], block.end)
            else:
                self.close()
                self._region.prose.append(block)
        self.close()

    @property
    def _region(self) -> Region:
        return self.regions[-1]

    def _structure(self, block: Block) -> None:
        self.close()
        if block.kind == "heading":
            self._groups = []
            self.regions.append(Region(block.start, block.level, block.text))
        elif block.kind == "group":
            while self._groups and self._groups[-1][0] == "bold":
                self._groups.pop()
            self._groups.append(("details", block.text))
        else:
            while self._groups and self._groups.pop()[0] != "details":
                pass

    def close(self) -> None:
        """End the open title: it is an entry, or prose."""
        draft, self._title = self._title, None
        if draft and (draft.urls or (self._is_bold and len(draft.lines) > 1)):
            self._add(draft)
        elif draft and self._title_block:
            self._region.prose.append(self._title_block)

    def _add(self, draft: Draft) -> None:
        names = tuple(title for _, group in self._groups if labels.plain(title := _INVITATION.sub("", group)))
        self._region.drafts.append(draft._replace(groups=(*names, *draft.groups)))

    def _attach(self, lines: list[Line], end: int) -> None:
        if self._title:
            self._title = self._title._replace(lines=[*self._title.lines, *lines], end=end)

    def _group(self) -> None:
        """Make the open title a group; the group before it ends."""
        if self._title:
            if self._groups and self._groups[-1][0] == "bold":
                self._groups.pop()
            self._groups.append(("bold", (self._title.lines and " ".join(map(text_of, self._title.lines))) or ""))
            self._title = None

    def _table(self, block: Block) -> None:
        """Make a draft of each row that says more than that there is nothing."""
        if self._title and self._is_bold and not self._title.urls:
            self._group()
        self.close()
        for row in block.rows:
            names = [*block.header, *["?"] * len(row.cells)]
            cells = [(name, cell) for name, cell in zip(names, row.cells, strict=False) if cell]
            if any(opening(line)[0] != "anchor" for _, cell in cells for line in cell):
                self._add(Draft(row.line, row.line + 1, [], row.groups, cells))

    # Lists ---------------------------------------------------------------------------------------------------------

    def _list(self, block: Block) -> None:
        lines = [line for item in _items(block) for line in _item_lines(item)[:1]]
        with_urls = _url_lines(lines)
        kinds = [opening(line)[0] for line in with_urls]
        if with_urls and all(kind == "anchor" for kind in kinds):
            if self._title and not self._title.urls and self._title_block:
                self._region.contents.append((self._title_block.start, self._title_block.end))
                self._title = None
            self.close()
            self._region.contents.append((block.start, block.end))
            return
        are_labels = bool(with_urls) and all(map(is_loose_label, with_urls)) and "label" in kinds
        are_below = self._title is not None and (
            are_labels or (not with_urls and self._is_bold and bool(self._title.urls))
        )
        if self._title and are_below and (with_urls or not any(opening(line)[0] == "bold" for line in lines)):
            for item in _items(block):
                self._attach([line for part in _with_nested(item) for line in part], item.end)
            return
        if self._title and self._is_bold and not self._title.urls and with_urls:
            self._group()
        self.close()
        for item in _items(block):
            self._item(item)

    def _item(self, item: Block) -> None:
        lines = _item_lines(item)
        nested = [child for child in item.children if child.kind == "list"]
        kind = next((k for line in lines if (k := opening(line)[0]) != "nothing"), "nothing")
        below = [_item_lines(sub) for child in nested for sub in _items(child)]
        titled = [own for own in below if own and _url_lines(own) and not is_loose_label(own[0])]
        has_url = bool(_url_lines(lines))
        if kind == "anchor" or (not lines and not nested):
            self._region.contents.append((item.start, item.end))
        elif titled and not has_url and kind in ("bold", "text"):
            self._groups.append(("bold", " ".join(map(text_of, lines))))
            for child in nested:
                self._list(child)
            self._groups.pop()
        elif (
            (has_url and kind in ("bold", "link", "text", "label"))
            or (kind == "text" and titles.has_publication(lines[0]))
            or (kind in ("bold", "label") and (below or len(lines) > 1 or _says_when(lines)))
        ):
            own = [line for part in below if part not in titled for line in part]
            self._add(Draft(item.start, item.end, [*lines, *own], has_bold_title=kind == "bold"))
            for child in nested:
                for sub in _items(child):
                    if _item_lines(sub) in titled:
                        self._item(sub)
        else:
            self._region.prose.append(item)
        for table in (child for child in item.children if child.kind == "table"):
            self._table(table)

    # Paragraphs ----------------------------------------------------------------------------------------------------

    def _paragraph(self, block: Block, following: Block | None) -> None:
        segments: list[list[Line]] = []
        for line in block.lines:
            kind, number = opening(line)
            before = segments[-1] if segments else []
            if not before or (kind == "bold" and (_url_lines(before) or len(before) > 1)):
                segments.append([])
            segments[-1].append(line)
        start = block.start
        for number, segment in enumerate(segments):
            is_last = number == len(segments) - 1
            part = block._replace(start=start, end=block.end if is_last else start + len(segment), lines=segment)
            self._segment(segment, part, following)
            start = part.end

    def _segment(self, lines: list[Line], block: Block, following: Block | None) -> None:
        kind, has_url = opening(lines[0])[0], bool(_url_lines(lines))
        if kind == "bold" or (kind == "link" and self._may_be_title(lines)):
            if (
                kind == "link"
                and self._title
                and self._is_bold
                and len(self._title.lines) == 1
                and not self._title.urls
            ):
                self._group()
            self._open(lines, block, is_bold=kind == "bold")
        elif self._title and self._follows(lines, is_before_labels=_is_label_block(following) and not has_url):
            self._attach(lines, block.end)
        elif not has_url and len(lines) == 1 and _is_label_block(following):
            self._open(lines, block, is_bold=False)
        else:
            self.close()
            self._region.prose.append(block)

    def _follows(self, lines: list[Line], *, is_before_labels: bool) -> bool:
        """Return whether lines belong to the open title: an address alone does not, nor the title of links behind."""
        if opening(lines[0])[0] == "label":
            return any(piece.url and (piece.text or piece.picture) for piece in lines[0])
        has_urls = self._title is not None and bool(self._title.urls)
        return _may_follow(lines) and not (has_urls and is_before_labels)

    def _may_be_title(self, lines: list[Line]) -> bool:
        links = [piece for line in lines for piece in line if piece.url]
        has_label = any(labels.link_kind(piece.text) for piece in links[1:])
        return (
            has_label
            or bool(labels.ids(links[0].url or ""))
            or (len(lines) > 1 and len(text_of(lines[0])) <= len(links[0].text) + 4)
        )

    def _open(self, lines: list[Line], block: Block, *, is_bold: bool) -> None:
        self.close()
        self._title, self._title_block = Draft(block.start, block.end, lines, has_bold_title=is_bold), block
        self._is_bold = is_bold


def _only_leads_on(block: Block) -> bool:
    """Return whether a paragraph has nothing but anchors, and links within the page such as "Back to top"."""
    pieces = [
        piece for line in block.lines for piece in line if "anchor" not in piece.marks and without_noise(piece.text)
    ]
    return all((piece.url or "").startswith("#") for piece in pieces)


def _items(block: Block) -> list[Block]:
    return [child for child in block.children if child.kind == "item"]


def _with_nested(item: Block) -> Iterator[list[Line]]:
    """Give the lines of an item and of those below it."""
    yield _item_lines(item)
    for child in item.children:
        if child.kind == "list":
            for sub in _items(child):
                yield from _with_nested(sub)


def _is_label_block(block: Block | None) -> bool:
    """Return whether a block is nothing but labels with their links."""
    if not block or block.kind not in ("list", "paragraph"):
        return False
    lines = block.lines or [line for item in _items(block) for line in _item_lines(item)[:1]]
    has_label = bool(lines) and any(piece.url and piece.text and not piece.picture for piece in lines[0])
    return has_label and opening(lines[0])[0] == "label"


def _may_follow(lines: list[Line]) -> bool:
    """Return whether lines can belong to the title above them: they are short, or hold links with labels."""
    links = [piece for line in lines for piece in line if piece.url]
    return (
        all(len(text_of(line)) < 400 for line in lines) and all(labels.link_kind(piece.text) for piece in links)
    ) or opening(lines[0])[0] == "label"


def outline(blocks: Sequence[Block]) -> list[Region]:
    """Return the regions of a source in their order; the first stands before any heading."""
    walker = _Outline()
    walker.walk(blocks)
    return walker.regions
