"""What somebody means by an address, an id, a title or BibTeX: a candidate for the list."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from awesome_adapters.bibtex import syntax
from awesome_adapters.bibtex.conversion import entry_from_bibtex
from awesome_adapters.enrichment.retrieval import PaperClient, match
from awesome_adapters.identifiers import SCHEMES, Identifier, find, rivals
from awesome_adapters.identifiers.slips import slip
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore, spelling
from awesome_adapters.problems import CatalogueError, UnavailableError
from awesome_adapters.text import (
    collapse_whitespace,
    control_character,
    is_distinctive,
    titles_match,
    tokens,
)
from awesome_adapters.text.addresses import pasted_address, repository


class Candidate(NamedTuple):
    """What somebody wants to add, as far as it is known."""

    fields: Mapping[str, Any]  # the keys of an entry, those of its paper in a mapping
    metadata: PaperMetadata | None = None
    is_guess: bool = False  # whether it was found by its title, and may be another paper

    def said(self, **fields: Any) -> Self:
        """Return the candidate with further keys, or others in place of its own; empty ones change nothing."""
        return self._replace(fields={**self.fields, **{key: value for key, value in fields.items() if value}})

    @property
    def title(self) -> str | None:
        """Return its title, as far as it is known."""
        return self.fields.get("title")

    @property
    def paper(self) -> Mapping[str, Any]:
        """Return the keys of its paper; none if it has no paper."""
        paper: Mapping[str, Any] = self.fields.get("paper", {})
        return paper

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers, in the order of `SCHEMES`."""
        return [Identifier(scheme, self.paper[scheme]) for scheme in SCHEMES if scheme in self.paper]

    @property
    def is_untitled(self) -> bool:
        """Return whether the title is unknown, and the id stands in its place."""
        return bool(self.identifiers) and self.title == str(self.identifiers[0])


class Lookup(NamedTuple):
    """How to find out what is known of a paper."""

    store: MetadataStore
    today: date
    client: PaperClient | None = None  # None to ask nobody
    notify: Callable[[str], None] = lambda _: None  # called with sentences for the person who waits
    is_trial: bool = False  # what is fetched is not saved

    def save(self) -> None:
        """Save what was fetched, whatever comes of the entry: nobody is to wait for it again."""
        if not self.is_trial:
            self.store.save()


def resolve_input(text: str, lookup: Lookup) -> Candidate:
    """Find out what an address, id, title or BibTeX entry means; raises `CatalogueError` where it means nothing."""
    if text.lstrip().startswith("@") or syntax.START.search(text):
        return from_keys(entry_from_bibtex(text, lookup.notify), lookup)
    text = clean(text, "address, id or title") or ""
    if identifiers := find(text):
        if two := rivals(identifiers):
            raise CatalogueError(f"two papers are named here, {two[0]} and {two[1]}; give one at a time")
        metadata = _metadata(identifiers, lookup)
        if metadata and all(SCHEMES[identifier.scheme].is_semantic_scholars for identifier in identifiers):
            identifiers = metadata.public_ids or identifiers
        return Candidate({"paper": _keys(identifiers)}, metadata).said(title=metadata and metadata.title)
    text = pasted_address(text) or text
    if code := repository(text):
        return Candidate({"title": code.rpartition("/")[2], "code": code})
    if mistake := slip(text):
        advice = f"; write {mistake.identifier.value}" if mistake.identifier else ""
        raise CatalogueError(f"'{text}' {mistake.reason}{advice}")
    if re.match(r"https?://", text, re.IGNORECASE):
        is_pdf = re.fullmatch(r"[^?#]+\.pdf(?:[?#].*)?", text, re.IGNORECASE)
        return Candidate({"paper": {"pdf": text}} if is_pdf else {"website": text})
    return _by_title(text, lookup)


def from_keys(keys: Mapping[str, Any], lookup: Lookup) -> Candidate:
    """Find out what is known of an entry that was read from BibTeX."""
    candidate = Candidate(keys)
    return match_title(candidate._replace(metadata=_metadata(candidate.identifiers, lookup)), lookup)


