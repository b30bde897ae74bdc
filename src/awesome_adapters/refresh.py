"""What a refresh found: the difference of two answers of Semantic Scholar, in words a curator can act on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.names import people
from awesome_adapters.records import same_paper
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.text import tokens
from awesome_adapters.venues import is_preprint


class Change(NamedTuple):
    """One thing that a curator may want to know."""

    kind: str
    listed: ListedEntry
    text: str


KINDS = {
    "another": "The answer is another paper's record, and is not shown: is the id right?",
    "published": "Published since",
    "retitled": "Retitled",
    "merged": "Merged with another record",
    "authors": "Authors changed",
    "moved": "Venue or year changed",
    "tldr": "A TLDR appeared",
    "fell": "Citation counts fell",
    "gone": "No longer known to Semantic Scholar (the old record is kept)",
    "agrees": "Semantic Scholar now says the same as our files: these lines can be removed",
    "contradicts": "Semantic Scholar still contradicts our files, which win",
}
"""The kinds of changes in the order of a report, with their headings."""


def changes(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata | None) -> Iterator[Change]:
    """Compare what was known of an entry's paper with what Semantic Scholar says now; None is nothing."""
    if new is None:
        if old is not None:
            yield Change("gone", listed, "no longer found")
        return
    if not same_paper(listed, new):
        yield Change("another", listed, f"'{new.title}'")
        return
    if old is not None:
        yield from (Change(kind, listed, text) for kind, text in _differences(old, new))
    yield from _curated_values(listed, old, new)


def _differences(old: PaperMetadata, new: PaperMetadata) -> Iterator[tuple[str, str]]:
    if (old.venue, old.year) != (new.venue, new.year):
        is_published = is_preprint(old.venue) and not is_preprint(new.venue)
        yield "published" if is_published else "moved", f"{_publication(old)} → {_publication(new)}"
    if old.title and new.title and tokens(old.title) != tokens(new.title):
        yield "retitled", f"'{old.title}' → '{new.title}'"
    if old.ids and new.ids and old.ids[0] != new.ids[0]:
        yield "merged", f"{old.ids[0]} → {new.ids[0]}"
    if old.authors and old.authors != new.authors:
        yield "authors", _compare_authors(old.authors, new.authors)
    if new.tldr and not old.tldr:
        yield "tldr", "it is shown from the next build on"
    if old.citations is not None and (new.citations or 0) < old.citations:
        yield "fell", f"{old.citations:,} → {new.citations or 0:,}"


def _curated_values(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata) -> Iterator[Change]:
    """Compare the values that the list's files give with Semantic Scholar's."""
    paper = listed.entry.paper or NO_PAPER
    for name in ("authors", "venue", "year"):
        if name not in paper.model_fields_set:
            continue
        curated, answer = getattr(paper, name), getattr(new, name)
        if name == "authors" and curated:
            curated = people(curated)  # where a comma tells the family name, too
        if _are_equal(curated, answer):
            if old is None or not _are_equal(curated, getattr(old, name)):
                yield Change("agrees", listed, f"{name}: {_value_text(answer)}")
        elif name == "authors" and answer and _people(curated or ()) != _people(answer):
            difference = _compare_authors(curated or (), answer, "it lacks", "it has")
            yield Change("contradicts", listed, f"authors: {difference}")
        elif name != "authors" and answer:
            yield Change("contradicts", listed, f"{name}: {answer}, and ours is {_value_text(curated)}")


def _people(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return who is meant, whether or not the given names are written out and the accents are there."""
    folded = [tokens(name) or [""] for name in names]
    return [(name[0][:1], name[-1]) for name in folded]


def _compare_authors(old: Sequence[str], new: Sequence[str], less: str = "gone:", more: str = "new:") -> str:
    removed = ", ".join(name for name in old if name not in new)
    added = ", ".join(name for name in new if name not in old)
    parts = (f"{label} {names}" for label, names in ((less, removed), (more, added)) if names)
    return "; ".join(parts) or "their order"


def _are_equal(curated: Any, answer: Any) -> bool:
    return bool(curated == (list(answer) if isinstance(curated, list) else answer))


def _value_text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else "nothing" if value is None else str(value)


def _publication(paper: PaperMetadata) -> str:
    return " ".join(str(part) for part in (paper.venue, paper.year) if part) or "nowhere"


def report(changes: Iterable[Change]) -> str:
    """Write the changes as Markdown, fit for a terminal and for the text of a pull request."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, listed, text in changes:
        by_kind[kind].append(f"- {listed.entry.title} ({listed.origin.at()}): {text}")
    return "\n\n".join("\n".join((f"### {KINDS[kind]}", "", *lines)) for kind, lines in by_kind.items() if lines)
