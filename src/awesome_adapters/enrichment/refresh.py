"""What a refresh found: what changed, what to write then, and where sources contradict the list's files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from awesome_adapters.catalogue import Catalogue, ListedEntry
from awesome_adapters.enrichment.findings import Finding
from awesome_adapters.formats.rows import under_headings
from awesome_adapters.identifiers import proves_publication
from awesome_adapters.metadata import PaperMetadata, retain, venues
from awesome_adapters.metadata.provenance import SOURCES, merge, spell
from awesome_adapters.metadata.venues import is_preprint
from awesome_adapters.records import id_to_write, same_paper
from awesome_adapters.schema import NO_PAPER
from awesome_adapters.text import number_of, tokens
from awesome_adapters.text.names import people, same_person


class Change(NamedTuple):
    """One thing that a curator may want to know."""

    kind: str
    listed: ListedEntry
    text: str


class Answer(NamedTuple):
    """What was known of an entry's paper, and what Semantic Scholar says now; None is nothing."""

    listed: ListedEntry
    old: PaperMetadata | None
    new: PaperMetadata | None


KINDS = {
    "another": "The answer is another paper's record, and is not shown: is the id right?",
    "replaced": "Another paper's record stood here, and is replaced",
    "published": "Published since, and shown so",
    "retitled": "Retitled",
    "merged": "Merged with another record",
    "authors": "Authors changed",
    "moved": "Venue or year changed",
    "tldr": "A TLDR appeared",
    "vanished": "No longer given by Semantic Scholar (the old value is kept)",
    "fell": "Citation counts fell",
    "gone": "No longer known to Semantic Scholar (the old record is kept)",
}
"""The kinds of changes that ask for nothing, in the order of a report, with their headings."""


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
        for kind, text in _differences(old, new):
            is_listed = kind == "published" and any(map(proves_publication, listed.identifiers))
            if not is_listed and not (kind == "retitled" and any(_retitled(listed, old, new))):
                yield Change(kind, listed, text)


def events(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata | None) -> Iterator[Finding]:
    """Give what a new answer proposes for an entry: its new title, and lines of ours that can go."""
    if new is None or not same_paper(listed, new):
        return
    if old is not None and not same_paper(listed, old):
        old = None
    if old is not None:
        yield from _retitled(listed, old, retain(old, new))
    for name, curated, answer in _curated_values(listed, new) if listed.identifiers else ():
        if _are_equal(curated, answer) and (old is None or not _are_equal(curated, getattr(old, name))):
            text = _value_text(answer)
            yield _finding("agrees", listed, name, text, "Semantic Scholar says the same", text)


def match(listed: ListedEntry, metadata: PaperMetadata) -> Finding:
    """Say which id leads to a paper that was found by its title."""
    identifier = id_to_write(listed.identifiers, metadata)
    finding = _finding("matched", listed, identifier.scheme, "", "Semantic Scholar has this title", identifier.value)
    return finding._replace(proposal=identifier.value)


def disagreements(
    listed: ListedEntry, paper: PaperMetadata | None, short_venues: Mapping[str, str]
) -> Iterator[Finding]:
    """Compare the values that the list's files give with what sources say of an entry's paper.

    Another spelling is no disagreement, nor is a preprint where the files know the publication.
    """
    if paper is None or not (paper.others or same_paper(listed, paper)):
        return
    metadata, others = merge(paper, listed.identifiers)
    for name, curated, answer in _curated_values(listed, metadata):
        source = SOURCES[others.get(name, "semantic_scholar")].name
        difference = ""
        if name == "authors" and answer:
            difference = compare_authors(curated or (), answer, "it lacks", "it has")
            difference = difference and f"authors of {source}: {difference}"
            if not difference:
                yield from _respelled(listed, answer, source)
        elif answer and not is_preprint(metadata.venue) and not are_alike(curated, answer, short_venues):
            difference = f"{source} says {answer}"
        if difference:
            yield _finding("contradicts", listed, name, _value_text(curated), difference, difference)


def findings(catalogue: Catalogue, paper: Callable[[ListedEntry], PaperMetadata | None]) -> Iterator[Finding]:
    """Give all disagreements of a list with what is known of its papers."""
    short_venues = catalogue.settings.short_venues()
    for listed in catalogue.entries():
        if (listed.entry.paper or NO_PAPER).overrides & {"authors", "venue", "year"}:
            yield from disagreements(listed, paper(listed), short_venues)


