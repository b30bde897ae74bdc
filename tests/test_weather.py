"""`build` and `refresh` as whole commands in every weather, against the stand-in over a real socket."""

import datetime as dt
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from awesome_adapters.cli import fetch
from awesome_adapters.cli import root as cli_root
from awesome_adapters.semantic_scholar import client
from awesome_adapters.semantic_scholar.client import Limits, SemanticScholar
from awesome_adapters.store import MetadataStore
from conftest import Call, Done, Write
from standin import FAULTS, Exchange, Fault, Standin, a_record, instead, many, says

KEY = "Kx7" * 13 + "Z"
ASKING = "asking Semantic Scholar for 6 papers\n"
ALL_FOUND = "Semantic Scholar: 6 found\n"
SIX = list(many(6))


def a_list(numbers: range, name: str = "Paper number") -> str:
    """Write a data file that has the papers of `standin.many` under their own titles."""
    items = (f'- title: {name} {n}\n  paper: {{ arxiv_id: "2106.{n:05}" }}\n' for n in numbers)
    return "".join(("title: NLP\nitems:\n", *items))


def kept(root: Path) -> dict[str, dict[str, Any]]:
    """Return the records of the store; the file has to be whole."""
    path = root / "data" / "metadata.json"
    records = json.loads(path.read_bytes()) if path.exists() else {"version": 1}
    assert records.pop("version") == 1
    return dict(records)


def shown(root: Path) -> list[int]:
    """Return the numbers of the papers whose metadata the README shows."""
    text = (root / "README.md").read_text(encoding="utf-8")
    return sorted({int(number) for number in re.findall(r"A\. Author([0-9]+)", text)})


def files(root: Path) -> list[bytes]:
    return [(root / path).read_bytes() for path in ("README.md", "data/metadata.json")]


class Sky:
    """The day, and a clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.day = dt.date(2026, 11, 20)
        self.slept = 0.0
        self.on_sleep: Callable[[], None] = lambda: None

    def now(self, zone: dt.timezone) -> dt.datetime:
        return dt.datetime.combine(self.day, dt.time(12), zone)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.on_sleep()

    def clock(self) -> float:
        return self.slept + time.monotonic()


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    with Standin(many(6)) as api:
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)
        yield api
        assert api.complaints == []


@pytest.fixture(autouse=True)
def sky(monkeypatch: pytest.MonkeyPatch) -> Sky:
    """Let a batch be two papers, and no wait take any time in this process."""
    sky, make = Sky(), SemanticScholar.from_environment
    limits = Limits(connect=5, silence=1, whole=1.5, size=2**20)  # seconds that a busy machine needs less than

    def from_environment(**options: Any) -> SemanticScholar:
        return make(sleep=sky.sleep, clock=sky.clock, chance=lambda: 0.5, limits=limits, **options)

    monkeypatch.setattr(SemanticScholar, "from_environment", from_environment)
    monkeypatch.setattr(client, "BATCH", 2)
    monkeypatch.setattr(fetch, "_SAVE_EVERY", 2)
    monkeypatch.setattr(cli_root, "dt", SimpleNamespace(UTC=dt.UTC, datetime=sky))
    return sky


@pytest.fixture
def six(write: Write) -> None:
    """A list of six papers, which are three batches."""
    write(a_list(range(1, 7)))


@pytest.fixture
def fair(tmp_path_factory: pytest.TempPathFactory, call: Call, sky: Sky) -> Callable[[Path], list[bytes]]:
    """Return README and metadata as a first build of the same data makes them in fair weather."""

    def fair(root: Path) -> list[bytes]:
        sources = (sky.day, *(path.read_bytes() for path in (root / "data").glob("*.yaml")))
        if sources in _FAIR:
            return _FAIR[sources]
        other = tmp_path_factory.mktemp("fair")
        (other / "data").mkdir()
        for path in (root / "data").glob("*.yaml"):
            (other / "data" / path.name).write_bytes(path.read_bytes())
        assert call("build", "--require-metadata", cwd=other).code == 0
        _FAIR[sources] = files(other)
        return _FAIR[sources]

    return fair


Fair = Callable[[Path], list[bytes]]
_FAIR: dict[tuple[object, ...], list[bytes]] = {}


# One fault in a build ------------------------------------------------------------------------------------------------


def waits(reason: str, seconds: int = 4) -> str:
    return f"Semantic Scholar: {reason}; waiting {seconds} s\n"


PASSING = {
    "fair": "",
    "gzip": "",
    "merged": "",
    "400": waits("it rejected the question, 400"),
    "400-said": waits("it rejected the question, 400: Bad request"),
    "400-size": waits("it rejected the question, 400: Response would exceed maximum size of 10MB"),
    "429": waits("it is busy, 429"),
    "429-seconds": waits("it is busy, 429", 7),
    "429-date": waits("it is busy, 429", 9),
    "429-past": waits("it is busy, 429"),
    "429-nonsense": waits("it is busy, 429"),
    "500": waits("it failed, 500"),
    "502": waits("it failed, 502"),
    "503": waits("it failed, 503"),
    "504": waits("it failed, 504"),
    "html": waits("the answer is broken"),
    "truncated": waits("the answer is broken"),
    "length-long": waits("the connection broke"),
    "length-short": waits("the answer is broken"),
    "reset": waits("the connection broke"),
    "hang-up": waits("the connection broke"),
    "hang": waits("it is too slow"),
    "stall": waits("it is too slow"),
    "drip": waits("it is too slow"),
    "row-short": waits("the answer has 1 instead of 2 rows"),
    "row-long": waits("the answer has 3 instead of 2 rows"),
    "object": waits("the answer is broken"),
    "null": waits("the answer is broken"),
    "error-200": waits("it says: Internal error"),
    "message-200": waits("it says: Limit Exceeded"),
    "huge": waits("the answer is too large"),
    "utf-8": waits("the answer is broken"),
    "json": waits("the answer is broken"),
    "nested": waits("the answer is broken"),
    "empty": waits("the answer is broken"),
    "gzip-broken": waits("the answer is broken"),
    "gzip-bomb": waits("the answer is too large"),
}
"""What is printed for faults after which every paper has come."""

ENDING = {
    "401": "refuses requests from here (401)",
    "403": "refuses requests from here (403)",
    "404": "answered 404 where papers were expected",
    "redirect": "answered 302, a redirect that is not followed, where papers were expected",
    "400-fields": "refused the question: Unrecognized or unsupported fields: [unknown]; "
    "this is a fault of awesome-adapters",
    "400-params": "refused the question: Unacceptable query params: [k=v]; this is a fault of awesome-adapters",
    "429-hour": "does not answer (it is busy, 429; it asks to wait 3,600 s); a key in S2_API_KEY would help",
}
"""What is printed for faults that end the asking at once."""

UNKNOWN = {"null-row": 1, "all-null": 2, "400-none": 2}
"""How many of the batch's papers are unknown then."""

