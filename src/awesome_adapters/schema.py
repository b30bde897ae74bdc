"""The list as it is written: the keys of a data file and of `catalogue.yaml`, and what they may hold.

Every scalar arrives as the text that stands in the file; these models decide what it means. The
descriptions are the ones that editors show, through `awesome-adapters schema`.
"""

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple
from urllib.parse import quote

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from awesome_adapters.identifiers import SCHEMES, Identifier, parse


class Blank:
    """What a key has when nothing stands behind its colon; no type takes it."""

    def __bool__(self) -> bool:
        return False


BLANK = Blank()


class Mistake(NamedTuple):
    """Why a text cannot be what its key needs; `hint` is the value to write instead, or a whole `key: value`."""

    rule: str
    message: str
    hint: str | None = None


def explain(pattern: str, written: str) -> Mistake:
    """Say what is wrong with a text that does not match the pattern of a type."""
    return _explain_link(written) if pattern == _LINK else _explain_key(written)


def _explain_link(link: str) -> Mistake:
    if re.search(r"\s", link):
        return Mistake("bad-link", f"a link has no spaces in it: '{link}'", link.replace(" ", "%20"))
    if re.match(r"https?://[^/]*@", link, re.IGNORECASE):
        return Mistake("bad-link", "a link must not hold a user name or password")
    if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link):
        return Mistake("bad-link", f"a link starts with http:// or https://: '{link}'", f"https://{link}")
    if not re.match(r"https?://", link, re.IGNORECASE):
        return Mistake("bad-link", f"a link starts with http:// or https://: '{link}'")
    return Mistake("bad-link", f"this is not a complete link, or holds a character that must be encoded: '{link}'")


def _explain_key(key: str) -> Mistake:
    hint = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-.")
    message = f"'{key}' cannot be a key: it starts with a letter and holds letters, digits, '.', '_' and '-'"
    return Mistake("bad-key", message, hint if re.match("[A-Za-z]", hint) else None)


def _error(rule: str, message: str, hint: str | None = None) -> PydanticCustomError:
    return PydanticCustomError("mistake", "{message}", Mistake(rule, message, hint)._asdict())


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a text is needed")
    return value.strip()


def _identifier(value: Any, scheme: str) -> Identifier:
    written = _scalar(value)
    found = parse(written, scheme)
    if found and (found.scheme == scheme or (scheme == "doi" and "10.48550/" in written)):
        return found
    if found:
        message = f"'{written}' belongs under '{found.scheme}', not under '{scheme}'"
        raise _error("other-id", message, f'{found.scheme}: "{found.value}"')
    message = f"'{written}' is not a valid {scheme}; one looks like {SCHEMES[scheme].example}"
    hint = None
    if scheme == "arxiv_id" and re.fullmatch(r"[0-9]{4}\.[0-9]{4}", written) and parse(f"{written}0", scheme):
        message = f"'{written}' is not a valid arxiv_id: since 2015 five digits follow the dot; was a final 0 lost?"
        hint = f'arxiv_id: "{written}0"'
    raise _error("bad-id", message, hint)


def _year(value: Any) -> int:
    written = _scalar(value)
    if re.fullmatch(r"(18|19|20)[0-9]{2}", written):
        return int(written)
    raise _error("bad-year", f"'{written}' is not a year; one looks like 2024")


def _index(value: Any) -> int:
    written = _scalar(value)
    if re.fullmatch(r"[0-9]{1,6}", written):
        return int(written)
    raise _error("bad-number", f"'{written}' is not a whole number; one looks like 3")


def _flag(value: Any) -> bool:
    written = _scalar(value)
    if written in ("true", "false"):
        return written == "true"
    raise _error("bad-choice", f"'{written}' is neither true nor false")


def _date(value: Any) -> date:
    written = _scalar(value)
    try:
        if written[4:5] == written[7:8] == "-" and len(written) == 10:
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise _error("bad-date", f"'{written}' is not a day; one looks like 2024-05-31")


def _empty_list() -> list[Any]:
    """Stand in for `list`, whose signature pydantic takes long to inspect."""
    return []


def _empty_dict() -> dict[str, Any]:
    return {}


def _id(scheme: str, description: str) -> Any:
    return Field(None, description=description, examples=[SCHEMES[scheme].example])


_LINK = r"(?i)^https?://[^\s/?#@:\"<>\\^`{|}]+(:[0-9]+)?([/?#][^\s\"<>\\^`{|}]*)?$"
_KEY = "^[A-Za-z][A-Za-z0-9._-]*$"
_LINK_SCHEMA = {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
_YEAR_SCHEMA = {"type": "integer", "minimum": 1800, "maximum": 2099}
_NUMBER_SCHEMA = {"type": "integer", "minimum": 0, "maximum": 999999}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_LINK), WithJsonSchema(_LINK_SCHEMA)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_KEY)]
Year = Annotated[int, PlainValidator(_year), WithJsonSchema(_YEAR_SCHEMA)]
Number = Annotated[int, PlainValidator(_index), WithJsonSchema(_NUMBER_SCHEMA)]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


if TYPE_CHECKING:
    from typing import Optional as Given
