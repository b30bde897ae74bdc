"""Rules that compare several values or entries: `ERRORS` prevent a build, `WARNINGS` are for the list's curators."""

import json
import re
from collections.abc import Iterator

from awesome_adapters.catalogue import ListedEntry, Section, SectionPath, path_text
from awesome_adapters.catalogue.sources import SETTINGS
from awesome_adapters.catalogue.tags import advice, tag_form, vocabulary
from awesome_adapters.checks import lasting_names, punctuation, text_rules
from awesome_adapters.checks.rules import CheckContext, Finding, RuleSet
from awesome_adapters.identifiers import SCHEMES, Identifier, find
from awesome_adapters.metadata.provenance import SOURCES, merge
from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.records import has_column, has_other_id, same_paper, same_title
from awesome_adapters.records.duplicates import PaperIndex, are_one, ids_in_addresses
from awesome_adapters.schema.settings import COLUMNS, OTHER_LINKS
from awesome_adapters.text import title_forms, tokens

LEVELS = 5
"""Headings end at h6, and the list's title is h1."""

_RESERVED = ("license", "licence", "contents", "contributing", "footnotes", "related lists")
"""Titles that awesome-lint forbids or reserves; the last three only at the top level."""

EMOJI = re.compile(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")

ERRORS = RuleSet("error")
WARNINGS = RuleSet("warning")


@ERRORS.rule()
def no_link(context: CheckContext) -> Iterator[Finding]:
    """Every entry leads somewhere, or says of a paper who wrote it, where or when."""
    for listed in _without_link(context):
        if not _is_told_of(listed):
            message = f"'{listed.entry.title}' has no link; give the paper an id, or add code or website"
            yield Finding(listed.origin.at(), message)


def _without_link(context: CheckContext) -> Iterator[ListedEntry]:
    for listed in context.catalogue.entries():
        entry = listed.entry
        if not (entry.code or entry.website or entry.links or listed.is_paper):
            yield listed


def _is_told_of(listed: ListedEntry) -> bool:
    paper = listed.entry.paper
    return paper is not None and bool(paper.authors or paper.venue or paper.year or paper.date)


@ERRORS.rule()
def duplicate_paper(context: CheckContext) -> Iterator[Finding]:
    """Nothing is listed twice: a paper under whichever of its ids or addresses, a tool under those of its code."""
    papers = PaperIndex(context.store)
    for listed in context.catalogue.entries():
        if duplicate := papers.add(listed):
            original, place = duplicate
            kind = "paper" if original.is_paper else "tool"
            message, hint = f"this {kind} is already listed in {original.origin.at()} as '{original.entry.title}'", None
            if listed.section_path != original.section_path:
                message += "; to show it in a further section, add also_in there"
                hint = f"also_in: [{_quoted(path_text(listed.section_path))}]"
            yield Finding(listed.origin.at(*place), message, hint)


def _identifier_location(listed: ListedEntry, identifier: Identifier) -> Location:
    """Return where an identifier is written; an arXiv paper's may stand under `doi`."""
    keys = (key for key in SCHEMES if getattr(listed.entry.paper, key) == identifier)
    return listed.origin.at("paper", *keys)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@ERRORS.rule()
def duplicate_key(context: CheckContext) -> Iterator[Finding]:
    """No two entries share an anchor; where their keys are equal because they are one paper, that is the mistake."""
    by_key: dict[str, ListedEntry] = {}
    for listed in context.catalogue.entries():
        other = by_key.setdefault(listed.key.lower(), listed)
        has_key = listed.entry.key or other.entry.key
        if other is not listed and (has_key or not are_one(listed, other, context.store)):
            message = f"'{listed.key}' is already the key of the entry in {other.origin.at()}"
            yield Finding(listed.origin.at("key"), f"{message}; give this one another key")


@ERRORS.rule()
def duplicate_citation_key(context: CheckContext) -> Iterator[Finding]:
    """No two entries are cited by one key, be it written or made; BibTeX tells no cases apart."""
    by_key: dict[str, ListedEntry] = {}
    for listed in context.catalogue.entries():
        other = by_key.setdefault(listed.citation_key.lower(), listed)
        pair = (listed, other) if listed.has_citation_key else (other, listed)
        if other is not listed and pair[0].has_citation_key:
            message = f"'{pair[0].citation_key}' is already the citation key of the entry in {pair[1].origin.at()}"
            yield Finding(pair[0].origin.at("paper", "citation_key"), f"{message}; give this one another")


@ERRORS.rule()
def date_outside_year(context: CheckContext) -> Iterator[Finding]:
    """A paper's date lies in its year."""
    for listed in context.catalogue.entries():
        paper = listed.entry.paper
        if paper and paper.date and "year" in paper.model_fields_set and paper.year != paper.date.year:
            message = f"the date is {paper.date}, and the year is {paper.year or 'null'}"
            yield Finding(listed.origin.at("paper", "date"), f"{message}; correct one of them, or leave the year out")


def reserved_titles(*, is_below: bool) -> tuple[str, ...]:
    """Return the titles, in small letters, that no section can have, or none below another one."""
    return _RESERVED[: 3 if is_below else None]


def _headings(context: CheckContext) -> Iterator[tuple[Section, Location]]:
    """Give the sections that have a title, and where it stands."""
    for section in context.catalogue.sections:
        if section.title:
            yield section, section.origin.at("title")


@ERRORS.rule()
def too_deep(context: CheckContext) -> Iterator[Finding]:
    """Headings have six levels; a section below those that are too deep is not reported again."""
    for section, _ in _headings(context):
        if len(section.path) == LEVELS + 1:
            yield Finding(section.origin.at(), f"sections can be nested {LEVELS} levels deep, not more")


@ERRORS.rule()
def section_title(context: CheckContext) -> Iterator[Finding]:
    """A heading can be carried by GitHub's anchors and by awesome-lint."""
    for section, location in _headings(context):
        title = section.title
        if title[-1] in ".,:;!?":
            message = f"a section's title must not end with '{title[-1]}'"
            hint = title.rstrip(".,:;!? ")
            yield Finding(location, message, hint or None, is_certain=bool(hint))
        if title.casefold() in reserved_titles(is_below=len(section.path) > 1):
            yield Finding(location, f"'{title}' cannot be a section's title: awesome lists reserve this title")
        if EMOJI.search(title):
            yield Finding(location, "a section's title must not contain emoji: links to it would not work everywhere")
        elif not tokens(title):
            message = "a section's title needs a letter or a digit: without one there can be no link to it"
            yield Finding(location, message)


@ERRORS.rule()
def duplicate_section(context: CheckContext) -> Iterator[Finding]:
    """No two sections have one path."""
    by_path: dict[SectionPath, Section] = {}
    for section, location in _headings(context):
        other = by_path.setdefault(section.path, section)
        if other is not section:
            yield Finding(location, f"the section '{path_text(section.path)}' is already in {other.origin.at()}")


@WARNINGS.rule()
def unlinked_paper(context: CheckContext) -> Iterator[Finding]:
    """Readers want to get to a paper; it is shown without a link where none is known."""
    for listed in filter(_is_told_of, _without_link(context)):
        message = f"'{listed.entry.title}' has no link, and is shown without one; an id or an address would lead to it"
        yield Finding(listed.origin.at(), message)


@WARNINGS.rule()
def similar_title(context: CheckContext) -> Iterator[Finding]:
    """Two titles that differ by little are often one paper."""
    by_form: dict[tuple[str, ...], ListedEntry] = {}
    for listed in context.catalogue.entries():
        for form in title_forms(listed.entry.title):
            other = by_form.setdefault(form, listed)
            if other is not listed:
                message = f"'{listed.entry.title}' is nearly the title of the entry in {other.origin.at()}"
                yield Finding(listed.origin.at("title"), f"{message}; are they one paper?")
                break


@WARNINGS.rule()
def wrong_paper(context: CheckContext) -> Iterator[Finding]:
    """A mistyped id is the one mistake that no reviewer sees: the title of the paper it leads to reveals it."""
    for listed in context.catalogue.entries():
        metadata, source = context.store.paper(listed.identifiers), "Semantic Scholar"
        if metadata is None and (further := context.store.further(listed.identifiers)):
            metadata, sources = merge(further, listed.identifiers)
            source = SOURCES[sources["title"]].name if metadata.title else source
        title = metadata.title if metadata else None
        if listed.entry.title in map(str, listed.identifiers):
            advice = "" if title else "; it is known after a build that reaches Semantic Scholar"
            message = f"the entry has no title yet, and shows its id '{listed.entry.title}' instead{advice}"
            yield Finding(listed.origin.at("title"), message, title and f"title: {_quoted(title)}")
        elif metadata and not same_title(listed, metadata) and not has_other_id(listed.identifiers, metadata):
            identifier = next(i for i in listed.identifiers if context.store.find((i,)))
            consequence = "" if same_paper(listed, metadata) else " (nothing of that record is shown)"
            message = (
                f"{source} knows this id as '{title}', and the entry is called "
                f"'{listed.entry.title}'{consequence}; is the id right? If it is, give that title as the paper's title"
            )
            yield Finding(_identifier_location(listed, identifier), message, f"title: {_quoted(title or '')}")


@WARNINGS.rule()
def contradicting_ids(context: CheckContext) -> Iterator[Finding]:
    """The ids of an entry are those of one paper, unless its title settles that they are right."""
    for listed in context.catalogue.entries():
        metadata = context.paper(listed)
        if not metadata or not same_title(listed, metadata) or (listed.entry.paper and listed.entry.paper.title):
            continue
        for identifier in listed.identifiers:
            curated, scheme = identifier.semantic_scholar or "", SCHEMES[identifier.scheme]
            prefix = (scheme.is_unique and scheme.semantic_scholar) or ":"
            answered = [spelling for spelling in metadata.ids if spelling.startswith(prefix)]
            if answered and curated not in answered:
                message = (
                    f"Semantic Scholar knows this paper as {answered[0]}, not as {curated}; is one of the ids another "
                    "paper's? If they are right, give the paper's title"
                )
                yield Finding(_identifier_location(listed, identifier), message)


def _sources_of_ids(context: CheckContext) -> Iterator[tuple[Identifier, SourceNode, bool]]:
    """Give each identifier as it is written, and whether that is the plain id under the key of its scheme."""
    for listed in context.catalogue.entries():
        paper = listed.origin.child("paper")
        for identifier in listed.identifiers:
            for key in SCHEMES:
                node = paper and paper.child(key)
                if node and getattr(listed.entry.paper, key) == identifier:
                    is_plain = key == identifier.scheme and node.value.lower() == identifier.value.lower()
                    yield identifier, node, is_plain


@WARNINGS.rule()
def id_spelling(context: CheckContext) -> Iterator[Finding]:
    """Ids are written plainly."""
    for identifier, node, is_plain in _sources_of_ids(context):
        if not is_plain:
            message = f"'{node.value}' is read as {identifier}; the plain id is enough"
            is_only = len(find(node.value, identifier.scheme)) == 1
            yield Finding(node.at(), message, f'{identifier.scheme}: "{identifier.value}"', is_certain=is_only)


@WARNINGS.rule()
def id_in_address(context: CheckContext) -> Iterator[Finding]:
    """An id tells more than an address that holds it: metadata, citation and PDF follow from it."""
    for listed in context.catalogue.entries():
        ids = {identifier.scheme: identifier for identifier in listed.identifiers}
        for identifier, place in ids_in_addresses(listed.entry):
            message, own = f"this is the address of {identifier}", ids.get(identifier.scheme)
            if own and own != identifier and SCHEMES[own.scheme].is_unique:
                yield Finding(listed.origin.at(*place), f"{message}, and the entry has {own}; which is right?")
            elif not own and not any(other.semantic_scholar for other in listed.identifiers):
                hint, is_beside = f'{identifier.scheme}: "{identifier.value}"', place[0] == "paper"
                yield Finding(
                    listed.origin.at(*place),
                    f"{message}; give the id under 'paper'",
                    hint,
                    is_certain=is_beside,
                    is_addition=is_beside,
                )


@WARNINGS.rule()
def unquoted_id(context: CheckContext) -> Iterator[Finding]:
    """Ids are written in quotes where other programs would take them for numbers."""
    for identifier, node, is_plain in _sources_of_ids(context):
        if is_plain and node.is_unquoted and re.fullmatch(r"[0-9.]+", node.value):
            message = f"put quotes around {node.value}: other programs read it as a number"
            yield Finding(node.at(), message, f'{identifier.scheme}: "{identifier.value}"', is_certain=True)


@WARNINGS.rule()
def tag_spelling(context: CheckContext) -> Iterator[Finding]:
    """A tag is spelled in one way throughout the list."""
    spellings = context.catalogue.tags()
    for listed in context.catalogue.entries():
        for number, tag in enumerate(listed.entry.tags):
            if (preferred := spellings[tag_form(tag)]) != tag:
                message = f"the tag '{tag}' is spelled '{preferred}' elsewhere"
                yield Finding(listed.origin.at("tags", number), message, preferred, is_certain=True)


@WARNINGS.rule()
def duplicate_tag(context: CheckContext) -> Iterator[Finding]:
    """An entry has a tag once; two spellings of one are a matter of spelling first."""
    for listed in context.catalogue.entries():
        for number, tag in enumerate(listed.entry.tags):
            if tag in listed.entry.tags[:number]:
                yield Finding(listed.origin.at("tags", number), f"the tag '{tag}' is given twice", is_certain=True)


@WARNINGS.rule()
def unused_label(context: CheckContext) -> Iterator[Finding]:
    """Of what the settings want to be shown by its label, a column or a link, some entry has something."""
    look, origin = context.catalogue.settings.readme, context.settings_origin
    columns = look.columns if look.style == "table" else []
    wanted = {"columns": columns, "links": look.links or [], "extra": look.extra}
    if not origin or not any(wanted.values()):
        return
    records = [context.record(listed) for listed in context.catalogue.entries()]
    links = {link.label.casefold(): link.label for record in records for link in record.links}
    texts = {label.casefold(): label for record in records for label in record.extra}
    fields = {column: column for column in COLUMNS if any(has_column(record, column) for record in records)}
    labels = {"columns": {**texts, **links, **fields}, "links": {**links, OTHER_LINKS: OTHER_LINKS}, "extra": texts}
    for key, used in labels.items():
        for number, label in enumerate(wanted[key]):
            if label.casefold() not in used and key in look.model_fields_set:
                message = f"no entry has anything under '{label}'{advice(used, label)}"
                yield Finding(origin.at("readme", key, number), message)


@ERRORS.rule()
def unknown_tag(context: CheckContext) -> Iterator[Finding]:
    """Where the settings say so, entries have tags of the settings only; how they are spelled is another matter."""
    settings = context.catalogue.settings
    known = vocabulary(settings.spellings(), ())
    for listed in context.catalogue.entries() if settings.strict_tags else ():
        for number, tag in enumerate(listed.entry.tags):
            if tag_form(tag) not in known:
                message = f"'{tag}' is none of the tags in catalogue.yaml{advice(known, tag)}"
                yield Finding(listed.origin.at("tags", number), message)


@WARNINGS.rule()
def unfilled_placeholder(context: CheckContext) -> Iterator[Finding]:
    """Addresses are filled in: what begins with OWNER leads nowhere, and no workflow that uses it runs."""
    for location, text in context.placeholders:
        yield Finding(location, placeholder_message(location, text))


def placeholder_message(location: Location, text: str) -> str:
    """Say whose address belongs in the place of a text: workflows and hooks use the program."""
    owner = "the list" if location.file == SETTINGS else "the program"
    return f"'{text}' is a placeholder; put the address of {owner} in its place"


WARNINGS += text_rules.WARNINGS + punctuation.WARNINGS + lasting_names.WARNINGS
