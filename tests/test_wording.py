"""The words on the pages of a list and in its feeds: all are the list's own, or in its language."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from awesome_adapters.formats.site import view
from awesome_adapters.formats.site.wording import filled, linked
from awesome_adapters.text.words import GROUPS, TABLE
from conftest import REPOSITORY
from test_page import site

Write = Callable[..., Path]

DATA = """title: {methods}
description: {summary}
items:
  - title: {title}
    summary: {summary}
    note: {summary}
    highlight: true
    award: {award}
    added: 2026-11-28
    retracted: 2026-11-27
    paper: {{ arxiv_id: "2106.09685", authors: [{author}, {second}, et al.], year: 2022, venue: {award} }}
    code: https://example.org/code
    tags: [{tag}]
    also_in: [{others}]
  - {{ title: {title} 2, paper: {{ arxiv_id: "2106.09686", authors: [{author}], tldr: {summary} }}, tags: [{tag}] }}
  - {{ title: {title} 3, added: 2026-11-27, website: https://example.org/, tags: [{tag}] }}
  - {{ title: {title} 4, paper: {{ doi: 10.1000/x, date: 2026-11-28, venue: {award} }}, added: 2026-11-26 }}
  - {{ title: {title} 5, code: https://example.org/5, tags: [{tag}] }}
  - {{ title: {title} 6, website: https://example.org/6, tags: [{tag}] }}
"""
CHINESE = {
    "methods": "方法",
    "others": "应用",
    "former": "旧名",
    "title": "低秩适配",
    "summary": "训练低秩矩阵。",
    "author": '"王, 小明"',
    "second": '"李, 四"',
    "award": "最佳论文",
    "tag": "低秩",
}
GERMAN = {
    "methods": "Methoden",
    "others": "Anwendungen",
    "former": "Ehemals",
    "title": "Rang",
    "summary": "Trainiert.",
    "author": '"Müller, Jürgen"',
    "second": '"Groß, Käthe"',
    "award": "Preis",
    "tag": "Matrizen",
}
LANGUAGES = pytest.mark.parametrize(("language", "texts"), [("zh", CHINESE), ("de-AT", GERMAN)])
NAMES = {
    *("BibTeX", "RIS", "CSL", "CSV", "JSON", "DOI", "arXiv", "TLDR", "Semantic", "Scholar", "Enter", "Esc"),
    *("awesome", "adapters", "urn", "uuid"),  # what made a feed, and its ids
}
"""The names of formats, ids, keys and services, which are the same everywhere."""


class Visible(HTMLParser):
    """The texts and labels of a page or a feed that somebody sees or hears."""

    UNSEEN = ("script", "style", "pre", "code", "id")
    LABELS = ("aria-label", "title", "placeholder", "alt")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language: str | None = None
        self._unseen = 0
        self._is_key = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.language = self.language or values.get("lang") or values.get("xml:lang")
        self._unseen += tag in self.UNSEEN
        self._is_key = values.get("class") == "permalink"
        described = ("content",) if "description" in (values.get("name") or values.get("property") or "") else ()
        self.texts += [values[name] or "" for name in (*self.LABELS, *described) if values.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in self.UNSEEN
        self._is_key = False

    def handle_data(self, data: str) -> None:
        if not self._unseen and not self._is_key:
            self.texts.append(data)


def latin_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", re.sub(r"https?://\S+|[\w./-]*\.(?:org|com)\b|[^\x00-\u024f]", " ", text)))


@LANGUAGES
@pytest.mark.parametrize("largest", [1, 1000])
def test_a_site_has_no_words_but_those_of_the_list_and_its_language(
    write: Write, root: Path, language: str, texts: dict[str, str], largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "_MOST_NAMED", 2)
    monkeypatch.setattr("awesome_adapters.formats.site.related.MOST", 1)
    monkeypatch.setattr("awesome_adapters.formats.site.papers._MOST_AUTHORS", 1)
    data, others = DATA.format(**texts), f"title: {texts['others']}\nwas: [{texts['former']}]\nindex: 1\n"
    settings = f"title: 1\ndescription: {texts['summary']}\nlanguage: {language}\nsite: https://example.org\n"
    settings += "repository: https://github.com/o/r\nreadme: { authors: 1, pictures: true }\n"
    known = {"ids": ["1" * 40, "ARXIV:2106.09685"], "retrieved": "2024-05-04", "citationCount": 3}
    known |= {"tldr": texts["summary"], "url": "https://www.semanticscholar.org/paper/a"}
    write(data, "data/a.yaml")
    write(others, "data/b.yaml")
    for number in range(3):
        write(f"title: {texts['others']} {number}\n", f"data/c{number}.yaml")
    write(settings, "catalogue.yaml")
    other = known | {"ids": ["2" * 40, "ARXIV:2106.09686"], "retrieved": "2024-05-05"}
    lines = {"ARXIV:2106.09685": known, "ARXIV:2106.09686": other}
    body = ",\n".join(f'"{key}": {json.dumps(value)}' for key, value in lines.items())
    write(f'{{\n{body},\n"version": 1\n}}\n', "data/metadata.json")

    pages = {path: text for path, text in site(root, largest=largest).items() if path.endswith((".html", "feed.xml"))}

    own = " ".join((data, others, settings, *(row[language[:2]] for row in TABLE.values())))
    own_words = latin_words(own) - {"title", "summary", "award", "note", "code", "website", "tags", "year", "venue"}
    for path, text in pages.items():
        page = Visible(text)
        assert page.language == language, path
        assert latin_words(" ".join(page.texts)) - own_words - NAMES == set(), path
    assert len(pages) > 8


@LANGUAGES
def test_names_and_ends_of_sentences_are_those_of_the_language(
    write: Write, root: Path, language: str, texts: dict[str, str]
) -> None:
    write(DATA.format(**texts), "data/a.yaml")
    write(f"title: {texts['others']}\n", "data/b.yaml")
    write(f"language: {language}\n", "catalogue.yaml")

    page = " ".join(Visible(site(root)["index.html"]).texts)

    expected = {
        "zh": (
            "精选论文 精选论文列表。",
            "王小明 , 李四 , 等",
            "已撤稿（2026-11-27） 低秩适配 ，见 方法 。",
            "共 6 项资源，其中 3 项有论文",
        ),
        "de": (
            "Ausgewählte Arbeiten Eine ausgewählte Liste von Arbeiten.",
            "Jürgen Müller , Käthe Groß , u. a.",
            "Zurückgezogen am 2026-11-27",
            "6 Einträge, 3 davon mit einem Paper",
        ),
    }[language[:2]]
    for text in expected:
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", page)


def test_the_script_says_nothing_but_the_words_of_the_table() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in (REPOSITORY / "templates" / "page").iterdir()]
    source = "\n".join(re.sub(r"/\*(?s:.*?)\*/|^\s*//.*$", "", text, flags=re.MULTILINE) for text in scripts)

    said = set(re.findall(r"(?:\bWORDS\.|\b(?:say|phrase)\(\")(\w+)", source)) | {"also", "instead", "from", "to"}
    said_here = {re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", name) for name in said}

    assert said_here == set(GROUPS["script"])
    literals = re.findall(r'"([^"\n]*)"|`([^`\n]*)`', source)
    sentences = [text for pair in literals for text in pair if re.search(r"^[A-Z]\w+ \w|[a-z] [a-z]+ [a-z]", text)]
    assert sentences == []


def test_words_become_html_with_links_and_values() -> None:
    assert linked("a & [b <c>] [d] [e]", "https://x.org/?a=1&b=2", "y") == (
        'a &amp; <a href="https://x.org/?a=1&amp;b=2">b &lt;c&gt;</a> <a href="y">d</a> e'
    )
    assert filled("{a} & {b} {c}", a="<b>", b=linked("[x]", "y")) == '&lt;b&gt; &amp; <a href="y">x</a> {c}'
