"""The list as it is written: the keys of a data file and of `catalogue.yaml`, and what they may hold.

Every scalar arrives as the text that stands in the file; these models decide what it means. The
descriptions are the ones that editors show, through `awesome-adapters schema`.
"""

import contextlib
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, TypeVar
from urllib.parse import quote

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from awesome_adapters.addresses import pasted_address
from awesome_adapters.identifiers import SCHEMES, Identifier, find, parse, rivals
from awesome_adapters.identifiers.slips import slip


class Mistake(NamedTuple):
    """Why a text cannot be what its key needs; `hint` is the value to write instead, or a whole `key: value`."""

    rule: str
    message: str
    hint: str | None = None
    is_certain: bool = False
    """As in `problems.Problem`."""


def is_placeholder(text: str) -> bool:
    """Return whether a text is what people write where there is nothing to write."""
    return bool(
        re.fullmatch(r"(?i)[-–—]+|n/?a|n\.a\.|none|null|nil|no|not available|tba|tbd|todo|unknown|\?", text.strip())
    )


def explain(pattern: str, text: str) -> Mistake:
    """Say what is wrong with a text that does not match the pattern of `Link` or `Key`."""
    return _explain_link(text) if pattern == _LINK else _explain_key(text)


_FILE_ENDINGS = "bib|csv|docx?|gz|html?|ipynb|json|md|pdf|png|ps|py|sh|tar|tex|txt|ya?ml|zip"
"""What stands at the end of a file's name; some of these are domains, too."""


def _explain_link(link: str) -> Mistake:
    if is_placeholder(link):
        return Mistake("bad-link", f"'{link}' is no link; leave the key out")
    if not re.match(r"https?://", link, re.IGNORECASE) and (address := pasted_address(link)):
        rest = re.sub(r"^!?\[[^]]*\]", "", link).replace(address, "")
        is_of_git = re.match(r"[\w+]*(?:://|@)", link) is not None
        message = "a link starts with http:// or https://" if is_of_git else "a link is the address alone"
        return Mistake("bad-link", f"{message}: '{link}'", address, is_of_git or not re.search(r"\w", rest))
    if re.search(r"\s", link):
        return Mistake("bad-link", f"a link has no spaces in it: '{link}'", link.replace(" ", "%20"))
    if re.match(r"https?://[^/]*@", link, re.IGNORECASE):
        return Mistake("bad-link", "a link must not hold a user name or password")
    if not re.match(r"https?://", link, re.IGNORECASE):
        hint = f"https://{link}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link) else None
        is_host = re.match(rf"([\w-]+\.)+(?!(?:{_FILE_ENDINGS})$)[A-Za-z]{{2,}}(/|$)", link) is not None
        return Mistake("bad-link", f"a link starts with http:// or https://: '{link}'", hint, is_host)
    return Mistake("bad-link", f"this is not a complete link, or holds a character that must be encoded: '{link}'")


def _explain_key(key: str) -> Mistake:
    hint = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-.")
    message = f"'{key}' cannot be a key: it starts with a letter and holds letters, digits, '.', '_' and '-'"
    return Mistake("bad-key", message, hint if re.match("[A-Za-z]", hint) else None)


def _error(rule: str, message: str, hint: str | None = None, *, is_certain: bool = False) -> PydanticCustomError:
    return PydanticCustomError("mistake", "{message}", Mistake(rule, message, hint, is_certain)._asdict())


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a text is needed")
    return value.strip()


def _identifier(value: Any, scheme: str) -> Identifier:
    text = _scalar(value)
    identifier = parse(text, scheme)
    if identifier and (identifier.scheme == scheme or (scheme == "doi" and "10.48550/" in text)):
        return identifier
    if identifier:
        message = f"'{text}' belongs under '{identifier.scheme}', not under '{scheme}'"
        is_certain = len(find(text, scheme)) == 1
        raise _error("other-id", message, f'{identifier.scheme}: "{identifier.value}"', is_certain=is_certain)
    raise _bad_id(text, scheme)


def _bad_id(text: str, scheme: str) -> PydanticCustomError:
    if two := rivals(find(text, scheme)):
        return _error("bad-id", f"'{text}' names two papers, {two[0]} and {two[1]}; write one id")
    message, mistake, hint = f"'{text}' is not a valid {scheme}", slip(text), None
    if scheme == "arxiv_id" and re.fullmatch(r"[0-9]{4}\.[0-9]{4}", text) and parse(f"{text}0", scheme):
        message += ": since 2015 five digits follow the dot; was a final 0 lost?"
    else:
        message += f": it {mistake.reason}" if mistake else f"; one looks like {SCHEMES[scheme].example}"
    if mistake and mistake.identifier:
        hint = f'{mistake.identifier.scheme}: "{mistake.identifier.value}"'
    return _error("bad-id", message, hint)


def _paper(value: Any) -> Any:
    """Refuse an id or an address in the place of the keys below `paper`, and say under which key it belongs."""
    if not isinstance(value, str):
        return value
    if (identifiers := find(value)) and not rivals(identifiers):
        fields = {identifier.scheme: identifier.value for identifier in identifiers}
    elif address := pasted_address(value):
        fields = {"pdf" if address.lower().endswith(".pdf") else "url": address}
    else:
        return value
    hint = ", ".join(f'{key}: "{text}"' for key, text in fields.items())
    message = "'paper' should be a mapping of keys to values, and is a text"
    is_alone = re.fullmatch(r"(\w+:\s*)?\S+", value.strip()) is not None
    raise _error("wrong-type", message, f"paper: {{ {hint} }}", is_certain=is_alone)


