import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import records
from awesome_adapters.catalogue import sources
from awesome_adapters.identifiers import Identifier
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import Link, Record

SHA = "29ddc1f43f28af7c846515e32cc167bc66886d0c"
TITLE = "Parameter-Efficient Transfer Learning for NLP"
KNOWN = PaperMetadata(
    ids=(SHA, "ARXIV:1902.00751"),
    url=f"https://www.semanticscholar.org/paper/{SHA}",
    title=TITLE,
    authors=("N. Houlsby", "A. Giurgiu"),
    venue="International Conference on Machine Learning",
    year=2019,
    citations=3000,
    tldr="To demonstrate adapter's effectiveness, …",
    retrieved="2024-05-04",
)


Resolve = Callable[..., Record]


@pytest.fixture
def resolve(write: Callable[..., Path], root: Path) -> Resolve:
    """Make the record of a paper, or of an entry with the `fields`, and of what Semantic Scholar knows."""

    def resolve(paper: dict[str, Any] | None = None, metadata: PaperMetadata | None = KNOWN, **fields: Any) -> Record:
        entry = {"title": TITLE} | ({} if paper is None else {"paper": paper}) | fields
        write(json.dumps({"title": "NLP", "items": [entry]}))
        sections, problems = sources.load_data(root)
        assert not problems
        return records.resolve(sections[0].entries[0], metadata)

    return resolve


ARXIV = {"arxiv_id": "1902.00751"}


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("authors", ["Neil Houlsby"], ["Neil Houlsby"]),
        ("venue", "ICML", "ICML"),
        ("year", "2020", 2020),
        ("tldr", "Our own.", "Our own."),
    ],
)
def test_the_curators_word_wins_then_semantic_scholars_then_nothing(
    resolve: Resolve, field: str, value: Any, shown: Any
) -> None:
    nothing: Any = () if field == "authors" else None

    both, metadata_alone, removed, neither = (
        resolve(ARXIV | {field: value}),
        resolve(ARXIV),
        resolve(ARXIV | {field: None}),
        resolve(ARXIV, metadata=None),
    )

    assert getattr(both, field) == shown
    assert getattr(metadata_alone, field) == getattr(KNOWN, field)
    assert getattr(removed, field) == nothing
    assert getattr(neither, field) == nothing


def test_a_field_is_taken_away_alone(resolve: Resolve) -> None:
    record = resolve(ARXIV | {"venue": None})

    assert (record.authors, record.venue, record.year, record.tldr) == (KNOWN.authors, None, KNOWN.year, KNOWN.tldr)


def test_what_semantic_scholar_does_not_have_is_nothing(resolve: Resolve) -> None:
    record = resolve(ARXIV, PaperMetadata(ids=KNOWN.ids, title=TITLE))

    assert (record.authors, record.venue, record.year, record.tldr) == ((), None, None, None)
    assert [link.label for link in record.links] == ["PDF"]


def test_the_entrys_own_words_are_shown_as_they_are(resolve: Resolve) -> None:
    record = resolve(ARXIV, title="Houlsby Adapters", summary="Ours.", tags=["b", "a"], key="houlsby")

    assert (record.title, record.summary, record.key) == ("Houlsby Adapters", "Ours.", "houlsby")
    assert list(record.tags) == ["b", "a"]


def test_the_record_of_another_paper_is_never_shown(resolve: Resolve) -> None:
    other = KNOWN._replace(ids=("a" * 40, "ARXIV:2106.09685"), title="Cooking with Gas")

    record = resolve(ARXIV, other)

    assert record == resolve(ARXIV, metadata=None)


def test_a_title_settles_nothing_where_the_record_has_another_arxiv_id(resolve: Resolve) -> None:
    fields = {"title": TITLE, "paper": ARXIV}

    other, merged = (KNOWN._replace(ids=("a" * 40, *ids)) for ids in (["ARXIV:2106.09685"], []))

    assert resolve(**fields, metadata=other) == resolve(**fields, metadata=None)
    assert resolve(**fields, metadata=merged).year == 2019


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Houlsby Adapters", "paper": ARXIV},
        {"title": "Houlsby Adapters", "paper": {"doi": "10.1000/1", "title": TITLE}},
        {"title": TITLE.upper(), "paper": {"doi": "10.1000/1"}},
    ],
)
def test_a_record_is_the_papers_when_an_id_or_a_title_agrees(resolve: Resolve, fields: dict[str, Any]) -> None:
    assert resolve(**fields).year == 2019


PAGES = {
    "acl_id": "https://aclanthology.org/P19-1234/",
    "arxiv_id": "https://arxiv.org/abs/1902.00751",
    "openreview_id": "https://openreview.net/forum?id=nZeVKeeFYf9",
    "doi": "https://doi.org/10.1000/1",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/PMC1/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/1/",
    "semantic_scholar_id": f"https://www.semanticscholar.org/paper/{SHA}",
    "corpus_id": "https://api.semanticscholar.org/CorpusID:1",
}
IDS = {
    "acl_id": "P19-1234",
    "arxiv_id": "1902.00751",
    "openreview_id": "nZeVKeeFYf9",
    "doi": "10.1000/1",
    "pmcid": "PMC1",
    "pmid": "1",
    "semantic_scholar_id": SHA,
    "corpus_id": "1",
}


@pytest.mark.parametrize("number", range(len(IDS)))
def test_the_title_leads_to_the_most_open_publication(resolve: Resolve, number: int) -> None:
    schemes = list(IDS)[number:]

    record = resolve({scheme: IDS[scheme] for scheme in schemes}, metadata=None)

    assert record.url == PAGES[schemes[0]]


PDF = Link("PDF", "https://arxiv.org/pdf/1902.00751")
SCHOLAR = Link("Semantic Scholar", f"https://www.semanticscholar.org/paper/{SHA}")


