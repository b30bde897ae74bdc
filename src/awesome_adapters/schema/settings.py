"""The settings as they are written: the keys of `catalogue.yaml`, and what they may hold."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, ModelWrapValidatorHandler, TypeAdapter, model_validator

from awesome_adapters.schema import Model, Omittable, Order
from awesome_adapters.schema.values import (
    Depth,
    Email,
    Flag,
    Language,
    Link,
    Number,
    Text,
    Word,
    empty_dict,
    empty_list,
)
from awesome_adapters.text.words import Words

Style = Literal["card", "line", "table"]
Group = Literal["year", "venue"]

COLUMNS = ("title", "name", "authors", "venue", "year", "date", "stars", "links", "tags", "award", "summary")
"""What a table can show of an entry, beside its single links and its own texts."""

OTHER_LINKS = "others"
"""What stands in the setting `links` for all labels that it does not name."""

_URL = re.compile(r"https?://[^\s/]+/")


class Readme(Model):
    """How the README looks."""

    style: Style = Field("card", description="Show an entry as a card of some lines, as one line, or as a table's row.")
    columns: list[Text] = Field(
        default=["title", "venue", "year", "links"],
        description=f"The columns of a table: {', '.join(COLUMNS)}, the label of a link, as code, or the label "
        "of a text in 'extra'.",
    )
    group: Omittable[Group] = Field(None, description="Headings inside each section: by year or by venue.")
    contents: Depth = Field(2, description="How many levels of headings the contents show, from 1 to 5.")
    numbered: Flag = Field(False, description="Number the entries of each section.")
    counts: Flag = Field(True, description="Say how many entries the list and each section have.")
    awesome_badge: Flag = Field(True, description="Show the badge of awesome lists beside the title.")
    anchors: Flag = Field(
        True, description="Give every entry anchors, to which links from elsewhere lead; only the needed ones if false."
    )
    summary: Omittable[Flag] = Field(
        None, description="Show the summaries of entries; by default in cards, and not in style 'line'."
    )
    recent: Number = Field(0, description="How many of the entries that were added last stand above the sections.")
    authors: Omittable[Number] = Field(
        None, description="Authors to show before 'et al.', 0 for none; by default all, and none in style 'line'."
    )
    dates: Literal["year", "month", "day"] = Field(
        "year", description="How much of the day of publication stands beside the venue."
    )
    extra: list[Text] = Field(
        default_factory=empty_list, description="The labels of the texts in 'extra' that cards and lines show."
    )
    links: Omittable[list[Text]] = Field(
        None, description="The labels of the links to show, in this order; 'others' stands for those not named here."
    )
    tldr: Omittable[Literal["all", "own", "none"]] = Field(
        None, description="TLDRs to show: all, the list's own, or none; by default all in cards and none elsewhere."
    )
    badges: Literal["text", "shields"] = Field(
        "text", description="Show tags as text, or tags and GitHub stars as live pictures from shields.io."
    )
    pictures: Flag = Field(False, description="Draw papers per year, venues and tags as pictures in assets/.")


class Tag(Model):
    """A tag of the list's vocabulary; a list in its place has its other spellings."""

    aliases: list[Text] = Field(default_factory=empty_list, description="Other spellings and names that mean the tag.")
    about: Omittable[Text] = Field(None, description="What has the tag, in a few words.")

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, read: ModelWrapValidatorHandler["Tag"]) -> "Tag":
        return read(value) if isinstance(value, dict) else cls.model_construct(aliases=_ALIASES.validate_python(value))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        model = handler.resolve_ref_schema(handler(schema))
        aliases = {key: model["properties"]["aliases"][key] for key in ("type", "items", "description")}
        return {"anyOf": [aliases, model]}


_ALIASES = TypeAdapter(list[Text], config=ConfigDict(defer_build=True))


class Discover(Model):
    """Where `discover` looks for papers that the list may lack."""

    recommendations: Number = Field(
        20, description="How many papers Semantic Scholar may recommend for each section; 0 for none."
    )
    arxiv: list[Text] = Field(
        default_factory=empty_list,
        description='Searches in the words of arXiv\'s API, as cat:cs.CL AND abs:"dense retrieval".',
    )


