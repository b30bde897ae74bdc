"""Atom feeds (RFC 4287) of what came into the list, each section and each larger tag, newest first."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from awesome_adapters.catalogue import Catalogue, SectionPath, breadcrumb
from awesome_adapters.formats import templates
from awesome_adapters.formats.site import wording
from awesome_adapters.formats.site.sections import SiteSection, SiteTag, site_sections, site_tags
from awesome_adapters.metadata.provenance import Source
from awesome_adapters.metadata.venues import is_preprint
from awesome_adapters.records import Link, Record
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import Document
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import people
from awesome_adapters.text.words import fill

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
    """When the newest of its entries came into the list or was updated; of an empty feed, the beginning of 1970."""
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
    updated: str
    """The day when it was added, or when its paper was published or retracted since."""
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
    xml: Markup = Markup("")
    """The entry itself, from the template `feed-entry.xml`."""


def documents(
    root: Path, catalogue: Catalogue, records: Mapping[str, Record], sources: Sequence[Source] = ()
) -> Iterator[Document]:
    """Write the feeds of the site's folder; `records` are the resolved ones by their keys.

    `sources` are those besides Semantic Scholar that are to be named.

    An entry that does not say when it was added is in no feed. The same input gives the same bytes:
    all times are days in the list's files.
    """
    first_paths, settings = _first_paths(catalogue), catalogue.settings
    with templates.faults_located():
        jinja = wording.environment(root, settings)
        template, entry_template = jinja.get_template("feed.xml"), jinja.get_template("feed-entry.xml")

        @cache  # an entry is in the feeds of all sections above it, and in those of its tags
        def entry(key: str) -> Entry:
            entry = _entry(settings, records[key])
            return entry._replace(xml=Markup(entry_template.render(entry=entry)))  # noqa: S704 (the template escapes)

        subjects: list[SiteSection | SiteTag] = [*site_sections(catalogue), *site_tags(catalogue)]
        for subject in subjects:
            first_path = first_paths.get(subject.names, ())
            identity = ("tag", subject.tag) if isinstance(subject, SiteTag) else ("feed", *first_path)
            content = template.render(feed=_feed(settings, subject, identity, records, entry), sources=sources).encode()
            yield Document(subject.feed, content)
            yield from (Document(f"feeds/{former}.xml", content) for former in subject.former)


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
    subject: SiteSection | SiteTag,
    identity: Sequence[str],
    records: Mapping[str, Record],
    entry: Callable[[str], Entry],
) -> Feed:
    dated = [(max(_days(records[listed.key])), listed.key) for listed in subject.entries if listed.entry.added]
    dated.sort(key=lambda item: item[0], reverse=True)  # those of one day stay in the list's order
    entries = [entry(key) for _, key in dated[:LIMIT]]
    return Feed(
        id=_id(settings, *identity),
        title=collapse_whitespace(breadcrumb((settings.title, *subject.names))),
        subtitle=collapse_whitespace(settings.description),
        updated=entries[0].updated if entries else _NEVER,
        author=collapse_whitespace(settings.title),
        address=settings.address(subject.feed),
        page=settings.site or settings.repository,
        entries=entries,
    )


def _days(record: Record) -> list[str]:
    """Return the day when an entry was added, and those of what happened to its paper since."""
    paper, added = record.listed.entry.paper or NO_PAPER, str(record.listed.entry.added)
    published = str(paper.date or "") if not is_preprint(record.venue) else ""
    retracted = record.retraction.date if record.retraction else ""
    days = (f"{day}-01"[:10] for day in (published, retracted) if day)
    return [added, *(day for day in days if day > added)]


def _entry(settings: Settings, record: Record) -> Entry:
    added, *later = _days(record)
    words, title = settings.wording, record.full_title
    return Entry(
        id=_id(settings, "entry", record.key),
        title=collapse_whitespace(
            fill(words.published_since, title=title) if later and not record.retraction else title
        ),
        url=collapse_whitespace(record.url),
        permalink=f"{settings.address()}#{quote(record.key)}" if settings.site else None,
        added=f"{added}T00:00:00Z",
        updated=f"{max([added, *later])}T00:00:00Z",
        summary=record.summary and collapse_whitespace(record.summary),
        authors=people(record.authors),
        published=collapse_whitespace(" ".join(str(value) for value in (record.venue, record.year) if value)),
        section=collapse_whitespace(breadcrumb(record.listed.section_path)),
        tags=[collapse_whitespace(tag) for tag in record.tags],
        links=[Link(*map(collapse_whitespace, (words.label(label), url))) for label, url in record.links],
        tldr=record.tldr and collapse_whitespace(record.tldr),
        tldr_is_machine_made=record.tldr_is_machine_made,
        retraction=wording.retraction(words, record.retraction),
        notice=collapse_whitespace(record.retraction.notice) if record.retraction else "",
        award=record.award and collapse_whitespace(record.award),
        note=record.note and collapse_whitespace(record.note),
    )


def _id(settings: Settings, *names: str) -> str:
    """Make a lasting id: of the list's title, so that it stays when the list's site is set or moves."""
    return uuid.uuid5(_IDS, "\n".join(map(collapse_whitespace, (settings.title, *names)))).urn