UNANSWERED = {"error-row": 1, "odd-rows": 2}
"""How many of the batch's papers are not answered then, although the others are."""

ELSEWHERE = {"refused", "wrong"}
"""Faults with tests of their own below."""


def test_every_fault_of_the_stand_in_is_played() -> None:
    assert set(FAULTS) == {*PASSING, *ENDING, *UNKNOWN, *UNANSWERED, *ELSEWHERE}


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.usefixtures("six")
def test_a_fault_that_passes_is_one_line_and_costs_nothing(
    call: Call, api: Standin, root: Path, fair: Fair, fault: str, turn: int
) -> None:
    api.play(*["fair"] * turn, fault)

    done = call("build", "--require-metadata")
    asked = [len(request.ids) for request in api.requests]

    assert done == Done(0, "README.md: written\n", ASKING + PASSING[fault] + ALL_FOUND)
    assert asked == [2] * (4 if PASSING[fault] else 3)
    assert shown(root) == [1, 2, 3, 4, 5, 6]
    if fault == "merged":
        assert files(root)[0] == fair(root)[0]
    else:
        assert files(root) == fair(root)


@pytest.mark.usefixtures("six")
def test_a_server_that_is_down_for_a_while_is_one_line_a_try_and_costs_nothing(
    call: Call, api: Standin, root: Path, sky: Sky, fair: Fair
) -> None:
    def down(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.server.standin.close()

    def up() -> None:
        if len(api.requests) == 2 and sky.slept > 13:
            sky.on_sleep = lambda: None
            api.open()

    sky.on_sleep = up
    api.play("fair", down)

    done = call("build", "--require-metadata")

    broke, refused = waits("the connection broke"), "the connection was refused"
    assert done.err == ASKING + broke + waits(refused) + waits(refused, 8) + ALL_FOUND
    assert files(root) == fair(root)


def ending(fault: str) -> str:
    """Return how the asking ends at a fault when there is no patience."""
    if fault in ENDING:
        return ENDING[fault]
    reason, _, wait = PASSING[fault].removeprefix("Semantic Scholar: ").partition("; waiting ")
    asks = "" if wait == "4 s\n" else f"; it asks to wait {wait.strip()}"
    return f"does not answer ({reason}{asks})" + ("; a key in S2_API_KEY would help" if "429" in reason else "")


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(
    "fault", [name for name in (*PASSING, *ENDING) if PASSING.get(name, "it") and name[:4] != "400"]
)
@pytest.mark.usefixtures("six")
def test_a_fault_that_lasts_leaves_what_has_come_and_the_next_build_goes_on(
    call: Call, api: Standin, root: Path, fair: Fair, fault: str, turn: int
) -> None:
    api.play(*["fair"] * turn, fault)

    stopped = call("build", "--patience", "0", "--require-metadata")
    some, records, number = shown(root), list(kept(root)), len(api.requests)
    finished = call("build", "--require-metadata")

    left = 6 - 2 * turn
    summary = f"Semantic Scholar: {2 * turn} found, {left} not answered\n" if turn else ""
    told = f"Semantic Scholar {ending(fault)}; going on with what is known\n{summary}"
    error = f"error: {left} papers have no metadata\n"
    assert stopped == Done(3, "README.md: written\n", ASKING + told + error)
    assert (some, records, number) == ([1, 2, 3, 4, 5, 6][: 2 * turn], SIX[: 2 * turn], turn + 1)
    assert finished.err == f"asking Semantic Scholar for {left} papers\nSemantic Scholar: {left} found\n"
    assert files(root) == fair(root)


@pytest.mark.usefixtures("six")
def test_the_patience_of_a_build_is_a_minute(call: Call, api: Standin, root: Path, sky: Sky) -> None:
    api.play("fair", *["429"] * 20)

    done = call("build")

    assert (done.code, shown(root)) == (0, [1, 2])
    assert done.err.count("waiting") == 5
    assert 55 < sky.slept < 65


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", UNKNOWN)
@pytest.mark.usefixtures("six")
def test_unknown_is_remembered_and_asked_again_after_three_days_not_before(
    call: Call, api: Standin, root: Path, sky: Sky, fair: Fair, fault: str, turn: int
) -> None:
    api.play(*["fair"] * turn, fault)
    number = UNKNOWN[fault]
    unknown = SIX[2 * turn : 2 * turn + number]

    first = call("build", "--require-metadata")
    records = kept(root)
    before = files(root)
    sky.day += dt.timedelta(3)
    second = call("build", "--require-metadata")
    unchanged = files(root) == before
    sky.day += dt.timedelta(1)
    third = call("build", "--require-metadata")

    assert first == Done(
        0, "README.md: written\n", f"{ASKING}Semantic Scholar: {6 - number} found, {number} unknown to it\n"
    )
    assert [key for key, record in records.items() if record.get("unknown")] == unknown
    assert list(records) == SIX
    assert (second, unchanged) == (Done(0, "README.md: already current\n", ""), True)
    assert third.err.endswith(f"Semantic Scholar: {number} found\n")
    assert [request.ids for request in api.requests[3:]] == [unknown]
    assert files(root)[0] == fair(root)[0]


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", UNANSWERED)
@pytest.mark.usefixtures("six")
def test_a_paper_that_is_not_answered_is_named_not_remembered_and_asked_by_the_next_build(
    call: Call, api: Standin, root: Path, fair: Fair, fault: str, turn: int
) -> None:
    api.play(*["fair"] * turn, fault)
    number = UNANSWERED[fault]
    lacking = SIX[2 * turn : 2 * turn + number]

    first = call("build")
    records = list(kept(root))
    second = call("build")

    assert first == Done(
        0,
        "README.md: written\n",
        f"{ASKING}Semantic Scholar: {6 - number} found, {number} not answered\n"
        f"not answered: {', '.join(lacking)}; the next build asks again\n",
    )
    assert records == [key for key in SIX if key not in lacking]
    assert [request.ids for request in api.requests[3:]] == [lacking]
    assert second.code == 0
    assert files(root) == fair(root)


@pytest.mark.usefixtures("six")
def test_the_one_id_that_spoils_its_batch_is_named_and_costs_no_other(call: Call, api: Standin, root: Path) -> None:
    api.poison = {SIX[3]}

    done = call("build")

    rejected = waits("it rejected the question, 400: Bad request")
    told = f"Semantic Scholar: 5 found, 1 not answered\nnot answered: {SIX[3]}; the next build asks again\n"
    assert done == Done(0, "README.md: written\n", ASKING + rejected + told)
    assert [len(request.ids) for request in api.requests] == [2, 2, 2, 1, 1, 2]
    assert shown(root) == [1, 2, 3, 5, 6]


@pytest.mark.usefixtures("six")
def test_a_key_that_is_refused_is_given_up_at_the_second_time_and_said(
    call: Call, api: Standin, root: Path, fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S2_API_KEY", KEY)
    api.key = "another"

    done = call("build", "--require-metadata")
    sent = ["x-api-key" in request.headers for request in api.requests]

    refused = "it refused the key in S2_API_KEY, 403"
    assert done.err == ASKING + waits(refused, 1) + waits(f"{refused}; going on without it", 4) + ALL_FOUND
    assert sent == [True, True, False, False, False]
    assert files(root) == fair(root)


def _echo(status: int) -> Fault:
    return lambda exchange: says(status, {"message": f"no: {exchange.headers['x-api-key']}"})(exchange)


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize("command", ["build", "refresh"])
def test_the_key_is_never_told_or_stored_whatever_happens(
    call: Call, api: Standin, root: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("S2_API_KEY", KEY)
    slow = {"hang", "stall", "drip", "refused"}
    for fault in [*(FAULTS[name] for name in FAULTS if name not in slow), *map(_echo, (200, 400, 403, 429))]:
        api.play(fault, fault)
        (root / "data" / "metadata.json").unlink(missing_ok=True)

        done = call(command, "--patience", "2")

        api._script.clear()
        assert done.code in (0, 3)
        assert KEY not in done.out + done.err
        assert not any(KEY.encode() in path.read_bytes() for path in root.rglob("*") if path.is_file())
    assert {request.headers.get("x-api-key") for request in api.requests} == {KEY, None}


# What is asked for ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("six")
def test_a_second_build_asks_for_nothing_and_changes_no_byte(call: Call, api: Standin, root: Path, sky: Sky) -> None:
    call("build")
    before, number = files(root), len(api.requests)
    sky.day += dt.timedelta(400)

    done = call("build", "--require-metadata")

    assert done == Done(0, "README.md: already current\n", "")
    assert (files(root), len(api.requests)) == (before, number)


def test_an_id_that_is_added_to_a_known_paper_asks_for_nothing(
    call: Call, api: Standin, root: Path, write: Write
) -> None:
    api.know({SIX[0]: a_record(externalIds={"ArXiv": "2106.00001", "ACL": "2021.acl-long.1"})})
    write('title: NLP\nitems:\n- { title: Paper number 1, paper: { arxiv_id: "2106.00001" } }\n')
    call("build")
    before = kept(root)

    write(
        "title: NLP\nitems:\n"
        '- { title: Paper number 1, paper: { acl_id: 2021.acl-long.1, arxiv_id: "2106.00001", doi: 10.1234/x } }\n'
    )
    both = call("build", "--require-metadata")
    write("title: NLP\nitems:\n- { title: Paper number 1, paper: { acl_id: 2021.acl-long.1 } }\n")
    other = call("build", "--require-metadata")

    assert (both.err, other.err) == ("", "")
    assert len(api.requests) == 1
    assert kept(root) == before
    assert shown(root) == [1]


@pytest.mark.parametrize(
    ("first", "better", "asked"),
    [("doi: 10.1234/x", 'arxiv_id: "2106.00001"', SIX[0]), ('arxiv_id: "2106.00009"', "corpus_id: 1", "CorpusId:1")],
)
def test_a_better_id_of_an_unknown_paper_is_asked_for_at_once(
    call: Call, api: Standin, root: Path, write: Write, first: str, better: str, asked: str
) -> None:
    api.know({"CorpusId:1": a_record(1)})
    write(f"title: NLP\nitems:\n- {{ title: Paper number 1, paper: {{ {first} }} }}\n")
    call("build")

    write(f"title: NLP\nitems:\n- {{ title: Paper number 1, paper: {{ {first}, {better} }} }}\n")
    call("build")
    third = call("build", "--require-metadata")

    assert [request.ids for request in api.requests[1:]] == [[asked]]
    assert third == Done(0, "README.md: already current\n", "")
    assert shown(root) == [1]


@pytest.mark.parametrize(("length", "requests"), [(1, 1), (500, 1), (501, 2), (1100, 3)])
def test_a_build_makes_one_request_for_each_500_papers(
    call: Call,
    api: Standin,
    root: Path,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    length: int,
    requests: int,
) -> None:
    monkeypatch.setattr(client, "BATCH", 500)
    monkeypatch.setattr(fetch, "_SAVE_EVERY", 500)
    api.know(many(length))
    write(a_list(range(1, length + 1)))

    done = call("build", "--require-metadata")

    assert len(api.requests) == requests
    assert done.err.endswith(f"Semantic Scholar: {length:,} found\n")
    assert shown(root) == list(range(1, length + 1))


@pytest.mark.usefixtures("six")
def test_a_damaged_file_is_told_although_the_build_mends_it(call: Call, api: Standin, root: Path, fair: Fair) -> None:
    call("build")
    path = root / "data" / "metadata.json"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((*lines[:2], b"<<<<<<< ours\n", lines[2][:40], b"\n", *lines[3:])))

    done = call("build")
    again = call("build")

    assert [request.ids for request in api.requests[3:]] == [[SIX[1]]]
    assert "data/metadata.json:3:1: warning: a conflict of a merge; the records of both sides are read" in done.err
    assert "data/metadata.json:4:1: warning: this line is damaged" in done.err
    assert again.err == ""
    assert files(root) == fair(root)


# Other papers, and papers that moved ---------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_the_record_of_another_paper_is_reported_until_the_id_is_mended_and_never_shown(
    call: Call, api: Standin, root: Path, write: Write, turn: int
) -> None:
    write(a_list(range(1, 7)))
    api.play(*["fair"] * turn, "wrong")
    wrong = SIX[2 * turn : 2 * turn + 2]

    done = call("build", "--require-metadata")
    readme = (root / "README.md").read_text(encoding="utf-8")
    checks = [call("check"), call("build"), call("check")][::2]

    assert done == Done(0, "README.md: written\n", ASKING + ALL_FOUND)
    assert [key for key, record in kept(root).items() if record["title"] == "Attention is All you Need"] == wrong
    assert ("999" in readme, "Attention" in readme) == (False, False)
    assert shown(root) == [n for n in range(1, 7) if SIX[n - 1] not in wrong]
    for check in checks:
        assert check.out.count("[wrong-paper]") == 2
        assert "knows this id as 'Attention is All you Need'" in check.out
    assert len(api.requests) == 3

    api.know({f"ARXIV:2107.{n:05}": a_record(n) for n in range(1, 7)})
    write(a_list(range(1, 7)).replace("2106.", "2107."))
    mended = call("build", "--require-metadata")

    assert mended.err == ASKING + ALL_FOUND
    assert "[wrong-paper]" not in call("check").out
    assert shown(root) == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("six")
def test_an_answer_that_turns_out_another_papers_is_told_and_never_shown(
    call: Call, api: Standin, root: Path, sky: Sky
) -> None:
    call("build")
    sky.day += dt.timedelta(1)
    api.play("wrong")

    refreshed = call("refresh")
    check = call("check")
    built = call("build")
    without = shown(root)
    back = call("refresh")
    call("build")

    assert refreshed.out == (
        "### Another paper's record was answered (nothing of it is shown): is the id right?\n"
        "\n"
        "- Paper number 1 (data/nlp.yaml:3:3): 'Attention is All you Need'\n"
        "- Paper number 2 (data/nlp.yaml:5:3): 'Attention is All you Need'\n"
    )
    assert check.out.count("[wrong-paper]") == 2
    assert built.code == 0
    assert without == [3, 4, 5, 6]
    assert "'Attention is All you Need' → 'Paper number 1'" in back.out
    assert shown(root) == [1, 2, 3, 4, 5, 6]


def test_the_ids_of_another_papers_record_lead_nowhere_once_the_right_one_has_come(
    call: Call, api: Standin, root: Path, write: Write
) -> None:
    write(a_list(range(1, 2)))
    api.play("wrong")
    call("build")
    call("refresh")
    api.know({"ARXIV:1706.03762": a_record(999, title="Attention is All you Need")})

    item = '- { title: Attention is All you Need, paper: { arxiv_id: "1706.03762" } }\n'
    write(f"title: More\nitems:\n{item}", "data/more.yaml")
    call("build")

    assert [request.ids for request in api.requests[2:]] == [["ARXIV:1706.03762"]]
    assert shown(root) == [1, 999]


def test_a_paper_that_was_merged_is_found_by_its_old_id_and_its_new_one(
    call: Call, api: Standin, root: Path, write: Write
) -> None:
    old, new = f"{1:040x}", f"{1:040x}"[::-1]
    write(a_list(range(1, 2)))
    call("build")
    api.play("merged")

    refreshed = call("refresh")
    records = kept(root)
    for sha in (old, new):
        write(f"title: NLP\nitems:\n- {{ title: Paper number 1, paper: {{ semantic_scholar_id: {sha} }} }}\n")
        assert call("build", "--require-metadata").err == ""
        assert shown(root) == [1]

    assert f"### Merged with another record\n\n- Paper number 1 (data/nlp.yaml:3:3): {old} → {new}\n" in refreshed.out
    assert records[SIX[0]]["ids"] == [new, SIX[0], "CorpusId:1", old]
    assert len(api.requests) == 2


# refresh -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [fault for fault in PASSING if fault not in ("merged", "hang", "stall", "drip")])
@pytest.mark.usefixtures("six")
def test_a_refresh_through_a_fault_that_passes_changes_nothing(
    call: Call, api: Standin, root: Path, fault: str
) -> None:
    call("build")
    before = files(root)
    api.play("fair", fault)

    done = call("refresh")

    assert done == Done(0, "Nothing changed.\n", ASKING + PASSING[fault] + ALL_FOUND)
    assert files(root) == before


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", ["429", "reset", "html", "row-short", *ENDING, *UNANSWERED])
@pytest.mark.usefixtures("six")
def test_a_refresh_that_fails_keeps_every_record_and_ends_with_three(
    call: Call, api: Standin, root: Path, sky: Sky, fault: str, turn: int
) -> None:
    call("build")
    before = kept(root)
    sky.day += dt.timedelta(40)
    api.play(*["fair"] * turn, fault)

    done = call("refresh", "--patience", "0")

    answered = {key for key, record in kept(root).items() if record["retrieved"] == "2026-12-30"}
    batch = SIX[2 * turn : 2 * turn + 2]
    lost = batch[: UNANSWERED[fault]] if fault in UNANSWERED else SIX[2 * turn :]
    assert (done.code, done.out) == (3, "Nothing changed.\n")
    assert answered == set(SIX) - set(lost)
    assert {key: record | {"retrieved": "2026-11-20"} for key, record in kept(root).items()} == before


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", UNKNOWN)
@pytest.mark.usefixtures("six")
def test_a_paper_that_is_no_longer_known_is_told_and_its_record_kept(
    call: Call, api: Standin, root: Path, fault: str, turn: int
) -> None:
    call("build")
    before = files(root)
    api.play(*["fair"] * turn, fault)

    done = call("refresh")
    call("build")

    assert done.code == 0
    assert done.out.startswith("### No longer known to Semantic Scholar (the old record is kept)\n\n- Paper number ")
    assert done.out.count("asked again, and not found") == UNKNOWN[fault]
    assert files(root) == before


@pytest.mark.usefixtures("six")
def test_a_refresh_tells_in_words_what_changed_and_the_next_build_shows_it(
    call: Call, api: Standin, root: Path, sky: Sky
) -> None:
    api.know({SIX[1]: a_record(2, tldr=None)})
    call("build")
    sky.day += dt.timedelta(30)
    api.know(
        {
            SIX[0]: a_record(1, venue="ACL", year=2022),
            SIX[1]: a_record(2),
            SIX[2]: a_record(3, authors=[{"name": "B. Author"}]),
            SIX[3]: a_record(4, citationCount=2),
            SIX[4]: a_record(5, title="Paper number five"),
        }
    )

    done = call("refresh")
    call("build")

    assert done == Done(
        0,
        "### Published since\n\n- Paper number 1 (data/nlp.yaml:3:3): arXiv.org 2021 → ACL 2022\n\n"
        "### Retitled\n\n- Paper number 5 (data/nlp.yaml:11:3): 'Paper number 5' → 'Paper number five'\n\n"
        "### Authors changed\n\n- Paper number 3 (data/nlp.yaml:7:3): gone: A. Author3; new: B. Author\n\n"
        "### A TLDR appeared\n\n- Paper number 2 (data/nlp.yaml:5:3): it is shown from the next build on\n\n"
        "### Citation counts fell\n\n- Paper number 4 (data/nlp.yaml:9:3): 4 → 2\n",
        ASKING + ALL_FOUND,
    )
    assert shown(root) == [1, 2, 4, 5, 6]
    assert {record["retrieved"] for record in kept(root).values()} == {"2026-12-20"}


def test_a_refresh_never_overwrites_what_a_curator_wrote(call: Call, api: Standin, root: Path, write: Write) -> None:
    text = (
        "title: NLP\nitems:\n"
        '- { title: Paper number 1, paper: { arxiv_id: "2106.00001", venue: ACL } }\n'
        '- { title: Paper number 2, paper: { arxiv_id: "2106.00002", year: 2022 } }\n'
    )
    path = write(text)
    call("build")
    before = files(root)[0]
    api.know({SIX[1]: a_record(2, year=2022)})

    done = call("refresh")
    call("build")

    assert "agrees" not in done.out
    assert "Semantic Scholar now says what our files say: the lines can go\n\n- Paper number 2" in done.out
    assert "venue: arXiv.org, and ours is ACL" in done.out
    assert path.read_text(encoding="utf-8") == text
    assert files(root)[0] == before


@pytest.mark.parametrize(
    ("arguments", "play", "pruned"),
    [
        ([], [], True),
        (["--older-than", "0"], [], True),
        (["--keep-orphans"], [], False),
        (["2106.00001"], [], False),
        (["--patience", "0"], ["429"], False),
        (["--patience", "0"], ["fair", "429"], False),
        ([], ["error-row"], False),
        ([], ["400-none"], True),
    ],
)
def test_orphans_are_taken_out_only_by_a_refresh_of_everything_that_was_answered(
    call: Call, api: Standin, root: Path, write: Write, arguments: list[str], play: list[str], pruned: bool
) -> None:
    write(a_list(range(1, 7)))
    call("build")
    write(a_list(range(1, 5)))
    call("build")
    orphans = [key for key in SIX[4:] if key in kept(root)]
    api.play(*play)

    done = call("refresh", *arguments)

    told = f"\nRecords that no entry used were taken out: {', '.join(SIX[4:])}.\n"
    assert orphans == SIX[4:]
    assert list(kept(root)) == (SIX[:4] if pruned else SIX)
    assert (told in done.out) == pruned


@pytest.mark.parametrize(("days", "asked"), [("0", SIX), ("29", SIX), ("30", SIX[3:]), ("31", SIX[3:]), ("40", [])])
def test_older_than_asks_only_for_what_was_asked_longer_ago(
    call: Call, api: Standin, write: Write, sky: Sky, days: str, asked: list[str]
) -> None:
    write(a_list(range(4, 7)))
    call("build")
    sky.day += dt.timedelta(10)
    write(a_list(range(1, 7)))
    call("build")
    sky.day += dt.timedelta(30)
    before = len(api.requests)

    done = call("refresh", "--older-than", days)

    assert sorted(one for request in api.requests[before:] for one in request.ids) == asked
    assert (done.code, done.out) == (0, "Nothing changed.\n")


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
    call: Call, api: Standin, entries: list[str], asked: list[int]
) -> None:
    call("build")

    done = call("refresh", *entries)

    assert done.code == 0
    assert [one for request in api.requests[3:] for one in request.ids] == [SIX[n - 1] for n in asked]


