"""The syntax of BibTeX: values, names of texts, entries that take over from others, and what is broken."""

import pytest

from awesome_adapters.bibtex.syntax import START, entries


def fields(text: str) -> dict[str, str]:
    """Return the fields of the one entry of a text."""
    [entry], failures = entries(text)
    assert failures == []
    return entry.fields


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"Spin" # " glass"', "Spin glass"),
        ("{Spin} # { glass}", "Spin glass"),
        ("jmlr # { 21}", "Journal of ML 21"),
        ("JMLR", "Journal of ML"),
        ("2020", "2020"),
        ("unknown", "unknown"),
        ("{A # B}", "A # B"),
        ('"A {"}#{"} B"', 'A {"}#{"} B'),
        (r"{\"{o} #}", r"\"{o} #"),
    ],
)
def test_a_value_is_put_together(value: str, text: str) -> None:
    strings = '@string{ml = "ML"}\n@STRING{jmlr = "Journal of " # ml}\n'

    assert fields(f"{strings}@misc{{k, TITLE = {value}}}") == {"title": text}


@pytest.mark.parametrize(
    "text",
    [
        "@misc{k, title={A}}",
        "@misc(k, title={A})",
        "@misc{title={A}}",
        "@MISC {k,\n  title = {A},\n}",
        "Cite as:\n\n@misc{k, title={A}, empty={}}",
        "% a\n@comment{b}\n@preamble{{c}}\n@misc{k, title={A}}",
    ],
)
def test_an_entry_is_read_however_it_is_set(text: str) -> None:
    assert START.search(text)
    assert fields(text) == {"title": "A"}


def test_what_an_entry_takes_over_is_in_it_and_its_source_is_no_entry() -> None:
    text = "@inproceedings{a, title={A}, crossref={P}}\n@proceedings{p, title={Proc}, year=2020, doi={10.1/1}}"

    assert fields(text) == {"booktitle": "Proc", "year": "2020", "title": "A", "crossref": "P"}
    assert fields("@misc{a, crossref={a}, title={A}}") == {"crossref": "a", "title": "A"}


BROKEN = (
    "this BibTeX cannot be read from line 5 on: "
    "an entry begins with @, its braces are closed, and commas stand between its fields"
)


def test_what_cannot_be_read_is_told_with_its_line_and_the_rest_is_read() -> None:
    text = "@misc{a, title={A}}\n@misc{a, title={B}}\n\n@misc{c, title={C}, title={D}}\n"
    text += "@misc{d, title={\n@misc{e, title={E}}"

    readable, failures = entries(text)

    assert [entry.fields["title"] for entry in readable] == ["A", "B", "E"]
    assert [failure.message for failure in failures] == [
        "this BibTeX cannot be read: the entry of line 4 gives 'title' twice",
        BROKEN,
    ]