else:

    class Given:
        """A key that may be left out: it reads as None then, and yet `null` is none of its values.

        Only where a type itself says `None` does a curator's null remove what Semantic Scholar says.
        """

        def __class_getitem__(cls, annotation: Any) -> Any:
            """Return the type of the key's values."""
            return annotation


class Paper(_Model):
    """A paper: its identifiers, and what the list's curators say of it where Semantic Scholar is wrong or silent."""

    acl_id: Given[Identifier] = _id("acl_id", "The paper's id in the ACL Anthology.")
    arxiv_id: Given[Identifier] = _id("arxiv_id", "The paper's arXiv id, without a version, in quotes.")
    doi: Given[Identifier] = _id("doi", "The paper's DOI, without https://doi.org/.")
    openreview_id: Given[Identifier] = _id("openreview_id", "The id of the paper's forum on OpenReview.")
    semantic_scholar_id: Given[Identifier] = _id(
        "semantic_scholar_id",
        "Semantic Scholar's 40-digit id; only needed where the other ids lead it to a wrong paper.",
    )
    corpus_id: Given[Identifier] = _id("corpus_id", "Semantic Scholar's corpus number of the paper.")
    pmid: Given[Identifier] = _id("pmid", "The paper's number in PubMed.")
    pmcid: Given[Identifier] = _id("pmcid", "The paper's id in PubMed Central.")
    url: Given[Link] = Field(None, description="The paper's page, where no id leads to it.")
    pdf: Given[Link] = Field(None, description="The paper's PDF, where no id leads to it or another one is better.")
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
        values = self.__dict__
        given = [identifier for scheme in SCHEMES if (identifier := values[scheme])]
        return given if len(given) < 2 else list(dict.fromkeys(given))


NO_PAPER = Paper()
"""What an entry without a paper says of one: nothing."""


class Entry(_Model):
    """One paper or tool of the list."""

    title: Text = Field(description="The title that the list shows.")
    summary: Given[Text] = Field(
        None, description="One sentence of our own that tells what the thing does or shows, up to 200 characters."
    )
    paper: Given[Paper] = Field(None, description="The paper, by its identifiers.")
    code: Given[Link] = Field(None, description="The source code.")
    website: Given[Link] = Field(None, description="The project's website.")
    tags: list[Text] = Field(
        default_factory=_empty_list, description="Method names and topics, as the list spells them elsewhere."
    )
    added: Given[Day] = Field(None, description="The day on which the entry came into the list.")
    key: Given[Key] = Field(
        None, description="The entry's lasting name in addresses and citations; by default made from its ids."
    )
    also_in: list[Text] = Field(
        default_factory=_empty_list,
        description="Further sections that show the entry, as 'Computer Vision > Methods' or just 'Methods'.",
    )

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers; none for a tool."""
        return self.paper.identifiers if self.paper else []


class Section(_Model):
    """A section of the list; it holds entries, further sections, or both."""

    title: Text = Field(description="The section's heading.")
    items: list[Entry] = Field(
        default_factory=_empty_list, description="The section's entries, in the order in which they are shown."
    )
    sections: "list[Section]" = Field(
        default_factory=_empty_list, description="The sections below this one; five levels are possible."
    )


class DataFile(Section):
    """One file of `data/`: a section at the top level of the list."""

    index: Given[Number] = Field(None, description="The section's place in the list; ties go by title.")


class Readme(_Model):
    """How the README looks."""

    authors: Given[Number] = Field(None, description="Authors to show before 'et al.'; by default all.")
    badges: Literal["text", "shields"] = Field(
        "text", description="Show tags as text, or tags and GitHub stars as live pictures from shields.io."
    )
    pictures: Flag = Field(False, description="Draw papers per year, venues and tags as pictures in assets/.")


class Settings(_Model):
    """The file `catalogue.yaml`: what concerns the whole list."""

    title: Text = Field("Awesome Papers", description="The list's title.")
    description: Text = Field("A curated list of papers.", description="One sentence on what the list is about.")
    repository: Given[Link] = Field(None, description="The address of the list's repository.")
    site: Given[Link] = Field(None, description="The address of the list's website.")
    venues: dict[str, list[Text]] = Field(
        default_factory=_empty_dict, description="Short names of venues, each with the long names that it stands for."
    )
    tags: dict[str, list[Text]] = Field(
        default_factory=_empty_dict, description="Known tags, each with the other spellings that mean it."
    )
    readme: Readme = Field(Readme(), description="How the README looks.")

    def address(self, path: str = "") -> str | None:
        """Return where a file of the website can be reached, by its path; None where `site` does not say."""
        return self.site and f"{self.site.rstrip('/')}/{quote(path)}"

    def short_venues(self) -> dict[str, str]:
        """Return the short name of each venue by its long ones, their case folded."""
        return {name.casefold(): venue for venue, names in self.venues.items() for name in names}


_COMMENT = "Made by awesome-adapters, whose build keeps it current: what is changed here is lost."


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a data file, for editors and other checkers."""
    made = DataFile.model_json_schema(mode="validation")
    definitions = made.pop("$defs")
    for model in (made, *definitions.values()):
        for value in model["properties"].values():
            value.pop("title", None)  # it repeats the key
            if value.get("default", ...) is None:
                del value["default"]  # and null is not to be written
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": _COMMENT}
    return {**head, **made, "$defs": definitions}
