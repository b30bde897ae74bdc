"""A draft becomes an entry: its title, its links by their labels, and what its texts say."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from awesome_adapters.addresses import repository
from awesome_adapters.identifiers import SCHEMES, Identifier, parse, rivals
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.inline import Line, Piece, text_of
from awesome_adapters.importing.outline import Draft, opening, without_noise
from awesome_adapters.text import SENTENCE_TERMINALS
from awesome_adapters.text_rules import SUMMARY_LENGTH
from awesome_adapters.values import is_link

Tell = Callable[[str, str], None]
"""Takes the kind of a case and a sentence on it."""

_CODE_HOST = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.[\w.]+|bitbucket\.org|codeberg\.org|gitee\.com|sourceforge\.net|git\.[\w.-]+)/[^/]+", re.IGNORECASE)
_PAPER_PAGE = re.compile(
    r"\.pdf(?:[?#]|$)|openaccess\.thecvf|proceedings|/papers?/|jmlr\.org|papers\.n(?:eur)?ips\.cc|ieeexplore|sciencedirect|dl\.acm\.org|springer\.com|usenix\.org"
    r"|isca-speech|ecva\.net|researchgate\.net|jstor\.org|cell\.com|nature\.com/articles|academic\.oup|mdpi\.com|frontiersin|onlinelibrary|tandfonline|openreview",
    re.IGNORECASE,
)
_BADGE = re.compile(r"shields\.io/(?:static/v1\?|badge/)(?P<text>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE)
_EDGES = " \t,;:.*_|·•~\\-–—"
_VENUE_IN_BRACKETS = re.compile(r"^(?P<title>.*\S)\s*[(\[（](?P<text>[^()\[\]（）]*)[)\]）]\s*$")
_SEPARATOR = re.compile(r"\s+[·•|]\s+|\s*\|\s*|\s*·\s*")


@dataclass
class Entry:
    """What is known of an entry while it is read."""

    line: int
    end: int
    path: tuple[str, ...] = ()
    source: str = ""
    title: str = ""
    name: str = ""
    ids: dict[str, Identifier] = field(default_factory=dict)
    paper: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    website: str = ""
    links: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    award: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    also_in: list[str] = field(default_factory=list)
    key: str = ""
    rivals: list[Identifier] = field(default_factory=list)
    """Ids of the same paper by the source's text, which its links contradict."""
    generated: list[str] = field(default_factory=list)
    """Addresses that a build of ours wrote, and writes again."""

    def add_link(self, label: str, url: str) -> None:
        """Keep a further link, under a label that no other one has."""
        if url in self.links.values() or not is_link(url):
            return
        label = " ".join(label.split()).strip("[]:： ") or "Link"
        label = f"{label} 1" if labels.plain(label) in _RESERVED else label
        name, number = label, 2
        while name in self.links:
            name, number = f"{label} {number}", number + 1
        self.links[name] = url

    def add_tags(self, texts: Iterable[str]) -> None:
        """Add tags that are new."""
        self.tags += [tag for text in texts if (tag := text.strip(" \t,;.")) and tag not in self.tags]

    @property
    def is_told_of(self) -> bool:
        """Return whether there is something to link, or to say of a paper; a bare title is no entry."""
        paper = self.paper.keys() - {"citation_key"}
        return bool(self.ids or paper or self.code or self.website or self.links)

    @property
    def fields(self) -> dict[str, Any]:
        """Return the keys of the entry as data files have them."""
        paper = {scheme: identifier.value for scheme, identifier in self.ids.items()} | self.paper
        texts = [" ".join(text.split()) for text in self.notes if re.search(r"\w", text)]
        is_short = len(texts) == 1 and len(texts[0]) <= SUMMARY_LENGTH and not re.search(rf"[{SENTENCE_TERMINALS}]\s+\w", texts[0])
        values = {
            "title": self.title,
            "name": self.name,
            "summary": texts[0] if is_short else "",
            "note": "" if is_short else " ".join(texts),
            "paper": {key: value for key, value in paper.items() if value},
            "code": self.code,
            "website": self.website,
            "links": self.links,
            "tags": self.tags,
            "award": self.award,
            "extra": self.extra,
            "key": self.key,
            "also_in": self.also_in,
        }
        return {key: value for key, value in values.items() if value}


