"""Which entries of a list are related: those that share its rarer tags and its authors."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from awesome_adapters.catalogue import path_text
from awesome_adapters.catalogue.tags import tag_form
from awesome_adapters.records import Record
from awesome_adapters.text import tokens
from awesome_adapters.text.names import people

MOST = 6
"""Related entries of one."""
NEIGHBOURS = 40
"""Entries with a common tag that are compared, those nearest in the list: with all, time would grow with its square."""
_SECTION_WEIGHT = 0.3

Feature = tuple[str, str]
"""What entries can share: a tag's form, an author's words, or a section."""


class Relation(NamedTuple):
    """A related entry, with the tags and the authors that both have, as the other one spells them."""

    record: Record
    tags: list[str]
    authors: list[str]


def relations(records: Sequence[Record]) -> Iterator[tuple[Record, list[Relation]]]:
    """Give each record with those that are related to it, the nearest first; the time grows with their number.

    A shared feature counts by how rare it is in the list (its inverse document frequency).
    """
    features = [_features(record) for record in records]
    places: defaultdict[Feature, list[int]] = defaultdict(list)
    for place, named in enumerate(features):
        for feature in named:
            places[feature].append(place)
    weights = {
        feature: math.log(len(records) / len(shared)) * (_SECTION_WEIGHT if feature[0] == "section" else 1)
        for feature, shared in places.items()
    }
    for place, record in enumerate(records):
        scores: defaultdict[int, float] = defaultdict(float)
        for feature in features[place]:
            shared = places[feature]
            if len(shared) > NEIGHBOURS:
                start = max(0, bisect_left(shared, place) - NEIGHBOURS // 2)
                shared = shared[start : start + NEIGHBOURS]
            for other in shared:
                scores[other] += weights[feature]
        del scores[place]
        least = min(sorted(scores.values())[-MOST:], default=0)  # to look closer at few is faster
        ranks = ((-score, abs(other - place), other) for other, score in scores.items() if score and score >= least)
        best = [other for _, _, other in sorted(ranks)[:MOST]]
        yield record, [_relation(features[place], records[other], features[other]) for other in best]


def _features(record: Record) -> dict[Feature, str]:
    """Return what others can share with a record, with the words of the record for it."""
    tags = {("tag", tag_form(tag)): tag for tag in record.tags}
    authors = {("author", " ".join(tokens(name))): name for name in people(record.authors)}
    return {**tags, **authors, ("section", path_text(record.listed.section_path)): ""}


def _relation(own: Mapping[Feature, str], other: Record, features: Mapping[Feature, str]) -> Relation:
    shared = [(feature[0], words) for feature, words in features.items() if feature in own]
    tags, authors = ([words for kind, words in shared if kind == wanted] for wanted in ("tag", "author"))
    return Relation(other, tags, authors)
