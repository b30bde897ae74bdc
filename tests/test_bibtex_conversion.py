"""BibTeX as publishers and Google Scholar give it, read into the keys of an entry."""

from collections.abc import Callable
from typing import Any

import pytest

from awesome_adapters.bibtex.conversion import entry_from_bibtex, library
from awesome_adapters.problems import CatalogueError

URL = {"url": "https://x.org"}
CITATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "arXiv's own": (
        """@misc{hu2021lora,
              title={LoRA: Low-Rank Adaptation of Large Language Models},
              author={Edward J. Hu and Yelong Shen},
              year={2021}, eprint={2106.09685}, archivePrefix={arXiv}, primaryClass={cs.CL}
        }""",
        {
            "title": "LoRA: Low-Rank Adaptation of Large Language Models",
            "paper": {"arxiv_id": "2106.09685", "authors": ["Edward J. Hu", "Yelong Shen"], "year": "2021"},
        },
    ),
    "Google Scholar's of a preprint": (
        "@article{hu, title={Lora}, author={Hu, Edward J}, journal={arXiv preprint arXiv:2106.09685}, year={2021}}",
        {"title": "Lora", "paper": {"arxiv_id": "2106.09685", "authors": ["Edward J Hu"], "year": "2021"}},
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
            "paper": {
                "acl_id": "2020.emnlp-main.617",
                "doi": "10.18653/v1/2020.emnlp-main.617",
                "authors": ["Jonas Pfeiffer", "Ivan Vulić"],
                "year": "2020",
            },
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
                "authors": ["Ivan Vulić", "Google Research", "Andreas Rücklé", "Juan de la Cruz", "et al."],
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
    "biblatex's": (
        """@article{a, title={A}, subtitle={B}, journaltitle={Journal of Things}, date={2021-21/2022-03},
        location={Paris}, eprinttype={arxiv}, eprint={2101.10360v2}, eprintclass={cs.CL}}""",
        {"title": "A: B", "paper": {"arxiv_id": "2101.10360", "venue": "Journal of Things", "year": "2021"}},
    ),
    "DBLP's of a preprint": (
        "@article{a, title={A}, journal={CoRR}, volume={abs/2106.09685}}",
        {"title": "A", "paper": {"arxiv_id": "2106.09685"}},
    ),
    "ids with LaTeX's escapes": (
        r"@article{a, title={A}, doi={10.1007/978-3-030-01388-2{\_}6}, pmid=19872477, arxivid={hep-th/9901001}}",
        {
            "title": "A",
            "paper": {"doi": "10.1007/978-3-030-01388-2_6", "pmid": "19872477", "arxiv_id": "hep-th/9901001"},
        },
    ),
    "a DOI with signs of mathematics": (
        r"@article{a, title={A}, doi={10.1002/(SICI)16{\textless}1661::AID-SIM968{\textgreater}3.0.CO;2-2}}",
        {"title": "A", "paper": {"doi": "10.1002/(sici)16<1661::aid-sim968>3.0.co;2-2"}},
    ),
    "an old arXiv id with its archive apart": (
        "@article{a, title={A}, eprint={9901001}, archiveprefix={arXiv}, primaryclass={hep-th}}",
        {"title": "A", "paper": {"arxiv_id": "hep-th/9901001"}},
    ),
    "an id of PubMed as eprint, in braces and quotes": (
        '@article{a, title={A}, eprint="{123456}", eprinttype={pubmed}}',
        {"title": "A", "paper": {"pmid": "123456"}},
    ),
    "an address that LaTeX would print": (
        r"@misc{a, title={A}, howpublished={Available at \url{https://x.org/z{\_}1\%20\&q=\~{}u}}}",
        {"title": "A", "paper": {"url": "https://x.org/z_1%20&q=~u"}},
    ),
    "an address with a space, and one without its beginning": (
        "@misc{a, title={A}, url={www.x.org/a b.pdf}}",
        {"title": "A", "paper": {"url": "https://www.x.org/a%20b.pdf"}},
    ),
    "an address in a note, and the code": (
        r"@misc{a, title={A}, url={https://github.com/a/b}, doi={10.1000/1}, note={Accessed: 2020-01-02}}",
        {"title": "A", "paper": {"doi": "10.1000/1"}, "code": "https://github.com/a/b"},
    ),
    "software": (
        "@software{a, title={A}, url={https://github.com/a/b}, author={Hu, Edward}}",
        {"title": "A", "paper": {"authors": ["Edward Hu"]}, "code": "https://github.com/a/b"},
    ),
    "a thesis": (
        "@phdthesis{a, title={A}, school={MIT}, year=1999 # {}}",
        {"title": "A", "paper": {"venue": "MIT", "year": "1999"}},
    ),
    "a preprint on another server": (
        "@misc{a, title={A}, howpublished={bioRxiv}, url={https://x.org}}",
        {"title": "A", "paper": {"url": "https://x.org", "venue": "bioRxiv"}},
    ),
    "a book with editors alone": (
        "@book{a, title={A}, editor={Hu, Edward}, publisher={P}}",
        {"title": "A", "paper": {"authors": ["Edward Hu"], "venue": "P"}},
    ),
    "signs that BibTeX takes as they are": (
        "@misc{a, title={Q & A for R&D: 50% of $\\mathcal{O}(n)$ in <i>CO<sub>2</sub></i> &amp; more}}",
        {"title": "Q & A for R&D: 50% of $\\mathcal{O}(n)$ in CO2 & more", "paper": {}},
    ),
    "remarks": (
        r"""@misc{a, title={A}, shorttitle={B}, note={Best Paper \& more. See \url{https://x.org}},
        annote={It is good. Oral.}, addendum={X1}}""",
        {"title": "A", "paper": URL, "name": "B", "award": "Best Paper & more.", "note": "It is good. Oral."},
    ),
    "remarks that say nothing": (
        "@misc{a, title={LoRA: B}, shorttitle={LoRA}, note={Available at https://x.org, to appear}, annote={19}}",
        {"title": "LoRA: B", "paper": {"url": "https://x.org"}},
    ),
    "a name between braces": (
        "@misc{a, title={A}, author={Barnes and {Noble and Co.}}}",
        {"title": "A", "paper": {"authors": ["Barnes", "Noble and Co."]}},
    ),
}


