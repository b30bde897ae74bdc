"""The page: the list as a static website that searches itself, and that is whole without a script too."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment
from markupsafe import Markup, escape

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.files import Document
from awesome_adapters.formats import svg, templates
from awesome_adapters.formats.citations import bibtex, csl, exports, ris
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.formats.site import atom
from awesome_adapters.formats.site import parts as lists
from awesome_adapters.identifiers import SCHEMES, from_semantic_scholar
from awesome_adapters.records import Link, Record
from awesome_adapters.schema import NO_PAPER, Settings
from awesome_adapters.text import collapse_whitespace

PATH = "index.html"
_LONGEST_TITLE = 70


class AlternateLink(NamedTuple):
    """Another file of the site that the page leads to."""

    name: str
    path: str
    media_type: str
    is_feed: bool = False


class SiteData(NamedTuple):
    """What the page is made of."""

    catalogue: Catalogue
    records: Mapping[str, Record]
    """The resolved ones by their keys."""
    citations: Mapping[str, Citation]
    """What is cited of each, by the same keys."""
    pictures: Sequence[Markup] = ()
    """SVG elements of `charts` to stand in the page."""


def documents(root: Path, site: SiteData, *, largest: int) -> Iterator[Document]:
    """Render the page of a list; with more than `largest` entries, pages of its sections and what the page searches."""
    settings = site.catalogue.settings
    environment = templates.environment(root, {})
    try:
        renderer = _Renderer(environment, site)
        is_large = len(site.records) > largest
        yield from (_large if is_large else _small)(renderer)
        if settings.site:
            yield _sitemap(settings, renderer.with_pages if is_large else [])
    except templates.FAULTS as error:
        raise templates.failure(error) from error


# Documents -----------------------------------------------------------------------------------------------------------


def _small(renderer: "_Renderer") -> Iterator[Document]:
    parts = renderer.parts(deferred=False)
    yield renderer.page(PATH, parts, citations=renderer.citations(renderer.site.catalogue.entries()))


def _large(renderer: "_Renderer") -> Iterator[Document]:
    yield renderer.page(PATH, [], deferred=True)
    for part, section in zip(renderer.parts(deferred=True), renderer.site.catalogue.sections, strict=True):
        if part.entries or part.cross_listed:
            yield renderer.page(_file(part.slug), [part], base=_to_root(part.slug))
            articles = json.dumps(list(map(str, part.entries)), ensure_ascii=False, separators=(",", ":"))
            yield _data(f"sections/{part.slug}.js", f'catalogue.articles("{part.slug}", {articles});')
            yield _data(
                f"citations/{part.slug}.js",
                f'catalogue.citations("{part.slug}", {renderer.citations(section.entries)});',
            )


def _file(slug: str) -> str:
    """Return the path of a section's page."""
    return f"sections/{slug}.html"


def _to_root(slug: str) -> str:
    """Return the way from a section's page to the site's root."""
    return "../" * (slug.count("/") + 1)


def _data(path: str, call: str) -> Document:
    return Document(path, f"{call}\n".encode())


def _json(value: Any) -> Markup:
    """Write JSON that can stand in a script element, where `<` could end it and `&` could be an entity."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (nothing is left in it that ends a script)


def _sitemap(settings: Settings, slugs: Iterable[str]) -> Document:
    paths = ["", *map(_file, slugs)]
    places = "".join(f"  <url><loc>{escape(settings.address(path))}</loc></url>\n" for path in paths)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n'
    )
    return Document("sitemap.xml", text.encode())


# What the templates are given ----------------------------------------------------------------------------------------


class SectionView(NamedTuple):
    """A section as a page shows it."""

    slug: str
    title: str
    section_path: tuple[str, ...]
    """Those of the sections above it and its own."""
    level: int
    """Of its heading, from 2."""
    entries: list[Markup]
    cross_listed: list["CrossReference"]


class CrossReference(NamedTuple):
    """An entry that stands in another section: its title and where it is, and that section's path and where it is."""

    title: str
    href: str
    section: str
    section_href: str


class TocNode(NamedTuple):
    """A section in the contents, with those below it; it may have no page of its own."""

    slug: str
    title: str
    href: str | None
    number: int
    """Of the entries that it and those below it show."""
    children: list["TocNode"]


