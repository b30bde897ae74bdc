"""The rules that no single key can break: each is a function that gives the problems it finds.

`ERRORS` make a list that cannot be built rightly; `WARNINGS` are for the people who keep it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, Listing, Section, tag_form
from awesome_adapters.enrich import resolve, same_paper, same_title
from awesome_adapters.identifiers import SCHEMES, Identifier, implied
from awesome_adapters.problems import Location, Origin, Problem
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


_RESERVED = ("license", "licence", "contents", "contributing", "footnotes", "related lists")
"""Titles that awesome-lint forbids or keeps apart; the last three only at the top level."""

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
    find = subject.store.find
    first: dict[object, Listing] = {}
    for listing in subject.catalogue.listings():
        double: Identifier | None = None
        for identifier in listing.identifiers:
            for name in (identifier, implied(identifier), find((identifier,))):
                if name and first.setdefault(name, listing) is not listing and not double:
                    double, there = identifier, first[name]
        if double:
            message, hint = f"this paper is already listed in {there.origin.at()} as '{there.entry.title}'", None
            if listing.titles != there.titles:
                message += "; a further place is named there with also_in"
                hint = f"also_in: [{_quoted(' > '.join(listing.titles))}]"
            yield Problem(_place(listing, double), "duplicate-paper", message, hint)


def _place(listing: Listing, identifier: Identifier) -> Location:
    """Return where an identifier is written; an arXiv paper's may stand under `doi`."""
    keys = (key for key in SCHEMES if getattr(listing.entry.paper, key) == identifier)
    return listing.origin.at("paper", *keys)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def duplicate_key(subject: Subject) -> Iterator[Problem]:
    """No two entries share an anchor."""
    first: dict[str, Listing] = {}
    for listing in subject.catalogue.listings():
        there = first.setdefault(listing.key.lower(), listing)
        if there is not listing and not _is_one_paper(listing, there):
            message = (
                f"'{listing.key}' is already the key of the entry in {there.origin.at()}; give this one another key"
            )
            yield Problem(listing.origin.at("key"), "duplicate-key", message)


def _is_one_paper(one: Listing, other: Listing) -> bool:
    """Tell whether two keys are equal because the papers are, which is a mistake of its own."""
    given = one.entry.key or other.entry.key
    return not given and bool(one.identifiers) and one.identifiers[:1] == other.identifiers[:1]


def section_titles(subject: Subject) -> Iterator[Problem]:
    """A heading can be carried by GitHub's anchors and by awesome-lint."""
    seen: dict[tuple[str, ...], Section] = {}
    for section in subject.catalogue.sections:
        title, place = section.title, section.origin.at("title")
        if not title:
            continue
        if len(section.titles) == LEVELS + 1:
            yield Problem(section.origin.at(), "too-deep", f"sections can be nested {LEVELS} levels deep, not more")
        if title[-1] in ".,:;!?":
            message = f"a section's title does not end with '{title[-1]}'"
            yield Problem(place, "section-title", message, title.rstrip(".,:;!? ") or None)
        if title.casefold() in _RESERVED[: 3 if len(section.titles) > 1 else None]:
            yield Problem(place, "section-title", f"'{title}' cannot be a section's title: awesome lists keep it apart")
        if re.search(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]", title):
            message = "a section's title holds no emoji: links to it would not work everywhere"
            yield Problem(place, "section-title", message)
        elif not words(title):
            message = "a section's title needs a letter or a digit: without one there can be no link to it"
            yield Problem(place, "section-title", message)
        there = seen.setdefault(section.titles, section)
        if there is not section:
            message = f"the section '{section.path}' is already in {there.origin.at()}"
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
        for form in title_forms(listing.entry.title):
            there = first.setdefault(form, listing)
            if there is not listing:
                message = f"'{listing.entry.title}' is nearly the title of the entry in {there.origin.at()}"
                yield Problem(listing.origin.at("title"), "similar-title", f"{message}; are they one paper?")
                break


def title_forms(title: str) -> Iterator[tuple[str, ...]]:
    """Give what a title shares with its variants: the order of the words and a name in front do not count."""
    whole, after_name = words(title), words(title.partition(":")[2])
    if whole:
        yield tuple(sorted(whole))
    if len(after_name) > 4:
        yield tuple(sorted(after_name))


def wrong_paper(subject: Subject) -> Iterator[Problem]:
    """A mistyped id is the one mistake that no reviewer sees: the title that it leads to tells."""
    for listing in subject.catalogue.listings():
        paper = subject.store.paper(listing.identifiers)
        title = paper.title if paper else None
        if listing.entry.title in map(str, listing.identifiers):
            advice = "" if title else "; it is known after a build that reaches Semantic Scholar"
            message = f"the entry has no title yet, and shows its id '{listing.entry.title}' instead{advice}"
            yield Problem(listing.origin.at("title"), "wrong-paper", message, title and f"title: {_quoted(title)}")
        elif paper and not same_title(listing, paper):
            place = _place(listing, next(i for i in listing.identifiers if subject.store.find((i,))))
            shown = "" if same_paper(listing, paper) else " (nothing of that record is shown)"
            message = (
                f"Semantic Scholar knows this id as '{title}', and the entry is called "
                f"'{listing.entry.title}'{shown}; is the id right? If it is, give that title as the paper's title"
            )
            yield Problem(place, "wrong-paper", message, f"title: {_quoted(title or '')}")


