"""The Markdown of sections, whole and in pieces, for which each entry is resolved and rendered once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from jinja2 import Template

from awesome_adapters.catalogue import ListedEntry, Section, SectionPath, breadcrumb
from awesome_adapters.formats.readme.outline import heading_level, heading_line
from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.positions import Location
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.cache import Keep
from awesome_adapters.text.words import Words


class CrossReference(NamedTuple):
    """An entry of another section."""

    key: str
    """Its lasting name."""
    title: str
    """Its title, with its name before it."""
    section: str
    """The way to its own section, as `Computer Vision › Methods`."""
    url: str
    """Its address."""
    retraction: Retraction | None
    """What takes its paper back; the filter `retraction` writes it."""


class SectionView:
    """A section as its template sees it."""

    title: str
    path: SectionPath
    """The titles that lead to it, its own as the last."""
    level: int
    """Of its heading: 2 for a section at the top."""
    description: str | None
    """The curators' paragraph below the heading."""
    count: int
    """The number of entries that it and the sections below it show, each once."""
    anchors: Sequence[str]
    """The anchors that its heading had under former titles."""
    is_last: bool
    """Whether it is the last one below its section at the top, or that one itself."""
    below: str
    """On cards, links to the sections right below it, if the contents do not show these; an empty line follows."""

    def __init__(self, section: Section, count: int, anchors: Sequence[str], below: str = "", *, is_last: bool) -> None:
        self.title, self.path, self.description = section.title, section.path, section.description
        self.level, self.count, self.anchors, self.is_last = heading_level(section), count, anchors, is_last
        self.below = below


class SectionVariables(TypedDict):
    """The variables of `section.md`, and of what it includes."""

    settings: Settings
    """The settings of `catalogue.yaml`, by their keys."""
    words: Words
    """The same as for README.md."""
    section: SectionView
    """The section."""
    heading: str
    """Its heading as Markdown."""
    anchors: Sequence[str]
    """The same as `section.anchors`."""
    description: str | None
    """The same as `section.description`."""
    records: Iterator[Record]
    """Its entries, in the order in which readers see them; they can be gone through once."""
    has_entries: bool
    """Whether there are any."""
    cross_listed: list[CrossReference]
    """The entries of other sections that it shows as well."""
    has_contents: bool
    """Whether README.md has a heading `Contents`, to which `#contents` leads."""


class _Pieces(NamedTuple):
    """The Markdown of a section in pieces: what stands before its entries, and each of them by its key."""

    head: str
    entries: dict[str, str]

    def join(self, section: Section, tail: str) -> str:
        """Put together the entries that `section` has, with `tail` after them."""
        return "".join([self.head, *(self.entries[listed.key] for listed in section.entries), tail])


class _Rendered(NamedTuple):
    """The Markdown of a section, and its pieces if it may be asked for again; none where it cannot be cut."""

    text: bytes
    is_cut: bool
    pieces: _Pieces | None


class KeepText(NamedTuple):
    """Gives the rendered text of a section; that of the last time, if it shows the same and is shown the same way."""

    keep: Keep
    further: Callable[[Section], object]
    """Gives what a text depends on beside its section and its variables."""

    def __call__(self, section: Section, basis: object, make: Callable[[], _Rendered]) -> _Rendered:
        """Return what `make` gives, or gave last time."""
        return self.keep(("section", section.path), (section[:3], basis, self.further(section)), make)


