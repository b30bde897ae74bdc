"""`discover`: look for papers that the list may lack."""

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from awesome_adapters.cli import completion, fetching, further
from awesome_adapters.cli.merging import settle_merges
from awesome_adapters.cli.options import list_folder, max_wait_option, open_valid_project, root_option, today
from awesome_adapters.curation import discovery
from awesome_adapters.curation.discovery import Inbox, Step


@click.command()
@root_option
@click.option(
    "--section", "sections", metavar="PATH", multiple=True, shell_complete=completion.sections,
    help="Only papers like those of this section; repeat it for more.",
)  # fmt: skip
@max_wait_option(600)
def discover(root: Path | None, sections: tuple[str, ...], max_wait: float) -> int:
    """Look for papers that the list may lack.

    Semantic Scholar recommends new papers for each section, and arXiv is searched
    for what 'discover' in catalogue.yaml names. What is new goes into candidates.yaml
    and is shown, once: nothing that is listed, a candidate already, or dismissed. The
    report is Markdown where it does not go to a terminal.

    \b
    Ends with 3 if a service did not answer for all; the next run asks again.

    \b
    Examples:
        awesome-adapters discover
        awesome-adapters discover --section "Computer Vision"
    """
    folder = list_folder(root)
    settle_merges(folder)
    project = open_valid_project(folder)
    paths = [project.section(path).path for path in sections]
    inbox = Inbox.open(project, today())
    steps: list[Step] = []
    try:
        with _progress() as (show, say):
            scholar = fetching.client(max_wait, say)
            arxiv = further.client(project, "arXiv", max_wait)
            for step in discovery.discover(project, inbox, scholar, arxiv, today(), paths):
                steps.append(step)
                show(step)
    finally:  # after Ctrl-C, too: what is in the file is not shown again
        width = shutil.get_terminal_size().columns
        if text := discovery.report(inbox.new, as_markdown=not sys.stdout.isatty(), width=width):
            click.echo(text)
        _summarize(steps, len(inbox.new))
    return 3 if any(step.failure for step in steps) else 0


@contextlib.contextmanager
def _progress() -> Iterator[tuple[Callable[[Step], None], Callable[[str], None]]]:
    """Give what to call after each step, and what to call with a word on a wait; on a terminal one line changes."""
    if not sys.stderr.isatty():
        yield lambda _: None, lambda text: click.echo(text, err=True)
        return

    def show(text: str) -> None:
        columns = shutil.get_terminal_size().columns - 1
        click.echo(f"\r\x1b[K{text[:columns]}", nl=False, err=True)

    show("asking ...")
    try:
        yield lambda step: show(f"{step.source}: {step.subject}"), show
    finally:
        show("")


def _summarize(steps: Sequence[Step], number: int) -> None:
    """Say who answered for how much, and what to do next."""
    for source in dict.fromkeys(step.source for step in steps):
        failures = [step for step in steps if step.source == source and step.failure]
        total = sum(step.source == source for step in steps)
        what = "section" if source == discovery.SEMANTIC_SCHOLAR else "search"
        plural = "" if total == 1 else "es" if what == "search" else "s"
        click.echo(f"{source}: answered for {total - len(failures):,} of {total:,} {what}{plural}", err=True)
        for reason in dict.fromkeys(step.failure for step in failures):
            subjects = [step.subject for step in failures if step.failure == reason]
            more = f" and {len(subjects) - 1:,} more" if subjects[1:] else ""
            click.echo(f"not answered: {subjects[0]}{more}: {reason}; the next run asks again", err=True)
    if not steps:
        click.echo("nothing to ask for: the list has no papers yet, or 'discover' in catalogue.yaml says so", err=True)
    elif number:
        papers = "1 new paper" if number == 1 else f"{number:,} new papers"
        click.echo(f"{papers} in candidates.yaml; take one with: awesome-adapters add KEY", err=True)
        click.echo('leave one out with: awesome-adapters dismiss KEY --reason "..."', err=True)
    else:
        is_whole = not any(step.failure for step in steps)
        click.echo(f"nothing new{'' if is_whole else ' in what was answered'}", err=True)
