"""What the pages' templates are given: sections, entries and contents as a page shows them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath, breadcrumb
from awesome_adapters.catalogue.tags import tag_form
from awesome_adapters.formats import autolinks
from awesome_adapters.formats.site import wording
from awesome_adapters.formats.site.sections import SiteSection
from awesome_adapters.identifiers import SCHEMES, Identifier, from_semantic_scholar
from awesome_adapters.metadata.provenance import SOURCES
from awesome_adapters.records import Link, Record
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import display_names
from awesome_adapters.text.words import Words, fill

_MOST_NAMED = 80
"""Sections that a section's page names, by and large."""


class AlternateLink(NamedTuple):
    """Another file of the site that the page leads to."""

    name: str
    path: str
    media_type: str
    is_feed: bool = False


class CrossReference(NamedTuple):
    """An entry of another section: its title and where it is, and that section's path and where it is."""

    title: str
    href: str
    section: str
    section_href: str
    retraction: str
    """That its paper was taken back; empty if it was not."""


class SectionView(NamedTuple):
    """A section as a page shows it."""

    slug: str
    title: str
    section_path: SectionPath
    level: int
    """Of its heading, from 2."""
    description: Markup
    former: Sequence[str]
    """The slugs that it had before."""
    entries: list[Markup]
    """Rendered from `EntryView`s."""
    cross_listed: list[CrossReference]


class TocNode(NamedTuple):
    """A section in the contents, with those below it; without a page of its own it has no `href`."""

    slug: str
    title: str
    href: str | None
    total: int
    """Of the entries that it and those below it show."""
    children: list["TocNode"]
    former: str
    """The slugs that it had before, with spaces between them."""


class Provenance(NamedTuple):
    """A source, and the names of the values that come from it."""

    source: str
    values: str


class EntryView(NamedTuple):
    """An entry as the page shows it; every text is clean, and escaped by the template."""

    key: str
    anchors: list[str]
    """Where it can be found besides its key."""
    title: str
    url: str
    level: int
    """Of its heading, from 3."""
    sections: str
    """The slugs of its own section, which is the first, the ones above and those that show it too, with spaces."""
    highlight: bool
    retraction: str
    """That the paper was taken back, when, and who says so if not the curators; empty if it was not."""
    notice: str
    """The address of the notice that says so."""
    summary: str
    authors: Markup
    all_authors: Markup
    """Empty where `authors` has them all."""
    venue: str
    year: int | None
    award: str
    citations: int | None
    published: str | None
    added: str | None
    tags: list[str]
    preferred_tags: dict[str, str]
    """The list's spellings of those tags that the entry spells otherwise."""
    links: list[Link]
    """Without the one that the title leads to."""
    code: str | None
    """The address of the code, which one of the links or the title leads to."""
    note: str
    tldr: str
    tldr_source: str | None
    """Where a machine-made TLDR comes from; None for the curators' own."""
    identifiers: str
    """Those of the list, then those that Semantic Scholar knows too."""
    provenance: list[Provenance]
    edit: str | None
    """Where the entry's lines can be edited."""
    page: str = ""
    """Where its own page is, from the site's root."""


def contents(
    chosen: Iterable[Section], sections: Mapping[SectionPath, SiteSection], base: str, *, has_pages: bool
) -> list[TocNode]:
    """Return the top of the tree of sections; `has_pages` makes it lead to their pages, `base` to the site's root.

    `chosen` are in the order of the list, and none without those above it.
    """
    top: list[TocNode] = []
    stack = [top]
    for section in chosen:
        shown = sections[section.path]
        href: str | None = f"#/{quote(shown.path)}"
        if has_pages:
            href = f"{base}{quote(shown.page)}" if section.entries or section.cross_listed else None
        node = TocNode(
            shown.path, collapse_whitespace(section.title), href, len(shown.entries), [], " ".join(shown.former)
        )
        del stack[len(section.path) :]
        stack[-1].append(node)
        stack.append(node.children)
    return top


