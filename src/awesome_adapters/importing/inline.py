"""Inline Markdown and HTML as lines of pieces: texts, each with its marks and the address it leads to."""

import re
from collections.abc import Iterable, Iterator
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
_BARE = re.compile(rf"{ADDRESS}|\*\*\s*(\S(?:[^*]*\S)?)\s*\*\*|__\s*(\S(?:[^_]*\S)?)\s*__")
_CLOSING = re.compile(r"\s*[)）\]】]+")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_FORMULA = re.compile(r"\$(?=\S)[^$\n]*[\\^_{][^$\n]*(?<=\S)\$")
_NAMES = {
    "bold": "strong b",
    "italic": "em i",
    "underline": "u",
    "code": "code kbd",
    "struck": "s del",
    "raised": "sup",
}
_MARKS = {name: mark for mark, names in _NAMES.items() for name in names.split()}
"""By the names of markdown-it's tokens and of HTML's tags."""


class Piece(NamedTuple):
    """A text with its marks: bold, italic, underline, code, struck, bare, picture, anchor."""

    text: str
    url: str | None = None
    marks: frozenset[str] = frozenset()
    picture: str = ""
    """The address of the picture, where it is one."""


Line = tuple[Piece, ...]


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text that readers see, on one line."""
    return " ".join("".join(piece.text for piece in pieces if "anchor" not in piece.marks).split())


def addresses(pieces: Iterable[Piece]) -> Iterator[str]:
    """Give the addresses that pieces lead to."""
    return (piece.url for piece in pieces if piece.url)


def formula(state: StateInline, silent: bool) -> bool:
    """Read a formula between two dollars as it is written, for a rule of markdown-it."""
    match = _FORMULA.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if not match:
        return False
    if not silent:
        state.push("text", "", 0).content = match[0]
    state.pos = match.end()
    return True


def lines(tokens: Iterable[Token]) -> list[Line]:
    """Return inline tokens as lines; a title or a link that goes on in the next line is not broken."""
    reader = _Reader()
    for token in tokens:
        reader.read(token)
    return [line for line in (_joined(_with_addresses(line)) for line in reader.lines) if line]


class _Reader:
    """Reads tokens; marks and links are open until they end."""

    def __init__(self) -> None:
        self.lines: list[list[Piece]] = [[]]
        self._marks: list[str] = []
        self._urls: list[str | None] = []

    def read(self, token: Token) -> None:
        """Read a token."""
        kind = token.type
        if kind in ("text", "code_inline", "text_special"):
            if "raised" not in self._marks or re.search(r"[^\W\d_]{2}", token.content):
                self._append(token.content, *["code"] * (kind == "code_inline"))
        elif kind in ("softbreak", "hardbreak"):
            self._break()
        elif kind == "link_open":
            self._urls.append(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            self._urls[-1:] = []
        elif kind == "image":
            self._append(token.content, "picture", picture=str(token.attrs.get("src", "")))
        elif kind == "html_inline":
            self._tag(token.content)
        else:
            self._mark(kind.partition("_")[0], is_end=kind.endswith("_close"))

    def _append(self, text: str, *marks: str, picture: str = "") -> None:
        url = next((url for url in self._urls[-1:] if url != text), None)  # an address as its own text is a bare one
        self.lines[-1].append(Piece(text, url, frozenset((*self._marks, *marks)), picture))

    def _break(self) -> None:
        if "bold" in self._marks or self._urls:
            self._append(" ")
        else:
            self.lines.append([])

    def _mark(self, name: str, *, is_end: bool) -> None:
        mark = _MARKS.get(name)
        if mark and not is_end:
            self._marks.append(mark)
        elif mark in self._marks:
            self._marks.remove(mark)

    def _tag(self, tag: str) -> None:
        match = re.match(r"<(/?)(\w+)", tag)
        name, is_end = (match[2].lower(), bool(match[1])) if match else ("", False)
        values = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)}
        if name == "br":
            self._break()
        elif name == "img" and "src" in values:
            self._append(values.get("alt", ""), "picture", picture=values["src"])
        elif name == "a" and is_end:
            self._urls[-1:] = []
        elif name == "a":
            if anchor := values.get("id") or values.get("name"):
                self.lines[-1].append(Piece(anchor, None, frozenset(["anchor"])))
            self._urls.append(values.get("href"))
        else:
            self._mark(name, is_end=is_end)


def _with_addresses(line: Iterable[Piece]) -> list[Piece]:
    """Make links of addresses that stand bare, with the labels before them, and what is bold of `** A**`."""
    result: list[Piece] = []
    for piece in line:
        is_text = piece.url is None and not piece.picture and "anchor" not in piece.marks
        position = 0
        for match in _BARE.finditer(piece.text) if is_text else ():
            before = piece.text[position : match.start()]
            position = match.end()
            if bold := match[1] or match[2]:
                result += (piece._replace(text=before), Piece(bold, None, piece.marks | {"bold"}))
                continue
            address = until_unbalanced(match[0]).rstrip(".,;:!?*'_")
            label, before = _label(before)
            if not label and not before.strip(" *:：") and result and not result[-1].url:  # **Paper**: https://…
                text, before = result[-1].text, ""
                label = text.strip(" :：") if len(text) <= len("a label of a few words or so") else ""
                result[-1:] = [] if label else result[-1:]
            result += (piece._replace(text=before), Piece(label, address, piece.marks | {"bare"}))
            position = match.start() + len(address)
            if closing := _CLOSING.match(piece.text, position):
                position = closing.end()
        result.append(piece._replace(text=piece.text[position:]) if position else piece)
    return result


def _label(text: str) -> tuple[str, str]:
    """Take the label of an address off the end of the text before it."""
    match = _LABELLED.search(text)
    return ((match["label"] or match["broken"]).strip(" *_"), text[: match.start()]) if match else ("", text)


def _joined(line: Iterable[Piece]) -> Line:
    """Join neighbours that differ in their text alone, and leave out empty ones."""
    result: list[Piece] = []
    for piece in line:
        is_same = result and not piece.picture and not result[-1].picture and result[-1][1:3] == piece[1:3]
        if is_same and not {"bare", "anchor", "code"} & piece.marks:
            result[-1] = result[-1]._replace(text=result[-1].text + piece.text)
        elif piece.text or piece.url == "" or "bare" in piece.marks or piece.picture:
            result.append(piece)
    has_content = any(piece.text.strip(" \\") or piece.url is not None or piece.picture for piece in result)
    return tuple(result) if has_content else ()
