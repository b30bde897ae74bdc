from typing import Any

import pytest

from awesome_adapters.identifiers import parse
from awesome_adapters.metadata import PaperMetadata, SourceRecord
from awesome_adapters.metadata.provenance import PRECEDENCE, SOURCES, merge, spell

LORA = "2106.09685"
ARXIV = SourceRecord(
    "arxiv", f"ARXIV:{LORA}", "2026-11-20", title="LoRA: Low-Rank Adaptation", authors=("Edward J. Hu", "Yelong Shen")
)._replace(venue="arXiv.org", year=2021, published="2021-06-17")
CROSSREF = SourceRecord("crossref", "DOI:10.1000/lora", "2026-11-20", title="LoRA: Low-rank adaptation", year=2022)
CROSSREF = CROSSREF._replace(venue="The Conference", authors=("E. Hu", "Y. Shen"))
S2 = PaperMetadata(ids=("a" * 40, f"ARXIV:{LORA}"), title="LoRA", authors=("E. J. Hu", "Yelong Shen"), year=2021)
S2 = S2._replace(venue="arXiv.org", tldr="A sentence.")


def merged(metadata: PaperMetadata, *others: SourceRecord, ids: tuple[str, ...] = (LORA,)) -> tuple[Any, ...]:
    result = merge(metadata._replace(others=others), [identifier for text in ids if (identifier := parse(text))])
    values = result.metadata
    return values.title, values.authors, values.venue, values.year, result.sources


def test_every_source_of_the_table_is_one() -> None:
    assert {key for keys in PRECEDENCE.values() for key in keys} <= SOURCES.keys()


def test_what_semantic_scholar_lacks_comes_from_the_source_that_is_next() -> None:
    result = merge(PaperMetadata(others=(ARXIV,)), [parse(LORA)])  # type: ignore[list-item]

    assert result.metadata == PaperMetadata(others=(ARXIV,))._replace(
        title=ARXIV.title, authors=ARXIV.authors, venue="arXiv.org", year=2021, published="2021-06-17"
    )
    assert result.sources == dict.fromkeys(("title", "authors", "venue", "year", "published"), "arxiv")


def test_semantic_scholar_comes_first_and_names_are_spelled_in_full() -> None:
    names = ("Edward J. Hu", "Yelong Shen")

    assert merged(S2, ARXIV) == ("LoRA", names, "arXiv.org", 2021, {"authors": "arxiv", "published": "arxiv"})


def test_a_publication_under_an_id_of_the_entry_comes_before_a_preprint_server_with_its_year() -> None:
    title, _, venue, year, sources = merged(S2, CROSSREF, ids=(LORA, "10.1000/lora"))

    assert (title, venue, year) == ("LoRA", "The Conference", 2022)
    assert sources == {"venue": "crossref", "year": "crossref"}


@pytest.mark.parametrize(
    ("record", "is_shown"),
    [
        (CROSSREF, True),
        (CROSSREF._replace(title="Another paper on something else"), False),
        (CROSSREF._replace(authors=("Somebody Else", "No One")), False),
        (CROSSREF._replace(id="DOI:10.1000/other"), False),
    ],
)
def test_a_doi_that_authors_tell_counts_where_title_and_authors_agree(record: SourceRecord, is_shown: bool) -> None:
    preprint = ARXIV._replace(doi="10.1000/lora")

    assert merged(PaperMetadata(), preprint, record)[2] == ("The Conference" if is_shown else "arXiv.org")
    assert merged(S2, preprint, record)[2] == "arXiv.org"


def test_what_was_answered_for_an_id_that_the_entry_had_before_counts_no_more() -> None:
    assert merged(PaperMetadata(), ARXIV, ids=("2106.00001",)) == (None, (), None, None, {})


@pytest.mark.parametrize(
    ("names", "others", "expected"),
    [
        (("Ivan Vulic",), [("I. Vulić",)], "Ivan Vulić"),
        (("Ivan Vuli'c",), [("Ivan Vulić",)], "Ivan Vulić"),
        (("I. Vulić",), [("Ivan Vulic",)], "Ivan Vulić"),
        (("E. Ponti",), [("Edoardo Maria Ponti",)], "Edoardo Maria Ponti"),
        (("Edward Hu",), [("Edward J. Hu",)], "Edward J. Hu"),
        (("J. Edward Hu",), [("Edward J. Hu",)], "J. Edward Hu"),
        (("Yang Li",), [("Yi Wei Li",)], "Yang Li"),
        (("Jose Garcia",), [("JOSÉ MARIA GARCÍA",)], "Jose Garcia"),
        (("Jose Garcia",), [("José García",)], "José García"),
        (("A. Hu",), [("B. Hu",)], "A. Hu"),
        (("L. Ma",), [("Lukasz Ma",), ("Łukasz Ma",)], "Łukasz Ma"),
        (("DeepMind",), [("Deepmind",)], "DeepMind"),
    ],
)
def test_the_fullest_spelling_of_a_name_is_shown(names: Any, others: Any, expected: str) -> None:
    assert spell(names, *others) == (expected,)


def test_lists_of_other_people_spell_nothing() -> None:
    assert spell(("I. Vulic", "A. Hu"), ("Ivan Vulić",), ("Ivan Vulić", "B. Ma")) == ("I. Vulic", "A. Hu")