@pytest.mark.usefixtures("six")
def test_an_entry_that_the_list_lacks_is_an_error_of_one_line(call: Call, api: Standin) -> None:
    done = call("refresh", "number 3", "LoRA")

    assert done == Done(1, "", "error: no entry has 'LoRA' as its key, as an id, or in its title\n")
    assert api.requests == []


# A sequence of faults ------------------------------------------------------------------------------------------------

STORM = """
    429 fair 429-seconds html fair reset truncated 500 fair length-long row-short 400-said fair object huge
    502 fair nested gzip error-200 hang-up 503 fair utf-8 row-long 504 fair gzip-broken json 400 fair empty
""".split()  # noqa: SIM905


def test_a_storm_ends_in_the_readme_and_the_metadata_of_fair_weather(
    call: Call, api: Standin, root: Path, write: Write, fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "BATCH", 10)
    api.records.clear()
    api.know(dict(list(many(100).items())[::3] + list(many(90).items())[1::3]))
    write(a_list(range(1, 101)))
    api.play(*STORM)

    builds = [call("build", "--patience", "20", "--require-metadata") for _ in range(12)]

    ends = [done.code for done in builds]
    assert ends[0] == 3
    assert ends == sorted(ends, reverse=True)
    assert ends[-1] == 0
    assert (len(shown(root)), len(kept(root))) == (64, 100)
    assert files(root) == fair(root)


