"""`add` as people use it: what it takes, what it asks, what it writes, and what it leaves alone."""

# ruff: noqa: ARG001 (the list and the fake API are there without being named)

import os
import pty
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from awesome_adapters.catalogue import sources
from awesome_adapters.problems import CatalogueError
from conftest import COMMAND, REPOSITORY, Call, Write
from fake_api import FakeApi, a_record

LIST = """\
# the list
title: NLP   # short
sections:
- title: Methods
  items:
  - title: "LoRA: Low-Rank Adaptation"
    paper:
      arxiv_id: "2106.09685"
    tags: [LoRA]

  # next
- title: Tools
  items:
  - title: AdapterHub
    code: https://github.com/adapter-hub/adapters
"""
RECORD = a_record(
    5,
    title="Visual Prompt Tuning",
    authors=[{"authorId": "1", "name": "A. Author"}, {"authorId": "2", "name": "B. Author"}],
    venue="European Conference on Computer Vision",
    year=2022,
    externalIds={"ArXiv": "2203.12119", "DOI": "10.1007/978-3-031-19827-4_41", "CorpusId": 5},
)
IDS = ("ARXIV:2203.12119", "DOI:10.1007/978-3-031-19827-4_41", "ACL:2022.acl-long.1", "CorpusId:5", "5" * 40)
MORE = ("PMID:19872477", "PMCID:2323736")
PUBLIC = 'arxiv_id: "2203.12119"\n      doi: "10.1007/978-3-031-19827-4_41"'


@pytest.fixture
def data(write: Write) -> Path:
    """The only data file of the list."""
    return write(LIST)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApi]:
    with FakeApi(dict.fromkeys((*IDS, *MORE), RECORD)) as api:
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)
        yield api
        assert not api.complaints


