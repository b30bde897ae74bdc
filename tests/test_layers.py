"""The shape of the code: imports point down, doors stand in one module each, modules are short and have their tests."""

import ast
import re
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import awesome_adapters

FOLDER = Path(awesome_adapters.__file__).parent
TESTS = Path(__file__).parent
LAYERS = (
    {"cli"},
    {"curation"},
    {"changes", "importing", "scaffold", "serving"},
    {"project"},
    {"candidates", "health"},
    {"enrichment"},
    {"bibtex", "checks"},
    {"formats"},
    {"records"},
    {"services"},
    {"catalogue", "metadata"},
    {"yaml"},
    {"schema"},
    {"identifiers", "storage"},
    {"text"},
    {"problems"},
    {"positions"},
)
DOORS = {
    "click": "cli/",
    "filelock": "storage/locks.py",
    "jinja2": "formats/",
    "requests": "services/",
    "subprocess": "storage/history.py",
    "urllib3": "services/",
    "yaml": "yaml/reader.py",
}
CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "time.gmtime",
    "time.localtime",
    "time.time",
}
MODELS = ("catalogue/key_names.py", "catalogue/sources.py", "catalogue/validation.py", "schema/")
"""Where pydantic is: at the doors where data comes in."""

TESTED_ELSEWHERE = {
    "__main__.py": "test_speed runs it",
    "checks/punctuation.py": "test_checks",
    "metadata/record_lines.py": "test_store",
    "storage/state_file.py": "test_store",
    "metadata/health_store.py": "test_health",
    "metadata/verdicts.py": "test_links",
    "formats/rows.py": "test_refresh",
    "health/findings.py": "test_health",
    "health/places.py": "test_health",
    "services/github.py": "test_lookups",
    "services/notices.py": "test_lookups",
    "services/replies.py": "test_links",
    "enrichment/retrieval.py": "test_project and test_metadata_updates",
    "yaml/passages.py": "test_edit, test_entry_changes",
    "changes/patches.py": "test_fixes, test_renames",
    "changes/working_copy.py": "test_renames, test_entry_changes",
    "enrichment/findings.py": "test_publications",
    "services/values.py": "test_answers, test_crossref",
    "cli/build.py": "test_cli",
    "cli/bulk_edits.py": "test_renames, test_entry_changes",
    "cli/candidates.py": "test_candidates",
    "cli/check.py": "test_cli",
    "cli/completion.py": "test_cli",
    "cli/discover.py": "test_discovery",
    "cli/dismiss.py": "test_discovery",
    "cli/doctor.py": "test_doctor",
    "cli/explain.py": "test_explanations",
    "curation/agenda.py": "test_decisions",
    "cli/deciding.py": "test_decisions",
    "cli/fixing.py": "test_fixes",
    "curation/settlements.py": "test_decisions",
    "cli/further.py": "test_further_sources",
    "cli/importing.py": "test_importing",
    "cli/merging.py": "test_merges",
    "cli/inputs.py": "test_add, test_candidates",
    "cli/options.py": "test_cli",
    "cli/proposals.py": "test_decisions",
    "cli/report.py": "test_cli",
    "cli/serve.py": "test_serving",
    "formats/readme/rendered.py": "test_serving",
    "cli/site.py": "test_page",
    "identifiers/schemes.py": "test_identifiers, test_new_scheme",
    **{
        f"importing/{name}.py": "test_reading, by a list of each shape"
        for name in (
            *("additions", "badges", "blocks", "drafts", "entries", "folder", "markup", "inline", "library"),
            *("links", "merging", "openings", "outline", "texts", "titles"),
        )
    },
    "yaml/indentation.py": "test_yaml_diagnosis",
    "yaml/lines.py": "test_yaml_diagnosis",
    "yaml/signs.py": "test_yaml_diagnosis",
}

TEXTS = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.py"))}
TREES = {path: ast.parse(text) for path, text in TEXTS.items()}
MODULES = {path: path.relative_to(FOLDER).parts[0].removesuffix(".py") for path in TREES}

each_module = pytest.mark.parametrize("path", TREES, ids=lambda path: path.relative_to(FOLDER).as_posix())


