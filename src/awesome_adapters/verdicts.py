"""What an answer says of a link, a repository or a paper: alive, moved, gone; or nothing, which is never "fine"."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from awesome_adapters.addresses import address_form
from awesome_adapters.text import collapse_whitespace

ALIVE, GONE, HOMEPAGE, REFUSED, UNWELL = "alive", "gone", "homepage", "refused", "unwell"
"""`gone` is 404, 410, a name that does not exist; `homepage` a page that now leads to the site's first page, or says
that it is none; `refused` tells nothing, for many sites refuse programs; `unwell` may pass."""


_LABELS = {"retraction": "Retracted", "withdrawal": "Withdrawn", "removal": "Removed"}


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
        return _LABELS.get(self.type, "")

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


class Hop(NamedTuple):
    """One redirect of an address."""

    status: int
    address: str
    """Where it leads."""


class Reply(NamedTuple):
    """What came of asking for an address, and for those that it led to."""

    hops: tuple[Hop, ...] = ()
    status: int = 0
    """Of the last answer; 0 where there was none."""
    failure: str = ""
    """Why there was none."""
    is_name_missing: bool = False
    """Whether the name of the host does not exist."""
    is_challenge: bool = False
    """Whether the answer is a test for people."""
    title: str = ""
    """The page's title."""


MAX_HOPS = 5
_PERMANENT = (301, 308)
"""The only redirects that say that an address should be replaced (RFC 9110, 15.4)."""
_ABSENT = (404, 410)
_PASSING = (408, 421, 425)
_LOGIN = re.compile(
    r"[/.?&=_-](?:log-?in|sign-?in|sso|auth(?:enticate|n|orize)?|oauth2?|consent|captcha|challenge)(?:[/.?&=_-]|$)",
    re.IGNORECASE,
)
_PARTS_OF_TITLE = re.compile(r"\s+[|·•:–—-]+\s+|:\s")
_NO_PAGE = re.compile(
    r"\W*(?:error\W*)?(?:404\W*(?:error\W*)?(?:(?:page|file)? ?not found\W*)?|page not found\W*)", re.IGNORECASE
)


def judge(address: str, reply: Reply) -> Verdict:
    """Return what a reply says of an address."""
    status, end = reply.status, reply.hops[-1].address if reply.hops else address
    if reply.is_name_missing:
        return Verdict(GONE, f"the name {urlsplit(end).hostname} does not exist", is_answer=False)
    if not status or reply.failure:
        return Verdict(UNWELL, reply.failure, is_answer=bool(reply.hops))
    if reply.is_challenge:
        return Verdict(REFUSED, "it lets only people in")
    if status in _ABSENT:
        return Verdict(GONE, f"{status}")
    if 500 <= status < 600 or status in _PASSING or status < 200:
        return Verdict(UNWELL, f"{status}")
    if status >= 300:
        return Verdict(REFUSED, f"{status}")
    if any(_LOGIN.search(_tail(hop.address)) for hop in reply.hops):
        return Verdict(ALIVE, "behind a login")
    if any(map(_NO_PAGE.fullmatch, _PARTS_OF_TITLE.split(reply.title))):
        return Verdict(HOMEPAGE, f"the page says '{collapse_whitespace(reply.title)[:80]}'")
    if reply.hops and _is_root(end) and not _is_root(address) and is_same_site(address, end):
        return Verdict(HOMEPAGE, f"it leads to {end}")
    return Verdict(ALIVE, f"{status}", _target(address, reply.hops))


def is_same_site(one: str, other: str) -> bool:
    """Return whether two addresses have one host, or one host below the other's."""
    hosts = [(urlsplit(address).hostname or "").removeprefix("www.") for address in (one, other)]
    short, long = sorted(hosts, key=len)
    return short == long or ("." in short and long.endswith(f".{short}"))


def _target(address: str, hops: tuple[Hop, ...]) -> str:
    """Return what the permanent redirects at the start lead to, where that is another address."""
    target = ""
    for hop in hops:
        if hop.status not in _PERMANENT:
            break
        target = hop.address
    is_weaker = address.lower().startswith("https:") and not target.lower().startswith("https:")
    return "" if is_weaker or address_form(target) == address_form(address) else target


def _is_root(address: str) -> bool:
    parts = urlsplit(address)
    return (
        not parts.query and re.fullmatch(r"/?(?:index\.\w+|home/?|[a-z]{2}(?:-[a-z]{2})?/?)?", parts.path) is not None
    )


def _tail(address: str) -> str:
    """Return an address from its host's first label on, where names of logins stand."""
    return re.sub(r"^https?://", "/", address)
