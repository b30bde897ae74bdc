"""Problems for people, for pull requests and for programs."""

import json
import os
from collections.abc import Callable, Collection, Iterable
from functools import partial

import click

from awesome_adapters.problems import CatalogueError, InvalidDataError, Problem
from awesome_adapters.text import collapse_whitespace, number_of

FORMATS = ("text", "github", "json")
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})
_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def show(
    problems: Iterable[Problem],
    form: str | None = None,
    *,
    err: bool = False,
    left_out: Callable[[Problem], str | None] = lambda _: None,
) -> None:
    """Print problems; without a `form` as annotations under GitHub Actions, as text elsewhere.

    `left_out` tells what an error kept from being read, for programs and annotations; a text says it at the end.
    """
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    ordered = [_clean(problem) for problem in sorted(problems, key=lambda problem: problem[:3])]
    if form == "json":
        fields = [_fields(problem) | {"left_out": left_out(problem)} for problem in ordered]
        click.echo(json.dumps(fields, indent=2, ensure_ascii=False))
        return
    for problem in ordered:
        if form == "github":
            click.echo(_annotation(problem, left_out(problem)))  # GitHub reads them from standard output alone
        else:
            click.echo(_line(problem), err=err)


def failure(error: CatalogueError) -> None:
    """Print why a command did nothing."""
    if isinstance(error, InvalidDataError):
        show(error.problems)
        click.echo(f"{count(error.problems)}; nothing was written", err=True)
    else:
        click.echo(f"error: {error}", err=True)


def answers(source: str, known: Collection[bool], unanswered: int) -> None:
    """Print how many papers a source knows, how many it does not, and of how many it said nothing."""
    unknown = len(known) - sum(known)
    counts = [f"{sum(known):,} found"]
    counts += [f"{unknown:,} unknown to it"] if unknown else []
    counts += [f"{unanswered:,} not answered"] if unanswered else []
    click.echo(f"{source}: {', '.join(counts)}", err=True)


def waits(source: str, say: Callable[[str], None] | None = None) -> Callable[[float, str], None]:
    """Return what tells of each wait for a source: how many seconds, and why."""
    tell = say or partial(click.echo, err=True)
    return lambda seconds, reason: tell(f"{source}: {reason}; waiting {seconds:.0f} s")


def count(problems: list[Problem]) -> str:
    """Say how many errors and warnings there are."""
    numbers = [(sum(p.severity == severity for p in problems), severity) for severity in ("error", "warning")]
    return " and ".join(number_of(number, name) for number, name in numbers if number)


def _clean(problem: Problem) -> Problem:
    """Let nothing through that a terminal would obey: titles of Semantic Scholar's can stand in a problem."""
    if f"{problem.message}{problem.hint}".isprintable():
        return problem
    lines = (problem.hint or "").split("\n")
    hint = "\n".join(" " * (len(line) - len(line.lstrip(" "))) + collapse_whitespace(line) for line in lines)
    return problem._replace(message=collapse_whitespace(problem.message), hint=hint or None)


def _line(problem: Problem) -> str:
    severity = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
    rule = click.style(f"[{problem.rule}]", dim=True)
    line = f"{problem.location}: {severity}: {problem.message} {rule}"
    if problem.hint and (problem.hint[0] == " " or "\n" in problem.hint):
        return "\n      ".join((f"{line}\n    write:", *problem.hint.split("\n")))
    return f"{line}\n    write: {problem.hint}" if problem.hint else line


def _annotation(problem: Problem, left_out: str | None = None) -> str:
    """Write a workflow command; its own signs are percent-encoded, as GitHub's toolkit does it."""
    file, line, column = problem.location
    level = "notice" if problem.severity == "note" else problem.severity
    message = f"{problem.message}\nwrite: {problem.hint}" if problem.hint else problem.message
    message += f"\nleft out: {left_out}; duplicates and tags were not looked for there" if left_out else ""
    location = f"file={file.translate(_PROPERTY)},line={line},col={column},title={problem.rule.translate(_PROPERTY)}"
    return f"::{level} {location}::{message.translate(_MESSAGE)}"


def _fields(problem: Problem) -> dict[str, object]:
    names = ("severity", "rule", "message", "hint")
    return problem.location._asdict() | {name: getattr(problem, name) for name in names}
