"""The code of compiled templates, kept for later runs: compiling them takes longer than all that a small list needs."""

import contextlib
import hashlib
import marshal
import os
import stat
import sys
from functools import cached_property
from pathlib import Path
from types import CodeType

import jinja2

from awesome_adapters import __version__
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files


class CodeCache(jinja2.BytecodeCache):
    """Code by the path and the text of its template: of this program, and of earlier ones by the user's cache folder.

    Nothing is kept where the folder cannot be written, and nothing read where others could have written into it.
    """

    def __init__(self, compiler: str) -> None:
        """Keep code that is made in one way; `compiler` differs where it is made in another one."""
        self._code: dict[tuple[str, str], CodeType | None] = {}
        self._maker = f"{__version__} {jinja2.__version__} {sys.version} {compiler}"

    @cached_property
    def _folder(self) -> Path | None:
        if not hasattr(os, "getuid"):  # on Windows nothing tells whose a folder is
            return None
        with contextlib.suppress(OSError, RuntimeError):  # the latter where there is no home
            above = os.environ.get("XDG_CACHE_HOME", "")
            folder = (Path(above) if Path(above).is_absolute() else Path("~/.cache").expanduser()) / "awesome-adapters"
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = folder.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077:
                return folder
        return None

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give a template its code, if it is known."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))
        if bucket.code or not self._folder:
            return
        with contextlib.suppress(CatalogueError, OSError):
            content = files.read(self._folder / bucket.key) or b""
            if content.startswith(self._head(bucket, code := content[_HEAD:])):
                bucket.code = self._code[bucket.key, bucket.checksum] = marshal.loads(code)  # noqa: S302 (ours)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep the code of a template, in the place of that of its earlier text."""
        self._code[bucket.key, bucket.checksum] = bucket.code
        if self._folder:
            code = marshal.dumps(bucket.code)
            with contextlib.suppress(CatalogueError, OSError):
                files.replace(self._folder / bucket.key, self._head(bucket, code) + code, syncs=False)

    def _head(self, bucket: jinja2.bccache.Bucket, code: bytes) -> bytes:
        """Return what tells whole code of this template that was made in this way."""
        return hashlib.sha256(f"{self._maker} {bucket.checksum} ".encode() + code).digest()


_HEAD = hashlib.sha256().digest_size
