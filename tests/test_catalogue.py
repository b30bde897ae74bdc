"""The catalogue: by which name an entry is known, and what it is about."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.catalogue import Catalogue, ListedEntry, sources
from awesome_adapters.identifiers import Identifier
from awesome_adapters.schema.settings import Settings

Write = Callable[..., Path]


def only_entry(root: Path) -> ListedEntry:
    [section] = sources.load_data(root)[0]
    [listed] = section.entries
    return listed


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ("key: lora, paper: { arxiv_id: '2106.09685' }", "lora"),
        ("paper: { arxiv_id: '2106.09685' }", "arxiv-2106.09685"),
        ("paper: { doi: 10.1000/182, arxiv_id: cs/0309136 }", "arxiv-cs-0309136"),
        ("paper: { semantic_scholar_id: a8ca46b171467ceb2d7652fbfb67fe701ad86092, acl_id: p19-1001 }", "acl-P19-1001"),
        ("paper: { doi: 10.1000/A(b)%2F3 }", "doi-10.1000-a-b-3"),
        ("paper: { corpus_id: '235458009' }", "corpus-235458009"),
        ("paper: { title: Something, url: https://x.org }", "title-lora-low-rank"),
        ("code: https://x.org", "title-lora-low-rank"),
    ],
)
def test_an_entry_has_one_lasting_key(root: Path, write: Write, keys: str, key: str) -> None:
    write(f"title: NLP\nitems: [{{ title: 'LoRA: Löw-Rank!', {keys} }}]")

    listed = only_entry(root)

    assert listed.key == key


@pytest.mark.parametrize(
    ("keys", "is_paper"),
    [
        ("paper: { pmid: '1' }", True),
        ("paper: { pdf: https://x.org }", True),
        ("paper: { url: https://x.org }", True),
        ("paper: { year: 2024 }, code: https://x.org", False),
        ("code: https://x.org", False),
    ],
)
def test_a_paper_is_what_can_be_read(root: Path, write: Write, keys: str, is_paper: bool) -> None:
    write(f"title: NLP\nitems: [{{ title: LoRA, {keys} }}]")

    listed = only_entry(root)

    assert listed.is_paper is is_paper


def test_an_entry_is_found_under_its_other_ids_unless_they_name_another_entry(root: Path, write: Write) -> None:
    write(
        """
        title: NLP
        items:
          - { title: A, paper: { arxiv_id: "2106.09685" } }
          - { title: B, paper: { arxiv_id: "2101.00190", acl_id: 2021.acl-long.353, doi: 10.1/x } }
          - { title: C, paper: { acl_id: 2021.acl-long.353, doi: 10.1/c }, key: Mine }
          - { title: D, paper: { pmid: "7" }, key: ARXIV-2106.09685 }
          - { title: E, paper: { pmid: "8", doi: 10.1/y }, key: pmid-7 }
          - { title: F, code: "https://x.org", key: f }
    """.replace("10.1/", "10.1000/")
    )

    anchors = Catalogue(Settings(), sources.load_data(root)[0]).anchors()

    assert anchors == {
        "arxiv-2101.00190": ["acl-2021.acl-long.353", "doi-10.1000-x"],
        "Mine": ["doi-10.1000-c"],
        "pmid-7": ["doi-10.1000-y", "pmid-8"],
    }


@pytest.mark.parametrize(
    ("keys", "added", "key"),
    [
        ("paper: { acl_id: 2021.emnlp-main.541 }", "arxiv_id", "acl-2021.emnlp-main.541"),
        ("paper: { url: https://x.org }", "arxiv_id", "title-lora"),
        ("paper: { pmid: '7' }", "doi", "pmid-7"),
        ("paper: { acl_id: 2021.emnlp-main.541 }", "doi", None),
        ("paper: { acl_id: 2021.emnlp-main.541 }, key: mine", "arxiv_id", None),
    ],
)
def test_an_id_that_would_change_the_key_is_added_with_the_old_key(
    root: Path, write: Write, keys: str, added: str, key: str | None
) -> None:
    write(f"title: NLP\nitems: [{{ title: LoRA, {keys} }}]")

    assert only_entry(root).key_to_write(Identifier(added, "2109.06952")) == key


def test_a_key_that_cannot_be_written_is_not_proposed(root: Path, write: Write) -> None:
    write("title: NLP\nitems: [{ title: 適応, paper: { url: https://x.org } }]")

    assert only_entry(root).key_to_write(Identifier("arxiv_id", "2109.06952")) is None


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ("title: LoRA, paper: { url: https://x.org }", None),
        ("title: LoRA, paper: { url: https://x.org, authors: [A. Author] }", "LoRA"),
        ("title: Visual Prompts, paper: { url: https://x.org }", "Visual Prompts"),
        ("title: LoRA, paper: { url: https://x.org, title: Low-Rank Adaptation }", "Low-Rank Adaptation"),
        ("title: LoRA, code: https://x.org", None),
        ("title: arXiv 2106.09685, paper: { arxiv_id: '2106.09685' }", None),
    ],
)
def test_a_paper_is_looked_up_by_its_own_title_if_that_tells_it(
    root: Path, write: Write, keys: str, title: str | None
) -> None:
    write(f"title: NLP\nitems: [{{ {keys} }}]")

    assert only_entry(root).paper_title == title
