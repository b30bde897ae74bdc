"""Ctrl-C and requests to end: from when on they are heard, and where they may wait for a moment."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

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


def hear() -> None:
    """Make Ctrl-C an exception from here on, which lets a command keep what it has; one that is repeated ends it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # as `__main__` has left it
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _end_where_unraisable


def end() -> None:
    """Let Ctrl-C end the program without an exception again; nothing has to be ended where it came already."""
    if signal.getsignal(signal.SIGINT) in (_interrupt, _repeat):
        is_ending = signal.getsignal(signal.SIGINT) is _repeat
        signal.signal(signal.SIGINT, signal.SIG_IGN if is_ending else signal.SIG_DFL)


_first = time.monotonic()
"""When Ctrl-C came first."""


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    global _first
    _first = time.monotonic()
    signal.signal(signal.SIGINT, _repeat)
    raise KeyboardInterrupt


def _repeat(number: int, _frame: FrameType | None) -> None:
    if time.monotonic() - _first > _PATIENCE:
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)


def _end_where_unraisable(failure: Any) -> None:
    if failure.exc_type is KeyboardInterrupt:  # it came while Python cleaned up after something
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
    sys.__unraisablehook__(failure)
