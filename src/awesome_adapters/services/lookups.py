"""Services that are asked for one thing at a time: Hugging Face, GitLab, the registry of DOIs, the ACL Anthology."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from awesome_adapters.identifiers import parse
from awesome_adapters.metadata.verdicts import ALIVE, GONE, Retraction, Verdict
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services import ANTHOLOGY, DOI_REGISTRY, GITLAB, HUGGING_FACE
from awesome_adapters.services.errors import TransientError
from awesome_adapters.services.http import Answer, Service
from awesome_adapters.services.values import as_day, as_object, as_text
from awesome_adapters.text import collapse_whitespace, without_markup

_MOVED = (301, 302, 307, 308)


class _Kind(NamedTuple):
    """How one service is asked: its address, the path for what an address of the list means, and what an answer says.

    `read` gives None for an answer that says nothing of what was asked.
    """

    address: str
    path: Callable[[str], str]
    read: Callable[[str, Answer], Verdict | None]


class Lookup:
    """One of the services as one run sees it; `service` has the options of `Service`."""

    def __init__(self, name: str, **service: Any) -> None:
        self._kind = _KINDS[name]
        options: dict[str, Any] = {"address": self._kind.address, "min_interval": 1.0} | service
        self._service, self._host = Service(name, **options), urlsplit(options["address"]).netloc

    def check(self, addresses: Sequence[str]) -> Iterator[dict[str, Verdict]]:
        """Ask for each address, and give what its answer says. Raises `UnavailableError` where none comes."""
        for address in addresses:
            yield {address: self._ask(address, self._kind.path(address))}

    def _ask(self, address: str, path: str, hops: int = 2) -> Verdict:
        verdict: Verdict | str = self._service.ask("GET", path, partial(self._parse, address))
        if isinstance(verdict, Verdict):
            return verdict
        if not hops:
            raise UnavailableError(f"{self._service.name} redirects without end")
        return self._ask(address, verdict, hops - 1)

    def _parse(self, address: str, answer: Answer) -> Verdict | str:
        """Return what an answer says, or the path that it leads to. Raises as the parsers of `Service` do."""
        if answer.status in _MOVED and (path := _path(answer.headers.get("Location", ""), self._host)):
            return path
        if answer.status == 403:
            raise UnavailableError(f"{self._service.name} refuses requests from here (403)")
        if verdict := self._kind.read(address, answer):
            return verdict
        raise TransientError(f"it sent {answer.status}, and not what was asked for")


def _path(target: str, host: str) -> str:
    """Return the path of a redirect's target; empty where that is another host's, or no address."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    return parts.path if parts.netloc in ("", host) else ""


def _hugging_face_path(address: str) -> str:
    kind, _, name = address.partition("huggingface.co/")[2].partition("/")
    return f"/api/{kind}/{name}" if kind in ("datasets", "spaces") else f"/api/models/{kind}/{name}"


def _read_hugging_face(address: str, answer: Answer) -> Verdict | None:
    body, path = as_object(answer.json), address.rpartition("huggingface.co/")[2]
    name = as_text(body.get("id"))
    if answer.status in (401, 404):
        return Verdict(GONE, "Hugging Face says it is gone or private")
    if answer.status != 200 or name.count("/") != 1:
        return None
    if body.get("disabled") is True:
        return Verdict(GONE, "Hugging Face has disabled it")
    kind = path[: -len("/".join(path.split("/")[-2:]))]
    target = "" if path.lower() == f"{kind}{name}".lower() else f"https://huggingface.co/{kind}{name}"
    return Verdict(ALIVE, "", target, commit=as_day(body.get("lastModified")))


def _gitlab_path(address: str) -> str:
    return f"/api/v4/projects/{quote(address.partition('gitlab.com/')[2], safe='')}"


def _read_gitlab(address: str, answer: Answer) -> Verdict | None:
    body = as_object(answer.json)
    name = as_text(body.get("path_with_namespace"))
    if answer.status == 404:
        return Verdict(GONE, "GitLab says it is gone or private")
    if answer.status != 200 or "/" not in name:
        return None
    target = "" if address.lower().endswith(f"gitlab.com/{name.lower()}") else f"https://gitlab.com/{name}"
    return Verdict(ALIVE, "", target, body.get("archived") is True, as_day(body.get("last_activity_at")))


def _id(address: str) -> str:
    identifier = parse(address)
    return identifier.value if identifier else ""


def _read_doi(address: str, answer: Answer) -> Verdict | None:
    """Read the registry's answer, where 1 means that there is such a DOI, and 100 that there is none."""
    body = as_object(answer.json)
    if as_text(body.get("handle")).lower() not in ("", _id(address)):
        return None
    if body.get("responseCode") == 1:
        return Verdict(ALIVE)
    return Verdict(GONE, "no such DOI is registered") if body.get("responseCode") == 100 else None


_TITLE = re.compile(rb"<title[^>]*>([^<]*)")


def _read_anthology(address: str, answer: Answer) -> Verdict | None:
    """Read a paper's page, whose title begins with [RETRACTED] or [REMOVED] where it was taken back."""
    if answer.status in (404, 410):
        return Verdict(GONE, f"the Anthology says {answer.status}")
    match = _TITLE.search(answer.body)
    if answer.status != 200 or not match or b"ACL Anthology" not in match[1]:
        return None
    title = collapse_whitespace(without_markup(match[1].decode(errors="replace")))
    mark = re.match(r"\[(RETRACTED|REMOVED)\]", title)
    kinds = {"RETRACTED": "retraction", "REMOVED": "removal"}
    return Verdict(ALIVE, retraction=Retraction(address, kinds[mark[1]], "", ANTHOLOGY) if mark else None)


_KINDS = {
    HUGGING_FACE: _Kind("https://huggingface.co", _hugging_face_path, _read_hugging_face),
    GITLAB: _Kind("https://gitlab.com", _gitlab_path, _read_gitlab),
    DOI_REGISTRY: _Kind("https://doi.org", lambda address: f"/api/handles/{quote(_id(address))}", _read_doi),
    ANTHOLOGY: _Kind("https://aclanthology.org", lambda address: f"/{_id(address)}/", _read_anthology),
}
