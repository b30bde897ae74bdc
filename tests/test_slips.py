"""What is wrong with a text that is nearly an id."""

import pytest

from awesome_adapters.identifiers import SCHEMES
from awesome_adapters.identifiers.slips import slip

SHA = "29ddc1f43f28af7c846515e32cc167bc66886d0c"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2309.0241", "looks like an arXiv id with a digit too few"),
        ("arXiv:2309.024", "looks like an arXiv id with 2 digits too few"),
        ("https://arxiv.org/abs/2309.024111v2", "looks like an arXiv id with a digit too many"),
        ("1412.74491", "looks like an arXiv id with a digit too many"),
        ("2313.02411", "looks like an arXiv id, but there is no month 13"),
        ("10.1145", "looks like a DOI that was cut off"),
        ("doi:10.1145/", "looks like a DOI that was cut off"),
        ("https://doi.org/10.1145/.", "looks like a DOI that was cut off"),
        ("https://doi.org/", "looks like a DOI that was cut off"),
        ("PMID:", "has no id behind it"),
        ("arXiv: ", "has no id behind it"),
        ("P19-123", "looks like an ACL id with a digit too few"),
        ("2020.emnlp-demos", "is a volume of the ACL Anthology; a paper's id has a number behind it"),
        (SHA[2:], "looks like a Semantic Scholar id with 2 digits too few"),
    ],
)
def test_a_slip_is_named(text: str, reason: str) -> None:
    assert slip(text) == (reason, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21O6.09685", "arXiv 2106.09685"),
        ("arXiv:2106.o9685v2", "arXiv 2106.09685"),
        ("2l06.09685", "arXiv 2106.09685"),
        ("1O.1145/3600006.3613165", "DOI 10.1145/3600006.3613165"),
        ("https://doi.org/l0.1145/3600006", "DOI 10.1145/3600006"),
    ],
)
def test_a_letter_in_the_place_of_a_digit_is_mended(text: str, expected: str) -> None:
    mistake = slip(text)

    assert mistake
    assert mistake.reason == "has a letter in the place of a digit"
    assert str(mistake.identifier) == expected


@pytest.mark.parametrize(
    "text",
    ["", "LoRA", "12345", "3.14159", "Visual Prompt Tuning", "https://example.org", "B12-1234", "2020.12", "cafe" * 8]
    + [scheme.example for scheme in SCHEMES.values()],
)
def test_what_is_an_id_or_nothing_like_one_is_let_be(text: str) -> None:
    assert slip(text) is None
