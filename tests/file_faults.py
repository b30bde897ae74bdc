"""Runs commands again and again in copies of a list, and lets one call of a file fail in each run.

A program that has imported all of the package once, and is told on standard input what to do, one JSON object a line:

    {"folder": "/tmp/x", "words": ["build"], "faults": ["ENOSPC", "SIGKILL"], "sample": 5, "environment": {}}

The folder has the list, `list`. `faults` are names of errors and of signals; `sample` calls fail, with the faults in
turn, or, where it is 0, every one of them with every signal and one of the errors, which the program treats alike; of
those that one line of code makes for one file and one caller, that is the first and the last. Lines of JSON tell what
the command leaves without a fault, and what it leaves when it is called again, and then how each run with a fault
ended; the last line is empty.
"""

import builtins
import errno
import gc
import io
import json
import os
import pkgutil
import re
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import cycle, product
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import awesome_adapters

CALLS = ("stat", "lstat", "open", "listdir", "scandir", "mkdir", "rename", "replace", "unlink", "rmdir", "readlink")
DESCRIPTOR_CALLS = ("fsync", "fchmod", "fdopen")
LEFTOVER = re.compile(r"(.*/)?\.awesome-adapters\.\w+\.tmp")


class Faults:
    """Looks at the calls of files in a folder, and lets one of them fail."""

    def __init__(self, folder: Path, number: int, fault: str) -> None:
        self._folder = str(folder)
        self._number = number
        self._fault = fault
        self.calls: list[int] = []
        """For each call until now a number that those have in common that are alike."""

    def install(self) -> None:
        for module, name in [(os, name) for name in CALLS] + [(builtins, "open"), (io, "open")]:
            setattr(module, name, self._guarded(getattr(module, name), self._is_ours))
        for name in DESCRIPTOR_CALLS:
            setattr(os, name, self._guarded(getattr(os, name), lambda _: True))

    def _is_ours(self, path: Any) -> bool:
        if isinstance(path, int):
            return False
        name = os.fsdecode(path)
        return name.startswith(self._folder) or not name.startswith("/")

    def _guarded(self, call: Callable[..., Any], is_ours: Callable[[Any], bool]) -> Callable[..., Any]:
        def guarded(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            if is_ours(path):
                self.calls.append(0 if self._number else hash((call.__name__, _name(path), *_lines())))
                if len(self.calls) == self._number:
                    self._fail(path)
            return call(path, *arguments, **options)

        return guarded

    def _fail(self, path: Any) -> None:
        if self._fault.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, self._fault))
            return
        number = getattr(errno, self._fault)
        raise OSError(number, os.strerror(number), None if isinstance(path, int) else path)


def _name(path: Any) -> str:
    return "" if isinstance(path, int) else LEFTOVER.sub(r"\1leftover", os.fsdecode(path))


def _lines() -> Iterator[tuple[str, int]]:
    """Give the lines of the package's code that are at work."""
    frame: FrameType | None = sys._getframe(2)
    while frame:
        if "awesome_adapters" in frame.f_code.co_filename:
            yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back


def contents(folder: Path) -> dict[str, str]:
    """Return what each file of a folder holds; a byte is a letter."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".lock" not in path.name)
    return {str(path.relative_to(folder)): path.read_bytes().decode("latin-1") for path in paths}


class Trial:
    """A copy of a list in which a command is run."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        self._original, self._folder, self._words = folder / "list", folder / "trial", words
        self._seconds: dict[frozenset[tuple[str, str]], dict[str, Any]] = {}

    def first(self, number: int = 0, fault: str = "") -> dict[str, Any]:
        """Run the command in a new copy, with a fault in a call, none if that is 0."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._original, self._folder / "list", symlinks=True)
        (self._folder / "tmp").mkdir()
        return self._run(number, fault)

    def again(self) -> dict[str, Any]:
        """Run the command once more; from files that were seen before it was seen what that leads to."""
        files = {LEFTOVER.sub(r"\1leftover", path): content for path, content in contents(self._folder).items()}
        state = frozenset(files.items() - {item for item in files.items() if item[0] in ("stdout", "stderr")})
        if state not in self._seconds:
            self._seconds[state] = self._run(0, "")
        return self._seconds[state]

    def _run(self, number: int, fault: str) -> dict[str, Any]:
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            _run_in_child(self._folder, self._words, Faults(self._folder, number, fault), writer)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            calls = json.loads(pipe.read() or "[]")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out, err = ((self._folder / name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return {"code": code, "calls": calls, "out": out, "err": err, "files": contents(self._folder / "list")}


def _run_in_child(folder: Path, words: list[str], faults: Faults, writer: int) -> NoReturn:
    from awesome_adapters.cli import main

    code = 99
    try:
        os.chdir(folder / "list")
        os.environ["TMPDIR"] = str(folder / "tmp")
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
        sys.argv = ["awesome-adapters", *words]
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # as the program starts
        faults.install()
        main()
    except SystemExit as ending:
        code = int(ending.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os.write(writer, json.dumps(faults.calls).encode())
        os._exit(code)


def results(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what comes of a job, line by line."""
    trial = Trial(Path(job["folder"]), job["words"])
    os.environ.update(job["environment"])
    whole = trial.first()
    yield {"first": whole, "again": trial.again()}
    calls, sample = whole["calls"], job["sample"]
    last = {call: number for number, call in enumerate(calls, 1)}
    first = {call: number for number, call in reversed([*enumerate(calls, 1)])}
    different = sorted({*first.values(), *last.values()})
    numbers = [1 + len(calls) * index // sample for index in range(sample)]
    signals = [fault for fault in job["faults"] if fault.startswith("SIG")]
    errors = [fault for fault in job["faults"] if fault not in signals]
    pairs = [*zip(different, cycle(errors)), *product(different, signals)]
    for number, fault in zip(numbers, cycle(job["faults"])) if sample else pairs:
        yield {"number": number, "fault": fault, "first": trial.first(number, fault), "again": trial.again()}


def _refuse_strangers() -> None:
    """Let nobody be reached but this machine; do so before anything is imported."""
    look_up = socket.getaddrinfo

    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *arguments, **options)

    socket.getaddrinfo = guarded


def _hurry() -> None:
    """Let nobody wait: a clock moves as soon as somebody sleeps; do so before anything is imported."""
    read, slept = time.monotonic, list[float]()
    time.sleep = lambda seconds: slept.append(float(seconds))
    time.monotonic = lambda: read() + sum(slept)


def main() -> None:
    _refuse_strangers()
    _hurry()
    for module in pkgutil.walk_packages(awesome_adapters.__path__, "awesome_adapters."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    import_module("filelock")
    gc.freeze()
    for line in sys.stdin:
        for result in results(json.loads(line)):
            print(json.dumps(result))
        print(flush=True)


if __name__ == "__main__":
    main()
