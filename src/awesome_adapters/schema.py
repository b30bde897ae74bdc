"""The list as it is written: the keys of a data file and of `catalogue.yaml`, and what they may hold.

Every scalar arrives as the text that stands in the file; these models decide what it means. The
descriptions are the ones that editors show, through `awesome-adapters schema`.
"""

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from awesome_adapters.identifiers import SCHEMES, Identifier, parse


class Blank:
    """What a key has when nothing stands behind its colon; no type takes it."""

    def __bool__(self) -> bool:
        return False


BLANK = Blank()


def _mistake(rule: str, message: str, hint: str | None = None) -> PydanticCustomError:
    """Make an error whose `hint` is the value to write instead, or a whole `key: value`."""
    return PydanticCustomError("mistake", "{message}", {"rule": rule, "message": message, "hint": hint})


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a text is needed")
    return value


def _link(value: Any) -> str:
    link = _scalar(value)
    if _LINK.fullmatch(link):
        return link
    if re.search(r"\s", link):
        raise _mistake("bad-link", f"a link has no spaces in it: '{link}'", link.replace(" ", "%20"))
    if re.match(r"https?://[^/]*@", link, re.IGNORECASE):
        raise _mistake("bad-link", "a link must not hold a user name or password")
    if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link):
        raise _mistake("bad-link", f"a link starts with http:// or https://: '{link}'", f"https://{link}")
    if not re.match(r"https?://", link, re.IGNORECASE):
        raise _mistake("bad-link", f"a link starts with http:// or https://: '{link}'")
    raise _mistake("bad-link", f"this is not a complete link, or holds a character that must be encoded: '{link}'")


def _identifier(value: Any, scheme: str) -> Identifier:
    written = _scalar(value)
    found = parse(written, scheme)
    if found and (found.scheme == scheme or (scheme == "doi" and found.scheme == "arxiv_id")):
        return found
    if found:
        message = f"'{written}' belongs under '{found.scheme}', not under '{scheme}'"
        raise _mistake("other-id", message, f'{found.scheme}: "{found.value}"')
    message = f"'{written}' is not a valid {scheme}; one looks like {SCHEMES[scheme].example}"
    hint = None
    if scheme == "arxiv_id" and re.fullmatch(r"[0-9]{4}\.[0-9]{4}", written) and parse(f"{written}0", scheme):
        message = f"'{written}' is not a valid arxiv_id: since 2015 five digits follow the dot; was a final 0 lost?"
        hint = f'arxiv_id: "{written}0"'
    raise _mistake("bad-id", message, hint)


def _year(value: Any) -> int:
    written = _scalar(value)
    if re.fullmatch(r"(18|19|20)[0-9]{2}", written):
        return int(written)
    raise _mistake("bad-year", f"'{written}' is not a year; one looks like 2024")


def _index(value: Any) -> int:
    written = _scalar(value)
    if re.fullmatch(r"[0-9]{1,6}", written):
        return int(written)
    raise _mistake("bad-number", f"'{written}' is not a whole number; one looks like 3")


def _date(value: Any) -> date:
    written = _scalar(value)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise _mistake("bad-date", f"'{written}' is not a day; one looks like 2024-05-31")


def _key(value: Any) -> str:
    written = _scalar(value)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", written):
        return written
    hint = re.sub(r"[^A-Za-z0-9._-]+", "-", written).strip("-.")
    message = f"'{written}' cannot be a key: it starts with a letter and holds letters, digits, '.', '_' and '-'"
    raise _mistake("bad-key", message, hint if re.match("[A-Za-z]", hint) else None)


def _id(scheme: str, description: str) -> Any:
    return Field(None, description=description, examples=[SCHEMES[scheme].example])


_LINK = re.compile(r"https?://[^\s/?#@:\"<>\\^`{|}]+(:[0-9]+)?([/?#][^\s\"<>\\^`{|}]*)?", re.IGNORECASE)
_TEXT = {"type": ["string", "number", "boolean"], "minLength": 1}

