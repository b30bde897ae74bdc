"""The filters of the README's templates: what makes Markdown of texts and records, as the settings want it."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import markupsafe

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section
from awesome_adapters.catalogue.tags import preferred
from awesome_adapters.formats import markdown, templates
from awesome_adapters.formats.readme import shields
from awesome_adapters.formats.readme.arrangement import group_title, groups
from awesome_adapters.formats.readme.section_text import CrossReference
from awesome_adapters.records import Link, Record
from awesome_adapters.records.order import in_order
from awesome_adapters.schema import Order
from awesome_adapters.schema.settings import COLUMNS, OTHER_LINKS, Group
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import display_names

_NO_BREAK = "\N{NO-BREAK SPACE}"
_LONGEST_UNBROKEN = 30
"""Characters of a name, or of venue and year, that stay on one line: a phone shows some 40."""


_code = lru_cache(markdown.code)


class RecordGroup(NamedTuple):
    """Records of one year or one venue."""

    title: str
    records: list[Record]


class Filters:
    """The filters: each public method is one, under its name."""

    def __init__(self, catalogue: Catalogue, numbers: Mapping[str, int] = MappingProxyType({})) -> None:
        """Make the filters; `numbers` are those to show at entries, by their keys."""
        look = catalogue.settings.readme
        self._author_limit = 0 if look.authors is None and look.style == "line" else look.authors
        tldrs = look.tldr or ("all" if look.style == "card" else "none")
        self._tldrs = (tldrs != "none", tldrs == "all")
        self._has_shields = look.badges == "shields"
        self._has_summaries = look.style == "card" if look.summary is None else look.summary
        self._further_anchors, self._links_to, self._vocabulary = _surroundings(catalogue)
        self._date_parts = {"year": 1, "month": 2, "day": 3}[look.dates]
        self._extra = [label.casefold() for label in look.extra]
        self._leaves_out_title_link = look.style == "line" and look.links is None
        self._short_venues = catalogue.settings.short_venues()
        self._link_rank = _link_rank(look.links, has_semantic_scholar=look.style != "line")
        self._has_bold_titles = look.style == "card"
        self._numbers = numbers
        self._words = catalogue.settings.wording
        self._publication = cache(self._publication_of)
        self._link_label = cache(lambda label: markdown.escape(self.label(label), in_link=True))

    def markdown(self, text: str | None) -> str:
        """Write a text so that Markdown shows it as it is; nothing for none."""
        return markdown.escape(text) if text else ""

    def link_text(self, text: str) -> str:
        """Write a text as it is between the brackets of a link."""
        return markdown.escape(text, in_link=True)

    def code(self, text: str) -> str:
        """Write a text as code."""
        return markdown.code(text)

    def destination(self, url: str) -> str:
        """Write an address between the parentheses of a link."""
        return markdown.destination(url)

    def linked(self, text: str, *addresses: str) -> str:
        """Write a text as it is, but for what stands in brackets: it becomes links to the addresses, in their order."""
        urls = list(map(markdown.destination, addresses))
        escaped = markdown.escape(text)
        return re.sub(r"\\\[(.*?)\\\]", lambda match: f"[{match[1]}]({urls.pop(0)})" if urls else match[0], escaped)

    def with_links(self, text: str) -> str:
        """Write a text as it is, but for bare addresses: they become links."""
        return markdown.with_links(text)

    def strong(self, text: str | None) -> str:
        """Write a text in bold type; nothing for none."""
        return f"**{markdown.escape(text)}**" if text else ""

    def small(self, markup: str) -> str:
        """Set Markdown without links in small type; nothing for none."""
        return markup and f"<sub>{markup}</sub>"

    def in_html(self, text: str) -> str:
        """Write a text inside raw HTML, on one line."""
        return markdown.in_html(text)

    def attribute(self, text: str) -> str:
        """Write a text as the value of an attribute of HTML."""
        return markupsafe.escape(collapse_whitespace(text))

    def number(self, record: Record) -> int | None:
        """Return the number of an entry in its section, if the settings want numbers."""
        return self._numbers.get(record.key)

    def marker(self, record: Record) -> str:
        """Write what stands before an entry in a list: `- `, or its number as `12. `."""
        return f"{self._numbers[record.key]}. " if self._numbers else "- "

    def margin(self, record: Record) -> str:
        """Write the spaces before the further lines of an entry in a list: as many as its marker is long."""
        return " " * len(self.marker(record)) if self._numbers else "  "

    def anchors(self, record: Record) -> str:
        """Write the anchors of an entry: its key, and each of its ids; as the settings want it, needed ones alone."""
        if self._links_to is not None and record.key not in self._links_to:
            return ""
        further = self._further_anchors.get(record.key, ())
        return "".join([f'<a id="{anchor}"></a>' for anchor in (record.key, *further)])

    def title_link(self, record: Record) -> str:
        """Write the title of an entry as a link, in bold type on cards, behind ⭐ for a highlight, and a retraction."""
        title = markdown.escape(record.full_title, in_link=bool(record.url))
        title = f"**{title}**" if self._has_bold_titles else title
        title = f"[{title}]({markdown.destination(record.url)})" if record.url else title
        title = f"{markdown.escape(self._words.highlight)} {title}" if record.highlight else title
        return f"{self.retraction(record)} {title}" if record.retraction else title

    def retraction(self, record: Record | CrossReference) -> str:
        """Write that an entry's paper was taken back, when, who says so if not the curators; nothing if it was not."""
        notice = record.retraction
        if not notice or not notice.label:
            return ""
        return self.strong(self._words.retracted(notice.type, notice.date, notice.source))

    def notice(self, record: Record) -> str:
        """Write the link to the notice that takes an entry's paper back; nothing if there is none."""
        address = record.retraction and record.retraction.notice
        return markdown.link(self._words.notice, address) if address else ""

    def summary(self, record: Record) -> str:
        """Write the summary of an entry if the settings want it."""
        return markdown.escape(record.summary) if record.summary and self._has_summaries else ""

    def authors(self, record: Record) -> str:
        """Write the authors of an entry in a row, as many as the settings say; a name stays on one line."""
        names = self._names(record.authors)
        text = markdown.escape(", ".join(names))
        if max(map(len, names), default=0) > _LONGEST_UNBROKEN:
            return text
        return text.replace(" ", _NO_BREAK).replace(f",{_NO_BREAK}", ", ")

    def names(self, authors: Iterable[str]) -> str:
        """Write names in a row, in italics, as many as the settings say."""
        names = self._names(authors)
        return f"_{markdown.escape(', '.join(names))}_" if names else ""

    def _names(self, authors: Iterable[str]) -> list[str]:
        limit = self._author_limit
        names = display_names(authors, self._words.and_other_authors) if limit != 0 else []
        return [*names[:limit], self._words.and_other_authors] if limit and len(names) > limit else names

    def venue(self, record: Record) -> str:
        """Write the venue of an entry by its short name."""
        return markdown.escape(self._short_venue(record.venue) or "")

    def publication(self, record: Record) -> str:
        """Write the venue by its short name, and the year or as much of the date as the settings want, on one line."""
        return self._publication(record.venue, self._date(record))

    def _date(self, record: Record) -> str:
        """Return the year, or more of the date; a preprint's month is not that of a later publication."""
        if self._date_parts > 1 and record.date and record.year in (None, record.date.year):
            return str(record.date)[: 1 + 3 * self._date_parts]
        return str(record.year or "")

    def extra(self, record: Record) -> str:
        """Write those of the list's own texts that the settings want, each behind its label."""
        if not (self._extra and record.extra):
            return ""
        texts = {label.casefold(): f"{label}: {text}" for label, text in record.extra.items()}
        return " · ".join(markdown.escape(texts[label]) for label in self._extra if label in texts)

    def published(self, record: Record) -> str:
        """Write the venue by its short name, and the year, in bold type."""
        return self.strong(" ".join(str(part) for part in (self._short_venue(record.venue), record.year) if part))

    def _publication_of(self, venue: str | None, year: str) -> str:
        text = markdown.escape(" ".join(part for part in (self._short_venue(venue), year) if part))
        if len(text) <= _LONGEST_UNBROKEN:
            return text.replace(" ", _NO_BREAK)
        return text.removesuffix(f" {year}") + f"{_NO_BREAK}{year}" * bool(year)

    def _short_venue(self, venue: str | None) -> str | None:
        return venue and self._short_venues.get(venue.casefold(), venue)

    def tags(self, tags: Iterable[str]) -> str:
        """Write tags as code, or as pictures where the settings want those."""
        if not self._has_shields:
            return " ".join(map(_code, tags))
        return " ".join(f"!{markdown.link(tag, shields.tag(tag))}" for tag in preferred(self._vocabulary, tags))

    def links(self, record: Record) -> str:
        """Write the links of an entry that the settings want, and its stars where badges are pictures."""
        links = record.links if self._link_rank is None else self.shown_links(record)
        texts = [f"[{self._link_label(label)}]({markdown.destination(url)})" for label, url in links]
        if self._has_shields and (stars := self.stars(record)):
            texts.append(stars)
        return " · ".join(texts)

    def shown_links(self, record: Record) -> list[Link]:
        """Return the links of an entry that the settings want, each with `label` and `url`.

        In style `line`, the one to which the title leads is not among them, unless the settings name it.
        """
        rank = self._link_rank
        if rank is None:
            return record.links
        repeated = record.url if self._leaves_out_title_link else None
        return sorted((link for link in record.links if link.url != repeated and rank(link) is not None), key=rank)

    def stars(self, record: Record) -> str:
        """Write a picture that counts the stars of the code's repository; nothing where it is not on GitHub."""
        address = shields.stars(record.link("Code") or "")
        return f"!{markdown.link(self._words.github_stars, address)}" if address else ""

    def label(self, name: str) -> str:
        """Write the label of a link or a column; our own are in the language of the list."""
        column = name.casefold()
        return getattr(self._words, column) if column in COLUMNS else self._words.label(name)

    def tldr(self, record: Record) -> str | None:
        """Return the TLDR of an entry if the settings want it."""
        return record.tldr if self._tldrs[record.tldr_is_machine_made] else None

    def lines(self, lines: Iterable[Iterable[str]], margin: str = "  ") -> str:
        """Write the lines behind an entry's link, each of its parts that are not empty, as awesome-lint wants them."""
        texts = [" · ".join([part for part in line if part]) for line in lines]
        text = f"<br>\n{margin}".join([text for text in texts if text])
        return text and f" - {text}{self._words.sentence_end if text[-1] == '`' or text[-1].isalnum() else ''}"

    def order(self, records: Iterable[Record], order: Order) -> list[Record]:
        """Return the records by `"newest"`, `"oldest"` or `"title"`; those without a date come last."""
        by_key = {record.key: record for record in records}
        listed = in_order((record.listed for record in by_key.values()), order, lambda entry: by_key[entry.key])
        return [by_key[entry.key] for entry in listed]

    def group(self, records: Iterable[Record], by: Group) -> list[RecordGroup]:
        """Return the records by `"year"` or `"venue"` in groups, each with `title` and `records`; newest first."""
        by_title = groups(
            records,
            lambda record: group_title(record, by, self._short_venues),
            self._words.other,
            descending=by == "year",
        )
        return [RecordGroup(*pair) for pair in by_title.items()]


