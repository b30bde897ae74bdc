"""The headings of any Markdown, in the order in which GitHub counts them for anchors."""

from functools import lru_cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@lru_cache(2)  # the frame of the README is read twice
def headings(document: str) -> list[tuple[int, str]]:
    """Return the level and the text of each heading, raw HTML's too; pictures in it have no text.

    GitHub gives anchors to the headings of the rendered page: those in quotes and lists count, those
    in code, comments and `<pre>` do not. White space at the ends of a text counts as well.
    """
    page = _Page()
    page.feed(_MARKDOWN.render(document))
    page.close()
    return page.headings


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self._texts: list[str] | None = None
        """Of the heading that is read; None outside one."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _LEVELS:
            self._texts = []

    def handle_data(self, data: str) -> None:
        if self._texts is not None:
            self._texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEVELS and self._texts is not None:
            self.headings.append((_LEVELS[tag], "".join(self._texts)))
            self._texts = None


_LEVELS = {f"h{level}": level for level in range(1, 7)}