_RESERVED = ("pdf", "code", "website", "semantic scholar", "preprint", "published")
"""Labels that outputs give to links of their own."""


def read(draft: Draft, tell: Tell) -> Entry:
    """Return the entry that a draft is; it has no title where none can be read."""
    return _Reader(draft, tell).entry


def complete(url: str) -> str:
    """Return an address with its scheme, and with the signs encoded that no address has."""
    url = re.sub(r"^(?:\[|%5B|<|\()+(?=http|www)", "", url.strip(), flags=re.IGNORECASE)
    url = re.sub(r"^(https?):/*(?=\w)", r"\1://", url.strip(), flags=re.IGNORECASE)
    url = f"https://{url}" if re.match(r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|edu|ai)(?:/|$)", url) else url
    return re.sub(r"[\s\"<>\\^`{|}]", lambda sign: quote(sign[0]), url.replace("\\_", "_"))


class _Reader:
    def __init__(self, draft: Draft, tell: Tell) -> None:
        self.entry = Entry(draft.line, draft.end)
        self._tell = tell
        self._links: list[tuple[str, str]] = []
        self._title_url = ""
        self._text_ids: list[Identifier] = []
        self._is_paper_column = self._is_generated = False
        if draft.cells:
            self._cells(draft)
        else:
            self._lines(draft.lines, is_bold=draft.has_bold_title)
        self._settle()

    # Lines of text -------------------------------------------------------------------------------------------------

    def _lines(self, lines: list[Line], *, is_bold: bool = True) -> None:
        lines = [self._without_pictures(line) for line in lines]
        first = next((n for n, line in enumerate(lines) if opening(line)[0] in ("bold", "link", "text")), 0)
        if not any(lines):
            return
        has_bold = is_bold or any("bold" in piece.marks for piece in lines[first][:3])
        rest = self._take_title(lines[first])
        is_note = not has_bold and bool(self._title_url) and not (labels.ids(self._title_url) or _PAPER_PAGE.search(self._title_url))
        for number, line in enumerate([*lines[:first], rest, *lines[first + 1 :]]):
            self._text(line, is_behind_title=number == first, is_note=number == first and is_note)

    def _without_pictures(self, line: Line) -> Line:
        """Take the badges out of a line: they are links, tags, or nothing that a reader misses."""
        for piece in line:
            badge = _BADGE.search(piece.picture)
            text = piece.text
            if badge:
                values = dict(part.split("=", 1) for part in (badge["query"] or "").split("&") if "=" in part)
                static = [values[name] for name in ("label", "message") if values.get(name)]
                parts = static or re.split(r"(?<!-)-(?!-)", badge["text"].strip("/"))[:-1] or [badge["text"]]
                text = "-".join(unquote(part).replace("--", "-").replace("__", "\0").replace("_", " ").replace("\0", "_").strip() for part in parts if part)
            if piece.picture and piece.url:
                self._links.append((text or "Link", piece.url))
            elif badge and (labels.ids(text) or not labels.is_label(text)):
                self._text_ids += labels.ids(text)
                known = published.publication(text.replace("-", " "))
                if known and known.venue and known.year and not self.entry.paper.get("venue"):
                    self._publish(known)
                elif not labels.ids(text):
                    self.entry.add_tags([text])
            if "anchor" in piece.marks:
                self._anchor(piece.text)
        return [piece for piece in line if not piece.picture and "anchor" not in piece.marks]

    def _anchor(self, name: str) -> None:
        """Read the id in an anchor of our own README."""
        self._is_generated = True
        if match := re.fullmatch(r"(arxiv|acl|doi|openreview|pmcid|pmid|s2|corpus)-(\S+)", name):
            value = match[2].replace("-", "/", 1) if match[1] == "doi" else match[2]
            value = re.sub(r"^(10\.18653/v1)-", r"\1/", value)
            scheme = {"s2": "semantic_scholar_id", "doi": "doi", "pmid": "pmid", "pmcid": "pmcid"}.get(match[1], f"{match[1]}_id")
            if identifier := parse(value, scheme):
                self.entry.ids.setdefault(identifier.scheme, identifier)

    def _take_title(self, line: Line) -> Line:
        """Take the title out of a line, and return what stands around it."""
        kind, start = opening(line)
        before = line[:start]
        if kind == "text" and (bold := next((n for n, piece in enumerate(line) if "bold" in piece.marks), None)) is not None and not line[bold].text.rstrip().endswith(":"):
            kind, start, before = "bold", bold, line[:bold]
        elif kind == "text":
            link = next((n for n, piece in enumerate(line) if piece.url and not labels.is_label(piece.text)), None)
            label = next((n for n, piece in enumerate(line) if piece.url and labels.is_label(piece.text)), None)
            if label is not None or link is None or "bare" in line[link].marks:
                return self._title_of_text(line)
            self._set_title(line[link].text, line[link].url or "")
            return line
        names = [piece for piece in before if "underline" in piece.marks]
        self.entry.name = names[0].text.strip(_EDGES) if names else ""
        end = start + 1
        if kind == "bold":
            while end < len(line) and ("bold" in line[end].marks or (line[end].url == line[start].url and line[start].url) or (_is_joint(line[end].text) and end + 1 < len(line) and "bold" in line[end + 1].marks)):
                end += 1
        elif kind == "link":
            while end < len(line) and line[end].url == line[start].url:
                end += 1
        elif kind in ("label", "nothing", "anchor"):
            if names:
                self._set_title(self.entry.name, "")
                self.entry.name = ""
            return [piece for piece in line if "underline" not in piece.marks]
        pieces = line[start:end]
        self._set_title(without_noise(text_of(pieces)) if not re.match(r"\s*[\[(]?\d+-?D", text_of(pieces)) else text_of(pieces), next((piece.url for piece in pieces if piece.url), ""))
        prefix = [piece for piece in before if "underline" not in piece.marks and re.search(r"\w{2}", without_noise(piece.text))]
        following = line[end:]
        if following and not following[0].url:
            text = following[0].text
            if text[:1] in "\"”’'»":
                following = [following[0]._replace(text=text[1:]), *following[1:]]
        return [*prefix, Piece(" · "), *following] if prefix else following

    def _title_of_text(self, line: Line) -> Line:
        """Take the title off a line without marks: it ends before the first link, or where the venue begins."""
        end = next((n for n, piece in enumerate(line) if piece.url or "italic" in piece.marks), len(line))
        text = text_of(line[:end]).strip()
        if (match := re.match(r"[\[(【]([^\[\]()]{3,40})[\])】]\s*[:.,-]?\s*(?=\w)", text)) and (known := published.publication(match[1])) and known.year:
            self._publish(known)
            text = text[match.end() :]
        text = without_noise(text).rstrip(" [(") if not re.match(r"[\[(]?\d+-?D", text) else text
        if match := re.match(r"[\"“]([^\"”]{4,})[\"”]", text):
            self._set_title(match[1], "")
            return [Piece(text[match.end() :]), *line[end:]]
        head, dot, rest = text.partition(". ")
        if dot and (published.publication(rest) or published.authors(rest) or published.authors_and_publication(rest)):
            self._set_title(head, "")
            return [Piece(rest), *line[end:]]
        if (match := re.fullmatch(r"(.*?\w),\s+([^,]*?\b(?:19|20)\d\d\W*)", text)) and published.publication(match[2]):
            self._set_title(match[1], "")
            return [Piece(match[2]), *line[end:]]
        self._set_title(text, "")
        return line[end:]

    def _set_title(self, text: str, url: str) -> None:
        self._title_url = self._title_url or url
        title = " ".join(text.split())
        while match := _VENUE_IN_BRACKETS.match(title):
            known = published.publication(match["text"])
            if not known or not (known.year or known.award or labels.ids(match["text"]) or (known.venue and published.venues.find(known.venue))):
                break
            self._text_ids += labels.ids(match["text"])
            self._publish(known)
            title = match["title"]
        title = re.sub(r"^(?:\[\d+\]|\(\d+\)|\d+\.)\s+(?=\S)", "", title.strip(" \t,;:|\\~").rstrip("."))
        for left, right in ("\"\"", "“”", "''", "‘’", "«»", "「」", "《》", "【】", "**"):
            if title.startswith(left) and title.endswith(right) and len(title) > 2 and left not in title[1:-1].replace(right, "", 0)[:0]:
                title = title[1:-1]
        title = title.strip(" \t,;|\\").rstrip(" .:") if not title.endswith("...") else title
        self.entry.title = title.lstrip("\"“") if title.count('"') == 1 or title.count("“") > title.count("”") else title

    # What stands behind a title ------------------------------------------------------------------------------------

    def _text(self, line: Line, *, is_behind_title: bool = False, is_note: bool = False) -> None:
        """Read a line: links by their labels, and the texts between them."""
        words = [len(re.findall(r"[^\W\d_]{2,}", piece.text)) * (not piece.url and not {"italic", "code"} & piece.marks) for piece in line]
        is_prose = (is_note and sum(words) > 1) or (max(words, default=0) > 11 and not published.publication(text_of(piece for piece in line if not piece.url)))
        codes = [piece for n, piece in enumerate(line) if "code" in piece.marks and not piece.url and not sum(words[n:])]
        runs: list[tuple[bool, str]] = []
        for number, piece in enumerate(line):
            if piece.url is not None:
                is_label = labels.link_kind(piece.text) is not None or not piece.text.strip()
                is_in_prose = is_prose and "bare" not in piece.marks and (not is_label or _is_amid_words(line, number))
                runs.append((False, piece.text if is_in_prose else " · "))
                if not is_in_prose or is_label or not is_link(complete(piece.url)):
                    self._link(piece)
                elif piece.url != self._title_url:
                    self.entry.add_link(piece.text, complete(piece.url))
            elif any(piece is code for code in codes):
                known = published.publication(piece.text)
                self._publish(known) if known and known.year else self.entry.add_tags([piece.text])
                runs.append((False, " · "))
            else:
                runs.append(("italic" in piece.marks, piece.text))
        groups: list[tuple[bool, str]] = []
        for is_italic, text in runs:
            if groups and (groups[-1][0] == is_italic or not text.strip() or is_prose):
                groups[-1] = (groups[-1][0], groups[-1][1] + text)
            else:
                groups.append((is_italic, text))
        notes = []
        for is_italic, text in groups:
            for part in [text] if is_prose else _SEPARATOR.split(text):
                notes.append(self._part(part, is_italic=is_italic, is_behind_title=is_behind_title and not is_note, is_note=is_note))
        if note := " ".join(filter(None, notes)):
            self.entry.notes.append(note)

    def _part(self, text: str, *, is_italic: bool = False, is_behind_title: bool = False, is_note: bool = False) -> str:
        """Read a text that stands by itself: authors, a publication, a field with a label; return what is a note."""
        text = _without_empty_brackets(text)
        bare = text.strip(_EDGES + "()[]")
        if labels.is_nothing(bare) or all(_is_no_text(part.strip(_EDGES)) for part in re.split(r"[\[\]()/,]+", bare)):
            self._text_ids += labels.ids(text)
            return ""
        if match := re.match(r"^\W{0,3}([^\W\d][\w /-]{1,30})\s*[:：]\s*(.+)$", bare):
            role = labels.column(match[1])
            if role in ("authors", "tags", "venue", "date") and self._field(role, match[2]):
                return ""
        has_authors = "authors" in self.entry.paper
        if not has_authors and not is_note:
            names = published.authors(text) or (is_italic and not published.publication(text) and published.authors(text, is_sure=True))
            if names:
                self.entry.paper["authors"] = names
                return ""
        if (match := re.match(r"^\W*\(([^()]+)\)\s*(\S.*)$", text)) and (known := published.publication(match[1])) and known.year:
            self._publish(known)
            return self._part(match[2], is_note=is_note)
        if not has_authors and not is_note and (both := published.authors_and_publication(text)):
            self.entry.paper["authors"] = both[0]
            self._publish(both[1])
            self._text_ids += labels.ids(text)
            return ""
        known = published.publication(text, is_behind_title=is_behind_title and not self.entry.paper.get("venue"))
        if known is not None and (not is_note or known.year):
            self._text_ids += labels.ids(text)
            self._publish(known)
            return ""
        self._text_ids += [] if is_note else labels.ids(text)
        note = re.sub(r"^\s*(?:[-–—:：,.;]+\s*)+", "", text).strip().strip("*_ ")
        return note if note.strip(_EDGES + "()[]") else ""

    def _field(self, role: str, text: str) -> bool:
        if role == "authors":
            if names := published.authors(text, is_sure=True):
                self.entry.paper.setdefault("authors", names)
            return bool(names)
        if role == "tags":
            self.entry.add_tags(re.split(r"\s*[,;，；、|]\s*", text))
            return True
        known = published.publication(text, is_behind_title=True)
        if known:
            self._text_ids += labels.ids(text)
            self._publish(known)
        return known is not None

    def _publish(self, known: published.Publication) -> None:
        """Take up a publication; the venue's year goes before that of a date alone."""
        paper = self.entry.paper
        self.entry.award = self.entry.award or known.award
        if known.venue and not paper.get("venue"):
            paper["venue"] = known.venue
            if known.year and paper.get("year") != known.year:
                if paper.pop("date", ""):
                    self.entry.extra.setdefault("Date", paper["year"])
                paper["year"] = known.year
        elif known.venue and known.venue != paper.get("venue"):
            self.entry.notes.append(" ".join(part for part in (known.venue, known.year) if part))
        if known.year:
            paper.setdefault("year", known.year)
        if known.date and paper.get("year", known.year) == known.date[:4]:
            paper.setdefault("date", known.date)
        elif known.date:
            self.entry.extra.setdefault("Date", known.date)

    # Rows of tables ------------------------------------------------------------------------------------------------

    def _cells(self, draft: Draft) -> None:
        cells = [(head, labels.column(head), [self._without_pictures(line) for line in cell]) for head, cell in draft.cells]
        title = _title_column(cells)
        for number, (_, role, cell) in enumerate(cells):
            if number == title:
                self._is_paper_column = role == "title" or labels.link_kind(cells[number][0]) == "paper"
                self._lines(cell, is_bold=True)
        for number, (head, role, cell) in enumerate(cells):
            if number != title:
                self._cell(head, role, cell)

    def _cell(self, head: str, role: str | None, cell: list[Line]) -> None:
        text = " ".join(map(text_of, cell))
        links = [piece for line in cell for piece in line if piece.url]
        kind = labels.link_kind(head)
        for piece in links:
            own = labels.link_kind(piece.text)
            label = piece.text if own and own != "none" else head if kind or own == "none" or not piece.text.strip() else piece.text
            if role == "website" and own in (None, "none", "other"):
                label = "Website"
            if role == "note" and not own:
                self.entry.add_link(piece.text, complete(piece.url or ""))
            else:
                self._links.append((label, piece.url or ""))
        plain = text_of(piece for line in cell for piece in line if not piece.url or (role == "note" and not labels.link_kind(piece.text)))
        if labels.is_nothing(text) or labels.is_nothing(plain) or role == "number":
            return
        if role == "name" and not links:
            if self.entry.title:
                self.entry.name = plain
            else:
                self.entry.title = plain
        elif role == "note":
            self.entry.notes.append(plain)
        elif role == "venue":
            known = published.publication(plain)
            self._publish(known) if known and (known.venue or known.year) else self.entry.paper.setdefault("venue", plain)
        elif role in ("date", "authors", "tags") and self._field(role, plain):
            pass
        elif not (kind or role == "name") or re.search(r"\w{3}", plain):
            self._text_ids += labels.ids(plain) if kind == "paper" else []
            if not (kind == "paper" and labels.ids(plain)) and not (kind and labels.link_kind(plain)):
                self.entry.extra.setdefault(head.strip() or "?", plain)

    # Links ---------------------------------------------------------------------------------------------------------

    def _link(self, piece: Piece) -> None:
        label = re.sub(r"[(（][^()（）]*[)）]$", "", piece.text) if "bare" in piece.marks else piece.text
        if label != piece.text:
            self.entry.notes.append(f"{piece.text}")
        if not piece.url:
            self._tell("no address", f"the link '{piece.text}' has no address")
        elif piece.url != self._title_url or labels.is_label(label):
            self._links.append((label.strip("[]() "), piece.url))

    def _settle(self) -> None:
        """Put every link where its label says, or its address where the label says nothing."""
        codes, sites, papers = [], [], []
        links = [(label, complete(url)) for label, url in self._links]
        title_url = complete(self._title_url) if self._title_url else ""
        for label, url in links:
            if not is_link(url):
                self._tell("not read", f"'{url}' is no address")
                continue
            kind, ids = labels.link_kind(label), labels.ids(url)
            if self.entry.ids and label in ("PDF", "Semantic Scholar") and ids and self._is_generated:
                if label == "PDF" and set(ids).isdisjoint(self.entry.ids.values()):
                    self.entry.paper.setdefault("pdf", url)
                self.entry.generated.append(url)
                continue
            is_host = _CODE_HOST.match(url) is not None
            if kind == "code" and ids and not is_host:
                self._tell("contradiction", f"the link '{label}' leads to a paper: {url}")
            if kind == "website" and is_host:
                codes.append((label, url))
            elif kind == "code":
                codes.append((label, url))
            elif kind == "website":
                sites.append((label, url))
            elif kind == "paper" or (kind in (None, "none") and (ids or (_PAPER_PAGE.search(url) and not is_host))):
                if kind == "paper" and is_host and not url.endswith(".pdf") and "/blob/" not in url and repository(url):
                    codes.append((label, url))
                else:
                    papers.append((label, url))
            elif kind == "none" or (kind is None and repository(url)):
                (codes if is_host else sites).append((label, url))
            else:
                self.entry.add_link(label, url)
        has_paper = bool(papers or self.entry.paper or self._is_paper_column)
        if title_url and is_link(title_url):
            if labels.ids(title_url):
                papers.insert(0, ("Paper", title_url))
            elif _CODE_HOST.match(title_url) and not re.search(r"\.pdf$", title_url):
                codes.append(("Code", title_url))
            elif _PAPER_PAGE.search(title_url) or (self._is_paper_column and not papers):
                papers.insert(0, ("Paper", title_url))
            elif has_paper and not papers:
                papers.append(("Paper", title_url))
            else:
                sites.append(("Page", title_url))
        elif title_url and not title_url.startswith("#"):
            self._tell("not read", f"'{self._title_url}' is no address")
        self._papers(papers)
        codes.sort(key=lambda pair: (not labels.is_reference(pair[0]), not _CODE_HOST.match(pair[1])))
        for label, url in codes:
            if not self.entry.code:
                self.entry.code = url
            elif url != self.entry.code:
                self.entry.add_link(label, url)
        for label, url in sites:
            if not self.entry.website:
                self.entry.website = url
            elif url != self.entry.website:
                self.entry.add_link(label, url)
        if not (self.entry.ids or self.entry.paper or self.entry.code or self.entry.website) and len(self.entry.links) == 1:
            self.entry.website = self.entry.links.popitem()[1]

    def _papers(self, papers: list[tuple[str, str]]) -> None:
        entry = self.entry
        of_links = [(label, url, labels.ids(url) or labels.ids(label)) for label, url in papers]
        for label, url, ids in of_links:
            if two := rivals(ids):
                self._tell("contradiction", f"{url} names two papers, {two[0]} and {two[1]}")
                ids = []
            is_spelled = is_further = False
            for identifier in ids:
                own = entry.ids.setdefault(identifier.scheme, identifier)
                is_spelled = is_spelled or (own == identifier and identifier.value.lower() in unquote(url).replace("\\", "").lower())
                if own != identifier and SCHEMES[own.scheme].is_unique:
                    self._tell("contradiction", f"the links name {own} and {identifier}")
                is_further = is_further or own != identifier
            if is_further:
                entry.add_link("Paper" if labels.plain(label) in _RESERVED else label, url)
                continue
            if is_spelled:
                continue
            key = "pdf" if re.search(r"\.pdf(?:[?#].*)?$", url, re.IGNORECASE) else "url"
            if entry.paper.setdefault(key, url) != url:
                entry.add_link(label if labels.plain(label) != "pdf" else "Paper", url)
        for identifier in self._text_ids:
            own = entry.ids.setdefault(identifier.scheme, identifier)
            if own != identifier:
                entry.rivals.append(identifier)
                self._tell("contradiction", f"the text says {identifier}, and the link {own}")


