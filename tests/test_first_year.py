"""A made-up field's list goes through its first year: begun, filled, changed by pull requests, upgraded."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # noqa: TID251

from awesome_adapters import scaffold
from awesome_adapters.curation.accept import SUGGESTION
from awesome_adapters.scaffold import Profile, Program
from conftest import COMMAND
from fake_api import FakeApi, a_record

TITLES = ("Fungi of Old Walls", "Moss and Time", "Lichens in Towns", "Roots under Roads", "Snails at Night", "Ferns")
GH = """#!/usr/bin/env bash
echo "$*" >> "{0}/calls"
if [ "$1 $2" = "issue create" ]; then cp -- "${{@: -1}}" "{0}/kept-issue.md"; fi
"""
RELEASES = [Program("owner/generator", str(number) * 40) for number in (0, 1)]


class Forge:
    """A clone of the list, the repository that it is pushed to, and what runs the shell steps of its workflows."""

    def __init__(self, folder: Path, api: str) -> None:
        self.remote, self.here, self.runner = folder / "remote.git", folder / "awesome-walls", folder / "runner"
        (self.runner / "awesome-adapters" / "bin").mkdir(parents=True)
        (self.runner / "awesome-adapters" / "bin" / "awesome-adapters").symlink_to(COMMAND)
        (self.runner / "awesome-adapters" / "bin" / "python").symlink_to(sys.executable)
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(GH.format(folder), encoding="utf-8")
        (folder / "bin" / "gh").chmod(0o755)
        self.done: set[tuple[str, str]] = set()
        nobody = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.environment = {
            **os.environ, **nobody, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
            "RUNNER_TEMP": str(self.runner), "GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_ACTIONS": "true",
            "SEMANTIC_SCHOLAR_API_URL": api, "S2_API_KEY": "k" * 40, "TOKEN": "t", "GITHUB_REPOSITORY": "o/walls",
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "REMOTE": str(self.remote),
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
        }  # fmt: skip

    def run(self, *words: str | Path) -> str:
        done = subprocess.run(
            words, cwd=self.here, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def workflow(self, name: str, job: str) -> str:
        """Run the steps of a job that are commands of the program or of a shell, and return what they print."""
        document = yaml.safe_load((self.here / ".github" / "workflows" / name).read_text(encoding="utf-8"))
        self.done.add((name, job))
        printed = ""
        for step in document["jobs"][job]["steps"]:
            if "run" in step:
                printed += self.run("bash", "-eo", "pipefail", "-c", step["run"])
            elif "generator@" in step["uses"]:
                printed += self.run(COMMAND, *step["with"]["command"].split())
        return printed

    def jobs(self) -> set[tuple[str, str]]:
        """Return the workflows' jobs that have such steps."""
        workflows = {path.name: path.read_text(encoding="utf-8") for path in self.here.glob(".github/workflows/*.yml")}
        return {
            (name, job)
            for name, text in workflows.items()
            for job, content in yaml.safe_load(text)["jobs"].items()
            if any("run" in step or "generator@" in step["uses"] for step in content["steps"])
        }

    def calls(self) -> list[str]:
        """Return what `gh` was asked since the last time: the first two words of each command."""
        calls = (self.runner.parent / "calls").read_text(encoding="utf-8").splitlines()
        (self.runner.parent / "calls").unlink()
        return [" ".join(call.split()[:2]) for call in calls]

    def merge(self, branch: str) -> None:
        """Merge a branch on the forge, as its button does, and build the list after it."""
        self.run("git", "fetch", "--quiet", "origin")
        self.run("git", "switch", "--quiet", "main")
        self.run("git", "merge", "--quiet", "--no-ff", "--message=Merge", branch)
        self.workflow("build.yml", "build")


def an_older_version(path: Path, line: str) -> None:
    """Let a file of the scaffold be one that an older version wrote: with another line."""
    content = path.read_bytes()
    path.write_bytes(scaffold._marked(path.name, content.partition(b"\n")[2].decode() + line))


