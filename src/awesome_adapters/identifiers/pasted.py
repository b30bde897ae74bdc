"""Pasted text made plain: what mails, Markdown, LaTeX, HTML, addresses and libraries' proxies do to an id is undone."""

import re
from html import unescape
from urllib.parse import unquote

_SIGNS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "") | str.maketrans("\u2010\u2011：", "--:")
_LATEX = {"textunderscore": "_", "textless": "<", "textgreater": ">"}
_ESCAPE = rf"\{{?\\({'|'.join(_LATEX)}|[!-/:-@\[-`{{-~])(?:\{{\}}|\}})?|\$([<>])\$"
_TOP = "org|com|net|gov|edu|info|eu|uk"
_PROXY = (
    rf"(?i)(?:(?<=//)|(?<!\S))(?:([a-z0-9-]{{1,60}}-(?:{_TOP}))\.[a-z0-9.-]+"
    rf"|((?:[a-z0-9-]{{1,60}}\.){{1,5}}(?:{_TOP}))\.[a-z0-9.-]*(?:proxy|oclc)[a-z0-9.-]*)(?=[/:])"
)
_ENCODED_ADDRESS = r"(?i)https?%(?:25)*3A[^\s&]*"
_ENCODED_DOI = r"(?i)10\.[0-9]{4,9}%2F[^\s/?#&]*"


def plain(text: str) -> str:
    """Return a text with its ids as they are written elsewhere, on one line."""
    text = " ".join(text.translate(_SIGNS).split())
    if "&" in text:
        text = re.sub(r"&#?\w{1,8};", lambda entity: unescape(entity[0]), text)
    if "\\" in text or "$" in text:
        text = re.sub(_ESCAPE, lambda escape: escape[2] or _LATEX.get(escape[1], escape[1]), text)
    if "%" in text:
        while (decoded := re.sub(_ENCODED_ADDRESS, lambda address: unquote(address[0]), text)) != text:
            text = decoded
        text = re.sub("%5C(?=_|%5F)", "", text, flags=re.IGNORECASE)  # LaTeX's escape of an underscore
        text = text.replace("%3A", ":").replace("%3a", ":").replace("%3D", "=").replace("%3d", "=")
        text = re.sub(_ENCODED_DOI, lambda doi: f"{unquote(doi[0])} ", text)
    return re.sub(_PROXY, _host, text)


def _host(proxy: re.Match[str]) -> str:
    """Return the publisher's host; in the names of some proxies its dots are hyphens, and its hyphens are two."""
    return proxy[2] or re.sub("--?", lambda hyphens: "." if len(hyphens[0]) == 1 else "-", proxy[1])
