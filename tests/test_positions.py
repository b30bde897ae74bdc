"""Positions of values: packed, unpacked, and looked up by keys and indices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.positions import Location, SourceNode, location, pack, unpack

ITEMS = SourceNode("a.yaml", ["x", {}], [pack(1, 7), pack(1, 8, is_unquoted=True), [pack(2, 4)]])
NODE = SourceNode(
    "a.yaml",
    {"title": "A", "items": ITEMS.value},
    [pack(0, 0), pack(0, 0), pack(0, 7), pack(1, 0), ITEMS.positions],
)


@given(st.integers(0, 10**7), st.integers(0, 2**23 - 1), st.booleans())
def test_a_line_and_a_column_come_back_as_they_were(line: int, column: int, is_unquoted: bool) -> None:
    position = pack(line, column, is_unquoted)

    assert unpack(position) == (line, column)
    assert location("a.yaml", position) == Location("a.yaml", line + 1, column + 1)
    assert SourceNode("a.yaml", "text", position).is_unquoted is is_unquoted


def test_a_location_is_printed_as_compilers_do() -> None:
    assert str(Location("data/nlp.yaml", 7, 9)) == "data/nlp.yaml:7:9"


def test_a_collection_starts_where_it_says_and_ends_with_its_last_value() -> None:
    assert (NODE.row, NODE.column, NODE.last_row) == (0, 0, 2)
    assert (ITEMS.row, ITEMS.column, ITEMS.last_row) == (1, 7, 2)
    assert NODE.is_unquoted is False


def test_children_and_fields_have_their_own_positions() -> None:
    assert [(key.value, key.position, value) for key, value in NODE.fields()] == [
        ("title", pack(0, 0), SourceNode("a.yaml", "A", pack(0, 7))),
        ("items", pack(1, 0), ITEMS),
    ]
    assert list(ITEMS.children()) == [
        SourceNode("a.yaml", "x", pack(1, 8, is_unquoted=True)),
        SourceNode("a.yaml", {}, [pack(2, 4)]),
    ]


def test_a_child_is_found_by_key_or_index() -> None:
    assert NODE.child("items") == ITEMS
    assert ITEMS.child(1) == SourceNode("a.yaml", {}, [pack(2, 4)])


@pytest.mark.parametrize(("node", "step"), [(NODE, "tags"), (NODE, 0), (ITEMS, 2), (ITEMS, "title"), (ITEMS, "0")])
def test_there_is_no_child_under_other_keys_and_indices(node: SourceNode, step: str | int) -> None:
    assert node.child(step) is None


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("title",), 1, 8),
        (("items",), 2, 8),
        (("items", 0), 2, 9),
        (("items", 1), 3, 5),
        (("items", 1, "title"), 3, 5),
        (("tags", 0), 1, 1),
    ],
)
def test_a_path_leads_to_its_value_or_the_nearest_above(path: tuple[str | int, ...], line: int, column: int) -> None:
    assert NODE.at(*path) == Location("a.yaml", line, column)


@pytest.mark.parametrize(("path", "line"), [(("title",), 1), (("items",), 2), (("tags",), 1)])
def test_a_path_leads_to_its_key_or_what_should_hold_it(path: tuple[str, ...], line: int) -> None:
    assert NODE.at(*path, key=True) == Location("a.yaml", line, 1)
