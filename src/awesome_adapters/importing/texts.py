"""The texts behind a title: links amid words, authors, publications, fields with a label, tags, notes."""

import re

from awesome_adapters.importing import citations, labels, links, published
from awesome_adapters.importing.entries import Draft, complete
from awesome_adapters.importing.inline import Line, text_of
from awesome_adapters.importing.openings import FIELD
from awesome_adapters.schema.values import is_link

_EDGES = published.EDGES + "|•~\\"
_WORDS = re.compile(r"\b(?!and\b|the\b|for\b|with\b|von\b|van\b|der\b)[a-z]{3,}\b")
"""Words of a sentence; names and venues have few that begin small."""
_AHEAD = re.compile(
    r"\W*\((?P<brackets>[^()]+)\)\s*(?=\S)"
    r"|[\s.,;:–—-]*(?P<publication>.{,120}?\b(?:19|20)\d\d\)?)(?:[.:]\s+|\s+[-–—]\s+)(?=[\w\"“])"
)
"""A publication, and perhaps its authors, ahead of other words."""
_GAP = "\0"
"""Stands in a text where a link was, which is kept elsewhere."""
_SEPARATOR = re.compile(rf"\s*(?:[·•|]|{_GAP}|\]\s*(?=\[[^\[\]]*(?:19|20)\d\d))\s*")
_GAPS = re.compile(rf"\s*(?:[(\[]\s*)?(?:[|·•/,&–—-]?\s*{_GAP}\s*[|·•/&–—-]?\s*)+(?:[)\]])?")

_BRACKETED = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_EMPTY = re.compile(rf"\[\s*(?:[·,|/{_GAP}]\s*)*\]|\(\s*(?:[·,|/{_GAP}]\s*)*\)|（[{_GAP}\s]*）|【[{_GAP}\s]*】")


def read(state: Draft, line: Line, *, is_behind_title: bool = False, is_note: bool = False) -> None:
    """Read a line: links by their labels, and the texts between them."""
    words = [
        len(re.findall(r"[^\W\d_]{2,}", piece.text)) * (not piece.url and not {"italic", "code"} & piece.marks)
        for piece in line
    ]
    is_sentence = any(len(_WORDS.findall(piece.text)) > 3 for piece, number in zip(line, words, strict=True) if number)
    rest = text_of(piece for piece in line if not piece.url)
    is_prose = (is_note and sum(words) > 1) or (is_sentence and not published.publication(rest))
    codes = [piece for n, piece in enumerate(line) if _is_tag(line, n) and not sum(words[n:])]
    runs: list[tuple[bool, str]] = []
    for number, piece in enumerate(line):
        if piece.url is not None:
            is_label = labels.link_kind(piece.text) is not None or not piece.text.strip()
            is_apart = "bare" in piece.marks or is_label or links.is_paper(piece.url)
            is_in_prose = is_prose and (not is_apart or ("bare" not in piece.marks and _is_amid_words(line, number)))
            runs.append((False, piece.text if is_in_prose else _GAP))
            if not is_in_prose or is_label or not is_link(complete(piece.url)):
                links.take(state, piece)
            elif piece.url != state.title_url:
                state.entry.add_link(piece.text, complete(piece.url))
        elif any(piece is code for code in codes):
            known = published.publication(piece.text)
            is_known = known and (known.year or known.award)
            state.entry.publish(known) if known and is_known else state.entry.add_tags([piece.text.strip("[] ")])
            runs.append((False, _GAP))
        else:
            runs.append(("italic" in piece.marks, piece.text))
    groups: list[tuple[bool, str]] = []
    for is_italic, text in runs:
        if groups and (groups[-1][0] == is_italic or not text.strip() or is_prose):
            groups[-1] = (groups[-1][0], groups[-1][1] + text)
        else:
            groups.append((is_italic, text))
    parts = [(own, part) for own, text in groups for part in ([text] if is_prose else _SEPARATOR.split(text))]
    is_dated = len(parts) > 1 and any((known := published.publication(part)) and known.year for _, part in parts)
    is_behind = is_behind_title and not is_note and not is_dated
    notes = [
        _part(state, part, is_italic=is_italic, is_behind_title=is_behind, is_note=is_note) for is_italic, part in parts
    ]
    if note := " ".join(filter(None, notes)):
        state.entry.notes.append(note)


