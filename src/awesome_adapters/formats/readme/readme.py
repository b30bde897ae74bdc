"""The README, and the pages of its sections where it would be too big: the list as GitHub shows it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import markupsafe
from jinja2 import Environment

from awesome_adapters import files
from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath
from awesome_adapters.files import GENERATED_HEADER, Document
from awesome_adapters.formats import markdown, templates
from awesome_adapters.formats.readme import section_pages, shields
from awesome_adapters.formats.readme.section_pages import Page, PagePart
from awesome_adapters.formats.readme.section_text import SectionText
from awesome_adapters.formats.site.sections import shown_entries
from awesome_adapters.formats.svg import Chart
from awesome_adapters.names import display_names
from awesome_adapters.records import Record
from awesome_adapters.tags import preferred
from awesome_adapters.text import collapse_whitespace

PATH = "README.md"
LIMIT = 512_000
"""Bytes of a README that GitHub shows; it cuts longer ones there without a word."""

PAGE_BUDGET = LIMIT * 8 // 10
"""Bytes that one file may have, so that a list can grow before anything moves."""

FRAME_RESERVE = 8_000
"""Bytes that a page may have around its sections."""

_CONTENTS, _SECTIONS = "\x02contents\x03", "\x02sections\x03"
_PLACEHOLDERS = {"contents": _CONTENTS, "sections": _SECTIONS}
"""What a template gets for what is filled in later. A rendered template with them is a frame."""

_Counts = dict[SectionPath, int]
"""By a section's path the number of entries that it shows, with those of the sections below it, each once."""

_Anchors = dict[SectionPath, list[str]]
"""By a section's path the addresses of its headings: one on each page that shows some of it."""

_FormerAnchors = dict[SectionPath, list[str]]
"""By a section's path the anchors that its heading had under former titles."""

_Reader = Callable[[str], list[tuple[int, str]]]
"""Reads the headings of a document: the level and the text of each."""

_NOT_IN_CONTENTS = ("Contents", "Contributing", "Footnotes", "Related Lists")


def render(
    root: Path, catalogue: Catalogue, resolve: Callable[[ListedEntry], Record], pictures: Sequence[Chart] = ()
) -> list[Document]:
    """Render the README, and pages of its sections where GitHub would not show all of it.

    `resolve` makes the record of an entry when its section is rendered, and not before.
    """
    budget, read, jinja = PAGE_BUDGET - FRAME_RESERVE, _heading_reader(root), environment(root, catalogue)
    with templates.faults_located():
        frame = jinja.get_template("README.md").render(_variables(root, catalogue, pictures))
        headings = list(_outline(read, frame, catalogue.sections))
        former = _former_anchors(catalogue, headings)
        section_text = SectionText(jinja.get_template("section.md"), resolve, budget, former)
        parts = [PagePart(section, section_text(section)) for section in catalogue.sections]
        if len(frame.encode()) + sum(len(part.text) for part in parts) <= PAGE_BUDGET:
            return [_readme(frame, headings, [part.text for part in parts], _counts(catalogue.sections))]
        template = jinja.get_template("section-page.md").render
        pages = section_pages.divide(parts, section_text, budget)
        frames = [
            template(settings=catalogue.settings, page=page, previous=previous, next=following, **_PLACEHOLDERS)
            for previous, page, following in zip([None, *pages], pages, [*pages[1:], None], strict=False)
        ]
        return _paged(frame, list(zip(pages, frames, strict=True)), catalogue.sections, section_text, read, former)


def environment(root: Path, catalogue: Catalogue) -> Environment:
    """Make the environment of the templates of the README and its sections."""
    return templates.environment(root, _filters(catalogue))


def _variables(root: Path, catalogue: Catalogue, pictures: Sequence[Chart]) -> dict[str, Any]:
    guides = ("CONTRIBUTING.md", "contributing.md", ".github/CONTRIBUTING.md", ".github/contributing.md")
    return {
        "guide": next((guide for guide in guides if files.read(root / guide) is not None), None),
        "pictures": pictures,
        "settings": catalogue.settings,
        "resources": sum(1 for _ in catalogue.entries()),
        "year": max((day.year for listed in catalogue.entries() if (day := listed.entry.added)), default=None),
        "highlights": any(listed.entry.highlight for listed in catalogue.entries()),
        "papers": sum(1 for listed in catalogue.entries() if listed.is_paper),
        **_PLACEHOLDERS,
    }


