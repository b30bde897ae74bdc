"""Ctrl-C and requests to end: where they may wait for a moment."""

import contextlib
import signal
import threading
from collections.abc import Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def postponed() -> Iterator[None]:
    """Let Ctrl-C and a request to end wait for the end of this, but not a second one.

    Signals reach the main thread alone, so that others have nothing to postpone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    handlers = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not None}

    def restore() -> None:
        for number, handler in handlers.items():
            signal.signal(number, handler)

    def note(number: int, _frame: object) -> None:
        if arrived:
            restore()
            signal.raise_signal(arrived.pop())
        else:
            arrived.append(number)

    for number in handlers:
        signal.signal(number, note)
    try:
        yield
    finally:
        restore()
        for number in arrived:
            signal.raise_signal(number)
