"""Text as people type it and as services send it: made clean, and compared."""

import html
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.entities import html5

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}


def control_character(text: str) -> str | None:
    """Return the first character that shows nothing and can do harm: controls, direction overrides, half pairs."""
    match = _HIDDEN.search(text)
    return match and match[0]


def visible(text: str) -> str:
    """Write the characters that `control_character` finds as escapes."""
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)


def collapse_whitespace(text: str) -> str:
    """Fold all white space to single spaces and drop hidden characters."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(_HIDDEN.sub("", text).split())


_NAMESPACE = "(?:(?:jats|mml):)"
_BLOCKS = "p|br|div|h[1-6]|li|ol|ul|sec|title|list|list-item|disp-formula"
_INLINE = "a|b|bold|em|font|i|img|inline-formula|italic|monospace|sc|small|span|strong|sub|sup|tt|u|underline|xref"
_TAG = re.compile(
    rf"</?(?:{_NAMESPACE}?(?P<block>{_BLOCKS})|{_NAMESPACE}?(?:{_INLINE})|mml:[a-z]+)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>",
    re.IGNORECASE,
)
"""The tags that publishers leave in titles. Others are words: of `a < b > c`, of the `<EOS>` decision."""


_ENTITY = re.compile(r"&(#?\w+;)")


def without_markup(text: str) -> str:
    """Return the text that HTML shows; a tag that begins or ends a block parts words, and R&D needs no entity."""
    text = _ENTITY.sub(
        lambda entity: html.unescape(entity[0]) if entity[1][0] == "#" or entity[1] in html5 else entity[0], text
    )
    return _TAG.sub(lambda tag: " " if tag["block"] else "", text)


def until_unbalanced(text: str) -> str:
    """Return a text up to the first bracket that closes nothing in it: it belongs to what stands around."""
    missing: list[str] = []
    for bracket in re.finditer(r"[()\[\]{}<>]", text):
        if closing := _BRACKETS.get(bracket[0]):
            missing.append(closing)
        elif not missing or missing.pop() != bracket[0]:
            return text[: bracket.start()]
    return text


def tokens(text: str) -> list[str]:
    """Return the words of a text for comparison: case, accents and punctuation do not count."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain).casefold() if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def title_forms(title: str) -> Iterator[tuple[str, ...]]:
    """Give what a title shares with its variants: the order of the words and a name in front do not count."""
    whole, after_name = tokens(title), tokens(title.partition(":")[2])
    if whole:
        yield tuple(sorted(whole))
    if len(after_name) > 4:
        yield tuple(sorted(after_name))


def is_distinctive(title: str) -> bool:
    """Return whether a title can tell a paper: one word alone is the title of many."""
    return re.search(r"\w[\W_]+\w", title) is not None


def full_title(title: str, name: str | None) -> str:
    """Return a title, with the name of what it is about before it where it does not begin with that."""
    return f"{name}: {title}" if name and not starts_with_name(title, name) else title


def starts_with_name(title: str, name: str) -> bool:
    """Return whether a title begins with the name of a method; `LoRA+` does not begin with `LoRA`."""
    words = _name_words(name)
    return bool(words) and _name_words(title)[: len(words)] == words


def _name_words(text: str) -> list[str]:
    plain = re.sub(r"[_^{}$]", "", unicodedata.normalize("NFKC", text).casefold())  # (IA)^3 is (IA)³
    return [word for word in re.split(r"[\s:;,.–—]+", plain) if word]


def titles_match(title: str, other: str) -> bool:
    """Return whether two titles can be the same paper's.

    A preprint and its publication share most words or one is the start or the end of the other, as
    where only one has the method's name in front; two papers of one field rarely share half of theirs.
    """
    a, b = tokens(title), tokens(other)
    if not a or not b:
        return a == b
    short, long = sorted((a, b), key=len)
    if len(short) >= 3 and (long[: len(short)] == short or long[-len(short) :] == short):
        return True
    common = len(set(a) & set(b))
    return "".join(a) == "".join(b) or common / len(set(a) | set(b)) >= 0.5


def titles_denote_one_paper(one: str, other: str) -> bool:
    """Return whether two titles denote the same paper when the title is the only evidence.

    They have the same words, or only one has a name and a colon in front, or some words differ a little in
    spelling. Numbers, prefixes and short words must agree: part I is not part II, supervised not unsupervised.
    """
    a, b = tokens(one), tokens(other)
    return titles_match(one, other) and (
        "".join(a) == "".join(b)
        or (len(a) > 3 and _unnamed(other) == a)
        or (len(b) > 3 and _unnamed(one) == b)
        or (len(a) == len(b) and all(map(_nearly, a, b)))
    )


def _unnamed(title: str) -> list[str]:
    return tokens(title.partition(":")[2])


def _nearly(one: str, other: str) -> bool:
    long = min(len(one), len(other)) >= 5 and (one + other).isalpha()
    return one == other or (long and one[:3] == other[:3] and SequenceMatcher(None, one, other).ratio() >= 0.85)
