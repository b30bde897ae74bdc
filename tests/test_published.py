"""What is written of authors, venues, years and awards behind titles."""

import pytest

from awesome_adapters.importing import published
from awesome_adapters.importing.published import Publication


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace, Grace Hopper, and Alan Turing", ["Ada Lovelace", "Grace Hopper", "Alan Turing"]),
        ("Ada Lovelace & Grace Hopper.", ["Ada Lovelace", "Grace Hopper"]),
        ("Lovelace, Ada and Hopper, Grace", ["Lovelace, Ada", "Hopper, Grace"]),
        ("Knuth, D. E., Hopper, G.", ["Knuth, D. E.", "Hopper, G."]),
        ("by Ada Lovelace et al.", ["Ada Lovelace", "et al."]),
        ("Jiawei Zhang", ["Jiawei Zhang"]),
        ("Hyeoncheol Cho, Insung. S. Choi", ["Hyeoncheol Cho", "Insung. S. Choi"]),
        ("Yaozu An, S.V.N. Vishwanathan", ["Yaozu An", "S.V.N. Vishwanathan"]),
        ("Pattern Recognition, Computer Vision", []),
        ("A library for large models", []),
        ("Python, JavaScript", []),
        ("ICLR", []),
        ("", []),
    ],
)
def test_names_are_told_from_other_words(text: str, names: list[str]) -> None:
    assert published.authors(text) == names


@pytest.mark.parametrize(
    ("text", "publication"),
    [
        ("IJCV 2022 (arXiv:2109.01134).", Publication("IJCV", "2022")),
        ("arXiv:\tarXiv:2202.06687.", Publication()),
        ("ICML'19", Publication("ICML", "2019")),
        ("(ICLR 2020 Oral)", Publication("ICLR", "2020", award="Oral")),
        ("CVPR 2021 (Best Paper Award)", Publication("CVPR", "2021", award="Best Paper Award")),
        ("Nature, March 2020.", Publication("Nature", "2020", "2020-03")),
        ("9 Jan 2021", Publication("", "2021", "2021-01-09")),
        ("2023-05", Publication("", "2023", "2023-05")),
        ("In Proceedings of NeurIPS, 2020", Publication("NeurIPS", "2020")),
        ("Science 1666", Publication("Science", "1666")),
        ("a benchmark of 2020 tasks for everybody who wants it", None),
        ("The first. And more words follow in 2020", None),
    ],
)
def test_a_publication_is_told_from_other_words(text: str, publication: Publication | None) -> None:
    assert published.publication(text) == publication


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace, Grace Hopper. ICML 2020",
        "Ada Lovelace and Grace Hopper, ICML, 2020.",
        "by Ada Lovelace and Grace Hopper. In ICML, 2020",
        "Ada Lovelace, Grace Hopper (ICML 2020)",
        "Ada Lovelace, Grace Hopper - ICML 2020",
    ],
)
def test_authors_and_publication_in_one_row_are_parted(text: str) -> None:
    assert published.authors_and_publication(text) == (["Ada Lovelace", "Grace Hopper"], Publication("ICML", "2020"))


def test_a_venue_of_two_words_is_no_author() -> None:
    assert published.authors_and_publication("Pattern Recognition, 2018") is None
