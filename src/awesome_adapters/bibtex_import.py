"""A citation in BibTeX, read into the keys of an entry."""

import logging
import re
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry, Field

from awesome_adapters.identifiers import Identifier, parse
from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import collapse_whitespace

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what cannot be read is reported by us


def from_bibtex(text: str) -> dict[str, Any]:
    """Return an entry's `title` and `paper`; the paper has `authors`, `venue` and `year` where no id tells them.

    Raises `CatalogueError` if the text is not one entry with a title.
    """
    fields = _fields(text)
    title = _decoded(fields.get("title", ""))
    if not title:
        raise CatalogueError("the BibTeX entry has no title")
    identifiers = _identifiers(fields)
    paper: dict[str, Any] = {identifier.scheme: identifier.value for identifier in identifiers}
    url = fields.get("url", "").replace("\\", "")
    if not paper and re.match(r"https?://", url, re.IGNORECASE):
        paper["url"] = url
    if all(identifier.semantic_scholar is None for identifier in identifiers):
        paper |= _metadata(fields)
    return {"title": title, "paper": paper}


def _fields(text: str) -> dict[str, str]:
    """Return the fields of the one entry, their names in lower case, as they are written in LaTeX."""
    library = parse_string(text)
    if library.failed_blocks:
        raise CatalogueError(
            "this BibTeX cannot be read; it begins with @, its braces are closed, and no field is given twice"
        )
    if len(library.entries) != 1:
        number = f"{len(library.entries)} BibTeX entries are here" if library.entries else "no BibTeX entry is here"
        raise CatalogueError(f"{number}; give one at a time, from its @ to its last brace")
    return {key.lower(): str(field.value).strip() for key, field in library.entries[0].fields_dict.items()}


def _decoded(latex: str) -> str:
    """Return the text that LaTeX would show."""
    entry = Entry("misc", "key", [Field("text", re.sub(r"\s+", " ", latex))])
    block = LatexDecodingMiddleware().transform_entry(entry, Library())
    text = str(block.fields_dict["text"].value) if isinstance(block, Entry) else latex
    return collapse_whitespace(re.sub("[{}]", "", text))


def _identifiers(fields: dict[str, str]) -> list[Identifier]:
    """Return the first identifier of each scheme."""
    is_arxiv = "arxiv" in fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower()
    candidates = (
        (fields.get("eprint") if is_arxiv else None, "arxiv_id"),
        (_arxiv_in(fields.get("journal", "")), "arxiv_id"),
        (fields.get("doi"), "doi"),
        (fields.get("pmid"), "pmid"),
        (fields.get("pmcid"), "pmcid"),
        (fields.get("url"), None),
    )
    identifiers: dict[str, Identifier] = {}
    for text, scheme in candidates:
        if text and (identifier := parse(text.replace("\\", ""), scheme)):
            identifiers.setdefault(identifier.scheme, identifier)
    return list(identifiers.values())


def _arxiv_in(journal: str) -> str | None:
    """Return the id in `arXiv preprint arXiv:2106.09685`, as Google Scholar and others give it."""
    match = re.search(r"arxiv:\S+", journal, re.IGNORECASE)
    return match and match[0]


def _metadata(fields: dict[str, str]) -> dict[str, Any]:
    values = {
        "authors": _authors(fields.get("author", "")),
        "venue": _decoded(fields.get("booktitle") or fields.get("journal") or ""),
        "year": _decoded(fields.get("year") or fields.get("date", "")[:4]),
    }
    return {key: value for key, value in values.items() if value}


def _authors(field: str) -> list[str]:
    """Return the names in `field`, given names first; an institution between braces is one name."""
    names = []
    for name in split_multiple_persons_names(field):
        if name.startswith("{") and name.endswith("}"):
            names.append(_decoded(name))
        elif name != "others":
            names.append(_decoded(parse_single_name_into_parts(name, strict=False).merge_first_name_first))
    return [name for name in names if name]
