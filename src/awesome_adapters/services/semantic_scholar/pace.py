"""The pace of requests to Semantic Scholar, which depends on the key."""

from dataclasses import dataclass, field

from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.pace import Pace

_FIRST_WAIT = 2.0
_INTERVAL_WITH_KEY, _INTERVAL_WITHOUT = 1.1, 4.0
"""Seconds from the end of one request to the next: a key allows one a second; without one all share a pool."""


class KeyRefusedError(Exception):
    """The request was refused with 401 or 403, which is in `status`: the key may be to blame."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(kw_only=True)
class KeyedPace(Pace):
    """The pace that a key allows; `key` is None once it is given up."""

    key: str | None = None
    service: str = "Semantic Scholar"
    min_interval: float = 0.0
    first_wait: float = field(default_factory=lambda: _FIRST_WAIT)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._key_refusals = 0
        self.min_interval = _INTERVAL_WITH_KEY if self.key else _INTERVAL_WITHOUT

    def schedule_retry_of_key(self, status: int) -> None:
        """Let the next request wait, and drop a key at its second refusal; raises `UnavailableError` if there is none.

        Refusals were once seen to pass (2025-07). At most two happen in a run, so they cost no budget.
        """
        if self.key is None:
            raise UnavailableError(f"Semantic Scholar refuses requests from here ({status})")
        self._key_refusals += 1
        reason = f"it refused the key in S2_API_KEY, {status}"
        if self._key_refusals > 1:
            self.key, self.min_interval = None, _INTERVAL_WITHOUT
            reason += "; continuing without it"
        self.end_request()
        self.on_wait(self.min_interval, reason)
