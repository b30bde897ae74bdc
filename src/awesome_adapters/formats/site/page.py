"""The page: the list as a static website that searches itself, and that is whole without a script too."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, Template
from markupsafe import Markup

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath, breadcrumb
from awesome_adapters.formats import svg, templates
from awesome_adapters.formats.citations import exports
from awesome_adapters.formats.citations.citation import Item
from awesome_adapters.formats.site import downloads, head, papers, view, wording
from awesome_adapters.formats.site.sections import SiteSection, site_sections, site_tags
from awesome_adapters.formats.site.view import AlternateLink, EntryView, SectionView
from awesome_adapters.metadata.provenance import Source
from awesome_adapters.storage.files import Document
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.words import Words

PATH, SCRIPT = "index.html", "page.js"
_COMMENT = re.compile(r"^\n?[ \t]*(?://.*|/\*(?s:.*?)\*/[ \t]*)\n+|/\*\* @type .*?\*/ ", re.MULTILINE)
"""A comment of JavaScript that has lines of its own, or that gives a value inside a line its type."""


class _Site(NamedTuple):
    """What all pages of a site have in common."""

    catalogue: Catalogue
    items: Mapping[str, Item]
    """Those of all entries by their keys."""
    texts: exports.Texts
    pictures: Sequence[Markup]
    sources: Sequence[Source]
    sections: Mapping[SectionPath, SiteSection]
    has_pages: bool
    """Whether there are pages of the sections."""
    papers: int
    """How many of its entries have a paper."""
    tag_slugs: Mapping[str, str]
    """Of the tags that have files."""
    template: Template
    style: str
    script: str
    """Where the pages' script is, from the site's root."""
    theme_script: str
    policy: str


def documents(
    root: Path,
    catalogue: Catalogue,
    texts: exports.Texts,
    pictures: Sequence[Markup],
    sources: Sequence[Source] = (),
    *,
    largest: int,
) -> Iterator[Document]:
    """Render the page of a list; with more than `largest` entries, pages of its sections and what the page searches.

    `texts` are those of all entries; `pictures` are SVG elements that are shown in the page.
    `sources` are those besides Semantic Scholar that are to be named.
    """
    settings, has_pages = catalogue.settings, len(texts.items) > largest
    jinja = wording.environment(root, settings)
    by_path = {section.section_path: section for section in site_sections(catalogue)}
    with templates.faults_located():
        style = _asset(jinja, "page.css") + (f"\n{svg.stylesheet()}" if pictures else "")
        script = _script(jinja, templates.SCRIPT, settings.wording)
        theme_script = _script(jinja, ["page/theme.js"])
        template = jinja.get_template(PATH)
        by_key = {item.record.key: item for item in texts.items}
        number = sum(item.record.listed.is_paper for item in texts.items)
        tags = site_tags(catalogue)
        slugs = {collapse_whitespace(tag.tag): tag.slug for tag in tags}
        # a browser that kept the script of an older page asks for it anew
        version = hashlib.sha256(script.encode()).hexdigest()[:8]
        looks = (template, style, f"{SCRIPT}?{version}", theme_script)
        policy = head.content_policy(style, theme_script, loads=True)
        site = _Site(catalogue, by_key, texts, pictures, sources, by_path, has_pages, number, slugs, *looks, policy)
        sections = [section for section in catalogue.sections if has_pages and _has_entries(section)]
        pages = {section.path: by_path[section.path].page for section in sections}
        shown: Iterable[tuple[SectionView, list[EntryView]]] = _shown_sections(site, jinja.get_template("entry.html"))
        if has_pages:
            yield _render(site, by_path[()], [], [], catalogue.sections)
            yield Document("keys.js", f"catalogue.keys({head.script_json(_keys(site))});\n".encode())
        else:
            shown = list(shown)
            views = [section_view for section_view, _ in shown]
            yield _render(site, by_path[()], views, by_path[()].entries, catalogue.sections)
        yield Document(SCRIPT, f"{script}\n".encode())
        yield Document("papers/theme.js", f"{theme_script}\n".encode())
        yield Document(papers.STYLE, f"{style}\n{_asset(jinja, 'paper.css')}\n".encode())
        yield downloads.document(jinja, settings, by_path.values(), tags)
        paper = papers.documents(jinja, settings, by_key, texts, by_path, pages)
        rows = zip(catalogue.sections, shown, view.neighbourhoods(catalogue.sections), strict=True)
        for section, (section_view, entries), near in rows:
            if has_pages and _has_entries(section):
                yield from _section_page(site, section, section_view, near)
            if section.entries:
                yield _citation_script(site, section)
            yield from map(paper, entries)
    if settings.site:
        yield from head.sitemap(settings, ["", downloads.PATH, *pages.values(), *map(papers.path, by_key)])


def _has_entries(section: Section) -> bool:
    return bool(section.entries or section.cross_listed)


def _section_page(site: _Site, section: Section, shown: SectionView, near: Sequence[Section]) -> Iterator[Document]:
    """Give the page of a section, and its entries as a script."""
    subject = site.sections[section.path]
    articles = [_in_folder(article, subject.to_root) for article in shown.entries]
    yield _render(site, subject, [shown._replace(entries=articles)], section.entries, near)
    for former in subject.former:
        path = f"sections/{former}.html"
        href = f"{'../' * path.count('/')}{quote(subject.page)}"
        yield Document(path, head.redirect(site.catalogue.settings, shown.title, href))
    data = _json(list(map(str, shown.entries)))
    yield Document(f"sections/{shown.slug}.js", f'catalogue.articles("{shown.slug}", {data});\n'.encode())


def _in_folder(article: Markup, to_root: str) -> Markup:
    """Return an article for a page in a folder; its texts have no quotes, and its addresses are of other sites."""
    return Markup(str(article).replace('href="papers/', f'href="{to_root}papers/'))  # noqa: S704


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _keys(site: _Site) -> dict[str, list[str]]:
    """Return by each section's slug the names under which its entries are found, for links that name no section."""
    anchors, keys = site.catalogue.anchors(), dict[str, list[str]]()
    for section in site.catalogue.sections:
        names = [name for listed in section.entries for name in (listed.key, *anchors.get(listed.key, ()))]
        keys[site.sections[section.path].path] = names
    return keys


