"""Pictures in the lines of an entry: badges are links, tags, or nothing that a reader misses."""

import re
from urllib.parse import unquote

from awesome_adapters.identifiers import parse
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.entries import Draft
from awesome_adapters.importing.inline import Line
from awesome_adapters.values import is_key

_BADGE = re.compile(r"shields\.io/(?:static/v1\?|badge/)(?P<text>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE)


def take(state: Draft, line: Line) -> Line:
    """Take the badges out of a line: they are links, tags, or nothing that a reader misses."""
    for piece in line:
        badge = _BADGE.search(piece.picture)
        text = piece.text
        if badge:
            values = dict(part.split("=", 1) for part in (badge["query"] or "").split("&") if "=" in part)
            static = [values[name] for name in ("label", "message") if values.get(name)]
            parts = static or re.split(r"(?<!-)-(?!-)", badge["text"].strip("/"))[:-1] or [badge["text"]]
            text = "-".join(
                unquote(part).replace("--", "-").replace("__", "\0").replace("_", " ").replace("\0", "_").strip()
                for part in parts
                if part
            )
        if piece.picture and piece.url:
            state.links.append((text or "Link", piece.url))
        elif badge and (labels.ids(text) or not labels.is_label(text)):
            state.ids += labels.ids(text)
            known = published.publication(text.replace("-", " "))
            if known and known.venue and known.year and not state.entry.paper.get("venue"):
                state.entry.publish(known)
            elif not labels.ids(text):
                state.entry.add_tags([text])
        if "anchor" in piece.marks:
            _anchor(state, piece.text)
    return [piece for piece in line if not piece.picture and "anchor" not in piece.marks]


def _anchor(state: Draft, name: str) -> None:
    """Read the id in an anchor of our own README."""
    state.is_generated = True
    if match := re.fullmatch(r"(arxiv|acl|doi|openreview|pmcid|pmid|s2|corpus)-(\S+)", name):
        value = match[2].replace("-", "/", 1) if match[1] == "doi" else match[2]
        value = re.sub(r"^(10\.18653/v1)-", r"\1/", value)
        scheme = {"s2": "semantic_scholar_id", "doi": "doi", "pmid": "pmid", "pmcid": "pmcid"}.get(
            match[1], f"{match[1]}_id"
        )
        if identifier := parse(value, scheme):
            state.entry.ids.setdefault(identifier.scheme, identifier)
    elif name.startswith("title-") and is_key(name):
        state.entry.key = name
