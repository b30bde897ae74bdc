"""The wheel: all that a list elsewhere needs, and nothing of this one."""

import email
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
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
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sdist, and of it the wheel, as a release does."""
    folder = tmp_path_factory.mktemp("package")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELEASE_COMMIT", "a" * 40)
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def command(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; only the libraries are this one's, without the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    python = [sys.executable, "-m"]
    [wheel] = package.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    interpreter = folder / "venv" / "bin" / "python"
    run(*python, "pip", "--python", interpreter, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    return interpreter.with_name("awesome-adapters")


def test_the_package_says_what_it_is_and_where_it_comes_from(package: Path) -> None:
    run(sys.executable, "-m", "twine", "check", "--strict", *package.iterdir(), cwd=package)
    [wheel] = package.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        about = email.message_from_bytes(archive.read(name))
        names = archive.namelist()

    links = dict(link.split(", ") for link in about.get_all("Project-URL", []))
    assert about["Summary"].startswith("A generator of curated paper lists")
    assert "Typing :: Typed" in about.get_all("Classifier", [])
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13)} <= {
        *about.get_all("Classifier", [])
    }
    assert links["Source"] == f"https://github.com/OWNER/REPOSITORY/tree/{'a' * 40}"
    page = str(about.get_payload())
    assert f"https://github.com/OWNER/REPOSITORY/raw/{'a' * 40}/docs/pictures/list.png" in page
    assert len([line for line in page.splitlines() if line.startswith(("pipx ", "awesome-adapters "))]) == 3
    assert not re.search(r"\]\((?!https://)", page)
    assert {"awesome_adapters/py.typed", "awesome_adapters/checks/explanations.toml"} <= set(names)


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
    workflow = (root / "new" / ".github" / "workflows" / "build.yml").read_text(encoding="utf-8")
    assert f"uses: OWNER/REPOSITORY@{'a' * 40} # v{__version__}\n" in workflow
    assert run(command, "explain", "summary-end", cwd=root).startswith("summary-end\n")


def test_the_wheel_has_the_version_and_the_schema(command: Path, root: Path) -> None:
    assert run(command, "--version", cwd=root) == f"{__version__}\n"
    assert run(command, "schema", cwd=root) == json_schema.render().content.decode()


def test_the_wheel_has_the_table_of_venues(command: Path, root: Path, write: Callable[..., Path]) -> None:
    write("title: NLP\nitems: [{ title: A, paper: { doi: 10.1101/1, venue: bioRxiv } }]")

    assert '"kind": "preprint"' in run(command, "export", "json", cwd=root)