class _Heading(NamedTuple):
    level: int
    text: str
    anchor: str
    section: Section | None = None


def _readme(frame: str, headings: Iterable[_Heading], body: list[bytes], counts: _Counts) -> Document:
    """Fill the frame of the README; its contents have two levels and lead to every heading."""
    lines = []
    is_shown = False
    for heading in headings:
        if heading.level == 2:
            is_shown = heading.text not in _NOT_IN_CONTENTS
        if heading.level in (2, 3) and is_shown:
            count = f" ({counts[heading.section.path]:,})" if heading.section else ""
            link = f"[{markdown.escape(heading.text, in_link=True)}](#{heading.anchor})"
            lines.append(f"{'  ' * (heading.level - 2)}- {link}{count}")
    return Document(PATH, _filled(frame, "\n".join(lines), body))


def _counts(sections: list[Section]) -> _Counts:
    return {section_path: len(entries) for section_path, entries in shown_entries(sections).items()}


def _filled(frame: str, contents: str, sections: list[bytes]) -> bytes:
    texts = (text.replace(_CONTENTS, contents).encode() for text in frame.split(_SECTIONS))
    return b"".join(sections).join(texts)


def _outline(read: _Reader, frame: str, sections: Iterable[Section]) -> Iterator[_Heading]:
    """Give every heading of a document with the anchor that GitHub gives it.

    The template's own headings and the deeper ones count too, or a second "Methods" would lead to
    the first. While the frame is read, a heading stands for the sections.
    """
    slugger = markdown.Slugger()
    for level, text in read(frame.replace(_SECTIONS, f"\n\n# {_SECTIONS}\n\n").replace(_CONTENTS, "- ")):
        if text != _SECTIONS:
            yield _Heading(level, collapse_whitespace(text), slugger.slug(text))
        else:
            for section in sections:
                yield _Heading(len(section.path) + 1, section.title, slugger.slug(section.title), section)


def _former_anchors(catalogue: Catalogue, headings: Iterable[_Heading]) -> _FormerAnchors:
    """Return the anchors of the titles that sections had before, without those that lead elsewhere by now."""
    if not any(section.was for section in catalogue.sections):
        return {}
    names = {"", *(heading.anchor for heading in headings), *(listed.key for listed in catalogue.entries())}
    slugger = markdown.Slugger()
    former: _FormerAnchors = {}
    for section in catalogue.sections:
        slugs = (slugger.slug(title) for title in section.was)
        former[section.path] = [slug for slug in slugs if slug not in names]
    return former


def _heading_reader(root: Path) -> _Reader:
    if not any((root / "templates").glob("*.md")):
        return _packaged_headings
    from awesome_adapters.formats.readme.headings import headings  # 50 ms, for lists with templates of their own

    return headings


def _packaged_headings(document: str) -> list[tuple[int, str]]:
    """Read the headings of packaged templates: lines of escaped text, the first of them with a badge."""
    lines = re.findall(r"^(#{1,6}) (.*?)(?:\[!\[.*)?$", document, re.MULTILINE)
    return [(len(signs), markdown.unescape(text)) for signs, text in lines]


def _paged(
    frame: str,
    pages: list[tuple[Page, str]],
    sections: list[Section],
    render: SectionText,
    read: _Reader,
    former: _FormerAnchors,
) -> list[Document]:
    """Fill the frames of the pages, and the one of a README that leads to them."""
    counts = _counts(sections)
    files = {listed.key: page.name for page, _ in pages for part in page.parts for listed in part.section.entries}
    anchors: _Anchors = {}
    documents = []
    for page, page_frame in pages:
        own_anchors: _Anchors = {}
        for heading in _outline(read, page_frame, [part.section for part in page.parts]):
            if heading.section:
                own_anchors[heading.section.path] = [f"#{heading.anchor}"]
                anchors.setdefault(heading.section.path, []).append(f"{page.path}#{heading.anchor}")
        lines = [_line(section_path, own_anchors, counts) for section_path in own_anchors]
        body = [render(part.section, files) if part.section.cross_listed else part.text for part in page.parts]
        contents = "".join(lines) if len(lines) > 1 else ""
        documents.append(Document(page.path, GENERATED_HEADER + b"\n" + _filled(page_frame, contents, body)))
    top = [section for section in sections if len(section.path) == 1]
    overview = _overview(sections, anchors, counts, former).encode()
    return [_readme(frame, _outline(read, frame, top), [overview], counts), *documents]


