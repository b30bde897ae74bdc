"""What was given to `add`: an address, an id, a title or BibTeX, and the paper or tool that it means."""

import re
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from awesome_adapters.cli.root import today
from awesome_adapters.problems import CatalogueError

if TYPE_CHECKING:
    from awesome_adapters.identifiers import Identifier
    from awesome_adapters.metadata import PaperMetadata
    from awesome_adapters.semantic_scholar.client import SemanticScholar
    from awesome_adapters.store import MetadataStore

_CODE = (
    r"(?:https?://|git@)?(?:www\.)?((?:github|gitlab)\.com)[/:]((?:[\w.-]+/)+?[\w.-]+?)"
    r"/?(?:/(?:-|tree|blob|issues|wiki|releases)(?:/.*)?)?(?:[?#].*)?"
)


class Candidate(NamedTuple):
    """What follows from what was given."""

    title: str | None = None
    paper: Mapping[str, Any] = MappingProxyType({})
    """The keys of the entry's paper."""
    code: str | None = None
    website: str | None = None
    metadata: "PaperMetadata | None" = None
    """What Semantic Scholar says."""
    is_guess: bool = False
    """Whether it was found by its title, and may be another paper."""

    @property
    def identifiers(self) -> "list[Identifier]":
        """Return the paper's identifiers."""
        from awesome_adapters.identifiers import SCHEMES, Identifier

        return [Identifier(scheme, self.paper[scheme]) for scheme in SCHEMES if scheme in self.paper]

    @property
    def is_untitled(self) -> bool:
        """Tell whether the title is unknown, and the id stands in its place."""
        return bool(self.identifiers) and self.title == str(self.identifiers[0])


def resolve_input(store: "MetadataStore", patience: float | None, what: str) -> Candidate:
    """Find out what is meant; what Semantic Scholar says of it is added to the store, which is not saved.

    `patience` is in seconds; with None it is not asked.
    """
    from awesome_adapters.identifiers import parse

    if what == "-" or what.lstrip().startswith("@"):
        return _from_bibtex(store, patience, what)
    what = clean(what, "address, id or title") or ""
    if identifier := parse(what):
        paper = {identifier.scheme: identifier.value}
        known = _known(store, patience, [identifier])
        return Candidate(title=known and known.title, paper=paper, metadata=known)
    if match := re.fullmatch(_CODE, what, re.IGNORECASE):
        site, path = match[1].lower(), match[2].removesuffix(".git")
        return Candidate(title=path.rpartition("/")[2], code=f"https://{site}/{path}")
    if re.match(r"https?://", what, re.IGNORECASE):
        is_pdf = re.fullmatch(r"[^?#]+\.pdf(?:[?#].*)?", what, re.IGNORECASE)
        return Candidate(paper={"pdf": what}) if is_pdf else Candidate(website=what)
    return _by_title(store, patience, what)


def _from_bibtex(store: "MetadataStore", patience: float | None, what: str) -> Candidate:
    from awesome_adapters.bibtex_import import from_bibtex

    text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace") if what == "-" else what
    work = Candidate(**from_bibtex(text))
    return work._replace(metadata=_known(store, patience, work.identifiers))


def _by_title(store: "MetadataStore", patience: float | None, title: str) -> Candidate:
    from awesome_adapters.semantic_scholar.client import UnavailableError
    from awesome_adapters.store import spelling
    from awesome_adapters.text import tokens

    if not any(word.isalpha() for word in tokens(title)):
        advice = "write what it is: 'PMID:' or 'CorpusID:' before a bare number, or the whole address"
        raise CatalogueError(f"'{title}' is not an id that can be recognized; {advice}")
    if patience is None:
        raise CatalogueError("a title can only be looked up online; give the paper's address or an id")
    click.echo("looking the title up at Semantic Scholar", err=True)
    try:
        known = _client(patience).match(title)
    except UnavailableError as error:
        raise UnavailableError(f"{error}; give the paper's address or an id, which need no network") from error
    if known is None:
        raise CatalogueError(f"Semantic Scholar has no paper that is surely '{title}'; give its address or an id")
    work = Candidate(known.title or title, _ids(known), metadata=known, is_guess=True)
    if not store.find(work.identifiers) and (asked := spelling(work.identifiers)):
        store.add(asked, known, today())
    return work


def _ids(known: "PaperMetadata") -> dict[str, str]:
    """Return the ids to write: those that people know, and Semantic Scholar's own if there are no others."""
    from awesome_adapters.identifiers import SCHEMES, from_semantic_scholar

    found = [one for text in known.ids if (one := from_semantic_scholar(text))]
    given = {one.scheme: one.value for one in reversed(found)}
    public = [scheme for scheme in SCHEMES if scheme in given and scheme not in ("semantic_scholar_id", "corpus_id")]
    return {scheme: given[scheme] for scheme in public or ["semantic_scholar_id"]}


def _client(patience: float) -> "SemanticScholar":
    from awesome_adapters.semantic_scholar.client import SemanticScholar

    def announce(seconds: float, reason: str) -> None:
        click.echo(f"Semantic Scholar: {reason}; waiting {seconds:.0f} s", err=True)

    return SemanticScholar.from_environment(patience=patience, announce=announce)


def _known(store: "MetadataStore", patience: float | None, identifiers: "list[Identifier]") -> "PaperMetadata | None":
    """Return what is known of a paper, and ask for it if nothing is; the file is written with the entry."""
    spelling = store.to_ask(identifiers, today())
    if spelling and patience is not None:
        from awesome_adapters.semantic_scholar.client import UnavailableError

        click.echo("asking Semantic Scholar for the paper", err=True)
        try:
            for asked, paper in _client(patience).papers([spelling]):
                store.add(asked, paper, today())
        except UnavailableError as error:
            click.echo(f"{error}; going on without it, the next build asks again", err=True)
        if store.unknown(identifiers):
            click.echo("Semantic Scholar does not know this id; is it right?", err=True)
    return store.paper(identifiers)


def clean(text: str | None, name: str) -> str | None:
    """Fold what somebody typed to one line; None if nothing is left. Raises `CatalogueError` for hidden characters."""
    from awesome_adapters.text import collapse_whitespace, control_character

    if text and (character := control_character(text)):
        raise CatalogueError(f"the {name} holds an invisible character (U+{ord(character):04X}); give it without")
    return collapse_whitespace(text) or None if text else None
