"""What is new in the list since a day or a revision, for a release or a letter to readers."""

import tempfile
from collections.abc import Hashable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from awesome_adapters.catalogue import SectionPath, breadcrumb
from awesome_adapters.checks.lasting_names import names_of
from awesome_adapters.formats import markdown
from awesome_adapters.metadata.venues import is_preprint
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage import files, history
from awesome_adapters.text import tokens

HEADINGS = {
    "added": "Added",
    "published": "Published",
    "renamed": "Renamed",
    "retracted": "Retracted",
    "removed": "Removed",
}
"""The kinds of events in the order of a report."""

_FEW = 5
"""Entries that need no headings of their sections."""


class Event(NamedTuple):
    """Something that happened to an entry."""

    kind: str
    record: Record
    """As it is now; as it was, where it was removed."""
    before: str = ""
    """The title that it had."""


class News(NamedTuple):
    """What happened since a day or a revision."""

    events: list[Event]
    is_whole: bool
    """Whether git knew the list as it was; else there is only what says when it was added."""


def since(project: Project, text: str) -> News:
    """Return what happened since a day, as 2026-05-31, or a revision of git.

    Raises `CatalogueError` where a text is neither.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        if commit := history.commit(project.root, text):
            return News(list(_events_since(project, commit)), is_whole=True)
        advice = "give a day, as 2026-05-31, or a tag, branch or commit of the list's git repository"
        raise CatalogueError(f"'{text}' is no day, and git knows no such revision here; {advice}") from None
    if commit := history.last_commit(project.root, day):
        return News(list(_events_since(project, commit)), is_whole=True)
    records = project.records.values()
    added = [Event("added", one) for one in records if (one.listed.entry.added or date.min) >= day]
    return News(added, is_whole=False)


def _events_since(project: Project, commit: str) -> Iterator[Event]:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in history.list_files(project.root, commit):
            (target := Path(folder) / path).parent.mkdir(exist_ok=True)
            files.replace(target, content)
        (Path(folder) / "data").mkdir(exist_ok=True)
        yield from events(Project.open(folder), project)


def events(before: Project, after: Project) -> Iterator[Event]:
    """Compare two versions of a list; events are in the list's order, and what was removed comes last."""
    earlier: dict[Hashable, Record] = {}
    for record in before.records.values():
        for name in (record.key, *names_of(record.listed, after.store)):
            earlier.setdefault(name, record)
    there = set()
    for record in after.records.values():
        names = (record.key, *names_of(record.listed, after.store))
        old = next((earlier[name] for name in names if name in earlier), None)
        if old is None:
            yield Event("added", record)
            continue
        there.add(old.key)
        if (old.venue or old.metadata.retrieved) and is_preprint(old.venue) and not is_preprint(record.venue):
            yield Event("published", record)
        if tokens(old.title) != tokens(record.title) and old.title not in map(str, old.listed.identifiers):
            yield Event("renamed", record, old.full_title)
        if record.retraction and not old.retraction:
            yield Event("retracted", record)
    yield from (Event("removed", record) for key, record in before.records.items() if key not in there)


def report(news: list[Event], settings: Settings) -> str:
    """Write events as Markdown in which the texts of others do nothing; what was added by sections where it is much."""
    venues = settings.short_venues()
    blocks = []
    for kind, heading in HEADINGS.items():
        of_kind = [event for event in news if event.kind == kind]
        blocks += [f"## {heading}"] if of_kind else []
        is_divided = kind == "added" and len(of_kind) > _FEW
        for path, group in groupby(of_kind, _section_path if is_divided else _nothing):
            blocks += [f"### {markdown.escape(breadcrumb(path), in_heading=True)}"] if path else []
            blocks.append("\n".join(_line(event, venues) for event in group))
    return "\n\n".join(blocks or ["Nothing is new."]) + "\n"


def _section_path(event: Event) -> SectionPath:
    return event.record.listed.section_path


def _nothing(_: Event) -> SectionPath:
    return ()


def _line(event: Event, venues: dict[str, str]) -> str:
    record = event.record
    title, venue = record.full_title, record.venue or ""
    start = markdown.link(title, record.url) if record.url else markdown.escape(title)
    published = " ".join(str(part) for part in (venues.get(venue.casefold(), venue), record.year) if part)
    if event.kind == "renamed":
        return f"- {start}, before: {markdown.escape(event.before)}"
    details = f" ({markdown.escape(published)})" if published and event.kind != "removed" else ""
    summary = f": {markdown.escape(record.summary)}" if record.summary and event.kind == "added" else ""
    return f"- {start}{details}{summary}"