class Provenance(NamedTuple):
    """Where values come from, and which."""

    name: str
    values: str


class EntryView(NamedTuple):
    """An entry as the page shows it; every text is clean, and escaped by the template."""

    key: str
    title: str
    url: str
    level: int
    sections: str
    """The slugs of its own section, which is the first, the ones above and those that show it too, with spaces."""
    summary: str
    authors: Markup
    all_authors: Markup
    """Empty where `authors` has them all."""
    venue: str
    year: int | None
    citations: int | None
    retrieved: str | None
    """The day on which Semantic Scholar was asked."""
    published: str | None
    added: str | None
    tags: list[str]
    links: list[Link]
    tldr: str
    tldr_source: str | None
    """Where a machine-made TLDR comes from; None for the curators' own."""
    identifiers: str
    sources: list[Provenance]
    edit: str | None


class _Renderer:
    """One site's templates, and what all of its pages have in common."""

    def __init__(self, environment: Environment, site: SiteData) -> None:
        self.site = site
        self._environment = environment
        self._parts = {part.section_path: part for part in lists.parts(site.catalogue)}
        self._slug_of = {section.path: self._parts[section.path].path for section in site.catalogue.sections}
        self._slugs = [self._slug_of[section.path] for section in site.catalogue.sections]
        self._style, self._script = _asset(environment, "page.css"), _asset(environment, "page.js")
        self._style += f"\n{svg.stylesheet()}" if site.pictures else ""
        self._entry = environment.get_template("entry.html").render
        self.with_pages: list[str] = []
        """The slugs of those sections that show entries."""
        self._shown_in: dict[str, list[str]] = {}
        for section, slug in zip(site.catalogue.sections, self._slugs, strict=True):
            shown = (*section.entries, *section.cross_listed)
            self.with_pages += [slug] if shown else []
            for listed in shown:
                self._shown_in.setdefault(listed.key, []).extend(self._above(section, slug))
        self._short = site.catalogue.settings.short_venues()

    def page(
        self,
        path: str,
        parts: Sequence[SectionView],
        *,
        base: str = "",
        deferred: bool = False,
        citations: Markup = Markup(""),  # noqa: B008 (it is frozen)
    ) -> Document:
        """Render a page; `base` leads from it to the site's root."""
        settings, entries = self.site.catalogue.settings, list(self.site.catalogue.entries())
        is_part = bool(base)
        canonical = settings.address("" if path == PATH else path)
        title = collapse_whitespace(settings.title)
        text = self._environment.get_template(PATH).render(
            settings=settings,
            name=title,
            title=_title(parts[0].section_path if is_part else (), title),
            description=collapse_whitespace(settings.description),
            base=base,
            part=parts[0] if is_part else None,
            heading=_path(parts[0].section_path) if is_part else title,
            parts=parts,
            deferred=deferred,
            contents=self._contents(base, is_large=is_part or deferred),
            resources=list(_resources(self._parts[parts[0].section_path if is_part else ()])),
            pictures=() if is_part else self.site.pictures,
            entries=len(entries),
            papers=sum(1 for listed in entries if listed.is_paper),
            canonical=canonical,
            schema_org=canonical and self._schema_org(canonical, parts, path),
            style=Markup(self._style),  # noqa: S704 (the list owner's own)
            script=Markup(self._script),  # noqa: S704
            policy=_policy(self._style, self._script, loads=is_part or deferred),
            citations=citations,
        )
        return Document(path, text.encode())

    def citations(self, entries: Iterable[ListedEntry]) -> Markup:
        """Write the entries' citations by their keys, in every format that readers can take them in, as JSON."""
        cited = {}
        for listed in entries:
            one = self.site.citations[listed.key]
            cited[listed.key] = {"bibtex": bibtex.entry(one), "ris": ris.entry(one), "csl": csl.item(one)}
        return _json(cited)

    def parts(self, *, deferred: bool) -> list[SectionView]:
        """Make every section with its entries rendered; with `deferred` each for a page of its own."""
        return [
            SectionView(
                slug,
                collapse_whitespace(section.title),
                section.path,
                2 if deferred else len(section.path) + 1,
                [self._article(listed, 3 if deferred else len(section.path) + 2) for listed in section.entries],
                [self._further(listed, _to_root(slug) if deferred else "") for listed in section.cross_listed],
            )
            for section, slug in zip(self.site.catalogue.sections, self._slugs, strict=True)
        ]

    def _above(self, section: Section, slug: str) -> Iterator[str]:
        yield slug
        for depth in range(len(section.path) - 1, 0, -1):
            if above := self._slug_of.get(section.path[:depth]):
                yield above

    def _contents(self, base: str, *, is_large: bool) -> list[TocNode]:
        counts = dict.fromkeys(self._slugs, 0)
        for slugs in self._shown_in.values():
            for slug in dict.fromkeys(slugs):
                counts[slug] += 1
        with_pages = set(self.with_pages)
        top: list[TocNode] = []
        stack = [top]
        for section, slug in zip(self.site.catalogue.sections, self._slugs, strict=True):
            href: str | None = f"#/{quote(slug)}"
            if is_large:
                href = f"{base}{quote(_file(slug))}" if slug in with_pages else None
            node = TocNode(slug, collapse_whitespace(section.title), href, counts[slug], [])
            del stack[len(section.path) :]
            stack[-1].append(node)
            stack.append(node.children)
        return top

    def _further(self, listed: ListedEntry, base: str) -> CrossReference:
        slug = self._slug_of[listed.section_path]
        page = f"{base}{quote(_file(slug))}" if base else ""
        return CrossReference(
            collapse_whitespace(listed.entry.title),
            f"{page}#{quote(listed.key)}",
            _path(listed.section_path),
            f"{page}#/{quote(slug)}",
        )

    def _schema_org(self, canonical: str, parts: Sequence[SectionView], path: str) -> Markup:
        """Describe the page in the terms of schema.org: a collection, and the list of what is in it."""
        settings = self.site.catalogue.settings
        slugs = {part.slug for part in parts}
        shown = (s.entries for s, slug in zip(self.site.catalogue.sections, self._slugs, strict=True) if slug in slugs)
        records = [self.site.records[listed.key] for entries in shown for listed in entries]
        items = [
            {"@type": "ListItem", "position": number, "name": collapse_whitespace(record.title), "url": record.url}
            for number, record in enumerate(records, 1)
        ]
        described: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "name": collapse_whitespace(settings.title) if path == PATH else _path(parts[0].section_path),
            "description": collapse_whitespace(settings.description),
            "url": canonical,
        }
        if path != PATH:
            described["isPartOf"] = {"@type": "CollectionPage", "url": settings.address()}
        number = len(items) if parts else len(self.site.records)
        described["mainEntity"] = {"@type": "ItemList", "numberOfItems": number, "itemListElement": items}
        return _json(described)

    # Entries

    def _article(self, listed: ListedEntry, level: int) -> Markup:
        record = self.site.records[listed.key]
        return Markup(self._entry(entry=self._shown(record, min(level, 6))))  # noqa: S704 (the template escapes)

    def _shown(self, record: Record, level: int) -> EntryView:
        settings, listed, metadata = self.site.catalogue.settings, record.listed, record.metadata
        authors = [collapse_whitespace(author) for author in record.authors]
        limit = settings.readme.authors or len(authors)
        names = _names(authors[:limit]) + (Markup(", et al.") if len(authors) > limit else "")
        tldr_source = record.link("Semantic Scholar")
        venue = collapse_whitespace(record.venue or "")
        return EntryView(
            key=record.key,
            title=collapse_whitespace(record.title),
            url=record.url,
            level=level,
            sections=" ".join(dict.fromkeys((self._slug_of[listed.section_path], *self._shown_in[record.key]))),
            summary=collapse_whitespace(record.summary or ""),
            authors=names,
            all_authors=_names(authors) if len(authors) > limit else Markup(""),
            venue=collapse_whitespace(self._short.get(venue.casefold(), venue)),
            year=record.year,
            citations=metadata.citations,
            retrieved=metadata.retrieved,
            published=metadata.published,
            added=listed.entry.added.isoformat() if listed.entry.added else None,
            tags=[collapse_whitespace(tag) for tag in record.tags],
            links=[*record.links, *_versions(record)],
            tldr=collapse_whitespace(record.tldr or ""),
            tldr_source=(tldr_source or "https://www.semanticscholar.org/") if record.tldr_is_machine_made else None,
            identifiers=", ".join(map(str, listed.identifiers)),
            sources=_provenance(record),
            edit=_edit(settings, listed),
        )


