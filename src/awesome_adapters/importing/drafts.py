"""A draft becomes an entry."""

import re
from collections.abc import Iterator

from awesome_adapters.importing import badges, labels, links, outline, published, report, rows, texts, titles
from awesome_adapters.importing.entries import Draft, Entry, Tell
from awesome_adapters.importing.inline import Line, text_of
from awesome_adapters.importing.openings import opening
from awesome_adapters.text import tokens

_REFERENCE = re.compile(r"(.+), listed under .+\.")
_ENDS_OF_PARTS = re.compile(r":[a-z0-9_+-]+:|[\[\](){}|,;:：（）/]")


def read(draft: outline.Draft, tell: Tell) -> Entry:
    """Return the entry that a draft is; it has no title where none can be read."""
    told: list[str] = []

    def tell_too(kind: str, text: str) -> None:
        told.append(text)
        tell(kind, text)

    state = Draft(Entry(draft.line, draft.end), tell_too)
    if draft.lines and (reference := _REFERENCE.fullmatch(text_of(draft.lines[0]))) and draft.urls:
        state.entry.title, state.entry.is_reference = reference[1], True
        return state.entry
    if draft.cells:
        rows.read(state, draft.cells, lambda cell: _read_lines(state, cell, is_bold=True))
    else:
        _read_lines(state, draft.lines, is_bold=draft.has_bold_title)
    links.settle(state)
    if state.entry.ids or state.entry.key == "-".join(("title", *tokens(state.entry.title))):
        state.entry.key = ""
    if state.entry.title and not state.is_generated:
        for text in _lost(draft, " ".join([*report.strings(state.entry.fields), *told])):
            tell("not read", f"of '{state.entry.title}': {text}")
    return state.entry


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}|\d{3,}", text.casefold())


def _lost(draft: outline.Draft, text: str) -> Iterator[str]:
    """Give the parts of a draft whose words are not in the text of its entry, and mean something."""
    words = {*_words(text), *labels.words("without_meaning")}
    for line in (*draft.lines, *(line for _, cell in draft.cells for line in cell)):
        for piece in line:
            is_text = piece.url is None and not piece.picture and "anchor" not in piece.marks
            for part in _ENDS_OF_PARTS.split(piece.text if is_text else ""):
                is_dull = labels.ids(part) or labels.is_nothing(part) or labels.is_label(part) or published.day(part)
                if not (is_dull or words.issuperset(_words(part))):
                    yield part.strip()


def _read_lines(state: Draft, lines: list[Line], *, is_bold: bool = True) -> None:
    lines = [badges.take(state, line) for line in lines]
    first = next((n for n, line in enumerate(lines) if opening(line)[0] in ("bold", "link", "text")), 0)
    if not any(lines):
        return
    has_bold = is_bold or any("bold" in piece.marks for piece in lines[first][:3])
    rest = titles.take(state, lines[first])
    is_note = not has_bold and bool(state.title_url) and not links.is_paper(state.title_url)
    for number, line in enumerate([*lines[:first], rest, *lines[first + 1 :]]):
        texts.read(state, line, is_behind_title=number == first, is_note=number == first and is_note)