# Processes: interrupts, kills, and two at once -----------------------------------------------------------------------

PROGRAM = """
import datetime, os, signal, sys, types
from awesome_adapters import semantic_scholar
from awesome_adapters.cli import fetch, main, root

semantic_scholar.BATCH = 2
semantic_scholar._GAP_WITHOUT = semantic_scholar._FIRST_WAIT = 0.002
noon = datetime.datetime(2026, 11, 20, 12)
root.dt = types.SimpleNamespace(UTC=None, datetime=types.SimpleNamespace(now=lambda zone: noon))
"""
"""The program with small batches, short waits, and the day of `Sky`."""

OFTEN = "fetch._SAVE_EVERY = 2; main()"

KILLED = """
import awesome_adapters.checks, awesome_adapters.formats.readme, awesome_adapters.sources, jinja2, tempfile

fetch._SAVE_EVERY = 2
effects = 0

def count(event, arguments):
    global effects
    if event in ("http.client.send", "os.rename", "os.chmod", "tempfile.mkstemp", "fcntl.flock"):
        effects += 1
        if effects == number:
            os.kill(os.getpid(), signal.SIGKILL)

command, *folders = sys.argv[1:]
for number, folder in enumerate(folders, 1):
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    else:
        os.chdir(folder)
        os.dup2(2, 1)
        sys.argv[1:] = [command]
        sys.addaudithook(count)
        main()
"""
"""Run a command in each folder; in the nth one it is killed before its nth effect on the world."""


