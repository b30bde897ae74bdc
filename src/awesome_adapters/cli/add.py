"""`add`: a paper or a tool written into the right file."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from awesome_adapters.bibtex.conversion import Reading
from awesome_adapters.catalogue import Section, assembly, path_text, sources
from awesome_adapters.catalogue.tags import tag_form
from awesome_adapters.changes import addition, suggest
from awesome_adapters.changes.suggest import Similar, Suggestion
from awesome_adapters.cli import completion, report
from awesome_adapters.cli.fetching import client
from awesome_adapters.cli.inputs import inputs, resolved, taken
from awesome_adapters.cli.merging import settle_merges
from awesome_adapters.cli.options import list_folder, max_wait_option, open_valid_project, root_option, today
from awesome_adapters.enrichment.lookup import Candidate, Lookup, clean, match_title
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project

_NO_SECTION = "the list has no section yet; write a first file, as data/papers.yaml with the one line: title: Papers"


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="WHAT...")
@root_option
@click.option(
    "--section",
    metavar="PATH",
    shell_complete=completion.sections,
    help="Where it goes, as 'Computer Vision > Methods'.",
)
@click.option("--tag", "tags", multiple=True, shell_complete=completion.tags, help="A tag, or several with commas.")
@click.option("--title", help="The title, where it cannot be looked up.")
@click.option("--name", help="What the work calls its thing, such as QLoRA.")
@click.option("--summary", help="One sentence of your own on what it does or shows.")
@click.option("--note", help="More words of your own.")
@click.option("--date", metavar="DATE", help="The day or month of publication, as 2024-05-31 or 2024-05.")
@click.option("--citation-key", metavar="KEY", help="The key of its citation.")
@click.option("--code", metavar="URL", help="The source code.")
@click.option("--website", metavar="URL", help="The project's website.")
@click.option("--link", "links", metavar="LABEL=URL", multiple=True, help="A further link; repeat it for more.")
@click.option("--award", help="What it was awarded, such as Best Paper.")
@click.option("--anyway", is_flag=True, help="Add it even if it is in the list already.")
@click.option("--offline", is_flag=True, help="Do not ask Semantic Scholar for anything.")
@click.option("--dry-run", is_flag=True, help="Show the entry and write nothing.")
@max_wait_option(20)
@click.pass_context
def add(
    context: click.Context,
    /,
    what: tuple[str, ...],
    root: Path | None,
    tags: tuple[str, ...],
    links: tuple[str, ...],
    anyway: bool,
    offline: bool,
    dry_run: bool,
    max_wait: float,
    **texts: str | None,
) -> None:
    """Add a paper or a tool.

    Give the address of the paper's page or PDF, one of its ids, its title, the address of a tool's
    code, or a file of BibTeX; with - BibTeX is read from standard input. A candidate of candidates.yaml
    can be given by its key, too, and is taken out of there. On a terminal you are asked for what is
    missing; elsewhere the most likely section is used and other missing values stay empty. Several are
    added or refused one by one; if any was refused, the exit status is 1.

    \b
    Examples:
        awesome-adapters add https://arxiv.org/abs/2106.09685 --tag LoRA
        awesome-adapters add "https://openreview.net/forum?id=nZeVKeeFYf9"
        awesome-adapters add https://github.com/huggingface/peft --section Tools
        awesome-adapters add "Visual Prompt Tuning" --section "Vision > Methods"
        awesome-adapters add - < citation.bib
        awesome-adapters add library.bib 2106.09685 --section Methods
    """
    settle_merges(root := list_folder(root))
    project = open_valid_project(root)
    report.show(project.candidates.errors, "text", err=True)
    if not project.catalogue.sections:
        raise CatalogueError(_NO_SECTION)
    scholar = None if offline else client(max_wait)
    lookup = Lookup(project.store, today(), scholar, lambda sentence: click.echo(sentence, err=True), dry_run)
    said: dict[str, Any] = {name: value for name, option in texts.items() if (value := clean(option, name))}
    path = said.pop("section", None)
    said["paper"] = {key: said.pop(key) for key in ("date", "citation_key") if key in said}
    said |= {"tags": [tag for option in tags for tag in _split_tags(option)], "links": _labelled(links)}
    given = [one for text in what for one in inputs(text)]
    asks = len(given) == 1 and what != ("-",) and sys.stdin.isatty() and sys.stdout.isatty()
    if len(given) == 1:
        _add(context, project, given[0][1], lookup, said, path, asks=asks, anyway=anyway, dry_run=dry_run)
        return
    if any(value for key, value in said.items() if key != "tags"):
        raise CatalogueError("of what is said of an entry, only --section and --tag can be given for several")
    _add_several(context, project, given, lookup, said, path, anyway=anyway, dry_run=dry_run)


def _add_several(
    context: click.Context,
    project: Project,
    meant: Sequence[tuple[str, str | Reading]],
    lookup: Lookup,
    said: Mapping[str, Any],
    path: str | None,
    *,
    anyway: bool,
    dry_run: bool,
) -> None:
    """Add entries one by one, each to the list as it is then, and say which are refused."""
    refused = 0
    for name, one in meant:
        try:
            _add(context, project, one, lookup, said, path, asks=False, anyway=anyway, dry_run=dry_run)
            if not dry_run:
                project = open_valid_project(project.root)
                lookup = lookup._replace(store=project.store)
        except CatalogueError as error:
            refused += 1
            click.echo(f"refused: {name}: {error}", err=True)
    click.echo(f"{len(meant) - refused} of {len(meant)} {'would be added' if dry_run else 'added'}", err=True)
    if refused:
        context.exit(1)


def _add(
    context: click.Context,
    project: Project,
    what: str | Reading,
    lookup: Lookup,
    said: Mapping[str, Any],
    path: str | None,
    *,
    asks: bool,
    anyway: bool,
    dry_run: bool,
) -> None:
    """Add one entry, and say so."""
    try:
        candidate, section = _Dialogue(project, asks, anyway).entry(what, lookup, said, path)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; nothing was added", err=True)
        context.exit(130)
    try:
        added = addition.add(project, candidate, section, insists=anyway, is_trial=dry_run)
    except addition.RejectedEntryError as error:
        report.show(error.problems, "text", err=True)
        raise
    verb = "would be added" if dry_run else "added"
    click.echo(f"{verb} to {path_text(section.path)}, {added.listed.origin.at()}:")
    click.echo(added.text.rstrip("\n"))
    report.show(added.warnings, "text", err=True)
    if added.written:
        click.echo(f"commit {' and '.join(added.written)}; see it in README.md with: awesome-adapters build", err=True)


def _split_tags(text: str) -> list[str]:
    return [tag for part in text.split(",") if (tag := clean(part, "tag"))]


def _labelled(options: Sequence[str]) -> dict[str, str]:
    """Return links by their labels."""
    links: dict[str, str] = {}
    for option in options:
        label, url = (clean(part, "link") for part in option.partition("=")[::2])
        if not (label and url):
            raise CatalogueError(f"'{option}' is no LABEL=URL; write a link as --link Dataset=https://example.org/data")
        if label in links:
            raise CatalogueError(f"two links are called '{label}'; give each a label of its own")
        links[label] = url
    return links


class _Dialogue(NamedTuple):
    """Finds out what the options leave open: asks on a terminal, decides elsewhere."""

    project: Project
    asks: bool
    insists: bool

    def entry(
        self, what: str | Reading, lookup: Lookup, said: Mapping[str, Any], path: str | None
    ) -> tuple[Candidate, Section]:
        """Return the whole entry that is to be added, and its section."""
        item = self.project.candidates.named(what) if isinstance(what, str) else None
        listed = self.project.catalogue.by_key().get(what) if isinstance(what, str) else None
        if listed and not item and not self.insists:
            raise addition.already_listed(listed)
        if item:
            lookup = lookup._replace(client=None)
            path = path or item.entry.section
        section = self.project.section(path) if path else None
        candidate = taken(item) if item else resolved(what, lookup)
        if candidate.is_guess and self.asks:
            _show(candidate)
            click.confirm("Is this the paper?", default=True, abort=True)
        candidate = candidate.said(**{key: value for key, value in said.items() if key != "paper"})
        self._refuse_duplicate(candidate)
        if not candidate.title:
            candidate = candidate.said(title=self._title(candidate))
            self._refuse_duplicate(candidate)
        if not candidate.title:
            raise CatalogueError("a title is needed: give it with --title")
        if (matched := match_title(candidate, lookup)) != candidate:
            self._refuse_duplicate(matched)
            candidate = matched
        _show(candidate)
        self._warn(candidate)
        if "summary" not in candidate.fields:
            candidate = candidate.said(summary=self._ask("Summary, one sentence of your own (empty for none)"))
        if candidate.paper and "code" not in candidate.fields:
            candidate = candidate.said(code=self._ask_link("Address of the code (empty for none)"))
        summary = candidate.fields.get("summary", "")
        neighbours = addition.neighbours(self.project, candidate, [summary, *said["tags"]])
        section = section or self._section(candidate, neighbours)
        tags = candidate.fields.get("tags") or self._tags(candidate, neighbours, summary)
        paper = {**candidate.paper, **said["paper"]}
        return candidate.said(paper=paper, tags=self._preferred(tags), added=lookup.today.isoformat()), section

    def _refuse_duplicate(self, candidate: Candidate) -> None:
        if not self.insists:
            addition.refuse_duplicate(self.project, candidate)

    def _title(self, candidate: Candidate) -> str | None:
        """Ask until there is a title; elsewhere an id stands in its place until a build knows the title."""
        if not self.asks:
            return str(candidate.identifiers[0]) if candidate.identifiers else None
        while not (title := self._ask("Title")):
            click.echo("an entry needs a title; type the one that readers will see")
        return title

    def _preferred(self, tags: Sequence[str]) -> list[str]:
        """Spell tags as the list does, each once, and say so."""
        vocabulary = self.project.catalogue.tags()
        spellings = {tag: vocabulary.get(tag_form(tag), tag) for tag in tags}
        for tag, spelling in spellings.items():
            if tag != spelling:
                click.echo(f"the tag '{tag}' is written '{spelling}', as the list spells it", err=True)
        return list(dict.fromkeys(spellings.values()))

    def _warn(self, candidate: Candidate) -> None:
        """Warn of what may be a mistake; on a terminal, ask whether it is one."""
        for doubt in addition.doubts(self.project, candidate):
            click.echo(f"warning: {doubt}", err=True)
            if self.asks:
                click.confirm("Go on?", default=False, abort=True)

    def _ask(self, question: str, default: str = "") -> str | None:
        if not self.asks:
            return None
        answer: str = click.prompt(question, default=default, show_default=bool(default))
        return clean(answer, "answer")

    def _ask_link(self, question: str) -> str | None:
        """Ask until the answer can stand as a link in a file, or is empty."""
        while answer := self._ask(question):
            file = json.dumps({"title": "A", "items": [{"title": "B", "code": answer}]}, ensure_ascii=False)
            _, problems = sources.read_data([("answer", file.encode())])
            if not problems:
                break
            click.echo(problems[0].message)
        return answer

    def _section(self, candidate: Candidate, neighbours: list[Similar]) -> Section:
        suggestions = suggest.sections(neighbours)
        if suggestions and not self.asks:
            click.echo("the first of these sections is used; choose another one with --section:", err=True)
        for number, suggestion in enumerate(suggestions, 1):
            click.echo(f"{number}. {suggestion.value}: {suggestion.reason}", err=not self.asks)
        if self.asks:
            return self._ask_section(suggestions)
        if not suggestions:
            advice = " without a title; give --title, or" if candidate.is_untitled else "; give"
            advice += f" --section with one of these:{assembly.listing(self.project.catalogue.sections)}"
            raise CatalogueError(f"no section fits clearly{advice}")
        return self.project.section(suggestions[0].value)

    def _ask_section(self, suggestions: list[Suggestion]) -> Section:
        """Ask until a section is named."""
        paths = [suggestion.value for suggestion in suggestions]
        every = dict.fromkeys((*paths, *(path_text(section.path) for section in self.project.catalogue.sections)))
        question, default = "Section, by its number or path", "1" if suggestions else ""
        while True:
            if not paths:  # the numbers of suggestions stay what they were
                paths = list(every)
                click.echo("\n".join(f"{number}. {path}" for number, path in enumerate(paths, 1)))
            answer: str = click.prompt(question, default=default, show_default=bool(default)).strip()
            is_number = answer.isdecimal() and 0 < int(answer) <= len(paths)
            try:
                if answer:
                    return self.project.section(paths[int(answer) - 1] if is_number else answer)
                click.echo("an entry needs a section; type a number or a path:")
            except CatalogueError as error:
                click.echo(str(error).removesuffix(assembly.listing(self.project.catalogue.sections)))
            paths = []

    def _tags(self, candidate: Candidate, neighbours: list[Similar], summary: str) -> list[str]:
        suggestions = suggest.tags(self.project.catalogue, neighbours, candidate.title or "", [summary])
        for suggestion in suggestions:
            prefix = "" if self.asks else "possible --tag "
            click.echo(f"{prefix}{suggestion.value}: {suggestion.reason}", err=not self.asks)
        if not self.asks:
            return []
        default = ", ".join(suggestion.value for suggestion in suggestions)
        answer = click.prompt(
            "Tags, with commas between them (- for none)", default=default, show_default=bool(default)
        )
        return [tag for tag in _split_tags(answer) if tag != "-"]


def _show(candidate: Candidate) -> None:
    click.echo(candidate.title)
    if metadata := candidate.metadata:
        published = " ".join(str(part) for part in (metadata.venue, metadata.year) if part)
        details = " · ".join(part for part in (", ".join(metadata.authors), published) if part)
        click.echo(f"  {details}" if details else "  no metadata found")
