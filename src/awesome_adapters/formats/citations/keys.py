"""Citation keys that people can type: `hu2021lora`, of the first author, the year and a word of the title."""

import re
from collections.abc import Iterable
from datetime import date

from awesome_adapters.formats.citations.citation import identifiers
from awesome_adapters.identifiers import arxiv_month
from awesome_adapters.names import parse_name, split_et_al, unaccented
from awesome_adapters.records import Record
from awesome_adapters.text import tokens

_SMALL_WORDS = (
    "a about all an and any are as at be beyond by can do does for from has have how if in into is it its let more new "
    "no not of on one or our should simple that the their this to towards toward two under up use using via we what "
    "when where which who why with without you your"
)
"""Words with which titles begin and that tell nothing."""
_SHORTEST = 3
"""Letters of a word that stands alone."""


def citation_keys(records: Iterable[Record]) -> dict[str, str]:
    """Return by the keys of a list's entries those of their citations; BibTeX tells no cases apart.

    An entry's own word comes first. Of several papers that share a key, the one that was listed first has it plain, so
    that a paper which is added later changes none.
    """
    records, keys, made = list(records), dict[str, str](), []
    for record in records:
        if record.listed.has_citation_key:
            keys[record.key] = record.listed.citation_key
        else:
            made.append(record)
    taken = {key.lower() for key in keys.values()}
    for record in sorted(made, key=lambda record: (record.listed.entry.added or date.min, record.key)):
        plain = key = _key(record)
        number = 1
        while key.lower() in taken:
            number += 1
            key = f"{plain}-{number}"
        taken.add(key.lower())
        keys[record.key] = key
    return {record.key: keys[record.key] for record in records}


def _key(record: Record) -> str:
    """Make the key of a citation; without an author whom letters of ASCII can write, it is the entry's own.

    The year is the one that is known first: that of the arXiv id stays when the paper is published.
    """
    authors, _ = split_et_al(record.authors)
    name = parse_name(authors[0]) if authors else None
    author = "".join(_words(f"{name.particle} {name.family}")) if name else ""
    arxiv = identifiers(record).get("arxiv_id")
    year = arxiv_month(arxiv)[0] if arxiv else record.year or ""
    words = [word for word in _words(record.name or record.title) if word not in _SMALL_WORDS.split()]
    word = "".join(words[: 2 if len("".join(words[:1])) < _SHORTEST else 1])  # P-Tuning
    return f"{author}{year}{word}" if author and (year or word) else record.key


def _words(text: str) -> list[str]:
    return [word for token in tokens(unaccented(text)) if (word := re.sub("[^a-z0-9]", "", token))]