def contradicting_ids(subject: Subject) -> Iterator[Problem]:
    """The ids of an entry are those of one paper, unless its title settles that they are right."""
    for listing in subject.catalogue.listings():
        known = subject.store.paper(listing.identifiers)
        if not known or not same_title(listing, known) or (listing.entry.paper and listing.entry.paper.title):
            continue
        for identifier in listing.identifiers:
            ours = identifier.semantic_scholar or ""
            theirs = [spelling for spelling in known.ids if spelling.startswith(_COMPARED.get(identifier.scheme, ":"))]
            if theirs and ours not in theirs:
                message = (
                    f"Semantic Scholar knows this paper as {theirs[0]}, not as {ours}; is one of the ids another "
                    "paper's? If they are right, give the paper's title"
                )
                yield Problem(_place(listing, identifier), "contradicting-ids", message)


_COMPARED = {"arxiv_id": "ARXIV:", "acl_id": "ACL:"}
"""A paper has one of these ids; of the others it may have several, as preprint and as publication or after a merge."""


def identifier_spelling(subject: Subject) -> Iterator[Problem]:
    """Ids are written plainly, and in quotes where other programs would take them for numbers."""
    for listing in subject.catalogue.listings():
        paper = listing.origin.child("paper")
        for identifier in listing.identifiers:
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
    known = subject.catalogue.tags()
    for listing in subject.catalogue.listings():
        for number, tag in enumerate(listing.entry.tags):
            if (right := known[tag_form(tag)]) != tag:
                where = listing.origin.at("tags", number)
                yield Problem(where, "tag-spelling", f"the tag '{tag}' is spelled '{right}' elsewhere", right)
            if tag in listing.entry.tags[:number]:
                yield Problem(listing.origin.at("tags", number), "duplicate-tag", f"the tag '{tag}' is given twice")


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
        title = words(listing.entry.title)
        if title and words(summary)[: len(title)] == title:
            yield Problem(place, "summary-start", "the summary starts with the title; say what the thing does")
        first = re.match(r"[^\W_]*", summary)
        if first and first[0].islower() and first[0].isalpha():
            message = f"the summary starts with a small letter: '{first[0]}'"
            yield Problem(place, "summary-start", message, summary[0].upper() + summary[1:])


def text_style(subject: Subject) -> Iterator[Problem]:
    """What the README says is as awesome-lint wants it: marks in pairs, and none of them twice in a row."""
    for name, text, place in _texts(subject):
        if _is_unpaired(text):
            yield Problem(place, "unpaired-mark", f"a quotation mark or bracket in the {name} has no partner: '{text}'")
        if run := re.search(_REPEATED, text):
            message = f"'{run[0]}' in the {name}; once is enough"
            yield Problem(place, "repeated-mark", message, re.sub(_REPEATED, r"\1", text))


def _texts(subject: Subject) -> Iterator[tuple[str, str, Location]]:
    """Give the texts that the README shows: what they are, themselves, and where they or their papers stand."""
    settings, settings_origin = subject.catalogue.settings, subject.settings_origin
    if settings_origin:
        yield "title", settings.title, settings_origin.at("title")
        yield "description", settings.description, settings_origin.at("description")
    for section in subject.catalogue.sections:
        yield "section's title", section.title, section.origin.at("title")
    for listing in subject.catalogue.listings():
        record = resolve(listing, subject.store.paper(listing.identifiers))
        yield "title", record.title, listing.origin.at("title")
        yield "summary", record.summary or "", listing.origin.at("summary")
        for number, author in enumerate(record.authors):
            yield "author's name", author, listing.origin.at("paper", "authors", number)
        yield "venue", record.venue or "", listing.origin.at("paper", "venue")


_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】"}
_MARKS = rf"[\"{''.join(_PAIRS)}{''.join(_PAIRS.values())}]"
_APOSTROPHE = r"(?<=\w)’(?=[\w\s.,;:!?()\[\]{}\"'—–]|$)"
_REPEATED = r"([！!~～，,·?？])\1+"


def _is_unpaired(text: str) -> bool:
    """Tell whether marks do not pair, by the rule balanced-punctuation of awesome-lint 2.3.0."""
    waiting: list[str] = []
    for mark in re.findall(_MARKS, re.sub(_APOSTROPHE, "", text)):
        if mark == '"' and mark in waiting:
            if waiting.pop() != mark:
                return True
        elif mark == '"' or mark in _PAIRS:
            waiting.append(_PAIRS.get(mark, mark))
        elif mark in waiting:
            waiting.remove(mark)
        else:
            return True
    return bool(waiting)


WARNINGS: tuple[tuple[str, Rule], ...] = (
    ("similar-title", similar_titles),
    ("wrong-paper", wrong_paper),
    ("contradicting-ids", contradicting_ids),
    ("id-spelling", identifier_spelling),
    ("tag-spelling", tag_spelling),
    ("summary-style", summary_style),
    ("text-style", text_style),
)
