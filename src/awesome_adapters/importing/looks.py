"""The look of a README that changes least of the one that a list had."""

import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from awesome_adapters.project import Project
from awesome_adapters.settings import Readme
from awesome_adapters.text import collapse_whitespace

_CHOICES: Mapping[str, tuple[Any, ...]] = {
    "group": (None, "year", "venue"),
    "authors": (None, "0"),
    "numbered": (None, "true"),
    "contents": (None, "1", "3", "4", "5"),
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
_STRUCTURE = ("group", "numbered", "contents")
"""Settings that lines alone speak for: that some words fit better is chance."""
_ENOUGH = 30_000
"""Bytes of YAML by which looks are compared."""
_WORD = re.compile(r"\w+|[^\w\s]+")
_ANCHOR = re.compile(r'<a id="[^"]*"></a>')


class Look(NamedTuple):
    """The look of a README that changes least of an earlier one."""

    settings: dict[str, Any]
    """Those of `readme`, as they are written."""
    earlier: str
    """The earlier README."""

    def change(self, project: Project) -> tuple[int, int]:
        """Return how many lines of the earlier README a build of the list changes, and how many it has; none empty."""
        old, new = (
            [line for line in text.splitlines() if line.strip()] for text in (self.earlier, _render(project, {}))
        )
        kept = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
        return len(old) - kept, len(old)


def choose(root: Path, contents: Mapping[str, bytes], source: str) -> Look:
    """Try the styles, each with all settings one after another; `contents` are the data files by their paths.

    A table is the look of a list that had tables. What is best is found on a part of the list, so that it
    takes a second for lists of any size.
    """
    lines, words = _parts(source)
    part = Project.open(root, _part(contents))

    def cost(settings: Mapping[str, Any]) -> tuple[int, int]:
        new_lines, new_words = _parts(_render(part, settings))
        return (lines - new_lines).total(), (words - new_words).total() + (new_words - words).total()

    entries = sum(1 for _ in part.catalogue.entries())
    has_tables = sum(count for line, count in lines.items() if line[0] == "|") > entries
    looks = [_best(style, cost) for style in (("table",) if has_tables else ("card", "line"))]
    return Look(min(looks, key=lambda look: look[1])[0], source)


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


def _best(style: str, cost: Any) -> tuple[dict[str, Any], tuple[int, int]]:
    settings: dict[str, Any] = {"style": style}
    least = cost(settings)
    for key, values in _CHOICES.items():
        for value in values[1:] if key != "columns" or style == "table" else ():
            changed = cost({**settings, key: value})
            if changed < least and (changed[0] < least[0] or key not in _STRUCTURE):
                settings, least = {**settings, key: value}, changed
    return settings, least


def _parts(text: str) -> tuple[Counter[str], Counter[str]]:
    """Count the lines and the words of a README, whose anchors every look has."""
    text = _ANCHOR.sub("", text)
    lines = (collapse_whitespace(line) for line in text.splitlines())
    return Counter(line for line in lines if line), Counter(_WORD.findall(text))
