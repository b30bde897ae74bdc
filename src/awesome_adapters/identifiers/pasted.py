"""Pasted text made plain: what mails, Markdown, LaTeX, HTML, addresses and libraries' proxies do to an id is undone."""

import re
from html import unescape
from urllib.parse import unquote

_SIGNS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "") | str.maketrans("\u2010\u2011：", "--:")
_LATEX = {"textunderscore": "_", "textless": "<", "textgreater": ">"}
_ESCAPE = re.compile(rf"\{{?\\({'|'.join(_LATEX)}|[!-/:-@\[-`{{-~])(?:\{{\}}|\}})?|\$([<>])\$")
_TOP = "org|com|net|gov|edu|info|eu|uk"
_PROXY = re.compile(
    rf"(?:(?<=//)|(?<!\S))(?:([a-z0-9-]{{1,60}}-(?:{_TOP}))\.[a-z0-9.-]+"
    rf"|((?:[a-z0-9-]{{1,60}}\.){{1,5}}(?:{_TOP}))\.[a-z0-9.-]*(?:proxy|oclc)[a-z0-9.-]*)(?=[/:])",
    re.IGNORECASE,
)
_ENCODED_ADDRESS = re.compile(r"https?%(?:25)*3A[^\s&]*", re.IGNORECASE)
_ENCODED_DOI = re.compile(r"10\.[0-9]{4,9}%2F[^\s/?#&]*", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text with its ids as they are written elsewhere, on one line."""
    text = " ".join(text.translate(_SIGNS).split())
    if "&" in text:
        text = re.sub(r"&#?\w{1,8};", lambda entity: unescape(entity[0]), text)
    if "\\" in text or "$" in text:
        text = _ESCAPE.sub(lambda escape: escape[2] or _LATEX.get(escape[1], escape[1]), text)
    if "%" in text:
        while (decoded := _ENCODED_ADDRESS.sub(lambda address: unquote(address[0]), text)) != text:
            text = decoded
        text = re.sub("%5C(?=_|%5F)", "", text, flags=re.IGNORECASE)  # LaTeX's escape of an underscore
        text = text.replace("%3A", ":").replace("%3a", ":").replace("%3D", "=").replace("%3d", "=")
        text = _ENCODED_DOI.sub(lambda doi: f"{unquote(doi[0])} ", text)
    return _PROXY.sub(_host, text)


def _host(proxy: re.Match[str]) -> str:
    """Return the publisher's host; in the names of some proxies its dots are hyphens, and its hyphens are two."""
    return proxy[2] or re.sub("--?", lambda hyphens: "." if len(hyphens[0]) == 1 else "-", proxy[1])
