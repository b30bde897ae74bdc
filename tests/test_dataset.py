"""The data set: its schema, what the real list makes of it, and the source of each value."""

import json
from typing import Any

import jsonschema
import pytest

from awesome_adapters.formats.citations import dataset
from awesome_adapters.metadata import PaperMetadata
from cited import Read, a_catalogue, a_list, a_record
from conftest import REPOSITORY


def test_every_key_of_an_export_has_a_sentence() -> None:
    schema = dataset.json_schema()
    keys = schema["properties"] | schema["$defs"]["entry"]["properties"]

    assert len(keys) > 30
    assert [key for key, value in keys.items() if not value.get("description", "").endswith(".")] == ["version"]


@pytest.mark.slow
def test_the_real_list_obeys_the_schema_of_our_json() -> None:
    real = a_list(REPOSITORY)
    schema = dataset.json_schema()
    document = json.loads(real.export("json"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert [entry["key"] for entry in document["entries"]] == [record.key for record in real.records]
    for entry in document["entries"]:
        present = {key for key, value in entry.items() if value not in (None, [], {}) and key != "from"}
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
        **dict.fromkeys(("key", "kind", "url", "pdf", "date", "citation_key"), "computed"),
        **dict.fromkeys(("sections", "title", "year", "added", "code", "arxiv_id"), "list"),
        **dict.fromkeys(("authors", "venue", "citations", "tldr", "retrieved"), "semantic_scholar"),
        **dict.fromkeys(("semantic_scholar", "doi", "semantic_scholar_id"), "semantic_scholar"),
    }


FURTHER: dict[str, Any] = {
    "name": "LoRA",
    "note": "Merged  into\nthe weights.",
    "award": "Oral",
    "highlight": "true",
    "links": {"Talk": "https://x.org/t", "Data": "https://x.org/d"},
    "extra": {"Models": "GPT-3"},
}


def test_further_keys_come_from_the_list_each_with_its_own_value() -> None:
    paper = {"arxiv_id": "2106.09685", "date": "2022-04-25", "citation_key": "hu2022lora"}
    record = a_record(paper=paper, **FURTHER)
    export = json.loads(Read(a_catalogue(record), [record]).export("json"))

    [entry] = export["entries"]

    jsonschema.validate(export, dataset.json_schema())
    further = {**FURTHER, "note": "Merged into the weights.", "highlight": True}
    further |= {"date": "2022-04-25", "year": 2022, "citation_key": "hu2022lora"}
    assert {key: entry[key] for key in further} == further
    assert list(entry["links"]) == ["Talk", "Data"]
    assert {entry["from"][key] for key in further} == {"list"}
