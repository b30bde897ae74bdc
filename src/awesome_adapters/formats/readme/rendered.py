"""Markdown as GitHub shows it, near enough to look at before it is published."""

import html
import re

from markdown_it import MarkdownIt

from awesome_adapters.formats.markdown import Slugger

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_HEADING = re.compile(r"<h([1-6])\b([^>]*)>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_FORBIDDEN = re.compile(
    r"<(?=/?(?:base|button|embed|form|frame\w*|i?frame|input|link|math|meta|no\w+|object|plaintext|script|select|style|svg"
    r"|textarea|title|xmp)\b)",
    re.IGNORECASE,
)
"""What GitHub takes out of raw HTML, and more that has no place in a list; here it becomes text."""


def as_html(document: str) -> str:
    """Return the HTML of a document, whose headings have GitHub's anchors."""
    slugger = Slugger()

    def with_anchor(match: re.Match[str]) -> str:
        slug = slugger.slug(html.unescape(re.sub(r"<[^>]*>", "", match[3])).strip())
        return f'<h{match[1]}{match[2]} id="{html.escape(slug)}">{match[3]}</h{match[1]}>'

    return _HEADING.sub(with_anchor, _FORBIDDEN.sub("&lt;", _MARKDOWN.render(document)))
