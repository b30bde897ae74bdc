"""Measure a first build that has to ask for everything, against the fake API of the tests; prints a Markdown table.

The fake API runs in a process of its own, and this one stays small: on Linux the peak of a child's
memory starts from the one of the process that started it.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from awesome_adapters.enrichment.retrieval import MATCHES_PER_RUN

HERE = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("awesome-adapters"))
ENTRIES, BATCH, INTERVAL = 10_000, 500, 1.1
"""Entries of the list, papers a request, and seconds from the end of one request to the next with a key."""
_SHARE = 0.895
"""How many of a synthetic list's entries Semantic Scholar can be asked for; the others are tools and the like."""
_NAMES = {"ARXIV": "ArXiv", "ACL": "ACL", "DOI": "DOI", "PMID": "PubMed", "PMCID": "PubMedCentral"}


def serve(metadata: Path) -> None:
    """Serve a list's metadata until interrupted, then tell how many requests came and what was wrong with them."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from fake_api import FakeApi

    lines = json.loads(metadata.read_bytes())
    metadata.unlink()
    records = {key: _as_answered(record) for key, record in lines.items() if key != "version"}
    with FakeApi(records) as api:
        print(len(records), api.address, flush=True)
        signal.sigwait({signal.SIGINT})
        print(len(api.requests), *api.complaints)


def _as_answered(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record of the store as the API gives it."""
    sha, *others = record["ids"]
    parts = [other.partition(":") for other in others]
    ids: dict[str, Any] = {_NAMES[prefix]: value for prefix, _, value in parts if prefix in _NAMES}
    corpus = next((int(value) for prefix, _, value in parts if prefix == "CorpusId"), None)
    authors = [{"authorId": None, "name": name} for name in record["authors"]]
    tldr = record["tldr"] and {"model": "tldr@v2.0.0", "text": record["tldr"]}
    return record | {"paperId": sha, "corpusId": corpus, "externalIds": ids, "authors": authors, "tldr": tldr}


def measure(root: Path, address: str) -> tuple[float, float, float]:
    """Build the list; return the seconds, the processor's seconds and the peak of memory in MiB."""
    environment = os.environ | {"SEMANTIC_SCHOLAR_API_URL": address, "S2_API_KEY": "a-key-for-the-pace"}
    began = time.perf_counter()
    command = [PROGRAM, "build", "--require-metadata", "--root", str(root)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
    return seconds, usage.ru_utime + usage.ru_stime, peak


def compare(papers_wanted: int) -> None:
    """Make a list of so many papers, forget its metadata, fetch them anew, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "list"
        entries = int(papers_wanted / _SHARE)
        make = [sys.executable, str(HERE / "synthetic.py"), str(root), "--entries", str(entries)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        server = [sys.executable, __file__, "--serve", str(root / "data" / "metadata.json")]
        with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as api:
            assert api.stdout
            papers, address = api.stdout.readline().split()
            seconds, cpu, peak = measure(root, address)
            api.send_signal(signal.SIGINT)
            requests, *complaints = api.stdout.read().split(maxsplit=1)
    pauses = (int(requests) - 1) * INTERVAL
    expected = -(-int(papers) // BATCH) + MATCHES_PER_RUN
    print(f"\nA first build of {entries:,} entries that asks for {int(papers):,} papers and for titles, with a key.\n")
    print("| requests | time | of it pauses between requests | the rest | processor | peak memory |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {requests} | {seconds:.1f} s | {pauses:.1f} s | {seconds - pauses:.1f} s | {cpu:.1f} s | {peak:.0f} MiB |"
    )
    if complaints or int(requests) != expected:
        sys.exit(f"{expected} requests were expected; {' '.join(complaints)}")


def main() -> None:
    """Measure, or be the process that serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=ENTRIES, help="papers to be fetched, about")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
    else:
        compare(options.papers)


if __name__ == "__main__":
    main()