def _shown_sections(site: _Site, template: Template) -> Iterator[tuple[SectionView, list[EntryView]]]:
    """Give every section with its entries rendered, for pages of their own or for one page, and the entries."""
    sections, has_pages = site.sections, site.has_pages
    settings, tags = site.catalogue.settings, site.catalogue.tags()
    venues, slugs = settings.short_venues(), view.slugs_by_entry(site.catalogue, sections)
    anchors = site.catalogue.anchors()

    def entry_view(listed: ListedEntry, level: int) -> EntryView:
        record = site.items[listed.key].record
        further, level = anchors.get(record.key, ()), min(level, 6)
        entry = view.entry_view(record, settings, venues, tags, further, level=level, slugs=slugs[record.key])
        return entry._replace(page=quote(papers.path(record.key)))

    for section in site.catalogue.sections:
        subject = sections[section.path]
        level = 2 if has_pages else len(section.path) + 1
        entries = [entry_view(listed, level + 1) for listed in section.entries]
        articles = [Markup(template.render(entry=entry)) for entry in entries]  # noqa: S704 (the template escapes)
        references = [
            view.cross_reference(
                site.items[listed.key].record,
                sections[listed.section_path],
                subject.to_root,
                settings.wording,
                has_pages=has_pages,
            )
            for listed in section.cross_listed
        ]
        title, description = collapse_whitespace(section.title), view.with_links(section.description)
        about = (subject.path, title, section.path, level, description, subject.former)
        yield SectionView(*about, articles, references), entries


