"""What is proposed, numbered, applied and declined; and that nothing else of the files changes."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.curation import agenda, decisions, settlements
from awesome_adapters.curation.decisions import Decision, DecisionStore
from awesome_adapters.enrichment.findings import Finding
from awesome_adapters.problems import CatalogueError
from conftest import Call, Write
from rendered import Page

DAY = dt.date(2026, 11, 28)
LIST = """\
# kept
title: NLP
items:
  - title: LoRA   # its comment
    paper:
      arxiv_id: "2106.09685"
      authors: [Edward Hu, Yelong Shen]
      year: 2022  # behind
    code: https://github.com/microsoft/LoRA

  - { title: Flow, code: 'https://github.com/a/flow', links: { Demo: https://demo.example } }
  - title: Tool
    website: "https://tool.example"
"""
LORA = "arxiv-2106.09685"


class Desk:
    """A list, what is found in it, and what a curator does."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def project(self) -> Project:
        return Project.open(self.root)

    @property
    def store(self) -> DecisionStore:
        return DecisionStore(self.root)

    def finding(self, kind: str, key: str, path: str, proposal: str = "", identity: str = "") -> Finding:
        listed = next(one for one in self.project.catalogue.entries() if one.key == key)
        value = decisions.value_at(listed, path.split("."))
        shown = value if isinstance(value, str) else ""
        return Finding(kind, listed, tuple(path.split(".")), key, shown, proposal, "so they say", identity or proposal)

    def propose(self, *findings: Finding, command: str = "health") -> list[int]:
        store = self.store
        new = decisions.reconcile(store, command, findings, self.project.catalogue, DAY)
        store.save()
        return [decision.number for decision in new]

    def apply(self, *words: str) -> list[str | None]:
        chosen = settlements.choose(self.store, words, only_sure=True)
        return [failure for _, failure in settlements.apply(self.project, chosen)]

    def numbers(self) -> list[int]:
        return [decision.number for decision in self.store.all()]


@pytest.fixture
def desk(write: Write, root: Path) -> Desk:
    write(LIST)
    return Desk(root)


def changed(root: Path) -> list[str]:
    """Return the lines of the file that are new."""
    text = (root / "data" / "nlp.yaml").read_text(encoding="utf-8")
    before = set(LIST.splitlines())
    return [line.strip() for line in text.splitlines() if line not in before]


def test_proposals_change_one_value_each_in_block_and_in_flow_style(desk: Desk) -> None:
    desk.propose(
        desk.finding("moved", LORA, "code", "https://github.com/new/LoRA"),
        desk.finding("published", LORA, "paper.doi", "10.1000/pub"),
        desk.finding("agrees", LORA, "paper.year"),
        desk.finding("respelled", LORA, "paper.authors.0", "Edward J. Hu"),
        desk.finding("retracted", LORA, "retracted", "https://doi.org/10.1000/notice"),
        desk.finding("moved", "title-flow", "code", "https://github.com/b/flow"),
        desk.finding("dead", "title-flow", "links.Demo"),
        desk.finding("elsewhere", "title-tool", "website", "https://tools.example/x"),
    )

    assert desk.apply("1-8") == [None] * 8
    assert (desk.root / "data" / "nlp.yaml").read_text(encoding="utf-8") == (
        "# kept\n"
        "title: NLP\n"
        "items:\n"
        "  - title: LoRA   # its comment\n"
        "    paper:\n"
        '      arxiv_id: "2106.09685"\n'
        "      authors: [Edward J. Hu, Yelong Shen]\n"
        '      doi: "10.1000/pub"\n'
        "    code: https://github.com/new/LoRA\n"
        "    retracted: https://doi.org/10.1000/notice\n"
        "\n"
        "  - { title: Flow, code: 'https://github.com/b/flow' }\n"
        "  - title: Tool\n"
        '    website: "https://tools.example/x"\n'
    )
    assert desk.numbers() == []
    assert desk.propose(desk.finding("moved", LORA, "code", "https://github.com/third/LoRA")) == [9]


def test_a_key_stays_where_an_id_or_a_title_would_change_it(desk: Desk) -> None:
    desk.propose(
        desk.finding("retitled", "title-flow", "title", "Flow, again"),
        desk.finding("published", LORA, "paper.acl_id", "2021.acl-long.1"),
    )

    desk.apply("all")
    assert desk.numbers() == [1]  # a title is for people to judge
    desk.apply("1")

    keys = [listed.key for listed in desk.project.catalogue.entries()]
    assert keys == [LORA, "title-flow", "title-tool"]


def test_what_is_proposed_again_keeps_its_number_and_is_not_new(desk: Desk) -> None:
    moved = desk.finding("moved", LORA, "code", "https://github.com/new/LoRA")
    dead = desk.finding("dead", "title-tool", "website", identity="2026-11-01")

    assert desk.propose(moved, dead) == [1, 2]
    assert desk.propose(moved, dead) == []
    assert desk.propose(moved) == []
    assert desk.numbers() == [1]
    assert desk.propose(moved, dead) == [3]
    assert desk.propose(moved._replace(proposal="https://x.example", identity="https://x.example"), dead) == [4]
    assert desk.propose(command="refresh") == []
    assert desk.numbers() == [3, 4]


def test_what_was_declined_is_never_proposed_again(desk: Desk) -> None:
    moved = desk.finding("moved", LORA, "code", "https://github.com/new/LoRA")
    desk.propose(moved)

    settlements.decline(desk.project, settlements.choose(desk.store, ["1"]), DAY)

    assert desk.propose(moved) == desk.propose() == desk.propose(moved) == desk.numbers() == []
    assert agenda.report(desk.project, desk.store, as_markdown=True) == ""
    assert desk.apply("1") == [None]  # it can be wanted after all


def test_an_event_stays_open_until_the_entry_says_something_else(desk: Desk, write: Write) -> None:
    desk.propose(desk.finding("agrees", LORA, "paper.year"), command="refresh")
    assert desk.propose(command="refresh") == []
    assert desk.numbers() == [1]

    write(LIST.replace("year: 2022", "year: 2021"))

    assert desk.apply("1") == ["the entry says something else by now; look at it: arxiv-2106.09685"]
    desk.propose()
    assert desk.numbers() == []


def test_what_a_run_that_was_cut_off_has_written_counts_as_written(desk: Desk, write: Write, root: Path) -> None:
    desk.propose(desk.finding("moved", LORA, "code", "https://github.com/new/LoRA"))
    text = LIST.replace("microsoft", "new")
    write(text)

    assert desk.apply("1") == [None]
    assert (desk.numbers(), (root / "data" / "nlp.yaml").read_text(encoding="utf-8")) == ([], text)


def test_one_proposal_that_does_harm_keeps_none_of_the_others_back(desk: Desk) -> None:
    desk.propose(
        desk.finding("moved", LORA, "code", "https://github.com/new/LoRA"),
        desk.finding("moved", "title-tool", "website", "no address"),
        desk.finding("archived", "title-flow", "code", identity="archived"),
    )

    first, second, third = desk.apply("1", "2", "3")

    assert first is None
    assert "this would lead to data/nlp.yaml" in str(second)
    assert third == "nobody knows what to write"
    assert changed(desk.root) == ["code: https://github.com/new/LoRA"]
    assert desk.numbers() == [2, 3]


@pytest.mark.parametrize("words", [["9"], ["x"], ["3-"], ["-1"], ["1", "7-8"], ["1" * 5000]])
def test_a_number_that_no_proposal_has_is_told(desk: Desk, words: Sequence[str]) -> None:
    desk.propose(desk.finding("moved", LORA, "code", "https://github.com/new/LoRA"))

    with pytest.raises(CatalogueError, match=r"number"):
        settlements.choose(desk.store, words)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "1"},
        {"path": []},
        {"path": "code"},
        {"path": [1]},
        {"kind": "x"},
        {"command": "`rm`"},
        {"new": 1},
        {"more": 1},
        {"declined": 1},
    ],
)
def test_a_record_that_means_nothing_is_told_and_taken_out(desk: Desk, fields: dict[str, object]) -> None:
    desk.propose(desk.finding("moved", LORA, "code", "https://github.com/new/LoRA"))
    path = desk.root / DecisionStore.PATH
    document = json.loads(path.read_text(encoding="utf-8"))
    key = next(iter(document))
    path.write_text(f'{{\n"{key}": {json.dumps(document[key] | fields)},\n"version": 1\n}}\n', encoding="utf-8")
    store = desk.store

    assert store.all(declined=True) == []
    assert "is damaged" in store.problems[0].message


