"""Pictures in the lines of an entry: badges are links, tags, or nothing that a reader misses."""

import re
from urllib.parse import unquote

from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.entries import Draft
from awesome_adapters.importing.inline import Line

_BADGE = re.compile(r"shields\.io/(?:static/v1\?|badge/)(?P<text>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE)


_PREFIXES = {"title", *(scheme.prefix for scheme in SCHEMES.values())}


def take(state: Draft, line: Line) -> Line:
    """Take the badges out of a line: they are links, tags, or nothing that a reader misses."""
    for piece in line:
        badge = _BADGE.search(piece.picture)
        text = _text(badge) if badge else piece.text
        if piece.picture and piece.url:
            state.links.append((text or "Link", piece.url))
        elif badge and (labels.ids(text) or not labels.is_label(text)):
            state.ids += labels.ids(text)
            known = published.publication(text.replace("-", " "))
            if known and known.venue and known.year and not state.entry.paper.get("venue"):
                state.entry.publish(known)
            elif not labels.ids(text):
                state.entry.add_tags([text])
        if "anchor" in piece.marks and piece.text.partition("-")[0] in _PREFIXES:
            state.anchors.append(piece.text)
    return tuple(piece for piece in line if not piece.picture and "anchor" not in piece.marks)


def _text(badge: re.Match[str]) -> str:
    """Return what a badge shows; the label of a field is left off."""
    values = dict(part.split("=", 1) for part in (badge["query"] or "").split("&") if "=" in part)
    static = [values[name] for name in ("label", "message") if values.get(name)]
    parts = static or re.split(r"(?<!-)-(?!-)", badge["text"].strip("/"))[:-1] or [badge["text"]]
    texts = (re.sub("--|__|_", lambda sign: sign[0][1:] or " ", unquote(part)).strip() for part in parts)
    return "-".join(text for text in texts if text and not labels.column(text))
