"""Citations as people type them, read into authors, titles and publications."""

import pytest

from awesome_adapters.importing import citations
from awesome_adapters.importing.published import Publication


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace, Grace Hopper, and Alan Turing", ["Ada Lovelace", "Grace Hopper", "Alan Turing"]),
        ("Ada Lovelace & Grace Hopper.", ["Ada Lovelace", "Grace Hopper"]),
        ("Lovelace, Ada and Hopper, Grace", ["Lovelace, Ada", "Hopper, Grace"]),
        ("Knuth, D. E., Hopper, G.", ["Knuth, D. E.", "Hopper, G."]),
        ("by Ada Lovelace et al.", ["Ada Lovelace", "et al."]),
        ("Bruna, Joan, et al.", ["Bruna, Joan", "et al."]),
        ("Lee A, Li B, Dee C.", ["Lee A", "Li B", "Dee C"]),
        ("张三，李四等", ["张三", "李四", "et al."]),
        ("检测，分割", []),
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
    assert citations.authors(text) == names


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
    assert citations.authors_and_publication(text) == (["Ada Lovelace", "Grace Hopper"], Publication("ICML", "2020"))


def test_a_venue_of_two_words_is_no_author() -> None:
    assert citations.authors_and_publication("Pattern Recognition, 2018") is None


@pytest.mark.parametrize(
    ("text", "names", "title", "rest"),
    [
        ("Codd, E. F. A model of data. CACM 13(6) (1970)", ["Codd, E. F."], "A model of data", "CACM 13(6) (1970)"),
        (
            "Bee, K., & Dao, L. (2017). On things? It is. J, 4, 6-8.",
            ["Bee, K.", "Dao, L."],
            "On things?",
            "It is. J, 4, 6-8. (2017)",
        ),
        (
            'Ken Bee and Lin Dao, "Legged robots," in Proc. X, 2018',
            ["Ken Bee", "Lin Dao"],
            "Legged robots",
            " in Proc. X, 2018",
        ),
        (
            "Li, Y., Bee, D.: Gated sequences. In: ICLR (2016)",
            ["Li, Y.", "Bee, D."],
            "Gated sequences",
            "In: ICLR (2016)",
        ),
        ("Sampling of paths, Ada Lovelace (2011)", [], "Sampling of paths", "Ada Lovelace (2011)"),
        ("《知识图谱》，张三，李四，计算机学报，2019", [], "知识图谱", "，张三，李四，计算机学报，2019"),
    ],
)
def test_a_citation_is_parted(text: str, names: list[str], title: str, rest: str) -> None:
    citation = citations.citation(text)

    assert citation
    assert citation[:3] == (names, title, rest)
    assert citation.is_sure


@pytest.mark.parametrize(
    "text", ["See the other list, too", "Deep learning: a review of it", "Many thanks to Ada Lovelace."]
)
def test_other_words_are_no_citation(text: str) -> None:
    citation = citations.citation(text)

    assert not (citation and citation.is_sure)
