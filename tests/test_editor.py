"""What somebody sees who writes a data file in an editor: yaml-language-server, asked as editors ask it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters.formats import json_schema
from conftest import Call, Write

SERVER = shutil.which("yaml-language-server")
pytestmark = [
    pytest.mark.skipif(not SERVER, reason="needs: npm install --global yaml-language-server@1.19.2"),
    pytest.mark.slow,
]

WRITTEN = """\
# yaml-language-server: $schema=schema.json
title: NLP
sections:
- title: Methods
  items:
  - title: LoRA
    code: https://x.org/1
    tags: [LoRA, "C++: x"]
- title: Tools
  items:
  - title: Adapters
    code: https://x.org/2
"""


class Editor:
    """An editor with one file open, speaking the Language Server Protocol 3.17 with a server."""

    def __init__(self, server: "subprocess.Popen[bytes]", file: Path, text: str) -> None:
        self._server = server
        self._uri = file.as_uri()
        self._asked = 0
        self.complaints: list[str] | None = None
        wants = {"workspace": {"configuration": True}, "textDocument": {"completion": {}}}
        self.ask("initialize", processId=None, rootUri=file.parent.as_uri(), capabilities=wants)
        self._send(method="initialized", params={})
        document = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})

    def completions(self, line: int, character: int) -> list[str]:
        """Return what would be written, the place counted from 0."""
        place = {"line": line, "character": character}
        found = self.ask("textDocument/completion", textDocument={"uri": self._uri}, position=place)
        return [item["insertText"] for item in found["items"]]

    def diagnosis(self) -> list[str]:
        """Return what the server says of the file."""
        while self.complaints is None:
            self._receive()
        return self.complaints

    def ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._send(id=self._asked, method=method, params=params)
        while "result" not in (answer := self._receive()) or answer.get("id") != self._asked:
            pass
        return answer["result"]

    def _send(self, **message: Any) -> None:
        assert self._server.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        """Read a message, and answer it if it is a question of the server's."""
        assert self._server.stdout
        length = 0
        while header := self._server.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.complaints = [one["message"] for one in message["params"]["diagnostics"]]
        elif message.get("method") == "workspace/configuration":
            own = {"yaml": {"validate": True, "completion": True, "schemaStore": {"enable": False}}}
            wanted = [own.get(item["section"], {}) for item in message["params"]["items"]]
            self._send(id=message["id"], result=wanted)
        elif "method" in message and "id" in message:
            self._send(id=message["id"], result=None)
        return message


@pytest.fixture
def opened(call: Call, root: Path, write: Write) -> Iterator[Any]:
    """Open the list's file with more lines at its end, once a build has made the schema."""
    file = write(WRITTEN)
    write(json_schema.render().content.decode(), "data/schema.json")
    assert call("build", "--offline").code == 0
    assert SERVER
    with subprocess.Popen(
        [SERVER, "--stdio"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield lambda more: Editor(server, file, WRITTEN + more)
        finally:
            server.kill()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("    tags: [", ["LoRA", '"C++: x"']),
        ("    tags: [L", ["LoRA", '"C++: x"']),
        ("    tags:\n    - ", ["LoRA", '"C++: x"']),
        ("    also_in: [", ["NLP", "NLP > Methods", "NLP > Tools"]),
        ("    also_in:\n    - ", ["NLP", "NLP > Methods", "NLP > Tools"]),
    ],
)
def test_the_lists_own_tags_and_sections_are_offered(opened: Any, line: str, offered: list[str]) -> None:
    last = line.rpartition("\n")[2]
    editor = opened(line + "]" * ("[" in last))

    found = editor.completions(WRITTEN.count("\n") + line.count("\n"), len(last))

    assert sorted(found) == sorted(offered)


def test_keys_are_offered(opened: Any) -> None:
    found = opened("    a").completions(WRITTEN.count("\n"), 5)

    assert {text.partition(":")[0] for text in found} >= {"summary", "paper", "tags", "added", "also_in"}


def test_what_is_new_is_no_mistake_and_a_wrong_key_is(opened: Any) -> None:
    editor = opened("    tags: [New]\n    also_in: [methods]\n    tga: x\n")

    assert editor.diagnosis() == ["Property tga is not allowed."]
