"""`accept`: what an issue form says, written into the list."""

from pathlib import Path

import click

from awesome_adapters.cli.fetching import client
from awesome_adapters.cli.options import max_wait_option, open_valid_project, root_option, today
from awesome_adapters.curation import accept as use_case
from awesome_adapters.enrichment.lookup import Lookup
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files


@click.command()
@click.argument("event", type=click.Path(path_type=Path))
@root_option
@click.option(
    "--answer", type=click.Path(dir_okay=False, path_type=Path), help="Write what is said to the author to this file."
)
@click.option("--offline", is_flag=True, help="Do not ask Semantic Scholar for anything.")
@max_wait_option(60)
def accept(event: Path, root: Path | None, answer: Path | None, offline: bool, max_wait: float) -> int:
    """Write what an issue form says into the YAML files.

    EVENT is the file with GitHub's event of the issue, in a workflow $GITHUB_EVENT_PATH. A suggestion
    becomes an entry, and a report that something is wrong a change of one. What to answer is printed,
    as Markdown. Ends with 1 if nothing could be written.

    \b
    Example:
        awesome-adapters accept "$GITHUB_EVENT_PATH" --answer answer.md
    """
    project = open_valid_project(root)
    scholar = None if offline else client(max_wait)
    lookup = Lookup(project.store, today(), scholar, lambda sentence: click.echo(sentence, err=True))
    content = files.read(event)
    if content is None:
        raise CatalogueError(f"{event} does not exist")
    text, is_written = use_case.accept(project, content, lookup)
    if answer:
        files.replace(answer, text.encode())
    else:
        click.echo(text, nl=False)
    return 0 if is_written else 1
