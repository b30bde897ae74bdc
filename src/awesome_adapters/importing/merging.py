"""One paper, one entry: what stands in several sections is united, and no two entries have one id, address or key."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from awesome_adapters.catalogue import ListedEntry, path_text
from awesome_adapters.identifiers import Identifier
from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.report import Report
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.positions import SourceNode
from awesome_adapters.records.duplicates import Duplicate, PaperIndex
from awesome_adapters.schema import Entry as Fields
from awesome_adapters.schema.values import is_key
from awesome_adapters.text import collapse_whitespace, tokens
from awesome_adapters.text.addresses import address_form

_LABELS = {"url": "Paper", "pdf": "Paper", "code": "Repository", "website": "Page"}
"""What an address is called among the further links, by the key under which it cannot stand."""
_NOWHERE = SourceNode("", {}, [0])


def title_form(title: str) -> str:
    """Return what the spellings of a title share: letters and digits."""
    return "".join(tokens(title))


class Merger:
    """Takes up entries in their order; a list that is there already comes first."""

    def __init__(self, store: MetadataStore, listed: Iterable[ListedEntry], report: Report) -> None:
        self.entries: list[Entry] = []
        self._report = report
        self._by_id: dict[Identifier, Entry] = {}
        self._by_title: dict[str, list[Entry]] = {}
        listed = list(listed)
        self._index = PaperIndex(store, listed)
        self._keys = {key.lower() for entry in listed for key in (entry.key, entry.citation_key)}
        self._listed = {title_form(entry.entry.title): entry for entry in listed}

    def listed(self, entry: Entry) -> ListedEntry | None:
        """Return what the list had before: the same id, the same address, or the title of an entry without an id."""
        fields = _valid(entry, Report())
        duplicate = fields and self._index.find(fields)
        same_title = self._listed.get(title_form(entry.title))
        if duplicate and (same_title or duplicate.original.identifiers):
            return duplicate.original
        return None if entry.ids else same_title

    def refer(self, reference: Entry) -> bool:
        """Show the entry that a reference names in the section of the reference; returns whether there is one."""
        twin = next(iter(self._by_title.get(title_form(reference.title), ())), None)
        if twin and reference.path != twin.path and (name := path_text(reference.path)) not in twin.also_in:
            twin.also_in.append(name)
        return twin is not None

    def add(self, entry: Entry) -> bool:
        """Take up an entry; unite it with the one that is the same. Returns whether it is kept."""
        if twin := self._twin(entry):
            self._unite(twin, entry)
            return True
        for identifier in list(entry.ids.values()):
            if other := self._by_id.get(identifier):
                text = f"'{entry.title}' has the {identifier} of '{other.title}' ({other.source}:{other.line})"
                self._tell(entry, "contradiction", text)
                del entry.ids[identifier.scheme]
                entry.add_link("Paper", identifier.page)
                for rival in entry.rivals:
                    if rival.scheme == identifier.scheme and rival not in self._by_id:
                        entry.ids[rival.scheme] = rival
        fields = self._fitting(entry)
        if fields is None:
            return False
        self._index.add(ListedEntry.create(fields, entry.path, _NOWHERE))
        self._remember(entry)
        self.entries.append(entry)
        return True

    def _remember(self, entry: Entry) -> None:
        for identifier in entry.ids.values():
            self._by_id.setdefault(identifier, entry)
        twins = self._by_title.setdefault(title_form(entry.title), [])
        twins += [] if any(twin is entry for twin in twins) else [entry]

    def _twin(self, entry: Entry) -> Entry | None:
        """Return the entry that has the same title, and an id or an address of this one, or nothing against it."""
        ids = set(entry.ids.values())
        for other in self._by_title.get(title_form(entry.title), ()):
            theirs = set(other.ids.values())
            if ids & theirs or _addresses(entry) & _addresses(other):
                return other
            years = {other.paper.get("year"), entry.paper.get("year")} - {None}
            are_rivals = len(years) > 1 or any(scheme in other.ids for scheme in entry.ids)
            has_reason = ids or theirs or entry.path != other.path
            if has_reason and not are_rivals and len(tokens(entry.title)) > 3:
                return other
        return None

    def _unite(self, twin: Entry, entry: Entry) -> None:
        path = path_text(entry.path)
        if entry.path != twin.path and path not in twin.also_in:
            twin.also_in.append(path)
        self._tell(entry, "united", f"'{entry.title}' stands at {twin.source}:{twin.line}, too")
        for scheme, identifier in entry.ids.items():
            other = self._by_id.get(identifier)
            if other in (None, twin) and twin.ids.setdefault(scheme, identifier) != identifier:
                twin.add_link("Paper", identifier.page)
        for key in ("code", "website"):
            if (url := getattr(entry, key)) and not getattr(twin, key):
                setattr(twin, key, url)
            elif url and address_form(url) != address_form(getattr(twin, key)):
                twin.add_link(_LABELS[key], url)
        for key, value in entry.paper.items():
            if twin.paper.setdefault(key, value) != value and key in _LABELS:
                twin.add_link("Paper", value)
        for label, url in entry.links.items():
            twin.add_link(label, url)
        twin.add_tags(entry.tags)
        twin.notes += [note for note in entry.notes if note not in twin.notes]
        twin.extra = entry.extra | twin.extra
        twin.name, twin.award = twin.name or entry.name, twin.award or entry.award
        if fields := self._fitting(twin, is_new=False):
            self._index.add(ListedEntry.create(fields, twin.path, _NOWHERE))
        self._remember(twin)

    def _fitting(self, entry: Entry, *, is_new: bool = True) -> Fields | None:
        """Return the entry's fields once they are valid, and neither their addresses nor their keys are others'."""
        fields = _valid(entry, self._report)
        own = None if is_new else title_form(entry.title)
        while fields and (duplicate := self._duplicate(fields, own)):
            title = duplicate.original.entry.title
            value, key = _without(entry, duplicate.place), duplicate.place[-1]
            url = value.page if isinstance(value, Identifier) else str(value or "")
            text = f"'{entry.title}' shares {url or key} with '{title}'; kept as a further link"
            self._tell(entry, "changed", text)
            if not url:
                return None
            entry.add_link(_LABELS.get(key, "Paper"), url)
            fields = _valid(entry, self._report)
        if is_new and fields and self._give_key(entry, fields):
            return _valid(entry, self._report)
        return fields

    def _duplicate(self, fields: Fields, own: str | None) -> Duplicate | None:
        """Return an earlier entry that is the same, or has an address of this one; none that has its own title."""
        duplicates = self._index.all(fields)
        return next((one for one in duplicates if title_form(one.original.entry.title) != own), None)

    def _give_key(self, entry: Entry, fields: Fields) -> bool:
        """Give a key to an entry whose own another one has; returns whether the entry was changed."""
        before = entry.key, len(entry.paper)
        key = ListedEntry.create(fields, entry.path, _NOWHERE).key
        if key.lower() in self._keys or not key.strip("-"):
            base = key if is_key(key) else re.sub(r"[^A-Za-z0-9._-]+", "", key).strip("-") or "entry"
            entry.key = next(name for n in count(2) if (name := f"{base}-{n}").lower() not in self._keys)
            self._tell(entry, "changed", f"the key of '{entry.title}' is {entry.key}, for another entry has {key}")
        self._keys.add((entry.key or key).lower())
        if (citation := str(entry.paper.get("citation_key", ""))) and citation.lower() in self._keys:
            self._tell(entry, "changed", f"'{entry.title}' keeps no citation key '{citation}': another entry has it")
            del entry.paper["citation_key"]
        self._keys.add(citation.lower())
        return before != (entry.key, len(entry.paper))

    def _tell(self, entry: Entry, kind: str, text: str) -> None:
        self._report.tell(entry.source, entry.line, kind, text)


def _addresses(entry: Entry) -> set[str]:
    urls = (entry.code, entry.website, entry.paper.get("url"), entry.paper.get("pdf"), *entry.links.values())
    return {address_form(url) for url in urls if url}


def _valid(entry: Entry, report: Report) -> Fields | None:
    """Return the entry as data files read it; a value that they refuse is taken out and told."""
    entry.title = collapse_whitespace(entry.title)
    for _ in range(20):
        try:
            return Fields.model_validate(entry.fields)
        except ValueError as error:
            place = [str(step) for step in error.errors()[0]["loc"]]  # type: ignore[attr-defined] # pydantic's
            value = _without(entry, place)
            text = value.value if isinstance(value, Identifier) else value
            report.tell(entry.source, entry.line, "not read", f"{' '.join(place)} '{text}' of '{entry.title}'")
            if value is None:
                return None
    return None


def _without(entry: Entry, place: Sequence[str]) -> object:
    """Take the value at a place out of an entry, and return it; None where there is nothing to take out."""
    key, *below = place
    if key in ("summary", "note"):
        notes, entry.notes = entry.notes, []
        return " ".join(notes) or None
    own = getattr(entry, key, None)
    if key == "paper" and below and below[0] in entry.ids:
        return entry.ids.pop(below[0])
    if isinstance(own, dict):
        return own.pop(next((name for name in own if name in below), ""), None)
    if isinstance(own, list):
        return own.pop(int(below[0])) if below else None
    if key == "title" or not own:
        return None
    setattr(entry, key, "")
    return own


def texts(entry: Entry) -> Iterator[str]:
    """Give the names by which a record of an import knows an entry: its ids and its title."""
    yield from (identifier.slug for identifier in entry.ids.values())
    yield f"title {title_form(entry.title)}"


def places(entry: Entry) -> Iterator[str]:
    """Give the names by which a record of an import knows that an entry stands in its section."""
    yield from (f"{name} in {path_text(entry.path)}" for name in texts(entry))
