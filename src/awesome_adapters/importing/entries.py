"""What is known of an entry while it is read, and its keys as data files have them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from awesome_adapters.checks.text_rules import SUMMARY_LENGTH
from awesome_adapters.identifiers import Identifier
from awesome_adapters.importing import labels
from awesome_adapters.importing.published import Publication
from awesome_adapters.schema.values import is_link
from awesome_adapters.text import SENTENCE_TERMINALS

Tell = Callable[[str, str], None]
"""Takes the kind of a case and a sentence on it."""

RESERVED_LABELS = ("pdf", "code", "website", "semantic scholar", "preprint", "published")
"""Labels that outputs give to links of their own."""


@dataclass
class Entry:
    """What is known of an entry while it is read."""

    line: int
    end: int
    path: tuple[str, ...] = ()
    source: str = ""
    title: str = ""
    name: str = ""
    ids: dict[str, Identifier] = field(default_factory=dict)
    paper: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    website: str = ""
    links: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    award: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    also_in: list[str] = field(default_factory=list)
    key: str = ""
    has_own_section: bool = True
    """Whether the source says in which section it stands; a library does not."""
    is_reference: bool = False
    """Whether it stands elsewhere, and is only shown here: "Title, listed under Section" of our own README."""
    rivals: list[Identifier] = field(default_factory=list)
    """Ids of the same paper by the source's text, which its links contradict."""
    generated: list[str] = field(default_factory=list)
    """Addresses that a build of ours wrote, and writes again."""

    def add_link(self, label: str, url: str) -> None:
        """Keep a further link, under a label that no other one has."""
        if url in self.links.values() or not is_link(url):
            return
        label = " ".join(label.split()).strip("[]:： ") or "Link"
        label = f"{label} 1" if labels.plain(label) in RESERVED_LABELS else label
        name, number = label, 2
        while name in self.links:
            name, number = f"{label} {number}", number + 1
        self.links[name] = url

    def add_tags(self, texts: Iterable[str]) -> None:
        """Add tags that are new."""
        self.tags += [tag for text in texts if (tag := text.strip(" \t,;.")) and tag not in self.tags]

    def publish(self, known: Publication) -> None:
        """Take up a publication; the venue's year goes before that of a date alone."""
        paper = self.paper
        self.award = self.award or known.award
        if known.venue and not paper.get("venue"):
            paper["venue"] = known.venue
            if known.year and paper.get("year") != known.year:
                if paper.pop("date", ""):
                    self.extra.setdefault("Date", paper["year"])
                paper["year"] = known.year
        elif known.venue and known.venue != paper.get("venue"):
            self.notes.append(" ".join(part for part in (known.venue, known.year) if part))
        if known.year:
            paper.setdefault("year", known.year)
        if known.date and paper.get("year", known.year) == known.date[:4]:
            paper.setdefault("date", known.date)
        elif known.date:
            self.extra.setdefault("Date", known.date)

    @property
    def is_told_of(self) -> bool:
        """Return whether there is something to link, or to say of a paper; a bare title is no entry."""
        paper = self.paper.keys() - {"citation_key"}
        return bool(self.ids or paper or self.code or self.website or self.links)

    @property
    def fields(self) -> dict[str, Any]:
        """Return the keys of the entry as data files have them."""
        paper = {scheme: identifier.value for scheme, identifier in self.ids.items()} | self.paper
        texts = [" ".join(text.split()) for text in self.notes if re.search(r"\w", text)]
        is_short = (
            len(texts) == 1
            and len(texts[0]) <= SUMMARY_LENGTH
            and not re.search(rf"[{SENTENCE_TERMINALS}]\s+\w", texts[0])
        )
        values = {
            "title": self.title,
            "name": self.name,
            "summary": texts[0] if is_short else "",
            "note": "" if is_short else " ".join(texts),
            "paper": {key: value for key, value in paper.items() if value},
            "code": self.code,
            "website": self.website,
            "links": self.links,
            "tags": self.tags,
            "award": self.award,
            "extra": self.extra,
            "key": self.key,
            "also_in": self.also_in,
        }
        return {key: value for key, value in values.items() if value}


@dataclass
class Draft:
    """An entry, and what is gathered for it until all of it is known."""

    entry: Entry
    tell: Tell
    links: list[tuple[str, str]] = field(default_factory=list)
    """Labels and addresses, as they are written."""
    title_url: str = ""
    """Where the title leads."""
    ids: list[Identifier] = field(default_factory=list)
    """The ids that the text tells."""
    is_paper_column: bool = False
    """Whether the title stands in a column for papers."""
    anchors: list[str] = field(default_factory=list)
    """Names of anchors before the title, as a README of ours has them."""


@lru_cache(maxsize=100_000)
def complete(url: str) -> str:
    """Return an address with its scheme, and with the signs encoded that no address has."""
    url = re.sub(r"^(?:\[|%5B|<|\()+(?=http|www)", "", url.strip(), flags=re.IGNORECASE)
    url = re.sub(r"^(https?):/*(?=\w)", r"\1://", url.strip(), flags=re.IGNORECASE)
    url = f"https://{url}" if re.match(r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|edu|ai)(?:/|$)", url) else url
    return re.sub(r"[\s\"<>\\^`{|}]", lambda sign: quote(sign[0]), url.replace("\\_", "_"))
