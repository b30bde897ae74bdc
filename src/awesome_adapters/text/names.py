"""Names of authors: as readers see them, and in the parts that citations need."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from awesome_adapters.text import collapse_whitespace, tokens
from awesome_adapters.text.latex import plain

ET_AL = "et al."
"""What stands in the place of the last author where authors are missing."""


class Name(NamedTuple):
    """A name in its parts; an institution, and a person known by one name, has a family name alone."""

    family: str
    given: str = ""
    particle: str = ""
    """What stands before the family name and does not sort, as the `van den` of Anton van den Hengel."""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether the name must not be taken apart."""
        return not self.given

    def __str__(self) -> str:
        parts = [self.given, self.particle, self.family, self.suffix]
        if parts == [self.given, "", self.family, ""] and _is_east_asian(self.family):  # the family name comes first
            space = "" if re.search(_HAN, self.family) and re.search(_HAN, self.given) else " "
            return f"{self.family}{space}{self.given}"
        return " ".join(part for part in parts if part)


_ET_AL = re.compile(r"(?:^|,?\s+)(?:et\.?\s*al\.?|(?:and|&)\s+others)$|^others$", re.IGNORECASE)
_ET_AL_ENDS = ("al", "al.", "others")


def split_et_al(authors: Iterable[str]) -> tuple[list[str], bool]:
    """Return the names, each in one line, and whether the last one says that further authors are missing."""
    names = [collapse_whitespace(author) for author in authors]
    last = names[-1] if names else ""
    rest = _ET_AL.sub("", last) if last.casefold().endswith(_ET_AL_ENDS) else last
    return [name for name in (*names[:-1], rest) if name], rest != last


def people(authors: Iterable[str]) -> list[str]:
    """Return the names with the given name first, without any `et al.`."""
    return _given_name_first(split_et_al(authors)[0])


def display_names(authors: Iterable[str], others: str = ET_AL) -> list[str]:
    """Return the names as readers see them in a row: the given name first, and `others` where authors are missing."""
    names, is_cut = split_et_al(authors)
    return _given_name_first(names) + [others] * is_cut


def _given_name_first(names: Iterable[str]) -> list[str]:
    return [str(parse_name(name)) if "," in name else name for name in names]


def same_person(name: str, other: str) -> bool:
    """Return whether two names can be one person's: given names may be initials, and accents may be missing or LaTeX's.

    Semantic Scholar has "Ivan Vuli'c" and "J. Edward Hu" where papers have Ivan Vulić and Edward J. Hu.
    """
    (*given, family), (*other_given, other_family) = (tokens(unaccented(text)) or [""] for text in (name, other))
    initials, other_initials = {word[0] for word in given}, {word[0] for word in other_given}
    return family == other_family and not (initials and other_initials and initials.isdisjoint(other_initials))


def unaccented(name: str) -> str:
    """Return a name without the accents of LaTeX, whole, or what is left of them."""
    return re.sub(r"['’`´\"^~¨={}]", "", (plain(name) if "\\" in name else name).translate(_LETTERS))


_LETTERS = str.maketrans("øØłŁđĐı", "oOlLdDi")
"""Letters that Unicode does not take apart."""

_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_GROUPS = (
    "association center centre collaboration community consortium contributors corporation developers foundation "
    "group inc inc. initiative institute lab laboratories laboratory labs organization project research team "
    "teams university workshop and & co co. gmbh llc ltd ltd."
)
"""Words that no person is called by."""

_CAPITAL_PARTICLES = "Abu Al Ben Bin Da Dal De Del Della Den Der Di Dos Du El La Le Ten Ter Van Vande Vanden Vander Von"
"""Particles that belong to the family name where they are written so, as in Nicolas Le Roux and Mart Van Baalen."""

_VIETNAMESE = (
    "Bui Cao Dang Dao Dinh Do Doan Duong Ha Ho Hoang Huynh Lam Le Luong Luu Ly Mai Ngo Nguyen Pham Phan Ta Thai "
    "To Tran Trinh Truong Vo Vu Vuong"
)
"""Family names before which Van and Le are given names, as in Minh Van Nguyen."""

_CONJUNCTIONS = ("y", "i", "e")
"""What joins two family names: José Ortega y Gasset (Spanish), Antoni Gaudí i Cornet (Catalan), Portuguese `e`."""


