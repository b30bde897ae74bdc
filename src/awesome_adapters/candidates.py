"""The file `candidates.yaml`: works that were found and are not listed yet, or were dismissed with a reason.

It maps keys to entries that have no summaries yet, one to a line and sorted by key.
"""

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from awesome_adapters import assembly, checks, files, sources
from awesome_adapters.catalogue import Catalogue, ListedCandidate, ListedEntry, Section, SectionPath
from awesome_adapters.duplicates import PaperIndex
from awesome_adapters.edit import Source, apply, remove_value
from awesome_adapters.identifiers import find
from awesome_adapters.positions import SourceNode
from awesome_adapters.problems import Problem
from awesome_adapters.rules import CheckContext
from awesome_adapters.store import MetadataStore
from awesome_adapters.tags import find as find_tag
from awesome_adapters.tags import preferred, vocabulary


class Candidates(NamedTuple):
    """The file as it was read."""

    items: list[ListedCandidate]
    root: SourceNode | None
    problems: list[Problem]
    content: bytes

    @classmethod
    def read(cls, content: bytes) -> "Candidates":
        """Read the file."""
        return cls(*sources.read_candidates(content), content)

    def named(self, text: str) -> ListedCandidate | None:
        """Return the candidate with a text as its key, or with an id that the text is or leads to."""
        identifiers = set() if "\n" in text else set(find(text))
        by_id = (item for item in self.items if not identifiers.isdisjoint(item.entry.identifiers))
        return next((item for item in self.items if item.key == text), None) or next(by_id, None)

    def without(self, listed: ListedEntry, store: MetadataStore) -> bytes:
        """Return the file's content without the candidates that are an entry of the list; all else stays as it is."""
        papers = PaperIndex(store, [listed])
        taken = [item.key for item in self.items if item.key == listed.key or papers.find(item.entry)]
        if not self.root or not taken:
            return self.content
        source = Source(self.content.removeprefix(codecs.BOM_UTF8).decode(), self.root)
        if len(taken) == len(self.root.value):
            return source.text[: source.start(self.root)].encode()
        return apply(source.text, [remove_value(source, self.root, key) for key in taken]).encode()

    def take(self, root: Path, listed: ListedEntry, store: MetadataStore) -> list[str]:
        """Take an entry of the list out of the file, if it is there, and return what to commit."""
        if (content := self.without(listed, store)) == self.content:
            return []
        files.replace(root / sources.CANDIDATES, content)
        return [sources.CANDIDATES]

    def check(self, context: CheckContext) -> list[Problem]:
        """Return what is wrong with the file: mistakes as in a data file, and what is listed by now."""
        if not self.root:
            return self.problems
        errors, warnings = ([p for p in self.problems if p.severity == severity] for severity in ("error", "warning"))
        section = Section(("",), [item.listed for item in self.items], [], self.root)
        catalogue = Catalogue(context.catalogue.settings, [section])
        as_list = context._replace(catalogue=catalogue, earlier=(), form=None, reading_warnings=warnings)
        found = (*self._already_listed(context), *self._unknown_sections(context.catalogue.sections))
        return [*errors, *checks.ERRORS.run(as_list), *checks.WARNINGS.run(as_list), *found]

    def _already_listed(self, context: CheckContext) -> Iterator[Problem]:
        papers = PaperIndex(context.store, context.catalogue.entries())
        for item in self.items:
            duplicate = papers.find(item.entry)
            if duplicate and self.root:
                where = f"'{duplicate.original.entry.title}' in {duplicate.original.origin.at()}"
                message = f"this candidate is in the list by now, as {where}; take it out here"
                place = self.root.at(item.key, key=True)
                yield Problem(place, "listed-candidate", message, severity="warning", is_certain=True)

    def _unknown_sections(self, sections: list[Section]) -> Iterator[Problem]:
        paths = assembly.paths(sections)
        for item in self.items:
            path = item.entry.section
            matches = assembly.matching(path, paths) if path else ()
            if path and len(matches) != 1:
                message, hint = assembly.unclear_path(path, list(matches), sections)
                yield Problem(item.origin.at("section"), "also-in", message, hint, "warning")

    def select(
        self,
        catalogue: Catalogue,
        paths: Iterable[SectionPath] = (),
        tags: Iterable[str] = (),
        year: int | None = None,
        *,
        dismissed: bool = False,
    ) -> dict[SectionPath | None, list[ListedCandidate]]:
        """Group candidates by the section that they are for, in the list's order; None stands for no section.

        `paths`: only those for one of these sections or for one below it; `tags`: only those with one of these.
        Raises `CatalogueError` for a tag that is none.
        """
        spellings = vocabulary(catalogue.settings.spellings(), (tag for item in self.items for tag in item.entry.tags))
        wanted, above = {find_tag(spellings, tag) for tag in tags}, list(paths)
        known = assembly.paths(catalogue.sections)
        groups: dict[SectionPath | None, list[ListedCandidate]] = {section.path: [] for section in catalogue.sections}
        for item in self.items:
            matches = assembly.matching(item.entry.section, known) if item.entry.section else []
            path = matches[0].path if len(matches) == 1 else None
            if (
                bool(item.entry.dismissed) == dismissed
                and (not above or any(path and path[: len(one)] == one for one in above))
                and (not wanted or not wanted.isdisjoint(preferred(spellings, item.entry.tags)))
                and year in (None, item.entry.year)
            ):
                groups.setdefault(path, []).append(item)
        return {path: items for path, items in groups.items() if items}
