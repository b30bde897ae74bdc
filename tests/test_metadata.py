import json
from typing import Any

import pytest

from awesome_adapters.metadata import QUERY, Journal, PaperMetadata, contradict, decode, encode, retain

FULL = PaperMetadata(
    ids=("a" * 40, "ARXIV:2106.09685"),
    retrieved="2026-11-20",
    title="LoRA",
    authors=("Edward J. Hu", "Yelong Shen"),
    venue="ICLR",
    year=2021,
    url="https://www.semanticscholar.org/paper/LoRA/1f",
    citations=2644,
    tldr="Freezes the weights.",
    published="2021-06-17",
    journal=Journal("ArXiv", pages="1-26"),
)
RECORD: dict[str, Any] = {
    "title": "LoRA",
    "authors": ("Edward J. Hu", "Yelong Shen"),
    "venue": "ICLR",
    "year": 2021,
    "url": "https://www.semanticscholar.org/paper/LoRA/1f",
    "citationCount": 2644,
    "tldr": "Freezes the weights.",
    "publicationDate": "2021-06-17",
    "journal": {"name": "ArXiv", "pages": "1-26"},
}


def test_the_api_is_asked_for_every_field_and_first_for_which_paper_it_is() -> None:
    assert QUERY == (
        "paperId,corpusId,externalIds,url,title,authors,venue,year,citationCount,tldr,publicationDate,journal"
    )


def test_a_paper_becomes_a_record_in_the_order_of_the_file() -> None:
    assert list(encode(FULL).items()) == list(RECORD.items())


def test_a_record_becomes_the_paper_again() -> None:
    record = {"ids": list(FULL.ids), "retrieved": "2026-11-20"} | RECORD | {"authors": list(FULL.authors)}

    assert decode(record) == FULL


@pytest.mark.parametrize("record", [{}, dict.fromkeys(RECORD), {"authors": [], "journal": {}, "surprise": 1}])
def test_what_a_record_lacks_is_nothing(record: dict[str, Any]) -> None:
    assert decode(record) == PaperMetadata()


@pytest.mark.parametrize(
    "record",
    [
        {"title": 7},
        {"title": ["LoRA"]},
        {"year": "2021"},
        {"year": True},
        {"citationCount": 1.5},
        {"authors": "Edward J. Hu"},
        {"authors": ["Edward J. Hu", None]},
        {"ids": {"a": 1}},
        {"journal": ["ArXiv"]},
        {"journal": {"pages": 7}},
    ],
    ids=repr,
)
def test_a_field_of_another_type_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        decode(record)


@pytest.mark.parametrize(
    ("ids", "public"),
    [
        (("a" * 40, "DOI:10.1000/x", "ARXIV:2106.09685", "CorpusId:5"), ["arxiv_id", "doi"]),
        (("a" * 40, "CorpusId:5", "TITLE:a paper"), ["semantic_scholar_id"]),
        (("a" * 40, "ARXIV:2106.09685", "ARXIV:2101.00190"), ["arxiv_id"]),
        ((), []),
    ],
)
def test_the_ids_that_people_know_come_before_semantic_scholars(ids: tuple[str, ...], public: list[str]) -> None:
    answered = PaperMetadata(ids).public_ids

    assert [identifier.scheme for identifier in answered] == public
    assert not public or public[0] != "arxiv_id" or answered[0].value == "2106.09685"


@pytest.mark.parametrize(
    ("new", "retained"),
    [
        (FULL._replace(year=2022), FULL._replace(year=2022)),
        (FULL._replace(tldr=None), FULL._replace(kept=("tldr",))),
        (FULL._replace(authors=(), venue=None), FULL._replace(kept=("authors", "venue"))),
        (FULL._replace(journal=None), FULL._replace(kept=("journal",))),
        (FULL._replace(venue="ACL", journal=None), FULL._replace(venue="ACL", journal=None)),
        (FULL._replace(citations=0), FULL._replace(citations=0)),
    ],
)
def test_what_a_newer_answer_lacks_is_kept_and_named(new: PaperMetadata, retained: PaperMetadata) -> None:
    assert retain(FULL, new) == retained
    record = json.loads(json.dumps(encode(retained)))
    assert decode(record)._replace(ids=FULL.ids, retrieved=FULL.retrieved) == retained


@pytest.mark.parametrize(
    ("spelling", "ids", "contradicts"),
    [
        ("ARXIV:2106.09685", ["ARXIV:2106.09685"], (False, False)),
        ("ARXIV:2106.09685", ["ARXIV:2106.00001"], (True, True)),
        ("ARXIV:2106.09685", ["ARXIV:2106.00001", "ARXIV:2106.09685"], (False, False)),
        ("ARXIV:2106.09685", ["DOI:10.1000/1", "CorpusId:1", "a" * 40], (False, False)),
        ("ARXIV:2106.09685", [], (False, False)),
        ("ACL:W12-3903", ["ACL:W12-3904"], (True, True)),
        ("DOI:10.1000/1", ["DOI:10.1000/2"], (True, False)),
        ("DOI:10.1101/2020.01.01.123456", ["DOI:10.1000/2"], (False, False)),
        ("DOI:10.1000/1", ["DOI:10.1101/123456"], (False, False)),
        ("DOI:10.1101/gr.1", ["DOI:10.1101/gr.2"], (True, False)),
        ("PMID:1", ["PMID:2"], (True, False)),
        ("PMCID:1", ["PMID:1"], (False, False)),
        ("CorpusId:1", ["CorpusId:2"], (False, False)),
        ("a" * 40, ["b" * 40], (False, False)),
        ("TITLE:lora", ["ARXIV:2106.09685"], (False, False)),
        ("", ["ARXIV:2106.09685"], (False, False)),
    ],
)
def test_ids_of_one_kind_contradict_but_for_semantic_scholars_own(
    spelling: str, ids: list[str], contradicts: tuple[bool, bool]
) -> None:
    assert (contradict(spelling, ids), contradict(spelling, ids, only_unique=True)) == contradicts
