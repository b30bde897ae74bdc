"""What people do at the same time, merged by git itself."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml  # noqa: TID251

from awesome_adapters import Project
from awesome_adapters.records import order
from conftest import COMMAND, IS_THOROUGH, REPOSITORY, Call, Write


class Repository:
    """A list in a repository of git, which knows no settings of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *arguments: str, fails: bool | None = False) -> str:
        """Run git, and return what it prints."""
        nobody = {f"GIT_{role}_{what}": "somebody@example.org" for role in ("AUTHOR", "COMMITTER") for what in _WHO}
        environment = os.environ | nobody | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert fails is None or (done.returncode != 0) == fails, done.stdout + done.stderr
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
Edit = Callable[[Path], None]


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


MANY = pytest.param(50 if IS_THOROUGH else 20, 3, marks=pytest.mark.slow)


@pytest.mark.parametrize(("pairs", "most"), [(6, 1), MANY])
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
    catalogue = Project.open(root).catalogue
    before = catalogue.sections[0].entries

    assert call("add", f"https://e.org/{title}", "--title", title, "--section=NLP", "--offline").code == 0

    titles = [listed.entry.title for listed in Project.open(root).catalogue.sections[0].entries]
    place = order.place(catalogue, catalogue.sections[0], f"title-{title.lower()}") + 1
    assert titles.index(title) == place
    assert [other for other in titles if other != title] == [listed.entry.title for listed in before]
    comments = re.findall("# the .*|# its .*|title: [ABC]", content)
    assert re.findall("# the .*|# its .*|title: [ABC]", path.read_text()) == comments


@pytest.mark.slow
def test_a_commit_with_the_hook_needs_one_try_whatever_was_built(
    call: Call, git: Repository, write: Write, root: Path
) -> None:
    write(section_of(2, "listed"))
    assert call("build", "--offline").code == 0
    git.commit()
    [hook] = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    script = write(f"#!/bin/sh\nexec {COMMAND.parent}/{hook['entry']}\n", ".git/hooks/pre-commit")
    script.chmod(0o755)
    assert call("add", "2309.14717", "--title=One", "--section=Methods", "--offline").code == 0
    assert call("build", "--offline").code == 0

    git("add", "data/nlp.yaml")
    git("commit", "--quiet", "--message=One")

    assert git("show", "--format=", "--name-only", "HEAD") == "data/nlp.yaml\n"
    assert git("status", "--porcelain") == " M README.md\n"
    (root / "data/nlp.yaml").write_text("titel: NLP\n")
    git("commit", "--quiet", "--all", "--message=Two", fails=True)


# Unfinished merges ---------------------------------------------------------------------------------------------------

METHODS = """\
title: NLP
sections:
  - title: Methods
    items:
      # The first of all.
      - title: LoRA
        paper:
          arxiv_id: "2106.09685"
        tags: [LoRA]
        added: 2026-01-01

      - title: Prefix-Tuning
        summary: Trains a prefix.
        paper:
          arxiv_id: "2101.00190"
        added: 2026-01-01
  - title: Tools
    items:
      - title: PEFT
        code: https://github.com/huggingface/peft
"""


def diverge(git: Repository, path: Path, ours: Edit, theirs: Edit, content: str = METHODS) -> bool:
    """Commit a file, change it on two branches, and return whether git merges them; a conflict is left there."""
    path.write_bytes(content.encode())
    git.commit()
    for branch, edit in (("theirs", theirs), ("ours", ours)):
        git("switch", "--quiet", "--force-create", branch, "main")
        edit(path)
        git.commit()
    return not git("merge", "--quiet", "--no-edit", "theirs", fails=None).count("CONFLICT")


def replacing(old: str, new: str) -> Edit:
    def edit(path: Path) -> None:
        content = path.read_bytes().decode()
        assert old in content
        path.write_bytes(content.replace(old, new, 1).encode())

    return edit


def adding(call: Call, title: str, section: str = "Methods", number: str = "2309.14717") -> Edit:
    def edit(_: Path) -> None:
        assert call("add", number, "--title", title, "--section", section, "--offline").code == 0

    return edit


def titles_of(root: Path) -> list[str]:
    project = Project.open(root)
    project.require_valid()
    return [listed.entry.title for listed in project.catalogue.entries()]


