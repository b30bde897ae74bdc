"""The door to git: data files as they were at a revision, where they differ from it."""

import os
import re
import subprocess
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
    wanted = [f"{revision}:./{path.as_posix()}" for path in paths if "\n" not in path.name]
    if not wanted:
        return []
    answer = _git(root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted))
    files, position = [], 0
    for path in paths:
        if header := _HEADER.match(answer, position):
            position = header.end()
            if header[1]:
                end = position + int(header[1])
                files.append((path.name, answer[position:end]))
                position = end + 1
    return files


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
