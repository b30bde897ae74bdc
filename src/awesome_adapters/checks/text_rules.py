"""The rules for what is said of an entry: its summary, its authors, its venue, its day."""

import re
from collections.abc import Iterator
from datetime import timedelta

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.checks.rules import CheckContext, Finding, RuleSet
from awesome_adapters.text import SENTENCE_TERMINALS, tokens
from awesome_adapters.text.names import author_names
from awesome_adapters.yaml.writer import field_lines

SUMMARY_LENGTH = 200

WARNINGS = RuleSet("warning")

_CLOSING = "\"'”’»›」』）】》〉)\\]"
"""Quotation marks and brackets that can stand behind the end of a sentence."""


@WARNINGS.rule()
def latex_escape(context: CheckContext) -> Iterator[Finding]:
    r"""In double quotes `\nu` is a line break and a `u`."""
    for problem in context.reading_warnings:
        yield Finding(problem.location, problem.message, problem.hint)


@WARNINGS.rule()
def future_day(context: CheckContext) -> Iterator[Finding]:
    """Nothing came into the list tomorrow; a day is left for time zones."""
    for listed in context.catalogue.entries():
        added = listed.entry.added
        if added and context.today and added > context.today + timedelta(days=1):
            message = f"{added} is in the future; 'added' is the day on which the entry came into the list"
            yield Finding(listed.origin.at("added"), message)


@WARNINGS.rule()
def venue_year(context: CheckContext) -> Iterator[Finding]:
    """The year of a publication is shown behind its venue; the settings may know a name that ends in one."""
    short = context.catalogue.settings.short_venues()
    for listed in context.catalogue.entries():
        paper = listed.entry.paper
        match = re.fullmatch(
            r"(.*?\w.*?)[\s,]*(?:\(((?:19|20)\d\d)\)|\b((?:19|20)\d\d)|['’](\d\d))", (paper and paper.venue) or ""
        )
        if paper and paper.venue and match and paper.venue.casefold() not in short:
            year = int(match[2] or match[3] or f"20{match[4]}")
            message = f"the venue ends in {year}; the year stands in 'year'"
            lines = field_lines({"venue": match[1], **({} if paper.year else {"year": str(year)})})
            is_same = paper.year in (None, year)
            yield Finding(
                listed.origin.at("paper", "venue"),
                message,
                lines if is_same else None,
                is_certain=is_same and bool(paper.year),
            )


@WARNINGS.rule()
def joined_authors(context: CheckContext) -> Iterator[Finding]:
    """Each author is a text of its own: exports take apart their names."""
    for listed in context.catalogue.entries():
        authors = (listed.entry.paper and listed.entry.paper.authors) or []
        names = [author_names(author) for author in authors]
        for number, parts in enumerate(names):
            if len(parts) > 1:
                every = [name for author, parts in zip(authors, names, strict=True) for name in parts or [author]]
                message = f"these are {len(parts)} authors in one text: '{authors[number]}'"
                yield Finding(listed.origin.at("paper", "authors", number), message, field_lines({"authors": every}))
                break


def _summaries(context: CheckContext) -> Iterator[tuple[ListedEntry, str]]:
    return ((listed, summary) for listed in context.catalogue.entries() if (summary := listed.entry.summary))


@WARNINGS.rule()
def summary_length(context: CheckContext) -> Iterator[Finding]:
    """A summary is short."""
    for listed, summary in _summaries(context):
        if len(summary) > SUMMARY_LENGTH:
            length = f"{len(summary)} characters; the limit is {SUMMARY_LENGTH}"
            yield Finding(listed.origin.at("summary"), f"the summary has {length}")


@WARNINGS.rule()
def summary_end(context: CheckContext) -> Iterator[Finding]:
    """A summary ends like a sentence."""
    for listed, summary in _summaries(context):
        if summary[-1] not in ".!?" and not re.search(rf"[{SENTENCE_TERMINALS}…][{_CLOSING}]*$", summary):
            stop = "。" if "\u3040" <= summary[-1] <= "\u9fff" else "."
            message, hint = "the summary does not end like a sentence", summary.rstrip(",;:-–— ") + stop
            is_certain = re.search(rf"[^\W_][{_CLOSING}]*$", summary) is not None
            yield Finding(listed.origin.at("summary"), message, hint, is_certain=is_certain)


@WARNINGS.rule()
def summary_start(context: CheckContext) -> Iterator[Finding]:
    """A summary begins like a sentence, and not with the title."""
    for listed, summary in _summaries(context):
        name, colon, _ = listed.entry.title.partition(":")
        words, title = tokens(summary), tokens(name)
        if title and words[: len(title)] == title:
            what = f"'{name.strip()}'" if colon else "the title"
            yield Finding(listed.origin.at("summary"), f"the summary starts with {what}; say what the thing does")
        word = re.match(r"[^\W_]*", summary)
        if word and word[0].islower() and word[0].isalpha():
            message = f"the summary starts with a small letter: '{word[0]}'"
            yield Finding(listed.origin.at("summary"), message, summary[0].upper() + summary[1:])
