"""Rows of tables: what a cell holds is said by the heading of its column."""

import re
from collections.abc import Callable, Sequence

from awesome_adapters import venues
from awesome_adapters.importing import badges, labels, published, texts
from awesome_adapters.importing.entries import Draft, complete
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.importing.openings import is_label


def read(state: Draft, cells: Sequence[tuple[str, list[Line]]], read_lines: Callable[[list[Line]], None]) -> None:
    """Read the cells of a row by their headings; `read_lines` reads the one that has the title."""
    columns = [(head, labels.column(head), cell) for head, cell in cells]
    title = _title_column(columns)
    if title is not None:
        head, role, cell = columns[title]
        state.is_paper_column = role == "title" or labels.link_kind(head) == "paper"
        read_lines(cell)
    for number, (head, role, cell) in enumerate(columns):
        if number != title:
            _cell(state, head, role, [badges.take(state, line) for line in cell])


def _cell(state: Draft, head: str, role: str | None, cell: list[Line]) -> None:
    text = " ".join(map(text_of, cell))
    links = [piece for line in cell for piece in line if piece.url]
    kind = labels.link_kind(head)
    for piece in links:
        _link(state, head, role, piece)
    plain = text_of(
        piece
        for line in cell
        for piece in line
        if not piece.url or (role == "note" and not labels.link_kind(piece.text))
    )
    if labels.is_nothing(text) or labels.is_nothing(plain) or role == "number":
        return
    if role == "name" and not links:
        if state.entry.title:
            state.entry.name = plain
        else:
            state.entry.title = plain
    elif role == "abstract":
        state.tell("left out", f"Abstract: {plain}")
    elif role == "note":
        state.entry.notes.append(plain)
    elif role == "venue":
        known = published.publication(plain)
        state.entry.publish(known) if known and (known.venue or known.year) else state.entry.paper.setdefault(
            "venue", plain
        )
    elif role in ("date", "authors", "tags") and texts.read_field(state, role, plain):
        pass
    elif not (kind or role == "name") or re.search(r"\w{3}", plain):
        state.ids += labels.ids(plain) if kind == "paper" else []
        if not (kind == "paper" and labels.ids(plain)) and not (kind and labels.link_kind(plain)):
            state.entry.extra.setdefault(head.strip() or "?", plain)


def _link(state: Draft, head: str, role: str | None, piece: Piece) -> None:
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


def _title_column(columns: list[tuple[str, str | None, list[Line]]]) -> int | None:
    """Return which cell has the title: the column that says so, else the paper's, a name, the first link, any text."""
    usable = [number for number, (_, _, cell) in enumerate(columns) if _has_title(cell)]
    ranks = {number: _rank(*columns[number]) for number in usable}
    best = min(ranks, key=ranks.__getitem__, default=None)
    return None if best is None or ranks[best] > len(_RANKS) else best


_RANKS = ("title", "paper", "name", "link", "text")


def _rank(head: str, role: str | None, cell: list[Line]) -> int:
    if role in ("title", "name"):
        return _RANKS.index(role)
    if role is None and labels.link_kind(head) == "paper":
        return _RANKS.index("paper")
    has_link = any(piece.url for line in cell for piece in line)
    return _RANKS.index("link" if has_link else "text") if role in (None, "note") else len(_RANKS) + 1


def _has_title(cell: list[Line]) -> bool:
    pieces = [piece for line in cell for piece in line if not piece.picture]
    text = text_of(piece for piece in pieces if not (piece.url and is_label(piece)))
    known = published.publication(text)
    is_publication = known is not None and bool(known.year) and venues.find(known.venue) is not None
    return bool(re.search(r"\w", text)) and not labels.is_nothing(text_of(pieces)) and not is_publication
