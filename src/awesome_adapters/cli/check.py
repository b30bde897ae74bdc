"""`check`: everything that can be wrong with the list's files."""

from pathlib import Path

import click

from awesome_adapters import checks
from awesome_adapters.cli import fixing, report
from awesome_adapters.cli.options import open_project, root_option, today
from awesome_adapters.gaps import KINDS, find
from awesome_adapters.problems import Problem

_FIRST, _LONGEST = 3, 60
"""How many gaps of a kind are named, and the characters that are shown of a name."""


@click.command()
@root_option
@click.option("--notes", is_flag=True, help="Show each gap that a curator could fill, and not only how many there are.")
@click.option("--fix", is_flag=True, help="Write what is proposed into the files, where it is certain.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(report.FORMATS),
    help="How to print what is found; under GitHub Actions 'github' by default, else 'text'.",
)
@click.pass_context
def check(
    context: click.Context, root: Path | None, notes: bool, fix: bool, diff: bool, strict: bool, form: str | None
) -> None:
    """Find mistakes in the YAML files; needs no network, and writes nothing without --fix.

    \b
    Ends with 0 if there is nothing wrong or only warnings, with 1 if there are errors.
    Gaps, such as missing code, are counted at the end. With --fix, only what is left counts.

    \b
    Example:
        awesome-adapters check --strict
    """
    project = open_project(root)
    if diff:
        fixing.show_diff(project)
    elif fix:
        project = fixing.fix(project, err=form == "json")
    problems = project.problems + checks.WARNINGS.run(project.context)
    problems += project.store.verify()
    gaps = find(project.context._replace(today=today()))
    every = [gap for of_kind in gaps.values() for _, gap in of_kind]
    if diff:
        pass  # a diff alone can be given to `git apply`
    elif form == "json":
        report.show(problems + every, form)
    else:
        report.show(problems, form)
        report.show(every if notes else [], "text")  # as annotations they would bury a pull request's page
        number = sum(1 for _ in project.catalogue.entries())
        entries = f"{number:,} {'entry' if number == 1 else 'entries'}"
        click.echo(f"{entries}: {report.count(problems) or 'nothing is wrong'}", err=True)
        _summarize(gaps, notes)
    context.exit(1 if any(p.severity == "error" or strict for p in problems) else 0)


def _summarize(gaps: dict[str, list[tuple[str, Problem]]], shown: bool) -> None:
    """Say in a line for each kind how many gaps there are, and the first of them."""
    for rule, found in gaps.items():
        if found:
            names = ", ".join(_short(name) for name, _ in found[:_FIRST]) + (", …" if len(found) > _FIRST else "")
            click.echo(f"note: {KINDS[rule]}: {len(found):,} ({names})", err=True)
    if any(gaps.values()) and not shown:
        click.echo("to list them: awesome-adapters check --notes", err=True)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
