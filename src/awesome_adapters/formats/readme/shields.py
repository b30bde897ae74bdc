"""Badges of shields.io: pictures of tags and of GitHub stars."""

import re
from urllib.parse import quote

_COLOUR = "555"
_LONGEST = 40
_REPOSITORY = (
    r"https?://(?:www\.)?github\.com/(?!(?:orgs|topics|users|sponsors|collections|marketplace)/)"
    r"([A-Za-z0-9-]+)/(?!\.\.?(?:[/?#]|$))([A-Za-z0-9._-]+?)(?:\.git)?(?:[/?#]|$)"
)


def tag(text: str) -> str:
    """Return the address of a badge that shows the text.

    The service reads `--` as a hyphen, `__` as an underscore and a single one as a space, after it
    has decoded the path (its own rules, tried with odd texts).
    """
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return f"https://img.shields.io/badge/{quote(text.replace('-', '--').replace('_', '__'), safe='')}-{_COLOUR}"


def stars(code: str) -> str | None:
    """Return the address of a badge that counts the stars of a GitHub repository; None for other addresses."""
    match = re.match(_REPOSITORY, code, re.IGNORECASE)
    return f"https://img.shields.io/github/stars/{match[1]}/{match[2]}?style=flat" if match else None