def neighbourhoods(sections: Sequence[Section]) -> Iterator[Sequence[Section]]:
    """Give for each section those that its page names: all, or of many its neighbours and the ways to them.

    With all of 800 sections on each of their pages, a site would be 240 MB larger.
    """
    by_path = {section.path: section for section in sections}
    for number in range(len(sections)):
        near = sections[max(0, number - _MOST_NAMED // 4) : number + _MOST_NAMED // 2]
        way = (near[0].path[:depth] for depth in range(1, len(near[0].path)))
        yield [*map(by_path.__getitem__, way), *near] if len(sections) > _MOST_NAMED else sections


def cross_reference(
    record: Record, section: SiteSection, base: str, words: Words, *, has_pages: bool
) -> CrossReference:
    """Refer to an entry that stands in `section`."""
    listed, retraction = record.listed, wording.retraction(words, record.retraction)
    page = f"{base}{quote(section.page)}" if has_pages else ""
    title, way = map(collapse_whitespace, (listed.entry.full_title, breadcrumb(section.section_path)))
    return CrossReference(title, f"{page}#{quote(listed.key)}", way, f"{page}#/{quote(section.path)}", retraction)


def slugs_by_entry(catalogue: Catalogue, sections: Mapping[SectionPath, SiteSection]) -> dict[str, str]:
    """Return for each entry's key what `EntryView.sections` has."""
    slugs = {listed.key: {sections[listed.section_path].path: True} for listed in catalogue.entries()}
    for section in catalogue.sections:
        upward = {sections[section.path[:depth]].path: True for depth in range(len(section.path), 0, -1)}
        for listed in (*section.entries, *section.cross_listed):
            slugs[listed.key].update(upward)
    return {key: " ".join(ordered) for key, ordered in slugs.items()}


def entry_view(
    record: Record,
    settings: Settings,
    venues: Mapping[str, str],
    tags: Mapping[str, str],
    anchors: Sequence[str] = (),
    *,
    level: int,
    slugs: str,
) -> EntryView:
    """Return what a page shows of a record.

    `venues` are the short names by the long ones, case-folded; `tags` is the list's vocabulary.
    """
    listed, metadata, paper = record.listed, record.metadata, record.listed.entry.paper or NO_PAPER
    published = metadata.published if "date" not in paper.overrides else str(paper.date) if paper.date else None
    words = settings.wording
    authors = display_names(record.authors, words.and_other_authors)
    limit = settings.readme.authors or len(authors)
    is_cut = len(authors) > limit
    tldr_source = record.link("Semantic Scholar") or "https://www.semanticscholar.org/"
    spellings = {collapse_whitespace(tag): collapse_whitespace(tags[tag_form(tag)]) for tag in record.tags}
    venue = collapse_whitespace(record.venue or "")
    return EntryView(
        key=record.key,
        anchors=list(anchors),
        title=collapse_whitespace(record.full_title),
        url=record.url,
        level=level,
        sections=slugs,
        highlight=record.highlight,
        retraction=wording.retraction(words, record.retraction),
        notice=record.retraction.notice if record.retraction else "",
        summary=collapse_whitespace(record.summary or ""),
        authors=_names(authors[:limit]) + (Markup(", {}").format(words.and_other_authors) if is_cut else ""),
        all_authors=_names(authors) if is_cut else Markup(""),
        venue=collapse_whitespace(venues.get(venue.casefold(), venue)),
        year=record.year,
        award=collapse_whitespace(record.award or ""),
        citations=metadata.citations,
        published=published,
        added=listed.entry.added.isoformat() if listed.entry.added else None,
        tags=list(map(collapse_whitespace, record.tags)),
        preferred_tags={tag: spelling for tag, spelling in spellings.items() if tag != spelling},
        links=[
            Link(words.label(link.label), link.url)
            for link in (*record.links, *_versions(record, words))
            if link.url != record.url
        ],
        code=record.link("Code"),
        note=collapse_whitespace(record.note or ""),
        tldr=collapse_whitespace(record.tldr or ""),
        tldr_source=tldr_source if record.tldr_is_machine_made else None,
        identifiers=", ".join(map(str, dict.fromkeys((*listed.identifiers, *_further_identifiers(record))))),
        provenance=_provenance(record, words),
        edit=_edit_address(settings, listed),
    )


def with_links(text: str | None) -> Markup:
    """Return a text with its bare addresses as links."""
    link = Markup('<a href="{0}">{0}</a>')
    pieces = autolinks.pieces(collapse_whitespace(text or ""))
    return Markup("").join(link.format(piece) if is_address else escape(piece) for piece, is_address in pieces)


def _names(authors: Iterable[str]) -> Markup:
    """Join names so that one written from right to left does not turn its neighbours."""
    names = [escape(name) if name.isascii() else f"<bdi>{escape(name)}</bdi>" for name in authors]
    return Markup(", ".join(names))  # noqa: S704 (each is escaped)


def _further_identifiers(record: Record) -> Iterator[Identifier]:
    """Give the ids that Semantic Scholar has for the paper."""
    return filter(None, map(from_semantic_scholar, record.metadata.ids))


def _versions(record: Record, words: Words) -> Iterator[Link]:
    """Give the paper's preprint and its publication, where an id leads to them."""
    identifiers = [(identifier, SCHEMES[identifier.scheme]) for identifier in record.listed.identifiers]
    for identifier in _further_identifiers(record):
        scheme = SCHEMES[identifier.scheme]
        if scheme.is_preprint or scheme.proves_publication:
            identifiers.append((identifier, scheme))
    if preprint := next((identifier for identifier, scheme in identifiers if scheme.is_preprint), None):
        yield Link(words.preprint, preprint.page)
    if published := [(scheme.rank, identifier.page) for identifier, scheme in identifiers if scheme.is_published]:
        yield Link(words.published, min(published)[1])


def _provenance(record: Record, words: Words) -> list[Provenance]:
    """Return the sources of the values that are shown."""
    entry, metadata, identifiers = record.listed.entry, record.metadata, record.listed.identifiers
    overrides = (entry.paper or NO_PAPER).overrides
    own = ("name", "summary", "note", "tags", "award", "code", "website", "links")
    curated = [words.title] + [getattr(words, name) for name in own if getattr(entry, name)]
    curated += [words.highlighted] if entry.highlight else []
    labels = {name: getattr(words, name) for name in ("authors", "venue", "year", "tldr") if getattr(record, name)}
    curated += [label for name, label in labels.items() if name in overrides]
    fetched = [label for name, label in labels.items() if name not in overrides and name not in record.sources]
    fetched += [words.citation_count] if metadata.citations is not None else []
    day = f", {metadata.retrieved}" if metadata.retrieved else ""
    computed = [fill(words.addresses_from, id=str(identifiers[0]))] if identifiers else []
    further = (
        (
            ", ".join(filter(None, (SOURCES[str(other.source)].name, other.retrieved))),
            [label for name, label in labels.items() if record.sources.get(name) == other.source],
        )
        for other in metadata.others
        if other.source in SOURCES
    )
    sources = ((words.this_list, curated), (f"Semantic Scholar{day}", fetched), *further, (words.computed, computed))
    return [Provenance(source, ", ".join(values)) for source, values in sources if values]


def _edit_address(settings: Settings, listed: ListedEntry) -> str | None:
    """Return the address at which the entry's lines can be edited; None for hosts other than GitHub and GitLab."""
    location, (repository, host) = listed.origin.at(), _repository(settings)
    tree = {"github.com": "blob/HEAD", "gitlab.com": "-/blob/HEAD"}.get(host)
    return tree and f"{repository}/{tree}/{quote(location.file)}#L{location.line}"


def proposal_address(settings: Settings) -> str | None:
    """Return where a paper can be proposed, with `{title}` and `{address}` where the page puts what was searched for.

    The form is the one of `.github/ISSUE_TEMPLATE`; a repository without it shows an empty issue of that title.
    """
    return _form(
        settings,
        github="issues/new?template=suggest-a-paper.yml&title=Suggest%3A%20{title}&address={address}",
        gitlab="-/issues/new?issue[title]=Suggest%3A%20{title}&issue[description]={address}",
    )


def report_address(settings: Settings) -> str | None:
    """Return where a mistake can be reported, with `{title}` and `{text}` where the page puts the entry."""
    return _form(
        settings,
        github="issues/new?title=Report%3A%20{title}&body={text}",
        gitlab="-/issues/new?issue[title]=Report%3A%20{title}&issue[description]={text}",
    )


def _form(settings: Settings, *, github: str, gitlab: str) -> str | None:
    repository, host = _repository(settings)
    form = {"github.com": github, "gitlab.com": gitlab}.get(host)
    return form and f"{repository}/{form}"


def _repository(settings: Settings) -> tuple[str, str]:
    """Return the address of the repository's page, and its host; empty where it is not known."""
    repository = (settings.repository or "").rstrip("/").removesuffix(".git")
    return repository, urlsplit(repository).hostname or ""
