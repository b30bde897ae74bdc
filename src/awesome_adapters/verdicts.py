"""What an answer says of a link, a repository or a paper: alive, moved, gone; or nothing, which is never "fine"."""

from typing import NamedTuple

ALIVE, GONE, HOMEPAGE, REFUSED, UNWELL = "alive", "gone", "homepage", "refused", "unwell"
"""`gone` is 404, 410, a name that does not exist; `homepage` a page that now leads to the site's first page, or says
that it is none; `refused` tells nothing, for many sites refuse programs; `unwell` may pass."""


RETRACTIONS = frozenset(("retraction", "withdrawal", "removal"))
"""The types of notices that take a work back, as Crossref calls them; others are corrections and concerns."""


class Retraction(NamedTuple):
    """A notice that takes a paper back, or warns of it."""

    notice: str
    """The address where readers find it."""
    type: str
    """As Crossref calls it: `retraction`, `withdrawal`, `removal`, `expression_of_concern`."""
    date: str
    """The day, as 2010-02-06; empty where it is not said."""
    source: str
    """Who says so, as Crossref."""
    reason: str = ""

    @property
    def is_final(self) -> bool:
        """Whether it takes the paper back, and does not only warn of it."""
        return self.type in RETRACTIONS


class Verdict(NamedTuple):
    """What one answer says; there is none where nobody answered."""

    state: str
    reason: str = ""
    target: str = ""
    """Where it is now, if it has moved for good."""
    is_archived: bool | None = None
    """Whether a repository can only be read; None where that is not said."""
    commit: str = ""
    """The day of a repository's last change, as 2024-05-31."""
    retraction: Retraction | None = None
    is_answer: bool = True
    """Whether anybody answered, so that the network here works."""
