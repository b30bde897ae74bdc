"""The words of a list on its pages and in its feeds, and what templates make of them."""

import re
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from awesome_adapters.formats import templates
from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.words import Words, fill


def environment(root: Path, settings: Settings) -> Environment:
    """Make the environment of the site's templates: all have `words`, the code of the `language` and the `image`."""
    jinja = templates.environment(root, {"linked": linked, "fill": filled})
    jinja.globals |= {"words": settings.wording, "language": settings.language, "image": settings.image}
    return jinja


def linked(text: str, *addresses: str) -> Markup:
    """Write a text as HTML in which what stands in brackets becomes links to the addresses, in their order."""
    pieces, urls = re.split(r"\[(.*?)\]", text), iter(addresses)
    link = Markup('<a href="{}">{}</a>')
    return Markup("").join(
        link.format(url, piece) if number % 2 and (url := next(urls, "")) else escape(piece)
        for number, piece in enumerate(pieces)
    )


def filled(text: str, **values: str) -> Markup:
    """Write a text as HTML with values in the places of their names in braces."""
    return Markup(fill(str(escape(text)), **{name: str(escape(value)) for name, value in values.items()}))  # noqa: S704


def retraction(words: Words, notice: Retraction | None) -> str:
    """Write that a paper was taken back, when, and who says so if not the curators; nothing if it was not."""
    return (
        collapse_whitespace(words.retracted(notice.type, notice.date, notice.source)) if notice and notice.label else ""
    )
