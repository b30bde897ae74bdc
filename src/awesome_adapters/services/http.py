"""One polite way to ask a service: an honest agent, one request at a time, everything bounded.

`Transport` sends one request; `Service` paces requests, and tries again where another try can help.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import requests
from urllib3.exceptions import HTTPError

from awesome_adapters import __version__
from awesome_adapters.problems import CatalogueError, UnavailableError
from awesome_adapters.services.errors import TransientError, classify_error
from awesome_adapters.services.pace import Pace, retry_after

_LONGEST_WISH = 60.0
"""Seconds that a server may ask to wait; who asks for more is asked another day."""


_T = TypeVar("_T")


class Limits(NamedTuple):
    """Limits of one request in seconds and bytes; Semantic Scholar gives up after 30 seconds (504) and at 10 MB."""

    connect: float = 10.0
    silence: float = 40.0
    whole: float = 120.0
    size: int = 32 * 1024 * 1024


LIMITS = Limits()


class Answer(NamedTuple):
    """What a service sent, with any status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body decoded; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def user_agent(address: str | None = None, contact: str | None = None) -> str:
    """Say who asks: this program for the list at an address, and whom to write to, if its curators say so."""
    comment = "; ".join([*([f"+{address}"] if address else []), *([f"mailto:{contact}"] if contact else [])])
    agent = f"awesome-adapters/{__version__}"
    return (f"{agent} ({comment})" if comment else agent).encode("ascii", "ignore").decode()


def service_address(variable: str, default: str) -> str:
    """Return the address of a service: its own, or what a variable of the environment says, for tests and mirrors.

    It is empty where the variable says "off": the service is not asked then.
    """
    address = os.environ.get(variable, "").strip() or default
    if address.lower() == "off":
        return ""
    if not re.match(r"https?://[^/\s]+", address):
        raise CatalogueError(f"{variable} is not an address: '{address}'")
    return address


class _Session(requests.Session):
    """A session that ignores redirects; `requests` reads them whole, and fails at a bad address, without following."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002
        return None


class Transport:
    """Sends single requests at a pace, and follows no redirects."""

    def __init__(self, pace: Pace, limits: Limits = LIMITS, agent: str | None = None) -> None:
        self._pace = pace
        self._limits = limits
        self._session = _Session()
        self._session.headers["User-Agent"] = agent or user_agent()

    def send(
        self, method: str, address: str, *, on_arrival: Callable[[], object] = lambda: None, **request: Any
    ) -> Answer:
        """Send a request once, with the keywords of `requests`; `on_arrival` is called when its answer is read.

        Raises `TransientError` where another try may help, and `UnavailableError` where none will.
        """
        timeout, limits = self._pace.timeout, self._limits
        deadline = self._pace.clock() + min(limits.whole, timeout)
        try:
            with self._session.request(
                method,
                address,
                timeout=(min(limits.connect, timeout), min(limits.silence, timeout)),
                allow_redirects=False,
                stream=True,
                **request,
            ) as response:
                body = self._read(response, deadline)
                on_arrival()
        except (OSError, HTTPError) as error:
            raise classify_error(error, self._pace.service) from error
        finally:
            self._pace.end_request()
        return Answer(response.status_code, response.headers, body)

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """Read a body within a bounded time and size, however slowly it drips."""
        read = getattr(response.raw, "read1", response.raw.read)  # urllib3 1 has no read1
        parts, size = [], 0
        while part := read(65536, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self._limits.size:
                raise TransientError("the answer is too large")
            if self._pace.clock() > deadline:
                raise TransientError("it is too slow")
        return b"".join(parts)


class Service:
    """A service as one run sees it; `pace` has the options of `Pace`, such as `max_wait`, `clock` and `sleep`.

    Each request is sent `tries` times at most. Once a service does not answer, it is not asked again.
    """

    def __init__(
        self,
        name: str,
        address: str,
        *,
        min_interval: float,
        agent: str | None = None,
        limits: Limits = LIMITS,
        tries: int = 3,
        **pace: Any,
    ) -> None:
        self.name = name
        self._address = address.rstrip("/")
        self._tries = tries
        self._failure: UnavailableError | None = None
        self.pace = Pace(service=name, min_interval=min_interval, **pace)
        self._transport = Transport(self.pace, limits, agent)

    def ask(self, method: str, path: str, parse: Callable[[Answer], _T], **request: Any) -> _T:
        """Send a request, with the keywords of `requests`, and return what `parse` makes of the answer.

        `parse` gets every answer but 429 and those above 499, and raises `TransientError` for one that is none.
        Raises `UnavailableError` where the service does not answer, however often it is asked.
        """
        if self._failure:
            raise self._failure
        for attempt in range(self._tries):
            self.pace.throttle()
            try:
                return parse(self._checked(self._transport.send(method, self._address + path, **request)))
            except UnavailableError as error:
                self._failure = error
                raise
            except TransientError as error:
                self.pace.charge_request()
                self._schedule_retry(attempt, error)
        raise AssertionError  # the last retry is not scheduled

    def _checked(self, answer: Answer) -> Answer:
        if answer.status == 429 or answer.status >= 500:
            what = "it is busy" if answer.status == 429 else "it failed"
            raise TransientError(f"{what}, {answer.status}", retry_after(answer.headers))
        return answer

    def _schedule_retry(self, attempt: int, error: TransientError) -> None:
        try:
            if attempt + 1 == self._tries or error.wait > _LONGEST_WISH:
                raise UnavailableError(f"{self.name} does not answer ({error})") from error
            self.pace.schedule_retry(attempt, error)
        except UnavailableError as failure:
            self._failure = failure
            raise
