"""The quick reader of YAML says what the parser says, or nothing."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.positions import SourceNode
from awesome_adapters.yaml import plain_lines, reader
from conftest import REPOSITORY, max_examples

FILES = [path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "data").glob("*.yaml"))]
LINES = (
    *(
        "title: A",
        "items:",
        "- title: A",
        "- A",
        "-",
        "- - A",
        "tags: [A, B]",
        "tags: []",
        "tags: [A,B]",
        "tags: [A, ]",
        "tags: [A , B]",
        "tags: [A,  B]",
    ),
    *('title: "A: B"', "title: 'A'", "title: 'It''s'", 'title: "\\u0041"', 'title: ""', "title: A: B", "title: A #B"),
    *(
        "title: A # B",
        "title: A#B",
        "title: A:",
        "title: a:b",
        "title: ~",
        "title: null",
        "tags: [null, ~]",
        "title: -A",
    ),
    *("title: [A", "B]", "title: >", "title: |-", "title: &a A", "title: *a", "title: !!str A", "a:b: c", "? A", ": B"),
    *(
        "# A",
        "  # A",
        "",
        "   ",
        "---",
        "...",
        "%YAML 1.1",
        "{a: b}",
        "title: {a: b}",
        "<<: A",
        "title:  A",
        "title: A ",
    ),
    *("- title: A", "  tags:", "  - A", "    - A", "key: Ünï", "tags: [Ü, (x), a-b]", "tags: [a: b]", "tags: [-, ?]"),
    *("tags: [a:b]", "tags: ['A', B]", "A", "title: ,", "title: =", "title: ]", "A: b", "a_b: c", '"a": b', "\ta: b"),
    *("title: A\u2028B", "title: A\x85B", "# \x85a: b", "title: \ufeff", "title: A\r", "title: \N{NO-BREAK SPACE}"),
    *("title: https://e.org/#a", "title: 2024-01-01", "title: a, b", "- [A, B]", "- a:", "- A: b", "title: %", "a: >b"),
)


def assert_same(text: str) -> bool:
    """Read a text in both ways, and return whether the quick reader gave an answer, which is then the parser's."""
    found = plain_lines.read(text, reader._NOTHING)
    with mock.patch.object(plain_lines, "read", return_value=None):
        expected = reader.read(text.encode("utf-8", "surrogatepass"), "a.yaml")
    assert found is None or repr((SourceNode("a.yaml", *found), [])) == repr(expected)
    return found is not None


@pytest.mark.parametrize("text", FILES)
def test_the_files_of_this_list_need_no_parser(text: str) -> None:
    assert assert_same(text)


@pytest.mark.parametrize("line", LINES)
def test_each_line_is_read_as_the_parser_reads_it(line: str) -> None:
    for before in ("", "name: B\n", "items:\n  - ", "items:\n  - name: B\n    ", "items:\n  ", "name:\n"):
        assert_same(before + line)


@pytest.mark.slow
@max_examples(1000)
@given(st.lists(st.tuples(st.sampled_from(("", "", "  ", "    ", " ")), st.sampled_from(LINES)), max_size=8))
def test_lines_in_any_order_are_read_as_the_parser_reads_them(lines: list[tuple[str, str]]) -> None:
    assert_same("\n".join(map("".join, lines)))


@pytest.mark.slow
@max_examples(500)
@given(st.sampled_from(FILES), st.data())
def test_changed_files_are_read_as_the_parser_reads_them(text: str, data: st.DataObject) -> None:
    part = "\n".join(text.split("\n")[:50])
    place = data.draw(st.integers(0, len(part)))
    sign = data.draw(st.sampled_from("\n :-#[],'\"\\{}&*!|>%@`?\tü\u2028"))
    assert_same(part[:place] + sign + part[place + data.draw(st.integers(0, 2)) :])
