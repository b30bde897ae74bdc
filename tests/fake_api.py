"""A fake Semantic Scholar API: a real server on loopback that checks what it is sent.

It answers like the API as it was recorded, and plays a script of faults: one a request, in order,
then none. Nothing that a client should never send goes unnoticed: see `complaints`.

    with FakeApi({"ARXIV:2106.09685": a_record()}) as api:
        api.play("429", "200", "reset")
        ...
        assert not api.complaints

It runs from the command line as well; `--help` says how.
"""

import argparse
import gzip
import json
import os
import re
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

Record = Mapping[str, Any]

BATCH, MATCH = "/graph/v1/paper/batch", "/graph/v1/paper/search/match"
RECOMMENDATIONS = "/recommendations/v1/papers/"
FIELDS = """
    abstract authors citationCount citationStyles citations corpusId embedding externalIds fieldsOfStudy
    influentialCitationCount isOpenAccess journal openAccessPdf paperId publicationDate publicationTypes
    publicationVenue referenceCount references s2FieldsOfStudy textAvailability title tldr url venue year
""".split()  # noqa: SIM905
REFUSED_THERE = ("citationStyles", "citations", "embedding", "openAccessPdf", "references", "textAvailability", "tldr")
"""The fields that recommendations refuse."""
DATE = "Sat, 04 Jul 2026 10:00:00 GMT"
_ID = re.compile(
    r"[0-9a-f]{40}|corpusid:[0-9]+|(doi:)?10\.[0-9]{4,9}/\S+|arxiv:([a-z-]+/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})"
    r"|(mag|pmid|pmcid):[0-9]+|acl:\S+|url:https?://\S+",
    re.IGNORECASE,
)


class Request(NamedTuple):
    """What was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """By their names in lower case."""
    body: Any

    @property
    def ids(self) -> list[str]:
        """Return the ids of a batch."""
        return list(self.body["ids"])


def a_record(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Make a record as the API gives it; those of different numbers are different papers."""
    sha = f"{number:040x}"
    return {
        "paperId": sha,
        "corpusId": number,
        "externalIds": {"ArXiv": f"2106.{number:05}", "CorpusId": number},
        "url": f"https://www.semanticscholar.org/paper/{sha}",
        "title": f"Paper number {number}",
        "abstract": None,
        "venue": "arXiv.org",
        "year": 2021,
        "citationCount": number,
        "authors": [{"authorId": str(number), "name": f"A. Author{number}"}],
        "tldr": {"model": "tldr@v2.0.0", "text": f"This is paper {number}."},
    } | fields


def many(length: int) -> dict[str, dict[str, Any]]:
    """Make so many records by their arXiv ids."""
    return {f"ARXIV:2106.{number:05}": a_record(number) for number in range(1, length + 1)}


# The server ----------------------------------------------------------------------------------------------------------


