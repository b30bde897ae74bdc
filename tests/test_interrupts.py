import os
import signal
import subprocess
import sys
import threading

import pytest

from awesome_adapters.storage import interrupts
from awesome_adapters.storage.interrupts import postponed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_end_and_is_not_lost(number: signal.Signals) -> None:
    done: list[str] = []
    earlier = signal.signal(number, lambda *_: done.append("told"))
    try:
        with postponed():
            os.kill(os.getpid(), number)
            done.append("finished")
        done.append("after")
    finally:
        signal.signal(number, earlier)

    assert done == ["finished", "told", "after"]


def test_ctrl_c_is_raised_at_the_end() -> None:
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it
    done = []
    try:
        with pytest.raises(KeyboardInterrupt), postponed():  # noqa: PT012
            os.kill(os.getpid(), signal.SIGINT)
            done.append("finished")
    finally:
        signal.signal(signal.SIGINT, earlier)

    assert done == ["finished"]


def test_a_thread_that_is_told_of_no_signals_has_nothing_to_postpone() -> None:
    done = []

    def work() -> None:
        with postponed():
            done.append("finished")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert done == ["finished"]


@pytest.mark.parametrize(("patience", "order"), [(9.0, ["first", "second", "told"]), (-1.0, ["told", "first"])])
def test_a_signal_that_is_repeated_after_a_while_does_not_wait(
    monkeypatch: pytest.MonkeyPatch, patience: float, order: list[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(interrupts, "_PATIENCE", patience)
    earlier = signal.signal(signal.SIGINT, lambda *_: done.append("told"))
    try:
        with postponed():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("first")
            if patience > 0:
                os.kill(os.getpid(), signal.SIGINT)
                done.append("second")
    finally:
        signal.signal(signal.SIGINT, earlier)

    assert done == order


# The whole program ----------------------------------------------------------------------------------------------------

PROGRAM = """
import signal, sys, time
from awesome_adapters.storage import interrupts
signal.signal(signal.SIGINT, signal.SIG_DFL)
interrupts.hear()
interrupts._PATIENCE = float(sys.argv[1])
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("stopping", flush=True)
    signal.raise_signal(signal.SIGINT)
    print("kept", flush=True)
interrupts.end()
signal.raise_signal(signal.SIGINT)
"""


@pytest.mark.parametrize(("patience", "printed", "code"), [("60", "stopping\nkept\n", 0), ("0", "stopping\n", -2)])
def test_a_second_ctrl_c_ends_the_program_and_an_echo_of_the_first_does_not(
    patience: str, printed: str, code: int
) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, patience], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr, done.returncode) == (printed, "", code)
