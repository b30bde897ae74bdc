"""Texts behind a title: who wrote the paper, where and when it was published, and what it was awarded."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from awesome_adapters import venues
from awesome_adapters.importing import labels
from awesome_adapters.names import ET_AL

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY_BEHIND = re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({_MONTH}),?\s+({_YEAR})", re.IGNORECASE)
_DAY_BETWEEN = re.compile(rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR})", re.IGNORECASE)
_DAY_IN_NUMBERS = re.compile(rf"({_YEAR})[-/.年](\d{{1,2}})(?:[-/.月](\d{{1,2}}))?日?月?")
_AWARD = re.compile(
    r"\(?\b((?:[A-Z][\w-]+ )?(?:best|outstanding|test[- ]of[- ]time)(?: [\w-]+){0,3} (?:award|paper|mention)s?"
    r"(?: award| candidate| finalist| nominee)?"
    r"|honou?rable mention|oral|spotlight|notable[- ]top[- ]\d+%|highlight)\b(?: presentation| paper)?\)?",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"(?:\barxiv:?\s*)+(?:preprint\s*)?(?:arxiv:)?[a-z-]*/?\d{4,7}\.?\d{3,5}(?:v\d+)?|\barxiv:(?=\s|$)", re.IGNORECASE
)
_EMOJI = re.compile("[\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]")
_BY = re.compile(r"^(?:\W*(?:authors?|by|作者)\s*[:：]|by\s)\s*", re.IGNORECASE)
_ET_AL = re.compile(r"[\s,]*(?:\bet\.?\s*al\b\.?|(?:\band|&)\s+others\b|等人?|\.\.\.|…)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
_INITIAL = re.compile(r"(?:^|[\s-])[A-Z]\.")


class Publication(NamedTuple):
    """Where and when something was published, as it is written."""

    venue: str = ""
    year: str = ""
    date: str = ""
    award: str = ""


def authors(text: str, *, is_sure: bool = False) -> list[str]:
    """Return the names in a text; none where it holds something else. `is_sure`: italics or a label say that."""
    has_dot = re.search(r"\b[A-Z]\.\W*$", _ET_AL.sub("", text))
    text = _BY.sub("", text.strip(" \t.;,:*_·|[]()-–—"))
    if re.fullmatch(r"(?:[A-Z][\w-]*\s+){1,4}(?:Collaboration|Consortium|Team)", text):
        return [text]
    rest = _ET_AL.sub("", text)
    is_cut, rest = rest != text, re.sub(r"[*†‡§¶∗⋆⊕♠♣]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\{\}", "", rest).strip(" ,.;")
    chunks = [chunk for chunk in re.split(r"\s*;\s*|\s*,?\s+(?:and|&)\s+|\s*[、，]\s*|\s+·\s+", rest) if chunk]
    if len(chunks) > 1 and all(chunk.count(",") == 1 for chunk in chunks):
        names = chunks
    else:
        names = [name for chunk in chunks for name in re.split(r"\s*,\s*(?:and\s+|&\s*)?", chunk) if name]
        if names[1:] and len(names) % 2 == 0 and all(map(_INITIALS.fullmatch, names[1::2])):
            names = [f"{family}, {given}" for family, given in zip(names[::2], names[1::2], strict=True)]
    if has_dot and names and re.search(r"\b[A-Z]$", names[-1]):
        names[-1] += "."
    if (
        (not is_sure and sum(len(name.split()) < 2 for name in names) > (len(names) > 2 or is_cut))
        or not names
        or (not (is_sure or is_cut) and len(names[-1].split()) < 2)
    ):
        return []
    least = 1 if is_sure or is_cut else 2
    if (
        not names
        or (len(names) < least and not _is_full_name(rest))
        or not all(_is_name(name, is_sure) for name in names)
    ):
        return []
    return names + [ET_AL] * is_cut


def _is_name(text: str, is_sure: bool) -> bool:
    words = text.replace(",", " ").split()
    if (
        not words
        or len(words) > 7
        or re.search(r"[\d:=<>/\\@#]|[a-z][.!?]\s+[A-Z][a-z]|[\[\]()]", text)
        or any(
            w in labels.words("not_in_names") or (len(w) > 4 and w.casefold() in labels.words("not_in_names"))
            for w in words
        )
    ):
        return False
    if len(words) == 1 and (venues.find(text) or (text.isascii() and text.isupper())):
        return False
    return is_sure or all(
        word[0].isupper()
        or not word[0].isalpha()
        or word.casefold() in labels.words("in_names")
        or not word[0].isascii()
        for word in words
    )


def _is_full_name(text: str) -> bool:
    """Return whether a text alone can be a person's name: two to four words with capitals, and no venue."""
    words = text.split()
    first = words[0] if words else ""
    is_name = (
        first[:1].isupper()
        and (not first.isupper() or _INITIAL.match(first))
        and words[-1][:1].isupper()
        and not words[-1].isupper()
    )
    return 2 <= len(words) <= 4 and bool(is_name) and not venues.find(text)


