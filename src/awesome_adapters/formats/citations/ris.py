"""RIS, which programs that manage references read: one tag of two letters a line."""

from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.text.names import Name

_TYPES = {"article": "JOUR", "proceedings": "CONF", "preprint": "UNPB", "software": "COMP", "other": "GEN"}
"""The types of the format's description (Reference Manager's, 2011): a preprint is an unpublished work."""


def entry(citation: Citation) -> str:
    r"""Return a reference; as the format wants it, lines end with \r\n, and an empty one follows."""
    year = f"{citation.year:04}" if citation.year else ""
    month, day = (f"{number:02}" if number else "" for number in (citation.month, citation.day))
    first_page, last_page = (*citation.pages, "", "")[:2]
    fields = [
        ("TY", _TYPES[citation.kind]),
        ("ID", citation.key),
        ("TI", citation.title),
        ("ST", citation.short_title or ""),
        *(("AU", _name(name)) for name in citation.authors),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("T2", citation.container or ""),
        ("PB", citation.server or ""),
        ("VL", citation.volume or ""),
        ("SP", first_page),
        ("EP", last_page),
        ("DO", citation.any_doi or ""),
        ("UR", citation.url),
        ("N1", f"arXiv:{citation.arxiv}" if citation.arxiv else ""),
        ("N1", citation.retraction or ""),
        ("N1", citation.award or ""),
        ("N1", citation.note or ""),
    ]
    lines = [f"{tag}  - {text}" for tag, text in fields if text]
    return "\r\n".join((*lines, "ER  - ", "", ""))


def _name(name: Name) -> str:
    """Write a name as the format wants it, without the asterisk that it forbids there."""
    family = f"{name.particle} {name.family}".strip()
    return ", ".join(part for part in (family, name.given, name.suffix) if part).replace("*", "")
