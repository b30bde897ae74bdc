"""What browsers and search engines read of the site: titles, policies, schema.org's terms, the sitemap."""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from awesome_adapters.catalogue import SectionPath, breadcrumb
from awesome_adapters.files import Document
from awesome_adapters.records import Record
from awesome_adapters.settings import Settings
from awesome_adapters.text import collapse_whitespace

_LONGEST_TITLE = 70


def page_title(section_path: SectionPath, name: str) -> str:
    """Name a page for tabs and search engines, which cut what is longer than some 70 characters.

    `name` is the list's title; the whole list has no `section_path`.
    """
    for path in (section_path, section_path[-1:]):
        title = f"{collapse_whitespace(breadcrumb(path))} – {name}" if path else name
        if len(title) <= _LONGEST_TITLE:
            return title
    return f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def content_policy(style: str, *scripts: str, loads: bool) -> str:
    """Forbid all but the page's own style and scripts; with `loads` the scripts beside it, which are data, run too.

    Lighthouse, which asks for robots.txt from inside the page, may connect to the page's own host.
    """
    sources = " ".join((*map(_hash, scripts), *(["'self'"] if loads else [])))
    loaded = f"script-src {sources}; style-src {_hash(style)}; img-src data:; connect-src 'self'"
    return f"default-src 'none'; {loaded}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def script_json(value: Any) -> Markup:
    """Write JSON that can stand in a script element, where `<` could end it and `&` could be an entity."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
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
        {"@type": "ListItem", "position": number, "name": _name(record)} | ({"url": record.url} if record.url else {})
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


def _name(record: Record) -> str:
    retraction = f"{record.retraction}: " if record.retraction else ""
    return collapse_whitespace(f"{retraction}{record.full_title}")


def redirect(title: str, href: str) -> bytes:
    """Write a page that leads to where another one is now, and keeps what stands behind the # where it can."""
    page = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<script>{script}</script>
<meta http-equiv="refresh" content="0; url={href}">
<link rel="canonical" href="{href}">
</head>
<body><p>This page is now <a href="{href}">{title}</a>.</p></body>
</html>
"""
    script = f"location.replace({script_json(href)} + location.hash);"
    values = {"title": title, "href": href, "script": Markup(script), "policy": content_policy("", script, loads=False)}  # noqa: S704
    return Markup(page).format(**values).encode()  # noqa: S704 (`format` escapes)


def sitemap(settings: Settings, paths: Iterable[str]) -> Document:
    """Write the sitemap (sitemaps.org) of the pages with these paths in the site's folder."""
    urls = "".join(f"  <url><loc>{escape(settings.address(path))}</loc></url>\n" for path in paths)
    urlset = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    return Document("sitemap.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{urlset}'.encode())
