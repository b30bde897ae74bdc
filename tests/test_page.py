"""The page as text: what stands in it and where it leads; how it is used is in test_browser."""

import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from awesome_adapters.project import Project

Write = Callable[..., Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

TOY = Path(__file__).parent / "toy"
REDIRECT = '<meta http-equiv="refresh"'
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
        contents = (
            a["content"] for tag, a in self.elements if tag == "meta" and name in (a.get("name"), a.get("property"))
        )
        return next(contents, None)


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
                target = unquote(target.partition("?")[0])
                destination = str((Path("/") / path).parent.joinpath(target).resolve())[1:] if target else path
                assert destination in files, (path, href)
                if target and fragment and not fragment.startswith(("/", "_")):
                    assert unquote(fragment) in ids[destination], (path, href)
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

    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert sorted(ids) == sorted(set(ids))
    assert {"results", "_results", "q", "_q"} <= set(ids)


def test_a_longer_list_has_a_page_and_the_data_of_each_section_that_shows_something() -> None:
    files = site(TOY, largest=3)

    pages = {path for path in files if path.startswith("sections/") and REDIRECT not in files[path]}
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
    assert len(json.loads(articles)) == 4
    assert all(text.replace('href="papers/', 'href="../../papers/') in page for text in json.loads(articles))


def test_the_page_of_one_of_many_sections_names_those_nearby_and_leads_to_all(root: Path, write: Write) -> None:
    parts = "".join(
        f"  - title: P{n}\n    sections: [{{ title: A, items: [{{ title: T{n}, code: 'https://e.org/{n}' }}] }}]\n"
        for n in range(100)
    )
    write(f"title: NLP\nsections:\n{parts}")

    files = site(root, largest=1)

    middle, last = (Html(files[f"sections/nlp/p{n}/a.html"]) for n in (50, 99))
    named = middle.all("a", "data-section")
    assert {"nlp/p41/a", "nlp/p50/a", "nlp/p69/a"} <= set(named)
    assert len(named) < 40
    assert middle.all("span", "data-section")[:1] == ["nlp"]  # the way to them
    assert "../../../index.html#_contents" in middle.all("a", "href")
    assert "nlp/p99/a" in last.all("a", "data-section")
    assert len(Html(files["index.html"]).all("a", "data-section")) == 100


RENAMED = """
title: Language
was: [NLP]
description: "See https://e.org/nlp, not <b>this</b>."
sections:
  - title: Methods
    was: [Ways]
    items: [{ title: A, code: "https://e.org/a", added: 2024-05-31 }]
"""


def test_old_addresses_of_a_section_lead_to_it_on_one_page(root: Path, write: Write) -> None:
    write(RENAMED)

    files = site(root)

    page = files["index.html"]
    ids = re.findall(r'<a class="anchor" id="([^"]*)"></a>|<h[23] id="(/[^"]*)"', page)
    assert ["".join(pair) for pair in ids] == [
        *("/nlp", "/language", "/language/ways", "/nlp/methods", "/nlp/ways", "/language/methods"),
    ]
    assert 'See <a href="https://e.org/nlp">https://e.org/nlp</a>, not &lt;b&gt;this&lt;/b&gt;.</p>' in page
    assert files["feeds/nlp/ways.xml"] == files["feeds/language/methods.xml"]
    assert files["exports/nlp.bib"] == files["exports/language.bib"]


def test_old_pages_of_a_section_lead_to_its_page(root: Path, write: Write) -> None:
    write(RENAMED)

    files = site(root, largest=0)

    old = {path: text for path, text in files.items() if REDIRECT in text}
    assert set(old) == {f"sections/{path}.html" for path in ("language/ways", "nlp/methods", "nlp/ways")}
    for path, text in old.items():
        [href] = set(Html(text).all("a", "href"))
        assert str((Path("/") / path).parent.joinpath(href).resolve()) == "/sections/language/methods.html"
        assert f'content="0; url={href}"' in text
        assert f'location.replace("{href}" + location.hash);' in text


def test_the_same_list_gives_the_same_bytes() -> None:
    assert site(TOY) == site(TOY)


def test_a_template_of_the_list_stands_in_for_the_packaged_one(root: Path, write: Write) -> None:
    write(LIST)
    write("article { color: red }\n", "templates/page.css")
    write('<article id="{{ entry.key }}">{{ entry.title }}!</article>\n', "templates/entry.html")

    page = site(root)["index.html"]

    assert "<style>article { color: red }" in page
    assert '<article id="arxiv-2106.09685">LoRA!</article>' in page


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("words", "const WORDS = {"),
        ("query", "function parseQuery(query) {"),
        ("search", "function interpret(query) {"),
        ("state", "function readAddress() {"),
        ("articles", "function cloneArticle(entry) {"),
        ("filters", "function renderFilters() {"),
        ("citations", "async function copyText(text) {"),
        ("reading", "function goBy(by) {"),
        ("page", "async function begin() {"),
        ("theme", "document.documentElement.dataset.theme ="),
    ],
)
def test_each_file_of_the_script_can_be_replaced(root: Path, write: Write, name: str, line: str) -> None:
    write(LIST)
    path = "index.html" if name == "theme" else "page.js"
    packaged = site(root)
    write("// @ts-check\r\n\r\nreplaced();\r\n", f"templates/page/{name}.js")

    files = site(root)

    assert "\nreplaced();\n" in files[path]
    assert "\r" not in files[path]
    assert line in packaged[path]
    assert line not in files[path]
    assert files["index.html"] != packaged["index.html"]  # no browser mistakes it for the one that it kept


