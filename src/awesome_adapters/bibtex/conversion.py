"""Citations in BibTeX and biblatex, read into the keys of entries; what finds no key is told."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from awesome_adapters.bibtex import syntax
from awesome_adapters.bibtex.authors import authors
from awesome_adapters.bibtex.syntax import BibtexEntry
from awesome_adapters.identifiers import SCHEMES, Identifier, parse
from awesome_adapters.metadata import venues
from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import latex, starts_with_name
from awesome_adapters.text.addresses import repository

Notify = Callable[[str], None]
Keys = dict[str, Any]
_Fields = Mapping[str, str]

_VENUES = ("booktitle", "journaltitle", "journal", "maintitle", "eventtitle")
"""The fields of what an entry stands in; biblatex's manual has them, and `journal` as an alias ("Field aliases")."""
_PUBLISHERS = ("publisher", "school", "institution", "organization")
_NOTES = ("note", "addendum", "annote", "annotation")
_ADDRESSES = ("url", "howpublished", *_NOTES, "link", "ee", "journal", "eprint")
_WITH_ARXIV = ("howpublished", *_NOTES, "journal", "journaltitle", "number", "volume", "series")
_ID_FIELDS = {name: key for key in SCHEMES for name in (key, key.replace("_", ""), key.removesuffix("_id"))}
_EPRINT = ("eprint", "archiveprefix", "eprinttype", "eprintclass", "primaryclass")
_READ = (*_NOTES, *_VENUES, *_ID_FIELDS, *_EPRINT, "title", "subtitle", "shorttitle", "author", "editor", "verba")
_TECHNICAL = (
    "abstract address archive articleno bibsource biburl copyright crossref date date-added date-modified day eid "
    "entrysubtype eventdate file groups isbn issn issue_date key keywords langid language location month "
    "numpages origdate owner pagetotal place pubstate timestamp urldate xdata year"
)
"""Fields that are read elsewhere, or that no reader misses."""
_EDITED = ("book", "collection", "mvbook", "mvcollection", "periodical", "proceedings", "reference")
_DETAILS = ("edition", "issue", "number", "pages", "series", "volume", *_PUBLISHERS)
_AWARD = re.compile(r"\b(?:award|best|honou?rable|oral|outstanding|spotlight)\b", re.IGNORECASE)
"""Fields that Semantic Scholar tells, if an id leads to the paper."""

