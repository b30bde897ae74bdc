"""A page for each entry: all that the list knows of it, how to cite it, and what is related."""

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment

from awesome_adapters.catalogue import SectionPath
from awesome_adapters.formats.citations import exports
from awesome_adapters.formats.citations.citation import Item
from awesome_adapters.formats.site import head, scholar, view, wording
from awesome_adapters.formats.site.downloads import POLICY
from awesome_adapters.formats.site.related import Relation, relations
from awesome_adapters.formats.site.sections import SiteSection
from awesome_adapters.formats.site.view import EntryView
from awesome_adapters.metadata.provenance import shown_sources
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import Document
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import display_names
from awesome_adapters.text.words import Words, fill

STYLE = "papers/style.css"
_LONGEST = 150
"""Bytes of a key in a file's name; file systems take 255, and quoting makes three characters of one in addresses."""
_MOST_AUTHORS = 3
"""Authors of a related entry that are named."""


class Related(NamedTuple):
    """A related entry as the page shows it."""

    href: str
    title: str
    by: str
    """Its first authors, its venue and its year."""
    retraction: str
    """That the paper was taken back; empty if it was not."""
    reason: str = ""
    """What both share."""


def path(key: str) -> str:
    """Return the path of an entry's page in the site's folder, by the entry's key."""
    name = key.encode()
    if len(name) > _LONGEST:
        key = f"{name[:_LONGEST].decode(errors='ignore')}-{hashlib.sha256(name).hexdigest()[:12]}"
    return f"papers/{key}.html"


def documents(
    jinja: Environment,
    settings: Settings,
    items: Mapping[str, Item],
    texts: exports.Texts,
    sections: Mapping[SectionPath, SiteSection],
    pages: Mapping[SectionPath, str],
) -> Callable[[EntryView], Document]:
    """Return what renders the page of an entry; it is to be called for each of `items`, in their order.

    `items` are by keys; `pages` are those of sections; where there are none, all are on the list's.
    """
    template = jinja.get_template("paper.html")
    name, venues, views = collapse_whitespace(settings.title), settings.short_venues(), dict[str, Related]()
    words = settings.wording
    related_entries = relations([item.record for item in items.values()])

    def document(entry: EntryView) -> Document:
        record, related = next(related_entries)
        item = items[entry.key]
        ways = [_way(sections, section_path, pages) for section_path in item.sections]
        address = settings.address(path(record.key))
        root = settings.address()
        above = [(name, f"{root}"), *((title, f"{root}{href}") for title, href in ways[0] if href)]
        page = pages.get(record.listed.section_path, "index.html")
        text = template.render(
            entry=entry,
            name=name,
            title=head.page_title((entry.title,), name),
            description=entry.summary or entry.tldr or fill(words.in_list, title=entry.title, name=name),
            authors=display_names(record.authors, words.and_other_authors),
            is_paper=record.listed.is_paper,
            main_label=_main_label(record, words),
            links=entry.links,
            ways=ways,
            permalink=f"../{quote(page)}#{quote(record.key)}",
            search=_search,
            related=[_related(relation, views, venues, words) for relation in related],
            bibtex=texts.text(entry.key, "bibtex").strip(),
            ris=texts.text(entry.key, "ris").replace("\r\n", "\n").strip(),
            csl=texts.text(entry.key, "csl"),
            citation_key=item.citation.key,
            tags=scholar.citation_tags(item),
            schema_org=scholar.schema_org(item, address, above),
            canonical=address,
            report=_report(settings, entry, record, address),
            sources=shown_sources([record.sources]),
            policy=POLICY,
        )
        return Document(path(record.key), text.encode())

    return document


def _way(
    sections: Mapping[SectionPath, SiteSection], section_path: SectionPath, pages: Mapping[SectionPath, str]
) -> list[tuple[str, str]]:
    """Return the titles that lead to a section, each with where it is from the site's root."""
    steps = []
    for depth in range(1, len(section_path) + 1):
        above, title = section_path[:depth], collapse_whitespace(section_path[depth - 1])
        href = quote(pages.get(above, "")) if pages else f"index.html#/{quote(sections[above].path)}"
        steps.append((title, href))
    return steps


def _main_label(record: Record, words: Words) -> str:
    """Say where the title leads: to the site that has the paper, or to one of the links."""
    host = (urlsplit(record.url).hostname or "").removeprefix("www.")
    label = next((link.label for link in record.links if link.url == record.url), "")
    return words.label(label) or (fill(words.paper_at, host=host) if record.listed.is_paper else host)


@lru_cache(maxsize=10_000)
def _search(name: str, value: str | int) -> str:
    """Return where the list shows what has this value."""
    return f"../index.html?{name}={quote(str(value), safe='')}"


def _related(relation: Relation, views: dict[str, Related], venues: Mapping[str, str], words: Words) -> Related:
    record = relation.record
    if record.key not in views:
        names = display_names(record.authors, words.and_other_authors)
        authors = ", ".join(names) if len(names) <= _MOST_AUTHORS else f"{names[0]} {words.and_other_authors}"
        venue = collapse_whitespace(record.venue or "")
        published = " ".join(str(value) for value in (venues.get(venue.casefold(), venue), record.year) if value)
        retraction = wording.retraction(words, record.retraction)
        href, by = quote(path(record.key).removeprefix("papers/")), " · ".join(filter(None, (authors, published)))
        views[record.key] = Related(href, collapse_whitespace(record.full_title), by, retraction)
    shared = "; ".join(", ".join(map(collapse_whitespace, names)) for names in relation[1:] if names)
    return views[record.key]._replace(reason=fill(words.in_common, shared=shared) if shared else words.same_section)


def _report(settings: Settings, entry: EntryView, record: Record, address: str | None) -> str | None:
    """Return where a mistake can be reported; the form says already which entry is meant."""
    location = record.listed.origin.at()
    lines = filter(None, (record.key, f"{location.file}:{location.line}", address))
    form, text = view.report_address(settings), settings.wording.report_text.replace("{0}", "\n".join(lines))
    return form and form.replace("{title}", quote(entry.title[:100])).replace("{text}", quote(text))
