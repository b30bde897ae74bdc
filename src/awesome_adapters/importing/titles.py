"""The title of an entry, taken out of the line in which it stands."""

import re

from awesome_adapters.importing import citations, labels, published
from awesome_adapters.importing.entries import Draft
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.importing.openings import is_field, is_label, opening, without_noise
from awesome_adapters.metadata import venues
from awesome_adapters.text.addresses import repository

_IN_BRACKETS = re.compile(r"^(?P<title>.*\S)\s*[(\[（](?P<text>[^()\[\]（）]*)[)\]）]\s*$")
_BEHIND_COMMA = re.compile(r"^(?P<title>.*\S),\s+(?P<text>[^,]*\d)$")
_AHEAD = re.compile(
    r"(?:[\[(【](?P<venue>[^\[\]()【】]{3,40})[\])】]\s*[:.,–-]?\s*|(?P<date>20\d\d[-/.]\d\d(?:[-/.]\d\d)?)\s*[:.,–-]?\s*"
    r"|(?P<year>(?:19|20)\d\d)\s*[-–—:]\s+)(?=\S)"
)
_NUMBER = re.compile(r"^(?:\[\d+\]|\(\d+\)|\d+\.)\s+(?=\S)")
_QUOTES = (*zip("\"“'‘«「《【*", "\"”'’»」》】*", strict=True),)


def take(state: Draft, line: Line) -> Line:
    """Take the title out of a line, and return what stands around it."""
    kind, start = opening(line)
    bold = next((n for n, piece in enumerate(line) if _is_bold(piece)), None)
    if kind in ("text", "label") and bold is not None and bold >= start:
        kind, start = "bold", bold
    names = [piece.text.strip(f"{published.EDGES}|~\\") for piece in line[:start] if "underline" in piece.marks]
    state.entry.name = names[0] if names else ""
    if kind == "text":
        rest = _take_text(state, line[start:])
    elif kind in ("bold", "link"):
        end = _end(line, start, is_bold=kind == "bold")
        _set_title(state, text_of(line[start:end]), next((piece.url for piece in line[start:end] if piece.url), ""))
        rest = line[end:]
        if rest and not rest[0].url and rest[0].text[:1] in "\"”’'»":
            rest = (rest[0]._replace(text=rest[0].text[1:]), *rest[1:])
    elif names:
        state.entry.name = ""
        _set_title(state, names[0], "")
        rest = line[start:]
    elif line and "bare" in line[start].marks and line[start].text and not labels.link_kind(line[start].text):
        _set_title(state, line[start].text, line[start].url or "")
        rest = line[start + 1 :]
    elif line and "bare" in line[start].marks and not line[start].text and (own := repository(line[start].url or "")):
        _set_title(state, own.rpartition("/")[2], line[start].url or "")
        rest = line[start + 1 :]
    elif kind == "label" and (words := _words_behind(line)):
        rest = (*line[:words], *_take_text(state, line[words:]))
    else:
        return line
    prefix = [piece for piece in line[:start] if "underline" not in piece.marks and _says_something(piece)]
    return (*prefix, Piece(" · "), *rest) if prefix else rest


def _is_bold(piece: Piece) -> bool:
    return "bold" in piece.marks and re.search(r"[^\W\d_]", piece.text) is not None and not is_field(piece.text)


def is_citation(line: Line) -> bool:
    """Return whether a line is an entry even without links: it says who wrote what and when."""
    known = citations.citation(without_noise(text_of(line)))
    return known is not None and known.is_sure


def _words_behind(line: Line) -> int:
    """Return which piece behind the labels at the beginning of a line may be a title; 0 for none."""
    words = re.compile(r"[\s\]):.,–-]*[\"“A-Z]\S*\s+\w")
    return next((n for n, piece in enumerate(line) if n and piece.url is None and words.match(piece.text)), 0)


def _says_something(piece: Piece) -> bool:
    return bool(piece.url) or re.search(r"\w{2}", without_noise(piece.text)) is not None


