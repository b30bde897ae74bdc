"""Inline Markdown and HTML as lines of pieces: texts, each with its marks and the address it leads to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from awesome_adapters.text import until_unbalanced

ADDRESS = r"(?:https?://|(?<![\w/.@-])www\.(?=[\w-]+\.))[^\s<>\"“”\\^`{|}\[\]：，。；、！（）【】《》「」]+"
_LABELLED = re.compile(
    r"(?:^|(?<=[\s\[\],;|•·>—–-]))\[*(?P<label>[^\[\]():：|,;\n]{1,40}?(?:[(（][^()（）]*[)）])?)\s*\]*\s*"
    r"(?:[(（]\[?|[:：]\s*\[?)\s*$|\[(?P<broken>[^\[\]\n]{1,250})\]\(\[?$"
)
"""What stands before a bare address as its label: `Code: `, `代码（remark）：`, and `[[Paper(` that was not closed."""
_BOLD = re.compile(r"\*\*\s*(\S(?:[^*]*\S)?)\s*\*\*|__\s*(\S(?:[^_]*\S)?)\s*__")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "code": "code",
    "kbd": "code",
    "sup": "note mark",
}
_MARKS = {"strong": "bold", "em": "italic"}


class Piece(NamedTuple):
    """A text with its marks: bold, italic, underline, code, bare, picture, anchor."""

    text: str
    url: str | None = None
    marks: frozenset[str] = frozenset()
    picture: str = ""
    """The address of the picture, where it is one."""


Line = list[Piece]


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text that readers see, on one line."""
    return " ".join("".join(piece.text for piece in pieces if "anchor" not in piece.marks).split())


def formula(state: StateInline, silent: bool) -> bool:
    """Read a formula between two dollars as it is written, for a rule of markdown-it."""
    match = re.compile(r"\$(?=\S)[^$\n]*[\\^_{][^$\n]*(?<=\S)\$").match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("text", "", 0).content = match[0]
    state.pos = match.end()
    return True


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag of HTML."""
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)}


def lines(tokens: Sequence[Token]) -> list[Line]:
    """Return inline tokens as lines; a title or a link that goes on in the next line is not broken."""
    result: list[Line] = [[]]
    open_marks: list[str] = []
    urls: list[str | None] = []
    for token in tokens:
        kind = token.type
        if kind == "text" and "note mark" in open_marks and not re.search(r"[^\W\d_]{2}", token.content):
            continue
        if kind in ("text", "code_inline", "text_special"):
            marks = frozenset([*open_marks, "code"] if kind == "code_inline" else open_marks)
            result[-1].append(Piece(token.content, urls[-1] if urls else None, marks))
        elif kind in ("softbreak", "hardbreak"):
            _break(result, open_marks, urls)
        elif kind == "link_open":
            urls.append(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            urls[-1:] = []
        elif kind == "image":
            source = str(token.attrs.get("src", ""))
            result[-1].append(Piece(token.content, urls[-1] if urls else None, frozenset(["picture"]), source))
        elif kind == "html_inline":
            _tag(token.content, result, open_marks, urls)
        elif (mark := _MARKS.get(kind.removesuffix("_open"))) and kind.endswith("_open"):
            open_marks.append(mark)
        elif (mark := _MARKS.get(kind.removesuffix("_close"))) and mark in open_marks:
            open_marks.remove(mark)
    return [line for line in (_joined(line) for line in map(_with_addresses, result)) if line]


def _break(result: list[Line], open_marks: list[str], urls: list[str | None]) -> None:
    if "bold" in open_marks or urls:
        result[-1].append(Piece(" ", urls[-1] if urls else None, frozenset(open_marks)))
    else:
        result.append([])


def _tag(tag: str, result: list[Line], open_marks: list[str], urls: list[str | None]) -> None:
    match = re.match(r"<(/?)(\w+)", tag)
    if not match:
        return
    name, values = match[2].lower(), attributes(tag)
    if name == "br":
        _break(result, open_marks, urls)
    elif name == "img" and "src" in values:
        url = urls[-1] if urls else None
        result[-1].append(Piece(values.get("alt", ""), url, frozenset(["picture"]), values["src"]))
    elif name == "a" and match[1]:
        urls[-1:] = []
    elif name == "a":
        if anchor := values.get("id") or values.get("name"):
            result[-1].append(Piece(anchor, None, frozenset(["anchor"])))
        urls.append(values.get("href"))
    elif (mark := _TAGS.get(name)) and not match[1]:
        open_marks.append(mark)
    elif mark and mark in open_marks:
        open_marks.remove(mark)


def _with_addresses(line: Line) -> Line:
    """Make links of addresses that stand bare, with the labels before them, and what is bold of `** A**`."""
    result: Line = []
    for piece in line:
        if piece.url is not None or piece.picture or "anchor" in piece.marks:
            result.append(piece)
            continue
        position = 0
        for match in re.finditer(f"{ADDRESS}|{_BOLD.pattern}", piece.text):
            before = piece.text[position : match.start()]
            if bold := match[1] or match[2]:
                result += (piece._replace(text=before), Piece(bold, None, piece.marks | {"bold"}))
                position = match.end()
                continue
            address = until_unbalanced(match[0]).rstrip(".,;:!?*'_")
            label, before = _label(before)
            if not label and not before.strip(" *:：") and result and not result[-1].url:  # **Paper**: https://…
                before = ""
                label = (
                    result.pop().text.strip(" :：")
                    if len(result[-1].text) <= len("a label of a few words or so")
                    else ""
                )
            if before:
                result.append(piece._replace(text=before))
            result.append(Piece(label, address, piece.marks | {"bare"}))
            position = match.start() + len(address)
            if closing := re.compile(r"\s*[)）\]】]+").match(piece.text, position):
                position = closing.end()
        result.append(piece._replace(text=piece.text[position:]))
    return result


def _label(text: str) -> tuple[str, str]:
    """Take the label of an address off the end of the text before it."""
    match = _LABELLED.search(text)
    return ((match["label"] or match["broken"]).strip(" *_"), text[: match.start()]) if match else ("", text)


def _joined(line: Line) -> Line:
    """Join neighbours that differ in their text alone, and leave out empty ones."""
    result: Line = []
    for piece in line:
        is_same = result and not piece.picture and not result[-1].picture and result[-1][1:3] == piece[1:3]
        if is_same and not {"bare", "anchor", "code"} & piece.marks:
            result[-1] = result[-1]._replace(text=result[-1].text + piece.text)
        elif piece.text or piece.url == "" or "bare" in piece.marks or piece.picture:
            result.append(piece)
    return result if any(piece.text.strip(" \\") or piece.url is not None or piece.picture for piece in result) else []


def addresses(pieces: Iterable[Piece]) -> Iterator[str]:
    """Give the addresses that pieces lead to."""
    return (piece.url for piece in pieces if piece.url)
