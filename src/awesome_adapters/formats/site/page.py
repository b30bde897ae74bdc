"""The page: the list as a static website that searches itself, and that is whole without a script too."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, Template
from markupsafe import Markup

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath, breadcrumb
from awesome_adapters.files import Document
from awesome_adapters.formats import svg, templates
from awesome_adapters.formats.citations import bibtex, csl, exports, ris
from awesome_adapters.formats.citations.citation import Item
from awesome_adapters.formats.site import atom, head, view
from awesome_adapters.formats.site.sections import SiteSection, site_sections
from awesome_adapters.formats.site.view import AlternateLink, SectionView
from awesome_adapters.provenance import Source
from awesome_adapters.text import collapse_whitespace

PATH = "index.html"
_COMMENT = re.compile(r"^\n?[ \t]*(?://.*|/\*(?s:.*?)\*/[ \t]*)\n+|/\*\* @type .*?\*/ ", re.MULTILINE)
"""A comment of JavaScript that has lines of its own, or that gives a value inside a line its type."""


class _Site(NamedTuple):
    """What all pages of a site have in common."""

    catalogue: Catalogue
    items: Mapping[str, Item]
    """Those of all entries by their keys."""
    pictures: Sequence[Markup]
    sources: Sequence[Source]
    sections: Mapping[SectionPath, SiteSection]
    has_pages: bool
    """Whether there are pages of the sections."""
    template: Template
    style: str
    script: str
    theme_script: str


def documents(
    root: Path,
    catalogue: Catalogue,
    items: Sequence[Item],
    pictures: Sequence[Markup],
    sources: Sequence[Source] = (),
    *,
    largest: int,
) -> Iterator[Document]:
    """Render the page of a list; with more than `largest` entries, pages of its sections and what the page searches.

    `items` are those of all entries; `pictures` are SVG elements that are shown in the page.
    `sources` are those besides Semantic Scholar that are to be named.
    """
    jinja, has_pages = templates.environment(root, {}), len(items) > largest
    by_path = {section.section_path: section for section in site_sections(catalogue)}
    with templates.faults_located():
        style = _asset(jinja, "page.css") + (f"\n{svg.stylesheet()}" if pictures else "")
        scripts = _script(jinja, templates.SCRIPT), _script(jinja, ["page/theme.js"])
        template = jinja.get_template(PATH)
        by_key = {item.record.key: item for item in items}
        site = _Site(catalogue, by_key, pictures, sources, by_path, has_pages, template, style, *scripts)
        views = _section_views(site, jinja.get_template("entry.html"))
        if has_pages:
            yield from _section_pages(site, views)
        else:
            yield _render(site, by_path[()], list(views), by_path[()].entries)
        yield from _citation_scripts(site)
    if catalogue.settings.site:
        pages = (by_path[section.path].page for section in catalogue.sections if _has_entries(section))
        yield head.sitemap(catalogue.settings, ["", *pages] if has_pages else [""])


def _has_entries(section: Section) -> bool:
    return bool(section.entries or section.cross_listed)


def _section_pages(site: _Site, views: Iterable[SectionView]) -> Iterator[Document]:
    """Give the page that searches, and for each section its page, and its entries as a script."""
    yield _render(site, site.sections[()], [], [])
    yield Document("keys.js", f"catalogue.keys({head.script_json(_keys(site))});\n".encode())
    for section, section_view in zip(site.catalogue.sections, views, strict=True):
        if _has_entries(section):
            slug = section_view.slug
            subject = site.sections[section.path]
            yield _render(site, subject, [section_view], section.entries)
            for former in subject.former:
                path = f"sections/{former}.html"
                href = f"{'../' * path.count('/')}{quote(subject.page)}"
                yield Document(path, head.redirect(section_view.title, href))
            articles = json.dumps(list(map(str, section_view.entries)), ensure_ascii=False, separators=(",", ":"))
            yield Document(f"sections/{slug}.js", f'catalogue.articles("{slug}", {articles});\n'.encode())


def _keys(site: _Site) -> dict[str, list[str]]:
    """Return by each section's slug the names under which its entries are found, for links that name no section."""
    anchors, keys = site.catalogue.anchors(), dict[str, list[str]]()
    for section in site.catalogue.sections:
        names = [name for listed in section.entries for name in (listed.key, *anchors.get(listed.key, ()))]
        keys[site.sections[section.path].path] = names
    return keys


