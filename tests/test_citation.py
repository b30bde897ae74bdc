from typing import Any

import pytest

from awesome_adapters.formats.citations import csl, ris
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.metadata import Journal, PaperMetadata
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text.names import Name
from cited import a_record

SETTINGS = Settings.model_validate(
    {"venues": {"ICLR": ["International Conference on Learning Representations"], "arXiv": ["arXiv.org"]}}
)
ARXIV = {"arxiv_id": "2106.09685"}


def cite(known: dict[str, Any] | None = None, paper: dict[str, Any] | None = ARXIV, **entry: Any) -> Citation:
    """Cite an entry about a paper of which Semantic Scholar says what is `known`."""
    given = entry | ({"paper": paper} if paper else {"code": "https://x.org"})
    return Citation.from_record(
        a_record(PaperMetadata(("a" * 40, "ARXIV:2106.09685"), **known) if known else None, **given), SETTINGS
    )


# The kind ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("venue", "kind"),
    [
        ("International Conference on Learning Representations", "proceedings"),
        ("ICLR", "proceedings"),
        ("NeurIPS 2023", "proceedings"),
        ("Neural Information Processing Systems", "proceedings"),
        ("Computer Vision and Pattern Recognition", "proceedings"),
        ("North American Chapter of the Association for Computational Linguistics", "proceedings"),
        ("Annual Meeting of the Association for Computational Linguistics", "proceedings"),
        ("Findings of the Association for Computational Linguistics: ACL 2025", "proceedings"),
        ("USENIX Symposium on Operating Systems Design and Implementation", "proceedings"),
        ("CVPR Workshops", "proceedings"),
        ("Transactions of the Association for Computational Linguistics", "article"),
        ("International Journal of Computer Vision", "article"),
        ("IEEE Signal Processing Letters", "article"),
        ("Proceedings of the VLDB Endowment", "article"),
        ("Proceedings of the ACM on Programming Languages", "article"),
        ("Proceedings of the IEEE International Conference on Robotics", "proceedings"),
        ("Nature", "article"),
        ("Nature Machine Intelligence", "article"),
        ("APL Machine Learning", "article"),
        ("Machine Learning", "article"),
        ("Frontiers in Robotics and AI", "article"),
        ("Frontiers in Education Conference", "proceedings"),
        ("Nature and Man", "other"),
        ("Thinking Machines Lab: Connectionism", "other"),
        ("arXiv.org", "preprint"),
        ("arXiv", "preprint"),
        (None, "preprint"),
    ],
)
def test_the_venue_tells_the_kind(venue: str | None, kind: str) -> None:
    assert cite({"venue": venue}).kind == kind


@pytest.mark.parametrize(
    ("acl_id", "kind", "container", "year"),
    [
        ("2020.tacl-1.3", "article", "Transactions of the Association for Computational Linguistics", 2020),
        ("Q18-1001", "article", "Transactions of the Association for Computational Linguistics", 2018),
        ("2023.cl-2.1", "article", "Computational Linguistics", 2023),
        ("J93-2004", "article", "Computational Linguistics", 1993),
        ("P19-1001", "proceedings", "Annual Meeting of the Association for Computational Linguistics", 2019),
        ("2021.findings-acl.121", "proceedings", "Findings of the Association for Computational Linguistics", 2021),
        ("2021.clinicalnlp-1.3", "preprint", None, 2021),
    ],
)
def test_an_id_of_the_anthology_tells_the_kind_the_year_and_where_nobody_says_it_the_venue(
    acl_id: str, kind: str, container: str | None, year: int
) -> None:
    cited = cite({"year": 2017, "venue": "arXiv.org"}, {"acl_id": acl_id, **ARXIV})

    assert (cited.kind, cited.container, cited.year) == (kind, container, year)


def test_the_curators_year_and_venue_win_over_an_id_of_the_anthology() -> None:
    cited = cite(None, {"acl_id": "2021.eacl-main.39", "venue": "A Workshop", "year": "2022"})

    assert (cited.container, cited.year) == ("A Workshop", 2022)


def test_what_has_no_paper_is_software() -> None:
    cited = cite(None, None)

    assert (cited.kind, cited.url) == ("software", "https://x.org")


