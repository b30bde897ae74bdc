"""Ctrl-C and requests to end: where they may wait for a moment."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 1.0
"""Seconds after which a further signal is no echo of the first: `timeout` sends each twice."""


@contextlib.contextmanager
def postponed() -> Iterator[None]:
    """Let Ctrl-C and a request to end wait for the end of this; one that is repeated does not wait.

    Signals reach the main thread alone, so that others have nothing to postpone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: dict[int, float] = {}
    handlers = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not None}

    def restore() -> None:
        for number, handler in handlers.items():
            signal.signal(number, handler)

    def note(number: int, _frame: object) -> None:
        if time.monotonic() - arrived.setdefault(number, time.monotonic()) > _PATIENCE:
            restore()
            del arrived[number]
            signal.raise_signal(number)

    for number in handlers:
        signal.signal(number, note)
    try:
        yield
    finally:
        restore()
        for arrived_number in arrived:
            signal.raise_signal(arrived_number)
