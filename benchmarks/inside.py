"""Measures inside one process what starting it would hide; prints seconds of processor time, medians, and the peak."""

import argparse
import gc
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from awesome_adapters.formats.site import papers
from awesome_adapters.project import Project
from awesome_adapters.storage.cache import Cache
from awesome_adapters.storage.files import AnyDocument, Document
from awesome_adapters.storage.publishing import publish

_SUMMARY = re.compile(rb'^( *(?:- )?summary: "?)(?=\w)', re.MULTILINE)


def site(root: Path) -> float:
    """Return what the website needs from the start of the process, without the pages of its papers."""
    papers.documents = lambda *_: lambda entry: Document(papers.path(entry.key), b"")
    with tempfile.TemporaryDirectory() as folder:
        publish(Path(folder), _others(Project.open(root).site()))
        return time.process_time()


def _others(documents: Iterator[AnyDocument]) -> Iterator[AnyDocument]:
    return (document for document in documents if document.content or not document.path.startswith("papers/"))


def watch(root: Path) -> float:
    """Return what `build --watch` needs for one changed summary, beginning with the reading of the files."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("catalogue.yaml", "data", "templates", "README.md", "sections", "assets"):
            if (root / name).is_dir():
                shutil.copytree(root / name, Path(folder) / name)
            elif (root / name).exists():
                shutil.copy(root / name, folder)
        cache, times = Cache(), list[float]()
        path = next(path for path in sorted(Path(folder, "data").glob("*.yaml")) if _SUMMARY.search(path.read_bytes()))
        original = path.read_bytes()
        for number in range(12):
            path.write_bytes(_SUMMARY.sub(rb"\1Number %d " % number, original, count=1))
            began = time.process_time()
            project = Project.open(folder, cache=cache)
            project.require_valid()
            _, changes = project.build()
            cache.sweep()
            times.append(time.process_time() - began)
            assert changes.changed
        return median(times[2:])


def main() -> None:
    """Measure, and print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("site", "watch"))
    parser.add_argument("root", type=Path)
    options = parser.parse_args()
    gc.disable()  # as the program does
    print(site(options.root) if options.what == "site" else watch(options.root))


if __name__ == "__main__":
    main()
