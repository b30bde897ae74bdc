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
WRITE = """(text) => {
    const box = document.getElementById("_q");
    box.value = text;
    box.dispatchEvent(new Event("input"));
}"""
PAUSE = 150
"""Milliseconds between two keys."""


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
    files = {name: [folder / name] for name in ("index.html", "page.js")}
    if (folder / "sections").is_dir():
        files["what it loads to search"] = sorted((folder / "sections").rglob("*.js"))
        files["largest section page"] = [
            max((folder / "sections").rglob("*.html"), key=lambda path: path.stat().st_size)
        ]
    return files


def _measure(page: Page, index: Path) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def needed() -> tuple[float, float]:
        """Return the milliseconds of processor time that scripts, and all tasks, needed until now."""
        metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
        return metrics["ScriptDuration"] * 1000, metrics["TaskDuration"] * 1000

    page.goto(index.as_uri())
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
    page.focus("#_q")
    page.wait_for_selector("body[data-loaded]", timeout=300_000)
    print(f"first paint after {paint:.0f} ms; until all can be searched, {needed()[1] / 1000:.1f} s of processor time")
    times = []
    for query in QUERIES:
        for end in range(1, len(query) + 1):
            script, tasks = needed()
            page.evaluate(WRITE, query[:end])
            answered, _ = needed()
            page.wait_for_timeout(PAUSE)
            times.append((answered - script, needed()[1] - tasks))
    for name, values in zip(("a key is answered", "and painted"), zip(*times, strict=True), strict=True):
        ordered = sorted(values)
        late = ordered[int(len(ordered) * 0.95)]
        print(f"{name} after {statistics.median(ordered):.0f} ms, 95 % after {late:.0f}, all after {ordered[-1]:.0f}")


if __name__ == "__main__":
    main()