def test_the_texts_of_others_do_nothing_and_a_long_report_is_cut_at_whole_rows(desk: Desk, write: Write) -> None:
    hostile = "@all #1 [x](javascript:1) <img src=x> \x1b[31m ![a](b) `$(touch pwned)`"
    finding = desk.finding("elsewhere", LORA, "code", hostile)._replace(evidence=hostile)
    desk.propose(finding, desk.finding("dead", "title-tool", "website", identity="x"))
    write(f"k-1: {{ title: {json.dumps(hostile)}, found_by: {{ arXiv: [q] }} }}\n", "candidates.yaml")

    text = agenda.report(desk.project, desk.store, as_markdown=True)
    page = Page(text)
    cut = agenda.report(desk.project, desk.store, as_markdown=True, limit=len(text) - 1)
    plain = agenda.report(desk.project, desk.store, as_markdown=False)

    assert set(page.tags) <= {"h3", "ul", "li", "span", "code", "strong", "br"}
    assert "`awesome-adapters health --apply 1` or `awesome-adapters health --decline 1`" in text
    assert "`awesome-adapters add k-1`" in text
    assert cut.endswith("\n\n1 more does not fit in here.")
    assert cut.removesuffix("\n\n1 more does not fit in here.") == text.partition("\n\n### New papers")[0]
    assert plain.replace("\n", "").isprintable()


def test_the_commands_show_apply_and_decline(desk: Desk, call: Call) -> None:
    desk.propose(
        desk.finding("moved", LORA, "code", "https://github.com/new/LoRA"),
        desk.finding("elsewhere", "title-tool", "website", "https://x.example/"),
        desk.finding("archived", "title-flow", "code", identity="archived"),
    )

    shown, applied, declined = call("proposals"), call("health", "--apply", "all"), call("refresh", "--decline", "2")

    assert shown.out.startswith("### Moved for good\n\n- **1** LoRA (data/nlp.yaml:9:11): code https")
    assert (applied.code, applied.out) == (
        0,
        "1 arxiv-2106.09685: code https://github.com/microsoft/LoRA → https://github.com/new/LoRA: so they say\n",
    )
    assert applied.err.endswith("left for you to look at: 2, 3; see them with: awesome-adapters proposals\n")
    assert declined.out == "2 title-tool: never proposed again\n"
    assert call("proposals", "--apply", "3").err == "3 title-flow: not written: nobody knows what to write\n"
    assert "say which: --apply 3" in call("proposals", "--apply").err
    assert "cannot go together" in call("health", "--apply", "--decline", "3").err
    assert "--apply or --decline" in call("proposals", "3").err


def test_a_decision_says_what_could_be_written() -> None:
    decision = Decision(1, "refresh", "k", "agrees", ("paper", "year"), "2022", None, "they agree", "", "")

    assert decision.text() == "year 2022 can go: they agree"