def test_the_script_has_its_files_in_order_without_lines_of_comments_and_types(root: Path, write: Write) -> None:
    write(LIST)
    for name in ("words", "query", "search", "state", "articles", "filters", "citations", "reading"):
        write(f"{name}();\n", f"templates/page/{name}.js")
    write(
        """
        // @ts-check
        /** What it does.
         * @param {string} text
         */
          // Why.
        const link = "https://x.org"; // not a line
        const box = /** @type {Box} */ (link), glob = "/**/*.js";

        /* A part */

        done(); /* all */""",
        "templates/page/page.js",
    )

    assert site(root)["page.js"].splitlines() == [
        '"use strict";',
        "(() => {",
        *("words();", "query();", "search();", "state();", "articles();", "filters();", "citations();", "reading();"),
        'const link = "https://x.org"; // not a line',
        'const box = (link), glob = "/**/*.js";',
        "done(); /* all */",
        "})();",
    ]


def test_the_links_of_an_entry_leave_out_the_one_of_its_title(root: Path, write: Write) -> None:
    write("""
        title: NLP
        items:
          - { title: LoRA, paper: { arxiv_id: "2106.09685" }, code: "https://example.org/lora" }
          - { title: PEFT, code: "https://example.org/peft", key: peft }
    """)

    page = site(root)["index.html"]

    paper, tool = Html(article(page, "arxiv-2106.09685")), Html(article(page, "peft"))
    assert [href for href in paper.all("a", "href") if href.startswith("http")] == [
        *("https://arxiv.org/abs/2106.09685", "https://arxiv.org/pdf/2106.09685", "https://example.org/lora"),
    ]
    assert [href for href in tool.all("a", "href") if href.startswith("http")] == ["https://example.org/peft"]
    assert [name for name in tool.all("a", "class") if name != "paper"] == ["code", "permalink"]


def test_days_of_citation_counts_stand_in_one_place() -> None:
    page = site(TOY)["index.html"]

    assert "So do the citation counts (2024-05-04). The TLDRs" in page
    assert 'class="cited">500 citations</span>' in page


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_tells_what_it_wrote_and_a_second_run_changes_nothing(root: Path, write: Write, run: Run) -> None:
    write(LIST)

    first, second = run("site", "public"), run("site", "public")
    write("title: NLP 2\nitems: [{ title: LoRA, code: https://x.org }]")
    third = run("site", "public")

    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (third.returncode, third.stderr)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "public: 19 files, 19 written\n"
    assert second.stdout == "public: 19 files, already current\n"
    assert third.stdout == "public: 19 files, 16 written, 8 removed\n"
    assert (root / "public" / "index.html").is_file()
    assert not (root / "public" / "exports" / "nlp.bib").exists()


@pytest.mark.slow
def test_in_ci_the_page_knows_where_it_lives(root: Path, write: Write, run: Run) -> None:
    write(LIST)

    result = run("site", "public", GITHUB_SERVER_URL="https://github.com", GITHUB_REPOSITORY="Nobody/nothing")

    assert (result.returncode, result.stderr) == (0, "")
    page = (root / "public" / "index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://nobody.github.io/nothing/">' in page
    assert "https://github.com/Nobody/nothing/blob/HEAD/data/" in page
    assert "https://github.com/Nobody/nothing/issues/new?" in page
    assert "<loc>https://nobody.github.io/nothing/</loc>" in (root / "public" / "sitemap.xml").read_text()
    assert 'href="https://nobody.github.io/nothing/feed.xml"' in (root / "public" / "feed.xml").read_text()


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