def authors_and_publication(text: str) -> tuple[list[str], Publication] | None:
    """Return who wrote a paper and where it was published, where a text says both, one behind the other."""
    text = text.strip(" \t,;:|·-–—")
    for match in reversed(
        list(
            re.finditer(r"[.,;:]\s+(?:in\s+)?|\s+[-–—]\s+|\s+\((?=[^()]*\)\W*$)|\s+in\s+(?=[A-Z])", text, re.IGNORECASE)
        )
    ):
        head, rest = text[: match.start()], text[match.end() :]
        is_by = _BY.match(head) is not None
        known = publication(rest)
        is_before_venue = known is not None and bool(known.year and venues.find(known.venue))
        names = authors(head, is_sure=is_by or (is_before_venue and head.isalpha())) if known else []
        if (
            known
            and names
            and (known.venue or known.year)
            and (
                len(names) > 1
                or is_by
                or _INITIAL.search(names[0])
                or venues.find(known.venue)
                or (match[0][0] == "." and known.venue and known.year)
            )
            and not authors(known.venue)
        ):
            return names, known
    return None


def day(text: str) -> str:
    """Return a day or a month as data files have it; empty where a text holds none."""
    for pattern, order in ((_DAY_IN_NUMBERS, (1, 2, 3)), (_DAY_BETWEEN, (3, 1, 2)), (_DAY_BEHIND, (3, 2, 1))):
        if match := pattern.search(text):
            year, month, number = (match[group] for group in order)
            month = month if month.isdecimal() else str(_MONTHS.index(month[:3].lower()) + 1)
            try:
                whole = date(int(year), int(month), int(number or 1)).isoformat()
            except ValueError:
                return ""
            return whole if number else whole[:7]
    return ""


@lru_cache(maxsize=100_000)
def publication(text: str, *, is_behind_title: bool = False) -> Publication | None:
    """Return what a text says of a publication, if that is all it says; `is_behind_title`: a short name is a venue."""
    text = " ".join(_EMOJI.sub("", _ARXIV.sub(" ", text)).split())
    rest = re.sub(r"\(\s*\)|\[\s*\]", "", text).strip(" \t.,;:*_()[]{}|·-–—\\")
    rest = re.sub(
        r"^(?:(?:in )?proceedings of(?: the)?|proc\. of"
        r"|(?:published |accepted |appeared |to appear )?(?:in|at|by|to))\s+"
        r"(?=[A-Z\d])",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    rest = re.sub(r"[\s,.;]+(?:doi|url|isbn)$", "", rest, flags=re.IGNORECASE)
    award = _AWARD.search(rest)
    if award:
        rest = f"{rest[: award.start()]} {rest[award.end() :]}".strip(" \t.,;:*_()[]{}|·-–—")
    when = day(rest)
    if when:
        rest = re.sub(
            rf"{_DAY_IN_NUMBERS.pattern}|{_DAY_BETWEEN.pattern}|{_DAY_BEHIND.pattern}",
            lambda m: re.findall(_YEAR, m[0])[0],
            rest,
            count=1,
            flags=re.IGNORECASE,
        )
    if match := re.search(rf"(?:^|[\s,.(\[/'’@:-]|(?<=[A-Za-z]))({_YEAR})(?!\d|-\d)(?=[^\d]*$|[^\d\n]{{0,40}}$)", rest):
        year, venue = match[1], (rest[: match.start()] + " " + rest[match.end() :])
    elif match := re.search(r"(?<=\w)\s?['’](\d\d)\b(?!s)", rest):
        year, venue = (
            f"20{match[1]}" if match[1] < "60" else f"19{match[1]}",
            rest[: match.start()] + rest[match.end() :],
        )
    else:
        year, venue = "", rest
    venue = re.sub(r"\(\s*\)|\[\s*\]", "", " ".join(venue.split())).strip(" \t.,;:*_|·-–—'’\\")
    if venue.count("(") != venue.count(")") or venue.count("[") != venue.count("]"):
        venue = venue.strip("()[] ,")
    if not _is_venue(venue, has_year=bool(year), is_behind_title=is_behind_title):
        return None
    if not (venue or year or award or when):
        return Publication() if not text.strip(" .,;:()[]") else None
    return Publication(venue, year, when, award[1].strip() if award else "")


def _is_venue(text: str, *, has_year: bool, is_behind_title: bool) -> bool:
    words = text.split()
    if not text:
        return True
    if (
        len(words) > 16
        or re.search(r"[.!?。]\s+[A-Z]\w+ \w+ \w+|:\s+[a-z]+ [a-z]+ [a-z]+|https?:|[。！？]|[?!]$", text)
        or labels.ids(text)
    ):
        return False
    if venues.find(text) or (venues.kind(text) and (has_year or len(words) < 9)):
        return True
    if has_year:
        small = [word for word in words if word[:1].islower() and word not in labels.words("in_venues")]
        return any(not word[:1].islower() for word in words) and (len(small) <= 1 or len(words) <= 3)
    are_names = all(word[:1].isupper() or word in labels.words("in_venues") or not word[:1].isalpha() for word in words)
    return (
        is_behind_title and len(words) <= 5 and are_names and words[0][:1].isupper() and not re.search(r"[:;,]\s", text)
    )
