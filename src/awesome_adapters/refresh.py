"""What a refresh found: the difference of two answers of Semantic Scholar, in words a curator can act on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import same_paper
from awesome_adapters.text import tokens
from awesome_adapters.venues import is_preprint


class Change(NamedTuple):
    """One thing that a curator may want to know."""

    kind: str
    listed: ListedEntry
    text: str


KINDS = {
    "another": "Another paper's record was answered (nothing of it is shown): is the id right?",
    "published": "Published since",
    "retitled": "Retitled",
    "merged": "Merged with another record",
    "authors": "Authors changed",
    "moved": "Venue or year changed",
    "tldr": "A TLDR appeared",
    "fell": "Citation counts fell",
    "gone": "No longer known to Semantic Scholar (the old record is kept)",
    "agrees": "Semantic Scholar now says what our files say: the lines can go",
    "contradicts": "Semantic Scholar still says something else than our files, which win",
}
"""The kinds of changes in the order of a report, with their headings."""


def changes(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata | None) -> Iterator[Change]:
    """Compare what was known of an entry's paper with what Semantic Scholar says now; None is nothing."""
    if new is None:
        if old is not None:
            yield Change("gone", listed, "asked again, and not found")
        return
    if not same_paper(listed, new):
        yield Change("another", listed, f"'{new.title}'")
        return
    if old is not None:
        yield from (Change(kind, listed, text) for kind, text in _between(old, new))
    yield from _ours(listed, old, new)


def _between(old: PaperMetadata, new: PaperMetadata) -> Iterator[tuple[str, str]]:
    if (old.venue, old.year) != (new.venue, new.year):
        published = is_preprint(old.venue) and not is_preprint(new.venue)
        yield "published" if published else "moved", f"{_where(old)} → {_where(new)}"
    if old.title and new.title and tokens(old.title) != tokens(new.title):
        yield "retitled", f"'{old.title}' → '{new.title}'"
    if old.ids and new.ids and old.ids[0] != new.ids[0]:
        yield "merged", f"{old.ids[0]} → {new.ids[0]}"
    if old.authors and old.authors != new.authors:
        yield "authors", _difference(old.authors, new.authors)
    if new.tldr and not old.tldr:
        yield "tldr", "it is shown from the next build on"
    if old.citations is not None and (new.citations or 0) < old.citations:
        yield "fell", f"{old.citations:,} → {new.citations or 0:,}"


def _ours(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata) -> Iterator[Change]:
    """Compare the values that the list's files give with Semantic Scholar's."""
    written = listed.entry.paper
    for name in ("authors", "venue", "year"):
        if written is None or name not in written.model_fields_set:
            continue
        ours, theirs = getattr(written, name), getattr(new, name)
        if _same(ours, theirs):
            if old is None or not _same(ours, getattr(old, name)):
                yield Change("agrees", listed, f"{name}: {_shown(theirs)}")
        elif name == "authors" and theirs and _people(ours or ()) != _people(theirs):
            yield Change("contradicts", listed, f"authors: {_difference(ours or (), theirs, 'it lacks', 'it has')}")
        elif name != "authors" and theirs:
            yield Change("contradicts", listed, f"{name}: {theirs}, and ours is {_shown(ours)}")


def _people(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return who is meant, whether or not the given names are written out and the accents are there."""
    folded = [tokens(name) or [""] for name in names]
    return [(name[0][:1], name[-1]) for name in folded]


def _difference(old: Sequence[str], new: Sequence[str], less: str = "gone:", more: str = "new:") -> str:
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    parts = [f"{less} {', '.join(gone)}"] if gone else []
    parts += [f"{more} {', '.join(come)}"] if come else []
    return "; ".join(parts) or "their order"


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, list):
        return ours == list(theirs)
    return bool(ours == theirs)


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else "nothing" if value is None else str(value)


def _where(paper: PaperMetadata) -> str:
    return " ".join(str(part) for part in (paper.venue, paper.year) if part) or "nowhere"


def report(found: Iterable[Change]) -> str:
    """Write the changes as Markdown, fit for a terminal and for the text of a pull request."""
    by_kind: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    for change in found:
        by_kind[change.kind].append(change)
    blocks = []
    for kind, heading in KINDS.items():
        if by_kind[kind]:
            lines = [f"- {one.listed.entry.title} ({one.listed.origin.at()}): {one.text}" for one in by_kind[kind]]
            blocks.append("\n".join((f"### {heading}", "", *lines)))
    return "\n\n".join(blocks)
