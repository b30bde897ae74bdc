"""What an answer says of a link, a repository or a paper: alive, moved, gone; or nothing, which is never "fine"."""

from typing import NamedTuple

ALIVE, GONE, HOMEPAGE, REFUSED, UNWELL = "alive", "gone", "homepage", "refused", "unwell"
"""`gone` is 404, 410, a name that does not exist; `homepage` a page that now leads to the site's first page, or says
that it is none; `refused` tells nothing, for many sites refuse programs; `unwell` may pass."""


RETRACTIONS = {"retraction": "Retracted", "withdrawal": "Withdrawn", "removal": "Removed"}
"""The types of notices that take a work back, and what they say of it; others are corrections and concerns."""


class Retraction(NamedTuple):
    """A notice that takes a paper back, or warns of it."""

    notice: str
    """The address where readers find it."""
    type: str
    """As Crossref calls it: `retraction`, `withdrawal`, `removal`, `expression_of_concern`."""
    date: str
    """The day, as 2010-02-06; empty where it is not said."""
    source: str
    """Who says so, as Crossref; empty where the list's curators do."""
    reason: str = ""

    @property
    def label(self) -> str:
        """Return what happened to the paper, in one word; empty for a notice that does not take it back."""
        return RETRACTIONS.get(self.type, "")

    def __str__(self) -> str:
        said = f", says {self.source}" if self.source else ""
        return f"{self.label}{' on ' if self.date else ''}{self.date}{said}"


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
