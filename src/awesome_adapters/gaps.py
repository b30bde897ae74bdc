"""What a list lacks and a curator can fill: no mistakes, so that each is a note."""

from collections.abc import Iterator
from datetime import date, timedelta

from awesome_adapters.checks import Subject
from awesome_adapters.enrich import is_preprint, resolve
from awesome_adapters.identifiers import Identifier, arxiv_month
from awesome_adapters.problems import Problem

KINDS = {
    "no-code": "no code is given",
    "rare-tag": "a tag that is used once",
    "old-preprint": "a preprint older than a year; was it published?",
}
"""The rules and what they find, in the order of a report."""

_PUBLISHERS = ("acl_id", "doi")
"""Ids that only a published paper has; arXiv's own DOIs are read as arXiv ids."""

_A_YEAR = timedelta(days=366)


def find(subject: Subject, today: date) -> dict[str, list[tuple[str, Problem]]]:
    """Return the gaps by their rules, in the order of the list, each with the title or the tag that it is about."""
    found: dict[str, list[tuple[str, Problem]]] = {rule: [] for rule in KINDS}
    for name, problem in (*_code(subject), *_tags(subject), *_preprints(subject, today)):
        found[problem.rule].append((name, problem))
    return found


def _code(subject: Subject) -> Iterator[tuple[str, Problem]]:
    for listing in subject.catalogue.listings():
        if listing.is_paper and not listing.entry.code:
            title = listing.entry.title
            yield title, Problem(listing.origin.at(), "no-code", f"'{title}' has no code", severity="note")


def _tags(subject: Subject) -> Iterator[tuple[str, Problem]]:
    """Find tags that do not help to find a second entry; one that the settings name is there on purpose."""
    known = {tag.casefold() for tag in subject.catalogue.settings.tags}
    first: dict[str, tuple[str, Problem] | None] = {}
    for listing in subject.catalogue.listings():
        for number, tag in enumerate(listing.entry.tags):
            message = f"the tag '{tag}' is used here alone"
            gap = (tag, Problem(listing.origin.at("tags", number), "rare-tag", message, severity="note"))
            first[tag.casefold()] = None if tag.casefold() in first else gap
    yield from (gap for tag, gap in first.items() if gap and tag not in known)


def _preprints(subject: Subject, today: date) -> Iterator[tuple[str, Problem]]:
    for listing in subject.catalogue.listings():
        arxiv = next((one for one in listing.identifiers if one.scheme == "arxiv_id"), None)
        day = arxiv and submitted(arxiv)
        if not day or today - day <= _A_YEAR:
            continue
        record = resolve(listing, subject.store.paper(listing.identifiers))
        if is_preprint(record.venue) and not any(one.scheme in _PUBLISHERS for one in listing.identifiers):
            message = f"'{record.title}' is of {day:%Y-%m} and has no venue; was it published?"
            place = listing.origin.at("paper")
            yield record.title, Problem(place, "old-preprint", message, severity="note")


def submitted(identifier: Identifier) -> date:
    """Return the first day of the month that an arXiv id names."""
    return date(*arxiv_month(identifier.value), 1)
