"""The door to git: data files as they were at a revision, where they differ from it."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

_SECONDS = 10
_HEADER = re.compile(rb"[0-9a-f]+ blob ([0-9]+)\n|[^\n]*\n")
"""What `git cat-file --batch` says before each content, or in its place."""


def earlier_files(root: Path, revision: str) -> list[tuple[str, bytes]]:
    """Return the files of `data/` that differ from a revision, by their names and as they were there.

    There are none where that cannot be told: without git or a repository, and where the revision is
    missing, as the parent of a shallow clone's commit is.
    """
    names = _git(root, "diff-index", "--name-only", "--no-renames", "--relative", "-z", revision, "--", "data")
    paths = [path for name in names.decode(errors="surrogateescape").split("\0") if (path := Path(name)).name]
    paths = [path for path in paths if path.suffix in (".yaml", ".yml") and len(path.parts) == 2]
    return [(path.name, content) for path, content in _contents(root, revision, paths)]


def _contents(root: Path, revision: str, paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """Give what files held at a revision, as far as they were there."""
    paths = [path for path in paths if "\n" not in path.name]
    names = "".join(f"{revision}:./{path.as_posix()}\n" for path in paths)
    answer, position = _git(root, "cat-file", "--batch", stdin=names) if names else b"", 0
    for path in paths:
        if header := _HEADER.match(answer, position):
            position = header.end()
            if header[1]:
                end = position + int(header[1])
                yield path, answer[position:end]
                position = end + 1


def commit(root: Path, revision: str) -> str | None:
    """Return the name of a commit; None where git knows no such revision, or there is no git."""
    name = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return name.decode().strip() or None


def last_commit(root: Path, day: date) -> str | None:
    """Return the name of the last commit before a day in UTC; None where there is none, or no git."""
    seconds = (day - date(1970, 1, 1)).days * 24 * 60 * 60 - 1
    name = _git(root, "rev-list", "-1", f"--min-age={seconds}", "HEAD") if seconds > 0 else b""
    return name.decode().strip() or None


def list_files(root: Path, commit: str) -> list[tuple[Path, bytes]]:
    """Return the list's settings, data and state at a commit, by their paths from its folder."""
    names = _git(root, "ls-tree", "-z", "--name-only", commit, "--", "catalogue.yaml", "data/")
    paths = [Path(name) for name in names.decode(errors="surrogateescape").split("\0") if name]
    return list(_contents(root, commit, (path for path in paths if path.suffix in (".yaml", ".yml", ".json"))))


def common_version(root: Path, path: str) -> bytes:
    """Return a file as it was before both sides of an unfinished merge; nothing where git does not tell."""
    return _git(root, "cat-file", "blob", f":1:./{path}")


def remote(root: Path) -> str:
    """Return the address that a repository was cloned from, or is pushed to; nothing where git does not tell."""
    return (
        _git(root, "remote", "get-url", "origin").decode(errors="replace").strip() if (root / ".git").exists() else ""
    )


def _git(root: Path, *arguments: str, stdin: str = "") -> bytes:
    """Run git, which neither writes nor reaches a network here, and return what it prints; nothing where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    command = ["git", "-C", str(root), "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 (the arguments are ours)
            command,
            input=stdin.encode(errors="surrogateescape"),
            capture_output=True,
            env=environment,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