def _validator(pattern: str, read: Callable[[str], Any], rule: str, message: str) -> PlainValidator:
    """Return what reads texts of a pattern; `read` may raise `ValueError`, and `message` says what others are."""

    def validate(value: Any) -> Any:
        text = _scalar(value)
        with contextlib.suppress(ValueError):
            if re.fullmatch(pattern, text):
                return read(text)
        raise _error(rule, f"'{text}' is {message}")

    return PlainValidator(validate)


def _empty_list() -> list[Any]:
    """Stand in for `list`, whose signature pydantic takes long to inspect."""
    return []


def _empty_dict() -> dict[str, Any]:
    return {}


_LINK = r"(?i)^https?://[^\s/?#@:\"<>\\^`{|}]+(:[0-9]+)?([/?#][^\s\"<>\\^`{|}]*)?$"
_KEY = "^[A-Za-z][A-Za-z0-9._-]*$"
_ID_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "number"}]}
LINK_SCHEMA = {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
_YEAR = _validator("(18|19|20)[0-9]{2}", int, "bad-year", "not a year; one looks like 2024")
_YEAR_SCHEMA = {"type": "integer", "minimum": 1800, "maximum": 2099}
_NUMBER = _validator("[0-9]{1,6}", int, "bad-number", "not a whole number; one looks like 3")
_NUMBER_SCHEMA = {"type": "integer", "minimum": 0, "maximum": 999999}
_FLAG = _validator("true|false", "true".__eq__, "bad-choice", "neither true nor false")
_DAY = _validator("[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat, "bad-date", "not a day; one looks like 2024-05-31")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_LINK), WithJsonSchema(LINK_SCHEMA)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_KEY)]
Year = Annotated[int, _YEAR, WithJsonSchema(_YEAR_SCHEMA)]
Number = Annotated[int, _NUMBER, WithJsonSchema(_NUMBER_SCHEMA)]
Flag = Annotated[bool, _FLAG, WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, _DAY, WithJsonSchema({"type": "string", "format": "date"})]


class _Model(BaseModel):
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
    validator = PlainValidator(lambda value: _identifier(value, scheme))
    field = Field(None, description=SCHEMES[scheme].help, examples=[SCHEMES[scheme].example])
    return Annotated[Identifier, validator, WithJsonSchema(_ID_SCHEMA)], field


if TYPE_CHECKING:
    _Identifiers = _Model  # type checkers take no base class that is made by a call
else:
    _schemes = sorted(SCHEMES, key=lambda scheme: SCHEMES[scheme].schema_rank)
    _Identifiers = create_model("_Identifiers", __base__=_Model, **{scheme: _id_field(scheme) for scheme in _schemes})


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
    tldr: Text | None = Field(None, description="A summary to show in place of Semantic Scholar's; null for none.")

    @property
    def identifiers(self) -> list[Identifier]:
        """Return the paper's identifiers, each once, in the order of `SCHEMES`."""
        values = self.__dict__
        identifiers = [identifier for scheme in SCHEMES if (identifier := values[scheme])]
        return identifiers if len(identifiers) < 2 else list(dict.fromkeys(identifiers))


NO_PAPER = Paper()
"""What an entry without a paper says of one: nothing."""


class Entry(_Model):
    """One paper or tool of the list."""

    title: Text = Field(description="The title that the list shows.")
    summary: Omittable[Text] = Field(
        None, description="One sentence of our own that tells what the thing does or shows, up to 200 characters."
    )
    paper: Omittable[Annotated[Paper, BeforeValidator(_paper)]] = Field(
        None, description="The paper, by its identifiers."
    )
    code: Omittable[Link] = Field(None, description="The source code.")
    website: Omittable[Link] = Field(None, description="The project's website.")
    tags: list[Text] = Field(
        default_factory=_empty_list, description="Method names and topics, as the list spells them elsewhere."
    )
    added: Omittable[Day] = Field(None, description="The day on which the entry came into the list.")
    key: Omittable[Key] = Field(
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

    @property
    def is_paper(self) -> bool:
        """Return whether there is a paper to read, and not just a tool."""
        return bool(self.identifiers or (self.paper and (self.paper.url or self.paper.pdf)))


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

    index: Omittable[Number] = Field(None, description="The section's place in the list; ties go by title.")


class Readme(_Model):
    """How the README looks."""

    authors: Omittable[Number] = Field(None, description="Authors to show before 'et al.'; by default all.")
    badges: Literal["text", "shields"] = Field(
        "text", description="Show tags as text, or tags and GitHub stars as live pictures from shields.io."
    )
    pictures: Flag = Field(False, description="Draw papers per year, venues and tags as pictures in assets/.")


class Settings(_Model):
    """The file `catalogue.yaml`: what concerns the whole list."""

    title: Text = Field("Awesome Papers", description="The list's title.")
    description: Text = Field("A curated list of papers.", description="One sentence on what the list is about.")
    repository: Omittable[Link] = Field(None, description="The address of the list's repository.")
    site: Omittable[Link] = Field(None, description="The address of the list's website.")
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
    data_file = DataFile.model_json_schema(mode="validation")
    definitions = data_file.pop("$defs")
    for model in (data_file, *definitions.values()):
        for value in model["properties"].values():
            value.pop("title", None)  # it repeats the key
            if value.get("default", ...) is None:
                del value["default"]  # and null is not to be written
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": _COMMENT}
    return {**head, **data_file, "$defs": definitions}
