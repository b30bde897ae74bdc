"""Measures how well the website's search finds known papers: by what people remember or paste, and with slips."""

import argparse
import itertools
import math
import random
import re
import shutil
import statistics
import string
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from awesome_adapters.project import Project
from awesome_adapters.records import Record
from awesome_adapters.storage import publishing
from awesome_adapters.text.names import parse_name
from synthetic import Shape, write

SEED = 1
SHOWN = 8
"""Results that a screen shows at once."""
EVERYDAY = {"and", "are", "can", "for", "from", "how", "into", "the", "via", "what", "with"}
ASK = """(queries) => {
    const box = document.getElementById("_q"), answers = [];
    for (const query of queries) {
        const start = performance.now();
        box.value = query;
        box.dispatchEvent(new Event("input"));
        const time = performance.now() - start;
        let keys = [...document.querySelectorAll("#_rows article")].map((article) => article.dataset.key);
        const total = Number(document.getElementById("_count").textContent.split(" ")[0].replaceAll(",", ""));
        answers.push([time, keys, total]);
    }
    return answers;
}"""
"""Writes each query; gives the milliseconds that the script needed, the first results' keys and the number of all."""
ALL = """(query) => {
    const box = document.getElementById("_q");
    box.value = query;
    box.dispatchEvent(new Event("input"));
    dispatchEvent(new Event("beforeprint"));
    return [...document.querySelectorAll("#_rows article")].map((article) => article.dataset.key);
}"""


class Query(NamedTuple):
    """What somebody writes who looks for one paper."""

    kind: str
    text: str
    key: str


def queries(records: list[Record], sample: list[Record], rng: random.Random) -> Iterator[Query]:
    """Give what people remember of each paper of the sample, the same with a slip, and its ids and addresses.

    What is the name, the title or an address of another paper too is left out, and so is a slip that makes one or that
    could be a slip in another name: nobody can tell which of them is meant.
    """
    titles = Counter(pair for record in records for pair in _pairs(record))
    named = Counter(name for record in records for name in _names(record))
    names = {name.casefold() for record in records if (name := _name(record))}
    near = Counter(slip for name in names for slip in {slip for slips in _slips(name) for way in slips for slip in way})
    addresses = Counter(address for record in records for address in _addresses(record))
    for record in sample:
        for kind, text in _memories(record, titles, rng):
            if named[text.casefold()] > (text.casefold() in _names(record)):
                continue
            yield Query(kind, text, record.key)
            if not (places := list(_slips(text))):
                continue
            slip = rng.choice(rng.choice(rng.choice(places)))
            if slip.casefold() not in named and near[slip.casefold()] < 2:
                yield Query(f"{kind}, one slip", slip, record.key)
        for identifier in record.listed.identifiers:
            yield Query("id", identifier.value, record.key)
        for address in sorted(_addresses(record)):
            if addresses[address] == 1:
                yield Query("address", address, record.key)


def _addresses(record: Record) -> set[str]:
    identifiers = record.listed.identifiers
    return {record.url, *(page for named in identifiers for page in (named.page, named.pdf) if page)} - {""}


def _name(record: Record) -> str | None:
    """Return what a paper calls its work, in a word or two before a colon."""
    name, colon, _ = record.full_title.partition(": ")
    return name if colon and len(name.split()) < 3 else None


def _names(record: Record) -> set[str]:
    """Return the title of a paper and what is before a colon there, case-folded."""
    return {record.full_title.casefold(), record.full_title.partition(": ")[0].casefold()}


def _pairs(record: Record) -> list[tuple[str, str]]:
    """Return every two words of a title that say something."""
    words = set(re.findall(r"[^\W\d_]{3,}", record.full_title.lower())) - EVERYDAY
    return list(itertools.combinations(sorted(words), 2))


def _memories(record: Record, titles: Counter[tuple[str, str]], rng: random.Random) -> Iterator[tuple[str, str]]:
    if name := _name(record):
        yield "name", name
    if record.authors and record.year:
        yield "first author and year", f"{parse_name(record.authors[0]).family} {record.year}"
    if own := [pair for pair in _pairs(record) if titles[pair] == 1]:
        yield "two words of the title", " ".join(rng.sample(rng.choice(own), 2))
    yield "whole title", record.full_title


def _slips(text: str) -> Iterator[list[list[str]]]:
    """Give for each letter in a word of four or more, but not its first, how it is dropped, doubled, wrong, swapped."""
    for word in re.finditer(r"[A-Za-z]{4,}", text):
        for at in range(word.start() + 1, word.end()):
            before, letter, after = text[:at], text[at], text[at + 1 :]
            wrong = [before + other + after for other in string.ascii_lowercase if other != letter.lower()]
            ways = [[before + after], [before + letter + letter + after], wrong]
            if at + 1 < word.end() and text[at + 1] != letter:
                ways.append([before + text[at + 1] + letter + text[at + 2 :]])
            yield ways


def main() -> None:
    """Print a table: for each kind of query how often the paper is first, among the first eight, and there at all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="*", type=Path, help="folders of lists; by default this repository's")
    parser.add_argument("--entries", type=int, help="make a list of as many entries by chance, too")
    parser.add_argument("--papers", type=int, default=1000, help="papers to look for in each list, at most")
    parser.add_argument("--misses", action="store_true", help="print the queries whose paper is not first")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        roots = options.lists or [Path(__file__).parent.parent]
        if options.entries:
            roots.append(Path(temporary) / "synthetic")
            write(roots[-1], Shape(options.entries, max(4, options.entries // 250)))
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for number, root in enumerate(roots):
            project, folder = Project.open(root), Path(temporary) / f"site-{number}"
            publishing.publish(folder, project.site())
            records = list(project.records.values())
            rng = random.Random(SEED)
            sample = rng.sample(records, min(len(records), options.papers))
            page = chromium.new_page(viewport={"width": 1280, "height": 1000})
            page.goto((folder / "index.html").as_uri())
            page.focus("#_q")
            page.wait_for_selector("body[data-loaded]", timeout=300_000)
            print(f"\n{root.name}, {len(records):,} entries")
            _measure(page, list(queries(records, sample, rng)), misses=options.misses)
            page.close()
        chromium.close()


def _measure(page: Page, asked: list[Query], *, misses: bool) -> None:
    ranks: dict[str, list[int | None]] = {}
    times: list[float] = []
    for start in range(0, len(asked), 50):
        batch = asked[start : start + 50]
        answers = page.evaluate(ASK, [query.text for query in batch])
        for query, (time, keys, total) in zip(batch, answers, strict=True):
            times.append(time)
            if query.key not in keys and total > len(keys):
                keys = page.evaluate(ALL, query.text)
            rank = keys.index(query.key) if query.key in keys else None
            ranks.setdefault(query.kind, []).append(rank)
            if misses and rank != 0:
                print(f"  {query.kind}: {query.text!r} for {query.key}: {rank} of {total}")
    print(f"\n| queries | number | first | of the first {SHOWN} | at all |\n| --- | ---: | ---: | ---: | ---: |")
    for kind, places in ranks.items():
        ordered = [place for place in places if place is not None]
        shares = (sum(1 for place in ordered if place < limit) / len(places) for limit in (1, SHOWN, math.inf))
        print(f"| {kind} | {len(places):,} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")
    times.sort()
    late = times[int(len(times) * 0.95)]
    print(f"\na query needs {statistics.median(times):.0f} ms, 95 % {late:.0f}, all {times[-1]:.0f}")


if __name__ == "__main__":
    main()
