"""The README, and the pages of its sections where it would be too big: the list as GitHub shows it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from jinja2 import Environment

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath
from awesome_adapters.formats import markdown, templates
from awesome_adapters.formats.readme import arrangement, section_pages
from awesome_adapters.formats.readme.filters import Filters, latest, text_basis
from awesome_adapters.formats.readme.outline import CONTENTS, SECTIONS, Outline, heading_line
from awesome_adapters.formats.readme.section_pages import Page, PagePart
from awesome_adapters.formats.readme.section_text import KeepText, SectionText, SectionView
from awesome_adapters.formats.readme.tables import Tables
from awesome_adapters.formats.site.sections import shown_entries
from awesome_adapters.formats.svg import Chart
from awesome_adapters.metadata.provenance import Source
from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Readme, Settings
from awesome_adapters.storage.cache import Keep
from awesome_adapters.storage.files import GENERATED_HEADER, Document, read
from awesome_adapters.text.words import Words, fill

PATH = "README.md"
LIMIT = 512_000
"""Bytes of a README that GitHub shows; it cuts longer ones there without a word."""

PAGE_BUDGET = LIMIT * 8 // 10
"""Bytes that one file may have, so that a list can grow before anything moves."""

FRAME_RESERVE = 8_000
"""Bytes that a page may have around its sections."""

_ENTRY = "\x02#{}\x03"
"""What stands in a frame for the address of an entry, by its key."""

_BELOW = "\x02>{}\x03"
"""What stands in the text of a section for links to those below it, by its place among all."""

_Anchors = dict[SectionPath, list[str]]
"""By a section's path the addresses of its headings: one on each page that shows some of it."""

GUIDES = ("CONTRIBUTING.md", "contributing.md", ".github/CONTRIBUTING.md", ".github/contributing.md")
"""Where a list may have its guide; the first that is there is shown."""

_NOT_IN_CONTENTS = ("Contents", "Contributing", "Footnotes", "Related Lists")
"""The headings that awesome-lint does not want there."""


class Variables(TypedDict):
    """The variables of `README.md`, and of what it includes."""

    settings: Settings
    """The settings of `catalogue.yaml`, by their keys."""
    words: Words
    """The words below in the language of the list; `words.number(1234)` and `words.count("entries", 3)` count."""
    resources: int
    """The number of entries."""
    papers: int
    """The number of entries with a paper."""
    contents: str
    """The contents, which lead to every heading; `contents` in the settings says how deep."""
    sections: str
    """The sections with their entries; for a list in pages, links to these."""
    latest: list[Record]
    """The entries that were added last, as many as `recent` in the settings says."""
    pictures: Sequence[Chart]
    """The charts, where the settings want them, each with `light`, `dark` (addresses) and `alternative`."""
    guide: str | None
    """The path of CONTRIBUTING.md, if there is one."""
    year: int | None
    """The year in which the last entry was added."""
    highlights: bool
    """Whether some entry is a highlight."""
    sources: Sequence[Source]
    """The sources of metadata besides Semantic Scholar, each with `name`, `address` and the `thanks` it asks for."""


class PageVariables(TypedDict):
    """The variables of `section-page.md`: a page of a list that is too big for one README."""

    settings: Settings
    """The settings of `catalogue.yaml`, by their keys."""
    words: Words
    """The same as for README.md."""
    page: Page
    """The page, with `title` and `name`, which is its file's."""
    previous: Page | None
    """The page before it."""
    next: Page | None
    """The page after it."""
    contents: str
    """Links to its sections, if it has several."""
    sections: str
    """Its sections with their entries."""
    sources: Sequence[Source]
    """The same as in `README.md`."""


class _Layout(NamedTuple):
    """What all documents of a list are made with."""

    outline: Outline
    sections: list[Section]
    counts: Mapping[SectionPath, int]
    former: _Anchors
    text: SectionText
    words: Words
    look: Readme


