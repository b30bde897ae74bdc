"""Reports: rows under headings, in which the texts of others do nothing."""

import shlex
from collections.abc import Iterable, Mapping, Sequence

from awesome_adapters.formats import markdown
from awesome_adapters.text import collapse_whitespace

_LONGEST_ROW = 2000


def under_headings(rows: Mapping[str, Sequence[str]], *, as_markdown: bool) -> str:
    """Write rows by their headings, for Markdown or for a terminal; a heading without rows is left out."""
    write, sign = (markdown.escape, "### ") if as_markdown else (collapse_whitespace, "")
    blocks = ((heading, [f"- {write(_shortened(row))}" for row in of_heading]) for heading, of_heading in rows.items())
    return cut(blocks, sign)


def candidate_commands(key: str) -> str:
    """Write, in Markdown, the commands that take a candidate into the list or leave it out."""
    name = shlex.quote(key)
    commands = (f"awesome-adapters add {name}", f'awesome-adapters dismiss {name} --reason "…"')
    return " or ".join(map(markdown.code, commands))


def _shortened(row: str) -> str:
    """Return a row without the end of a text that nobody would read."""
    return row if len(row) <= _LONGEST_ROW else f"{row[:_LONGEST_ROW]}…"


def cut(blocks: Iterable[tuple[str, Sequence[str]]], sign: str, limit: int = 0) -> str:
    """Write blocks of rows below headings; rows that would make it longer than `limit` are left out and counted."""
    text, left_out = "", 0
    for heading, rows in blocks:
        start = f"{sign}{heading}\n\n"
        for row in rows:
            gap = "" if not text else "\n\n" if start else "\n"
            addition = f"{gap}{start}{row}"
            if left_out or (limit and len(text) + len(addition) > limit):
                left_out += 1
            else:
                text, start = text + addition, ""
    if left_out:
        text += f"\n\n{left_out:,} more {'does' if left_out == 1 else 'do'} not fit in here."
    return text
