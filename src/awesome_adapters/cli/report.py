"""Problems for people, for pull requests and for programs."""

import json
import os
from collections.abc import Iterable

import click

from awesome_adapters.problems import Problem
from awesome_adapters.text import collapse_whitespace

FORMATS = ("text", "github", "json")
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})
_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def show(problems: Iterable[Problem], form: str | None = None, *, err: bool = False) -> None:
    """Print problems; without a `form` as annotations under GitHub Actions, as text elsewhere."""
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    ordered = [_clean(problem) for problem in sorted(problems, key=lambda problem: problem[:3])]
    if form == "json":
        click.echo(json.dumps([_fields(problem) for problem in ordered], indent=2, ensure_ascii=False))
        return
    for problem in ordered:
        if form == "github":
            click.echo(_annotation(problem))  # GitHub reads them from standard output alone
        else:
            click.echo(_line(problem), err=err)


def count(problems: list[Problem]) -> str:
    """Say how many errors and warnings there are."""
    numbers = [(sum(p.severity == severity for p in problems), severity) for severity in ("error", "warning")]
    return " and ".join(f"{number:,} {name}{'' if number == 1 else 's'}" for number, name in numbers if number)


def _clean(problem: Problem) -> Problem:
    """Let nothing through that a terminal would obey: titles of Semantic Scholar's can stand in a problem."""
    if f"{problem.message}{problem.hint}".isprintable():
        return problem
    hint = problem.hint and collapse_whitespace(problem.hint)
    return problem._replace(message=collapse_whitespace(problem.message), hint=hint)


def _line(problem: Problem) -> str:
    severity = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
    rule = click.style(f"[{problem.rule}]", dim=True)
    line = f"{problem.location}: {severity}: {problem.message} {rule}"
    return f"{line}\n    write: {problem.hint}" if problem.hint else line


def _annotation(problem: Problem) -> str:
    """Write a workflow command; its own signs are percent-encoded, as GitHub's toolkit does it."""
    file, line, column = problem.location
    level = "notice" if problem.severity == "note" else problem.severity
    message = f"{problem.message}\nwrite: {problem.hint}" if problem.hint else problem.message
    location = f"file={file.translate(_PROPERTY)},line={line},col={column},title={problem.rule.translate(_PROPERTY)}"
    return f"::{level} {location}::{message.translate(_MESSAGE)}"


def _fields(problem: Problem) -> dict[str, object]:
    names = ("severity", "rule", "message", "hint")
    return problem.location._asdict() | {name: getattr(problem, name) for name in names}
