"""The rules that no single key can break: each is a function that gives the problems it finds.

`ERRORS` make a list that cannot be built rightly; `WARNINGS` are for the people who keep it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, Listing, Section
from awesome_adapters.enrich import same_paper, same_title
from awesome_adapters.identifiers import SCHEMES, implied
from awesome_adapters.problems import Origin, Problem
from awesome_adapters.store import Store
from awesome_adapters.text import words

SUMMARY_LENGTH = 200
LEVELS = 5
"""Headings end at h6, and the list's title is h1."""


class Subject(NamedTuple):
    """What the rules look at."""

    catalogue: Catalogue
    store: Store
    settings_origin: Origin | None = None


Rule = Callable[[Subject], Iterable[Problem]]


def run(subject: Subject, rules: Iterable[tuple[str, Rule]], severity: str) -> list[Problem]:
    """Apply rules, and return what they find as problems of one severity."""
    return [problem._replace(severity=severity) for _, rule in rules for problem in rule(subject)]


# What must be right --------------------------------------------------------------------------------------------------


def nothing_to_link(subject: Subject) -> Iterator[Problem]:
    """Every entry leads somewhere."""
    for listing in subject.catalogue.listings():
        entry = listing.entry
        if not (entry.code or entry.website or listing.is_paper):
            message = f"'{entry.title}' has nothing to link to; give the paper an id, or add code or website"
            yield Problem(listing.origin.at(), "no-link", message)


def duplicate_paper(subject: Subject) -> Iterator[Problem]:
    """No paper is listed twice, under whichever of its ids: those that Semantic Scholar knows count as well."""
    first: dict[object, Listing] = {}
    for listing in subject.catalogue.listings():
        identifiers = listing.entry.identifiers
        if not identifiers:
            continue
        names: set[object] = {*identifiers, *map(implied, identifiers)}
        if key := subject.store.find(identifiers):
            names.add(key)
        there = next((first[name] for name in names if name in first), None)
        if there:
            place = listing.origin.at("paper", identifiers[0].scheme)
            message = f"this paper is already listed in {there.origin.at()} as '{there.entry.title}'"
            hint = f"also_in: [{' > '.join(listing.titles)}]" if listing.titles != there.titles else None
            yield Problem(place, "duplicate-paper", f"{message}; a further place is named there with also_in", hint)
        for name in names:
            first.setdefault(name, listing)


def duplicate_key(subject: Subject) -> Iterator[Problem]:
    """No two entries share an anchor."""
    first: dict[str, Listing] = {}
    for listing in subject.catalogue.listings():
        there = first.setdefault(listing.key.lower(), listing)
        if there is not listing and not (listing.entry.identifiers and not listing.entry.key):
            message = (
                f"'{listing.key}' is already the key of the entry in {there.origin.at()}; give this one another key"
            )
            yield Problem(listing.origin.at("key"), "duplicate-key", message)


def section_titles(subject: Subject) -> Iterator[Problem]:
    """A heading can be carried by GitHub's anchors and by awesome-lint."""
    seen: dict[tuple[str, ...], Section] = {}
    for section in subject.catalogue.sections:
        title, place = section.title, section.origin.at("title")
        if not title:
            continue
        if len(section.titles) > LEVELS:
            yield Problem(section.origin.at(), "too-deep", f"sections can be nested {LEVELS} levels deep, not more")
        if title[-1] in ".,:;!?":
            message = f"a section's title does not end with '{title[-1]}'"
            yield Problem(place, "section-title", message, title.rstrip(".,:;!? "))
        if title.casefold() in ("license", "licence", "contents"):
            yield Problem(place, "section-title", f"'{title}' cannot be a section's title: awesome lists keep it apart")
        if re.search(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]", title):
            message = "a section's title holds no emoji: links to it would not work everywhere"
            yield Problem(place, "section-title", message)
        there = seen.setdefault(section.titles, section)
        if there is not section:
            message = f"the section '{' > '.join(section.titles)}' is already in {there.origin.at()}"
            yield Problem(place, "duplicate-section", message)


ERRORS: tuple[tuple[str, Rule], ...] = (
    ("no-link", nothing_to_link),
    ("duplicate-paper", duplicate_paper),
    ("duplicate-key", duplicate_key),
    ("section-title", section_titles),
)


# What should be looked at --------------------------------------------------------------------------------------------


def similar_titles(subject: Subject) -> Iterator[Problem]:
    """Two titles that differ by little are often one paper."""
    first: dict[tuple[str, ...], Listing] = {}
    for listing in subject.catalogue.listings():
        for form in _forms(listing.entry.title):
            there = first.setdefault(form, listing)
            if there is not listing:
                message = f"'{listing.entry.title}' is nearly the title of the entry in {there.origin.at()}"
                yield Problem(listing.origin.at("title"), "similar-title", f"{message}; are they one paper?")
                break


def _forms(title: str) -> set[tuple[str, ...]]:
    """Return what a title shares with its variants: the order of the words and a name in front do not count."""
    forms = {tuple(sorted(words(title)))}
    after_name = words(title.partition(":")[2])
    if len(after_name) > 4:
        forms.add(tuple(sorted(after_name)))
    return forms


