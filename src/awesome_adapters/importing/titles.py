"""The title of an entry, taken out of the line in which it stands."""

import re

from awesome_adapters import venues
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.entries import Draft
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.importing.openings import is_field, is_label, opening, without_noise

_EDGES = " \t,;:.*_|·•~\\-–—"
_VENUE_IN_BRACKETS = re.compile(r"^(?P<title>.*\S)\s*[(\[（](?P<text>[^()\[\]（）]*)[)\]）]\s*$")
_VENUE_AHEAD = re.compile(
    r"(?:[\[(【](?P<venue>[^\[\]()【】]{3,40})[\])】]|(?P<date>20\d\d[-/.]\d\d(?:[-/.]\d\d)?))\s*[:.,–-]?\s*(?=\S)"
)
_QUOTED = re.compile(r"[\"“]([^\"”]{4,})[\"”]")
_QUOTES = (*zip("\"“'‘«「《【*", "\"”'’»」》】*", strict=True),)


def take(state: Draft, line: Line) -> Line:
    """Take the title out of a line, and return what stands around it."""
    kind, start = opening(line)
    bold = next((n for n, piece in enumerate(line) if "bold" in piece.marks and not is_field(piece.text)), None)
    if kind in ("text", "label") and bold is not None and bold >= start:
        kind, start = "bold", bold
    names = [piece.text.strip(_EDGES) for piece in line[:start] if "underline" in piece.marks]
    state.entry.name = names[0] if names else ""
    if kind == "text":
        rest = _title_of_text(state, line[start:])
    elif kind in ("bold", "link"):
        end = _end(line, start, is_bold=kind == "bold")
        _set_title(state, text_of(line[start:end]), next((piece.url for piece in line[start:end] if piece.url), ""))
        rest = line[end:]
        if rest and not rest[0].url and rest[0].text[:1] in "\"”’'»":
            rest = [rest[0]._replace(text=rest[0].text[1:]), *rest[1:]]
    elif names:
        state.entry.name = ""
        _set_title(state, names[0], "")
        rest = line[start:]
    elif line and "bare" in line[start].marks and line[start].text and not labels.link_kind(line[start].text):
        _set_title(state, line[start].text, line[start].url or "")
        rest = line[start + 1 :]
    elif kind == "label" and (words := _words_behind(line)):
        rest = [*line[:words], *_title_of_text(state, line[words:])]
    else:
        return line
    prefix = [piece for piece in line[:start] if "underline" not in piece.marks and _says_something(piece)]
    return [*prefix, Piece(" · "), *rest] if prefix else rest


def _words_behind(line: Line) -> int:
    """Return which piece behind the labels at the beginning of a line may be a title; 0 for none."""
    return next(
        (
            number
            for number, piece in enumerate(line)
            if number and piece.url is None and re.match(r"[\s\]):.,–-]*[\"“A-Z]\S*\s+\w", piece.text)
        ),
        0,
    )


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


def _title_of_text(state: Draft, line: Line) -> Line:
    """Take the title off a line that begins without marks, or in italics.

    It is the first link whose text is no label, where there is one; else it ends before the first label, or
    where authors or a publication begin.
    """
    links = [n for n, piece in enumerate(line) if piece.url]
    titles = [n for n in links if not is_label(line[n])]
    if titles and titles == links[: len(titles)] and len(titles) == len(links) and "bare" not in line[titles[0]].marks:
        _set_title(state, line[titles[0]].text, line[titles[0]].url or "")
        return line
    end = next((n for n, piece in enumerate(line) if piece.url or "italic" in piece.marks), len(line))
    end = end or next((n for n, piece in enumerate(line) if "italic" not in piece.marks), len(line))
    text = text_of(line[:end]).strip()
    ahead = _VENUE_AHEAD.match(text)
    if ahead and (known := published.publication(ahead["venue"] or ahead["date"])) and known.year:
        state.entry.publish(known)
        text = text[ahead.end() :]
    text = _without_number(text).rstrip(" [(")
    head, _, rest = text.partition(". ")
    if rest and len(names := published.authors(head)) > 1:
        state.entry.paper["authors"], text = names, rest
    if quoted := _QUOTED.match(text):
        title, rest = quoted[1], text[quoted.end() :]
    else:
        title, rest = _parted(text)
    _set_title(state, title, "")
    return [Piece(rest), *line[end:]] if rest else line[end:]


def has_publication(line: Line) -> bool:
    """Return whether a line without links says who published what and when, or quotes a title and says when."""
    text = without_noise(text_of(line))
    if quoted := _QUOTED.match(text):
        known = published.publication(text[quoted.end() :])
        return known is not None and bool(known.year)
    return published.authors_and_publication(_parted(text)[1]) is not None


def _parted(text: str) -> tuple[str, str]:
    """Part a text into a title, and the authors and the publication behind it."""
    for separator in (". ", ", ", " - ", " – ", " — "):
        for match in re.finditer(re.escape(separator), text):
            title, rest = text[: match.start()], text[match.end() :]
            known = published.publication(rest)
            is_publication = known and (separator == ". " or (known.year and "," not in rest))
            is_authors = separator != ", " and published.authors(rest)
            if is_publication or is_authors or published.authors_and_publication(rest):
                return title, rest
            if separator == ". ":
                break
    return text, ""


def _without_number(text: str) -> str:
    """Return a text without the emoji and numbers before it; 3-D is no number."""
    return text if re.match(r"\s*[\[(]?\d+-?D", text) else without_noise(text)


def _set_title(state: Draft, text: str, url: str) -> None:
    """Set the title: without numbers and quotes around it, and without the venue in brackets at its end."""
    state.title_url = state.title_url or url
    title = " ".join(_without_number(text).split()).rstrip(" ,;，、。；")
    while match := _VENUE_IN_BRACKETS.match(title):
        known, ids = published.publication(match["text"]), labels.ids(match["text"])
        if not known or not (known.year or known.award or ids or (known.venue and venues.find(known.venue))):
            break
        state.ids += ids
        state.entry.publish(known)
        title = match["title"]
    title = re.sub(r"^(?:\[\d+\]|\(\d+\)|\d+\.)\s+(?=\S)", "", title.strip(" \t,;:|\\~—–").rstrip("."))
    for left, right in _QUOTES:
        if title.startswith(left) and title.endswith(right) and len(title) > 2:
            title = title[1:-1]
    title = title.strip(" \t,;|\\") if title.endswith("...") else title.strip(" \t,;|\\").rstrip(" .:")
    state.entry.title = title.lstrip('"“') if title.count('"') == 1 or title.count("“") > title.count("”") else title
