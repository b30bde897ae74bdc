"""The README: the list as GitHub shows it."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from awesome_adapters.catalogue import Catalogue, Listing, Record, Section
from awesome_adapters.documents import Document
from awesome_adapters.formats import markdown, shields, templates
from awesome_adapters.schema import Settings

PATH = "README.md"
LIMIT = 512_000
"""GitHub shows a README up to this many bytes and cuts it there without a word."""

_CONTENTS, _SECTIONS = "\x02contents\x03", "\x02sections\x03"
_NOT_IN_CONTENTS = ("Contents", "Contributing", "Footnotes", "Related Lists")


def render(root: Path, catalogue: Catalogue, resolve: Callable[[Listing], Record]) -> Document:
    """Render the README; `resolve` makes the record of a listing when its section is rendered, and not before."""
    environment = templates.environment(root, _filters(catalogue.settings))
    try:
        frame = environment.get_template("README.md").render(_frame(root, catalogue))
        section = environment.get_template("section.md")
        body = [_section(section.render, part, resolve) for part in catalogue.sections]
    except templates.FAULTS as error:
        raise templates.failure(error) from error
    contents = _contents(frame, catalogue.sections)
    parts: list[bytes] = []
    for index, text in enumerate(frame.split(_SECTIONS)):
        if index:
            parts += body
        parts.append(text.replace(_CONTENTS, contents).encode())
    return Document(PATH, b"".join(parts))


class FurtherEntry(NamedTuple):
    """An entry of another section: its anchor, its title and the path of its own section."""

    key: str
    title: str
    section: str


def _section(template: Callable[..., str], section: Section, resolve: Callable[[Listing], Record]) -> bytes:
    further = (FurtherEntry(one.key, one.entry.title, " › ".join(one.titles)) for one in section.further)
    heading = f"{'#' * (len(section.titles) + 1)} {markdown.escape(section.title)}"
    records = (resolve(listing) for listing in section.listings)
    return template(heading=heading, records=records, further=list(further)).encode()


def _frame(root: Path, catalogue: Catalogue) -> dict[str, Any]:
    guides = ("CONTRIBUTING.md", "contributing.md", ".github/CONTRIBUTING.md", ".github/contributing.md")
    return {
        "guide": next((guide for guide in guides if (root / guide).is_file()), None),
        "settings": catalogue.settings,
        "resources": sum(1 for _ in catalogue.listings()),
        "papers": sum(1 for listing in catalogue.listings() if listing.is_paper),
        "contents": _CONTENTS,
        "sections": _SECTIONS,
    }


# Contents ------------------------------------------------------------------------------------------------------------


class _Heading(NamedTuple):
    level: int
    text: str
    entries: int | None = None


def _contents(frame: str, sections: list[Section]) -> str:
    """Make a list of two levels that leads to every heading, as GitHub names their anchors.

    Every heading of the document counts for the anchors, the template's own and the deeper ones
    too, or a second "Methods" would lead to the first.
    """
    before, _, after = frame.partition(_SECTIONS)
    found = [_Heading(*heading) for heading in markdown.headings(before)]
    counts = _counts(sections)
    found += [_Heading(len(s.titles) + 1, s.title, counts[s.titles]) for s in sections]
    found += [_Heading(*heading) for heading in markdown.headings(after)]
    slugger = markdown.Slugger()
    lines = []
    is_shown = False
    for heading in found:
        slug = slugger.slug(heading.text)
        if heading.level == 2:
            is_shown = heading.text not in _NOT_IN_CONTENTS
        if heading.level in (2, 3) and is_shown:
            count = "" if heading.entries is None else f" ({heading.entries:,})"
            lines.append(
                f"{'  ' * (heading.level - 2)}- [{markdown.escape(heading.text, in_link=True)}](#{slug}){count}"
            )
    return "\n".join(lines)


def _counts(sections: list[Section]) -> dict[tuple[str, ...], int]:
    """Count the entries that a section shows, with those of the sections below it; each once."""
    shown: dict[tuple[str, ...], set[int]] = {}
    for section in sections:
        entries = {id(listing) for listing in (*section.listings, *section.further)}
        for depth in range(1, len(section.titles) + 1):
            shown.setdefault(section.titles[:depth], set()).update(entries)
    return {titles: len(entries) for titles, entries in shown.items()}


# Filters -------------------------------------------------------------------------------------------------------------


def _filters(settings: Settings) -> dict[str, Any]:
    short = {name.casefold(): venue for venue, names in settings.venues.items() for name in names}
    limit = settings.readme.authors

    def names(authors: Iterable[str]) -> str:
        shown = list(authors)
        if limit and len(shown) > limit:
            shown = [*shown[:limit], "et al."]
        return f"_{markdown.escape(', '.join(shown))}_" if shown else ""

    @cache
    def at(venue: str | None, year: int | None) -> str:
        shown = venue and short.get(venue.casefold(), venue)
        text = markdown.escape(" ".join(str(part) for part in (shown, year) if part))
        return f"**{text}**" if text else ""

    filters: dict[str, Any] = {
        "markdown": lambda text: markdown.escape(text) if text else "",
        "link_text": lambda text: markdown.escape(text, in_link=True),
        "destination": markdown.destination,
        "in_html": markdown.in_html,
        "names": names,
        "published": lambda record: at(record.venue, record.year),
        "tags": _text_tags,
        "links": _text_links,
        "lines": _lines,
    }
    if settings.readme.badges == "shields":
        filters |= {"tags": _tag_badges, "links": _links_with_stars}
    return filters


def _lines(lines: Iterable[Iterable[str]]) -> str:
    """Set what is not empty of an entry's parts line by line behind its link, as awesome-lint wants it."""
    texts = [" · ".join([part for part in line if part]) for line in lines]
    text = "<br>\n  ".join([text for text in texts if text])
    if not text:
        return ""
    return f" - {text}." if text[-1] == "`" else f" - {text}"


def _text_tags(tags: Iterable[str]) -> str:
    return " ".join(map(markdown.code, tags)) if tags else ""


def _tag_badges(tags: Iterable[str]) -> str:
    return " ".join(_picture(tag, shields.tag(tag)) for tag in tags)


def _text_links(record: Record) -> str:
    return " · ".join([f"[{link.label}]({markdown.destination(link.url)})" for link in record.links])


def _links_with_stars(record: Record) -> str:
    badges = (shields.stars(link.url) for link in record.links if link.label == "Code")
    return " · ".join((_text_links(record), *(_picture("GitHub stars", badge) for badge in badges if badge)))


def _picture(alternative: str, url: str) -> str:
    return f"![{markdown.escape(alternative, in_link=True)}]({markdown.destination(url)})"
