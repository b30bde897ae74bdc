"""What a hint means at the place of its problem, and how it is shown."""

import re

import pytest

from awesome_adapters.changes.proposals import (
    MASKED,
    REMOVED,
    Change,
    ProposalError,
    SourceFile,
    after_changes,
    propose,
)
from awesome_adapters.positions import Location
from awesome_adapters.problems import Problem
from awesome_adapters.yaml.edit import apply

PLACE = "▶"
ITEM = "items:\n- title: a\n  "
PROPOSALS = {
    "a value": ("tags: [a, ▶«b→c»]", "c", "tag 'b' → 'c'"),
    "a value of several words in brackets": ('tags: [▶«b→"c: d"»]', "c: d", "tag 'b' → 'c: d'"),
    "nothing": ("tags: [a«, ▶b→»]", None, "tag 'b' taken out"),
    "a text": ("title: ▶«b→c»", "c", "title 'b' → 'c'"),
    "a key and its value": ("code: ▶«b→c» # d", "code: c", "code 'b' → 'c'"),
    "a value that is no YAML": ('title: ▶«b→"c: d"»', "title: c: d", "title 'b' → 'c: d'"),
    "another key and its value": ('paper: { «doi→pmid»: ▶«x→"1"» }', 'pmid: "1"', "doi 'x' → pmid '1'"),
    "what begins like another key": ('title: ▶"doi: b«→.»"', "doi: b.", "title 'doi: b' → 'doi: b.'"),
    "another key": ("▶«tga→tags»: [a]", "tags:", "tga → tags"),
    "a list": ("tags: ▶«LoRA→[LoRA]»", "tags: [LoRA]", "tags 'LoRA' → 'LoRA'"),
    "lines of a list": ("tags: ▶«LoRA, QA→[LoRA, QA]»", "tags:\n- LoRA\n- QA", "tags 'LoRA, QA' → 'LoRA', 'QA'"),
    "lines below a key": (
        ITEM + 'paper:« ▶x # b→ # b\n    arxiv_id: "2106.09685"»\n  code: c',
        'paper:\n  arxiv_id: "2106.09685"',
        "paper 'x' → arxiv_id '2106.09685'",
    ),
    "keys that belong below an empty one": (
        ITEM + "paper: # b\n  «→  »▶doi: c # d\n«→  »    # e\n  «→  »pmid: 1\n  code: f\n",
        "paper:\n  doi: c\n  pmid: '1'",
        "doi, pmid indented under paper",
    ),
    "keys that belong below a new one": (
        ITEM + "«→paper:\n    »▶doi: c # d\n  «→  »pmid: 1\n  code: f\n",
        "paper:\n  doi: c\n  pmid: '1'",
        "doi, pmid indented under paper",
    ),
    "a line of its own indentation": (
        ITEM + "website: b\n«     ▶→  »code: c # d",
        "  code: c # d",
        "'code: c # d' begins in column 3",
    ),
    "a line at the margin": ("«  ▶→»title: b\nitems: []", "title: b", "'title: b' begins in column 1"),
    "a line that cannot be read": (
        '- title: ▶«LoRA: b→"LoRA: b"» # c',
        'title: "LoRA: b"',
        "'- title: LoRA: b # c' → '- title: \"LoRA: b\" # c'",
    ),
    "a line with a dash": ("a:\n-▶«→ »title: b", "- title: b", "'-title: b' → '- title: b'"),
    "a line with a link as Markdown has it": (
        "code: ▶«[Code](https://x.org) # c→https://x.org # c»",
        "code: https://x.org",
        "'code: [Code](https://x.org) # c' → 'code: https://x.org # c'",
    ),
    "a line with odd spaces": (
        "«\u00a0▶→ »title:«\u00a0→ »b: [",
        "title: b: [",
        "'\\xa0title:\\xa0b: [' → 'title: b: ['",
    ),
}


def proposal(marked: str, hint: str | None, newline: str = "\n") -> tuple[str, str, str]:
    """Return what a text should be, what it is after what a hint proposes, and how that is shown."""
    after = re.sub("(?s)«(.*?)→(.*?)»", r"\2", marked).replace(PLACE, "").replace("\n", newline)
    before = re.sub("(?s)«(.*?)→(.*?)»", r"\1", marked).replace("\n", newline)
    row, column = next((row, line.index(PLACE)) for row, line in enumerate(before.splitlines()) if PLACE in line)
    before = before.replace(PLACE, "")
    file = SourceFile("a.yaml", before.encode())
    problem = Problem(Location("a.yaml", row + 1, column + 1), "odd", "this is odd", hint, is_certain=True)

    result = propose(problem, file)

    node = SourceFile("a.yaml", apply(before, result.edits).encode()).node
    if file.node and node and not any(change.value is MASKED for change in result.changes.values()):
        assert after_changes(file.node.value, result.changes) == node.value
    return after, apply(before, result.edits), result.summary


@pytest.mark.parametrize(("marked", "hint", "summary"), PROPOSALS.values(), ids=PROPOSALS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_hint_is_written_in_its_place(marked: str, hint: str | None, summary: str, newline: str) -> None:
    expected, text, shown = proposal(marked, hint, newline)

    assert (text, shown) == (expected, summary)


IMPOSSIBLE = {
    "a key that is there": ("paper: { doi: ▶x, pmid: y }", "pmid: z", "'pmid' is already there"),
    "a list in the place of a list": ("tags: [a]\n▶tag: []", "tags: [b]", "'tags' is already there"),
    "a value for a list": ("▶tag: [c]", "code: b", "only a text can take the place of a text"),
    "a line that loses a word": ("a: b: ▶c d", "a: 'b c'", "the line would lose some of its text"),
    "a line that is as it was": ("a: b: ▶c", "a: b: c", "the line would lose some of its text"),
    "nothing where nothing is": ("a: b: ▶c", None, "the line would lose some of its text"),
    "a comment in a text": ("a: ▶“b: c” # d", "a: '“b: c” # d'", "the line would lose some of its text"),
    "two keys for a value": ("venue: ▶b", "venue: c\nyear: 2024", "it is more than one value"),
    "a list for one item": ("tags: [a, ▶b]", "tags: [a, c, d]", "it is not about this item alone"),
    "keys apart": (
        "▶doi: a\ncode: b\npmid: c",
        "paper: { doi: a, pmid: c }",
        "they do not all stand right below 'paper'",
    ),
    "a paper that has a key": (
        ITEM + "paper: { pmid: 1 }\n  ▶doi: a",
        "paper: { pmid: 1, doi: a }",
        "they do not all stand right below 'paper'",
    ),
}


@pytest.mark.parametrize(("marked", "hint", "reason"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_has_no_place_is_refused_with_a_reason(marked: str, hint: str | None, reason: str) -> None:
    with pytest.raises(ProposalError, match=re.escape(reason)):
        proposal(marked, hint)


def test_long_texts_are_shown_around_their_difference() -> None:
    _, _, shown = proposal(f"summary: ▶{'very ' * 20}long«→.»", f"{'very ' * 20}long.")

    assert shown == "summary '… very very very very very long' → '… very very very very very long.'"


def test_changes_are_made_to_a_copy() -> None:
    values = {"a": [1, {"b": 2}, 3], "c": 4}

    changes = {("a", 0): Change(0, REMOVED), ("a", 1, "b"): Change("d", 5)}

    assert after_changes(values, changes) == {"a": [{"d": 5}, 3], "c": 4}
    assert values == {"a": [1, {"b": 2}, 3], "c": 4}
