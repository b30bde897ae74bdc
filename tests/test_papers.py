"""The page of a paper: all that the list knows of it, and where it leads; what programs read is in test_scholar."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from awesome_adapters.formats.site import papers
from test_page import TOY, Html, site

Write = Callable[..., Path]

LIST = """
title: NLP
sections:
  - title: Methods
    items:
      - title: "LoRA: Low-Rank Adaptation"
        summary: Trains pairs of small matrices.
        note: It is <merged>.
        award: Best Paper
        highlight: true
        paper: { arxiv_id: "2106.09685", authors: [Edward J. Hu, "Shen, Yelong", et al.], venue: ICLR, year: 2022 }
        code: https://github.com/microsoft/LoRA
        links: { Dataset: "https://e.org/d" }
        tags: [LoRA]
        added: 2023-01-02
        also_in: [Vision]
      - title: QLoRA
        paper: { arxiv_id: "2305.14314", authors: [Edward J. Hu], year: 2023 }
        tags: [lora]
      - { title: AdapterHub, website: "https://adapterhub.ml" }
  - { title: Vision, items: [] }
"""
RECORD = {
    "ids": ["a" * 40, "ARXIV:2106.09685"],
    "retrieved": "2024-05-04",
    "title": "LoRA",
    "citationCount": 1234,
    "tldr": "Small <b>matrices</b>.",
}


@pytest.fixture
def pages(root: Path, write: Write) -> dict[str, str]:
    write(LIST)
    write("title: Awesome\nrepository: https://github.com/o/r\nsite: https://e.org/list", "catalogue.yaml")
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(RECORD)},\n"version": 1\n}}\n', "data/metadata.json")
    return site(root)


def test_the_page_of_a_paper_as_it_is(expect: Callable[[str, str], None]) -> None:
    expect(site(TOY)["papers/arxiv-2007.07779.html"], "toy/paper.html")


def test_a_page_has_all_that_the_list_knows(pages: dict[str, str]) -> None:
    text = pages["papers/arxiv-2106.09685.html"]

    page = Html(text)
    links = page.all("a", "href")
    for shown in ("Trains pairs of small matrices.", "It is &lt;merged&gt;.", "Small &lt;b&gt;matrices", "Best Paper"):
        assert shown in text
    for words in ("1,234 citations", "arXiv 2106.09685", "Semantic Scholar, 2024-05-04</dt><dd>TLDR, Citation count"):
        assert words in text
    addresses = ("arxiv.org/abs/2106.09685", "arxiv.org/pdf/2106.09685", "github.com/microsoft/LoRA", "e.org/d")
    assert {f"https://{address}" for address in addresses} <= set(links)
    for query in ("author=Yelong%20Shen", "venue=ICLR", "from=2022&to=2022", "tag=LoRA"):
        assert f"../index.html?{query}" in links
    assert "../index.html#arxiv-2106.09685" in links
    assert "@inproceedings{hu2021lora," in text
    assert "ID  - hu2021lora" in text
    assert text.count('<a href="../index.html#/nlp/methods"') == 2  # the way to it, and the sections that show it
    assert '<a href="../index.html#/nlp/vision"' in text
    assert page.all("script", "type") == ["application/ld+json"]


def test_edit_and_report_are_filled_in(pages: dict[str, str]) -> None:
    links = Html(pages["papers/arxiv-2106.09685.html"]).all("a", "href")

    assert "https://github.com/o/r/blob/HEAD/data/nlp.yaml#L6" in links
    [report] = [link for link in links if "/issues/new" in link]
    query = parse_qs(urlsplit(report).query)
    assert query["title"] == ["Report: LoRA: Low-Rank Adaptation"]
    lines = (
        "Entry: arxiv-2106.09685",
        "data/nlp.yaml:6",
        "https://e.org/list/papers/arxiv-2106.09685.html",
    )
    assert query["body"][0].splitlines()[:3] == [*lines]


def test_the_list_and_related_papers_lead_to_the_page(pages: dict[str, str]) -> None:
    assert 'href="papers/arxiv-2106.09685.html">Page and citation' in pages["index.html"]
    related = pages["papers/arxiv-2305.14314.html"].partition('<ul class="related">')[2].partition("</ul>")[0]
    assert re.findall('href="([^"]*)"', related)[0] == "arxiv-2106.09685.html"
    assert "<bdi>Edward J. Hu, Yelong Shen, et al. · ICLR 2022</bdi>" in related
    assert "<bdi>In common: LoRA; Edward J. Hu</bdi>" in related


def test_a_tool_has_a_page_that_is_no_papers(pages: dict[str, str]) -> None:
    text = pages["papers/title-adapterhub.html"]

    assert 'href="https://adapterhub.ml">Website</a>' in text
    assert "citation_" not in text


def test_pages_of_a_long_list_lead_to_the_pages_of_sections(root: Path, write: Write) -> None:
    write(LIST)

    pages = site(root, largest=0)

    text = pages["papers/arxiv-2106.09685.html"]
    assert 'href="../sections/nlp/methods.html"' in text
    assert 'href="../sections/nlp/methods.html#arxiv-2106.09685"' in text
    assert "<li><bdi>NLP</bdi></li>" in text  # it has no page
    assert 'href="../../papers/arxiv-2106.09685.html"' in pages["sections/nlp/methods.html"]
    assert pages["sections/nlp/methods.js"].count(r"href=\"papers/") == 3


@pytest.mark.parametrize("key", ["a" * 300, "é" * 200, "title-" + "日本語" * 60])
def test_a_long_key_makes_no_long_path(key: str) -> None:
    path = papers.path(key)

    assert len(Path(path).name.encode()) < 200
    assert path != papers.path(f"{key}a")
    assert papers.path("arxiv-1") == "papers/arxiv-1.html"


def test_a_paper_that_was_taken_back_says_so_on_its_page_and_where_it_is_related(root: Path, write: Write) -> None:
    write("""
        title: NLP
        items:
          - { title: A, paper: { arxiv_id: "2106.09685" }, retracted: "https://e.org/notice" }
          - { title: B, code: "https://e.org/b" }
    """)
    write("title: W\nitems: [{ title: C, code: https://e.org/c }]", "data/w.yaml")

    pages = site(root)

    assert '<a class="retracted" href="https://e.org/notice">' in pages["papers/arxiv-2106.09685.html"]
    assert '<strong class="retracted">' in pages["papers/title-b.html"]
