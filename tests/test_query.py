"""What the page's search makes of a query, in Node; how it is used is in test_browser."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import test_identifiers

NODE = shutil.which("node")
if not NODE:
    pytest.skip("there is no Node.js", allow_module_level=True)

SCRIPT = (Path(__file__).parents[1] / "templates" / "page" / "query.js").read_text(encoding="utf-8")


def evaluate(expression: str, value: Any = None) -> Any:
    """Return what a function of one value gives, with all that the page's queries have around it."""
    program = f"{SCRIPT}\nconst value = JSON.parse(require('fs').readFileSync(0));\n"
    program += f"process.stdout.write(JSON.stringify(({expression})(value) ?? null));"
    assert NODE
    result = subprocess.run(
        [NODE, "--eval", program], input=json.dumps(value), capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(result.stdout)


# Ids -----------------------------------------------------------------------------------------------------------------

PASTED = (
    test_identifiers.test_what_people_paste_is_read_as_its_id,
    test_identifiers.test_whatever_stands_around_an_id_it_is_found,
)
SOURCE_CODE = ("textunderscore", "textless", "&lt;", "pmid: 0")
"""What only reading data files undoes: LaTeX's and HTML's ways to write a sign, and zeros before a number."""


def pasted_ids() -> Iterator[tuple[str, str]]:
    """Give the ids of test_identifiers, each with a text that it is read from."""
    for test in PASTED:
        [mark] = test.pytestmark  # type: ignore[attr-defined]
        for expected, texts in mark.args[1]:
            for text in texts.strip().splitlines():
                if not any(sign in text for sign in SOURCE_CODE):
                    yield expected.split(" ", 1)[1], text.strip()


def test_whatever_is_pasted_finds_its_paper_among_all_others() -> None:
    rows = list(pasted_ids())

    found = evaluate(
        """(rows) => {
            const papers = new Map();
            for (const [id] of rows) for (const key of idKeys(id)) if (!papers.has(key)) papers.set(key, id);
            return rows.map(([, text]) => lookUpIds(text, papers));
        }""",
        rows,
    )

    assert len(rows) > 200
    assert [row for row, ids in zip(rows, found, strict=True) if row[0] not in ids] == []


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("2106.09685", "https://arxiv.org/abs/2106.09686"),
        ("2106.09685", "https://api.semanticscholar.org/CorpusID:2106"),
        ("2021.eacl-main.3", "https://aclanthology.org/2021.eacl-main.39/"),
        ("10.7554/elife.12345", "https://example.org/articles/12345"),
        ("https://github.com/example/lora", "https://github.com/example/loralib"),
        ("2106.09685", "%E0%A4%A"),
        ("2106.09685", ""),
    ],
)
def test_another_paper_is_not_found(id: str, text: str) -> None:  # noqa: A002
    ids = evaluate("([id, text]) => lookUpIds(text, new Map(idKeys(id).map((key) => [key, id])))", [id, text])

    assert ids == []


@pytest.mark.parametrize("text", ["https://example.org/a%20b/LoRA.pdf", "https://example.org/a b/LoRA.pdf"])
def test_an_address_is_found_however_its_signs_are_written(text: str) -> None:
    program = "([id, text]) => lookUpIds(text, new Map(idKeys(id).map((key) => [key, id])))"
    ids = evaluate(program, ["https://example.org/a%20b/LoRA.pdf", text])

    assert ids == ["https://example.org/a%20b/LoRA.pdf"]


@pytest.mark.parametrize(
    ("slip", "best"), [("qora", "qlora"), ("dorra", "dora"), ("adlora", "adalora"), ("sdlroa", "sdlora")]
)
def test_of_words_that_are_as_near_the_likelier_slip_comes_first(slip: str, best: str) -> None:
    words = ["lora", "mora", "dora", "alora", "dlora", "qlora", "adalora", "sdlora", "sdlrta"]

    assert evaluate("([words, slip]) => { searchable(words); return mend(slip); }", [words, slip])[0] == best


def test_two_kinds_of_ids_with_the_same_digits_are_told_apart_by_what_is_between_them() -> None:
    found = evaluate(
        """([one, other, ...texts]) => {
            const papers = new Map([...idKeys(one).map((key) => [key, one])]);
            for (const key of idKeys(other)) if (!papers.has(key)) papers.set(key, other);
            return texts.map((text) => lookUpIds(text, papers));
        }""",
        ["2106.09685", "210609685", "arxiv.org/pdf/2106.09685v2", "CorpusID:210609685"],
    )

    assert found == [["2106.09685"], ["210609685"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a", True),
        (" www.example.org ", True),
        ("arxiv.org/abs/2106.09685", True),
        ("doi:10.1000/1", True),
        ("10.1000/182", True),
        ("low-rank and/or sparse", False),
        ("lora/qlora", False),
        ("2106.09685", False),
    ],
)
def test_an_address_is_told_from_words(text: str, expected: bool) -> None:
    assert evaluate("isAddress", text) is expected


