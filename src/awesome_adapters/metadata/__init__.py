"""What sources of metadata say of a paper: each field is declared once, by its type and its name."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple, get_type_hints

from awesome_adapters.identifiers import SCHEMES, Identifier, from_semantic_scholar


class Journal(NamedTuple):
    """Where a paper stands in a journal or in proceedings, as Semantic Scholar gives it."""

    name: str | None = None
    volume: str | None = None
    pages: str | None = None


def as_text(value: Any) -> str | None:
    """Return a text or None as it is. Raises `TypeError` for anything else, as the other types' functions do."""
    if value is None or type(value) is str:
        return value
    raise TypeError


def as_number(value: Any) -> int | None:
    """Return a whole number or None as it is."""
    if value is None or type(value) is int:
        return value
    raise TypeError


def as_day(value: Any) -> str | None:
    """Return a day as it is, and None for what is none: outputs print it without a look."""
    is_day = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return value if is_day and value.isascii() and value.replace("-", "").isdecimal() else None


def as_texts(value: Any) -> tuple[str, ...]:
    """Return a list of texts; None is an empty one."""
    if value and type(value) is not list:
        raise TypeError
    "".join(value or ())  # raises where one is no text
    return tuple(value or ())


def as_journal(value: Any) -> Journal | None:
    """Return a journal, whose parts are texts."""
    if value and type(value) is not dict:
        raise TypeError
    return Journal(*(as_text(value.get(name)) for name in Journal._fields)) if value else None


Text = Annotated[str | None, as_text]
Number = Annotated[int | None, as_number]
Day = Annotated[str | None, as_day]
"""A day as 2021-06-17."""
Texts = Annotated[tuple[str, ...], as_texts]


Truth = Annotated[bool, bool]


class SourceRecord(NamedTuple):
    """What another source than Semantic Scholar says of a paper; None where it says nothing.

    The annotations are those of `PaperMetadata`.
    """

    source: Annotated[Text, "source"] = None
    """Its key in the table of `provenance`."""
    id: Annotated[Text, "id"] = None
    """The id that was asked for, as Semantic Scholar spells it."""
    retrieved: Annotated[Day, "retrieved"] = None
    """The day of the answer."""
    is_unknown: Annotated[Truth, "unknown"] = False
    """Whether the source does not know the paper."""
    title: Annotated[Text, "title"] = None
    authors: Annotated[Texts, "authors"] = ()
    venue: Annotated[Text, "venue"] = None
    year: Annotated[Number, "year"] = None
    published: Annotated[Day, "published"] = None
    """The day of the first publication, at arXiv the preprint's."""
    doi: Annotated[Text, "doi"] = None
    """The DOI of the publication that the source names."""
    comment: Annotated[Text, "comment"] = None
    """What the authors remark at arXiv."""
    journal_ref: Annotated[Text, "journal_ref"] = None
    """Where it was published, in the words of its authors at arXiv."""

    @property
    def day(self) -> date:
        """Return the day of the answer; the first of all where there is none."""
        try:
            return date.fromisoformat(self.retrieved or "")
        except ValueError:
            return date.min


def as_source_records(value: Any) -> tuple[SourceRecord, ...]:
    """Return what further sources say, by their keys in the file."""
    if not value:
        return ()
    if type(value) is not dict or any(type(row) is not dict for row in value.values()):
        raise TypeError
    rows = ((source, row.get) for source, row in value.items())
    return tuple(
        SourceRecord(source, *(decode(get(name)) for _, decode, name in _SOURCE_FIELDS)) for source, get in rows
    )


