"""`init`: a list of one's own."""

import shlex
import sys
from pathlib import Path

import click

from awesome_adapters import scaffold


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", metavar="TEXT", help="The list's title; by default from the folder's name.")
@click.option("--description", metavar="TEXT", help="One sentence on what it is about.")
@click.option("--repository", metavar="OWNER/NAME", help="Where it will be on GitHub, or any address.")
@click.option("--section", "sections", metavar="TITLE", multiple=True, help="A section; can be given several times.")
@click.option("--templates", "has_templates", is_flag=True, help="Copy the templates, too, to be changed.")
@click.option("--program", metavar="OWNER/NAME@COMMIT", help="Where workflows get this program; by default its own.")
def init(
    folder: Path,
    title: str | None,
    description: str | None,
    repository: str | None,
    sections: tuple[str, ...],
    has_templates: bool,
    program: str | None,
) -> None:
    """Start a list of your own in FOLDER, or add to a repository what a list needs.

    It gets a data file for each section, settings, a guide for contributors, a license, forms and
    workflows for GitHub, and a first README.md. On a terminal, the command asks for what no option
    says. Existing files are never overwritten.

    \b
    Examples:
        awesome-adapters init awesome-retrieval
        awesome-adapters init . --section Dense --section Sparse
    """
    profile = scaffold.Profile.of(folder)
    asks = sys.stdin.isatty() and profile.is_new
    title = title or (_ask("Title", profile.title) if asks else profile.title)
    if description is None:
        description = _ask("Description", profile.description) if asks else profile.description
    if repository is None:
        repository = _ask("Repository (OWNER/NAME on GitHub)", profile.repository or "") if asks else profile.repository
    if not sections and asks:
        names = _ask("Sections, with commas between them", ", ".join(profile.sections))
        sections = tuple(name.strip() for name in names.split(",") if name.strip())
    profile = profile._replace(title=title, description=description)
    if sections and profile.is_new:
        profile = profile._replace(sections=sections)
    elif sections:
        click.echo("the list has sections already; those of --section were left out", err=True)
    if repository:
        profile = profile.in_repository(repository)
    source = scaffold.Program.parse(program) if program else scaffold.Program.installed()
    created = scaffold.create(folder, profile, source, has_templates=has_templates)
    _tell(folder, profile, created)


def _ask(question: str, default: str) -> str:
    return str(click.prompt(question, default=default, show_default=bool(default)))


def _tell(folder: Path, profile: scaffold.Profile, created: scaffold.Created) -> None:
    """Say what was written and left, and what comes next."""
    if not profile.is_new or "README.md" in created.kept:
        click.echo(f"{folder}: {len(created.written):,} files written{': ' if created.written else ''}", nl=False)
        click.echo(", ".join(created.written))
    if created.kept:
        click.echo(f"left as they were: {', '.join(created.kept)}")
    place = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    if "README.md" in created.kept:
        click.echo(f"README.md has a list? Take it over: {place}awesome-adapters import README.md --into .")
        click.echo(f"It has none? Replace it: {place}awesome-adapters build --force")
    elif profile.is_new:
        click.echo(f"a new list is in {folder}; now:")
        click.echo(f"  1. add papers: {place}awesome-adapters add URL")
        click.echo("  2. see it: awesome-adapters build, then look at README.md")
        click.echo("  3. push it to GitHub; awesome-adapters doctor says what to switch on there")
