from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.catalogue import sources
from awesome_adapters.text import (
    collapse_whitespace,
    control_character,
    is_distinctive,
    starts_with_name,
    titles_match,
    tokens,
    without_markup,
)
from conftest import REPOSITORY, max_examples


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as it is", "as it is"),
        ("  two\n\n lines\tand  more \r\n", "two lines and more"),
        ("no\u00a0break\u2003em\u2028line\u2029paragraph\x85next", "no break em line paragraph next"),
        ("bell\x07, null\x00 and escape\x1b[31m", "bell, null and escape[31m"),
        ("turned\u202earound\u2066 and\ufeff marked\u200e", "turnedaround and marked"),
        ("half a pair\ud800", "half a pair"),
        ("日本語 é ½ 👩\u200d🔬", "日本語 é ½ 👩\u200d🔬"),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_text_is_folded_to_one_line_without_hidden_characters(text: str, expected: str) -> None:
    assert collapse_whitespace(text) == expected


@max_examples(200)
@given(st.text())
def test_one_line_is_one_line_and_stays_as_it_is(text: str) -> None:
    line = collapse_whitespace(text)

    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert line == line.strip()
    assert control_character(line) is None
    assert collapse_whitespace(line) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain – 日本語 é ½ 👩\u200d🔬", None),
        ("lines\nand\ttabs are seen", None),
        ("null\x00", "\x00"),
        ("delete\x7f", "\x7f"),
        ("right\u202eto left", "\u202e"),
        ("an Arabic\u061c letter mark", "\u061c"),
        ("mark\ufeff and \u2066isolate", "\ufeff"),
        ("half\udfff", "\udfff"),
    ],
)
def test_the_first_hidden_character_is_told(text: str, expected: str | None) -> None:
    assert control_character(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LoRA: Low-Rank Adaptation", ["lora", "low", "rank", "adaptation"]),
        ("Ivan Vulić, Straße & Ångström", ["ivan", "vulic", "strasse", "angstrom"]),
        ("(IA)³ and ﬁne_tuning", ["ia", "3", "and", "fine", "tuning"]),
        ("日本語 の 題", ["日本語", "の", "題"]),
        ("?! …", []),
    ],
)
def test_case_accents_and_punctuation_do_not_count_in_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


SAME_PAPER = [
    (
        "Monolingual Adapters for Zero-Shot Neural Machine Translation",
        "Language Adapters for Zero Shot Neural Machine Translation",
    ),
    (
        "AdaLoRA: Adaptive Budget Allocation for Parameter-Efficient Fine-Tuning",
        "Adaptive Budget Allocation for Parameter-Efficient Fine-Tuning",
    ),
    (
        "MAD-X: An Adapter-Based Framework for Multi-Task Cross-Lingual Transfer",
        "MAD-X: An Adapter-based Framework for Multi-task Cross-lingual Transfer",
    ),
    (
        "P-Tuning v2: Prompt Tuning Can Be Comparable to Fine-tuning Universally Across Scales and Tasks",
        "P-Tuning: Prompt Tuning Can Be Comparable to Fine-tuning Across Scales and Tasks",
    ),
    (
        "PEFT: State-of-the-art Parameter-Efficient Fine-Tuning",
        "PEFT: State-of-the-art Parameter-Efficient Fine-Tuning methods",
    ),
    ("K-Adapter: Infusing Knowledge", "K Adapter – infusing knowledge."),
    ("LLaMA-Adapter", "LLaMAAdapter"),
]
OTHER_PAPER = [
    ("Attention Is All You Need", "Cooking with Gas"),
    ("LoRA: Low-Rank Adaptation of Large Language Models", "QLoRA: Efficient Finetuning of Quantized LLMs"),
    (
        "Parameter-Efficient Transfer Learning with Diff Pruning",
        "Prefix-Tuning: Optimizing Continuous Prompts for Generation",
    ),
    ("Modular Deep Learning", "Deep Residual Learning for Image Recognition"),
    ("AdapterFusion", "AdapterHub"),
    ("LoRA", "LoRA: Low-Rank Adaptation of Large Language Models"),
    ("Prompt Tuning", "Prompt Tuning Can Be Comparable to Fine-tuning Across Scales and Tasks"),
    ("日本語の題", "日本語の論文"),
    ("LoRA", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME_PAPER)
def test_two_titles_of_one_paper_resemble(one: str, other: str) -> None:
    assert titles_match(one, other)
    assert titles_match(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER_PAPER)
def test_titles_of_two_papers_do_not_resemble(one: str, other: str) -> None:
    assert not titles_match(one, other)
    assert not titles_match(other, one)


@pytest.mark.slow
def test_a_mistyped_id_leads_hardly_ever_to_a_paper_whose_title_resembles() -> None:
    sections, _ = sources.load_data(REPOSITORY)
    titles = [listed.entry.title for section in sections for listed in section.entries]
    pairs = list(combinations(titles, 2))

    resembling = [pair for pair in pairs if titles_match(*pair)]

    assert len(resembling) < len(pairs) / 300


@pytest.mark.parametrize(
    ("title", "is_telling"),
    [("LoRA", False), (" LoRA! ", False), ("", False), ("Prefix-Tuning", True), ("Visual Prompts", True)],
)
def test_one_word_does_not_tell_a_paper(title: str, is_telling: bool) -> None:
    assert is_distinctive(title) is is_telling


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Models for CO<sub>2</sub> &amp; capture", "Models for CO2 & capture"),
        ("a<br/>b <jats:p>c</jats:p>", "a b  c "),
        ("&#39;a&#x27; &lt;EOS&gt; caf&eacute;", "'a' <EOS> café"),
        ("Q & A for R&D, cut&copy", "Q & A for R&D, cut&copy"),
        ("&notit; a < b > c <EOS>", "&notit; a < b > c <EOS>"),
    ],
)
def test_html_is_read_as_the_text_that_it_shows(text: str, shown: str) -> None:
    assert without_markup(text) == shown


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("LoRA: Low-Rank Adaptation", "LoRA"),
        ("LORA – Low-Rank Adaptation", "LoRA"),
        ("LoRA", "LoRA"),
        ("LoRA Learns Less and Forgets Less", "LoRA"),
        ("P-Tuning v2: Prompt Tuning Can Be Comparable", "P-Tuning v2"),
        ("(IA)³: Few-Shot Learning", "(IA)^3"),
        ("LoRA+: Efficient Adaptation", "LoRA+"),
    ],
)
def test_a_title_begins_with_the_name_in_any_spelling(title: str, name: str) -> None:
    assert starts_with_name(title, name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Efficient Finetuning of Quantized LLMs", "QLoRA"),
        ("LoRA+: Efficient Adaptation", "LoRA"),
        ("LoRA-FA: Memory-efficient Adaptation", "LoRA"),
        ("LoRAs in a Bag", "LoRA"),
        ("The LoRA Land", "LoRA"),
        ("LoRA", "LoRA Land"),
        ("LoRA", ": –"),
    ],
)
def test_a_title_does_not_begin_with_the_name_of_another_thing(title: str, name: str) -> None:
    assert not starts_with_name(title, name)