@pytest.mark.slow
def test_a_list_goes_through_its_first_year(tmp_path: Path) -> None:
    records = {f"ARXIV:2401.0000{n}": a_record(n, externalIds={}, title=title) for n, title in enumerate(TITLES, 1)}
    with FakeApi(
        records | {"DOI:10.1038/s41586-020-2649-2": a_record(9, externalIds={}, title="Array programming with NumPy")}
    ) as api:
        forge = Forge(tmp_path, api.address)
        here = forge.here

        scaffold.create(here, Profile("Awesome Walls", "On walls.", sections=["Plants", "Animals"]), RELEASES[0])
        forge.run("git", "init", "--quiet", "--bare", "--initial-branch=main", forge.remote)
        forge.run("git", "init", "--quiet", "--initial-branch=main")
        forge.run("git", "remote", "add", "origin", forge.remote)
        forge.run(COMMAND, "add", *(f"2401.0000{n}" for n in range(1, 5)), "--section", "Plants")
        forge.run("git", "add", ".")
        forge.run("git", "commit", "--quiet", "--message=Begin")
        forge.run("git", "push", "--quiet", "--set-upstream", "origin", "main")

        # a pull request: a fifth paper, on a branch whose first parent is main
        forge.run("git", "switch", "--quiet", "--create=snails")
        forge.run(COMMAND, "add", "2401.00005", "--section", "Animals", "--summary", "Follows snails up a wall.")
        forge.run("git", "add", "data")
        forge.run("git", "commit", "--quiet", "--message=Snails")
        checked = forge.workflow("check.yml", "check")
        shown = (tmp_path / "summary").read_text(encoding="utf-8")

        # the merge: the list is built and pushed, and the page is made
        forge.merge("snails")
        built = forge.run("git", "--git-dir", forge.remote, "show", "main:README.md")
        forge.workflow("build.yml", "page")

        assert "::error" not in checked
        assert "Snails at Night" in shown
        assert all(title in built for title in TITLES[:5])
        assert "Snails at Night" in (here / "public" / "index.html").read_text(encoding="utf-8")

        # an issue becomes a pull request, which is merged
        shutil.rmtree(here / "public")
        address, _, section, reason, _ = SUGGESTION
        fields = {address: "https://arxiv.org/abs/2401.00006", section: "Plants", reason: "Counts the ferns of a town."}
        body = "\n\n".join(f"### {label}\n\n{value}" for label, value in fields.items())
        (tmp_path / "event.json").write_text(json.dumps({"issue": {"number": 7, "body": body}}), encoding="utf-8")
        forge.workflow("issue.yml", "read")
        forge.run("git", "checkout", "--quiet", ".")  # the next job has a checkout of its own
        forge.workflow("issue.yml", "push")
        forge.run("git", "reset", "--quiet", "--hard", "origin/main")
        forge.merge("origin/suggest/issue-7")

        assert forge.calls() == ["pr list", "pr create", "issue comment"]
        assert "Counts the ferns of a town." in (here / "README.md").read_text(encoding="utf-8")

        # each week: a title changed meanwhile, which is proposed
        api.know({"ARXIV:2401.00001": a_record(1, externalIds={}, title=TITLES[0], venue="Journal of Walls")})
        forge.workflow("weekly.yml", "weekly")
        forge.run("git", "reset", "--quiet", "--hard", "origin/main")
        forge.merge("origin/refresh")

        assert forge.calls()[:2] == ["pr list", "pr create"]
        assert forge.done == forge.jobs()

        # a new version of the program, where an older one has written the files
        weekly, form = (here / ".github" / path for path in ("workflows/weekly.yml", "ISSUE_TEMPLATE/wrong.yml"))
        an_older_version(weekly, "# as it was\n")
        an_older_version(form, "# as it was\n")
        (here / ".github" / "scripts" / "push-issue").unlink()
        program = ("--program", f"{RELEASES[1].repository}@{RELEASES[1].revision}")
        shown = forge.run(COMMAND, "doctor", "--fix", *program)

        assert shown.count("-# as it was\n") == 2
        assert "+++ b/.github/scripts/push-issue\n" in shown
        assert f"+      - uses: {RELEASES[1].action}\n" in shown
        assert "awesome-adapters doctor --fix" not in forge.run(COMMAND, "doctor", *program)
        assert forge.run(COMMAND, "check").count("::") == 0
        forge.run(COMMAND, "build", "--check", "--offline")
