"""Text as people type it and as services send it: made clean, and compared."""

import html
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from html.entities import html5

_HIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f"
    "\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}


SENTENCE_TERMINALS = (
    "!.?\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965\u104a\u104b\u1362"
    "\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u1803\u1809\u1944\u1945\u1aa8-\u1aab\u1b4e\u1b4f\u1b5a\u1b5b"
    "\u1b5e\u1b5f\u1b7d-\u1b7f\u1c3b\u1c3c\u1c7e\u1c7f\u2024\u203c\u203d\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c"
    "\u2e53\u2e54\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9\uaa5d-\uaa5f"
    "\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe52\ufe56\ufe57\uff01\uff0e\uff1f\uff61\U00010a56\U00010a57"
    "\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047\U00011048\U000110be-\U000110c1\U00011141-\U00011143"
    "\U000111c5\U000111c6\U000111cd\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c\U000112a9"
    "\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9-\U000115d7\U00011641\U00011642\U0001173c-\U0001173e"
    "\U00011944\U00011946\U00011a42\U00011a43\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8"
    "\U00016a6e\U00016a6f\U00016af5\U00016b37\U00016b38\U00016b44\U00016e98\U0001bc9f\U0001da88"
)
"""The signs that end a sentence, for a class of a regular expression: Unicode's property Sentence_Terminal."""


def control_character(text: str) -> str | None:
    """Return the first character that shows nothing and can do harm: controls, direction overrides, half pairs."""
    match = re.search(_HIDDEN, text)
    return match and match[0]


def visible(text: str) -> str:
    """Write the characters that `control_character` finds as escapes."""
    return re.sub(_HIDDEN, lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)


def collapse_whitespace(text: str) -> str:
    """Fold all white space to single spaces and drop hidden characters."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(re.sub(_HIDDEN, "", text).split())


_NAMESPACE = "(?:(?:jats|mml):)"
_BLOCKS = "p|br|div|h[1-6]|li|ol|ul|sec|title|list|list-item|disp-formula"
_INLINE = "a|b|bold|em|font|i|img|inline-formula|italic|monospace|sc|small|span|strong|sub|sup|tt|u|underline|xref"
_TAG = (
    rf"(?i)</?(?:{_NAMESPACE}?(?P<block>{_BLOCKS})|{_NAMESPACE}?(?:{_INLINE})|mml:[a-z]+)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>"
)
"""The tags that publishers leave in titles. Others are words: of `a < b > c`, of the `<EOS>` decision."""


_ENTITY = re.compile(r"&(#?\w+;)")


def number_of(count: int, noun: str) -> str:
    """Return how many things of a kind there are, as 2,400 papers."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def without_markup(text: str) -> str:
    """Return the text that HTML shows; a tag that begins or ends a block parts words, and R&D needs no entity."""
    text = _ENTITY.sub(
        lambda entity: html.unescape(entity[0]) if entity[1][0] == "#" or entity[1] in html5 else entity[0], text
    )
    return re.sub(_TAG, lambda tag: " " if tag["block"] else "", text)


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
    if title == other:
        return True
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


def edit_distance(one: str, other: str) -> int:
    """Count the letters to put in, leave out, change, or swap with their neighbours (optimal string alignment)."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above_that, above, row = above, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], above_that[j - 2] + 1)
    return row[-1]
