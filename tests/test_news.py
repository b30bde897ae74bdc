"""`news`: what happened since a day or a revision, told in Markdown in which the texts of others do nothing."""

from datetime import date
from pathlib import Path

import pytest

from awesome_adapters.curation import news
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.project import Project
from conftest import Call
from test_history import Git, git

__all__ = ["git"]

BEFORE = """\
title: NLP
items:
- { title: Old Name, code: https://x.org/a, summary: Does a., added: 2024-01-01 }
- { title: Gone, code: https://x.org/gone }
- { title: "arXiv 2106.09685", paper: { arxiv_id: "2106.09685" } }
- { title: Preprint, paper: { arxiv_id: "2106.00001", venue: arXiv.org } }
- { title: Not Asked Yet, paper: { arxiv_id: "2106.00002" } }
- { title: Stays, paper: { arxiv_id: "2106.00003", venue: ICLR, year: 2021 } }
"""
AFTER = {
    "data/nlp.yaml": """\
title: NLP
items:
- { title: New Name, code: https://x.org/a, summary: Does a., added: 2024-01-01 }
- { title: LoRA, paper: { arxiv_id: "2106.09685" } }
- { title: Preprint, paper: { arxiv_id: "2106.00001", venue: Machine Learning Meeting, year: 2022 } }
- { title: Not Asked Yet, paper: { arxiv_id: "2106.00002" } }
- { title: "stays!", paper: { doi: 10.1000/x, arxiv_id: "2106.00003", venue: ICLR, year: 2021 }, retracted: "true" }
""",
    "data/new.yaml": """\
title: Vision *
items:
- { title: "[x](y) @all #1", code: https://x.org/n, summary: "See <b>.", added: 2024-05-02 }
""",
    "catalogue.yaml": "venues: { ICML: [Machine Learning Meeting] }\n",
}
TOLD = """\
## Added

- [\\\\[x\\\\](y) @all \\\\#1](https://x.org/n): See \\\\<b\\\\>.

## Published

- [Preprint](https://arxiv.org/abs/2106.00001) (ICML 2022)

## Renamed

- [New Name](https://x.org/a), before: Old Name

## Retracted

- [stays!](https://arxiv.org/abs/2106.00003) (ICLR 2021)

## Removed

- [Gone](https://x.org/gone)
""".replace("\\\\", "\\")


def a_list(root: Path, files: dict[str, str], **venues: str) -> Project:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    store = MetadataStore(root)
    for name, venue in venues.items():
        number = name.removeprefix("id_")
        ids = (number * 40, f"ARXIV:2106.0000{number}")
        store.add(ids[1], PaperMetadata(ids, title="Not Asked Yet", venue=venue, year=2022), date(2024, 1, 1))
    store.save()
    return Project.open(root)


def test_each_kind_of_event_is_told_once(tmp_path: Path) -> None:
    before = a_list(tmp_path / "before", {"data/nlp.yaml": BEFORE})
    after = a_list(tmp_path / "after", AFTER, id_2="ICLR")

    events = list(news.events(before, after))

    assert news.report(events, after.catalogue.settings) == TOLD
    assert list(news.events(after, after)) == []
    assert news.report([], after.catalogue.settings) == "Nothing is new.\n"


def test_a_paper_is_published_where_metadata_says_so_now_and_said_preprint_before(tmp_path: Path) -> None:
    files = {"data/nlp.yaml": BEFORE}
    before, after = a_list(tmp_path / "a", files, id_2="arXiv.org"), a_list(tmp_path / "b", files, id_2="ICLR")

    assert [(event.kind, event.record.title) for event in news.events(before, after)] == [
        ("published", "Not Asked Yet")
    ]
    assert list(news.events(after, before)) == []


def test_many_new_entries_stand_below_the_titles_of_their_sections(tmp_path: Path) -> None:
    entries = "".join(f"- {{ title: T{number}, code: https://x.org/{number} }}\n" for number in range(5))
    files = {"data/a.yaml": f"title: A\nitems:\n{entries}", **AFTER}
    project = a_list(tmp_path, files)
    events = [news.Event("added", record) for record in project.records.values()]

    told = news.report(events, project.catalogue.settings)

    assert [line for line in told.splitlines() if line.startswith("#")] == [
        "## Added",
        "### A",
        "### NLP",
        "### Vision \\*",
    ]


def test_without_git_a_day_tells_what_was_added_and_a_revision_is_refused(tmp_path: Path, call: Call) -> None:
    a_list(tmp_path, AFTER)

    by_day, by_revision = call("news", "--since", "2024-05-01"), call("news", "--since", "--output=v1")

    assert by_day.code == 0
    assert by_day.out == TOLD.partition("\n\n## Published")[0] + "\n"
    assert by_day.err == "git has no commit before this day here; entries are told of by their day in added alone\n"
    assert by_revision.code == 1
    assert by_revision.err.startswith(
        "error: '--output=v1' is no day, and git knows no such revision here; give a day,"
    )


@pytest.mark.slow
def test_a_revision_and_a_day_are_looked_up_in_git(root: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-05-01T23:59:59Z")
    a_list(root, {"data/nlp.yaml": BEFORE})
    git("add", "--all")
    git("commit", "--message=list")
    git("tag", "v1")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-05-02T00:00:00Z")
    project = a_list(root, AFTER)
    git("add", "--all")
    git("commit", "--message=more")

    whole = [news.since(project, since) for since in ("v1", "HEAD^", "2024-05-02")]

    assert {(news.report(one.events, project.catalogue.settings), one.is_whole) for one in whole} == {(TOLD, True)}
    assert news.since(project, "HEAD") == news.since(project, "2024-05-03") == news.News([], is_whole=True)
    assert not news.since(project, "2024-05-01").is_whole
    assert not news.since(project, "0001-01-01").is_whole
