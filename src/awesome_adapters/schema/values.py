"""The kinds of values that keys of data files and settings hold, and what is said of a text that is none.

Every scalar arrives as the text that stands in the file; what is here decides what it means.
"""

import contextlib
import re
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple

from pydantic import PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from awesome_adapters.identifiers import SCHEMES, Identifier, find, parse, rivals
from awesome_adapters.text.addresses import pasted_address
from awesome_adapters.text.words import TABLE


class Mistake(NamedTuple):
    """Why a text cannot be what its key needs; `hint` is the value to write instead, or a whole `key: value`."""

    rule: str
    message: str
    hint: str | None = None
    is_certain: bool = False
    """As in `problems.Problem`."""


def is_placeholder(text: str) -> bool:
    """Return whether a text is what people write where there is nothing to write."""
    words = r"[-–—]+|n/?a|n\.a\.|none|null|nil|no|not available|tba|tbd|todo|unknown|\?"
    return bool(re.fullmatch(words, text.strip(), re.IGNORECASE))


def explain(pattern: str, text: str) -> Mistake:
    """Say what is wrong with a text that does not match the pattern of `Link` or `Key`."""
    return _explain_link(text) if pattern == _LINK else explain_key(text)


def is_link(text: str) -> bool:
    """Return whether a text is a complete address of the web."""
    return re.match(_LINK, text) is not None


_FILE_ENDINGS = "bib|csv|docx?|gz|html?|ipynb|json|md|pdf|png|ps|py|sh|tar|tex|txt|ya?ml|zip"
"""What stands at the end of a file's name; some of these are domains, too."""


def _explain_link(link: str) -> Mistake:
    if is_placeholder(link):
        return Mistake("bad-link", f"'{link}' is no link; leave the key out")
    if not re.match(r"https?://", link, re.IGNORECASE) and (address := pasted_address(link)):
        rest = re.sub(r"^!?\[[^]]*\]", "", link).replace(address, "")
        is_of_git = re.match(r"[\w+]*(?:://|@)", link) is not None
        message = "a link must start with http:// or https://" if is_of_git else "a link must be the address alone"
        return Mistake("bad-link", f"{message}: '{link}'", address, is_of_git or not re.search(r"\w", rest))
    if re.search(r"\s", link):
        return Mistake("bad-link", f"a link must not contain spaces: '{link}'", link.replace(" ", "%20"))
    if re.match(r"https?://[^/]*@", link, re.IGNORECASE):
        return Mistake("bad-link", "a link must not contain a user name or password")
    if not re.match(r"https?://", link, re.IGNORECASE):
        hint = f"https://{link}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link) else None
        is_host = re.match(rf"([\w-]+\.)+(?!(?:{_FILE_ENDINGS})$)[A-Za-z]{{2,}}(/|$)", link) is not None
        return Mistake("bad-link", f"a link must start with http:// or https://: '{link}'", hint, is_host)
    return Mistake("bad-link", f"this is not a complete link, or contains a character that must be encoded: '{link}'")


def is_key(text: str) -> bool:
    """Return whether a text can be an entry's key."""
    return re.match(_KEY, text) is not None


def explain_key(key: str) -> Mistake:
    """Say why a text cannot be an entry's key."""
    hint = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-.")
    message = f"'{key}' cannot be a key: it must start with a letter and contain only letters, digits, '.', '_' and '-'"
    return Mistake("bad-key", message, hint if re.match("[A-Za-z]", hint) else None)


def _error(rule: str, message: str, hint: str | None = None, *, is_certain: bool = False) -> PydanticCustomError:
    return PydanticCustomError("mistake", "{message}", Mistake(rule, message, hint, is_certain)._asdict())


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a text is needed")
    return value.strip()


def read_identifier(value: Any, scheme: str) -> Identifier:
    """Return the id that a text is under the key of a scheme; raises a mistake that says where it belongs."""
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
    from awesome_adapters.identifiers.slips import slip  # for mistakes alone

    if two := rivals(find(text, scheme)):
        return _error("bad-id", f"'{text}' names two papers, {two[0]} and {two[1]}; write one id")
    message, mistake, hint = f"'{text}' is not a valid {scheme}", slip(text), None
    if scheme == "arxiv_id" and re.fullmatch(r"[0-9]{4}\.[0-9]{4}", text) and parse(f"{text}0", scheme):
        message += ": since 2015 five digits follow the dot; was a final 0 lost?"
    else:
        message += f": it {mistake.reason}" if mistake else f"; an example is {SCHEMES[scheme].example}"
    if mistake and mistake.identifier:
        hint = f'{mistake.identifier.scheme}: "{mistake.identifier.value}"'
    return _error("bad-id", message, hint)


def refuse_paper_text(value: Any) -> Any:
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
    message = "'paper' should be a mapping of keys to values, but is a text"
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


class PartialDate(NamedTuple):
    """A day, or a month of which the day is not said."""

    year: int
    month: int
    day: int | None = None

    def __str__(self) -> str:
        return "-".join(f"{number:02}" for number in self if number)


def _partial_date(text: str) -> PartialDate:
    day = date.fromisoformat(f"{text}-01"[:10])
    return PartialDate(day.year, day.month, day.day if len(text) == 10 else None)


