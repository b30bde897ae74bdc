"""An entry put into a file: where it goes, how it looks, and that nothing else changes."""

import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.catalogue import Section, sources
from awesome_adapters.schema import Entry
from awesome_adapters.text import collapse_whitespace, control_character
from awesome_adapters.yaml import reader
from awesome_adapters.yaml.edit import Edit, Source, apply, remove_value, rename_key, replace_value, set_key
from awesome_adapters.yaml.passages import insert
from conftest import max_examples
from test_yaml_writer import TEXTS

NEW = {
    "title": "Visual Prompt Tuning",
    "summary": "Tunes prompts.",
    "paper": {"arxiv_id": "2203.12119"},
    "code": "https://x.org/vpt",
    "tags": ["VPT", "Prompt Tuning"],
    "added": "2026-11-21",
}
SHORT = {"title": "VPT", "code": "https://x.org/vpt"}
LINKS = [
    "https://x.org/a:",
    "https://x.org/a:b",
    "https://x.org/#a",
    "https://x.org/a#b",
    "https://x.org/?a=b&c=d,e",
    "https://x.org/[a]",
    "https://x.org/%20a",
    "https://x.org/'a'",
    "HTTPS://X.ORG/!*@$;=",
    "https://x.org/汉字",
]


def sections(text: str) -> list[Section]:
    result, problems = sources.read_data([("data/a.yaml", text.encode())])
    assert problems == []
    return result


def inserted(text: str, fields: dict[str, Any] = SHORT, number: int = 0) -> str:
    """Return the text with an entry at the end of the section of this number."""
    nodes = [section.origin for section in sections(text)]
    return insert(text, nodes[number], fields, nodes)