def _section_views(site: _Site, template: Template) -> Iterator[SectionView]:
    """Give every section with its entries rendered: for pages of their own, or for one page."""
    sections, has_pages = site.sections, site.has_pages
    settings, tags = site.catalogue.settings, site.catalogue.tags()
    venues, slugs = settings.short_venues(), view.slugs_by_entry(site.catalogue, sections)
    anchors = site.catalogue.anchors()

    def article(listed: ListedEntry, level: int) -> Markup:
        record = site.items[listed.key].record
        further, level = anchors.get(record.key, ()), min(level, 6)
        entry = view.entry_view(record, settings, venues, tags, further, level=level, slugs=slugs[record.key])
        return Markup(template.render(entry=entry))  # noqa: S704 (the template escapes)

    for section in site.catalogue.sections:
        subject = sections[section.path]
        level = 2 if has_pages else len(section.path) + 1
        articles = [article(listed, level + 1) for listed in section.entries]
        references = [
            view.cross_reference(
                site.items[listed.key].record, sections[listed.section_path], subject.to_root, has_pages=has_pages
            )
            for listed in section.cross_listed
        ]
        title, description = collapse_whitespace(section.title), view.with_links(section.description)
        yield SectionView(subject.path, title, section.path, level, description, subject.former, articles, references)


def _citation_scripts(site: _Site) -> Iterator[Document]:
    """Give the citations of each section's own entries, which a page reads once somebody takes one along."""
    for section in site.catalogue.sections:
        if section.entries:
            slug = site.sections[section.path].path
            citations = _citations(site, section.entries)
            yield Document(f"citations/{slug}.js", f'catalogue.citations("{slug}", {citations});\n'.encode())


def _citations(site: _Site, entries: Iterable[ListedEntry]) -> Markup:
    """Write the entries' citations by their keys, in every format that readers can take them in, as JSON."""
    texts = {}
    for listed in entries:
        citation = site.items[listed.key].citation
        texts[listed.key] = {"bibtex": bibtex.entry(citation), "ris": ris.entry(citation), "csl": csl.item(citation)}
    return head.script_json(texts)


def _render(
    site: _Site, subject: SiteSection, sections: Sequence[SectionView], shown: Sequence[ListedEntry]
) -> Document:
    """Render the page of the whole list or of a section, on which the entries `shown` stand."""
    section_path, settings, entries = subject.section_path, site.catalogue.settings, site.sections[()].entries
    path, base = (subject.page, subject.to_root) if section_path else (PATH, "")
    name = collapse_whitespace(settings.title)
    canonical = settings.address(path if section_path else "")
    records = [site.items[listed.key].record for listed in shown]
    total = len(shown if section_path else entries)
    metadata = [record.metadata for record in records if record.metadata.citations is not None]
    days = sorted({paper.retrieved for paper in metadata if paper.retrieved})
    files = ((export.name, exports.path(subject, export), export.media_type) for export in exports.FORMATS.values())
    feed = AlternateLink("Feed", atom.path(subject), "application/atom+xml", is_feed=True)
    text = site.template.render(
        settings=settings,
        name=name,
        title=head.page_title(section_path, name),
        description=collapse_whitespace(settings.description),
        base=base,
        own_section=sections[0] if section_path else None,
        heading=collapse_whitespace(breadcrumb(section_path)) if section_path else name,
        sections=sections,
        deferred=site.has_pages and not section_path,
        contents=view.contents(site.catalogue, site.sections, base, has_pages=site.has_pages),
        alternates=[feed, *(AlternateLink(*file) for file in files)],
        pictures=() if section_path else site.pictures,
        sources=site.sources,
        entries=len(entries),
        papers=sum(1 for listed in entries if listed.is_paper),
        canonical=canonical,
        proposal=view.proposal_address(settings),
        report=view.report_address(settings),
        newest=max((str(listed.entry.added) for listed in entries if listed.entry.added), default=None),
        counted=dict.fromkeys((*days[:1], *days[-1:])),
        schema_org=canonical and head.schema_org(settings, canonical, section_path, records, total),
        style=Markup(site.style),  # noqa: S704 (the list owner's own)
        script=Markup(site.script),  # noqa: S704
        theme_script=Markup(site.theme_script),  # noqa: S704
        policy=head.content_policy(site.style, site.script, site.theme_script, loads=True),
    )
    return Document(path, text.encode())


def _script(environment: Environment, names: Iterable[str]) -> str:
    """Join the files of a script in one closure.

    Types and reasons are for those who change the files; they would add 9 kB to the 28 kB of each page.
    """
    source = "\n".join(_asset(environment, name) for name in names)
    return f'"use strict";\n(() => {{\n{_COMMENT.sub("", source)}\n}})();'


def _asset(environment: Environment, name: str) -> str:
    """Return a style sheet or a script as a browser will see it, for its hash to be right: there is one line end.

    None stands at the very end, as the Nu HTML checker 26.9 would leave it out of the hash.
    """
    assert environment.loader  # noqa: S101 (every environment has one)
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n").strip()
