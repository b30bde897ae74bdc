import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.serving import watching
from awesome_adapters.storage.cache import Cache

Write = Callable[..., Path]


class Clock:
    """Waits by making the next change, and ends the loop after the last one, as Ctrl-C does."""

    def __init__(self, *changes: Callable[[], object]) -> None:
        self._changes = iter(changes)
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        next(self._changes, self.end)()

    @staticmethod
    def end() -> None:
        raise KeyboardInterrupt


def count_turns(root: Path, clock: Clock) -> int:
    turns: list[None] = []
    with contextlib.suppress(KeyboardInterrupt):
        turns.extend(watching.rounds(root, clock))
    return len(turns)


def test_each_change_of_a_file_that_a_list_is_made_from_gives_a_turn(root: Path, write: Write) -> None:
    write("title: NLP")
    names = ("data/nlp.yaml", "catalogue.yaml", "templates/deep/x.md", "CONTRIBUTING.md", "data/new.yaml")
    changes: list[Callable[[], object]] = []
    for name in names:  # and nothing more while an editor may not be done, and until the next look
        changes += [partial(write, "title: B # changed", name), lambda: None]

    number = count_turns(root, Clock(*changes, partial(write, "", "notes.txt")))

    assert number == 1 + len(names)


def test_a_turn_comes_when_an_editor_is_done(root: Path, write: Write) -> None:
    path = write("title: NLP")
    clock = Clock(lambda: write(""), path.unlink, lambda: write("title: B"), lambda: None)

    assert count_turns(root, clock) == 2
    assert clock.pauses[1:4] == [pytest.approx(0.03)] * 3


def test_a_folder_that_is_removed_ends_the_loop(root: Path, write: Write) -> None:
    path = write("title: NLP")

    def remove() -> None:
        path.unlink()
        path.parent.rmdir()
        root.rmdir()

    rounds = watching.rounds(root, Clock(remove))
    next(rounds)
    with pytest.raises(CatalogueError, match=r"the folder .* is gone"):
        next(rounds)


def test_what_did_not_change_is_neither_read_nor_rendered_again(root: Path, write: Write) -> None:
    write("title: A\nitems: [{ title: One, code: https://x.org/1 }]", "data/a.yaml")
    write("title: B\nitems: [{ title: Two, code: https://x.org/2 }]", "data/b.yaml")
    cache = Cache()
    first = Project.open(root, cache=cache)
    first.readme()
    write("title: B\nitems: [{ title: Three, code: https://x.org/2 }]", "data/b.yaml")

    second = Project.open(root, cache=cache)

    assert second.catalogue.sections[0] is first.catalogue.sections[0]
    records = [{record.title: record for record in project.records.values()} for project in (first, second)]
    assert records[1]["One"] is records[0]["One"]
    assert "Three" in records[1]
