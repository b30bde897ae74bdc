"""The page as text: what stands in it, where it leads, and what it forbids; how it is used is in test_browser."""

import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from awesome_adapters.formats.site import page
from awesome_adapters.project import Project

Write = Callable[..., Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

TOY = Path(__file__).parent / "toy"
LIST = """
title: NLP
items:
  - title: LoRA
    paper: { arxiv_id: "2106.09685", authors: [Edward J. Hu], year: 2022 }
    code: https://example.org/lora
"""


class Html(HTMLParser):
    """The elements of a document: each with its attributes, and its own text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attributes[attribute] for name, attributes in self.elements if name == tag and attribute in attributes]

    def links(self, rel: str) -> list[str]:
        return [a["href"] for name, a in self.elements if name == "link" and a.get("rel") == rel]

    def meta(self, name: str) -> str | None:
        found = (
            a["content"] for tag, a in self.elements if tag == "meta" and name in (a.get("name"), a.get("property"))
        )
        return next(found, None)


def site(root: Path, *, largest: int = 1000) -> dict[str, str]:
    """Render the site of a list: its files by their paths."""
    project = Project.open(root)
    assert project.problems == []
    return {document.path: document.content.decode() for document in project.site(largest=largest)}


def article(page: str, key: str) -> str:
    match = re.search(rf'<article id="{re.escape(key)}".*?</article>', page, re.DOTALL)
    assert match
    return match[0]


def test_the_toy_list_as_a_page(expect: Callable[[str, str], None]) -> None:
    page = site(TOY)["index.html"]

    main = page[page.index("<header") : page.index('<section id="_selection"')]
    expect(main, "toy/page.html")


def test_every_link_inside_the_site_leads_somewhere() -> None:
    for largest in (1000, 3):
        files = site(TOY, largest=largest)
        ids = {path: set(Html(text).all("article", "id")) for path, text in files.items() if path.endswith(".html")}
        for path, text in files.items():
            if not path.endswith(".html"):
                continue
            html = Html(text)
            own = {a["id"] for _, a in html.elements if "id" in a}
            for href in html.all("a", "href"):
                if href.startswith("http"):
                    continue
                target, _, fragment = href.partition("#")
                where = str((Path("/") / path).parent.joinpath(target).resolve())[1:] if target else path
                assert where in files, (path, href)
                if target and fragment and not fragment.startswith("/"):
                    assert fragment in ids[where], (path, href)
                elif fragment and not target:
                    assert unquote(fragment) in own, (path, href)


def test_ids_are_there_once_and_no_entry_takes_one_of_the_page(root: Path, write: Write) -> None:
    write("""
        title: results
        items:
          - { title: LoRA, code: https://x.org, key: results }
          - { title: DoRA, code: https://x.org/dora, key: q }
    """)

    page = Html(site(root)["index.html"])

    found = [a["id"] for _, a in page.elements if "id" in a]
    assert sorted(found) == sorted(set(found))
    assert {"results", "_results", "q", "_q"} <= set(found)


def test_where_values_come_from_is_told(root: Path, write: Write) -> None:
    fields = {"title": "LoRA", "venue": "ICLR", "year": 2021, "citationCount": 1234, "tldr": "Small matrices."}
    record = {"ids": ["a" * 40, "ACL:2021.acl-long.1"], "retrieved": "2024-05-04", "authors": ["B"], **fields}
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")
    write(LIST)

    shown = article(site(root)["index.html"], "arxiv-2106.09685")

    assert "<dt>This list</dt><dd>title, code, authors, year</dd>" in shown
    assert "<dt>Semantic Scholar, 2024-05-04</dt><dd>venue, TLDR, citation count</dd>" in shown
    assert "<dt>Computed</dt><dd>addresses of the paper, from arXiv 2106.09685</dd>" in shown
    assert '>1,234 citations <span class="day">(2024-05-04)</span>' in shown
    assert '<a href="https://arxiv.org/abs/2106.09685">Preprint</a>' in shown
    assert '<a href="https://aclanthology.org/2021.acl-long.1/">Published</a>' in shown
    assert "<summary>TLDR (machine-made)</summary>" in shown
    assert 'Written by a machine at <a href="https://www.semanticscholar.org/">Semantic Scholar</a>' in shown


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

    shown = site(root)["index.html"]

    assert re.findall(r'<a href="([^"]*)">Edit this entry</a>', shown) == ([expected] if expected else [])


@pytest.mark.parametrize("largest", [1000, 0])
def test_the_policy_names_the_style_and_the_script_by_their_hashes(largest: int) -> None:
    for path, text in site(TOY, largest=largest).items():
        if not path.endswith(".html"):
            continue
        [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (script, style)]
        assert re.findall(r"&#39;sha256-([^&]*)&#39;", policy) == hashes
        assert "unsafe" not in policy
        assert "default-src &#39;none&#39;" in policy
        attributes = {name for _, found in Html(text).elements for name in found}
        assert not {name for name in attributes if name.startswith("on") or name == "style"}


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
    described = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', small["index.html"])[0])
    assert (described["@type"], described["name"]) == ("CollectionPage", "A </script> & B")
    assert described["mainEntity"]["numberOfItems"] == 1
    assert described["mainEntity"]["itemListElement"][0]["url"] == "https://arxiv.org/abs/2106.09685"
    places = re.findall("<loc>(.*?)</loc>", large["sitemap.xml"])
    assert len(ET.fromstring(large["sitemap.xml"])) == 2
    assert places == ["https://example.org/list/", "https://example.org/list/sections/nlp.html"]


def test_citations_cannot_end_the_script_that_they_stand_in(root: Path, write: Write) -> None:
    write('title: NLP\nitems: [{ title: "</script><!-- <script> & b", code: https://x.org, key: a }]')

    page = site(root)["index.html"]

    [island] = re.findall(r'<script type="application/json" id="_citations">(.*?)</script>', page, re.DOTALL)
    assert "<" not in island
    assert json.loads(island)["a"]["csl"]["title"] == "</script><!-- <script> & b"


def test_a_longer_list_has_a_page_and_the_data_of_each_section_that_shows_something() -> None:
    files = site(TOY, largest=3)

    pages = {path for path in files if path.startswith("sections/")}
    assert "sections/natural-language-processing/methods/low-rank-updates/mixtures/routing.html" in pages
    assert "sections/natural-language-processing/methods/low-rank-updates/mixtures.html" not in pages
    assert {path.removesuffix(".html") for path in pages if path.endswith(".html")} == {
        path.removesuffix(".js") for path in pages if path.endswith(".js")
    }
    assert "<article" not in files["index.html"]
    assert len(files["index.html"]) < len(site(TOY)["index.html"])
    script = files["sections/computer-vision/methods.js"]
    [articles] = re.findall(r'^catalogue\.articles\("computer-vision/methods", (.*)\);$', script)
    page = files["sections/computer-vision/methods.html"]
    assert len(json.loads(articles)) == 3
    assert all(text in page for text in json.loads(articles))


def test_an_entry_belongs_first_to_the_page_on_which_it_stands() -> None:
    for path, text in site(TOY, largest=3).items():
        if path.startswith("sections/") and path.endswith(".html"):
            for sections in re.findall(r'<article [^>]*data-sections="([^"]*)"', text):
                assert sections.split()[0] == path.removeprefix("sections/").removesuffix(".html")


def test_the_same_list_gives_the_same_bytes() -> None:
    assert site(TOY) == site(TOY)


def test_a_template_of_the_list_stands_in_for_the_packaged_one(root: Path, write: Write) -> None:
    write(LIST)
    write("article { color: red }\n", "templates/page.css")
    write('<article id="{{ entry.key }}">{{ entry.title }}!</article>\n', "templates/entry.html")

    page = site(root)["index.html"]

    assert "<style>article { color: red }" in page
    assert '<article id="arxiv-2106.09685">LoRA!</article>' in page


def test_hidden_characters_of_the_metadata_are_gone_and_names_stand_apart(root: Path, write: Write) -> None:
    fields = {"title": "LoRA", "authors": ["Evil\u202e\u0000 Name", "עברית"], "venue": "A\u2028B", "tldr": "x\u202ey"}
    record = {"ids": ["a" * 40], "retrieved": "2024-05-04", **fields, "year": 2021}
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")
    write('title: NLP\nitems: [{ title: LoRA, paper: { arxiv_id: "2106.09685" } }]')

    page = site(root)["index.html"]

    assert not re.search("[\u0000\u202e\u2028]", page)
    assert '<span class="authors">Evil Name, <bdi>עברית</bdi></span>' in page
    assert '<bdi class="venue">A B</bdi> 2021' in page


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_tells_what_it_wrote_and_a_second_run_changes_nothing(root: Path, write: Write, run: Run) -> None:
    write(LIST)

    first, second = run("site", "public"), run("site", "public")
    write("title: NLP 2\nitems: [{ title: LoRA, code: https://x.org }]")
    third = run("site", "public")

    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (third.returncode, third.stderr)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "public: 13 files, 13 written\n"
    assert second.stdout == "public: 13 files, already current\n"
    assert third.stdout == "public: 13 files, 12 written, 6 removed\n"
    assert (root / "public" / "index.html").is_file()
    assert not (root / "public" / "exports" / "nlp.bib").exists()


def test_the_command_leaves_other_peoples_folders_alone(root: Path, write: Write, run: Run) -> None:
    write(LIST)
    write("mine", "thesis/chapter.tex")

    result = run("site", "thesis")

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "error: thesis holds other files; name a folder that is empty or does not exist yet\n"
    assert [path.name for path in (root / "thesis").iterdir()] == ["chapter.tex"]


def test_mistakes_of_the_list_are_told_before_anything_is_written(root: Path, write: Write, run: Run) -> None:
    write("title: NLP\nitems: [{ titel: LoRA }]")

    result = run("site", "public")

    assert result.returncode == 1
    assert result.stderr.endswith("nothing was written\n")
    assert not (root / "public").exists()


def test_a_fault_in_a_template_is_told_with_its_place(root: Path, write: Write, run: Run) -> None:
    write(LIST)
    write("<article>\n{{ entry.titel }}</article>\n", "templates/entry.html")

    result = run("site", "public")

    assert (result.returncode, result.stdout) == (1, "")
    assert f"{root / 'templates' / 'entry.html'}:2: " in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (root / "public").exists()


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
    assert page._title(titles, "Awesome Adapters") == title
