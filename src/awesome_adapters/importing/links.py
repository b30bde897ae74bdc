"""Links put where their labels say, or their addresses where the label says nothing."""

import re
from urllib.parse import unquote

from awesome_adapters.identifiers import SCHEMES, parse, rivals
from awesome_adapters.importing import labels, published
from awesome_adapters.importing.entries import RESERVED_LABELS, Draft, complete
from awesome_adapters.importing.inline import Piece
from awesome_adapters.schema.values import is_key, is_link
from awesome_adapters.text.addresses import repository

_CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.[\w.]+|bitbucket\.org|codeberg\.org|gitee\.com|sourceforge\.net|git\.[\w.-]+)/[^/]+",
    re.IGNORECASE,
)
_PAPER_PAGE = re.compile(
    r"\.pdf(?:[?#]|$)|openaccess\.thecvf|proceedings|/papers?/|jmlr\.org|papers\.n(?:eur)?ips\.cc|ieeexplore|sciencedirect|dl\.acm\.org|springer\.com|usenix\.org"
    r"|isca-speech|ecva\.net|researchgate\.net|jstor\.org|cell\.com|nature\.com/articles|academic\.oup|mdpi\.com|frontiersin|onlinelibrary|tandfonline|openreview",
    re.IGNORECASE,
)


_WITH_SLASHES = re.compile(r"10\.(?:1088|1209)-|10\.1016-s\d{4}-\d{4}-\d\d-")
"""DOIs of publishers that put slashes and brackets into them, as an anchor spells them."""


def is_paper(url: str) -> bool:
    """Return whether an address is a paper's."""
    return bool(labels.ids(url) or _PAPER_PAGE.search(url))


def take(state: Draft, piece: Piece) -> None:
    """Note down a link of an entry's text; a remark behind its label is a note."""
    label = re.sub(r"[(（][^()（）]*[)）]$", "", piece.text) if "bare" in piece.marks else piece.text
    remark = piece.text[len(label) :].strip("()（） ")
    if remark and not labels.link_kind(remark):
        state.entry.notes.append(piece.text)
    if not piece.url:
        state.tell("no address", f"the link '{piece.text}' has no address")
    elif piece.url != state.title_url or labels.is_label(label):
        state.links.append((re.sub(r":[a-z0-9_+-]+:", "", label).strip("[]() "), piece.url))


def settle(state: Draft) -> None:
    """Put every link of an entry into its place."""
    entry = state.entry
    places: dict[str, list[tuple[str, str]]] = {"paper": [], "code": [], "website": [], "other": []}
    for label, written in state.links:
        url = complete(written)
        if not is_link(url):
            state.tell("not read", f"'{written}' is no address")
        elif not (state.anchors and _is_generated(state, label, url)):
            places[_place(state, label, url)].append((label, url))
    title_url = complete(state.title_url) if state.title_url else ""
    if is_link(title_url):
        has_paper = bool(places["paper"] or entry.paper or state.is_paper_column)
        place = _place_of_title(title_url, is_paper=has_paper and not places["paper"])
        places[place].insert(0 if place == "paper" else len(places[place]), (_TITLE_LABELS[place], title_url))
    elif title_url and not title_url.startswith("#"):
        state.tell("not read", f"'{state.title_url}' is no address")
    _papers(state, places["paper"])
    places["code"].sort(key=lambda link: (not labels.is_reference(link[0]), not _CODE_HOST.match(link[1])))
    for key in ("code", "website"):
        for label, url in places[key]:
            if not getattr(entry, key):
                setattr(entry, key, url)
            elif url != getattr(entry, key):
                entry.add_link(label, url)
    for label, url in places["other"]:
        entry.add_link(label, url)
    if not (entry.ids or entry.paper or entry.code or entry.website) and len(entry.links) == 1:
        entry.website = entry.links.popitem()[1]


_TITLE_LABELS = {"paper": "Paper", "code": "Code", "website": "Page"}
"""What the link of a title is called, by its place."""


