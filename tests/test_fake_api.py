import http.client
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from api_fixtures import KEY, SIX, Ask, FakeClock
from awesome_adapters.services.semantic_scholar.client import SemanticScholar
from fake_api import BATCH, DATE, MATCH, FakeApi, Request, a_record, many, refuse


def test_the_fake_api_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    file.write_text(json.dumps([{"ids": ["ARXIV:2106.00001"], "record": a_record()}]))
    command = [sys.executable, str(Path(__file__).with_name("fake_api.py")), str(file), "429", "--key", KEY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None

        address = process.stdout.readline().strip().removeprefix("export SEMANTIC_SCHOLAR_API_URL=")
        answers = list(SemanticScholar(address=address, key=KEY, sleep=lambda _: None).papers(SIX[:2]))
        process.terminate()

    assert [(asked, paper and paper.year) for asked, paper in answers] == [(SIX[0], 2021), (SIX[1], None)]


def test_the_fake_api_can_be_closed_for_a_while(ask: Ask, api: FakeApi, clock: FakeClock) -> None:
    clock.on_sleep = lambda: time.sleep(0.05)
    api.play(refuse(0.2))

    outcome = ask(max_wait=10_000)

    assert outcome.found_ids == SIX
    assert "the connection was refused" in [reason for _, reason in outcome.waits]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "complaints"),
    [
        ("POST", f"{BATCH}?fields=title", {"ids": SIX}, 200, []),
        ("POST", f"{BATCH}?fields=title,Title", {"ids": SIX}, 400, ["there is no field 'Title'"]),
        ("POST", f"{BATCH}?fields=title&limit=3", {"ids": SIX}, 200, ["the query has 'limit'"]),
        ("POST", f"{BATCH}?fields=title", {"ids": list(many(501))}, 200, ["there are 501 ids"]),
        ("POST", f"{BATCH}?fields=title", {"ids": []}, 400, ["there are 0 ids"]),
        ("POST", f"{BATCH}?fields=title", {"ids": [SIX[0], ""]}, 200, ["'' is no id"]),
        ("POST", f"{BATCH}?fields=title", {"ids": ["ARXIV:2106.00002v1"]}, 400, ["'ARXIV:2106.00002v1' is no id"]),
        ("POST", f"{BATCH}?fields=title", {"ids": [SIX[0], SIX[0].lower()]}, 200, ["an id is given twice"]),
        ("GET", f"{MATCH}?fields=title&query=", None, 404, ["the title is blank"]),
        ("GET", f"{BATCH}?fields=title", None, 404, [f"GET {BATCH} is nothing to ask"]),
        ("GET", "/paper", None, 404, ["GET /paper is nothing to ask"]),
    ],
)
def test_the_fake_api_checks_what_it_is_sent(
    method: str, path: str, body: Any, status: int, complaints: list[str]
) -> None:
    with FakeApi(many(6)) as api:
        connection = http.client.HTTPConnection("127.0.0.1", int(api.address.rpartition(":")[2]))
        content = None if body is None else json.dumps(body)

        connection.request(method, path, content, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        connection.close()

        assert (response.status, response.headers["Date"]) == (status, DATE)
        assert api.complaints == complaints


@pytest.mark.parametrize("spelling", ["DOI:10.1023/a:1007154515475", "10.1023/A:1007154515475", "corpusID:5"])
def test_the_fake_api_compares_ids_as_the_api_does(spelling: str) -> None:
    with FakeApi({"DOI:10.1023/A:1007154515475": a_record(), "CorpusId:5": a_record(5)}) as api:
        status, _ = api.answer(Request("POST", BATCH, {}, {}, {"ids": [spelling]}))

    assert status == 200