class PaperMetadata(NamedTuple):
    """What Semantic Scholar says of a paper; None where it says nothing or was never asked.

    Each annotation holds the field's name in the API and in `data/metadata.json`, whose order this is.
    """

    ids: Annotated[Texts, "ids"] = ()
    """Its identifiers as Semantic Scholar spells them, its own paper id first."""
    retrieved: Annotated[Day, "retrieved"] = None
    """The day of the answer."""
    title: Annotated[Text, "title"] = None
    authors: Annotated[Texts, "authors"] = ()
    venue: Annotated[Text, "venue"] = None
    year: Annotated[Number, "year"] = None
    url: Annotated[Text, "url"] = None
    citations: Annotated[Number, "citationCount"] = None
    tldr: Annotated[Text, "tldr"] = None
    published: Annotated[Day, "publicationDate"] = None
    """The day of the first publication, often the preprint's."""
    journal: Annotated[Journal | None, as_journal, "journal"] = None
    kept: Annotated[Texts, "kept"] = ()
    """The names of fields that the last answer lacked, so that what an earlier one said is kept."""
    others: Annotated[tuple[SourceRecord, ...], as_source_records, "sources"] = ()
    """What further sources say."""

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the ids of the paper that Semantic Scholar told."""
        return [identifier for text in self.ids if (identifier := from_semantic_scholar(text))]

    @property
    def public_ids(self) -> list[Identifier]:
        """Return the ids that people know, one of each scheme in the order of `SCHEMES`; without any, its own id."""
        by_scheme = {identifier.scheme: identifier for identifier in reversed(self.identifiers)}
        public = [by_scheme[key] for key in SCHEMES if key in by_scheme and not SCHEMES[key].is_semantic_scholars]
        return public or [identifier for key, identifier in by_scheme.items() if key == "semantic_scholar_id"]


class Field(NamedTuple):
    """A field of `PaperMetadata`."""

    attribute: str
    decode: Callable[[Any], Any]
    """Make the attribute of a value of the file; raises `TypeError` where it is of another type."""
    name: str
    """Its name in the file and in the API."""


def _fields(record: type) -> list[Field]:
    return [Field(name, *hint.__metadata__) for name, hint in get_type_hints(record, include_extras=True).items()]


_ALL, _SOURCE_FIELDS = _fields(PaperMetadata), _fields(SourceRecord)[1:]
_DECODERS = [(field.decode, field.name, PaperMetadata._field_defaults[field.attribute]) for field in _ALL]
FIELDS = [field for field in _ALL if field.name not in ("ids", "retrieved", "kept", "sources")]
"""The fields that Semantic Scholar is asked for by their names; `ids` come of several, the others are ours."""
NAMES = frozenset(field.name for field in FIELDS)
QUERY = ",".join(dict.fromkeys(("paperId", "corpusId", "externalIds", "url", *(field.name for field in FIELDS))))
"""The `fields` of the API's query; those that say which paper it is come first."""


def decode(record: Mapping[str, Any]) -> PaperMetadata:
    """Read a record of the file. Raises `TypeError` where a field is of another type."""
    get = record.get
    values = [default if (value := get(name)) is None else decode(value) for decode, name, default in _DECODERS]
    return PaperMetadata._make(values)


def encode(paper: PaperMetadata) -> dict[str, Any]:
    """Return the fields of a record of the file, without ids and day."""
    record = {field.name: getattr(paper, field.attribute) for field in FIELDS}
    if paper.journal:
        record["journal"] = {name: part for name, part in paper.journal._asdict().items() if part}
    return record | ({"kept": list(paper.kept)} if paper.kept else {})


def encode_source(record: SourceRecord) -> dict[str, Any]:
    """Return what stands under the source's key in a record of the file: the fields that have a value."""
    values = ((field.name, getattr(record, field.attribute)) for field in _SOURCE_FIELDS)
    return {name: value for name, value in values if value}


def retain(old: PaperMetadata, new: PaperMetadata) -> PaperMetadata:
    """Return a paper's newer answer with the values that it lacks and an earlier one had; `kept` names them."""
    lacking = [field for field in FIELDS if not _has(new, field) and _has(old, field)]
    if new.venue not in (None, old.venue):
        lacking = [field for field in lacking if field.attribute != "journal"]  # it was the earlier venue's
    values = {field.attribute: getattr(old, field.attribute) for field in lacking}
    return new._replace(kept=tuple(field.name for field in lacking), **values)


def _has(paper: PaperMetadata, field: Field) -> bool:
    return getattr(paper, field.attribute) not in (None, ())


def contradict(spelling: str, ids: Iterable[str], *, only_unique: bool = False) -> bool:
    """Return whether ids that Semantic Scholar gave for a paper rule another one out: they lack it, and have its like.

    Its own ids never do, which change when papers are merged, nor does a preprint's beside its publication's. With
    `only_unique` those do of which a paper has but one.
    """
    identifier = None if spelling in (ids := tuple(ids)) else from_semantic_scholar(spelling)
    scheme = SCHEMES[identifier.scheme] if identifier else None
    if scheme is None or scheme.is_semantic_scholars or (only_unique and not scheme.is_unique):
        return False
    prefix = str(scheme.semantic_scholar)
    alike = [other.removeprefix(prefix) for other in ids if other.startswith(prefix)]
    preprint = re.compile(scheme.preprint_pattern or "(?!)")
    return bool(alike) and not any(map(preprint.match, (spelling.removeprefix(prefix), *alike)))