def start(root: Path, *arguments: str, then: str = "main()", **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM + then, *arguments],
        cwd=root,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> Done:
    out, err = process.communicate(timeout=30)
    return Done(process.returncode, out, err)


@pytest.mark.parametrize("command", ["build", "refresh"])
def test_ctrl_c_between_two_batches_stops_at_once_and_keeps_what_has_arrived(
    call: Call, api: Standin, root: Path, write: Write, command: str
) -> None:
    write(a_list(range(1, 3)))
    call("build")
    readme = (root / "README.md").read_bytes()
    write(a_list(range(1, 7)))
    api.play("fair", "hang")
    process = start(root, command)
    while len(api.requests) < 3:
        assert process.poll() is None
        time.sleep(0.01)

    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    done = finish(process)

    assert time.monotonic() - began < 2
    assert done == Done(
        130,
        "",
        f"asking Semantic Scholar for {4 if command == 'build' else 6} papers\n\nstopped; what had arrived is kept\n",
    )
    assert list(kept(root)) == SIX[: 4 if command == "build" else 2]
    assert (root / "README.md").read_bytes() == readme


def test_ctrl_c_in_a_refresh_reports_what_had_changed_so_far(
    api: Standin, root: Path, write: Write, call: Call
) -> None:
    write(a_list(range(1, 5)))
    call("build")
    api.know({SIX[0]: a_record(1, title="Paper number 1", year=1999)})
    api.play("fair", "hang")
    process = start(root, "refresh")
    while len(api.requests) < 4:
        assert process.poll() is None
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)
    done = finish(process)

    assert done.code == 130
    assert re.fullmatch(r"### Venue or year changed\n\n- Paper number 1 \(data/nlp.yaml:3:3\): .* 1999\n", done.out)
    assert done.err.endswith("\nstopped; what had arrived is kept\n")
    assert kept(root)[SIX[0]]["year"] == 1999


