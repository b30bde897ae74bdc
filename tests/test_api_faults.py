"""Builds through every fault of the API, against the fake one over a real socket."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from api_fixtures import KEY, SIX, FakeClock, Reference, Runner, a_list, files, saved_records, shown
from awesome_adapters.metadata.store import MetadataStore
from conftest import Write
from fake_api import FAULTS, Exchange, FakeApi, a_record, instead, many

pytestmark = pytest.mark.slow

# One fault in a build ------------------------------------------------------------------------------------------------


PASSING: dict[str, tuple[float, str] | None] = {
    "200": None,
    "gzip": None,
    "merged": None,
    "400": (4, "it rejected the request, 400"),
    "400-said": (4, "it rejected the request, 400: Bad request"),
    "400-size": (4, "it rejected the request, 400: Response would exceed maximum size of 10MB"),
    "204": (4, "it sent 204, and no papers"),
    "404": (4, "it sent 404, and no papers"),
    "418": (4, "it sent 418, and no papers"),
    "redirect": (4, "it sent 302, a redirect that is not followed"),
    "429": (4, "it is busy, 429"),
    "429-seconds": (7, "it is busy, 429"),
    "429-date": (9, "it is busy, 429"),
    "429-past": (4, "it is busy, 429"),
    "429-nonsense": (4, "it is busy, 429"),
    "500": (4, "it failed, 500"),
    "502": (4, "it failed, 502"),
    "503": (4, "it failed, 503"),
    "504": (4, "it failed, 504"),
    "html": (4, "the answer is broken"),
    "truncated": (4, "the answer is broken"),
    "length-long": (4, "the connection broke"),
    "length-short": (4, "the answer is broken"),
    "reset": (4, "the connection broke"),
    "hang-up": (4, "the connection broke"),
    "hang": (4, "it is too slow"),
    "stall": (4, "it is too slow"),
    "drip": (4, "it is too slow"),
    "row-short": (4, "the answer has 1 instead of 2 rows"),
    "row-long": (4, "the answer has 3 instead of 2 rows"),
    "object": (4, "the answer is broken"),
    "null": (4, "the answer is broken"),
    "error-200": (4, "it says: Internal error"),
    "message-200": (4, "it says: Limit Exceeded"),
    "huge": (4, "the answer is too large"),
    "utf-8": (4, "the answer is broken"),
    "json": (4, "the answer is broken"),
    "nested": (4, "the answer is broken"),
    "empty": (4, "the answer is broken"),
    "gzip-broken": (4, "the answer is broken"),
    "gzip-bomb": (4, "the answer is too large"),
}
"""The wait for faults after which every paper comes: its seconds, and why."""

ENDING = {
    "401": "refuses requests from here (401)",
    "403": "refuses requests from here (403)",
    "400-fields": "refused the request: Unrecognized or unsupported fields: [unknown]; "
    "this is a bug in awesome-adapters",
    "400-params": "refused the request: Unacceptable query params: [k=v]; this is a bug in awesome-adapters",
    "429-hour": "does not answer (it is busy, 429; it asks to wait 3,600 s); a key in S2_API_KEY would help",
}
"""The error of faults that end the asking at once."""

AGAIN = {"413": [1, 1], "all-null": [2], "rotated": [2], "doubled": [1], "wrong": [2]}
"""The lengths of the requests that follow at once, after which every paper comes."""

UNKNOWN = {"null-row": 1, "400-none": 2}
"""How many of the batch's papers are unknown then."""

UNANSWERED = {"error-row": 1, "odd-rows": 2}
"""How many of the batch's papers are not answered then, although the others are."""

ELSEWHERE = {"refused", "404-seeds", *(fault for fault in FAULTS if fault.startswith("recommended-"))}
"""A fault with a test of its own below, and those of recommendations, which `test_discovery` plays."""

SLOW = {"hang", "stall", "drip"}
"""Faults that take a second or more: they are played in one place only."""


def everywhere(*faults: str) -> list[tuple[str, int]]:
    """Return the faults, each with how many batches are answered before it."""
    return [(fault, turn) for fault in faults for turn in ([1] if fault in SLOW else [0, 1, 2])]


def test_every_fault_of_the_fake_api_is_played() -> None:
    assert set(FAULTS) == {*PASSING, *AGAIN, *ENDING, *UNKNOWN, *UNANSWERED, *ELSEWHERE}


