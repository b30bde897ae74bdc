"""What a page shows of an entry: whose words they are, and where they lead."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from test_page import LIST, TOY, article, site

Write = Callable[..., Path]


def test_each_value_has_its_source(root: Path, write: Write) -> None:
    fields = {"title": "LoRA", "venue": "ICLR", "year": 2021, "citationCount": 1234, "tldr": "Small matrices."}
    record = {"ids": ["a" * 40, "ACL:2021.acl-long.1"], "retrieved": "2024-05-04", "authors": ["B"], **fields}
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")
    write(LIST)

    html = article(site(root)["index.html"], "arxiv-2106.09685")

    assert "<dt>This list</dt><dd>Title, Code, Authors, Year</dd>" in html
    assert "<dt>Semantic Scholar, 2024-05-04</dt><dd>Venue, TLDR, Citation count</dd>" in html
    assert "<dt>Computed</dt><dd>Addresses of the paper, from arXiv 2106.09685</dd>" in html
    assert ">1,234 citations</span>" in html
    assert '<a href="https://arxiv.org/abs/2106.09685"><bdi>LoRA</bdi></a>' in html
    assert ">Preprint</a>" not in html  # the title leads there
    assert '<a href="https://aclanthology.org/2021.acl-long.1/">Published</a>' in html
    assert 'Machine-made by <a href="https://www.semanticscholar.org/">Semantic Scholar</a>' in html


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("https://github.com/o/r", "https://github.com/o/r/blob/HEAD/data/nlp.yaml#L4"),
        ("https://github.com/o/r.git/", "https://github.com/o/r/blob/HEAD/data/nlp.yaml#L4"),
        ("https://gitlab.com/g/s/r", "https://gitlab.com/g/s/r/-/blob/HEAD/data/nlp.yaml#L4"),
        ("https://git.example.org/o/r", None),
    ],
)
def test_an_entry_leads_to_its_lines(root: Path, write: Write, repository: str, expected: str | None) -> None:
    write(LIST)
    write(f"repository: {repository}", "catalogue.yaml")

    page = site(root)["index.html"]

    assert re.findall(r'<a href="([^"]*)">Edit this entry</a>', page) == ([expected] if expected else [])


def test_the_curators_date_counts_for_the_order_before_the_one_of_semantic_scholar(root: Path, write: Write) -> None:
    record = {"ids": ["a" * 40], "retrieved": "2024-05-04", "title": "LoRA", "publicationDate": "2021-06-17"}
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")

    published = []
    for paper in ('date: "2022-04"', "date: null", "year: 2021"):
        write(f'title: NLP\nitems: [{{ title: LoRA, paper: {{ arxiv_id: "2106.09685", {paper} }} }}]')
        published += re.findall('data-published="([^"]*)"', site(root)["index.html"])

    assert published == ["2022-04", "2021-06-17"]  # null is no date at all


def test_an_entry_belongs_first_to_the_page_on_which_it_stands() -> None:
    for path, text in site(TOY, largest=3).items():
        if path.startswith("sections/") and path.endswith(".html"):
            for sections in re.findall(r'<article [^>]*data-sections="([^"]*)"', text):
                assert sections.split()[0] == path.removeprefix("sections/").removesuffix(".html")


def test_a_tag_keeps_its_spelling_and_names_the_lists_where_that_differs(root: Path, write: Write) -> None:
    tagged = '{ title: %s, website: "https://e.org/%s", tags: [%s] }'
    entries = (("a", "a", "prompt-tuning"), ("b", "b", "Prompt Tuning"), ("c", "c", "Prompt Tuning"))
    write(f"title: NLP\nitems: [{', '.join(tagged % entry for entry in entries)}]")

    page = site(root)["index.html"]

    assert re.findall('<ul class="tags">(.*?)</ul>', page) == [
        '<li data-tag="Prompt Tuning"><bdi>prompt-tuning</bdi></li>',
        *["<li><bdi>Prompt Tuning</bdi></li>"] * 2,
    ]


def test_names_stand_in_a_row_with_the_given_name_first(root: Path, write: Write) -> None:
    authors = "['Karimi Mahabadi, Rabeeh', James Henderson and others]"
    write(f"title: NLP\nitems: [{{ title: A, paper: {{ url: 'https://e.org', authors: {authors} }} }}]")

    assert '<span class="authors">Rabeeh Karimi Mahabadi, James Henderson, et al.</span>' in site(root)["index.html"]


def test_hidden_characters_of_the_metadata_are_gone_and_names_stand_apart(root: Path, write: Write) -> None:
    fields = {"title": "LoRA", "authors": ["Evil\u202e\u0000 Name", "עברית"], "venue": "A\u2028B", "tldr": "x\u202ey"}
    record = {"ids": ["a" * 40], "retrieved": "2024-05-04", **fields, "year": 2021}
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")
    write('title: NLP\nitems: [{ title: LoRA, paper: { arxiv_id: "2106.09685" } }]')

    page = site(root)["index.html"]

    assert not re.search("[\u0000\u202e\u2028]", page)
    assert '<span class="authors">Evil Name, <bdi>עברית</bdi></span>' in page
    assert '<bdi class="venue">A B</bdi> 2021' in page