_ARXIV = re.compile(r"(?:\barxiv:\s*|\babs/)([a-z.-]+/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
"""As in `arXiv preprint arXiv:2106.09685` of Google Scholar, and in DBLP's volume `abs/2106.09685`."""
_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+", re.IGNORECASE)
_LINKED = re.compile(rf"(?:\b(?:see|available|online|at|from|url|on)\b:?\s*)*{_ADDRESS.pattern}", re.IGNORECASE)
_FILLING = re.compile(
    r"\b(?:accessed|accepted|appear|arxiv|at|available|from|in|last|on|online|preprint|press|see|submitted|to|url"
    r"|version|visited)\b",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """What was read of an entry of a library: its keys, None where it cannot be read, and sentences on what is lost."""

    line: int
    key: str
    keys: dict[str, Any] | None
    messages: list[str]
    keywords: str = ""
    groups: str = ""
    """Those of JabRef."""


def library(text: str) -> Iterator[Reading]:
    """Give what is read of each entry, with keys as `entry_from_bibtex` returns them, and what cannot be read."""
    readable, failures = syntax.entries(text)
    for failure in failures:
        yield Reading(failure.line, "", None, [f"{failure.message}; left out"])
    for entry in readable:
        messages: list[str] = []
        keys = None
        try:
            keys = _keys(entry, messages.append)
        except CatalogueError as error:
            messages.append(f"{error}; left out")
        yield Reading(
            entry.line, entry.key, keys, messages, *(entry.fields.get(name, "") for name in ("keywords", "groups"))
        )


def entry_from_bibtex(text: str, notify: Notify = lambda _: None) -> dict[str, Any]:
    """Return an entry's `title` and `paper`, and its `name`, `code`, `website`, `award` and `note` where it has them.

    `notify` is called with a sentence on each thing of the entry that cannot be kept. Raises
    `CatalogueError` if the text is not one entry with a title.
    """
    readable, failures = syntax.entries(text)
    if failures:
        raise CatalogueError(failures[0].message)
    if len(readable) != 1:
        number = f"{len(readable)} BibTeX entries are here" if readable else "no BibTeX entry is here"
        raise CatalogueError(f"{number}; give one at a time, from its @ to its last brace")
    return _keys(readable[0], notify)


def _keys(entry: BibtexEntry, notify: Notify) -> dict[str, Any]:
    fields = entry.fields
    title = ": ".join(part for name in ("title", "subtitle") if (part := latex.plain(fields.get(name, ""))))
    if not title:
        raise CatalogueError("the BibTeX entry has no title")
    for command in latex.unknown_commands(" ".join(fields.get(name, "") for name in ("title", "author", *_VENUES))):
        notify(f"the command {command} is not known, and left out; what stands behind it is kept")
    identifiers = _identifiers(fields, notify)
    links = {link: name for name in _ADDRESSES for link in _addresses(fields, name) if not parse(link)}
    paper: dict[str, Any] = {identifier.scheme: identifier.value for identifier in identifiers}
    keys: dict[str, Any] = {"title": title, "paper": paper}
    if links and not identifiers:
        link = next(iter(links))
        del links[link]
        if entry.kind.startswith("software"):
            keys["code" if repository(link) else "website"] = link
        else:
            paper["url"] = link
    if code := next(filter(repository, links), None):
        del links[code]
        keys["code"] = code
    paper |= _metadata(entry.kind, fields, identifiers, notify)
    keys |= _remarks(fields, title)
    lost = [f"{name} {link}" for link, name in links.items()]
    lost += _lost(fields, set(_DETAILS) if _are_askable(identifiers) else set(), paper.get("venue"))
    if lost:
        notify(f"not kept, for an entry has no place for it: {', '.join(lost)}")
    return keys


def _are_askable(identifiers: Iterable[Identifier]) -> bool:
    return any(identifier.semantic_scholar is not None for identifier in identifiers)


# Ids and addresses ---------------------------------------------------------------------------------------------------


def _identifiers(fields: _Fields, notify: Notify) -> list[Identifier]:
    """Return the first identifier of each scheme."""
    candidates: list[tuple[str | None, str | None, str]] = []
    if eprint := _verbatim(fields.get("eprint", "")):
        kind = fields.get("eprinttype", fields.get("archiveprefix", "arxiv")).lower()
        scheme = "pmid" if kind == "pubmed" else _ID_FIELDS.get(kind, "arxiv_id" if "arxiv" in kind else None)
        archive = fields.get("eprintclass", fields.get("primaryclass", kind))
        candidates += [(None, scheme, eprint), (None, scheme, f"{archive}/{eprint}")]
    candidates += [(name, key, _verbatim(fields[name])) for name, key in _ID_FIELDS.items() if name in fields]
    candidates += [(None, None, further) for further in fields.get("verba", "").split(", ")]  # of our own exports
    texts = [_verbatim(fields[name]) for name in _WITH_ARXIV if name in fields]
    candidates += [(None, "arxiv_id", number) for text in texts for number in _ARXIV.findall(text)]
    candidates += [(None, None, link) for name in _ADDRESSES for link in _addresses(fields, name)]
    identifiers: dict[str, Identifier] = {}
    for field, scheme, text in candidates:
        if identifier := parse(text, scheme):
            identifiers.setdefault(identifier.scheme, identifier)
        elif field and scheme:
            notify(f"the {field} '{text}' is not valid, and left out; one looks like {SCHEMES[scheme].example}")
    return list(identifiers.values())


def _addresses(fields: _Fields, name: str) -> list[str]:
    """Return the addresses in a field; what begins as one, and holds no other, is one with all its signs."""
    if not _ADDRESS.search(fields.get(name, "")):
        return []
    text = _verbatim(fields[name])
    links = [link.rstrip(".,;:)]") for link in _ADDRESS.findall(text)]
    if name == "url" and len(links) == 1 and _ADDRESS.match(text):
        links = [text]
    return [_quoted(link if link[:4].lower() == "http" else f"https://{link}") for link in links]


_quoted = partial(re.sub, r'[\s"<>\\^`{|}]', lambda sign: f"%{ord(sign[0]):02X}")


def _verbatim(value: str) -> str:
    """Read an id or an address, in which LaTeX's braces and backslashes mean nothing."""
    if re.fullmatch(r"[\w.:/-]*", value):
        return value
    value = re.sub(r"\\(?:url|path|nolinkurl|href)\s*(?=\{)", " ", value).replace("}{", "} {")
    value = re.sub(r"\{?\\textasciitilde(?:\s*\{\}|\})?|\\~\s*\{\}|\\string~|\$\\sim\$", "~", value)
    value = re.sub(r"\{?\\textunderscore(?:\s*\{\}|\})?|\$\\?_\$", "_", value)
    value = value.replace(r"{\textless}", "<").replace(r"{\textgreater}", ">").replace("&amp;", "&")
    return " ".join(re.sub(r"[{}]|\\(?=[^A-Za-z])", "", value).split())


# What is known of the paper ------------------------------------------------------------------------------------------


def _metadata(kind: str, fields: _Fields, identifiers: Iterable[Identifier], notify: Notify) -> dict[str, Any]:
    values = {
        "authors": _authors(kind, fields, notify if _are_askable(identifiers) else None),
        "venue": _venue(kind, fields, {identifier.scheme for identifier in identifiers}),
        "year": _year(fields, notify),
    }
    return {key: value for key, value in values.items() if value}


def _authors(kind: str, fields: _Fields, notify: Notify | None) -> list[str]:
    """Return the authors; of a book without any, its editors. Where they cannot be read, `notify` is told, if given."""
    try:
        return authors(fields.get("author") or fields.get("editor" if kind in _EDITED else "", ""))
    except CatalogueError as error:
        if notify is None:
            raise
        notify(f"{error}; the authors are left out")
        return []


def _venue(kind: str, fields: _Fields, schemes: set[str]) -> str | None:
    has_publisher = kind not in ("article", "inproceedings", "misc", "online")
    names = [*_VENUES, "howpublished", *(_PUBLISHERS if has_publisher else ())]
    texts = (latex.plain(fields[name]) for name in names if name in fields and not _addresses(fields, name))
    venue = next(filter(None, texts), None)
    server = venue and venues.find(venue)
    return None if server and server.short == "arXiv" and "arxiv_id" in schemes else venue


def _year(fields: _Fields, notify: Notify) -> str | None:
    """Return the year of `year`, or the first one of biblatex's `date`, which may be a range or a season."""
    texts = [latex.plain(fields[name]) for name in ("year", "date") if name in fields]
    years = [year[0] for text in texts if (year := re.search(r"(?<!\d)(?:1\d|20)\d\d(?!\d)", text))]
    if texts and not years:
        notify(f"'{texts[0]}' is not a year; the entry has none")
    return next(iter(years), None)


def _remarks(fields: _Fields, title: str) -> dict[str, str]:
    """Return the entry's `name`, and what notes hold beside addresses and words on when they were visited."""
    texts = [latex.plain(fields[name]) for name in _NOTES if _has_words(fields.get(name, ""))]
    notes = [note for text in dict.fromkeys(texts) if (note := _LINKED.sub("", text).strip())]
    award = next((note for note in notes if len(note) < 80 and _AWARD.search(note)), "")
    values = {
        "name": "" if starts_with_name(title, name := latex.plain(fields.get("shorttitle", ""))) else name,
        "award": award,
        "note": " ".join(note for note in notes if note != award),
    }
    return {key: value for key, value in values.items() if value}


def _has_words(value: str) -> bool:
    rest = _ARXIV.sub("", _ADDRESS.sub("", _verbatim(value)))
    return bool(re.search(r"[^\W\d_]{2}", _FILLING.sub("", rest)))


def _lost(fields: _Fields, kept: set[str], venue: str | None) -> Iterator[str]:
    """Give the fields that hold something and have no key, with what they hold."""
    kept = kept.union(_READ, _TECHNICAL.split())
    for name in (name for name in fields if name not in kept):
        text, has_id = latex.plain(fields[name]), bool(_addresses(fields, name) or _ARXIV.search(fields[name]))
        is_read = has_id and (name == "url" or not _has_words(fields[name]))
        if text and text != venue and not is_read and not name.startswith(("bdsk-", "mendeley-")):
            yield f"{name} '{text if len(text) < 80 else f'{text[:78]}…'}'"
