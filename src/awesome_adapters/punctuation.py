"""The rules of awesome-lint on marks, for every text that the README shows."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.records import resolve
from awesome_adapters.rules import CheckContext, Finding, RuleSet

WARNINGS = RuleSet("warning")


class _Text(NamedTuple):
    """A text that the README shows, what it is, and the value above it that tells its location, by a path."""

    name: str
    text: str
    origin: SourceNode
    path: tuple[str | int, ...]

    @property
    def location(self) -> Location:
        return self.origin.at(*self.path)


def _texts(context: CheckContext) -> Iterator[_Text]:
    settings, settings_origin = context.catalogue.settings, context.settings_origin
    if settings_origin:
        yield _Text("title", settings.title, settings_origin, ("title",))
        yield _Text("description", settings.description, settings_origin, ("description",))
    for section in context.catalogue.sections:
        yield _Text("section's title", section.title, section.origin, ("title",))
        yield _Text("description", section.description or "", section.origin, ("description",))
    for listed in context.catalogue.entries():
        record, origin = resolve(listed, context.store.paper(listed.identifiers)), listed.origin
        yield _Text("title", record.title, origin, ("title",))
        yield _Text("name", record.name or "", origin, ("name",))
        yield _Text("summary", record.summary or "", origin, ("summary",))
        for number, author in enumerate(record.authors):
            yield _Text("author's name", author, origin, ("paper", "authors", number))
        yield _Text("venue", record.venue or "", origin, ("paper", "venue"))
        yield _Text("award", record.award or "", origin, ("award",))
        for label in listed.entry.links:
            yield _Text("link's label", label, origin, ("links", label))


@WARNINGS.rule()
def unpaired_mark(context: CheckContext) -> Iterator[Finding]:
    """Quotation marks and brackets stand in pairs, as awesome-lint wants it."""
    for text in _texts(context):
        if _is_unpaired(text.text):
            message = f"a quotation mark or bracket in the {text.name} has no partner: '{text.text}'"
            yield Finding(text.location, message)


@WARNINGS.rule()
def repeated_mark(context: CheckContext) -> Iterator[Finding]:
    """No mark stands twice in a row, as awesome-lint wants it."""
    for text in _texts(context):
        if repetition := re.search(_REPEATED, text.text):
            message = f"'{repetition[0]}' in the {text.name}; once is enough"
            yield Finding(text.location, message, re.sub(_REPEATED, r"\1", text.text))


_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】"}
_MARKS = rf"[\"{''.join(_PAIRS)}{''.join(_PAIRS.values())}]"
_APOSTROPHE = r"(?<=\w)’(?=[\w\s.,;:!?()\[\]{}\"'—–]|$)"
_REPEATED = r"([！!~～，,·?？])\1+"


def _is_unpaired(text: str) -> bool:
    """Return whether marks do not pair, by the rule balanced-punctuation of awesome-lint 2.3.0."""
    missing: list[str] = []
    for mark in re.findall(_MARKS, re.sub(_APOSTROPHE, "", text)):
        if mark == '"' and mark in missing:
            if missing.pop() != mark:
                return True
        elif mark == '"' or mark in _PAIRS:
            missing.append(_PAIRS.get(mark, mark))
        elif mark in missing:
            missing.remove(mark)
        else:
            return True
    return bool(missing)
