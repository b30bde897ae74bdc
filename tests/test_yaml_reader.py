"""Reading YAML: every text as it is written, every value with its position, every mistake where it stands."""

import re
from typing import Any

import pytest
import yaml  # noqa: TID251 -- only to choose the parser
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from awesome_adapters.yaml import reader
from awesome_adapters.yaml.reader import MISSING_VALUE
from conftest import max_examples

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202e\ud800-\udfff]")
SIGNS = st.text("aZ0 \n\t:-?#,[]{}&*!|>'\"%@`~<=.\\/uUxéＡ\u00a0\u0085\u2028\u202e\ufeff\ufffe\U0001f600\0\x1b")


@pytest.fixture(autouse=True, params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything with PyYAML's parser in C and with the one in Python."""
    monkeypatch.setattr(reader, "_PARSER", getattr(yaml, request.param))


def value_of(content: str) -> Any:
    node, problems = reader.read(content.encode(), "nlp.yaml")
    assert node
    assert problems == []
    return node.value


@pytest.mark.parametrize(
    "text",
    ["yes", "on", "No", "TRUE", "1.10", "1e3", ".inf", "0123", "0x1F", "1_000", "12:30:45", "2024-05-04", "=", "-1"],
)
def test_unquoted_text_is_taken_as_it_is_written(text: str) -> None:
    assert value_of(f"{text}: {text}\ntags: [{text}]\nlist:\n- {text}") == {text: text, "tags": [text], "list": [text]}


def test_quoted_signs_of_yaml_are_text() -> None:
    signs = ["&a", "*a", "!b", "<<", "@c", "%d", "#e", "? f", "g: h"]

    assert value_of(f"tags: {signs}\n'<<': '<<'") == {"tags": signs, "<<": "<<"}


@pytest.mark.parametrize("null", ["null", "Null", "NULL", "~"])
def test_only_null_without_quotes_is_none(null: str) -> None:
    assert value_of(f"""a: {null}\nb: "{null}"\nc: ['{null}', {null}]""") == {"a": None, "b": null, "c": [null, None]}


def test_a_value_that_is_missing_is_neither_null_nor_an_empty_text() -> None:
    value = value_of("a:\nb: ''\nc: [{d: }]")

    assert value["a"] is value["c"][0]["d"] is MISSING_VALUE
    assert value["b"] == ""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "---\n", "%YAML 1.1\n---\n", "# A comment.\n\n"])
def test_line_ends_and_what_stands_before_the_text_do_not_matter(line_end: str, start: str) -> None:
    content = f"{start}title: Résumés\nitems:\n  - title: |\n      LoRA:\n      Low-Rank\n    code: https://x.org\n"

    node, problems = reader.read(content.replace("\n", line_end).encode(), "nlp.yaml")

    assert node
    assert problems == []
    assert node.value == {"title": "Résumés", "items": [{"title": "LoRA: Low-Rank", "code": "https://x.org"}]}
    assert node.at("items", 0).line == 3 + start.count("\n")


def test_text_is_one_line() -> None:
    assert value_of('a: "a\\n\\t b\\u00a0c"\nb: >\n  Two\n\n  lines.\n"c\\n d": e') == {
        "a": "a b c",
        "b": "Two lines.",
        "c d": "e",
    }


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"---\n...\n", b"~"])
def test_a_file_that_may_be_empty_has_no_problem_when_it_is(content: bytes) -> None:
    assert reader.read(content, "catalogue.yaml", may_be_empty=True) == (None, [])


def test_a_position_says_where_a_value_starts_and_whether_it_is_in_quotes() -> None:
    node, _ = reader.read(b"title: NLP\nitems:\n- title: 'LoRA'\n  tags: [a, \"b\"]\n", "nlp.yaml")

    assert node
    [(key, title), (_, items)] = node.fields()
    [entry] = items.children()
    [_, (_, tags)] = entry.fields()
    nodes = (node, key, title, items, entry, tags, *tags.children())
    assert [(n.row, n.column, n.is_unquoted) for n in nodes] == [
        (0, 0, False),
        (0, 0, False),
        (0, 7, True),
        (2, 0, False),
        (2, 2, False),
        (3, 8, False),
        (3, 9, True),
        (3, 12, False),
    ]


