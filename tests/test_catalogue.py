"""The catalogue: by which name an entry is known, and what it is about."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters import sources
from awesome_adapters.catalogue import ListedEntry

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
