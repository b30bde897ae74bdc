"""A fake of the web at large, and of who knows of code and papers, on one loopback server that can be scripted.

    with FakeWeb() as web:
        web.pages["https://example.org/demo"] = moved("https://example.org/new")
        web.missing.add("gone.example")
        web.repositories["microsoft/lora"] = {"isArchived": True}
        links = web.links()

Hosts are told apart by the header `Host`: `web.connect` leads every host here, and says of those in `missing` that
they do not exist. What is no name of a host is tried as the program itself would, which must refuse it.
"""

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from awesome_adapters.services import ANTHOLOGY, ARXIV, CROSSREF, DOI_REGISTRY, GITHUB, GITLAB, HUGGING_FACE, WEB
from awesome_adapters.services.arxiv import Arxiv
from awesome_adapters.services.crossref import Crossref
from awesome_adapters.services.github import GitHub
from awesome_adapters.services.links import Links, public_connection
from awesome_adapters.services.lookups import Lookup
from awesome_adapters.services.notices import retractions, withdrawals
from fake_api import FAULTS, Exchange, Fault, Request, answer_as_asked, says
from fake_services import FakeServices

TOKEN = "ghs_" + "t" * 36


def page(title: str = "A page", status: int = 200, **headers: str) -> Fault:
    """Answer with a page."""
    return says(status, f"<html><head><title>{title}</title></head></html>", Content_Type="text/html", **headers)


def moved(target: str, status: int = 301) -> Fault:
    """Lead to another address."""
    return says(status, b"", Location=target)


def drip_headers(exchange: Exchange) -> None:
    """Send a header that never ends, a byte at a time."""
    exchange.close_connection = True
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not exchange.pause(0.01):
        exchange.wfile.write(b"x")


