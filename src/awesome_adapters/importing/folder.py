"""The files of a list that is taken over."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from awesome_adapters.catalogue import SectionPath
from awesome_adapters.importing.entries import Entry
from awesome_adapters.storage import files
from awesome_adapters.storage.files import Document
from awesome_adapters.text import collapse_whitespace, tokens
from awesome_adapters.yaml.writer import Style, entry_lines, flow, mapping_lines

_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d|metadata|health|schema")
"""Names that Windows has for devices, and those of other files in `data/`."""


def data_files(
    sections: Mapping[SectionPath, str], entries: Iterable[Entry], taken: Iterable[str] = (), start: int = 1
) -> Iterator[Document]:
    """Give a file for each section at the top level, with those below it; `taken` are names that files have already."""
    by_path: dict[SectionPath, list[Entry]] = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry)
    names = {files.folded(name) for name in taken}
    for number, path in enumerate((path for path in sections if len(path) == 1), start):
        name = _file_name(path[0], names, number)
        head = {"index": str(number)} if start else {}
        lines = [
            "".join(f"{key}: {value}\n" for key, value in head.items()),
            *section_lines(path, sections, by_path, 0),
        ]
        yield Document(f"data/{name}", "".join(lines).encode())


def _file_name(title: str, names: set[str], number: int) -> str:
    stem = "-".join(tokens(title))[:50].strip("-") or f"section-{number}"
    stem = f"{stem}-papers" if _RESERVED.fullmatch(stem) else stem
    name, further = f"{stem}.yaml", 2
    while files.folded(name) in names:
        name, further = f"{stem}-{further}.yaml", further + 1
    names.add(files.folded(name))
    return name


def section_lines(
    path: SectionPath, sections: Mapping[SectionPath, str], entries: Mapping[SectionPath, Sequence[Entry]], column: int
) -> Iterator[str]:
    """Give the lines of a section and those below it, its keys in a column."""
    style, indent = Style(), " " * column
    head = {"title": path[-1], "description": sections[path]}
    yield from mapping_lines({key: value for key, value in head.items() if value}, style, column)
    if own := entries.get(path):
        yield f"{indent}items:\n"
        for number, entry in enumerate(own):
            yield "\n" if number else ""
            yield from entry_lines(cleaned(entry.fields), style, column + style.dash)
    below = [other for other in sections if other[:-1] == path]
    if below:
        yield f"\n{indent}sections:\n"
    for number, other in enumerate(below):
        lines = "".join(section_lines(other, sections, entries, column + 4))
        yield ("\n" if number else "") + f"{indent}  - {lines.lstrip(' ')}"


def cleaned(value: Any) -> Any:
    """Return the fields of an entry with their texts on one line, as YAML can hold them."""
    if isinstance(value, dict):
        return {collapse_whitespace(str(key)): cleaned(own) for key, own in value.items()}
    return [cleaned(own) for own in value] if isinstance(value, list) else collapse_whitespace(str(value))


def settings(title: str, description: str, words: Mapping[str, Any], readme: Mapping[str, Any]) -> Document:
    """Return `catalogue.yaml`; `readme` are settings of the README's look, `words` those of its language."""
    texts = {"title": collapse_whitespace(title), "description": collapse_whitespace(description), **words}
    lines = list(mapping_lines({key: value for key, value in texts.items() if value}, Style(), 0))
    if readme:
        shown = {key: flow(value, key, Style()) if isinstance(value, list) else value for key, value in readme.items()}
        lines += ["readme:\n", *(f"  {key}: {value}\n" for key, value in shown.items())]
    return Document(
        "catalogue.yaml", "".join(["# Settings for the whole list; every key is optional.\n", *lines]).encode()
    )


def template(name: str, prose: str) -> Document:
    """Return a template that is nothing but text: what begins an expression of Jinja is written as text."""
    text = re.sub(r"\{(?=[{%#])", '{{ "{" }}', prose)
    return Document(f"templates/{name}", text.encode())
