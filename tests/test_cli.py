"""The commands as people run them: what they write, what they say and where, how they end."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters import __version__, metadata
from awesome_adapters.cli import COMMANDS, report
from awesome_adapters.positions import Location
from awesome_adapters.problems import Problem
from conftest import COMMAND, Call, Done, Write

ESCAPE = "\x1b["

LORA = 'title: NLP\nitems:\n- title: LoRA\n  paper: { arxiv_id: "2106.09685" }\n'
TOOL = "title: NLP\nitems:\n- { title: LoRA, code: https://x.org }\n"
DOUBTFUL = "title: NLP\nitems:\n- { title: LoRA??, code: https://x.org }\n"
PLAIN = """
{% for record in records %}
{% set links = record.links|map(attribute="label")|list %}
{% set parts = record.authors|list + [record.venue, record.year] + record.tags + links + [record.tldr] %}
{{ record.title }}: {{ parts|select|join(", ") }}
{% endfor %}
""".lstrip()
WRONG = "title: NLP\nitems:\n- { title: LoRA, cod: https://x.org }\n"


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def know(write: Write) -> Callable[..., None]:
    """Write the metadata of papers, given by their arXiv ids."""

    def know(**records: dict[str, object]) -> None:
        lines = ["{"]
        for number, (arxiv_id, fields) in enumerate(records.items()):
            nothing = dict.fromkeys(field.name for field in metadata.FIELDS)
            record = {"ids": [f"{number:040}", f"ARXIV:{arxiv_id}"], "retrieved": "2024-05-04", **nothing, **fields}
            lines.append(f'"ARXIV:{arxiv_id}": {json.dumps(record)},')
        write("\n".join([*lines, '"version": 1', "}\n"]), "data/metadata.json")

    return know


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return the content and the time of every file below a folder."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def entries(root: Path) -> str:
    """Return the part of the README with the list's own sections."""
    text = (root / "README.md").read_text(encoding="utf-8")
    found = re.search(r"\n## Contents\n\n.*?\n\n(.*?)## Using This List\n", text, re.DOTALL)
    assert found
    return found[1]


# build ---------------------------------------------------------------------------------------------------------------


def test_build_writes_the_readme_and_leaves_it_alone_when_nothing_changed(call: Call, root: Path, write: Write) -> None:
    write(TOOL)

    first = call("build", "--offline")
    built = files(root)
    second = call("build", "--offline")

    assert first == Done(0, "README.md: written\n", "")
    assert second == Done(0, "README.md: already current\n", "")
    assert set(built) == {"README.md", "data/nlp.yaml"}
    assert files(root) == built
    assert "[**LoRA**](https://x.org)" in entries(root)


@pytest.mark.usefixtures("old_list")
def test_a_folder_with_only_the_old_keys_builds(call: Call, root: Path) -> None:
    done = call("build", "--offline")

    assert done == Done(0, "README.md: written\n", "")
    assert re.findall(r"^(#+ .*|- .*?\))(?: -|$)", entries(root), re.MULTILINE) == [
        "## Frameworks and Tools",
        '- <a id="title-adapterhub"></a>[**AdapterHub**](https://github.com/adapter-hub/adapters)',
        "## Natural Language Processing",
        "### Methods",
        '- <a id="arxiv-2106.09685"></a>[**LoRA**](https://arxiv.org/abs/2106.09685)',
        '- <a id="acl-2021.acl-long.353"></a><a id="s2-53d8b356551a2361020a948f64454a6d599af69f"></a>[**Prefix-Tuning**](https://aclanthology.org/2021.acl-long.353/)',
        "### Composition Methods",
        '- <a id="doi-10.18653-v1-2021.eacl-main.39"></a>[**AdapterFusion**](https://doi.org/10.18653/v1/2021.eacl-main.39)',
    ]


def test_what_is_edited_shows_at_once_although_the_metadata_is_kept(
    call: Call, root: Path, write: Write, know: Callable[..., None]
) -> None:
    know(**{"2106.09685": {"title": "LoRA: Low-Rank Adaptation", "tldr": "LoRA is proposed."}})
    write(PLAIN, "templates/section.md")
    write(LORA.replace("title: LoRA", "title: LoRA\n  code: https://x.org/old\n  tags: [old]"))
    call("build")
    write(LORA.replace("title: LoRA", "title: LoRA, renamed\n  tags: [new]"))

    done = call("build")

    assert done == Done(0, "README.md: written\n", "")
    assert entries(root) == "LoRA, renamed: new, PDF, LoRA is proposed.\n"