def render(
    root: Path,
    catalogue: Catalogue,
    resolve: Callable[[ListedEntry], Record],
    pictures: Sequence[Chart] = (),
    sources: Sequence[Source] = (),
    retractions: Mapping[str, Retraction] = MappingProxyType({}),
    keep: Keep | None = None,
) -> list[Document]:
    """Render the README as its settings say, and pages of its sections where GitHub would not show all of it.

    `resolve` makes the record of an entry when its section is rendered, and not before, unless the
    settings group entries. `sources` are those besides Semantic Scholar that are to be named, and
    `retractions` what takes papers back, by the keys of entries. `keep` gives the texts of sections that were
    made last time, if nothing that stands in them has changed.
    """
    budget, outline, words = PAGE_BUDGET - FRAME_RESERVE, Outline(root), catalogue.settings.wording
    with templates.faults_located():
        sections = _sections(root, catalogue, resolve)
        jinja = environment(root, catalogue, sections)
        counts = {path: len(entries) for path, entries in shown_entries(sections).items()}
        frame = jinja.get_template("README.md").render(_variables(root, catalogue, pictures, sources, resolve))
        former = _former_anchors(sections, outline, frame)
        views = {view.path: view for view in _views(catalogue.settings.readme, sections, counts, former)}
        template = jinja.get_template("section.md")
        has_contents = "\n## Contents\n" in frame or '<a id="contents">' in frame
        keep_text = KeepText(keep, text_basis(root, catalogue)) if keep else None
        look = (catalogue.settings, retractions)
        text = SectionText(template, resolve, budget, views, *look, has_contents=has_contents, keep=keep_text)
        parts = [PagePart(section, text(section)) for section in sections]
        layout = _Layout(outline, sections, counts, former, text, words, catalogue.settings.readme)
        if len(frame.encode()) + sum(len(part.text) for part in parts) <= PAGE_BUDGET:
            return [_readme(layout, frame, parts, {})]
        page_template = jinja.get_template("section-page.md")
        pages = section_pages.divide(parts, text, budget, words)
        frames = [
            page_template.render(
                PageVariables(
                    settings=catalogue.settings,
                    words=words,
                    page=page,
                    previous=previous,
                    next=following,
                    contents=CONTENTS,
                    sections=SECTIONS,
                    sources=sources,
                )
            )
            for previous, page, following in zip([None, *pages], pages, [*pages[1:], None], strict=False)
        ]
        return _paged(layout, frame, list(zip(pages, frames, strict=True)))


def environment(root: Path, catalogue: Catalogue, sections: Sequence[Section] = ()) -> Environment:
    """Make the environment of the templates of the README and its sections; numbers count within `sections`."""
    return templates.environment(root, filters(catalogue, sections))


def filters(catalogue: Catalogue, sections: Sequence[Section] = ()) -> dict[str, Callable[..., object]]:
    """Return the filters of these templates by their names."""
    look = catalogue.settings.readme
    numbered = sections if look.numbered else ()
    numbers = {listed.key: number for section in numbered for number, listed in enumerate(section.entries, 1)}
    texts = Filters(catalogue, numbers)
    names = [name for name in vars(Filters) if not name.startswith("_")]
    own = {name: getattr(texts, name) for name in names}
    return {**own, "table": Tables(texts, look).table, "address": address, "fill": fill}


def address(record: Record) -> str:
    """Return the address of an entry of `latest`, in the README or on the page that shows it."""
    return _ENTRY.format(record.key)


def _sections(root: Path, catalogue: Catalogue, resolve: Callable[[ListedEntry], Record]) -> list[Section]:
    """Arrange the sections; all headings stay where the list says how its sections look."""
    look, sections = catalogue.settings.readme, catalogue.sections
    if look.style == "card" and templates.is_packaged(root, "section.md"):
        sections = arrangement.merged(sections)
    if not look.group:
        return sections
    group, short_venues = look.group, catalogue.settings.short_venues()

    def title(listed: ListedEntry) -> str | None:
        return arrangement.group_title(resolve(listed), group, short_venues)

    def is_descending(section: Section) -> bool:
        return group == "year" and catalogue.order(section) != "oldest"

    return list(arrangement.grouped(sections, title, catalogue.settings.wording.other, is_descending=is_descending))


def _variables(
    root: Path,
    catalogue: Catalogue,
    pictures: Sequence[Chart],
    sources: Sequence[Source],
    resolve: Callable[[ListedEntry], Record],
) -> Variables:
    entries = list(catalogue.entries())
    dated = latest(catalogue)
    return Variables(
        settings=catalogue.settings,
        words=catalogue.settings.wording,
        resources=len(entries),
        papers=sum(1 for listed in entries if listed.is_paper),
        contents=CONTENTS,
        sections=SECTIONS,
        latest=[resolve(listed) for listed in dated[: catalogue.settings.readme.recent]],
        pictures=pictures,
        guide=next((guide for guide in GUIDES if read(root / guide) is not None), None),
        year=next((listed.entry.added.year for listed in dated if listed.entry.added), None),
        highlights=any(listed.entry.highlight for listed in entries),
        sources=sources,
    )


def _views(
    look: Readme, sections: Sequence[Section], counts: Mapping[SectionPath, int], former: _Anchors
) -> Iterator[SectionView]:
    for number, (section, following) in enumerate(zip(sections, [*sections[1:], None], strict=False)):
        is_last = following is None or len(following.path) == 1
        is_parent = following is not None and len(section.path) < len(following.path)
        below = (
            _BELOW.format(number) if look.style == "card" and is_parent and len(section.path) >= look.contents else ""
        )
        yield SectionView(section, counts[section.path], former.get(section.path, ()), below, is_last=is_last)


