"""Texts behind a title: where and when a paper was published, and what it was awarded."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from awesome_adapters.importing import labels
from awesome_adapters.metadata import venues

EDGES = " \t.,;:*_·-–—，。；：、"
"""Marks around a text that mean nothing."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAYS = (
    (re.compile(rf"({_YEAR})[-/.年](\d{{1,2}})(?:[-/.月](\d{{1,2}}))?日?月?"), (1, 2, 3)),
    (re.compile(rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR})", re.IGNORECASE), (3, 1, 2)),
    (re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({_MONTH}),?\s+({_YEAR})", re.IGNORECASE), (3, 2, 1)),
)
"""How a day is written, and which groups hold its year, month and number."""
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
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_AHEAD = re.compile(
    r"^(?:(?:in:? )?proceedings of(?: the)?|proc\. of|(?:published |accepted |appeared |to appear )?(?:in|at|by|to):?)"
    r"\s+(?=[A-Z\d])",
    re.IGNORECASE,
)
_YEAR_AT_END = re.compile(
    rf"(?:^|[\s,，.(\[/'’@:-]|(?<=[A-Za-z]))({_YEAR})(?!\d|-\d)(?=[^\d]*$|[^\d\n]{{0,40}}$|, pp?\. ?\d+\W*\d*$)"
)
_SHORT_YEAR = re.compile(r"(?<=\w)\s?['’]\s?(\d\d)\b(?!s)")
_VOLUME = re.compile(r"\D[\s,]+\d+(?:\s*\(\d+[-–]?\d*\)|[,:]\s*(?:pp?\.\s*)?\d+\s*[-–]+\s*\d+)")
"""A volume with its number, or its pages: a journal stands before it."""
_SENTENCE = re.compile(
    r"(?<!Proc)(?<!Int)(?<!Conf)(?<!Trans)(?<! J)[.!?。]\s+[A-Z]\w+ \w+ \w+"
    r"|:\s+[a-z]+ [a-z]+ [a-z]+|https?:|[。！？]|[?!]$"
)


class Publication(NamedTuple):
    """Where and when something was published, as it is written."""

    venue: str = ""
    year: str = ""
    date: str = ""
    award: str = ""


def day(text: str) -> str:
    """Return a day or a month as data files have it; empty where a text holds none."""
    for pattern, order in _DAYS:
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
    rest, has_preposition = _AHEAD.subn("", _EMPTY.sub("", text).strip(f"{EDGES}()[]{{}}|\\"))
    rest = re.sub(r"[\s,.;]+(?:doi|url|isbn)$", "", rest, flags=re.IGNORECASE)
    award = _AWARD.search(rest)
    if award:
        rest = f"{rest[: award.start()]} {rest[award.end() :]}".strip(f"{EDGES}()[]{{}}|")
    if when := day(rest):
        pattern = next(pattern for pattern, _ in _DAYS if pattern.search(rest))
        rest = pattern.sub(when[:4], rest, count=1)
    if match := _YEAR_AT_END.search(rest):
        year, venue = match[1], f"{rest[: match.start()]} {rest[match.end() :]}"
    elif match := _SHORT_YEAR.search(rest):
        year = f"{20 if match[1] < '60' else 19}{match[1]}"
        venue = rest[: match.start()] + rest[match.end() :]
    else:
        year, venue = "", rest
    venue = re.sub(r",\s*,", ",", _EMPTY.sub("", " ".join(venue.split()))).strip(f"{EDGES}|'’\\")
    if venue.count("(") != venue.count(")") or venue.count("[") != venue.count("]"):
        venue = venue.strip("()[] ,")
    if not _is_venue(venue, has_year=bool(year), is_behind_title=is_behind_title and not has_preposition):
        return None
    if not (venue or year or award or when):
        return Publication() if not text.strip(" .,;:()[]") else None
    return Publication(venue, year, when, award[1].strip() if award else "")


def _is_venue(text: str, *, has_year: bool, is_behind_title: bool) -> bool:
    words = text.split()
    if not text:
        return True
    if len(words) > 16 or _SENTENCE.search(text) or labels.ids(text):
        return False
    if venues.find(text) or (venues.kind(text) and (has_year or len(words) < 9)):
        return True
    small = [word for word in words if word[:1].islower() and word not in labels.words("in_venues")]
    if (is_behind_title or has_year) and _VOLUME.search(text):
        return len(small) <= 3 and text[:1].isupper()
    if has_year:
        return any(not word[:1].islower() for word in words) and (len(small) <= 1 or len(words) <= 3)
    return is_behind_title and len(words) <= 5 and not small and text[:1].isupper() and not re.search(r"[:;,]\s", text)
