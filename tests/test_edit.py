"""An entry put into a file: where it goes, how it looks, and that nothing else changes."""

import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters import sources
from awesome_adapters.catalogue import Section
from awesome_adapters.edit import entry_text, insert
from awesome_adapters.schema import Entry
from awesome_adapters.text import collapse_whitespace, control_character
from conftest import max_examples

NEW = {
    "title": "Visual Prompt Tuning",
    "summary": "Tunes prompts.",
    "paper": {"arxiv_id": "2203.12119"},
    "code": "https://x.org/vpt",
    "tags": ["VPT", "Prompt Tuning"],
    "added": "2026-11-21",
}
SHORT = {"title": "VPT", "code": "https://x.org/vpt"}
ODD = """
    yes|No|NULL|null|~|y|on|Off|true|1e3|1.10|0x1F|0o17|0123|2024|2024-01-01|12:30:45|.inf|.nan|-1|+1|1_000|=|<<|---|...
    -|- a|-a|?|? a|?a|:|: a|:a|a:|a: b|a :b|a:b|#|# a|a # b|a#b|* a|*a|& a|&a|! a|!a|!!str a|%|% a|@|@a|`|`a`
    ,|a, b|[|]|[a]|a [b] c|{|}|{a}|{{ a }}|>|> a|>a|'|'a'|a'b|''|"|"a"|a"b|""|"a' b|\\|\\n|a\\b|C:\\dir|a\\
    LoRA: Low-Rank|Q&A|R&D: a "test"|50 % of it|100%|C++|C#|.NET|(a)|(a) b|a (b: c)|a; b|a = b|$x$|$\\alpha$|~a|a~b
    é|Ünïcödé: ß|汉字|「引用」|日本語: テスト|한국어|العربية|עברית: שלום|ไทย|🎉|👩‍👩‍👧 a|a 🎉|Ω|İ|ﬁ|a\u0301|\u200d|¿Qué?
    …|—|– a|№ 1
    a - b|a -b|a- b|--|a -- b|- - a|key: [a, {b: "c"}]|<b>a</b>|[a](b)|http://a b|//|/a|.|..|a.|a,|a;|a!|a?|a|b
"""
TEXTS = [text for line in ODD.strip().split("\n") for text in line.strip().split("|")]
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


def test_other_programs_read_the_same_texts() -> None:
    import yaml  # noqa: TID251

    for text in [*TEXTS, "2021", "Plain words", "LoRA"]:
        fields = {"title": text, "tags": [text], "extra": {text: text}}
        assert yaml.safe_load(entry_text(fields)) == [fields]


def test_a_long_list_has_a_line_for_each() -> None:
    names = [f"A. Author{number}" for number in range(12)]

    assert entry_text({"title": "a", "paper": {"authors": names}}).count("\n      - A. Author") == 12