def _is_no_text(text: str) -> bool:
    """Return whether a text is empty, or the label of a link that is not there."""
    return not text or labels.is_label(text) or (len(text.split()) < 3 and labels.link_kind(text) is not None)


def _is_joint(text: str) -> bool:
    return not text.strip(" ,:-–") and bool(text)


def _is_amid_words(line: Line, number: int) -> bool:
    """Return whether words stand on both sides of a piece, or one before it that needs another one."""
    before, after = text_of(line[:number]), text_of(line[number + 1 :])
    if re.search(r"\b(?:an?|and|at|by|for|from|has|in|its|of|on|or|our|see|the|their|this|to|via|with)$", before):
        return True
    return re.search(r"\w$", before) is not None and re.match(r"\w", after) is not None


def _without_empty_brackets(text: str) -> str:
    while (shorter := re.sub(r"\[\s*(?:[·,|/]\s*)*\]|\(\s*(?:[·,|/]\s*)*\)|（\s*）|【\s*】", " ", text)) != text:
        text = shorter
    return text


def _title_column(cells: list[tuple[str, str | None, list[Line]]]) -> int:
    """Return which cell holds the title: the column that says so, else the paper's, else a name, else the first link."""
    def has_title(cell: list[Line]) -> bool:
        text = " ".join(map(text_of, cell))
        links = [piece for line in cell for piece in line if piece.url]
        rest = text_of(piece for line in cell for piece in line if not (piece.url and (labels.is_label(piece.text) or not piece.text)))
        return bool(re.search(r"\w", rest)) and not labels.is_nothing(text)

    for test in (
        lambda head, role: role == "title",
        lambda head, role: labels.link_kind(head) == "paper",
        lambda head, role: role == "name",
    ):
        for number, (head, role, cell) in enumerate(cells):
            if test(head, role) and has_title(cell):
                return number
    usable = [n for n, (_, role, cell) in enumerate(cells) if role in (None, "note") and has_title(cell)]
    with_link = [n for n in usable if any(piece.url for line in cells[n][2] for piece in line)]
    return next(iter([*with_link, *usable]), -1)
