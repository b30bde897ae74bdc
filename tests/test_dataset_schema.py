"""The JSON Schema of exports: the packaged file is the one of the model."""

from collections.abc import Callable
from pathlib import Path

from awesome_adapters.formats import json_schema
from awesome_adapters.formats.citations import dataset_schema


def test_the_packaged_schema_of_exports_is_the_one_of_the_model(expect: Callable[[str, str], None]) -> None:
    packaged = Path("..", "..", "src", "awesome_adapters", "formats", "citations", "dataset.schema.json")

    expect(json_schema.text(dataset_schema.json_schema()), str(packaged))


def test_every_key_of_an_export_has_a_sentence() -> None:
    schema = dataset_schema.json_schema()
    keys = schema["properties"] | schema["$defs"]["entry"]["properties"]

    assert len(keys) > 30
    assert [key for key, value in keys.items() if not value.get("description", "").endswith(".")] == ["version"]
