"""Whatever a list and Semantic Scholar say, in every output it is text: each is read by a parser that is not ours."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import rispy  # type: ignore[import-untyped]
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree, html
from pybtex.database import parse_string  # type: ignore[import-untyped]

from awesome_adapters.formats.site.sections import site_sections
from awesome_adapters.project import Project
from awesome_adapters.storage.files import AnyDocument
from awesome_adapters.text import collapse_whitespace
from conftest import max_examples
from rendered import Page

PIECES = [
    "<script>alert(1)</script>",
    "</script><script>",
    "</style>",
    "<!--",
    "-->",
    "]]>",
    "<img src=x onerror=alert(1)>",
    "' onmouseover='",
    '" onfocus="',
    "javascript:alert(1)",
    "data:text/html,x",
    "\u202e\u2066",
    "\x00\x1b[31m\x07",
    "\u2028",
    "\ud800",
    "\ufffe",
    "\\input{/etc/passwd}",
    "%",
    "}}{",
    "$x$ ~ ^ _ & #",
    "{{ 7 * 7 }}{% raw %}",
    "=HYPERLINK(1)",
    "@all",
    "W" * 500,
    "ER  - \nTY  - JOUR",
    "@article{x,",
    "名前 Ünï 😀",
]
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=1, max_size=4).map(" ".join)
readable = hostile.filter(lambda text: bool(re.search(r"[a-zA-Z]", collapse_whitespace(text))))

PROGRAMS = ("page.js", "papers/theme.js")
"""The scripts that hold nothing of the list."""
DATA_SCRIPTS = re.compile(r'catalogue\.(articles|citations|keys)\((?:"[^"]*", )?(.*)\);\n')


def a_list(root: Path, draw: Any) -> Project:
    """Write a list whose every text is hostile, both the curators' and Semantic Scholar's, and read it."""

    def written() -> str:
        return collapse_whitespace(draw(readable))

    sha = "0" * 40
    record = {name: draw(hostile) for name in ("title", "venue", "tldr", "url", "publicationDate", "retrieved")}
    known = {"ids": [sha, "ARXIV:2106.09685"], **record, "authors": [draw(hostile), draw(hostile)], "year": 2021}
    journal = {name: draw(hostile) for name in ("name", "volume", "pages")}
    line = json.dumps(known | {"citationCount": 3, "journal": journal})
    ours = {"title": written(), "venue": written(), "authors": [written()], "tldr": written(), "year": 2022}
    items = [
        {"title": written(), "summary": written(), "paper": {"arxiv_id": "2106.09685"}, "added": "2024-05-31"},
        {"title": written(), "paper": {"arxiv_id": "2106.04647", **ours}, "tags": [written(), written()]},
        {"title": written(), "paper": {"date": "2022-05", "citation_key": "a:b/c+d"}, **further(written)},
        {"title": written(), "code": "https://e.org/'onclick=alert(1)//&lt;x", "website": "https://e.org/a?b=$c$#d)"},
    ]
    below = {"title": "Below", "was": [written(), written()], "description": written(), "items": []}
    section = {"title": f"Section {written()} x", "items": items, "was": [written()], "sections": [below]}
    section["description"] = f"{written()} https://e.org/{written()}"
    chosen = {"title": written(), "description": written(), "site": "https://e.org/list", "readme": {"pictures": True}}
    (root / "data").mkdir(exist_ok=True)
    chosen |= {"repository": "https://github.com/a/b"}
    (root / "data" / "a.yaml").write_text(json.dumps(section, ensure_ascii=False), encoding="utf-8")
    (root / "catalogue.yaml").write_text(json.dumps(chosen, ensure_ascii=False), encoding="utf-8")
    (root / "data" / "metadata.json").write_text(f'{{\n"ARXIV:2106.09685": {line},\n"version": 1\n}}\n')
    project = Project.open(root)
    assume(not project.problems)
    return project


def further(written: Callable[[], str]) -> dict[str, Any]:
    """The further keys of an entry."""
    texts = {key: written() for key in ("name", "note", "award")}
    labelled = {"links": {written(): "https://e.org/'onclick=alert(1)"}, "extra": {written(): written()}}
    return {**texts, **labelled, "highlight": True}


def look_at_markup(tree: Any, scripts: int) -> None:
    """Hold that a document has so many scripts, nothing that runs by itself, and leads to the web only."""
    names = Counter(element.tag for element in tree.iter() if isinstance(element.tag, str))
    assert names["script"] == scripts
    assert not names.keys() & {"iframe", "object", "embed", "form", "base", "frame"}
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            if name in ("href", "src", "srcset", "action") and element.get("rel") != "icon":
                assert urlsplit(value).scheme in ("", "http", "https"), value


def look_at(document: AnyDocument, entries: int) -> None:
    text = document.content.decode()
    path = document.path
    if path.endswith(".md"):
        look_at_markup(html.fromstring(Page(text).html), 0)
    elif path.endswith(".html"):
        look_at_markup(html.fromstring(document.content), text.count("<script"))
        assert "\u202e" not in text
    elif path.endswith((".xml", ".svg")):
        look_at_markup(etree.fromstring(document.content), 0)
    elif path.endswith(".bib"):
        assert len(parse_string(text, "bibtex").entries) == entries
    elif path.endswith(".ris"):
        assert len(rispy.loads(text)) == entries
    elif path.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert (len(rows), {len(row) for row in rows}) == (entries + 1, {len(rows[0])})
        assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)
    elif path.endswith(".js") and path not in PROGRAMS:
        call = DATA_SCRIPTS.fullmatch(text)
        assert call, path
        for article in json.loads(call[2]) if call[1] == "articles" else ():
            look_at_markup(html.fromstring(article), 0)
    elif not path.endswith(".css") and path not in PROGRAMS:
        assert path.endswith(".json"), path
        json.loads(text)


@pytest.mark.slow
@max_examples(15)
@given(st.data())
def test_every_output_holds_hostile_texts_as_texts(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    project = a_list(tmp_path_factory.mktemp("list"), data.draw)
    entries = sum(1 for _ in project.catalogue.entries())

    sections = site_sections(project.catalogue)
    empty = {path for section in sections if not section.entries for path in (section.path, *section.former)}

    for document in (*project.outputs(), *project.site(), *project.site(largest=1)):
        path = re.sub(r"^[a-z]+/|\.[a-z.]+$", "", document.path)
        look_at(document, 0 if path in empty else entries)


@max_examples(15)
@given(st.data())
def test_the_page_has_only_its_own_scripts_and_shows_the_titles(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    project = a_list(tmp_path_factory.mktemp("list"), data.draw)

    documents = list(project.site())

    [page] = [document for document in documents if document.path == "index.html"]

    tree: Any = html.fromstring(page.content)
    kinds = [script.get("type") for script in tree.iter("script")]
    assert sorted(kinds, key=str) == [None, None, "application/ld+json"]  # the theme, and the search
    json.loads(tree.find(".//script[@type='application/ld+json']").text)
    scripts = [document.content.decode() for document in documents if document.path.startswith("citations/")]
    citations = [json.loads(script.partition(", ")[2].removesuffix(");\n")) for script in scripts]
    assert {key for section in citations for key in section} == {listed.key for listed in project.catalogue.entries()}
    titles = {article.get("id"): article.find(".//a").text_content() for article in tree.iter("article")}
    entries = project.catalogue.entries()
    assert titles == {listed.key: collapse_whitespace(listed.entry.full_title) for listed in entries}
