"""Citations as people type them: who wrote a paper, its title, and where it was published, one behind the other."""

import re
from typing import NamedTuple

from awesome_adapters.importing import labels
from awesome_adapters.importing.published import EDGES, Publication, publication
from awesome_adapters.metadata import venues
from awesome_adapters.text.names import ET_AL

_BY = re.compile(r"^(?:\W*(?:authors?|by|作者)\s*[:：]|by\s)\s*", re.IGNORECASE)
_ET_AL = re.compile(
    r"[\s,]*(?:\bet\.?\s*al\b\.?|(?:\band|&)\s+others\b|(?<=[\u4e00-\u9fff])等人?|\.\.\.|…)\s*$", re.IGNORECASE
)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
_INITIAL = re.compile(r"(?:^|[\s-])[A-Z]\.")
_MEDICAL = re.compile(r"[^,] [A-Z]{1,3}$")
"""A name as medical journals write it: Bruck KA."""
_INVERTED = re.compile(r"[A-Z][\w'’ -]+, (?:[A-Z]\.?[ -]?){1,4}")
_QUOTED = re.compile(r"[\"“]([^\"”]{4,}?)[,.]?[\"”]|^\W*《([^》]{4,})》")
_SEPARATOR = re.compile(r"\.\s+|:\s+|\s+[-–—|]\s+")
_YEAR_BEHIND = re.compile(r"[\s,.]*[(\[]?((?:1[5-9]|20)\d\d)[a-z]?[)\]]?[\s.,:]*$")
_YEAR_AHEAD = re.compile(r"[(\[]((?:1[5-9]|20)\d\d)[a-z]?(?:, \w+)?[)\]][\s.,:]*")
_TITLE = re.compile(r"(.+?(?:[?!](?=\s)|\.(?=\s+[^a-z\s])))\s*(.*)")
_PARTS = re.compile(r"[.,;:]\s+(?:in\s+)?|\s+[-–—]\s+|\s+\((?=[^()]*\)\W*$)|\s+in\s+(?=[A-Z])|[，。]\s*", re.IGNORECASE)


class Citation(NamedTuple):
    """A citation: its authors if they stand before the title, the title, and the words behind it."""

    authors: list[str]
    title: str
    rest: str
    is_quoted: bool = False

    @property
    def is_sure(self) -> bool:
        """Return whether it tells who wrote what and when, so that it is one without any link."""
        both = authors_and_publication(self.rest)
        known = both[1] if both else publication(self.rest, is_behind_title=bool(self.authors))
        is_dated = (known and known.year) or (
            self.authors and re.search(r"\b(?:19|20)\d\d\b|\bforthcoming\b", self.rest)
        )
        return bool(is_dated or (known and known.venue)) and bool(self.authors or both or self.is_quoted)


def citation(text: str) -> Citation | None:
    """Return the citation that a text is; None where no part of it tells what it is."""
    if quoted := _QUOTED.search(text):
        front, rest = text[: quoted.start()], text[quoted.end() :]
        names = authors(front)
        if names or not re.search(r"\w{2}", front):
            return Citation(names, (quoted[1] or quoted[2]).strip(), rest, is_quoted=True)
    return _after_authors(text) or _before_authors(text)


def _after_authors(text: str) -> Citation | None:
    """Return a citation that begins with its authors, and perhaps the year."""
    for match in _SEPARATOR.finditer(text):
        head, rest = text[: match.start() + (match[0][0] == ".")], text[match.end() :]
        if re.match(r"[A-Z]\.(?:[\s,]|[A-Z]\.)|et al|and\b|&", rest):
            continue
        when = _YEAR_BEHIND.search(head)
        names = authors(head[: when.start()] if when else head)
        if len(names) > 1 or (names and (_INITIAL.search(f"{names[0]}.") or (when and match[0][0] == "."))):
            ahead = _YEAR_AHEAD.match(rest)
            rest = rest[ahead.end() :] if ahead else rest
            year = ahead[1] if ahead else when[1] if when else ""
            title = _TITLE.match(rest)
            parted = (title[1], title[2]) if title else _part(rest) or (rest, "")
            return Citation(names, parted[0].rstrip(" ."), f"{parted[1]} ({year})" if year else parted[1])
        if len(head) > 300:
            break
    return None


def _before_authors(text: str) -> Citation | None:
    parts = _part(text)
    return Citation([], *parts) if parts else None


def _part(text: str) -> tuple[str, str] | None:
    """Part a text into a title, and the authors and the publication behind it."""
    for separator in (". ", "，", ", ", " - ", " – ", " — ", " | "):
        for match in re.finditer(re.escape(separator), text):
            title, rest = text[: match.start()], text[match.end() :]
            known = publication(rest)
            is_publication = known and (separator == ". " or (known.year and not re.search("[,，]", rest)))
            is_authors = authors(rest) and (separator not in (", ", "，") or _ET_AL.search(rest))
            if is_publication or is_authors or authors_and_publication(rest):
                return title, rest
            if separator == ". ":
                break
    return None


