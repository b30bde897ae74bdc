import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.formats.readme import shields
from conftest import max_examples


def read_by_the_service(url: str) -> str:
    """Read a badge's address as shields.io does: percent signs first, then its own pattern, then `_` and `-`."""
    path = unquote(urlsplit(url).path).removeprefix("/badge/")
    match = re.fullmatch(r"((?:[^-]|--)*?)-?((?:[^-]|--)*)-((?:[^-.]|--)+)", path, re.DOTALL)
    assert match
    assert match[3] == "555"
    label, message = (re.sub(r"(?<!_)((?:__)*)_(?!_)", r"\1 ", part) for part in match.groups()[:2])
    assert not label
    return message.replace("__", "_").replace("--", "-")


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ("LoRA", "LoRA"),
        ("VL-PET", "VL--PET"),
        ("Diff pruning", "Diff%20pruning"),
        ("a_b", "a__b"),
        ("_a", "__a"),
        ("a_", "a__"),
        ("a__b", "a____b"),
        ("-a", "--a"),
        ("a-", "a--"),
        ("a -- b", "a%20----%20b"),
        ("100%", "100%25"),
        ("a/b", "a%2Fb"),
        ("a?b", "a%3Fb"),
        ("a#b", "a%23b"),
        ("p)x(", "p%29x%28"),
        ("(IA)³", "%28IA%29%C2%B3"),
        ("x^2", "x%5E2"),
        ("c++ & c", "c%2B%2B%20%26%20c"),
        ("'a' \"b\" <c>", "%27a%27%20%22b%22%20%3Cc%3E"),
        ("日本語", "%E6%97%A5%E6%9C%AC%E8%AA%9E"),
        ("😀", "%F0%9F%98%80"),
    ],
)
def test_a_tag_is_encoded_by_the_services_own_rules(tag: str, path: str) -> None:
    url = shields.tag(tag)

    assert url == f"https://img.shields.io/badge/{path}-555"
    assert read_by_the_service(url) == tag


@max_examples(300)
@given(st.text(min_size=1, max_size=40) | st.text("-_ab %", min_size=1, max_size=12))
def test_a_badge_shows_the_tag_as_it_is_written(tag: str) -> None:
    url = shields.tag(tag)

    assert read_by_the_service(url) == tag
    assert re.fullmatch(r"https://img\.shields\.io/badge/[A-Za-z0-9%._~-]+-555", url)


def test_a_long_tag_is_cut() -> None:
    assert read_by_the_service(shields.tag("a" * 40)) == "a" * 40
    assert read_by_the_service(shields.tag("a" * 41)) == "a" * 39 + "…"


@pytest.mark.parametrize(
    "code",
    [
        "https://github.com/owner/na.me_1-2",
        "http://www.github.com/owner/na.me_1-2/",
        "https://GitHub.com/owner/na.me_1-2.git",
        "https://github.com/owner/na.me_1-2/tree/main/examples",
        "https://github.com/owner/na.me_1-2?tab=readme-ov-file#usage",
    ],
)
def test_a_repository_has_a_badge_of_its_stars(code: str) -> None:
    assert shields.stars(code) == "https://img.shields.io/github/stars/owner/na.me_1-2?style=flat"


@pytest.mark.parametrize(
    "code",
    [
        "https://github.com",
        "https://github.com/owner",
        "https://github.com/owner/",
        "https://github.com/owner/..",
        "https://github.com/owner/na%20me",
        "https://github.com/orgs/owner/repositories",
        "https://github.com/topics/adapters",
        "https://gist.github.com/owner/123",
        "https://notgithub.com/owner/name",
        "https://github.com.example.org/owner/name",
        "https://example.org/github.com/owner/name",
        "https://owner.github.io/name",
        "https://gitlab.com/owner/name",
        "https://[x/owner/name",
        "github.com/owner/name",
    ],
)
def test_any_other_address_has_no_badge(code: str) -> None:
    assert shields.stars(code) is None
