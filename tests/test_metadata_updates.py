"""What builds and refreshes ask for over the time, and what becomes of papers whose answers change."""

import datetime as dt
import json
import re
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_fixtures import SIX, Make, Reference, Runner, a_list, files, saved_records, shown
from awesome_adapters import Project
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.semantic_scholar import answers
from awesome_adapters.services.semantic_scholar.client import SemanticScholar
from conftest import Write, max_examples
from fake_api import FakeApi, a_record, instead, many

# What is asked for ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("six")
def test_a_second_build_asks_for_nothing_and_changes_no_byte(runner: Runner, api: FakeApi, root: Path) -> None:
    runner.build()
    before, number = files(root), len(api.requests)
    runner.day += dt.timedelta(400)

    run = runner.build()

    assert (run.answers, run.written) == ({}, [])
    assert (files(root), len(api.requests)) == (before, number)


def test_an_id_that_is_added_to_a_known_paper_asks_for_nothing(
    runner: Runner, api: FakeApi, root: Path, write: Write
) -> None:
    api.know({SIX[0]: a_record(externalIds={"ArXiv": "2106.00001", "ACL": "2021.acl-long.1"})})
    write('title: NLP\nitems:\n- { title: Paper number 1, paper: { arxiv_id: "2106.00001" } }\n')
    runner.build()
    before = saved_records(root)

    write(
        "title: NLP\nitems:\n"
        '- { title: Paper number 1, paper: { acl_id: 2021.acl-long.1, arxiv_id: "2106.00001", doi: 10.1234/x } }\n'
    )
    runner.build()
    write("title: NLP\nitems:\n- { title: Paper number 1, paper: { acl_id: 2021.acl-long.1 } }\n")
    runner.build()

    assert len(api.requests) == 1
    assert saved_records(root) == before
    assert shown(root) == [1]


@pytest.mark.parametrize(
    ("first", "better", "asked"),
    [("doi: 10.1234/x", 'arxiv_id: "2106.00001"', SIX[0]), ('arxiv_id: "2106.00009"', "corpus_id: 1", "CorpusId:1")],
)
def test_a_better_id_of_an_unknown_paper_is_asked_for_at_once(
    runner: Runner, api: FakeApi, root: Path, write: Write, first: str, better: str, asked: str
) -> None:
    api.know({"CorpusId:1": a_record(1)})
    write(f"title: NLP\nitems:\n- {{ title: Paper number 1, paper: {{ {first} }} }}\n")
    runner.build()

    write(f"title: NLP\nitems:\n- {{ title: Paper number 1, paper: {{ {first}, {better} }} }}\n")
    runner.build()
    third = runner.build()

    assert [request.ids for request in api.requests[1:]] == [[asked]]
    assert third.written == []
    assert shown(root) == [1]


@pytest.mark.parametrize(("length", "requests"), [(1, 1), (500, 1), (501, 2), (1100, 3)])
def test_a_build_makes_one_request_for_each_500_papers(
    runner: Runner, api: FakeApi, root: Path, write: Write, length: int, requests: int
) -> None:
    api.know(many(length))
    write(a_list(range(1, length + 1)))

    run = runner.build(batch_size=500)

    assert len(api.requests) == requests
    assert len(run.answers) == length
    assert shown(root) == list(range(1, length + 1))


@pytest.mark.usefixtures("six")
def test_a_damaged_file_is_mended_by_a_build_that_asks_for_what_is_lost(
    runner: Runner, api: FakeApi, root: Path, reference: Reference
) -> None:
    runner.build()
    path = root / "data" / "metadata.json"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((*lines[:2], b"<<<<<<< ours\n", lines[2][:40], b"\n", *lines[3:])))

    damaged = Project.open(root).store.problems
    runner.build()

    assert [str(problem).partition(";")[0] for problem in damaged] == [
        "data/metadata.json:3:1: warning: merge conflict",
        "data/metadata.json:4:1: warning: this line is damaged",
    ]
    assert [request.ids for request in api.requests[3:]] == [[SIX[1]]]
    assert Project.open(root).store.problems == []
    assert files(root) == reference()


ANOTHER_PAPER = a_record(999, title="Attention is All you Need", externalIds={"CorpusId": 999})
ANOTHER = instead(lambda rows: [ANOTHER_PAPER for _ in rows])
"""Answers with a paper that has another title, and no id that tells."""

