"""What can go wrong between a client and a service, and what of it another try can mend."""

import errno
import socket
import ssl
from collections.abc import Iterator

from requests.exceptions import InvalidSchema, InvalidURL
from urllib3.exceptions import DecodeError, LocationValueError
from urllib3.exceptions import TimeoutError as SlowError

from awesome_adapters.problems import UnavailableError


class TransientError(Exception):
    """One request came to nothing, another may not; `wait` is how many seconds the server asks to wait."""

    def __init__(self, reason: str, wait: float = 0.0, advice: str = "") -> None:
        super().__init__(reason)
        self.wait = wait
        self.advice = advice


class RejectedError(TransientError):
    """A request was refused with 400: one of its ids may be to blame."""


class TooLargeError(RejectedError):
    """A request asked for too much at once."""


_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_Reasons = tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...]
_FATAL: _Reasons = (
    (socket.gaierror, "its name cannot be resolved"),
    (ssl.SSLCertVerificationError, "its certificate cannot be verified"),
    ((InvalidURL, InvalidSchema, LocationValueError), "its address is not valid"),
)
_TRANSIENT: _Reasons = (
    (ConnectionRefusedError, "the connection was refused"),
    (SlowError, "it is too slow"),
    (DecodeError, "the answer is broken"),
    (BaseException, "the connection broke"),
)


def classify_error(error: BaseException, service: str) -> Exception:
    """Return `UnavailableError` for a failure of the connection that lasts, `TransientError` for one that may pass."""
    causes = list(_causes(error))
    if any(isinstance(cause, OSError) and cause.errno in _NO_NETWORK for cause in causes):
        return UnavailableError(f"{service} cannot be reached (no network)")
    for kind, reason in _FATAL:
        if any(isinstance(cause, kind) for cause in causes):
            return UnavailableError(f"{service} cannot be reached ({reason})")
    reasons = (reason for kind, reason in _TRANSIENT if any(isinstance(cause, kind) for cause in causes))
    return TransientError(next(reasons))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
