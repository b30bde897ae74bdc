"""The settings: what they say of addresses and names of venues. How they are read is in test_sources."""

import pytest

from awesome_adapters.settings import Settings


@pytest.mark.parametrize("site", ["https://example.org/list", "https://example.org/list/"])
def test_an_address_of_the_site_is_encoded_once(site: str) -> None:
    settings = Settings.model_validate({"site": site})

    assert settings.address("sections/a b.html") == "https://example.org/list/sections/a%20b.html"


def test_without_a_site_there_is_no_address() -> None:
    assert Settings().address("feed.xml") is None


def test_a_long_name_of_a_venue_leads_to_the_short_one_in_any_case() -> None:
    settings = Settings.model_validate({"venues": {"ACL": ["Annual Meeting", "ACL Conference"]}})

    assert settings.short_venues() == {"annual meeting": "ACL", "acl conference": "ACL"}


def test_other_spellings_of_a_tag_stand_in_a_list_or_under_aliases() -> None:
    tags = {"LoRA": ["low-rank"], "Routing": {"aliases": ["router"], "about": "Choosing modules."}, "Video": {}}

    settings = Settings.model_validate({"tags": tags})

    assert settings.spellings() == {"LoRA": ["low-rank"], "Routing": ["router"], "Video": []}
    assert settings.tags["Routing"].about == "Choosing modules."
