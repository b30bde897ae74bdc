"""Which source a value comes from: one table says whom to believe first, field by field."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from awesome_adapters.identifiers import Identifier
from awesome_adapters.metadata import PaperMetadata, SourceRecord
from awesome_adapters.metadata.venues import is_preprint
from awesome_adapters.text import titles_match, tokens
from awesome_adapters.text.names import same_person


class Source(NamedTuple):
    """A source of metadata."""

    name: str
    address: str
    thanks: str = ""
    """The line that its terms ask for where its data is shown."""


SOURCES = {
    "semantic_scholar": Source("Semantic Scholar", "https://www.semanticscholar.org/?utm_source=api"),
    "crossref": Source("Crossref", "https://www.crossref.org/"),
    "arxiv": Source("arXiv", "https://arxiv.org/", "Thank you to arXiv for use of its open access interoperability."),
    "datacite": Source("DataCite", "https://datacite.org/"),
}
"""Every source by its key in `data/metadata.json` and in exports."""


def shown_sources(sources: Iterable[Mapping[str, str]]) -> list[Source]:
    """Return the sources of values by their fields, each once, in the order of the table."""
    keys = {key for of_fields in sources for key in of_fields.values()}
    return [source for key, source in SOURCES.items() if key in keys]


_S2 = "semantic_scholar"
PRECEDENCE = {
    "title": (_S2, "crossref", "arxiv", "datacite"),
    "authors": (_S2, "crossref", "arxiv", "datacite"),
    "venue": (_S2, "crossref", "arxiv", "datacite"),
    "year": (_S2, "crossref", "arxiv", "datacite"),
    "published": (_S2, "arxiv"),
}
"""The sources of each field, the one that is believed first; the rest is Semantic Scholar's alone."""


class Merged(NamedTuple):
    """What all sources say of a paper together."""

    metadata: PaperMetadata
    sources: dict[str, str]
    """The sources of those fields that are not Semantic Scholar's alone, by their attributes."""


def merge(metadata: PaperMetadata, identifiers: Iterable[Identifier]) -> Merged:
    """Fill in what Semantic Scholar does not say; only what was answered for one of the paper's ids counts.

    A publication under an id of the paper comes before a preprint server in the place of the venue, and authors are
    spelled as fully as some source spells the names of the same people.
    """
    own_ids = {identifier.semantic_scholar for identifier in identifiers}
    records: dict[str, Any] = dict(_records(metadata, own_ids))
    if not records:
        return Merged(metadata, {})
    records[_S2] = metadata
    values, sources = dict[str, Any](), dict[str, str]()
    for field, keys in PRECEDENCE.items():
        if field == "year" and sources.get("venue") in keys:  # they are of one publication
            keys = (sources["venue"], *keys)
        answers = [(key, value) for key in keys if key in records and (value := getattr(records[key], field))]
        if field == "venue":
            answers.sort(key=lambda answer: is_preprint(answer[1]))
        if answers:
            sources[field], values[field] = answers[0]
        if field == "authors" and answers:
            values[field] = spell(*(names for _, names in answers))
            if values[field] != answers[0][1]:
                whole = (key for key, names in answers if names == values[field])
                sources[field] = next(whole, answers[1][0])
    own = {field: key for field, key in sources.items() if key != _S2}
    ids = metadata.ids
    if (crossref := records.get("crossref")) and crossref.id not in {*ids, *own_ids}:
        ids, own["doi"] = (*ids, str(crossref.id)), "crossref"
    return Merged(metadata._replace(**values, ids=ids), own)


def _records(metadata: PaperMetadata, ids: set[str | None]) -> Iterator[tuple[str, SourceRecord]]:
    """Give the records of further sources that are surely the paper's, by their sources.

    A DOI that only authors tell at arXiv counts where Semantic Scholar has nothing and title and authors agree.
    """
    own = {str(record.source): record for record in metadata.others if record.title and record.id in ids}
    yield from own.items()
    preprint = own.get("arxiv")
    if preprint and preprint.doi and "crossref" not in own and not metadata.title:
        told = f"DOI:{preprint.doi}"
        yield from (
            ("crossref", record)
            for record in metadata.others
            if record.source == "crossref" and record.id == told and same_work(preprint, record)
        )


def same_work(one: SourceRecord, other: SourceRecord) -> bool:
    """Return whether two records can be of one work: titles change, and most authors stay."""
    if not (one.title and other.title and titles_match(one.title, other.title)):
        return False
    families = [{words[-1] for name in record.authors if (words := tokens(name))} for record in (one, other)]
    common, smaller = len(families[0] & families[1]), min(map(len, families))
    return bool(smaller) and common * 2 >= smaller


# Names ---------------------------------------------------------------------------------------------------------------


def spell(names: Sequence[str], *others: Sequence[str]) -> tuple[str, ...]:
    """Return names as fully as one of several lists of the same people spells them: accents, whole given names."""
    alike = [
        other for other in others if len(other) == len(names) and all(map(same_person, names, other)) and names != other
    ]
    return tuple(_richest(forms) for forms in zip(names, *alike, strict=True)) if alike else tuple(names)


def _richest(forms: Sequence[str]) -> str:
    """Join the fullest given names with the family name that has the most accents; the first form wins a tie."""
    first = forms[0].split()
    cased = [words for words in map(str.split, forms) if words and not (" ".join(words).isupper() and len(words) > 1)]
    cased = cased or [first]
    given = max((words[:-1] for words in cased if _agrees(first[:-1], words[:-1])), key=_fullness, default=first[:-1])
    return " ".join((*given, max((words[-1] for words in cased), key=_accents, default="")))


def _agrees(given: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether other given names have the whole ones of the first; initials stand for any."""
    whole = {word for word in tokens(" ".join(given)) if len(word) > 1}
    return whole <= set(tokens(" ".join(other)))


def _fullness(given: Sequence[str]) -> tuple[int, int, int]:
    whole = [word for word in given if len(word.strip(".")) > 1]
    return len(whole), len(given), _accents(" ".join(given))


def _accents(text: str) -> int:
    """Count the letters with accents, less what LaTeX left of some."""
    decomposed = unicodedata.normalize("NFD", text)
    marks = sum(unicodedata.combining(c) > 0 or c in "øØłŁđĐıßæÆœŒ" for c in decomposed)
    return marks - sum(decomposed.count(sign) for sign in '\\{}"^~`')