@pytest.mark.parametrize(("fault", "turn"), everywhere(*PASSING))
@pytest.mark.usefixtures("six")
def test_a_fault_that_passes_is_one_wait_and_costs_nothing(
    runner: Runner, api: FakeApi, root: Path, reference: Reference, fault: str, turn: int
) -> None:
    api.play(*["200"] * turn, fault)

    run = runner.build()
    lengths = [len(request.ids) for request in api.requests]

    wait = PASSING[fault]
    assert (list(run.answers), run.unanswered, run.error) == (SIX, [], None)
    assert run.waits == ([wait] if wait else [])
    assert lengths == [2] * (4 if wait else 3)
    assert shown(root) == [1, 2, 3, 4, 5, 6]
    if fault == "merged":
        assert files(root)[0] == reference()[0]
    else:
        assert files(root) == reference()


@pytest.mark.parametrize(("fault", "turn"), everywhere(*AGAIN))
@pytest.mark.parametrize("command", ["build", "refresh"])
@pytest.mark.usefixtures("six")
def test_an_answer_in_doubt_is_asked_for_again_without_a_wait_and_costs_nothing(
    runner: Runner, api: FakeApi, root: Path, reference: Reference, fault: str, turn: int, command: str
) -> None:
    if command == "refresh":
        runner.build()
        api.requests.clear()
    api.play(*["200"] * turn, fault)

    run = getattr(runner, command)()
    lengths = [len(request.ids) for request in api.requests]

    assert (sorted(run.answers), run.unanswered, run.error, run.waits, run.report) == (SIX, [], None, [], "")
    assert lengths == [*[2] * (turn + 1), *AGAIN[fault], *[2] * (2 - turn)]
    assert files(root) == reference()


