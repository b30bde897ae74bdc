"""The field of authors in BibTeX, read into names as data files have them."""

import re
from functools import lru_cache
from itertools import accumulate

from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import latex, without_markup
from awesome_adapters.text.names import ET_AL, parse_name

_SUFFIX = re.compile(r"[JS]r\.?|I{2,3}|IV", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+|[A-Z](?:-?[A-Z]){0,2}")
_FAMILY_AND_INITIALS = re.compile(r"([^\W\d_][^,{}]+) ([A-Z](?:-?[A-Z]){0,2})")
"""A name as medical journals write it: Bruck KA."""


def authors(field: str) -> list[str]:
    """Return the names in `field`; `et al.` is the last of them where it says that authors are missing.

    A name stands with the given name first, unless BibTeX tells of the family name what that order
    does not. Where commas stand for `and`, they are read so. Raises `CatalogueError` where nobody can
    tell who is meant.
    """
    from bibtexparser.middlewares.names import split_multiple_persons_names  # 40 ms, which only BibTeX needs

    field = re.sub(r"\s*;\s*", " and ", without_markup(field))
    if re.fullmatch(r"\{[^{}]*,[^{}]* and [^{}]*,[^{}]*\}", field):  # a list, and not an institution
        field = field[1:-1]
    names = [re.sub(r"^and\s+", "", name.strip()) for name in split_multiple_persons_names(field)]
    people = [name for name in names if name.strip("{}. ").casefold() not in ("others", "et al")]
    sections = [section for name in people for section in _sections(name)]
    medical = [match for section in sections if (match := _FAMILY_AND_INITIALS.fullmatch(section))]
    if len(sections) == len(medical) > 1:
        persons = [", ".join(match.groups()) for match in medical]
    else:
        persons = [person for name in people for person in _persons(name, people)]
    texts = map(_text, persons)
    return [text for text in texts if text] + [ET_AL] * (len(people) < len(names))


def _sections(name: str) -> list[str]:
    return [section for section in re.split(r"\s*,\s*", name) if section]


def _persons(name: str, names: list[str]) -> list[str]:
    """Return the names in one that BibTeX takes for a single one: several, where commas stand for `and`."""
    sections = _sections(name)
    if len(sections) < 2 or _has_group(name):
        return [name.rstrip(", ")]
    if len(sections) % 2 == 0 and all(map(_INITIALS.fullmatch, sections[1::2])):
        return [f"{family}, {given}" for family, given in zip(sections[::2], sections[1::2], strict=True)]
    are_plain = min(len(section.split()) for section in sections) > 1
    if len(sections) == 2 and not (are_plain and _may_be_two(*sections)):
        return [", ".join(sections)]
    if len(sections) == 3 and _SUFFIX.fullmatch(sections[1]):
        return [name]
    others_are_plain = any(re.fullmatch(r"[^,{}]+ [^,{}]+", other) for other in names)
    if are_plain and (len(sections) > 2 or name.endswith(",") or others_are_plain or _INITIAL.match(sections[0])):
        return sections
    if len(sections) == 2 and len(names) > 1:
        return [name]
    raise CatalogueError(
        f"the authors '{latex.plain(name)}' cannot be told apart; write 'and' between two persons "
        "(Hu, Edward and Shen, Yelong), and braces around a family name of several words ({García Márquez}, Gabriel)"
    )


def _has_group(name: str) -> bool:
    """Return whether braces hold several words of a name together."""
    if "{" not in name:
        return False
    depths = accumulate((sign == "{") - (sign == "}") for sign in name)
    return any(depth > 0 and sign in " ," for depth, sign in zip(depths, name, strict=True))


def _may_be_two(family: str, given: str) -> bool:
    """Return whether a family and a given name of several words may be two persons."""
    has_particle = any(word[:1].islower() for word in family.split())
    return not has_particle and not re.search(r"\s[^\W\d_]\.?$", given)


@lru_cache(maxsize=20_000)
def _text(name: str) -> str:
    """Return a name as data files have it: what a comma or braces tell of the family name is kept."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts  # 40 ms, as above

    parts = parse_single_name_into_parts(name, strict=False)
    family, given, suffix = (latex.plain(" ".join(words)) for words in (parts.von + parts.last, parts.first, parts.jr))
    plain = " ".join(part for part in (given, family, suffix) if part)
    is_told = "," in name or any(" " in latex.plain(word) for word in parts.last)
    parsed = parse_name(plain)
    if not (is_told and given and family) or (parsed.given, parsed.suffix) == (given, suffix):
        return plain
    return ", ".join(part for part in (family, suffix, given) if part)
