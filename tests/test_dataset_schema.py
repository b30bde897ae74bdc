"""The JSON Schema of exports."""

from awesome_adapters.formats.citations import dataset_schema


def test_every_key_of_an_export_has_a_sentence() -> None:
    schema = dataset_schema.json_schema()
    keys = schema["properties"] | schema["$defs"]["entry"]["properties"]

    assert len(keys) > 30
    assert [key for key, value in keys.items() if not value.get("description", "").endswith(".")] == ["version"]
