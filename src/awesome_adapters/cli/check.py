"""`check`: everything that can be wrong with the list's files."""

import os
from pathlib import Path

import click

from awesome_adapters import checks
from awesome_adapters.checks.gaps import HEADINGS, find, notes
from awesome_adapters.checks.omissions import Omissions
from awesome_adapters.cli import fixing, report
from awesome_adapters.cli.options import open_project, root_option, today
from awesome_adapters.metadata.health_store import HealthStore


@click.command()
@root_option
@click.option(
    "--notes",
    "lists_notes",
    is_flag=True,
    help="Show each gap that a curator could fill, and not only how many there are.",
)
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
    context: click.Context, root: Path | None, lists_notes: bool, fix: bool, diff: bool, strict: bool, form: str | None
) -> None:
    """Find mistakes in the YAML files; needs no network, and writes nothing without --fix.

    In a git repository, the list is compared with the last commit, in CI with the one before. A warning
    tells where a key or the title of a section changed, as links and feeds lead there.

    \b
    Ends with 0 if nothing is wrong or there are only warnings, with 1 if there
    are errors. Gaps, such as missing code, are counted if there are no errors.
    With --fix, only what is left counts.

    \b
    Example:
        awesome-adapters check --strict
    """
    project = open_project(root).compared(_revision())
    if diff:
        fixing.show_diff(project)
    elif fix:
        project = fixing.fix(project, err=form == "json")
    checked = project.context._replace(today=today(), known={})
    problems = project.problems + checks.WARNINGS.run(checked) + project.store.verify()
    store = HealthStore(project.root)
    problems += store.verify()
    omissions = Omissions.find(project.catalogue, problems)
    problems += project.candidates.check(checked)
    has_errors = any(problem.severity == "error" for problem in problems)
    gaps = {} if has_errors else find(checked)
    listed = notes(gaps) if lists_notes else []
    if lists_notes:
        from awesome_adapters.health.findings import notes as health_notes  # few look at them, and it takes 10 ms

        listed += health_notes(project.catalogue, checked.paper, store)
    if diff:
        pass  # a diff alone can be given to `git apply`
    elif form == "json":
        report.show(problems + listed, form, left_out=omissions.because_of)
    else:
        report.show(problems, form, left_out=omissions.because_of)
        report.show(listed, "text")  # as annotations they would bury a pull request's page
        number = sum(1 for _ in project.catalogue.entries())
        click.echo(
            f"{_entries(number, omissions)}: {report.count(problems) or 'nothing is wrong'}{_left_out(omissions)}",
            err=True,
        )
        if has_errors and lists_notes:
            click.echo("notes are shown when there are no errors", err=True)
        _summarize({rule: len(of_kind) for rule, of_kind in gaps.items() if of_kind}, lists_notes)
    context.exit(1 if has_errors or (strict and problems) else 0)


def _revision() -> str:
    """Return the revision of git that the list is compared with: in CI the commit before the change."""
    is_ci = any(os.environ.get(name, "").lower() not in ("", "0", "false") for name in ("CI", "GITHUB_ACTIONS"))
    return "HEAD^1" if is_ci else "HEAD"


def _entries(number: int, omissions: Omissions) -> str:
    total = number + omissions.number
    of = f"{number:,} of " if omissions.number else ""
    return f"{of}{total:,} {'entry' if total == 1 else 'entries'}"


def _left_out(omissions: Omissions) -> str:
    what = str(omissions)
    return f"; left out: {what}\nduplicates and tags were not looked for in what was left out" if what else ""


def _summarize(numbers: dict[str, int], is_listed: bool) -> None:
    """Say in one line how many gaps of each kind there are."""
    if numbers:
        advice = "" if is_listed else "; list them with: awesome-adapters check --notes"
        kinds = ", ".join(f"{HEADINGS[rule]}: {number:,}" for rule, number in numbers.items())
        click.echo(f"notes: {kinds}{advice}", err=True)
