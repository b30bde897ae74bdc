"""The rules that no single key can break: each is a function that gives the problems it finds.

`ERRORS` make a list that cannot be built rightly; `WARNINGS` are for the people who keep it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, path_text
from awesome_adapters.identifiers import SCHEMES, Identifier, equivalent
from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.problems import Problem, Severity
from awesome_adapters.records import resolve, same_paper, same_title
from awesome_adapters.store import MetadataStore
from awesome_adapters.tags import tag_form
from awesome_adapters.text import tokens

SUMMARY_LENGTH = 200
LEVELS = 5
"""Headings end at h6, and the list's title is h1."""


class CheckContext(NamedTuple):
    """What the rules look at."""

    catalogue: Catalogue
    store: MetadataStore
    settings_origin: SourceNode | None = None


_RESERVED = ("license", "licence", "contents", "contributing", "footnotes", "related lists")
"""Titles that awesome-lint forbids or keeps apart; the last three only at the top level."""

Rule = Callable[[CheckContext], Iterable[Problem]]


def run(context: CheckContext, rules: Iterable[tuple[str, Rule]], severity: Severity) -> list[Problem]:
    """Apply rules, and return what they find as problems of one severity."""
    return [problem._replace(severity=severity) for _, rule in rules for problem in rule(context)]


# What must be right --------------------------------------------------------------------------------------------------


def nothing_to_link(context: CheckContext) -> Iterator[Problem]:
    """Every entry leads somewhere."""
    for listed in context.catalogue.entries():
        entry = listed.entry
        if not (entry.code or entry.website or listed.is_paper):
            message = f"'{entry.title}' has nothing to link to; give the paper an id, or add code or website"
            yield Problem(listed.origin.at(), "no-link", message)


def duplicate_paper(context: CheckContext) -> Iterator[Problem]:
    """No paper is listed twice, under whichever of its ids: those that Semantic Scholar knows count as well."""
    find = context.store.find
    first: dict[object, ListedEntry] = {}
    for listed in context.catalogue.entries():
        double: Identifier | None = None
        for identifier in listed.identifiers:
            for name in (identifier, equivalent(identifier), find((identifier,))):
                if name and first.setdefault(name, listed) is not listed and not double:
                    double, there = identifier, first[name]
        if double:
            message, hint = f"this paper is already listed in {there.origin.at()} as '{there.entry.title}'", None
            if listed.section_path != there.section_path:
                message += "; a further place is named there with also_in"
                hint = f"also_in: [{_quoted(path_text(listed.section_path))}]"
            yield Problem(_place(listed, double), "duplicate-paper", message, hint)


def _place(listed: ListedEntry, identifier: Identifier) -> Location:
    """Return where an identifier is written; an arXiv paper's may stand under `doi`."""
    keys = (key for key in SCHEMES if getattr(listed.entry.paper, key) == identifier)
    return listed.origin.at("paper", *keys)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def duplicate_key(context: CheckContext) -> Iterator[Problem]:
    """No two entries share an anchor."""
    first: dict[str, ListedEntry] = {}
    for listed in context.catalogue.entries():
        there = first.setdefault(listed.key.lower(), listed)
        if there is not listed and not _is_one_paper(listed, there):
            message = (
                f"'{listed.key}' is already the key of the entry in {there.origin.at()}; give this one another key"
            )
            yield Problem(listed.origin.at("key"), "duplicate-key", message)


def _is_one_paper(one: ListedEntry, other: ListedEntry) -> bool:
    """Tell whether two keys are equal because the papers are, which is a mistake of its own."""
    given = one.entry.key or other.entry.key
    return not given and bool(one.identifiers) and one.identifiers[:1] == other.identifiers[:1]


