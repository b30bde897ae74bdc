"""What commands that propose share: proposals are applied and declined by their numbers."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.options import open_valid_project, today
from awesome_adapters.curation import settlements
from awesome_adapters.curation.decisions import NOTHING, Decision, DecisionStore
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.text import collapse_whitespace

F = TypeVar("F", bound=Callable[..., Any])
_APPLY = "Write proposals with these numbers (3 5-7, or all that are sure); none given asks for each."
_DECLINE = "Never propose what has these numbers again."


def decision_options(command: F) -> F:
    """Add the options `--apply` and `--decline`, which give other arguments another meaning."""
    decline = click.option("--decline", "declines", is_flag=True, help=_DECLINE)
    return click.option("--apply", "applies", is_flag=True, help=_APPLY)(decline(command))


def decide(root: Path | None, words: Sequence[str], command: str, *, applies: bool, declines: bool) -> int:
    """Apply or decline proposals, and say what became of each; without words, ask for each on a terminal."""
    if applies and declines:
        raise CatalogueError("--apply and --decline cannot go together; give one")
    project = open_valid_project(root)
    store = DecisionStore(project.root)
    report.show(store.problems, err=True)
    if not words:
        return _ask(project, store.all(command))
    decisions = settlements.choose(store, words, command, only_sure=applies)
    if declines:
        return _decline(project, decisions)
    code = _apply(project, decisions)
    rest = [decision for decision in store.all(command) if decision not in decisions]
    if rest and settlements.ALL in words:
        numbers = ", ".join(str(decision.number) for decision in rest)
        click.echo(f"left for you to look at: {numbers}; see them with: awesome-adapters proposals", err=True)
    return code


def _ask(project: Project, decisions: Sequence[Decision]) -> int:
    """Ask what becomes of each proposal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CatalogueError("say which: --apply 3 5-7, --apply all, or --decline 4")
    titles = {listed.key: listed.entry.title for listed in project.catalogue.entries()}
    answers: dict[str, list[Decision]] = {"y": [], "n": [], "l": []}
    for decision in decisions:
        click.echo(f"\n{decision.number}  {collapse_whitespace(titles.get(decision.entry, decision.entry))}")
        click.echo(f"   {collapse_whitespace(decision.text())}")
        choices = ["y", "n", "l", "q"] if decision.new != NOTHING else ["n", "l", "q"]
        words = {"y": "yes, write it", "n": "no, never again", "l": "later", "q": "quit"}
        question = ", ".join(f"{choice} = {words[choice]}" for choice in choices)
        answer = click.prompt(f"   {question}", type=click.Choice(choices), default="l", show_choices=False)
        if answer == "q":
            break
        answers[answer].append(decision)
    _decline(project, answers["n"])
    return _apply(project, answers["y"])


def _apply(project: Project, decisions: Sequence[Decision]) -> int:
    failures = 0
    for decision, failure in settlements.apply(project, decisions):
        failures += failure is not None
        what = f"not written: {failure}" if failure else decision.text()
        click.echo(collapse_whitespace(f"{decision.number} {decision.entry}: {what}"), err=failure is not None)
    if len(decisions) > failures:
        click.echo("commit the files of data/; see them in README.md with: awesome-adapters build", err=True)
    elif not decisions:
        click.echo("nothing was written", err=True)
    return 1 if failures else 0


def _decline(project: Project, decisions: Sequence[Decision]) -> int:
    if decisions:
        settlements.decline(project, decisions, today())
        for decision in decisions:
            click.echo(collapse_whitespace(f"{decision.number} {decision.entry}: never proposed again"))
        click.echo(f"commit {DecisionStore.PATH}", err=True)
    return 0