def test_what_a_curator_writes_wins(call: Call, root: Path, write: Write, know: Callable[..., None]) -> None:
    theirs = {"title": "LoRA", "authors": ["Wrong Name"], "venue": "arXiv.org", "year": 2021, "tldr": "Wrong."}
    write(PLAIN, "templates/section.md")
    know(**{"2106.09685": theirs, "2106.04647": theirs | {"title": "Compacter"}})
    write("""
        title: NLP
        items:
          - title: LoRA
            paper: { arxiv_id: "2106.09685", authors: [Edward J. Hu], venue: ICLR, year: 2022, tldr: Right. }
          - title: Compacter
            paper: { arxiv_id: "2106.04647", authors: null, venue: null, year: null, tldr: null }
    """)

    call("build")

    assert entries(root) == "LoRA: Edward J. Hu, ICLR, 2022, PDF, Right.\nCompacter: PDF\n"


def test_a_pasted_address_makes_right_links(call: Call, root: Path, write: Write) -> None:
    write(LORA.replace("2106.09685", "https://arxiv.org/pdf/2106.09685v2.pdf"))

    call("build", "--offline")

    assert "[**LoRA**](https://arxiv.org/abs/2106.09685) - [PDF](https://arxiv.org/pdf/2106.09685)\n" in entries(root)


def test_build_stops_at_errors_and_writes_nothing(call: Call, root: Path, write: Write) -> None:
    write(WRONG)

    done = call("build", "--offline")

    assert done.code == 1
    assert "data/nlp.yaml:3:18: error: unknown key 'cod'; did you mean 'code'? [unknown-key]\n" in done.out + done.err
    assert done.err.endswith("1 error; nothing was written\n")
    assert set(files(root)) == {"data/nlp.yaml"}


def test_build_lets_warnings_pass(call: Call, write: Write) -> None:
    write(DOUBTFUL)

    assert call("build", "--offline") == Done(0, "README.md: written\n", "")


def test_build_check_names_what_is_stale_and_writes_nothing(call: Call, root: Path, write: Write) -> None:
    write(TOOL)
    call("build", "--offline")
    current = call("build", "--check")
    write(TOOL.replace("LoRA", "QLoRA"))
    before = files(root)

    stale = call("build", "--check")

    assert current == Done(0, "", "")
    assert stale == Done(1, "", "README.md is not current; run: awesome-adapters build\n")
    assert files(root) == before


def test_a_list_without_a_readme_is_stale(call: Call, root: Path, write: Write) -> None:
    write(TOOL)

    assert call("build", "--check").code == 1
    assert set(files(root)) == {"data/nlp.yaml"}


@pytest.mark.parametrize("option", ["--max-wait", "--patience"])
def test_a_build_without_the_api_says_so_in_one_line_and_writes_the_readme(
    call: Call, root: Path, write: Write, option: str
) -> None:
    write(LORA)

    done = call("build", option, "0")

    assert (done.code, done.out) == (0, "README.md: written\n")
    warning = "warning: --patience is --max-wait now; the old name will stop working in a later version\n"
    assert re.fullmatch(
        (warning if option == "--patience" else "") + r"asking Semantic Scholar for 1 paper\n"
        r"Semantic Scholar does not answer \(.*refused.*\); continuing with known metadata\n",
        done.err,
    )
    assert "[**LoRA**](https://arxiv.org/abs/2106.09685)" in entries(root)


@pytest.mark.parametrize("command", ["add", "build", "refresh"])
def test_help_has_the_option_for_waiting_under_its_new_name_alone(call: Call, command: str) -> None:
    told = call(command, "--help").out

    assert "--max-wait" in told
    assert "--patience" not in told


def test_missing_metadata_is_an_error_only_on_request(call: Call, root: Path, write: Write) -> None:
    write(LORA)

    online = call("build", "--max-wait", "0", "--require-metadata")
    (root / "README.md").unlink()
    offline = call("build", "--offline", "--require-metadata")

    assert (online.code, offline.code) == (3, 3)
    assert offline.err.startswith("error: 1 paper")
    assert (root / "README.md").exists()


