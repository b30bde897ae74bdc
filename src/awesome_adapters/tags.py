"""Tags: when two of them are one, and how the list spells them."""

import re


def tag_form(tag: str) -> str:
    """Return the form in which the spellings of a tag are alike."""
    return re.sub(r"[\s_-]+", "", tag.casefold())