def test_ctrl_c_in_a_wait_stops_at_once(api: Standin, root: Path, write: Write) -> None:
    write(a_list(range(1, 7)))
    api.play("fair", says(429, b"", Retry_After="50"))
    process = start(root, "build")
    assert process.stderr
    while "waiting" not in process.stderr.readline():
        assert process.poll() is None

    process.send_signal(signal.SIGINT)
    done = finish(process)

    assert (done.code, done.err) == (130, "\nstopped; what had arrived is kept\n")
    assert list(kept(root)) == SIX[:2]
    assert not (root / "README.md").exists()


@pytest.mark.parametrize("command", ["build", "refresh"])
def test_a_kill_before_any_effect_leaves_whole_files_and_the_next_build_goes_on(
    call: Call, api: Standin, root: Path, write: Write, fair: Fair, command: str
) -> None:
    write(a_list(range(1, 3)))
    call("build")
    write(a_list(range(1, 7)))
    old, fresh = files(root), fair(root)
    folders = [root / f"killed-{number}" for number in range(30)]
    for folder in folders:
        (folder / "data").mkdir(parents=True)
        for name in ("README.md", "data/metadata.json", "data/nlp.yaml"):
            (folder / name).write_bytes((root / name).read_bytes())

    codes = finish(start(root, command, *map(str, folders), then=KILLED)).out.split()
    api.complaints.clear()  # of requests that a kill has cut off before their bodies

    kills = codes.count("-9")
    assert codes == ["-9"] * kills + ["0"] * (len(folders) - kills)
    assert 10 < kills < len(folders)
    for folder in folders:
        assert files(folder)[0] in (old[0], fresh[0])
        assert MetadataStore(folder).verify() == []
        assert set(SIX[:2]) <= set(kept(folder)) <= set(SIX)
        assert call("build", "--require-metadata", cwd=folder).code == 0
        assert files(folder) == fresh


