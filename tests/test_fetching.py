"""How the commands ask Semantic Scholar, and say how it goes."""

import datetime as dt
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from api_fixtures import KEY, SIX, a_list, files, saved_records, shown
from awesome_adapters.cli.options import today
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.services.semantic_scholar import pace
from awesome_adapters.services.semantic_scholar.client import SemanticScholar
from conftest import Call, Done, Write
from fake_api import FAULTS, FakeApi, Fault, a_record, says

ASKING = "asking Semantic Scholar for 6 papers\n"
ALL_FOUND = "Semantic Scholar: 6 found\n"


@pytest.fixture(autouse=True)
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let a batch be two papers, and waits be short; return what options the last client was made with."""
    options: dict[str, Any] = {}
    make = SemanticScholar.from_environment

    def from_environment(**wanted: Any) -> SemanticScholar:
        options.update(wanted)
        return make(batch_size=2, **wanted)

    monkeypatch.setattr(SemanticScholar, "from_environment", from_environment)
    for name in ("_FIRST_WAIT", "_INTERVAL_WITH_KEY", "_INTERVAL_WITHOUT"):
        monkeypatch.setattr(pace, name, 0.002)
    return options


@pytest.fixture
def six(write: Write) -> None:
    """A list of six papers, which are three batches."""
    write(a_list(range(1, 7)))


def wait(reason: str, seconds: int = 0) -> str:
    return f"Semantic Scholar: {reason}; waiting {seconds} s\n"


@pytest.mark.usefixtures("six")
def test_a_build_says_what_it_asks_for_why_it_waits_and_what_has_come(call: Call, api: FakeApi, root: Path) -> None:
    api.play("200", "429", "400-said")

    done = call("build", "--require-metadata")

    waits = wait("it is busy, 429") + wait("it rejected the request, 400: Bad request")
    assert done == Done(0, "README.md: written\n", ASKING + waits + ALL_FOUND)
    assert shown(root) == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("six", "api")
def test_a_second_build_asks_for_nothing_and_says_so_by_silence(call: Call) -> None:
    call("build")

    assert call("build", "--require-metadata") == Done(0, "README.md: already current\n", "")


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--require-metadata"], 3)])
@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.usefixtures("six")
def test_a_build_that_cannot_go_on_says_why_and_keeps_what_has_come(
    call: Call, api: FakeApi, root: Path, turn: int, arguments: list[str], code: int
) -> None:
    api.play(*["200"] * turn, "429")

    stopped = call("build", "--max-wait", "0", *arguments)
    numbers = shown(root)
    finished = call("build", "--require-metadata")

    left = 6 - 2 * turn
    why = "does not answer (it is busy, 429); a key in S2_API_KEY would help; continuing with known metadata"
    summary = f"Semantic Scholar: {2 * turn} found, {left} not answered\n" if turn else ""
    error = f"error: {left} papers have no metadata\n" if code else ""
    assert stopped == Done(code, "README.md: written\n", f"{ASKING}Semantic Scholar {why}\n{summary}{error}")
    assert numbers == [1, 2, 3, 4, 5, 6][: 2 * turn]
    assert finished.err == f"asking Semantic Scholar for {left} papers\nSemantic Scholar: {left} found\n"


@pytest.mark.usefixtures("six")
def test_papers_that_are_unknown_or_not_answered_are_counted_and_the_latter_named(call: Call, api: FakeApi) -> None:
    api.play("400-none", "odd-rows")

    done = call("build")

    summary = "Semantic Scholar: 2 found, 2 unknown to it, 2 not answered\n"
    names = f"not answered: {', '.join(SIX[2:4])}; the next build asks again\n"
    titles = "looking up 2 titles at Semantic Scholar, of papers that no id leads to\n"
    found = "Semantic Scholar: 2 found by the title; 'awesome-adapters check' offers the ids\n"
    assert done == Done(0, "README.md: written\n", ASKING + summary + names + titles + found)


@pytest.mark.usefixtures("six")
def test_of_many_papers_that_are_not_answered_five_are_named(call: Call, api: FakeApi) -> None:
    api.play("odd-rows", "odd-rows", "odd-rows")

    done = call("build")

    names = f"not answered: {', '.join(SIX[:5])}, …; the next build asks again\n"
    assert done.err == f"{ASKING}Semantic Scholar: 0 found, 6 not answered\n{names}"


@pytest.mark.parametrize(
    ("arguments", "seconds"), [(["build"], 60), (["refresh"], 600), (["build", "--max-wait", "7"], 7)]
)
@pytest.mark.usefixtures("six", "api")
def test_a_build_waits_for_a_minute_in_all_and_a_refresh_for_ten(
    call: Call, options: dict[str, Any], arguments: list[str], seconds: float
) -> None:
    call(*arguments)

    assert options["max_wait"] == seconds


@pytest.mark.usefixtures("six")
def test_a_key_that_is_given_up_is_said(call: Call, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", KEY)
    api.key = "another"

    done = call("build", "--require-metadata")

    refused = "it refused the key in S2_API_KEY, 403"
    assert done.err == ASKING + wait(refused) + wait(f"{refused}; continuing without it") + ALL_FOUND


def _echo(status: int) -> Fault:
    return lambda exchange: says(status, {"message": f"no: {exchange.headers['x-api-key']}"})(exchange)


@pytest.mark.slow
@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("command", ["build", "refresh"])
def test_the_key_is_never_told_or_stored_whatever_happens(
    call: Call, api: FakeApi, root: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("S2_API_KEY", KEY)
    slow = {"hang", "stall", "drip", "refused", "429-seconds", "429-date"}
    of_papers = [name for name in FAULTS if name not in slow and not name.startswith("recommended-")]
    faults = [FAULTS[name] for name in of_papers] if command == "refresh" else []
    for fault in [*map(_echo, (200, 400, 403, 429)), *faults]:
        api.play(fault, fault)
        (root / "data" / "metadata.json").unlink(missing_ok=True)

        done = call(command, "--max-wait", "0.01")

        api.stop_playing()
        assert done.code in (0, 3)
        assert KEY not in done.out + done.err
        assert not any(KEY.encode() in path.read_bytes() for path in root.rglob("*") if path.is_file())
    assert {request.headers.get("x-api-key") for request in api.requests} == {KEY, None}


@pytest.mark.usefixtures("six")
def test_a_damaged_file_is_told_although_the_build_mends_it(call: Call, api: FakeApi, root: Path) -> None:
    call("build")
    before = files(root)
    path = root / "data" / "metadata.json"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((*lines[:2], b"<<<<<<< ours\n", lines[2][:40], b"\n", *lines[3:])))

    done = call("build")
    again = call("build")

    assert [request.ids for request in api.requests[3:]] == [[SIX[1]]]
    assert "data/metadata.json:3:1: warning: merge conflict; the records of both sides are kept" in done.err
    assert "data/metadata.json:4:1: warning: this line is damaged" in done.err
    assert again.err == ""
    assert files(root) == before


# refresh -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("six")
def test_a_refresh_reports_what_changed(call: Call, api: FakeApi) -> None:
    call("build")
    api.know({SIX[3]: a_record(4, citationCount=2)})
    api.play("200", "429")

    done = call("refresh")

    report = "### Citation counts fell\n\n- Paper number 4 (data/nlp.yaml:9:3): 4 → 2\n"
    assert done == Done(0, report, ASKING + wait("it is busy, 429") + ALL_FOUND)


@pytest.mark.parametrize(
    ("faults", "text"),
    [
        (["200", "error-row"], "Semantic Scholar answered for 5 of 6 papers, in which nothing changed."),
        (["200", "403"], "Semantic Scholar answered for 2 of 6 papers, in which nothing changed."),
        (["403"], "Semantic Scholar was not reached: 0 of 6 papers asked."),
        (["odd-rows"] * 3, "Semantic Scholar answered for 0 of 6 papers."),
    ],
)
@pytest.mark.usefixtures("six")
def test_a_refresh_that_did_not_get_every_answer_says_so_and_ends_with_three(
    call: Call, api: FakeApi, faults: list[str], text: str
) -> None:
    call("build")
    api.play(*faults)

    done = call("refresh")

    assert (done.code, done.out) == (3, f"{text}\n")


@pytest.mark.usefixtures("six")
def test_a_refresh_without_a_network_says_so(call: Call, api: FakeApi) -> None:
    call("build")
    api.close()

    done = call("refresh", "--max-wait", "0")

    assert (done.code, done.out) == (3, "Semantic Scholar was not reached: 0 of 6 papers asked.\n")


@pytest.mark.parametrize(
    ("arguments", "play", "is_pruned"),
    [
        ([], [], True),
        (["--older-than", "0"], [], True),
        (["--keep-orphans"], [], False),
        (["2106.00001"], [], False),
        (["--max-wait", "0"], ["429"], False),
        (["--max-wait", "0"], ["200", "429"], False),
        ([], ["error-row"], False),
        ([], ["400-none"], True),
    ],
)
def test_orphans_are_taken_out_only_by_a_refresh_of_everything_that_was_answered(
    call: Call, api: FakeApi, root: Path, write: Write, arguments: list[str], play: list[str], is_pruned: bool
) -> None:
    write(a_list(range(1, 7)))
    call("build")
    write(a_list(range(1, 5)))
    call("build")
    orphans = [key for key in SIX[4:] if key in saved_records(root)]
    api.play(*play)

    done = call("refresh", *arguments)

    line = "### Records that no entry used were removed\n\n- Paper number 5\n- Paper number 6\n"
    assert orphans == SIX[4:]
    assert list(saved_records(root)) == (SIX[:4] if is_pruned else SIX)
    assert (line in done.out) == is_pruned


@pytest.mark.parametrize(("days", "asked"), [("0", SIX), ("29", SIX), ("30", SIX[3:]), ("31", SIX[3:]), ("40", [])])
@pytest.mark.usefixtures("six")
def test_older_than_asks_only_for_what_was_asked_more_than_so_many_days_ago(
    call: Call, api: FakeApi, root: Path, days: str, asked: list[str]
) -> None:
    store = MetadataStore(root)
    for number, key in enumerate(SIX):
        store.add(key, PaperMetadata((f"{number:040}", key)), today() - dt.timedelta(30 if number < 3 else 40))
    store.save()

    done = call("refresh", "--older-than", days)

    assert sorted(identifier for request in api.requests for identifier in request.ids) == asked
    assert done.code == 0


@pytest.mark.parametrize(
    ("entries", "asked"),
    [
        (["arxiv-2106.00003"], [3]),
        (["2106.00003"], [3]),
        (["https://arxiv.org/pdf/2106.00003v2"], [3]),
        (["NUMBER 3"], [3]),
        (["number 3", "2106.00003", "2106.00005"], [3, 5]),
        (["paper"], [1, 2, 3, 4, 5, 6]),
    ],
)
@pytest.mark.usefixtures("six")
def test_an_entry_is_named_by_its_key_an_id_or_a_part_of_its_title(
    call: Call, api: FakeApi, entries: list[str], asked: list[int]
) -> None:
    done = call("refresh", *entries)

    assert done.code == 0
    assert [identifier for request in api.requests for identifier in request.ids] == [SIX[n - 1] for n in asked]


@pytest.mark.usefixtures("six")
def test_an_entry_that_the_list_lacks_is_an_error_of_one_line(call: Call, api: FakeApi) -> None:
    done = call("refresh", "number 3", "LoRA")

    assert done == Done(1, "", "error: no entry has 'LoRA' as its key, as an id, or in its title\n")
    assert api.requests == []


# Interrupts ----------------------------------------------------------------------------------------------------------

PROGRAM = """
from functools import partial
from awesome_adapters.cli import main
from awesome_adapters.services.semantic_scholar import pace
from awesome_adapters.services.semantic_scholar.client import SemanticScholar

