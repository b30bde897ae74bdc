"""`audit`: the list against libraries in BibTeX."""

import contextlib
import sys
from pathlib import Path

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.deciding import decide, decision_options
from awesome_adapters.cli.options import open_valid_project, root_option, today
from awesome_adapters.curation import decisions
from awesome_adapters.curation.decisions import DecisionStore
from awesome_adapters.enrichment import audit as use_case
from awesome_adapters.problems import CatalogueError


@click.command()
@click.argument("libraries", nargs=-1, metavar="FILE...")
@root_option
@click.option("--missing", is_flag=True, help="Show the papers that have no record, too.")
@decision_options
def audit(libraries: tuple[str, ...], root: Path | None, missing: bool, applies: bool, declines: bool) -> int:
    """Compare the list with libraries of records, and propose what differs.

    Each FILE is BibTeX, as of the proceedings of a meeting, or the whole of the ACL Anthology. Records
    are found by an id, else by the title. Names, their order, titles, venues and years are compared,
    and figures in summaries with abstracts. Nobody is asked. --apply writes what is proposed.

    \b
    Examples:
        awesome-adapters audit anthology+abstracts.bib
        awesome-adapters audit --apply 3 5-7
    """
    if applies or declines:
        return decide(root, libraries, "audit", applies=applies, declines=declines)
    if not libraries:
        raise CatalogueError("give a file of BibTeX")
    project = open_valid_project(root)
    decided = DecisionStore(project.root)
    report.show(decided.problems, err=True)
    with contextlib.ExitStack() as stack:
        try:
            files = [stack.enter_context(Path(name).open(encoding="utf-8", errors="replace")) for name in libraries]
            short_venues = project.catalogue.settings.short_venues()
            result = use_case.audit(project.records.values(), files, short_venues)
        except OSError as error:
            raise CatalogueError(f"cannot read {error.filename or libraries[0]}: {error.strerror}") from error
    new = decisions.reconcile(decided, "audit", result.findings, project.catalogue, today())
    decided.save()
    if text := decisions.report(new, project.catalogue, as_markdown=not sys.stdout.isatty()):
        click.echo(text)
    for listed in result.missing if missing else ():
        click.echo(f"no record: {listed.origin.at()}: {listed.key}", err=True)
    kinds = [{finding.listed.key for finding in result.findings if finding.kind == "published"}]
    kinds.append({finding.listed.key for finding in result.findings} - kinds[0])
    counts = (len(result.agreeing), len(kinds[1]), len(kinds[0]), len(result.missing))
    names = ("agree", "differ", "published since", "without a record")
    click.echo(", ".join(f"{number:,} {name}" for number, name in zip(counts, names, strict=True)), err=True)
    if rest := len(decided.all("audit")) - len(new):
        click.echo(f"{rest:,} told before still hold{'s' if rest == 1 else ''}: awesome-adapters proposals", err=True)
    return 0
