"""The reference in docs/ is what the code says: `make docs` writes these pages."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import click  # noqa: TID251
import pytest

from awesome_adapters import checks, schema
from awesome_adapters.checks import explanations, gaps
from awesome_adapters.cli import COMMANDS
from awesome_adapters.cli import program as command_line
from awesome_adapters.formats import json_schema
from awesome_adapters.schema import CandidateEntry, DataFile
from awesome_adapters.schema.settings import Settings
from conftest import REPOSITORY

_NOTE = "<!-- Generated from the code: `make docs` writes this page. -->"
_FORMATS = {"uri": "address", "date": "day", "email": "e-mail address"}
_KINDS = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "null": "null"}


def page(title: str, introduction: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", _NOTE, introduction, *parts)) + "\n"


def kind(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Say in a few words what a key holds."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return (
            kind(definitions[name], definitions)
            if "properties" not in definitions[name]
            else f"[{name}](#{name.lower()})"
        )
    if choices := field.get("enum"):
        return ", ".join(f"`{choice}`" for choice in choices)
    if options := field.get("anyOf"):
        return " or ".join(dict.fromkeys(kind(option, definitions) for option in options))
    if field.get("type") == "array":
        return f"list: {kind(field.get('items', {'type': 'string'}), definitions)}"
    if field.get("type") == "object":
        values = field.get("additionalProperties")
        return (
            f"[mapping](#{field['title'].lower()})"
            if "properties" in field
            else (f"names, each with {kind(values, definitions)}" if isinstance(values, dict) else "mapping")
        )
    return _FORMATS.get(field.get("format", ""), _KINDS.get(str(field.get("type")), "text"))


def tables(document: dict[str, Any], first: str, hidden: tuple[str, ...] = ()) -> Iterator[str]:
    """Give a table of the keys of a schema, and one of each kind of mapping in it."""
    definitions = document.get("$defs", {})
    models = {first: document} | {name: one for name, one in definitions.items() if name not in hidden}
    for name, model in models.items():
        model = next((one for one in model.get("anyOf", ()) if "properties" in one), model)
        rows = [
            f"| `{key}` | {kind(field, definitions)} | {cell(field, definitions)} |"
            for key, field in model.get("properties", {}).items()
        ]
        if rows:
            about = model.get("description", "").replace("\n", " ")
            yield f"## {name}\n\n{about}\n\n| key | holds | meaning |\n|---|---|---|\n" + "\n".join(rows)


def cell(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    model = definitions.get(field.get("$ref", "").rpartition("/")[2], {})  # its description is left out at the key
    text = field.get("description", model.get("description", "")).replace("|", "\\|").replace("\n", " ")
    default = field.get("default")
    has_default = default not in (None, [], {}, "") and default is not False
    shown = (
        ", ".join(map(str, default))
        if isinstance(default, list)
        else str(default).lower()
        if default is True
        else default
    )
    return f"{text} Default: `{shown}`." if has_default else text


def data_format() -> str:
    introduction = (
        "Each file of `data/` is a section at the top level: it has the keys of [File](#file). Below it stand entries, "
        "and further sections with their own. [Add a paper](add-a-paper.md) has examples, and editors show these texts "
        "where you write. A work in `candidates.yaml` has the keys of an entry and those of [Candidate](#candidate)."
    )
    candidate = schema.json_schema(CandidateEntry)
    own = {key: field for key, field in candidate["properties"].items() if key not in schema.Entry.model_fields}
    further = {"description": candidate["description"], "properties": own}
    return page(
        "Data format", introduction, *tables(schema.json_schema(DataFile), "File"), *tables(further, "Candidate")
    )


def settings_page() -> str:
    introduction = (
        "These are all keys of `catalogue.yaml`. Each of them can be left out. [Keep a list](keep-a-list.md#settings) "
        "has an example with all of them. An editor shows these texts where the first line of the file is "
        "`# yaml-language-server: $schema=data/catalogue.schema.json`; `awesome-adapters schema --of catalogue` prints "
        "that file."
    )
    return page("Settings", introduction, *tables(schema.json_schema(Settings), "catalogue.yaml"))


def commands() -> str:
    parts = []
    for name in COMMANDS:
        command = command_line.get_command(click.Context(command_line), name)
        assert command
        parent = click.Context(command_line, info_name="awesome-adapters")
        context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
        context.help_option_names = ["-h", "--help"]
        parts.append(f"## {name}\n\n```text\n{command.get_help(context)}\n```")
    introduction = (
        "Every command works on the list of the folder you are in, and takes `--root` for another one. Exit statuses: "
        "0 for success, 1 for mistakes and failures, 2 for wrong options, 3 where a service did not answer, "
        "130 after Ctrl-C."
    )
    return page("Commands", introduction, *parts)


def rules() -> str:
    severities = {rule.name: rule.severity for rule in (*checks.ERRORS, *checks.WARNINGS, *gaps.NOTES)}
    parts = []
    for name, text in explanations.load().items():
        severity = f" ({severities[name]})" if name in severities else ""
        examples = [f"{heading}:\n\n```yaml\n{example}\n```" for heading, example in text.examples()]
        parts.append("\n\n".join((f"## {name}", f"{text.about}{severity}", *examples)))
    introduction = (
        "What `awesome-adapters check` says ends with the name of its rule, as `[summary-end]`. This page explains "
        "each; `awesome-adapters explain summary-end` does so in a terminal. An error holds up the build, a warning is "
        "for the curators, and a note is shown by `check --notes`."
    )
    return page("Rules", introduction, *parts)


PAGES: dict[str, Callable[[], str]] = {
    "data-format.md": data_format, "settings.md": settings_page, "commands.md": commands, "rules.md": rules,
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_reference_is_what_the_code_says(name: str, expect: Callable[[str, str], None]) -> None:
    expect(PAGES[name](), f"../../docs/{name}")


def test_every_key_has_its_row() -> None:
    for model, text in ((DataFile, data_format()), (schema.Paper, data_format()), (Settings, settings_page())):
        assert set(model.model_fields) <= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("document", "name"),
    [(json_schema.render().content.decode(), "data-format.md"),
     (json_schema.text(schema.json_schema(Settings)), "settings.md")],
)  # fmt: skip
def test_what_an_editor_shows_of_a_key_stands_in_the_reference(document: str, name: str) -> None:
    shown = re.findall(r'^ {4,}"description": (".*")', document, re.MULTILINE)

    text = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    assert [one for one in map(json.loads, shown) if one.replace("|", "\\|").replace("\n", " ") not in text] == []
    assert len(shown) > 30