def test_scalars_and_collections_in_brackets_are_found_with_their_ends() -> None:
    content = "a: [b, {c: d }  ]\ne:\n- {}\n- [ f,  # ]\n  ]\n'é 🎉': \"g\n  h\"\n"
    content += "i: j\n  k # l\nm:\n- o: |\n    p\nq: [r: s]\n"

    extents = reader.extents(content)

    assert [content[extent.start : extent.end] for extent in extents.values()] == [
        *("a", "b", "c", "d", "{c: d }", "[b, {c: d }  ]", "e", "{}", "f", "[ f,  # ]\n  ]", "'é 🎉'", '"g\n  h"'),
        *("i", "j\n  k", "m", "o", "|\n    p\n", "q", "r", "s", "[r: s]"),
    ]
    assert [content[: extent.inner_end][-2:] for extent in extents.values() if extent.end != extent.inner_end] == [
        *(" d", " }", " {", " f", " s"),
    ]
    assert extents[0, 3] == (3, 17, 14)


# Mistakes ------------------------------------------------------------------------------------------------------------

NOT_READ = "are not supported; write out the value, or quote a text that starts with"
NO_TAG = "are not supported; quote a text that starts with !"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1:1: error: the file is empty; it needs at least a title [empty-file]"),
        (b"\xef\xbb\xbf", "1:1: error: the file is empty; it needs at least a title [empty-file]"),
        (b"# a comment\n\n", "1:1: error: the file is empty; it needs at least a title [empty-file]"),
        (b"---\n...\n", "1:1: error: the file is empty; it needs at least a title [empty-file]"),
        (b"--- ~", "1:1: error: the file is empty; it needs at least a title [empty-file]"),
        (b"- title: LoRA", "1:1: error: the file should be a mapping of keys to values, but is a list [wrong-type]"),
        (b"\n Methods", "2:2: error: the file should be a mapping of keys to values, but is a text [wrong-type]"),
        (b"'null'", "1:1: error: the file should be a mapping of keys to values, but is a text [wrong-type]"),
        (
            b"title: A\n---\ntitle: B",
            "2:1: error: a second document starts here; one file holds one [several-documents]",
        ),
        (b"title: A\n...\n---\n", "3:1: error: a second document starts here; one file holds one [several-documents]"),
        (b"# \xc3\xa9\ntitle: \xc3\xa9\xe9", "2:9: error: this byte is not UTF-8; save the file as UTF-8 [not-utf-8]"),
        (b"title: \xc3", "1:8: error: this byte is not UTF-8; save the file as UTF-8 [not-utf-8]"),
        (b"title: \xed\xa0\x80", "1:8: error: this byte is not UTF-8; save the file as UTF-8 [not-utf-8]"),
        ("title: A".encode("utf-16"), "1:1: error: this byte is not UTF-8; save the file as UTF-8 [not-utf-8]"),
        ("é: é\nté: é\0".encode(), "2:6: error: a character that YAML does not allow: U+0000 [yaml-syntax]"),
        (b"\xef\xbb\xbftitle: \x1b[31m", "1:8: error: a character that YAML does not allow: U+001B [yaml-syntax]"),
        ("title: é \ufffe".encode(), "1:10: error: a character that YAML does not allow: U+FFFE [yaml-syntax]"),
        (b"title: " + b"[" * 64 + b"]" * 64, "1:71: error: nested more than 64 levels deep [too-deep]"),
        (b"title: " + b"{a: " * 99 + b"}" * 99, "1:260: error: nested more than 64 levels deep [too-deep]"),
        (b"title: [" + b"\n- " * 10**4, None),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_with_the_place(content: bytes, problem: str | None) -> None:
    node, problems = reader.read(content, "nlp.yaml")

    assert node is None
    assert [str(p) for p in problems] == [f"nlp.yaml:{problem}"] if problem else len(problems) == 1


@pytest.mark.parametrize(
    ("content", "place", "hint"),
    [
        ('title: "\\U00110000"\n', "1:11", None),
        ('title: A\nindex: "\\UFFFFFFFF"\n', "2:11", None),
        ("title: A\nitems:\n  - title: LoRA: Low-Rank # why\n", "3:16", 'title: "LoRA: Low-Rank"'),
        ("title: LoRA:\n", "1:12", 'title: "LoRA:"'),
        ("title: @home\n", "1:8", 'title: "@home"'),
        ('title: %s of "all"\n', "1:8", 'title: "%s of \\"all\\""'),
        ("title: A\nitems: [", "2:8", None),
    ],
)
def test_a_fault_of_syntax_is_a_problem_like_others(content: str, place: str, hint: str | None) -> None:
    _, [problem] = reader.read(content.encode(), "nlp.yaml")

    assert (str(problem.location), problem.rule, problem.hint) == (f"nlp.yaml:{place}", "yaml-syntax", hint)


