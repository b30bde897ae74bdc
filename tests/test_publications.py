import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import Project
from awesome_adapters.enrichment import publications
from awesome_adapters.metadata import PaperMetadata, SourceRecord
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.services import crossref
from awesome_adapters.services.crossref import Work
from awesome_adapters.services.semantic_scholar import pace
from conftest import Call, Write
from fake_api import FakeApi, a_record
from fake_services import FakeServices, a_work

LIST = """
    title: NLP
    items:
      - { title: A study of low-rank adapters, paper: { arxiv_id: "2106.00001" } }
"""
TITLE, NAMES = "A study of low-rank adapters", ("Ann Smith", "Bo Lee")
KEY = "ARXIV:2106.00001"
DAY = dt.date(2026, 11, 20)
ARXIV = SourceRecord("arxiv", KEY, "2026-11-20", title=TITLE, authors=NAMES, venue="arXiv.org", year=2021)
WORK = Work("10.1000/pub", "A study of low-rank adapters for language models", NAMES, "Journal of X", 2022)
WORK = WORK._replace(type="journal-article")


@pytest.fixture
def project(write: Write, root: Path) -> Project:
    """A list with one preprint, which Semantic Scholar knows as one."""
    write(LIST)
    store = MetadataStore(root)
    store.add(KEY, PaperMetadata(("a" * 40, KEY), title=TITLE, authors=NAMES, venue="arXiv.org", year=2021), DAY)
    store.save()
    return Project.open(root)


def told(project: Project, *others: SourceRecord) -> list[tuple[str, str, str]]:
    for other in others:
        project.store.add_source(KEY, other)
    findings = publications.findings(project.store, map(project.record, project.catalogue.entries()))
    return [(finding.kind, finding.proposal, finding.evidence) for finding in findings]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"doi": "10.1000/pub"}, [("published", "10.1000/pub", "its authors name the DOI at arXiv")]),
        ({"journal_ref": "J. X 3 (2022)"}, [("published", "", "its authors say at arXiv: 'J. X 3 (2022)'")]),
        ({"comment": "Accepted at ICLR 2022"}, [("accepted", "", "its authors say at arXiv: 'Accepted at ICLR 2022'")]),
        (
            {"comment": "Accept to appear <b>@all"},
            [("accepted", "", "its authors say at arXiv: 'Accept to appear <b>@all'")],
        ),
        ({"comment": "Submitted to ICLR 2022"}, []),
        ({"comment": "Under review; to appear if accepted"}, []),
        ({"comment": "12 pages"}, []),
    ],
)
def test_what_authors_say_at_arxiv_is_evidence(project: Project, fields: Any, expected: list[tuple[str, ...]]) -> None:
    assert told(project, ARXIV._replace(**fields)) == expected


def test_crossref_says_what_the_doi_is_that_authors_name(project: Project) -> None:
    record = SourceRecord("crossref", "DOI:10.1000/pub", "2026-11-20", title=WORK.title, authors=NAMES, venue="J. X")

    [(_, proposal, evidence)] = told(project, ARXIV._replace(doi="10.1000/pub"), record)
    other = record._replace(title="Something else altogether")
    [(_, nothing, doubt)] = told(project, other)

    assert (proposal, evidence) == ("10.1000/pub", "its authors name the DOI at arXiv, in J. X")
    assert (nothing, "'Something else altogether'" in doubt) == ("", True)


def test_a_preprint_of_another_server_leads_to_its_publication(write: Write, root: Path) -> None:
    write("title: NLP\nitems: [{ title: A, paper: { doi: 10.1101/2020.01.01.123456 } }]")
    project, doi = Project.open(root), "DOI:10.1101/2020.01.01.123456"
    project.store.add_source(doi, SourceRecord("crossref", doi, "2026-11-20", title="A", doi="10.1000/pub"))

    [finding] = publications.findings(project.store, map(project.record, project.catalogue.entries()))

    assert (finding.proposal, finding.path, finding.subject) == ("10.1000/pub", ("paper", "doi"), doi)


