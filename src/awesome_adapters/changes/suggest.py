"""Where a paper could stand and how it could be tagged: what the most similar entries of the list say."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, SectionPath, path_text
from awesome_adapters.catalogue.tags import preferred
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.metadata.venues import is_preprint
from awesome_adapters.records import resolve
from awesome_adapters.text import tokens

_NEIGHBOURS = 8
_COMMON_WORDS = """a an and are as at be by can do does for from how in into is it its more of on or our over than that
the their to towards via we what when with without using use based new"""
_COMMON = frozenset(tokens(_COMMON_WORDS))


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

    Rare words count more, and the length of an entry does not matter. On 147 entries in 11 sections this
    put 43 of 59 further ones into their section by title and venue, and 50 into one of the first three;
    without lengths, venues, plurals, tools and sections' titles it was 35 and 45. With 308 entries in
    38 finer sections it is 109 and 147 of 248 candidates (measured 2026-11).
    """
    entries = list(catalogue.entries())
    short_venues = catalogue.settings.short_venues()
    texts = [_features_of(listed, store, short_venues) for listed in entries]
    titles = [_words(listed.entry.title) for listed in entries]
    frequency = Counter(form for text in texts for form in text)
    wanted = _words(title, *extra) | _facts(venue, short_venues, is_paper=is_paper)
    neighbours = []
    for listed, text, title_words in zip(entries, texts, titles, strict=True):
        rarity = {form: math.log(1 + len(texts) / frequency[form]) ** 2 for form in text if form in wanted}
        if rarity:
            shared = [wanted[form] for form in sorted(rarity, key=lambda form: (-rarity[form], form))]
            score = sum(weight if form in title_words else 0.7 * weight for form, weight in rarity.items())
            neighbours.append(Similar(score / math.sqrt(len(text)), listed, shared))
    neighbours.sort(key=lambda neighbour: -neighbour.score)
    return neighbours[:_NEIGHBOURS]


def sections(neighbours: list[Similar]) -> list[Suggestion]:
    """Propose sections, the most likely first."""
    scores: dict[SectionPath, float] = {}
    for neighbour in neighbours:
        path = neighbour.listed.section_path
        scores[path] = scores.get(path, 0) + neighbour.score
    best = {neighbour.listed.section_path: neighbour for neighbour in reversed(neighbours)}
    suggestions = []
    for path in sorted(scores, key=lambda path: -scores[path])[:3]:
        _, listed, shared = best[path]
        reason = f"'{listed.entry.title}' is there (in common: {', '.join(shared[:4])})"
        suggestions.append(Suggestion(path_text(path), reason))
    return suggestions


def tags(catalogue: Catalogue, neighbours: list[Similar], title: str, extra: Iterable[str] = ()) -> list[Suggestion]:
    """Propose tags in their preferred spellings: those that the texts name, then those of similar entries."""
    vocabulary = catalogue.tags()
    tags_of_entries = [listed.entry.tags for listed in catalogue.entries()]
    counts = Counter(tag for tags in tags_of_entries for tag in preferred(vocabulary, tags))
    text = " ".join((title, *extra)).casefold()
    row = f" {' '.join(tokens(text))} "
    named = preferred(vocabulary, (tag for tags in tags_of_entries for tag in tags if _names(text, row, tag)))
    times = {tag: "once" if counts[tag] == 1 else f"{counts[tag]:,} times" for tag in named}
    reasons = {tag: f"named in the title or summary; {times[tag]} in the list" for tag in named}
    shared = Counter(tag for near in neighbours for tag in preferred(vocabulary, near.listed.entry.tags))
    for tag, number in shared.items():
        if number * 2 >= len(neighbours) > 1:
            reasons.setdefault(tag, f"{number} of the {len(neighbours)} most similar entries have it")
    ranked = sorted(reasons, key=lambda tag: (tag not in named, -counts[tag], tag))
    return [Suggestion(tag, reasons[tag]) for tag in ranked]


def _names(text: str, row: str, tag: str) -> bool:
    """Return whether a text, and the row of its words, has a tag in it, with the + that ends it: LoRA+ is not LoRA."""
    words = tokens(tag)
    return bool(words) and f" {' '.join(words)} " in row and (not tag.endswith("+") or tag.casefold() in text)


def _features_of(listed: ListedEntry, store: MetadataStore, short_venues: Mapping[str, str]) -> dict[str, str]:
    entry, venue = listed.entry, resolve(listed, store.paper(listed.identifiers, listed.paper_title)).venue
    facts = _facts(venue, short_venues, is_paper=listed.is_paper)
    return _words(entry.title, *entry.tags, entry.summary or "", *listed.section_path) | facts


def _words(*texts: str) -> dict[str, str]:
    """Return the words that tell something, by the form in which they are compared."""
    words = (word for text in texts for word in tokens(text) if word not in _COMMON and len(word) > 1)
    return {_singular(word): word for word in words}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _facts(venue: str | None, short_venues: Mapping[str, str], *, is_paper: bool) -> dict[str, str]:
    """Return what is no word: the venue under its short name (preprints have none), and whether it is a tool."""
    facts = {} if is_paper else {"being no paper": "being no paper"}
    if venue and not is_preprint(venue):
        short = short_venues.get(venue.casefold(), venue)
        facts[f"at {short.casefold()}"] = f"at {short}"
    return facts