def _part(
    state: Draft, text: str, *, is_italic: bool = False, is_behind_title: bool = False, is_note: bool = False
) -> str:
    """Read a text that stands by itself: authors, a publication, a field with a label; return what is a note."""
    whole = _without_empty_brackets(text)
    text = whole.replace(_GAP, " ")
    if _is_empty(text, is_note=is_note):
        state.ids += labels.ids(text)
        return ""
    if _is_field(state, text.strip(_EDGES + "()[]")):
        return ""
    if match := _AHEAD.match(text):
        head, rest = match["brackets"] or match["publication"], text[match.end() :]
        both, known = citations.authors_and_publication(head), published.publication(head)
        is_ahead = bool(match["brackets"]) or len(_WORDS.findall(rest)) > 2
        if is_ahead and (both or (known and known.year)):
            _part(state, head)
            return _part(state, rest, is_note=is_note or not match["brackets"])
    if (is_italic or not is_note) and _is_authorship(state, text, is_italic=is_italic, is_note=is_note):
        return ""
    known = published.publication(text, is_behind_title=is_behind_title and not state.entry.paper.get("venue"))
    if known is not None and (not is_note or known.year):
        state.ids += labels.ids(text)
        state.entry.publish(known)
        return ""
    state.ids += [] if is_note else labels.ids(text)
    note = _GAPS.sub(lambda gap: " " if re.match(r"\w", whole[gap.end() :]) else "", whole)
    note = re.sub(r"^\s*(?:[-–—:：,.;|·)\]]+\s*)+|[-–—:：,;|·\s]+$", "", note).strip("*_ ")
    return note if note.strip(_EDGES + "()[]") else ""


def _is_empty(text: str, *, is_note: bool) -> bool:
    """Return whether a text is nothing but labels of links that are not there, or says that there is nothing."""
    bare = text.strip(_EDGES + "()[]")
    is_remark = is_note or re.match(r"[\s)\]]*[-–—:：]\s*\w", text)
    has_words = is_remark and re.search(r"[^\W\d_]{2}", _BRACKETED.sub("", text)) and not labels.is_label(bare)
    parts = re.split(r"[\[\]()/,]+", bare)
    return labels.is_nothing(bare) or (not has_words and all(_is_no_text(part.strip(_EDGES)) for part in parts))


def field(state: Draft, role: str | None, text: str) -> bool:
    """Read what stands behind a label or in a column of a role; returns whether it is that."""
    if role == "abstract":
        state.tell("left out", f"Abstract: {text}")
    elif role == "note":
        state.entry.notes.append(text)
    elif role == "tags":
        state.entry.add_tags(re.split(r"\s*[,;，；、|]\s*", text))
    elif role == "authors" and (names := citations.authors(text, is_sure=True)):
        state.entry.paper.setdefault("authors", names)
    elif role in ("venue", "date") and (known := published.publication(text, is_behind_title=True)):
        state.ids += labels.ids(text)
        state.entry.publish(known)
    else:
        return False
    return True


def _is_field(state: Draft, text: str) -> bool:
    """Read a text with a label before it; returns whether it is one."""
    match = FIELD.fullmatch(text)
    if not match or not match[2]:
        return False
    role = labels.column(match[1])
    is_nothing = labels.is_nothing(match[2]) and bool(role or labels.link_kind(match[1]))
    return is_nothing or (role in ("abstract", "authors", "tags", "venue", "date") and field(state, role, match[2]))


def _is_authorship(state: Draft, text: str, *, is_italic: bool, is_note: bool) -> bool:
    """Read the authors, with the publication behind them; returns whether a text is that."""
    if "authors" in state.entry.paper:
        return False
    names = citations.authors(text)
    if not names and is_italic and not published.publication(text):
        names = citations.authors(text, is_sure=True)
    both = None if names or is_note else citations.authors_and_publication(text)
    names = both[0] if both else names
    if names:
        state.entry.paper["authors"] = names
    if both:
        state.entry.publish(both[1])
        state.ids += labels.ids(text)
    return bool(names)


def _is_no_text(text: str) -> bool:
    """Return whether a text is empty, or the label of a link that is not there."""
    is_short = len(text.split()) < 3 and not re.search(r"\d{4}", text)
    return not text or labels.is_label(text) or (is_short and labels.link_kind(text) is not None)


def _is_tag(line: Line, number: int) -> bool:
    """Return whether a piece of code stands by itself, and not within a sentence."""
    before = text_of(piece for piece in line[:number] if "code" not in piece.marks and not piece.url)
    return "code" in line[number].marks and not line[number].url and not re.search(r"[a-z]$", before)


def _is_amid_words(line: Line, number: int) -> bool:
    """Return whether words stand on both sides of a piece, or one before it that needs another one."""
    before, after = text_of(line[:number]), text_of(line[number + 1 :])
    if re.search(r"\b(?:an?|and|at|by|for|from|has|in|its|of|on|or|our|see|the|their|this|to|via|with)$", before):
        return True
    return re.search(r"\w$", before) is not None and re.match(r"\w", after) is not None


def _without_empty_brackets(text: str) -> str:
    while (shorter := _EMPTY.sub(_GAP, text)) != text:
        text = shorter
    return text