# Other papers, and papers that moved ---------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_the_record_of_another_paper_is_reported_until_the_id_is_mended_and_never_shown(
    runner: Runner, api: FakeApi, root: Path, write: Write, turn: int
) -> None:
    write(a_list(range(1, 7)))
    api.play(*["200"] * turn, ANOTHER, ANOTHER)
    wrong = SIX[2 * turn : 2 * turn + 2]

    run = runner.build()
    readme = (root / "README.md").read_text(encoding="utf-8")
    warnings = [runner.warnings()]
    runner.build()
    warnings.append(runner.warnings())

    assert (run.unanswered, run.waits) == ([], [])
    titles = {key: record["title"] for key, record in saved_records(root).items()}
    assert [key for key, title in titles.items() if title == "Attention is All you Need"] == wrong
    assert ("999" in readme, "Attention" in readme) == (False, False)
    assert shown(root) == [n for n in range(1, 7) if SIX[n - 1] not in wrong]
    for problems in warnings:
        messages = [problem.message for problem in problems if problem.rule == "wrong-paper"]
        assert len(messages) == 2
        assert "knows this id as 'Attention is All you Need'" in messages[0]
    assert len(api.requests) == 4

    api.know({f"ARXIV:2107.{n:05}": a_record(n, externalIds={}) for n in range(1, 7)})
    write(a_list(range(1, 7)).replace("2106.", "2107."))
    mended = runner.build()

    assert len(mended.answers) == 6
    assert "wrong-paper" not in {problem.rule for problem in runner.warnings()}
    assert shown(root) == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("six")
def test_an_answer_that_turns_out_another_papers_is_told_and_takes_no_place(
    runner: Runner, api: FakeApi, root: Path
) -> None:
    runner.build()
    before = files(root)
    api.play(ANOTHER, ANOTHER)

    refreshed = runner.refresh()
    rules = [problem.rule for problem in runner.warnings()]
    runner.build()

    assert refreshed.report == (
        "### The answer is another paper's record, and is not shown: is the id right?\n"
        "\n"
        "- Paper number 1 (data/nlp.yaml:3:3): 'Attention is All you Need'\n"
        "- Paper number 2 (data/nlp.yaml:5:3): 'Attention is All you Need'"
    )
    assert rules.count("wrong-paper") == 0
    assert files(root) == before


@pytest.mark.parametrize("fault", ["rotated", "doubled", "wrong"])
@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.usefixtures("six")
def test_answers_that_stay_those_of_other_papers_take_no_place(
    runner: Runner, api: FakeApi, root: Path, fault: str, turn: int
) -> None:
    api.play(*["200"] * turn, *[fault] * 9)
    first = runner.build()
    stored = saved_records(root)
    api.stop_playing()
    runner.build()
    before = files(root)
    api.play(*["200"] * turn, *[fault] * 9)

    refreshed = runner.refresh()
    runner.build()

    assert all(key in record["ids"] for key, record in stored.items())
    assert set(stored) == set(SIX) - set(first.unanswered)
    assert refreshed.unanswered == [key for key in SIX if key not in refreshed.answers]
    assert refreshed.report == ""
    assert files(root) == before


ROWS = [*many(8).values(), None, ANOTHER_PAPER, ANOTHER_PAPER | {"externalIds": {}}]
arrangements = st.lists(st.lists(st.integers(0, len(ROWS) - 1), min_size=4, max_size=4), max_size=4)


@max_examples(25)
@given(arrangements, arrangements)
def test_no_arrangement_of_rows_stores_another_paper_or_replaces_a_good_record(
    first: list[list[int]], later: list[list[int]]
) -> None:
    with FakeApi(many(4)) as api, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data").mkdir()
        (root / "data" / "nlp.yaml").write_text(a_list(range(1, 5)))
        stored = []
        for plays in (first, [], later):
            api.play(*(instead(_arranged(numbers)) for numbers in plays))
            project = Project.open(root)
            client = SemanticScholar(address=api.address, sleep=lambda _: None, max_wait=9)
            with suppress(UnavailableError):
                list(project.fetch(client, SIX[:4], dt.date(2026, 11, 20)))
            api.stop_playing()
            stored.append({key: record.get("title") for key, record in saved_records(root).items()})

    right = {key: f"Paper number {number}" for number, key in enumerate(SIX[:4], 1)}
    assert all(title in (right[key], None, ANOTHER_PAPER["title"]) for key, title in stored[0].items())
    assert stored[1] == stored[2] == right


def _arranged(numbers: list[int]) -> Callable[[Any], Any]:
    return lambda rows: [ROWS[number] for number in numbers[: len(rows)]]