def wrong_paper(subject: Subject) -> Iterator[Problem]:
    """A mistyped id is the one mistake that no reviewer sees: the title that it leads to tells."""
    for listing in subject.catalogue.listings():
        paper = subject.store.paper(listing.entry.identifiers)
        if paper and not same_title(listing, paper):
            place = listing.origin.at("paper", listing.entry.identifiers[0].scheme)
            shown = "" if same_paper(listing, paper) else " (nothing of that record is shown)"
            message = (
                f"Semantic Scholar knows this id as '{paper.title}', and the entry is called "
                f"'{listing.entry.title}'{shown}; is the id right? If it is, give that title as the paper's title"
            )
            yield Problem(place, "wrong-paper", message, f'title: "{paper.title}"')


def identifier_spelling(subject: Subject) -> Iterator[Problem]:
    """Ids are written plainly, and in quotes where other programs would take them for numbers."""
    for listing in subject.catalogue.listings():
        paper = listing.origin.child("paper")
        for identifier in listing.entry.identifiers:
            for scheme in SCHEMES:
                written = paper and paper.child(scheme)
                if not written or getattr(listing.entry.paper, scheme) != identifier:
                    continue
                hint = f'{identifier.scheme}: "{identifier.value}"'
                if written.value.lower() != identifier.value.lower() or identifier.scheme != scheme:
                    message = f"'{written.value}' is read as {identifier}; the plain id is enough"
                    yield Problem(written.at(), "id-spelling", message, hint)
                elif written.plain and re.fullmatch(r"[0-9.]+", written.value):
                    message = f"put quotes around {written.value}: other programs read it as a number"
                    yield Problem(written.at(), "unquoted-id", message, hint)


def tag_spelling(subject: Subject) -> Iterator[Problem]:
    """A tag is spelled in one way throughout the list."""
    known: dict[str, str] = {}
    for tag, others in subject.catalogue.settings.tags.items():
        known |= {_folded(spelling): tag for spelling in (tag, *others)}
    for tag, _ in Counter(tag for one in subject.catalogue.listings() for tag in one.entry.tags).most_common():
        known.setdefault(_folded(tag), tag)
    for listing in subject.catalogue.listings():
        for number, tag in enumerate(listing.entry.tags):
            if (right := known[_folded(tag)]) != tag:
                where = listing.origin.at("tags", number)
                yield Problem(where, "tag-spelling", f"the tag '{tag}' is spelled '{right}' elsewhere", right)
            if tag in listing.entry.tags[:number]:
                yield Problem(listing.origin.at("tags", number), "duplicate-tag", f"the tag '{tag}' is given twice")


def _folded(tag: str) -> str:
    return re.sub(r"[\s_-]+", "", tag.casefold())


def summary_style(subject: Subject) -> Iterator[Problem]:
    """A summary is one short sentence that does not begin with the title."""
    for listing in subject.catalogue.listings():
        summary, place = listing.entry.summary, listing.origin.at("summary")
        if summary is None:
            continue
        if len(summary) > SUMMARY_LENGTH:
            message = f"the summary has {len(summary)} characters; {SUMMARY_LENGTH} are the most"
            yield Problem(place, "summary-length", message)
        if not re.search(r"[.!?…][\"'”’)\]]*$", summary):
            yield Problem(place, "summary-end", "the summary does not end like a sentence", f"{summary}.")
        if words(summary)[: len(words(listing.entry.title))] == words(listing.entry.title):
            yield Problem(place, "summary-start", "the summary starts with the title; say what the thing does")
        first = summary.split(maxsplit=1)[0]
        if first[0].islower() and first.isalpha() and first.islower():
            yield Problem(
                place, "summary-start", f"the summary starts with a small letter: '{first}'", first.capitalize()
            )
        if not _balanced(summary):
            yield Problem(place, "unpaired-quotes", "a quotation mark in the summary has no partner")


def title_style(subject: Subject) -> Iterator[Problem]:
    """A title has what awesome-lint wants of texts: paired quotes, and no mark twice in a row."""
    for listing in subject.catalogue.listings():
        title, place = listing.entry.title, listing.origin.at("title")
        if not _balanced(title):
            yield Problem(place, "unpaired-quotes", "a quotation mark in the title has no partner")
        if run := re.search(r"([!?,~·])\1+", title):
            yield Problem(
                place, "repeated-mark", f"'{run[0]}' in the title; once is enough", title.replace(run[0], run[1])
            )


def _balanced(text: str) -> bool:
    if text.count('"') % 2:
        return False
    return all(text.count(opening) == text.count(closing) for opening, closing in ("“”", "「」", "『』", "《》"))


WARNINGS: tuple[tuple[str, Rule], ...] = (
    ("similar-title", similar_titles),
    ("wrong-paper", wrong_paper),
    ("id-spelling", identifier_spelling),
    ("tag-spelling", tag_spelling),
    ("summary-style", summary_style),
    ("title-style", title_style),
)
