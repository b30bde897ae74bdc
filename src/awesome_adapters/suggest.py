"""Where a paper could stand and how it could be tagged: what the most similar entries of the list say."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, Listing
from awesome_adapters.text import words

_NEIGHBOURS = 8
_COMMON = frozenset(
    words(
        "a an and are as at be by can for from how in into is it its more of on or our over than that the their to "
        "towards via we what when with without using use based new"
    )
)


class Suggestion(NamedTuple):
    """A section or a tag, and the reason for it."""

    value: str
    reason: str


class Similar(NamedTuple):
    """An entry that resembles a paper: how much, and in which words."""

    score: float
    listing: Listing
    shared: list[str]


def similar(catalogue: Catalogue, title: str, extra: Iterable[str] = ()) -> list[Similar]:
    """Find the entries whose titles, tags and summaries share most with a title and further texts, best first.

    A word counts the more, the fewer entries have it; words of the title count twice.
    """
    listings = list(catalogue.listings())
    texts = [_words(listing.entry.title, *listing.entry.tags, listing.entry.summary or "") for listing in listings]
    frequency = Counter(word for text in texts for word in text)
    wanted = dict.fromkeys(_words(title), 2.0)
    for word in _words(*extra):
        wanted.setdefault(word, 1.0)
    found = []
    for listing, text in zip(listings, texts, strict=True):
        weights = {word: wanted[word] / frequency[word] ** 0.5 for word in text if word in wanted}
        if weights:
            shared = sorted(weights, key=lambda word: (-weights[word], word))
            found.append(Similar(sum(weights.values()), listing, shared))
    found.sort(key=lambda one: -one.score)
    return found[:_NEIGHBOURS]


def sections(neighbours: list[Similar]) -> list[Suggestion]:
    """Propose sections, the likeliest first."""
    scores: Counter[tuple[str, ...]] = Counter()
    for one in neighbours:
        scores[one.listing.titles] += one.score  # type: ignore[assignment]
    best = {one.listing.titles: one for one in reversed(neighbours)}
    return [
        Suggestion(" > ".join(titles), f"'{best[titles].listing.entry.title}' is there ({_in_common(best[titles])})")
        for titles, _ in scores.most_common(3)
    ]


def tags(catalogue: Catalogue, title: str, extra: Iterable[str] = ()) -> list[Suggestion]:
    """Propose tags of the list that the title or further texts name."""
    counts = Counter(tag for listing in catalogue.listings() for tag in listing.entry.tags)
    text = f" {' '.join(words(' '.join((title, *extra))))} "
    named = [tag for tag in counts if words(tag) and f" {' '.join(words(tag))} " in text]
    named.sort(key=lambda tag: (-counts[tag], tag))
    return [Suggestion(tag, f"used {counts[tag]:,} times, and named in the title or summary") for tag in named[:5]]


def _in_common(one: Similar) -> str:
    return f"in common: {', '.join(one.shared[:4])}"


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in words(text) if word not in _COMMON and len(word) > 1}
