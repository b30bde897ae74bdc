"""Measure how fast lists are built, against a yardstick and against lists of other sizes; prints a Markdown table.

This process stays small on purpose, and leaves the making of lists to others: on Linux the peak of a
child's memory starts from the one of the process that started it.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("awesome-adapters"))
LIBRARIES = ("click", "jinja2", "pydantic", "pyyaml")
MIB = 2**20


class Shape(NamedTuple):
    """A list to be made: so many entries in so many sections, right or with a mistake in each."""

    entries: int
    sections: int
    faulty: bool = False


TINY, SMALL, LARGE = Shape(67, 10), Shape(1_000, 40), Shape(10_000, 40)
README, LIBRARY = Shape(1_300, 40), Shape(2_400, 40)
HUGE, DIVIDED, FAULTY = Shape(20_000, 40), Shape(20_000, 800), Shape(10_000, 40, faulty=True)


class Command(NamedTuple):
    """What is run: a build of a list, F over a list, the program's help, or an import of what a list wrote."""

    name: str
    shape: Shape

    def line(self, root: Path) -> list[str]:
        """Return the words of the command; `root` is the folder of the list."""
        return {
            "build": [PROGRAM, "build", "--root", str(root)],
            "F": [sys.executable, str(HERE / "yardstick.py"), str(root)],
            "--help": [PROGRAM, "--help"],
            "import Markdown": [PROGRAM, "import", str(root / "list.md"), "--into", str(root / "new"), "--dry-run"],
            "import BibTeX": [PROGRAM, "import", str(root / "list.bib"), "--into", str(root / "new"), "--dry-run"],
        }[self.name]

    @property
    def code(self) -> int:
        """Return the exit code that is right."""
        return int(self.shape.faulty)


class Run(NamedTuple):
    """One process from start to end."""

    seconds: float
    cpu: float
    """Seconds of the processor's time, the system's for it included."""
    peak: float
    """The most memory it held at once, in MiB."""


class Figure(NamedTuple):
    """A ratio of times that has a goal; `commands` are run in turns, `rounds` times."""

    name: str
    commands: tuple[Command, ...]
    rounds: int
    goal: float
    ratio: Callable[[Sequence[float]], float] = lambda seconds: seconds[0] / seconds[1]


class Peak(NamedTuple):
    """The memory of a build, in MiB, that has a goal."""

    name: str
    command: Command
    goal: float


def _growth(seconds: Sequence[float]) -> float:
    """Compare what an entry costs beyond 10,000 with what it costs before."""
    small, large, huge = seconds
    before = (large - small) / (LARGE.entries - SMALL.entries)
    return (huge - large) / (HUGE.entries - LARGE.entries) / before


def _build(shape: Shape) -> Command:
    return Command("build", shape)


def _against_yardstick(shape: Shape, rounds: int, goal: float) -> Figure:
    return Figure(f"build ÷ F, {shape.entries:,} entries", (_build(shape), Command("F", shape)), rounds, goal)


FIGURES = (
    _against_yardstick(TINY, 25, 1.1),
    _against_yardstick(SMALL, 25, 1.2),
    _against_yardstick(LARGE, 9, 1.6),
    Figure("build of 10,000 ÷ of 1,000 entries", (_build(LARGE), _build(SMALL)), 9, 4),
    Figure(
        "cost of an entry, 10,000 → 20,000 ÷ 1,000 → 10,000",
        (_build(SMALL), _build(LARGE), _build(HUGE)),
        7,
        1.15,
        _growth,
    ),
    Figure("800 ÷ 40 sections, 20,000 entries", (_build(DIVIDED), _build(HUGE)), 7, 1.1),
    Figure("10,000 faulty entries reported ÷ 10,000 built", (_build(FAULTY), _build(LARGE)), 7, 1.2),
    Figure("`--help` ÷ build, 67 entries", (Command("--help", TINY), _build(TINY)), 15, 0.4),
    Figure("`import` of 700 kB of Markdown ÷ F", (Command("import Markdown", README), Command("F", README)), 5, 12),
    Figure("`import` of 2,400 entries in BibTeX ÷ F", (Command("import BibTeX", LIBRARY), Command("F", LIBRARY)), 5, 8),
)
PEAKS = (
    Peak("peak memory, 67 entries", _build(TINY), 45),
    Peak("peak memory, 10,000 entries", _build(LARGE), 120),
)


# Making --------------------------------------------------------------------------------------------------------------


