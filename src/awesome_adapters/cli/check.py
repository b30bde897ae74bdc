"""`check`: everything that can be wrong with the list's files."""

from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.root import read, root_option


@click.command(short_help="Find mistakes in the YAML files.")
@root_option
@click.option("--strict", is_flag=True, help="Let warnings count as errors do.")
@click.option(
    "--format",
    "form",
    type=click.Choice(report.FORMATS),
    help="How to print what is found; under GitHub Actions 'github' by default, else 'text'.",
)
@click.pass_context
def check(context: click.Context, root: Path | None, strict: bool, form: str | None) -> None:
    """Find mistakes in the YAML files; needs no network and writes nothing.

    \b
    Ends with 0 if there is nothing wrong or only warnings, with 1 if there are errors.
    Example:
        awesome-adapters check --strict
    """
    from awesome_adapters import checks

    found = read(root)
    problems = found.problems + checks.run(found.subject, checks.WARNINGS, "warning")
    problems += found.subject.store.verify()
    report.show(problems, form)
    if form != "json":
        number = sum(1 for _ in found.subject.catalogue.listings())
        entries = f"{number:,} {'entry' if number == 1 else 'entries'}"
        click.echo(f"{entries}: {report.count(problems) or 'nothing is wrong'}", err=True)
    context.exit(1 if any(p.severity == "error" or strict for p in problems) else 0)
