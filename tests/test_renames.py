"""`rename-tag` and `rename-section`: everything that has the name follows, and every other byte stays."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from awesome_adapters.changes import renames
from awesome_adapters.changes.working_copy import BulkEdit
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from conftest import Call, Write, max_examples
from generated_lists import data_files, values

LIST = {
    "catalogue.yaml": """\
        # settings
        tags:
          # How
          LoRA: [low-rank adaptation]  # the method
          "QA": { aliases: [question answering], about: Answers. }
          Serving: { about: Many modules. }
        """,
    "data/a.yaml": """\
        title: Vision  # top
        sections:
          - title: Methods
            items:
              - title: LoRA
                code: https://x.org/a
                tags: [LoRA, QA]  # two
                also_in: [NLP > methods]
              - { title: QLoRA, code: "https://x.org/b", tags: ['lora', Serving,  QA] }
              - title: X
                code: https://x.org/c
                tags:
                  - QA  # first
                  - LoRA  # second
                  - Serving
        """,
    "data/b.yaml": "title: NLP\r\nsections:\r\n- title: Methods\r\n  items:\r\n  - title: M\r\n    code: https://x.org/m\r\n"
    "    also_in: ['Vision > Methods']",
    "candidates.yaml": """\
        # candidates
        title-a: { title: A, tags: [LoRA], section: Vision > Methods }
        """,
    ".github/ISSUE_TEMPLATE/suggest-a-paper.yml": """\
        name: Suggest
        body:
          - type: dropdown
            id: section
            attributes:
              options:
                - I am not sure
                - Vision > Methods  # here
                - NLP
        """,
}


@pytest.fixture
def project(root: Path, write: Write) -> Project:
    for path, content in LIST.items():
        write(content.encode() if "\r" in content else content, path)
    project = Project.open(root)
    assert not project.problems
    return project


def changed_lines(edit: BulkEdit) -> list[str]:
    lines = "".join(edit.diff()).splitlines()
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_tag_is_renamed_in_entries_candidates_and_the_vocabulary(project: Project) -> None:
    edit = renames.rename_tag(project, "Serving", "Multi-tenant")

    assert changed_lines(edit) == [
        "-  Serving: { about: Many modules. }",
        "+  Multi-tenant: { about: Many modules., aliases: [Serving] }",
        "-      - { title: QLoRA, code: \"https://x.org/b\", tags: ['lora', Serving,  QA] }",
        "+      - { title: QLoRA, code: \"https://x.org/b\", tags: ['lora', Multi-tenant,  QA] }",
        "-          - Serving",
        "+          - Multi-tenant",
    ]
    assert edit.remarks == ["'Serving' becomes 'Multi-tenant' in 2 entries and candidates"]


def test_two_tags_become_one_and_no_entry_has_it_twice(project: Project) -> None:
    edit = renames.rename_tag(project, "qa", "lora")

    assert changed_lines(edit) == [
        "-  LoRA: [low-rank adaptation]  # the method",
        '-  "QA": { aliases: [question answering], about: Answers. }',
        "+  LoRA: [low-rank adaptation, QA, question answering]  # the method",
        "-        tags: [LoRA, QA]  # two",
        "+        tags: [LoRA]  # two",
        "-      - { title: QLoRA, code: \"https://x.org/b\", tags: ['lora', Serving,  QA] }",
        "+      - { title: QLoRA, code: \"https://x.org/b\", tags: ['LoRA', Serving] }",
        "-          - QA  # first",
    ]
    assert edit.remarks[0] == "what catalogue.yaml says about 'QA' goes: Answers."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Foo", "LoRA", "no entry has the tag 'Foo'"),
        ("LoRA", "\u200e", "cannot be a tag"),
        ("LoRA", "question answering", "is another spelling of 'QA'; write: rename-tag 'LoRA' 'QA'"),
        ("low-rank adaptation", "X", "is another spelling of 'LoRA'; rename that"),
        ("QA", "QA", "nothing would change"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_its_reason(project: Project, old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        renames.rename_tag(project, old, new)


def test_a_tag_can_be_renamed_to_mend_the_error_that_it_is(project: Project, write: Write) -> None:
    content = "strict_tags: true\ntags:\n  LoRA: []\n  QA: []\n"
    write(content, "catalogue.yaml")
    broken = Project.open(project.root)

    edit = renames.rename_tag(broken, "Serving", "LoRA")

    assert len(broken.problems) == 2
    assert edit.project.problems == []
    assert edit.contents["catalogue.yaml"][1].decode() == content.replace("LoRA: []", "LoRA: [Serving]")


def test_what_names_a_section_follows_its_new_title(project: Project) -> None:
    edit = renames.rename_section(project, "vision", "Computer Vision")

    assert changed_lines(edit) == [
        "-        - Vision > Methods  # here",
        "+        - Computer Vision > Methods  # here",
        "-title-a: { title: A, tags: [LoRA], section: Vision > Methods }",
        "+title-a: { title: A, tags: [LoRA], section: Computer Vision > Methods }",
        "-title: Vision  # top",
        "+title: Computer Vision  # top",
        "+was: [Vision]",
        "-    also_in: ['Vision > Methods']",
        "+    also_in: ['Computer Vision > Methods']",
    ]


def test_a_path_that_would_mean_two_sections_gets_longer(project: Project, write: Write) -> None:
    write("title: Theory\nitems: [{ title: T, code: https://x.org/t, also_in: [Tricks] }]\n", "data/c.yaml")
    write("title: Audio\nsections: [{ title: Tricks, items: [] }]\n", "data/d.yaml")
    project = Project.open(project.root)

    edit = renames.rename_section(project, "NLP > Methods", "Tricks")

    assert "+items: [{ title: T, code: https://x.org/t, also_in: [Audio > Tricks] }]" in changed_lines(edit)
    assert "+        also_in: [NLP > Tricks]" in changed_lines(edit)
    assert edit.remarks == [
        "'NLP > Methods' becomes 'NLP > Tricks'",
        "GitHub numbers headings of one title: links to #methods-1 may lead to another section now",
        "GitHub numbers headings of one title: links to #tricks-1 may lead to another section now",
    ]


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("A > B", "give the new title alone"),
        ("Vision", "is already called"),
        ("NLP", "there already, in data/b.yaml:1:1; give another title"),
        (" ", "cannot be a title"),
    ],
)
def test_a_title_that_cannot_be_is_refused_with_its_reason(project: Project, title: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        renames.rename_section(project, "Vision", title)


def test_nothing_is_written_without_a_yes(project: Project, call: Call) -> None:
    before = {path: (project.root / path).read_bytes() for path in LIST}

    shown, written = call("rename-tag", "QA", "Q"), call("rename-tag", "QA", "Q", "--yes")

    assert (shown.code, written.code) == (1, 0)
    assert shown.out == written.out
    assert shown.err.splitlines()[1:] == ["nothing was written; write it with --yes"]
    assert written.err.splitlines()[1].startswith("wrote catalogue.yaml, data/a.yaml; ")
    after = {path: (project.root / path).read_bytes() for path in LIST}
    assert [path for path in LIST if after[path] != before[path]] == ["catalogue.yaml", "data/a.yaml"]


QUOTED = ["x: y", "a, [b]", "日本", "true"]
"""Tags that need quotation marks; whether others had some is then not known any more."""


@pytest.mark.slow
@max_examples(60)
@given(data_files(), st.sampled_from(["Prompting", "LoRA+", "C", *QUOTED]))
def test_a_tag_that_is_renamed_and_back_leaves_every_byte_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, new: str
) -> None:
    root = tmp_path_factory.mktemp("list")
    (root / "data").mkdir()
    path = root / "data" / "a.yaml"
    path.write_bytes(content)
    expected = values(content)
    entries = [entry for section in expected["sections"] for entry in section["items"] if "tags" in entry]
    assume(any("LoRA" in entry["tags"] for entry in entries))

    renames.rename_tag(Project.open(root), "LoRA", new).write()

    for entry in entries:
        entry["tags"] = [new if tag == "LoRA" else tag for tag in entry["tags"]]
    assert values(path.read_bytes()) == expected
    if new not in QUOTED or not re.search(b"['\"](LoRA|QA|Vision|Few-shot)['\"]", content):
        renames.rename_tag(Project.open(root), new, "LoRA").write()
        assert path.read_bytes() == content
