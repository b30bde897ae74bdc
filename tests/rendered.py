"""Markdown as GitHub renders it, for tests to look at: cmark-gfm, with the raw HTML left in."""

import html
import re
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES


class Page(HTMLParser):
    """What a reader sees of a document, and what a browser is told by it."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.html: str = cmarkgfm.github_flavored_markdown_to_html(markdown, _OPTIONS)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._data: list[str] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self._data.append(data)

    @property
    def text(self) -> str:
        """All text as readers see it, with white space folded as a browser does."""
        return " ".join("".join(self._data).replace(":\u200b", ":").split())

    @property
    def headings(self) -> list[tuple[int, str]]:
        found = re.findall(r"<h([1-6])>(.*?)</h\1>", self.html, re.DOTALL)
        return [
            (int(level), html.unescape(re.sub(r"<[^>]*>|(?<=:)\u200b", "", inner)).strip()) for level, inner in found
        ]

    def all(self, attribute: str) -> list[str]:
        """The values of an attribute, in the document's order."""
        return [value for name, value in self.attributes if name == attribute]
