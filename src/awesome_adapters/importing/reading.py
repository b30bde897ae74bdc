"""Sources read into a list: its title, its prose, its sections and entries, and what is told of the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import NamedTuple

from awesome_adapters.catalogue import SectionPath
from awesome_adapters.importing import drafts, labels, library
from awesome_adapters.importing.blocks import Block
from awesome_adapters.importing.blocks import read as read_blocks
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.library import Grouping
from awesome_adapters.importing.outline import Region, outline
from awesome_adapters.importing.report import Report
from awesome_adapters.importing.sections import Sections
from awesome_adapters.text import collapse_whitespace, number_of


class Source(NamedTuple):
    """A file to be read: its name, and its text."""

    name: str
    text: str

    @property
    def is_library(self) -> bool:
        """Return whether it is BibTeX."""
        return self.name.lower().endswith((".bib", ".bibtex"))


@dataclass
class Reading:
    """What sources hold, in their order."""

    title: str = ""
    description: str = ""
    introduction: str = ""
    closing: str = ""
    entries: list[Entry] = field(default_factory=list)
    references: list[Entry] = field(default_factory=list)
    """Entries that stand elsewhere, and are shown in further sections."""
    drafts: int = 0
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.sections = Sections(self.report)


def read(sources: Sequence[Source], grouping: Grouping = library.DEFAULT) -> Reading:
    """Read sources; `grouping` says into which sections the entries of a library go."""
    reading = Reading()
    is_alone = len(sources) == 1
    for source in sources:
        is_readme = PurePath(source.name).stem.lower().startswith("readme")
        if source.is_library:
            entries, number = library.read(source.name, source.text, grouping, reading.sections, reading.report)
            reading.entries += entries
            reading.drafts += number
        else:
            _Page(source, reading, is_chapter=not (is_alone or is_readme), is_cover=is_readme and not is_alone).read()
    return reading


class _Page:
    """Reads one page of Markdown: its title, the prose before and after the entries, and what stands between."""

    def __init__(self, source: Source, reading: Reading, *, is_chapter: bool, is_cover: bool) -> None:
        self._source = source
        self._lines = source.text.split("\n")
        self._reading = reading
        self._is_chapter = is_chapter
        self._is_cover = is_cover
        self._regions = outline(read_blocks(source.text))
        self._take_drafts_from_prose()
        self._paths = list(self._headings())

    def read(self) -> None:
        """Add what the page holds."""
        regions, end = self._regions, len(self._lines) + 1
        numbers = [number for number, region in enumerate(regions) if region.drafts]
        if not numbers and not self._is_cover:
            self._tell(1, end, "not read")
            return
        first, last = (numbers[0], numbers[-1]) if numbers else (len(regions), len(regions))
        while 0 < first < len(regions) and self._paths[first - 1] and regions[first - 1].is_above(regions[first]):
            first -= 1
        for number in range(first, min(last + 1, len(regions))):
            is_umbrella = any(regions[number].is_above(other) and other.drafts for other in regions[number + 1 :])
            self._section(regions[number], self._paths[number] or (library.SECTION,), is_umbrella=is_umbrella)
        start = regions[first].line if 0 < first < len(regions) else end if first else 1
        self._frame(start, regions[last + 1].line if last + 1 < len(regions) else end)

    def _take_drafts_from_prose(self) -> None:
        """Take drafts for prose where no entries stand: below headings that say so, and before the first heading."""
        closed: list[int] = []  # levels of the headings above that say so
        can_have = [bool(region.drafts) and not labels.has_no_entries(region.title) for region in self._regions]
        for number, region in enumerate(self._regions):
            closed = [level for level in closed if level < region.level]
            closed += [region.level] * labels.has_no_entries(region.title)
            is_top = number == 0 or self._is_title(number)
            is_weak = is_top and sum(can_have) > can_have[number] and sum(own.is_strong for own in region.drafts) < 3
            if region.drafts and (is_weak or closed):
                region.prose += [Block("paragraph", draft.line, draft.end) for draft in region.drafts]
                region.prose.sort(key=lambda block: block.start)
                region.drafts = []

    def _is_title(self, number: int) -> bool:
        """Return whether a heading is the list's title: the first one, at the top level."""
        region = self._regions[number]
        is_first = number == 1 and region.level == 1 and not self._is_chapter
        return is_first and not any(draft.is_strong for draft in region.drafts[2:])

    def _headings(self) -> Iterator[SectionPath]:
        """Give the path of each region; it is empty where there is no heading, or the list's title."""
        stack: list[Region] = []
        for number, region in enumerate(self._regions):
            while stack and stack[-1].level >= region.level > 0:
                stack.pop()
            if region.level and (region.drafts or not self._is_title(number)):
                stack.append(region)
            yield tuple(above.title for above in stack) if stack[-1:] == [region] else ()

    # Sections ------------------------------------------------------------------------------------------------------

    def _section(self, region: Region, titles: SectionPath, *, is_umbrella: bool) -> None:
        reading, source = self._reading, self._source
        self._tell_contents(region)
        if not region.drafts and not is_umbrella:
            self._tell(region.line, region.line + 1, "left out", "a heading without entries: ")
            for block in region.prose:
                self._tell(block.start, block.end, "not read")
            return
        path = reading.sections.path(titles, source.name, region.line)
        first = region.drafts[0].line if region.drafts else len(self._lines)
        for block in region.prose:
            description = "" if reading.sections[path] or block.start > first else _description(block)
            reading.sections[path] = reading.sections[path] or description
            if not description:
                self._tell(block.start, block.end, "not read")
        for draft in region.drafts:
            reading.drafts += 1
            entry = drafts.read(draft, partial(reading.report.tell, source.name, draft.line))
            entry.path, entry.source = path, source.name
            if draft.groups:
                entry.path = reading.sections.path((*titles, *draft.groups), source.name, draft.line)
            if entry.is_reference:
                reading.references.append(entry)
            elif re.search(r"\w", entry.title) and entry.is_told_of:
                reading.entries.append(entry)
            else:
                self._tell(draft.line, draft.end, "not read")

    # What stands around the list -----------------------------------------------------------------------------------

    def _frame(self, start: int, end: int) -> None:
        """Take over the title, and the prose before and after the list, line by line."""
        reading, is_first = self._reading, not self._reading.title and not self._reading.introduction
        dropped: set[int] = set()
        for number, region in enumerate(self._regions):
            heading = range(region.line, region.line + 1 + self._is_underlined(region.line))
            if is_first and self._is_title(number) and not region.drafts:
                text = self._lines[region.line - 1]
                reading.title = re.sub(r"\s+Awesome$", "", region.title) if "awesome.re" in text else region.title
                dropped |= set(heading)
                if "://" in text:
                    self._tell(region.line, region.line + 1, "left out", "what stands beside the title: ")
            if not start <= region.line < end:
                self._tell_contents(region)
                dropped |= {line for contents in region.contents for line in range(*contents)}
                if region.contents and not region.prose and labels.has_no_entries(region.title):
                    dropped |= set(heading)
        prose = [block for region in self._regions if not labels.has_no_entries(region.title) for block in region.prose]
        if (
            is_first
            and not reading.description
            and (block := next((own for own in prose if own.start < start and _is_plain(own)), None))
        ):
            reading.description = re.sub(r"~~([^~]*)~~", r"\1", block.text)
            dropped |= set(range(block.start, block.end))
        reading.introduction += self._prose(set(range(1, start)) - dropped)
        reading.closing += self._prose(set(range(end, len(self._lines) + 1)) - dropped)

    def _is_underlined(self, line: int) -> bool:
        return line < len(self._lines) and re.match(r"\s*(?:=+|-+)\s*$", self._lines[line]) is not None

    def _prose(self, numbers: set[int]) -> str:
        text = "\n".join(self._lines[number - 1] for number in sorted(numbers))
        text = re.sub(r"(?:\s*<a (?:id|name)=[^<>]*></a>)+\s*$", "", re.sub(r"\n{3,}", "\n\n", text)).strip("\n")
        return f"{text}\n\n" if text.strip() else ""

    def _tell_contents(self, region: Region) -> None:
        for start, end in region.contents:
            lines = number_of(sum(1 for line in self._lines[start - 1 : end - 1] if line.strip()), "line")
            self._reading.report.tell(
                self._source.name, start, "left out", f"contents of {lines}; a build makes them anew"
            )

    def _tell(self, start: int, end: int, kind: str, before: str = "") -> None:
        """Tell lines as they stand."""
        for number, line in enumerate(self._lines[start - 1 : end - 1], start):
            if line.strip():
                self._reading.report.tell(self._source.name, number, kind, before + line)


def _is_plain(block: Block) -> bool:
    """Return whether a block of prose is a paragraph without links, which can be the list's description."""
    has_links = any(piece.url or piece.picture for line in block.lines for piece in line)
    return block.kind == "paragraph" and not has_links and 5 < sum(map(str.isalnum, block.text)) < 600


def _description(block: Block) -> str:
    """Return a block of prose as the paragraph below a heading; empty where it is none."""
    lines = block.lines or [line for child in block.children for line in child.lines]
    pieces = [piece for line in lines for piece in line]
    has_labels = any(piece.picture or (piece.url and labels.is_label(piece.text)) for piece in pieces)
    if block.kind not in ("paragraph", "quote") or has_labels:
        return ""
    text = collapse_whitespace("".join(f"{p.text}{': ' * bool(p.url and p.text.strip())}{p.url or ''}" for p in pieces))
    return text if re.search(r"\w", text) and len(text) <= 600 and not re.match(r"\[!\w+\]", text) else ""
