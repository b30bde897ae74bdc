"""What Semantic Scholar says of a paper: each field is declared once, by its type and its name."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, get_type_hints


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


class Field(NamedTuple):
    """A field of `PaperMetadata`."""

    attribute: str
    decode: Callable[[Any], Any]
    """Make the attribute of a value of the file; raises `TypeError` where it is of another type."""
    name: str
    """Its name in the file and in the API."""


_ALL = [Field(name, *hint.__metadata__) for name, hint in get_type_hints(PaperMetadata, include_extras=True).items()]
FIELDS = [field for field in _ALL if field.name not in ("ids", "retrieved")]
"""The fields that Semantic Scholar is asked for by their names; `ids` come of several, and `retrieved` is ours."""
NAMES = frozenset(field.name for field in FIELDS)
QUERY = ",".join(dict.fromkeys(("paperId", "corpusId", "externalIds", "url", *(field.name for field in FIELDS))))
"""The `fields` of the API's query; those that say which paper it is come first."""


def decode(record: Mapping[str, Any]) -> PaperMetadata:
    """Read a record of the file. Raises `TypeError` where a field is of another type."""
    get = record.get
    return PaperMetadata._make([decode(get(name)) for _, decode, name in _ALL])


def encode(paper: PaperMetadata) -> dict[str, Any]:
    """Return the fields of a record of the file, without ids and day."""
    record = {field.name: getattr(paper, field.attribute) for field in FIELDS}
    if paper.journal:
        record["journal"] = {name: part for name, part in paper.journal._asdict().items() if part}
    return record