def imported(path: Path) -> Iterator[str]:
    """Give the full names that a module imports, wherever in it they stand."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)


def users(package: str) -> list[str]:
    """Give the modules that import a package of others, as paths below ours."""
    importers = (path for path in TREES if any(name.split(".")[0] == package for name in imported(path)))
    return [path.relative_to(FOLDER).as_posix() for path in importers]


def test_every_module_has_its_layer() -> None:
    assert set(MODULES.values()) - {"__init__", "__main__"} - {name for layer in LAYERS for name in layer} == set()


@each_module
def test_imports_point_down(path: Path) -> None:
    level = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    here = MODULES[path]

    names = [name.split(".")[1] for name in imported(path) if name.startswith("awesome_adapters.")]

    assert [name for name in imported(path) if name.startswith(".")] == []
    assert [name for name in names if name != here and level.get(name, len(LAYERS)) <= level.get(here, -1)] == []


def test_imports_make_no_circle() -> None:
    """Inside a package, too."""
    dotted = (".".join(path.relative_to(FOLDER.parent).with_suffix("").parts) for path in TREES)
    modules = dict(zip((name.removesuffix(".__init__") for name in dotted), TREES, strict=True))
    imports = {
        module: {name if name in modules else name.rpartition(".")[0] for name in imported(path)} - {module}
        for module, path in modules.items()
        if module != "awesome_adapters"
    }

    assert [*TopologicalSorter(imports).static_order()]


@pytest.mark.parametrize("package", DOORS)
def test_each_outside_thing_has_its_door(package: str) -> None:
    assert [path for path in users(package) if not path.startswith(DOORS[package])] == []


def test_models_are_at_the_doors_of_data_only() -> None:
    assert [path for path in users("pydantic") if not path.startswith(MODELS)] == []


def test_only_the_command_line_knows_the_date() -> None:
    endings = {".".join(name.split(".")[-2:]) for name in CLOCKS}
    askers = {
        MODULES[path]
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in endings
    }

    assert askers == {"cli"}


def test_ruff_holds_the_same_doors() -> None:
    settings = tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]

    assert settings["flake8-tidy-imports"]["banned-api"].keys() == DOORS.keys() - {"subprocess"} | CLOCKS


@each_module
def test_every_module_has_the_test_of_its_name(path: Path) -> None:
    name = path.relative_to(FOLDER).as_posix()

    names = (path.name, f"{path.parent.name}_{path.name}")

    assert (
        path.name == "__init__.py"
        or name in TESTED_ELSEWHERE
        or any((TESTS / f"test_{name}").exists() for name in names)
    )


@each_module
def test_no_module_is_longer_than_350_lines(path: Path) -> None:
    assert len(TEXTS[path].splitlines()) <= 350


@each_module
def test_an_import_inside_a_function_has_its_reason_beside_it(path: Path) -> None:
    functions = (node for node in ast.walk(TREES[path]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    imports = (n for function in functions for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom))

    assert [ast.unparse(n) for n in imports if not has_reason(TEXTS[path], n)] == []


def has_reason(text: str, node: ast.stmt) -> bool:
    """Return whether a comment stands in the lines of an import, or above it and others that it follows at once."""
    lines = text.splitlines()
    start = node.lineno - 1
    while lines[start - 1].lstrip().startswith(("import ", "from ")):
        start -= 1
    above = lines[start - 1].lstrip()
    return above.startswith("#") or any(re.search(r"#(?! *(noqa|type:))", x) for x in lines[start : node.end_lineno])


@pytest.mark.parametrize(
    ("text", "is_given"),
    [
        ("def f():\n    import a  # 40 ms\n", True),
        ("def f():\n    # 40 ms\n    import a\n    from b import c\n", True),
        ("def f():\n    from b import (  # 40 ms\n        c,\n    )\n", True),
        ("def f():\n    import a  # type: ignore[import-untyped]  # 40 ms\n", True),
        ("def f():\n    import a\n", False),
        ("def f():\n    import a  # noqa: F401\n", False),
        ("def f():\n    # 40 ms\n    a = 1\n    import a\n", False),
    ],
)
def test_a_reason_is_a_comment_and_not_a_directive(text: str, is_given: bool) -> None:
    *_, node = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom))

    assert has_reason(text, node) is is_given