def _retitled(listed: ListedEntry, old: PaperMetadata, new: PaperMetadata) -> Iterator[Finding]:
    """Give the new title of a paper that our files call by the old one."""
    paper = listed.entry.paper or NO_PAPER
    title, path = (paper.title, ("paper", "title")) if paper.title else (listed.entry.title, ("title",))
    if old.title and new.title and tokens(title) == tokens(old.title) != tokens(new.title):
        evidence = "Semantic Scholar has it under this title now"
        yield Finding("retitled", listed, path, listed.key, title, new.title, evidence, new.title)


def _respelled(listed: ListedEntry, answer: Sequence[str], source: str) -> Iterator[Finding]:
    """Give names that a source spells more fully; what a comma tells of a name stays."""
    curated = (listed.entry.paper or NO_PAPER).authors or ()
    for number, (name, other) in enumerate(zip(curated, answer, strict=False)):
        spelling = name if "," in name else spell([name], [other])[0]
        if spelling != name:
            path = ("paper", "authors", str(number))
            yield Finding("respelled", listed, path, listed.key, name, spelling, f"{source} has {other}", spelling)


def _finding(kind: str, listed: ListedEntry, name: str, value: str, evidence: str, identity: str) -> Finding:
    return Finding(kind, listed, ("paper", name), listed.key, value, "", evidence, identity)


def _differences(old: PaperMetadata, new: PaperMetadata) -> Iterator[tuple[str, str]]:
    if (old.venue, old.year) != (new.venue, new.year):
        is_published = is_preprint(old.venue) and not is_preprint(new.venue)
        yield "published" if is_published else "moved", f"{_publication(old)} → {_publication(new)}"
    if old.title and new.title and tokens(old.title) != tokens(new.title):
        yield "retitled", f"'{old.title}' → '{new.title}'"
    if old.ids and new.ids and old.ids[0] != new.ids[0]:
        yield "merged", f"{old.ids[0]} → {new.ids[0]}"
    if old.authors and (difference := compare_authors(old.authors, new.authors)):
        yield "authors", difference
    if new.tldr and not old.tldr:
        yield "tldr", "it is shown from the next build on"
    if vanished := [name for name in new.kept if name in _TOLD and name not in old.kept]:
        yield "vanished", ", ".join(vanished)
    if old.citations is not None and new.citations is not None and new.citations < old.citations:
        yield "fell", f"{old.citations:,} → {new.citations:,}"


def _curated_values(listed: ListedEntry, paper: PaperMetadata) -> Iterator[tuple[str, Any, Any]]:
    """Give the values that the list's files have of a paper, each with that of sources."""
    curated = listed.entry.paper or NO_PAPER
    for name in ("authors", "venue", "year"):
        if name in curated.model_fields_set:
            value = getattr(curated, name)
            yield name, people(value) if name == "authors" and value else value, getattr(paper, name)


def are_alike(curated: Any, answer: Any, short_venues: Mapping[str, str]) -> bool:
    """Return whether two values are one: names of venues are spelled in many ways."""
    if not isinstance(curated, str) or not isinstance(answer, str):
        return bool(curated == answer)
    one, other = (short_venues.get(name.casefold(), name) for name in (curated, answer))
    words, others = tokens(one), tokens(other)
    if words == others or any((part in words) != (part in others) for part in ("findings", "workshop")):
        return words == others
    return any(form in text for form, text in product(_venue_forms(one), _venue_forms(other, is_whole=True))) or any(
        form in text for form, text in product(_venue_forms(other), _venue_forms(one, is_whole=True))
    )


def _venue_forms(name: str, *, is_whole: bool = False) -> set[str]:
    """Return the names of a venue, each between spaces; without `is_whole` those that tell it within a longer name."""
    venue = venues.find(name)
    names = {name, *([venue.short, venue.long] if venue else ())}
    return {
        f" {' '.join(words)} "
        for text in names
        if len(words := tokens(text)) > 2 or is_whole or (len(words) == 1 and sum(map(str.isupper, text)) > 1)
    }


def compare_authors(old: Sequence[str], new: Sequence[str], less: str = "gone:", more: str = "new:") -> str:
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
    papers = f"{answered:,} of {number_of(asked, 'paper')}"
    if not is_reached:
        return f"Semantic Scholar was not reached: {papers} asked."
    nothing = "" if has_changes or not answered else ", in which nothing changed"
    return f"Semantic Scholar answered for {papers}{nothing}."