def _place(state: Draft, label: str, url: str) -> str:
    """Return where a link belongs: paper, code, website, other."""
    kind, ids, is_code = labels.link_kind(label), labels.ids(url), _CODE_HOST.match(url) is not None
    is_repository = is_code and repository(url) is not None and "/blob/" not in url and not url.endswith(".pdf")
    if kind == "code" and ids and not is_code:
        state.tell("contradiction", f"the link '{label}' leads to a paper: {url}")
    if kind in ("code", "other"):
        return kind
    if kind == "website":
        return "code" if is_code else "website"
    if kind == "paper":
        return "code" if is_repository else "paper"
    if ids or (_PAPER_PAGE.search(url) and not is_code):
        return "paper"
    if kind == "none":
        return "code" if is_code else "website"
    return "code" if is_repository else "other"


def _place_of_title(url: str, *, is_paper: bool) -> str:
    """Return where the address of a title belongs; `is_paper`: the entry is a paper's, and has no other link to it."""
    if labels.ids(url):
        return "paper"
    if _CODE_HOST.match(url) and not url.endswith(".pdf"):
        return "code"
    return "paper" if _PAPER_PAGE.search(url) or is_paper else "website"


def read_anchors(state: Draft) -> None:
    """Read the ids and the key in the anchors of our own README: an id is that of a link, or what the anchor spells.

    An anchor has hyphens for slashes and brackets; a DOI that has further ones of these is not read from it.
    """
    urls = [complete(url) for _, url in (*state.links, ("", state.title_url)) if url]
    for name in state.anchors:
        value = re.sub(r"^doi-10\.18653-v1-", "doi-10.18653/v1/", name).partition("-")[2]  # those of the ACL
        texts = (value,) if _WITH_SLASHES.match(value) else (value, value.replace("-", "/", 1))
        spelled = (parse(text, scheme) for scheme in SCHEMES for text in texts)
        ids = (*(identifier for url in urls for identifier in labels.ids(url)), *filter(None, spelled))
        if identifier := next((own for own in ids if own.slug == name), None):
            state.entry.ids.setdefault(identifier.scheme, identifier)
        elif name.startswith("title-") and is_key(name):
            state.entry.key = name


def _is_generated(state: Draft, label: str, url: str) -> bool:
    """Return whether a build of ours wrote a link, and writes it again; the PDF of another id is the curators'."""
    ids = labels.ids(url)
    if label not in ("PDF", "Semantic Scholar") or not ids or not state.entry.ids:
        return False
    if label == "PDF" and set(ids).isdisjoint(state.entry.ids.values()):
        state.entry.paper.setdefault("pdf", url)
    state.entry.generated.append(url)
    return True


def _venues(state: Draft, papers: list[tuple[str, str]]) -> None:
    """Read the labels of a paper's links that are no labels: they are venues, or said nowhere else."""
    for label, url in papers:
        if labels.link_kind(label) is None and url != complete(state.title_url):
            if known := published.publication(label, is_behind_title=True):
                state.entry.publish(known)
            else:
                state.entry.add_link(label, url)


def _papers(state: Draft, papers: list[tuple[str, str]]) -> None:
    entry = state.entry
    of_links = [(label, url, labels.ids(url) or labels.ids(label)) for label, url in papers]
    _venues(state, papers)
    for label, url, ids in of_links:
        if two := rivals(ids):
            state.tell("contradiction", f"{url} names two papers, {two[0]} and {two[1]}")
            ids = []
        is_spelled = is_further = False
        for identifier in ids:
            own = entry.ids.setdefault(identifier.scheme, identifier)
            is_spelled = is_spelled or (
                own == identifier and identifier.value.lower() in unquote(url).replace("\\", "").lower()
            )
            if own != identifier and SCHEMES[own.scheme].is_unique:
                state.tell("contradiction", f"the links name {own} and {identifier}")
            is_further = is_further or own != identifier
        if is_further:
            entry.add_link("Paper" if labels.plain(label) in RESERVED_LABELS else label, url)
            continue
        if is_spelled:
            continue
        key = "pdf" if re.search(r"\.pdf(?:[?#].*)?$", url, re.IGNORECASE) else "url"
        if entry.paper.setdefault(key, url) != url:
            entry.add_link(label if labels.plain(label) != "pdf" else "Paper", url)
    for identifier in state.ids:
        own = entry.ids.setdefault(identifier.scheme, identifier)
        if own != identifier:
            entry.rivals.append(identifier)
            state.tell("contradiction", f"the text says {identifier}, and the link {own}")
