"""The settings: what they say of addresses and names of venues. How they are read is in test_sources."""

import pytest

from awesome_adapters.schema.settings import Settings


@pytest.mark.parametrize("site", ["https://example.org/list", "https://example.org/list/"])
def test_an_address_of_the_site_is_encoded_once(site: str) -> None:
    settings = Settings.model_validate({"site": site})

    assert settings.address("sections/a b.html") == "https://example.org/list/sections/a%20b.html"


def test_without_a_site_there_is_no_address() -> None:
    assert Settings().address("feed.xml") is None


def test_a_long_name_of_a_venue_leads_to_the_short_one_in_any_case() -> None:
    settings = Settings.model_validate({"venues": {"ACL": ["Annual Meeting", "ACL Conference"]}})

    assert settings.short_venues() == {"annual meeting": "ACL", "acl conference": "ACL"}


GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "Nobody/nothing"}


@pytest.mark.parametrize(
    ("environment", "repository", "site"),
    [
        ({}, None, None),
        (GITHUB, "https://github.com/Nobody/nothing", "https://nobody.github.io/nothing/"),
        (
            GITHUB | {"GITHUB_REPOSITORY": "Nobody/Nobody.github.io"},
            "https://github.com/Nobody/Nobody.github.io",
            "https://nobody.github.io/",
        ),
        (GITHUB | {"GITHUB_SERVER_URL": "https://git.example.org"}, "https://git.example.org/Nobody/nothing", None),
        (
            {"CI_PROJECT_URL": "https://gitlab.com/a/b", "CI_PAGES_URL": "https://a.gitlab.io/b"},
            "https://gitlab.com/a/b",
            "https://a.gitlab.io/b",
        ),
        ({"GITHUB_REPOSITORY": "x"}, None, None),
        ({"GITHUB_REPOSITORY": "x/y"}, None, None),
        ({"CI_PROJECT_URL": "javascript:alert(1)", "CI_PAGES_URL": ""}, None, None),
    ],
)
def test_ci_says_where_a_list_lives(environment: dict[str, str], repository: str | None, site: str | None) -> None:
    settings = Settings().hosted(environment)

    assert (settings.repository, settings.site) == (repository, site)


def test_what_the_settings_say_is_kept() -> None:
    settings = Settings(repository="https://example.org/r/", site="https://example.org/")

    assert settings.hosted(GITHUB) == settings


def test_other_spellings_of_a_tag_stand_in_a_list_or_under_aliases() -> None:
    tags = {"LoRA": ["low-rank"], "Routing": {"aliases": ["router"], "about": "Choosing modules."}, "Video": {}}

    settings = Settings.model_validate({"tags": tags})

    assert settings.spellings() == {"LoRA": ["low-rank"], "Routing": ["router"], "Video": []}
    assert settings.tags["Routing"].about == "Choosing modules."