def _readme(layout: _Layout, frame: str, parts: Iterable[PagePart], files: Mapping[str, str]) -> Document:
    """Fill the frame of the README; its contents lead to every heading that is not inside a section's text.

    `files` are the paths of the files in which entries stand, by their keys, where that is not the README.
    """
    lines = []
    below: dict[SectionPath, list[str]] = {}
    is_shown = False
    parts, words = list(parts), layout.words
    hidden = (*_NOT_IN_CONTENTS, words.contents)
    has_counts = layout.look.counts
    for heading in layout.outline.headings(frame, parts):
        if heading.level == 2:
            is_shown = heading.text not in hidden
        count = f" ({words.number(layout.counts[heading.section.path])})" if heading.section and has_counts else ""
        link = f"[{markdown.escape(heading.text, in_link=True)}](#{heading.anchor}){count}"
        if 2 <= heading.level <= layout.look.contents + 1 and is_shown and not heading.is_inside:
            lines.append(f"{'  ' * (heading.level - 2)}- {link}")
        elif heading.section:
            unbroken = link.removesuffix(count) + count.replace(" ", "\N{NO-BREAK SPACE}")
            below.setdefault(heading.section.path[:-1], []).append(unbroken)

    def entry_address(match: re.Match[str]) -> str:
        return f"{markdown.destination(files.get(match[1], ''))}#{match[1]}"

    frame = re.sub(_ENTRY.format("(.*?)"), entry_address, frame)

    def links_below(match: re.Match[bytes]) -> bytes:
        links = below.get(layout.sections[int(match[1])].path, ())
        return " · ".join(links).encode() + b"\n\n" if len(links) > 1 else b""

    texts = (re.sub(_BELOW.format(r"(\d+)").encode() + b"\n", links_below, part.text) for part in parts)
    return Document(PATH, _filled(frame, "\n".join(lines), texts))


def _filled(frame: str, contents: str, sections: Iterable[bytes]) -> bytes:
    texts = (text.replace(CONTENTS, contents).encode() for text in frame.split(SECTIONS))
    return b"".join(sections).join(texts)


def _former_anchors(sections: Sequence[Section], outline: Outline, frame: str) -> _Anchors:
    """Return the anchors of the titles that sections had before, without those that lead elsewhere by now."""
    if not any(section.was for section in sections):
        return {}
    headings = outline.headings(frame, [(section, heading_line(section).encode()) for section in sections])
    keys = (listed.key for section in sections for listed in section.entries)
    names = {"", *(heading.anchor for heading in headings), *keys}
    slugger = markdown.Slugger()
    former: _Anchors = {}
    for section in sections:
        slugs = (slugger.slug(title) for title in section.was)
        former[section.path] = [slug for slug in slugs if slug not in names]
    return former


def _paged(layout: _Layout, frame: str, pages: list[tuple[Page, str]]) -> list[Document]:
    """Fill the frames of the pages, and the one of a README that leads to them."""
    entries = [(listed.key, page) for page, _ in pages for part in page.parts for listed in part.section.entries]
    names = {key: page.name for key, page in entries}
    anchors: _Anchors = {}
    documents = []
    for page, page_frame in pages:
        own_anchors: _Anchors = {}
        parts = [
            PagePart(part.section, layout.text(part.section, names)) if part.section.cross_listed else part
            for part in page.parts
        ]
        for heading in layout.outline.headings(page_frame, parts):
            if heading.section:
                own_anchors[heading.section.path] = [f"#{heading.anchor}"]
                anchors.setdefault(heading.section.path, []).append(f"{page.path}#{heading.anchor}")
        lines = [_line(section_path, own_anchors, layout) for section_path in own_anchors]
        contents = "".join(lines) if len(lines) > 1 else ""
        texts = (re.sub(_BELOW.format(r"\d+").encode() + b"\n", b"", part.text) for part in parts)
        content = _filled(page_frame, contents, texts)
        documents.append(Document(page.path, GENERATED_HEADER + b"\n" + content))
    return [_readme(layout, frame, _overview(layout, anchors), {key: page.path for key, page in entries}), *documents]


def _overview(layout: _Layout, anchors: _Anchors) -> list[PagePart]:
    """Write the heading of each top section above a list that leads to it and to those below it."""
    texts: list[tuple[Section, list[str]]] = []
    for section in layout.sections:
        if len(section.path) == 1:
            further = "".join(f'<a id="{anchor}"></a>' for anchor in layout.former.get(section.path, ()))
            lines = ["\n" if texts else "", f"{further}\n\n" if further else ""]
            texts.append((section, [*lines, f"{heading_line(section)}\n\n"]))
        texts[-1][1].append(_line(section.path, anchors, layout))
    if texts:
        texts[-1][1].append("\n")
    return [PagePart(section, "".join(lines).encode()) for section, lines in texts]


def _line(section_path: SectionPath, anchors: _Anchors, layout: _Layout) -> str:
    """Lead to a section, or to the first one below it, in a line of a list."""
    below = (urls[:1] for path, urls in anchors.items() if path[: len(section_path)] == section_path)
    urls = anchors.get(section_path) or next(below, [])
    if not urls:
        return ""
    words = layout.words
    parts = [words.count("part", number) for number in range(2, len(urls) + 1)]
    names = map(markdown.in_html, [words.count("entries", layout.counts[section_path]), *parts])
    links = (f'<a href="{markdown.destination(url)}">{name}</a>' for name, url in zip(names, urls, strict=True))
    title = markdown.escape(section_path[-1])  # awesome-lint wants no relative link in Markdown where an item begins
    return f"{'  ' * max(0, len(section_path) - 2)}- {title}: {', '.join(links)}.\n"
