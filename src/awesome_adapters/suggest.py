"""Where a paper could stand and how it could be tagged: what the most similar entries of the list say."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, path_text
from awesome_adapters.records import resolve
from awesome_adapters.schema import Settings
from awesome_adapters.store import MetadataStore
from awesome_adapters.text import tokens

_NEIGHBOURS = 8
_COMMON = frozenset(
    tokens(
        "a an and are as at be by can do does for from how in into is it its more of on or our over than that the "
        "their to towards via we what when with without using use based new"
    )
)


class Suggestion(NamedTuple):
    """A section or a tag, and the reason for it."""

    value: str
    reason: str


class Similar(NamedTuple):
    """An entry that resembles a paper: how much, and in what."""

    score: float
    listed: ListedEntry
    shared: list[str]


def similar(
    catalogue: Catalogue,
    store: MetadataStore,
    title: str,
    extra: Iterable[str] = (),
    venue: str | None = None,
    *,
    is_paper: bool = True,
) -> list[Similar]:
    """Find the entries that share most with the title, further texts and venue of a paper or a tool, best first.

    What few entries have counts more, and a long entry has not more to say than a short one. On the
    147 entries of the adapters' list this puts 43 of 59 further ones into their section by title
    and venue, and 50 into one of the first three; without lengths, venues, plurals, tools and sections'
    titles it was 35 and 45 (measured 2026-11).
    """
    entries = list(catalogue.entries())
    texts = [_of_listing(listed, store, catalogue.settings) for listed in entries]
    titles = [_words(listed.entry.title) for listed in entries]
    frequency = Counter(word for text in texts for word in text)
    wanted = _words(title, *extra) | _facts(venue, catalogue.settings, is_paper=is_paper)
    found = []
    for listed, text, own in zip(entries, texts, titles, strict=True):
        rarity = {word: math.log(1 + len(texts) / frequency[word]) ** 2 for word in text if word in wanted}
        if rarity:
            shared = [wanted[word] for word in sorted(rarity, key=lambda word: (-rarity[word], word))]
            score = sum(weight if word in own else 0.7 * weight for word, weight in rarity.items())
            found.append(Similar(score / math.sqrt(len(text)), listed, shared))
    found.sort(key=lambda one: -one.score)
    return found[:_NEIGHBOURS]


def sections(neighbours: list[Similar]) -> list[Suggestion]:
    """Propose sections, the likeliest first."""
    scores: dict[tuple[str, ...], float] = {}
    for one in neighbours:
        scores[one.listed.section_path] = scores.get(one.listed.section_path, 0) + one.score
    best = {one.listed.section_path: one for one in reversed(neighbours)}
    return [
        Suggestion(path_text(titles), f"'{best[titles].listed.entry.title}' is there ({_in_common(best[titles])})")
        for titles in sorted(scores, key=lambda titles: -scores[titles])[:3]
    ]


def tags(catalogue: Catalogue, neighbours: list[Similar], title: str, extra: Iterable[str] = ()) -> list[Suggestion]:
    """Propose tags of the list: those that the title or further texts name, then those of similar entries."""
    counts = Counter(tag for listed in catalogue.entries() for tag in listed.entry.tags)
    text = " ".join((title, *extra)).casefold()
    row = f" {' '.join(tokens(text))} "
    named = [tag for tag in counts if _names(text, row, tag)]
    found = {tag: f"named in the title or summary; {_times(counts[tag])} in the list" for tag in named}
    for tag, number in Counter(tag for one in neighbours for tag in one.listed.entry.tags).items():
        if number * 2 >= len(neighbours) > 1:
            found.setdefault(tag, f"{number} of the {len(neighbours)} most similar entries have it")
    return [Suggestion(tag, found[tag]) for tag in sorted(found, key=lambda tag: (tag not in named, -counts[tag], tag))]


def _names(text: str, row: str, tag: str) -> bool:
    """Tell whether a text, and the row of its words, has a tag in it, with the + that ends it: LoRA+ is not LoRA."""
    wanted = tokens(tag)
    return bool(wanted) and f" {' '.join(wanted)} " in row and (not tag.endswith("+") or tag.casefold() in text)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _in_common(one: Similar) -> str:
    return f"in common: {', '.join(one.shared[:4])}"


def _of_listing(listed: ListedEntry, store: MetadataStore, settings: Settings) -> dict[str, str]:
    entry, venue = listed.entry, resolve(listed, store.paper(listed.identifiers)).venue
    facts = _facts(venue, settings, is_paper=listed.is_paper)
    return _words(entry.title, *entry.tags, entry.summary or "", *listed.section_path) | facts


def _words(*texts: str) -> dict[str, str]:
    """Return the words that tell something, by the form in which they are compared."""
    told = (word for text in texts for word in tokens(text) if word not in _COMMON and len(word) > 1)
    return {_singular(word): word for word in told}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _facts(venue: str | None, settings: Settings, *, is_paper: bool) -> dict[str, str]:
    """Return what is no word: the venue under its short name (that of preprints says nothing), and to be a tool."""
    short = next((short for short, names in settings.venues.items() if venue in names), venue)
    facts = [] if is_paper else ["being no paper"]
    facts += [f"at {short}"] if short and "arxiv" not in short.casefold() else []
    return {fact: fact for fact in facts}
