"""Issue forms: what they say is written into the list, or answered in words; whoever writes them, and whatever."""

import datetime as dt
import errno
import json
import os
import random
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml  # noqa: TID251

from awesome_adapters import Project, scaffold
from awesome_adapters.curation import accept
from awesome_adapters.curation.accept import REPORT, SUGGESTION, Answer
from awesome_adapters.enrichment.lookup import Lookup
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.problems import CatalogueError
from conftest import REPOSITORY, Call, Write
from rendered import Page

DAY = dt.date(2026, 11, 28)
LIST = """\
# the list
title: NLP
sections:
  - title: Methods
    items:
      - title: LoRA   # first
        paper: { arxiv_id: "2106.09685", year: "2021" }
        code: https://github.com/microsoft/LoRA
  - title: Tools
    items: []
"""
ADDRESS, TITLE, SECTION, REASON, CODE = SUGGESTION
ENTRY, WHAT, VALUE, SOURCE = REPORT


@pytest.fixture
def lookup(write: Write, root: Path) -> Lookup:
    """Nobody is asked; one paper that is not listed is known."""
    write(LIST)
    store = MetadataStore(root)
    known = PaperMetadata(("a" * 40, "ARXIV:2310.11454"), title="VeRA: Vector-based Adaptation", authors=("D. K.",))
    store.add("ARXIV:2310.11454", known, DAY)
    store.save()
    return Lookup(Project.open(root).store, DAY)


def event(body: Any, **issue: Any) -> bytes:
    return json.dumps({"issue": {"number": 7, "body": body, **issue}}).encode()


def form(fields: dict[str, str]) -> str:
    return "\n\n".join(f"### {label}\n\n{value or '_No response_'}" for label, value in fields.items())


def answer_to(lookup: Lookup, root: Path, body: Any) -> Answer:
    return accept.accept(Project.open(root), event(body), lookup._replace(store=MetadataStore(root)))


def data(root: Path) -> str:
    return (root / "data" / "nlp.yaml").read_text(encoding="utf-8")