def section_titles(context: CheckContext) -> Iterator[Problem]:
    """A heading can be carried by GitHub's anchors and by awesome-lint."""
    seen: dict[tuple[str, ...], Section] = {}
    for section in context.catalogue.sections:
        title, place = section.title, section.origin.at("title")
        if not title:
            continue
        if len(section.path) == LEVELS + 1:
            yield Problem(section.origin.at(), "too-deep", f"sections can be nested {LEVELS} levels deep, not more")
        if title[-1] in ".,:;!?":
            message = f"a section's title does not end with '{title[-1]}'"
            yield Problem(place, "section-title", message, title.rstrip(".,:;!? ") or None)
        if title.casefold() in _RESERVED[: 3 if len(section.path) > 1 else None]:
            yield Problem(place, "section-title", f"'{title}' cannot be a section's title: awesome lists keep it apart")
        if re.search(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]", title):
            message = "a section's title holds no emoji: links to it would not work everywhere"
            yield Problem(place, "section-title", message)
        elif not tokens(title):
            message = "a section's title needs a letter or a digit: without one there can be no link to it"
            yield Problem(place, "section-title", message)
        there = seen.setdefault(section.path, section)
        if there is not section:
            message = f"the section '{path_text(section.path)}' is already in {there.origin.at()}"
            yield Problem(place, "duplicate-section", message)


ERRORS: tuple[tuple[str, Rule], ...] = (
    ("no-link", nothing_to_link),
    ("duplicate-paper", duplicate_paper),
    ("duplicate-key", duplicate_key),
    ("section-title", section_titles),
)


# What should be looked at --------------------------------------------------------------------------------------------


def similar_titles(context: CheckContext) -> Iterator[Problem]:
    """Two titles that differ by little are often one paper."""
    first: dict[tuple[str, ...], ListedEntry] = {}
    for listed in context.catalogue.entries():
        for form in title_forms(listed.entry.title):
            there = first.setdefault(form, listed)
            if there is not listed:
                message = f"'{listed.entry.title}' is nearly the title of the entry in {there.origin.at()}"
                yield Problem(listed.origin.at("title"), "similar-title", f"{message}; are they one paper?")
                break


def title_forms(title: str) -> Iterator[tuple[str, ...]]:
    """Give what a title shares with its variants: the order of the words and a name in front do not count."""
    whole, after_name = tokens(title), tokens(title.partition(":")[2])
    if whole:
        yield tuple(sorted(whole))
    if len(after_name) > 4:
        yield tuple(sorted(after_name))


def wrong_paper(context: CheckContext) -> Iterator[Problem]:
    """A mistyped id is the one mistake that no reviewer sees: the title that it leads to tells."""
    for listed in context.catalogue.entries():
        paper = context.store.paper(listed.identifiers)
        title = paper.title if paper else None
        if listed.entry.title in map(str, listed.identifiers):
            advice = "" if title else "; it is known after a build that reaches Semantic Scholar"
            message = f"the entry has no title yet, and shows its id '{listed.entry.title}' instead{advice}"
            yield Problem(listed.origin.at("title"), "wrong-paper", message, title and f"title: {_quoted(title)}")
        elif paper and not same_title(listed, paper):
            place = _place(listed, next(i for i in listed.identifiers if context.store.find((i,))))
            shown = "" if same_paper(listed, paper) else " (nothing of that record is shown)"
            message = (
                f"Semantic Scholar knows this id as '{title}', and the entry is called "
                f"'{listed.entry.title}'{shown}; is the id right? If it is, give that title as the paper's title"
            )
            yield Problem(place, "wrong-paper", message, f"title: {_quoted(title or '')}")


def contradicting_ids(context: CheckContext) -> Iterator[Problem]:
    """The ids of an entry are those of one paper, unless its title settles that they are right."""
    for listed in context.catalogue.entries():
        known = context.store.paper(listed.identifiers)
        if not known or not same_title(listed, known) or (listed.entry.paper and listed.entry.paper.title):
            continue
        for identifier in listed.identifiers:
            ours, scheme = identifier.semantic_scholar or "", SCHEMES[identifier.scheme]
            prefix = (scheme.is_unique and scheme.semantic_scholar) or ":"
            theirs = [spelling for spelling in known.ids if spelling.startswith(prefix)]
            if theirs and ours not in theirs:
                message = (
                    f"Semantic Scholar knows this paper as {theirs[0]}, not as {ours}; is one of the ids another "
                    "paper's? If they are right, give the paper's title"
                )
                yield Problem(_place(listed, identifier), "contradicting-ids", message)


