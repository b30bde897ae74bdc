"""CSL-JSON: the real list obeys CSL's own schema, and a citation processor reads it."""

import json
import re
from importlib import resources
from typing import Any

import jsonschema
import pytest
from citeproc import (  # type: ignore[import-untyped]
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]

from cited import Read, a_catalogue, a_list, a_record, cited_title
from conftest import REPOSITORY


def csl_schema() -> dict[str, Any]:
    """What CSL-JSON can hold: the variables and types of CSL's own schema, which citeproc-py brings along."""
    folder = resources.files("citeproc") / "data" / "schema" / "schemas" / "styles"

    def words(file: str, name: str) -> list[str]:
        text = (folder / file).read_text(encoding="utf-8")
        block = re.search(rf"^  {re.escape(name)} =(.*?)(?=^  (?:[\w.-]+ =|##)|^}})", text, re.MULTILINE | re.DOTALL)
        assert block
        return re.findall('"([^"]+)"', re.sub("#.*", "", block[1]))

    string = {"type": "string"}
    parts = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
    name = {"type": "object", "properties": dict.fromkeys(parts, string), "additionalProperties": False}
    names = {"type": "array", "items": name}
    dates = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}
    date = {
        "type": "object",
        "properties": {"date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": dates}},
        "additionalProperties": False,
    }
    variables = {
        **dict.fromkeys(words("csl-variables.rnc", "variables.strings"), string),
        **dict.fromkeys(words("csl-variables.rnc", "variables.titles"), string),
        **dict.fromkeys(words("csl-variables.rnc", "variables.numbers"), string),
        **dict.fromkeys(words("csl-variables.rnc", "variables.names"), names),
        **dict.fromkeys(words("csl-variables.rnc", "variables.dates"), date),
        "id": string,
        "type": {"enum": words("csl-types.rnc", "item-types")},
    }
    item = {"properties": variables, "additionalProperties": False, "required": ["id", "type"]}
    return {"type": "array", "items": {"type": "object", **item}}


@pytest.mark.slow
def test_the_real_list_is_valid_csl_json() -> None:
    real = a_list(REPOSITORY)
    items = json.loads(real.export("csl"))

    jsonschema.validate(items, csl_schema())
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids) == len(real.records)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")  # citeproc-py does not know every variable of CSL 1.0.2
def test_a_citation_processor_reads_the_real_list() -> None:
    real = a_list(REPOSITORY)
    source = CiteProcJSON(json.loads(real.export("csl")))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    keys = [item["id"] for item in json.loads(real.export("csl"))]
    for key in keys:
        bibliography.register(Citation([CitationItem(key.lower())]))

    citations = [str(entry) for entry in bibliography.bibliography()]

    assert len(citations) == len(keys)
    assert all(title.casefold() in "".join(citations).casefold() for title in map(cited_title, real.records))


def test_a_name_a_date_an_award_a_note_and_a_key_have_their_variables() -> None:
    paper = {"arxiv_id": "2106.09685", "date": "2022-04-25", "citation_key": "hu2022lora"}
    record = a_record(paper=paper, title="Low-Rank Adaptation", name="LoRA", award="Oral", note="It is merged.")

    [item] = json.loads(Read(a_catalogue(record), [record]).export("csl"))

    jsonschema.validate([item], csl_schema())
    assert (item["id"], item["title-short"], item["note"]) == ("hu2022lora", "LoRA", "Oral. It is merged.")
    assert item["issued"] == {"date-parts": [[2022, 4, 25]]}
