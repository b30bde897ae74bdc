"""The model of an exported list, of which `awesome-adapters schema --of export` prints the JSON Schema."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema

from awesome_adapters.formats.citations.citation import Kind
from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.schema import Link

_Paths = Annotated[
    list[tuple[str, ...]],
    WithJsonSchema(
        {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1, "items": {"type": "string"}}}
    ),
]
_Day = Annotated[str, StringConstraints(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Entry(BaseModel):
    """An entry, but for the paper's ids and where each value comes from."""

    key: str = Field(description="The entry's lasting name.")
    sections: _Paths = Field(
        description="The sections that show the entry, each by its titles from the top; its own is the first."
    )
    kind: Kind = Field(
        description="What is cited: an article of a journal, a paper of proceedings, a preprint, software, or "
        "something else."
    )
    title: str = Field(description="The title that the list shows.")
    paper_title: str | None = Field(description="What the paper itself is called, where the list says that it differs.")
    authors: list[str] = Field(description="All authors in order, given name first.")
    venue: str | None = Field(description="Where it was published, as the list shows it before short names.")
    year: int | None = Field(description="The year of that publication.")
    published: str | None = Field(description="The day of the first publication, often the preprint's, as 2021-06-17.")
    summary: str | None = Field(description="One sentence of the list's curators.")
    tldr: str | None = Field(description="A summary; where it comes from Semantic Scholar, a machine made it.")
    tags: list[str] = Field(description="Method names and topics.")
    added: _Day | None = Field(description="The day on which the entry came into the list.")
    citations: int | None = Field(description="How many papers cite it, on the day under `retrieved`.")
    retrieved: str | None = Field(description="The day on which Semantic Scholar was asked, as 2024-05-31.")
    url: Link | None = Field(description="Where the title leads.")
    pdf: Link | None = Field(description="The PDF.")
    code: Link | None = Field(description="The source code.")
    website: Link | None = Field(description="The project's website.")
    semantic_scholar: Link | None = Field(description="The paper's page on Semantic Scholar.")


class Dataset(BaseModel):
    """A list of papers and tools as awesome-adapters exports it to JSON."""

    version: Literal[1]
    title: str = Field(description="The list's title.")
    description: str = Field(description="One sentence on what the list is about.")
    repository: Link | None = Field(description="The address of the list's repository.")
    site: Link | None = Field(description="The address of the list's website.")
    sources: dict[str, str] = Field(
        description="What the values of `from` mean; data of Semantic Scholar is to be shown with its name and this "
        "link."
    )
    entries: list[Entry] = Field(description="The entries in the list's order.")


class _Generator(GenerateJsonSchema):
    """Leave keys in their order, without titles, and write types as shortly as the standard allows."""

    def sort(self, value: Any, parent_key: str | None = None) -> Any:  # noqa: ARG002 (pydantic's signature)
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        inner = self.generate_inner(schema["schema"])
        return {**inner, "type": [inner["type"], "null"]}

    def literal_schema(self, schema: Any) -> dict[str, Any]:
        literal = super().literal_schema(schema)
        del literal["type"]
        return literal


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an exported list."""
    dataset = Dataset.model_json_schema(schema_generator=_Generator)
    dataset["properties"]["entries"]["items"] = {"$ref": "#/$defs/entry"}
    entry = dataset["$defs"]["Entry"]["properties"]
    for key, scheme in SCHEMES.items():
        entry[key] = {"type": ["string", "null"], "description": scheme.description}
    entry["from"] = {
        "type": "object",
        "propertyNames": {"enum": list(entry)},
        "additionalProperties": {"enum": ["list", "semantic_scholar", "computed"]},
        "description": "Where each value that is there comes from.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An exported list",
        "description": dataset["description"],
        **_object(dataset["properties"]),
        "$defs": {"entry": _object(entry)},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Describe an object that has these keys, all of them, and no others."""
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}
