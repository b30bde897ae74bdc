"""Texts in a row, in memory or on disk."""

from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.storage.spool import Spool


@given(st.lists(st.binary(max_size=9)), st.data())
def test_texts_are_given_in_any_order(texts: list[bytes], data: st.DataObject) -> None:
    spool = Spool()
    for text in texts:
        spool.add(text)
    numbers = data.draw(st.lists(st.sampled_from(range(len(texts))))) if texts else []

    assert b"".join(spool.pieces(numbers)) == b"".join(texts[number] for number in numbers)
    assert [spool.read(number, number + 1) for number in numbers] == [texts[number] for number in numbers]


def test_pieces_of_many_texts_are_about_a_mebibyte() -> None:
    spool, number = Spool(), 3 * 2**12
    for _ in range(number):
        spool.add(bytes(2**10))  # more than is kept in memory

    sizes = list(map(len, spool.pieces(range(number))))

    assert sum(sizes) == number * 2**10
    assert max(sizes) <= 2**20 + 2**10
    assert len(sizes) <= 14
