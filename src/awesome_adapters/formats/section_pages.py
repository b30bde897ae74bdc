"""The division of a list that is too big for one README into pages that GitHub shows whole."""

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import count, groupby
from typing import NamedTuple

from awesome_adapters.catalogue import Section
from awesome_adapters.documents import PAGES, folded
from awesome_adapters.formats.markdown import Slugger, destination

_LONGEST_NAME = 80
"""Bytes: file systems take 255 with the suffix, and such a name can still be read."""

_LONGEST_SUFFIX = len("-999.md")

_FULL = 0.9
"""How full a piece of a section is to be, for entries differ in length."""
_NOT_FILES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows does not allow for files, whatever their suffix."""


class Part(NamedTuple):
    """A section, or some of its entries, and its Markdown."""

    section: Section
    text: bytes


class Page(NamedTuple):
    """A page; `titles` lead to the section that it shows with those below it."""

    path: str
    titles: tuple[str, ...]
    number: int
    """Which of the pages with these titles it is, from 1."""
    parts: list[Part]

    @property
    def name(self) -> str:
        """Return the name of the file in its folder."""
        return self.path.removeprefix(f"{PAGES}/")

    @property
    def title(self) -> str:
        """Return the way from the top to its section."""
        return " › ".join(self.titles) + (f", part {self.number}" if self.number > 1 else "")


def divide(parts: Sequence[Part], render: Callable[[Section], bytes], room: int) -> list[Page]:
    """Divide sections into pages of at most `room` bytes, along their headings as long as that goes.

    `render` makes the Markdown of some entries of a section, where one section alone is too big. Only
    a single entry can still be bigger than a page.
    """
    pages: list[Page] = []
    taken: set[str] = set()
    divider = _Divider(render, room, _longest_address(parts))
    for _, group in groupby(parts, key=lambda part: part.section.titles[:1]):
        for division in divider.divisions(list(group), 1):
            if not any(part.section.listings or part.section.further for part in division):
                continue
            titles = _common([part.section.titles for part in division])
            number = 1 + sum(1 for page in pages if page.titles == titles)
            pages.append(Page(f"{PAGES}/{_name(titles, taken)}.md", titles, number, division))
    return pages


class _Divider(NamedTuple):
    render: Callable[[Section], bytes]
    room: int
    address: int
    """Bytes that each link to an entry of another page can take beyond what is rendered so far."""

    def size(self, part: Part) -> int:
        """Return the bytes that a section can take on a page."""
        return len(part.text) + self.address * len(part.section.further)

    def divisions(self, parts: list[Part], level: int) -> Iterator[list[Part]]:
        if sum(map(self.size, parts)) <= self.room:
            yield parts
        elif len(parts) == 1:
            yield from ([part] for part in self.pieces(parts[0]))
        else:
            below = [list(group) for _, group in groupby(parts, key=lambda part: part.section.titles[: level + 1])]
            if len(below) == 1 and len(parts[0].section.titles) <= level:  # sections of one title
                below = [[part] for part in parts]
            for group in below:
                yield from self.divisions(group, level + 1)

    def pieces(self, part: Part) -> Iterator[Part]:
        """Cut a section between its entries into pieces of about the same number."""
        section, own = part.section, len(part.section.listings)
        total = own + len(section.further)
        if self.size(part) <= self.room or total < 2:
            yield part
            return
        length = math.ceil(total / math.ceil(self.size(part) / (_FULL * self.room)))
        for start in range(0, total, length):
            stop = start + length
            further = section.further[max(0, start - own) : max(0, stop - own)]
            piece = section._replace(listings=section.listings[start:stop], further=further)
            yield from self.pieces(Part(piece, self.render(piece)))


def _longest_address(parts: Sequence[Part]) -> int:
    if not any(part.section.further for part in parts):
        return 0
    return max(len(destination(_short_name(part.section.titles))) for part in parts) + _LONGEST_SUFFIX


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    first, last = min(paths), max(paths)
    length = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:length]


def _name(titles: tuple[str, ...], taken: set[str]) -> str:
    """Return a name that no other page has, on any file system, and remember it."""
    name = _short_name(titles)
    for number in count(1):
        numbered = name if number == 1 else f"{name}-{number}"
        if folded(numbered) not in taken:
            break
    taken.add(folded(numbered))
    return numbered


def _short_name(titles: tuple[str, ...]) -> str:
    slug = unicodedata.normalize("NFC", Slugger().slug(" ".join(titles)))
    name = slug.encode()[:_LONGEST_NAME].decode(errors="ignore").strip("-") or "section"
    return f"{name}-section" if name in _NOT_FILES else name
