"""The places of an entry at which addresses and ids stand, and who is asked about each."""

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from awesome_adapters.catalogue import Catalogue, ListedEntry
from awesome_adapters.identifiers import parse
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import same_paper
from awesome_adapters.services import ANTHOLOGY, ARXIV, CROSSREF, GITHUB, GITLAB, HUGGING_FACE, WEB
from awesome_adapters.text.addresses import address_form, encoded, hugging_face, is_github, repository

_BY_SCHEME = {"arxiv_id": ARXIV, "doi": CROSSREF, "acl_id": ANTHOLOGY}
"""Who is asked about ids; the pages of others, as OpenReview's, refuse programs."""


class Place(NamedTuple):
    """One value of an entry, and what is asked for it."""

    listed: ListedEntry
    path: tuple[str, ...]
    """Where it stands, as `("links", "Dataset")`; empty for an id that Semantic Scholar gave."""
    value: str
    """What stands there."""
    subject: str
    """The address that is asked for, which is the key of its record."""
    service: str
    is_exact: bool = True
    """Whether the value is the subject, and not something inside of it, as a file of a repository."""


def places(catalogue: Catalogue, paper: Callable[[ListedEntry], PaperMetadata | None]) -> list[Place]:
    """Return the places of all entries but what the settings leave alone.

    What is known of an entry's `paper` adds the DOI of a publication.
    """
    alone = [address_form(text) for text in catalogue.settings.health.leave_alone]
    all_places = (place for listed in catalogue.entries() for place in _places(listed, paper(listed)))
    return [place for place in all_places if not any(_covers(form, place.subject) for form in alone)]


def _places(listed: ListedEntry, paper: PaperMetadata | None) -> Iterator[Place]:
    entry = listed.entry
    for identifier in listed.identifiers:
        if service := _BY_SCHEME.get(identifier.scheme):
            yield Place(listed, ("paper", identifier.scheme), identifier.value, identifier.page, service)
    further = paper.identifiers if paper and same_paper(listed, paper) else ()
    for identifier in further:
        if identifier.scheme == "doi" and identifier not in listed.identifiers:
            yield Place(listed, (), identifier.value, identifier.page, CROSSREF)
    links: dict[tuple[str, ...], str | None] = {("code",): entry.code, ("website",): entry.website}
    if entry.paper:
        links = {("paper", "url"): entry.paper.url, ("paper", "pdf"): entry.paper.pdf, **links}
    links |= {("links", label): address for label, address in entry.links.items()}
    for path, address in links.items():
        if address:
            yield from _link(listed, path, address)


def _link(listed: ListedEntry, path: tuple[str, ...], address: str) -> Iterator[Place]:
    if identifier := parse(address):
        if (service := _BY_SCHEME.get(identifier.scheme)) and identifier not in listed.identifiers:
            yield Place(listed, path, address, identifier.page, service)
        return
    home, service = _home(address)
    is_exact = not home or address_form(home) == address_form(address)
    if home:
        yield Place(listed, path, address, home, service, is_exact)
    if not (home and is_exact):
        yield Place(listed, path, address, encoded(address), WEB)


def _home(address: str) -> tuple[str, str]:
    """Return the repository or model that an address leads to or into, and who knows it; nothing for other pages."""
    if model := hugging_face(address):
        return model, HUGGING_FACE
    if (home := repository(address)) and ("://gitlab.com/" in home or is_github(home)):
        return home, GITLAB if "://gitlab.com/" in home else GITHUB
    return "", ""


def _covers(form: str, address: str) -> bool:
    """Return whether the form of a host, or of an address, stands for this one: it is it, or above it."""
    other = address_form(address)
    host = (urlsplit(address).hostname or "").casefold()
    return other == form or other.startswith(f"{form}/") or host.endswith(f".{form}")