GOOD = {
    ADDRESS: "https://arxiv.org/abs/2310.11454",
    SECTION: "NLP > Methods",
    REASON: "Shares frozen random matrices across layers.",
    CODE: "",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_suggestion_becomes_an_entry_and_is_shown_to_its_author(lookup: Lookup, root: Path, newline: str) -> None:
    answer = answer_to(lookup, root, form(GOOD).replace("\n", newline))

    assert answer.is_written
    assert answer.text.startswith("This is how it will look in the list:\n\n- <a id=")
    assert "Shares frozen random matrices across layers." in answer.text
    [new] = [one for one in Project.open(root).catalogue.entries() if one.key == "arxiv-2310.11454"]
    assert (new.entry.title, new.section_path) == ("VeRA: Vector-based Adaptation", ("NLP", "Methods"))
    assert set(LIST.splitlines()) <= set(data(root).splitlines())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({ADDRESS: ""}, "The address is missing"),
        ({ADDRESS: "https://arxiv.org/abs/2106.09685"}, "'LoRA' is already in the list"),
        ({ADDRESS: "2399.99999x"}, "could not be taken over"),
        ({ADDRESS: "https://arxiv.org/abs/2401.00001"}, "Write it into the form"),
        ({SECTION: "Nowhere"}, "Nowhere"),
        ({CODE: "javascript:alert(1)"}, "A link must start with http"),
        ({REASON: "a\u202eb"}, "invisible character (U+202E)"),
        ({REASON: "x" * 2001}, "is longer than 2,000 characters"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_written(
    lookup: Lookup, root: Path, change: dict[str, str], words: str
) -> None:
    answer = answer_to(lookup, root, form(GOOD | change))

    assert not answer.is_written
    assert words in answer.text.replace("\\", "")
    assert "a maintainer then sets the label again" in answer.text
    assert "--" not in answer.text
    assert "data/" not in answer.text
    assert data(root) == LIST


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({ENTRY: "LoRA", WHAT: "Year", VALUE: "2022"}, 'year: "2022" }'),
        ({ENTRY: "arxiv-2106.09685", WHAT: "Code", VALUE: "https://github.com/a/b"}, "code: https://github.com/a/b"),
        ({ENTRY: "2106.09685", WHAT: "DOI", VALUE: "https://doi.org/10.1000/x"}, 'doi: "10.1000/x" }'),
        ({ENTRY: "lora", WHAT: "Summary", VALUE: "Freezes: all #1"}, 'summary: "Freezes: all #1"'),
    ],
)
def test_a_report_changes_one_value(lookup: Lookup, root: Path, fields: dict[str, str], line: str) -> None:
    answer = answer_to(lookup, root, form(fields))

    assert answer.is_written
    assert line in data(root)
    assert sum(old not in data(root).splitlines() for old in LIST.splitlines()) <= 1
    assert [one.key for one in Project.open(root).catalogue.entries()] == ["arxiv-2106.09685"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({ENTRY: "Nothing", WHAT: "Year", VALUE: "2022"}, "'Nothing' means no entry of the list"),
        ({ENTRY: "LoRA", WHAT: "Something else", VALUE: "It is odd."}, "This needs a person"),
        ({ENTRY: "LoRA", WHAT: "Year", VALUE: ""}, "This needs a person"),
        ({ENTRY: "LoRA", WHAT: "arXiv id", VALUE: "10.1000/x"}, "'10.1000/x' is no arXiv id"),
        ({ENTRY: "LoRA", WHAT: "Year", VALUE: "soon"}, "'soon'"),
        ({ENTRY: "", WHAT: "Year", VALUE: "2022"}, "The entry is missing"),
    ],
)
def test_a_report_that_cannot_be_followed_is_answered(
    lookup: Lookup, root: Path, fields: dict[str, str], words: str
) -> None:
    answer = answer_to(lookup, root, form(fields))

    assert not answer.is_written
    assert words in answer.text.replace("\\", "")
    assert data(root) == LIST


def test_headings_that_an_author_types_are_text(lookup: Lookup, root: Path) -> None:
    reason = "It is good.\n\n### Section\n\nNLP > Tools\n\n### Address\n\nhttps://evil.example"

    answer_to(lookup, root, form(GOOD | {REASON: reason}))

    new = next(one for one in Project.open(root).catalogue.entries() if one.key == "arxiv-2310.11454")
    assert new.section_path == ("NLP", "Methods")
    assert str(new.entry.summary).endswith("### Address https://evil.example")


PIECES = [
    *(
        "$(touch pwned)",
        "`touch pwned`",
        "'; rm -rf / #",
        "${{ github.token }}",
        "::set-output name=x::y",
        "%0A::error::",
    ),
    *(
        "![x](https://evil.example/p.png)",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "@octocat",
    ),
    *(
        "#1",
        "fixes #2",
        "GH-3",
        "a/b#4",
        "### Section",
        "### Address",
        "_No response_",
        "- item: {a: b}",
        "!!python/x y",
    ),
    *(
        "&anchor *alias",
        "key: value",
        "\u202e",
        "\x00",
        "\ud800",
        "\u200b",
        "\x1b[31m",
        "|",
        "---",
        "...",
        "\t",
        "\\",
        '"',
    ),
    *(
        "NLP > Methods",
        "https://arxiv.org/abs/2310.11454",
        "10.1000/x",
        "LoRA",
        "x" * 3000,
        "{{ 7 * 7 }}",
        "%s",
        "../../etc",
    ),
]


