"""The data files as they are written: their keys, with the descriptions that editors show."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, create_model

from awesome_adapters.identifiers import SCHEMES, Identifier, arxiv_month
from awesome_adapters.schema.values import (
    EXTRA_SCHEMA,
    ID_SCHEMA,
    CitationKey,
    Day,
    DayOrMonth,
    Flag,
    Key,
    Label,
    Link,
    LinkLabel,
    Number,
    Retracted,
    Text,
    Year,
    empty_dict,
    empty_list,
    read_identifier,
    refuse_paper_text,
)
from awesome_adapters.text import full_title, is_distinctive


class Model(BaseModel):
    """What has the keys that are declared, and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # most are read as parts of others only


class _NotNull:
    """Take `null` out of what a type accepts."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(source)["schema"]


_T = TypeVar("_T")
Omittable = Annotated[_T | None, _NotNull()]
"""The type of a key that may be left out: it reads as None then, and `null` is none of its values.

Only where a type itself says `None` does a curator's null remove what Semantic Scholar says. With
`SkipJsonSchema[None]` in a union every mistake would be reported once more, as one of `null`.
"""


def _id_field(scheme: str) -> Any:
    """Return the type and the field of a scheme's ids, as `create_model` wants them."""
    validator = PlainValidator(lambda value: read_identifier(value, scheme))
    field = Field(None, description=SCHEMES[scheme].help, examples=[SCHEMES[scheme].example])
    return Annotated[Identifier, validator, WithJsonSchema(ID_SCHEMA)], field


if TYPE_CHECKING:
    _Identifiers = Model  # type checkers take no base class that is made by a call
else:
    _schemes = sorted(SCHEMES, key=lambda scheme: SCHEMES[scheme].schema_rank)
    _Identifiers = create_model("_Identifiers", __base__=Model, **{scheme: _id_field(scheme) for scheme in _schemes})


class Paper(_Identifiers):
    """A paper: its identifiers, and what the list's curators say of it where Semantic Scholar is wrong or silent."""

    url: Omittable[Link] = Field(None, description="The paper's page, where no id leads to it.")
    pdf: Omittable[Link] = Field(None, description="The paper's PDF, where no id leads to it or another one is better.")
    title: Text | None = Field(
        None, description="What the paper itself is called, where that differs from the entry's title."
    )
    authors: list[Text] | None = Field(None, description="All authors in order, given name first.")
    venue: Text | None = Field(None, description="Where the paper was published; null for nowhere.")
    year: Year | None = Field(None, description="The year of that publication.")
    date: DayOrMonth | None = Field(
        None, description="The day or the month of that publication, as 2024-05-31 or 2024-05; it gives the year, too."
    )
    tldr: Text | None = Field(None, description="A summary to show in place of Semantic Scholar's; null for none.")
    citation_key: Omittable[CitationKey] = Field(
        None, description="The key of its citation, as vaswani2017attention; by default the entry's key."
    )

    @property
    def overrides(self) -> set[str]:
        """Return the keys whose values replace what Semantic Scholar says, null too; a date gives the year."""
        return self.model_fields_set | {"year"} if self.date else self.model_fields_set

    @cached_property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers, each once, in the order of `SCHEMES`."""
        values = self.__dict__
        identifiers = [identifier for scheme in SCHEMES if (identifier := values[scheme])]
        return identifiers if len(identifiers) < 2 else list(dict.fromkeys(identifiers))


NO_PAPER: Paper = Paper.model_construct()  # type: ignore[assignment]
"""What an entry without a paper says of one: nothing. No validator has to be built for it."""


class Entry(Model):
    """One paper or tool of the list."""

    title: Text = Field(description="The title that the list shows.")
    name: Omittable[Text] = Field(
        None, description="What the work calls its thing, as BERT; shown where the title does not begin with it."
    )
    summary: Omittable[Text] = Field(
        None, description="One sentence of our own that tells what the thing does or shows, up to 200 characters."
    )
    note: Omittable[Text] = Field(None, description="More of our own words, in several sentences; readers unfold them.")
    paper: Omittable[Annotated[Paper, BeforeValidator(refuse_paper_text)]] = Field(
        None, description="The paper, by its identifiers."
    )
    code: Omittable[Link] = Field(None, description="The source code.")
    website: Omittable[Link] = Field(None, description="The project's website.")
    links: dict[LinkLabel, Link] = Field(
        default_factory=empty_dict, description="Further links by their labels, in the order in which they are shown."
    )
    tags: list[Text] = Field(
        default_factory=empty_list, description="Method names and topics, as the list spells them elsewhere."
    )
    retracted: Omittable[Retracted] = Field(
        None,
        description="Whether the paper was retracted: true, the day, or the address of the notice; false where a "
        "notice that was found is wrong.",
    )
    award: Omittable[Text] = Field(None, description="What it was awarded, as Best Paper or Oral.")
    highlight: Flag = Field(False, description="Whether a reader should not miss it.")
    extra: dict[Label, Annotated[Text, WithJsonSchema(EXTRA_SCHEMA)]] = Field(
        default_factory=empty_dict, description="Further texts by their labels, for exports and for your own templates."
    )
    added: Omittable[Day] = Field(None, description="The day on which the entry came into the list.")
    key: Omittable[Key] = Field(
        None, description="The entry's lasting name in addresses and citations; by default made from its ids."
    )
    also_in: list[Text] = Field(
        default_factory=empty_list,
        description="Further sections that show the entry, as 'Computer Vision > Methods' or just 'Methods'.",
    )

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers; none for a tool."""
        return self.paper.identifiers if self.paper else []

    @property
    def full_title(self) -> str:
        """Return the title, with the name before it if it does not begin with that."""
        return full_title(self.title, self.name)

    @cached_property
    def paper_title(self) -> str | None:
        """Return the title by which the paper can be looked up; None for a tool, and where it cannot tell the paper."""
        if not self.paper or not self.is_paper or self.title in map(str, self.identifiers):
            return None
        title = self.paper.title or self.title
        return title if self.paper.authors or is_distinctive(title) else None

    @property
    def is_paper(self) -> bool:
        """Return whether there is a paper to read, and not just a tool."""
        return bool(self.identifiers or (self.paper and (self.paper.url or self.paper.pdf)))


