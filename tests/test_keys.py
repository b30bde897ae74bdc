"""Keys of citations: typed without a look, each one entry's, and the same tomorrow."""

import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import Record
from cited import a_list, a_record, citation_keys
from conftest import REPOSITORY, max_examples
from test_exports import HOSTILE, hostile_record


def paper(title: str, *authors: str, **entry: Any) -> Record:
    further = {name: str(entry.pop(name)) for name in ("arxiv_id", "year", "citation_key") if name in entry}
    return a_record(title=title, paper={"url": "https://x.org", "authors": list(authors), **further}, **entry)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (paper("LoRA: Low-Rank Adaptation", "Edward J. Hu", arxiv_id="2106.09685", year=2022), "hu2021lora"),
        (paper("A Survey", "Hu, Edward J.", year=2022), "hu2022survey"),
        (paper("Towards a Unified View of Tuning", "Junxian He", year=2022), "he2022unified"),
        (paper("Adapters", "Quentin de Laroussilhe", year=2019), "delaroussilhe2019adapters"),
        (paper("Łatwy", "Łukasz Ørsted", year=2020), "orsted2020latwy"),
        (paper("(IA)³", "et al.", key="ia3"), "ia3"),
        (paper("事前学習", "김철수", key="japanese", year=2020), "japanese"),
        (paper("事前学習", "Ann Lee", year=2020), "lee2020"),
        (paper("P-Tuning v2", "Xiao Liu", year=2021), "liu2021ptuning"),
        (paper("8-bit Optimizers", "Tim Dettmers", year=2021), "dettmers20218bit"),
        (paper("Tuning", "Ann Lee"), "leetuning"),
        (paper("Tuning", "Ann Lee", name="QLoRA", year=2023), "lee2023qlora"),
        (paper("Tuning", "Ann Lee", citation_key="My:Key"), "My:Key"),
        (a_record(title="AdapterHub", code="https://x.org"), "title-adapterhub"),
    ],
)
def test_a_key_is_author_year_and_word(record: Record, key: str) -> None:
    assert citation_keys([record]) == {record.key: key}


def test_a_publication_changes_no_key() -> None:
    preprint = PaperMetadata(("a" * 40, "ARXIV:2106.09685"), authors=("Edward Hu",), venue="arXiv.org", year=2021)
    published = preprint._replace(venue="ICLR", year=2022)

    before, after = (a_record(record, paper={"arxiv_id": "2106.09685"}) for record in (preprint, published))

    assert citation_keys([before]) == citation_keys([after]) == {"arxiv-2106.09685": "hu2021lora"}


def test_what_is_added_later_or_moved_changes_no_other_key() -> None:
    papers = [
        paper("LoRA", "Edward Hu", key="a", year=2021, added="2022-01-02"),
        paper("LoRA in Practice", "Ann Hu", key="b", year=2021, added="2022-01-01"),
        paper("Other", "Bo Hu", key="c", citation_key="HU2021lora-2"),
        paper("LoRA Again", "Cy Hu", key="d", year=2021, added="2023-01-01"),
    ]
    expected = {"a": "hu2021lora-3", "b": "hu2021lora", "c": "HU2021lora-2", "d": "hu2021lora-4"}

    for _ in range(5):
        random.shuffle(papers)
        keys = citation_keys(papers)
        earlier = citation_keys([record for record in papers if record.key != "d"])

        assert keys == expected
        assert earlier == {key: value for key, value in expected.items() if key != "d"}


def test_the_real_list_has_keys_that_can_be_typed() -> None:
    keys = citation_keys(a_list(REPOSITORY).records)

    assert len({key.lower() for key in keys.values()}) == len(keys)
    typed = [key for key in keys.values() if re.fullmatch("[a-z]+[0-9]{4}[a-z0-9]*(-[0-9]+)?", key)]
    assert len(typed) > len(keys) * 0.9  # tools have no authors


@given(st.data())
@max_examples(100)
def test_keys_of_hostile_texts_are_keys(data: st.DataObject) -> None:
    records = [hostile_record(lambda: data.draw(HOSTILE)) for _ in range(2)]
    records[1] = records[1]._replace(listed=records[1].listed._replace(key="two"))

    keys = list(citation_keys(records).values())

    assert len({key.lower() for key in keys}) == 2
    assert all(re.fullmatch("[A-Za-z0-9][A-Za-z0-9._:/+-]*", key) for key in keys)
