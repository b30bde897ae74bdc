"""Tags: when two of them are one, and how the list spells them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from awesome_adapters.problems import CatalogueError


@lru_cache(4096)
def tag_form(tag: str) -> str:
    """Return the form in which the spellings of a tag are alike: two tags are one where their forms are equal."""
    return re.sub(r"[\s_-]+", "", tag.casefold())


def vocabulary(settings: Mapping[str, Iterable[str]], used: Iterable[str]) -> dict[str, str]:
    """Return the preferred spellings by `tag_form`: those of the settings, with their variants, else the most used."""
    spellings = {tag_form(other): tag for tag, others in settings.items() for other in (tag, *others)}
    for tag, _ in Counter(used).most_common():
        spellings.setdefault(tag_form(tag), tag)
    return spellings


def preferred(vocabulary: Mapping[str, str], tags: Iterable[str]) -> list[str]:
    """Return the tags of an entry in their preferred spellings, each once."""
    return list(dict.fromkeys(vocabulary[tag_form(tag)] for tag in tags))


def find(vocabulary: Mapping[str, str], text: str) -> str:
    """Return the preferred spelling of a tag that somebody types; raises `CatalogueError` where it is none."""
    if tag := vocabulary.get(tag_form(text)):
        return tag
    raise CatalogueError(f"no entry has the tag '{text}'{advice(vocabulary, text)}")


def advice(vocabulary: Mapping[str, str], text: str) -> str:
    """Return the end of a message on what is no tag: a question after the tags that it resembles, if there are some."""
    by_name = {tag.casefold(): tag for tag in vocabulary.values()} | dict(vocabulary)
    names = get_close_matches(text.strip().casefold(), by_name, 3, 0.5)
    similar = dict.fromkeys(f"'{by_name[name]}'" for name in names)
    return f"; did you mean {' or '.join(similar)}?" if similar else ""
