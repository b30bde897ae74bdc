"""The parts of a list that have files of their own in the site's folder: the whole of it, and each section."""

from collections.abc import Iterator
from typing import NamedTuple

from awesome_adapters.catalogue import Catalogue, Listing
from awesome_adapters.formats.markdown import Slugger

WHOLE = "all"
_LONGEST = 60
"""Characters of a title in a path; of four bytes each, they are within what file systems take."""


class Part(NamedTuple):
    """The whole list, or a section with the sections below it."""

    path: str
    """Where its files stand below a folder, without their suffix: `computer-vision/methods`."""
    titles: tuple[str, ...]
    """The section's titles from the top; none for the whole list."""
    listings: list[Listing]
    """What it shows, each entry once."""


def parts(catalogue: Catalogue) -> Iterator[Part]:
    """Give the whole list, then each section; no two of them have one path."""
    yield Part(WHOLE, (), list(catalogue.listings()))
    shown: dict[tuple[str, ...], dict[str, Listing]] = {}
    for section in catalogue.sections:
        here = {listing.key: listing for listing in (*section.listings, *section.further)}
        for depth in range(1, len(section.titles) + 1):
            shown.setdefault(section.titles[:depth], {}).update(here)
    folders: dict[tuple[str, ...], Slugger] = {(): Slugger()}
    folders[()].slug(WHOLE)
    paths: dict[tuple[str, ...], str] = {}
    for titles, listings in shown.items():
        slug = folders[titles[:-1]].slug(titles[-1][:_LONGEST]) or "section"
        folders[titles] = Slugger()
        paths[titles] = f"{paths[titles[:-1]]}/{slug}" if titles[:-1] else slug
        yield Part(paths[titles], titles, list(listings.values()))
