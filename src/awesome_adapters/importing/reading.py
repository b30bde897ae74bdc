"""Sources read into a list: its title, its prose, its sections and entries, and what is told of the rest."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from awesome_adapters.catalogue import SectionPath
from awesome_adapters.importing import drafts, labels, library
from awesome_adapters.importing.blocks import Block
from awesome_adapters.importing.blocks import read as read_blocks
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.inline import Line, text_of
from awesome_adapters.importing.library import Grouping
from awesome_adapters.importing.outline import Region, outline
from awesome_adapters.importing.report import Report, number_of
from awesome_adapters.importing.sections import Sections
from awesome_adapters.text import collapse_whitespace


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
    """Reads one page of Markdown."""

    def __init__(self, source: Source, reading: Reading, *, is_chapter: bool, is_cover: bool) -> None:
        self._source = source
        self._lines = source.text.split("\n")
        self._reading = reading
        self._regions = outline(read_blocks(source.text))
        self._is_chapter = is_chapter
        self._is_cover = is_cover

    def read(self) -> None:
        """Add what the page holds."""
        regions = self._with_entries_only(self._regions)
        first = next((n for n, region in enumerate(regions) if region.drafts), None)
        if first is None and self._is_cover:
            self._frame(regions, len(regions), len(self._lines) + 1)
            return
        if first is None:
            self._tell(1, len(self._lines) + 1, "not read")
            return
        last = max(n for n, region in enumerate(regions) if region.drafts)
        heads = self._heads(regions)
        while (
            first
            and heads[first - 1] is not None
            and not regions[first - 1].drafts
            and _is_above(regions[first - 1], regions[first])
            and not self._is_title(first - 1, regions)
        ):
            first -= 1
        end = next((region.line for region in regions[last + 1 :]), len(self._lines) + 1)
        for number, region in enumerate(regions):
            path = heads[number] or ()
            if first <= number <= last:
                self._section(
                    region,
                    path or (library.SECTION,),
                    is_umbrella=any(_is_above(region, other) and other.drafts for other in regions[number + 1 :]),
                )
        self._frame(regions, first, end)

    def _with_entries_only(self, regions: list[Region]) -> list[Region]:
        """Take drafts for prose where no entries stand: below headings that say so, and before the first heading."""
        closed: list[int] = []  # levels of the headings above that say so
        can_have = [bool(region.drafts) and not labels.has_no_entries(region.title) for region in regions]
        for number, region in enumerate(regions):
            closed = [level for level in closed if level < region.level]
            if labels.has_no_entries(region.title) and region.level:
                closed.append(region.level)
            is_top = number == 0 or self._is_title(number, regions)
            has_others = sum(can_have) > can_have[number]
            is_weak = is_top and has_others and sum(draft.is_strong for draft in region.drafts) < 3
            if region.drafts and (is_weak or closed or labels.has_no_entries(region.title)):
                region.prose += [Block("paragraph", draft.line, draft.end) for draft in region.drafts]
                region.prose.sort(key=lambda block: block.start)
                region.drafts = []
        return regions

    def _is_title(self, number: int, regions: Sequence[Region]) -> bool:
        """Return whether a heading is the list's title: the first one, at the top level."""
        return (
            number == 1
            and regions[1].level == 1
            and not self._is_chapter
            and not any(draft.is_strong for draft in regions[1].drafts[2:])
        )

    def _heads(self, regions: Sequence[Region]) -> list[SectionPath | None]:
        """Return the path of each region; None where there is no heading, or the list's title."""
        stack: list[tuple[int, str]] = []
        result: list[SectionPath | None] = []
        for number, region in enumerate(regions):
            if region.level:
                while stack and stack[-1][0] >= region.level:
                    stack.pop()
                if self._is_title(number, regions) and not region.drafts:
                    result.append(None)
                    continue
                stack.append((region.level, region.title))
            result.append(tuple(title for _, title in stack) or None)
        return result

    # Sections ------------------------------------------------------------------------------------------------------

    def _section(self, region: Region, titles: SectionPath, *, is_umbrella: bool) -> None:
        reading, source = self._reading, self._source
        for start, end in region.contents:
            self._told_contents(start, end)
        if not region.drafts and not is_umbrella:
            self._tell(region.line, region.line + 1, "left out", "a heading without entries: ")
            for block in region.prose:
                self._tell(block.start, block.end, "not read")
            return
        path = reading.sections.path(titles, source.name, region.line)
        first = region.drafts[0].line if region.drafts else len(self._lines)
        for block in region.prose:
            description = "" if reading.sections[path] or block.start > first else _description(block)
            if description:
                reading.sections[path] = description
            else:
                self._tell(block.start, block.end, "not read")
        for draft in region.drafts:
            own_path = path
            if draft.groups:
                own_path = reading.sections.path((*titles, *draft.groups), source.name, draft.line)
            reading.drafts += 1
            entry = drafts.read(draft, self._teller(draft.line))
            entry.path, entry.source = own_path, source.name
            if entry.is_reference:
                reading.references.append(entry)
            elif entry.title and re.search(r"\w", entry.title) and entry.is_told_of:
                reading.entries.append(entry)
            else:
                self._tell(draft.line, draft.end, "not read")

    def _teller(self, line: int) -> Callable[[str, str], None]:
        return lambda kind, text: self._reading.report.tell(self._source.name, line, kind, text)

    # What stands around the list -----------------------------------------------------------------------------------

    def _frame(self, regions: Sequence[Region], first: int, end: int) -> None:
        """Take over the title, and the prose before and after the list, line by line."""
        reading = self._reading
        start = regions[first].line if 0 < first < len(regions) else end if first else 1
        dropped: set[int] = set()
        is_first = not reading.title and not reading.introduction
        for number, region in enumerate(regions):
            if self._is_title(number, regions) and is_first and not region.drafts:
                reading.title = (
                    re.sub(r"\s+Awesome$", "", region.title)
                    if "awesome.re" in self._lines[region.line - 1]
                    else region.title
                )
                dropped |= set(self._heading_lines(region.line))
                if "://" in self._lines[region.line - 1]:
                    self._tell(region.line, region.line + 1, "left out", "what stands beside the title: ")
            if start <= region.line < end:
                continue
            for begin, stop in region.contents:
                dropped |= set(range(begin, stop))
                self._told_contents(begin, stop)
            if (
                region.contents
                and not region.prose
                and not region.drafts
                and region.level
                and labels.has_no_entries(region.title)
            ):
                dropped |= set(self._heading_lines(region.line))
        if is_first and not reading.description:
            dropped |= self._take_description(
                block
                for region in regions[: first + 1]
                for block in region.prose
                if block.start < start and not labels.has_no_entries(region.title)
            )
        introduction, closing = (
            self._prose(range(*lines), dropped) for lines in ((1, start), (end, len(self._lines) + 1))
        )
        reading.introduction += introduction
        reading.closing += closing

    def _heading_lines(self, line: int) -> range:
        is_underlined = line < len(self._lines) and re.match(r"\s*(?:=+|-+)\s*$", self._lines[line])
        return range(line, line + 1 + bool(is_underlined))

    def _take_description(self, prose: Iterable[Block]) -> set[int]:
        """Make the first paragraph without links the list's description, and return its lines."""
        for block in prose:
            text = block.text
            pieces = [piece for line in block.lines for piece in line]
            is_plain = not any(piece.url or piece.picture for piece in pieces)
            if block.kind == "paragraph" and is_plain and 5 < sum(map(str.isalnum, text)) < 600:
                self._reading.description = re.sub(r"~~([^~]*)~~", r"\1", text)
                return set(range(block.start, block.end))
        return set()

    def _prose(self, numbers: range, dropped: set[int]) -> str:
        lines = [self._lines[number - 1] for number in numbers if number not in dropped and number <= len(self._lines)]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        text = re.sub(r"(?:\s*<a (?:id|name)=[^<>]*></a>)+\s*$", "", text).strip("\n")  # of the heading behind it
        return f"{text}\n\n" if text.strip() else ""

    def _told_contents(self, start: int, end: int) -> None:
        lines = sum(1 for line in self._lines[start - 1 : end - 1] if line.strip())
        self._reading.report.tell(
            self._source.name, start, "left out", f"contents of {number_of(lines, 'line')}; a build makes them anew"
        )

    def _tell(self, start: int, end: int, kind: str, before: str = "") -> None:
        """Tell lines as they stand."""
        for number in range(start, min(end, len(self._lines) + 1)):
            if self._lines[number - 1].strip():
                self._reading.report.tell(self._source.name, number, kind, before + self._lines[number - 1])


def _is_above(region: Region, other: Region) -> bool:
    return 0 < region.level < other.level


def _description(block: Block) -> str:
    """Return a block of prose as the paragraph below a heading; empty where it is none."""
    lines: Sequence[Line] = block.lines or [line for child in block.children for line in child.lines]
    pieces = [piece for line in lines for piece in line]
    has_labels = any(piece.url and labels.is_label(piece.text) for piece in pieces)
    if block.kind not in ("paragraph", "quote") or has_labels or any(piece.picture for piece in pieces):
        return ""
    texts = [
        f"{text_of([piece])}: {piece.url}"
        if piece.url and piece.text.strip() and "bare" not in piece.marks
        else f"{piece.text}{piece.url or ''}"
        for piece in pieces
    ]
    text = collapse_whitespace("".join(texts))
    return text if re.search(r"\w", text) and len(text) <= 600 and not re.match(r"\[!\w+\]", text) else ""
