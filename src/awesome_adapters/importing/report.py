"""What an import tells: every case with its line, and the text as it stands; nothing of a source goes unsaid."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from awesome_adapters.importing import labels
from awesome_adapters.importing.entries import Entry, complete
from awesome_adapters.text import until_unbalanced, visible

PATH = "import-report.md"
HEADER = "# Import report"

KINDS = {
    "not read": "Not read: copy from here what belongs into the list",
    "contradiction": "Contradictions: the source says two things; check which is right",
    "no address": "Links without an address",
    "united": "Papers that stood more than once: each is one entry, shown in all its sections",
    "changed": "Changed, so that the list can be built",
    "left out": "Left out on purpose",
    "listed": "Listed already, or taken out of the list since an earlier import",
}
"""The kinds of cases, in their order, each with its heading."""


class Case(NamedTuple):
    """One case: the source, the line, the kind, and a sentence or the text."""

    source: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return visible(f"{self.source}:{self.line}: {self.kind}: {' '.join(self.text.split())}")


class Report(list[Case]):
    """The cases of an import."""

    def tell(self, source: str, line: int, kind: str, text: str) -> None:
        """Add a case."""
        self.append(Case(source, line, kind, text))

    def tell_once(self, source: str, line: int, kind: str, text: str) -> None:
        """Add a case, unless the same text was told of another line."""
        if not any(case.text == text for case in self):
            self.tell(source, line, kind, text)

    def number(self, *kinds: str) -> int:
        """Return how many cases are of these kinds."""
        return sum(1 for case in self if case.kind in kinds)

    def document(self, summary: str) -> str:
        """Return the report as Markdown: its texts are in code blocks, where they do nothing."""
        parts = [HEADER, summary]
        for kind, heading in KINDS.items():
            lines = [str(case) for case in sorted(self, key=lambda case: case[:2]) if case.kind == kind]
            if lines:
                longest = max((len(run) for line in lines for run in re.findall("`{3,}", line)), default=2)
                fence = "`" * (longest + 1)
                parts += [f"## {heading}", "\n".join([f"{fence}text", *lines, fence])]
        return "\n\n".join(parts) + "\n"


_ADDRESS = re.compile(r"https?://[^\s<>\"“”|\\^`{}（）【】，。、；]+", re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?-->|!\[[^\]]*\]\((?:[^()\s]|\([^()]*\))*\)|<img\b[^>]*>", re.DOTALL | re.IGNORECASE)


def _form(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", unquote(address.replace("\\", "")), flags=re.IGNORECASE).rstrip("/.,;")


def _in(line: str) -> Iterator[str]:
    """Give the addresses in a line of Markdown or BibTeX."""
    position = 0
    while match := _ADDRESS.search(line, position):
        address = until_unbalanced(match[0]).partition("](")[0].rstrip(".,;:!?*_'")
        position = match.start() + max(len(address), len("https://"))
        yield address


def lost_links(sources: Iterable[tuple[str, str]], entries: Iterable[Entry], texts: Iterable[str]) -> Iterator[Case]:
    """Give a case for each address of the sources that stands neither in an entry nor in other texts."""
    kept: set[str] = set()
    ids = set()
    for entry in entries:
        ids |= set(entry.ids.values())
        kept.update(_form(url) for text in [*strings(entry.fields), *entry.generated] for url in _in(text))
    for text in texts:
        kept.update(_form(url) for url in _in(text))
    whole = sorted(kept)
    for name, source in sources:
        lines = _HIDDEN.sub(lambda hidden: "\n" * hidden[0].count("\n"), source).split("\n")
        for number, line in enumerate(lines, 1):
            if "://" not in line:
                continue
            lost = [url for url in _in(line) if _form(url) not in kept and ids.isdisjoint(labels.ids(complete(url)))]
            for url in dict.fromkeys(lost):
                kept.add(_form(url))
                if field := re.match(r"\s*(abstract|copyright|file|annotation|note|license)\s*=", line, re.IGNORECASE):
                    yield Case(name, number, "left out", f"{url} of the {field[1]}")
                else:
                    place = bisect(whole, _form(url))
                    is_cut = place < len(whole) and whole[place].startswith(_form(url))
                    text = line.strip() if len(line) < 2000 else url
                    yield Case(
                        name, number, "changed" if is_cut else "not read", f"address in: {text}" if is_cut else text
                    )


def strings(value: object) -> Iterator[str]:
    """Give the texts in a value of YAML."""
    if isinstance(value, dict):
        for own in value.values():
            yield from strings(own)
    elif isinstance(value, list):
        for own in value:
            yield from strings(own)
    elif value is not None:
        yield str(value)
