"""A citation in BibTeX, read into the keys of an entry."""

from typing import Any

from awesome_adapters.identifiers import Identifier, parse
from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import one_line


def from_bibtex(text: str) -> dict[str, Any]:
    """Return an entry's `title` and `paper`; the paper has `authors`, `venue` and `year` where no id tells them.

    Raises `CatalogueError` if the text is not one entry with a title.
    """
    from bibtexparser import middlewares
    from bibtexparser.entrypoint import parse_string

    # what cannot be read is said by us
    library = parse_string(
        text,
        append_middleware=[
            middlewares.LatexDecodingMiddleware(),
            middlewares.SeparateCoAuthors(),
            middlewares.SplitNameParts(),
            middlewares.MergeNameParts(style="first"),
        ],
    )
    if len(library.entries) != 1 or library.failed_blocks:
        raise CatalogueError("this is not one complete BibTeX entry; it begins with @ and all of its braces are closed")
    fields = {key.lower(): field.value for key, field in library.entries[0].fields_dict.items()}
    title = one_line(str(fields.get("title", "")).replace("{", "").replace("}", ""))
    if not title:
        raise CatalogueError("the BibTeX entry has no title")
    paper: dict[str, Any] = {one.scheme: one.value for one in _identifiers(fields)}
    if not paper and str(fields.get("url", "")).startswith("http"):
        paper["url"] = str(fields["url"])
    if not any(Identifier(scheme, "").semantic_scholar is not None for scheme in paper if scheme != "url"):
        paper |= _metadata(fields)
    return {"title": title, "paper": paper}


def _identifiers(fields: dict[str, Any]) -> list[Identifier]:
    is_arxiv = "arxiv" in str(fields.get("archiveprefix", fields.get("eprinttype", "arxiv"))).lower()
    written = (
        (fields.get("eprint") if is_arxiv else None, "arxiv_id"),
        (fields.get("doi"), "doi"),
        (fields.get("pmid"), "pmid"),
        (fields.get("url"), None),
    )
    found = (parse(str(text), scheme) for text, scheme in written if text)
    return list({one.scheme: one for one in reversed([one for one in found if one])}.values())[::-1]


def _metadata(fields: dict[str, Any]) -> dict[str, Any]:
    venue = fields.get("booktitle") or fields.get("journal")
    given = {
        "authors": [one_line(str(name)) for name in fields.get("author", [])],
        "venue": venue and one_line(str(venue)),
        "year": fields.get("year") and one_line(str(fields["year"])),
    }
    return {key: value for key, value in given.items() if value}
