"""Standard streams that are closed, full or gone end a run with one true sentence."""

import shutil
import subprocess
import sys
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


@pytest.mark.slow
@pytest.mark.parametrize("argument", ["github.com/a/tool --dry-run", "-"])
def test_a_closed_input_reads_as_empty(shell: Shell, argument: str) -> None:
    _, printed = shell(f"aa add {argument} --offline <&-")

    assert "Traceback" not in printed
    assert ("would be added" in printed) if "tool" in argument else ("error: " in printed)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build --offline", "check", "export bibtex", "schema", "--help"])
def test_a_closed_output_is_an_error_where_something_is_to_be_printed(shell: Shell, command: str) -> None:
    code, printed = shell(f"aa {command} >&-")

    if command != "check":  # it speaks to standard error
        assert (code, printed.splitlines()[-1]) == (1, "error: cannot print: standard output is closed")
    assert "Traceback" not in printed


@pytest.mark.slow
def test_a_closed_output_is_no_file_of_the_list(shell: Shell) -> None:
    shell("aa build --offline >&- 2>&- <&-")

    assert (shell.root / "README.md").read_text().startswith("# Awesome Papers")
    assert (shell.root / "data" / "nlp.yaml").read_text() == ENTRY


@pytest.mark.slow
def test_a_closed_error_stream_loses_what_is_said_there(shell: Shell) -> None:
    assert shell("aa check 2>&-") == (0, "")


@pytest.mark.slow
def test_a_full_device_is_an_error(shell: Shell) -> None:
    assert shell("aa export json >/dev/full") == (1, "error: cannot print: No space left on device\n")


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_hears_no_complaint(shell: Shell) -> None:
    code, printed = shell("aa schema | head -n 1; aa export csv | true")

    assert (code, printed) == (0, "{\n")


@pytest.mark.slow
def test_a_folder_that_is_gone_is_not_a_failure_of_printing(shell: Shell) -> None:
    code, printed = shell("mkdir gone && cd gone && rmdir ../gone && aa build")

    assert (code, printed) == (1, "error: cannot look into the current folder: No such file or directory\n")


@pytest.mark.slow
def test_an_output_to_the_standard_output_is_printed(shell: Shell) -> None:
    code, printed = shell(
        "aa export csv -o /dev/stdout | cat; echo before >log; aa export csv -o /dev/stdout >>log; cat log"
    )

    assert code == 0
    table, logged = printed.split("before\n")
    assert table.startswith('"key",')
    assert logged == table


@pytest.mark.slow
def test_an_output_to_a_pipe_reaches_its_reader(shell: Shell) -> None:
    code, printed = shell("mkfifo pipe; cat pipe & aa export csv -o pipe; wait; test -p pipe")

    assert (code, printed[:5]) == (0, '"key"')


@pytest.mark.slow
def test_a_full_error_stream_ends_a_run_without_a_traceback(shell: Shell) -> None:
    assert shell("aa check --notes 2>/dev/full; echo $?")[1].endswith("1\n")


needs_setpriv = pytest.mark.skipif(not shutil.which("setpriv"), reason="needs a program that takes rights away")


@pytest.mark.slow
@needs_setpriv
@pytest.mark.parametrize(
    ("change", "command", "message"),
    [
        ("chmod 444 data", "build --offline", "cannot read {}/data/metadata.json: Permission denied"),
        ("chmod 444 data", "export csv", "cannot read {}/data/metadata.json: Permission denied"),
        ("chmod 000 data", "build --offline", "cannot read {}/data: Permission denied"),
        ("chmod 000 data", "check", "cannot read {}/data: Permission denied"),
        ("chmod 000 data/nlp.yaml", "export csv", "cannot read {}/data/nlp.yaml: Permission denied"),
        ("chmod 000 .github", "build --offline", "cannot read {}/.github/CONTRIBUTING.md: Permission denied"),
        ("chmod 000 templates", "build --offline", "cannot read {}/templates/section.md: Permission denied"),
        ("chmod 555 .", "build --offline", "cannot write {}/README.md: Permission denied; nothing there was changed"),
        ("chmod 555 data", "add github.com/x/t --section NLP --offline", "cannot write {}/data/nlp.yaml: "),
        ("chmod 000 ../locked", "check --root ../locked/list", "cannot read ../locked/list: Permission denied"),
    ],
)
def test_what_cannot_be_reached_is_named(shell: Shell, change: str, command: str, message: str) -> None:
    rights = "setpriv --bounding-set=-all --inh-caps=-all"  # the superuser may do everything
    code, printed = shell(
        f"mkdir -p .github templates ../locked/list; {change}; {rights} {COMMAND} {command}; code=$?; "
        "chmod 755 . .github templates data ../locked; chmod 644 data/*; exit $code"
    )

    assert (code, printed.count("\n")) == (1, 2 if command.startswith("add") else 1)  # it says what it adds, first
    assert f"error: {message.format(shell.root)}" in printed


def test_ctrl_c_while_modules_are_imported_ends_the_run_without_a_word(shell: Shell) -> None:
    program = "import signal, sys; from awesome_adapters.__main__ import main; {}main()"
    interrupt = (
        "sys.meta_path.insert(0, type('F', (), {'find_spec': lambda *_: signal.raise_signal(signal.SIGINT)})());"
    )

    code, printed = shell(f'"{sys.executable}" -c "{program.format(interrupt)}"; echo $?')

    assert (code, printed) == (0, "130\n")
