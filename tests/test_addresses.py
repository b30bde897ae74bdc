"""Which addresses are one, and which lead to a repository."""

import pytest

from awesome_adapters.text.addresses import address_form, hugging_face, is_same_site, pasted_address, repository


@pytest.mark.parametrize(
    ("address", "spellings"),
    [
        (
            "https://github.com/microsoft/LoRA",
            """
            http://www.github.com/Microsoft/lora
            https://github.com/microsoft/LoRA/
            https://github.com/microsoft/LoRA.git
            https://github.com/microsoft/LoRA/tree/main
            https://github.com/microsoft/LoRA/tree/main/
            https://github.com/microsoft/LoRA/blob/main/README.md
            https://github.com/microsoft/LoRA#readme
            https://github.com/microsoft/LoRA?tab=readme-ov-file#quick-start
            """,
        ),
        ("https://gitlab.com/group/sub/tool", "https://gitlab.com/group/sub/tool/-/tree/main"),
        (
            "https://example.org/tool",
            """
            https://example.org/tool/
            https://example.org/tool/index.html
            https://example.org/tool#
            https://example.org/tool?utm_source=x&utm_medium=y
            """,
        ),
        ("https://example.org/?a=b", "https://example.org/?utm_source=x&a=b"),
    ],
)
def test_spellings_of_one_address_have_one_form(address: str, spellings: str) -> None:
    forms = {spelling: address_form(spelling) for spelling in spellings.split()}

    assert forms == dict.fromkeys(forms, address_form(address))


def test_other_places_have_other_forms() -> None:
    addresses = [
        "https://github.com/microsoft/LoRA",
        "https://github.com/microsoft/LoRA-2",
        "https://github.com/microsoft/LoRA/tree/main/examples",
        "https://github.com/microsoft/LoRA/issues/1",
        "https://example.org",
        "https://example.org/a",
        "https://example.org/a?b=c",
        "https://example.org/a#b",
        "https://www2.example.org",
    ]

    assert len({address_form(address) for address in addresses}) == len(addresses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/a/b.git", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("ssh://git@github.com/a/b", "https://github.com/a/b"),
        ("git+https://GitHub.com/a/b.git", "https://github.com/a/b"),
        ("github.com/a/b/pull/3", "https://github.com/a/b"),
        ("https://gitlab.com/group/sub/tool/-/tree/main", "https://gitlab.com/group/sub/tool"),
        ("https://github.com/a", None),
        ("https://example.org/a/b", None),
    ],
)
def test_a_repository_is_known_by_its_address(text: str, expected: str | None) -> None:
    assert repository(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Code](https://x.org/a_(b)), now", "https://x.org/a_(b)"),
        ("<https://x.org/a>.", "https://x.org/a"),
        ("> see https://x.org/a?b=c#d!", "https://x.org/a?b=c#d"),
        ("“https://x.org”", "https://x.org"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("https://x.org or https://y.org", None),
        ("(https://user:secret@x.org/)", None),
        ("x.org", None),
    ],
)
def test_the_one_address_of_a_text_is_found(text: str, expected: str | None) -> None:
    assert pasted_address(text) == expected


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("https://huggingface.co/google/gemma", "https://huggingface.co/google/gemma"),
        ("http://www.hf.co/google/gemma/", "https://huggingface.co/google/gemma"),
        ("https://huggingface.co/datasets/a/b/viewer", None),
        ("https://huggingface.co/datasets/a/b/tree/main?x=y", "https://huggingface.co/datasets/a/b"),
        ("https://huggingface.co/spaces/a/b#app", "https://huggingface.co/spaces/a/b"),
        ("https://huggingface.co/datasets/a", None),
        ("https://huggingface.co/docs/peft", None),
        ("https://huggingface.co/collections/a/b", None),
        ("https://huggingface.co/google", None),
        ("https://huggingface.co.evil.example/a/b", None),
    ],
)
def test_models_data_sets_and_spaces_are_told_from_other_pages(text: str, model: str | None) -> None:
    assert hugging_face(text) == model


def test_one_site_is_a_host_or_one_below_it() -> None:
    home = "https://www.example.org/a"

    assert is_same_site(home, "http://example.org/b")
    assert is_same_site(home, "https://docs.example.org")
    assert not is_same_site("https://a.github.io/x", "https://b.github.io/x")
    assert not is_same_site(home, "https://evilexample.org")
    assert not is_same_site("https://io/", home)
