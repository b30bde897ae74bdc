"""What a list lacks and a curator can fill: no mistakes, so that each is a note."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from awesome_adapters.catalogue.tags import tag_form
from awesome_adapters.checks.rules import CheckContext, Finding, RuleSet
from awesome_adapters.identifiers import Identifier, arxiv_month, proves_publication
from awesome_adapters.metadata.venues import is_preprint
from awesome_adapters.problems import Problem

NOTES = RuleSet("note")
_FIRST = 10
"""So many tags are named."""

_A_YEAR = timedelta(days=366)


@NOTES.rule("papers without code")
def no_code(context: CheckContext) -> Iterator[Finding]:
    """A paper's code helps more readers than its text."""
    for listed in context.catalogue.entries():
        title = listed.entry.title
        if listed.is_paper and not listed.entry.code:
            yield Finding(listed.origin.at(), f"'{title}' has no code", subject=title)


@NOTES.rule("tags used once")
def rare_tag(context: CheckContext) -> Iterator[Finding]:
    """A tag helps to find a second entry; one that the settings name is there on purpose."""
    vocabulary, on_purpose = context.catalogue.tags(), context.catalogue.settings.tags
    uses = Counter(vocabulary[tag_form(tag)] for listed in context.catalogue.entries() for tag in listed.entry.tags)
    for listed in context.catalogue.entries():
        for number, tag in enumerate(listed.entry.tags):
            if uses[name := vocabulary[tag_form(tag)]] == 1 and name not in on_purpose:
                message = f"only this entry uses the tag '{tag}'"
                yield Finding(listed.origin.at("tags", number), message, subject=tag)


@NOTES.rule("preprints older than a year")
def old_preprint(context: CheckContext) -> Iterator[Finding]:
    """A preprint is published within a year, or never."""
    for listed in context.catalogue.entries():
        arxiv = next((identifier for identifier in listed.identifiers if identifier.scheme == "arxiv_id"), None)
        if not arxiv or not context.today or context.today - submitted(arxiv) <= _A_YEAR:
            continue
        record = context.record(listed)
        is_published = any(map(proves_publication, listed.identifiers))
        if is_preprint(record.venue) and not is_published:
            message = f"'{record.title}' is of {submitted(arxiv):%Y-%m} and has no venue; was it published?"
            yield Finding(listed.origin.at("paper"), message, subject=record.title)


HEADINGS = {rule.name: rule.heading for rule in NOTES}
"""The rules and what they find, in the order of a report."""


def find(context: CheckContext) -> dict[str, list[tuple[str, Problem]]]:
    """Return the gaps by their rules, in the order of the list, each with the title or the tag that it is about."""
    return {rule.name: [(gap.subject, rule.problem(gap)) for gap in rule.find(context)] for rule in NOTES}


def notes(gaps: dict[str, list[tuple[str, Problem]]]) -> list[Problem]:
    """Return the gaps one by one, and all tags that are used once in one: they are too many to be read."""
    problems = [gap for rule, of_kind in gaps.items() for _, gap in of_kind if rule != "rare-tag"]
    if rare := gaps.get("rare-tag"):
        names = ", ".join(tag for tag, _ in rare[:_FIRST]) + (", …" if len(rare) > _FIRST else "")
        what = "1 tag is used once" if len(rare) == 1 else f"{len(rare):,} tags are used once"
        problems.append(rare[0][1]._replace(message=f"{what}: {names}"))
    return problems


def submitted(identifier: Identifier) -> date:
    """Return the first day of the month that an arXiv id names."""
    return date(*arxiv_month(identifier.value), 1)
