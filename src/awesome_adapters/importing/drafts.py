"""A draft becomes an entry."""

from awesome_adapters.importing import badges, labels, links, outline, rows, texts, titles
from awesome_adapters.importing.entries import Draft, Entry, Tell
from awesome_adapters.importing.inline import Line
from awesome_adapters.importing.openings import opening


def read(draft: outline.Draft, tell: Tell) -> Entry:
    """Return the entry that a draft is; it has no title where none can be read."""
    state = Draft(Entry(draft.line, draft.end), tell)
    if draft.cells:
        rows.read(state, draft.cells, lambda cell: _read_lines(state, cell, is_bold=True))
    else:
        _read_lines(state, draft.lines, is_bold=draft.has_bold_title)
    links.settle(state)
    return state.entry


def _read_lines(state: Draft, lines: list[Line], *, is_bold: bool = True) -> None:
    lines = [badges.take(state, line) for line in lines]
    first = next((n for n, line in enumerate(lines) if opening(line)[0] in ("bold", "link", "text")), 0)
    if not any(lines):
        return
    has_bold = is_bold or any("bold" in piece.marks for piece in lines[first][:3])
    rest = titles.take(state, lines[first])
    is_note = (
        not has_bold
        and bool(state.title_url)
        and not (labels.ids(state.title_url) or links.PAPER_PAGE.search(state.title_url))
    )
    for number, line in enumerate([*lines[:first], rest, *lines[first + 1 :]]):
        texts.read(state, line, is_behind_title=number == first, is_note=number == first and is_note)
