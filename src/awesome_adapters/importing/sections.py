"""The sections of a list that is read: their paths, with titles that a list can have."""

import re

from awesome_adapters import checks
from awesome_adapters.catalogue import SectionPath
from awesome_adapters.importing.report import Report
from awesome_adapters.text import collapse_whitespace, tokens


class Sections(dict[SectionPath, str]):
    """The paths of all sections in their order, each with the paragraph below its heading."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        self._paths: dict[SectionPath, SectionPath] = {}

    def path(self, titles: SectionPath, source: str, line: int) -> SectionPath:
        """Return the path of a section with titles that a list can have; it is new, or the one of this path."""
        cleaned = [self._title(title, source, line, is_below=bool(number)) for number, title in enumerate(titles)]
        if len(cleaned) > checks.LEVELS:
            cleaned = [*cleaned[: checks.LEVELS - 1], " - ".join(cleaned[checks.LEVELS - 1 :])]
            text = f"the section '{' > '.join(titles)}' is too deep; its last titles are joined"
            self._report.tell_once(source, line, "changed", text)
        path: SectionPath = ()
        for title in cleaned:
            path = self._paths.setdefault((*map(str.casefold, path), title.casefold()), (*path, title))
            self.setdefault(path, "")
        return path

    def _title(self, title: str, source: str, line: int, *, is_below: bool) -> str:
        text = collapse_whitespace(checks.EMOJI.sub("", re.sub(r":[a-z0-9_+-]+:", "", title)))
        text = text.strip("#*_ ").rstrip(".,:;!?：。，、 ")
        if not tokens(text):
            text = f"Section {line}"
        if text.casefold() in checks.reserved_titles(is_below=is_below):
            text = f"{text} List"
        if text != title:
            self._report.tell_once(source, line, "changed", f"the section '{title}' is called '{text}'")
        return text