@pytest.mark.parametrize(
    ("paper", "fields", "url", "links"),
    [
        (ARXIV, {}, "https://arxiv.org/abs/1902.00751", [PDF, SCHOLAR]),
        (
            ARXIV | {"url": "https://e.org/page", "pdf": "https://e.org/p.pdf"},
            {},
            "https://e.org/page",
            [Link("PDF", "https://e.org/p.pdf"), SCHOLAR],
        ),
        ({"doi": "10.1000/1", "arxiv_id": "1902.00751"}, {}, "https://arxiv.org/abs/1902.00751", [PDF, SCHOLAR]),
        ({"doi": "10.1000/1"}, {}, "https://doi.org/10.1000/1", [SCHOLAR]),
        ({"url": "https://e.org/page"}, {}, "https://e.org/page", [SCHOLAR]),
        ({"pdf": "https://e.org/p.pdf"}, {}, "https://e.org/p.pdf", [Link("PDF", "https://e.org/p.pdf"), SCHOLAR]),
        (
            {"year": "2020"},
            {"code": "https://e.org/code", "website": "https://e.org/"},
            "https://e.org/code",
            [Link("Code", "https://e.org/code"), Link("Website", "https://e.org/"), SCHOLAR],
        ),
        (
            {"year": "2020"},
            {"website": "https://e.org/"},
            "https://e.org/",
            [Link("Website", "https://e.org/"), SCHOLAR],
        ),
    ],
)
def test_a_link_is_made_only_of_what_is_there(
    resolve: Resolve, paper: dict[str, Any], fields: dict[str, Any], url: str, links: list[Link]
) -> None:
    record = resolve(paper, **fields)

    assert record.url == url
    assert record.links == links


def test_a_tool_has_its_own_links_and_no_others(resolve: Resolve) -> None:
    record = resolve(metadata=None, code="https://e.org/code")

    assert record.key == "title-parameter-efficient-transfer-learning-for-nlp"
    assert record == Record(
        listed=record.listed,
        metadata=PaperMetadata(),
        title=TITLE,
        url="https://e.org/code",
        summary=None,
        authors=(),
        venue=None,
        year=None,
        tags=[],
        links=[Link("Code", "https://e.org/code")],
        tldr=None,
    )


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        ({"semantic_scholar_id": SHA}, SCHOLAR),
        ({"corpus_id": "1"}, Link("Semantic Scholar", "https://api.semanticscholar.org/CorpusID:1")),
    ],
)
def test_an_id_of_semantic_scholar_leads_there_when_nothing_else_is_known(
    resolve: Resolve, paper: dict[str, str], expected: Link
) -> None:
    assert resolve(paper, metadata=None).links == [expected]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://evil.example/", "http://www.semanticscholar.org.x/", ""]
)
def test_semantic_scholars_address_is_taken_only_if_it_leads_there(resolve: Resolve, url: str) -> None:
    assert resolve(ARXIV, KNOWN._replace(url=url)).links == [PDF]


@pytest.mark.parametrize(
    ("authors", "year", "fits"),
    [
        ([], None, True),
        (["Neil Houlsby", "X. Other"], 2019, True),
        (["Houlsby"], 2021, True),
        (["Andréi Giurgiu"], None, True),
        (["Houlsby, Neil", "others"], 2019, True),
        (["Young, Neil"], 2019, False),
        (["Neil Young"], 2019, False),
        (["Neil Houlsby"], 2022, False),
        ([], 2016, False),
    ],
)
def test_authors_and_year_speak_against_another_paper_of_the_title(
    authors: list[str], year: int | None, fits: bool
) -> None:
    assert records.is_match(authors, year, KNOWN) is fits
    assert records.is_match(authors, year, PaperMetadata(title=TITLE))


def test_the_id_to_write_is_of_a_kind_that_the_entry_lacks() -> None:
    arxiv, doi = Identifier("arxiv_id", "1902.00751"), Identifier("doi", "10.1000/x")

    assert records.id_to_write([], KNOWN) == arxiv
    assert records.id_to_write([doi], KNOWN) == arxiv
    assert records.id_to_write([arxiv], KNOWN) == Identifier("semantic_scholar_id", SHA)


@pytest.mark.parametrize(
    ("paper", "date", "year"),
    [
        ({"date": "2020-05-31"}, "2020-05-31", 2020),
        ({"date": "2020-05", "year": "2020"}, "2020-05", 2020),
        ({}, "2019-02", 2019),
        ({"date": None}, "None", 2019),
    ],
)
def test_a_date_wins_over_the_month_of_an_arxiv_id_and_gives_the_year(
    resolve: Resolve, paper: dict[str, Any], date: str, year: int
) -> None:
    record = resolve(ARXIV | paper)

    assert (str(record.date), record.year) == (date, year)


def test_further_links_stand_after_code_and_website_in_their_order(resolve: Resolve) -> None:
    record = resolve(ARXIV, code="https://e.org/c", links={"Talk": "https://e.org/t", "Data": "https://e.org/d"})

    assert [link.label for link in record.links] == ["PDF", "Code", "Talk", "Data", "Semantic Scholar"]


def test_a_further_link_is_enough_for_the_title_to_lead_somewhere(resolve: Resolve) -> None:
    assert resolve(metadata=None, links={"Data": "https://e.org/d"}).url == "https://e.org/d"


def test_a_name_stands_before_a_title_that_does_not_begin_with_it(resolve: Resolve) -> None:
    assert resolve(ARXIV, name="Adapters").full_title == f"Adapters: {TITLE}"
    assert resolve(ARXIV, name="Parameter-efficient").full_title == TITLE
    assert resolve(ARXIV).full_title == TITLE
