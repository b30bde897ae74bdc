"""The Markdown of sections, whole and in pieces, for which each entry is resolved and rendered once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from jinja2 import Template

from awesome_adapters.catalogue import ListedEntry, Section, breadcrumb
from awesome_adapters.formats import markdown
from awesome_adapters.positions import Location
from awesome_adapters.records import Record


class CrossReference(NamedTuple):
    """An entry of another section: its anchor, its title, the path of its own section, and the way there."""

    key: str
    title: str
    section: str
    url: str


class _Parts(NamedTuple):
    """The Markdown of a section, taken apart: what stands before its entries, and each of them by its key."""

    head: str
    entries: dict[str, str]


class SectionText:
    """Renders sections by their template.

    A section that may be asked for again, in pieces since it has more than `room` bytes or with other
    links to further entries, is put together from the entries as they were rendered first.
    """

    def __init__(self, template: Template, resolve: Callable[[ListedEntry], Record], budget: int) -> None:
        self._template = template
        self._resolve = resolve
        self._room = budget
        self._known: dict[Location, _Parts | None] = {}

    def __call__(self, section: Section, files: Mapping[str, str] | None = None) -> bytes:
        """Render a section, first of all the whole of it.

        `files` say by their keys in which file the entries of others stand, if not in the same.
        """
        place = section.origin.at()
        if known := self._known.get(place):
            return _joined(known, section, self._rest(known, section, files)).encode()
        starts: list[int] = []
        chunks = self._chunks(section, section.entries, files, starts)
        text = "".join(chunks).encode()
        if place not in self._known and (section.cross_listed or len(text) > self._room):
            self._known[place] = self._taken_apart(section, chunks, starts)
        return text

    def _chunks(
        self,
        section: Section,
        entries: Iterable[ListedEntry],
        files: Mapping[str, str] | None,
        starts: list[int] | None = None,
    ) -> list[str]:
        """Run the template; `starts` gets the numbers of the chunks at which it asked for a record, and had all."""
        chunks: list[str] = []

        def records() -> Iterator[Record]:
            for listed in entries:
                if starts is not None:
                    starts.append(len(chunks))
                yield self._resolve(listed)
            if starts is not None:
                starts.append(len(chunks))

        heading = f"{'#' * (len(section.path) + 1)} {markdown.escape(section.title)}"
        cross_listed = [
            CrossReference(
                one.key, one.entry.title, breadcrumb(one.section_path), f"{files[one.key] if files else ''}#{one.key}"
            )
            for one in section.cross_listed
        ]
        for chunk in self._template.generate(heading=heading, records=records(), cross_listed=cross_listed):
            chunks.append(chunk)  # noqa: PERF402 (`records` looks at how many there are)
        return chunks

    def _rest(self, known: _Parts, section: Section, files: Mapping[str, str] | None) -> str:
        """Render what follows the entries."""
        return "".join(self._chunks(section, (), files)).removeprefix(known.head)

    def _taken_apart(self, section: Section, chunks: list[str], starts: list[int]) -> _Parts | None:
        """Return the entries; None for a template that writes them otherwise than one by one, each by itself.

        Such a one sorts them, for example, or looks whether another one follows: it renders a piece
        by itself otherwise than what was cut out of the whole.
        """
        first = section.entries[:1]
        if not first or len(starts) != len(section.entries) + 1:
            return None
        texts = ["".join(chunks[start:end]) for start, end in pairwise(starts)]
        keys = (listed.key for listed in section.entries)
        known = _Parts("".join(chunks[: starts[0]]), dict(zip(keys, texts, strict=True)))
        rest = self._rest(known, section, None)
        cut_out = _joined(known, section._replace(entries=first), rest)
        return known if cut_out == "".join(self._chunks(section, first, None)) else None


def _joined(known: _Parts, section: Section, rest: str) -> str:
    return "".join([known.head, *(known.entries[listed.key] for listed in section.entries), rest])
