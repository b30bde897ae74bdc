"""`move`, `remove` and `merge`: an entry goes with its comments, and every other byte stays."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.catalogue import ListedEntry, sources
from awesome_adapters.changes import entry_changes
from awesome_adapters.problems import CatalogueError, InvalidDataError
from awesome_adapters.project import Project
from conftest import Call, Write, max_examples
from generated_lists import comments, data_files, values

A = """\
title: A
sections:
  - title: One
    items:
      # about LoRA
      - title: LoRA  # the first
        name: LoRA
        summary: |
          Freezes weights.

          - # no comment
        paper:
          arxiv_id: "2106.09685"
          # from the PDF
          authors: [J. Hu]
        tags: [LoRA]
        also_in: [Two]
        added: 2024-05-01
        # its end

      # a group

      - { title: Other, code: https://x.org/other }
  - title: Two
    items: []
"""
B = """\
title: B
items: [
  # above
  {title: 'LoRA: Low-Rank', paper: {doi: "10.1000/x", authors: [Edward Hu], venue: null},
   code: https://x.org/lora, tags: ["lo-ra", QA], added: 2023-01-01, links: {Data: https://x.org/d}},  # behind
  {title: Last, code: https://x.org/last}
]
"""


@pytest.fixture
def open_list(root: Path, write: Write) -> Callable[..., Project]:
    def open_list(a: str = A, b: str = B) -> Project:
        write(a.encode(), "data/a.yaml")
        write(b.encode(), "data/b.yaml")
        return Project.open(root)

    return open_list


def test_an_entry_moves_with_its_comments(open_list: Callable[..., Project]) -> None:
    edit = entry_changes.move(open_list(), "2106.09685", "Two")

    above, entry, below = A.partition(A[A.index("      # about") : A.index("      # a group")])
    entry = entry.replace("        also_in: [Two]\n", "").rstrip("\n").replace("\n      ", "\n      ")
    assert edit.contents["data/a.yaml"][1].decode() == f"{above}{below.replace('items: []', 'items:')}{entry}\n"
    assert edit.remarks == ["'LoRA' moves from A > One to A > Two"]


def test_an_entry_moves_between_lines_and_brackets(open_list: Callable[..., Project]) -> None:
    into_lines = entry_changes.move(open_list(), "LoRA: Low-Rank", "Two").contents
    into_brackets = entry_changes.move(open_list(b=B.replace("\n", "\r\n")), "LoRA", "B").contents

    assert into_lines["data/a.yaml"][1].decode() == A.replace("items: []\n", "items:\n") + (
        "      # above\n      # behind\n"
        """      - {title: 'LoRA: Low-Rank', paper: {doi: "10.1000/x", authors: [Edward Hu], venue: null},\n"""
        """         code: https://x.org/lora, tags: ["lo-ra", QA], added: 2023-01-01, links: {Data: https://x.org/d}}\n"""
    )
    assert into_lines["data/b.yaml"][1].decode() == "title: B\nitems: [\n  {title: Last, code: https://x.org/last}\n]\n"
    new = into_brackets["data/b.yaml"][1]
    assert comments(new) == sorted(comments(B.encode()) + [c for c in comments(A.encode()) if c != "# a group"])
    assert values(new)["items"][2] == values(A.encode())["sections"][0]["items"][0]
    assert new.count(b"\n") == new.count(b"\r\n")


def test_the_only_entry_of_a_section_leaves_an_empty_list(open_list: Callable[..., Project]) -> None:
    project = open_list("title: A\nitems:  # all\n  # about a\n  - title: a\n    code: https://x.org/a\n", "title: B\n")

    edit = entry_changes.move(project, "data/a.yaml:4", "B")

    assert [new.decode() for _, new in edit.contents.values()] == [
        "title: A\nitems: []  # all\n",
        "title: B\nitems:\n  # about a\n  - title: a\n    code: https://x.org/a\n",
    ]


def test_two_entries_become_one_and_what_is_lost_is_told(open_list: Callable[..., Project]) -> None:
    edit = entry_changes.merge(open_list(), "arxiv-2106.09685", "data/b.yaml:4")

    a, b = (edit.contents[name][1].decode() for name in ("data/a.yaml", "data/b.yaml"))
    assert a == A.replace("[J. Hu]\n", '[J. Hu]\n          doi: "10.1000/x"\n          venue: null\n').replace(
        "        tags: [LoRA]\n        also_in: [Two]\n        added: 2024-05-01\n        # its end\n",
        "        tags: [LoRA, QA]\n        also_in: [Two, B]\n        added: 2023-01-01\n"
        "        links:\n          Data: https://x.org/d\n        code: https://x.org/lora\n        # its end\n",
    )
    assert b == "title: B\nitems: [\n  {title: Last, code: https://x.org/last}\n]\n"
    assert edit.remarks == [
        "'LoRA: Low-Rank' becomes one with 'LoRA'",
        "paper: authors: 'J. Hu' stays, and this goes: 'Edward Hu'",
        "title: 'LoRA' stays, and this goes: 'LoRA: Low-Rank'",
        "this comment goes: # above",
        "this comment goes: # behind",
    ]


def test_a_merged_entry_keeps_its_key_and_names_anchors_that_are_lost(open_list: Callable[..., Project]) -> None:
    tool = "title: C\nitems:\n- title: LoRA tool\n  code: https://x.org/lora/\n"

    edit = entry_changes.merge(open_list(b=tool), "LoRA tool", "2106.09685")

    [listed] = [one for one in edit.project.catalogue.entries() if one.entry.title == "LoRA tool"]
    assert listed.entry.key == "title-lora-tool"
    assert edit.project.catalogue.anchors()["title-lora-tool"] == ["arxiv-2106.09685"]
    back = entry_changes.merge(open_list(b=tool), "2106.09685", "LoRA tool")
    assert "links to #title-lora-tool no longer arrive" in back.remarks
    assert "key:" not in back.contents["data/a.yaml"][1].decode()


def test_a_paper_that_is_listed_twice_is_merged_by_its_key(open_list: Callable[..., Project]) -> None:
    project = open_list(b='title: B\nitems:\n- title: LoRA\n  paper: { arxiv_id: "arXiv:2106.09685v2" }\n')
    assert [problem.rule for problem in project.problems] == ["duplicate-paper"]

    edit = entry_changes.merge(project, "2106.09685", "2106.09685")

    assert edit.project.problems == []
    assert edit.contents["data/b.yaml"][1].decode() == "title: B\nitems: []\n"
    assert edit.remarks == ["'LoRA' becomes one with 'LoRA'"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda p: entry_changes.remove(p, "o"),
            "can be 3 entries; give the key or the place of one:\n    data/a.yaml:6",
        ),
        (lambda p: entry_changes.remove(p, "no such"), "no entry has 'no such' as its key"),
        (lambda p: entry_changes.remove(p, "data/a.yaml:2"), "no entry stands in line 2 of data/a.yaml"),
        (lambda p: entry_changes.move(p, "2106.09685", "One"), "'LoRA' is already in A > One"),
        (lambda p: entry_changes.move(p, "2106.09685", "Three"), "there is no section 'Three'"),
        (lambda p: entry_changes.merge(p, "2106.09685", "arxiv-2106.09685"), "both are the entry 'LoRA'"),
        (lambda p: entry_changes.merge(p, "LoRA", "QLoRA"), "arXiv 2106.09685 and arXiv 2305.14314 are two papers"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(
    open_list: Callable[..., Project], change: Callable[[Project], object], message: str
) -> None:
    project = open_list(b='title: B\nitems:\n- title: Qo\n  name: QLoRA\n  paper: { arxiv_id: "2305.14314" }\n')

    with pytest.raises(CatalogueError) as caught:
        change(project)

    assert message in str(caught.value)


def test_a_list_with_a_file_that_cannot_be_read_stays_as_it_is(open_list: Callable[..., Project]) -> None:
    with pytest.raises(InvalidDataError, match="1 problem"):
        entry_changes.remove(open_list(b="title: [\n"), "2106.09685")


def test_a_file_that_changes_while_the_question_waits_is_not_written(open_list: Callable[..., Project]) -> None:
    edit = entry_changes.remove(open_list(), "2106.09685")
    (edit.project.root / "data" / "a.yaml").write_text(A + "# more\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"data/a.yaml has changed meanwhile"):
        edit.write()


def test_the_commands_show_and_write(open_list: Callable[..., Project], call: Call) -> None:
    project = open_list()

    shown = call("move", "2106.09685", "B")
    assert (shown.code, (project.root / "data" / "a.yaml").read_text(encoding="utf-8")) == (1, A)
    assert [
        call(*words, "--yes").code for words in (("move", "2106.09685", "B"), ("merge", "LoRA", "LoRA: Low-Rank"))
    ] == [0, 0]
    assert call("remove", "Other", "--yes").err.splitlines() == [
        "'Other' is taken out of A > One",
        "wrote data/a.yaml; see it in README.md with: awesome-adapters build",
    ]
    assert [listed.entry.title for listed in Project.open(project.root).catalogue.entries()] == ["Last", "LoRA"]


@pytest.mark.slow
@max_examples(60)
@given(data_files(), data_files(), st.data())
def test_any_entry_is_moved_and_removed_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory, a: bytes, b: bytes, data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("list")
    (root / "data").mkdir()
    b = b.replace(b"title: A", b"title: B", 1).replace(b"title: E", b"title: F").replace(b"x.org/", b"x.org/b/")
    for name, content in (("a", a), ("b", b)):
        (root / "data" / f"{name}.yaml").write_bytes(content)
    project = Project.open(root)
    listed = data.draw(st.sampled_from(list(project.catalogue.entries())))
    section = data.draw(st.sampled_from([s for s in project.catalogue.sections if s.path != listed.section_path]))

    entry = values_of(listed)
    move = entry_changes.move(project, listed.key, " > ".join(section.path)).contents
    remove = entry_changes.remove(project, listed.key).contents

    contents = {"data/a.yaml": (a, a), "data/b.yaml": (b, b), **move}
    assert sorted(chain(*(comments(new) for _, new in contents.values()))) == sorted((*comments(a), *comments(b)))
    assert entries_of(*(new for _, new in contents.values())) == entries_of(a, b)
    [(old, new)] = remove.values()
    assert sorted((*entries_of(new), entry)) == entries_of(old)
    if b"items: [" not in a + b:
        assert is_part(new, old)
        assert is_part(*contents[listed.origin.file][::-1]) or section.origin.file == listed.origin.file
        assert is_part(*contents[section.origin.file]) or section.origin.file == listed.origin.file


def values_of(listed: ListedEntry) -> str:
    return repr(sorted(listed.origin.value.items()))


def entries_of(*contents: bytes) -> list[str]:
    sections, problems = sources.read_data((f"data/{number}.yaml", new) for number, new in enumerate(contents))
    assert problems == []
    return sorted(values_of(listed) for section in sections for listed in section.entries)


def is_part(part: bytes, whole: bytes) -> bool:
    """Whether a file has no lines but those of another one, in their order; a list may have become empty."""
    lines = iter(whole.splitlines())
    return all(any(line in (old, old.replace(b"items:", b"items: []")) for old in lines) for line in part.splitlines())