class FakeWeb(FakeServices):
    """All that a list leads to. What is not scripted is a page, and what is not there is missing."""

    def __init__(self) -> None:
        self.pages: dict[str, Fault | str] = {}
        """What is played at an address, whatever its scheme."""
        self.missing: set[str] = set()
        """Hosts that do not exist."""
        self.repositories: dict[str, dict[str, Any] | str] = {}
        """GitHub's, by owner/name in lower case: fields of their rows, or the new name of one that moved."""
        self.models: dict[str, dict[str, Any] | str] = {}
        """Hugging Face's, by kind/owner/name as `models/a/b`: fields, or the new name."""
        self.projects: dict[str, dict[str, Any]] = {}
        """GitLab's, by their paths."""
        self.dois: set[str] = set()
        """DOIs that are registered elsewhere than at Crossref."""
        self.anthology: dict[str, str] = {}
        """Titles by ids."""
        self.visits: list[str] = []
        """Addresses that were asked for, beside those of services."""
        self.delay = 0.0
        """Seconds before each page."""
        self._busy: Counter[str] = Counter()
        self._gate = threading.Lock()
        super().__init__()
        self.route("github", "/graphql", self._github)
        for kind in ("models", "datasets", "spaces"):
            self.route("hugging-face", f"/api/{kind}/", self._hugging_face)
        self.route("gitlab", "/api/v4/projects/", self._gitlab)
        self.route("registry", "/api/handles/", self._registry)
        self.route("anthology", "/anthology/", self._paper)

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """Lead every host here, but for addresses that are none of the internet's."""
        if host in self.missing:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if re.fullmatch(r"[0-9a-fx.:]+|localhost", host):
            return public_connection(host, port, seconds)
        return socket.create_connection(("127.0.0.1", self._port), seconds)

    def links(self, **options: Any) -> Links:
        """Make a client of the web that hurries, and takes this one for all of it."""
        defaults: dict[str, Any] = {
            "connect": self.connect,
            "secure": lambda connection, _: connection,
            "interval": 0.0,
        }
        return Links("awesome-adapters/0 (+https://example.org/list)", **defaults | {"timeout": 5.0} | options)

    def clients(self, *, token: str | None = TOKEN, clock: Any = None, **options: Any) -> dict[str, Any]:
        """Make the clients that `health` asks; `clock` has `sleep` and `time`."""
        pace: dict[str, Any] = {"sleep": clock.sleep, "clock": clock.time} if clock else {"sleep": lambda _: None}
        service = {"address": self.address, "jitter": lambda: 0.5, **pace, **options}
        paper = service | {"address": f"{self.address}/anthology"}
        links = self.links()
        registry = Lookup(DOI_REGISTRY, **service)
        clients: dict[str, Any] = {
            ARXIV: lambda pages: withdrawals(Arxiv(**service), links, pages),
            CROSSREF: lambda pages: retractions(Crossref(**service), registry, pages),
            ANTHOLOGY: Lookup(ANTHOLOGY, **paper).check,
            GITLAB: Lookup(GITLAB, **service).check,
            HUGGING_FACE: Lookup(HUGGING_FACE, **service).check,
            WEB: lambda addresses: ({address: verdict} for address, verdict in links.check_all(addresses, 60)),
        }
        return clients | ({GITHUB: GitHub(token, **service).check} if token else {})

    def take(self, request: Request) -> Fault:
        """Note a request, check it, and return what is played for it."""
        host = request.headers.get("host", "")
        if not host.startswith("127.0.0.1:"):
            return self._visit(host, request)
        fault = super().take(request)
        if fault is answer_as_asked and (target := self._target(request.path)):
            return moved(target, 307)
        return fault

    def _visit(self, host: str, request: Request) -> Fault:
        query = "?" + "&".join(f"{name}={value}" for name, value in request.query.items()) if request.query else ""
        address = f"{host}{request.path}{query}"
        self.visits.append(address)
        agent = request.headers.get("user-agent", "")
        if not agent.startswith("awesome-adapters/") or request.headers.keys() & {"cookie", "authorization", "referer"}:
            self.complaints.append(f"{address} was sent {request.headers}")
        fault = self.pages.get(f"https://{address}") or self.pages.get(f"http://{address}") or page()
        played = FAULTS[fault] if isinstance(fault, str) else fault

        def play(exchange: Exchange) -> None:
            with self._gate:
                self._busy[host] += 1
                if self._busy[host] > 1:
                    self.complaints.append(f"{host} is asked for two addresses at once")
            time.sleep(self.delay)
            with self._gate:
                self._busy[host] -= 1
            played(exchange)

        return play

    def _target(self, path: str) -> str | None:
        kind, slash, name = path.removeprefix("/api/").partition("/")
        target = self.models.get(f"{kind}/{name}") if slash else None
        return f"/api/{kind}/{target}" if isinstance(target, str) else None

    def _github(self, request: Request) -> tuple[int, Any]:
        """Answer with a row for each alias; what is missing is null, with an error beside it in a 200 (recorded)."""
        if request.headers.get("authorization") != f"bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        query, variables = request.body["query"], request.body["variables"]
        data: dict[str, Any] = {}
        errors = []
        for alias, owner, name in re.findall(r"(r[0-9]+): repository\(owner: \$(\w+), name: \$(\w+)\)", query):
            asked = f"{variables[owner]}/{variables[name]}"
            row = self.repositories.get(asked.lower())
            if isinstance(row, str):
                asked, row = row, self.repositories.get(row.lower(), {})
            data[alias] = None
            if isinstance(row, dict):
                commit = {"target": {"committedDate": "2024-05-31T10:00:00Z"}}
                fields = {"nameWithOwner": asked, "isArchived": False, "isDisabled": False, "defaultBranchRef": commit}
                data[alias] = fields | {"pushedAt": "2024-06-01T00:00:00Z"} | row
            else:
                message = f"Could not resolve to a Repository with the name '{asked}'."
                errors.append({"type": "NOT_FOUND", "path": [alias], "message": message})
        if not 0 < len(data) <= 100:
            self.complaints.append(f"GitHub is asked for {len(data)} repositories")
        return 200, {"data": data} | ({"errors": errors} if errors else {})

    def _hugging_face(self, request: Request) -> tuple[int, Any]:
        kind, _, name = request.path.removeprefix("/api/").partition("/")
        row = self.models.get(f"{kind}/{name}")
        if not isinstance(row, dict):
            return 401, {"error": "Repository not found"}
        return 200, {"id": name, "lastModified": "2024-05-31T10:00:00.000Z", "private": False, "disabled": False} | row

    def _gitlab(self, request: Request) -> tuple[int, Any]:
        path = unquote(request.path.removeprefix("/api/v4/projects/"))
        row = self.projects.get(path)
        if row is None:
            return 404, {"message": "404 Project Not Found"}
        activity = {"last_activity_at": "2024-05-31T10:00:00.000Z"}
        return 200, {"path_with_namespace": path, "archived": False} | activity | row

    def _registry(self, request: Request) -> tuple[int, Any]:
        doi = unquote(request.path.removeprefix("/api/handles/"))
        if doi in self.dois or doi in self.works:
            return 200, {"responseCode": 1, "handle": doi, "values": []}
        return 404, {"responseCode": 100, "handle": doi}

    def _paper(self, request: Request) -> tuple[int, Any]:
        title = self.anthology.get(request.path.removeprefix("/anthology/").strip("/"))
        return (404, "<title>404</title>") if title is None else (200, f"<title>{title} - ACL Anthology</title>")


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a thread; for a second at most."""
    for _ in range(100):
        if condition():
            return
        time.sleep(0.01)
