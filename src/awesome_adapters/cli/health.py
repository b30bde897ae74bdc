"""`health`: ask whether links, code and papers are as they were, and say what changed."""

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Generator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from awesome_adapters import health as use_case
from awesome_adapters.cli import report
from awesome_adapters.cli.deciding import decide, decision_options
from awesome_adapters.cli.further import client
from awesome_adapters.cli.options import max_wait_option, open_valid_project, root_option, today
from awesome_adapters.curation import decisions
from awesome_adapters.curation.decisions import DecisionStore
from awesome_adapters.health import Check, Examination
from awesome_adapters.metadata.health_store import HealthStore
from awesome_adapters.metadata.verdicts import Verdict
from awesome_adapters.project import Project
from awesome_adapters.services import ANTHOLOGY, ARXIV, CROSSREF, DOI_REGISTRY, GITHUB, GITLAB, HUGGING_FACE, WEB
from awesome_adapters.services.github import GitHub
from awesome_adapters.services.http import user_agent
from awesome_adapters.services.links import Links
from awesome_adapters.services.lookups import Lookup
from awesome_adapters.services.notices import retractions, withdrawals


def clients(project: Project, max_wait: float) -> dict[str, Check]:
    """Return whom to ask, as the environment and the list's settings say."""
    settings = project.catalogue.settings.hosted(os.environ)
    agent = user_agent(settings.repository, settings.contact)
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")
    links = Links(agent)

    def options(name: str) -> dict[str, Any]:
        return {
            "agent": agent,
            "max_wait": max_wait,
            "on_wait": report.waits(name),
        }

    lookups = {name: Lookup(name, **options(name)) for name in (ANTHOLOGY, DOI_REGISTRY, GITLAB, HUGGING_FACE)}
    registry = lookups.pop(DOI_REGISTRY)
    checks: dict[str, Check] = {name: lookup.check for name, lookup in lookups.items()}
    checks[WEB] = lambda addresses: (dict([answer]) for answer in links.check_all(addresses, max(max_wait, 60.0)))
    if arxiv := client(project, ARXIV, max_wait):
        checks[ARXIV] = partial(withdrawals, arxiv, links)
    if crossref := client(project, CROSSREF, max_wait):
        checks[CROSSREF] = partial(retractions, crossref, registry)
    if token and token.strip():
        checks[GITHUB] = GitHub(token.strip(), **options(GITHUB)).check
    return checks


@click.command()
@click.argument("entries", nargs=-1, metavar="[ENTRY]...")
@root_option
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Only what was asked more than DAYS ago.")
@max_wait_option(600)
@click.option("--all", "shows_all", is_flag=True, help="Show again what was told before and still holds.")
@decision_options
def health(
    entries: tuple[str, ...],
    root: Path | None,
    older_than: int | None,
    max_wait: float,
    shows_all: bool,
    applies: bool,
    declines: bool,
) -> int:
    """Ask whether links, code and papers are as they were, and report what changed.

    An ENTRY is a key, an id, or a part of a title; without any, the whole list is asked for. Answers
    are kept in data/health.json. A link is called dead after three failures within two weeks or more.
    Each finding is told once, under a number. What could be written into the YAML files is proposed;
    --apply writes it, and then nobody is asked. The report is Markdown where it does not go to a
    terminal.

    \b
    With a token in GITHUB_TOKEN, repositories on GitHub are asked for by the
    hundred. Ends with 3 if something was not answered.

    \b
    Examples:
        awesome-adapters health --older-than 5
        awesome-adapters health --apply 3 5-7
        awesome-adapters health --decline 4
    """
    if applies or declines:
        return decide(root, entries, "health", applies=applies, declines=declines)
    project = open_valid_project(root)
    store = HealthStore(project.root)
    decided = DecisionStore(project.root)
    report.show([*store.verify(), *decided.problems], err=True)
    places = use_case.places(project.catalogue, project.paper)
    services = clients(project, max_wait)
    examination = Examination(store, places, services, today())
    before = None if older_than is None else today() - dt.timedelta(days=older_than)
    questions = examination.questions({entry.key for entry in project.find(entries)}, before)
    _show_progress(examination.ask(questions), questions)
    for failure in examination.failures:
        click.echo(failure, err=True)
    findings = examination.findings()
    recovered = [finding for finding in findings if finding.kind == "recovered"]
    lasting = (finding for finding in findings if finding.kind != "recovered")
    new = decisions.reconcile(decided, "health", lasting, project.catalogue, today())
    decided.save()
    is_markdown, all_open = not sys.stdout.isatty(), decided.all("health")
    parts = (
        decisions.report(all_open if shows_all else new, project.catalogue, as_markdown=is_markdown),
        use_case.report(recovered, as_markdown=is_markdown),
    )
    if text := "\n\n".join(filter(None, parts)):
        click.echo(text)
    click.echo(use_case.summary(questions, examination.verdicts), err=True)
    if GITHUB not in services and any(place.service == GITHUB for place in places):
        click.echo("without a token in GITHUB_TOKEN, nothing is known of archived repositories", err=True)
    if not shows_all and (rest := len(all_open) - len(new)):
        click.echo(f"{rest:,} told before still hold{'s' if rest == 1 else ''}; show them with --all", err=True)
    examination.settle(findings)
    return 0 if len(examination.verdicts) == sum(map(len, questions.values())) else 3


def _show_progress(
    answers: Generator[tuple[str, Mapping[str, Verdict]], None, None], questions: Mapping[str, Sequence[str]]
) -> None:
    """Take in what arrives, and say whom is asked for how much, and how far that is."""
    if not questions:
        return
    click.echo("asking " + ", ".join(f"{service}: {len(wanted):,}" for service, wanted in questions.items()), err=True)
    length = sum(map(len, questions.values()))
    with (
        contextlib.closing(answers),
        click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True) as bar,
    ):
        for service, verdicts in answers:
            bar.label = service
            bar.update(len(verdicts))
