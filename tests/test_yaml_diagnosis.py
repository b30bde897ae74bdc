"""YAML that cannot be parsed: the mistake, its own line, and the line to write."""

from typing import Any

import pytest
import yaml  # noqa: TID251 -- only to choose the parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awesome_adapters.catalogue import sources
from awesome_adapters.yaml import reader
from conftest import max_examples

FILE = """\
index: 3
title: Natural Language Processing
items:
  - title: "Prefix-Tuning: Optimizing Continuous Prompts"
    summary: "Tunes a prefix of vectors; the model stays frozen."
    paper:
      # which is enough
      arxiv_id: "2101.00190"
      authors: [Xiang Lisa Li, Percy Liang]
      year: 2021
    code: https://github.com/XiangLi1999/PrefixTuning
    tags: [Prompts, NLG]
    added: 2026-11-20

  # a comment: with a colon
  - title: LoRA
    summary: 'Trains low-rank matrices beside frozen weights.'
    paper: { arxiv_id: "2106.09685", year: 2022 }
    tags:
      - LoRA
      - Quantization
  - title: AdapterHub
    website: https://adapterhub.ml
    summary: A text of two lines
      that goes on here.
    tags: [Tools]
sections:
  - title: Methods
    items:
      - title: "Compacter: Efficient Low-Rank Hypercomplex Adapters"
        paper:
          arxiv_id: "2106.04647"
        tags: [Adapters,
               Hypercomplex]
      - title: BitFit
        summary: "Trains the biases alone."
        paper:
          doi: "10.18653/v1/2022.acl-short.1"
"""
LINES = FILE.splitlines()
BEFORE = len(LINES)
CONFLICT = "an unfinished merge left a conflict of git: keep what is wanted of both sides, and remove "


