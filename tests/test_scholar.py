"""What reference managers and search engines take from the page of a paper."""

import json
from typing import Any

import pytest

from awesome_adapters.formats.citations import exports
from awesome_adapters.formats.citations.citation import Item
from awesome_adapters.formats.site import scholar
from awesome_adapters.metadata import Journal, PaperMetadata
from awesome_adapters.records import Record
from cited import a_catalogue, a_record


def item(record: Record) -> Item:
    [made] = exports.items(a_catalogue(record), [record])
    return made


def tags(record: Record) -> list[tuple[str, str]]:
    return [(name.removeprefix("citation_"), content) for name, content in scholar.citation_tags(item(record))]


def described(record: Record, address: str | None = None, way: Any = ()) -> Any:
    return json.loads(scholar.schema_org(item(record), address, way))


def test_a_publication_at_a_conference() -> None:
    paper = {"acl_id": "2021.eacl-main.39", "arxiv_id": "2005.00247", "doi": "10.18653/v1/2021.eacl-main.39"}
    names = {"authors": ["Jonas Pfeiffer", "Quentin de Laroussilhe", "García de la Torre, Juan Luis"], "year": "2021"}

    record = a_record(title="AdapterFusion", paper=paper | names, tags=["A", "B"])

    assert tags(record) == [
        ("title", "AdapterFusion"),
        ("author", "Pfeiffer, Jonas"),
        ("author", "de Laroussilhe, Quentin"),
        ("author", "García de la Torre, Juan\u00a0Luis"),
        ("publication_date", "2021"),
        ("conference_title", "Conference of the European Chapter of the Association for Computational Linguistics"),
        ("doi", "10.18653/v1/2021.eacl-main.39"),
        ("arxiv_id", "2005.00247"),
        ("keywords", "A; B"),
        ("public_url", "https://aclanthology.org/2021.eacl-main.39/"),
        ("pdf_url", "https://aclanthology.org/2021.eacl-main.39.pdf"),
    ]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            a_record(paper={"arxiv_id": "2106.09685", "date": "2021-06-17"}),
            {"technical_report_institution": "arXiv", "technical_report_number": "arXiv:2106.09685"}
            | {"publication_date": "2021/06/17", "doi": "10.48550/arXiv.2106.09685"},
        ),
        (
            a_record(
                PaperMetadata(("a" * 40, "PMID:123"), venue="Nature", year=2021, journal=Journal("Nature", "7", "1-9")),
                paper={"pmid": "123"},
            ),
            {"journal_title": "Nature", "volume": "7", "firstpage": "1", "lastpage": "9", "pmid": "123"},
        ),
        (
            a_record(paper={"url": "https://e.org", "venue": "大会"}),
            {"publisher": "大会", "public_url": "https://e.org"},
        ),
    ],
)
def test_each_kind_says_where_it_was_published(record: Record, expected: dict[str, str]) -> None:
    assert expected.items() <= dict(tags(record)).items()


def test_a_tool_is_software() -> None:
    tool = a_record(title="Hub", code="https://github.com/o/hub", website="https://hub.ml")

    [work] = described(tool)

    assert tags(tool) == []
    assert (work["@type"], work["codeRepository"]) == ("SoftwareSourceCode", "https://github.com/o/hub")


def test_a_paper_is_a_scholarly_article_at_its_place() -> None:
    paper = {"arxiv_id": "2106.09685", "authors": ["Edward J. Hu", "OpenAI Team"], "venue": "ICLR", "year": "2022"}
    record = a_record(title="LoRA </script>", paper=paper, tags=["LoRA"], summary="Short.")

    work, way = described(record, "https://e.org/papers/a.html", [("List", "https://e.org/")])

    assert work == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": "LoRA </script>",
        "headline": "LoRA </script>",
        "description": "Short.",
        "author": [
            {"@type": "Person", "name": "Edward J. Hu"},
            {"@type": "Organization", "name": "OpenAI Team"},
        ],
        "datePublished": "2022",
        "isPartOf": {"@type": "PublicationVolume", "name": "ICLR"},
        "identifier": [{"@type": "PropertyValue", "propertyID": "arXiv", "value": "2106.09685"}],
        "keywords": ["LoRA"],
        "url": "https://arxiv.org/abs/2106.09685",
        "mainEntityOfPage": "https://e.org/papers/a.html",
    }
    assert [(step["position"], step["item"]) for step in way["itemListElement"]] == [
        (1, "https://e.org/"),
        (2, "https://e.org/papers/a.html"),
    ]
    assert "</" not in scholar.schema_org(item(record), None, ())
