"""What people call keys, and which key they mean."""

import pytest
from pydantic import BaseModel

from awesome_adapters.catalogue.key_names import meanings
from awesome_adapters.schema import Entry, Paper, Section


@pytest.mark.parametrize(
    ("name", "model", "keys", "is_sure"),
    [
        ("github", Entry, ["code"], True),
        ("Project Page", Entry, ["website"], True),
        ("journal", Paper, ["venue"], True),
        ("arxiv_id", Entry, ["arxiv_id"], True),
        ("titel", Section, ["title"], True),
        ("status", Paper, [], False),
        ("zzz", Entry, [], False),
    ],
)
def test_a_name_means_a_key_where_it_is_surely_one(
    name: str, model: type[BaseModel], keys: list[str], is_sure: bool
) -> None:
    found, surely = meanings(name, model)

    assert ([key.key for key in found], surely) == (keys, is_sure)
