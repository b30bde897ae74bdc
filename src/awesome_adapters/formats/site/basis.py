"""All that a website is made from, in one hash: as long as it stays the same, so does every byte of the site."""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import awesome_adapters
from awesome_adapters.formats import templates
from awesome_adapters.schema.settings import hosting
from awesome_adapters.storage import files

_LIST = ("catalogue.yaml", "data", "templates")
"""What a site reads of the folder of a list."""


def basis(root: Path, environment: Mapping[str, str]) -> str:
    """Return a hash of the list at `root`, of the program and the libraries, and of what the environment says of hosts.

    Whatever is not sure to change nothing counts. Raises `CatalogueError` where a file cannot be read.
    """
    digest = hashlib.sha256(repr((sys.version, hosting(environment), list(_libraries()))).encode())
    package = Path(awesome_adapters.__file__).parent
    for path in (*_files(*(root / name for name in _LIST)), *_files(package, templates.packaged_folder())):
        content = files.read(path)
        if content is not None:
            digest.update(b"%d %s\n" % (len(content), str(path).encode(errors="surrogateescape")))
            digest.update(content)
    return digest.hexdigest()


def _libraries() -> Iterator[str]:
    """Give the names of all that is installed, with their versions."""
    for folder in map(Path, sys.path):
        if folder.is_dir():
            yield from sorted(path.name for path in folder.glob("*.dist-info"))


def _files(*places: Path) -> Iterator[Path]:
    for place in places:
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.suffix != ".pyc" and not path.is_dir())
