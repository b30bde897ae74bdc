"""Runs a command again and again in copies of a list, and lets its first, second, third … call of a file fail.

Run as a program: `python file_faults.py FOLDER FAULT STEP COMMAND…`. FOLDER has the list, `list`; FAULT is the name of
an error, as ENOSPC, or of a signal, as SIGKILL; only every STEP-th call fails. A first line of JSON tells what the
command leaves without a fault, and a further one for each run how it ended.
"""

import builtins
import errno
import io
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

CALLS = ("stat", "lstat", "open", "listdir", "scandir", "mkdir", "rename", "replace", "unlink", "rmdir", "readlink")
DESCRIPTOR_CALLS = ("fsync", "fchmod", "fdopen")


class Faults:
    """Counts the calls of files in a folder, and lets one of them fail."""

    def __init__(self, folder: Path, number: int, fault: str) -> None:
        self._folder = str(folder)
        self._number = number
        self._fault = fault
        self.count = 0

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
                self.count += 1
                if self.count == self._number:
                    self._fail(path)
            return call(path, *arguments, **options)

        return guarded

    def _fail(self, path: Any) -> None:
        if self._fault.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, self._fault))
            return
        number = getattr(errno, self._fault)
        raise OSError(number, os.strerror(number), None if isinstance(path, int) else path)


def contents(folder: Path) -> dict[str, str]:
    """Return what each file of a folder holds; a byte is a letter."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".lock" not in path.name)
    return {str(path.relative_to(folder)): path.read_bytes().decode("latin-1") for path in paths}


def run(folder: Path, words: list[str], number: int, fault: str) -> tuple[int, int]:
    """Run a command in a child, and return its exit code, negative for a signal, and how many calls there were."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _run_in_child(folder, words, Faults(folder, number, fault), writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        count = int(pipe.read() or 0)
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status), count


def _run_in_child(folder: Path, words: list[str], faults: Faults, writer: int) -> NoReturn:
    from awesome_adapters.cli import main

    code = 99
    try:
        os.chdir(folder / "list")
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
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
        os.write(writer, str(faults.count).encode())
        os._exit(code)


def main() -> None:
    original, fault, step, words = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    for name in ("add", "build", "check", "export", "init", "preview", "refresh", "site"):
        import_module(f"awesome_adapters.cli.{name}")
    for name in ("formats.charts", "formats.site.page", "formats.site.atom", "history", "semantic_scholar.client"):
        import_module(f"awesome_adapters.{name}")
    import_module("filelock")
    trial = original / "trial"

    def attempt(number: int, *, is_new: bool = True) -> dict[str, Any]:
        if is_new:
            shutil.rmtree(trial, ignore_errors=True)
            shutil.copytree(original / "list", trial / "list", symlinks=True)
            (trial / "tmp").mkdir()
        code, count = run(trial, words, number, fault)
        out, err = ((trial / name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return {"code": code, "calls": count, "out": out, "err": err, "files": contents(trial / "list")}

    os.environ["TMPDIR"] = str(trial / "tmp")
    whole = attempt(0)
    print(json.dumps(whole), flush=True)
    number = 1
    while number <= whole["calls"]:
        first = attempt(number)
        again = attempt(0, is_new=False)
        print(json.dumps({"number": number, "first": first, "again": again}), flush=True)
        number += step


if __name__ == "__main__":
    main()
