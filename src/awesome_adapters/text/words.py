"""What readers see beside the list's own texts, in the language of the list, by the packaged table `words.json`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

GROUPS: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(Path(__file__).with_name("words.json").read_bytes())
"""The table in three parts: `readme`, `page`, and `script`, which has all that the page's script says.

By each name it has the words in some languages. Some hold names in braces, which are filled in, and texts in brackets,
which become links; a `|` divides the words for one thing from those for several.
"""
TABLE = {name: row for group in GROUPS.values() for name, row in group.items()}
LANGUAGES = tuple(TABLE["contents"])
_LINKS = frozenset({"pdf", "code", "website", "semantic_scholar"})
"""The names of our own labels of links."""


class Words:
    """The words of one language, each an attribute; another language than those of the table has English ones."""

    def __init__(self, language: str = "en", replacements: Mapping[str, str] = MappingProxyType({})) -> None:
        """Take those of a language, as `zh` or `zh-TW`, but for `replacements`."""
        primary = language.lower().partition("-")[0]
        self.__dict__ |= {name: row.get(primary) or row["en"] for name, row in TABLE.items()} | dict(replacements)

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"there are no words called '{name}'", name=name, obj=self)

    def script(self) -> dict[str, str]:
        """Return what the page's script says, by names as JavaScript has them."""
        return {re.sub("_(.)", lambda match: match[1].upper(), name): getattr(self, name) for name in GROUPS["script"]}

    def number(self, value: int) -> str:
        """Write a number with a separator of thousands."""
        return f"{value:,}".replace(",", self.thousands)

    def count(self, name: str, value: int) -> str:
        """Write how many of something there are, as `3 entries`."""
        one, _, several = getattr(self, name).partition("|")
        return fill(one if value == 1 or not several else several, number=self.number(value))

    def label(self, label: str) -> str:
        """Write the label of a link; the list's own labels stay as they are."""
        name = label.casefold().replace(" ", "_")
        return getattr(self, name) if name in _LINKS else label

    def retracted(self, kind: str, date: str, source: str) -> str:
        """Write that a paper was taken back, when, and who says so; `kind` is a type of notices that have words."""
        text = getattr(self, kind)
        text = fill(self.retracted_on, label=text, date=date) if date else text
        return fill(self.says, label=text, source=source) if source else text


def fill(text: str, **values: str) -> str:
    """Put values in the places of their names in braces."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)
