"""`doctor`: what a list's set-up lacks."""

import os
from pathlib import Path

import click

from awesome_adapters import doctor as checkup
from awesome_adapters import scaffold
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.text import collapse_whitespace


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

    \b
    Ends with 1 if anything is left to do.

    \b
    Examples:
        awesome-adapters doctor
        awesome-adapters doctor --fix
    """
    source = scaffold.Program.parse(program) if program else scaffold.Program.installed()
    with open_project(root).locked() as project:
        diagnosis = checkup.examine(project, source, os.environ, renew)
        click.echo("".join(diagnosis.diff(project.root)), nl=False)
        written = diagnosis.mend(project.root) if fix else []
        if fix:
            diagnosis = checkup.examine(project, source, os.environ)
    for finding in diagnosis.findings:
        advice = "; mend it with: awesome-adapters doctor --fix" if finding.document else ""
        click.echo(collapse_whitespace(f"{finding.path}: {finding.message}{advice}"))
    for line in diagnosis.advice:
        click.echo(collapse_whitespace(f"to look at: {line}"))
    if written:
        click.echo(f"written: {', '.join(written)}", err=True)
    click.echo(f"{len(diagnosis.findings):,} to do" if diagnosis.findings else "nothing is lacking", err=True)
    context.exit(1 if diagnosis.findings else 0)
