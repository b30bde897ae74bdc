"""A preview for the browser: README and website as they would be written now, and what is wrong with the list."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from awesome_adapters.formats.readme.readme import PATH as README
from awesome_adapters.formats.readme.rendered import as_html
from awesome_adapters.problems import CatalogueError, InvalidDataError
from awesome_adapters.project import Project
from awesome_adapters.storage.cache import Cache
from awesome_adapters.storage.files import AnyDocument

_OWN = {"": "index.html", "follow.js": "follow.js", "style.css": "style.css"}
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'"
_README_POLICY = "default-src 'none'; img-src * data:; style-src 'self'"
_SITE = "site/"
_SITE_POLICY = "frame-ancestors 'self'"
"""The page says the rest itself."""
_KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/html",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
}
_BREATH = 15.0
"""Seconds after which the server says that it is still there."""


class Preview:
    """What is shown now: the list as it was when it had no errors last, and the errors that it has."""

    def __init__(self, root: Path) -> None:
        self._root, self._cache = root, Cache()
        self._changed = threading.Condition()
        self._number, self._problems = 0, ["the list was not read yet"]
        self._documents: dict[str, bytes] = {}
        self._site: Iterator[AnyDocument] = iter(())

    def update(self) -> list[str]:
        """Read the list again, and return what is wrong with it."""
        with self._changed:
            try:
                project = Project.open(self._root, cache=self._cache)
                project.require_valid()
                self._documents = {document.path: document.content for document in project.readme()}
                self._site, self._problems = project.site(), []
                self._cache.sweep()
            except InvalidDataError as error:
                self._problems = list(map(str, error.problems))
            except CatalogueError as error:
                self._problems = [str(error)]
            self._number += 1
            self._changed.notify_all()
            return self._problems

    def after(self, number: int | None, seconds: float) -> tuple[int, list[str]]:
        """Return the number of the last update and the problems, as soon as it is another one, or after some time."""
        with self._changed:
            self._changed.wait_for(lambda: self._number != number, seconds)
            return self._number, self._problems

    def content(self, path: str) -> bytes | None:
        """Return what is shown at a path, None if nothing is; raises `CatalogueError` where it cannot be rendered."""
        with self._changed:
            if path.startswith(_SITE):
                return self._site_content(path)
            content = self._documents.get(path, b"" if path == README else None)
            return content if content is None or not path.endswith(".md") else _page(content)

    def _site_content(self, path: str) -> bytes | None:
        while path not in self._documents and (document := next(self._site, None)):
            self._documents[_SITE + document.path] = document.content
        return self._documents.get(path)


def _page(markdown: bytes) -> bytes:
    head = '<!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="/style.css">'
    return f"{head}<main>{as_html(markdown.decode())}</main>".encode()


class Server(ThreadingHTTPServer):
    """Serves a preview to this machine alone, under its own names, so that no page elsewhere can ask for it."""

    daemon_threads = True

    def __init__(self, preview: Preview, port: int) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            message = f"cannot listen at port {port}: {error.strerror}; choose another one with --port"
            raise CatalogueError(message) from error
        self.preview = preview
        self.names = [f"{host}:{self.server_port}" for host in ("127.0.0.1", "localhost")]

    def __enter__(self) -> Self:
        """Begin to answer."""
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        """Answer nobody any more."""
        self.shutdown()
        self.server_close()

    def handle_error(self, *request: object) -> None:
        """Say nothing of a browser that has gone."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        if self.headers.get("Host") not in self.server.names:
            self._send(421, b"this preview has another address", "text/plain", _POLICY)
        elif path == "events":
            self._follow()
        else:
            self._show(path)

    def _show(self, path: str) -> None:
        policy = _SITE_POLICY if path.startswith(_SITE) else _README_POLICY
        try:
            name = _OWN.get(path)
            if name:
                path, policy = name, _POLICY
            content = Path(__file__).with_name(name).read_bytes() if name else self.server.preview.content(path)
        except CatalogueError as error:
            self._send(500, str(error).encode(), "text/plain", policy)
            return
        if content is None:
            self._send(404, b"the preview has no such page", "text/plain", policy)
        else:
            self._send(200, content, _KINDS.get(Path(path).suffix, "text/plain"), policy)

    def _send(self, status: int, content: bytes | None, kind: str, policy: str) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Security-Policy", policy),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content or b"")

    def _follow(self) -> None:
        """Tell of each update, until the browser is gone."""
        self._send(200, None, "text/event-stream", _POLICY)
        number = None
        with contextlib.suppress(OSError):
            while True:
                last, (number, problems) = number, self.server.preview.after(number, _BREATH)
                state = json.dumps({"number": number, "problems": problems})
                self.wfile.write(b":\n\n" if number == last else f"data: {state}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Leave the terminal to what is wrong with the list."""
