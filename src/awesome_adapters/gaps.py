"""What a list lacks and a curator can fill: no mistakes, so that each is a note."""

from collections.abc import Iterator
from datetime import date, timedelta

from awesome_adapters.checks import CheckContext
from awesome_adapters.identifiers import SCHEMES, Identifier, arxiv_month
from awesome_adapters.problems import Problem
from awesome_adapters.records import resolve
from awesome_adapters.venues import is_preprint

KINDS = {
    "no-code": "no code is given",
    "rare-tag": "a tag that is used once",
    "old-preprint": "a preprint older than a year; was it published?",
}
"""The rules and what they find, in the order of a report."""

_A_YEAR = timedelta(days=366)


def find(context: CheckContext, today: date) -> dict[str, list[tuple[str, Problem]]]:
    """Return the gaps by their rules, in the order of the list, each with the title or the tag that it is about."""
    found: dict[str, list[tuple[str, Problem]]] = {rule: [] for rule in KINDS}
    for name, problem in (*_code(context), *_tags(context), *_preprints(context, today)):
        found[problem.rule].append((name, problem))
    return found


def _code(context: CheckContext) -> Iterator[tuple[str, Problem]]:
    for listed in context.catalogue.entries():
        if listed.is_paper and not listed.entry.code:
            title = listed.entry.title
            yield title, Problem(listed.origin.at(), "no-code", f"'{title}' has no code", severity="note")


def _tags(context: CheckContext) -> Iterator[tuple[str, Problem]]:
    """Find tags that do not help to find a second entry; one that the settings name is there on purpose."""
    known = {tag.casefold() for tag in context.catalogue.settings.tags}
    first: dict[str, tuple[str, Problem] | None] = {}
    for listed in context.catalogue.entries():
        for number, tag in enumerate(listed.entry.tags):
            message = f"the tag '{tag}' is used here alone"
            gap = (tag, Problem(listed.origin.at("tags", number), "rare-tag", message, severity="note"))
            first[tag.casefold()] = None if tag.casefold() in first else gap
    yield from (gap for tag, gap in first.items() if gap and tag not in known)


def _preprints(context: CheckContext, today: date) -> Iterator[tuple[str, Problem]]:
    for listed in context.catalogue.entries():
        arxiv = next((one for one in listed.identifiers if one.scheme == "arxiv_id"), None)
        day = arxiv and submitted(arxiv)
        if not day or today - day <= _A_YEAR:
            continue
        record = resolve(listed, context.store.paper(listed.identifiers))
        if is_preprint(record.venue) and not any(SCHEMES[one.scheme].proves_publication for one in listed.identifiers):
            message = f"'{record.title}' is of {day:%Y-%m} and has no venue; was it published?"
            place = listed.origin.at("paper")
            yield record.title, Problem(place, "old-preprint", message, severity="note")


def submitted(identifier: Identifier) -> date:
    """Return the first day of the month that an arXiv id names."""
    return date(*arxiv_month(identifier.value), 1)