def on_terminal(root: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """Run the command on a terminal, give these lines, and return its code and what the terminal showed."""
    screen, terminal = pty.openpty()
    os.write(screen, f"{answers}\x04".encode())  # with nothing left to answer, the end
    command = [str(COMMAND), "add", *arguments]
    done = subprocess.run(command, cwd=root, stdin=terminal, stdout=terminal, stderr=terminal, timeout=60, check=False)
    os.close(terminal)
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    return done.returncode, shown.replace("\r\n", "\n")


def added(before: bytes, after: bytes) -> str:
    """Return what was added to a file in one piece; fail if anything else changed."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    end = len(before) - start
    assert after.endswith(before[start:])
    return after[start : len(after) - end].decode()


# What is recognized --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "id_line"),
    [
        ("2203.12119", 'arxiv_id: "2203.12119"'),
        ("arXiv:2203.12119v2", 'arxiv_id: "2203.12119"'),
        ("https://arxiv.org/pdf/2203.12119v1.pdf", 'arxiv_id: "2203.12119"'),
        ("https://huggingface.co/papers/2203.12119", 'arxiv_id: "2203.12119"'),
        ("10.1007/978-3-031-19827-4_41", 'doi: "10.1007/978-3-031-19827-4_41"'),
        ("DOI 10.1007/978-3-031-19827-4_41.", 'doi: "10.1007/978-3-031-19827-4_41"'),
        ("https://link.springer.com/chapter/10.1007/978-3-031-19827-4_41", 'doi: "10.1007/978-3-031-19827-4_41"'),
        ("https://doi-org.proxy.example.edu/10.1007/978-3-031-19827-4_41", 'doi: "10.1007/978-3-031-19827-4_41"'),
        ("<https://arxiv.org/abs/2203.12119>", 'arxiv_id: "2203.12119"'),
        ("> [VPT](https://arxiv.org/abs/2203.12119).", 'arxiv_id: "2203.12119"'),
        ("arXiv:2203.12119v2 [cs.CV] 23 Mar 2022", 'arxiv_id: "2203.12119"'),
        ("https://doi.org/10.1007/978-3-031-19827-4_41", 'doi: "10.1007/978-3-031-19827-4_41"'),
        ("https://doi.org/10.48550/arXiv.2203.12119", 'arxiv_id: "2203.12119"'),
        ("https://aclanthology.org/2022.acl-long.1.pdf", 'acl_id: "2022.acl-long.1"'),
        ("https://www.semanticscholar.org/paper/A-Title/" + "5" * 40, PUBLIC),
        ("CorpusID:5", PUBLIC),
        ("https://pubmed.ncbi.nlm.nih.gov/19872477/", 'pmid: "19872477"'),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2323736/", 'pmcid: "PMC2323736"'),
    ],
)
def test_every_id_and_pasted_address_leads_to_an_entry(
    call: Call, data: Path, api: FakeApi, given: str, id_line: str
) -> None:
    done = call("add", given, "--section", "methods")

    assert done.code == 0
    assert "Visual Prompt Tuning\n  A. Author, B. Author · European Conference on Computer Vision 2022\n" in done.out
    assert f"  - title: Visual Prompt Tuning\n    paper:\n      {id_line}\n    added: 20" in data.read_text()


FURTHER = (
    "--name",
    "VPT",
    "--note",
    "Two: sentences. Here.",
    "--date",
    "2022-10-23",
    "--citation-key",
    "jia2022visual",
)
LABELLED = ("--link", "Talk=https://x.org/t?a=b", "--link", "Data: set=https://x.org/d", "--award", "Oral")


def test_every_further_key_is_written_in_the_order_of_the_guide(call: Call, data: Path, api: FakeApi) -> None:
    preview = call("add", "2203.12119", "--section", "methods", "--tag", "VPT", "--dry-run", *FURTHER, *LABELLED)
    done = call("add", "2203.12119", "--section", "methods", "--tag", "VPT", *FURTHER, *LABELLED)

    assert (preview.code, done.code) == (0, 0)
    entry = """\
- title: Visual Prompt Tuning
  name: VPT
  note: "Two: sentences. Here."
  paper:
    arxiv_id: "2203.12119"
    date: 2022-10-23
    citation_key: jia2022visual
  links:
    Talk: https://x.org/t?a=b
    "Data: set": https://x.org/d
  tags: [VPT]
  award: Oral
  added: 20"""
    assert entry in preview.out
    assert entry.replace("\n", "\n  ") in data.read_text()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--link", "https://x.org/d"), "'https://x.org/d' is no LABEL=URL; write a link as --link Dataset=https://"),
        (("--link", "Data="), "'Data=' is no LABEL=URL; write a link as --link Dataset=https://"),
        (("--link", "A=https://x.org", "--link", "A=https://y.org"), "two links are called 'A'; give each a label of"),
        (
            ("--link", "Data=x.org"),
            "a link must start with http:// or https://: 'x.org' [bad-link]\n    write: Data: https:",
        ),
        (("--link", "Code=https://x.org"), "a link called 'Code' has a place of its own; write it under 'code'"),
        (("--date", "May 2022"), "'May 2022' is no day and no month, as 2024-05-31 and 2024-05 are"),
        (("--citation-key", "a b"), "'a b' is no citation key: it begins with a letter or a digit"),
        (("--citation-key", "ARXIV-2106.09685"), "is already the citation key of the entry in data/nlp.yaml:6:5"),
        (("--name", "a\x1bb"), "the name contains an invisible character (U+001B); remove it"),
    ],
)
def test_a_wrong_option_is_refused_and_nothing_is_written(
    call: Call, data: Path, api: FakeApi, option: tuple[str, ...], message: str
) -> None:
    done = call("add", "2203.12119", "--section", "methods", *option)

    assert done.code == 1
    assert message in done.err
    assert data.read_text() == LIST


def test_an_openreview_forum_needs_a_title(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "https://openreview.net/forum?id=nZeVKeeFYf9", "--section", "methods", "--title", "VPT")

    assert done.code == 0
    assert not api.requests
    assert '  - title: VPT\n    paper:\n      openreview_id: "nZeVKeeFYf9"\n' in data.read_text()


@pytest.mark.parametrize(
    ("address", "title", "code"),
    [
        ("https://github.com/microsoft/LoRA", "LoRA", "https://github.com/microsoft/LoRA"),
        ("github.com/microsoft/LoRA/", "LoRA", "https://github.com/microsoft/LoRA"),
        ("https://github.com/a/b.git", "b", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "b", "https://github.com/a/b"),
        ("[b](https://github.com/a/b).", "b", "https://github.com/a/b"),
        ("https://gitlab.com/group/sub/tool/-/tree/main", "tool", "https://gitlab.com/group/sub/tool"),
        ("https://github.com/a/b/tree/main/src?x#readme", "b", "https://github.com/a/b"),
    ],
)
def test_an_address_of_code_is_a_tool(call: Call, data: Path, address: str, title: str, code: str) -> None:
    done = call("add", address, "--section", "tools")

    assert done.code == 0
    assert f"  - title: {title}\n    code: {code}\n    added: " in data.read_text()


def test_any_other_address_is_a_website_and_needs_a_title(call: Call, data: Path) -> None:
    refused = call("add", "https://x.org/tool", "--section", "tools")
    done = call("add", "https://x.org/tool", "--section", "tools", "--title", "The Tool")

    assert (refused.code, refused.err) == (1, "error: a title is needed: give it with --title\n")
    assert done.code == 0
    assert "  - title: The Tool\n    website: https://x.org/tool\n    added: " in data.read_text()


def test_an_address_of_a_pdf_is_a_paper(call: Call, data: Path) -> None:
    address = "https://openreview.net/pdf/141c43804acd53ba.pdf"

    done = call("add", address, "--section", "methods", "--title", "DEFT", "--offline")
    again = call("add", address, "--section", "methods", "--title", "Another", "--offline", "--dry-run")

    assert done.code == 0
    assert f"  - title: DEFT\n    paper:\n      pdf: {address}\n    added: " in data.read_text()
    assert "'DEFT' is already in the list (data/nlp.yaml:11:5, in NLP > Methods)" in again.err


def test_a_bibtex_entry_is_read_from_standard_input(call: Call, data: Path, api: FakeApi) -> None:
    text = "@misc{a, title={{V}isual {P}rompt Tuning}, eprint={2203.12119}}"

    done = call("add", "-", "--section", "methods", stdin=text.encode())

    assert done.code == 0
    assert '  - title: Visual Prompt Tuning\n    paper:\n      arxiv_id: "2203.12119"\n' in data.read_text()


@pytest.mark.parametrize("text", [b"", b"@misc{a, title={", b"@misc{a, title={\xff}", b"@misc{a, t={A}}"])
def test_broken_bibtex_is_one_line(call: Call, data: Path, text: bytes) -> None:
    done = call("add", "-", "--section", "methods", stdin=text)

    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert data.read_text() == LIST


def test_a_title_is_looked_up_and_its_record_kept(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "visual prompt tuning", "--section", "methods")
    built = call("build")

    assert (done.code, built.code) == (0, 0)
    assert '      arxiv_id: "2203.12119"\n      doi: "10.1007/978-3-031-19827-4_41"\n' in data.read_text()
    asked = [(request.path, request.body) for request in api.requests]
    assert asked == [
        ("/graph/v1/paper/search/match", None),
        ("/graph/v1/paper/batch", {"ids": ["ARXIV:2106.09685"]}),
        ("/graph/v1/paper/search/match", None),  # of the paper that the API does not know by its id
    ]


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["https://openreview.net/forum?id=nZeVKeeFYf9", "--title", "visual prompt tuning"], ""),
        (["https://e.org/paper.pdf", "--title", "Visual Prompt Tuning"], ""),
        (["-"], "@inproceedings{a, title={visual prompt tuning}, author={Author, A. and others}}"),
    ],
)
def test_a_paper_without_an_id_that_is_known_gets_those_that_its_title_leads_to(
    call: Call, data: Path, api: FakeApi, arguments: list[str], stdin: str
) -> None:
    done = call("add", *arguments, "--section", "methods", stdin=stdin.encode())
    asked = len(api.requests)
    again = call("add", "2203.12119", "--section", "tools")

    assert done.code == 0
    assert '  - title: Visual Prompt Tuning\n    paper:\n      arxiv_id: "2203.12119"\n      doi: ' in data.read_text()
    assert "authors" not in data.read_text()
    assert again.code == 1
    assert asked == len(api.requests) == 1


def test_what_is_listed_is_refused_by_what_its_title_leads_to(call: Call, data: Path, api: FakeApi) -> None:
    call("add", "2203.12119", "--section", "methods")
    before = data.read_text()

    done = call("add", "https://e.org/paper.pdf", "--title", "Visual Prompt-Tuning", "--section", "tools")

    assert done.code == 1
    assert "'Visual Prompt Tuning' is already in the list" in done.err
    assert data.read_text() == before


@pytest.mark.parametrize("title", ["Visual Prompts", "Visual Prompt Tuning for Everything", "Prompt"])
def test_a_title_that_is_not_surely_the_papers_is_refused(call: Call, data: Path, api: FakeApi, title: str) -> None:
    done = call("add", title, "--section", "methods")

    assert done.code == 1
    assert f"Semantic Scholar has no clear match for '{title}'; give its address or an id" in done.err
    assert data.read_text() == LIST


def test_a_title_that_cannot_be_looked_up_is_told_what_can_be_given(
    call: Call, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", "http://127.0.0.1:9")

    done = call("add", "Visual Prompt Tuning", "--max-wait", "0")

    assert done.code == 3
    assert done.err.endswith("; give the paper's address or an id, which need no network\n")


@pytest.mark.parametrize("what", ["12345", "?"])
def test_what_is_nothing_is_refused_with_advice(call: Call, data: Path, what: str) -> None:
    done = call("add", what)

    assert done.code == 1
    assert "not an id that can be recognized; write what it is" in done.err


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("", "nothing was given; give an address, an id or a title"),
        (" ", "nothing was given; give an address, an id or a title"),
        ("2309.0241", "'2309.0241' looks like an arXiv id with a digit too few"),
        (
            "https://arxiv.org/abs/2309.0241",
            "'https://arxiv.org/abs/2309.0241' looks like an arXiv id with a digit too few",
        ),
        ("23O9.02411", "'23O9.02411' has a letter in the place of a digit; write 2309.02411"),
        ("https://doi.org/10.1145/", "'https://doi.org/10.1145/' looks like a DOI that was cut off"),
        (
            "2309.02411 2309.02412",
            "two papers are named here, arXiv 2309.02411 and arXiv 2309.02412; give one at a time",
        ),
    ],
)
def test_what_is_nearly_an_id_is_told_what_is_wrong(call: Call, data: Path, what: str, message: str) -> None:
    done = call("add", what)

    assert (done.code, done.err) == (1, f"error: {message}\n")


def test_all_ids_of_a_paper_are_written(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "arXiv:2203.12119, doi:10.1007/978-3-031-19827-4_41", "--section", "methods")

    assert done.code == 0
    ids = '      arxiv_id: "2203.12119"\n      doi: "10.1007/978-3-031-19827-4_41"\n'
    assert f"  - title: Visual Prompt Tuning\n    paper:\n{ids}" in data.read_text()


# Semantic Scholar ----------------------------------------------------------------------------------------------------


def test_the_record_is_fetched_once(call: Call, root: Path, data: Path, api: FakeApi) -> None:
    api.know({"ARXIV:2106.09685": a_record(1, title="LoRA: Low-Rank Adaptation", externalIds={})})

    done = call("add", "2203.12119", "--section", "methods")
    call("build")
    call("build")

    assert done.err.endswith(
        "\ncommit data/nlp.yaml and data/metadata.json; see it in README.md with: awesome-adapters build\n"
    )
    assert [request.ids for request in api.requests] == [["ARXIV:2203.12119"], ["ARXIV:2106.09685"]]
    assert '"ARXIV:2203.12119": {' in (root / "data/metadata.json").read_text()


def test_an_id_is_enough_without_network_and_the_rest_comes_with_the_next_build(
    call: Call, root: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = call("add", "2203.12119", "--section", "methods", "--max-wait", "0")
    before = call("check")
    with FakeApi(dict.fromkeys(IDS, RECORD)) as api:
        monkeypatch.setenv("SEMANTIC_SCHOLAR_API_URL", api.address)
        call("build")
    after = call("check")

    assert done.code == 0
    assert '  - title: arXiv 2203.12119\n    paper:\n      arxiv_id: "2203.12119"\n' in data.read_text()
    told = "the entry has no title yet, and shows its id 'arXiv 2203.12119' instead"
    assert f"{told}; it is known after a build that reaches Semantic Scholar [wrong-paper]" in before.out
    assert f"{told} [wrong-paper]\n    write: title: Visual Prompt Tuning\n" in after.out.replace('"', "")
    assert "European Conference on Computer Vision" in (root / "README.md").read_text()


def test_an_id_that_semantic_scholar_does_not_know_is_doubted(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "2203.99999", "--section", "methods")

    assert done.code == 0
    assert "Semantic Scholar does not know this id; is it right?" in done.err


def test_an_id_of_another_title_is_doubted(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "2203.12119", "--section", "methods", "--title", "Prefix-Tuning")

    assert "warning: Semantic Scholar knows this id as 'Visual Prompt Tuning'; is the id right?" in done.err


def test_offline_nothing_is_asked(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "2203.12119", "--section", "methods", "--offline")
    title = call("add", "Visual Prompt Tuning", "--offline")

    assert (done.code, title.code) == (0, 1)
    assert title.err == "error: a title can only be looked up online; give the paper's address or an id\n"
    assert not api.requests


# Duplicates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["2106.09685", "10.1000/lora", "LoRA: Low-Rank Adaptation"])
def test_a_paper_of_the_list_is_refused_by_any_of_its_ids(call: Call, data: Path, api: FakeApi, given: str) -> None:
    ids = {"ArXiv": "2106.09685", "DOI": "10.1000/lora", "CorpusId": 1}
    lora = a_record(1, title="LoRA: Low-Rank Adaptation", externalIds=ids)
    api.know({"ARXIV:2106.09685": lora, "DOI:10.1000/lora": lora})

    done = call("add", given, "--section", "tools")

    assert done.code == 1
    assert "'LoRA: Low-Rank Adaptation' is already in the list (data/nlp.yaml:6:5, in NLP > Methods)" in done.err
    assert data.read_text() == LIST


def test_a_near_title_is_a_warning(call: Call, data: Path) -> None:
    done = call("add", "10.1000/1", "--title", "LoRA - Low-Rank Adaptation", "--section", "methods", "--offline")

    assert done.code == 0
    assert "warning: data/nlp.yaml:6:5 has nearly this title: 'LoRA: Low-Rank Adaptation'\n" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("http://www.github.com/Adapter-Hub/adapters.git",),
        ("https://github.com/adapter-hub/adapters/tree/main", "--title", "Hub"),
        ("https://e.org", "--title", "Hub", "--code", "https://github.com/adapter-hub/adapters"),
        ("https://e.org", "--title", "adapterHub"),
        ("title-adapterhub",),
    ],
)
def test_a_tool_of_the_list_is_refused_by_its_address_its_title_and_its_key(
    call: Call, data: Path, arguments: tuple[str, ...]
) -> None:
    done = call("add", *arguments, "--section", "tools")

    assert done.code == 1
    assert "error: 'AdapterHub' is already in the list (data/nlp.yaml:14:5, in NLP > Tools); " in done.err
    assert data.read_text() == LIST


@pytest.mark.parametrize(
    "arguments",
    [
        ("10.1000/1", "--title", "LoRA: Low-Rank Adaptation", "--offline"),
        ("https://e.org/x.pdf", "--title", "lora: low-rank  adaptation"),
        ("https://huggingface.co/papers/2106.09685", "--offline"),
        ("https://e.org/?arXiv:2106.09685", "--title", "X", "--offline"),
    ],
)
def test_a_paper_of_the_list_is_refused_by_its_very_title_and_its_address(
    call: Call, data: Path, arguments: tuple[str, ...]
) -> None:
    done = call("add", *arguments, "--section", "methods")

    assert done.code == 1
    assert "error: 'LoRA: Low-Rank Adaptation' is already in the list (data/nlp.yaml:6:5, in NLP > Methods)" in done.err
    assert data.read_text() == LIST


def test_a_title_that_is_typed_is_compared_as_well(root: Path, data: Path) -> None:
    code, shown = on_terminal(root, "AdapterHub\n", "https://e.org/tool", "--section", "tools")

    assert code == 1
    assert "'AdapterHub' is already in the list" in shown
    assert data.read_text() == LIST


def test_whoever_insists_adds_a_title_again(call: Call, data: Path) -> None:
    arguments = ("--title", "LoRA: Low-Rank Adaptation", "--offline", "--section", "methods", "--anyway")

    done = call("add", "10.1000/1", *arguments)

    assert done.code == 0
    assert '  - title: "LoRA: Low-Rank Adaptation"\n    paper:\n      doi: "10.1000/1"\n' in data.read_text()
    assert call("check").code == 0


@pytest.mark.parametrize(
    ("what", "title", "section", "key"),
    [
        ("2106.09685", "LoRA", "methods", "arxiv-2106.09685-2"),
        ("github.com/adapter-hub/adapters", "AdapterHub", "tools", "title-adapterhub-2"),
    ],
)
def test_whoever_insists_adds_what_is_listed_under_a_key_of_its_own(
    call: Call, data: Path, what: str, title: str, section: str, key: str
) -> None:
    done = call("add", what, "--title", title, "--offline", "--section", section, "--anyway")

    assert done.code == 0
    assert "is already listed in data/nlp.yaml:" in done.err
    assert f"    key: {key}\n" in data.read_text()


# Sections and tags ---------------------------------------------------------------------------------------------------


def test_without_a_section_the_most_likely_is_used_with_its_reason(call: Call, data: Path) -> None:
    done = call("add", "10.1000/1", "--title", "More of LoRA", "--offline")

    assert done.code == 0
    assert (
        "the first of these sections is used; choose another one with --section:\n"
        "1. NLP > Methods: 'LoRA: Low-Rank Adaptation' is there (in common: lora)\n"
    ) in done.err
    assert "possible --tag LoRA: named in the title or summary; once in the list\n" in done.err
    assert done.out.startswith("More of LoRA\nadded to NLP > Methods, data/nlp.yaml:11:5:\n")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            None,
            "no section fits clearly without a title; give --title, or --section with one of these:\n    NLP\n",
        ),
        ("Metods", "there is no section 'Metods'; did you mean 'Methods'? There are:\n    NLP\n    NLP > Methods\n"),
        ("twice", "'twice' can be 'NLP > Methods > Twice' or 'NLP > Tools > Twice'; write a longer path\n"),
    ],
)
def test_a_section_that_is_not_sure_is_refused(call: Call, write: Write, section: str | None, message: str) -> None:
    twice = "  sections:\n  - title: Twice\n"
    data = write(f"title: NLP\nsections:\n- title: Methods\n{twice}- title: Tools\n{twice}")
    before = data.read_text()

    done = call("add", "10.1000/1", "--offline", *(["--section", section] if section else []))

    assert done.code == 1
    assert message in done.err
    assert data.read_text() == before


@pytest.mark.parametrize("section", ["tools", "NLP > Tools", "nlp>TOOLS"])
def test_a_section_is_named_by_its_path_or_the_end_of_it(call: Call, data: Path, section: str) -> None:
    done = call("add", "10.1000/1", "--title", "A", "--offline", "--section", section)

    assert "added to NLP > Tools, " in done.out


def test_a_wrong_section_is_told_before_semantic_scholar_is_asked(call: Call, data: Path, api: FakeApi) -> None:
    done = call("add", "2203.12119", "--section", "Metods")

    assert done.err.startswith("error: there is no section 'Metods'")
    assert not api.requests


# On a terminal -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_on_a_terminal_it_asks_for_what_is_missing(root: Path, data: Path, api: FakeApi) -> None:
    code, shown = on_terminal(root, "\nTunes LoRA prompts.\nhttps://x.org/vpt\nnone\n1\n\n", "visual prompt tuning")

    assert code == 0, shown
    for asked in ("Is this the paper? [Y/n]", "Summary, ", "Address of the code", "Section, by", "Tags, "):
        assert asked in shown
    assert "there is no section 'none'" in shown
    assert "    summary: Tunes LoRA prompts.\n" in data.read_text()
    assert "    code: https://x.org/vpt\n    tags: [LoRA]\n" in data.read_text()


@pytest.mark.slow
def test_on_a_terminal_a_wrong_link_is_asked_for_again(root: Path, data: Path) -> None:
    code, shown = on_terminal(root, "Zzz\n\ngithub.com/a/b\nhttps://github.com/a/b\n2\n\n", "10.1000/1", "--offline")

    assert code == 0, shown
    assert "start with http:// or https://: 'github.com/a/b'\n" in shown
    assert "1. NLP\n2. NLP > Methods\n3. NLP > Tools\n" in shown
    assert "  - title: Zzz\n" in data.read_text().partition("title: Tools")[0]
    assert "    code: https://github.com/a/b\n" in data.read_text()


@pytest.mark.slow
def test_on_a_terminal_nothing_is_offered_where_nothing_is_right(root: Path, data: Path) -> None:
    code, shown = on_terminal(root, "\nZzz\n\n\n\nnone\n9\n2\n\n", "10.1000/1", "--offline")

    assert code == 0, shown
    assert "\nTitle: an entry needs a title" in shown
    assert "an entry needs a section; type a number or a path:\n1. NLP\n2. NLP > Methods\n" in shown
    assert shown.count("1. NLP\n2. NLP > Methods\n3. NLP > Tools\n") == 4
    assert "there is no section '9'" in shown
    assert "[]" not in shown
    assert "Tags, with commas between them (- for none): " in shown
    assert "  - title: Zzz\n" in data.read_text().partition("title: Tools")[0]


def test_a_tag_is_written_as_the_list_spells_it(call: Call, data: Path) -> None:
    done = call("add", "10.1000/1", "--section", "tools", "--offline", "--title", "A", "--tag", "lora, LoRA, New")

    assert "    tags: [LoRA, New]\n" in data.read_text()
    assert "the tag 'lora' is written 'LoRA', as the list spells it\n" in done.err
    assert done.err.endswith("commit data/nlp.yaml; see it in README.md with: awesome-adapters build\n")


@pytest.mark.slow
def test_what_is_declined_is_not_written_but_what_was_fetched_is_kept(root: Path, data: Path, api: FakeApi) -> None:
    code, shown = on_terminal(root, "n\n", "visual prompt tuning")

    assert code == 130
    assert shown.endswith("stopped; nothing was added\n")
    assert data.read_text() == LIST
    assert '"title": "Visual Prompt Tuning"' in (root / "data/metadata.json").read_text()


# Writing -------------------------------------------------------------------------------------------------------------


def test_the_entry_is_written_where_it_belongs_and_nothing_else_changes(call: Call, data: Path, api: FakeApi) -> None:
    done = call(
        "add", "2203.12119", "--section", "methods", "--tag", "LoRA", "--tag", "LoRA", "--summary", "Tunes prompts.",
        "--code", "https://x.org/vpt", "--website", "https://x.org",
    )  # fmt: skip

    assert done.code == 0
    today = added(LIST.encode(), data.read_bytes()).rpartition("added: ")[2].strip()
    entry = f"""
  - title: Visual Prompt Tuning
    summary: Tunes prompts.
    paper:
      arxiv_id: "2203.12119"
    code: https://x.org/vpt
    website: https://x.org
    tags: [LoRA]
    added: {today}
"""
    assert data.read_text() == LIST.replace("    tags: [LoRA]\n", f"    tags: [LoRA]\n{entry}")


def test_a_dry_run_shows_the_entry_and_writes_nothing(call: Call, root: Path, data: Path, api: FakeApi) -> None:
    done = call("add", "2203.12119", "--section", "methods", "--dry-run")

    assert done.code == 0
    assert "would be added to NLP > Methods, data/nlp.yaml:11:5:\n- title: Visual Prompt Tuning\n" in done.out
    assert data.read_text() == LIST
    assert [path.name for path in (root / "data").iterdir()] == ["nlp.yaml"]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--title", "a\x1b[31m", "the title contains an invisible character (U+001B)"),
        ("--title", "a\u202e", "the title contains an invisible character (U+202E)"),
        ("--tag", "a\x07", "the tag contains an invisible character (U+0007)"),
        ("--title", "a\udc80", "the title contains an invisible character (U+DC80)"),
        ("--code", "ftp://x.org", "a link must start with http:// or https://: 'ftp://x.org'"),
        ("--code", "https://x.org/a b", "a link must not contain spaces"),
        ("--title", "a\uffff", "an invisible character (U+FFFF)"),
    ],
)
def test_what_cannot_be_written_is_refused(call: Call, data: Path, option: str, value: str, message: str) -> None:
    done = call("add", "10.1000/1", "--section", "methods", "--offline", option, value)

    assert done.code == 1
    assert message in done.err
    assert data.read_text() == LIST


def test_a_comma_stands_between_tags(call: Call, data: Path) -> None:
    call("add", "10.1000/1", "--section", "tools", "--offline", "--title", "A", "--tag", "LoRA, b,", "--tag", "c")

    assert "    tags: [LoRA, b, c]\n" in data.read_text()


def test_a_list_without_a_section_is_told_how_to_begin(call: Call, root: Path) -> None:
    (root / "catalogue.yaml").write_text("title: Papers\n")

    refused = call("add", "10.1000/1", "--offline")
    (root / "data/papers.yaml").write_text("title: Papers\n")
    done = call("add", "10.1000/1", "--offline", "--section", "Papers")

    assert refused.err.endswith("write a first file, as data/papers.yaml with the one line: title: Papers\n")
    assert done.code == 0


def test_white_space_around_a_text_is_not_written(call: Call, data: Path) -> None:
    call(
        "add",
        " 10.1000/1 ",
        "--section",
        " tools",
        "--offline",
        "--title",
        " A \n title  ",
        "--tag",
        " b ",
        "--tag",
        " ",
    )

    assert '  - title: A title\n    paper:\n      doi: "10.1000/1"\n    tags: [b]\n' in data.read_text()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file(
    call: Call, root: Path, data: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fail)

    done = call("add", "10.1000/1", "--title", "A", "--section", "methods", "--offline")

    assert done.code in (1, 130)
    assert [path.name for path in (root / "data").iterdir()] == ["nlp.yaml"]
    assert data.read_text() == LIST


def test_a_byte_order_mark_and_windows_lines_stay(call: Call, write: Write) -> None:
    before = b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode().rstrip()
    data = write(before)

    call("add", "10.1000/1", "--title", "A", "--section", "tools", "--offline")

    new = added(before, data.read_bytes())
    assert new.startswith('\r\n\r\n  - title: A\r\n    paper:\r\n      doi: "10.1000/1"\r\n')
    assert new.count("\n") == new.count("\r\n")


def test_an_entry_joins_a_list_in_brackets(call: Call, write: Write) -> None:
    before = b"\xef\xbb\xbf{ title: \xc3\x89, items: [{ title: A, code: 'https://x.org' }] }  # }]"
    data = write(before)

    done = call("add", "10.1000/1", "--title", "B", "--section", "\u00c9", "--offline")

    assert (done.code, done.err) == (0, "commit data/nlp.yaml; see it in README.md with: awesome-adapters build\n")
    assert re.fullmatch(
        r', { title: B, paper: { doi: "10\.1000/1" }, added: 20..-..-.. }', added(before, data.read_bytes())
    )


def test_a_list_with_mistakes_is_left_alone(call: Call, write: Write) -> None:
    data = write("title: NLP\nitems:\n- { titel: A, code: https://x.org }\n")

    done = call("add", "10.1000/1", "--offline")

    assert done.code == 1
    assert "did you mean 'title'?" in done.out
    assert done.err == "1 error; nothing was written\n"
    assert "titel" in data.read_text()


@pytest.mark.slow
def test_each_file_of_the_real_list_can_be_added_to(call: Call, root: Path) -> None:
    shutil.copytree(REPOSITORY / "data", root / "data", dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "catalogue.yaml", root)
    sections, _ = sources.load_data(root)
    warnings = call("check").out.count(": warning: ")
    last_of_files = {section.origin.file: section for section in sections}.values()
    for number, section in enumerate(last_of_files):
        path = root / section.origin.file
        before, others = path.read_bytes(), {other: other.read_bytes() for other in path.parent.iterdir()}

        done = call(
            "add", f"10.1000/{number}", "--title", f"T{'x' * number} new", "--offline", "--tag", "LoRA",
            "--summary", "Does: this.", "--section", " > ".join(section.path),
        )  # fmt: skip

        assert done.code == 0, done.err
        assert 'summary: "Does: this."\n' in added(before, path.read_bytes())
        assert f"title: T{'x' * number} new\n".encode() in path.read_bytes()
        assert {other for other, content in others.items() if other.read_bytes() != content} == {path}
        assert len(sources.load_data(root)[0]) == len(sections)
    done = call("check")
    assert (done.code, done.out.count(": warning: ")) == (0, warnings)


# Completion ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "number", "offered"),
    [
        ("awesome-adapters add x --section 'met", 4, ["plain,NLP > Methods"]),
        ("awesome-adapters add x --section '", 4, ["plain,NLP", "plain,NLP > Methods", "plain,NLP > Tools"]),
        ("awesome-adapters add x --tag lo", 4, ["plain,LoRA"]),
        ("awesome-adapters add x --tag zz", 4, []),
    ],
)
def test_a_shell_completes_sections_and_tags(
    run: Callable[..., "subprocess.CompletedProcess[str]"], data: Path, words: str, number: int, offered: list[str]
) -> None:
    done = run(_AWESOME_ADAPTERS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(number))

    assert [line for line in done.stdout.splitlines() if line] == offered
    assert done.stderr == ""


@pytest.mark.slow
def test_bash_completes_a_section_as_one_word_and_writes_no_file(root: Path, data: Path) -> None:
    script = """
        eval "$(_AWESOME_ADAPTERS_COMPLETE=bash_source "$1")"
        COMP_WORDS=(awesome-adapters add "\\"its author's title\\"" --section met) COMP_CWORD=4
        _awesome_adapters_completion "$1"
        eval "printf '<%s>' ${COMPREPLY[*]}"
    """

    done = subprocess.run(
        ["bash", "-c", script, "bash", COMMAND], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "<NLP > Methods>"
    assert [path.name for path in root.iterdir()] == ["data"]


LIBRARY = b"""@misc{a, title={A first new paper}, eprint={2401.00001}, archiveprefix={arXiv}}
@misc{b, title={A paper without any id}}
@misc{c, author={Ada Lovelace}}
@misc{d, title={A second new paper}, doi={10.1000/d}}
"""


def test_several_are_added_or_refused_each_by_itself(call: Call, data: Path) -> None:
    done = call("add", "-", "https://arxiv.org/abs/2401.00002", "--section", "methods", "--offline", stdin=LIBRARY)

    assert done.code == 1
    assert [line.partition(":")[0] for line in done.out.splitlines() if line.startswith("added to")] == [
        "added to NLP > Methods, data/nlp.yaml"
    ] * 3
    assert [line for line in done.err.splitlines() if line.startswith("refused")] == [
        "refused: b: this entry would cause errors (line numbers as after adding); nothing was written",
        "refused: c: the BibTeX entry has no title",
    ]
    assert done.err.endswith("3 of 5 added\n")
    assert data.read_text().count("A first new paper") == data.read_text().count("A second new paper") == 1


def test_a_file_of_bibtex_is_added_entry_by_entry(call: Call, data: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_bytes(
        LIBRARY.replace(b"@misc{b, title={A paper without any id}}", b"").replace(
            b"@misc{c, author={Ada Lovelace}}", b""
        )
    )

    done = call("add", str(library), "--section", "methods", "--offline", "--tag", "LoRA")

    assert (done.code, done.err.splitlines()[-1]) == (0, "2 of 2 added")
    assert data.read_text().count("A second new paper") == 1


def test_what_is_said_of_one_entry_is_not_said_of_several(call: Call, data: Path) -> None:
    before = data.read_bytes()

    done = call("add", "2401.00001", "2401.00002", "--title", "One for both", "--offline")

    assert data.read_bytes() == before
    assert (done.code, "only --section and --tag can be given for several" in done.err) == (1, True)


def test_added_is_said_when_it_is_written(data: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise CatalogueError(f"cannot write {path}: No space left on device; nothing there was changed")

    monkeypatch.setattr("awesome_adapters.storage.files.replace", full)

    done = call("add", "https://github.com/x/tool", "--section", "Tools", "--offline")

    assert (done.code, done.out) == (1, "tool\n")
    assert done.err.splitlines()[-1].startswith("error: cannot write ")