def authors_and_publication(text: str) -> tuple[list[str], Publication] | None:
    """Return who wrote a paper and where it was published, where a text says both, one behind the other."""
    text = text.strip(" \t,;:|·-–—，。")
    for match in reversed(list(_PARTS.finditer(text))):
        head, rest = text[: match.start()], text[match.end() :]
        is_by, is_bracket = _BY.match(head) is not None, "(" in match[0]
        known = publication(rest) or (publication(rest, is_behind_title=True) if is_bracket and "," in head else None)
        if not known or not (known.venue or known.year) or authors(known.venue):
            continue
        is_known = venues.find(known.venue) is not None
        names = authors(head, is_sure=is_by or (is_known and bool(known.year) and head.isalpha()))
        is_full = match[0][0] == "." and known.venue and known.year
        is_dated = (
            match[0][0] in " ," and not known.venue and len(text) < len("A Name of Three Words, and Its Year (2000)")
        )
        if names and (len(names) > 1 or is_by or is_known or is_full or is_dated or _INITIAL.search(names[0])):
            return names, known
    return None


def authors(text: str, *, is_sure: bool = False) -> list[str]:
    """Return the names in a text; none where it holds something else. `is_sure`: italics or a label say that."""
    has_dot = re.search(r"\b[A-Z]\.\W*$", _ET_AL.sub("", text))
    text = _BY.sub("", text.strip(f"{EDGES}|[]()"))
    if re.fullmatch(r"(?:[A-Z][\w-]*\s+){1,4}(?:Collaboration|Consortium|Team)", text):
        return [text]
    rest = _ET_AL.sub("", text)
    is_cut, rest = rest != text, re.sub(r"[*†‡§¶∗⋆⊕♠♣]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\{\}", "", rest).strip(" ,.;")
    names = _names(rest)
    if names and has_dot and re.search(r"\b[A-Z]$", names[-1]) and not any(map(_MEDICAL.search, names[:-1])):
        names[-1] += "."
    single = [name for name in names if len(name.split()) < 2 and not _is_chinese_name(name)]
    if is_cut and len(names) == len(single) == 2:  # Bruna, Joan, et al.
        names, single = [", ".join(names)], []
    are_several = is_sure or is_cut or len(names) > 1 or _is_full_name(rest) or _INVERTED.fullmatch(rest)
    are_whole = is_sure or (len(single) <= (len(names) > 2 or is_cut) and (is_cut or names[-1:] != single[-1:]))
    if names and are_several and are_whole and all(_is_name(name, is_sure) for name in names):
        return names + [ET_AL] * is_cut
    return []


def _names(text: str) -> list[str]:
    """Part a text into names: at semicolons, at "and", or at commas that do not part family and given name."""
    chunks = [chunk for chunk in re.split(r"\s*;\s*|\s*,?\s+(?:and|&)\s+|\s*[、，]\s*|\s+·\s+", text) if chunk]
    if len(chunks) > 1 and all(chunk.count(",") == 1 for chunk in chunks):
        return chunks
    names = [name for chunk in chunks for name in re.split(r"\s*,\s*(?:and\s+|&\s*)?", chunk) if name]
    if names[1:] and len(names) % 2 == 0 and all(map(_INITIALS.fullmatch, names[1::2])):
        return [f"{family}, {given}" for family, given in zip(names[::2], names[1::2], strict=True)]
    return names


def _is_chinese_name(text: str) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text) is not None and text[0] in labels.words("surnames")


def _is_name(text: str, is_sure: bool) -> bool:
    words = text.replace(",", " ").split()
    if not words or len(words) > 7 or re.search(r"[\d:=<>/\\@#\[\]()]|[a-z][.!?]\s+[A-Z][a-z]", text):
        return False
    no_names = labels.words("not_in_names")
    if any(word in no_names or (len(word) > 4 and word.casefold() in no_names) for word in words):
        return False
    if len(words) == 1 and (venues.find(text) or (text.isascii() and text.isupper())):
        return False
    return is_sure or all(
        word[0].isupper()
        or not (word[0].isalpha() and word[0].isascii())
        or word.casefold() in labels.words("in_names")
        for word in words
    )


def _is_full_name(text: str) -> bool:
    """Return whether a text alone can be a person's name: two to four words with capitals, and no venue."""
    words = text.split()
    if not 2 <= len(words) <= 4 or venues.find(text):
        return False
    is_initial = not words[0].isupper() or _INITIAL.match(words[0])
    return words[0][:1].isupper() and bool(is_initial) and words[-1][:1].isupper() and not words[-1].isupper()
