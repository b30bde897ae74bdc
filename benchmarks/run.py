"""Measure how fast lists are built, checked and published, against a yardstick and in other sizes; prints a table.

All times are the processor's, so that other work on the machine hardly matters. This process stays small on purpose,
and leaves the making of lists to others: on Linux the peak of a child's memory starts from the one of the process that
started it.
"""

import argparse
import math
import os
import platform
import subprocess
import sys
import tempfile
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


REAL = Shape(0, 0)
"""The list of this repository."""
TINY, SMALL, LARGE, HUGE = Shape(67, 10), Shape(1_000, 40), Shape(10_000, 40), Shape(100_000, 400)
DIVIDED, FAULTY = Shape(10_000, 800), Shape(10_000, 40, faulty=True)
README, LIBRARY = Shape(1_300, 40), Shape(2_400, 40)


class Command(NamedTuple):
    """What is run with a list: the program, F, or what `inside.py` measures by itself."""

    name: str
    shape: Shape

    def line(self, root: Path) -> list[str]:
        """Return the words of the command; `root` is the folder of the list."""
        word, _, rest = self.name.partition(" ")
        return {
            "F": [sys.executable, str(HERE / "yardstick.py"), str(root)],
            "inside": [sys.executable, str(HERE / "inside.py"), rest, str(root)],
            "import": [PROGRAM, "import", str(root / rest), "--into", str(root / "new"), "--dry-run"],
            "site": [PROGRAM, "site", str(root / "site"), "--root", str(root)],
            "export": [PROGRAM, "export", rest, "--root", str(root)],
            "--help": [PROGRAM, "--help"],
        }.get(word) or [PROGRAM, word, "--root", str(root)]

    @property
    def code(self) -> int:
        """Return the exit code that is right."""
        return int(self.shape.faulty)


class Run(NamedTuple):
    """One process from start to end."""

    cpu: float
    """Milliseconds of the processor's time, the system's for it included."""
    peak: float
    """The most memory it held at once, in MiB."""


def _ratio(runs: Sequence[Run]) -> float:
    return runs[0].cpu / runs[1].cpu


def _growth(runs: Sequence[Run]) -> float:
    """Return the exponent with which time grows from a list to one of ten times as many entries."""
    return math.log10(runs[1].cpu / runs[0].cpu)


def _cpu(runs: Sequence[Run]) -> float:
    return runs[0].cpu


def _peak(runs: Sequence[Run]) -> float:
    return runs[0].peak


class Row(NamedTuple):
    """A row of the table: what is found of one round of its commands, and the goal for the median of it."""

    name: str
    commands: tuple[Command, ...]
    goal: float
    find: Callable[[Sequence[Run]], float] = _ratio


class Group(NamedTuple):
    """Rows whose commands are run in turns, as often as `rounds` says."""

    rounds: int
    rows: tuple[Row, ...]


def _commands(names: str, shape: Shape) -> tuple[Command, ...]:
    return tuple(Command(name, shape) for name in names.split(", "))


BUILD, SITE, WATCH = Command("build", LARGE), Command("inside site", LARGE), "inside watch"
GROUPS = (
    Group(
        15,
        (
            Row("build ÷ F, 67 entries", _commands("build, F", TINY), 1.0),
            Row("`--help` ÷ build, 67 entries", _commands("--help, build", TINY), 0.4),
            Row("peak of a build, 67 entries, MiB", _commands("build", TINY), 45, _peak),
        ),
    ),
    Group(9, (Row("build ÷ F, 1,000 entries", _commands("build, F", SMALL), 1.15),)),
    Group(
        5,
        (
            Row("build ÷ F, 10,000 entries", _commands("build, F", LARGE), 1.8),
            Row("check ÷ build, 10,000 entries", _commands("check, build", LARGE), 1.1),
            Row("build, 800 ÷ 40 sections, 10,000 entries", (Command("build", DIVIDED), BUILD), 1.1),
            Row("10,000 faulty entries reported ÷ 10,000 built", (Command("build", FAULTY), BUILD), 1.2),
            Row("peak of a build, 10,000 entries, MiB", (BUILD,), 105, _peak),
        ),
    ),
    Group(1, (Row("a saved change of this list, watching, ms", _commands(WATCH, REAL), 30, _cpu),)),
    Group(1, (Row("one of 10,000 entries changed, watching, ms", _commands(WATCH, LARGE), 250, _cpu),)),
    Group(
        2,
        (
            Row("site of 10,000 entries without pages of papers, ms", (SITE,), 2_800, _cpu),
            Row("the same, 800 ÷ 40 sections", (Command("inside site", DIVIDED), SITE), 1.3),
            Row("peak of a site, 10,000 entries, MiB", (SITE,), 270, _peak),
        ),
    ),
    Group(2, (Row("site of 10,000 entries that is current, ms", _commands("site", LARGE), 1_300, _cpu),)),
    Group(2, (Row("`import` of 700 kB of Markdown ÷ F", _commands("import list.md, F", README), 12),)),
    Group(2, (Row("`import` of 2,400 entries in BibTeX ÷ F", _commands("import list.bib, F", LIBRARY), 8),)),
)


