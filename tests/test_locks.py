"""One program at a time in a folder: a lock that waits, says so, comes to an end and leaves nothing in the folder."""

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import zip_longest
from pathlib import Path
from subprocess import PIPE
from typing import NoReturn

import pytest

from awesome_adapters import Project
from awesome_adapters.metadata.health_store import HealthStore
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import locks
from awesome_adapters.storage.locks import locked
from conftest import COMMAND, IS_THOROUGH, Done
from fake_api import FakeApi
from fake_services import FakeServices

Call = Callable[..., Done]

TOOL = "title: Tools\nitems:\n  - title: T\n    website: https://e.org\n"
HOLD = """
import sys
from pathlib import Path
from awesome_adapters.storage.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another program hold the lock of a folder."""
    words = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


def test_a_lock_can_be_taken_again_by_who_holds_it_under_any_spelling_of_the_path(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)

    with locked(tmp_path), locked(tmp_path / "link"), locked(tmp_path / "." / "link" / ".."):
        pass


def test_nothing_stands_in_the_folder_which_need_not_exist(tmp_path: Path) -> None:
    with locked(tmp_path), locked(tmp_path / "new"):
        assert list(tmp_path.iterdir()) == []


def test_a_wait_is_said_and_ends_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data" / "q.yaml").write_text(TOOL)
    monkeypatch.setattr(locks, "_SILENCE", 0.1)
    monkeypatch.setattr(locks, "MAX_WAIT", 0.2)

    with held(tmp_path):
        done = call("add", "https://github.com/x/tool", "--section", "Tools", "--offline")

    assert caplog.messages == [f"another awesome-adapters is at work in {tmp_path}; waiting up to 0 s for it"]
    assert done.err == (
        f"error: another awesome-adapters is still at work in {tmp_path}; "
        "nothing was written; wait for it, or end it, and try again\n"
    )
    assert (done.code, (tmp_path / "data" / "q.yaml").read_text()) == (1, TOOL)


def test_the_word_of_a_wait_is_printed_to_standard_error(tmp_path: Path) -> None:
    with held(tmp_path) as holder:
        words = [sys.executable, "-c", HOLD, str(tmp_path)]
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as waiting:
            assert waiting.stderr
            assert waiting.stderr.readline() == (
                f"another awesome-adapters is at work in {tmp_path}; waiting up to 60 s for it\n"
            )
            holder.kill()

    assert waiting.returncode == 0


def test_a_program_that_was_killed_locks_nobody_out(tmp_path: Path) -> None:
    with held(tmp_path) as holder:
        holder.kill()
        holder.wait()
        start = time.monotonic()

        with locked(tmp_path):
            pass

    assert time.monotonic() - start < 1


def test_a_lock_that_cannot_be_had_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere")

    monkeypatch.setattr("pathlib.Path.mkdir", fail)

    with pytest.raises(CatalogueError, match=rf"^cannot lock {tmp_path} with /somewhere: No space left on device$"):
        locked(tmp_path).__enter__()


def test_a_folder_of_locks_that_somebody_else_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / f"awesome-adapters-{os.getuid()}").symlink_to(tmp_path)

    with pytest.raises(CatalogueError, match="belongs to somebody else"):
        locked(tmp_path).__enter__()


def at_once(root: Path, *commands: str) -> list[Done]:
    """Run commands side by side."""
    start = partial(subprocess.Popen, cwd=root, text=True, stdin=subprocess.DEVNULL, stdout=PIPE, stderr=PIPE)
    programs = [start([COMMAND, *words.split()]) for words in commands]
    outputs = [program.communicate(timeout=120) for program in programs]
    return [Done(program.returncode, *output) for program, output in zip(programs, outputs, strict=True)]


@pytest.mark.slow
def test_one_of_two_programs_that_add_the_same_is_told_that_it_is_listed(root: Path) -> None:
    (root / "data" / "q.yaml").write_text(TOOL)

    done = at_once(root, *["add https://github.com/x/same --section Tools --offline"] * 2)

    assert sorted(one.code for one in done) == [0, 1]
    assert sum("added to Tools" in one.out for one in done) == 1
    assert "is already in the list (data/q.yaml:6:5, in Tools)" in "".join(one.err for one in done)
    assert (root / "data" / "q.yaml").read_text().count("x/same") == 1


MIXED = {
    "catalogue.yaml": "health: { leave_alone: [github.com] }\n",
    "data/q.yaml": "title: Tools\nitems:\n  - title: Paper number 1\n    paper: { arxiv_id: '2106.00001' }\n"
    "    tags: [Old]\n",
    "data/r.yaml": "title: Others\nitems: []\n",
    "candidates.yaml": "".join(
        f"title-c{n}: {{ title: C{n}, code: https://e.org/c{n}, tags: [Old] }}\n" for n in (1, 2)
    ),
    "event.json": json.dumps(
        {"issue": {"body": "### Address\n\nhttps://github.com/x/issue\n\n### Title\n\nI\n\n### Section\n\nTools\n"}}
    ),
}
ADDING = [f"add https://github.com/x/thing{number} --section Tools --offline" for number in range(5)]
OTHERS = [
    "rename-tag Old New --yes",
    "dismiss title-c1 --reason Poster",
    "health --max-wait 0",
    "accept event.json --offline",
    "move arxiv-2106.00001 Others --yes",
    "site out",
    "dismiss title-c2 --reason Poster",
    "build --offline",
    "site out",
    "check --fix",
    "init new",
    "init new",
    "refresh --max-wait 0",
]


@pytest.mark.slow
@pytest.mark.parametrize("_", range(3 if IS_THOROUGH else 1))
def test_many_programs_at_once_lose_nothing(root: Path, api: FakeApi, services: FakeServices, _: int) -> None:
    services.preprints["2106.00001"] = {"title": "Paper number 1"}
    for path, content in MIXED.items():
        (root / path).write_text(content)

    done = at_once(root, *(words for pair in zip_longest(ADDING, OTHERS) for words in pair if words))

    assert [one for one in done if one.code != 0] == []
    project = Project.open(root)
    titles = sorted((listed.section_path, listed.entry.title) for listed in project.catalogue.entries())
    added = ["I", *(f"thing{number}" for number in range(5))]
    assert api.requests
    assert titles == [(("Others",), "Paper number 1"), *((("Tools",), title) for title in added)]
    candidates = [(item.entry.dismissed, list(item.entry.tags)) for item in project.candidates.items]
    assert candidates == [("Poster", ["New"]), ("Poster", ["New"])]
    assert list(HealthStore(root)) == ["https://arxiv.org/abs/2106.00001"]
    assert project.store.title("ARXIV:2106.00001") == "Paper number 1"
    assert (project.problems, project.candidates.errors) == ([], [])
    made = {"README.md", "data", "data/health.json", "data/metadata.json", "new", "out", *MIXED}
    assert {str(path.relative_to(root)) for path in (*root.iterdir(), *(root / "data").iterdir())} == made
