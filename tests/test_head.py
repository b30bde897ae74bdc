"""What browsers and search engines read of the site: titles, policies, schema.org's terms, the sitemap."""

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from awesome_adapters.formats.site import head
from awesome_adapters.schema.settings import Settings
from test_page import LIST, REDIRECT, TOY, Html, site

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        ((), "Awesome Adapters"),
        (("NLP", "Methods"), "NLP › Methods – Awesome Adapters"),
        (
            ("Natural Language Processing", "Applications", "Machine Translation"),
            "Machine Translation – Awesome Adapters",
        ),
        (("NLP", "W" * 90), f"{'W' * 69}…"),
    ],
)
def test_the_title_of_a_page_is_short(titles: tuple[str, ...], title: str) -> None:
    assert head.page_title(titles, "Awesome Adapters") == title


@pytest.mark.parametrize("largest", [1000, 0])
def test_the_policy_names_what_stands_in_the_page_by_its_hash(largest: int) -> None:
    files = site(TOY, largest=largest)
    for path, text in files.items():
        if not path.endswith(".html") or path.startswith(("papers/", "files.")) or REDIRECT in text:
            continue
        [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        [theme] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (theme, style)]
        assert re.findall(r"&#39;sha256-([^&]*)&#39;", policy) == hashes
        [script] = Html(text).all("script", "src")
        assert posixpath.normpath(f"{posixpath.dirname(path)}/{script.partition('?')[0]}").strip("/") in files
        assert "unsafe" not in policy
        assert "default-src &#39;none&#39;" in policy
        attributes = {name for _, values in Html(text).elements for name in values}
        assert not {name for name in attributes if name.startswith("on") or name == "style"}


def test_a_page_that_moved_runs_what_it_is_for_and_nothing_else() -> None:
    text = head.redirect(Settings(), "<b>&", "../a%22b.html").decode()

    [script] = re.findall(r"<script>(.*?)</script>", text)
    assert script == 'location.replace("../a%22b.html" + location.hash);'
    assert f"script-src &#39;sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}&#39;" in text
    assert "<title>&lt;b&gt;&amp;</title>" in text


def test_a_picture_goes_along_with_every_page_that_is_shared(root: Path, write: Write) -> None:
    write(LIST)
    image = "https://example.org/a.png?b&amp=%22"
    write(f"site: https://example.org/\nimage: '{image}'\n", "catalogue.yaml")

    files = site(root)

    pages = [name for name in files if re.match(r"index|papers/.*\.html", name)]
    assert len(pages) > 1
    assert {Html(files[name]).meta("og:image") for name in pages} == {image}


def test_what_only_a_known_address_can_say_is_left_out_without_one() -> None:
    files = site(TOY)
    page = Html(files["index.html"])

    assert "sitemap.xml" not in files
    assert page.links("canonical") == []
    assert page.meta("og:title") is None
    assert "ld+json" not in files["index.html"]


@pytest.mark.parametrize("address", ["https://example.org/list", "https://example.org/list/"])
def test_a_known_address_gives_canonical_links_open_graph_schema_org_and_a_sitemap(
    root: Path, write: Write, address: str
) -> None:
    write(LIST)
    write(f'title: "A </script> & B"\nsite: {address}\n', "catalogue.yaml")

    small, large = site(root), site(root, largest=0)

    page, section = Html(small["index.html"]), Html(large["sections/nlp.html"])
    assert page.links("canonical") == [page.meta("og:url")] == ["https://example.org/list/"]
    assert section.links("canonical") == ["https://example.org/list/sections/nlp.html"]
    assert page.meta("og:title") == "A </script> & B"
    collection = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', small["index.html"])[0])
    assert (collection["@type"], collection["name"]) == ("CollectionPage", "A </script> & B")
    assert collection["mainEntity"]["numberOfItems"] == 1
    assert collection["mainEntity"]["itemListElement"][0]["url"] == "https://arxiv.org/abs/2106.09685"
    addresses = re.findall("<loc>(.*?)</loc>", large["sitemap.xml"])
    paths = ["", "files.html", "sections/nlp.html", "papers/arxiv-2106.09685.html"]
    assert len(ET.fromstring(large["sitemap.xml"])) == len(paths)
    assert addresses == [f"https://example.org/list/{path}" for path in paths]


def test_the_sitemap_of_many_pages_has_parts() -> None:
    settings = Settings(site="https://e.org/")

    parts = {document.path: document.content.decode() for document in head.sitemap(settings, ["a.html"] * 100_001)}

    assert [parts[f"sitemap-{number}.xml"].count("<url>") for number in (1, 2, 3)] == [50_000, 50_000, 1]
    addresses = re.findall("<sitemap><loc>(.*?)</loc></sitemap>", parts["sitemap.xml"])
    assert addresses == [f"https://e.org/sitemap-{number}.xml" for number in (1, 2, 3)]


def test_citations_are_a_script_whose_texts_cannot_end_one(root: Path, write: Write) -> None:
    write('title: NLP\nitems: [{ title: "</script><!-- <script> & b", code: https://x.org, key: a }]')

    script = site(root)["citations/nlp.js"]

    assert "<" not in script
    citations = script.removeprefix('catalogue.citations("nlp", ').removesuffix(");\n")
    assert json.loads(citations)["a"]["csl"]["title"] == "</script><!-- <script> & b"