@pytest.mark.parametrize("venue", ["bioRxiv", "BIORXIV", "bioRxiv : the preprint server for biology"])
def test_a_preprint_of_another_server_than_arxiv_is_one_and_has_the_doi_of_its_server(venue: str) -> None:
    cited = cite(None, {"doi": "10.1101/2020.07.12.199554", "venue": venue, "year": "2020"})

    assert (cited.kind, cited.server, cited.container, cited.year) == ("preprint", "bioRxiv", None, 2020)
    assert cited.any_doi == "10.1101/2020.07.12.199554"


@pytest.mark.parametrize("venue", ["Computing Research Repository", "CoRR", "arXiv preprint arXiv:2106.09685"])
def test_arxiv_is_a_server_of_preprints_under_each_of_its_names(venue: str) -> None:
    cited = cite(None, ARXIV | {"venue": venue})

    assert (cited.kind, cited.server, cited.container) == ("preprint", "arXiv", None)


@pytest.mark.parametrize("paper", [{"url": "https://x.org/p"}, {"doi": "10.1000/x"}, {"doi": "10.1000/x", **ARXIV}])
def test_a_paper_of_which_nothing_tells_the_kind_is_something_else(paper: dict[str, str]) -> None:
    assert cite(None, paper).kind == "other"


def test_an_unknown_venue_with_a_journal_is_an_article() -> None:
    cited = cite({"venue": "APL Machine Learning", "journal": Journal("APL Machine Learning", "2", None)})

    assert (cited.kind, cited.container, cited.volume) == ("article", "APL Machine Learning", "2")


def test_an_unknown_venue_of_the_curators_is_not_known_by_another_ones_journal() -> None:
    assert cite({"venue": "J", "journal": Journal("J", "2", None)}, ARXIV | {"venue": "A Blog"}).kind == "other"


def test_a_preprint_has_no_pages() -> None:
    assert cite({"venue": "arXiv.org", "journal": Journal(None, "2", "1-21")}).pages == ()


# What is cited -------------------------------------------------------------------------------------------------------


def test_a_short_venue_is_given_under_its_long_name() -> None:
    assert cite(None, ARXIV | {"venue": "iclr"}).container == "International Conference on Learning Representations"


def test_the_papers_own_title_is_cited() -> None:
    assert cite(None, ARXIV | {"title": "Its Name"}).title == "Its Name"
    assert cite({"title": "LoRA"}, title="LoRA: Low-Rank").title == "LoRA: Low-Rank"


def test_the_ids_of_semantic_scholar_are_cited_where_the_entry_has_none() -> None:
    known = PaperMetadata(("a" * 40, "ACL:2021.eacl-main.39", "ARXIV:2005.00247", "DOI:10.18653/V1/2021.EACL-MAIN.39"))

    cited = Citation.from_record(a_record(known, paper={"acl_id": "2021.eacl-main.39"}), SETTINGS)

    assert (cited.arxiv, cited.doi) == ("2005.00247", "10.18653/v1/2021.eacl-main.39")
    assert cited.url == "https://aclanthology.org/2021.eacl-main.39/"


def test_a_preprint_has_the_doi_that_arxiv_registers_and_a_publication_has_not() -> None:
    assert cite().any_doi == "10.48550/arXiv.2106.09685"
    assert cite({"venue": "ICLR"}).any_doi is None


@pytest.mark.parametrize("last", ["J. Hu et al.", "J. Hu, et al."])
def test_missing_authors_are_told_and_are_no_person(last: str) -> None:
    cited = cite(None, ARXIV | {"authors": [last]})

    assert cited.has_more_authors
    assert cited.authors == (Name("Hu", "J."),)
    assert [csl.item(cited)["author"], ris.entry(cited).count("AU")] == [[{"family": "Hu", "given": "J."}], 1]


@pytest.mark.parametrize("name", ["", " ", "\u202e"])
def test_an_author_without_a_name_is_none(name: str) -> None:
    assert cite({"authors": (name, "J. Hu")}).authors == cite({"authors": ("J. Hu",)}).authors


