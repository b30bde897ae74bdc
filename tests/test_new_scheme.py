"""A new identifier scheme is one row of the table: a made-up one goes through every command."""

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from conftest import Write

TODAY = date(2026, 1, 1)
ROW: dict[str, Any] = {
    "name": "Folio",
    "prefix": "folio",
    "example": "fol-0042",
    "description": "The id in the Folio.",
    "help": "The paper's id in the Folio.",
    "prefix_pattern": r"folio:\s*",
    "id_pattern": "(fol-[0-9]{4})",
    "url_pattern": "folio[.]example/paper/(fol-[0-9]{4})",
    "normalize": str.lower,
    "page": "https://folio.example/paper/{}",
    "pdf": "https://folio.example/pdf/{}",
    "rank": 0,
    "schema_rank": 9,
    "is_self_describing": True,
    "is_unique": True,
    "is_published": True,
    "proves_publication": True,
    "semantic_scholar": "FOLIO:",
    "s2_name": "Folio",
    "ask_rank": 9,
}
PAGE, PDF = "https://folio.example/paper/fol-0042", "https://folio.example/pdf/fol-0042"
LIST = """
    title: NLP
    items:
      - title: Alone
        paper:
          folio: "fol-0042"
      - title: Beside
        paper:
          folio: "fol-0043"
          arxiv_id: "2106.09685"
"""


@pytest.fixture(scope="module", autouse=True)
def _program_with_the_row() -> Iterator[None]:
    """Import the program anew, with one more row in the table before anything reads it."""
    originals = _take_modules()
    identifiers = importlib.import_module("awesome_adapters.identifiers")
    identifiers.SCHEMES["folio"] = identifiers.Scheme(**ROW)
    yield
    _take_modules()
    sys.modules.update(originals)


def _take_modules() -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in [*sys.modules] if name.partition(".")[0] == "awesome_adapters"}


def module(name: str) -> Any:
    return importlib.import_module(f"awesome_adapters.{name}")


@pytest.fixture
def project(root: Path, write: Write) -> Any:
    write(LIST)
    return module("project").Project.open(root)


@pytest.mark.parametrize("text", ["fol-0044", "FOL-0044", "Folio: fol-0044", "https://folio.example/paper/fol-0044"])
def test_every_spelling_is_added_in_quotes(project: Any, text: str) -> None:
    addition, lookup = module("changes.addition"), module("enrichment.lookup")

    candidate = lookup.resolve_input(text, lookup.Lookup(project.store, TODAY))
    fields = {"title": "New", "paper": dict(candidate.paper)}
    planned = addition.plan(project, project.section("NLP"), fields)

    assert planned.text == '- title: New\n  paper:\n    folio: "fol-0044"\n'
    assert planned.text.splitlines()[-1].strip() in planned.content.decode()


@pytest.mark.parametrize("text", ["fol-0042", "fol-0043"])
def test_a_paper_that_is_listed_is_refused(project: Any, text: str) -> None:
    addition, lookup = module("changes.addition"), module("enrichment.lookup")
    candidate = lookup.resolve_input(text, lookup.Lookup(project.store, TODAY))

    with pytest.raises(module("problems").CatalogueError, match="is already in the list"):
        addition.refuse_duplicate(project, candidate)


def test_check_reads_the_id_and_finds_its_mistakes(root: Path, project: Any, write: Write) -> None:
    checks = module("checks")
    write(
        """
        title: Tools
        items:
          - { title: Again, paper: { folio: fol-0042 } }
          - { title: Short, paper: { folio: fol-1 } }
          - { title: Elsewhere, paper: { arxiv_id: fol-0045 } }
          - { title: Address, paper: { folio: "https://folio.example/paper/fol-0046" } }
        """,
        "data/tools.yaml",
    )

    faulty = module("project").Project.open(root)
    warnings = checks.WARNINGS.run(faulty.context)

    assert (project.problems, checks.WARNINGS.run(project.context)) == ([], [])
    assert {(problem.rule, problem.location.line) for problem in faulty.problems} == {
        ("duplicate-paper", 4),
        ("bad-id", 5),
        ("other-id", 6),
    }
    assert [problem.hint for problem in faulty.problems if problem.rule == "other-id"] == ['folio: "fol-0045"']
    assert [problem.hint for problem in warnings if problem.rule == "id-spelling"] == ['folio: "fol-0046"']


