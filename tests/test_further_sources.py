import json
from pathlib import Path

import pytest

from api_fixtures import saved_records
from awesome_adapters import Project, checks
from awesome_adapters.cli.options import today
from awesome_adapters.metadata import SourceRecord
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.services import crossref
from awesome_adapters.services.semantic_scholar import pace
from conftest import Call, Write
from fake_api import FakeApi, a_record
from fake_services import FakeServices, a_work

LIST = """
    title: NLP
    items:
      - title: "LoRA: Low-Rank Adaptation"
        paper: { arxiv_id: "2106.09685" }
      - title: A published paper
        paper: { doi: 10.1000/x }
      - title: Unknown
        paper: { arxiv_id: "2106.00007" }
"""


@pytest.fixture
def listed(write: Write, services: FakeServices, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> FakeApi:
    """A list of three papers that Semantic Scholar does not know, of which arXiv and Crossref know one each."""
    for module, name in ((pace, "_FIRST_WAIT"), (pace, "_INTERVAL_WITHOUT"), (crossref, "INTERVAL")):
        monkeypatch.setattr(module, name, 0.002)
    write(LIST)
    services.preprints["2106.09685"] = {"title": "LoRA: Low-Rank Adaptation", "authors": ["Edward J. Hu"]}
    container = {"container-title": ["Proceedings of X"]}
    services.works["10.1000/x"] = a_work("10.1000/x", "A published paper", "Ann Müller, A Consortium", **container)
    api.records.clear()
    return api


@pytest.mark.usefixtures("listed")
def test_a_build_shows_what_further_sources_say_of_papers_that_semantic_scholar_does_not_have(
    call: Call, root: Path, services: FakeServices
) -> None:
    done = call("build")
    again = call("build")

    assert done.err.splitlines()[4:] == [
        "asking arXiv for 2 papers",
        "arXiv: 1 found, 1 unknown to it",
        "asking Crossref for 1 paper",
        "Crossref: 1 found",
    ]
    assert (again.err, len(services.requests)) == ("", 2)
    readme = (root / "README.md").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "Edward J. Hu" in readme
    assert "Thank you to arXiv for use of its open access interoperability." in readme
    assert "Proceedings of X 2022" in readme
    day = today().isoformat()
    assert saved_records(root)["ARXIV:2106.00007"] == {
        "retrieved": day,
        "unknown": True,
        "sources": {"arxiv": {"id": "ARXIV:2106.00007", "retrieved": day, "unknown": True}},
    }


@pytest.mark.parametrize("is_arxiv_down", [False, True])
def test_where_semantic_scholar_is_silent_others_speak_and_it_is_asked_again(
    call: Call, root: Path, services: FakeServices, listed: FakeApi, is_arxiv_down: bool
) -> None:
    doi = "10.48550/arxiv.2106.09685"
    services.datacite[doi] = {"doi": doi, "titles": [{"title": "LoRA"}], "creators": [{"name": "Hu, Edward"}]}
    services.down |= {"arxiv"} if is_arxiv_down else set()
    listed.play("429")

    done = call("build", "--max-wait", "0")

    assert done.code == 0
    assert ("arXiv does not answer (it is busy, 429); continuing with known metadata" in done.err) is is_arxiv_down
    assert ("DataCite: 1 found, 1 unknown to it" in done.err) is is_arxiv_down
    source = "datacite" if is_arxiv_down else "arxiv"
    record = saved_records(root)["ARXIV:2106.09685"]
    assert (list(record), list(record["sources"])) == (["sources"], [source])
    assert call("build").err.startswith("asking Semantic Scholar for 3 papers\n")


@pytest.mark.usefixtures("listed")
def test_a_later_answer_of_semantic_scholar_keeps_what_others_said(root: Path, call: Call, listed: FakeApi) -> None:
    call("build")
    path = root / "data" / "metadata.json"
    path.write_text(path.read_text().replace(today().isoformat(), "2020-01-01"), encoding="utf-8")
    listed.know({"ARXIV:2106.09685": a_record(9685, title="LoRA: Low-Rank Adaptation", authors=[{"name": "E. Hu"}])})

    call("build")

    record = saved_records(root)["ARXIV:2106.09685"]
    assert (record["authors"], record["sources"]["arxiv"]["authors"]) == (["E. Hu"], ["Edward J. Hu"])
    exported = json.loads(call("export", "json").out)["entries"][0]
    assert (exported["authors"], exported["from"]["authors"]) == (["Edward J. Hu"], "arxiv")
    assert exported["from"]["year"] == "semantic_scholar"


def test_check_says_where_a_further_source_knows_an_id_as_another_paper(write: Write, root: Path) -> None:
    write(LIST)
    store = MetadataStore(root)
    key, title = "ARXIV:2106.09685", "Something else altogether"
    store.add_source(key, SourceRecord("arxiv", key, "2026-11-20", title=title, authors=("A. B",)))
    store.save()

    problems = [problem for problem in checks.WARNINGS.run(Project.open(root).context) if problem.rule == "wrong-paper"]

    assert len(problems) == 1
    assert problems[0].message.startswith("arXiv knows this id as 'Something else altogether', and the entry is called")


@pytest.mark.parametrize(
    "sources",
    [
        [],
        {"arxiv": []},
        {"arxiv": {"year": "2021", "id": "ARXIV:2106.09685"}},
        {"evil": {"title": "T", "id": "ARXIV:2106.09685"}},
        {"arxiv": {"retrieved": "2026-99-99", "title": "T", "id": "ARXIV:2106.09685", "doi": "javascript:x"}},
    ],
)
def test_odd_records_of_further_sources_do_no_harm(
    write: Write, root: Path, call: Call, listed: FakeApi, sources: object
) -> None:
    assert listed
    write(f'{{\n"ARXIV:2106.09685": {json.dumps({"sources": sources})},\n"version": 1\n}}\n', "data/metadata.json")

    done = call("build")

    assert done.code == 0
    assert "Edward\xa0J.\xa0Hu" in (root / "README.md").read_text(encoding="utf-8")
    assert [document.path for document in Project.open(root).site()]
