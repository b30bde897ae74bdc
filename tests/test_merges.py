"""What people do at the same time, merged by git itself."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from awesome_adapters import Project, order
from conftest import Call, Write


class Repository:
    """A list in a repository of git, which knows no settings of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *arguments: str, fails: bool = False) -> str:
        """Run git, and return what it prints."""
        nobody = {f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in _WHO}
        environment = os.environ | nobody | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout

    def commit(self, message: str = "change") -> None:
        """Commit everything."""
        self("add", "--all")
        self("commit", "--quiet", f"--message={message}")

    def merges(self, branch: str) -> bool:
        """Return whether git merges a branch; if not, the conflict is undone."""
        try:
            self("merge", "--quiet", "--no-edit", branch)
        except AssertionError:
            self("merge", "--abort")
            return False
        return True


_WHO = ("NAME", "EMAIL")


@pytest.fixture
def git(root: Path) -> Repository:
    return Repository(root)


def section_of(number: int, section_order: str) -> str:
    entries = "".join(
        f"""
      - title: Paper {n}
        paper:
          arxiv_id: "2101.{n:05}"
        tags: [LoRA]
        added: 2026-01-01"""
        for n in range(1, number + 1)
    )
    return f"title: NLP\norder: {section_order}\nsections:\n  - title: Methods\n    items:{entries}\n"


def conflicts(call: Call, git: Repository, pairs: int) -> Iterator[str]:
    """Give the pairs of papers that conflict when two people add one each, each on a branch of its own."""
    base = git("rev-parse", "HEAD").strip()
    for pair in range(pairs):
        for branch, month in (("one", "2203"), ("two", "2310")):
            git("switch", "--quiet", "--force-create", branch, base)
            done = call(
                "add", f"{month}.{pair * 7 + 11:05}", "--title", f"{branch} {pair}", "--offline", "--section=Methods"
            )
            assert done.code == 0
            git.commit()
        if not git.merges("one"):
            yield f"pair {pair}"
        else:
            assert Project.open(git.folder).problems == []


@pytest.mark.parametrize(("pairs", "most"), [(6, 1), pytest.param(50, 3, marks=pytest.mark.slow)])
def test_pull_requests_to_one_section_seldom_conflict(
    call: Call, git: Repository, write: Write, pairs: int, most: int
) -> None:
    write(section_of(50, "newest"))
    git.commit()

    assert len(list(conflicts(call, git, pairs))) <= most


def test_as_listed_two_pull_requests_to_one_section_always_conflict(call: Call, git: Repository, write: Write) -> None:
    write(section_of(50, "listed"))
    git.commit()

    assert len(list(conflicts(call, git, 2))) == 2


SPACED = """\
title: NLP
order: title
items:
  # the first
  - title: A
    code: https://e.org/a

  # the second
  - title: B
    code: https://e.org/b
    # its remark

  - title: C
    code: https://e.org/c
sections:
  - title: Below
"""
BRACKETS = """\
title: NLP
order: title
items: [
  { title: A, code: "https://e.org/a" }, # the first
  { title: B, code: "https://e.org/b" },
  { title: C, code: "https://e.org/c" }
]
"""
ONE_LINE = """\
{title: NLP, order: title, items: [{title: A, code: "https://e.org/a"}, {title: B, code: "https://e.org/b"}]}
"""


@pytest.mark.parametrize("content", [SPACED, BRACKETS, ONE_LINE, "title: NLP\norder: title\nitems: []\n"])
@pytest.mark.parametrize("title", ["D", "E", "F", "G", "H", "I"])
def test_an_entry_is_put_into_the_gap_of_its_key_and_nothing_else_moves(
    call: Call, write: Write, root: Path, content: str, title: str
) -> None:
    path = write(content)
    before = Project.open(root).catalogue.sections[0].entries

    assert call("add", f"https://e.org/{title}", "--title", title, "--section=NLP", "--offline").code == 0

    titles = [listed.entry.title for listed in Project.open(root).catalogue.sections[0].entries]
    place = order.gap(f"title-{title.lower()}", len(before)) + 1
    assert titles.index(title) == place
    assert [other for other in titles if other != title] == [listed.entry.title for listed in before]
    comments = re.findall("# the .*|# its .*|title: [ABC]", content)
    assert re.findall("# the .*|# its .*|title: [ABC]", path.read_text()) == comments
