"""A patient client of the Semantic Scholar API: many papers a request, every fault expected.

The limits and faults it is built for are those of the Academic Graph API: 500 ids a batch, answers
joined by position, 429 at random and without `Retry-After`, 403 for a key that was pruned, and the
error 400 "No valid paper ids given" where it knows none of the papers.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from itertools import chain
from typing import Any, NamedTuple

from awesome_adapters import identifiers, metadata
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError, RejectedTitleError, UnavailableError
from awesome_adapters.services.errors import RejectedError, TooLargeError, TransientError
from awesome_adapters.services.http import LIMITS, Answer, Limits, Transport, service_address
from awesome_adapters.services.pace import retry_after
from awesome_adapters.services.semantic_scholar import answers
from awesome_adapters.services.semantic_scholar.pace import KeyedPace, KeyRefusedError
from awesome_adapters.storage.interrupts import postponed
from awesome_adapters.text import collapse_whitespace, titles_denote_one_paper

ADDRESS = "https://api.semanticscholar.org"
BATCH = 500
_MAX_BISECTIONS = 3
_UNKNOWN_SEED = ("Input papers not found", "Paper with id", "No positive paper examples")


class ApiRequest(NamedTuple):
    """A request, and what its answers mean."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    parse: Callable[[Any], Any]  # raises `TransientError` where the answer is not what was asked for
    not_found: tuple[str | tuple[str, ...], Any]  # errors that are an answer: how they begin, and what it is
    retries: int  # how often it is sent again after it was rejected


