"""The page: the list as a static website that searches itself, and that is whole without a script too."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, Template
from markupsafe import Markup

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath, breadcrumb
from awesome_adapters.files import Document
from awesome_adapters.formats import svg, templates
from awesome_adapters.formats.citations import bibtex, csl, exports, ris
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.formats.site import atom, head, view
from awesome_adapters.formats.site.sections import SiteSection, site_sections
from awesome_adapters.formats.site.view import AlternateLink, SectionView
from awesome_adapters.records import Record
from awesome_adapters.text import collapse_whitespace

PATH = "index.html"
_SCRIPTS = ("page/search.js", "page/state.js", "page/citations.js")
_COMMENT = re.compile(r"^\n?[ \t]*(?://.*|/\*(?s:.*?)\*/[ \t]*)\n+|/\*\* @type .*?\*/ ", re.MULTILINE)
"""A comment of JavaScript that has lines of its own, or that gives a value inside a line its type."""


class SiteData(NamedTuple):
    """What the page is made of."""

    catalogue: Catalogue
    records: Mapping[str, Record]
    """The resolved ones by their keys."""
    citations: Mapping[str, Citation]
    """What is cited of each, by the same keys."""
    pictures: Sequence[Markup] = ()
    """SVG elements of `charts` to stand in the page."""


class _Frame(NamedTuple):
    """What all pages of a site have in common."""

    site: SiteData
    sections: Mapping[SectionPath, SiteSection]
    has_pages: bool
    """Whether there are pages of the sections."""
    template: Template
    style: str
    script: str


def documents(root: Path, site: SiteData, *, largest: int) -> Iterator[Document]:
    """Render the page of a list; with more than `largest` entries, pages of its sections and what the page searches."""
    environment = templates.environment(root, {})
    settings, has_pages = site.catalogue.settings, len(site.records) > largest
    sections = {section.section_path: section for section in site_sections(site.catalogue)}
    with templates.faults_located():
        style = _asset(environment, "page.css") + (f"\n{svg.stylesheet()}" if site.pictures else "")
        frame = _Frame(site, sections, has_pages, environment.get_template(PATH), style, _script(environment))
        views = _section_views(frame, environment.get_template("entry.html"))
        if has_pages:
            yield from _section_pages(frame, views)
        else:
            yield _render(frame, sections[()], list(views), sections[()].entries)
    if settings.site:
        pages = (sections[section.path].page for section in site.catalogue.sections if _has_entries(section))
        yield head.sitemap(settings, ["", *pages] if has_pages else [""])


def _has_entries(section: Section) -> bool:
    return bool(section.entries or section.cross_listed)


def _section_pages(frame: _Frame, views: Iterable[SectionView]) -> Iterator[Document]:
    """Give the page that searches, and for each section its page, and its entries and citations as scripts."""
    yield _render(frame, frame.sections[()], [], [])
    for section, section_view in zip(frame.site.catalogue.sections, views, strict=True):
        if _has_entries(section):
            slug = section_view.slug
            yield _render(frame, frame.sections[section.path], [section_view], section.entries)
            articles = json.dumps(list(map(str, section_view.entries)), ensure_ascii=False, separators=(",", ":"))
            yield Document(f"sections/{slug}.js", f'catalogue.articles("{slug}", {articles});\n'.encode())
            citations = _citations(frame.site, section.entries)
            yield Document(f"citations/{slug}.js", f'catalogue.citations("{slug}", {citations});\n'.encode())


def _section_views(frame: _Frame, template: Template) -> Iterator[SectionView]:
    """Give every section with its entries rendered: for pages of their own, or for one page."""
    site, sections, has_pages = frame.site, frame.sections, frame.has_pages
    settings, tags = site.catalogue.settings, site.catalogue.tags()
    venues, slugs = settings.short_venues(), view.slugs_by_entry(site.catalogue, sections)

    def article(listed: ListedEntry, level: int) -> Markup:
        record = site.records[listed.key]
        entry = view.entry_view(record, settings, venues, tags, level=min(level, 6), slugs=slugs[record.key])
        return Markup(template.render(entry=entry))  # noqa: S704 (the template escapes)

    for section in site.catalogue.sections:
        subject = sections[section.path]
        level = 2 if has_pages else len(section.path) + 1
        articles = [article(listed, level + 1) for listed in section.entries]
        references = [
            view.cross_reference(listed, sections[listed.section_path], subject.to_root, has_pages=has_pages)
            for listed in section.cross_listed
        ]
        title = collapse_whitespace(section.title)
        yield SectionView(subject.path, title, section.path, level, articles, references)


def _citations(site: SiteData, entries: Iterable[ListedEntry]) -> Markup:
    """Write the entries' citations by their keys, in every format that readers can take them in, as JSON."""
    texts = {}
    for key in (listed.key for listed in entries):
        citation = site.citations[key]
        texts[key] = {"bibtex": bibtex.entry(citation), "ris": ris.entry(citation), "csl": csl.item(citation)}
    return head.script_json(texts)


def _render(
    frame: _Frame, subject: SiteSection, sections: Sequence[SectionView], shown: Sequence[ListedEntry]
) -> Document:
    """Render the page of the whole list or of a section, on which the entries `shown` stand."""
    site, section_path = frame.site, subject.section_path
    settings, entries = site.catalogue.settings, frame.sections[()].entries
    path, base = (subject.page, subject.to_root) if section_path else (PATH, "")
    name = collapse_whitespace(settings.title)
    canonical = settings.address(path if section_path else "")
    records = [site.records[listed.key] for listed in shown]
    total = len(shown if section_path else entries)
    files = ((export.name, exports.path(subject, export), export.media_type) for export in exports.FORMATS.values())
    feed = AlternateLink("Feed", atom.path(subject), "application/atom+xml", is_feed=True)
    text = frame.template.render(
        settings=settings,
        name=name,
        title=head.page_title(section_path, name),
        description=collapse_whitespace(settings.description),
        base=base,
        own_section=sections[0] if section_path else None,
        heading=collapse_whitespace(breadcrumb(section_path)) if section_path else name,
        sections=sections,
        deferred=frame.has_pages and not section_path,
        contents=view.contents(site.catalogue, frame.sections, base, has_pages=frame.has_pages),
        alternates=[feed, *(AlternateLink(*file) for file in files)],
        pictures=() if section_path else site.pictures,
        entries=len(entries),
        papers=sum(1 for listed in entries if listed.is_paper),
        canonical=canonical,
        schema_org=canonical and head.schema_org(settings, canonical, section_path, records, total),
        style=Markup(frame.style),  # noqa: S704 (the list owner's own)
        script=Markup(frame.script),  # noqa: S704
        policy=head.content_policy(frame.style, frame.script, loads=frame.has_pages),
        citations="" if frame.has_pages else _citations(site, shown),
    )
    return Document(path, text.encode())


def _script(environment: Environment) -> str:
    """Join the files of the page's script in one closure.

    Types and reasons are for those who change the files; they would add 9 kB to the 28 kB of each page.
    """
    source = "\n".join(_asset(environment, name) for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{_COMMENT.sub("", source)}\n}})();'


def _asset(environment: Environment, name: str) -> str:
    """Return a style sheet or a script as a browser will see it, for its hash to be right: there is one line end.

    None stands at the very end, as the Nu HTML checker 26.9 would leave it out of the hash.
    """
    assert environment.loader  # noqa: S101 (every environment has one)
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n").strip()
