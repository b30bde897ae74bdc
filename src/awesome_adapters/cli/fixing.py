"""What `check --fix` and `check --diff` print."""

import click

from awesome_adapters.changes import fixes
from awesome_adapters.project import Project
from awesome_adapters.text import collapse_whitespace


def fix(project: Project, *, err: bool) -> Project:
    """Write what can be fixed, print a line for each fix, and return the list as it is now."""
    result = fixes.fix(project)
    for problem, _, summary, _ in result.proposals:
        file, line, _ = problem.location
        click.echo(collapse_whitespace(f"{file}:{line}: {summary}"), err=err)
    _show_skipped(result)
    return result.project


def show_diff(project: Project) -> None:
    """Print what `fix` would change."""
    result = fixes.find(project)
    click.echo("".join(result.diff()), nl=False)
    _show_skipped(result)
    number = len(result.proposals)
    advice = "; write them with: awesome-adapters check --fix" if number else ""
    click.echo(f"{number:,} {'fix' if number == 1 else 'fixes'}; nothing was written{advice}", err=True)


def _show_skipped(result: fixes.Fixes) -> None:
    for problem, reason in result.skipped.items():
        click.echo(collapse_whitespace(f"{problem.location}: not fixed: {reason} [{problem.rule}]"), err=True)
