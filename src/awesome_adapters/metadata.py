"""What is known of papers from outside the list."""

from typing import NamedTuple


class Journal(NamedTuple):
    """Where a paper stands in a journal or in proceedings, as Semantic Scholar gives it."""

    name: str | None = None
    volume: str | None = None
    pages: str | None = None


class PaperMetadata(NamedTuple):
    """What Semantic Scholar says of a paper; None where it says nothing or was never asked."""

    ids: tuple[str, ...] = ()
    """Its identifiers as Semantic Scholar spells them, its own paper id first."""
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    citations: int | None = None
    tldr: str | None = None
    published: str | None = None
    """The day of the first publication, often the preprint's, as 2021-06-17."""
    journal: Journal | None = None
    retrieved: str | None = None
    """The day of the answer, as 2024-05-31."""
