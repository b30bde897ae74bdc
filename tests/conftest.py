"""What the tests share: a list to write to, the command to run on it, and no network but loopback."""

import contextlib
import gc
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, settings

from awesome_adapters import Project
from awesome_adapters.cli import main

settings.register_profile(  # the same examples for everybody, as long as the test stays as it is
    "thorough", deadline=None, max_examples=100, derandomize=True, print_blob=True
)
settings.register_profile(  # shows the first failure as it was drawn: shrinking a whole list takes minutes
    "quick",
    deadline=None,
    max_examples=20,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)
IS_THOROUGH = bool(os.environ.get("CI"))
"""Whether what is tried with samples is tried with many, as in CI; people get an answer sooner."""
settings.load_profile("thorough" if IS_THOROUGH else "quick")

pytest_plugins = ["api_fixtures"]

os.environ["XDG_CACHE_HOME"] = os.devnull  # what a test finds must not depend on what ran before

REPOSITORY = Path(__file__).parents[1]
LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
COMMAND = Path(sys.executable).with_name("awesome-adapters")


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]
Write = Callable[..., Path]


def max_examples(number: int) -> settings:
    """Try a property with `number` examples in the thorough profile, and with its share of them in the quick one."""
    return settings(max_examples=max(1, number * settings().max_examples // 100))


_OLD_LIST = {
    "data/nlp.yaml": """
        index: 2
        title: Natural Language Processing
        sections:
          - title: Methods
            items:
              - title: LoRA
                paper:
                  arxiv_id: "2106.09685"
                  pdf: https://arxiv.org/pdf/2106.09685.pdf
                code: https://github.com/microsoft/LoRA
                tags:
                  - LoRA
              - title: Prefix-Tuning
                paper:
                  acl_id: 2021.acl-long.353
                  semantic_scholar_id: 53d8b356551a2361020a948f64454a6d599af69f
          - title: Composition Methods
            items:
              - title: AdapterFusion
                paper:
                  doi: 10.18653/v1/2021.eacl-main.39
                tags: []
    """,
    "data/tools.yaml": """
        index: 1
        title: Frameworks and Tools
        items:
          - title: AdapterHub
            website: https://adapterhub.ml/
            code: https://github.com/adapter-hub/adapters
    """,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--exhaustive", action="store_true", help="try a fault in every different call of a file")
    parser.addoption("--update-expected", action="store_true", help="write the expected documents anew; read the diff")


@pytest.fixture(autouse=True, scope="session")
def _children_hear_ctrl_c() -> None:
    """Undo what a background job inherits from a script: a SIGINT that its children ignore, too.

    Here it is still ignored, by a handler; a child begins with the default in the place of any handler.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)


@pytest.fixture
def short_list(write: Write, root: Path) -> Project:
    """A list of one paper and one tool."""
    write(f"""
        title: NLP
        items:
          - title: "{LORA}"
            paper: {{ arxiv_id: "2106.09685" }}
            tags: [LoRA]
          - title: AdapterHub
            code: https://github.com/adapter-hub/adapters
    """)
    return Project.open(root)


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach further than this machine, whatever it runs in its own process."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def _clean_environment() -> Iterator[None]:
    """Let no variable of the machine change a result; a forgotten address leads to a closed port.

    A hook of git names its repository in variables, and a test must not commit to it; pip's settings change a wheel.
    """
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in (
            "S2_API_KEY",
            "GITHUB_TOKEN",
            "GH_TOKEN",
            "CI",
            "GITHUB_ACTIONS",
            "GITHUB_REPOSITORY",
            "CI_PROJECT_URL",
            "CI_PAGES_URL",
            "GITHUB_STEP_SUMMARY",
            "NO_COLOR",
            "FORCE_COLOR",
            "COLUMNS",
            *proxies,
        ):
            monkeypatch.delenv(name, raising=False)
        for name in [name for name in os.environ if name.startswith(("GIT_", "PIP_"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", "http://127.0.0.1:9")
        for service in ("ARXIV", "CROSSREF", "DATACITE"):
            monkeypatch.setenv(f"{service}_API_URL", "off")
        yield


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty list."""
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.fixture
def write(root: Path) -> Write:
    """Write a data file of the list, or another file of it if a path is given."""

    def write(content: str | bytes, path: str = "data/nlp.yaml") -> Path:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(dedent(content).encode() if isinstance(content, str) else content)
        return file

    return write


@pytest.fixture
def old_list(write: Write) -> None:
    """A list with none but the keys that lists had before this program."""
    for path, content in _OLD_LIST.items():
        write(content, path)


@pytest.fixture
def call(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command line in this process, in the list's folder or another one."""
    monkeypatch.chdir(root)

    def call(*arguments: str, cwd: Path = Path(), stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["awesome-adapters", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            with contextlib.chdir(cwd), pytest.raises(SystemExit) as ending:
                main()
        finally:
            gc.unfreeze()
            gc.enable()
        return Done(int(ending.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def run(root: Path, call: Call) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the command in the list's folder: as a user would where variables are given, else in this process.

    A process costs a quarter of a second to import the same modules again.
    """

    def run(*arguments: str, cwd: Path | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
        if not environment:
            done = call(*arguments, cwd=cwd or root)
            return subprocess.CompletedProcess(arguments, done.code, done.out.replace("\r\n", "\n"), done.err)
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=cwd or root,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Callable[[str | bytes, str], None]:
    """Compare a document with the expected one in `tests/expected/`."""

    def expect(actual: str | bytes, name: str) -> None:
        path = REPOSITORY / "tests" / "expected" / name
        content = actual.encode() if isinstance(actual, str) else actual
        if request.config.getoption("--update-expected"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert content.decode() == path.read_bytes().decode()

    return expect