def test_known_metadata_needs_no_network(
    call: Call, write: Write, know: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(LORA)
    know(**{"2106.09685": {"title": "LoRA"}})
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", "not an address at all")

    assert call("build", "--require-metadata") == Done(0, "README.md: written\n", "")


def test_a_readme_may_show_braces(call: Call, root: Path, write: Write) -> None:
    write(TOOL)
    write("# BibTeX\n\n@misc{list, title = {The {A}wesome list}}, {}, }, {x} and {Y}}\n", "templates/README.md")

    call("build", "--offline")

    assert (root / "README.md").read_text() == (
        "# BibTeX\n\n@misc{list, title = {The {A}wesome list}}, {}, }, {x} and {Y}}\n"
    )


@pytest.mark.parametrize(
    ("template", "place"),
    [("# A\n{{ nothing }}\n", "README.md:2: "), ("# A\n\n{% for %}\n", "README.md:3: "), ("{{ }\n", "README.md:1: ")],
)
def test_a_faulty_template_leaves_the_readme_as_it_was(
    call: Call, root: Path, write: Write, template: str, place: str
) -> None:
    write(TOOL)
    call("build", "--offline")
    before = (root / "README.md").read_bytes()
    write(template, "templates/README.md")

    done = call("build", "--offline")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: ")
    assert place in done.err
    assert done.err.count("\n") == 1
    assert (root / "README.md").read_bytes() == before


def test_a_readme_that_is_a_folder_is_an_error_of_one_line(call: Call, root: Path, write: Write) -> None:
    write(TOOL)
    (root / "README.md").mkdir()

    done = call("build", "--offline")

    assert done == Done(1, "", f"error: cannot read {root / 'README.md'}: Is a directory\n")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody can write")
def test_a_folder_in_which_nobody_can_write_is_an_error_of_one_line(call: Call, write: Write) -> None:
    write(TOOL)

    done = call("export", "csv", "--output", "/proc/list.csv")

    assert (done.code, done.out) == (1, "")
    assert re.fullmatch(r"error: cannot write /proc/list\.csv: .*; nothing there was changed\n", done.err)


@pytest.mark.slow
def test_ctrl_c_stops_at_once_without_a_traceback(root: Path, write: Write) -> None:
    write(LORA)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            [COMMAND, "build"],
            cwd=root,
            env=os.environ | {"SEMANTIC_SCHOLAR_API_URL": address},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr
            assert process.stderr.readline() == "asking Semantic Scholar for 1 paper\n"
            with silent.accept()[0]:
                process.send_signal(signal.SIGINT)
                _, told = process.communicate(timeout=30)  # the request itself would wait for 40

    assert (process.returncode, told.strip()) == (130, "stopped; metadata fetched so far is kept")
    assert set(files(root)) == {"data/nlp.yaml"}


# check ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code", "strict", "told"),
    [
        (TOOL, 0, 0, "1 entry: nothing is wrong\n"),
        (DOUBTFUL, 0, 1, "1 entry: 1 warning\n"),
        (WRONG, 1, 1, "0 of 1 entry: 1 error; left out: 1 entry (data/nlp.yaml:3:3)\n"),
        (
            DOUBTFUL + "- { titel: x, titl: y }\n" + "- { title: z?? }\n",
            1,
            1,
            "2 of 3 entries: 3 errors and 2 warnings; left out: 1 entry (data/nlp.yaml:4:3)\n",
        ),
    ],
)
def test_check_ends_with_one_for_errors_and_if_strict_for_warnings(
    call: Call, root: Path, write: Write, content: str, code: int, strict: int, told: str
) -> None:
    write(content)
    before = files(root)

    done = call("check")

    assert (done.code, done.err.splitlines(keepends=True)[0]) == (code, told)
    assert call("check", "--strict").code == strict
    assert files(root) == before


