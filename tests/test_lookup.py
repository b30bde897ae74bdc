"""What an address, an id, a title or BibTeX means, below the command line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import Project
from awesome_adapters.enrichment.lookup import Candidate, Lookup, match_title, resolve_input
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.problems import CatalogueError, UnavailableError
from test_addition import DAY, METADATA


class FakeClient:
    """Knows one paper, or fails."""

    def __init__(self, metadata: PaperMetadata | None = METADATA, error: Exception | None = None) -> None:
        self.metadata = metadata
        self.error = error
        self.asked: list[str] = []

    def papers(self, wanted: Sequence[str]) -> Iterator[tuple[str, PaperMetadata | None]]:
        for asked in wanted:
            yield asked, self._answer(asked)

    def match(self, title: str) -> PaperMetadata | None:
        return self._answer(title)

    def _answer(self, asked: str) -> PaperMetadata | None:
        self.asked.append(asked)
        if self.error:
            raise self.error
        return self.metadata


def lookup(short_list: Project, client: FakeClient | None = None, said: list[str] | None = None) -> Lookup:
    return Lookup(short_list.store, DAY, client, ([] if said is None else said).append)


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        (" https://arxiv.org/abs/2203.12119v2 ", Candidate({"paper": {"arxiv_id": "2203.12119"}})),
        ("git@github.com:a/b.git", Candidate({"title": "b", "code": "https://github.com/a/b"})),
        ("https://e.org/paper.pdf", Candidate({"paper": {"pdf": "https://e.org/paper.pdf"}})),
        ("https://e.org/tool", Candidate({"website": "https://e.org/tool"})),
        ("@misc{a, title={T}, eprint={2203.12119}}", Candidate({"title": "T", "paper": {"arxiv_id": "2203.12119"}})),
    ],
)
def test_an_address_an_id_or_bibtex_is_understood_offline(short_list: Project, text: str, candidate: Candidate) -> None:
    assert resolve_input(text, lookup(short_list)) == candidate


def test_what_is_known_of_an_id_is_asked_for_once_and_kept_at_once(short_list: Project, root: Path) -> None:
    client, said = FakeClient(), list[str]()

    for _ in range(2):
        candidate = resolve_input("2203.12119", lookup(short_list, client, said))

    assert (candidate.title, candidate.metadata) == ("Visual Prompt Tuning", METADATA._replace(retrieved="2026-11-20"))
    assert client.asked == ["ARXIV:2203.12119"]
    assert said == ["asking Semantic Scholar for the paper"]
    assert [*MetadataStore(root)] == ["ARXIV:2203.12119"]


def test_a_trial_saves_nothing(short_list: Project, root: Path) -> None:
    resolve_input("2203.12119", lookup(short_list, FakeClient())._replace(is_trial=True))

    assert not (root / "data" / "metadata.json").exists()


@pytest.mark.parametrize(
    ("client", "sentence"),
    [
        (FakeClient(None), "Semantic Scholar does not know this id; is it right?"),
        (
            FakeClient(error=UnavailableError("no network")),
            "no network; continuing without it, the next build tries again",
        ),
    ],
)
def test_an_id_without_an_answer_is_an_entry_all_the_same(
    short_list: Project, client: FakeClient, sentence: str
) -> None:
    said: list[str] = []

    candidate = resolve_input("2203.12119", lookup(short_list, client, said))

    assert candidate == Candidate({"paper": {"arxiv_id": "2203.12119"}})
    assert said == ["asking Semantic Scholar for the paper", sentence]


def test_a_title_gives_the_ids_that_people_know_and_is_a_guess(short_list: Project) -> None:
    candidate = resolve_input("visual prompt tuning", lookup(short_list, FakeClient()))

    assert candidate.is_guess
    assert (candidate.title, candidate.paper) == (
        "Visual Prompt Tuning",
        {"arxiv_id": "2203.12119", "doi": "10.1007/1"},
    )


@pytest.mark.parametrize(
    ("client", "message"),
    [
        (None, "a title can only be looked up online"),
        (FakeClient(None), "Semantic Scholar has no clear match for 'Visual Prompts'"),
        (FakeClient(error=UnavailableError("no network")), "no network; give the paper's address or an id"),
    ],
)
def test_a_title_that_leads_nowhere_is_refused(short_list: Project, client: FakeClient | None, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        resolve_input("Visual Prompts", lookup(short_list, client))


MATCHED = PaperMetadata(
    ("6" * 40, "ARXIV:2203.12120", "DOI:10.1007/2", "CorpusId:6"),
    title="Delta-LoRA: Fine-Tuning in Deltas",
    authors=("Ann Author",),
    year=2023,
)


@pytest.mark.parametrize(
    ("bibtex", "paper"),
    [
        ("", {"arxiv_id": "2203.12120", "doi": "10.1007/2"}),
        ("author={Author, Ann}, year={2022}", {"arxiv_id": "2203.12120", "doi": "10.1007/2"}),
        (
            "author={Author, Ann}, booktitle={ICML}, url={https://x.org}",
            {"arxiv_id": "2203.12120", "doi": "10.1007/2", "url": "https://x.org", "venue": "ICML"},
        ),
        ("author={Other, Bob}", {"authors": ["Bob Other"]}),
        ("year={2010}", {"year": "2010"}),
    ],
)
def test_bibtex_without_an_id_gets_those_of_the_paper_with_its_title(
    short_list: Project, bibtex: str, paper: dict[str, Any]
) -> None:
    client = FakeClient(MATCHED)

    text = f"@misc{{a, title={{delta-lora: fine-tuning in deltas}}, {bibtex}}}"
    candidate = resolve_input(text, lookup(short_list, client))
    again = match_title(candidate, lookup(short_list, client))

    assert candidate.paper == paper
    assert candidate.title == (
        "Delta-LoRA: Fine-Tuning in Deltas" if candidate.metadata else "delta-lora: fine-tuning in deltas"
    )
    assert client.asked == ["delta-lora: fine-tuning in deltas"]
    assert again == candidate


@pytest.mark.parametrize(
    ("candidate", "is_asked"),
    [
        (Candidate({"title": "A Paper of Ours", "paper": {"openreview_id": "nZeVKeeFYf9"}}), True),
        (Candidate({"title": "A Paper of Ours", "paper": {"pdf": "https://e.org/a.pdf"}}), True),
        (Candidate({"title": "Ours", "paper": {"pdf": "https://e.org/a.pdf"}}), False),
        (Candidate({"title": "Ours", "paper": {"pdf": "https://e.org/a.pdf", "authors": ["Ann Author"]}}), True),
        (Candidate({"title": "A Paper of Ours", "paper": {"arxiv_id": "2203.12119"}}), False),
        (Candidate({"title": "A Paper of Ours", "paper": {"arxiv_id": "2203.12119"}}, METADATA), False),
        (Candidate({"title": "A Tool of Ours", "code": "https://e.org"}), False),
        (Candidate({"title": "OpenReview nZeVKeeFYf9", "paper": {"openreview_id": "nZeVKeeFYf9"}}), False),
        (Candidate({"paper": {"openreview_id": "nZeVKeeFYf9"}}), False),
    ],
)
def test_the_title_is_looked_up_where_no_id_can_tell(short_list: Project, candidate: Candidate, is_asked: bool) -> None:
    client = FakeClient(None)

    assert match_title(candidate, lookup(short_list, client)) == candidate
    assert client.asked == ["A Paper of Ours"[-len(candidate.title or "") :]] * is_asked


def test_an_unknown_id_stays_beside_those_that_the_title_leads_to(short_list: Project) -> None:
    short_list.store.add("DOI:10.1007/3", None, DAY)

    candidate = match_title(
        Candidate({"title": "Delta-LoRA: Fine-Tuning in Deltas", "paper": {"doi": "10.1007/3"}}),
        lookup(short_list, FakeClient(MATCHED)),
    )

    assert candidate.paper == {"arxiv_id": "2203.12120", "doi": "10.1007/3"}
    assert candidate.metadata == short_list.store.paper([], "delta lora fine tuning in deltas")


def test_a_title_that_cannot_be_looked_up_does_not_keep_a_paper_out(short_list: Project) -> None:
    said: list[str] = []
    candidate = Candidate({"title": "A Paper of Ours", "paper": {"openreview_id": "nZeVKeeFYf9"}})
    client = FakeClient(error=UnavailableError("it is down"))

    assert match_title(candidate, lookup(short_list, client, said)) == candidate
    assert said[-1] == "it is down; going on without it, the next build asks again"


@pytest.mark.parametrize("text", [f"https://www.semanticscholar.org/paper/A-Title/{'5' * 40}", "CorpusID:5"])
def test_semantic_scholars_own_id_gives_way_to_those_that_people_know(short_list: Project, text: str) -> None:
    assert resolve_input(text, lookup(short_list, FakeClient())).paper == {
        "arxiv_id": "2203.12119",
        "doi": "10.1007/1",
    }
