"""A draft becomes an entry: running text, or the cells of a row, whose columns say what they hold."""

import re
from collections.abc import Iterator

from awesome_adapters.importing import badges, labels, links, outline, published, report, texts, titles
from awesome_adapters.importing.blocks import Cell
from awesome_adapters.importing.entries import Draft, Entry, Tell, complete
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.importing.openings import is_label, opening
from awesome_adapters.metadata import venues
from awesome_adapters.text import tokens
from awesome_adapters.text.words import TABLE

_REFERENCE = re.compile(
    "|".join(
        re.escape(text).replace(r"\{title\}", "(.+)").replace(r"\{section\}", ".+")
        for text in TABLE["listed_under"].values()
    )
)
"""A paper that our own README shows in a further section, in each of its languages."""
_ENDS_OF_PARTS = re.compile(r":[a-z0-9_+-]+:|[\[\](){}|,;:：（）/]")
_WORD = re.compile(r"[^\W\d_]{2,}|\d{3,}")
_RANKS = ("title", "paper", "name", "link", "text")
"""Which cell of a row has the title: the one of the column that says so, else the paper's, a name, a link, any text."""


def read(draft: outline.Draft, tell: Tell) -> Entry:
    """Return the entry that a draft is; it has no title where none can be read."""
    told: list[str] = []

    def tell_too(kind: str, text: str) -> None:
        told.append(text)
        tell(kind, text)

    state = Draft(Entry(draft.line, draft.end), tell_too)
    entry = state.entry
    if draft.urls and (reference := _REFERENCE.fullmatch(text_of(draft.lines[0]))):
        entry.title, entry.is_reference = next(filter(None, reference.groups())), True
        return entry
    ranks = {number: rank for number, cell in enumerate(draft.cells) if (rank := _rank(cell)) < len(_RANKS)}
    title = min(ranks, key=ranks.__getitem__, default=None)
    if title is not None:
        head = draft.cells[title].head
        state.is_paper_column = labels.column(head) == "title" or labels.link_kind(head) == "paper"
        _read_lines(state, draft.cells[title].lines, is_bold=draft.has_bold_title or bool(head))
    for number, cell in enumerate(draft.cells):
        if number != title:
            _read_cell(state, cell)
    links.read_anchors(state)
    links.settle(state)
    if entry.ids or entry.key == "-".join(("title", *tokens(entry.title))):
        entry.key = ""
    if any("struck" in piece.marks for piece in draft.lines[0]):
        tell("changed", f"'{entry.title}' is crossed out in the source; check whether it belongs into the list")
    if entry.title and not state.anchors:
        for text in _lost(draft, " ".join([*report.strings(entry.fields), *told])):
            tell("not read", f"of '{entry.title}': {text}")
    return entry


def _lost(draft: outline.Draft, text: str) -> Iterator[str]:
    """Give the parts of a draft whose words are not in the text of its entry, and mean something."""
    words = {*_WORD.findall(text.casefold()), *labels.words("without_meaning")}
    for piece in (piece for line in draft.lines for piece in line):
        is_text = piece.url is None and not piece.picture and "anchor" not in piece.marks
        if is_text and not words.issuperset(_WORD.findall(piece.text.casefold())):
            for part in _ENDS_OF_PARTS.split(piece.text):
                is_dull = labels.ids(part) or labels.is_nothing(part) or labels.is_label(part) or labels.column(part)
                if not (is_dull or published.day(part) or words.issuperset(_WORD.findall(part.casefold()))):
                    yield part.strip()


def _read_lines(state: Draft, lines: list[Line], *, is_bold: bool) -> None:
    """Read running text: its title, and what stands around it."""
    lines = [badges.take(state, line) for line in lines]
    first = next((n for n, line in enumerate(lines) if opening(line)[0] in ("bold", "link", "text")), 0)
    if not any(lines):
        return
    has_bold = is_bold or any("bold" in piece.marks for piece in lines[first][:3])
    rest = titles.take(state, lines[first])
    is_note = not has_bold and bool(state.title_url) and not links.is_paper(state.title_url)
    for number, line in enumerate([*lines[:first], rest, *lines[first + 1 :]]):
        texts.read(state, line, is_behind_title=number == first, is_note=number == first and is_note)


# Rows ----------------------------------------------------------------------------------------------------------------


def _rank(cell: Cell) -> int:
    """Return how likely a cell has the title; a cell that cannot have it is behind all ranks."""
    if not cell.head:
        return 0
    pieces = [piece for line in cell.lines for piece in line if not piece.picture]
    role, has_link = labels.column(cell.head), any(piece.url for piece in pieces)
    text = text_of(piece for piece in pieces if not (piece.url and is_label(piece)))
    known = published.publication(text)
    is_venue = known is not None and bool(known.year) and venues.find(known.venue) is not None
    if not re.search(r"\w", text) or labels.is_nothing(text_of(pieces)) or is_venue:
        return len(_RANKS)
    if role in ("title", "name"):
        return _RANKS.index(role)
    if role is None and labels.link_kind(cell.head) == "paper":
        return _RANKS.index("paper")
    return _RANKS.index("link" if has_link else "text") if role in (None, "note") else len(_RANKS)


def _read_cell(state: Draft, cell: Cell) -> None:
    """Read a cell beside the title: its links, and its text."""
    entry, role, kind = state.entry, labels.column(cell.head), labels.link_kind(cell.head)
    pieces = [piece for line in cell.lines for piece in badges.take(state, line)]
    for piece in pieces:
        if piece.url:
            _read_link(state, cell.head, role, piece)
    is_note = role == "note"
    text = text_of(piece for piece in pieces if not piece.url or (is_note and not labels.link_kind(piece.text)))
    if labels.is_nothing(text_of(pieces)) or labels.is_nothing(text) or role == "number":
        return
    if role == "name" and not any(piece.url for piece in pieces):
        setattr(entry, "name" if entry.title else "title", text)
    elif not texts.field(state, role, text):
        ids = labels.ids(text) if kind == "paper" else []
        state.ids += ids
        if role == "venue":
            entry.paper.setdefault("venue", text)
        elif not ids and not (kind and labels.link_kind(text)) and (not (kind or role) or re.search(r"\w{3}", text)):
            entry.extra.setdefault(cell.head.strip() or "?", text)


def _read_link(state: Draft, head: str, role: str | None, piece: Piece) -> None:
    """Take a link, whose label is its own text, or the heading of its column."""
    own, kind = labels.link_kind(piece.text), labels.link_kind(head)
    known = None if own else published.publication(piece.text)
    if known and known.year and known.venue:
        state.entry.publish(known)
    if role == "note" and not own:
        state.entry.add_link(piece.text, complete(piece.url or ""))
    elif role == "website" and own in (None, "none", "other"):
        state.links.append(("Website", piece.url or ""))
    else:
        is_of_column = own == "none" or not piece.text.strip() or (kind and not own)
        state.links.append((head if is_of_column else piece.text, piece.url or ""))