class FakeApi:
    """The API with the given records by id; with `key`, any other key is refused as a pruned one is.

    `poison` are ids with which a batch is refused as a whole. `closing` is set when the server ends.
    """

    def __init__(
        self, records: Mapping[str, Record] | None = None, *, key: str | None = None, port: int = 0, log: bool = False
    ) -> None:
        self.records: dict[str, Record] = {}
        self.know(records or {})
        self.key = key
        self.poison: set[str] = set()
        self.recommendations: dict[str, list[Record | None]] = {}
        """What is recommended, the best first, by the `paperId` of a seed; under "" whatever the seeds are."""
        self.unknown_seeds: set[str] = set()
        """Ids of papers that are too new for recommendations."""
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.closing = threading.Event()
        self._ended = threading.Event()
        self._log = log
        self._script: list[Fault] = []
        self._turn = threading.Lock()
        self._port = port
        self._server: _Server | None = None
        self.open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.close()

    @property
    def address(self) -> str:
        """Return where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        """Listen, after `close` at the same port as before."""
        self.closing.clear()
        self._server = _Server(self, self._port)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.002,), daemon=True).start()

    def close(self) -> None:
        """Break all connections off, and refuse further ones."""
        if server := self._server:
            self._server = None
            self.closing.set()
            server.shutdown()
            server.server_close()
            server.hang_up()

    def close_for(self, seconds: float) -> None:
        """Be closed for a while."""
        self.close()
        if not self._ended.wait(seconds):
            self.open()

    def know(self, records: Mapping[str, Record]) -> None:
        """Have these records as well; `records` has them by their ids as the API compares them."""
        self.records |= {_spelling(identifier): record for identifier, record in records.items()}

    def play(self, *faults: "str | Fault") -> None:
        """Play these faults, by name or as they are, for the next requests; "200" is none."""
        self._script += [FAULTS[fault] if isinstance(fault, str) else fault for fault in faults]

    def stop_playing(self) -> None:
        """Play none of the faults that are left."""
        self._script.clear()

    def take(self, request: Request) -> "Fault":
        """Note a request, check it, and return what is played for it."""
        with self._turn:
            self.requests.append(request)
            self.complaints += _complaints(request)
            fault = self._script.pop(0) if self._script else answer_as_asked
        if self._log:
            what = f"{len(request.ids)} ids" if request.path == BATCH else request.query.get("query", "")
            if request.path == RECOMMENDATIONS:
                what = ", ".join(f"{len(ids)} {name}" for name, ids in request.body.items())
            print(f"{len(self.requests):4} {request.method} {request.path} {what}", file=sys.stderr, flush=True)
        return fault

    def answer(self, request: Request) -> tuple[int, Any]:
        """Return status and body of the API's answer where no fault is played."""
        fields = [field for field in request.query.get("fields", "paperId,title").split(",") if field]
        if unknown := [field for field in fields if field not in FIELDS]:
            return 400, {"error": f"Unrecognized or unsupported fields: [{', '.join(unknown)}]"}
        if self.key is not None and request.headers.get("x-api-key", self.key) != self.key:
            return 403, {"message": "Forbidden"}
        if (request.method, request.path) == ("POST", BATCH):
            return self._batch(request.ids, fields)
        if (request.method, request.path) == ("GET", MATCH):
            return self._match(request.query.get("query", ""), fields)
        if (request.method, request.path) == ("POST", RECOMMENDATIONS):
            return self._recommend(request, fields)
        return 404, {"error": "Requested object not found"}

    def _recommend(self, request: Request, fields: list[str]) -> tuple[int, Any]:
        """Recommend as the API does: seeds may come back, and one unknown id spoils it all."""
        if refused := [field for field in fields if field in REFUSED_THERE]:
            return 400, {"error": f"Unrecognized or unsupported fields: [{', '.join(refused)}]"}
        seeds, dismissed = request.body["positivePaperIds"], request.body.get("negativePaperIds", [])
        if not seeds:
            return 400, {"error": "No positive paper examples given"}
        known = {record["paperId"] for record in self.records.values()} - self.unknown_seeds
        if not {*seeds, *dismissed} <= known:
            return 404, {"error": "Input papers not found"}
        rows = [row for seed in (*seeds, "") for row in self.recommendations.get(seed, [])]
        rows = [row for row in rows if not row or row["paperId"] not in dismissed]
        return 200, {"recommendedPapers": [_row(row, fields) for row in rows][: int(request.query.get("limit", 100))]}

    def _batch(self, ids: list[str], fields: list[str]) -> tuple[int, Any]:
        if self.poison.intersection(ids):
            return 400, {"error": "Bad request"}
        rows = [_row(self.records.get(_spelling(identifier)), fields) for identifier in ids]
        return (200, rows) if any(rows) else (400, {"error": "No valid paper ids given"})

    def _match(self, title: str, fields: list[str]) -> tuple[int, Any]:
        """Give the record that shares the most words with the title, as loosely as the API does."""
        words = set(re.findall(r"\w+", title.casefold()))
        scored = [
            (len(words & set(re.findall(r"\w+", str(record.get("title")).casefold()))), record)
            for record in self.records.values()
        ]
        score, best = max(scored, key=lambda pair: pair[0], default=(0, {}))
        if not score:
            return 404, {"error": "Title match not found"}
        return 200, {"data": [{**(_row(best, fields) or {}), "matchScore": score * 19.01}]}


