"""Venues: which of them are servers of preprints."""

from awesome_adapters.text import tokens

_PREPRINT_SERVERS = {"", "arxiv org", "arxiv", "biorxiv", "medrxiv", "ssrn electronic journal", "corr"}


def is_preprint(venue: str | None) -> bool:
    """Return whether a venue is none, or a server of preprints."""
    return " ".join(tokens(venue or "")) in _PREPRINT_SERVERS
