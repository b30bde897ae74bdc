"""The wheel: all that a list elsewhere needs, and nothing of this one."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters import __version__
from awesome_adapters.formats import json_schema

REPOSITORY = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path) -> str:
    """Run a program outside the clone, and return what it prints."""
    done = subprocess.run(words, cwd=cwd, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; only the libraries are this one's, without the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    python = [sys.executable, "-m"]
    run(*python, "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    interpreter = folder / "venv" / "bin" / "python"
    run(*python, "pip", "--python", interpreter, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    return interpreter.with_name("awesome-adapters")


def test_the_wheel_builds_a_list_elsewhere(command: Path, root: Path, write: Callable[..., Path]) -> None:
    write("title: NLP\nitems: [{ title: LoRA, code: https://x.org }]")

    told = run(command, "build", "--offline", cwd=root)

    readme = (root / "README.md").read_text(encoding="utf-8")
    assert told == "README.md: written\n"
    assert readme.startswith("# Awesome Papers [![Awesome]")
    assert "[**LoRA**](https://x.org)" in readme
    assert "dapters" not in readme


def test_a_template_of_the_list_stands_in_for_the_packaged_one(
    command: Path, root: Path, write: Callable[..., Path]
) -> None:
    write("title: NLP\nitems: [{ title: LoRA, code: https://x.org }]")
    write("{{ heading }}\n\n{% for record in records %}\n{{ record.title }}!\n\n{% endfor %}\n", "templates/section.md")

    run(command, "build", "--offline", cwd=root)

    readme = (root / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Awesome Papers [![Awesome]")
    assert "\n## NLP\n\nLoRA!\n\n" in readme


def test_the_wheel_begins_a_list_that_builds_at_once(command: Path, root: Path) -> None:
    run(command, "init", "new", cwd=root)

    assert run(command, "build", "--offline", cwd=root / "new") == "README.md: already current\n"
    assert (root / "new" / ".github" / "workflows" / "build.yml").is_file()


def test_the_wheel_has_the_version_and_the_schema(command: Path, root: Path) -> None:
    assert run(command, "--version", cwd=root) == f"{__version__}\n"
    assert run(command, "schema", cwd=root) == json_schema.render().content.decode()


def test_the_wheel_has_the_table_of_venues(command: Path, root: Path, write: Callable[..., Path]) -> None:
    write("title: NLP\nitems: [{ title: A, paper: { doi: 10.1101/1, venue: bioRxiv } }]")

    assert '"kind": "preprint"' in run(command, "export", "json", cwd=root)