# The date ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"venue": "arXiv.org", "year": 2021, "published": "2021-06-17"}, (2021, 6, 17)),
        ({"venue": "arXiv.org", "year": 2022, "published": "2021-06-17"}, (2022, None, None)),
        ({"venue": "ICLR", "year": 2021, "published": "2021-06-17"}, (2021, None, None)),
        ({"venue": "ICLR", "year": 2021, "published": "2021-12-06"}, (2021, 12, 6)),
        ({"venue": "ICLR", "year": 2021, "published": "2021-13-06"}, (2021, None, None)),
        ({"venue": "ICLR", "year": 2021, "published": "soon"}, (2021, None, None)),
        ({"venue": "arXiv.org"}, (2021, None, None)),
        ({"venue": "ICLR"}, (None, None, None)),
    ],
)
def test_month_and_day_are_those_of_what_is_cited(fields: dict[str, Any], date: tuple[int | None, ...]) -> None:
    cited = cite(fields)

    assert (cited.year, cited.month, cited.day) == date


def test_a_year_that_the_curator_takes_away_does_not_come_back() -> None:
    assert cite(None, ARXIV | {"year": None}).year is None


@pytest.mark.parametrize(("arxiv", "year"), [("hep-th/9901001", 1999), ("cs/0112017", 2001), ("1705.08045", 2017)])
def test_the_id_tells_the_year_of_a_preprint(arxiv: str, year: int) -> None:
    assert cite(None, {"arxiv_id": arxiv}).year == year


# Volume and pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("journal", "volume", "pages"),
    [
        (Journal("J", "12", "46-51"), "12", ("46", "51")),
        (Journal("J", "12", "46 – 51"), "12", ("46", "51")),
        (Journal("J", "12", "e0123"), "12", ("e0123",)),
        (Journal("J", "12", "1:1-1:25"), "12", ("1:1", "1:25")),
        (Journal("ArXiv", "abs/2106.09685", None), None, ()),
        (Journal(None, "abs/2106.09685", "1 of 3"), None, ()),
        (Journal("J", "\\input{x}", "<b>1</b>"), None, ()),
        (None, None, ()),
    ],
)
def test_volume_and_pages_are_cited_where_they_are_such(
    journal: Journal | None, volume: str | None, pages: tuple[str, ...]
) -> None:
    cited = cite({"venue": "Journal of Things", "journal": journal})

    assert (cited.volume, cited.pages) == (volume, pages)


def test_pages_in_another_venue_than_the_curators_are_not_cited() -> None:
    known = {"venue": "Journal of Things", "journal": Journal("J", "12", "46-51")}

    assert cite(known, ARXIV | {"venue": "Journal of Others"}).pages == ()
    assert cite(known, ARXIV | {"venue": "Journal of Things"}).pages == ("46", "51")


# The curators' date, key, name and words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        ({"date": "2022-04-25"}, (2022, 4, 25)),
        ({"date": "2022-04"}, (2022, 4, None)),
        ({"date": "2022-04", "year": "2022"}, (2022, 4, None)),
        ({"date": None}, (2021, None, None)),
        ({}, (2021, 9, 7)),
    ],
)
def test_the_curators_date_wins_over_every_other_one(
    paper: dict[str, Any], expected: tuple[int, int | None, int | None]
) -> None:
    known = {"venue": "Nature", "year": 2021, "published": "2021-09-07"}

    citation = cite(known, {**ARXIV, **paper})

    assert (citation.year, citation.month, citation.day) == expected


def test_a_date_wins_over_the_year_of_an_acl_id_and_of_an_arxiv_id() -> None:
    assert cite(paper={"acl_id": "2021.acl-long.353", "date": "2022-05"}).year == 2022
    assert cite(paper={**ARXIV, "date": "2022-05"}).year == 2022


def test_a_citation_key_stands_in_for_the_made_one() -> None:
    assert cite(paper={**ARXIV, "citation_key": "hu2022lora"}).key == "hu2022lora"
    assert cite().key == "arxiv-2106.09685"


def test_a_name_an_award_and_a_note_are_cited_on_one_line() -> None:
    citation = cite(name="LoRA", award="Best\u2028Paper", note="One.\n\nTwo.")

    assert (citation.short_title, citation.award, citation.note) == ("LoRA", "Best Paper", "One. Two.")
