"""What a change of the list's files will look like: the text that a reviewer reads in a pull request."""

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry
from awesome_adapters.files import PAGES, generated_files
from awesome_adapters.formats.markdown import code, escape
from awesome_adapters.project import Project

_LONGEST_DIFF = 300
_MOST_ENTRIES = 100
"""Of each kind: GitHub refuses a summary of more than 1 MiB."""

_ANCHOR = re.compile(r'[-*+#\s]*<a id="([^"]+)"></a>')
_COUNT = re.compile(r"[0-9][0-9,]*( resources?\b)?")
_LINK = re.compile(r"[^\[]*\[((?:\\.|[^\]\\])+)\]\(http")


class Version(NamedTuple):
    """The list before or after a change."""

    catalogue: Catalogue
    built: str
    """The README that its files make."""
    committed: str
    """The README that stands beside them."""
    unknown: frozenset[str]
    """The keys of entries whose papers Semantic Scholar does not know, or was not asked for yet."""

    @classmethod
    def of(cls, project: Project, *, is_built: bool = True) -> "Version":
        """Build the README of a list; where it cannot be built, the committed one stands for it."""
        pages = (path for path, is_ours in generated_files(project.root, PAGES).items() if is_ours)
        paths = [path for name in ("README.md", *pages) if (path := project.root / name).is_file()]
        committed = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)
        documents = project.readme() if is_built else []
        built = "\n".join(document.content.decode() for document in documents if document.path.endswith(".md"))
        papers = [listed for listed in project.catalogue.entries() if listed.identifiers]
        unknown = frozenset(listed.key for listed in papers if project.store.paper(listed.identifiers) is None)
        return cls(project.catalogue, built if is_built else committed, committed, unknown)


def report(before: Version, after: Version) -> str:
    """Write Markdown: added, changed and moved entries as they will look, and the README's difference."""
    blocks = [*_entries(before, after), *_hand_edits(before, after), *_difference(before.built, after.built)]
    return "\n\n".join(blocks or ["Nothing changes for readers of the list."]) + "\n"


# Entries -------------------------------------------------------------------------------------------------------------


def _entries(before: Version, after: Version) -> Iterator[str]:
    old, new = _by_key(before), _by_key(after)
    texts = texts_of(after.built)
    kinds: dict[str, list[ListedEntry]] = {"Added": [], "Changed": [], "Moved": []}
    for key, listed in new.items():
        if kind := _kind(old.get(key), listed):
            kinds[kind].append(listed)
    for kind, entries in kinds.items():
        if entries:
            yield f"### {kind}"
            for one in entries[:_MOST_ENTRIES]:
                yield f"{_place(old.get(one.key), one)}:\n\n{texts.get(one.key, f'- {escape(one.entry.title)}')}"
            yield from _rest(entries)
    if gone := [listed for key, listed in old.items() if key not in new]:
        yield "### Removed"
        yield "\n".join(f"- {code(one.entry.title)}" for one in gone[:_MOST_ENTRIES])
        yield from _rest(gone)
    if missing := [one for one in (*kinds["Added"], *kinds["Changed"]) if one.key in after.unknown]:
        yield "### Without metadata"
        yield "Semantic Scholar was not asked for these papers yet, or does not know them; the build on main asks."
        yield "\n".join(f"- {code(one.entry.title)} ({_at(one)})" for one in missing[:_MOST_ENTRIES])
        yield from _rest(missing)


def _by_key(version: Version) -> dict[str, ListedEntry]:
    return {listed.key: listed for listed in version.catalogue.entries()}


def _kind(old: ListedEntry | None, new: ListedEntry) -> str | None:
    if old is None:
        return "Added"
    if old.entry != new.entry:
        return "Changed"
    return "Moved" if old.section_path != new.section_path else None


def _place(old: ListedEntry | None, new: ListedEntry) -> str:
    moved = f", before in {_path(old)}" if old and old.section_path != new.section_path else ""
    return f"In {_path(new)} ({_at(new)}){moved}"


def _path(listed: ListedEntry) -> str:
    return " › ".join(map(escape, listed.section_path))


def _at(listed: ListedEntry) -> str:
    return code(str(listed.origin.at()))


def _rest(entries: list[ListedEntry]) -> Iterator[str]:
    if len(entries) > _MOST_ENTRIES:
        yield f"… and {len(entries) - _MOST_ENTRIES:,} more."


# Hand edits ----------------------------------------------------------------------------------------------------------


def _hand_edits(before: Version, after: Version) -> Iterator[str]:
    """Say where to edit what was edited in the README, which the next build writes anew."""
    if not (before.committed and after.committed):
        return
    if lines := list(dict.fromkeys(_answers(before, after))):
        yield "### README.md was edited by hand"
        yield "It is written anew from the files in `data/`, so edit those instead, then run `awesome-adapters build`:"
        yield "\n".join(lines[:_MOST_ENTRIES])


def _answers(before: Version, after: Version) -> Iterator[str]:
    """Answer each edit: lines that neither the old README nor a build has, and lines of both that are gone.

    An entry whose YAML changes as well was just built at another time, or with metadata at hand.
    """
    old, ours, theirs = (texts_of(readme) for readme in (before.committed, after.built, after.committed))
    listed, places = _by_key(before), _by_key(after)
    for key in {**ours, **theirs}:
        was, built, stands = (_lines(texts.get(key, ""), is_entry=key is not None) for texts in (old, ours, theirs))
        new = [stands[line] for line in stands if line not in was and line not in built]
        gone = [line for line in built if line in was and line not in stands]
        if key is None:
            yield from (_to_add(line) for line in new if _LINK.match(line) and line[0] in "-*+")
            if gone or any(not _LINK.match(line) and not line[0].isspace() for line in new):
                yield "- the text around the entries: edit `templates/` or `catalogue.yaml`"
        elif key not in places:
            yield from (_to_add(line) for line in new if key not in old and _ANCHOR.match(line))
        elif (new or gone) and _kind(listed.get(key), places[key]) in (None, "Moved"):
            verb = "edit" if stands else "take it out of"
            yield f"- {code(places[key].entry.title)}: {verb} {_at(places[key])}"


def _to_add(line: str) -> str:
    link = _LINK.match(line)
    return f"- {code(link[1] if link else line)}: add it with `awesome-adapters add`"


def _lines(text: str, *, is_entry: bool) -> dict[str, str]:
    """Return the lines by what is to compare of them; around the entries that leaves out how many there are."""
    lines = [line for line in text.splitlines() if line.strip()]
    return {line if is_entry else _COUNT.sub("0", line): line for line in lines}


def texts_of(readme: str) -> dict[str | None, str]:
    """Return the text of each entry of a README by its key, and of all that is no entry by None."""
    texts: dict[str | None, list[str]] = {}
    key: str | None = None
    for line in readme.splitlines():
        if anchor := _ANCHOR.match(line):
            key = anchor[1]
        elif line.startswith(("#", "- ")):
            key = None
        texts.setdefault(key, []).append(line)
    return {key: "\n".join(text).strip("\n") for key, text in texts.items()}


# The README's difference ---------------------------------------------------------------------------------------------


def _difference(before: str, after: str) -> Iterator[str]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), "README.md", "README.md", "", "", 1, ""))
    if not lines:
        return
    if len(lines) > _LONGEST_DIFF:
        lines = [*lines[:_LONGEST_DIFF], f"… and {len(lines) - _LONGEST_DIFF:,} lines more"]
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    yield f"<details><summary>The difference of README.md</summary>\n\n{fence}diff\n{text}\n{fence}\n\n</details>"