# Slips ---------------------------------------------------------------------------------------------------------------

WORDS = ("lora", "adapter", "quantization", "pfeiffer", "naive", "multilingual", "fbnetv2", "3dssd", "prefix")


def slips(word: str) -> Iterator[str]:
    """Give the word with one letter dropped, doubled, swapped with the next or replaced; never the first one."""
    for n in range(1, len(word)):
        if word[n].isdigit():
            continue
        yield word[:n] + word[n + 1 :]
        yield word[:n] + word[n] + word[n:]
        yield word[:n] + "y" + word[n + 1 :]
        if n + 1 < len(word) and not word[n + 1].isdigit():
            yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]


def test_any_one_slip_behind_the_first_letter_is_mended() -> None:
    rows = [(word, slip) for word in WORDS for slip in slips(word) if not word.startswith(slip)]

    program = "([words, slips]) => { searchable(words); return slips.map(mend); }"
    mended = evaluate(program, [WORDS, [slip for _, slip in rows]])

    assert [row for row, words in zip(rows, mended, strict=True) if row[0] not in words and row[0] != row[1]] == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("quantisation", ["quantization"]),
        ("qauntizaton", ["quantization"]),  # two slips in a long word
        ("adpter", ["adapter"]),
        ("daapter", ["adapter"]),
        ("adap", []),  # the beginning of a word needs no mending
        ("zzzz", []),
        ("2023", []),
        ("fbnetv3", []),
        ("ab", []),
    ],
)
def test_a_word_is_mended_to_those_that_are_nearest(word: str, expected: list[str]) -> None:
    assert evaluate("([words, word]) => { searchable(words); return mend(word); }", [WORDS, word]) == expected


# Queries -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lora -quantized", [([" lora"], False), ([" quantized"], True)]),
        ('lora -"low rank"', [([" lora"], False), ([" low rank "], True)]),
        ("low-rank", [([" low rank", " lowrank"], False)]),
        ("- lora --", [([" lora"], False)]),
        ("\u2212lora", [([" lora"], True)]),
        ('"low rank', [([" low rank"], False)]),
        ("(IA)³", [([" ia 3", " ia3"], False)]),
        ("適応", [(["適応"], False)]),
    ],
)
def test_a_query_has_words_phrases_and_what_is_left_out(query: str, expected: list[tuple[list[str], bool]]) -> None:
    clauses = evaluate("parseQuery", query)

    assert [(clause["texts"], clause["isExcluded"]) for clause in clauses] == expected


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("lora", {"title": "LoRA: Low-Rank Adaptation"}, {"title": "Merging LoRA"}),
        ("lora", {"title": "Merging LoRA"}, {"title": "LoRAX"}),
        ("lora", {"title": "LoRA: Low-Rank Adaptation"}, {"title": "LoRA+: Efficient Low-Rank Adaptation"}),
        ("lora+", {"title": "LoRA+: Efficient Low-Rank Adaptation"}, {"title": "LoRA: Low-Rank Adaptation"}),
        ("prompt", {"tags": "Prompt tuning"}, {"summary": "Learns a prompt."}),
        ("hu", {"authors": "Edward Hu, Yelong Shen"}, {"authors": "Yelong Shen, Edward Hu"}),
        ("hu", {"authors": "Edward Hu, Yelong Shen"}, {"authors": "Hu Zhang, Yelong Shen"}),
        ("iclr", {"at": "ICLR 2022"}, {"tldr": "Best of ICLR."}),
    ],
)
def test_the_better_field_and_the_whole_word_come_first(
    query: str, better: dict[str, str], worse: dict[str, str]
) -> None:
    scores = evaluate(
        """([query, ...entries]) => entries.map((entry) => {
            const fields = FIELDS.map((name) => searchable((entry[name] ?? "").split(", ")));
            const title = entry.title ?? "", names = [title, title.split(": ")[0]].map(nameKey);
            return score(fields, parseQuery(query)) + scoreName({ names, fields }, parseQuery(query));
        })""",
        [query, better, worse],
    )

    assert scores[0] > scores[1] > 0
