"""The doctor finds what a list's set-up lacks, mends what nobody has edited, and shows the difference."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import scaffold
from awesome_adapters.project import Project
from awesome_adapters.scaffold import Profile, Program, doctor
from awesome_adapters.scaffold.doctor import Diagnosis
from awesome_adapters.services.pace import Pace
from conftest import Call
from fake_api import Request
from fake_services import FakeServices

PROGRAM = Program("owner/generator", "0" * 40)
NEWER = Program("owner/generator", "1" * 40)
CHECK, FORM = (f".github/{path}" for path in ("workflows/check.yml", "ISSUE_TEMPLATE/suggest-a-paper.yml"))


@pytest.fixture
def new(root: Path) -> Path:
    """A list as `init` leaves it."""
    profile = Profile("Soil", "On soil.", sections=["Sand", "Loam"]).in_repository("owner/soil")
    scaffold.create(root, profile, PROGRAM)
    return root


def examine(folder: Path, program: Program = PROGRAM, *renewed: str) -> Diagnosis:
    return doctor.examine(Project.open(folder), program, {"S2_API_KEY": "k"}, renewed)


def told(folder: Path, program: Program = PROGRAM) -> dict[str, tuple[str, bool]]:
    return {one.path: (one.message, one.document is not None) for one in examine(folder, program).findings}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_list_lacks_nothing_but_what_only_its_owner_knows(new: Path) -> None:
    diagnosis = examine(new)

    assert diagnosis.findings == []
    assert [line.partition("; ")[0].partition(":")[0] for line in diagnosis.advice] == [
        "catalogue.yaml has no 'contact'",
        "a key for the workflows is the secret S2_API_KEY",
        "the website needs the source 'GitHub Actions'",
        "reports need 'Allow GitHub Actions to create … pull requests'",
    ]


def test_a_list_of_an_older_version_is_brought_up_to_date_with_the_difference_shown(new: Path) -> None:
    (new / ".gitignore").unlink()

    diagnosis = examine(new, NEWER)
    shown = "".join(diagnosis.diff(new))
    written = diagnosis.mend(new)

    assert told(new, NEWER) == {}
    workflows = {f".github/workflows/{name}.yml" for name in ("build", "check", "issue", "weekly")}
    assert set(written) == {*workflows, ".pre-commit-config.yaml", ".gitignore"}
    assert f"-      - uses: owner/generator@{'0' * 40} # v" in shown
    assert f"+      - uses: owner/generator@{'1' * 40} # v" in shown


def test_an_edited_workflow_gets_new_pins_and_keeps_the_rest(new: Path) -> None:
    change(new / CHECK, "timeout-minutes: 10", "timeout-minutes: 20")
    other = new / ".github" / "workflows" / "other.yml"
    other.write_text("jobs: { a: { steps: [\n  { uses: a/b@v1 },\n]}}\n# uses: actions/checkout@v1 # v1\n")

    diagnosis = examine(new, NEWER)
    diagnosis.mend(new)

    assert told(new, NEWER) == {}
    text = (new / CHECK).read_text(encoding="utf-8")
    assert "timeout-minutes: 20" in text
    assert "1" * 40 in text
    assert "uses: a/b@v1 }" in other.read_text()
    assert f"{CHECK} was edited; to see this version's: awesome-adapters doctor --renew {CHECK}" in diagnosis.advice


def test_an_edited_file_is_replaced_where_it_is_named(new: Path) -> None:
    original = (new / CHECK).read_bytes()
    change(new / CHECK, "timeout-minutes: 10", "timeout-minutes: 20")

    examine(new, PROGRAM, CHECK).mend(new)

    assert (new / CHECK).read_bytes() == original


def test_other_line_ends_are_no_edit(new: Path) -> None:
    (new / CHECK).write_bytes((new / CHECK).read_bytes().replace(b"\n", b"\r\n"))

    assert told(new) == {}
    assert told(new, NEWER)[CHECK] == ("is of another version", True)


def test_the_form_follows_the_sections(new: Path) -> None:
    (new / "data" / "fungi.yaml").write_text("title: Fungi\nitems: [{ title: A, code: https://x.org }]")
    Project.open(new).write(Project.open(new).outputs())

    assert told(new) == {FORM: ("is of another version", True)}


def test_the_form_follows_the_sections_of_the_list_as_it_was_read(new: Path) -> None:
    project = Project.open(new)
    for path in (new / "data").glob("*.yaml"):
        path.unlink()

    findings = doctor.examine(project, PROGRAM, {"S2_API_KEY": "k"}).findings

    assert not any("ISSUE_TEMPLATE" in finding.path for finding in findings)


def test_a_package_without_an_address_keeps_the_one_of_the_workflows(new: Path) -> None:
    assert told(new, Program()) == {}


def test_a_placeholder_is_filled_in_as_soon_as_the_package_has_an_address(tmp_path: Path) -> None:
    scaffold.create(tmp_path, Profile("Soil", "On soil."), Program())
    change(tmp_path / CHECK, "timeout-minutes: 10", "timeout-minutes: 20")

    assert {message for message, _ in told(tmp_path, Program()).values()} == {
        "'OWNER/REPOSITORY' is a placeholder; put the address of the program in its place"
    }
    examine(tmp_path).mend(tmp_path)
    assert told(tmp_path) == {}


@pytest.mark.parametrize(
    ("settings", "mended"),
    [
        ("title: Soil", "title: Soil\nrepository: https://github.com/o/soil\nsite: https://o.github.io/soil/\n"),
        (
            "# repository: https://github.com/OWNER/REPOSITORY\n# site: https://OWNER.github.io/REPOSITORY/\n# Why\n",
            "# Why\nrepository: https://github.com/o/soil\nsite: https://o.github.io/soil/\n",
        ),
        ("site: https://e.org\n", "site: https://e.org\nrepository: https://github.com/o/soil\n"),
        ("{ title: Soil }\n", "{ title: Soil }\n"),
        ("repository: https://e.org/x\n", "repository: https://e.org/x\n"),
    ],
)
def test_addresses_that_follow_from_the_remote_are_written(root: Path, settings: str, mended: str) -> None:
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "remote", "add", "origin", "git@github.com:o/soil.git"], check=True)
    (root / "catalogue.yaml").write_text(settings, encoding="utf-8")

    examine(root).mend(root)

    assert (root / "catalogue.yaml").read_text(encoding="utf-8") == mended


def test_leftovers_are_named(new: Path) -> None:
    (new / "import-report.md").write_text("x")
    (new / "data" / ".awesome-adapters.abcdefgh.tmp").write_text("half")

    assert told(new) == {
        "import-report.md": ("is left of an import; remove it once it is read", False),
        "data/.awesome-adapters.abcdefgh.tmp": ("is left of a run that was cut off; a build removes it", False),
    }


def test_the_command_shows_writes_and_ends_with_what_is_left(call: Call, new: Path) -> None:
    (new / ".gitignore").unlink()
    options = ("--program", f"{PROGRAM.repository}@{PROGRAM.revision}")

    shown, fixed = call("doctor", *options), call("doctor", "--fix", *options)

    assert shown.code == 1
    assert "+++ b/.gitignore\n" in shown.out
    assert ".gitignore: is missing; mend it with: awesome-adapters doctor --fix\n" in shown.out
    assert (fixed.code, fixed.err) == (0, "written: .gitignore\nnothing is lacking\n")
    assert call("doctor", "--renew", "README.md").err.startswith("error: README.md is no file of the set-up;")
    assert call("doctor", "--program", "x").err == "error: 'x' is not of the form OWNER/REPOSITORY@COMMIT\n"


@pytest.mark.usefixtures("new")
@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        ({"": {"has_pages": True}, "/actions/permissions/workflow": {"can_approve_pull_request_reviews": True},
          "/actions/secrets/S2_API_KEY": {"name": "S2_API_KEY"}}, []),
        ({"": {"has_pages": False}, "/actions/permissions/workflow": {"can_approve_pull_request_reviews": False}},
         ["is missing: a key", "is missing: the website", "is missing: reports"]),
        ({"": {"has_pages": True}, "/actions/permissions/workflow": None}, ["is missing: a key", "reports need"]),
        ({}, ["a key", "the website", "reports need"]),
    ],
)  # fmt: skip
def test_github_is_asked_for_the_settings_where_there_is_a_token(
    call: Call, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any], advice: list[str]
) -> None:
    def answer(request: Request) -> tuple[int, Any]:
        assert request.headers["authorization"] == "bearer secret"
        end = request.path.removeprefix("/repos/owner/soil")
        return (200, answers[end]) if answers.get(end) else (403 if end in answers else 404, {"message": "no"})

    with FakeServices() as services:
        services.route("github", "/repos", answer)
        monkeypatch.setenv("GITHUB_API_URL", services.address)
        monkeypatch.setenv("GITHUB_TOKEN", "secret")
        monkeypatch.setenv("S2_API_KEY", "k")
        done = call("doctor", "--program", f"{PROGRAM.repository}@{PROGRAM.revision}")

    lines = [line.removeprefix("to look at: ") for line in done.out.splitlines() if "/settings/" in line]
    assert len(lines) == len(advice)
    assert all(line.startswith(start) for line, start in zip(lines, advice, strict=True))
    assert done.err == "nothing is lacking\n"


@pytest.mark.usefixtures("new")
def test_a_github_that_is_silent_is_no_failure(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GH_TOKEN", "secret")
    monkeypatch.setattr(Pace, "schedule_retry", lambda *_: None)

    done = call("doctor", "--program", f"{PROGRAM.repository}@{PROGRAM.revision}")

    assert done.err.startswith("GitHub does not answer (")
    assert done.code == 0


def test_nothing_is_written_for_a_list_that_cannot_be_read_as_a_whole(call: Call, new: Path) -> None:
    (new / "data" / "loam.yaml").write_text("title: [")
    before = (new / FORM).read_bytes()

    done = call("doctor", "--fix", "--program", "owner/generator@" + "1" * 40, cwd=new)

    assert (done.code, "nothing was written" in done.err) == (1, True)
    assert (new / FORM).read_bytes() == before