@pytest.mark.parametrize("numbers", [[2, 3, 4, 5, 6, 1], [1, 1, 1, 1, 1, 1], [6, 5, 4, 3, 2, 1], [9, 9, 3, 4, 5, 6]])
@pytest.mark.usefixtures("six")
def test_a_store_with_records_of_other_papers_is_healed(
    runner: Runner, root: Path, reference: Reference, numbers: list[int]
) -> None:
    runner.fetch()
    lines = {key: json.dumps(record) for key, record in saved_records(root).items()}
    lines[many(9).popitem()[0]] = lines[SIX[0]].replace("00001", "00009")
    wrong = [f'"{key}": {lines[f"ARXIV:2106.{n:05}"]},\n' for key, n in zip(SIX, numbers, strict=True)]
    (root / "data" / "metadata.json").write_text("".join(("{\n", *wrong, '"version": 1\n}\n')))
    right = [n for place, n in enumerate(numbers, 1) if n == place]

    project = Project.open(root)
    of_others = [key for key in SIX if int(key[-1]) not in right]
    readme = project.readme()[0].content.decode()
    rules = {problem.rule for problem in runner.warnings()}
    refreshed = runner.refresh()
    runner.build()

    assert project.missing(runner.day) == of_others
    assert sorted({int(n) for n in re.findall(r"A\.\sAuthor([0-9]+)", readme)}) == right
    assert "wrong-paper" not in rules
    assert refreshed.report.count("\n- ") == len(of_others)
    assert refreshed.report.startswith("### Another paper's record stood here, and is replaced\n\n")
    assert files(root) == reference()


def test_the_ids_of_another_papers_record_lead_nowhere_once_the_right_one_has_come(
    runner: Runner, api: FakeApi, root: Path, write: Write
) -> None:
    write(a_list([1]))
    another = a_record(999, title="Attention is All you Need", externalIds={"ArXiv": "1706.03762", "CorpusId": 999})
    api.play(*[instead(lambda _: [another | {"externalIds": {}}])] * 2)
    runner.build()
    runner.refresh()
    api.know({"ARXIV:1706.03762": another})

    item = '- { title: Attention is All you Need, paper: { arxiv_id: "1706.03762" } }\n'
    write(f"title: More\nitems:\n{item}", "data/more.yaml")
    runner.build()

    assert [request.ids for request in api.requests[3:]] == [["ARXIV:1706.03762"]]
    assert shown(root) == [1, 999]


def test_a_paper_that_was_merged_is_found_by_its_old_id_and_its_new_one(
    runner: Runner, api: FakeApi, root: Path, write: Write
) -> None:
    old, new = f"{1:040x}", f"{1:040x}"[::-1]
    write(a_list([1]))
    runner.build()
    api.play("merged")

    refreshed = runner.refresh()
    records = saved_records(root)
    for sha in (old, new):
        write(f"title: NLP\nitems:\n- {{ title: Paper number 1, paper: {{ semantic_scholar_id: {sha} }} }}\n")
        assert runner.build().answers == {}
        assert shown(root) == [1]

    assert f"### Merged with another record\n\n- Paper number 1 (data/nlp.yaml:3:3): {old} → {new}" in refreshed.report
    assert records[SIX[0]]["ids"] == [new, SIX[0], "CorpusId:1", old]
    assert len(api.requests) == 2


# Refreshes -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("six")
def test_a_refresh_tells_in_words_what_changed_and_the_next_build_shows_it(
    runner: Runner, api: FakeApi, root: Path
) -> None:
    api.know({SIX[1]: a_record(2, tldr=None)})
    runner.build()
    runner.day += dt.timedelta(30)
    api.know(
        {
            SIX[0]: a_record(1, venue="ACL", year=2022),
            SIX[1]: a_record(2),
            SIX[2]: a_record(3, authors=[{"name": "B. Author"}]),
            SIX[3]: a_record(4, citationCount=2),
            SIX[4]: a_record(5, title="Paper number five"),
        }
    )

    run = runner.refresh()
    runner.build()

    assert run.report == (
        "### Published since, and shown so\n\n- Paper number 1 (data/nlp.yaml:3:3): arXiv.org 2021 → ACL 2022\n\n"
        "### Authors changed\n\n- Paper number 3 (data/nlp.yaml:7:3): gone: A. Author3; new: B. Author\n\n"
        "### A TLDR appeared\n\n- Paper number 2 (data/nlp.yaml:5:3): it is shown from the next build on\n\n"
        "### Citation counts fell\n\n- Paper number 4 (data/nlp.yaml:9:3): 4 → 2"
    )
    assert shown(root) == [1, 2, 4, 5, 6]
    assert {record["retrieved"] for record in saved_records(root).values()} == {"2026-12-20"}


