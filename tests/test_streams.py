"""Standard streams that are closed, full or gone end a run with one true sentence."""

import subprocess
from pathlib import Path

import pytest

from conftest import COMMAND

ENTRY = "title: NLP\nitems: [{ title: LoRA, code: https://github.com/microsoft/LoRA }]\n"


@pytest.fixture
def shell(root: Path) -> "Shell":
    (root / "data" / "nlp.yaml").write_text(ENTRY)
    return Shell(root)


class Shell:
    """Runs a line of shell in the list's folder, where `aa` is the program."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, line: str) -> tuple[int, str]:
        """Return the exit code, and what was printed to either stream."""
        done = subprocess.run(
            ["sh", "-c", f'aa() {{ "{COMMAND}" "$@"; }}; {line}'],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("argument", ["github.com/a/tool --dry-run", "-"])
def test_a_closed_input_reads_as_empty(shell: Shell, argument: str) -> None:
    _, printed = shell(f"aa add {argument} --offline <&-")

    assert "Traceback" not in printed
    assert ("would be added" in printed) if "tool" in argument else ("error: " in printed)


@pytest.mark.parametrize("command", ["build --offline", "check", "export bibtex", "schema", "--help"])
def test_a_closed_output_is_an_error_where_something_is_to_be_printed(shell: Shell, command: str) -> None:
    code, printed = shell(f"aa {command} >&-")

    if command != "check":  # it speaks to standard error
        assert (code, printed.splitlines()[-1]) == (1, "error: cannot print: standard output is closed")
    assert "Traceback" not in printed


def test_a_closed_output_is_no_file_of_the_list(shell: Shell) -> None:
    shell("aa build --offline >&- 2>&- <&-")

    assert (shell.root / "README.md").read_text().startswith("# Awesome Papers")
    assert (shell.root / "data" / "nlp.yaml").read_text() == ENTRY


def test_a_closed_error_stream_loses_what_is_said_there(shell: Shell) -> None:
    assert shell("aa check 2>&-") == (0, "")


def test_a_full_device_is_an_error(shell: Shell) -> None:
    assert shell("aa export json >/dev/full") == (1, "error: cannot print: No space left on device\n")


def test_a_reader_that_has_seen_enough_hears_no_complaint(shell: Shell) -> None:
    code, printed = shell("aa schema | head -n 1; aa export csv | true")

    assert (code, printed) == (0, "{\n")


def test_a_folder_that_is_gone_is_not_a_failure_of_printing(shell: Shell) -> None:
    code, printed = shell("mkdir gone && cd gone && rmdir ../gone && aa build")

    assert (code, printed) == (1, "error: cannot look into the current folder: No such file or directory\n")
