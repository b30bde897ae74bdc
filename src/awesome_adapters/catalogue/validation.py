"""What is wrong with keys and values: pydantic's errors as problems, with their places and the lines to write."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from awesome_adapters.catalogue.key_names import Key, meanings
from awesome_adapters.identifiers import parse
from awesome_adapters.positions import Location, SourceNode
from awesome_adapters.problems import Problem
from awesome_adapters.schema import CandidateEntry, DataFile, Entry, Paper, Section, values
from awesome_adapters.schema.settings import Readme, Settings, Tag
from awesome_adapters.schema.values import Mistake
from awesome_adapters.text.names import author_names
from awesome_adapters.yaml.reader import KINDS, MISSING_VALUE
from awesome_adapters.yaml.signs import NEW_ENTRY, odd_space, odd_space_message, plain_spaces, straight_quotes
from awesome_adapters.yaml.writer import field_lines

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

_OWNERS: dict[type[BaseModel], str] = {
    Entry: "an entry",
    Paper: "'paper'",
    CandidateEntry: "a candidate",
    DataFile: "a file of data/",
    Section: "a section",
    Settings: "catalogue.yaml",
    Readme: "'readme' of catalogue.yaml",
    Tag: "a tag in catalogue.yaml",
}
"""What has the keys of a model, in words."""


def problems(error: ValidationError, node: SourceNode, model: type[BaseModel]) -> Iterator[Problem]:
    """Give the problems of a file that does not fit its model, each mistake once."""
    details = error.errors(include_url=False)
    explained: set[Path] = set()
    for path, names in _unknown_keys(detail["loc"] for detail in details if detail["type"] == "extra_forbidden"):
        owner = _model(model, path)
        misplaced: dict[str, str] = {}
        for name in names:
            if broken := _broken_key(node.at(*path, name, key=True), name, owner, _value(node, (*path, name))):
                yield broken
                explained.update((*path, key) for key in owner.model_fields if name.startswith(key))
                continue
            keys, is_sure = meanings(name, owner)
            if is_sure and keys[0].model is not owner:
                misplaced[name] = keys[0].key
                continue
            location = node.at(*path, name, key=True)
            yield Problem(location, "unknown-key", *_unknown_key(name, owner, keys, is_sure=is_sure))
            if is_sure:
                explained.add((*path, keys[0].key))
        if misplaced:
            yield _misplaced_keys(node, path, misplaced, owner)
            explained.add((*path, "paper"))
    yield from (
        _problem(detail, node)
        for detail in details
        if detail["type"] != "extra_forbidden" and not (detail["loc"] in explained and _is_blank(detail))
    )


def _is_blank(detail: Any) -> bool:
    return detail["type"] == "missing" or detail["input"] is None or detail["input"] is MISSING_VALUE


# Keys ----------------------------------------------------------------------------------------------------------------


def _unknown_keys(paths: Iterable[Path]) -> Iterator[tuple[Path, list[str]]]:
    """Give the paths of mappings, each with the keys in it that nobody knows."""
    by_mapping: dict[Path, list[str]] = {}
    for path in paths:
        by_mapping.setdefault(path[:-1], []).append(str(path[-1]))
    yield from by_mapping.items()


def _broken_key(where: Location, name: str, owner: type[BaseModel], value: Any) -> Problem | None:
    """Explain a key that a part of its value belongs to, because a colon or a space between them is missing."""
    match = re.fullmatch(r"(\w+)(?:(:)| ) *(\S.*)", name)
    if not match or match[1] not in owner.model_fields:
        return None
    key, colon, start = match.groups()
    message = f"a space belongs behind '{key}:'" if colon else f"'{key}' needs a colon and a space before its value"
    return Problem(where, "unknown-key", message, f"{key}: {start}: {value}" if isinstance(value, str) else None)


def _value(node: SourceNode, path: Path) -> Any:
    for step in path:
        node = node.child(step) or node
    return node.value


def _unknown_key(name: str, model: type[BaseModel], keys: list[Key], *, is_sure: bool) -> tuple[str, str | None]:
    """Return the message, and the key to write where it is sure."""
    owner = next((owner for owner in _OWNERS if name in owner.model_fields), None)
    if keys:
        names = (f"'{key.key}'{'' if key.model is model else _PLACES[key.model]}" for key in keys)
        advice = f"did you mean {' or '.join(names)}?"
    elif name == "section" and model is Entry:
        advice = "an entry is in the section where it stands; move it, or name a further section in 'also_in'"
    elif owner:
        advice = f"it belongs to {_OWNERS[owner]}"
    else:
        advice = f"allowed keys: {', '.join(model.model_fields)}"
    return f"unknown key '{name}'; {advice}", f"{keys[0].key}:" if is_sure else None


_PLACES = {Paper: " under 'paper'", Entry: " of the entry"}


def _misplaced_keys(node: SourceNode, path: Path, names: dict[str, str], owner: type[BaseModel]) -> Problem:
    """Say that keys of a paper stand beside it, or keys of an entry under its paper."""
    where = node.at(*path, next(iter(names)), key=True)
    mapping = _value(node, path)
    values = {key: _listed(key, mapping[name]) for name, key in names.items()}
    *most, last = (f"'{name}'" if name == key else f"'{name}' (here: '{key}')" for name, key in names.items())
    what, it = (f"{', '.join(most)} and {last} belong", "them") if most else (f"{last} belongs", "it")
    if owner is Paper:
        return Problem(where, "misplaced-key", f"{what} to the entry, not under 'paper'", _lines(values))
    paper = mapping.get("paper")
    if paper is None or paper is MISSING_VALUE:
        is_below = "paper" in mapping
        message = f"{what} to paper: indent {it} by two more spaces" if is_below else f"{what} under 'paper'"
        lines, is_renamed = _lines({"paper": values}), any(name != key for name, key in names.items())
        return Problem(where, "misplaced-key", message, lines, is_certain=lines is not None and not is_renamed)
    lines = _lines({"paper": {**paper, **values}}) if isinstance(paper, dict) else None
    return Problem(where, "misplaced-key", f"{what} under 'paper'", lines)


def _listed(key: str, value: Any) -> Any:
    return [value] if key in ("authors", "tags", "also_in") and isinstance(value, str) else value


def _lines(fields: Mapping[str, Any]) -> str | None:
    """Write keys and values as they would stand in an entry; None for values that cannot be written."""

    def is_writable(value: Any) -> bool:
        if isinstance(value, list):
            return all(isinstance(item, str) for item in value)
        return isinstance(value, str) or (
            isinstance(value, dict) and bool(value) and all(map(is_writable, value.values()))
        )

    if not all(map(is_writable, fields.values())):
        return None
    return field_lines(fields)


def _model(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the model of the mapping at a path, from the model at the top; free keys lead to the values' model."""
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            types = _types(model.model_fields[step].annotation)
            model = next((type_ for type_ in types if isinstance(type_, type) and issubclass(type_, BaseModel)), model)
    return model


