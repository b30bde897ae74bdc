"""Tags: when two of them are one, and how the list spells them."""

import pytest

from awesome_adapters.catalogue import tags
from awesome_adapters.problems import CatalogueError

VOCABULARY = tags.vocabulary({"LoRA": ["low-rank"]}, ["Prompt Tuning", "prompt-tuning", "Prompt Tuning", "lora", "C++"])


@pytest.mark.parametrize("tag", ["prompt-tuning", "PROMPT_TUNING", "PromptTuning", "prompt  tuning"])
def test_case_spaces_hyphens_and_underscores_make_no_other_tag(tag: str) -> None:
    assert tags.tag_form(tag) == tags.tag_form("Prompt Tuning")


@pytest.mark.parametrize(("tag", "other"), [("LoRA", "LoRA+"), ("C", "C++"), ("IA3", "IA³")])
def test_other_signs_make_another_tag(tag: str, other: str) -> None:
    assert tags.tag_form(tag) != tags.tag_form(other)


def test_the_settings_and_then_most_entries_say_which_spelling_is_preferred() -> None:
    assert VOCABULARY == {"lora": "LoRA", "lowrank": "LoRA", "prompttuning": "Prompt Tuning", "c++": "C++"}


def test_the_tags_of_an_entry_are_preferred_ones_each_once() -> None:
    assert tags.preferred(VOCABULARY, ["low-rank", "prompt-tuning", "LORA"]) == ["LoRA", "Prompt Tuning"]


@pytest.mark.parametrize(
    ("text", "tag"), [(" prompt-tuning ", "Prompt Tuning"), ("Low Rank", "LoRA"), ("lora", "LoRA"), ("c++", "C++")]
)
def test_a_tag_is_found_under_each_spelling(text: str, tag: str) -> None:
    assert tags.find(VOCABULARY, text) == tag


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lorra", "no entry has the tag 'lorra'; did you mean 'LoRA'?"),
        ("Promt", "no entry has the tag 'Promt'; did you mean 'Prompt Tuning'?"),
        ("zzz", "no entry has the tag 'zzz'"),
        ("-", "no entry has the tag '-'"),
    ],
)
def test_a_tag_of_no_entry_is_refused_with_similar_ones(text: str, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        tags.find(VOCABULARY, text)

    assert str(caught.value) == message