class Health(Model):
    """What `health` looks after."""

    leave_alone: list[Text] = Field(
        default_factory=empty_list, description="Hosts and addresses that it never asks, with all that is below them."
    )


class Settings(Model):
    """The file `catalogue.yaml`: what concerns the whole list."""

    title: Text = Field("Awesome Papers", description="The list's title.")
    description: Text = Field("A curated list of papers.", description="One sentence on what the list is about.")
    repository: Omittable[Link] = Field(None, description="The address of the list's repository.")
    site: Omittable[Link] = Field(None, description="The address of the list's website.")
    image: Omittable[Link] = Field(None, description="The address of a picture that is shown where a page is shared.")
    venues: dict[str, list[Text]] = Field(
        default_factory=empty_dict, description="Short names of venues, each with the long names that it stands for."
    )
    tags: dict[str, Tag] = Field(
        default_factory=empty_dict,
        description="Known tags, each with the other spellings that mean it, or with aliases and about.",
    )
    strict_tags: Flag = Field(False, description="Whether entries can have these tags only.")
    order: Order = Field(
        "listed", description="How entries are shown: as listed in the files, newest or oldest first, or by title."
    )
    readme: Readme = Field(Readme.model_construct(), description="How the README looks.")
    discover: Discover = Field(
        Discover.model_construct(), description="Where to look for papers that the list may lack."
    )
    contact: Omittable[Email] = Field(
        None, description="An e-mail address that services such as Crossref are told, for their faster queue."
    )
    health: Health = Field(Health.model_construct(), description="What 'health' looks after.")
    language: Language = Field("en", description="The language of headings and labels: en, de, zh, or any code.")
    words: dict[Word, Text] = Field(
        default_factory=empty_dict, description="Words of your own for headings and labels, by their names."
    )

    @model_validator(mode="after")
    def _in_its_language(self) -> "Settings":
        """Let the defaults that readers see be in the language of the list, and stay defaults."""
        defaults = {"title": self.wording.untitled, "description": self.wording.undescribed}
        self.__dict__ |= {key: text for key, text in defaults.items() if key not in self.model_fields_set}
        return self

    @cached_property
    def wording(self) -> Words:
        """Return what readers see beside the list's own texts."""
        return Words(self.language, self.words)

    def address(self, path: str = "") -> str | None:
        """Return where a file of the website can be reached, by its path; None where `site` does not say."""
        return self.site and f"{self.site.rstrip('/')}/{quote(path)}"

    def hosted(self, environment: Mapping[str, str]) -> "Settings":
        """Fill in what nothing says of repository and site with what `hosting` finds in the environment."""
        places = {key: getattr(self, key) or url for key, url in hosting(environment).items()}
        return self.model_copy(update={key: url for key, url in places.items() if url and _URL.match(url)})

    def spellings(self) -> dict[str, list[str]]:
        """Return the other spellings of each tag."""
        return {tag: setting.aliases for tag, setting in self.tags.items()}

    def short_venues(self) -> dict[str, str]:
        """Return the short name of each venue by its long ones, their case folded."""
        return {name.casefold(): venue for venue, names in self.venues.items() for name in names}


def hosting(environment: Mapping[str, str]) -> dict[str, str | None]:
    """Return where repository and site are as the variables of GitHub's or GitLab's CI say, by the keys of settings.

    GitHub names the repository alone; the address of its website follows (GitHub's documentation of Pages), and
    where the repository has a domain of its own, that address leads there.
    """
    repository, site = environment.get("CI_PROJECT_URL"), environment.get("CI_PAGES_URL")
    owner, slash, name = environment.get("GITHUB_REPOSITORY", "").partition("/")
    if slash:
        server, host = environment.get("GITHUB_SERVER_URL", ""), f"{owner.lower()}.github.io"
        repository = f"{server}/{owner}/{name}"
        path = "" if name.lower() == host else f"{name}/"
        site = f"https://{host}/{path}" if server == "https://github.com" else None
    return {"repository": repository, "site": site}