def _types(annotation: Any) -> Iterator[Any]:
    """Give an annotation and everything that it is made of."""
    yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _types(argument)


# Values --------------------------------------------------------------------------------------------------------------


def _problem(detail: Any, node: SourceNode) -> Problem:
    """Make a problem of an error of pydantic's at one value or at a missing key."""
    path, kind, value, context = detail["loc"], detail["type"], detail["input"], detail.get("ctx", {})
    is_label = path[-1] == "[key]"  # pydantic's word for a key of a mapping whose keys are free
    path = path[:-1] if is_label else path
    key = path[-1]
    name = f"'{key}'" if isinstance(key, str) else f"an item of '{path[-2]}'"
    if kind == "missing":
        return Problem(node.at(*path[:-1]), "missing-key", f"{name} is missing")
    is_blank = value is MISSING_VALUE or value is None or (isinstance(value, str) and not value.strip())
    if is_blank and not is_label:
        where = node.at(*path, key=isinstance(key, str))
        return Problem(where, "blank-key", f"{name} has no value; give one or remove it")
    where = node.at(*path, key=is_label)
    if kind == "literal_error":
        return Problem(where, "bad-choice", f"{name} is one of {context['expected']}, not '{value}'")
    if kind == "string_pattern_mismatch":
        mistake = values.explain(context["pattern"], value)
    elif kind == "mistake":
        mistake = Mistake(**context)
    elif isinstance(value, str) and values.is_placeholder(value):
        mistake = Mistake("blank-key", f"'{value}' is no value of {name}; leave the key out")
    else:
        expected: type = {"list_type": list, "string_type": str}.get(kind, dict)
        message = f"{name} should be {KINDS[expected]}, but is {KINDS.get(type(value), KINDS[dict])}"
        advice, hint = _right_type(key, value, expected)
        return Problem(where, "wrong-type", f"{message}{advice}", hint)
    if isinstance(value, str) and mistake.rule in ("bad-id", "bad-date", "bad-year", "bad-link", "bad-key"):
        mistake = _odd_value(mistake, value, name) or mistake
    hint = _with_key(mistake.hint, key)
    return Problem(where, mistake.rule, mistake.message, hint, is_certain=mistake.is_certain)