def test_check_needs_no_network(call: Call, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(LORA)
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", "not an address at all")

    assert call("check", "--strict").code == 0


def test_json_has_every_part_of_a_problem(call: Call, write: Write) -> None:
    write('title: NLP\nitems:\n- { title: LoRA é??, cod: "https://x.org" }\n- { title: LoRA“, code: https://x.org }')

    done = call("check", "--format", "json")

    assert (done.code, done.err) == (1, "")
    assert json.loads(done.out) == [
        {
            "file": "data/nlp.yaml",
            "line": 3,
            "column": 22,
            "severity": "error",
            "rule": "unknown-key",
            "message": "unknown key 'cod'; did you mean 'code'?",
            "hint": "code:",
            "left_out": "data/nlp.yaml:3:3",
        },
        {
            "file": "data/nlp.yaml",
            "line": 4,
            "column": 12,
            "severity": "warning",
            "rule": "unpaired-mark",
            "message": "a quotation mark or bracket in the title has no partner: 'LoRA“'",
            "hint": None,
            "left_out": None,
        },
    ]


def test_json_of_a_list_without_mistakes_is_an_empty_list(call: Call, write: Write) -> None:
    write(TOOL)

    assert call("check", "--format", "json") == Done(0, "[]\n", "")


def test_github_gets_annotations(call: Call, write: Write) -> None:
    write("title: NLP\nitems:\n- { title: 100%??, cod: https://x.org }\n- { title: LoRA, code: x.org/50%, b }\n")

    done = call("check", "--format", "github")

    lost = "duplicates and tags were not looked for there\n"
    assert done.out == (
        "::error file=data/nlp.yaml,line=3,col=20,title=unknown-key::unknown key 'cod'; did you mean 'code'?"
        f"%0Awrite: code:%0Aleft out: data/nlp.yaml:3:3; {lost}"
        "::error file=data/nlp.yaml,line=4,col=24,title=bad-link::a link must start with http:// or https://: "
        f"'x.org/50%25'%0Awrite: code: https://x.org/50%25%0Aleft out: data/nlp.yaml:4:3; {lost}"
        "::error file=data/nlp.yaml,line=4,col=35,title=unknown-key::unknown key 'b'; allowed keys: title, name, "
        "summary, note, paper, code, website, links, tags, retracted, award, highlight, extra, added, key, "
        f"also_in%0Aleft out: data/nlp.yaml:4:3; {lost}"
    )


def test_the_signs_of_a_workflow_command_are_encoded(capsys: pytest.CaptureFixture[str]) -> None:
    place = Location("data/a,b:c%d.yaml", 7, 9)

    report.show([Problem(place, "rule", "50%: a, b", "a: 100%", "warning")], "github")

    assert capsys.readouterr().out == (
        "::warning file=data/a%2Cb%3Ac%25d.yaml,line=7,col=9,title=rule::50%25: a, b%0Awrite: a: 100%25\n"
    )


@pytest.mark.parametrize("form", report.FORMATS)
def test_nothing_of_a_problem_reaches_the_terminal_as_a_command(capsys: pytest.CaptureFixture[str], form: str) -> None:
    report.show([Problem(Location("a"), "rule", "red: \x1b[31m\r\n\u202e::error::", "\x07hint\n::stop")], form)

    out = capsys.readouterr().out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", out)
    assert not re.search(r"^::(?!error file=)", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("variable", "arguments", "form"),
    [
        ("true", [], "github"),
        ("true", ["--format", "text"], "text"),
        ("false", [], "text"),
        ("", [], "text"),
        ("", ["--format", "github"], "github"),
    ],
)
def test_annotations_are_chosen_under_github_actions(
    call: Call, write: Write, monkeypatch: pytest.MonkeyPatch, variable: str, arguments: list[str], form: str
) -> None:
    write(WRONG)
    monkeypatch.setenv("GITHUB_ACTIONS", variable)

    done = call("check", *arguments)

    assert done.out.startswith("::error " if form == "github" else "data/nlp.yaml:3:18: error: ")


def test_a_failing_build_makes_annotations_under_github_actions(
    call: Call, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(WRONG)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert call("build", "--offline").out.startswith("::error file=data/nlp.yaml,line=3,col=18,title=unknown-key::")


@pytest.mark.slow
def test_colours_are_for_terminals_only(root: Path, write: Write, run: Run) -> None:
    write(WRONG)

    piped = run("check")
    screen, terminal = pty.openpty()
    subprocess.run([COMMAND, "check"], cwd=root, stdout=terminal, stderr=subprocess.DEVNULL, check=False)
    os.close(terminal)
    shown = os.read(screen, 10_000).decode()
    os.close(screen)

    assert ESCAPE not in piped.stdout + piped.stderr
    assert ESCAPE in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r\n", "\n") == piped.stdout


# Around the commands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["catalogue.yaml", "data/nlp.yaml", "data/nlp.yml"])
def test_commands_work_from_any_folder_below(
    call: Call, root: Path, write: Write, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    write("title: NLP", mark)
    (root / "scripts" / "deep").mkdir(parents=True)
    monkeypatch.chdir(root / "scripts" / "deep")

    done = call("build", "--offline")

    assert done == Done(0, "README.md: written\n", "")
    assert (root / "README.md").exists()


def test_commands_work_from_elsewhere(
    call: Call, root: Path, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(TOOL)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert call("build", "--offline", "--root", str(root)) == Done(0, "README.md: written\n", "")
    assert call("check", "--root", str(root)).code == 0


@pytest.mark.parametrize("command", ["build", "check", "refresh"])
def test_a_folder_that_is_no_list_is_an_error_of_one_line(call: Call, command: str) -> None:
    message = (
        "no list here: neither this folder nor one above it has catalogue.yaml or data/*.yaml; "
        "begin one with: awesome-adapters init FOLDER"
    )

    assert call(command) == Done(1, "", f"error: {message}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build", "--ofline"],
        ["check", "--format", "xml"],
        ["check", "--root", "/nowhere/at/all"],
        ["build", "x"],
    ],
)
def test_wrong_use_ends_with_two_and_says_what_is_possible(call: Call, arguments: list[str]) -> None:
    done = call(*arguments)

    assert (done.code, done.out) == (2, "")
    assert "Usage: awesome-adapters" in done.err
    assert "Error: " in done.err


def test_help_names_every_command_and_each_has_an_example(call: Call) -> None:
    overview = call("--help")
    names = re.findall(r"^  ([a-z]+)  ", overview.out.partition("Commands:")[2], re.MULTILINE)

    assert set(names) >= {"build", "check", "refresh", "schema"}
    for name in names:
        done = call(name, "--help")
        assert (done.code, done.err) == (0, "")
        assert re.search(rf"Examples?:\n +awesome-adapters {name}\b", done.out)
        assert call(name, "-h") == done


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_fits_a_terminal_of_80_columns(call: Call, command: tuple[str, ...]) -> None:
    assert max(map(len, call(*command, "--help").out.splitlines())) <= 80


def test_the_version_is_told(call: Call) -> None:
    assert call("--version") == Done(0, f"{__version__}\n", "")


def test_python_m_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "awesome_adapters", "--version"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, f"{__version__}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONUTF8": "1"}]
)
def test_no_locale_changes_what_is_read_written_or_said(
    root: Path, write: Write, run: Run, locale: dict[str, str]
) -> None:
    write("title: Résumés 日本\nitems:\n- { title: Naïve 适配器“, code: https://x.org/é }")

    checked = run("check", **locale)
    built = run("build", "--offline", **locale)

    assert checked.stdout == (
        "data/nlp.yaml:3:12: warning: a quotation mark or bracket in the title has no partner: 'Naïve 适配器“' "
        "[unpaired-mark]\n"
    )
    assert (built.returncode, built.stderr) == (0, "")
    assert "[**Naïve 适配器“**](https://x.org/%C3%A9)" in entries(root)


@pytest.mark.slow
def test_a_terminal_that_lacks_a_character_gets_another_one(write: Write, run: Run) -> None:
    write("title: NLP\n日本: x")

    done = run("check", PYTHONIOENCODING="latin-1")

    assert (done.returncode, done.stderr) == (1, "0 entries: 1 error\n")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "build"])
def test_a_reader_that_goes_away_is_no_mistake(root: Path, write: Write, command: str) -> None:
    write(WRONG)
    with subprocess.Popen([COMMAND, command], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr

        process.stdout.close()
        told = process.stderr.read().decode()

    assert "Traceback" not in told


@pytest.mark.slow
def test_a_full_disk_behind_the_output_is_one_line(root: Path, write: Write) -> None:
    write(WRONG)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([COMMAND, "check"], cwd=root, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert "cannot print: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
