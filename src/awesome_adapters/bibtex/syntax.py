"""The syntax of BibTeX: entries, and their fields in LaTeX."""

import logging
import re
from collections.abc import Mapping
from typing import NamedTuple

from bibtexparser import model
from bibtexparser.splitter import Splitter

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what cannot be read is reported by us

START = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
"""What a text in BibTeX has."""
_WITHOUT_KEY = re.compile(r"^([ \t]*@(?!string\b)\w+\s*[{(])(?=\s*\w+\s*=)", re.MULTILINE | re.IGNORECASE)


class BibtexEntry(NamedTuple):
    """An entry as it is written: its fields by their names in lower case, each in LaTeX and not empty."""

    kind: str
    key: str
    fields: dict[str, str]
    line: int = 1
    """Where it begins, counted from 1."""


class Failure(NamedTuple):
    """An entry that cannot be read: its line, and a sentence on it."""

    line: int
    message: str


def entries(text: str) -> tuple[list[BibtexEntry], list[Failure]]:
    """Return the entries, and those that cannot be read."""
    library = Splitter(_WITHOUT_KEY.sub(r"\1entry,", text)).split()
    strings: dict[str, str] = {}
    for string in library.strings:
        strings[string.key.lower()] = _value(str(string.value), strings)
    readable, failures = [], []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, model.DuplicateBlockKeyBlock):
            block = block.ignore_error_block or block  # two entries may have one key
        if isinstance(block, model.Entry):
            values = {field.key.lower(): _value(str(field.value), strings) for field in block.fields}
            fields = {name: value for name, value in values.items() if value}
            readable.append(BibtexEntry(block.entry_type.lower(), block.key, fields, line))
        elif isinstance(block, model.DuplicateFieldKeyBlock):
            names = "' and '".join(sorted(block.duplicate_keys))
            message = f"this BibTeX cannot be read: the entry of line {line} gives '{names}' twice"
            failures.append(Failure(line, message))
        elif isinstance(block, model.ParsingFailedBlock):
            advice = "an entry begins with @, its braces are closed, and commas stand between its fields"
            failures.append(Failure(line, f"this BibTeX cannot be read from line {line} on: {advice}"))
    return _with_parents(readable), failures


def _value(text: str, strings: Mapping[str, str]) -> str:
    """Return what braces or quotes hold, or the text of a name; `#` joins several ("BibTeXing", section 2)."""
    pieces, depth, is_quoted, start = [], 0, False, 0
    for sign in re.finditer(r'(?<!\\)[{}"#]', text) if "#" in text else ():
        is_quoted ^= sign[0] == '"' and depth == 0
        depth += (sign[0] == "{") - (sign[0] == "}")
        if sign[0] == "#" and depth == 0 and not is_quoted:
            pieces.append(text[start : sign.start()])
            start = sign.end()
    stripped = [piece.strip() for piece in (*pieces, text[start:])]
    return "".join(p[1:-1] if p[:1] in ("{", '"') else strings.get(p.lower(), p) for p in stripped).strip()


def _with_parents(entries: list[BibtexEntry]) -> list[BibtexEntry]:
    """Give the entries what they take over from others by `crossref`; those others are no papers of their own."""
    fields = {entry.key.lower(): entry.fields for entry in entries}
    merged, parents = [], set()
    for entry in entries:
        key = entry.fields.get("crossref", "").lower()
        parent = fields.get(key, {}) if key != entry.key.lower() else {}
        parents |= {key} if parent else set()
        inherited = {name: value for name, value in parent.items() if name not in ("title", "author", "doi", "url")}
        book = {"booktitle": parent["title"]} if "title" in parent else {}
        merged.append(entry._replace(fields=book | inherited | entry.fields))
    return [entry for entry in merged if entry.key.lower() not in parents]