SemanticScholar.from_environment = partial(SemanticScholar.from_environment, batch_size=2)
pace._INTERVAL_WITHOUT = pace._FIRST_WAIT = 0.002
main()
"""
"""The program with small batches and short waits."""


def start(root: Path, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=root,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> Done:
    output, errors = process.communicate(timeout=30)
    return Done(process.returncode, output, errors)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "refresh"])
def test_ctrl_c_between_two_batches_stops_at_once_and_keeps_what_has_arrived(
    call: Call, api: FakeApi, root: Path, write: Write, command: str
) -> None:
    write(a_list(range(1, 3)))
    call("build")
    readme = (root / "README.md").read_bytes()
    write(a_list(range(1, 7)))
    api.play("200", "hang")
    process = start(root, command)
    while len(api.requests) < 3:
        assert process.poll() is None
        time.sleep(0.01)

    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    done = finish(process)

    papers = 4 if command == "build" else 6
    assert time.monotonic() - began < 2
    assert done == Done(
        130, "", f"asking Semantic Scholar for {papers} papers\n\nstopped; metadata fetched so far is kept\n"
    )
    assert list(saved_records(root)) == SIX[: 4 if command == "build" else 2]
    assert (root / "README.md").read_bytes() == readme


@pytest.mark.slow
def test_ctrl_c_in_a_refresh_reports_what_had_changed_so_far(
    api: FakeApi, root: Path, write: Write, call: Call
) -> None:
    write(a_list(range(1, 5)))
    call("build")
    api.know({SIX[0]: a_record(1, title="Paper number 1", year=1999)})
    api.play("200", "hang")
    process = start(root, "refresh")
    while len(api.requests) < 4:
        assert process.poll() is None
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)
    done = finish(process)

    assert done.code == 130
    assert re.fullmatch(r"### Venue or year changed\n\n- Paper number 1 \(data/nlp.yaml:3:3\): .* 1999\n", done.out)
    assert done.err.endswith("\nstopped; metadata fetched so far is kept\n")
    assert saved_records(root)[SIX[0]]["year"] == 1999


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_kill_in_a_wait_loses_nothing_that_had_arrived(
    api: FakeApi, root: Path, write: Write, number: signal.Signals
) -> None:
    write(a_list(range(1, 7)))
    api.play("error-row", "200", says(429, b"", Retry_After="50"))
    process = start(root, "build")
    assert process.stderr
    while "waiting" not in process.stderr.readline():
        assert process.poll() is None

    process.send_signal(number)
    done = finish(process)

    assert done.code == -number
    assert list(saved_records(root)) == SIX[1:4]


@pytest.mark.slow
@pytest.mark.usefixtures("six")
def test_ctrl_c_in_a_wait_stops_at_once(api: FakeApi, root: Path) -> None:
    api.play("200", says(429, b"", Retry_After="50"))
    process = start(root, "build")
    assert process.stderr
    while "waiting" not in process.stderr.readline():
        assert process.poll() is None

    process.send_signal(signal.SIGINT)
    done = finish(process)

    assert (done.code, done.err) == (130, "\nstopped; metadata fetched so far is kept\n")
    assert list(saved_records(root)) == SIX[:2]
    assert not (root / "README.md").exists()


# Terminals -----------------------------------------------------------------------------------------------------------


def on_a_terminal(root: Path, *arguments: str, columns: int) -> tuple[int, str]:
    our_end, its_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=root,
        env=os.environ | {"COLUMNS": str(columns), "TERM": "xterm"},
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
    )
    os.close(its_end)
    parts = []
    try:
        while part := os.read(our_end, 65536):
            parts.append(part)
    except OSError:  # Linux ends it so when the other side is closed
        pass
    os.close(our_end)
    return process.wait(timeout=30), b"".join(parts).decode()


@pytest.mark.slow
@pytest.mark.usefixtures("six")
def test_a_terminal_gets_a_bar_in_papers_and_why_it_waits(api: FakeApi, root: Path) -> None:
    api.play("200", "429", "400-none")

    code, output = on_a_terminal(root, "build", columns=80)

    drawn = re.findall(r"\r([^\r\n]*?)(?:\x1b\[[^m]*?K)?(?=[\r\n])", output)
    drawn = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip() for line in drawn]
    assert code == 0
    assert max(map(len, drawn)) <= 80
    for begin, end in [
        ("Semantic Scholar: 6 papers", "0/6"),
        ("Semantic Scholar: 6 papers", "2/6"),
        ("Semantic Scholar: it is busy, 429; waiting 0 s", "2/6"),
        ("Semantic Scholar: 6 papers", "6/6"),
    ]:
        assert any(line.startswith(begin) and line.endswith(end) for line in drawn), drawn
    assert "Semantic Scholar: 4 found, 2 unknown to it\n" in output.replace("\r\n", "\n")
    assert output.endswith("README.md: written\r\n")


@pytest.mark.slow
@pytest.mark.usefixtures("six")
def test_without_a_terminal_there_are_plain_lines(api: FakeApi, root: Path) -> None:
    api.play("429")

    done = finish(start(root, "build", CI="true", GITHUB_ACTIONS="true", FORCE_COLOR="1"))

    assert done == Done(0, "README.md: written\n", ASKING + wait("it is busy, 429") + ALL_FOUND)


# Titles --------------------------------------------------------------------------------------------------------------


def papers(*titles: str) -> str:
    entries = (f"  - {{ title: {title}, paper: {{ url: https://x.org/{n} }} }}\n" for n, title in enumerate(titles))
    items = "".join(entries)
    return f"title: NLP\nitems:\n{items}"


def titles_asked(api: FakeApi) -> list[str]:
    return [request.query["query"] for request in api.requests if "query" in request.query]


def test_a_build_looks_up_what_no_id_leads_to_and_check_offers_the_id(call: Call, api: FakeApi, write: Write) -> None:
    write(papers("Paper number 7", "Quite Another Thing"))
    api.know({"ARXIV:2106.00007": a_record(7)})

    first, second, checked = call("build"), call("build"), call("check")

    assert first.err == (
        "looking up 2 titles at Semantic Scholar, of papers that no id leads to\n"
        "Semantic Scholar: 1 found by the title; 'awesome-adapters check' offers the ids\n"
    )
    assert second.err == ""
    assert titles_asked(api) == ["Paper number 7", "Quite Another Thing"]
    assert '    write: arxiv_id: "2106.00007"\n' in checked.out


def test_a_build_looks_up_a_few_titles_and_the_next_one_the_rest(call: Call, api: FakeApi, write: Write) -> None:
    words = [f"{one}{two}" for one in "abcde" for two in "uvwxyz"]
    write(papers(*(f"On {word}" for word in words)))

    first, second, third = call("build"), call("build"), call("build")

    assert first.err.endswith("5 more are looked up by the next build\n")
    assert second.err.startswith("looking up 5 titles")
    assert third.err == ""
    assert titles_asked(api) == [f"On {word}" for word in words]


def test_a_build_goes_on_where_titles_cannot_be_looked_up(call: Call, api: FakeApi, write: Write, root: Path) -> None:
    write(papers("Paper number 7", "Paper number 8"))
    api.know({f"ARXIV:2106.0000{number}": a_record(number) for number in (7, 8)})
    api.play("200", "429")

    stopped, finished = call("build", "--max-wait", "0"), call("build")

    assert stopped.code == 0
    assert stopped.err.endswith("; the next build looks up the rest\n")
    assert finished.err.startswith("looking up 1 title at Semantic Scholar")
    assert shown(root) == [7, 8]


@pytest.mark.parametrize("arguments", [["--offline"], ["--check"]])
def test_a_build_that_asks_nobody_looks_up_no_titles(
    call: Call, api: FakeApi, write: Write, arguments: list[str]
) -> None:
    write(papers("Paper number 7"))

    call("build", *arguments)

    assert not api.requests


def test_a_refresh_looks_titles_up_again_and_reports_the_id(call: Call, api: FakeApi, write: Write) -> None:
    write(papers("Paper number 7") + '  - { title: Paper number 8, paper: { doi: "10.1000/8" } }\n')
    call("build")
    api.know({f"ARXIV:2106.0000{number}": a_record(number) for number in (7, 8)})

    done, again = call("refresh"), call("refresh")

    assert done.code == 0
    assert done.out == (
        "### Found by the title: the id leads there for good\n\n"
        "- **1** Paper number 7 (data/nlp.yaml:3:37): add arxiv_id 2106.00007: Semantic Scholar has this title  \n"
        "  `awesome-adapters refresh --apply 1` or `awesome-adapters refresh --decline 1`\n"
        "- **2** Paper number 8 (data/nlp.yaml:4:37): add arxiv_id 2106.00008: Semantic Scholar has this title  \n"
        "  `awesome-adapters refresh --apply 2` or `awesome-adapters refresh --decline 2`\n"
    )
    assert again.out == "Nothing changed.\n"
    assert api.requests[-1].ids == ["ARXIV:2106.00007", "ARXIV:2106.00008"]