def match_title(candidate: Candidate, lookup: Lookup) -> Candidate:
    """Add to a paper that no id leads to what its title leads to: the record, and its ids."""
    title, paper, metadata = candidate.title or "", candidate.paper, candidate.metadata
    is_tool = not paper and not candidate.fields.keys().isdisjoint(("code", "website"))
    is_clear = not candidate.is_untitled and (paper.get("authors") or is_distinctive(title))
    if not metadata and not is_tool and is_clear and (metadata := _matched(title, candidate, lookup)):
        ids = [identifier for identifier in metadata.public_ids if identifier.scheme not in paper]
        candidate = candidate.said(paper={**_keys(ids), **paper})
    return _with_record(candidate, metadata)


def _matched(title: str, candidate: Candidate, lookup: Lookup) -> PaperMetadata | None:
    """Return what is known of a paper by its title, and look the title up if that was not done lately."""
    store, client, today, ids = lookup.store, lookup.client, lookup.today, candidate.identifiers
    if client and store.needs_match(ids, title, today):
        lookup.notify("looking the title up at Semantic Scholar")
        authors, year = candidate.paper.get("authors", ()), str(candidate.paper.get("year", ""))
        try:
            match(client, store, title, authors, int(year) if year.isdecimal() else None, today)
            lookup.save()
        except UnavailableError as error:
            lookup.notify(f"{error}; going on without it, the next build asks again")
    return store.paper(ids, title)


def _with_record(candidate: Candidate, metadata: PaperMetadata | None) -> Candidate:
    """Leave to the record what it says as well: the case of the title, the authors, the venue and the year."""
    title, paper = candidate.title or "", candidate.paper
    if metadata is None or not titles_match(title, metadata.title or ""):
        return candidate._replace(metadata=metadata)
    if metadata.title and metadata.title.casefold() == title.casefold() and not metadata.title.isupper():
        title = metadata.title
    recorded = {name for name in ("authors", "venue", "year") if getattr(metadata, name)}
    paper = {name: value for name, value in paper.items() if name not in recorded}
    return candidate._replace(fields={**candidate.fields, "title": title, "paper": paper}, metadata=metadata)


def _by_title(title: str, lookup: Lookup) -> Candidate:
    if not title:
        raise CatalogueError("nothing was given; give an address, an id or a title")
    if not any(word.isalpha() for word in tokens(title)):
        advice = "write what it is: 'PMID:' or 'CorpusID:' before a bare number, or the whole address"
        raise CatalogueError(f"'{title}' is not an id that can be recognized; {advice}")
    if lookup.client is None:
        raise CatalogueError("a title can only be looked up online; give the paper's address or an id")
    lookup.notify("looking the title up at Semantic Scholar")
    try:
        metadata = lookup.client.match(title)
    except UnavailableError as error:
        raise UnavailableError(f"{error}; give the paper's address or an id, which need no network") from error
    if metadata is None:
        raise CatalogueError(f"Semantic Scholar has no clear match for '{title}'; give its address or an id")
    fields = {"title": metadata.title or title, "paper": _keys(metadata.public_ids)}
    candidate = Candidate(fields, metadata, is_guess=True)
    if not lookup.store.find(candidate.identifiers) and (asked := spelling(candidate.identifiers)):
        lookup.store.add(asked, metadata, lookup.today)
        lookup.save()
    return candidate


def _keys(identifiers: Iterable[Identifier]) -> dict[str, str]:
    return {identifier.scheme: identifier.value for identifier in identifiers}


def _metadata(identifiers: list[Identifier], lookup: Lookup) -> PaperMetadata | None:
    """Return what is known of a paper, and ask for it if nothing is."""
    store, client = lookup.store, lookup.client
    wanted = store.to_ask(identifiers, lookup.today)
    if wanted and client:
        lookup.notify("asking Semantic Scholar for the paper")
        try:
            answers = dict(client.papers([wanted]))
            for asked, metadata in answers.items():
                store.add(asked, metadata, lookup.today)
            lookup.save()
            if not answers:
                lookup.notify("Semantic Scholar gave no answer for this id; the next build asks again")
        except UnavailableError as error:
            lookup.notify(f"{error}; continuing without it, the next build tries again")
        if store.unknown(identifiers):
            lookup.notify("Semantic Scholar does not know this id; is it right?")
    return store.paper(identifiers)


def clean(text: str | None, name: str) -> str | None:
    """Collapse a text to one line, or None; raises `CatalogueError` with its `name` for invisible characters."""
    if text and (character := control_character(text)):
        raise CatalogueError(f"the {name} contains an invisible character (U+{ord(character):04X}); remove it")
    return collapse_whitespace(text) or None if text else None
