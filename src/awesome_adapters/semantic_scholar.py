"""A patient client of the Semantic Scholar API: many papers a request, every fault expected.

The limits and faults it is built for are those of the Academic Graph API: 500 ids a batch, answers
joined by position, 429 at random and without `Retry-After`, 403 for a key that was pruned, and the
error 400 "No valid paper ids given" where it knows none of the papers.
"""

import errno
import html
import json
import os
import random
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, NamedTuple

import requests
from pydantic import BaseModel, BeforeValidator, ValidationError

from awesome_adapters import __version__
from awesome_adapters.catalogue import Paper
from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import one_line

ADDRESS = "https://api.semanticscholar.org"
BATCH = 500
FIELDS = "paperId,corpusId,externalIds,url,title,authors,venue,year,citationCount,tldr"

_FIRST_WAIT, _LONGEST_WAIT = 2.0, 60.0
_GAP_WITH_KEY, _GAP_WITHOUT = 1.1, 4.0
"""Seconds from the end of one request to the next: a key allows one a second; without one all share a pool."""
_CONNECT, _READ, _WHOLE = 10.0, 60.0, 120.0
_LARGEST = 64 * 1024 * 1024
_HALVINGS = 3


class UnavailableError(CatalogueError):
    """Semantic Scholar did not answer, and asking on would not help now."""

    exit_code = 3


class _RejectedError(Exception):
    """A batch was refused with 400: one of its ids may be to blame."""


class _Try(NamedTuple):
    """What came of one request: a body, or the reason to try again and how long the server asked to wait."""

    body: Any = None
    fault: str | None = None
    wait: float | None = None


