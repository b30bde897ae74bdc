"""Measure a first build that has to ask for everything, against the fake API of the tests; prints a Markdown table.

The fake API runs in a process of its own, and this one stays small: on Linux the peak of a child's
memory starts from the one of the process that started it.
"""

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
from run import Command, Shape, measure

HERE = Path(__file__).parent
ENTRIES, BATCH, INTERVAL = 10_000, 500, 1.1
"""Entries of the list, papers a request, and seconds from the end of one request to the next with a key."""
_NAMES = {"ARXIV": "ArXiv", "ACL": "ACL", "DOI": "DOI", "PMID": "PubMed", "PMCID": "PubMedCentral"}


def serve(metadata: Path) -> None:
    """Serve a list's metadata until interrupted, then tell how many requests came and what was wrong with them.

    Before that it tells how many papers ids lead to, and how many have to be looked up by their titles.
    """
    sys.path.insert(0, str(HERE.parent / "tests"))
    from fake_api import FakeApi

    lines = json.loads(metadata.read_bytes())
    metadata.unlink()
    records = {key: _as_answered(record) for key, record in lines.items() if key != "version"}
    with FakeApi(records) as api:
        titles = sum(any(other.startswith("TITLE:") for other in lines[key]["ids"]) for key in records)
        print(len(records) - titles, titles, api.address, flush=True)
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


def compare() -> None:
    """Make a list, forget its metadata, fetch it anew, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "list"
        make = [sys.executable, str(HERE / "synthetic.py"), str(root), "--entries", str(ENTRIES)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        server = [sys.executable, __file__, "--serve", str(root / "data" / "metadata.json")]
        with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as api:
            assert api.stdout
            papers, titles, address = api.stdout.readline().split()
            os.environ |= {"SEMANTIC_SCHOLAR_API_URL": address, "S2_API_KEY": "a-key-for-the-pace"}
            began = time.perf_counter()
            run = measure(Command("build", Shape(ENTRIES, 40)), root)
            seconds = time.perf_counter() - began
            api.send_signal(signal.SIGINT)
            requests, *complaints = api.stdout.read().split(maxsplit=1)
    expected = -(-int(papers) // BATCH) + min(int(titles), MATCHES_PER_RUN)
    pauses = (int(requests) - 1) * INTERVAL
    print(f"\nA first build of {ENTRIES:,} entries that asks for {int(papers):,} papers and for titles, with a key.\n")
    print("| requests | time | of it pauses between requests | processor | peak memory |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    print(f"| {requests} | {seconds:.1f} s | {pauses:.1f} s | {run.cpu / 1000:.1f} s | {run.peak:.0f} MiB |")
    if complaints or int(requests) != expected:
        sys.exit(f"{expected} requests were expected; {' '.join(complaints)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]))
    else:
        compare()
