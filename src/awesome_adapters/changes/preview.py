"""What a change of the list's files will look like: the text that a reviewer reads in a pull request."""

import difflib
import re
from collections.abc import Iterator, Sequence

from awesome_adapters.catalogue import ListedEntry, breadcrumb
from awesome_adapters.changes.hand_edits import ANCHOR, HandEdit, Version, change_of
from awesome_adapters.formats.markdown import code, escape
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project

_LONGEST_DIFF = 300
_MOST_ENTRIES = 100
"""Of each kind: GitHub refuses a summary of more than 1 MiB."""

_UNKNOWN = "Semantic Scholar was not asked for these papers yet, or does not know them; the build on main asks."


_STALE = "What the build writes is not current here; that is no mistake, the build on main writes it."


def versions(old: Project, new: Project) -> tuple[Version, Version]:
    """Build the list before and after a change; where the one before cannot be built, the committed one stands for it.

    Its templates may be broken, or made for another version of the program.
    """
    after = Version.of(new, new.outputs())
    try:
        return Version.of(old, old.outputs()), after
    except CatalogueError as error:
        if error.is_of_files:
            raise
        return Version.of(old, None), after


def report(before: Version, after: Version, edits: Sequence[HandEdit] = ()) -> str:
    """Write Markdown: added, changed and moved entries as they will look, and the README's difference."""
    blocks, difference = [*_entries(before, after), *_edits(edits)], [*_difference(before.built_text, after.built_text)]
    if not (blocks or difference):
        blocks = ["Nothing changes for readers of the list."]
    if not edits and any(after.committed.get(path) != text for path, text in after.built.items()):
        blocks.append(_STALE)
    blocks += difference
    return "\n\n".join(blocks) + "\n"


def _entries(before: Version, after: Version) -> Iterator[str]:
    old, new = before.entries, after.entries
    texts = texts_of(after.built_text)
    changes: dict[str, list[ListedEntry]] = {"Added": [], "Changed": [], "Moved": []}
    for key, listed in new.items():
        if change := change_of(old.get(key), listed):
            changes[change].append(listed)
    for change, entries in changes.items():
        blocks = [
            f"{_section(old.get(listed.key), listed)}:\n\n{texts.get(listed.key, f'- {escape(listed.entry.title)}')}"
            for listed in entries
        ]
        yield from _block(change, blocks, "\n\n")
    yield from _block("Removed", [f"- {code(listed.entry.title)}" for key, listed in old.items() if key not in new])
    unknown = [
        f"- {code(listed.entry.title)} ({_location(listed)})"
        for listed in (*changes["Added"], *changes["Changed"])
        if listed.key in after.unknown
    ]
    yield from _block(f"Without metadata\n\n{_UNKNOWN}", unknown)


def _block(heading: str, texts: list[str], separator: str = "\n") -> Iterator[str]:
    """Give a heading and the first of some texts, where there are any."""
    if texts:
        yield f"### {heading}\n\n{separator.join(texts[:_MOST_ENTRIES])}"
    if len(texts) > _MOST_ENTRIES:
        yield f"… and {len(texts) - _MOST_ENTRIES:,} more."


def _section(old: ListedEntry | None, new: ListedEntry) -> str:
    has_moved = old and old.section_path != new.section_path
    origin = f", before in {escape(breadcrumb(old.section_path))}" if old and has_moved else ""
    return f"In {escape(breadcrumb(new.section_path))} ({_location(new)}){origin}"


def _location(listed: ListedEntry) -> str:
    return code(str(listed.origin.at()))


def _edits(edits: Sequence[HandEdit]) -> Iterator[str]:
    """Say what to do instead of edits by hand, which the next build writes over."""
    if edits:
        yield "### Edited by hand"
        yield "These files are written anew on main, and the edits are lost then. Do this instead:"
        yield "\n".join(dict.fromkeys(edit.markdown for edit in edits[:_MOST_ENTRIES]))


def texts_of(readme: str) -> dict[str | None, str]:
    """Return the text of each entry of a README by its key; under None is the text around the entries."""
    texts: dict[str | None, list[str]] = {}
    key: str | None = None
    for line in readme.splitlines():
        if anchor := ANCHOR.match(line):
            key = anchor[1]
        elif line.startswith(("#", "- ", "<a href=")):
            key = None
        texts.setdefault(key, []).append(line)
    return {key: "\n".join(text).strip("\n") for key, text in texts.items()}


def _difference(before: str, after: str) -> Iterator[str]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), "README.md", "README.md", "", "", 1, ""))
    if not lines:
        return
    if len(lines) > _LONGEST_DIFF:
        lines = [*lines[:_LONGEST_DIFF], f"… and {len(lines) - _LONGEST_DIFF:,} lines more"]
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    yield f"<details><summary>The difference of README.md</summary>\n\n{fence}diff\n{text}\n{fence}\n\n</details>"