def _asset(environment: Environment, name: str) -> str:
    """Return a style sheet or a script as a browser will see it, for its hash to be right: there is one line end.

    None stands at the very end, as the Nu HTML checker 26.9 would leave it out of the hash.
    """
    assert environment.loader  # noqa: S101 (every environment has one)
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n").strip()


def _policy(style: str, script: str, *, loads: bool) -> str:
    """Forbid all but the page's own style and script; with `loads` the scripts beside it, which are data, run too."""
    scripts = f"{_hash(script)} 'self'" if loads else _hash(script)
    return (
        f"default-src 'none'; script-src {scripts}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _title(section_path: tuple[str, ...], name: str) -> str:
    """Name a page for tabs and search engines, which cut what is longer than some 70 characters."""
    whole, short = (f"{_path(shown)} – {name}" if shown else name for shown in (section_path, section_path[-1:]))
    title = whole if len(whole) <= _LONGEST_TITLE else short
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _path(section_path: Iterable[str]) -> str:
    return " › ".join(map(collapse_whitespace, section_path))


def _resources(part: lists.SiteSection) -> Iterator[AlternateLink]:
    """Give the other files of the whole list or of a section."""
    yield AlternateLink("Feed", atom.path(part), "application/atom+xml", is_feed=True)
    for export in exports.FORMATS.values():
        yield AlternateLink(export.name, exports.path(part, export), export.media_type)


def _names(authors: Iterable[str]) -> Markup:
    """Join names so that one written from right to left does not turn its neighbours."""
    return Markup(", ").join(
        escape(name) if name.isascii() else Markup("<bdi>{}</bdi>").format(name) for name in authors
    )


def _versions(record: Record) -> Iterator[Link]:
    """Give the paper's preprint and its publication, where an id leads to them."""
    ids = [(identifier, SCHEMES[identifier.scheme]) for identifier in record.listed.identifiers]
    for identifier in filter(None, map(from_semantic_scholar, record.metadata.ids)):
        scheme = SCHEMES[identifier.scheme]
        if scheme.is_preprint or scheme.proves_publication:
            ids.append((identifier, scheme))
    if preprint := next((identifier for identifier, scheme in ids if scheme.is_preprint), None):
        yield Link("Preprint", preprint.page)
    if published := [(scheme.rank, identifier.page) for identifier, scheme in ids if scheme.is_published]:
        yield Link("Published", min(published)[1])


def _provenance(record: Record) -> list[Provenance]:
    """Tell of each value that is shown who says it."""
    entry, metadata = record.listed.entry, record.metadata
    given = (entry.paper or NO_PAPER).model_fields_set
    ours = ["title"] + [name for name in ("summary", "tags", "code", "website") if getattr(entry, name)]
    theirs: list[str] = []
    for name, label in (("authors", "authors"), ("venue", "venue"), ("year", "year"), ("tldr", "TLDR")):
        if getattr(record, name):
            (ours if name in given else theirs).append(label)
    if metadata.citations is not None:
        theirs.append("citation count")
    day = f", {metadata.retrieved}" if metadata.retrieved else ""
    computed = [f"addresses of the paper, from {record.listed.identifiers[0]}"] if record.listed.identifiers else []
    found = (("This list", ours), (f"Semantic Scholar{day}", theirs), ("Computed", computed))
    return [Provenance(name, ", ".join(values)) for name, values in found if values]


def _edit(settings: Settings, listed: ListedEntry) -> str | None:
    """Return where the entry's lines can be edited, for the hosts whose addresses of them are metadata."""
    if not settings.repository:
        return None
    place = listed.origin.at()
    repository = settings.repository.rstrip("/").removesuffix(".git")
    host = urlsplit(repository).hostname or ""
    tree = {"github.com": "blob/HEAD", "gitlab.com": "-/blob/HEAD"}.get(host)
    return tree and f"{repository}/{tree}/{quote(place.file)}#L{place.line}"