@lru_cache(maxsize=100_000)
def parse_name(text: str) -> Name:
    """Take a name apart that is written as lists of authors have it, given name first.

    The rules are BibTeX's (Patashnik, "BibTeXing", 1988), in words of today: lower-case words before
    the last one are particles, and a comma tells the family name ("Hu, Edward" and "King, Jr.,
    Martin"). Beyond them: particles are known with a capital too, names of groups stay whole, and so
    do names in Chinese, Japanese and Korean writing, whose order nothing tells. A family name of two
    words without a particle or a conjunction cannot be told from a middle name, unless a comma tells it.
    """
    whole = Name(" ".join(text.split()))
    sections, suffixes = _sections(whole.family)
    if _is_group(whole.family.replace(",", " ").split()) or (len(sections) == 1 and _is_east_asian(whole.family)):
        return whole
    given, particle, family = _parts(sections)
    if len(sections) > 2 or len(suffixes) > 1 or not given:
        return whole
    return Name(" ".join(family), " ".join(given), " ".join(particle), "".join(suffixes))


def _sections(name: str) -> tuple[list[str], list[str]]:
    """Split a name at its commas; return its sections, of which there is at least one, and its suffixes."""
    first, *others = [section for section in map(str.strip, name.split(",")) if section] or [""]
    suffixes = [section for section in others if section.casefold() in _SUFFIXES]
    sections = [first, *(section for section in others if section not in suffixes)]
    words = first.split()
    if len(sections) == 1 and len(words) > 2 and words[-1].casefold() in _SUFFIXES:
        return [" ".join(words[:-1])], [*suffixes, words[-1]]
    return sections, suffixes


def _parts(sections: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the words of the given names, of the particle and of the family name.

    BibTeX's rules ask of each word whether it begins small. What else LaTeX reads in a name, and the
    letters of writings without capitals, are kept from them.
    """
    from bibtexparser.middlewares.names import parse_single_name_into_parts  # 40 ms, which a build does not need

    cases = "".join(c if c in ", " or c.lower() != c.upper() else "." for c in ", ".join(sections[:2]))
    parts = parse_single_name_into_parts(cases if len(sections) > 1 else f"A{cases[1:]}")  # the first word is given
    words = " ".join(reversed(sections[:2])).split()  # given names first, as without a comma
    start, end = len(parts.first), len(parts.first) + len(parts.von)
    while end > start + 1 and words[end - 1][0].isupper():  # the last word began small, as d'Alembert
        end -= 1
    capital = next((n for n, word in enumerate(words[:start]) if n and word in _CAPITAL_PARTICLES.split()), None)
    if capital and len(sections) == 1 and _plain(words[-1]) not in _VIETNAMESE.split():
        start = end = capital
    elif start < end and words[start][0].isupper():  # a comma behind all of it: "García de la Torre, Juan"
        end = start
    elif end - len(sections) >= start and words[end - 1] in _CONJUNCTIONS and words[end - 2][0].isupper():
        end -= 2  # the word before it is a family name too
        start = min(start, end)
    return words[:start], words[start:end], words[end:]


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word).replace("Đ", "D") if not unicodedata.combining(c))


def _is_group(words: list[str]) -> bool:
    return "AI" in words or any(word.casefold() in _GROUPS.split() for word in words)


_HAN = "[\u4e00-\u9fff]"
_EAST_ASIAN = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"


def _is_east_asian(name: str) -> bool:
    return not name.isascii() and re.search(f"[{_EAST_ASIAN}]", name) is not None


def author_names(text: str) -> list[str]:
    """Return the names of people in a text such as `Edward J. Hu and Yelong Shen`; none where it is unclear.

    A comma stands between two people, or behind a family name: it is clear where a name of one word is beside it.
    """
    pieces = [piece for piece in re.split(r"\s*;\s*|\s*,?\s+(?:and|&)\s+", text.strip()) if piece]
    parts = [part.strip() for piece in pieces for part in piece.split(",")]
    is_whole = all(len(part.split()) > 1 for part in parts)
    if is_whole and len(parts) > len(pieces):
        is_row = len(parts) > 2 and "," not in pieces[-1:][0] if len(pieces) > 1 else len(parts) > 2
        return parts if is_row and all(map(_is_person, parts)) else []
    return pieces if len(pieces) == 1 or all(map(_is_person, pieces)) else []


def _is_person(name: str) -> bool:
    words = name.replace(",", " ").split()
    return (
        1 < len(words) < 7 and words[-1][0].isupper() and not {"of", "for", "the", "in"} & set(name.casefold().split())
    )
