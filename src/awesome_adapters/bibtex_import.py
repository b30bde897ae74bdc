"""A citation in BibTeX, read into the keys of an entry."""

import logging
import re
from typing import Any

from awesome_adapters.identifiers import Identifier, parse
from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import collapse_whitespace


def from_bibtex(text: str) -> dict[str, Any]:
    """Return an entry's `title` and `paper`; the paper has `authors`, `venue` and `year` where no id tells them.

    Raises `CatalogueError` if the text is not one entry with a title.
    """
    fields = _fields(text)
    title = _clean(fields.get("title"))
    if not title:
        raise CatalogueError("the BibTeX entry has no title")
    paper: dict[str, Any] = {one.scheme: one.value for one in _identifiers(fields)}
    url = fields.get("url", "").replace("\\", "")
    if not paper and re.match(r"https?://", url, re.IGNORECASE):
        paper["url"] = url
    if not any(Identifier(scheme, "").semantic_scholar is not None for scheme in paper if scheme != "url"):
        paper |= _metadata(fields)
    return {"title": title, "paper": paper}


def _fields(text: str) -> dict[str, str]:
    """Return the fields of the one entry, their names in lower case, as they are written in LaTeX."""
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what cannot be read is said by us
    library = parse_string(text)
    if library.failed_blocks:
        raise CatalogueError(
            "this BibTeX cannot be read; it begins with @, its braces are closed, and no field is given twice"
        )
    if len(library.entries) != 1:
        found = f"{len(library.entries)} BibTeX entries are here" if library.entries else "no BibTeX entry is here"
        raise CatalogueError(f"{found}; give one at a time, from its @ to its last brace")
    return {key.lower(): str(field.value).strip() for key, field in library.entries[0].fields_dict.items()}


def _clean(latex: str | None) -> str:
    """Return the text that LaTeX would show."""
    from bibtexparser.library import Library
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from bibtexparser.model import Entry, Field

    entry = Entry("misc", "key", [Field("text", re.sub(r"\s+", " ", latex or ""))])
    decoded = LatexDecodingMiddleware().transform_entry(entry, Library())
    written = str(decoded.fields_dict["text"].value) if isinstance(decoded, Entry) else latex or ""
    return collapse_whitespace(re.sub("[{}]", "", written))


def _identifiers(fields: dict[str, str]) -> list[Identifier]:
    is_arxiv = "arxiv" in fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).lower()
    written = (
        (fields.get("eprint") if is_arxiv else None, "arxiv_id"),
        (_arxiv_in(fields.get("journal", "")), "arxiv_id"),
        (fields.get("doi"), "doi"),
        (fields.get("pmid"), "pmid"),
        (fields.get("pmcid"), "pmcid"),
        (fields.get("url"), None),
    )
    found = [one for text, scheme in written if text and (one := parse(text.replace("\\", ""), scheme))]
    return list({one.scheme: one for one in reversed(found)}.values())[::-1]


def _arxiv_in(journal: str) -> str | None:
    """Find the id in `arXiv preprint arXiv:2106.09685`, as Google Scholar and others give it."""
    found = re.search(r"arxiv:\S+", journal, re.IGNORECASE)
    return found and found[0]


def _metadata(fields: dict[str, str]) -> dict[str, Any]:
    venue = fields.get("booktitle") or fields.get("journal")
    given = {
        "authors": list(_authors(fields.get("author", ""))),
        "venue": _clean(venue),
        "year": _clean(fields.get("year") or fields.get("date", "")[:4]),
    }
    return {key: value for key, value in given.items() if value}


def _authors(written: str) -> list[str]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    names = []
    for name in split_multiple_persons_names(written):
        if name.startswith("{") and name.endswith("}"):  # an institution is one name
            names.append(_clean(name))
        elif name and name != "others":
            parts = parse_single_name_into_parts(name, strict=False)
            names.append(_clean(" ".join((*parts.first, *parts.von, *parts.last, *parts.jr))))
    return [name for name in names if name]