Text = Annotated[str, StringConstraints(min_length=1)]
Link = Annotated[
    str,
    PlainValidator(_link),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}),
]
Year = Annotated[int, PlainValidator(_year), WithJsonSchema({"type": "integer", "minimum": 1800, "maximum": 2099})]
Number = Annotated[int, PlainValidator(_index), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 999999})]
Day = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Key = Annotated[str, PlainValidator(_key), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9._-]*$"})]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    nullable: ClassVar[frozenset[str]] = frozenset()
    """The keys that `null` empties; at every other key it is as wrong as nothing at all."""

    @model_validator(mode="before")
    @classmethod
    def _no_null(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            return {key: BLANK if value is None and key not in cls.nullable else value for key, value in data.items()}
        return data


class Paper(_Model):
    """A paper: its identifiers, and what the list's curators say of it where Semantic Scholar is wrong or silent."""

    nullable = frozenset(("title", "authors", "venue", "year", "tldr"))

    acl_id: Identifier | None = _id("acl_id", "The paper's id in the ACL Anthology.")
    arxiv_id: Identifier | None = _id("arxiv_id", "The paper's arXiv id, without a version, in quotes.")
    doi: Identifier | None = _id("doi", "The paper's DOI, without https://doi.org/.")
    openreview_id: Identifier | None = _id("openreview_id", "The id of the paper's forum on OpenReview.")
    semantic_scholar_id: Identifier | None = _id(
        "semantic_scholar_id",
        "Semantic Scholar's 40-digit id; only needed where the other ids lead it to a wrong paper.",
    )
    corpus_id: Identifier | None = _id("corpus_id", "Semantic Scholar's corpus number of the paper.")
    pmid: Identifier | None = _id("pmid", "The paper's number in PubMed.")
    pmcid: Identifier | None = _id("pmcid", "The paper's id in PubMed Central.")
    url: Link | None = Field(None, description="The paper's page, where no id leads to it.")
    pdf: Link | None = Field(None, description="The paper's PDF, where no id leads to it or another one is better.")
    title: Text | None = Field(
        None, description="What the paper itself is called, where that differs from the entry's title."
    )
    authors: list[Text] | None = Field(None, description="All authors in order, given name first.")
    venue: Text | None = Field(None, description="Where the paper was published; null for nowhere.")
    year: Year | None = Field(None, description="The year of that publication.")
    tldr: Text | None = Field(None, description="A summary to show in place of Semantic Scholar's; null for none.")

    @field_validator(*SCHEMES, mode="plain", json_schema_input_type=str | float)
    @classmethod
    def _canonical(cls, value: Any, info: ValidationInfo) -> Identifier:
        return _identifier(value, str(info.field_name))

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the given identifiers, each once, in the order of `SCHEMES`."""
        given = (getattr(self, scheme) for scheme in SCHEMES)
        return list(dict.fromkeys(identifier for identifier in given if identifier))


class Entry(_Model):
    """One paper or tool of the list."""

    title: Text = Field(description="The title that the list shows.")
    summary: Text | None = Field(
        None, description="One sentence of our own that tells what the thing does or shows, up to 200 characters."
    )
    paper: Paper | None = Field(None, description="The paper, by its identifiers.")
    code: Link | None = Field(None, description="The source code.")
    website: Link | None = Field(None, description="The project's website.")
    tags: list[Text] = Field([], description="Method names and topics, as the list spells them elsewhere.")
    added: Day | None = Field(None, description="The day on which the entry came into the list.")
    key: Key | None = Field(
        None, description="The entry's lasting name in addresses and citations; by default made from its ids."
    )
    also_in: list[Text] = Field(
        [], description="Further sections that show the entry, as 'Computer Vision > Methods' or just 'Methods'."
    )

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers; none for a tool."""
        return self.paper.identifiers if self.paper else []


class Section(_Model):
    """A section of the list; it holds entries, further sections, or both."""

    title: Text = Field(description="The section's heading.")
    items: list[Entry] = Field([], description="The section's entries, in the order in which they are shown.")
    sections: "list[Section]" = Field([], description="The sections below this one; five levels are possible.")


class DataFile(Section):
    """One file of `data/`: a section at the top level of the list."""

    index: Number | None = Field(None, description="The section's place in the list; ties go by title.")


class Readme(_Model):
    """How the README looks."""

    authors: Number | None = Field(None, description="Authors to show before 'et al.'; by default all.")
    badges: Literal["text", "shields"] = Field(
        "text", description="Show tags as text, or tags and GitHub stars as live pictures from shields.io."
    )


class Settings(_Model):
    """The file `catalogue.yaml`: what concerns the whole list."""

    title: Text = Field("Awesome Papers", description="The list's title.")
    description: Text = Field("A curated list of papers.", description="One sentence on what the list is about.")
    repository: Link | None = Field(None, description="The address of the list's repository.")
    site: Link | None = Field(None, description="The address of the list's website.")
    venues: dict[str, list[Text]] = Field(
        {}, description="Short names of venues, each with the long names that it stands for."
    )
    tags: dict[str, list[Text]] = Field({}, description="Known tags, each with the other spellings that mean it.")
    readme: Readme = Field(Readme(), description="How the README looks.")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a data file, for editors and other checkers."""
    made = DataFile.model_json_schema(mode="validation")
    definitions = made.pop("$defs")
    nullable = {model.__name__: model.nullable for model in (Paper, Entry, Section)}
    for name, model in definitions.items():
        _tidy(model, nullable[name])
    _tidy(made, DataFile.nullable)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "$defs": definitions}


def _tidy(model: dict[str, Any], nullable: frozenset[str]) -> None:
    """Take away titles that repeat the key, and the null that stands for "not given" and is not written."""
    for key, value in model["properties"].items():
        value.pop("title", None)
        if key not in nullable and "anyOf" in value:
            options = [option for option in value.pop("anyOf") if option != {"type": "null"}]
            value.update(options[0] if len(options) == 1 else {"anyOf": options})
        if value.get("default", ...) is None:
            del value["default"]
