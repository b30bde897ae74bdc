"""`doctor`: what a list's set-up lacks."""

import os
from pathlib import Path

import click

from awesome_adapters import scaffold
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.problems import UnavailableError
from awesome_adapters.scaffold import doctor as checkup
from awesome_adapters.services.github import ADDRESS, GitHub
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.addresses import is_github


@click.command()
@root_option
@click.option("--fix", is_flag=True, help="Write what is missing or old.")
@click.option("--renew", metavar="PATH", multiple=True, help="Take this version of a file that was edited, too.")
@click.option("--program", metavar="OWNER/NAME@COMMIT", help="Where workflows get this program; by default its own.")
@click.pass_context
def doctor(context: click.Context, root: Path | None, fix: bool, renew: tuple[str, ...], program: str | None) -> None:
    """Say what the set-up of a list lacks, and show what would change.

    It compares workflows, forms and schemas with those that this version of the program makes, and
    looks for placeholders, old pins, missing settings and leftovers. Files that you have edited get
    new pins only, unless --renew names them.

    With a token in GITHUB_TOKEN or GH_TOKEN, GitHub is asked for the settings that workflows need.

    \b
    Ends with 1 if anything is left to do.

    \b
    Examples:
        awesome-adapters doctor
        awesome-adapters doctor --fix
    """
    source = scaffold.Program.parse(program) if program else scaffold.Program.installed()
    project = open_project(root)
    switches = _switches(project.catalogue.settings.repository or "")
    with project.locked() as project:
        if fix:
            project.require_valid()  # forms would lack the sections of what cannot be read
        diagnosis = checkup.examine(project, source, os.environ, renew, switches)
        click.echo("".join(diagnosis.diff(project.root)), nl=False)
        written = diagnosis.mend(project.root) if fix else []
        if fix:
            diagnosis = checkup.examine(project, source, os.environ, switches=switches)
    for finding in diagnosis.findings:
        advice = "; mend it with: awesome-adapters doctor --fix" if finding.document else ""
        click.echo(collapse_whitespace(f"{finding.path}: {finding.message}{advice}"))
    for line in diagnosis.advice:
        click.echo(collapse_whitespace(f"to look at: {line}"))
    if written:
        click.echo(f"written: {', '.join(written)}", err=True)
    click.echo(f"{len(diagnosis.findings):,} to do" if diagnosis.findings else "nothing is lacking", err=True)
    context.exit(1 if diagnosis.findings else 0)


def _switches(repository: str) -> dict[str, bool]:
    """Ask GitHub for the settings of a repository, if there is a token."""
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    if not token.strip() or not is_github(repository):
        return {}
    address = os.environ.get("GITHUB_API_URL") or ADDRESS
    try:
        return GitHub(token.strip(), address=address, max_wait=10, min_interval=0.0).switches(repository)
    except UnavailableError as error:
        click.echo(f"{error}; what it would tell is to be looked at", err=True)
        return {}
