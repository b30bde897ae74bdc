"""The look of a README that changes least of the one that a list had."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from awesome_adapters.project import Project
from awesome_adapters.schema.settings import Readme
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.words import Words

_CHOICES: Mapping[str, tuple[Any, ...]] = {
    "group": (None, "year", "venue"),
    "authors": (None, "0", "100"),
    "numbered": (None, "true"),
    "contents": (None, "1", "3", "4", "5"),
    "counts": (None, "false"),
    "awesome_badge": (None, "false"),
    "summary": (None, "true"),
    "dates": (None, "month", "day"),
    "badges": (None, "shields"),
    "columns": (
        None,
        ["title", "venue", "links"],
        ["title", "venue", "date", "links"],
        ["name", "title", "venue", "year", "links"],
    ),
}
"""What is tried of each setting, after the style, with all that was best before; None is the default.

Nothing of it leaves out a link.
"""
_STRUCTURE = ("group", "numbered", "contents", "counts", "awesome_badge")
"""Settings that lines alone speak for: that some words fit better is chance."""
_ENOUGH = 30_000
"""Bytes of YAML by which looks are compared."""
_WORD = re.compile(r"\w+")
_UNSEEN = re.compile(r"<[^>]*>|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)")
"""Tags, pictures and addresses."""
_HEADING = re.compile(r"^#+[ \t]*(\S.*?)[ \t:：]*$", re.MULTILINE)
_CONTENTS = re.compile(r"(?:table of )?contents?|目[录錄]|inhalt(?:sverzeichnis)?", re.IGNORECASE)
_FEW = 10
"""Anchors stay unless at least one line of so many would be as it was without them."""


class Look(NamedTuple):
    """The look of a README that changes least of an earlier one."""

    settings: dict[str, Any]
    """Those of `readme`, as they are written."""
    earlier: str
    """The earlier README."""

    def change(self, project: Project) -> tuple[int, int]:
        """Return how many lines of the earlier README a build of the list changes, and how many it has; none empty."""
        old, new = (
            Counter(line for line in text.splitlines() if line.strip()) for text in (self.earlier, _render(project, {}))
        )
        return (old - new).total(), old.total()


def words(source: str) -> dict[str, Any]:
    """Return the settings of what stands in a README beside the entries: its language, and its word for contents."""
    headings = _HEADING.findall(source)
    is_chinese = sum(1 for heading in headings if re.search("[\u4e00-\u9fff]", heading)) > len(headings) / 2
    language = "zh" if is_chinese else "en"
    contents = next(filter(_CONTENTS.fullmatch, headings), "")
    own = {"contents": contents} if contents not in ("", Words(language).contents) else {}
    return {key: value for key, value in (("language", is_chinese and language), ("words", own)) if value}


def choose(root: Path, contents: Mapping[str, bytes], source: str, settings: bytes = b"") -> Look:
    """Try the styles, each with all settings one after another; `contents` are the data files by their paths.

    `settings` is what `catalogue.yaml` says beside the look.

    A table is the look of a list that had tables. What is best is found on a part of the list, so that it
    takes a second for lists of any size.
    """
    lines, words = _parts(source)
    first = _part(contents)
    share = sum(map(len, first.values())) / sum(map(len, contents.values()))
    part = Project.open(root, {**first, "catalogue.yaml": settings})

    def cost(settings: Mapping[str, Any]) -> tuple[int, int]:
        """Return how many lines change, and how many words; a line break more or less counts as a word."""
        new_lines, new_words = _parts(_render(part, settings))
        breaks = abs(new_lines.total() - round(share * lines.total()))
        return (lines - new_lines).total(), (words - new_words).total() + (new_words - words).total() + breaks

    entries = list(part.catalogue.entries())
    labels = list(dict.fromkeys(label for listed in entries for label in listed.entry.extra))
    columns = [["title", *labels[:place], "venue", "year", "links", *labels[place:]] for place in (len(labels), 0)]
    own = {"extra": (None, labels), "columns": (*_CHOICES["columns"], *columns)} if labels else {}
    has_tables = sum(count for line, count in lines.items() if line[0] == "|") > len(entries)
    looks = [_best(style, cost, {**_CHOICES, **own}) for style in (("table",) if has_tables else ("card", "line"))]
    best, (changed, _) = min(looks, key=lambda look: look[1])
    anchored = {key: value for key, value in best.items() if key != "anchors"}
    gain = cost(anchored)[0] - changed
    shown = best if gain * _FEW > lines.total() else anchored
    return Look(shown, source)


def _part(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the first data files, one at least, up to what is enough to compare looks by."""
    part: dict[str, bytes] = {}
    for path, content in contents.items():
        if part and sum(map(len, part.values())) + len(content) > _ENOUGH:
            break
        part[path] = content
    return part


def _render(project: Project, settings: Mapping[str, Any]) -> str:
    """Render all Markdown of a list, with other settings of its look if there are any."""
    documents = project.readme(look=Readme.model_validate(settings) if settings else None)
    return "\n".join(document.content.decode() for document in documents if document.path.endswith(".md"))


def _best(style: str, cost: Any, choices: Mapping[str, tuple[Any, ...]]) -> tuple[dict[str, Any], tuple[int, int]]:
    settings: dict[str, Any] = {"style": style, "anchors": "false"}
    least = cost(settings)
    for key, values in choices.items():
        is_idle = {"columns": style != "table", "extra": style == "table", "summary": style == "table"}.get(key, False)
        for value in values[1:] if not is_idle else ():
            changed = cost({**settings, key: value})
            if changed < least and (changed[0] < least[0] or key not in _STRUCTURE):
                settings, least = {**settings, key: value}, changed
    return settings, least


def _parts(text: str) -> tuple[Counter[str], Counter[str]]:
    """Count the lines of a README, and the words that readers see."""
    lines = (collapse_whitespace(line) for line in text.splitlines())
    return Counter(line for line in lines if line), Counter(_WORD.findall(_UNSEEN.sub(" ", text)))