def _spelling(identifier: str) -> str:
    """Spell an id as the API compares them: the prefix, a DOI and a SHA in any case."""
    if identifier.startswith("10."):
        return f"doi:{identifier.lower()}"
    prefix, colon, value = identifier.partition(":")
    return prefix.lower() + colon + (value.lower() if prefix.lower() == "doi" else value)


def _row(record: Record | None, fields: list[str]) -> dict[str, Any] | None:
    if record is None:
        return None
    return {"paperId": record.get("paperId")} | {field: record.get(field) for field in fields}


def _complaints(request: Request) -> Iterable[str]:
    """Give what no client should ever send."""
    expected = {BATCH: "POST", MATCH: "GET", RECOMMENDATIONS: "POST"}.get(request.path)
    if request.method != expected:
        yield f"{request.method} {request.path} is nothing to ask"
        return
    parameters = {"fields", {BATCH: "fields", MATCH: "query", RECOMMENDATIONS: "limit"}[request.path]}
    yield from (f"the query has {name!r}" for name in request.query.keys() - parameters)
    yield from (f"there is no field {name!r}" for name in set(request.query.get("fields", "").split(",")) - set(FIELDS))
    if not request.headers.get("x-api-key", "a key").strip():
        yield "the key is blank"
    yield from _COMPLAINTS[request.path](request)


def _complaints_of_match(request: Request) -> Iterable[str]:
    if not request.query.get("query", "").strip():
        yield "the title is blank"


def _complaints_of_batch(request: Request) -> Iterable[str]:
    if request.headers.get("content-type") != "application/json":
        yield f"the body is {request.headers.get('content-type')}"
    if not isinstance(request.body, dict) or list(request.body) != ["ids"]:
        yield f"the body is {request.body!r}"
        return
    if not 1 <= len(request.ids) <= 500:
        yield f"there are {len(request.ids)} ids"
    if len({_spelling(identifier) for identifier in request.ids}) < len(request.ids):
        yield "an id is given twice"
    yield from (f"{identifier!r} is no id" for identifier in request.ids if not _ID.fullmatch(identifier))


def _complaints_of_recommendations(request: Request) -> Iterable[str]:
    seeds, dismissed = request.body["positivePaperIds"], request.body.get("negativePaperIds", ())
    if not 1 <= len(seeds) <= 100 or len(dismissed) > 100:
        yield f"there are {len(seeds)} seeds and {len(dismissed)} dismissed papers"
    if len({*seeds, *dismissed}) < len(seeds) + len(dismissed):
        yield "a paper is given twice"
    yield from (f"{name!r} is no paperId" for name in (*seeds, *dismissed) if not re.fullmatch("[0-9a-f]{40}", name))


_COMPLAINTS = {
    BATCH: _complaints_of_batch,
    MATCH: _complaints_of_match,
    RECOMMENDATIONS: _complaints_of_recommendations,
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: FakeApi, port: int) -> None:
        self.api = api
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Exchange)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._connections):
            with suppress(OSError):  # it is gone already
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Note what is wrong with the fake API itself; a client that hangs up is no error."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.api.complaints.append(f"the fake API failed: {error!r}")


class Exchange(BaseHTTPRequestHandler):
    """One connection: a request at a time, and what is played for it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    asked: Request

    def do_POST(self) -> None:
        self._play()

    def do_GET(self) -> None:
        self._play()

    def _play(self) -> None:
        address = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = {name: values[-1] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        try:
            body = json.loads(content) if content else None
        except ValueError:
            body = content
        self.asked = Request(self.command, address.path, query, headers, body)
        self.server.api.take(self.asked)(self)

    def answer(self) -> tuple[int, Any]:
        """Return status and body of the answer where no fault is played."""
        return self.server.api.answer(self.asked)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Send status and headers."""
        self.send_response_only(status)
        for name, value in ({"Content-Type": "application/json", "Date": DATE} | dict(headers)).items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()

    def reply(self, status: int, content: bytes, **headers: str) -> None:
        """Send a whole answer; the underscores of a header's name are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.head(status, {"Content-Length": str(len(content))} | named)
        self.wfile.write(content)

    def pause(self, seconds: float | None = None) -> bool:
        """Wait, without a limit if none is given, and return whether the server is about to end."""
        return self.server.api.closing.wait(seconds)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: `FakeApi.requests` has it all."""


