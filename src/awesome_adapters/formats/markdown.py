"""GitHub's Markdown: text that comes out as it was written, links that lead where they say, GitHub's anchors."""

import re
import unicodedata
from collections import defaultdict

import markupsafe

from awesome_adapters.formats import autolinks
from awesome_adapters.text import collapse_whitespace

_EMOJI = r":(?=(?:100|1234|[0-9_+-]*[a-z][a-z0-9_+-]*|[+-]1):)"
"""The first colon of what GitHub can take for the name of an emoji, after the Markdown: no backslash keeps it."""
_SPECIAL = re.compile(
    r"[\\`*\[\]<>~$|@]|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#|#(?=[0-9])(?!(?<=&#)[0-9]+;)|(?<=\bGH)-(?=[0-9])|&(?=#?\w+;)|:(?=//)|(?<=www)\."
    rf"|{_EMOJI}"
    r"|^\^|^[-+=](?=[-+=\s]|$)|^[0-9]{1,9}[.)](?=\s|$)",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\\`*\[\]<>~$|@_#&]")
_STARTS = frozenset("-^+=0123456789")
_HARMLESS = re.compile(r"[A-Za-z0-9:/.?=_~#%+,;@!$'-]*")
_UNSAFE_IN_LINKS = re.compile(r"[()<>\\`\[\]\s\"|]|&(?=#?\w+;)|[^\x20-\x7e]")


def escape(text: str, *, in_link: bool = False, in_heading: bool = False) -> str:
    """Write a text so that Markdown shows it as it is: no markup, no entity, no link or reference that makes itself.

    Two dollars in a text could become a formula on GitHub, whose pages look for them after the
    Markdown; the documented guard is a `<span>`, which the text of a link (`in_link`) cannot hold.
    `:100:` could become an emoji: there, and in headings, whose text contents repeat, a space without
    width keeps it from that, elsewhere a `<span>`, so that few texts have anything unseen.
    """
    text = collapse_whitespace(text)
    if is_plain(text):
        return text  # most texts, told apart in a tenth of the time
    guard = not in_link and text.count("$") > 1
    colon = ":\u200b" if in_link or in_heading else "<span>:</span>"
    return _SPECIAL.sub(lambda match: _escaped(match, guard, in_link, colon), text)


def is_plain(text: str) -> bool:
    """Return whether a text surely has no sign of Markdown, so that it is written as it is."""
    if _SIGNS.search(text) or text[:1] in _STARTS or (":" in text and ("://" in text or text.count(":") > 1)):
        return False
    return not ("w." in text or "W." in text or "h-" in text or "H-" in text)


def unescape(markup: str) -> str:
    """Return the text that `escape` wrote."""
    return re.sub(r"</?span>|(?<=:)\u200b|\\([!-/:-@\[-`{-~])", r"\1", markup)


def _escaped(match: re.Match[str], guard: bool, in_link: bool, colon: str) -> str:
    character = match[0]
    if character == ":" and match.string[match.end()] != "/":
        return colon
    if character == "@":
        return "@" if in_link else "<span>@</span>"
    if guard and character == "$":
        return "<span>$</span>"
    return f"{character[:-1]}\\{character[-1]}"  # the start of a numbered list is more than its point


def code(text: str) -> str:
    """Write a text as a code span."""
    text = collapse_whitespace(text)
    if "`" not in text:
        return f"`{text}`"
    fence = "`" * (1 + max(map(len, re.findall("`+", text))))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def in_html(text: str) -> str:
    """Write a text inside raw HTML, on one line: a line break could end the HTML."""
    escaped = str(markupsafe.escape(collapse_whitespace(text))).replace("&#39;", "'")
    escaped = escaped.replace("$", "<span>$</span>") if escaped.count("$") > 1 else escaped
    return re.sub(_EMOJI, "<span>:</span>", escaped) if escaped.count(":") > 1 else escaped


def destination(url: str) -> str:
    """Write an address between the parentheses of a link."""
    if _HARMLESS.fullmatch(url):
        return url
    return _UNSAFE_IN_LINKS.sub(lambda match: _encoded(match[0]), url)


def _encoded(character: str) -> str:
    if character == "&":
        return "&amp;"
    return "".join(f"%{byte:02X}" for byte in character.encode())


def link(text: str, url: str) -> str:
    """Write a link; with an exclamation mark before it, it is a picture."""
    return f"[{escape(text, in_link=True)}]({destination(url)})"


def with_links(text: str) -> str:
    """Write a text as it is, but for bare addresses in it: they become links."""
    written = ""
    for piece, is_address in autolinks.pieces(collapse_whitespace(text)):
        if is_address:
            if written.endswith("!"):
                written = f"{written[:-1]}\\!"  # else it would be a picture
            written += link(piece, piece)
        elif piece:
            written += " " * piece.startswith(" ") + escape(piece) + " " * (piece.endswith(" ") and piece != " ")
    return written


class Slugger:
    """The anchors that GitHub gives to the headings of one document, in their order.

    The rule is the one of github-slugger, whose cases were recorded on GitHub: lower case, spaces
    become hyphens, those at the ends too, letters, marks, digits, `_` and `-` stay, and a text that
    was there before gets `-1`, `-2`, ….
    """

    def __init__(self) -> None:
        self._seen: defaultdict[str, int] = defaultdict(int)

    def slug(self, heading: str) -> str:
        """Return the anchor of the next heading, whose text is given without markup."""
        base = "".join("-" if c == " " else c for c in heading.lower() if c in " -" or _stays(c))
        slug = base
        while slug in self._seen:
            self._seen[base] += 1
            slug = f"{base}-{self._seen[base]}"
        self._seen[slug] = 0
        return slug


_CIRCLED = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))


def _stays(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Nd", "Nl", "Pc") or category[0] in "LM":
        return True
    return any(first <= ord(character) <= last for first, last in _CIRCLED)
