import http.client
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from awesome_adapters import serving
from awesome_adapters.formats.readme.rendered import as_html

Write = Callable[..., Path]


@pytest.fixture
def server(root: Path, write: Write) -> Iterator[serving.Server]:
    write("title: <script>alert(1)</script> Methods\nitems: [{ title: LoRA, code: https://x.org/lora }]")
    write("title: List", "catalogue.yaml")
    preview = serving.Preview(root)
    with serving.Server(preview, 0) as server:
        preview.update()
        yield server


def get(server: serving.Server, path: str, host: str | None = None) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body, dict(response.getheaders())


def test_readme_website_and_their_frame_are_shown(server: serving.Server) -> None:
    frame, readme, page = (get(server, path) for path in ("/", "/README.md", "/site/index.html"))

    assert 'src="/README.md"' in frame[1]
    assert 'href="https://x.org/lora"' in readme[1]
    assert "<title>List</title>" in page[1]
    assert "script-src" not in readme[2]["Content-Security-Policy"]
    assert [status for status, _, _ in (frame, readme, page)] == [200] * 3


def test_hostile_text_does_nothing(server: serving.Server) -> None:
    assert "<script>alert" not in get(server, "/README.md")[1] + get(server, "/site/index.html")[1]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", ""])
def test_another_name_for_this_computer_is_refused(server: serving.Server, host: str) -> None:
    assert get(server, "/README.md", host or "localhost")[0] == 421


@pytest.mark.parametrize(
    "path", ["/catalogue.yaml", "/../catalogue.yaml", "/%2e%2e/x", "/data/nlp.yaml", "/__init__.py"]
)
def test_nothing_is_served_but_what_is_rendered(server: serving.Server, path: str) -> None:
    assert get(server, path)[0] == 404


def test_it_listens_to_this_computer_alone(server: serving.Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_errors_are_told_and_the_last_good_list_stays(server: serving.Server, write: Write) -> None:
    preview = server.preview
    told: list[tuple[int, list[str]]] = []
    waiter = threading.Thread(target=lambda: told.append(preview.after(1, 10)))
    waiter.start()
    write("title: [")

    problems = preview.update()
    waiter.join(10)

    assert told == [(2, problems)]
    assert "data/nlp.yaml:1:" in problems[0]
    assert "LoRA" in get(server, "/README.md")[1]

    write("title: NLP\nitems: [{ title: VeRA, code: https://x.org/vera }]")
    assert preview.update() == []
    assert "VeRA" in get(server, "/README.md")[1]


def test_markdown_is_shown_as_github_shows_it() -> None:
    html = as_html(
        "# A\n\n## A `b`\n\n<h2>A b</h2>\n\n| x |\n|---|\n| ~~y~~ |\n\n<script>z</script> [j](javascript:x)\n"
    )

    assert 'id="a"' in html
    assert 'id="a-b"' in html
    assert 'id="a-b-1"' in html
    assert "<table>" in html
    assert "<s>y</s>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
