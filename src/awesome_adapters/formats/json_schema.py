"""`data/schema.json`: the JSON Schema with which editors complete and check data files."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from awesome_adapters.catalogue import Catalogue, path_text
from awesome_adapters.storage.files import Document

PATH = "data/schema.json"
_PACKAGED = Path(__file__).with_name("schema.json")
"""What `schema.json_schema` returns: pydantic takes long to make it. `pytest --update-expected` writes the file."""


def is_generated(content: bytes) -> bool:
    """Return whether this program wrote the file: another one's schema can have the same name."""
    return b'"$comment": "Made by awesome-adapters' in content


def render(catalogue: Catalogue | None = None) -> Document:
    """Render the schema; with a catalogue it offers the list's sections and tags, and still takes any other.

    They stand under `examples`, which says nothing of what is valid (draft 2020-12, validation, 9.5).
    yaml-language-server completes from them, and puts quotes around what needs them; of an `enum` in an
    `anyOf` it does not (tried with 1.19).
    """
    sections = [path_text(section.path) for section in catalogue.sections] if catalogue else []
    tags = sorted(catalogue.tags().values(), key=lambda tag: (tag.casefold(), tag)) if catalogue else []
    return _document(tuple(dict.fromkeys(sections)), tuple(dict.fromkeys(tags)))


@lru_cache(1)  # a program that stays renders it again and again
def _document(sections: tuple[str, ...], tags: tuple[str, ...]) -> Document:
    schema: dict[str, Any] = json.loads(_PACKAGED.read_bytes())
    fields = schema["$defs"]["Entry"]["properties"]
    for key, values in (("also_in", sections), ("tags", tags)):
        if values:
            fields[key]["items"]["examples"] = values
    return Document(PATH, text(schema).encode())


def text(schema: dict[str, Any]) -> str:
    """Return a schema as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