STYLES = {
    "keys to the right of the dash, a blank line between, needed quotes alone": """
        title: A
        items:
          - title: LoRA
            paper:
              arxiv_id: "2106.09685"
            tags: [LoRA]

          - title: "B: b"
            code: https://x.org
        ====

          - title: Visual Prompt Tuning
            summary: Tunes prompts.
            paper:
              arxiv_id: "2203.12119"
            code: https://x.org/vpt
            tags: [VPT, Prompt Tuning]
            added: 2026-11-21
        """,
    "dashes under the key, no blank line, single quotes everywhere, lists in lines": """
        title: 'A'
        items:
        - title: 'LoRA'
          summary: 'Small.'
          paper:
            arxiv_id: '2106.09685'
          tags:
          - 'LoRA'
        - title: 'B: b'
          code: 'https://x.org'
          added: '2024-05-05'
        ====
        - title: 'Visual Prompt Tuning'
          summary: 'Tunes prompts.'
          paper:
            arxiv_id: '2203.12119'
          code: 'https://x.org/vpt'
          tags:
          - 'VPT'
          - 'Prompt Tuning'
          added: '2026-11-21'
        """,
    "four columns everywhere": """
        title: A
        items:
            -   title: LoRA
                paper:
                    arxiv_id: "2106.09685"
                tags:
                    - LoRA
            -   title: B
                code: https://x.org
        ====
            -   title: Visual Prompt Tuning
                summary: Tunes prompts.
                paper:
                    arxiv_id: "2203.12119"
                code: https://x.org/vpt
                tags:
                    - VPT
                    - Prompt Tuning
                added: 2026-11-21
        """,
    "papers in braces": """
        title: A
        items:
        - title: "LoRA"
          paper: { arxiv_id: "2106.09685" }
        - title: "B"
          code: https://x.org
        ====
        - title: "Visual Prompt Tuning"
          summary: Tunes prompts.
          paper: { arxiv_id: "2203.12119" }
          code: https://x.org/vpt
          tags: [VPT, Prompt Tuning]
          added: 2026-11-21
        """,
    "whole entries in braces": """
        title: A
        items:
        - { title: LoRA, paper: { arxiv_id: "2106.09685" } }
        - { title: B, code: "https://x.org" }
        ====
        - { title: Visual Prompt Tuning, code: "https://x.org/vpt", tags: [VPT, Prompt Tuning], added: 2026-11-21 }
        """,
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_an_entry_looks_like_its_neighbours(style: str) -> None:
    before, _, entry = dedent(style).lstrip("\n").partition("====\n")
    fields = {key: value for key, value in NEW.items() if f"{key}:" in entry}

    after = inserted(before, fields)

    assert after == before + entry
    assert sections(after)[0].entries[-1].entry == Entry.model_validate(fields)


FIRST = {
    "no items": ("title: A\n", "title: A\nitems:\n  - title: VPT\n    code: https://x.org/vpt\n"),
    "no newline": ("title: A", "title: A\nitems:\n  - title: VPT\n    code: https://x.org/vpt\n"),
    "an empty list": (
        "title: A\nitems: []\nindex: 1\n",
        "title: A\nitems:\n  - title: VPT\n    code: https://x.org/vpt\nindex: 1\n",
    ),
    "an empty list with a comment": (
        "title: A\nitems: []  # none\n",
        "title: A\nitems:  # none\n  - title: VPT\n    code: https://x.org/vpt\n",
    ),
    "sections only": (
        'title: "A\n  a"\n# b\nsections:\n- title: B\n',
        'title: "A\n  a"\nitems:\n  - title: VPT\n    code: https://x.org/vpt\n# b\nsections:\n- title: B\n',
    ),
    "sections before the title": (
        "sections:\n- title: B\ntitle: A\n",
        "sections:\n- title: B\ntitle: A\nitems:\n  - title: VPT\n    code: https://x.org/vpt\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), FIRST.values(), ids=FIRST)
def test_the_first_entry_of_a_section_has_its_place(before: str, after: str) -> None:
    assert inserted(before) == after


def test_a_first_entry_is_written_like_those_of_other_sections() -> None:
    before = "title: A\nsections:\n- title: B\n  items:\n  - title: 'b'\n    code: https://x.org\n- title: C\n"

    assert inserted(before, number=2) == before + "  items:\n  - title: 'VPT'\n    code: https://x.org/vpt\n"


ENDS = {
    "a comment of the next section": ("", "# next\n- title: B\n  items: []\n"),
    "a comment at the dashes": ("", "  # - title: old\n  #   code: https://x.org\n"),
    "a blank line and a comment": ("", "\n\n# the end"),
    "a comment inside": ("    # inside\n", "- title: B\n"),
    "a literal block": ("    summary: |\n      One.\n\n      # two\n", "\n- title: B\n"),
    "a folded block": ("    summary: >-\n      One\n      two.\n", "- title: B\n"),
    "a text of several lines": ('    summary: "One\n      two."\n', "- title: B\n"),
    "a list in brackets of several lines": ("    tags: [\n      a,\n    ]\n", "- title: B\n"),
    "a list in brackets that ends at the margin": ("    tags: [\n  a\n]\n", "- title: B\n"),
    "an end of document": ("", "...\n"),
    "spaces in a blank line": ("", "   \n- title: B\n"),
    "a trailing comment": ("    tags: [a] # b\n", ""),
    "a section below": ("", "  sections:\n  - title: B\n    items:\n    - title: b\n      code: https://x.org/b\n"),
}


@pytest.mark.parametrize(("last", "rest"), ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_an_entry_goes_right_behind_the_last_one(last: str, rest: str, newline: str) -> None:
    head = "# top\ntitle: A\nsections:\n- title: S\n  items:\n  - title: a\n    code: https://x.org/a\n"
    head = f"{head}  # between - them\n  -\n    # dash-less\n    title: b\n    code: https://x.org/b\n{last}"
    entry = "  - title: VPT\n    code: https://x.org/vpt\n"
    before = (head + rest).replace("\n", newline)

    after = inserted(before, number=1)

    assert after == (head + entry + rest).replace("\n", newline)
    assert sections(after)[1].entries[-1].entry == Entry.model_validate(SHORT)


IN_BRACKETS = {
    "one line": """
        title: A
        items: [{ title: a, code: 'https://x.org' }«, { title: VPT, code: 'https://x.org/vpt' }»] # ]
        """,
    "no spaces, no newline": 'title: A\nitems: [{title: a, key: b}«, {title: VPT, code: "https://x.org/vpt"}»]',
    "a trailing comma": 'title: A\nitems: [{ title: a, key: b },« { title: VPT, code: "https://x.org/vpt" },» ]\n',
    "a line each": """
        title: A
        items: [  # first ]
          { title: a, code: 'https://x.org' },
          { title: "b ] '", code: 'https://x.org/#b' }«,»  # last ], # one«
          { title: VPT, code: 'https://x.org/vpt' }»
          # end ]
        ]  # behind
        index: 1
        """,
    "a line each and a trailing comma": """
        title: A
        items: [
            {
              title: a, code: 'https://x.org'
            },  # last«
            { title: VPT, code: 'https://x.org/vpt' },»

        ]
        """,
    "a line each and the bracket behind the last": """
        title: A
        items: [{ title: a, code: 'https://x.org' },
                { title: b, code: 'https://x.org/b' }«,
                { title: VPT, code: 'https://x.org/vpt' }»]
        """,
    "a comma on a line of its own": """
        title: A
        items: [
          { title: a, code: 'https://x.org' } # a, b
          # c, d
          ,«
          { title: VPT, code: 'https://x.org/vpt' },»
        ]
        """,
    "an empty list on two lines": """
        title: A
        items: [«{ title: VPT, code: "https://x.org/vpt" }»
          # none
        ]
        """,
    "an empty list in braces": '{ title: A, items: [«{ title: VPT, code: "https://x.org/vpt" }» ], index: 1 }\n',
    "an empty list in braces at the end of a line": """
        { title: A,
          items: [«{ title: VPT, code: "https://x.org/vpt" }»]
        }
        """,
    "a section in braces": '{ title: A«, items: [{ title: VPT, code: "https://x.org/vpt" }]» }\n',
    "a section in braces on lines": """
        {
          title: 'é 🎉 }',«
          items: [{ title: VPT, code: "https://x.org/vpt" }],»
        }
        """,
    "a section of sections in brackets": """
        title: Z
        sections: [{ title: B }, { title: A«, items: [{ title: VPT, code: "https://x.org/vpt" }]» }] # ]
        """,
    "no newline behind lines": """
        title: A
        items: [
          { title: a, key: b }«,
          { title: VPT, code: "https://x.org/vpt" }»]""",
}


@pytest.mark.parametrize("marked", IN_BRACKETS.values(), ids=IN_BRACKETS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_in_brackets_an_entry_joins_the_others_and_nothing_else_changes(marked: str, newline: str) -> None:
    after = dedent(marked).lstrip("\n").replace("\n", newline)
    before = re.sub("«[^»]*»", "", after)

    text = inserted(before, number=len(sections(before)) - 1)

    assert text == after.replace("«", "").replace("»", "")
    assert sections(text)[-1].entries[-1].entry == Entry.model_validate(SHORT)


NEIGHBOURS = (
    "",
    "items:\n- title: a\n  code: 'https://x.org'\n  tags: ['b']\n",
    "items:\n- { title: 'a', code: 'https://x.org' }\n",
    "items: [{ title: a, code: https://x.org/a }]\n",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("neighbour", NEIGHBOURS, ids=["plain", "single quotes", "braces", "brackets"])
def test_an_odd_text_comes_back_as_it_was(text: str, neighbour: str) -> None:
    fields = {"title": text, "summary": text, "code": "https://x.org", "tags": [text, "b", text], "extra": {text: text}}
    before = f"title: A\n{neighbour}"

    entry = sections(inserted(before, fields))[0].entries[-1].entry

    assert (entry.title, entry.summary, entry.tags, entry.extra) == (text, text, [text, "b", text], {text: text})


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("neighbour", NEIGHBOURS, ids=["plain", "single quotes", "braces", "brackets"])
def test_an_odd_link_comes_back_as_it_was(link: str, neighbour: str) -> None:
    before = f"title: A\n{neighbour}"
    fields = {"title": "a", "paper": {"url": link}, "code": link}

    entry = sections(inserted(before, fields))[0].entries[-1].entry

    assert entry.paper
    assert (entry.code, entry.paper.url) == (link, link)


@max_examples(150)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=60).map(collapse_whitespace))
def test_any_line_comes_back_as_it_was(text: str) -> None:
    if text and not control_character(text):
        fields = {"title": text, "code": "https://x.org", "tags": [text], "extra": {text: text}}

        entry = sections(inserted("title: A\n", fields))[0].entries[0].entry

        assert (entry.title, entry.tags, entry.extra) == (text, [text], {text: text})


# Values --------------------------------------------------------------------------------------------------------------

PAPER = {"arxiv_id": "2311.00001"}
EDITS: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "a tag in brackets": ("tags: [a, «b→LoRA», c]  # d", "replace", ("tags", 1, "LoRA")),
    "a tag that needs quotes": ('tags: [«b→"C#"»]', "replace", ("tags", 0, "C#")),
    "a tag on a line": ("tags:\n- a\n- «b→LoRA»  # c\n", "replace", ("tags", 1, "LoRA")),
    "single quotes stay": ("title: «'a'→'It''s'» # c\n", "replace", ("title", "It's")),
    "double quotes stay": ('title: «"a"→"b"» # c\n', "replace", ("title", "b")),
    "quotes come where they are needed": ('title: «a→"a: b"»\n', "replace", ("title", "a: b")),
    "ids are put in quotes": ('paper: { pmid: «123→"123"» }', "replace", ("paper", "pmid", "123")),
    "a link in a block": ("code: «x.org→https://x.org»\n", "replace", ("code", "https://x.org")),
    "a link in braces": ('{ code: «x.org→"https://x.org"», a: b }', "replace", ("code", "https://x.org")),
    "a key without a value": ("code:«→ b»\nc: d", "replace", ("code", "b")),
    "a text of lines that grows": ("a: >-\n  b\n  c«→.»\n\n# d\n", "replace", ("a", "b c.")),
    "a quoted text of lines that grows": ('a: "b\n  c«→.»" # d', "replace", ("a", "b c.")),
    "a text of lines that changes": ("a: «|\n  b\n  c→d»\n\n# e\n", "replace", ("a", "d")),
    "a list for a text": ("tags: «a→[b, c]» # d\n", "replace", ("tags", ["b", "c"])),
    "a paper in lines": (
        'a:\n  paper:« "x"  # c→  # c\n    arxiv_id: "2311.00001"»\n  d: e',
        "replace",
        ("a", "paper", PAPER),
    ),
    "a paper in braces": ('{ paper: «x→{ arxiv_id: "2311.00001" }», d: e}', "replace", ("paper", PAPER)),
    "a paper on the next line": ('paper: # c«\n  x→\n  arxiv_id: "2311.00001"»', "replace", ("paper", PAPER)),
    "a key": ("paper:\n  «doi→arxiv_id»: a # b", "rename", ("paper", "doi", "arxiv_id")),
    "a key in quotes": ("{'«doi→pmid»':'a', b: c}", "rename", ("doi", "pmid")),
    "an item in brackets": ("a: [b, «c, →»d]", "remove", ("a", 1)),
    "the first item in brackets": ("a: [«b, →»c, d]", "remove", ("a", 0)),
    "the last item in brackets": ("a: [b, c«, d→»]", "remove", ("a", 2)),
    "the last item before a comma": ("a: [b, c, «d, →»]", "remove", ("a", 2)),
    "the only item in brackets": ("a: [«b→»]", "remove", ("a", 0)),
    "an item on a line in brackets": ("a: [\n  b,\n«  c, # d\n→»  e\n]", "remove", ("a", 1)),
    "the last item on a line in brackets": ("a: [\n  b, # d\n«  c # e\n→»]", "remove", ("a", 1)),
    "the last item behind a comment": ("a: [b, # d\n  «c→»]", "remove", ("a", 1)),
    "an item behind a comma on its line": (
        "a: [b«\n   , c→»\n   , d]",
        "remove",
        ("a", 1),
    ),
    "an item on a line": ("a:\n- b\n«- c # d\n→»# e\n- f", "remove", ("a", 1)),
    "the first item on a line": ("a:\n«  - b\n→»  - c", "remove", ("a", 0)),
    "the last item on a line": ("a:\n  - b\n«  - c\n→»", "remove", ("a", 1)),
    "the only item on a line": ("a:«\n- b→ []» # c\nd: e", "remove", ("a", 0)),
    "an item of lines": ("a:\n- b\n«- c: |\n    d\n\n    # e\n  f: g\n→»\n- h", "remove", ("a", 1)),
    "an item with its dash above": ("a:\n- b\n«-\n  c: d\n→»- e", "remove", ("a", 1)),
    "a key and its value": ("a: b\n«c:\n- d\n- e # f\n→»# g\nh: i\n", "remove", ("c",)),
    "the first key of an item": ("- «a: b # c\n  →»d: e", "remove", (0, "a")),
    "a key in braces": ("{a: b, «c: [d, e], →»f: g}", "remove", ("c",)),
    "the last key in braces": ("{a: b«, c: [d, e]→»}", "remove", ("c",)),
    "a new key": ("- a: b\n  tags:\n  - c # d\n«→  key: e\n»\n# f\n- g: h\n", "set", (0, "key", "e")),
    "a new key at the end of a file": ("- a: b«→\n  key: e»", "set", (0, "key", "e")),
    "a new key in a paper": ("paper:\n   a: b\n«→   year: 2024\n»c: d\n", "set", ("paper", "year", "2024")),
    "a new key in braces": ("paper: { a: b«→, year: 2024» } # c", "set", ("paper", "year", "2024")),
    "a key that is there": ("paper: { venue: «arXiv→ICLR» } # c", "set", ("paper", "venue", "ICLR")),
}
FUNCTIONS = {"replace": replace_value, "rename": rename_key, "remove": remove_value, "set": set_key}


@pytest.mark.parametrize(("marked", "name", "arguments"), EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_one_place_changes_and_nothing_else(marked: str, name: str, arguments: tuple[Any, ...], newline: str) -> None:
    text = ("top:\n" + "".join(f"  {line}" for line in marked.splitlines(keepends=True))).replace("\n", newline)
    before, after = (re.sub("(?s)«(.*?)→(.*?)»", group, text) for group in (r"\1", r"\2"))
    root, problems = reader.read(before.encode(), "a.yaml")
    assert root
    assert problems == []
    node = root.child("top")
    count = 1 if name == "remove" else 2
    for step in arguments[:-count]:
        node = node and node.child(step)

    edit = FUNCTIONS[name](Source(before, root), node, *arguments[-count:])  # type: ignore[operator]

    assert apply(before, [edit]) == after
    assert reader.read(after.encode(), "a.yaml")[1] == []


def test_edits_are_made_in_any_order() -> None:
    assert apply("abc", [Edit(2, 3, "d"), Edit(0, 0, "e"), Edit(0, 1, "")]) == "ebd"


def test_a_new_key_is_written_as_in_other_entries() -> None:
    text = "title: A\nitems:\n- title: a\n  paper: {arxiv_id: '2106.09685'}\n  key: 'b'\n- title: c\n"
    root, _ = reader.read(text.encode(), "a.yaml")
    assert root
    entry = sections(text)[0].entries[1].origin
    source = Source(text, root)

    assert apply(text, [set_key(source, entry, "key", "d")]) == f"{text}  key: 'd'\n"
    assert apply(text, [set_key(source, entry, "paper", PAPER)]) == f"{text}  paper: {{arxiv_id: '2311.00001'}}\n"