def make(folder: Path) -> dict[Shape, Path]:
    """Make every list, build it once, and see that the mistakes are all reported."""
    roots = {}
    for number, shape in enumerate(dict.fromkeys(c.shape for figure in FIGURES for c in figure.commands)):
        roots[shape] = root = folder / str(number)
        words = ["--entries", str(shape.entries), "--sections", str(shape.sections), *["--faulty"] * shape.faulty]
        made = subprocess.run(
            [sys.executable, str(HERE / "synthetic.py"), str(root), *words],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        tell(made.stdout.strip() + (", each with a mistake" if shape.faulty else ""))
        _try(_build(shape), root)
    pages = sorted((roots[README] / "sections").glob("*.md"))
    (roots[README] / "list.md").write_bytes(b"\n".join(page.read_bytes() for page in pages))
    export = [PROGRAM, "export", "bibtex", "--root", str(roots[LIBRARY])]
    (roots[LIBRARY] / "list.bib").write_bytes(subprocess.run(export, check=True, stdout=subprocess.PIPE).stdout)
    return roots


def _try(command: Command, root: Path) -> None:
    done = subprocess.run(command.line(root), env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != command.code:
        sys.exit(f"{' '.join(command.line(root))} ended with {done.returncode}:\n{done.stderr}")
    if command.shape.faulty and (found := done.stdout.count(": error: ")) != command.shape.entries:
        sys.exit(f"{found:,} mistakes reported, of {command.shape.entries:,}")


# Measuring -----------------------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """Return the variables of the process without those that change how Python or the program works."""
    ours = ("PYTHON", "GITHUB_", "PYDANTIC_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def measure(command: Command, root: Path) -> Run:
    """Run a process alone; what it prints goes through a pipe and is dropped."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command.line(root), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    )
    assert process.stdout
    while process.stdout.read(MIB):
        pass
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != command.code:
        sys.exit(f"{' '.join(command.line(root))} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (MIB if sys.platform == "darwin" else 1024))


def rounds(commands: Sequence[Command], roots: dict[Shape, Path], number: int) -> Iterator[list[Run]]:
    """Run the commands in turns, every second time in the opposite order, after a round that does not count."""
    for turn in range(number + 1):
        runs = {command: measure(command, roots[command.shape]) for command in commands[:: 1 if turn % 2 else -1]}
        if turn:
            yield [runs[command] for command in commands]


# Telling -------------------------------------------------------------------------------------------------------------


def tell(message: str) -> None:
    """Say how far the work is, where it does not get into the table."""
    print(message, file=sys.stderr, flush=True)


def main() -> None:
    """Measure everything, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 rounds each, for a first look")
    parser.add_argument("--cpu", action="store_true", help="compare processor time, on a machine that is busy")
    given = parser.parse_args()
    tell(f"this takes {'one or two' if given.quick else 'some five'} minutes; other work on the machine distorts it")
    rows, peaks = [], dict[Command, list[float]]()
    with tempfile.TemporaryDirectory() as folder:
        roots = make(Path(folder))
        for figure in FIGURES:
            tell(figure.name)
            found = list(rounds(figure.commands, roots, 3 if given.quick else figure.rounds))
            rows.append(_row(figure, [[run.cpu if given.cpu else run.seconds for run in runs] for runs in found]))
            for command, runs in zip(figure.commands, zip(*found, strict=True), strict=True):
                peaks.setdefault(command, []).extend(run.peak for run in runs)
    rows += [_peak_row(peak, peaks) for peak in PEAKS]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}; {libraries}\n")
    print(f"Medians of {'processor' if given.cpu else 'wall'} time, and of the ratios within each round.\n")
    print("| what | medians | result | goal | |\n| --- | --- | ---: | ---: | --- |")
    print("\n".join(rows))


def _row(figure: Figure, times: list[list[float]]) -> str:
    medians = " / ".join(f"{1000 * median(column):,.0f}" for column in zip(*times, strict=True))
    result = median(map(figure.ratio, times))
    return f"| {figure.name} | {medians} ms | {result:.2f} | ≤ {figure.goal:.2f} | {_sign(result <= figure.goal)} |"


def _peak_row(peak: Peak, peaks: dict[Command, list[float]]) -> str:
    result, yardstick = median(peaks[peak.command]), median(peaks[Command("F", peak.command.shape)])
    sign = _sign(result <= peak.goal)
    return f"| {peak.name} | F: {yardstick:.0f} MiB | {result:.0f} MiB | ≤ {peak.goal:.0f} MiB | {sign} |"


def _sign(good: bool) -> str:
    return "✓" if good else "✗"


if __name__ == "__main__":
    main()
