"""What a refresh found: the difference of two answers of Semantic Scholar, in words a curator can act on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.findings import Finding
from awesome_adapters.formats.rows import under_headings
from awesome_adapters.metadata import PaperMetadata, retain
from awesome_adapters.names import people, same_person
from awesome_adapters.records import id_to_write, same_paper
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.text import tokens
from awesome_adapters.venues import is_preprint


class Change(NamedTuple):
    """One thing that a curator may want to know."""

    kind: str
    listed: ListedEntry
    text: str


KINDS = {
    "matched": "Found by the title: write the id",
    "another": "The answer is another paper's record, and is not shown: is the id right?",
    "replaced": "Another paper's record stood here, and is replaced",
    "published": "Published since",
    "accepted": "Perhaps published: so its authors say",
    "retitled": "Retitled",
    "merged": "Merged with another record",
    "authors": "Authors changed",
    "moved": "Venue or year changed",
    "tldr": "A TLDR appeared",
    "vanished": "No longer given by Semantic Scholar (the old value is kept)",
    "fell": "Citation counts fell",
    "gone": "No longer known to Semantic Scholar (the old record is kept)",
    "agrees": "Semantic Scholar now says the same as our files: these lines can be removed",
    "contradicts": "Semantic Scholar still contradicts our files, which win",
}
"""The kinds of changes in the order of a report, with their headings."""


_TOLD = ("authors", "venue", "year", "tldr")
"""The fields that readers miss."""


def changes(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata | None) -> Iterator[Change]:
    """Compare what was known of an entry's paper with what Semantic Scholar says now; None is nothing."""
    if old is not None and old.others and not old.ids:
        old = None  # only further sources have it
    if new is None:
        if old is not None:
            yield Change("gone", listed, "no longer found")
        return
    if not same_paper(listed, new):
        yield Change("another", listed, f"'{new.title}'")
        return
    if old is not None and not same_paper(listed, old):
        yield Change("replaced", listed, f"'{old.title}'")
        old = None
    if old is not None:
        new = retain(old, new)
        yield from (Change(kind, listed, text) for kind, text in _differences(old, new))
    yield from _curated_values(listed, old, new)


def of_finding(finding: Finding) -> Change:
    """Say what was found, and what to write."""
    advice = f'; write {finding.path[-1]}: "{finding.proposal}"' if finding.proposal else ""
    return Change(finding.kind, finding.listed, f"{finding.evidence}{advice}")


def match(listed: ListedEntry, metadata: PaperMetadata) -> Change:
    """Say which id leads to a paper that was found by its title."""
    identifier = id_to_write(listed.identifiers, metadata)
    return Change("matched", listed, f'{identifier.scheme}: "{identifier.value}"')


def _differences(old: PaperMetadata, new: PaperMetadata) -> Iterator[tuple[str, str]]:
    if (old.venue, old.year) != (new.venue, new.year):
        is_published = is_preprint(old.venue) and not is_preprint(new.venue)
        yield "published" if is_published else "moved", f"{_publication(old)} → {_publication(new)}"
    if old.title and new.title and tokens(old.title) != tokens(new.title):
        yield "retitled", f"'{old.title}' → '{new.title}'"
    if old.ids and new.ids and old.ids[0] != new.ids[0]:
        yield "merged", f"{old.ids[0]} → {new.ids[0]}"
    if old.authors and (difference := _compare_authors(old.authors, new.authors)):
        yield "authors", difference
    if new.tldr and not old.tldr:
        yield "tldr", "it is shown from the next build on"
    if vanished := [name for name in new.kept if name in _TOLD and name not in old.kept]:
        yield "vanished", ", ".join(vanished)
    if old.citations is not None and new.citations is not None and new.citations < old.citations:
        yield "fell", f"{old.citations:,} → {new.citations:,}"


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
        elif name == "authors":
            if answer and (difference := _compare_authors(curated or (), answer, "it lacks", "it has")):
                yield Change("contradicts", listed, f"authors: {difference}")
        elif answer:
            yield Change("contradicts", listed, f"{name}: {answer}, and ours is {_value_text(curated)}")


def _compare_authors(old: Sequence[str], new: Sequence[str], less: str = "gone:", more: str = "new:") -> str:
    """Say which people differ; nothing where they only are written in another way."""
    if len(old) == len(new) and all(map(same_person, old, new)):
        return ""
    removed = ", ".join(name for name in old if not any(same_person(name, other) for other in new))
    added = ", ".join(name for name in new if not any(same_person(name, other) for other in old))
    parts = (f"{label} {names}" for label, names in ((less, removed), (more, added)) if names)
    return "; ".join(parts) or ("their order" if len(old) == len(new) else f"{len(old):,} → {len(new):,} names")


def _are_equal(curated: Any, answer: Any) -> bool:
    return bool(curated == (list(answer) if isinstance(curated, list) else answer))


def _value_text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else "nothing" if value is None else str(value)


def _publication(paper: PaperMetadata) -> str:
    return " ".join(str(part) for part in (paper.venue, paper.year) if part) or "nowhere"


def report(changes: Iterable[Change], orphans: Sequence[str] = (), *, as_markdown: bool = True) -> str:
    """Write changes, and titles of records that were removed, each as a row in which the texts of others do nothing.

    The rows are for Markdown, or for a terminal.
    """
    by_heading: dict[str, list[str]] = {heading: [] for heading in KINDS.values()}
    for kind, listed, text in changes:
        by_heading[KINDS[kind]].append(f"{listed.entry.title} ({listed.origin.at()}): {text}")
    by_heading["Records that no entry used were removed"] = list(orphans)
    return under_headings(by_heading, as_markdown=as_markdown)


def summary(asked: int, answered: int, *, is_reached: bool, has_changes: bool) -> str:
    """Say for how many of the papers there was an answer; nothing where changes say enough."""
    if answered == asked:
        return "" if has_changes else "Nothing changed."
    papers = f"{answered:,} of {asked:,} paper{'' if asked == 1 else 's'}"
    if not is_reached:
        return f"Semantic Scholar was not reached: {papers} asked."
    nothing = "" if has_changes or not answered else ", in which nothing changed"
    return f"Semantic Scholar answered for {papers}{nothing}."