@pytest.fixture(autouse=True, params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything with PyYAML's parser in C and with the one in Python."""
    monkeypatch.setattr(reader, "_PARSER", getattr(yaml, request.param))


def problems_of(content: str) -> list[tuple[int, int, str, str | None]]:
    _, problems = sources.read_data([("data/nlp.yaml", content.encode())])
    return [(p.location.line, p.location.column, p.message, p.hint) for p in problems]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            "      - title: A\n          summary: B.\n",
            (
                2,
                11,
                "'summary' stands two spaces deeper than 'title' above it; begin in column 9",
                " " * 8 + "summary: B.",
            ),
        ),
        (
            "      - title: A\n       summary: B.\n",
            (
                2,
                8,
                "'summary' stands one space further left than 'title' above it; begin in column 9",
                " " * 8 + "summary: B.",
            ),
        ),
        (
            "      - title: A\n        paper:\n           doi: 10.1/x\n          year: 2020\n",
            (3, 12, "'doi' stands one space deeper than 'year' below it; begin in column 11", " " * 10 + "doi: 10.1/x"),
        ),
        (
            "- title: A\n  paper:\n    doi: 10.1/x\n",
            (1, 1, "an entry begins in column 7 here", "      - title: A"),
        ),
        (
            "- title: A\n  items:\n    - title: B\n      code: https://x.org\n",
            (1, 1, "a section begins in column 3 here", "  - title: A"),
        ),
        (
            "      -  title: A\n        code: https://x.org\n",
            (1, 10, "'title' stands one space deeper than 'code' below it; begin in column 9", "      - title: A"),
        ),
        (
            "      - title: A\n        paper:\n        doi: 10.1/x\n          year: 2020\n",
            (3, 9, "'doi' belongs to 'paper' above it; begin in column 11", " " * 10 + "doi: 10.1/x"),
        ),
        ("      title: A\n        summary: B.\n", (1, 7, "a new entry begins with '- '", "- title: A")),
        ("        title: A\n        summary: B.\n", (1, 9, "a new entry begins with '- '", "- title: A")),
        ("      - title:A Paper\n        summary: B.\n", (1, 14, "a space belongs behind 'title:'", "title: A Paper")),
        ("      - title: A\n        code:https://x.org\n", (2, 13, "a space belongs behind 'code:'", "code: https://x.org")),
        ("      -title: A\n        code: https://x.org\n", (1, 7, "a space belongs behind '-'", "- title: A")),
        (
            "      - title: A\n        code https://x.org\n        tags: [a]\n",
            (2, 9, "'code' needs a colon and a space before its value", "code: https://x.org"),
        ),
        (
            "      - title: A\n        summary: Long text\n        that goes on.\n        tags: [a]\n",
            (3, 9, "this line has no key; what continues the text above it is indented deeper", None),
        ),
        ("      - title: A\n        tags: [a, b\n", (2, 15, "the list that begins here has no ]", "tags: [a, b]")),
        (
            "      - title: A\n        tags: [a, b\n        code: https://x.org\n",
            (2, 15, "the list that begins here has no ]", "tags: [a, b]"),
        ),
        (
            "      - title: A\n        tags: [a,\n          b\n        code: https://x.org\n",
            (2, 15, "the list that begins here has no ]", None),
        ),
        (
            '      - title: A\n        paper: { doi: "10.1/x"\n        tags: [a]\n',
            (2, 16, "the mapping that begins here has no }", 'paper: { doi: "10.1/x"}'),
        ),
        (
            '      - title: "A\n        summary: "B."\n        code: https://x.org\n',
            (1, 16, "the text that begins here has no closing quote", 'title: "A"'),
        ),
        (
            '      - title: A\n        summary: "B.\n        paper:\n          doi: "10.1/x"\n',
            (2, 18, "the text that begins here has no closing quote", 'summary: "B."'),
        ),
        (
            "      - title: A\n        summary: 'B.\n        tags: ['a']\n",
            (2, 18, "the text that begins here has no closing quote", "summary: 'B.'"),
        ),
        (
            '      - title: A\n        summary: "Trains "adapters" in it."\n',
            (
                2,
                27,
                "a quotation mark in the text ends it here; put the whole text in the other kind of quotes",
                "summary: 'Trains \"adapters\" in it.'",
            ),
        ),
        (
            "      - title: 'LoRA's Rank'\n        code: https://x.org\n",
            (
                1,
                22,
                "a quotation mark in the text ends it here; put the whole text in the other kind of quotes",
                'title: "LoRA\'s Rank"',
            ),
        ),
        (
            '      - title: A: B"\n        code: https://x.org\n',
            (1, 16, '" closes what was never opened; write " before it', 'title: "A: B"'),
        ),
        (
            "      - title: A\n        code: [Code](https://x.org)\n",
            (2, 15, "this is a link as Markdown has it; the address alone is enough", "code: https://x.org"),
        ),
        (
            "      - title: [Re] A Study\n        code: https://x.org\n",
            (1, 16, "a text that begins with [ needs quotes around it", 'title: "[Re] A Study"'),
        ),
        (
            "      - title: A\n        summary: “B: C.”\n",
            (2, 18, "these are curly quotes, and only straight ones are quotes of YAML", 'summary: "B: C."'),
        ),
        (
            '      - title: "The $\\lambda$ of A"\n        code: https://x.org\n',
            (
                1,
                22,
                "in double quotes \\l is nothing that YAML knows; write \\\\lambda, or put the text in single quotes",
                "title: 'The $\\lambda$ of A'",
            ),
        ),
        (
            '      - title: "The $\\xi$ of A"\n        code: https://x.org\n',
            (
                1,
                22,
                ("in double quotes \\x is the start of a character's number; write \\\\xi, "
                "or put the text in single quotes"),
                "title: 'The $\\xi$ of A'",
            ),
        ),
        (
            "      - title: A\n\t\tcode: https://x.org\n",
            (2, 1, "a tab (U+0009) stands here; YAML is indented with spaces alone", None),
        ),
        (
            "      - title: A\n      \u00a0 code: https://x.org\n",
            (
                2,
                7,
                "a no-break space (U+00A0) stands here, which YAML does not take for a space; type a space",
                "        code: https://x.org",
            ),
        ),
        (
            "      - title: A\n        code:\u3000https://x.org\n",
            (
                2,
                14,
                "an ideographic space (U+3000) stands here, which YAML does not take for a space; type a space",
                "code: https://x.org",
            ),
        ),
        (
            "<<<<<<< HEAD\n      - title: A\n=======\n      - title: B\n>>>>>>> theirs\n",
            (1, 1, f"{CONFLICT}lines {BEFORE + 1}, {BEFORE + 3} and {BEFORE + 5}", None),
        ),
        (
            ">>>>>>> theirs\n",
            (1, 1, f"{CONFLICT}line {BEFORE + 1}", None),
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_own_line(lines: str, problem: tuple[int, int, str, str | None]) -> None:
    line, *rest = problem

    assert problems_of(FILE + lines) == [(BEFORE + line, *rest)]


@pytest.mark.parametrize("space", "\u00a0\u2003\u3000\u200b")
@pytest.mark.parametrize("before", ["        ", "    ", ""])
def test_a_sign_that_looks_like_a_space_before_a_key_is_named(space: str, before: str) -> None:
    lines = f"      - title: A\n{before}{space}code: https://x.org\n"

    [(line, column, message, hint)] = problems_of(FILE + lines)

    indentation = before + (" " if space.isspace() else "")
    assert (line, column, hint) == (BEFORE + 2, len(before) + 1, f"{indentation}code: https://x.org")
    assert f"(U+{ord(space):04X}) stands here" in message


def test_the_first_key_of_a_file_can_be_the_odd_one() -> None:
    assert problems_of("  title: A\nitems:\n") == [
        (1, 3, "'title' stands two spaces deeper than 'items' below it; begin in column 1", "title: A")
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(line_end: str) -> None:
    content = f"{FILE}      - title: A\n          summary: B.\n"

    assert problems_of(content.replace("\n", line_end)) == problems_of(content)


def test_what_nobody_recognizes_keeps_the_words_of_the_parser() -> None:
    [(_, _, message, _)] = problems_of("title: A\nitems: [{ title: B, tags: [a b: c] d }]\n")

    assert message.startswith("not valid YAML: ")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('summary: "Trains $\\alpha$ and $\\beta$."', r"in double quotes \a is a control character; write \\alpha, "),
        ('summary: "Costs \\epsilon."', r"in double quotes \e is a control character; write \\epsilon, "),
        ('summary: "Trains $\\nu$."', r"in double quotes \n is a line break; write \\nu, "),
        ('summary: "A $\\theta$."', r"in double quotes \t is a tab; write \\theta, "),
        ('summary: "A $\\rho$."', r"in double quotes \r is a line break; write \\rho, "),
        ('summary: "A $\\Phi$, a\\_b."', r"in double quotes \P is a line break; write \\Phi, "),
    ],
)
def test_a_command_of_latex_in_double_quotes_is_named(lines: str, message: str) -> None:
    column = lines.index("\\") + 9

    [(line, at, text, hint)] = problems_of(f"{FILE}      - title: A\n        code: https://x.org\n        {lines}\n")

    assert (line, at) == (BEFORE + 3, column)
    assert text == f"{message}or put the text in single quotes"
    assert hint == lines.replace('"', "'")