def _large(name: str, *peak: Row) -> Group:
    commands = (Command(name, LARGE), Command(name, HUGE))
    return Group(1, (Row(f"exponent of `{name}`, 10,000 → 100,000 entries", commands, 1.05, _growth), *peak))


LARGE_GROUPS = (
    _large("build", Row("peak of a build, 100,000 entries, MiB", _commands("build", HUGE), 750, _peak)),
    _large("check"),
    _large("inside site", Row("peak of a site, 100,000 entries, MiB", _commands("inside site", HUGE), 1_000, _peak)),
    _large("export bibtex"),
    _large("export json"),
)


# Making --------------------------------------------------------------------------------------------------------------


def make(folder: Path, groups: Sequence[Group]) -> dict[Shape, Path]:
    """Make every list, build it once, and see that the mistakes are all reported."""
    roots = {REAL: HERE.parent}
    commands = {command for group in groups for row in group.rows for command in row.commands}
    for number, shape in enumerate(sorted({command.shape for command in commands} - {REAL})):
        roots[shape] = root = folder / str(number)
        words = ["--entries", str(shape.entries), "--sections", str(shape.sections), *["--faulty"] * shape.faulty]
        make = [sys.executable, str(HERE / "synthetic.py"), str(root), *words]
        tell(_output(make).strip() + (", each with a mistake" if shape.faulty else ""))
        build = Command("build", shape)
        found = _output(build.line(root), build.code).count(": error: ")
        if found != shape.entries * shape.faulty:
            sys.exit(f"{found:,} mistakes reported, of {shape.entries:,}")
    if README in roots:
        pages = sorted((roots[README] / "sections").glob("*.md"))
        (roots[README] / "list.md").write_bytes(b"\n".join(page.read_bytes() for page in pages))
    if LIBRARY in roots:
        bibtex = _output(Command("export bibtex", LIBRARY).line(roots[LIBRARY]))
        (roots[LIBRARY] / "list.bib").write_text(bibtex, encoding="utf-8")
    return roots


def _output(line: list[str], code: int = 0) -> str:
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, check=False, encoding="utf-8")
    if done.returncode != code:
        sys.exit(f"{' '.join(line)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


# Measuring -----------------------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """Return the variables of the process without those that change how Python or the program works."""
    ours = ("PYTHON", "GITHUB_", "CI_", "PYDANTIC_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def measure(command: Command, root: Path) -> Run:
    """Run a process alone; what it prints goes through a pipe, and only the end is kept."""
    line, end = command.line(root), b""
    process = subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
    assert process.stdout
    while piece := process.stdout.read(MIB):
        end = piece
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != command.code:
        sys.exit(f"{' '.join(line)} ended with {process.returncode}:\n{end.decode(errors='replace')}")
    seconds = float(end) if command.name.startswith("inside") else usage.ru_utime + usage.ru_stime
    return Run(1000 * seconds, usage.ru_maxrss / (MIB if sys.platform == "darwin" else 1024))


def rounds(group: Group, roots: dict[Shape, Path]) -> Iterator[dict[Command, Run]]:
    """Run the commands in turns, every second time in the opposite order; before several, one does not count."""
    commands = list(dict.fromkeys(command for row in group.rows for command in row.commands))
    for turn in range(group.rounds + (group.rounds > 1)):
        runs = {command: measure(command, roots[command.shape]) for command in commands[:: 1 if turn % 2 else -1]}
        if turn or group.rounds == 1:
            yield runs


# Telling -------------------------------------------------------------------------------------------------------------


def tell(message: str) -> None:
    """Say how far the work is, where it does not get into the table."""
    print(message, file=sys.stderr, flush=True)


def main() -> None:
    """Measure everything, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="measure how lists grow to 100,000 entries, and no more")
    given = parser.parse_args()
    tell(f"this takes {'some ten' if given.large else 'at most three'} minutes, and longer beside other work")
    groups = LARGE_GROUPS if given.large else GROUPS
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        roots = make(Path(folder), groups)
        for group in groups:
            tell(group.rows[0].name)
            found = list(rounds(group, roots))
            lines += [_line(row, [[runs[command] for command in row.commands] for runs in found]) for row in group.rows]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}; {libraries}\n")
    print("| what | processor time | result | goal | |\n| --- | --- | ---: | ---: | --- |")
    print("\n".join(lines))


def _line(row: Row, found: list[list[Run]]) -> str:
    times = " / ".join(f"{median(run.cpu for run in runs):,.0f}" for runs in zip(*found, strict=True))
    result = median(map(row.find, found))
    digits = 0 if row.goal > 20 else 2
    sign = "✓" if result <= row.goal else "✗"
    return f"| {row.name} | {times} ms | {result:,.{digits}f} | ≤ {row.goal:,.{digits}f} | {sign} |"


if __name__ == "__main__":
    main()
