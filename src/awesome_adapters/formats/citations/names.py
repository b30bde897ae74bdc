"""Names of authors as citations need them: which part sorts, which is abbreviated, and what is no person."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


class Name(NamedTuple):
    """A name in its parts; an institution, and a person known by one name, has a family name alone."""

    family: str
    given: str = ""
    particle: str = ""
    """What stands before the family name and does not sort, as the `van den` of Anton van den Hengel."""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether the name must not be taken apart."""
        return not self.given

    def __str__(self) -> str:
        parts = (self.given, self.particle, self.family, self.suffix)
        return " ".join(part for part in parts if part)


_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_GROUPS = (
    "association center centre collaboration community consortium contributors corporation developers foundation "
    "group inc inc. initiative institute lab laboratories laboratory labs organization project research team "
    "teams university workshop"
)
"""Words that no person is called by."""

_CAPITAL_PARTICLES = "Abu Al Ben Bin Da Dal De Del Della Den Der Di Dos Du El La Le Ten Ter Van Vande Vanden Vander Von"
"""Particles that belong to the family name where they are written so, as in Nicolas Le Roux and Mart Van Baalen."""

_VIETNAMESE = (
    "Bui Cao Dang Dao Dinh Do Doan Duong Ha Ho Hoang Huynh Lam Le Luong Luu Ly Mai Ngo Nguyen Pham Phan Ta Thai "
    "To Tran Trinh Truong Vo Vu Vuong"
)
"""Family names before which Van and Le are given names, as in Minh Van Nguyen."""


@lru_cache(maxsize=100_000)
def parse_name(written: str) -> Name:
    """Take a name apart that is written as lists of authors have it, given name first.

    The rules are BibTeX's (Patashnik, "BibTeXing", 1988), in words of today: lower-case words before
    the last one are particles, and a comma tells the family name ("Hu, Edward" and "King, Jr.,
    Martin"). Beyond them: particles are known with a capital too, names of groups stay whole, and so
    do names in Chinese, Japanese and Korean writing, whose order nothing tells. A family name of two
    words without a particle cannot be told from a middle name, unless a comma tells it.
    """
    parts = [" ".join(part.split()) for part in written.split(",")]
    parts = [part for part in parts if part]
    if len(parts) > 1 and parts[-1].casefold() in _SUFFIXES:
        name = parse_name(", ".join(parts[:-1]))
        if name.is_whole or name.suffix:
            return Name(" ".join(written.split()))
        return name._replace(suffix=parts[-1])
    if len(parts) == 3 and parts[1].casefold() in _SUFFIXES:
        return parse_name(f"{parts[0]}, {parts[2]}")._replace(suffix=parts[1])
    if len(parts) == 2:
        particle, family = _particle(parts[0].split())
        return Name(family, parts[1], particle)
    words = " ".join(parts).split()
    if len(words) < 2 or len(parts) != 1 or _is_group(words) or _is_east_asian(words):
        return Name(" ".join(written.split()))
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    start = _family_at(words)
    particle, family = _particle(words[start:])
    return Name(family, " ".join(words[:start]), particle, suffix)


def _particle(words: list[str]) -> tuple[str, str]:
    end = 0
    while end < len(words) - 1 and words[end][0].islower():
        end += 1
    return " ".join(words[:end]), " ".join(words[end:])


def _family_at(words: list[str]) -> int:
    """Return where the particle or the family name begins; the first word is always given."""
    last = len(words) - 1
    for index in range(1, last):
        if words[index][0].islower():
            return index
        if words[index] in _CAPITAL_PARTICLES.split() and _plain(words[last]) not in _VIETNAMESE.split():
            return index
    return last


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word).replace("Đ", "D") if not unicodedata.combining(c))


def _is_group(words: list[str]) -> bool:
    return "AI" in words or any(word.casefold() in _GROUPS.split() for word in words)


_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)


def _is_east_asian(words: list[str]) -> bool:
    return bool(_EAST_ASIAN.search("".join(words)))