# The faults ----------------------------------------------------------------------------------------------------------


Fault = Callable[[Exchange], None]


def answer_as_asked(exchange: Exchange) -> None:
    """Answer as the API does."""
    status, body = exchange.answer()
    exchange.reply(status, encoded(body))


def encoded(body: Any) -> bytes:
    """Write a body as JSON; bytes and text are sent as they are."""
    return body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()


def says(status: int, body: Any, **headers: str) -> Fault:
    """Answer with this status and body, whatever is asked; bytes and text are sent as they are."""
    return lambda exchange: exchange.reply(status, encoded(body), **headers)


def instead(change: Callable[[Any], Any]) -> Fault:
    """Answer with what `change` makes of the right answer."""

    def play(exchange: Exchange) -> None:
        status, body = exchange.answer()
        exchange.reply(status, json.dumps(change(body)).encode())

    return play


def _content(exchange: Exchange) -> bytes:
    return encoded(exchange.answer()[1])


def _truncated(exchange: Exchange) -> None:
    content = _content(exchange)
    exchange.head(200, {})
    exchange.wfile.write(content[: len(content) // 2])


def _length(factor: float) -> Fault:
    """Claim another length than the body has, and end the connection after it."""

    def play(exchange: Exchange) -> None:
        content = _content(exchange)
        exchange.reply(200, content, Content_Length=str(int(len(content) * factor)), Connection="close")
        exchange.close_connection = True

    return play


def _reset(exchange: Exchange) -> None:
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.close_connection = True
    os.close(exchange.connection.detach())


def _hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def refuse(seconds: float) -> Fault:
    """Break off, and refuse connections for a while."""

    def play(exchange: Exchange) -> None:
        exchange.close_connection = True
        exchange.server.api.close_for(seconds)

    return play


def _hang(exchange: Exchange) -> None:
    exchange.close_connection = True
    exchange.pause()


def _stall(exchange: Exchange) -> None:
    content = _content(exchange)
    exchange.head(200, {"Content-Length": str(len(content)), "Connection": "close"})
    exchange.wfile.write(content[: len(content) // 2])
    _hang(exchange)


def _drip(exchange: Exchange) -> None:
    content = _content(exchange)
    exchange.head(200, {"Content-Length": str(len(content)), "Connection": "close"})
    exchange.close_connection = True
    for byte in content:
        exchange.wfile.write(bytes([byte]))
        if exchange.pause(0.02):
            break


def _huge(exchange: Exchange) -> None:
    exchange.head(200, {})
    while not exchange.pause(0):
        exchange.wfile.write(b" " * 65536)


def _gzipped(exchange: Exchange) -> None:
    exchange.reply(200, gzip.compress(_content(exchange)), Content_Encoding="gzip")


def _moved(row: Any) -> Any:
    return row and row | {"paperId": row["paperId"][::-1]}


_POOL = (
    "Too Many Requests. Please wait and try again or apply for a key for higher rate limits. "
    "https://www.semanticscholar.org/product/api#api-key-form"
)
_BUSY = {"message": _POOL, "code": "429"}
_HTML = "<!DOCTYPE html><html><body><h1>502 ERROR</h1>The request could not be satisfied.</body></html>"
_ANOTHER = a_record(999, title="Attention is All you Need", externalIds={"ArXiv": "1706.03762", "CorpusId": 999})

FAULTS: dict[str, Fault] = {
    "200": answer_as_asked,
    "400": says(400, b""),
    "400-said": says(400, {"error": "Bad request"}),
    "400-none": says(400, {"error": "No valid paper ids given"}),
    "400-size": says(400, {"error": "Response would exceed maximum size of 10MB"}),
    "400-fields": says(400, {"error": "Unrecognized or unsupported fields: [unknown]"}),
    "400-params": says(400, {"error": "Unacceptable query params: [k=v]"}),
    "401": says(401, {"error": "A valid API key is required"}),
    "403": says(403, {"message": "Forbidden"}),
    "204": says(204, b""),
    "404": says(404, {"error": "Requested object not found"}),
    "413": says(413, {"message": "Request Too Long"}),
    "418": says(418, b""),
    "429": says(429, _BUSY),
    "429-seconds": says(429, _BUSY, Retry_After="7"),
    "429-date": says(429, _BUSY, Retry_After="Sat, 04 Jul 2026 10:00:09 GMT"),
    "429-past": says(429, _BUSY, Retry_After="Sat, 04 Jul 2026 09:59:00 GMT"),
    "429-nonsense": says(429, _BUSY, Retry_After="soon"),
    "429-hour": says(429, _BUSY, Retry_After="3600"),
    "500": says(500, {"message": "Internal Server Error"}),
    "502": says(502, _HTML, Content_Type="text/html"),
    "503": says(503, b""),
    "504": says(504, {"message": "Endpoint request timed out"}),
    "redirect": says(302, b"", Location="https://example.org/"),
    "html": says(200, _HTML, Content_Type="text/html"),
    "truncated": _truncated,
    "length-long": _length(2),
    "length-short": _length(0.5),
    "reset": _reset,
    "hang-up": _hang_up,
    "refused": refuse(3.0),
    "hang": _hang,
    "stall": _stall,
    "drip": _drip,
    "row-short": instead(lambda rows: rows[:-1]),
    "row-long": instead(lambda rows: [*rows, None]),
    "object": instead(lambda _: {}),
    "null": instead(lambda _: None),
    "null-row": instead(lambda rows: [None, *rows[1:]]),
    "all-null": instead(lambda rows: [None] * len(rows)),
    "error-200": says(200, {"error": "Internal error"}),
    "message-200": says(200, {"message": "Limit Exceeded"}),
    "error-row": instead(lambda rows: [{"error": "Paper not available"}, *rows[1:]]),
    "odd-rows": instead(lambda rows: [[], "text", 1, {}, {"paperId": None}][: len(rows)]),
    "rotated": instead(lambda rows: rows[1:] + rows[:1]),
    "doubled": instead(lambda rows: rows[:1] * len(rows)),
    "wrong": instead(lambda rows: [row and _ANOTHER for row in rows]),
    "merged": instead(lambda rows: [_moved(row) for row in rows]),
    "recommended-none": says(200, {"recommendedPapers": []}),
    "recommended-null": says(200, {"recommendedPapers": None}),
    "recommended-nulls": says(200, {"recommendedPapers": [None, None]}),
    "recommended-seeds": instead(lambda body: {"recommendedPapers": [None, *body["recommendedPapers"][::-1]]}),
    "404-seeds": says(404, {"error": "Input papers not found"}),
    "huge": _huge,
    "utf-8": says(200, b'[{"title": "\xff\xfe"}]'),
    "json": says(200, b'[{"paperId": '),
    "nested": says(200, b"[" * 100_000),
    "empty": says(200, b""),
    "gzip": _gzipped,
    "gzip-broken": says(200, b"[]", Content_Encoding="gzip"),
    "gzip-bomb": says(200, gzip.compress(b" " * 2**23), Content_Encoding="gzip"),
}


# The command line ----------------------------------------------------------------------------------------------------


def load(path: Path) -> dict[str, Record]:
    """Read records from JSON: `[{"ids": ["ARXIV:…", …], "record": {…}}, …]`."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {identifier: row["record"] for row in rows for identifier in row["ids"]}


def main() -> None:
    """Serve a file of records until interrupted."""
    parser = argparse.ArgumentParser(description="Serve records as the Semantic Scholar API does.")
    parser.add_argument("records", type=Path, help='a JSON file: [{"ids": ["ARXIV:…"], "record": {…}}, …]')
    parser.add_argument("faults", nargs="*", metavar="fault", help=f"played one a request: {', '.join(FAULTS)}")
    parser.add_argument("--port", type=int, default=0, help="where to listen; by default a port that is free")
    parser.add_argument("--key", help="the only key that is not refused")
    options = parser.parse_args()
    if unknown := set(options.faults) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    with FakeApi(load(options.records), key=options.key, port=options.port, log=True) as api:
        api.play(*options.faults)
        print(f"export SEMANTIC_SCHOLAR_API_URL={api.address}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
        for complaint in api.complaints:
            print(f"complaint: {complaint}", file=sys.stderr)


if __name__ == "__main__":
    main()
