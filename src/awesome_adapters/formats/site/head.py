"""What browsers and search engines read of the site: titles, policies, schema.org's terms, the sitemap."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape

from awesome_adapters.catalogue import SectionPath, breadcrumb
from awesome_adapters.formats.site import wording
from awesome_adapters.formats.site.wording import filled, linked
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import Document
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.words import Words

_LONGEST_TITLE = 70


def page_title(section_path: SectionPath, name: str) -> str:
    """Name a page for tabs and search engines, which cut what is longer than some 70 characters.

    `name` is the list's title; the whole list has no `section_path`.
    """
    whole, last = (collapse_whitespace(breadcrumb(path)) for path in (section_path, section_path[-1:]))
    for title in (f"{whole} – {name}", f"{last} – {name}", last) if whole else (name,):
        if len(title) <= _LONGEST_TITLE:
            return title
    return f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def content_policy(style: str, *scripts: str, loads: bool) -> str:
    """Forbid all but the page's own style and scripts; with `loads` the scripts of the site's folder run too.

    Lighthouse, which asks for robots.txt from inside the page, may connect to the page's own host.
    """
    sources = " ".join((*map(_hash, scripts), *(["'self'"] if loads else [])))
    loaded = f"script-src {sources}; style-src {_hash(style)}; img-src data:; connect-src 'self'"
    return f"default-src 'none'; {loaded}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def script_json(value: Any) -> Markup:
    """Write JSON that can stand in a script element, where `<` could end it and `&` could be an entity."""
    return in_script(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def in_script(text: str) -> Markup:
    """Write what is JSON already so that it can stand in a script element."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (nothing is left in it that ends a script)


def schema_org(
    settings: Settings, address: str, section_path: SectionPath, records: Sequence[Record], total: int
) -> Markup:
    """Describe a page in the terms of schema.org: a collection, and the list of what is in it.

    `records` are those that the page itself shows; `total` counts those of its collection.
    """
    items = [
        {"@type": "ListItem", "position": number, "name": _name(record, settings.wording)}
        | ({"url": record.url} if record.url else {})
        for number, record in enumerate(records, 1)
    ]
    collection: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": collapse_whitespace(breadcrumb(section_path) if section_path else settings.title),
        "description": collapse_whitespace(settings.description),
        "url": address,
    }
    if section_path:
        collection["isPartOf"] = {"@type": "CollectionPage", "url": settings.address()}
    collection["mainEntity"] = {"@type": "ItemList", "numberOfItems": total, "itemListElement": items}
    return script_json(collection)


def _name(record: Record, words: Words) -> str:
    return collapse_whitespace(
        ": ".join(filter(None, (wording.retraction(words, record.retraction), record.full_title)))
    )


def redirect(settings: Settings, title: str, href: str) -> bytes:
    """Write a page that leads to where another one is now, and keeps what stands behind the # where it can."""
    page = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<script>{script}</script>
<meta http-equiv="refresh" content="0; url={href}">
<link rel="canonical" href="{href}">
</head>
<body><p>{text}</p></body>
</html>
"""
    script = f"location.replace({script_json(href)} + location.hash);"
    text = filled(linked(settings.wording.moved, href), title=title)
    policy = content_policy("", script, loads=False)
    values = {"title": title, "href": href, "script": Markup(script), "policy": policy, "text": text}  # noqa: S704
    return Markup(page).format(language=settings.language, **values).encode()  # noqa: S704 (`format` escapes)


_MOST_URLS = 50_000
"""Addresses that one sitemap can have."""


def sitemap(settings: Settings, paths: Sequence[str]) -> Iterator[Document]:
    """Write the sitemap (sitemaps.org) of the pages with these paths in the site's folder; of many pages its parts."""
    parts = [paths[start : start + _MOST_URLS] for start in range(0, len(paths), _MOST_URLS)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)] if len(parts) > 1 else ["sitemap.xml"]
    for name, part in zip(names, parts, strict=True):
        yield _sitemap(settings, name, "urlset", "url", part)
    if len(parts) > 1:
        yield _sitemap(settings, "sitemap.xml", "sitemapindex", "sitemap", names)


def _sitemap(settings: Settings, name: str, root: str, element: str, paths: Sequence[str]) -> Document:
    urls = "".join(f"  <{element}><loc>{escape(settings.address(path))}</loc></{element}>\n" for path in paths)
    content = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</{root}>\n'
    return Document(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{content}'.encode())