def from_bibtex(text: str, notify: Callable[[str], None] = lambda _: None) -> list[dict[str, Any]]:
    """The keys of each entry that can be read; what is told is told with the entry's key."""
    readings = list(library(text))
    for reading in readings:
        for message in reading.messages:
            notify(f"{reading.key}: {message}" if reading.key else message)
    return [reading.keys for reading in readings if reading.keys is not None]


@pytest.mark.parametrize(("text", "expected"), CITATIONS.values(), ids=CITATIONS)
def test_a_citation_is_read(text: str, expected: dict[str, Any]) -> None:
    said: list[str] = []

    assert entry_from_bibtex(text, said.append) == expected
    assert from_bibtex(text) == [expected]
    assert said == []


NO_AUTHORS = (
    "the authors 'Edward Hu, Yelong Shen' cannot be told apart; write 'and' between two persons "
    "(Hu, Edward and Shen, Yelong), and braces around a family name of several words ({García Márquez}, Gabriel)"
)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ("year={in press}", "'in press' is not a year; the entry has none"),
        ("doi={xyz}", "the doi 'xyz' is not valid, and left out; one looks like 10.1109/CVPR52688.2022.00516"),
        (
            r"journal={\ours{X}}",
            r"the command \ours is not known, and left out; what stands behind it is kept",
        ),
        ("volume={3}, pages={1--5}", "not kept, for an entry has no place for it: volume '3', pages '1–5'"),
        (
            "doi={10.1000/1}, volume={3}, url={https://x.org}",
            "not kept, for an entry has no place for it: url https://x.org",
        ),
        ("doi={10.1000/1}, author={Edward Hu, Yelong Shen}", f"{NO_AUTHORS}; the authors are left out"),
    ],
)
def test_what_cannot_be_kept_is_told(fields: str, sentence: str) -> None:
    said: list[str] = []

    keys = entry_from_bibtex(f"@article{{a, title={{A}}, {fields}}}", said.append)

    assert said == [sentence]
    assert "year" not in keys["paper"]
    assert "authors" not in keys["paper"]


def test_of_several_entries_each_is_read_and_what_cannot_be_is_told() -> None:
    text = (
        "@misc{a, title={A}, year={soon}}\n@misc{b, author={B}}\n@misc{c, title={C}, title={D}}\n@misc{d, title={D}}\n"
        "@inproceedings{e, title={E}, crossref={f}}\n@proceedings{f, title={F}, editor={G}}"
    )
    said: list[str] = []

    assert [keys["title"] for keys in from_bibtex(text, said.append)] == ["A", "D", "E"]
    assert said == [
        "this BibTeX cannot be read: the entry of line 3 gives 'title' twice; left out",
        "a: 'soon' is not a year; the entry has none",
        "b: the BibTeX entry has no title; left out",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no BibTeX entry is here"),
        ("LoRA", "no BibTeX entry is here"),
        ("@article{a, title={A}}\n@article{b, title={B}}", "2 BibTeX entries are here; give one at a time"),
        ("@article{a, title={A}\n", "this BibTeX cannot be read"),
        ("@article{a, title={A}, title={B}}", "this BibTeX cannot be read"),
        ("@article{a, title={A}}\n@article{a, title={A}}", "2 BibTeX entries are here; give one at a time"),
        (
            "@article{a, title={A}, author={Edward Hu, Yelong Shen}}",
            "the authors 'Edward Hu, Yelong Shen' cannot be told",
        ),
        ("@article{a, author={A}}", "the BibTeX entry has no title"),
        ("@article{a, title={{}}}", "the BibTeX entry has no title"),
    ],
)
def test_what_is_not_one_whole_entry_is_refused_in_one_line(
    text: str, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CatalogueError, match=message) as caught:
        entry_from_bibtex(text)

    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