def _end(line: Line, start: int, *, is_bold: bool) -> int:
    """Return where a bold title or the text of a link ends; what is bold again behind a comma belongs to it."""
    end = start + 1
    while end < len(line):
        is_joint = not line[end].text.strip(" ,:-–") and line[end + 1 : end + 2] and "bold" in line[end + 1].marks
        is_more = is_bold and ("bold" in line[end].marks or (bool(line[end].text) and is_joint))
        if not is_more and not (line[end].url and line[end].url == line[start].url):
            break
        end += 1
    return end


def _take_text(state: Draft, line: Line) -> Line:
    """Take the title off a line that begins without marks, or in italics.

    It is the first link, where its text is no label and authors stand before it or no labels behind it. Else the
    line is a citation up to its first link, or a title alone.
    """
    links = [n for n, piece in enumerate(line) if piece.url]
    titles = [n for n in links if not is_label(line[n])]
    is_first = bool(titles) and titles[0] == links[0] and "bare" not in line[links[0]].marks
    if is_first and (titles == links or citations.authors(text_of(line[: links[0]]))):
        _set_title(state, line[links[0]].text, line[links[0]].url or "")
        return line
    has_italics = "italic" in line[0].marks
    end = next((n for n, piece in enumerate(line) if piece.url or ("italic" in piece.marks) != has_italics), len(line))
    text = _without_number(_without_ahead(state, text_of(line[:end]).strip())).rstrip(" [(")
    known = citations.citation(text) or citations.Citation([], text, "")
    if known.authors:
        state.entry.paper["authors"] = known.authors
    _set_title(state, known.title, "")
    return (Piece(known.rest), *line[end:]) if known.rest else line[end:]


def _without_ahead(state: Draft, text: str) -> str:
    """Take off a text what is ahead of it in brackets, or before a dash: venues, years and dates."""
    while ahead := _AHEAD.match(text):
        known = published.publication(ahead["venue"] or ahead["date"] or ahead["year"])
        if not known and state.entry.paper.get("year"):  # [2012] [RSS]
            known = published.publication(ahead[0], is_behind_title=ahead[0].strip(" []").isupper())
        if not known or not (known.year or venues.find(known.venue) or known.venue.isupper()):
            break
        state.entry.publish(known)
        text = text[ahead.end() :]
    return text


def _without_number(text: str) -> str:
    """Return a text without the emoji and numbers before it; 3-D is no number."""
    return text if re.match(r"\s*[\[(]?\d+-?D", text) else without_noise(text)


def _set_title(state: Draft, text: str, url: str) -> None:
    """Set the title: without numbers and quotes around it, and without the venue before it or behind it."""
    state.title_url = state.title_url or url
    if state.anchors:  # our own README has it as it is
        state.entry.title = text
        return
    title = _without_number(_without_ahead(state, " ".join(text.split()))).rstrip(" ,;，、。；")
    title = title.removesuffix("]") if title.count("]") > title.count("[") else title
    while match := _IN_BRACKETS.match(title) or _BEHIND_COMMA.match(title):
        known, ids = published.publication(match["text"]), labels.ids(match["text"])
        is_venue = known and known.venue and venues.find(known.venue)
        is_sure = match.re is _IN_BRACKETS or is_venue or (known and not known.venue)
        if not known or not is_sure or not (known.year or known.award or ids or is_venue):
            break
        state.ids += ids
        state.entry.publish(known)
        title = match["title"]
    title = _NUMBER.sub("", title.strip(" \t,;:|\\~—–").rstrip("."))
    for left, right in _QUOTES:
        if title.startswith(left) and title.endswith(right) and len(title) > 2:
            title = title[1:-1]
    title = title.strip(" \t,;|\\") if title.endswith("...") else re.sub(r"(?:[.:]|\s-)*$", "", title.strip(" \t,;|\\"))
    state.entry.title = title.lstrip('"“') if title.count('"') == 1 or title.count("“") > title.count("”") else title
