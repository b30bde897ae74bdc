"""The README: the list as GitHub shows it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import TemplateError

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
        frame = environment.get_template("README.md").render(_frame(catalogue))
        section = environment.get_template("section.md")
        body = [_section(section.render, part, resolve) for part in catalogue.sections]
    except TemplateError as error:
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
    return template(heading=heading, records=records, further=list(further), is_empty=not section.listings).encode()


def _frame(catalogue: Catalogue) -> dict[str, Any]:
    return {
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
    for heading in found:
        slug = slugger.slug(heading.text)
        if heading.level in (2, 3) and heading.text not in _NOT_IN_CONTENTS:
            count = "" if heading.entries is None else f" ({heading.entries:,})"
            lines.append(
                f"{'  ' * (heading.level - 2)}- [{markdown.escape(heading.text, in_link=True)}](#{slug}){count}"
            )
    return "\n".join(lines)


def _counts(sections: list[Section]) -> dict[tuple[str, ...], int]:
    counts: dict[tuple[str, ...], int] = {}
    for section in sections:
        for depth in range(1, len(section.titles) + 1):
            above = section.titles[:depth]
            counts[above] = counts.get(above, 0) + len(section.listings)
    return counts


# Filters -------------------------------------------------------------------------------------------------------------


def _filters(settings: Settings) -> dict[str, Any]:
    short = {name.casefold(): venue for venue, names in settings.venues.items() for name in names}
    limit = settings.readme.authors

    def names(authors: Iterable[str]) -> str:
        shown = list(authors)
        if limit and len(shown) > limit:
            shown = [*shown[:limit], "et al."]
        return markdown.escape(", ".join(shown))

    def published(record: Record) -> str:
        venue = record.venue and short.get(record.venue.casefold(), record.venue)
        return markdown.escape(" ".join(str(part) for part in (venue, record.year) if part))

    filters = {
        "markdown": markdown.escape,
        "link_text": lambda text: markdown.escape(text, in_link=True),
        "destination": markdown.destination,
        "in_html": markdown.in_html,
        "names": names,
        "published": published,
        "tags": _text_tags,
        "links": _text_links,
    }
    if settings.readme.badges == "shields":
        filters |= {"tags": _tag_badges, "links": _links_with_stars}
    return filters


def _text_tags(tags: Iterable[str]) -> str:
    return " ".join(map(markdown.code, tags))


def _tag_badges(tags: Iterable[str]) -> str:
    return " ".join(_picture(tag, shields.tag(tag)) for tag in tags)


def _text_links(record: Record) -> str:
    return " · ".join(_links(record))


def _links_with_stars(record: Record) -> str:
    badges = (shields.stars(link.url) for link in record.links if link.label == "Code")
    return " · ".join((*_links(record), *(_picture("GitHub stars", badge) for badge in badges if badge)))


def _links(record: Record) -> Iterator[str]:
    return (f"[{link.label}]({markdown.destination(link.url)})" for link in record.links)


def _picture(alternative: str, url: str) -> str:
    return f"![{markdown.escape(alternative, in_link=True)}]({markdown.destination(url)})"
