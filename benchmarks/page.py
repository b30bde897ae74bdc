"""Measures the website of a large list in a real Chromium: its weight, its first paint, how fast a key is answered."""

import argparse
import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from synthetic import Shape, write

QUERIES = ("low-rank müller", "quantization iyer", '"speech recognition" 2023', "zoë 2020 prompt", "qauntization bergg")
TYPE = """async (queries) => {
    const box = document.getElementById("_q"), times = [];
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    for (const query of queries) {
        for (let end = 1; end <= query.length; end++) {
            await new Promise((done) => setTimeout(done, 120));
            const start = performance.now();
            box.value = query.slice(0, end);
            box.dispatchEvent(new Event("input"));
            const answered = performance.now();
            await painted();
            times.push([answered - start, performance.now() - start]);
        }
    }
    return times;
}"""
"""Writes each query letter by letter; gives for each letter the milliseconds until the script was done, and
until the next frame was painted, which has the results."""


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--sections", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        source, folder = Path(temporary) / "list", Path(temporary) / "site"
        write(source, Shape(options.entries, options.sections))
        command: list[str | Path] = [sys.executable, "-m", "awesome_adapters", "site", "--root", source, folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        print(f"{options.entries:,} entries in {options.sections} sections")
        for name, paths in _files(folder).items():
            raw = [path.read_bytes() for path in paths]
            packed = sum(len(gzip.compress(content)) for content in raw)
            print(f"{name}: {sum(map(len, raw)) / 1000:,.0f} kB, {packed / 1000:,.0f} kB with gzip")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            _measure(chromium.new_page(viewport={"width": 1280, "height": 1000}), folder / "index.html")
            chromium.close()


def _files(folder: Path) -> dict[str, list[Path]]:
    files = {"index.html": [folder / "index.html"]}
    if (folder / "sections").is_dir():
        files["what it loads to search"] = sorted((folder / "sections").rglob("*.js"))
        files["largest section page"] = [
            max((folder / "sections").rglob("*.html"), key=lambda path: path.stat().st_size)
        ]
    return files


def _measure(page: Page, index: Path) -> None:
    page.goto(index.as_uri())
    start = page.evaluate("document.getElementById('_q').focus() ?? performance.now()")
    page.wait_for_selector("body[data-loaded]", timeout=300_000)
    ready = page.evaluate("performance.getEntriesByName('ready')[0].startTime") - start
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    print(f"first paint after {paint:.0f} ms; all entries can be searched {max(0, ready) / 1000:.1f} s after the focus")
    times = page.evaluate(TYPE, QUERIES)
    for name, values in zip(("a key is answered", "and painted"), zip(*times, strict=True), strict=True):
        ordered = sorted(values)
        late = ordered[int(len(ordered) * 0.95)]
        print(f"{name} after {statistics.median(ordered):.0f} ms, 95 % after {late:.0f}, all after {ordered[-1]:.0f}")


if __name__ == "__main__":
    main()
