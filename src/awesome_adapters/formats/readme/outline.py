"""The outline of a document: its headings with GitHub's anchors, those of its sections among them."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from awesome_adapters.catalogue import Section
from awesome_adapters.formats import markdown
from awesome_adapters.text import collapse_whitespace

CONTENTS, SECTIONS = "\x02contents\x03", "\x02sections\x03"
"""What stands in a frame, which is a rendered template, for what is filled in later."""

_HeadingTexts = list[tuple[int, str]]
Reader = Callable[[str], _HeadingTexts]
"""Reads the headings of a document: the level and the text of each."""

_CAN_BE_HEADING = re.compile(
    r"^[ \t>*+\d.)-]*#{1,6}(?:[ \t]|$)|^[ \t>]*(?:=+|-+)[ \t]*$|<h[1-6]\b", re.MULTILINE | re.IGNORECASE
)


class Heading(NamedTuple):
    """A heading and its anchor; `section` where it is the one of a section."""

    level: int
    text: str
    anchor: str
    section: Section | None = None
    is_inside: bool = False
    """Whether it stands inside a section, below the section's own heading."""


class Outline:
    """Finds the headings of the documents that templates make."""

    def __init__(self, root: Path) -> None:
        """Find them as GitHub does if the list at `root` has templates of its own; we know what ours write."""
        self._read: Reader = _packaged_headings
        self._has_own_templates = any((root / "templates").glob("*.md"))
        if self._has_own_templates:
            self._read = _any_headings

    def headings(self, frame: str, sections: Iterable[tuple[Section, bytes]]) -> Iterator[Heading]:
        """Give every heading of a document in order: a frame, and in it the text of each section.

        The templates' own headings and the deeper ones count too, or a second "Methods" would lead to
        the first. While the frame is read, a heading stands for the sections.
        """
        slugger = markdown.Slugger()
        for level, text in self._read(frame.replace(SECTIONS, f"\n\n# {SECTIONS}\n\n").replace(CONTENTS, "- ")):
            if text != SECTIONS:
                yield Heading(level, collapse_whitespace(text), slugger.slug(text))
                continue
            for section, content in sections:
                texts = self._section_headings(section, content)
                own = _own_heading(section, texts)
                for pair in texts:
                    owner = section if pair is own else None
                    yield Heading(
                        pair[0], collapse_whitespace(pair[1]), slugger.slug(pair[1]), owner, is_inside=not owner
                    )

    def _section_headings(self, section: Section, content: bytes) -> _HeadingTexts:
        if self._has_own_templates:
            text = content.decode()
            if len(_CAN_BE_HEADING.findall(text)) != 1 or heading_line(section) not in text:
                return self._read(text)
        return [(heading_level(section), section.title)]


def heading_level(section: Section) -> int:
    """Return the level of a section's heading; Markdown has six, and a group of a section may be deeper."""
    return min(len(section.path) + 1, 6)


def heading_line(section: Section) -> str:
    """Return the heading of a section as Markdown."""
    return f"{'#' * heading_level(section)} {markdown.escape(section.title, in_heading=True)}"


def _own_heading(section: Section, texts: _HeadingTexts) -> tuple[int, str] | None:
    """Return which heading of a section's text is its own: the one with its title, else the first of its level."""
    titled = (pair for pair in texts if collapse_whitespace(pair[1]) == section.title)
    return next(titled, None) or next((pair for pair in texts if pair[0] == heading_level(section)), None)


def _any_headings(document: str) -> _HeadingTexts:
    if (texts := plain_headings(document)) is not None:
        return texts
    from awesome_adapters.formats.readme.headings import headings  # 50 ms, for few documents

    return headings(document)


_PLAIN_MARKUP = re.compile(
    r'</?(?:a|br|details|img|picture|source|span|sub|summary)(?: [a-z-]+="[^"<>\n]*")*>|<!-- [^\n]*?-->|<https?://[^\s<>]*>'
)
_BADGE = re.compile(r"\[!\[[\w ]*\]\([\w./:-]*\)\]\([\w./:-]*\)$")


def plain_headings(document: str) -> _HeadingTexts | None:
    """Read headings that are lines of plain text outside HTML; None where it takes a parser to find them all."""
    if "<" in _PLAIN_MARKUP.sub("", document) or re.search(r"[\x00\x0b-\x1f\x85\u2028\u2029]", document):
        return None
    texts: _HeadingTexts = []
    is_code, block = False, ""
    for line in document.split("\n"):
        if line.lstrip(" \t>*+-.)0123456789").startswith(("```", "~~~")):
            if not re.fullmatch("```" if is_code else "```[a-z]*", line) or (block and not is_code):
                return None
            is_code = not is_code
        elif not is_code and _CAN_BE_HEADING.match(line) and (block or line.strip("-= \t")):
            signs, _, text = line.partition(" ")
            text, has_badge = _BADGE.subn("", text)
            is_plain = text == SECTIONS or (text.isprintable() and markdown.is_plain(text))
            if "<" in block or signs.strip("#") or not is_plain or not text or text != text.strip() + " " * has_badge:
                return None
            texts.append((len(signs), text))
        block = block + line if line.strip() else ""
    return texts


def _packaged_headings(document: str) -> _HeadingTexts:
    """Read the headings of packaged templates: lines of escaped text, the first of them with a badge."""
    lines = re.findall(r"^(#{1,6}) (.*?)(?:\[!\[.*)?$", document, re.MULTILINE)
    return [(len(signs), markdown.unescape(text)) for signs, text in lines]
