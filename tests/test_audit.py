"""The list against libraries of records: what agrees, differs, was published since, and has no record."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.enrichment import audit
from awesome_adapters.enrichment.audit import Audit
from conftest import Call, Write

LIST = """\
title: NLP
items:
  - title: "Prefix-Tuning: Optimizing Continuous Prompts"
    summary: Trains 0.1% of the parameters, 1,000 times fewer.
    paper: { acl_id: 2021.acl-long.353, authors: [Xiang Li, Percy Liang], venue: ACL, year: 2021 }
  - title: A Study of Low-Rank Adapters
    paper: { arxiv_id: "2106.00001", authors: [Ivan Vulic, Ann Smith] }
  - title: Differing in Much
    paper: { doi: 10.1000/x, authors: [Bo Lee], venue: EMNLP, year: 2020 }
  - title: Known to nobody
    paper: { arxiv_id: "2106.00009" }
  - { title: A tool, code: https://x.example }
"""
LIBRARY = r"""
@string{acl = "Annual Meeting of the Association for Computational Linguistics"}
@proceedings{book, title = {Proceedings of Something}, year = 2023}
@inproceedings{li-liang-2021,
    title = "{P}refix-Tuning: Optimizing Continuous Prompts",
    author = "Li, Xiang Lisa  and
      Liang, Percy",
    booktitle = "Proceedings of the 59th " # acl # " and the 11th Joint Conference (Volume 1: Long Papers)",
    year = "2021",
    url = "https://aclanthology.org/2021.acl-long.353/",
    abstract = "It needs only 0.1\% of the parameters."
}
@inproceedings{vulic-2022,
    title = {A Study of {Low-Rank} Adapters},
    author = {Vuli{\'c}, Ivan and Smith, Ann},
    booktitle = {Conference on Empirical Methods in Natural Language Processing},
    year = {2022},
    doi = {10.18653/v1/2022.emnlp-main.1},
}
@article{x, title={Differing in Many Ways}, author={Lee, Bo and Kim, Cy}, journal={Nature}, year={2021},
  doi={10.1000/X}}
@inproceedings{other,
    title = {A Study of Low-Rank Adapters},
    author = {Somebody Else},
    booktitle = {EMNLP},
    year = {1999}
}
"""


def compared(root: Path, *libraries: str) -> Audit:
    project = Project.open(root)
    texts: list[Iterator[str]] = [iter(text.splitlines(keepends=True)) for text in libraries]
    return audit.audit(project.records.values(), texts, {})


def test_each_paper_agrees_differs_or_has_no_record(write: Write, root: Path) -> None:
    write(LIST)

    result = compared(root, LIBRARY)

    told = [
        (finding.listed.entry.title[:7], finding.kind, finding.path, finding.proposal) for finding in result.findings
    ]
    assert [(title, kind, ".".join(path), proposal) for title, kind, path, proposal in told] == [
        ("Prefix-", "respelled", "paper.authors.0", "Xiang Lisa Li"),
        ("Prefix-", "unsupported", "summary", ""),
        ("A Study", "published", "paper.doi", "10.18653/v1/2022.emnlp-main.1"),
        ("A Study", "respelled", "paper.authors.0", "Ivan Vulić"),
        ("Differi", "differs", "paper.venue", "Nature"),
        ("Differi", "differs", "paper.year", "2021"),
        ("Differi", "differs", "title", "Differing in Many Ways"),
        ("Differi", "differs", "paper.authors", ""),
    ]
    assert result.findings[1].evidence == "its abstract has no 1,000"
    assert result.findings[-1].evidence == "it has Cy Kim"
    assert [listed.entry.title for listed in result.missing] == ["Known to nobody"]
    assert result.agreeing == []


def test_what_was_applied_agrees_the_next_time(write: Write, root: Path, call: Call) -> None:
    path = write(LIST)
    (root / "a.bib").write_text(LIBRARY, encoding="utf-8")

    first = call("audit", "a.bib")
    applied = call("audit", "--apply", "all")
    second, third = call("audit", "a.bib"), call("audit", "a.bib", "--missing")

    assert first.err == "0 agree, 2 differ, 1 published since, 1 without a record\n"
    assert applied.out.count("\n") == 3
    assert 'doi: "10.18653/v1/2022.emnlp-main.1"' in path.read_text(encoding="utf-8")
    assert "[Xiang Lisa Li, Percy Liang]" in path.read_text(encoding="utf-8")
    assert second.out == ""
    assert second.err.startswith("0 agree, 3 differ") or second.err.startswith("1 agree, 2 differ")
    assert "no record: data/nlp.yaml" in third.err


@pytest.mark.parametrize(
    "text", ["", "no BibTeX", "@", "@article{", "@article{x,\ntitle = {A", "\x00\ufffd", "@string{"]
)
def test_what_is_no_library_has_no_record(write: Write, root: Path, text: str) -> None:
    write(LIST)

    assert len(compared(root, text).missing) == 4


def test_a_file_that_cannot_be_read_is_told(write: Write, call: Call) -> None:
    write(LIST)

    assert call("audit", "nowhere.bib").err == "error: cannot read nowhere.bib: No such file or directory\n"
    assert call("audit").err == "error: give a file of BibTeX\n"


@pytest.mark.slow
def test_a_hundred_thousand_records_take_seconds(write: Write, root: Path) -> None:
    write(LIST)
    abstract = "We study words. " * 40
    record = (
        "@inproceedings{{k{0},\n    title = {{Study {0} of {{T}}hings}},\n    author = {{A, B and\n      C, D}},\n"
        "    url = {{https://aclanthology.org/2020.x-{0}.1/}},\n    abstract = {{{1}}}\n}}\n"
    )
    many = "".join(record.format(number, abstract) for number in range(100_000))
    started = time.process_time()

    result = compared(root, many + LIBRARY)

    assert len(result.missing) == 1
    assert time.process_time() - started < 20
