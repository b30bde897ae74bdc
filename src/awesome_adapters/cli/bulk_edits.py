"""`rename-tag`, `rename-section`, `move`, `remove`, `merge`: shown first, and written after a yes."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from awesome_adapters.changes import entry_changes, renames
from awesome_adapters.changes.working_copy import BulkEdit
from awesome_adapters.cli import completion
from awesome_adapters.cli.options import open_project, root_option
from awesome_adapters.project import Project
from awesome_adapters.text import collapse_whitespace

_YES = "Write it without a question. Without this and without a terminal, nothing is written, and the exit status is 1."
_yes_option = click.option("--yes", is_flag=True, help=_YES)


@click.command("rename-tag")
@click.argument("old", shell_complete=completion.tags)
@click.argument("new", shell_complete=completion.tags)
@_yes_option
@root_option
def rename_tag(old: str, new: str, root: Path | None, yes: bool) -> None:
    """Give a tag another name, or make it one with another tag.

    It is renamed in all entries, in candidates.yaml and in the tags of catalogue.yaml, where the old
    name becomes an alias. Nothing else in the files changes. The difference is shown first.

    \b
    Example:
        awesome-adapters rename-tag "Soft prompts" "Prompt tuning"
    """
    _settle(root, yes, lambda project: renames.rename_tag(project, old, new))


@click.command("rename-section")
@click.argument("old", metavar="SECTION", shell_complete=completion.sections)
@click.argument("new", metavar="TITLE")
@_yes_option
@root_option
def rename_section(old: str, new: str, root: Path | None, yes: bool) -> None:
    """Give a section another title.

    Links to the old title still arrive. Entries that name the section in also_in follow, and so do
    candidates.yaml and the form for suggestions. The difference is shown first.

    \b
    Example:
        awesome-adapters rename-section "Vision > Methods" "Adapters for Vision"
    """
    _settle(root, yes, lambda project: renames.rename_section(project, old, new))


@click.command()
@click.argument("entry")
@click.argument("section", shell_complete=completion.sections)
@_yes_option
@root_option
def move(entry: str, section: str, root: Path | None, yes: bool) -> None:
    """Put an entry into another section, with its comments.

    ENTRY is its key, an id, its title or a part of it, or a place as in messages of check, a file and a
    line. The difference is shown first.

    \b
    Examples:
        awesome-adapters move arxiv-2106.09685 "Low-Rank Adaptation"
        awesome-adapters move data/nlp.yaml:120 "Vision > Methods"
    """
    _settle(root, yes, lambda project: entry_changes.move(project, entry, section))


@click.command()
@click.argument("entry")
@_yes_option
@root_option
def remove(entry: str, root: Path | None, yes: bool) -> None:
    """Take an entry out of the list, with its comments.

    ENTRY is its key, an id, its title or a part of it, or a place as in messages of check, a file and a
    line. The difference is shown first.

    \b
    Examples:
        awesome-adapters remove arxiv-2106.09685
        awesome-adapters remove data/nlp.yaml:120
    """
    _settle(root, yes, lambda project: entry_changes.remove(project, entry))


@click.command()
@click.argument("entry")
@click.argument("other", metavar="ENTRY")
@_yes_option
@root_option
def merge(entry: str, other: str, root: Path | None, yes: bool) -> None:
    """Make one entry of two.

    Each ENTRY is a key, an id, a title or a part of it, or a place as in messages of check, a file and a
    line. The first one stays where it is, keeps its key and gets the other one's tags, links, ids and
    sections. Where both say something else, its own words stay, and what is lost is named. The
    difference is shown first.

    \b
    Examples:
        awesome-adapters merge arxiv-2106.09685 title-lora
        awesome-adapters merge data/nlp.yaml:120 data/vision.yaml:14
    """
    _settle(root, yes, lambda project: entry_changes.merge(project, entry, other))


def _settle(root: Path | None, is_sure: bool, plan: Callable[[Project], BulkEdit]) -> None:
    """Show a change, and write it if that is wanted; where nobody is asked, no other program comes in between."""
    context = click.get_current_context()
    project = open_project(root)
    if is_sure:
        project = context.with_resource(project.locked())
    edit = plan(project)
    click.echo("".join(edit.diff(is_brief=True)), nl=False)
    for remark in edit.remarks:
        click.echo(collapse_whitespace(remark), err=True)
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    try:
        if not (is_sure or (asks and click.confirm("Write this?"))):
            click.echo(f"nothing was written{'' if asks else '; write it with --yes'}", err=True)
            context.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; nothing was written", err=True)
        context.exit(130)
    with project.locked():
        edit.write()
    files = ", ".join(sorted(edit.contents))
    click.echo(f"wrote {files}; see it in README.md with: awesome-adapters build", err=True)