class SemanticScholar:
    """The API as seen from one run; all requests are one paced stream.

    `patience` is the budget for the whole run, in seconds, of waiting after faults and of requests
    that failed. `announce` is called before each wait with its seconds and its reason.
    """

    def __init__(
        self,
        *,
        key: str | None = None,
        address: str = ADDRESS,
        patience: float = 60.0,
        announce: Callable[[float, str], None] = lambda _seconds, _reason: None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address.rstrip("/")
        self._patience = patience
        self._announce = announce
        self._sleep = sleep
        self._clock = clock
        self._free_at = 0.0
        self._key = key
        self._key_refusals = 0
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"awesome-adapters/{__version__}"
        self.unanswered: list[str] = []
        """The ids that got neither a record nor an "unknown"."""

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

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, Paper | None]]:
        """Ask for papers by Semantic Scholar's spelling of their ids, and give each answer as it comes.

        None is "unknown to Semantic Scholar". An id that is not in what is given was not answered and
        stands in `unanswered`. Raises `UnavailableError` when asking on would not help; what was given
        before is good.
        """
        wanted = list(dict.fromkeys(wanted))
        self.unanswered = []
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            try:
                yield from self._batch(batch, _HALVINGS)
            except UnavailableError:
                self.unanswered += wanted[start + len(batch) :]
                raise

    def _batch(self, ids: list[str], halvings: int) -> Iterator[tuple[str, Paper | None]]:
        try:
            rows = self._rows(ids)
        except UnavailableError:
            self.unanswered += ids
            raise
        except _RejectedError:
            if len(ids) == 1 or not halvings:
                self.unanswered += ids
                return
            middle = len(ids) // 2
            yield from self._batch(ids[:middle], halvings - 1)
            yield from self._batch(ids[middle:], halvings - 1)
            return
        for asked, row in zip(ids, rows, strict=True):
            if row is None:
                yield asked, None
            elif paper := _paper(row):
                yield asked, paper
            else:
                self.unanswered.append(asked)

    def _rows(self, ids: list[str]) -> list[Any]:
        """Ask for one batch; the answer is a list with one row an id."""
        url = f"{self._address}/graph/v1/paper/batch?fields={FIELDS}"
        rejected = 0
        for attempt in range(10**6):
            started = self._clock()
            outcome = self._try(url, ids)
            if outcome.body is not None and len(outcome.body) == len(ids):
                return list(outcome.body)
            if outcome.fault == "rejected":
                rejected += 1
                if rejected > 1 or len(ids) == 1:
                    raise _RejectedError
                continue
            fault = outcome.fault or f"the answer has {len(outcome.body or ())} rows for {len(ids)} ids"
            self._patience -= self._clock() - started
            self._wait(attempt, fault, outcome.wait)
        raise AssertionError

    def _wait(self, attempt: int, fault: str, asked: float | None) -> None:
        ceiling = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)
        seconds = asked if asked is not None else ceiling * (0.75 + random.random() / 2)  # noqa: S311
        if seconds > self._patience:
            raise UnavailableError(f"Semantic Scholar does not answer ({fault})")
        self._patience -= seconds
        self._announce(seconds, fault)
        self._sleep(seconds)

    def _try(self, url: str, ids: list[str]) -> _Try:
        """Send one request, and sort what comes of it."""
        if (pause := self._free_at - self._clock()) > 0:
            self._sleep(pause)
        headers = {"x-api-key": self._key} if self._key else {}
        try:
            with self._session.post(
                url,
                json={"ids": ids},
                headers=headers,
                timeout=(_CONNECT, _READ),
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._sort(response, self._read(response), ids)
        except (requests.RequestException, OSError, ValueError) as error:
            if reason := _hopeless(error):
                raise UnavailableError(f"Semantic Scholar cannot be reached ({reason})") from error
            return _Try(fault=_fault(error))
        finally:
            self._free_at = self._clock() + (_GAP_WITH_KEY if self._key else _GAP_WITHOUT)

    def _read(self, response: requests.Response) -> bytes:
        """Read a body within a bounded time and size, however slowly it drips."""
        deadline = self._clock() + _WHOLE
        parts, size = [], 0
        while part := response.raw.read1(65536, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > _LARGEST or self._clock() > deadline:
                raise requests.Timeout("too large" if size > _LARGEST else "too slow")
        return b"".join(parts)

    def _sort(self, response: requests.Response, body: bytes, ids: list[str]) -> _Try:
        status = response.status_code
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        said = _message(answer)
        if status == requests.codes.ok:
            if isinstance(answer, list):
                return _Try(body=answer)
            return _Try(fault=f"it says: {said}" if said else "the answer is broken")
        if status == requests.codes.bad_request:
            return self._bad_request(said, ids)
        if status == requests.codes.forbidden:
            return self._forbidden()
        if status == requests.codes.too_many_requests or status >= requests.codes.internal_server_error:
            fault = "it is busy, 429" if status == requests.codes.too_many_requests else f"it failed, {status}"
            return _Try(fault=fault, wait=_retry_after(response.headers.get("Retry-After")))
        raise UnavailableError(f"Semantic Scholar answered {status} where a list of papers was expected")

    def _bad_request(self, said: str, ids: list[str]) -> _Try:
        if "No valid paper ids given" in said:
            return _Try(body=[None] * len(ids))
        if re.search(r"unsupported fields|query param", said):
            raise UnavailableError(
                f"Semantic Scholar refused the question: {said}; this is a fault of awesome-adapters"
            )
        return _Try(fault="rejected")

    def _forbidden(self) -> _Try:
        self._key_refusals += 1
        if self._key is None or self._key_refusals > 2:
            raise UnavailableError("Semantic Scholar refuses requests from here (403)")
        if self._key_refusals == 2:
            self._key = None
            return _Try(fault="it refused the key in S2_API_KEY, 403; going on without it", wait=0.0)
        return _Try(fault="it refused the key in S2_API_KEY, 403")


def _hopeless(error: BaseException | None) -> str | None:
    """Say why no further try can succeed: a name that does not resolve, or no network."""
    while error is not None:
        if isinstance(error, socket.gaierror):
            return "its name cannot be resolved"
        if isinstance(error, OSError) and error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
            return "no network"
        if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
            return "its address is not valid"
        inner = next((a for a in getattr(error, "args", ()) if isinstance(a, BaseException)), None)
        error = (
            getattr(error, "reason", None)
            if isinstance(getattr(error, "reason", None), BaseException)
            else (inner or error.__cause__ or error.__context__)
        )
    return None


def _fault(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "it is too slow"
    return "the connection broke" if isinstance(error, requests.RequestException | OSError) else "the answer is broken"


def _message(answer: Any) -> str:
    """Read either envelope of an error: the application says `error`, the gateway `message`."""
    if not isinstance(answer, dict):
        return ""
    return one_line(str(answer.get("error") or answer.get("message") or ""))[:200]


def _retry_after(header: str | None) -> float | None:
    """Seconds from now; the header holds them, or a date (RFC 9110, 10.2.3)."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


# The rows ------------------------------------------------------------------------------------------------------------


def _clean(value: Any) -> str | None:
    """Make text of what may hold tags, entities, line breaks and worse; None if nothing is left."""
    if not isinstance(value, str):
        return None
    value = re.sub(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*)?/?>", "", html.unescape(value))
    return one_line(value) or None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(value: Any) -> str | None:
    return one_line(str(value)) or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def _only(kind: type, empty: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: value if isinstance(value, kind) else empty)


_Text = Annotated[str | None, BeforeValidator(_clean)]
_Id = Annotated[str | None, BeforeValidator(_text)]
_Whole = Annotated[int | None, BeforeValidator(_whole)]


class _Author(BaseModel):
    name: _Text = None


class _Tldr(BaseModel):
    text: _Text = None


class _ExternalIds(BaseModel):
    ArXiv: _Id = None
    ACL: _Id = None
    DOI: _Id = None
    PubMed: _Id = None
    PubMedCentral: _Id = None


class _Row(BaseModel):
    """A paper as the API gives it: anything may be missing, null, empty, or of another type."""

    paperId: _Id = None  # noqa: N815
    corpusId: _Id = None  # noqa: N815
    externalIds: Annotated[_ExternalIds, _only(dict, {})] = _ExternalIds()  # noqa: N815
    title: _Text = None
    authors: Annotated[list[Annotated[_Author, _only(dict, {})]], _only(list, [])] = []
    venue: _Text = None
    year: _Whole = None
    citationCount: _Whole = None  # noqa: N815
    tldr: Annotated[_Tldr, _only(dict, {})] = _Tldr()


def _paper(row: Any) -> Paper | None:
    """Make a paper of a row; None if the row is none (as `{"error": …}` is not)."""
    try:
        read = _Row.model_validate(row)
    except ValidationError:
        return None
    if not read.paperId or not re.fullmatch(r"[0-9a-f]{40}", read.paperId):
        return None
    ids = read.externalIds
    spelled = (
        read.paperId,
        ids.ArXiv and f"ARXIV:{ids.ArXiv}",
        ids.ACL and f"ACL:{ids.ACL}",
        ids.DOI and f"DOI:{ids.DOI.lower()}",
        ids.PubMed and f"PMID:{ids.PubMed}",
        ids.PubMedCentral and f"PMCID:{ids.PubMedCentral}",
        read.corpusId and f"CorpusId:{read.corpusId}",
    )
    return Paper(
        ids=tuple(spelling for spelling in spelled if spelling and not re.search(r'["\\\s]', spelling)),
        url=f"https://www.semanticscholar.org/paper/{read.paperId}",
        title=read.title,
        authors=tuple(author.name for author in read.authors if author.name),
        venue=read.venue,
        year=read.year,
        citations=read.citationCount,
        tldr=read.tldr.text,
    )
