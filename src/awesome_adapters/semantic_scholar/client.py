"""A patient client of the Semantic Scholar API: many papers a request, every fault expected.

The limits and faults it is built for are those of the Academic Graph API: 500 ids a batch, answers
joined by position, 429 at random and without `Retry-After`, 403 for a key that was pruned, and the
error 400 "No valid paper ids given" where it knows none of the papers.
"""

import errno
import json
import os
import random
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, NamedTuple

import requests
from requests import codes
from urllib3.exceptions import DecodeError, HTTPError, LocationValueError
from urllib3.exceptions import TimeoutError as SlowError

from awesome_adapters import __version__, identifiers
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError, UnavailableError
from awesome_adapters.semantic_scholar import answers
from awesome_adapters.text import collapse_whitespace, titles_match, tokens

ADDRESS = "https://api.semanticscholar.org"
BATCH = 500
FIELDS = "paperId,corpusId,externalIds,url,title,authors,venue,year,citationCount,tldr,publicationDate,journal"

_FIRST_WAIT, _LONGEST_WAIT = 2.0, 60.0
"""Seconds to wait after a fault, doubled each time, give or take a quarter."""
_GAP_WITH_KEY, _GAP_WITHOUT = 1.1, 4.0
"""Seconds from the end of one request to the next: a key allows one a second; without one all share a pool."""
_SHORTEST = 15.0
"""Seconds that a request may take however little patience is left."""
_HALVINGS = 3


class Limits(NamedTuple):
    """How long one request may take, in seconds, and how large its answer may be, in bytes.

    The API gives up after some 30 seconds (504), and its answers end at 10 MB.
    """

    connect: float = 10.0
    silence: float = 40.0
    whole: float = 120.0
    size: int = 32 * 1024 * 1024


class _FaultError(Exception):
    """One request came to nothing, another may not; `wait` is how many seconds the server asks to wait."""

    def __init__(self, reason: str, wait: float = 0.0, advice: str = "") -> None:
        super().__init__(reason)
        self.wait = wait
        self.advice = advice


class _RejectedError(_FaultError):
    """A question was refused with 400: one of its ids may be to blame."""


class _KeyRefusedError(Exception):
    """The key was refused; this costs no patience, since it happens twice in a run at most."""


class _Question(NamedTuple):
    """A request, and what its answers mean."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    read: Callable[[Any], Any]
    """Make the result of the answer; raises `_FaultError` where it is not what was asked for."""
    nothing: tuple[str, Any]
    """An error that is an answer: how it begins, and the result that it stands for."""
    retries: int
    """How often it is asked again after it was rejected."""


class _Session(requests.Session):
    """A session that takes no notice of redirects.

    Even with `allow_redirects=False` one of `requests` prepares to follow: it reads the whole body,
    however large, and stumbles over an address that is none.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002
        return None


