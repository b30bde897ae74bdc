"""What readers see beside the list's own texts, in the language of the list, by the packaged table `words.json`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

TABLE: Mapping[str, Mapping[str, str]] = json.loads(Path(__file__).with_name("words.json").read_bytes())
"""By each name the words in some languages. Some hold names in braces, which are filled in, and texts in brackets,
which become links; a `|` divides the words for one thing from those for several."""

LANGUAGES = tuple(TABLE["contents"])


class Words:
    """The words of one language, each an attribute; another language than those of the table has English ones."""

    def __init__(self, language: str = "en", replacements: Mapping[str, str] = MappingProxyType({})) -> None:
        """Take those of a language, as `zh` or `zh-TW`, but for `replacements`."""
        primary = language.lower().partition("-")[0]
        self.__dict__ |= {name: row.get(primary) or row["en"] for name, row in TABLE.items()} | dict(replacements)

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"there are no words called '{name}'", name=name, obj=self)

    def number(self, value: int) -> str:
        """Write a number with a separator of thousands."""
        return f"{value:,}".replace(",", self.thousands)

    def count(self, name: str, value: int) -> str:
        """Write how many of something there are, as `3 entries`."""
        one, _, several = getattr(self, name).partition("|")
        return fill(one if value == 1 or not several else several, number=self.number(value))


def fill(text: str, **values: str) -> str:
    """Put values in the places of their names in braces."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)