class SectionText:
    """Renders sections by their template.

    A section can be asked for again: cut, as it has more than `budget` bytes, or with other links to
    cross-listed entries. It is then put together from the pieces that were rendered first.

    To find the pieces, we look what the template has written whenever it takes a record. If a section
    has LoRA and VeRA, and its template writes a heading, `- {{ record.title }}` for each, and `Two.`,
    then `- LoRA` is what it writes between taking LoRA and taking VeRA, and `Two.` is the tail.
    A page for VeRA alone gets the heading, `- VeRA`, and the tail that the template writes for no entries.
    """

    def __init__(
        self,
        template: Template,
        resolve: Callable[[ListedEntry], Record],
        budget: int,
        views: Mapping[SectionPath, SectionView],
        settings: Settings,
        retractions: Mapping[str, Retraction] = MappingProxyType({}),
        *,
        has_contents: bool = False,
        keep: KeepText | None = None,
    ) -> None:
        """Render with the `views` of sections by their paths, and what takes papers back by the keys of entries."""
        self._template = template
        self._resolve = resolve
        self._budget = budget
        self._views = views
        self._settings = settings
        self._retractions = retractions
        self._has_contents = has_contents
        self._keep = keep
        self._pieces: dict[tuple[SectionPath, Location], _Pieces | None] = {}

    def __call__(self, section: Section, files: Mapping[str, str] | None = None) -> bytes:
        """Render a section. The first call for a section has all of its entries.

        `files` are the names of the files in which cross-listed entries stand, by their keys; None if
        they stand in the same file.
        """
        name = (section.path, section.origin.at())
        if pieces := self._pieces.get(name):
            return pieces.join(section, self._tail(pieces, section, files)).encode()
        if name in self._pieces or self._keep is None:
            rendered = self._render(section, files)
        else:
            basis = (vars(self._views[section.path]), self._settings, self._retractions, self._has_contents)
            rendered = self._keep(section, basis, lambda: self._render(section, files))
        if rendered.is_cut:
            self._pieces.setdefault(name, rendered.pieces)
        return rendered.text

    def _render(self, section: Section, files: Mapping[str, str] | None) -> _Rendered:
        starts: list[int] = []
        chunks = self._chunks(section, section.entries, files, starts)
        text = "".join(chunks).encode()
        is_first = (section.path, section.origin.at()) not in self._pieces
        is_cut = is_first and (bool(section.cross_listed) or len(text) > self._budget)
        return _Rendered(text, is_cut, self._cut(section, chunks, starts) if is_cut else None)

    def _chunks(
        self, section: Section, entries: Iterable[ListedEntry], files: Mapping[str, str] | None, starts: list[int]
    ) -> list[str]:
        """Run the template; `starts` gets the number of chunks at each record that it takes, and after the last."""
        chunks: list[str] = []

        def records() -> Iterator[Record]:
            for listed in entries:
                starts.append(len(chunks))
                yield self._resolve(listed)
            starts.append(len(chunks))

        urls = {listed.key: f"{files[listed.key] if files else ''}#{listed.key}" for listed in section.cross_listed}
        cross_listed = [
            CrossReference(
                listed.key,
                listed.entry.full_title,
                breadcrumb(listed.section_path),
                urls[listed.key],
                self._retractions.get(listed.key),
            )
            for listed in section.cross_listed
        ]
        view = self._views[section.path]
        variables = SectionVariables(
            settings=self._settings,
            words=self._settings.wording,
            section=view,
            heading=heading_line(section),
            anchors=view.anchors,
            description=section.description,
            records=records(),
            has_entries=bool(section.entries),
            cross_listed=cross_listed,
            has_contents=self._has_contents,
        )
        for chunk in self._template.generate(variables):
            chunks.append(chunk)  # noqa: PERF402 (`records` looks at how many there are)
        return chunks

    def _tail(self, pieces: _Pieces, section: Section, files: Mapping[str, str] | None) -> str:
        """Render what follows the entries."""
        return "".join(self._chunks(section, (), files, [])).removeprefix(pieces.head)

    def _cut(self, section: Section, chunks: list[str], starts: list[int]) -> _Pieces | None:
        """Return the pieces; None for a template that does not write each entry by itself.

        A template that sorts the entries, or asks whether another one follows, writes an entry alone in
        another way than among others. We test this with the first entry.
        """
        if not section.entries or len(starts) != len(section.entries) + 1:
            return None
        texts = ("".join(chunks[start:end]) for start, end in pairwise(starts))
        keys = (listed.key for listed in section.entries)
        pieces = _Pieces("".join(chunks[: starts[0]]), dict(zip(keys, texts, strict=True)))
        alone = section._replace(entries=section.entries[:1])
        text = "".join(self._chunks(alone, alone.entries, None, []))
        return pieces if pieces.join(alone, self._tail(pieces, alone, None)) == text else None
