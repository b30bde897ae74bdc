"""Sections and tags that are proposed, and why."""

from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.catalogue import Catalogue, assembly, sources
from awesome_adapters.changes import suggest
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.schema import Entry
from awesome_adapters.schema.settings import Settings
from conftest import IS_THOROUGH

REPOSITORY = Path(__file__).parents[1]
LIST = """
title: NLP
sections:
- title: Methods
  items:
  - { title: "LoRA: Low-Rank Adaptation", code: https://x.org/1, tags: [LoRA], paper: { doi: 10.1000/1, venue: ICLR } }
  - { title: "Low-Rank Hypernetworks", tags: [LoRA], paper: { doi: 10.1000/2, venue: ICLR } }
- title: Tools
  items:
  - { title: A Library of Adapters, code: https://x.org/3, tags: [AdapterHub] }
- title: Speech
  items:
  - { title: Adapters for ASR, tags: [ASR, Speech translation], paper: { doi: 10.1000/4, venue: Conf. on Speech } }
"""


@pytest.fixture
def little() -> Catalogue:
    sections, problems = sources.read_data([("data/nlp.yaml", LIST.encode())])
    assert problems == []
    return assembly.assemble(Settings.model_validate({"venues": {"ICASSP": ["Conf. on Speech"]}}), sections)[0]


@pytest.fixture
def store(root: Path) -> MetadataStore:
    return MetadataStore(root)


def test_a_section_is_proposed_with_the_entry_and_the_words_that_speak_for_it(
    little: Catalogue, store: MetadataStore
) -> None:
    proposed = suggest.sections(suggest.similar(little, store, "A Low Rank for Speech Adapters"))

    assert proposed[0] == ("NLP > Methods", "'LoRA: Low-Rank Adaptation' is there (in common: low, rank)")
    assert {one.value for one in proposed} == {"NLP > Methods", "NLP > Tools", "NLP > Speech"}


def test_nothing_is_proposed_for_what_shares_nothing(little: Catalogue, store: MetadataStore) -> None:
    assert suggest.sections(suggest.similar(little, store, "Of the Zzz")) == []


def test_the_venue_counts_under_each_of_its_names(little: Catalogue, store: MetadataStore) -> None:
    for venue in ("ICASSP", "Conf. on Speech", "conf. on SPEECH"):
        proposed = suggest.sections(suggest.similar(little, store, "Zzz", venue=venue))

        assert proposed == [("NLP > Speech", "'Adapters for ASR' is there (in common: at ICASSP)")]
    assert [one.listed.entry.title for one in suggest.similar(little, store, "Zzz", venue="icassp")] == [
        "Adapters for ASR"
    ]


@pytest.mark.parametrize("server", ["arXiv.org", "bioRxiv", "CoRR"])
def test_preprints_have_no_venue_in_common(store: MetadataStore, server: str) -> None:
    catalogue = a_catalogue(f"title: LoRA, paper: {{ pmid: '1', venue: {server} }}")

    assert suggest.similar(catalogue, store, "Zzz", venue=server) == []


def test_a_tool_resembles_tools(little: Catalogue, store: MetadataStore) -> None:
    proposed = suggest.sections(suggest.similar(little, store, "Zzz", is_paper=False))

    assert proposed == [("NLP > Tools", "'A Library of Adapters' is there (in common: being no paper)")]


def test_tags_are_those_named_and_those_of_the_neighbours(little: Catalogue, store: MetadataStore) -> None:
    neighbours = suggest.similar(little, store, "Low-Rank Things")

    proposed = suggest.tags(little, neighbours, "Low-Rank Things", ["Good for ASR."])

    assert proposed == [
        ("ASR", "named in the title or summary; once in the list"),
        ("LoRA", "2 of the 2 most similar entries have it"),
    ]


def test_a_tag_inside_a_word_is_not_named(little: Catalogue) -> None:
    assert suggest.tags(little, [], "Florals and asrx") == []


def a_catalogue(*items: str, **settings: object) -> Catalogue:
    content = "title: NLP\nitems:\n" + "".join(f"- {{ {item}, code: https://x.org }}\n" for item in items)
    sections, problems = sources.read_data([("data/nlp.yaml", content.encode())])
    assert problems == []
    return assembly.assemble(Settings.model_validate(settings), sections)[0]


