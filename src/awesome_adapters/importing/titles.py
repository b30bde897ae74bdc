"""The title of an entry, taken out of the line in which it stands."""

import re

from awesome_adapters import venues
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.entries import Draft
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.importing.openings import opening, without_noise

_EDGES = " \t,;:.*_|·•~\\-–—"
_VENUE_IN_BRACKETS = re.compile(r"^(?P<title>.*\S)\s*[(\[（](?P<text>[^()\[\]（）]*)[)\]）]\s*$")


def take(state: Draft, line: Line) -> Line:
    """Take the title out of a line, and return what stands around it."""
    kind, start = opening(line)
    before = line[:start]
    if (
        kind == "text"
        and (bold := next((n for n, piece in enumerate(line) if "bold" in piece.marks), None)) is not None
        and not line[bold].text.rstrip().endswith(":")
    ):
        kind, start, before = "bold", bold, line[:bold]
    elif kind == "text":
        link = next((n for n, piece in enumerate(line) if piece.url and not labels.is_label(piece.text)), None)
        label = next((n for n, piece in enumerate(line) if piece.url and labels.is_label(piece.text)), None)
        if label is not None or link is None or "bare" in line[link].marks:
            return _title_of_text(state, line)
        _set_title(state, line[link].text, line[link].url or "")
        return line
    names = [piece for piece in before if "underline" in piece.marks]
    state.entry.name = names[0].text.strip(_EDGES) if names else ""
    end = start + 1
    if kind == "bold":
        while end < len(line) and (
            "bold" in line[end].marks
            or (line[end].url == line[start].url and line[start].url)
            or (_is_joint(line[end].text) and end + 1 < len(line) and "bold" in line[end + 1].marks)
        ):
            end += 1
    elif kind == "link":
        while end < len(line) and line[end].url == line[start].url:
            end += 1
    elif kind in ("label", "nothing", "anchor"):
        if names:
            _set_title(state, state.entry.name, "")
            state.entry.name = ""
        return [piece for piece in line if "underline" not in piece.marks]
    pieces = line[start:end]
    _set_title(
        state,
        without_noise(text_of(pieces)) if not re.match(r"\s*[\[(]?\d+-?D", text_of(pieces)) else text_of(pieces),
        next((piece.url for piece in pieces if piece.url), ""),
    )
    prefix = [
        piece for piece in before if "underline" not in piece.marks and re.search(r"\w{2}", without_noise(piece.text))
    ]
    following = line[end:]
    if following and not following[0].url:
        text = following[0].text
        if text[:1] in "\"”’'»":
            following = [following[0]._replace(text=text[1:]), *following[1:]]
    return [*prefix, Piece(" · "), *following] if prefix else following


def _title_of_text(state: Draft, line: Line) -> Line:
    """Take the title off a line without marks: it ends before the first link, or where the venue begins."""
    end = next((n for n, piece in enumerate(line) if piece.url or "italic" in piece.marks), len(line))
    text = text_of(line[:end]).strip()
    if (
        (match := re.match(r"[\[(【]([^\[\]()]{3,40})[\])】]\s*[:.,-]?\s*(?=\w)", text))
        and (known := published.publication(match[1]))
        and known.year
    ):
        state.entry.publish(known)
        text = text[match.end() :]
    text = without_noise(text).rstrip(" [(") if not re.match(r"[\[(]?\d+-?D", text) else text
    if match := re.match(r"[\"“]([^\"”]{4,})[\"”]", text):
        _set_title(state, match[1], "")
        return [Piece(text[match.end() :]), *line[end:]]
    head, dot, rest = text.partition(". ")
    if dot and (published.publication(rest) or published.authors(rest) or published.authors_and_publication(rest)):
        _set_title(state, head, "")
        return [Piece(rest), *line[end:]]
    if (match := re.fullmatch(r"(.*?\w),\s+([^,]*?\b(?:19|20)\d\d\W*)", text)) and published.publication(match[2]):
        _set_title(state, match[1], "")
        return [Piece(match[2]), *line[end:]]
    _set_title(state, text, "")
    return line[end:]


def _set_title(state: Draft, text: str, url: str) -> None:
    state.title_url = state.title_url or url
    title = " ".join(text.split())
    while match := _VENUE_IN_BRACKETS.match(title):
        known = published.publication(match["text"])
        if not known or not (
            known.year or known.award or labels.ids(match["text"]) or (known.venue and venues.find(known.venue))
        ):
            break
        state.ids += labels.ids(match["text"])
        state.entry.publish(known)
        title = match["title"]
    title = re.sub(r"^(?:\[\d+\]|\(\d+\)|\d+\.)\s+(?=\S)", "", title.strip(" \t,;:|\\~").rstrip("."))
    for left, right in ('""', "“”", "''", "‘’", "«»", "「」", "《》", "【】", "**"):
        if (
            title.startswith(left)
            and title.endswith(right)
            and len(title) > 2
            and left not in title[1:-1].replace(right, "", 0)[:0]
        ):
            title = title[1:-1]
    title = title.strip(" \t,;|\\").rstrip(" .:") if not title.endswith("...") else title
    state.entry.title = title.lstrip('"“') if title.count('"') == 1 or title.count("“") > title.count("”") else title


def _is_joint(text: str) -> bool:
    return not text.strip(" ,:-–") and bool(text)