def hostile(chance: random.Random) -> Any:
    """Make the body of an issue that somebody wrote who means no good, or did not look."""
    if chance.random() < 0.05:
        return chance.choice([None, "", 7, [], {"a": 1}, "###", "### Address"])
    labels, wanted = chance.choice([(SUGGESTION, GOOD), (REPORT, {ENTRY: "LoRA", WHAT: "Year", VALUE: "2020"})])
    fields = {label: str(wanted.get(label, "")) for label in labels}
    for label in chance.sample(labels, chance.randint(1, len(labels))):
        pieces = chance.choices(PIECES, k=chance.randint(1, 4))
        fields[label] = chance.choice([" ", "\n", "\n\n"]).join(pieces)
    if chance.random() < 0.2:
        fields = dict(chance.sample(list(fields.items()), len(fields)))
    return form(fields)


def test_two_hundred_hostile_issues_do_nothing_but_what_was_meant(lookup: Lookup, root: Path) -> None:
    chance = random.Random(7)
    written = 0
    for _ in range(200):
        (root / "data" / "nlp.yaml").write_text(LIST, encoding="utf-8")
        body = hostile(chance)
        try:
            answer = answer_to(lookup, root, body)
        except CatalogueError as error:
            assert str(error) == "this file is no event of an issue of GitHub's"  # noqa: PT017
            continue
        page = Page(answer.text)
        assert {*page.tags}.isdisjoint({"img", "script", "h1", "h2", "h3"})
        assert [link for link in page.all("href") if not link.startswith(("https://", "http://", "#"))] == []
        assert "@octocat" not in answer.text.replace("<span>@</span>octocat", "").replace("\\@", "")
        assert answer.text.replace("\n", "").translate({0xA0: None, 0x200B: None}).isprintable()
        project = Project.open(root)
        assert project.problems == []
        assert len(list(project.catalogue.entries())) <= 2
        assert (data(root) != LIST) == answer.is_written
        missing = [line for line in LIST.splitlines() if line not in data(root).splitlines()]
        assert len(missing) <= 1
        written += answer.is_written
    assert 5 < written < 100
    assert sorted(path.name for path in root.iterdir() if path.name != "data") == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"issue": {}}', b'{"issue": 7}', b"[" * 100_000, b"\xff"])
def test_a_file_that_is_no_event_is_refused(lookup: Lookup, root: Path, content: bytes) -> None:
    with pytest.raises(CatalogueError, match="is no event of an issue"):
        accept.accept(Project.open(root), content, lookup)


def test_a_full_disk_is_no_fault_of_the_author(lookup: Lookup, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.mkstemp", fail)

    with pytest.raises(CatalogueError, match="No space left on device"):
        answer_to(lookup, root, form(GOOD))


@pytest.mark.usefixtures("lookup")
def test_the_command_prints_or_writes_the_answer(call: Call, root: Path) -> None:
    (root / "event.json").write_bytes(event(form(GOOD | {ADDRESS: ""})))
    refused = call("accept", "event.json", "--offline")
    (root / "event.json").write_bytes(event(form(GOOD)))
    taken = call("accept", "event.json", "--offline", "--answer", "answer.md")

    assert (refused.code, refused.out[:30]) == (1, "This could not be taken over.\n")
    assert (taken.code, taken.out) == (0, "")
    assert (root / "answer.md").read_text(encoding="utf-8").startswith("This is how it will look")


@pytest.mark.parametrize(
    "folder",
    [
        REPOSITORY / ".github" / "ISSUE_TEMPLATE",
        Path(scaffold.__file__).parent / "files" / ".github" / "ISSUE_TEMPLATE",
    ],
)
@pytest.mark.parametrize(("name", "labels"), [("suggest-a-paper.yml", SUGGESTION), ("wrong.yml", REPORT)])
def test_the_forms_have_the_labels_that_are_read(folder: Path, name: str, labels: tuple[str, ...]) -> None:
    form = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    parts = {part["id"]: part["attributes"] for part in form["body"] if "id" in part}

    assert [part["label"] for part in parts.values()] == list(labels)
    assert "accepted" not in form["labels"]
    if "what" in parts:
        assert parts["what"]["options"] == [*accept.PLACES, "Something else"]
    else:
        assert parts["section"]["options"][0] == accept.UNSURE