# One change to a file that can be read -------------------------------------------------------------------------------


def _changed(line: str, change: str, number: int) -> str:
    """Make a mistake in a line; nothing where it has no place for it."""
    text = line.lstrip(" ")
    depth = len(line) - len(text)
    if change == "indent":
        return " " * max(0, depth + (-4, -3, -2, -1, 1, 2, 3, 4)[number % 8]) + text
    if change == "tab":
        return "\t" + text if depth else line
    if change == "no-break space":
        return "\u00a0" * depth + text
    if change == "dash":
        return line.replace("- ", ("", "-", "  ")[number % 3], 1)
    if change == "colon":
        return line.replace(": ", (":", " ", ":\u00a0")[number % 3], 1)
    if change == "backslash":
        return line.replace('"', '"\\lambda', 1)
    places = [place for place, sign in enumerate(line) if sign in change]
    place = places[number % len(places)] if places else len(line)
    return line[:place] + line[place + 1 :]


CHANGES = st.sampled_from(["indent", "tab", "no-break space", "dash", "colon", "backslash", "\"'", "[]{}"])


@pytest.mark.slow
@settings(
    max_examples(400), derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(LINES) - 1), CHANGES, st.integers(0, 20))
def test_one_change_to_a_valid_file_is_found_within_one_line(row: int, change: str, number: int) -> None:
    lines: list[Any] = list(LINES)
    lines[row] = _changed(lines[row], change, number)

    found = problems_of("\n".join((*lines, "")))

    assert not found or any(abs(line - 1 - row) <= 1 for line, *_ in found), found