def identifier_spelling(context: CheckContext) -> Iterator[Problem]:
    """Ids are written plainly, and in quotes where other programs would take them for numbers."""
    for listed in context.catalogue.entries():
        paper = listed.origin.child("paper")
        for identifier in listed.identifiers:
            for scheme in SCHEMES:
                written = paper and paper.child(scheme)
                if not written or getattr(listed.entry.paper, scheme) != identifier:
                    continue
                hint = f'{identifier.scheme}: "{identifier.value}"'
                if written.value.lower() != identifier.value.lower() or identifier.scheme != scheme:
                    message = f"'{written.value}' is read as {identifier}; the plain id is enough"
                    yield Problem(written.at(), "id-spelling", message, hint)
                elif written.is_unquoted and re.fullmatch(r"[0-9.]+", written.value):
                    message = f"put quotes around {written.value}: other programs read it as a number"
                    yield Problem(written.at(), "unquoted-id", message, hint)


def tag_spelling(context: CheckContext) -> Iterator[Problem]:
    """A tag is spelled in one way throughout the list."""
    known = context.catalogue.tags()
    for listed in context.catalogue.entries():
        for number, tag in enumerate(listed.entry.tags):
            if (right := known[tag_form(tag)]) != tag:
                where = listed.origin.at("tags", number)
                yield Problem(where, "tag-spelling", f"the tag '{tag}' is spelled '{right}' elsewhere", right)
            if tag in listed.entry.tags[:number]:
                yield Problem(listed.origin.at("tags", number), "duplicate-tag", f"the tag '{tag}' is given twice")


def summary_style(context: CheckContext) -> Iterator[Problem]:
    """A summary is one short sentence that does not begin with the title."""
    for listed in context.catalogue.entries():
        summary, place = listed.entry.summary, listed.origin.at("summary")
        if summary is None:
            continue
        if len(summary) > SUMMARY_LENGTH:
            message = f"the summary has {len(summary)} characters; {SUMMARY_LENGTH} are the most"
            yield Problem(place, "summary-length", message)
        if not re.search(r"[.!?…][\"'”’)\]]*$", summary):
            yield Problem(place, "summary-end", "the summary does not end like a sentence", f"{summary}.")
        title = tokens(listed.entry.title)
        if title and tokens(summary)[: len(title)] == title:
            yield Problem(place, "summary-start", "the summary starts with the title; say what the thing does")
        first = re.match(r"[^\W_]*", summary)
        if first and first[0].islower() and first[0].isalpha():
            message = f"the summary starts with a small letter: '{first[0]}'"
            yield Problem(place, "summary-start", message, summary[0].upper() + summary[1:])


def text_style(context: CheckContext) -> Iterator[Problem]:
    """What the README says is as awesome-lint wants it: marks in pairs, and none of them twice in a row."""
    for name, text, place in _texts(context):
        if _is_unpaired(text):
            yield Problem(place, "unpaired-mark", f"a quotation mark or bracket in the {name} has no partner: '{text}'")
        if run := re.search(_REPEATED, text):
            message = f"'{run[0]}' in the {name}; once is enough"
            yield Problem(place, "repeated-mark", message, re.sub(_REPEATED, r"\1", text))


def _texts(context: CheckContext) -> Iterator[tuple[str, str, Location]]:
    """Give the texts that the README shows: what they are, themselves, and where they or their papers stand."""
    settings, settings_origin = context.catalogue.settings, context.settings_origin
    if settings_origin:
        yield "title", settings.title, settings_origin.at("title")
        yield "description", settings.description, settings_origin.at("description")
    for section in context.catalogue.sections:
        yield "section's title", section.title, section.origin.at("title")
    for listed in context.catalogue.entries():
        record = resolve(listed, context.store.paper(listed.identifiers))
        yield "title", record.title, listed.origin.at("title")
        yield "summary", record.summary or "", listed.origin.at("summary")
        for number, author in enumerate(record.authors):
            yield "author's name", author, listed.origin.at("paper", "authors", number)
        yield "venue", record.venue or "", listed.origin.at("paper", "venue")


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
