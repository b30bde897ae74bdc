"""F, the yardstick: what no build of a list in YAML can avoid with these libraries, done without knowing any schema."""

import json
import sys
import tempfile
from pathlib import Path

import click  # noqa: F401, TID251 -- imported for what it costs
import jinja2  # noqa: F401, TID251
import pydantic
import yaml  # noqa: TID251


class Model(pydantic.BaseModel):
    """The smallest model: the first one pulls most of pydantic in."""

    field: str


def main(root: Path) -> None:
    """Read everything once, and write the README and its pages elsewhere."""
    for path in sorted((root / "data").glob("*.yaml")):
        parser = yaml.CSafeLoader(path.read_bytes())
        while parser.get_event() is not None:
            pass
    for line in (root / "data" / "metadata.json").read_bytes().splitlines():
        key, colon, record = line.partition(b'": ')
        if colon and key != b'"version':
            json.loads(record.removesuffix(b","))
    for path in (root / "README.md", *sorted((root / "sections").rglob("*.md"))):
        text = path.read_bytes().decode()
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())


main(Path(sys.argv[1]))
