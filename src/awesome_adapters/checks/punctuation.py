"""The rules of awesome-lint on marks, for every text that the README shows."""

import re
from collections.abc import Iterator

from awesome_adapters.checks.rules import CheckContext, Finding, RuleSet
from awesome_adapters.positions import SourceNode

WARNINGS = RuleSet("warning")


def _texts(context: CheckContext) -> Iterator[tuple[str, str, SourceNode, tuple[str | int, ...]]]:
    """Give the texts that the README shows: what each is, the text, and a value in a file with the path below it."""
    settings, settings_origin = context.catalogue.settings, context.settings_origin
    if settings_origin:
        yield "title", settings.title, settings_origin, ("title",)
        yield "description", settings.description, settings_origin, ("description",)
    for section in context.catalogue.sections:
        yield "section's title", section.title, section.origin, ("title",)
        yield "description", section.description or "", section.origin, ("description",)
    for listed in context.catalogue.entries():
        record, origin = context.record(listed), listed.origin
        yield "title", record.title, origin, ("title",)
        yield "name", record.name or "", origin, ("name",)
        yield "summary", record.summary or "", origin, ("summary",)
        for number, author in enumerate(record.authors):
            yield "author's name", author, origin, ("paper", "authors", number)
        yield "venue", record.venue or "", origin, ("paper", "venue")
        yield "award", record.award or "", origin, ("award",)
        for label in listed.entry.links:
            yield "link's label", label, origin, ("links", label)


@WARNINGS.rule()
def unpaired_mark(context: CheckContext) -> Iterator[Finding]:
    """Quotation marks and brackets stand in pairs, as awesome-lint wants it."""
    for name, text, origin, path in _texts(context):
        if _is_unpaired(text):
            yield Finding(origin.at(*path), f"a quotation mark or bracket in the {name} has no partner: '{text}'")


@WARNINGS.rule()
def repeated_mark(context: CheckContext) -> Iterator[Finding]:
    """No mark stands twice in a row, as awesome-lint wants it."""
    for name, text, origin, path in _texts(context):
        if repetition := re.search(_REPEATED, text):
            message = f"'{repetition[0]}' in the {name}; once is enough"
            yield Finding(origin.at(*path), message, re.sub(_REPEATED, r"\1", text))


_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】"}
_MARKS = rf"[\"{''.join(_PAIRS)}{''.join(_PAIRS.values())}]"
_APOSTROPHE = r"(?<=\w)’(?=[\w\s.,;:!?()\[\]{}\"'—–]|$)"
_REPEATED = r"([！!~～，,·?？])\1+"


def _is_unpaired(text: str) -> bool:
    """Return whether marks do not pair, by the rule balanced-punctuation of awesome-lint 2.3.0."""
    if not re.search(_MARKS, text):
        return False  # most texts
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