def _citation_script(site: _Site, section: Section) -> Document:
    """Write the citations of a section's own entries, which a page reads once somebody takes one along.

    They are by the entries' keys, in every format that readers can take them in, as JSON.
    """
    slug, citations = site.sections[section.path].path, []
    for listed in section.entries:
        texts = {name: site.texts.text(listed.key, name) for name in exports.PASSED_ON}
        values = ",".join(f'"{name}":{text if name == "csl" else _json(text)}' for name, text in texts.items())
        citations.append(f"{_json(listed.key)}:{{{values}}}")
    script = head.in_script(f"{{{','.join(citations)}}}")
    return Document(f"citations/{slug}.js", f'catalogue.citations("{slug}", {script});\n'.encode())


def _render(
    site: _Site,
    subject: SiteSection,
    sections: Sequence[SectionView],
    shown: Sequence[ListedEntry],
    named: Sequence[Section],
) -> Document:
    """Render the page of the whole list or of a section: the entries `shown` stand on it, `named` in its contents."""
    section_path, settings, entries = subject.section_path, site.catalogue.settings, site.sections[()].entries
    path, base = (subject.page, subject.to_root) if section_path else (PATH, "")
    name = collapse_whitespace(settings.title)
    canonical = settings.address(path if section_path else "")
    records = [site.items[listed.key].record for listed in shown]
    total = len(shown if section_path else entries)
    metadata = [record.metadata for record in records if record.metadata.citations is not None]
    days = sorted({paper.retrieved for paper in metadata if paper.retrieved})
    files = ((export.name, subject.file(export.suffix), export.media_type) for export in exports.FORMATS.values())
    feed = AlternateLink(settings.wording.feed, subject.feed, "application/atom+xml", is_feed=True)
    text = site.template.render(
        settings=settings,
        name=name,
        title=head.page_title(section_path, name),
        description=collapse_whitespace(settings.description),
        base=base,
        tag_slugs=_json(site.tag_slugs),
        own_section=sections[0] if section_path else None,
        heading=collapse_whitespace(breadcrumb(section_path)) if section_path else name,
        sections=sections,
        deferred=site.has_pages and not section_path,
        contents=view.contents(named, site.sections, base, has_pages=site.has_pages),
        further_sections=len(site.catalogue.sections) - len(named),
        alternates=[feed, *(AlternateLink(*file) for file in files)],
        pictures=() if section_path else site.pictures,
        sources=site.sources,
        entries=len(entries),
        papers=site.papers,
        canonical=canonical,
        proposal=view.proposal_address(settings),
        report=view.report_address(settings),
        newest=not section_path and max((str(item.entry.added) for item in entries if item.entry.added), default=None),
        counted=days,
        schema_org=canonical and head.schema_org(settings, canonical, section_path, records, total),
        style=Markup(site.style),  # noqa: S704 (the list owner's own)
        script=f"{base}{site.script}",
        theme_script=Markup(site.theme_script),  # noqa: S704
        policy=site.policy,
    )
    return Document(path, text.encode())


def _script(environment: Environment, names: Iterable[str], words: Words | None = None) -> str:
    """Join the files of a script in one closure, and put in what it says.

    Types and reasons are for those who change the files; they would add a quarter to its size.
    """
    source = _COMMENT.sub("", "\n".join(_asset(environment, name) for name in names))
    if words:
        source = source.replace("const WORDS = {};", f"const WORDS = {head.script_json(words.script())};")
    return f'"use strict";\n(() => {{\n{source}\n}})();'


def _asset(environment: Environment, name: str) -> str:
    """Return a style sheet or a script as a browser will see it, for its hash to be right: there is one line end.

    None stands at the very end, as the Nu HTML checker 26.9 would leave it out of the hash.
    """
    assert environment.loader  # noqa: S101 (every environment has one)
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n").strip()