@pytest.mark.parametrize(
    ("tagged", "entries", "reason"),
    [(1, 3, None), (2, 4, "2 of the 4 most similar entries have it"), (3, 4, "3 of the 4")],
)
def test_a_tag_is_proposed_that_half_of_the_neighbours_have(
    store: MetadataStore, tagged: int, entries: int, reason: str | None
) -> None:
    items = [
        f"title: Hypernetworks {n}, tags: [{'Shared' if n < tagged else 'Other'}{n if n >= tagged else ''}]"
        for n in range(entries)
    ]
    catalogue = a_catalogue(*items)

    proposed = suggest.tags(catalogue, suggest.similar(catalogue, store, "Hypernetworks"), "Hypernetworks")

    assert [one.value for one in proposed] == (["Shared"] if reason else [])
    assert all(one.reason.startswith(reason or "") for one in proposed)


def test_one_neighbour_alone_proposes_no_tag(store: MetadataStore) -> None:
    catalogue = a_catalogue("title: Hypernetworks, tags: [Shared]")

    assert suggest.tags(catalogue, suggest.similar(catalogue, store, "Hypernetworks"), "Hypernetworks") == []


@pytest.mark.parametrize(
    ("title", "other", "are_similar"),
    [("Nets", "Net", True), ("Bus", "Bu", False), ("Loss", "Los", False), ("Adapters", "adapter", True)],
)
def test_a_plural_of_more_than_three_letters_is_like_its_singular(
    store: MetadataStore, title: str, other: str, *, are_similar: bool
) -> None:
    assert bool(suggest.similar(a_catalogue(f"title: {title}"), store, other)) == are_similar


def test_a_tag_in_two_spellings_is_proposed_once_in_the_preferred_one(store: MetadataStore) -> None:
    catalogue = a_catalogue(
        "title: A, tags: [prompt-tuning]", "title: B, tags: [Prompt Tuning]", tags={"Prompt Tuning": []}
    )

    proposed = suggest.tags(catalogue, suggest.similar(catalogue, store, "A B"), "On prompt tuning")

    assert proposed == [("Prompt Tuning", "named in the title or summary; 2 times in the list")]


def test_a_tag_is_named_by_each_spelling_that_the_list_has() -> None:
    catalogue = a_catalogue("title: A, tags: [low-rank]", tags={"LoRA": ["low-rank"]})

    assert [one.value for one in suggest.tags(catalogue, [], "A low rank")] == ["LoRA"]


@pytest.mark.parametrize(("title", "named"), [("Better LoRA", ["LoRA"]), ("A study of LoRA+", ["LoRA", "LoRA+"])])
def test_a_plus_tells_one_tag_from_another(title: str, named: list[str]) -> None:
    items = "[{ title: A, code: https://x.org/1, tags: [LoRA, LoRA+] }]"
    sections, _ = sources.read_data([("data/nlp.yaml", f"title: NLP\nitems: {items}\n".encode())])

    proposed = suggest.tags(assembly.assemble(Settings(), sections)[0], [], title)

    assert [one.value for one in proposed] == named


@pytest.mark.slow
def test_the_section_of_many_candidates_of_the_real_list_comes_first() -> None:
    real = Project.open(REPOSITORY)
    items = real.candidates.items[:: 1 if IS_THOROUGH else 5]
    wanted = [(item.entry, item.entry.section) for item in items if item.entry.section]
    places = [_places(real, entry).get(section, 9) for entry, section in wanted]

    assert places.count(0) >= 0.35 * len(places)
    assert sum(place < 3 for place in places) >= 0.5 * len(places)


def _places(real: Project, entry: Entry) -> dict[str, int]:
    """Return which section is proposed first, second, and so on, as `add` does without tags and a summary."""
    venue = entry.paper.venue if entry.paper else None
    neighbours = suggest.similar(real.catalogue, real.store, entry.title, venue=venue, is_paper=entry.is_paper)
    return {section.value: place for place, section in enumerate(suggest.sections(neighbours))}