def _overview(sections: list[Section], anchors: _Anchors, counts: _Counts, former: _FormerAnchors) -> str:
    """Write the headings of the top sections, each above a list that leads to it and to those below it."""
    lines = []
    for section in sections:
        if len(section.path) == 1:
            further = "".join(f'<a id="{anchor}"></a>' for anchor in former.get(section.path, ()))
            lines.append(f"\n{further}\n" if further else "")
            lines.append(f"\n## {markdown.escape(section.title, in_heading=True)}\n\n")
        lines.append(_line(section.path, anchors, counts))
    return "".join(lines).removeprefix("\n") + "\n"


def _line(section_path: SectionPath, anchors: _Anchors, counts: _Counts) -> str:
    """Lead to a section, or to the first one below it, in a line of a list."""
    below = (urls[:1] for path, urls in anchors.items() if path[: len(section_path)] == section_path)
    urls = anchors.get(section_path) or next(below, [])
    if not urls:
        return ""
    number = counts[section_path]
    entries = f"{number:,} {'entry' if number == 1 else 'entries'}"
    names = [entries, *(f"part {number}" for number in range(2, len(urls) + 1))]
    links = (f'<a href="{markdown.destination(url)}">{name}</a>' for name, url in zip(names, urls, strict=True))
    title = markdown.escape(section_path[-1])  # awesome-lint wants no relative link in Markdown where an item begins
    return f"{'  ' * max(0, len(section_path) - 2)}- {title}: {', '.join(links)}.\n"


def _filters(catalogue: Catalogue) -> dict[str, Any]:
    settings = catalogue.settings
    short, limit = settings.short_venues(), settings.readme.authors

    def names(authors: Iterable[str]) -> str:
        shown = display_names(authors)
        if limit and len(shown) > limit:
            shown = [*shown[:limit], "et al."]
        return f"_{markdown.escape(', '.join(shown))}_" if shown else ""

    @cache
    def published(venue: str | None, year: int | None) -> str:
        short_venue = venue and short.get(venue.casefold(), venue)
        return _strong(" ".join(str(part) for part in (short_venue, year) if part))

    filters: dict[str, Any] = {
        "with_links": markdown.with_links,
        "strong": _strong,
        "markdown": lambda text: markdown.escape(text) if text else "",
        "link_text": lambda text: markdown.escape(text, in_link=True),
        "code": markdown.code,
        "destination": markdown.destination,
        "in_html": markdown.in_html,
        "attribute": lambda text: markupsafe.escape(collapse_whitespace(text)),
        "names": names,
        "published": lambda record: published(record.venue, record.year),
        "tags": lambda tags: " ".join(map(markdown.code, tags)),
        "links": _text_links,
        "lines": _lines,
        "anchors": partial(_anchors, catalogue.anchors()),
    }
    if settings.readme.badges == "shields":
        filters |= {"tags": partial(_tag_badges, catalogue.tags()), "links": _links_with_stars}
    return filters


def _anchors(further: Mapping[str, list[str]], record: Record) -> str:
    return "".join([f'<a id="{anchor}"></a>' for anchor in (record.key, *further.get(record.key, ()))])


def _lines(lines: Iterable[Iterable[str]]) -> str:
    """Set what is not empty of an entry's parts line by line behind its link, as awesome-lint wants it."""
    texts = [" · ".join([part for part in line if part]) for line in lines]
    text = "<br>\n  ".join([text for text in texts if text])
    return text and f" - {text}{'.' if text[-1] == '`' else ''}"


def _strong(text: str | None) -> str:
    return f"**{markdown.escape(text)}**" if text else ""


def _tag_badges(vocabulary: Mapping[str, str], tags: Iterable[str]) -> str:
    return " ".join(f"!{markdown.link(tag, shields.tag(tag))}" for tag in preferred(vocabulary, tags))


def _text_links(record: Record) -> str:
    return " · ".join([markdown.link(link.label, link.url) for link in record.links])


def _links_with_stars(record: Record) -> str:
    addresses = (shields.stars(link.url) for link in record.links if link.label == "Code")
    badges = (f"!{markdown.link('GitHub stars', address)}" for address in addresses if address)
    return " · ".join((_text_links(record), *badges))
