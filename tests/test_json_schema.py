"""`data/schema.json`: what it offers to editors, what it takes, and who keeps it current."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.formats import json_schema
from conftest import Call, Done, Write

LIST = """
title: NLP
sections:
- title: Methods
  items:
  - { title: LoRA, code: https://x.org/1, tags: [peft, LoRA, "C++: x"] }
  - { title: QLoRA, code: https://x.org/2, tags: [LoRA, lo-ra], also_in: [Tools] }
  sections: [{ title: Low "rank" }]
- title: Tools
"""
SETTINGS = "tags: { PEFT: [parameter-efficient], Unused: [] }"
SECTIONS = ["NLP", "NLP > Methods", 'NLP > Methods > Low "rank"', "NLP > Tools"]
TAGS = ["C++: x", "LoRA", "PEFT", "Unused"]


@pytest.fixture
def schema(write: Write) -> Path:
    """A list, and its schema from some time ago."""
    write(LIST)
    write(SETTINGS, "catalogue.yaml")
    return write(json_schema.render().content.decode().replace("heading", "title"), "data/schema.json")


def items(schema: str | bytes, key: str) -> dict[str, Any]:
    items: dict[str, Any] = json.loads(schema)["$defs"]["Entry"]["properties"][key]["items"]
    return items


def test_the_lists_sections_and_tags_are_offered_in_their_right_spelling(call: Call, schema: Path) -> None:
    call("build", "--offline")

    assert items(schema.read_bytes(), "also_in") == {"minLength": 1, "type": "string", "examples": SECTIONS}
    assert items(schema.read_bytes(), "tags") == {"minLength": 1, "type": "string", "examples": TAGS}


@pytest.mark.slow
def test_other_tags_and_other_spellings_of_a_section_stay_valid(call: Call, schema: Path, tmp_path: Path) -> None:
    call("build", "--offline")
    file = tmp_path / "new.yaml"
    file.write_text("title: A\nitems: [{ title: a, tags: [New, '2021'], also_in: [tools] }]")

    program = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run([program, "--schemafile", schema, file], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_a_build_keeps_the_schema_current_where_there_is_one(call: Call, schema: Path, write: Write) -> None:
    stale = call("build", "--check")
    first = call("build", "--offline")
    current = call("build", "--check")
    again = call("build", "--offline")
    write(LIST.replace("Tools", "Software"))
    moved = call("build", "--check")

    message = "README.md is not current; run: awesome-adapters build\n"
    assert stale == Done(1, "", f"{message}{message.replace('README.md', 'data/schema.json')}")
    assert first == Done(0, "README.md: written\ndata/schema.json: written\n", "")
    assert current == Done(0, "", "")
    assert again == Done(0, "README.md: already current\n", "")
    assert moved.err.endswith("data/schema.json is not current; run: awesome-adapters build\n")
    assert schema.read_bytes().startswith(b'{\n  "$schema": ')


def test_a_schema_of_somebody_else_is_left_alone(call: Call, schema: Path) -> None:
    schema.write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema"}\n')

    done = call("build", "--offline")

    assert done == Done(0, "README.md: written\n", "")
    assert schema.read_text() == '{"$schema": "https://json-schema.org/draft/2020-12/schema"}\n'


def test_a_list_without_a_schema_gets_none(call: Call, schema: Path) -> None:
    schema.unlink()

    done = call("build", "--offline")

    assert done == Done(0, "README.md: written\n", "")
    assert not schema.exists()


def test_the_command_prints_what_the_build_writes(call: Call, schema: Path) -> None:
    call("build", "--offline")

    assert call("schema") == Done(0, schema.read_text(encoding="utf-8"), "")


def test_the_command_needs_no_list(call: Call) -> None:
    assert call("schema") == Done(0, json_schema.render().content.decode(), "")


def test_a_list_with_mistakes_still_has_its_sections(call: Call, write: Write) -> None:
    write(f"{LIST}\n- titel: wrong\n")

    done = call("schema")

    assert (done.code, done.err) == (0, "")
    assert set(SECTIONS) <= set(items(done.out, "also_in")["examples"])


def test_a_list_without_tags_offers_none(call: Call, write: Write) -> None:
    write("title: NLP\nitems: [{ title: LoRA, code: https://x.org }]")

    assert items(call("schema").out, "tags") == {"minLength": 1, "type": "string"}