def _odd_value(mistake: Mistake, value: str, name: str) -> Mistake | None:
    """Explain a value that says nothing, or is wrong because of signs that look like others."""
    if values.is_placeholder(value) and mistake.rule != "bad-link":
        return mistake._replace(
            message=f"'{value}' is no value of {name}; leave the key out", hint=None, is_certain=False
        )
    is_certain = mistake.is_certain or not mistake.hint
    if (straight := straight_quotes(value)) is not None:
        message = f"curly quotes are no quotes of YAML: {value}"
        return mistake._replace(message=message, hint=mistake.hint or f'"{straight}"', is_certain=is_certain)
    if sign := odd_space(value.strip()):
        hint = mistake.hint or plain_spaces(value).strip()
        return mistake._replace(message=odd_space_message(sign), hint=hint, is_certain=is_certain)
    return None


def _with_key(hint: str | None, key: str | int) -> str | None:
    """Put the key before the value that is to be written."""
    return hint and (hint if ": " in hint or isinstance(key, int) else f"{key}: {hint}")


def _right_type(key: str | int, value: Any, expected: type) -> tuple[str, str | None]:
    """Return advice on a value of another type, and the lines to write where they are known."""
    if key == "paper":
        return ("; take the '- ' away" if isinstance(value, list) else ""), _paper_lines(value)
    if key in ("items", "sections"):
        title = value.get("title") if isinstance(value, dict) else None
        is_title = isinstance(title, str)
        return (f"; {NEW_ENTRY}", f"- {_lines({'title': title})}") if is_title else ("", None)
    if expected is list and isinstance(value, str) and isinstance(key, str):
        return "", _list_lines(key, value.strip("[] "))
    if expected is str and isinstance(value, list) and len(value) == 1 and values.is_link(str(value[0])):
        return "", _lines({str(key): value[0]})
    return "", None


def _paper_lines(value: Any) -> str | None:
    """Write what stands where a mapping of a paper's keys belongs as such a mapping."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return _lines({"paper": {key: text for item in value for key, text in item.items()}})
    text = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(text, str):
        return None
    key, _, rest = text.partition(":")
    if key in Paper.model_fields and rest.strip():
        return _lines({"paper": {key: rest.strip().strip("\"'")}})
    if identifier := parse(text):
        return _lines({"paper": {identifier.scheme: identifier.value}})
    if re.fullmatch(r"(?i)https?://\S+", text):
        return _lines({"paper": {"pdf" if text.casefold().endswith(".pdf") else "url": text}})
    return None


def _list_lines(key: str, text: str) -> str | None:
    if key == "authors":
        return _lines({key: names}) if (names := author_names(text)) else None
    items = [item.strip() for item in text.split(",")] if key == "tags" else [text]
    return _lines({key: [item for item in items if item]})
