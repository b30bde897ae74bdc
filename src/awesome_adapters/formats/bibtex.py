"""BibTeX, for LaTeX with BibTeX and with biblatex and biber."""

import re
from functools import cache
from typing import TYPE_CHECKING

from awesome_adapters.formats.citation import Citation
from awesome_adapters.formats.names import Name

if TYPE_CHECKING:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

_TYPES = {
    "article": "article",
    "proceedings": "inproceedings",
    "preprint": "misc",
    "software": "software",
    "other": "misc",
}
_CONTAINERS = {"article": "journal", "proceedings": "booktitle", "other": "howpublished"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def entry(citation: Citation) -> str:
    """Return an entry."""
    fields = {
        "title": _title(citation.title),
        "author": " and ".join(map(_name, citation.authors)),
        "key": "" if citation.authors else latex(citation.title),
        _CONTAINERS.get(citation.kind, "howpublished"): latex(citation.container or ""),
        "year": str(citation.year or ""),
        "month": citation.month and _MONTHS[citation.month - 1],
        "volume": citation.volume,
        "pages": "--".join(citation.pages),
        "doi": _verbatim(citation.doi or ""),
        "eprint": citation.arxiv,
        "archiveprefix": "arXiv" if citation.arxiv else "",
        "url": _verbatim(citation.url),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"@{_TYPES[citation.kind]}{{{citation.key},\n{''.join(lines)}}}\n"


# Text ----------------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9 .,:;!?'()\[\]/*+=@|-]*")


def latex(text: str) -> str:
    """Write a text so that LaTeX shows it as it is."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(character if _PLAIN.fullmatch(character) else _encoded(character) for character in text)


_OWN = {"{": "{\\textbraceleft}", "}": "{\\textbraceright}", '"': "{\\textquotedbl}"}


@cache
def _encoded(character: str) -> str:
    return _OWN.get(character) or str(_encoder().unicode_to_latex(character))


@cache
def _encoder() -> "UnicodeToLatexEncoder":
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    return UnicodeToLatexEncoder(
        replacement_latex_protection="braces-all", unknown_char_policy="keep", unknown_char_warning=False
    )


def _title(title: str) -> str:
    return " ".join(_protected(word) for word in title.split(" "))


_WORD = re.compile(r"(\W*)(.*?)(\W*)")


def _protected(word: str) -> str:
    found = _WORD.fullmatch(word)
    if not found or not found[2]:
        return latex(word)
    before, inner, after = found.groups()
    if re.fullmatch(r"[A-Z]\W", word) or (re.match(r"[A-Z](?:-|$)", inner) and inner not in ("A", "I")):
        return f"{latex(before)}{{{latex(inner)}}}{latex(after)}"
    parts = [
        f"{{{latex(part)}}}"
        if any(c.isupper() for c in part[1:]) or (part[:1].isupper() and re.search("[0-9]", part))
        else latex(part)
        for part in inner.split("-")
    ]
    return f"{latex(before)}{'-'.join(parts)}{latex(after)}"


def _name(name: Name) -> str:
    if name.is_whole:
        return f"{{{latex(name.family)}}}"
    family = f"{latex(name.particle)} {_part(name.family)}".strip()
    return ", ".join(part for part in (family, _part(name.suffix), _part(name.given)) if part)


def _part(text: str) -> str:
    written = latex(text)
    return f"{{{written}}}" if re.search(r",|\band\b", text, re.IGNORECASE) else written


def _verbatim(text: str) -> str:
    r"""Write an address or a DOI, in which LaTeX takes every sign as it is, but BibTeX counts braces."""
    return re.sub(r'[{}\\^"<>|\s]|[^ -~]', lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)
