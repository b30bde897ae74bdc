"""Standard input and output, whatever they are: closed, full, a pipe that nobody reads."""

import errno
import io
import os
import sys


class PrintingError(Exception):
    """Standard output takes nothing more."""

    def __init__(self, error: OSError) -> None:
        self.is_reader_gone = isinstance(error, BrokenPipeError)
        super().__init__("standard output is closed" if error.errno == errno.EBADF else error.strerror)


class _Output(io.FileIO):
    """Standard output, whose failures can be told from those of other files."""

    def write(self, content: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        try:
            return super().write(content) or 0
        except OSError as error:
            raise PrintingError(error) from error


def prepare() -> None:
    """Make closed streams usable, and take their descriptors, or the next file that is opened would get them."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 (it stays open)
    is_closed = sys.stdout is None
    if is_closed:
        os.open(os.devnull, os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if is_closed or sys.stdout is sys.__stdout__:
        output = _Output(1, "w", closefd=False)
        encoding = "utf-8" if is_closed else sys.stdout.encoding
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(output), encoding, line_buffering=output.isatty())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack letters that a list has