ONE, TWO = ("One", "Methods", "2309.14717"), ("Two", "Methods", "2309.02411")


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_build_keeps_the_entries_that_two_people_added(call: Call, git: Repository, root: Path, style: str) -> None:
    git("config", "merge.conflictStyle", style)
    path = root / "data/nlp.yaml"
    assert not diverge(git, path, adding(call, *ONE), adding(call, *TWO))

    done = call("build", "--offline")

    assert done.code == 0
    assert "data/nlp.yaml: kept what each side of a merge did with 'One', 'Two'; look at it, then: git add" in done.err
    assert titles_of(root) == ["LoRA", "Prefix-Tuning", "One", "Two", "PEFT"]
    lines = path.read_text().splitlines()
    start = next(row for row, line in enumerate(lines) if "One" in line) - 1
    added = len(lines) - len(METHODS.splitlines())
    assert [*lines[:start], *lines[start + added :]] == METHODS.splitlines()
    git.commit()
    assert git("status", "--porcelain") == ""


def test_a_rebase_is_settled_as_well(call: Call, git: Repository, root: Path) -> None:
    path = root / "data/nlp.yaml"
    assert not diverge(git, path, adding(call, *ONE), adding(call, *TWO))
    git("merge", "--abort")
    git("rebase", "--quiet", "theirs", fails=True)

    assert call("build", "--offline").code == 0

    assert titles_of(root) == ["LoRA", "Prefix-Tuning", "Two", "One", "PEFT"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_only_one_side_changed_or_removed_is_so_in_the_result(
    call: Call, git: Repository, root: Path, newline: str
) -> None:
    path = root / "data/nlp.yaml"
    last = '"2101.00190"\n        added: 2026-01-0'.replace("\n", newline)
    ours = replacing(f"{last}1", f"{last}2")
    assert not diverge(git, path, ours, adding(call, *TWO), METHODS.replace("\n", newline))

    assert call("build", "--offline").code == 0

    assert titles_of(root) == ["LoRA", "Prefix-Tuning", "Two", "PEFT"]
    assert path.read_text().count("added: 2026-01-02") == 1
    assert path.read_bytes().count(b"\r\n") == (0 if newline == "\n" else path.read_bytes().count(b"\n"))


def test_an_entry_that_one_side_removed_stays_removed(call: Call, git: Repository, root: Path) -> None:
    path = root / "data/nlp.yaml"
    last = METHODS[METHODS.index("\n      - title: Prefix-Tuning") : METHODS.index("  - title: Tools")]
    assert not diverge(git, path, replacing(last, ""), adding(call, *TWO))

    assert call("build", "--offline").code == 0

    assert titles_of(root) == ["LoRA", "Two", "PEFT"]


def test_an_entry_that_both_changed_is_left_and_named_and_others_are_settled(
    call: Call, git: Repository, root: Path
) -> None:
    path = root / "data/nlp.yaml"

    def both(title: str, number: str, prefix: str) -> Edit:
        def edit(file: Path) -> None:
            replacing("a prefix", prefix)(file)
            adding(call, title, "Tools", number)(file)

        return edit

    assert not diverge(git, path, both("One", "2309.14717", "tokens"), both("Two", "2309.02411", "vectors"))

    done = call("build", "--offline")

    text = path.read_text()
    line = text[: text.index("<<<<<<<")].count("\n") + 1
    assert done.code == 1
    assert f"data/nlp.yaml:{line}:1: warning: 'Prefix-Tuning' was changed on both sides of a merge" in done.err
    assert f"data/nlp.yaml:{line}:1: error: an unfinished merge left a conflict of git" in done.out
    assert "kept what each side of a merge did with 'One', 'Two'\n" in done.err
    assert text.count("<<<<<<<") == 1
    assert "- title: One" in text
    assert "- title: Two" in text
    assert call("build", "--offline").code == 1
    assert path.read_text() == text
    path.write_text(re.sub("<<<<<<<.*\n|=======\n(?s:.*)>>>>>>>.*\n", "", text))
    assert titles_of(root) == ["LoRA", "Prefix-Tuning", "PEFT", "One", "Two"]


def test_a_conflict_in_one_entry_alone_stays_as_git_left_it(call: Call, git: Repository, root: Path) -> None:
    path = root / "data/nlp.yaml"
    assert not diverge(git, path, replacing("a prefix", "tokens"), replacing("a prefix", "vectors"))
    before = path.read_bytes()

    done = call("build", "--offline")

    assert done.code == 1
    assert "'Prefix-Tuning' was changed on both sides" in done.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("title: NLP", "title: Texts"), ("title: NLP", "title: Language")),
        (("title: Tools", "title: Libraries"), ("title: Tools", "title: Frameworks")),
        (("    code: https://github.com/huggingface/peft\n", ""), ("huggingface/peft", "other/peft")),
    ],
)
def test_a_conflict_about_more_than_entries_or_with_mistakes_is_left_alone(
    call: Call, git: Repository, root: Path, ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    path = root / "data/nlp.yaml"
    assert not diverge(git, path, replacing(*ours), replacing(*theirs))
    before = path.read_bytes()

    assert call("build", "--offline").code == 1

    assert path.read_bytes() == before


def test_entries_beside_a_section_that_one_side_added_are_kept(call: Call, git: Repository, root: Path) -> None:
    path = root / "data/nlp.yaml"
    section = "  - title: Data\n    items:\n      - title: GLUE\n        website: https://gluebenchmark.com\n"
    ours = replacing("huggingface/peft\n", f"huggingface/peft\n{section}")
    assert not diverge(git, path, ours, adding(call, "Two", "Tools", "2309.02411"))

    assert call("build", "--offline").code == 0

    assert titles_of(root) == ["LoRA", "Prefix-Tuning", "PEFT", "Two", "GLUE"]


def test_markers_that_were_committed_are_settled_too(call: Call, git: Repository, root: Path) -> None:
    path = root / "data/nlp.yaml"
    assert not diverge(git, path, adding(call, *ONE), adding(call, *TWO))
    git.commit()

    assert call("build", "--offline").code == 0

    assert titles_of(root) == ["LoRA", "Prefix-Tuning", "One", "Two", "PEFT"]


def test_neither_a_look_nor_a_check_settles_anything(call: Call, git: Repository, root: Path) -> None:
    path = root / "data/nlp.yaml"
    assert not diverge(git, path, adding(call, *ONE), adding(call, *TWO))
    before = path.read_bytes()
    line = path.read_text().split("\n").index("<<<<<<< HEAD") + 1

    for command in (("check",), ("build", "--check")):
        done = call(*command)
        assert done.code == 1
        assert f"data/nlp.yaml:{line}:1: error: an unfinished merge" in done.out

    assert path.read_bytes() == before


LINES = [f"{key}: {{ title: {key.upper()}, code: https://x.org/{key} }}\n" for key in ("b", "d", "f", "h")]


def test_candidates_that_both_sides_brought_or_took_out_are_settled_in_their_order(
    call: Call, git: Repository, root: Path, write: Write
) -> None:
    write(METHODS)
    path = root / "candidates.yaml"

    def ours(file: Path) -> None:
        file.write_text("# Ours.\n# Head.\n" + LINES[0].replace("b", "a").replace("B", "A") + "".join(LINES[1:]))

    def theirs(file: Path) -> None:
        call("dismiss", "d", "--reason", "No.")
        text = file.read_text().replace(LINES[2], "").replace(LINES[0], LINES[0] + LINES[0].replace("b", "c"))
        file.write_text(text)

    assert not diverge(git, path, ours, theirs, "# Head.\n" + "".join(LINES))

    done = call("dismiss", "h", "--reason", "Neither.")

    assert done.code == 0, done.err
    assert "candidates.yaml: kept what each side of a merge did with " in done.err
    text = path.read_text()
    assert text.startswith("# Ours.\n# Head.\na: ")
    assert [line[0] for line in text.splitlines()[2:]] == ["a", "c", "d", "h"]
    assert text.count("dismissed: ") == 2


def test_a_candidate_that_both_sides_changed_is_left_and_named(
    call: Call, git: Repository, root: Path, write: Write
) -> None:
    write(METHODS)
    path = root / "candidates.yaml"
    one, other = (replacing("title: D", f"title: D{end}") for end in (" one", " other"))
    assert not diverge(git, path, one, other, "".join(LINES))

    done, shown = call("add", "b", "--offline"), call("candidates")

    assert done.code == 1
    assert "candidates.yaml:2:1: warning: 'D one' was changed on both sides of a merge" in done.err
    assert "candidates.yaml:2:1: error: an unfinished merge" in done.err
    assert "candidates.yaml:2:1: error: an unfinished merge" in shown.err
    assert path.read_text().count("<<<<<<<") == 1
