"""Related entries: what is shared and rare counts, and a long list takes no longer for each."""

from typing import Any

import pytest

from awesome_adapters.formats.site import related
from awesome_adapters.records import Record
from cited import a_record


def entry(key: str, *tags: str, authors: tuple[str, ...] = (), section: str = "A") -> Record:
    paper: dict[str, Any] = {"url": "https://e.org", "authors": list(authors)}
    return a_record(None, (section,), key=key, tags=list(tags), paper=paper)


def keys(records: list[Record]) -> dict[str, list[str]]:
    return {record.key: [other.record.key for other in others] for record, others in related.relations(records)}


def test_a_rare_tag_and_an_author_count_more_than_a_common_tag_and_a_section() -> None:
    records = [
        entry("a", "LoRA", "Rare", authors=("Ann Lee",), section="B"),
        *(entry(f"common{number}", "lora") for number in range(9)),
        entry("rare", "rare", section="C"),
        entry("author", authors=("Lee, Ann", "Bo Hu"), section="D"),
        entry("section", section="B"),
        entry("alone", section="E"),
    ]

    others = keys(records)

    assert set(others["a"][:2]) == {"rare", "author"}
    assert others["section"] == ["a"]
    assert others["alone"] == []
    assert len(others["common0"]) == related.MOST


def test_what_is_shared_is_said_in_the_others_words() -> None:
    one, other = entry("a", "LoRA", authors=("Ann Lee",)), entry("b", "lora", authors=("Lee, Ann", "Bo Hu"))

    [(_, [relation]), _, _] = related.relations([one, other, entry("c", section="B")])

    assert (relation.tags, relation.authors) == (["lora"], ["Ann Lee"])


@pytest.mark.parametrize("number", [1, 2, 300])
def test_a_tag_of_all_entries_relates_neighbours(number: int) -> None:
    records = [entry(f"e{n}", "LoRA", *(["Other"] if n % 2 else []), section=str(n // 50)) for n in range(number)]

    others = keys(records)

    assert all(
        abs(int(key[1:]) - int(other[1:])) <= related.NEIGHBOURS for key, found in others.items() for other in found
    )
    assert all(key not in found for key, found in others.items())
