"""What reference managers and search engines take from the page of a paper: `citation_*` elements and schema.org."""

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from awesome_adapters.formats.citations.citation import Citation, Item
from awesome_adapters.formats.site.head import script_json
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import Name

_CONTAINERS = {"article": "journal_title", "proceedings": "conference_title"}


def citation_tags(item: Item) -> Iterator[tuple[str, str]]:
    """Give names and contents of a paper's `meta` elements; a tool has none.

    They are those of Google Scholar's inclusion guidelines, and those that Zotero's "Embedded Metadata" reads besides:
    it takes `public_url` for the address, in whose place it would put that of the list's page.
    """
    record, citation = item.record, item.citation
    if not record.listed.is_paper:
        return
    container = _CONTAINERS.get(citation.kind, "publisher")
    values: list[tuple[str, object]] = [
        ("title", citation.title),
        *(("author", _author(name)) for name in citation.authors),
        ("publication_date", _date(citation, "/")),
        (container, citation.container),
        ("technical_report_institution", citation.server),
        ("technical_report_number", citation.server and citation.arxiv and f"arXiv:{citation.arxiv}"),
        ("volume", citation.volume),
        *zip(("firstpage", "lastpage"), citation.pages, strict=False),
        ("doi", citation.any_doi),
        ("arxiv_id", citation.arxiv),
        ("pmid", citation.pmid),
        ("keywords", "; ".join(collapse_whitespace(tag) for tag in record.tags)),
        ("public_url", record.url),
        ("pdf_url", record.link("PDF")),
    ]
    yield from ((f"citation_{name}", str(value)) for name, value in values if value)


def _author(name: Name) -> str:
    """Write a name with the family name first.

    Zotero takes a comma with two words on either side for one that parts two people; a no-break space is no space.
    """
    family = " ".join(filter(None, (name.particle, name.family)))
    given = " ".join(filter(None, (name.given, name.suffix)))
    return ", ".join(filter(None, (family, given.replace(" ", "\u00a0") if " " in family else given)))


def _date(citation: Citation, separator: str) -> str:
    parts = (citation.year, citation.month, citation.day)
    known = parts[: next((n for n, part in enumerate(parts) if not part), len(parts))]
    return separator.join(f"{part:02}" for part in known)


def schema_org(item: Item, address: str | None, way: Sequence[tuple[str, str]]) -> Markup:
    """Describe an entry in the terms of schema.org, and where it stands: `way` has the pages above, by their names.

    `address` is the page's own; without it, the list does not know where it is published.
    """
    record, citation = item.record, item.citation
    people = [{"@type": "Organization" if name.is_whole else "Person", "name": str(name)} for name in citation.authors]
    same = [record.url, *(link.url for link in record.links if link.label == "Semantic Scholar")]
    work = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle" if record.listed.is_paper else "SoftwareSourceCode",
        "name": collapse_whitespace(record.full_title),
        "headline": citation.title if record.listed.is_paper else None,
        "description": collapse_whitespace(record.summary or ""),
        "author": people,
        "datePublished": _date(citation, "-"),
        "isPartOf": {"@type": "PublicationVolume", "name": citation.container} if citation.container else None,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": scheme, "value": value}
            for scheme, value in (("DOI", citation.any_doi), ("arXiv", citation.arxiv), ("PMID", citation.pmid))
            if value
        ],
        "award": citation.award,
        "keywords": [collapse_whitespace(tag) for tag in record.tags],
        "codeRepository": record.link("Code") if not record.listed.is_paper else None,
        "url": record.url,
        "sameAs": same[1:],
        "mainEntityOfPage": address,
    }
    described: list[dict[str, Any]] = [{name: value for name, value in work.items() if value}]
    if address:
        steps = [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate((*way, (work["name"], address)), 1)
        ]
        described.append({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps})
    return script_json(described)