def test_an_entry_without_its_dash_is_one_mistake() -> None:
    entries = "- title: A\n  code: a\n  tags: [a]\n  title: B\n  code: b\n  tags: [b]\n  title: C\n  code: c\n"

    _, problems = reader.read(f"title: NLP\nitems:\n{entries}".encode(), "nlp.yaml")

    assert [(p.location.line, p.rule, p.message, p.hint) for p in problems] == [
        (6, "missing-dash", "a new entry begins with '- '", "- title: B"),
        (9, "missing-dash", "a new entry begins with '- '", "- title: C"),
    ]


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (
            "title: &a A\nitems: [*a]",
            [
                f"1:8: error: anchors (&a) {NOT_READ} & [no-anchors]",
                f"2:9: error: aliases (*a) {NOT_READ} * [no-anchors]",
            ],
        ),
        (
            "title: A\nsections: &s\n  - &t\n    title: B\n*x : *y",
            [
                f"2:11: error: anchors (&s) {NOT_READ} & [no-anchors]",
                f"3:5: error: anchors (&t) {NOT_READ} & [no-anchors]",
                f"5:1: error: aliases (*x) {NOT_READ} * [no-anchors]",
                f"5:6: error: aliases (*y) {NOT_READ} * [no-anchors]",
            ],
        ),
        (
            "title: A\n<<: {index: 1}",
            ["2:1: error: merge keys (<<) are not supported; write out the keys [no-merge-keys]"],
        ),
        (
            "title: !important A\nindex: !!int 1\n!k items: !!seq []",
            [
                f"1:8: error: YAML tags (!important) {NO_TAG} [no-tags]",
                f"2:8: error: YAML tags (tag:yaml.org,2002:int) {NO_TAG} [no-tags]",
                f"3:1: error: YAML tags (!k) {NO_TAG} [no-tags]",
                f"3:11: error: YAML tags (tag:yaml.org,2002:seq) {NO_TAG} [no-tags]",
            ],
        ),
        (
            "title: A\n? [a, b]\n: c\n? {d: e}\n: f",
            ["2:3: error: a key should be a text [wrong-type]", "4:3: error: a key should be a text [wrong-type]"],
        ),
        (
            "title: A\ntitle: B\nindex: 1\nindex: 1\ntitle: C",
            [
                "2:1: error: 'title' is given twice; the first is in line 1 [duplicate-key]",
                "4:1: error: 'index' is given twice; the first is in line 3 [duplicate-key]",
                "5:1: error: 'title' is given twice; the first is in line 1 [duplicate-key]",
            ],
        ),
        (
            'title: "A\\u202eB"\nitems: [{title: "\\0C", code: "https://x.org/\\e", tags: ["\\uFEFFD"]}]',
            [
                "1:8: error: the text contains an invisible character (U+202E); remove it [hidden-character]",
                "2:17: error: the text contains an invisible character (U+0000); remove it [hidden-character]",
                "2:30: error: the text contains an invisible character (U+001B); remove it [hidden-character]",
                "2:57: error: the text contains an invisible character (U+FEFF); remove it [hidden-character]",
            ],
        ),
    ],
)
def test_what_is_clever_or_hidden_is_refused_by_name(content: str, problems: list[str]) -> None:
    _, actual = reader.read(content.encode(), "nlp.yaml")

    assert sorted(map(str, actual)) == sorted(f"nlp.yaml:{problem}" for problem in problems)


@settings(
    max_examples(80),
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(b'title: "\\U00110000"')
@example(b"title: \x00")
@example(b"\xff")
@given(st.one_of(st.binary(), SIGNS.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_values_or_problems(content: bytes) -> None:
    node, problems = reader.read(content, "nlp.yaml")

    assert node or problems
    assert not any(CONTROL.search(f"{problem} {problem.hint}") for problem in problems)