def _surroundings(catalogue: Catalogue) -> tuple[dict[str, list[str]], set[str] | None, dict[str, str]]:
    """Return what the filters need to know of the whole list: anchors, entries that need theirs, spellings of tags."""
    look = catalogue.settings.readme
    anchors, links_to = (catalogue.anchors(), None) if look.anchors else ({}, _links_to(catalogue))
    return anchors, links_to, catalogue.tags() if look.badges == "shields" else {}


def text_basis(root: Path, catalogue: Catalogue) -> Callable[[Section], object]:
    """Return what gives all that the text of a section depends on beside the settings and its own variables."""
    signature, (anchors, links_to, tags) = templates.signature(root), _surroundings(catalogue)

    def basis(section: Section) -> object:
        keys = [listed.key for listed in section.entries]
        return list(map(anchors.get, keys)), links_to and [key in links_to for key in keys], tags, signature

    return basis


def latest(catalogue: Catalogue) -> list[ListedEntry]:
    """Return the entries that have a day on which they were added, newest first."""
    dated = [(listed.entry.added, listed) for listed in catalogue.entries() if listed.entry.added]
    return [listed for _, listed in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _links_to(catalogue: Catalogue) -> set[str]:
    """Return the keys of the entries to which the README itself leads."""
    cross_listed = (listed.key for section in catalogue.sections for listed in section.cross_listed)
    return {*cross_listed, *(listed.key for listed in latest(catalogue)[: catalogue.settings.readme.recent])}


def _link_rank(labels: list[str] | None, *, has_semantic_scholar: bool) -> Callable[[Link], Any] | None:
    """Return the function that gives the place of a link among those to show, None for one not to show.

    Itself it is None where all links are shown as they are.
    """
    if labels is None and has_semantic_scholar:
        return None
    ranks: dict[str, int | None] = {label.casefold(): rank for rank, label in enumerate(labels or ())}
    if labels is None:
        ranks = {OTHER_LINKS: 0, "semantic scholar": None}
    return lambda link: ranks.get(link.label.casefold(), ranks.get(OTHER_LINKS))
