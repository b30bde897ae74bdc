"""What a reply of the web says of a link: the rules on status codes, redirects, logins and pages that are none."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from awesome_adapters.metadata.verdicts import ALIVE, GONE, HOMEPAGE, REFUSED, UNWELL, Verdict
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.addresses import address_form, is_same_site


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
_PAUSE = re.compile(r"[/._-](?:maintenance|unavailable|offline|outage|error|suspended\w*)(?:[/._-]|$)", re.IGNORECASE)
"""What pages are called that stand in for a whole site for a while."""
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
    if reply.hops and _PAUSE.search(urlsplit(end).path) and not _PAUSE.search(urlsplit(address).path):
        return Verdict(UNWELL, f"it leads to {end}")
    if any(map(_NO_PAGE.fullmatch, _PARTS_OF_TITLE.split(reply.title))):
        return Verdict(HOMEPAGE, f"the page says '{collapse_whitespace(reply.title)[:80]}'")
    if reply.hops and _is_root(end) and not _is_root(address) and is_same_site(address, end):
        return Verdict(HOMEPAGE, f"it leads to {end}")
    return Verdict(ALIVE, f"{status}", _target(address, reply.hops))


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
