"""Reports: rows under headings, in which the texts of others do nothing."""

from collections.abc import Mapping, Sequence

from awesome_adapters.formats import markdown
from awesome_adapters.text import collapse_whitespace

_LONGEST_ROW = 2000


def under_headings(rows: Mapping[str, Sequence[str]], *, as_markdown: bool) -> str:
    """Write rows by their headings, for Markdown or for a terminal; a heading without rows is left out."""
    write, sign = (markdown.escape, "### ") if as_markdown else (collapse_whitespace, "")
    blocks = (
        [f"{sign}{heading}", "", *(f"- {write(_cut(row))}" for row in of_heading)]
        for heading, of_heading in rows.items()
        if of_heading
    )
    return "\n\n".join(map("\n".join, blocks))


def _cut(row: str) -> str:
    """Return a row without the end of a text that nobody would read."""
    return row if len(row) <= _LONGEST_ROW else f"{row[:_LONGEST_ROW]}…"
