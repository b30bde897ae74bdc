"""When the next request may go out: the throttle, the backoff after failures, and the budget for retries."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.errors import TransientError

_LONGEST_WAIT = 60.0
"""Seconds to wait after a failure at most."""
_SHORTEST_TIMEOUT = 15.0
"""Seconds that a request may take however little of the budget is left."""


@dataclass(kw_only=True)
class Pace:
    """The pace of all requests of one run to one service, at most one each `min_interval` seconds.

    `max_wait` is the retry budget of the whole run, in seconds: it pays for waits after failures and for
    requests that failed. `on_wait` is called before each such wait with its seconds and its reason.
    """

    service: str
    """Its name, for messages."""
    min_interval: float
    """Seconds from the end of one request to the next."""
    first_wait: float = 4.0
    """Seconds to wait after a failure, doubled each time, give or take a quarter."""
    max_wait: float = 60.0
    on_wait: Callable[[float, str], None] = lambda _seconds, _reason: None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random

    def __post_init__(self) -> None:
        self._retry_budget = self.max_wait
        self._request_began = self._next_request_at = self.clock()

    @property
    def timeout(self) -> float:
        """Return the seconds that the next request may take."""
        return max(self._retry_budget, _SHORTEST_TIMEOUT)

    def throttle(self) -> None:
        """Wait until the next request may go out."""
        if (pause := self._next_request_at - self.clock()) > 0:
            self.sleep(pause)
        self._request_began = self.clock()

    def end_request(self) -> None:
        """Let the next request wait for the shortest interval from now on."""
        self._next_request_at = self.clock() + self.min_interval

    def charge_request(self) -> None:
        """Take what the last request took from the budget, since it failed."""
        self._retry_budget -= self.clock() - self._request_began

    def schedule_retry(self, attempt: int, error: TransientError) -> None:
        """Make the next request wait as the server asks, or longer; raises `UnavailableError` beyond the budget."""
        shortest = max(self.min_interval, error.wait)
        if shortest > self._retry_budget:
            wish = f"; it asks to wait {error.wait:,.0f} s" if error.wait > self.min_interval else ""
            raise UnavailableError(f"{self.service} does not answer ({error}{wish}){error.advice}") from error
        backoff = min(_LONGEST_WAIT, self.first_wait * 2 ** min(attempt, 9)) * (0.75 + self.jitter() / 2)
        seconds = max(shortest, min(backoff, self._retry_budget))
        self._retry_budget -= seconds
        self._next_request_at = self.clock() + seconds
        self.on_wait(seconds, str(error))


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that the server asks to wait: a number, or a date by its own clock (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return (parsedate_to_datetime(value) - parsedate_to_datetime(headers["Date"])).total_seconds()
    except (ValueError, TypeError, OverflowError, KeyError):
        return 0.0
