"""What readers see beside the list's own texts: one table, several languages, and a list's own words."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from awesome_adapters.catalogue import sources
from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.project import Project
from awesome_adapters.text.words import GROUPS, LANGUAGES, TABLE, Words
from rendered import Page

Write = Callable[..., Path]

DATA = """title: {methods}
items:
  - title: {title}
    summary: {summary}
    note: A + B
    highlight: true
    added: 2026-11-28
    paper:
      arxiv_id: "2106.09685"
      authors: ["{author}", Yelong Shen, et al.]
      year: 2022
      tldr: C + D
    code: https://example.org/code
  - {{ title: "{title} 2", paper: {{ arxiv_id: "2106.09686" }}, also_in: [{others}] }}
  - {{ title: "{title} 3", added: 2026-11-27, website: https://example.org/ }}
"""
CHINESE = {"methods": "方法", "others": "应用", "title": "低秩适配", "summary": "训练低秩矩阵。", "author": "王, 小明"}
GERMAN = {
    "methods": "Methoden",
    "others": "Anwendungen",
    "title": "Niedriger Rang",
    "summary": "Trainiert Matrizen.",
    "author": "Hu, Edward",
}
LOOKS: list[dict[str, Any]] = [
    {"recent": "5", "pictures": "true", "contents": "3", "group": "year", "authors": "3"},
    {"style": "line", "authors": "1"},
    {"style": "table", "columns": ["title", "name", "authors", "venue", "year", "date", "code", "stars", "tags"]},
    {"style": "table", "columns": ["award", "summary", "website", "PDF", "links"], "numbered": "true"},
]


def readme(write: Write, root: Path, language: str, texts: dict[str, str], **look: Any) -> str:
    write(DATA.format(**texts), "data/a.yaml")
    write(f"title: {texts['others']}\n", "data/b.yaml")
    lines = [f"  {key}: {value}\n".replace("'", "") for key, value in look.items()]
    write(f"title: X\ndescription: Y.\nlanguage: {language}\nreadme:\n{''.join(lines)}", "catalogue.yaml")
    return next(document.content.decode() for document in Project.open(root).readme() if document.path == "README.md")


def test_every_language_has_all_words_with_the_same_places_to_fill() -> None:
    for name, row in TABLE.items():
        assert set(row) == set(LANGUAGES), name
        places = {tuple(sorted(set(re.findall(r"\{\w+\}", text)))) for text in row.values()}
        assert name == "chart_of_one_year" or len(places) == 1, name
        assert len({Counter(text)["["] for text in row.values()}) == 1, name


def test_numbers_and_plurals_are_those_of_the_language() -> None:
    assert [Words(language).count("entries", 1234) for language in ("en", "de", "zh-TW", "fr")] == [
        "1,234 entries",
        "1.234 Einträge",
        "1,234 项",
        "1,234 entries",
    ]
    assert Words("de").count("entries", 1) == "1 Eintrag"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("language", "texts"), [("zh", CHINESE), ("de-AT", GERMAN)])
def test_a_list_of_another_language_has_no_english_words(
    write: Write, root: Path, language: str, texts: dict[str, str], look: dict[str, Any]
) -> None:
    text = readme(write, root, language, texts, **look)

    primary = language[:2]
    english = {
        row["en"].partition("{")[0].strip(" ") for row in GROUPS["readme"].values() if row["en"] not in row[primary]
    }
    others = {word for word in english if len(word) > 3} - {"Name", "Code"}
    shown = re.sub(r"<!--.*?-->|\(http[^)]*\)|<a [^>]*>", "", text)
    assert [word for word in others if re.search(rf"\b{re.escape(word)}\b", shown)] == []
    slugger, page = Slugger(), Page(text)
    anchors = {*page.all("id"), *(slugger.slug(heading) for _, heading in page.headings)}
    assert {unquote(url[1:]) for url in page.all("href") if url.startswith("#")} <= anchors


def test_a_chinese_list_has_its_names_and_sentence_ends(write: Write, root: Path) -> None:
    text = readme(write, root, "zh", CHINESE, authors="1", recent="1").replace("\N{NO-BREAK SPACE}", " ")

    assert (
        "  <sub>王小明, 等</sub><br>\n  2022 · [PDF](https://arxiv.org/pdf/2106.09685) · [代码](https://example" in text
    )
    assert (
        '<a id="contents"></a>\n\n## 目录\n\n- [最近添加](#最近添加)\n- [应用](#应用) (1)\n- [方法](#方法) (3)\n'
        in text
    )
    assert '- 低秩适配 2，见<a href="#arxiv-2106.09686">方法</a>。\n' in text
    assert "- [参与贡献](#参与贡献)\n" in text
    assert "Y. 共 3 项资源，其中 2 项有论文。 ⭐ 表示不容错过的内容。" in text
    line = readme(write, root, "zh", CHINESE, style="line", authors="1", links="[]")
    assert ") - 2022 · 王小明, 等。\n" in line.replace("\N{NO-BREAK SPACE}", " ")


def test_a_list_can_have_words_of_its_own(write: Write, root: Path) -> None:
    write(
        'words: { highlight: "@a", pdf: "*P*", using: "<b>", listed_under: "{title} {x} | {section}" }',
        "catalogue.yaml",
    )
    write(DATA.format(**GERMAN), "data/a.yaml")
    write("title: Anwendungen\n", "data/b.yaml")

    text = Project.open(root).readme()[0].content.decode()

    assert "</a><span>@</span>a [**Niedriger Rang**](" in text
    assert "[\\*P\\*](https://arxiv.org/pdf/2106.09685)" in text
    assert "- [\\<b\\>](#b)\n" in text
    assert '- Niedriger Rang 2 {x} \\| <a href="#arxiv-2106.09686">Methoden</a>\n' in text


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ("words: { contnets: A }", "there are no words called 'contnets'; did you mean 'contents'?", None),
        ("words: { contents: '' }", "'contents' has no value; give one or remove it", None),
        ("language: German!", "'German!' is no code of a language; examples are en, de and zh", None),
    ],
)
def test_mistakes_are_explained(write: Write, root: Path, settings: str, message: str, hint: str | None) -> None:
    write(settings, "catalogue.yaml")

    _, _, [problem] = sources.load_settings(root)

    assert (problem.message, problem.hint) == (message, hint)