def test_a_refresh_never_overwrites_what_a_curator_wrote(
    runner: Runner, api: FakeApi, root: Path, write: Write
) -> None:
    text = (
        "title: NLP\nitems:\n"
        '- { title: Paper number 1, paper: { arxiv_id: "2106.00001", venue: ACL } }\n'
        '- { title: Paper number 2, paper: { arxiv_id: "2106.00002", year: 2022 } }\n'
    )
    path = write(text)
    runner.build()
    before = files(root)[0]
    api.know({SIX[1]: a_record(2, year=2022)})

    run = runner.refresh()
    runner.build()

    assert (
        run.report
        == "### Venue or year changed\n\n- Paper number 2 (data/nlp.yaml:4:3): arXiv.org 2021 → arXiv.org 2022"
    )
    assert path.read_text(encoding="utf-8") == text
    assert files(root)[0] == before


@pytest.mark.parametrize(("days", "asked"), [(0, SIX), (29, SIX), (30, SIX[3:]), (39, SIX[3:]), (40, [])])
def test_a_refresh_can_ask_only_for_what_was_asked_longer_ago(
    runner: Runner, api: FakeApi, write: Write, days: int, asked: list[str]
) -> None:
    write(a_list(range(4, 7)))
    runner.build()
    runner.day += dt.timedelta(10)
    write(a_list(range(1, 7)))
    runner.build()
    runner.day += dt.timedelta(30)
    before = len(api.requests)

    run = runner.refresh(before=runner.day - dt.timedelta(days))

    assert sorted(one for request in api.requests[before:] for one in request.ids) == asked
    assert (run.report, run.unanswered) == ("", [])


# Ctrl-C --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [(answers, "parse_batch"), (answers, "parse_paper"), (MetadataStore, "add")])
@pytest.mark.parametrize("command", ["build", "refresh"])
@pytest.mark.usefixtures("six")
def test_ctrl_c_in_the_middle_of_an_answer_keeps_all_of_it_and_asks_no_more(
    runner: Runner, api: FakeApi, root: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str], command: str
) -> None:
    if command == "refresh":
        runner.build()
        runner.day += dt.timedelta(1)
        api.requests.clear()
    original = getattr(*place)

    def interrupted(*arguments: Any) -> Any:
        if len(api.requests) == 2:
            signal.raise_signal(signal.SIGINT)
        return original(*arguments)

    monkeypatch.setattr(*place, interrupted)
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            getattr(runner, command)()
        handler = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, earlier)

    assert [key for key, record in saved_records(root).items() if record["retrieved"] == str(runner.day)] == SIX[:4]
    assert len(api.requests) == 2
    assert handler is signal.default_int_handler


@pytest.mark.usefixtures("six")
def test_who_leaves_in_the_middle_of_an_answer_has_all_of_it_on_disk(root: Path, client: Make) -> None:
    project = Project.open(root)

    arriving = project.fetch(client(batch_size=4), SIX, dt.date(2026, 11, 20))
    next(arriving)
    stored = list(saved_records(root))
    arriving.close()

    assert stored == SIX[:4]


# What vanishes -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("six")
def test_values_that_vanish_are_kept_and_told_once(runner: Runner, api: FakeApi, root: Path) -> None:
    runner.build()
    readme = files(root)[0]
    nothing: dict[str, Any] = {"tldr": None, "authors": [], "venue": "", "citationCount": None, "year": None}
    api.know({SIX[0]: a_record(1, **nothing)})

    first = runner.refresh()
    again = runner.refresh()
    runner.build()
    record = saved_records(root)[SIX[0]]
    api.know({SIX[0]: a_record(1)})
    back = runner.refresh()

    assert first.report == (
        "### No longer given by Semantic Scholar (the old value is kept)\n\n"
        "- Paper number 1 (data/nlp.yaml:3:3): authors, venue, year, tldr"
    )
    assert (again.report, back.report) == ("", "")
    assert files(root)[0] == readme
    assert (record["kept"], record["citationCount"]) == (["authors", "venue", "year", "citationCount", "tldr"], 1)
    assert "kept" not in saved_records(root)[SIX[0]]