class SemanticScholar:
    """The API as seen from one run; all requests are one paced stream, and `pace` has the options of `Pace`."""

    def __init__(
        self, *, address: str = ADDRESS, batch_size: int = BATCH, limits: Limits = LIMITS, **pace: Any
    ) -> None:
        self._address = address.rstrip("/")
        self._batch_size = batch_size
        self._pace = KeyedPace(**pace)
        self._transport = Transport(self._pace, limits)
        self._pending: dict[str, None] = {}
        self._arrival = ExitStack()
        """Ends when what arrived last was taken."""

    @classmethod
    def from_environment(cls, **options: Any) -> "SemanticScholar":
        """Make a client with the key of `S2_API_KEY` and the address of `SEMANTIC_SCHOLAR_API_URL`."""
        key: str | None = os.environ.get("S2_API_KEY", "").strip()
        if not key or key.lower() in ("none", "null"):
            key = None
        elif not re.fullmatch(r"[!-~]+", key):
            raise CatalogueError("S2_API_KEY contains invalid characters; copy the key again, or unset it")
        return cls(key=key, address=service_address("SEMANTIC_SCHOLAR_API_URL", ADDRESS) or ADDRESS, **options)

    @property
    def unanswered(self) -> list[str]:
        """The ids of the last `papers` that have had neither a record nor an "unknown"."""
        return list(self._pending)

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, PaperMetadata | None]]:
        """Ask for papers as `batches` does, and give them one by one."""
        return chain.from_iterable(self.batches(wanted))

    def batches(
        self, wanted: Sequence[str], title_agrees: answers.TitleAgrees = lambda _asked, _paper: None
    ) -> Iterator[list[tuple[str, PaperMetadata | None]]]:
        """Ask for papers by Semantic Scholar's spelling of their ids, and give what each request brought.

        None is "unknown to Semantic Scholar"; what was not answered, or is no id, stands in `unanswered`, and so does
        what was answered with another paper's record.
        No wait, and no Ctrl-C, comes between an answer and the next step of this iterator. Raises `UnavailableError`
        when asking on would not help; what was given before is good.
        """
        self._pending = pending = dict.fromkeys(wanted)
        texts: dict[str, list[str]] = {}
        for text in pending:
            if (identifier := identifiers.parse(text)) and (spelling := identifier.semantic_scholar):
                texts.setdefault(spelling, []).append(text)
        ids = list(texts)
        try:
            for start in range(0, len(ids), self._batch_size):
                for papers in self._compared(ids[start : start + self._batch_size], title_agrees):
                    batch = [(text, paper) for spelling, paper in papers.items() for text in texts[spelling]]
                    for text, _ in batch:
                        del pending[text]
                    yield batch
        finally:
            self._arrival.close()

    def _compared(self, ids: list[str], title_agrees: answers.TitleAgrees) -> Iterator[dict[str, PaperMetadata | None]]:
        """Give the papers of one batch, request by request; what is in doubt is asked for once more.

        A row of another paper puts the order of its answer in doubt, and with it all that no id proves. So does an
        answer without any paper, for which the API has an error of its own.
        """
        foreign: list[str] = []
        unproved: list[str] = []
        for part, rows in self._batch(ids, _MAX_BISECTIONS):
            answer = answers.read_batch(part, rows, title_agrees)
            is_doubtful = bool(answer.foreign or answer.retitled or (rows and not any(rows)))
            foreign += [*answer.foreign, *answer.retitled]
            unproved += answer.unproved if is_doubtful else ()
            yield answer.papers if is_doubtful else answer.papers | answer.unproved
        for group in filter(None, (foreign, unproved)):
            for part, rows in self._batch(group, _MAX_BISECTIONS):
                answer = answers.read_batch(part, rows, title_agrees)
                yield answer.papers if answer.foreign else answer.papers | answer.unproved | answer.retitled

    def match(self, title: str) -> PaperMetadata | None:
        """Look a paper up by its title; None if Semantic Scholar has none that we take for the same.

        It gives the nearest paper it has, however far that is, and a score without a scale (recorded 2026-02), so the
        titles are compared here. Raises `UnavailableError` as `papers` does.
        """
        title = collapse_whitespace(title)
        if not title:
            return None
        path, not_found = "/graph/v1/paper/search/match", ("Title match not found", None)
        request = ApiRequest("GET", path, {"query": title}, None, answers.parse_match, not_found, retries=0)
        try:
            paper: PaperMetadata | None = self._ask(request)
        except RejectedError as error:
            raise RejectedTitleError(f"Semantic Scholar does not look up '{title}' ({error})") from error
        finally:
            self._arrival.close()
        return paper if paper and paper.title and titles_denote_one_paper(paper.title, title) else None

    def recommended(
        self, seeds: Sequence[str], dismissed: Sequence[str] = (), *, max_bisections: int = _MAX_BISECTIONS
    ) -> Iterator[tuple[Sequence[str], list[PaperMetadata]]]:
        """Ask for new papers that are like seeds and unlike dismissed ones, all given by Semantic Scholar's own ids.

        Give what each request brought, the best paper first, with the seeds that it was for; no two of these overlap.
        The answer comes of the papers of the last 60 days. One id that the API does not know spoils a request (404):
        it is asked again without dismissed papers, then in halves. Seeds for which nothing is given had no answer.
        Raises `UnavailableError` as `papers` does.
        """
        path, query = "/recommendations/v1/papers/", {"fields": answers.RECOMMENDED, "limit": "100"}
        body = {"positivePaperIds": list(seeds)} | ({"negativePaperIds": list(dismissed)} if dismissed else {})
        request = ApiRequest("POST", path, query, body, answers.parse_recommended, (_UNKNOWN_SEED, None), retries=0)
        try:
            try:
                papers: list[PaperMetadata] | None = self._ask(request)
            except RejectedError:
                papers = None
            if papers is not None:
                yield seeds, papers
            elif dismissed:
                yield from self.recommended(seeds, max_bisections=max_bisections)
            elif max_bisections and len(seeds) > 1:
                for half in (seeds[: len(seeds) // 2], seeds[len(seeds) // 2 :]):
                    yield from self.recommended(half, max_bisections=max_bisections - 1)
        finally:
            self._arrival.close()

    def _batch(self, ids: list[str], max_bisections: int) -> Iterator[tuple[list[str], list[Any]]]:
        """Give the ids of one batch and their rows, none if all are unknown; if it is rejected, those of its halves."""
        path, not_found = "/graph/v1/paper/batch", ("No valid paper ids given", list[Any]())
        parse, retries = partial(answers.parse_batch, len(ids)), 1 if len(ids) > 1 else 0
        try:
            rows = self._ask(ApiRequest("POST", path, {}, {"ids": ids}, parse, not_found, retries))
        except RejectedError:
            if max_bisections and len(ids) > 1:
                middle = len(ids) // 2
                yield from self._batch(ids[:middle], max_bisections - 1)
                yield from self._batch(ids[middle:], max_bisections - 1)
        else:
            yield ids, rows

    def _ask(self, request: ApiRequest) -> Any:
        """Ask until there is an answer, it is rejected too often, or the retry budget is spent."""
        attempt = rejections = 0
        while True:
            self._arrival.close()
            self._pace.throttle()
            try:
                return self._send(request)
            except KeyRefusedError as error:
                self._pace.schedule_retry_of_key(error.status)
            except TransientError as error:
                self._pace.charge_request()
                rejections += isinstance(error, RejectedError)
                if rejections > request.retries or isinstance(error, TooLargeError):
                    raise
                self._pace.schedule_retry(attempt, error)
                attempt += 1

    def _send(self, request: ApiRequest) -> Any:
        """Send a request once, and return what its answer means."""
        key = self._pace.key
        answer = self._transport.send(
            request.method,
            self._address + request.path,
            params={"fields": metadata.QUERY, **request.query},
            json=request.body,
            headers={"x-api-key": key} if key else {},
            on_arrival=lambda: self._arrival.enter_context(postponed()),
        )
        return self._interpret(request, answer)

    def _interpret(self, request: ApiRequest, response: Answer) -> Any:
        """Return the result that an answer stands for, or raise the error that it is."""
        status, answer = response.status, response.json
        message = self._message(answer)
        if status == HTTPStatus.OK:
            if message:
                raise TransientError(f"it says: {message}")
            return request.parse(answer)
        if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND) and message.startswith(request.not_found[0]):
            return request.not_found[1]
        if status == HTTPStatus.BAD_REQUEST and re.search(r"unsupported fields|\bparam", message):
            raise UnavailableError(
                f"Semantic Scholar refused the request: {message}; this is a bug in awesome-adapters"
            )
        if status == HTTPStatus.BAD_REQUEST:
            raise RejectedError(f"it rejected the request, 400{': ' if message else ''}{message}")
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise TooLargeError("it asks for less at once, 413")
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise KeyRefusedError(status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            advice = "" if self._pace.key else "; a key in S2_API_KEY would help"
            raise TransientError("it is busy, 429", retry_after(response.headers), advice)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TransientError(f"it failed, {status}", retry_after(response.headers))
        note = "a redirect that is not followed" if 300 <= status < 400 else "and no papers"
        raise TransientError(f"it sent {status}, {note}", retry_after(response.headers))

    def _message(self, answer: Any) -> str:
        """Read either envelope of an error: the application says `error`, the gateway `message`; hide the key."""
        if not isinstance(answer, dict):
            return ""
        message = answer.get("error") or answer.get("message") or ""
        message = collapse_whitespace(message if isinstance(message, str) else "an error without a message")
        return (message.replace(self._pace.key, "…") if self._pace.key else message)[:200]