class CandidateEntry(Entry):
    """A work that was found and is not listed yet, or was dismissed."""

    section: Omittable[Text] = Field(None, description="Where it could stand, as 'Computer Vision > Methods'.")
    found: Omittable[Day] = Field(None, description="The day on which it was found.")
    found_by: dict[Label, list[Text]] = Field(
        default_factory=empty_dict, description="The sources that found it, each with its searches, or sections."
    )
    remark: Omittable[Text] = Field(None, description="What to look up before it is listed.")
    dismissed: Omittable[Text] = Field(None, description="Why it is not going to be listed.")
    dismissed_on: Omittable[Day] = Field(None, description="The day on which it was dismissed.")

    @property
    def year(self) -> int | None:
        """Return the year of the paper, else that of its arXiv id."""
        paper = self.paper or NO_PAPER
        ids = (identifier.value for identifier in paper.identifiers if identifier.scheme == "arxiv_id")
        published = paper.date.year if paper.date else paper.year
        return published or next((arxiv_month(value)[0] for value in ids), None)


Order = Literal["listed", "newest", "oldest", "title"]
"""In which order readers see entries."""


class Section(Model):
    """A section of the list; it holds entries, further sections, or both."""

    title: Text = Field(description="The section's heading.")
    description: Omittable[Text] = Field(
        None, description="A paragraph below the heading, as plain text; addresses in it become links."
    )
    was: list[Text] = Field(
        default_factory=empty_list, description="Titles that it had before; links to them still arrive."
    )
    order: Omittable[Order] = Field(
        None,
        description="How its entries are shown, and those of the sections below it; by default as for the whole list.",
    )
    items: list[Entry] = Field(
        default_factory=empty_list, description="The section's entries, shown in this order if `order` says no other."
    )
    sections: "list[Section]" = Field(
        default_factory=empty_list, description="The sections below this one; five levels are possible."
    )


class DataFile(Section):
    """One file of `data/`: a section at the top level of the list."""

    index: Omittable[Number] = Field(None, description="The section's place in the list; ties go by title.")


_COMMENT = "Made by awesome-adapters, whose build keeps it current: what is changed here is lost."


def json_schema(model: type[Model] = DataFile) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a data file, or of another one, for editors and other checkers."""
    document = model.model_json_schema(mode="validation")
    definitions = document.pop("$defs")
    for part in (document, *definitions.values()):
        for value in part.get("properties", {}).values():
            value.pop("title", None)  # it repeats the key
            if value.get("default", ...) is None or isinstance(value.get("default"), dict):
                del value["default"]  # and null is not to be written, and a mapping has its defaults at its keys
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": _COMMENT}
    return {**head, **document, "$defs": definitions}
