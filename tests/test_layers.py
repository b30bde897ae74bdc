"""Imports point down, and the doors to the outside stand in one module each."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import awesome_adapters

FOLDER = Path(awesome_adapters.__file__).parent
LAYERS = (
    {"cli"},
    {"addition", "preview", "scaffold"},
    {"project"},
    {"checks", "gaps", "formats", "bibtex_import", "refresh", "suggest"},
    {"sources", "edit", "store", "semantic_scholar", "records"},
    {"assembly", "venues", "metadata"},
    {"catalogue"},
    {"tags", "schema"},
    {"identifiers", "files", "problems", "positions", "text"},
)
DOORS = {
    "click": {"cli"},
    "jinja2": {"formats"},
    "pydantic": {"schema", "sources", "semantic_scholar"},
    "requests": {"semantic_scholar"},
    "urllib3": {"semantic_scholar"},
    "yaml": {"sources"},
}
CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "time.localtime", "time.gmtime"}

TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.rglob("*.py"))}
MODULES = {path: path.relative_to(FOLDER).parts[0].removesuffix(".py") for path in TREES}


def imported(path: Path) -> Iterator[str]:
    """Give the full names that a module imports, wherever in it they stand."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)


def test_every_module_has_its_layer() -> None:
    assert set(MODULES.values()) - {"__init__", "__main__"} - {name for layer in LAYERS for name in layer} == set()


@pytest.mark.parametrize("path", TREES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_imports_point_down(path: Path) -> None:
    level = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    here = MODULES[path]

    wanted = [name.split(".")[1] for name in imported(path) if name.startswith("awesome_adapters.")]

    assert [name for name in imported(path) if name.startswith(".")] == []
    assert [name for name in wanted if name != here and level.get(name, 9) < level.get(here, 0)] == []


@pytest.mark.parametrize("door", DOORS)
def test_each_outside_thing_has_its_door(door: str) -> None:
    users = {MODULES[path] for path in TREES if any(name.split(".")[0] == door for name in imported(path))}

    assert users
    assert users <= DOORS[door]


def test_only_the_command_line_knows_the_date() -> None:
    askers = {
        MODULES[path]
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    }

    assert askers == {"cli"}
