"""Atom feeds (RFC 4287) of what came into the list: the whole of it and each section, newest first."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from awesome_adapters.catalogue import Catalogue, SectionPath, breadcrumb
from awesome_adapters.files import Document
from awesome_adapters.formats import templates
from awesome_adapters.formats.site.sections import SiteSection, site_sections
from awesome_adapters.names import people
from awesome_adapters.provenance import Source
from awesome_adapters.records import Link, Record
from awesome_adapters.settings import Settings
from awesome_adapters.text import collapse_whitespace

LIMIT = 100
"""Entries in a feed."""

_IDS = uuid.UUID("6f0d2c8e-0a5b-4c39-9f3e-7d5a1f8b6c24")
"""The namespace of our ids, drawn once at random and never changed."""

_NEVER = "1970-01-01T00:00:00Z"


class Feed(NamedTuple):
    """A feed, as the template `feed.xml` is given it."""

    id: str
    title: str
    subtitle: str
    updated: str
    """When the newest of its entries came into the list; of an empty feed, the beginning of 1970."""
    author: str
    """Who speaks where an entry has no authors: the list itself."""
    address: str | None
    """The feed's own address, where `site` is set."""
    page: str | None
    """The list's page."""
    entries: list["Entry"]


class Entry(NamedTuple):
    """An entry of a feed; `collapse_whitespace` made each text one line without what XML cannot hold."""

    id: str
    title: str
    url: str
    permalink: str | None
    added: str
    summary: str | None
    authors: list[str]
    published: str
    """Venue and year."""
    section: str
    tags: list[str]
    links: list[Link]
    tldr: str | None
    tldr_is_machine_made: bool
    retraction: str
    """That the paper was taken back; empty if it was not."""
    notice: str
    """The address of the notice that says so."""
    award: str | None
    note: str | None


def documents(
    root: Path, catalogue: Catalogue, records: Mapping[str, Record], sources: Sequence[Source] = ()
) -> Iterator[Document]:
    """Write the feeds of the site's folder; `records` are the resolved ones by their keys.

    `sources` are those besides Semantic Scholar that are to be named.

    An entry that does not say when it was added is in no feed. The same input gives the same bytes:
    all times are the days of `added`.
    """
    entries: dict[str, Entry] = {}
    first_paths = _first_paths(catalogue)
    with templates.faults_located():
        template = templates.environment(root, {}).get_template("feed.xml")
        for section in site_sections(catalogue):
            first_path = first_paths.get(section.section_path, ())
            feed = _feed(catalogue.settings, section, first_path, records, entries)
            content = template.render(feed=feed, sources=sources).encode()
            yield Document(path(section), content)
            yield from (Document(f"feeds/{former}.xml", content) for former in section.former)


def path(section: SiteSection) -> str:
    """Return the path of a section's feed in the site's folder."""
    return f"feeds/{section.path}.xml" if section.section_path else "feed.xml"


def _first_paths(catalogue: Catalogue) -> dict[SectionPath, SectionPath]:
    """Return the titles that each section had first, for its feed's id to stay; its own where these lead elsewhere."""
    names = {section.path for section in catalogue.sections}
    first: dict[SectionPath, SectionPath] = {}
    for section in catalogue.sections:
        above = section.path[:-1]
        path = (*first.get(above, above), next(iter(section.was), section.title))
        first[section.path] = section.path if path in names else path
        names.add(path)
    return first


def _feed(
    settings: Settings,
    section: SiteSection,
    first_path: SectionPath,
    records: Mapping[str, Record],
    cache: dict[str, Entry],
) -> Feed:
    dated = [(added, listed.key) for listed in section.entries if (added := listed.entry.added)]
    dated.sort(key=lambda item: item[0], reverse=True)  # those of one day stay in the list's order
    for _, key in dated[:LIMIT]:
        cache[key] = cache.get(key) or _entry(settings, records[key])
    entries = [cache[key] for _, key in dated[:LIMIT]]
    return Feed(
        id=_id(settings, "feed", *first_path),
        title=collapse_whitespace(breadcrumb((settings.title, *section.section_path))),
        subtitle=collapse_whitespace(settings.description),
        updated=entries[0].added if entries else _NEVER,
        author=collapse_whitespace(settings.title),
        address=settings.address(path(section)),
        page=settings.site or settings.repository,
        entries=entries,
    )


def _entry(settings: Settings, record: Record) -> Entry:
    return Entry(
        id=_id(settings, "entry", record.key),
        title=collapse_whitespace(record.full_title),
        url=collapse_whitespace(record.url),
        permalink=f"{settings.address()}#{quote(record.key)}" if settings.site else None,
        added=f"{record.listed.entry.added}T00:00:00Z",
        summary=record.summary and collapse_whitespace(record.summary),
        authors=people(record.authors),
        published=collapse_whitespace(" ".join(str(value) for value in (record.venue, record.year) if value)),
        section=collapse_whitespace(breadcrumb(record.listed.section_path)),
        tags=[collapse_whitespace(tag) for tag in record.tags],
        links=[Link(*map(collapse_whitespace, link)) for link in record.links],
        tldr=record.tldr and collapse_whitespace(record.tldr),
        tldr_is_machine_made=record.tldr_is_machine_made,
        retraction=collapse_whitespace(str(record.retraction or "")),
        notice=collapse_whitespace(record.retraction.notice) if record.retraction else "",
        award=record.award and collapse_whitespace(record.award),
        note=record.note and collapse_whitespace(record.note),
    )


def _id(settings: Settings, *names: str) -> str:
    """Make a lasting id: of the list's title, so that it stays when the list's site is set or moves."""
    return uuid.uuid5(_IDS, "\n".join(map(collapse_whitespace, (settings.title, *names)))).urn