def test_semantic_scholar_is_asked_for_the_id_and_its_answers_are_read(project: Any) -> None:
    answer = {"paperId": "a" * 40, "title": "Alone", "externalIds": {"Folio": "fol-0042", "ArXiv": "2106.09686"}}

    metadata = module("services.semantic_scholar.answers").parse_paper(answer)

    assert project.missing(TODAY) == ["FOLIO:fol-0042", "ARXIV:2106.09685"]
    assert metadata.ids == ("a" * 40, "ARXIV:2106.09686", "FOLIO:fol-0042")
    assert str(module("identifiers").from_semantic_scholar("FOLIO:fol-0042")) == "Folio fol-0042"


def test_a_contradicting_id_is_found(project: Any) -> None:
    checks = module("checks")
    metadata = module("metadata").PaperMetadata(ids=("a" * 40, "ARXIV:2106.09685", "FOLIO:fol-0099"), title="Beside")
    project.store.add("ARXIV:2106.09685", metadata, TODAY)

    problems = checks.WARNINGS.run(project.context)

    assert [(problem.rule, problem.location.line) for problem in problems] == [("contradicting-ids", 9)]


def test_the_id_settles_that_a_preprint_was_published(project: Any) -> None:
    assert module("checks.gaps").find(project.context._replace(today=TODAY))["old-preprint"] == []


def test_the_readme_leads_to_the_paper(project: Any) -> None:
    [readme] = project.readme()
    text = readme.content.decode()

    assert f'<a id="folio-fol-0042"></a>[**Alone**]({PAGE})' in text
    assert f'<a id="arxiv-2106.09685"></a><a id="folio-fol-0043"></a>[**Beside**]({PAGE.replace("42", "43")})' in text
    assert f"[PDF]({PDF})" in text


@pytest.mark.parametrize("name", ["bibtex", "csl", "ris", "csv", "json"])
def test_every_export_has_the_paper(project: Any, name: str) -> None:
    assert set(module("formats.citations.exports").FORMATS) == {"bibtex", "csl", "ris", "csv", "json"}

    text = project.export(name)

    assert "folio-fol-0042" in text
    assert PAGE in text.replace("\\", "")


def test_the_data_set_has_the_id_and_obeys_its_schema(project: Any) -> None:
    dataset = json.loads(project.export("json"))

    jsonschema.validate(dataset, module("formats.citations.dataset").json_schema())
    alone, beside = dataset["entries"]
    assert (alone["folio"], alone["arxiv_id"], alone["from"]["folio"]) == ("fol-0042", None, "list")
    assert (beside["folio"], beside["arxiv_id"]) == ("fol-0043", "2106.09685")


def test_the_page_shows_the_id_and_the_publication(project: Any) -> None:
    page = next(document for document in project.site() if document.path == "index.html").content.decode()

    assert "Folio fol-0042</dd>" in page
    assert "arXiv 2106.09685, Folio fol-0043</dd>" in page
    assert f'href="{PAGE.replace("42", "43")}"' in page
    assert 'href="https://arxiv.org/abs/2106.09685">Preprint</a>' in page


def test_editors_are_told_of_the_key() -> None:
    fields = module("schema").json_schema()["$defs"]["Paper"]["properties"]

    assert list(fields)[8:10] == ["folio", "url"]
    assert fields["folio"]["description"] == "The paper's id in the Folio."
    assert fields["folio"]["examples"] == ["fol-0042"]
