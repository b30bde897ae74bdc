"""What the places that people paste from do to an id is undone."""

import pytest

from awesome_adapters.identifiers.pasted import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0b\n c\u200b", "a b c"),
        ("978\u20113\uff1a", "978-3:"),
        (r"a\_b {\_} \% {\textless} $>$ \textgreater{}", "a_b _ % < > >"),
        (r"\alpha 5$ to 6$", r"\alpha 5$ to 6$"),
        ("a &amp; b &lt; c &copy d", "a & b < c &copy d"),
        ("https://a.org/?u=https%3A%2F%2Fb.org%2Fc%3Fd&e=%2F", "https://a.org/?u=https://b.org/c?d&e=%2F"),
        ("art%3A10.1007%2Fs1%2D2/x", "art:10.1007/s1-2 /x"),
        ("https://www-a--b-org.proxy.edu/x-org.y/", "https://www.a-b.org/x-org.y/"),
        ("https://doi.org.ezproxy.example.edu:80/x", "https://doi.org:80/x"),
        ("https://doi.org.example.edu/x", "https://doi.org.example.edu/x"),
    ],
)
def test_a_text_is_as_it_was_before_it_was_copied(text: str, expected: str) -> None:
    assert plain(text) == expected
