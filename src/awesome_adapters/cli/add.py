"""`add`: a paper or a tool written into the right file."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awesome_adapters.cli import report
from awesome_adapters.cli.root import ReadList, read, root_option, today
from awesome_adapters.problems import CatalogueError, InvalidDataError

if TYPE_CHECKING:
    from awesome_adapters.catalogue import Catalogue, Paper, Section
    from awesome_adapters.identifiers import Identifier

_CODE = re.compile(r"https?://(?:www\.)?(?:github|gitlab)\.com/[^/\s]+/([^/?#\s]+)", re.IGNORECASE)


def _sections(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete the paths of sections in a shell."""
    return [path for path in _known(context)[0] if incomplete.casefold() in path.casefold()]


def _tags(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete tags in a shell."""
    return [tag for tag in _known(context)[1] if tag.casefold().startswith(incomplete.casefold())]


def _known(context: click.Context) -> tuple[list[str], list[str]]:
    try:
        catalogue = read(context.params.get("root")).subject.catalogue
    except CatalogueError:
        return [], []
    paths = [" > ".join(section.titles) for section in catalogue.sections]
    return paths, sorted({tag for listing in catalogue.listings() for tag in listing.entry.tags})


@click.command(short_help="Add a paper or a tool.")
@click.argument("what", metavar="URL|ID|TITLE|-")
@root_option
@click.option(
    "--section", metavar="PATH", shell_complete=_sections, help="Where it goes, as 'Computer Vision > Methods'."
)
@click.option("--tag", "tags", multiple=True, shell_complete=_tags, help="A tag; may be given several times.")
@click.option("--title", help="The title, where it cannot be looked up.")
@click.option("--summary", help="One sentence of your own on what it does or shows.")
@click.option("--code", metavar="URL", help="The source code.")
@click.option("--website", metavar="URL", help="The project's website.")
@click.option("--offline", is_flag=True, help="Do not ask Semantic Scholar for anything.")
@click.option("--dry-run", is_flag=True, help="Show the entry and write nothing.")
@click.option("--patience", type=click.FloatRange(0), default=20, show_default=True, help="Seconds to wait in all.")
def add(
    what: str,
    root: Path | None,
    section: str | None,
    tags: tuple[str, ...],
    title: str | None,
    summary: str | None,
    code: str | None,
    website: str | None,
    offline: bool,
    dry_run: bool,
    patience: float,
) -> None:
    """Add a paper or a tool.

    Give the address of the paper's page or PDF, one of its ids, its title, or the address of a tool's
    code; with - a BibTeX entry is read from standard input. On a terminal you are asked for what is
    missing; elsewhere the likeliest section is taken and the rest is left out.

    \b
    Examples:
        awesome-adapters add https://arxiv.org/abs/2106.09685 --tag LoRA
        awesome-adapters add "Visual Prompt Tuning" --section "Computer Vision > Methods"
        awesome-adapters add - < citation.bib
    """
    found = read(root)
    if found.problems:
        raise InvalidDataError(found.problems)
    asks = sys.stdin.isatty() and sys.stdout.isatty() and what != "-"
    fields, known = _look_up(found, what, None if offline else patience, asks)
    fields |= {key: value for key, value in (("title", title), ("code", code), ("website", website)) if value}
    _refuse_duplicate(found, fields)
    if "title" not in fields:
        fields["title"] = click.prompt("Title") if asks else _untitled(fields)
    _show(fields, known)
    _warn_of_similar(found.subject.catalogue, fields["title"], asks)
    summary = summary or (_ask("Summary, one sentence of your own (empty for none)") if asks else None)
    place = _section(found.subject.catalogue, section, fields["title"], summary, asks)
    chosen = list(tags) or _tagged(found.subject.catalogue, fields["title"], summary, asks)
    _write(found, place, _entry(fields, summary, chosen), dry_run)


# What it is ----------------------------------------------------------------------------------------------------------


def _look_up(found: ReadList, what: str, patience: float | None, asks: bool) -> "tuple[dict[str, Any], Paper | None]":
    """Return the keys that follow from what was given, and what Semantic Scholar knows of it."""
    from awesome_adapters.identifiers import parse

    if what == "-" or what.lstrip().startswith("@"):
        from awesome_adapters.importer import from_bibtex

        text = sys.stdin.buffer.read().decode(errors="replace") if what == "-" else what
        fields = from_bibtex(text)
        return fields, None
    if identifier := parse(what):
        known = _known_paper(found, identifier, patience)
        fields = {"paper": {identifier.scheme: identifier.value}}
        return (fields | {"title": known.title} if known and known.title else fields), known
    if match := _CODE.match(what):
        return {"title": match[1].removesuffix(".git"), "code": what}, None
    if re.match(r"https?://", what, re.IGNORECASE):
        return {"website": what}, None
    return _by_title(what, patience, asks)


def _known_paper(found: ReadList, identifier: "Identifier", patience: float | None) -> "Paper | None":
    from awesome_adapters.cli.fetch import fetch

    store = found.subject.store
    spelling = store.to_ask([identifier], today())
    if spelling and patience is not None:
        fetch(store, [spelling], patience)
    return store.paper([identifier])


def _by_title(title: str, patience: float | None, asks: bool) -> "tuple[dict[str, Any], Paper | None]":
    from awesome_adapters.identifiers import SCHEMES, parse
    from awesome_adapters.semantic_scholar import SemanticScholar

    if patience is None:
        raise CatalogueError("a title can only be looked up online; give the paper's address or an id")
    click.echo("looking the title up at Semantic Scholar", err=True)
    paper = SemanticScholar.from_environment(patience=patience).match(title)
    if paper is None:
        raise CatalogueError(f"Semantic Scholar knows no paper that is surely '{title}'; give its address or an id")
    ids = [one for text in paper.ids if (one := parse(text) or parse(text, "semantic_scholar_id"))]
    given = {scheme: one.value for scheme in SCHEMES for one in ids if one.scheme == scheme and scheme != "corpus_id"}
    if len(given) > 1:
        given.pop("semantic_scholar_id", None)
    fields = {"title": paper.title or title, "paper": given}
    if asks:
        _show(fields, paper)
        click.confirm("Is this the paper?", default=True, abort=True)
    return fields, paper


def _untitled(fields: dict[str, Any]) -> str:
    from awesome_adapters.identifiers import Identifier

    for scheme, value in fields.get("paper", {}).items():
        title = str(Identifier(scheme, value))
        click.echo(
            f"the title is not known yet and stands as '{title}'; 'check' tells when it can be filled in", err=True
        )
        return title
    raise CatalogueError("a title is needed: give it with --title")


def _refuse_duplicate(found: ReadList, fields: dict[str, Any]) -> None:
    from awesome_adapters.identifiers import Identifier, implied

    given = [Identifier(scheme, value) for scheme, value in fields.get("paper", {}).items() if scheme.endswith("id")]
    given += [Identifier("doi", value) for scheme, value in fields.get("paper", {}).items() if scheme == "doi"]
    names = {*given, *map(implied, given)}
    key = found.subject.store.find(given)
    for listing in found.subject.catalogue.listings():
        theirs = {*listing.identifiers, *map(implied, listing.identifiers)}
        if names & theirs or (key and found.subject.store.find(listing.identifiers) == key):
            where = f"{listing.origin.at()}, in {' > '.join(listing.titles)}"
            message = (
                f"'{listing.entry.title}' is already in the list ({where}); name a further section there in also_in"
            )
            raise CatalogueError(message)


def _warn_of_similar(catalogue: "Catalogue", title: str, asks: bool) -> None:
    from awesome_adapters.checks import title_forms

    forms = set(title_forms(title))
    for listing in catalogue.listings():
        if not forms.isdisjoint(title_forms(listing.entry.title)):
            click.echo(f"warning: {listing.origin.at()} has nearly this title: '{listing.entry.title}'", err=True)
            if asks:
                click.confirm("Go on?", default=False, abort=True)


def _show(fields: dict[str, Any], known: "Paper | None") -> None:
    click.echo(fields["title"])
    if known:
        published = " ".join(str(part) for part in (known.venue, known.year) if part)
        click.echo(f"  {', '.join(known.authors)}" + (f" · {published}" if published else ""))


# Where it goes -------------------------------------------------------------------------------------------------------


def _section(catalogue: "Catalogue", path: str | None, title: str, summary: str | None, asks: bool) -> "Section":
    from awesome_adapters import suggest

    if path is None:
        proposed = suggest.sections(suggest.similar(catalogue, title, [summary or ""]))
        for number, one in enumerate(proposed, 1):
            click.echo(f"{number}. {one.value}: {one.reason}", err=not asks)
        first = proposed[0].value if proposed else None
        if asks:
            path = click.prompt("Section (a number or a path)", default="1" if first else None)
            path = proposed[int(path) - 1].value if path.isdecimal() and 0 < int(path) <= len(proposed) else path
        elif first:
            path = first
        else:
            raise CatalogueError(f"no section is like this; give one with --section:{_all(catalogue)}")
    return _named(catalogue, path)


def _named(catalogue: "Catalogue", path: str) -> "Section":
    from awesome_adapters.catalogue import matching, paths

    found = matching(path, paths(catalogue.sections))
    if len(found) == 1:
        return found[0]
    if not found:
        raise CatalogueError(f"there is no section '{path}'; there are:{_all(catalogue)}")
    names = " or ".join(f"'{' > '.join(section.titles)}'" for section in found)
    raise CatalogueError(f"'{path}' can be {names}; write more of the path")


def _all(catalogue: "Catalogue") -> str:
    return "".join(f"\n    {' > '.join(section.titles)}" for section in catalogue.sections)


def _tagged(catalogue: "Catalogue", title: str, summary: str | None, asks: bool) -> list[str]:
    from awesome_adapters import suggest

    if not asks:
        return []
    proposed = suggest.tags(catalogue, title, [summary or ""])
    for one in proposed:
        click.echo(f"{one.value}: {one.reason}")
    given = _ask("Tags, with commas between them", ", ".join(one.value for one in proposed))
    return [tag.strip() for tag in (given or "").split(",") if tag.strip()]


def _ask(question: str, default: str = "") -> str | None:
    answer: str = click.prompt(question, default=default)
    return answer.strip() or None


# Writing it ----------------------------------------------------------------------------------------------------------


def _entry(fields: dict[str, Any], summary: str | None, tags: list[str]) -> dict[str, Any]:
    """Put the keys into the order of the data files."""
    entry = {
        "title": fields["title"],
        "summary": summary,
        "paper": fields.get("paper"),
        "code": fields.get("code"),
        "website": fields.get("website"),
        "tags": tags,
        "added": today().isoformat(),
    }
    return {key: value for key, value in entry.items() if value}


def _write(found: ReadList, section: "Section", entry: dict[str, Any], dry_run: bool) -> None:
    from awesome_adapters import documents, sources
    from awesome_adapters.insert import entry_text, insert

    name = section.origin.file
    path = found.root / name
    old = path.read_bytes()
    new = insert(old.decode("utf-8-sig"), section.origin, entry).encode()
    new = b"\xef\xbb\xbf" * old.startswith(b"\xef\xbb\xbf") + new
    sections, problems = sources.read_data([(name, new)])
    if problems:
        report.show(problems, err=True)
        raise CatalogueError("the entry cannot be added like this; nothing was written")
    listings = next(one.listings for one in sections if one.titles == section.titles)
    if [one.entry for one in listings[:-1]] != [one.entry for one in section.listings]:
        message = f"{name} cannot be added to safely; nothing was written, add this by hand:"
        raise CatalogueError(f"{message}\n{entry_text(entry)}")
    click.echo(
        f"{'would be added' if dry_run else 'added'} to {' > '.join(section.titles)}, {listings[-1].origin.at()}:"
    )
    click.echo(entry_text(entry).rstrip("\n"))
    if not dry_run:
        documents.replace(path, new)
        click.echo("see it in README.md with: awesome-adapters build", err=True)