@pytest.mark.usefixtures("six")
def test_a_server_that_is_down_for_a_while_is_one_wait_a_try_and_costs_nothing(
    runner: Runner, api: FakeApi, root: Path, clock: FakeClock, reference: Reference
) -> None:
    def down(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.server.api.close()

    def up() -> None:
        if len(api.requests) == 2 and sum(clock.slept) > 13:
            clock.on_sleep = lambda: None
            api.open()

    clock.on_sleep = up
    api.play("200", down)

    run = runner.build()

    refused = "the connection was refused"
    assert run.waits == [(4, "the connection broke"), (4, refused), (8, refused)]
    assert files(root) == reference()


def ending(fault: str) -> str:
    """Return the error at a fault when there is no time to wait."""
    if fault in ENDING:
        return ENDING[fault]
    seconds, reason = PASSING[fault] or (0, "")
    asks = "" if seconds == 4 else f"; it asks to wait {seconds} s"
    return f"does not answer ({reason}{asks})" + ("; a key in S2_API_KEY would help" if "429" in reason else "")


@pytest.mark.parametrize(
    ("fault", "turn"), everywhere(*(name for name in (*PASSING, *ENDING) if PASSING.get(name, 1) and name[:4] != "400"))
)
@pytest.mark.usefixtures("six")
def test_a_fault_that_lasts_leaves_what_has_come_and_the_next_build_goes_on(
    runner: Runner, api: FakeApi, root: Path, reference: Reference, fault: str, turn: int
) -> None:
    api.play(*["200"] * turn, fault)

    stopped = runner.build(max_wait=0)
    some, records, number = shown(root), list(saved_records(root)), len(api.requests)
    finished = runner.build()

    assert (stopped.error, stopped.unanswered) == (f"Semantic Scholar {ending(fault)}", SIX[2 * turn :])
    assert (some, records, number) == ([1, 2, 3, 4, 5, 6][: 2 * turn], SIX[: 2 * turn], turn + 1)
    assert (list(finished.answers), finished.waits, finished.error) == (SIX[2 * turn :], [], None)
    assert files(root) == reference()


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", UNKNOWN)
@pytest.mark.usefixtures("six")
def test_unknown_is_remembered_and_asked_again_after_three_days_not_before(
    runner: Runner, api: FakeApi, root: Path, reference: Reference, fault: str, turn: int
) -> None:
    api.play(*["200"] * turn, fault)
    unknown = SIX[2 * turn : 2 * turn + UNKNOWN[fault]]

    first = runner.build()
    records = saved_records(root)
    before = files(root)
    runner.day += dt.timedelta(3)
    second = runner.build()
    unchanged = files(root) == before
    runner.day += dt.timedelta(1)
    third = runner.build()

    assert [asked for asked, metadata in first.answers.items() if metadata is None] == unknown
    assert [key for key, record in records.items() if record.get("unknown")] == unknown
    assert list(records) == SIX
    assert (second.answers, second.written, unchanged) == ({}, [], True)
    assert [asked for asked, metadata in third.answers.items() if metadata] == unknown
    assert [request.ids for request in api.requests[3:]] == [unknown]
    assert files(root)[0] == reference()[0]


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", UNANSWERED)
@pytest.mark.usefixtures("six")
def test_a_paper_that_is_not_answered_is_named_not_remembered_and_asked_by_the_next_build(
    runner: Runner, api: FakeApi, root: Path, reference: Reference, fault: str, turn: int
) -> None:
    api.play(*["200"] * turn, fault)
    lacking = SIX[2 * turn : 2 * turn + UNANSWERED[fault]]

    first = runner.build()
    records = list(saved_records(root))
    second = runner.build()

    assert (first.unanswered, first.error, first.waits) == (lacking, None, [])
    assert list(first.answers) == records == [key for key in SIX if key not in lacking]
    assert [request.ids for request in api.requests[3:]] == [lacking]
    assert second.unanswered == []
    assert files(root) == reference()


@pytest.mark.usefixtures("six")
def test_the_one_id_that_spoils_its_batch_is_named_and_costs_no_other(runner: Runner, api: FakeApi, root: Path) -> None:
    api.poison = {SIX[3]}

    run = runner.build()

    assert run.waits == [(4, "it rejected the request, 400: Bad request")]
    assert (run.unanswered, run.error) == ([SIX[3]], None)
    assert [len(request.ids) for request in api.requests] == [2, 2, 2, 1, 1, 2]
    assert shown(root) == [1, 2, 3, 5, 6]


@pytest.mark.usefixtures("six")
def test_a_key_that_is_refused_is_given_up_at_the_second_time_and_costs_nothing(
    runner: Runner, api: FakeApi, root: Path, reference: Reference
) -> None:
    api.key = "another"

    run = runner.build(key=KEY)
    sent = ["x-api-key" in request.headers for request in api.requests]

    refused = "it refused the key in S2_API_KEY, 403"
    assert run.waits == [(1.1, refused), (4, f"{refused}; continuing without it")]
    assert sent == [True, True, False, False, False]
    assert files(root) == reference()


@pytest.mark.usefixtures("six")
def test_a_record_without_anything_in_it_costs_no_other(runner: Runner, api: FakeApi, root: Path) -> None:
    empty = dict.fromkeys(a_record(), None) | {"paperId": f"{1:040x}"}
    api.play(instead(lambda rows: [empty, *rows[1:]]))

    run = runner.build()

    assert (run.unanswered, shown(root)) == ([], [2, 3, 4, 5, 6])


# Faults in a refresh --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [fault for fault in PASSING if fault not in ("merged", *SLOW)])
@pytest.mark.usefixtures("six")
def test_a_refresh_through_a_fault_that_passes_changes_nothing(
    runner: Runner, api: FakeApi, root: Path, fault: str
) -> None:
    runner.fetch()
    before = (root / "data" / "metadata.json").read_bytes()
    api.play("200", fault)

    run = runner.refresh()

    assert (run.report, run.unanswered, run.error) == ("", [], None)
    assert run.waits == ([PASSING[fault]] if PASSING[fault] else [])
    assert (root / "data" / "metadata.json").read_bytes() == before


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", ["429", "reset", "html", "row-short", *ENDING, *UNANSWERED])
@pytest.mark.usefixtures("six")
def test_a_refresh_that_fails_keeps_every_record(
    runner: Runner, api: FakeApi, root: Path, fault: str, turn: int
) -> None:
    runner.fetch()
    before = saved_records(root)
    runner.day += dt.timedelta(40)
    api.play(*["200"] * turn, fault)

    run = runner.refresh(max_wait=0)

    records = saved_records(root)
    batch = SIX[2 * turn : 2 * turn + 2]
    lost = batch[: UNANSWERED[fault]] if fault in UNANSWERED else SIX[2 * turn :]
    assert (run.report, run.unanswered) == ("", lost)
    assert {key for key, record in records.items() if record["retrieved"] == "2026-12-30"} == set(SIX) - set(lost)
    assert {key: record | {"retrieved": "2026-11-20"} for key, record in records.items()} == before


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("fault", UNKNOWN)
@pytest.mark.usefixtures("six")
def test_a_paper_that_is_no_longer_known_is_told_and_its_record_kept(
    runner: Runner, api: FakeApi, root: Path, fault: str, turn: int
) -> None:
    runner.build()
    before = files(root)
    api.play(*["200"] * turn, fault)

    run = runner.refresh()
    runner.build()

    assert run.report.startswith("### No longer known to Semantic Scholar (the old record is kept)\n\n- Paper number ")
    assert run.report.count("no longer found") == UNKNOWN[fault]
    assert files(root) == before


# A sequence of faults ------------------------------------------------------------------------------------------------

RANDOM_FAULTS = """
    429 200 429-seconds html 200 reset truncated 500 200 length-long row-short 400-said 200 object huge
    502 200 nested gzip error-200 hang-up 503 200 utf-8 row-long 504 200 gzip-broken json 400 200 empty
""".split()  # noqa: SIM905


def test_random_faults_end_in_the_readme_and_the_metadata_of_none(
    runner: Runner, api: FakeApi, root: Path, write: Write, reference: Reference
) -> None:
    api.records.clear()
    api.know(dict(list(many(100).items())[::3] + list(many(90).items())[1::3]))
    write(a_list(range(1, 101)))
    api.play(*RANDOM_FAULTS)

    runs = [runner.build(max_wait=20, batch_size=10) for _ in range(12)]

    are_whole = [not run.unanswered for run in runs]
    assert are_whole == sorted(are_whole)
    assert (are_whole[0], are_whole[-1]) == (False, True)
    assert (len(shown(root)), len(saved_records(root))) == (64, 100)
    assert files(root) == reference()


# Processes: kills, and two at once -----------------------------------------------------------------------------------

PROGRAM = """
import datetime, os, signal, sys
import jinja2, tempfile
from awesome_adapters import Project
from awesome_adapters.formats.readme import readme
from awesome_adapters.services.semantic_scholar.client import SemanticScholar

DAY = datetime.date(2026, 11, 20)

def fetch(project, wanted):
    client = SemanticScholar.from_environment(batch_size=2, sleep=lambda seconds: None)
    assert len(list(project.fetch(client, wanted, DAY))) == len(wanted)

def build():
    project = Project.open(".")
    fetch(project, project.missing(DAY))
    project.write(project.outputs())

def refresh(*texts):
    project = Project.open(".")
    fetch(project, list(project.recorded(project.find(texts))))
    project.prune()
"""
"""A build and a refresh, in small batches without pauses, on the day of `Runner`."""

KILLED = """
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
        sys.addaudithook(count)
        globals()[command]()
        os._exit(0)
"""
"""Run a command in each folder; in the nth one it is killed before its nth effect on the world."""


TOGETHER = """
first, second, *folders = sys.argv[1:]
for folder in folders:
    os.chdir(folder)
    children = []
    for command in (first, second):
        if child := os.fork():
            children.append(child)
        else:
            eval(command)
            sys.exit()
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
"""
"""Run two commands at once, in one folder after the other."""


def start(root: Path, then: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM + then, *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    return output


@pytest.mark.parametrize("command", ["build", "refresh"])
def test_a_kill_before_any_effect_leaves_whole_files_and_the_next_build_goes_on(
    runner: Runner, api: FakeApi, root: Path, write: Write, reference: Reference, command: str
) -> None:
    write(a_list(range(1, 3)))
    runner.build()
    write(a_list(range(1, 7)))
    old, fresh = files(root), reference()
    folders = [root / f"killed-{number}" for number in range(40)]
    for folder in folders:
        (folder / "data").mkdir(parents=True)
        for name in ("README.md", "data/metadata.json", "data/nlp.yaml"):
            (folder / name).write_bytes((root / name).read_bytes())

    codes = finish(start(root, KILLED, command, *map(str, folders))).split()
    api.complaints.clear()  # of requests that a kill has cut off before their bodies

    kills = codes.count("-9")
    assert codes == ["-9"] * kills + ["0"] * (len(folders) - kills)
    assert 10 < kills < len(folders)
    different = {tuple(files(folder)): folder for folder in folders}
    assert len(different) > 2
    for (readme, _), folder in different.items():
        assert readme in (old[0], fresh[0])
        assert MetadataStore(folder).verify() == []
        assert set(SIX[:2]) <= set(saved_records(folder)) <= set(SIX)
        runner.build(folder)
        assert files(folder) == fresh


def test_builds_and_refreshes_at_once_lose_nothing_of_each_other(runner: Runner, api: FakeApi, root: Path) -> None:
    api.know(many(40))
    refreshes = [root / f"refreshed-{number}" for number in range(3)]
    for folder in (*refreshes, root):
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data" / "alpha.yaml").write_text(a_list(range(1, 21), "Alpha paper number"))
        (folder / "data" / "beta.yaml").write_text(
            a_list(range(21, 41), "Beta paper number").replace("title: NLP", "title: CV")
        )

    finish(start(root, TOGETHER, "refresh('Alpha')", "refresh('Beta')", *map(str, refreshes)))
    finish(start(root, TOGETHER, "build()", "build()", str(root)))

    for folder in (*refreshes, root):
        assert list(saved_records(folder)) == list(many(40))
    assert runner.build().written == []
    assert shown(root) == list(range(1, 41))