class Searching:
    """A client that finds these works."""

    def __init__(self, *works: Work) -> None:
        self.works = works

    def search(self, title: str, authors: Any) -> list[Work]:
        assert (title, authors) == (TITLE, list(NAMES))
        return list(self.works)


@pytest.mark.parametrize(
    ("works", "doi"),
    [
        ([WORK], "10.1000/pub"),
        ([WORK._replace(type="posted-content")], None),
        ([WORK._replace(authors=("Ann Smith", "Bo Lee", "Cy Doe"))], "10.1000/pub"),
        ([WORK._replace(authors=("Somebody Else",))], None),
        ([WORK._replace(authors=())], None),
        ([WORK._replace(title="Another subject of quite other words")], None),
        ([WORK._replace(year=2019)], None),
        ([WORK._replace(year=2026)], None),
        ([WORK._replace(venue="Some Shop")], None),
        ([WORK, WORK._replace(doi="10.65215/1", venue="Journal of Y")], None),
        ([WORK._replace(doi="10.65215/1"), WORK._replace(venue="Nature")], "10.1000/pub"),
        ([], None),
    ],
)
def test_a_publication_is_found_by_title_and_authors_and_never_by_the_title_alone(
    project: Project, works: list[Work], doi: str | None
) -> None:
    [(record, key)] = publications.to_search(project.store, project.records.values(), DAY)

    is_found = publications.search(Searching(*works), project.store, record, key, DAY)

    assert is_found is (doi is not None)
    assert [proposal for _, proposal, _ in told(project)] == ([doi] if doi else [])
    assert project.records[record.key].venue == "arXiv.org"
    later = DAY + dt.timedelta(27)
    assert publications.to_search(project.store, project.records.values(), later) == []
    assert publications.to_search(project.store, project.records.values(), later + dt.timedelta(1))


def test_a_refresh_tells_a_publication_once_and_what_comes_of_it_not_again(
    call: Call, write: Write, api: FakeApi, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((pace, "_INTERVAL_WITHOUT"), (crossref, "INTERVAL")):
        monkeypatch.setattr(module, name, 0.002)
    write(LIST)
    authors = [{"name": name} for name in NAMES]
    api.know({KEY: a_record(1, title=TITLE, authors=authors)})
    services.preprints["2106.00001"] = {"title": TITLE, "authors": NAMES, "comment": "To appear at X"}
    call("build")

    first = call("refresh")
    services.preprints["2106.00001"]["doi"] = "10.1000/pub"
    services.works["10.1000/pub"] = a_work("10.1000/pub", TITLE, ", ".join(NAMES), **{"container-title": ["Nature"]})
    second = call("refresh")
    third = call("refresh")
    api.know({KEY: a_record(1, title=TITLE, authors=authors, venue="Nature", year=2022)})
    fourth = call("refresh")

    assert "### Perhaps published: so its authors say" in first.out
    assert "To appear at X" in first.out
    assert second.out.startswith("### Published since\n\n- **2** ")
    assert "add doi 10.1000/pub: its authors name the DOI at arXiv, in Nature 2022" in second.out
    assert "Published since" not in third.out + fourth.out
    assert "Perhaps" not in second.out + third.out + fourth.out


@pytest.mark.usefixtures("api")
def test_a_service_that_does_not_answer_ends_a_refresh_with_three_and_is_no_news(
    call: Call, write: Write, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_INTERVAL_WITHOUT", 0.002)
    write(LIST)
    services.down |= {"arxiv", "datacite", "crossref"}

    done = call("refresh", "--max-wait", "0")

    assert (done.code, done.out) == (3, "Nothing changed.\n")
    assert "arXiv does not answer (it is busy, 429); continuing with known metadata\n" in done.err
    assert "DataCite does not answer (it is busy, 429); continuing with known metadata\n" in done.err
