"""The kinds of values: what is one, and what is said where it is none. The mistakes of a file are in test_checks."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from awesome_adapters.schema.values import CitationKey, DayOrMonth, LinkLabel, PartialDate

DATE: TypeAdapter[PartialDate] = TypeAdapter(DayOrMonth)
CITATION_KEY: TypeAdapter[str] = TypeAdapter(CitationKey)
LINK_LABEL: TypeAdapter[str] = TypeAdapter(LinkLabel)


def broken_rule(kind: "TypeAdapter[Any]", value: object) -> str:
    """The rule that a value breaks."""
    with pytest.raises(ValidationError) as caught:
        kind.validate_python(value)
    [error] = caught.value.errors()
    return str(error["ctx"]["rule"])


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)))
def test_a_day_and_its_month_are_read_as_they_are_written(day: date) -> None:
    text = day.isoformat()

    assert DATE.validate_python(text) == PartialDate(day.year, day.month, day.day)
    assert [str(DATE.validate_python(form)) for form in (text, text[:7])] == [text, text[:7]]


@pytest.mark.parametrize(
    "text",
    ["2024-13", "2024-00", "2023-02-29", "2024-5", "2024-05-1", "2024", "２０２４-05", "0999-01", ""],
)
def test_what_is_neither_a_day_nor_a_month_is_refused(text: str) -> None:
    assert broken_rule(DATE, text) == "bad-date"


@pytest.mark.parametrize("key", ["hu2022lora", "DBLP:conf/iclr/HuSW22", "10.1145/3442188", "Hu_2022+a.b-c", "4bit"])
def test_a_citation_key_is_one_that_latex_and_its_helpers_take(key: str) -> None:
    assert CITATION_KEY.validate_python(f" {key} ") == key


@pytest.mark.parametrize(
    "key", ["", "a b", "a,b", "a{b}", "a%b", "a#b", "a\\b", "a~b", 'a"b', "a=b", "hü2022", ":a", "-a", "<a>", "a\nb"]
)
def test_a_citation_key_holds_no_sign_that_ends_it(key: str) -> None:
    assert broken_rule(CITATION_KEY, key) == "bad-key"


@pytest.mark.parametrize("label", ["Code", "code", " WEBSITE ", "pdf", "Semantic Scholar", "Preprint", "published"])
def test_a_label_that_outputs_use_is_refused(label: str) -> None:
    assert broken_rule(LINK_LABEL, label) == "bad-label"


@pytest.mark.parametrize("label", ["Dataset", "Code (JAX)", "日本語", "](https://evil.example)"])
def test_any_other_label_is_taken(label: str) -> None:
    assert LINK_LABEL.validate_python(label) == label