class SemanticScholar:
    """The API as seen from one run; all requests are one paced stream.

    `patience` is the budget for the whole run, in seconds, of waiting after faults and of requests
    that failed. `announce` is called before each such wait with its seconds and its reason.
    """

    def __init__(
        self,
        *,
        key: str | None = None,
        address: str = ADDRESS,
        patience: float = 60.0,
        limits: Limits = Limits(),  # noqa: B008 (it is frozen)
        announce: Callable[[float, str], None] = lambda _seconds, _reason: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._key = key
        self._key_refusals = 0
        self._address = address.rstrip("/")
        self._patience = patience
        self._limits = limits
        self._announce = announce
        self._sleep = sleep
        self._clock = clock
        self._chance = chance
        self._free_at = clock()
        self._pending: dict[str, None] = {}
        self._session = _Session()
        self._session.headers["User-Agent"] = f"awesome-adapters/{__version__}"

    @classmethod
    def from_environment(cls, **options: Any) -> "SemanticScholar":
        """Make a client with the key of `S2_API_KEY` and the address of `SEMANTIC_SCHOLAR_API_URL`."""
        key: str | None = os.environ.get("S2_API_KEY", "").strip()
        if not key or key.lower() in ("none", "null"):
            key = None
        elif not re.fullmatch(r"[!-~]+", key):
            raise CatalogueError("S2_API_KEY holds characters that no key has; copy the key again, or unset it")
        address = os.environ.get("SEMANTIC_SCHOLAR_API_URL", "").strip() or ADDRESS
        if not re.match(r"https?://[^/\s]+", address):
            raise CatalogueError(f"SEMANTIC_SCHOLAR_API_URL is not an address: '{address}'")
        return cls(key=key, address=address, **options)

    @property
    def unanswered(self) -> list[str]:
        """The ids of the last `papers` that have had neither a record nor an "unknown"."""
        return list(self._pending)

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, PaperMetadata | None]]:
        """Ask for papers by Semantic Scholar's spelling of their ids, and give each answer as it comes.

        None is "unknown to Semantic Scholar". An id that is not in what is given was not answered and
        stands in `unanswered`, as does a text that is no id. Raises `UnavailableError` when asking on
        would not help; what was given before is good.
        """
        self._pending = pending = dict.fromkeys(wanted)
        asked: dict[str, list[str]] = {}
        for text in pending:
            if (identifier := identifiers.parse(text)) and (spelling := identifier.semantic_scholar):
                asked.setdefault(spelling, []).append(text)
        ids = list(asked)
        for start in range(0, len(ids), BATCH):
            for spelling, row in self._batch(ids[start : start + BATCH], _HALVINGS):
                paper = answers.paper(row)
                for text in asked[spelling] if paper or row is None else ():
                    del pending[text]
                    yield text, paper

    def match(self, title: str) -> PaperMetadata | None:
        """Look a paper up by its title; None if Semantic Scholar has none that we take for the same.

        It gives the nearest paper it has, however far that is, and a score without a scale (recorded
        2026-02), so the titles are compared here. Raises `UnavailableError` as `papers` does.
        """
        title = collapse_whitespace(title)
        if not title:
            return None
        path = "/graph/v1/paper/search/match"
        try:
            paper: PaperMetadata | None = self._ask(
                _Question("GET", path, {"query": title}, None, _best, ("Title match not found", None), retries=0)
            )
        except _RejectedError as error:
            raise UnavailableError(f"Semantic Scholar does not look up '{title}' ({error})") from error
        return paper if paper and paper.title and _same_title(paper.title, title) else None

    def _batch(self, ids: list[str], halvings: int) -> Iterator[tuple[str, Any]]:
        """Give the ids of one batch with their rows; where it is rejected, those of its halves."""
        rows = self._rows(ids)
        if rows is not None:
            yield from zip(ids, rows, strict=True)
        elif halvings and len(ids) > 1:
            middle = len(ids) // 2
            yield from self._batch(ids[:middle], halvings - 1)
            yield from self._batch(ids[middle:], halvings - 1)

    def _rows(self, ids: list[str]) -> list[Any] | None:
        """Ask for one batch; None if it is rejected."""
        read = partial(_joined, len(ids))
        nothing = ("No valid paper ids given", [None] * len(ids))
        question = _Question(
            "POST", "/graph/v1/paper/batch", {}, {"ids": ids}, read, nothing, retries=1 if len(ids) > 1 else 0
        )
        try:
            rows: list[Any] = self._ask(question)
        except _RejectedError:
            return None
        return rows

    def _ask(self, question: _Question) -> Any:
        """Ask until there is an answer, it is rejected too often, or the patience is at an end."""
        attempt = rejections = 0
        while True:
            self._rest()
            began = self._clock()
            try:
                return self._try(question)
            except _KeyRefusedError as refusal:
                self._free_at = self._clock() + self._gap
                self._announce(self._gap, str(refusal))
            except _FaultError as fault:
                self._patience -= self._clock() - began
                rejections += isinstance(fault, _RejectedError)
                if rejections > question.retries:
                    raise
                self._put_off(attempt, fault)
                attempt += 1

    def _rest(self) -> None:
        if (pause := self._free_at - self._clock()) > 0:
            self._sleep(pause)

    def _put_off(self, attempt: int, fault: _FaultError) -> None:
        """Let the next request wait, longer after each fault, and never less than the server asks for."""
        least = max(self._gap, fault.wait)
        if least > self._patience:
            asked = f"; it asks to wait {fault.wait:,.0f} s" if fault.wait > self._gap else ""
            raise UnavailableError(f"Semantic Scholar does not answer ({fault}{asked}){fault.advice}") from fault
        backoff = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempt, 9)) * (0.75 + self._chance() / 2)
        seconds = max(least, min(backoff, self._patience))
        self._patience -= seconds
        self._free_at = self._clock() + seconds
        self._announce(seconds, str(fault))

    @property
    def _gap(self) -> float:
        return _GAP_WITH_KEY if self._key else _GAP_WITHOUT

    def _try(self, question: _Question) -> Any:
        """Send one request, and return what its answer means."""
        allowed = max(self._patience, _SHORTEST)
        connect, silence, whole, _ = self._limits
        deadline = self._clock() + min(whole, allowed)
        try:
            with self._session.request(
                question.method,
                self._address + question.path,
                params={**question.query, "fields": FIELDS},
                json=question.body,
                headers={"x-api-key": self._key} if self._key else {},
                timeout=(min(connect, allowed), min(silence, allowed)),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = self._read(response, deadline)
        except (OSError, HTTPError) as error:
            raise _diagnosis(error) from error
        finally:
            self._free_at = self._clock() + self._gap
        return self._meaning(question, response, _decoded(body))

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """Read a body within a bounded time and size, however slowly it drips."""
        read = getattr(response.raw, "read1", response.raw.read)  # urllib3 1 has no read1
        parts, size = [], 0
        while part := read(65536, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self._limits.size:
                raise _FaultError("the answer is too large")
            if self._clock() > deadline:
                raise _FaultError("it is too slow")
        return b"".join(parts)

    def _meaning(self, question: _Question, response: requests.Response, answer: Any) -> Any:
        status, said = response.status_code, self._said(answer)
        if status == codes.ok:
            if said:
                raise _FaultError(f"it says: {said}")
            return question.read(answer)
        if status in (codes.bad_request, codes.not_found) and said.startswith(question.nothing[0]):
            return question.nothing[1]
        if status == codes.bad_request:
            raise _rejection(said)
        if status in (codes.unauthorized, codes.forbidden):
            raise self._refusal(status)
        if status == codes.too_many_requests or status >= codes.internal_server_error:
            raise self._overload(response)
        note = ", a redirect that is not followed," if 300 <= status < 400 else ""
        raise UnavailableError(f"Semantic Scholar answered {status}{note} where papers were expected")

    def _said(self, answer: Any) -> str:
        """Read either envelope of an error: the application says `error`, the gateway `message`."""
        if not isinstance(answer, dict):
            return ""
        said = answer.get("error") or answer.get("message") or ""
        said = collapse_whitespace(said if isinstance(said, str) else "an error without words")
        return (said.replace(self._key, "…") if self._key else said)[:200]

    def _refusal(self, status: int) -> Exception:
        """Give up the key at its second refusal: refusals were once seen to pass (2025-07)."""
        if self._key is None:
            return UnavailableError(f"Semantic Scholar refuses requests from here ({status})")
        self._key_refusals += 1
        if self._key_refusals == 1:
            return _KeyRefusedError(f"it refused the key in S2_API_KEY, {status}")
        self._key = None
        return _KeyRefusedError(f"it refused the key in S2_API_KEY, {status}; going on without it")

    def _overload(self, response: requests.Response) -> _FaultError:
        wait = _retry_after(response.headers)
        if response.status_code != codes.too_many_requests:
            return _FaultError(f"it failed, {response.status_code}", wait)
        return _FaultError("it is busy, 429", wait, "" if self._key else "; a key in S2_API_KEY would help")


# What went wrong -----------------------------------------------------------------------------------------------------


_HOPELESS = (
    (socket.gaierror, "its name cannot be resolved"),
    (ssl.SSLCertVerificationError, "its certificate cannot be verified"),
    (requests.exceptions.InvalidURL, "its address is not valid"),
    (requests.exceptions.InvalidSchema, "its address is not valid"),
    (LocationValueError, "its address is not valid"),
)
_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_PASSING = (
    (ConnectionRefusedError, "the connection was refused"),
    (SlowError, "it is too slow"),
    (DecodeError, "the answer is broken"),
    (BaseException, "the connection broke"),
)


def _diagnosis(error: BaseException) -> Exception:
    """Tell what no further try can mend from what may pass."""
    causes = list(_causes(error))
    if any(isinstance(cause, OSError) and cause.errno in _NO_NETWORK for cause in causes):
        return UnavailableError("Semantic Scholar cannot be reached (no network)")
    for kind, reason in _HOPELESS:
        if any(isinstance(cause, kind) for cause in causes):
            return UnavailableError(f"Semantic Scholar cannot be reached ({reason})")
    return _FaultError(next(reason for kind, reason in _PASSING if any(isinstance(cause, kind) for cause in causes)))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _rejection(said: str) -> Exception:
    if re.search(r"unsupported fields|\bparam", said):
        return UnavailableError(f"Semantic Scholar refused the question: {said}; this is a fault of awesome-adapters")
    return _RejectedError(f"it rejected the question, 400: {said}" if said else "it rejected the question, 400")


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds from now; the header holds them, or a date (RFC 9110, 10.2.3), read by the server's own clock."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return (parsedate_to_datetime(value) - parsedate_to_datetime(headers["Date"])).total_seconds()
    except (ValueError, TypeError, OverflowError, KeyError):
        return 0.0


# The answers ---------------------------------------------------------------------------------------------------------


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _joined(length: int, answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise _FaultError("the answer is broken")
    if len(answer) != length:
        raise _FaultError(f"the answer has {len(answer):,} instead of {length:,} rows")
    return answer


def _best(answer: Any) -> PaperMetadata | None:
    rows = answer.get("data") if isinstance(answer, dict) else None
    paper = answers.paper(rows[0]) if isinstance(rows, list) and rows else None
    if paper is None and rows != []:
        raise _FaultError("the answer is broken")
    return paper


def _same_title(one: str, other: str) -> bool:
    """Tell whether two titles are one paper's, where nothing but the title speaks for it.

    They have the same words, or only one has a name and a colon in front of them, or some words are
    spelled or inflected a little differently. A number, a prefix or a short word is never little:
    part I is not part II, supervised is not unsupervised.
    """
    a, b = tokens(one), tokens(other)
    return titles_match(one, other) and (
        "".join(a) == "".join(b)
        or (len(a) > 3 and _unnamed(other) == a)
        or (len(b) > 3 and _unnamed(one) == b)
        or (len(a) == len(b) and all(map(_nearly, a, b)))
    )


def _unnamed(title: str) -> list[str]:
    return tokens(title.partition(":")[2])


def _nearly(one: str, other: str) -> bool:
    if one == other:
        return True
    long = min(len(one), len(other)) >= 5 and (one + other).isalpha()
    return long and one[:3] == other[:3] and SequenceMatcher(None, one, other).ratio() >= 0.85
