"""Retractions are shown wherever an entry is, in the curators' words or as they were found."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import Project
from awesome_adapters.metadata.health_store import HealthStore
from conftest import Write
from rendered import Page

LIST = """
    title: NLP
    items:
      - { title: Day, paper: { doi: 10.1000/day, year: 2020 }, retracted: 2024-05-31, added: 2024-01-01 }
      - { title: Notice, paper: { doi: 10.1000/notice }, retracted: "https://x.org/notice?a=1&b=2", award: Best }
      - { title: Plain, paper: { doi: 10.1000/plain }, retracted: true }
      - { title: Denied, paper: { doi: 10.1000/denied }, retracted: false }
      - { title: Found, paper: { doi: 10.1000/found }, also_in: [Other] }
      - { title: Hostile, paper: { doi: 10.1000/hostile }, added: 2024-01-02 }
      - { title: Concern, paper: { doi: 10.1000/concern } }
"""
HOSTILE = "Cross](https://evil.example)<script>alert(1)</script>"
EXPECTED = {
    "Day": ("Retracted on 2024-05-31", None),
    "Notice": ("Retracted", "https://x.org/notice?a=1&b=2"),
    "Plain": ("Retracted on 2010-02-06", "https://doi.org/10.1000/n"),
    "Denied": ("", None),
    "Found": ("Withdrawn on 2010-02-06, says Crossref", "https://doi.org/10.1000/n"),
    "Hostile": (f"Retracted, says {HOSTILE}", None),
    "Concern": ("", None),
}


@pytest.fixture
def project(write: Write, root: Path) -> Project:
    """A list of papers that were taken back, some of them only by notices that were found."""
    write(LIST)
    write("title: Other\nitems: [{ title: Tool, code: 'https://x.org' }]", "data/other.yaml")

    def notice(**fields: str) -> dict[str, Any]:
        known = {"notice": "https://doi.org/10.1000/n", "type": "retraction", "date": "2010-02-06"}
        return {"checked": "2026-11-20", "retracted": known | {"source": "Crossref"} | fields}

    records = {
        "doi-10.1000-plain": notice(),
        "doi-10.1000-denied": notice(),
        "doi-10.1000-found": notice(type="withdrawal"),
        "doi-10.1000-hostile": notice(notice="javascript:alert(1)", date="<b>", source=HOSTILE),
        "doi-10.1000-concern": notice(type="expression_of_concern"),
    }
    lines = [f"{json.dumps(key)}: {json.dumps(record)},\n" for key, record in records.items()]
    write("".join(("{\n", *lines, '"version": 1\n}\n')), HealthStore.PATH)
    return Project.open(root)


def test_a_notice_is_the_curators_as_soon_as_they_say_anything(project: Project) -> None:
    shown = {
        record.title: (str(record.retraction or ""), (record.retraction and record.retraction.notice) or None)
        for record in project.records.values()
        if record.title != "Tool"
    }

    assert not project.problems
    assert shown == EXPECTED


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("style", ["card", "line", "table"])
def test_the_readme_says_it_before_the_title_in_every_style_with_the_notice(
    write: Write, root: Path, style: str
) -> None:
    write(f"readme: {{ style: {style}, columns: [title], links: [], tldr: none, recent: 2 }}", "catalogue.yaml")

    markdown = Project.open(root).readme()[0].content.decode()
    page = Page(markdown)
    text, links = page.text, page.all("href")

    for title, (retraction, notice) in EXPECTED.items():
        assert (f"{retraction} {title}" if retraction else title) in text
        assert notice is None or notice in links
    assert "javascript:" not in markdown
    assert "https://evil.example" not in links
    assert f"2024-01-01: {EXPECTED['Day'][0]} Day" in text
    assert "Withdrawn on 2010-02-06, says Crossref Found, listed under" in text


def test_the_page_and_the_feed_say_it(project: Project) -> None:
    documents = {document.path: document.content.decode() for document in project.site()}

    page = Page("")
    page.feed(documents["index.html"])
    for title, (retraction, notice) in EXPECTED.items():
        assert (f"{retraction} {title}" if retraction else title) in page.text
        assert notice is None or notice in page.all("href")
    assert "javascript:" not in documents["index.html"]
    assert "<title>Retracted on 2024-05-31: Day</title>" in documents["feed.xml"]
    assert "<script>" not in documents["feed.xml"]


def test_every_export_says_it(project: Project) -> None:
    by_title = {row["title"]: row for row in json.loads(project.export("json"))["entries"]}
    rows = {row["title"]: row for row in csv.DictReader(io.StringIO(project.export("csv")))}
    items = {item["title"]: item for item in json.loads(project.export("csl"))}

    assert "note = {Retracted on 2024-05-31}" in project.export("bibtex")
    assert r"note = {Retracted, https://x.org/notice?a=1\&b=2. Best}" in project.export("bibtex")
    assert "N1  - Withdrawn on 2010-02-06, says Crossref, https://doi.org/10.1000/n\r\n" in project.export("ris")
    assert rows["Day"]["retracted"] == "Retracted on 2024-05-31"
    assert (items["Plain"]["status"], items["Plain"]["note"].partition(",")[0]) == (
        "retracted",
        "Retracted on 2010-02-06",
    )
    assert "status" not in items["Denied"]
    assert (by_title["Found"]["retracted"]["source"], by_title["Found"]["from"]["retracted"]) == ("Crossref", "notices")
    assert (by_title["Plain"]["retracted"]["source"], by_title["Plain"]["from"]["retracted"]) == ("", "list")
    assert by_title["Denied"]["retracted"] is None


@pytest.mark.parametrize("value", ["yes", "2024-13-01", "Crossref", "ftp://x.org"])
def test_a_retraction_is_true_a_day_or_an_address(write: Write, root: Path, value: str) -> None:
    write(f"title: NLP\nitems: [{{ title: A, code: 'https://x.org', retracted: '{value}' }}]")

    [problem] = Project.open(root).problems

    assert problem.message == f"'{value}' is neither true, nor a day, nor the address of a notice"