def _label(value: Any) -> str:
    if text := _scalar(value):
        return text
    raise _error("blank-key", "a label is missing before the colon")


def _link_label(value: Any) -> str:
    text = _label(value)
    if home := _LINK_KEYS.get(text.casefold()):
        raise _error("bad-label", f"a link called '{text}' has a place of its own; write it under {home}")
    return text


def _word(value: Any) -> str:
    name = _scalar(value)
    if name in TABLE:
        return name
    advice = "".join(f"did you mean '{close}'?" for close in get_close_matches(name, TABLE, 1))
    raise _error("unknown-key", f"there are no words called '{name}'; {advice or 'docs/templates.md has the names'}")


def empty_list() -> list[Any]:
    """Stand in for `list`, whose signature pydantic takes long to inspect."""
    return []


def empty_dict() -> dict[str, Any]:
    """Stand in for `dict`, as `empty_list` does for `list`."""
    return {}


_LINK = r"(?i)^https?://[^\s/?#@:\"<>\\^`{|}]+(:[0-9]+)?([/?#][^\s\"<>\\^`{|}]*)?$"
_KEY = "^[A-Za-z][A-Za-z0-9._-]*$"
ID_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "number"}]}
LINK_SCHEMA = {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
_YEAR = _validator("(1[0-9]|20)[0-9]{2}", int, "bad-year", "not a year; an example is 2024")
_YEAR_SCHEMA = {"type": "integer", "minimum": 1000, "maximum": 2099}
_NUMBER = _validator("[0-9]{1,6}", int, "bad-number", "not a whole number; an example is 3")
_NUMBER_SCHEMA = {"type": "integer", "minimum": 0, "maximum": 999999}
_DEPTH = _validator("[1-5]", int, "bad-number", "no number from 1 to 5")
_DEPTH_SCHEMA = {"type": "integer", "minimum": 1, "maximum": 5}
_FLAG = _validator("true|false", "true".__eq__, "bad-choice", "neither true nor false")
_DAY = _validator("[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat, "bad-date", "not a day; an example is 2024-05-31")


def _retracted(text: str) -> str:
    if text not in ("true", "false") and not is_link(text):
        date.fromisoformat(text)
    return text


_RETRACTED = _validator(".+", _retracted, "bad-choice", "neither true, nor a day, nor the address of a notice")
_RETRACTED_SCHEMA = {"anyOf": [{"type": "boolean"}, {"type": "string", "format": "date"}, LINK_SCHEMA]}
_DATE = _validator(
    "(1[0-9]|20)[0-9]{2}-[0-9]{2}(-[0-9]{2})?",
    _partial_date,
    "bad-date",
    "no day and no month, as 2024-05-31 and 2024-05 are; a year alone stands under 'year'",
)
_DATE_PATTERN = "^(1[0-9]|20)[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$"
_CITATION_KEY_PATTERN = "[A-Za-z0-9][A-Za-z0-9._:/+-]*"
_CITATION_KEY = _validator(
    _CITATION_KEY_PATTERN,
    str,
    "bad-key",
    "no citation key: it begins with a letter or a digit, and holds those and . _ : / + -",
)
_EMAIL = _validator(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", str, "bad-address", "no e-mail address")
_LANGUAGE_PATTERN = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_LANGUAGE = _validator(_LANGUAGE_PATTERN, str, "bad-choice", "no code of a language; examples are en, de and zh")
_LINK_KEYS = {"pdf": "'paper' as 'pdf'", "code": "'code'", "website": "'website'"} | dict.fromkeys(
    ("semantic scholar", "preprint", "published"), "'paper', by its id"
)
"""Where a link belongs that outputs call by this label."""

EXTRA_SCHEMA = {"type": ["string", "number", "boolean"]}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Link = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_LINK), WithJsonSchema(LINK_SCHEMA)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_KEY)]
Year = Annotated[int, _YEAR, WithJsonSchema(_YEAR_SCHEMA)]
Number = Annotated[int, _NUMBER, WithJsonSchema(_NUMBER_SCHEMA)]
Depth = Annotated[int, _DEPTH, WithJsonSchema(_DEPTH_SCHEMA)]
Flag = Annotated[bool, _FLAG, WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, _DAY, WithJsonSchema({"type": "string", "format": "date"})]
DayOrMonth = Annotated[PartialDate, _DATE, WithJsonSchema({"type": "string", "pattern": _DATE_PATTERN})]
CitationKey = Annotated[str, _CITATION_KEY, WithJsonSchema({"type": "string", "pattern": f"^{_CITATION_KEY_PATTERN}$"})]
Email = Annotated[str, _EMAIL, WithJsonSchema({"type": "string", "format": "email"})]
Language = Annotated[str, _LANGUAGE, WithJsonSchema({"type": "string", "pattern": f"^{_LANGUAGE_PATTERN}$"})]
Word = Annotated[str, PlainValidator(_word), WithJsonSchema({"enum": list(TABLE)})]
Label = Annotated[str, PlainValidator(_label), WithJsonSchema({"type": "string"})]
Retracted = Annotated[str, _RETRACTED, WithJsonSchema(_RETRACTED_SCHEMA)]
LinkLabel = Annotated[str, PlainValidator(_link_label), WithJsonSchema({"type": "string"})]
