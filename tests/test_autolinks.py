"""Bare addresses in a text: where each begins and ends, and that nothing is lost around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.formats.autolinks import pieces
from awesome_adapters.schema.values import is_link
from test_markdown import texts


def addresses(text: str) -> list[str]:
    return [piece for piece, is_address in pieces(text) if is_address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://example.org/a.", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("(see https://example.org/a_(b)).", "https://example.org/a_(b)"),
        ("[https://example.org/a]: yes", "https://example.org/a"),
        ("<https://example.org/?a=b&c=d>", "https://example.org/?a=b&c=d"),
        ("“https://example.org/a”, it says", "https://example.org/a"),
        ("**https://example.org/a**", "https://example.org/a"),
        ("[the page](https://example.org/a)", "https://example.org/a"),
        ("HTTPS://EXAMPLE.ORG/A!", "HTTPS://EXAMPLE.ORG/A"),
        ("日本語https://example.org/a", None),
        ("https://example.org/日本", "https://example.org/日本"),
        ("xhttps://example.org/a", None),
        ("https://user@evil.example/", None),
        ("https://user:word@evil.example/", None),
        ("javascript:alert(1)//https:/", None),
        ("www.example.org, ftp://example.org, mailto:a@b.example", None),
        ("https://", None),
        ("https://...", None),
    ],
)
def test_an_address_ends_before_the_punctuation_of_its_sentence(text: str, address: str | None) -> None:
    assert addresses(text) == ([address] if address else [])


@given(st.lists(texts | st.sampled_from(["https://example.org/a", " ", "(", ")", "!"]), max_size=5).map("".join))
def test_the_pieces_are_the_text_and_every_address_is_a_link(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text
    assert all(is_link(address) for address in addresses(text))


def test_a_long_row_of_brackets_is_read_at_once() -> None:
    assert addresses(f"https://example.org/{')' * 200_000}") == ["https://example.org/"]
