"""What a change of the list's files will look like: the text that a reviewer reads in a pull request."""

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters import files
from awesome_adapters.catalogue import ListedEntry, breadcrumb
from awesome_adapters.formats.markdown import code, escape
from awesome_adapters.project import Project

_LONGEST_DIFF = 300
_MOST_ENTRIES = 100
"""Of each kind: GitHub refuses a summary of more than 1 MiB."""

_UNKNOWN = "Semantic Scholar was not asked for these papers yet, or does not know them; the build on main asks."

_ANCHOR = re.compile(r'[-*+#\s]*<a id="([^"]+)"></a>')
_COUNT = re.compile(r"[0-9][0-9,]*( resources?\b)?")
_LINK = re.compile(r"[^\[]*\[((?:\\.|[^\]\\])+)\]\(http")


class Version(NamedTuple):
    """The list before or after a change."""

    entries: dict[str, ListedEntry]
    """The entries by their keys."""
    built: str
    """The README that the list's files make."""
    committed: str
    """The README that stands beside them."""
    unknown: frozenset[str]
    """The keys of entries whose papers Semantic Scholar does not know, or was not asked for yet."""

    @classmethod
    def of(cls, project: Project, *, is_built: bool = True) -> "Version":
        """Build the README of a list; where it cannot be built, the committed one stands for it."""
        pages = (
            path for path, is_generated in files.generated_files(project.root, files.PAGES).items() if is_generated
        )
        contents = (files.read(project.root / name) for name in ("README.md", *pages))
        committed = "\n".join(content.decode(errors="replace") for content in contents if content is not None)
        documents = project.readme() if is_built else []
        built = "\n".join(document.content.decode() for document in documents if document.path.endswith(".md"))
        entries = {listed.key: listed for listed in project.catalogue.entries()}
        papers = {key: listed for key, listed in entries.items() if listed.is_paper}
        unknown = frozenset(key for key, listed in papers.items() if project.paper(listed) is None)
        return cls(entries, built if is_built else committed, committed, unknown)


def report(before: Version, after: Version) -> str:
    """Write Markdown: added, changed and moved entries as they will look, and the README's difference."""
    blocks = [*_entries(before, after), *_hand_edits(before, after), *_difference(before.built, after.built)]
    return "\n\n".join(blocks or ["Nothing changes for readers of the list."]) + "\n"


def _entries(before: Version, after: Version) -> Iterator[str]:
    old, new = before.entries, after.entries
    texts = texts_of(after.built)
    changes: dict[str, list[ListedEntry]] = {"Added": [], "Changed": [], "Moved": []}
    for key, listed in new.items():
        if change := _change(old.get(key), listed):
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


def _change(old: ListedEntry | None, new: ListedEntry) -> str | None:
    """Return what happened to an entry; None if nothing did."""
    if old is None:
        return "Added"
    if old.entry != new.entry:
        return "Changed"
    return "Moved" if old.section_path != new.section_path else None


def _section(old: ListedEntry | None, new: ListedEntry) -> str:
    has_moved = old and old.section_path != new.section_path
    origin = f", before in {escape(breadcrumb(old.section_path))}" if old and has_moved else ""
    return f"In {escape(breadcrumb(new.section_path))} ({_location(new)}){origin}"


def _location(listed: ListedEntry) -> str:
    return code(str(listed.origin.at()))


def _hand_edits(before: Version, after: Version) -> Iterator[str]:
    """Say where to edit what was edited in the README, which the next build writes anew."""
    lines = list(dict.fromkeys(_answers(before, after))) if before.committed and after.committed else []
    if lines:
        yield "### README.md was edited by hand"
        yield "It is written anew from the files in `data/`, so edit those instead, then run `awesome-adapters build`:"
        yield "\n".join(lines[:_MOST_ENTRIES])


def _answers(before: Version, after: Version) -> Iterator[str]:
    """Answer each edit, but for entries whose YAML changes as well: a build at another time explains those."""
    versions = [texts_of(readme) for readme in (before.committed, after.built, after.committed)]
    old, built, committed = versions
    for key in {**built, **committed}:
        is_entry = key is not None
        old_lines, built_lines, lines = (_lines(texts.get(key, ""), is_entry=is_entry) for texts in versions)
        added = [line for form, line in lines.items() if form not in old_lines and form not in built_lines]
        is_cut = any(form in old_lines and form not in lines for form in built_lines)
        if key is None:
            yield from _answers_around(added, is_cut=is_cut)
        elif listed := after.entries.get(key):
            if (added or is_cut) and _change(before.entries.get(key), listed) in (None, "Moved"):
                verb = "edit" if key in committed else "take it out of"
                yield f"- {code(listed.entry.title)}: {verb} {_location(listed)}"
        elif key not in old:
            yield from (_to_add(line) for line in added if _ANCHOR.match(line))


def _answers_around(added: list[str], *, is_cut: bool) -> Iterator[str]:
    """Answer an edit outside the known entries; new ones without an anchor stand there too."""
    yield from (_to_add(line) for line in added if _LINK.match(line) and line[0] in "-*+")
    if is_cut or any(not _LINK.match(line) and not line[0].isspace() for line in added):
        yield "- the text around the entries: edit `templates/` or `catalogue.yaml`"


def _to_add(line: str) -> str:
    link = _LINK.match(line)
    return f"- {code(link[1] if link else line)}: add it with `awesome-adapters add`"


def _lines(text: str, *, is_entry: bool) -> dict[str, str]:
    """Return the lines by the text that is compared: around the entries it has no numbers of entries."""
    lines = [line for line in text.splitlines() if line.strip()]
    return {line if is_entry else _COUNT.sub("0", line): line for line in lines}


def texts_of(readme: str) -> dict[str | None, str]:
    """Return the text of each entry of a README by its key; under None is the text around the entries."""
    texts: dict[str | None, list[str]] = {}
    key: str | None = None
    for line in readme.splitlines():
        if anchor := _ANCHOR.match(line):
            key = anchor[1]
        elif line.startswith(("#", "- ")):
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
