"""The data set: its schema, what the real list makes of it, and the source of each value."""

import json

import jsonschema

from awesome_adapters.formats.citations import dataset
from awesome_adapters.metadata import PaperMetadata
from cited import Read, a_catalogue, a_list, a_record
from conftest import REPOSITORY


def test_every_key_of_an_export_has_a_sentence() -> None:
    schema = dataset.json_schema()
    keys = schema["properties"] | schema["$defs"]["entry"]["properties"]

    assert len(keys) > 30
    assert [key for key, value in keys.items() if not value.get("description", "").endswith(".")] == ["version"]


def test_the_real_list_obeys_the_schema_of_our_json() -> None:
    real = a_list(REPOSITORY)
    schema = dataset.json_schema()
    document = json.loads(real.export("json"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert [entry["key"] for entry in document["entries"]] == [record.key for record in real.records]
    for entry in document["entries"]:
        present = {key for key, value in entry.items() if value not in (None, []) and key != "from"}
        assert set(entry["from"]) == present


def test_each_value_of_our_json_says_where_it_comes_from() -> None:
    metadata = PaperMetadata(
        ("a" * 40, "ARXIV:2106.09685", "DOI:10.1000/X"),
        url=f"https://www.semanticscholar.org/paper/{'a' * 40}",
        authors=("J. Hu",),
        venue="V",
        year=2021,
        citations=3,
        tldr="Short.",
        retrieved="2024-05-04",
    )
    record = a_record(
        metadata, paper={"arxiv_id": "2106.09685", "year": "2022"}, code="https://x.org", added="2024-01-02"
    )

    [entry] = json.loads(Read(a_catalogue(record), [record]).export("json"))["entries"]

    assert entry["from"] == {
        **dict.fromkeys(("key", "kind", "url", "pdf"), "computed"),
        **dict.fromkeys(("sections", "title", "year", "added", "code", "arxiv_id"), "list"),
        **dict.fromkeys(("authors", "venue", "citations", "tldr", "retrieved"), "semantic_scholar"),
        **dict.fromkeys(("semantic_scholar", "doi", "semantic_scholar_id"), "semantic_scholar"),
    }
