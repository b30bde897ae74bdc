"""A made-up field's list goes through its first year: begun, filled, changed by a pull request, merged, upgraded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # noqa: TID251

from awesome_adapters import scaffold
from awesome_adapters.project import Project
from awesome_adapters.scaffold import Profile, Program, doctor
from conftest import COMMAND
from fake_api import FakeApi, a_record

TITLES = ("Fungi of Old Walls", "Moss and Time", "Lichens in Towns", "Roots under Roads", "Snails at Night")
RELEASES = [Program("owner/generator", str(number) * 40) for number in (0, 1)]


class Forge:
    """A clone of the list, the repository that it is pushed to, and what runs the shell steps of its workflows."""

    def __init__(self, folder: Path, api: str) -> None:
        self.remote, self.here, self.runner = folder / "remote.git", folder / "awesome-walls", folder / "runner"
        (self.runner / "awesome-adapters" / "bin").mkdir(parents=True)
        (self.runner / "awesome-adapters" / "bin" / "awesome-adapters").symlink_to(COMMAND)
        (self.runner / "awesome-adapters" / "bin" / "python").symlink_to(sys.executable)
        nobody = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.environment = {
            **os.environ, **nobody, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
            "RUNNER_TEMP": str(self.runner), "GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_ACTIONS": "true",
            "SEMANTIC_SCHOLAR_API_URL": api, "S2_API_KEY": "k" * 40, "TOKEN": "t",
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
        printed = ""
        for step in document["jobs"][job]["steps"]:
            if "run" in step:
                printed += self.run("bash", "-eo", "pipefail", "-c", step["run"])
            elif "generator@" in step["uses"]:
                printed += self.run(COMMAND, *step["with"]["command"].split())
        return printed


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
        forge.run("git", "switch", "--quiet", "main")
        forge.run("git", "merge", "--quiet", "--no-ff", "--message=Merge", "snails")
        forge.workflow("build.yml", "build")
        built = forge.run("git", "--git-dir", forge.remote, "show", "main:README.md")
        forge.workflow("build.yml", "page")

        assert "::error" not in checked
        assert "Snails at Night" in shown
        assert all(title in built for title in TITLES)
        assert "Snails at Night" in (here / "public" / "index.html").read_text(encoding="utf-8")

        # each week: what is known is fetched again
        shutil.rmtree(here / "public")
        forge.run(COMMAND, "refresh")

        # a new version of the program
        project = Project.open(here)
        written = doctor.examine(project, RELEASES[1], {}).mend(here)

        assert ".github/workflows/check.yml" in written
        assert doctor.examine(Project.open(here), RELEASES[1], {}).findings == []
        assert forge.run(COMMAND, "check").count("::") == 0
        forge.run(COMMAND, "build", "--check", "--offline")
