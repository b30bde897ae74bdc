"""Why each rule of `check` is there, with a wrong and a right example: the table `explanations.toml`."""

import difflib
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import fill, indent
from typing import Any, NamedTuple

_TABLE = Path(__file__).with_name("explanations.toml")


class Explanation(NamedTuple):
    """A rule in words; rules on the network's answers and on merges have no examples."""

    about: str
    wrong: str = ""
    right: str = ""
    file: str = "data/papers.yaml"
    before: str = ""
    """What the file held at the last commit."""
    metadata: Mapping[str, Mapping[str, Any]] = {}
    """What a source of metadata says, by the id of the paper."""
    day: date | None = None

    def examples(self) -> list[tuple[str, str]]:
        """Return what to show, each text with a heading."""
        place = "" if self.file == "data/papers.yaml" else f" in {self.file}"
        titles = [f"{name} is called '{record['title']}'" for name, record in self.metadata.items()]
        known = "".join(f"; {title}" for title in titles if not title.startswith("TITLE:"))
        texts = ((f"Before{place}", self.before), (f"Wrong{place}{known}", self.wrong), (f"Right{place}", self.right))
        return [(heading, text.strip("\n")) for heading, text in texts if text]

    def plain(self, name: str) -> str:
        """Return the explanation as it is read in a terminal; marks that show nothing are escaped."""
        parts = [f"{name}\n\n{fill(self.about.replace('`', ''), 80)}"]
        parts += [f"{fill(heading, 80)}:\n\n{indent(text, '    ')}" for heading, text in self.examples()]
        return "\n\n".join(parts)


def load() -> dict[str, Explanation]:
    """Return all explanations by the names of their rules."""
    with _TABLE.open("rb") as file:
        return {name: Explanation(**fields) for name, fields in tomllib.load(file).items()}


def nearest(name: str, names: Mapping[str, Explanation]) -> str | None:
    """Return the rule that somebody may have meant."""
    return next(iter(difflib.get_close_matches(name, names, 1)), None)
