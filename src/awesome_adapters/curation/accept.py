"""What somebody wrote into an issue form, put into the list's files: a suggestion, or that an entry is wrong."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from awesome_adapters.catalogue import ListedEntry, Section
from awesome_adapters.changes import addition, suggest
from awesome_adapters.changes.preview import texts_of
from awesome_adapters.curation import settlements
from awesome_adapters.curation.decisions import Decision, value_at
from awesome_adapters.enrichment.lookup import Candidate, Lookup, clean, match_title, resolve_input
from awesome_adapters.formats import markdown
from awesome_adapters.identifiers import SCHEMES, parse
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project

SUGGESTION = ("Address", "Title", "Section", "Why it belongs in the list", "Code")
REPORT = ("Entry", "What is wrong", "What it should say", "Where that can be seen")
"""The labels of the forms, in their order; forms may leave some out, but not the first one."""
UNSURE = "I am not sure"
PLACES: Mapping[str, tuple[str, ...]] = {
    "Title": ("title",),
    "Summary": ("summary",),
    "Code": ("code",),
    "Website": ("website",),
    "PDF": ("paper", "pdf"),
    "Venue": ("paper", "venue"),
    "Year": ("paper", "year"),
    "arXiv id": ("paper", "arxiv_id"),
    "DOI": ("paper", "doi"),
}
"""What can be wrong, as the form says it, and where that stands in an entry."""
_NOTHING = "_No response_"
_LONGEST = 2000
_LONGEST_SUMMARY = 200
_ADVICE = "Please edit the text of this issue; a maintainer then sets the label again."


class Answer(NamedTuple):
    """What is said to the author of an issue, as Markdown."""

    text: str
    is_written: bool


def accept(project: Project, event: bytes, lookup: Lookup) -> Answer:
    """Write what the issue of GitHub's event asks for, or say why that cannot be, for the person who wrote it."""
    try:
        issue = json.loads(event)["issue"]
        body = issue["body"] or ""
        if not isinstance(body, str):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CatalogueError("this file is no event of an issue of GitHub's") from error
    try:
        if fields := _fields(body, SUGGESTION):
            return _suggested(project, fields, lookup)
        if fields := _fields(body, REPORT):
            return _corrected(project, fields)
        raise CatalogueError("It was not made by one of the forms of this list")
    except CatalogueError as error:
        if error.is_of_files:
            raise
        reason = str(error).partition("; ")[0].partition(":\n")[0]  # the rest is advice for a terminal
        what = markdown.escape(reason[:1].upper() + reason[1:500])
        return Answer(f"This could not be taken over.\n\n> {what.rstrip('.')}.\n\n{_ADVICE}\n", is_written=False)


def _fields(body: str, labels: Sequence[str]) -> dict[str, str]:
    """Return what stands under headings of a form, each the first time that it comes in the form's order.

    An author may type further headings. Raises `CatalogueError` for a text that is too long or hides something.
    """
    text = re.sub(r"\r\n?", "\n", body)
    starts: list[tuple[str, int, int]] = []
    for label in labels:
        pattern = re.compile(rf"^### {re.escape(label)}[ \t]*$", re.MULTILINE)
        if match := pattern.search(text, starts[-1][2] if starts else 0):
            starts.append((label, *match.span()))
        elif not starts:
            return {}
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    values = {label: text[behind:end].strip() for (label, _, behind), end in zip(starts, ends, strict=True)}
    if long := next((label for label, value in values.items() if len(value) > _LONGEST), None):
        raise CatalogueError(f"'{long}' is longer than {_LONGEST:,} characters")
    return {label: clean(value, label) or "" for label, value in values.items() if value != _NOTHING}


def _suggested(project: Project, fields: Mapping[str, str], lookup: Lookup) -> Answer:
    address, title, wanted, reason, code = (fields.get(label, "") for label in SUGGESTION)
    if not address:
        raise CatalogueError("The address is missing")
    candidate = resolve_input(address, lookup)
    candidate = candidate.said(title=title, code=code)
    _refuse_listed(project, candidate)
    if not candidate.title or candidate.is_untitled:
        raise CatalogueError("Nobody could look up the title of this address now. Write it into the form")
    if (matched := match_title(candidate, lookup)) != candidate:
        _refuse_listed(project, matched)
        candidate = matched
    kept = "summary" if len(reason) <= _LONGEST_SUMMARY else "note"
    section = _section(project, wanted, candidate, reason)
    candidate = candidate.said(**{kept: reason}, added=lookup.today.isoformat())
    try:
        added = addition.add(project, candidate, section)
    except addition.RejectedEntryError as error:
        raise CatalogueError(error.problems[0].message) from error
    return Answer(f"This is how it will look in the list:\n\n{_rendered(project, added.listed.key)}\n", is_written=True)


def _refuse_listed(project: Project, candidate: Candidate) -> None:
    try:
        addition.refuse_duplicate(project, candidate)
    except CatalogueError as error:
        raise CatalogueError(str(error).partition(" (data/")[0].partition("; ")[0]) from error


def _section(project: Project, wanted: str, candidate: Candidate, reason: str) -> Section:
    if wanted and wanted != UNSURE:
        return project.section(wanted)
    neighbours = addition.neighbours(project, candidate, [reason])
    if suggestions := suggest.sections(neighbours):
        return project.section(suggestions[0].value)
    raise CatalogueError("No section fits clearly. Choose one in the form")


def _corrected(project: Project, fields: Mapping[str, str]) -> Answer:
    name, what, value, _ = (fields.get(label, "") for label in REPORT)
    if not name:
        raise CatalogueError("The entry is missing")
    entries = _named(project, name)
    if len(entries) != 1:
        raise CatalogueError(f"'{name}' means {len(entries) or 'no'} {'entries' if entries else 'entry'} of the list")
    path = PLACES.get(what)
    if not path or not value:
        raise CatalogueError("This needs a person: choose in the form what is wrong, and say what it should be")
    listed, scheme = entries[0], path[-1] if path[-1] in SCHEMES else None
    if scheme:
        identifier = parse(value, scheme)
        if not identifier or identifier.scheme != scheme:
            raise CatalogueError(f"'{value}' is no {what}")
        value = identifier.value
    old = value_at(listed, path)
    decision = Decision(0, "", listed.key, "", path, old, value, "", "", "")
    [(_, failure)] = settlements.apply(project, [decision])
    if failure:
        raise CatalogueError(failure.partition(" would lead to ")[2].partition(": error: ")[2] or failure)
    change = f"{markdown.code(old) if isinstance(old, str) else 'nothing'} → {markdown.code(value)}"
    text = f"{what} of {markdown.escape(listed.entry.title)}: {change}\n\n{_rendered(project, listed.key)}\n"
    return Answer(text, is_written=True)


def _named(project: Project, name: str) -> list[ListedEntry]:
    """Return the entries that somebody means: by a key, an id, or the whole title, before a part of one."""
    try:
        entries = project.find([name])
    except CatalogueError:
        return []
    whole = [listed for listed in entries if name.casefold() in (listed.key.casefold(), listed.entry.title.casefold())]
    return whole or entries


def _rendered(project: Project, key: str) -> str:
    """Return an entry as README.md shows it."""
    current = Project.open(project.root)
    pages = (page.content.decode() for page in current.readme() if page.path.endswith(".md"))
    return next(filter(None, (texts_of(page).get(key) for page in pages)), "")
