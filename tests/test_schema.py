"""The JSON Schema of a data file: what editors show and check."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.schema import Entry, Paper, json_schema

REPOSITORY = Path(__file__).parents[1]


def check(*arguments: str | Path) -> str:
    """Let check-jsonschema look at files, and return what it finds."""
    program = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_packaged_schema_is_the_one_of_the_models(expect: Callable[[str, str], None]) -> None:
    packaged = Path("..", "..", "src", "awesome_adapters", "formats", "schema.json")

    expect(json.dumps(json_schema(), ensure_ascii=False) + "\n", str(packaged))


def test_the_schema_is_a_json_schema(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(json_schema()))

    assert json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert check("--check-metaschema", schema) == ""


def test_every_key_has_a_sentence() -> None:
    models = {"DataFile": json_schema(), **json_schema()["$defs"]}

    keys = {f"{model}.{key}": value for model, fields in models.items() for key, value in fields["properties"].items()}

    assert len(keys) > 30
    assert [key for key, value in keys.items() if not value.get("description", "").endswith(".")] == []


def test_the_schema_knows_every_key_and_no_other() -> None:
    definitions = json_schema()["$defs"]

    assert set(definitions["Entry"]["properties"]) == set(Entry.model_fields)
    assert set(definitions["Paper"]["properties"]) == set(Paper.model_fields)
    assert {definitions[name]["additionalProperties"] for name in definitions} == {False}
    assert json_schema()["additionalProperties"] is False


def test_null_stands_where_it_empties_a_value_and_nowhere_else() -> None:
    def takes_null(value: dict[str, Any]) -> bool:
        return any(option.get("type") == "null" for option in value.get("anyOf", [value]))

    definitions = json_schema()["$defs"]
    nullable = {
        f"{name}.{key}"
        for name, model in definitions.items()
        for key, value in model["properties"].items()
        if takes_null(value)
    }

    assert nullable == {"Paper.title", "Paper.authors", "Paper.venue", "Paper.year", "Paper.date", "Paper.tldr"}


MISTAKES = (
    "index: 1",
    "title: NLP\nindex: first",
    "title: NLP\ntags: [LoRA]",
    "title: NLP\nitems: [{ code: 'https://x.org' }]",
    "title: NLP\nitems: [{ title: LoRA, cod: 'https://x.org' }]",
    "title: NLP\nitems: [{ title: LoRA, code: x.org }]",
    "title: NLP\nitems: [{ title: LoRA, tags: LoRA }]",
    "title: NLP\nitems: [{ title: LoRA, tags: }]",
    "title: NLP\nitems: [{ title: LoRA, added: '31.5.2024' }]",
    "title: NLP\nitems: [{ title: LoRA, key: 4-bit }]",
    "title: NLP\nitems: [{ title: LoRA, paper: '2106.09685' }]",
    "title: NLP\nitems: [{ title: LoRA, paper: { arxiv: '2106.09685' } }]",
    "title: NLP\nitems: [{ title: LoRA, paper: { year: 22 } }]",
    "title: NLP\nitems: [{ title: LoRA, links: 'https://x.org' }]",
    "title: NLP\nitems: [{ title: LoRA, links: { Data: x.org } }]",
    "title: NLP\nitems: [{ title: LoRA, highlight: very }]",
    "title: NLP\nitems: [{ title: LoRA, extra: { Models: [LLaMA] } }]",
    "title: NLP\nitems: [{ title: LoRA, paper: { date: '2024' } }]",
    "title: NLP\nitems: [{ title: LoRA, paper: { citation_key: 'a b' } }]",
    "title: NLP\nwas: Language",
    "title: NLP\nsections: [{ items: [] }]",
)


@pytest.mark.slow
def test_an_editor_sees_what_is_wrong_and_nothing_in_the_real_files(tmp_path: Path) -> None:
    for number, content in enumerate(MISTAKES):
        (tmp_path / f"{number}.yaml").write_text(content)

    wrong, real = (sorted(folder.glob("*.yaml")) for folder in (tmp_path, REPOSITORY / "data"))
    report = check("--output-format", "json", "--schemafile", REPOSITORY / "data" / "schema.json", *wrong, *real)

    assert len(real) > 3
    assert {Path(error["filename"]) for error in json.loads(report)["errors"]} == set(wrong)
