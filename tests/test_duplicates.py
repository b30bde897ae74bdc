"""When two entries are one paper."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.identifiers import Identifier
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.records.duplicates import PaperIndex, are_one, ids_in_addresses
from awesome_adapters.schema import Entry
from cited import ORIGIN

PAPER_ID, OTHER_ID = "53d8b356551a2361020a948f64454a6d599af69f", "a" * 40


@pytest.fixture
def store(root: Path, write: Callable[..., Path]) -> MetadataStore:
    """Records of one paper, asked for before anything told that they are one; one is not merged yet."""
    records = {
        "ACL:2021.acl-long.353": [PAPER_ID, "ACL:2021.acl-long.353", "DOI:10.18653/v1/2021.acl-long.353"],
        "ARXIV:2101.00190": [PAPER_ID, "ARXIV:2101.00190", "ACL:2021.acl-long.353"],
        "PMID:7": [OTHER_ID, "PMID:7", "DOI:10.18653/V1/2021.ACL-long.353"],
        "PMID:8": ["b" * 40, "ARXIV:2101.00190"],
    }
    lines = [f'"{key}": {json.dumps({"ids": ids, "retrieved": "2024-05-04"})},' for key, ids in records.items()]
    write("\n".join(["{", *lines, '"version": 1', "}\n"]), "data/metadata.json")
    return MetadataStore(root)


def listed(title: str, **ids: str) -> ListedEntry:
    return ListedEntry.create(Entry.model_validate({"title": title, "paper": ids}), ("NLP",), ORIGIN)


@pytest.mark.parametrize(
    ("ids", "other"),
    [
        ({"doi": "10.1000/ABC"}, {"doi": "10.1000/abc", "pmid": "1"}),
        ({"doi": "10.18653/v1/P19-1001"}, {"acl_id": "P19-1001"}),
        ({"arxiv_id": "2101.00190"}, {"acl_id": "2021.acl-long.353"}),
        ({"arxiv_id": "2101.00190"}, {"doi": "10.18653/v1/2021.acl-long.353"}),
        ({"arxiv_id": "2101.00190"}, {"semantic_scholar_id": PAPER_ID}),
        ({"arxiv_id": "2101.00190"}, {"pmid": "7"}),
        ({"arxiv_id": "2101.00190"}, {"semantic_scholar_id": OTHER_ID}),
        ({"acl_id": "2021.acl-long.353"}, {"url": "https://arxiv.org/abs/2101.00190"}),
        ({"pmid": "7"}, {"pdf": "https://aclanthology.org/2021.acl-long.353.pdf"}),
    ],
)
def test_one_paper_is_known_by_each_of_its_ids(
    store: MetadataStore, ids: dict[str, str], other: dict[str, str]
) -> None:
    one, two = listed("One", **ids), listed("Two", **other)

    assert are_one(one, two, store)
    assert are_one(two, one, store)


@pytest.mark.parametrize(
    ("ids", "other"),
    [
        ({}, {}),
        ({"pmid": "1"}, {"pmid": "2"}),
        ({"pmid": "1"}, {"corpus_id": "1"}),
        ({"arxiv_id": "2101.00190"}, {"pmid": "8"}),
    ],
)
def test_other_ids_are_of_other_papers(store: MetadataStore, ids: dict[str, str], other: dict[str, str]) -> None:
    assert not are_one(listed("One", **ids), listed("Two", **other), store)


def test_the_first_of_several_entries_is_the_original(store: MetadataStore) -> None:
    entries = [listed("One", pmid="1"), listed("Two", pmid="2"), listed("Three", pmcid="PMC3", pmid="1")]
    index = PaperIndex(store)

    duplicates = [index.add(entry) for entry in entries]

    assert duplicates == [None, None, (entries[0], ("paper", "pmid"))]
    assert index.find(listed("Four", pmid="4", pmcid="PMC3").entry) == (entries[2], ("paper", "pmcid"))
    assert index.find(listed("Four").entry, [Identifier("pmcid", "PMC3")]) == (entries[2], ("paper",))
    assert index.find(listed("Four", pmid="4").entry) is None


def test_an_address_of_two_papers_tells_nothing() -> None:
    one = listed("One", url="https://x.org/?a=arXiv:2101.00190&b=arXiv:2101.00191", pdf="https://doi.org/10.1/1")
    two = listed("Two", url="https://doi.org/10.1000/2/", pdf="https://arxiv.org/pdf/2101.00190")

    assert list(ids_in_addresses(one.entry)) == []
    assert list(ids_in_addresses(two.entry)) == [
        (Identifier("doi", "10.1000/2"), ("paper", "url")),
        (Identifier("arxiv_id", "2101.00190"), ("paper", "pdf")),
    ]
