"""BibTeX as publishers and Google Scholar give it, read into the keys of an entry."""

from typing import Any

import pytest

from awesome_adapters.bibtex_import import from_bibtex
from awesome_adapters.problems import CatalogueError

CITATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "arXiv's own": (
        """@misc{hu2021lora,
              title={LoRA: Low-Rank Adaptation of Large Language Models},
              author={Edward J. Hu and Yelong Shen},
              year={2021}, eprint={2106.09685}, archivePrefix={arXiv}, primaryClass={cs.CL}
        }""",
        {"title": "LoRA: Low-Rank Adaptation of Large Language Models", "paper": {"arxiv_id": "2106.09685"}},
    ),
    "Google Scholar's of a preprint": (
        "@article{hu, title={Lora}, author={Hu, Edward J}, journal={arXiv preprint arXiv:2106.09685}, year={2021}}",
        {"title": "Lora", "paper": {"arxiv_id": "2106.09685"}},
    ),
    "the ACL Anthology's": (
        """@inproceedings{pfeiffer-etal-2020-mad,
            title = "{MAD-X}: {A}n {A}dapter-{B}ased {F}ramework",
            author = {Pfeiffer, Jonas  and
              Vuli{\\'c}, Ivan},
            year = "2020",
            url = "https://aclanthology.org/2020.emnlp-main.617/",
            doi = "10.18653/v1/2020.emnlp-main.617",
        }""",
        {
            "title": "MAD-X: An Adapter-Based Framework",
            "paper": {"doi": "10.18653/v1/2020.emnlp-main.617", "acl_id": "2020.emnlp-main.617"},
        },
    ),
    "a DOI as an address": (
        "@article{a, TITLE={A}, DOI={https://doi.org/10.1000/ABC\\_1}}",
        {"title": "A", "paper": {"doi": "10.1000/abc_1"}},
    ),
    "an address alone": (
        """@inproceedings{a, title={A}, url={https://x.org/a_b}, year=2020, booktitle={Proc. of {X} \\& Y},
        author={Vuli{\\'c}, Ivan and {Google Research} and R{\\"u}ckl{\\'e}, Andreas and de la Cruz, Juan and
        others}}""",
        {
            "title": "A",
            "paper": {
                "url": "https://x.org/a_b",
                "authors": ["Ivan Vulić", "Google Research", "Andreas Rücklé", "Juan de la Cruz"],
                "venue": "Proc. of X & Y",
                "year": "2020",
            },
        },
    ),
    "an OpenReview forum, which tells nothing": (
        "@inproceedings{a, title={A}, url={https://openreview.net/forum?id=nZeVKeeFYf9}, year={2022}, author={A. Hu}}",
        {"title": "A", "paper": {"openreview_id": "nZeVKeeFYf9", "authors": ["A. Hu"], "year": "2022"}},
    ),
    "comments, texts by name and accents": (
        '% a\n@comment{b}\n@string{j = "JMLR"}\n@article{a, title={G{\\"o}del 100\\% -- {\\o}}, journal=j}',
        {"title": "Gödel 100% – ø", "paper": {"venue": "JMLR"}},
    ),
    "a name between braces": (
        "@misc{a, title={A}, author={Barnes and {Noble and Co.}}}",
        {"title": "A", "paper": {"authors": ["Barnes", "Noble and Co."]}},
    ),
}


@pytest.mark.parametrize(("text", "expected"), CITATIONS.values(), ids=CITATIONS)
def test_a_citation_is_read(text: str, expected: dict[str, Any]) -> None:
    assert from_bibtex(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no BibTeX entry is here"),
        ("LoRA", "no BibTeX entry is here"),
        ("@article{a, title={A}}\n@article{b, title={B}}", "2 BibTeX entries are here; give one at a time"),
        ("@article{a, title={A}\n", "this BibTeX cannot be read"),
        ("@article{a, title={A}, title={B}}", "this BibTeX cannot be read"),
        ("@article{a, title={A}}\n@article{a, title={A}}", "this BibTeX cannot be read"),
        ("@article{a, author={A}}", "the BibTeX entry has no title"),
        ("@article{a, title={{}}}", "the BibTeX entry has no title"),
    ],
)
def test_what_is_not_one_whole_entry_is_refused_in_one_line(
    text: str, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CatalogueError, match=message) as caught:
        from_bibtex(text)

    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
