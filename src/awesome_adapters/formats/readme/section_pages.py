"""The division of a list that is too big for one README into pages that GitHub shows whole."""

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import count, groupby, takewhile
from typing import NamedTuple

from awesome_adapters.catalogue import Section, SectionPath, breadcrumb
from awesome_adapters.formats.markdown import Slugger, destination
from awesome_adapters.storage.files import PAGES, folded
from awesome_adapters.text.words import Words

_LONGEST_NAME = 80
"""Bytes: file systems take 255 with the suffix, and such a name can still be read."""

_LONGEST_SUFFIX = len("-999.md")

_FULL = 0.9
"""How full a piece of a section is to be, for entries differ in length."""

_NOT_FILES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows does not allow for files, whatever their suffix."""


class PagePart(NamedTuple):
    """A section, or some of its entries, and its Markdown."""

    section: Section
    text: bytes


class Page(NamedTuple):
    """A page; `section_path` is the path of the section that it shows with those below it."""

    path: str
    section_path: SectionPath
    number: int
    """Which of the pages with this section path it is, from 1."""
    parts: list[PagePart]
    words: Words

    @property
    def name(self) -> str:
        """Return the name of the file in its folder."""
        return self.path.removeprefix(f"{PAGES}/")

    @property
    def title(self) -> str:
        """Return the way from the top to its section."""
        return breadcrumb(self.section_path) + (f", {self.words.count('part', self.number)}" if self.number > 1 else "")


def divide(
    parts: Sequence[PagePart], render: Callable[[Section], bytes], budget: int, words: Words | None = None
) -> list[Page]:
    """Divide sections into pages of at most `budget` bytes: between sections, and where one is too big, inside it.

    `render` makes the Markdown of some entries of a section. Only a single entry can be bigger than a page.
    """
    pages: list[Page] = []
    names: set[str] = set()
    longest_name = max((len(destination(_short_name(part.section.path))) for part in parts), default=0)
    divider = _Divider(render, budget, longest_name + _LONGEST_SUFFIX)
    for _, group in groupby(parts, key=lambda part: part.section.path[:1]):
        for division in divider.divisions(list(group), 1):
            if not any(part.section.entries or part.section.cross_listed for part in division):
                continue
            section_path = _common_path([part.section.path for part in division])
            number = 1 + sum(1 for page in pages if page.section_path == section_path)
            path = f"{PAGES}/{_unused_name(section_path, names)}.md"
            pages.append(Page(path, section_path, number, division, words or Words()))
    return pages


class _Divider(NamedTuple):
    render: Callable[[Section], bytes]
    budget: int
    link_overhead: int
    """Bytes that each link to an entry of another page can take beyond what is rendered so far."""

    def size(self, part: PagePart) -> int:
        """Return the bytes that a section can take on a page."""
        return len(part.text) + self.link_overhead * len(part.section.cross_listed)

    def divisions(self, parts: list[PagePart], level: int) -> Iterator[list[PagePart]]:
        """Give the parts of each page; `parts` have the first `level` titles of their paths in common."""
        if sum(map(self.size, parts)) <= self.budget:
            yield parts
        elif len(parts) == 1:
            yield from ([piece] for piece in self.pieces(parts[0]))
        else:
            groups = [list(group) for _, group in groupby(parts, key=lambda part: part.section.path[: level + 1])]
            if len(groups) == 1 and len(parts[0].section.path) <= level:  # sections of one title
                groups = [[part] for part in parts]
            for group in groups:
                yield from self.divisions(group, level + 1)

    def pieces(self, part: PagePart) -> Iterator[PagePart]:
        """Cut a section between its entries into pieces of about the same number."""
        section, own = part.section, len(part.section.entries)
        total = own + len(section.cross_listed)
        if self.size(part) <= self.budget or total < 2:
            yield part
            return
        length = math.ceil(total / math.ceil(self.size(part) / (_FULL * self.budget)))
        for start in range(0, total, length):
            stop = start + length
            cross_listed = section.cross_listed[max(0, start - own) : max(0, stop - own)]
            piece = section._replace(entries=section.entries[start:stop], cross_listed=cross_listed)
            yield from self.pieces(PagePart(piece, self.render(piece)))


def _common_path(paths: list[SectionPath]) -> SectionPath:
    """Return the titles with which all paths begin: those that the smallest and the largest path share."""
    pairs = zip(min(paths), max(paths), strict=False)
    return tuple(title for title, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _unused_name(section_path: SectionPath, names: set[str]) -> str:
    """Return a name that no other page has, on any file system, and remember it in `names`."""
    name = _short_name(section_path)
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    unused = next(candidate for candidate in numbered if folded(candidate) not in names)
    names.add(folded(unused))
    return unused


def _short_name(section_path: SectionPath) -> str:
    slug = unicodedata.normalize("NFC", Slugger().slug(" ".join(section_path)))
    name = slug.encode()[:_LONGEST_NAME].decode(errors="ignore").strip("-") or "section"
    return f"{name}-section" if name in _NOT_FILES else name
