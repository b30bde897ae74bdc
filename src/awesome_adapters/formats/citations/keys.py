"""Citation keys that people can type: `hu2021lora`, of the first author, the year and a word of the title."""

import re
from collections.abc import Sequence
from datetime import date

from awesome_adapters.formats.citations.citation import Item
from awesome_adapters.identifiers import arxiv_month
from awesome_adapters.text import tokens
from awesome_adapters.text.names import unaccented

_SMALL_TEXT = (
    "a about all an and any are as at be beyond by can do does for from has have how if in into is it its let more new "
    "no not of on one or our should simple that the their this to towards toward two under up use using via we what "
    "when where which who why with without you your"
)
_SMALL_WORDS = frozenset(_SMALL_TEXT.split())
"""Words with which titles begin and that tell nothing."""
_OPENING = 12
"""Words of a title in which one is looked for."""
_SHORTEST = 3
"""Letters of a word that stands alone."""


def citation_keys(items: Sequence[Item]) -> dict[str, str]:
    """Return by the keys of a list's entries those of their citations; BibTeX tells no cases apart.

    An entry's own word comes first. Of several papers that share a key, the one that was listed first has it plain, so
    that a paper which is added later changes none.
    """
    own = {item.record.key: item.citation.key for item in items if item.record.listed.has_citation_key}
    taken = {key.lower() for key in own.values()}
    made = [(item.record.listed.entry.added or date.min, item.record.key, _key(item)) for item in items]
    keys: dict[str, str] = {}
    for _, entry, plain in sorted(made):
        key, number = own.get(entry, plain), 1
        while entry not in own and key.lower() in taken:
            number += 1
            key = f"{plain}-{number}"
        taken.add(key.lower())
        keys[entry] = key
    return {item.record.key: keys[item.record.key] for item in items}


def _key(item: Item) -> str:
    """Make the key of a citation; without an author whom letters of ASCII can write, it is the entry's own.

    The year is the one that is known first: that of the arXiv id stays when the paper is published.
    """
    record, citation = item.record, item.citation
    name = next(iter(citation.authors), None)
    author = "".join(_words(f"{name.particle} {name.family}")) if name else ""
    year = arxiv_month(citation.arxiv)[0] if citation.arxiv else citation.year or ""
    opening = " ".join((record.name or record.title).split()[:_OPENING])
    words = [word for word in _words(opening) if word not in _SMALL_WORDS]
    word = "".join(words[: 2 if len("".join(words[:1])) < _SHORTEST else 1])  # P-Tuning
    return f"{author}{year}{word}" if author and (year or word) else record.key


def _words(text: str) -> list[str]:
    return [word for token in tokens(unaccented(text)) if (word := re.sub("[^a-z0-9]", "", token))]
