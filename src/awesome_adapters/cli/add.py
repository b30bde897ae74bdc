"""`add`: a paper or a tool written into the right file."""

import codecs
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from awesome_adapters.catalogue import path_text
from awesome_adapters.cli import completion, report
from awesome_adapters.cli.recognize import Candidate, clean, resolve_input
from awesome_adapters.cli.root import ReadList, all_sections, named_section, read, root_option, today
from awesome_adapters.problems import CatalogueError, InvalidDataError, Problem

if TYPE_CHECKING:
    from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
    from awesome_adapters.identifiers import Identifier
    from awesome_adapters.metadata import PaperMetadata
    from awesome_adapters.schema import Entry
    from awesome_adapters.suggest import Similar, Suggestion


_NO_SECTION = "the list has no section yet; write a first file, as data/papers.yaml with the one line: title: Papers"


# The command ---------------------------------------------------------------------------------------------------------


@click.command(short_help="Add a paper or a tool.")
@click.argument("what", metavar="URL|ID|TITLE|-")
@root_option
@click.option(
    "--section",
    metavar="PATH",
    shell_complete=completion.sections,
    help="Where it goes, as 'Computer Vision > Methods'.",
)
@click.option("--tag", "tags", multiple=True, shell_complete=completion.tags, help="A tag, or several with commas.")
@click.option("--title", help="The title, where it cannot be looked up.")
@click.option("--summary", help="One sentence of your own on what it does or shows.")
@click.option("--code", metavar="URL", help="The source code.")
@click.option("--website", metavar="URL", help="The project's website.")
@click.option("--offline", is_flag=True, help="Do not ask Semantic Scholar for anything.")
@click.option("--dry-run", is_flag=True, help="Show the entry and write nothing.")
@click.option("--patience", type=click.FloatRange(0), default=20, show_default=True, help="Seconds to wait in all.")
@click.pass_context
def add(
    context: click.Context,
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
    if not found.context.catalogue.sections:
        raise CatalogueError(_NO_SECTION)
    asks = sys.stdin.isatty() and sys.stdout.isatty() and what != "-"
    try:
        options = {"section": section, "title": title, "summary": summary, "code": code, "website": website}
        texts = {name: text for name, given in options.items() if (text := clean(given, name))}
        chosen = [tag for given in tags for tag in _tags(given)]
        place, entry = _gather(AddOptions(found, asks, None if offline else patience), what, texts, chosen)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; nothing was written", err=True)
        context.exit(130)
    _write(found, place, entry, dry_run)


class AddOptions(NamedTuple):
    """How to find out what is not given."""

    list: ReadList
    asks: bool
    patience: float | None
    """Seconds for Semantic Scholar; None to leave it alone."""


def _gather(way: AddOptions, what: str, texts: dict[str, str], tags: list[str]) -> "tuple[Section, dict[str, Any]]":
    """Return the section and the keys of the entry."""
    path = texts.get("section")
    place = named_section(way.list.context.catalogue, path) if path else None
    work = resolve_input(way.list.context.store, way.patience, what)
    if work.is_guess and way.asks:
        _show(work)
        click.confirm("Is this the paper?", default=True, abort=True)
    title, code, website = map(texts.get, ("title", "code", "website"))
    work = work._replace(title=title or work.title, code=code or work.code, website=website or work.website)
    _refuse_duplicate(way.list, work)
    work = work if work.title else work._replace(title=_untitled(way, work))
    _show(work)
    _warn(way, work)
    summary = texts.get("summary") or _ask(way, "Summary, one sentence of your own (empty for none)")
    code = work.code or (_ask_link(way, "Address of the code (empty for none)") if work.paper else None)
    neighbours = _similar(way, work, [summary or "", *tags])
    section = place or _section(way, work, neighbours)
    tags = tags or _tagged(way, work, neighbours, summary)
    entry = {
        "title": work.title,
        "summary": summary,
        "paper": work.paper,
        "code": code,
        "website": work.website,
        "tags": list(dict.fromkeys(tags)),
        "added": today().isoformat(),
    }
    return section, {key: value for key, value in entry.items() if value}


def _ask(way: AddOptions, question: str, default: str = "") -> str | None:
    if not way.asks:
        return None
    answer: str = click.prompt(question, default=default, show_default=bool(default))
    return clean(answer, "answer")


def _ask_link(way: AddOptions, question: str) -> str | None:
    """Ask until the answer can stand as a link in a file, or is empty."""
    from awesome_adapters import sources

    while answer := _ask(way, question):
        file = json.dumps({"title": "A", "items": [{"title": "B", "code": answer}]}, ensure_ascii=False)
        _, problems = sources.read_data([("answer", file.encode())])
        if not problems:
            break
        click.echo(problems[0].message)
    return answer


# What is wrong or missing --------------------------------------------------------------------------------------------


def _refuse_duplicate(found: ReadList, work: Candidate) -> None:
    store = found.context.store
    names = _names(work.identifiers, work.metadata)
    for listed in found.context.catalogue.entries():
        if names & _names(listed.identifiers, store.paper(listed.identifiers)):
            where = f"{listed.origin.at()}, in {path_text(listed.section_path)}"
            message = f"'{listed.entry.title}' is already in the list ({where}); name a further section there in"
            raise CatalogueError(f"{message} also_in")


def _names(identifiers: "list[Identifier]", known: "PaperMetadata | None") -> set[str]:
    """Return all ids of a paper, as Semantic Scholar spells them where it can."""
    from awesome_adapters.identifiers import equivalent

    both = [*identifiers, *map(equivalent, identifiers)]
    return {one.semantic_scholar or str(one) for one in both} | set(known.ids if known else ())


def _untitled(way: AddOptions, work: Candidate) -> str:
    placeholder = str(work.identifiers[0]) if work.identifiers else ""
    title = _ask(way, "Title", placeholder) or placeholder
    if not title:
        raise CatalogueError("a title is needed: give it with --title")
    return title


def _show(work: Candidate) -> None:
    click.echo(work.title)
    if known := work.metadata:
        published = " ".join(str(part) for part in (known.venue, known.year) if part)
        details = " · ".join(part for part in (", ".join(known.authors), published) if part)
        click.echo(f"  {details}" if details else "  nothing more is known of it")


def _warn(way: AddOptions, work: Candidate) -> None:
    """Warn of what may be a mistake; on a terminal, ask whether it is one."""
    for warning in _doubts(way.list.context.catalogue, work):
        click.echo(f"warning: {warning}", err=True)
        if way.asks:
            click.confirm("Go on?", default=False, abort=True)


def _doubts(catalogue: "Catalogue", work: Candidate) -> Iterator[str]:
    from awesome_adapters.checks import title_forms
    from awesome_adapters.text import titles_match

    title = work.title or ""
    if work.metadata and work.metadata.title and not titles_match(title, work.metadata.title):
        yield f"Semantic Scholar knows this id as '{work.metadata.title}'; is the id right?"
    forms = set(title_forms(title))
    links = _links(work.code, work.website, work.paper.get("pdf"), work.paper.get("url"))
    for listed in catalogue.entries():
        if not forms.isdisjoint(title_forms(listed.entry.title)):
            yield f"{listed.origin.at()} has nearly this title: '{listed.entry.title}'"
        elif not work.identifiers and links & _links_of(listed.entry):
            yield f"'{listed.entry.title}' in {listed.origin.at()} has this address"


def _links_of(entry: "Entry") -> set[str]:
    of_paper = _links(entry.paper.pdf, entry.paper.url) if entry.paper else set()
    return of_paper | _links(entry.code, entry.website)


def _links(*given: str | None) -> set[str]:
    return {link.rstrip("/").casefold() for link in given if link}


# Where it goes -------------------------------------------------------------------------------------------------------


def _similar(way: AddOptions, work: Candidate, extra: list[str]) -> "list[Similar]":
    from awesome_adapters.suggest import similar

    if work.is_untitled:
        return []
    context = way.list.context
    venue = work.metadata.venue if work.metadata else work.paper.get("venue")
    return similar(context.catalogue, context.store, work.title or "", extra, venue, is_paper=bool(work.paper))


def _section(way: AddOptions, work: Candidate, neighbours: "list[Similar]") -> "Section":
    from awesome_adapters import suggest

    catalogue = way.list.context.catalogue
    proposed = suggest.sections(neighbours)
    if proposed and not way.asks:
        click.echo("the first of these sections is taken; choose another one with --section:", err=True)
    for number, one in enumerate(proposed, 1):
        click.echo(f"{number}. {one.value}: {one.reason}", err=not way.asks)
    if way.asks:
        return _chosen(catalogue, proposed)
    if not proposed:
        advice = " without a title; give --title, or" if work.is_untitled else "; give"
        advice += f" --section with one of these:{all_sections(catalogue)}"
        raise CatalogueError(f"no section suggests itself{advice}")
    return named_section(catalogue, proposed[0].value)


def _chosen(catalogue: "Catalogue", proposed: "list[Suggestion]") -> "Section":
    """Ask until a section is named."""
    paths = [one.value for one in proposed]
    if not proposed:
        paths = [path_text(section.path) for section in catalogue.sections]
        click.echo("\n".join(f"{number}. {path}" for number, path in enumerate(paths, 1)))
    while True:
        answer: str = click.prompt("Section, by its number or path", default="1" if proposed else None)
        is_number = answer.isdecimal() and 0 < int(answer) <= len(paths)
        try:
            return named_section(catalogue, paths[int(answer) - 1] if is_number else answer)
        except CatalogueError as error:
            click.echo(error)


def _tagged(way: AddOptions, work: Candidate, neighbours: "list[Similar]", summary: str | None) -> list[str]:
    from awesome_adapters import suggest

    proposed = suggest.tags(way.list.context.catalogue, neighbours, work.title or "", [summary or ""])
    for one in proposed:
        click.echo(f"{'' if way.asks else 'possible --tag '}{one.value}: {one.reason}", err=not way.asks)
    if not way.asks:
        return []
    answer = click.prompt("Tags, with commas between them (- for none)", default=", ".join(t.value for t in proposed))
    return [tag for tag in _tags(answer) if tag != "-"]


def _tags(given: str) -> list[str]:
    return [tag for part in given.split(",") if (tag := clean(part, "tag"))]


# Writing it ----------------------------------------------------------------------------------------------------------


def _write(found: ReadList, section: "Section", entry: dict[str, Any], dry_run: bool) -> None:
    from awesome_adapters import files
    from awesome_adapters.edit import entry_text, insert

    name = section.origin.file
    path = found.root / name
    old = path.read_bytes()
    others = [one.origin for one in found.context.catalogue.sections if one.origin.file == name]
    mark = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    new = mark + insert(old.removeprefix(mark).decode(), section.origin, entry, others).encode()
    added, warnings = _reread(found, section, new, entry)
    click.echo(f"{'would be added' if dry_run else 'added'} to {path_text(section.path)}, {added.origin.at()}:")
    click.echo(entry_text(entry).rstrip("\n"))
    if not dry_run:
        files.replace(path, new)
        found.context.store.save()
    report.show(warnings, "text", err=True)
    if not dry_run:
        click.echo("see it in README.md with: awesome-adapters build", err=True)


def _reread(
    found: ReadList, section: "Section", content: bytes, entry: dict[str, Any]
) -> "tuple[ListedEntry, list[Problem]]":
    """Read the file as it is to be: nothing but the entry is new. Return it, and the warnings about it."""
    from awesome_adapters import assembly, checks, sources
    from awesome_adapters.edit import entry_text

    old, store = found.context.catalogue, found.context.store
    name = section.origin.file
    sections, problems = sources.read_data([(name, content)])
    others = [one for one in old.sections if one.origin.file != name]
    assembled, of_places = assembly.assemble(old.settings, [*others, *sections])
    context = checks.CheckContext(assembled, store)
    if problems := problems + of_places + checks.run(context, checks.ERRORS, "error"):
        report.show(problems, "text", err=True)
        raise CatalogueError(
            "the entry cannot be added like this (the lines are those it would have); nothing was written"
        )
    before = [(one.path, one.entries) for one in old.sections if one.origin.file == name]
    if not (added := _only_new(before, [(one.path, one.entries) for one in sections], section, entry)):
        message = f"there is no safe place for it in {name}; nothing was written, add this by hand:"
        raise CatalogueError(f"{message}\n{entry_text(entry)}")
    start = added.origin.at()
    rows = range(start.line, start.line + entry_text(entry).count("\n") + 1)
    warnings = checks.run(context, checks.WARNINGS, "warning")
    of_file = [one for one in warnings if one.location.file == name and one.rule != "similar-title"]
    return added, [one for one in of_file if one.location >= start and one.location.line in rows]


_Listed = list[tuple[tuple[str, ...], "list[ListedEntry]"]]


def _only_new(before: _Listed, after: _Listed, section: "Section", entry: dict[str, Any]) -> "ListedEntry | None":
    """Return the entry if it stands at the end of its section, and everything else is as it was."""
    from awesome_adapters.schema import Entry

    expected = [
        (section_path, [one.entry for one in entries] + [Entry.model_validate(entry)] * (section_path == section.path))
        for section_path, entries in before
    ]
    if expected != [(section_path, [one.entry for one in entries]) for section_path, entries in after]:
        return None
    return next(entries[-1] for section_path, entries in after if section_path == section.path)