def test_builds_and_refreshes_at_once_lose_nothing_of_each_other(
    api: Standin, root: Path, write: Write, call: Call
) -> None:
    api.know(many(40))
    write(a_list(range(1, 21), "Alpha paper number"), "data/alpha.yaml")
    write(a_list(range(21, 41), "Beta paper number").replace("NLP", "CV"), "data/beta.yaml")
    commands = (["refresh", "Alpha"], ["refresh", "Beta"])
    for turn in range(3):
        (root / "data" / "metadata.json").unlink(missing_ok=True)

        runs = [finish(process) for process in [start(root, *command, then=OFTEN) for command in commands]]

        assert [run.code for run in runs] == [0, 0]
        assert list(kept(root)) == list(many(40)), turn
    (root / "data" / "metadata.json").unlink()

    builds = [finish(process) for process in [start(root, "build", then=OFTEN) for _ in range(2)]]

    assert [build.code for build in builds] == [0, 0]
    assert list(kept(root)) == list(many(40))
    assert call("build", "--check").code == 0
    assert shown(root) == list(range(1, 41))


# Terminals -----------------------------------------------------------------------------------------------------------


def on_a_terminal(root: Path, *arguments: str, columns: int) -> tuple[int, str]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM + "main()", *arguments],
        cwd=root,
        env=os.environ | {"COLUMNS": str(columns), "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # Linux ends it so when the other side is closed
        pass
    os.close(ours)
    return process.wait(timeout=30), b"".join(parts).decode()


@pytest.mark.usefixtures("six")
def test_a_terminal_gets_a_bar_in_papers_and_why_it_waits(api: Standin, root: Path) -> None:
    api.play("fair", "429", "400-none")

    code, told = on_a_terminal(root, "build", columns=80)

    drawn = re.findall(r"\r([^\r\n]*?)(?:\x1b\[[^m]*?K)?(?=[\r\n])", told)
    drawn = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip() for line in drawn]
    assert code == 0
    assert max(map(len, drawn)) <= 80
    for start_, end in [
        ("Semantic Scholar: 6 papers", "0/6"),
        ("Semantic Scholar: 6 papers", "2/6"),
        ("Semantic Scholar: it is busy, 429; waiting 0 s", "2/6"),
        ("Semantic Scholar: 6 papers", "6/6"),
    ]:
        assert any(line.startswith(start_) and line.endswith(end) for line in drawn), drawn
    assert told.replace("\r\n", "\n").endswith("Semantic Scholar: 4 found, 2 unknown to it\nREADME.md: written\n")


@pytest.mark.usefixtures("six")
def test_without_a_terminal_there_are_plain_lines(api: Standin, root: Path) -> None:
    api.play("429")

    done = finish(start(root, "build", CI="true", GITHUB_ACTIONS="true", FORCE_COLOR="1"))

    assert done == Done(0, "README.md: written\n", ASKING + waits("it is busy, 429", 0) + ALL_FOUND)


@pytest.mark.usefixtures("six")
def test_a_record_without_anything_in_it_costs_no_other(call: Call, api: Standin, root: Path) -> None:
    nothing = dict.fromkeys(a_record(), None) | {"paperId": f"{1:040x}"}
    api.play(instead(lambda rows: [nothing, *rows[1:]]))

    done = call("build", "--require-metadata")

    assert (done.code, shown(root)) == (0, [2, 3, 4, 5, 6])
