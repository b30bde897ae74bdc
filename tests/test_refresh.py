from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.catalogue import ListedEntry, sources
from awesome_adapters.enrichment import refresh
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.text import collapse_whitespace
from rendered import Page

OLD = PaperMetadata(
    ids=("a" * 40, "ARXIV:2310.11454"),
    title="VeRA: Vector-based Random Matrix Adaptation",
    authors=("Dawid Jan Kopiczko", "Tijmen Blankevoort"),
    venue="arXiv.org",
    year=2023,
    citations=20,
)


@pytest.fixture
def listed(write: Callable[..., Path], root: Path) -> Callable[[str], ListedEntry]:
    def listed(paper: str = "") -> ListedEntry:
        write(
            "title: NLP\nitems:\n  - title: 'VeRA: Vector-based Random Matrix Adaptation'\n"
            f"    paper: {{arxiv_id: '2310.11454'{paper}}}\n"
        )
        sections, problems = sources.load_data(root)
        assert not problems
        return sections[0].entries[0]

    return listed


def changes_of(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata | None) -> list[tuple[str, str]]:
    return [(change.kind, change.text) for change in refresh.changes(listed, old, new)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        (
            {"venue": "International Conference on Learning Representations", "year": 2024},
            [("published", "arXiv.org 2023 → International Conference on Learning Representations 2024")],
        ),
        ({"year": 2024}, [("moved", "arXiv.org 2023 → arXiv.org 2024")]),
        ({"venue": None}, [("vanished", "venue")]),
        ({"venue": None, "authors": (), "year": None, "citations": None}, [("vanished", "authors, venue, year")]),
        ({"citations": None}, []),
        ({"citations": 0}, [("fell", "20 → 0")]),
        ({"authors": ("D. J. Kopiczko", 'Tijmen Blankev"o{o}rt')}, []),
        ({"venue": "bioRxiv"}, [("moved", "arXiv.org 2023 → bioRxiv 2023")]),
        ({"title": "VeRA: vector-based random matrix adaptation."}, []),
        ({"title": "VeRA"}, []),
        ({"ids": ("b" * 40, "a" * 40)}, [("merged", f"{'a' * 40} → {'b' * 40}")]),
        (
            {"authors": ("Dawid Jan Kopiczko", "Yuki Markus Asano")},
            [("authors", "gone: Tijmen Blankevoort; new: Yuki Markus Asano")],
        ),
        ({"authors": ("Tijmen Blankevoort", "Dawid Jan Kopiczko")}, [("authors", "their order")]),
        ({"tldr": "A sentence."}, [("tldr", "it is shown from the next build on")]),
        ({"citations": 21}, []),
        ({"citations": 19}, [("fell", "20 → 19")]),
    ],
)
def test_a_difference_is_told_in_words(
    listed: Callable[..., ListedEntry], fields: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    new = OLD._replace(**fields)  # type: ignore[arg-type]

    assert changes_of(listed(), OLD, new) == expected


def test_a_paper_that_is_no_longer_known_is_told(listed: Callable[..., ListedEntry]) -> None:
    assert changes_of(listed(), OLD, None) == [("gone", "no longer found")]
    assert changes_of(listed(), None, None) == []


def disagreements(listed: ListedEntry, paper: PaperMetadata) -> list[tuple[str, str, str]]:
    findings = refresh.disagreements(listed, paper, {"emnlp long": "EMNLP"})
    return [(finding.kind, ".".join(finding.path), finding.evidence) for finding in findings]


ICLR = OLD._replace(venue="International Conference on Learning Representations", year=2024)


@pytest.mark.parametrize(
    ("paper", "answer", "expected"),
    [
        ("venue: ICLR, year: 2024", ICLR, []),
        ("venue: iclr", ICLR, []),
        ("venue: EMNLP", ICLR._replace(venue="EMNLP Long"), []),
        (
            "venue: EMNLP",
            ICLR._replace(
                venue="Proceedings of the 2023 Conference on Empirical Methods in Natural Language Processing and More"
            ),
            [],
        ),
        (
            "venue: EMNLP",
            ICLR._replace(venue="Findings of EMNLP"),
            [("contradicts", "paper.venue", "Semantic Scholar says Findings of EMNLP")],
        ),
        (
            "venue: Nature",
            ICLR._replace(venue="Nature Communications"),
            [("contradicts", "paper.venue", "Semantic Scholar says Nature Communications")],
        ),
        ("venue: ICLR, year: 2024", OLD, []),
        ("venue: ICLR, year: 2024", ICLR._replace(venue=None, year=None), []),
        (
            "venue: ICML, year: 2023",
            ICLR,
            [
                ("contradicts", "paper.venue", f"Semantic Scholar says {ICLR.venue}"),
                ("contradicts", "paper.year", "Semantic Scholar says 2024"),
            ],
        ),
        ("authors: [Dawid Jan Kopiczko, Tijmen Blankevoort]", OLD, []),
        ("authors: [D. Kopiczko, Tijmen Blankevoort]", OLD, [("respelled", "paper.authors.0", "S2 has X")]),
        ("authors: ['Kopiczko, D.', Tijmen Blankevoort]", OLD, []),
        (
            "authors: [Dawid Jan Kopiczko, Tijmen Blankevoort, Yuki Asano]",
            OLD,
            [("contradicts", "paper.authors", "authors of Semantic Scholar: it lacks Yuki Asano")],
        ),
        ("venue: null", ICLR, [("contradicts", "paper.venue", f"Semantic Scholar says {ICLR.venue}")]),
    ],
)
def test_only_other_facts_contradict_ours_and_no_spelling_nor_a_preprint(
    listed: Callable[..., ListedEntry], paper: str, answer: PaperMetadata, expected: list[tuple[str, str, str]]
) -> None:
    evidence = "Semantic Scholar has Dawid Jan Kopiczko"

    assert disagreements(listed(f", {paper}"), answer) == [
        (kind, path, evidence if kind == "respelled" else text) for kind, path, text in expected
    ]


@pytest.mark.parametrize("old_tldr", [None, "A sentence."])
def test_a_tldr_that_vanishes_is_told_once(listed: Callable[..., ListedEntry], old_tldr: str | None) -> None:
    new = OLD._replace(tldr=None)
    old = OLD._replace(tldr=old_tldr)

    assert changes_of(listed(), old, new) == ([("vanished", "tldr")] if old_tldr else [])
    assert changes_of(listed(), old._replace(kept=("tldr",)), new) == []


def test_a_record_of_another_paper_that_is_replaced_is_told_and_not_compared(
    listed: Callable[..., ListedEntry],
) -> None:
    another = PaperMetadata(ids=("b" * 40, "ARXIV:2310.99999"), title="VeRA: Vectors", year=1999, citations=99)

    assert changes_of(listed(), another, OLD) == [("replaced", "'VeRA: Vectors'")]


def events(listed: ListedEntry, old: PaperMetadata | None, new: PaperMetadata | None) -> list[tuple[str, str, str]]:
    findings = refresh.events(listed, old, new)
    return [(finding.kind, ".".join(finding.path), finding.proposal) for finding in findings]


def test_a_line_of_ours_can_go_once_semantic_scholar_says_the_same(listed: Callable[..., ListedEntry]) -> None:
    curated = listed(", year: 2024")
    new = OLD._replace(year=2024)

    assert events(curated, OLD, new) == [("agrees", "paper.year", "")]
    assert events(curated, new, new) == events(curated, OLD, OLD) == events(curated, OLD, None) == []


def test_a_new_title_is_proposed_where_ours_was_the_old_one(listed: Callable[..., ListedEntry]) -> None:
    new = OLD._replace(title="VeRA: Vectors")

    assert events(listed(), OLD, new) == [("retitled", "title", "VeRA: Vectors")]
    assert events(listed(f", title: {OLD.title!r}"), OLD, new) == [("retitled", "paper.title", "VeRA: Vectors")]
    assert events(listed(", title: VeRA for All"), OLD, new) == []
    assert changes_of(listed(", title: VeRA for All"), OLD, new) == [
        ("retitled", "'VeRA: Vector-based Random Matrix Adaptation' → 'VeRA: Vectors'")
    ]


def test_the_report_groups_what_there_is_to_do_and_leads_to_the_line(listed: Callable[..., ListedEntry]) -> None:
    one = listed()
    changes = [
        refresh.Change("fell", one, "20 → 19"),
        refresh.Change("published", one, "arXiv.org 2023 → ICLR 2024"),
    ]

    assert refresh.report(changes) == (
        "### Published since, and shown so\n"
        "\n"
        "- VeRA: Vector-based Random Matrix Adaptation (data/nlp.yaml:3:5): arXiv.org 2023 → ICLR 2024\n"
        "\n"
        "### Citation counts fell\n"
        "\n"
        "- VeRA: Vector-based Random Matrix Adaptation (data/nlp.yaml:3:5): 20 → 19"
    )
    assert refresh.report([]) == ""


HOSTILE = (
    "Paper number 1 @octocat fixes #12 (#13) a/b#14 GH-15 ![t](http://evil.test/p.png) "
    "[click](javascript:alert(1)) <details> www.evil.test <!--\n\x1b[31m\n# x"
)


def test_the_texts_of_others_do_nothing_in_markdown_and_on_a_terminal(listed: Callable[..., ListedEntry]) -> None:
    new = OLD._replace(title=HOSTILE, authors=(HOSTILE,), venue=HOSTILE, year=1999)
    entry = listed()
    hostile = entry._replace(entry=entry.entry.model_copy(update={"title": HOSTILE}))
    changes = [*refresh.changes(hostile, OLD, new), refresh.Change("gone", hostile, HOSTILE)]

    report = refresh.report(changes, [HOSTILE])
    plain = refresh.report(changes, [HOSTILE], as_markdown=False)

    page = Page(report)
    assert set(page.tags) == {"h3", "ul", "li", "span"}
    assert page.all("href") == page.all("src") == []
    assert "<span>@</span>octocat fixes \\#12 (\\#13) a/b\\#14 GH\\-15" in report
    assert collapse_whitespace(HOSTILE) in plain
    assert plain.replace("\n", "").isprintable()
    assert [line[:2] for line in plain.splitlines() if HOSTILE[:9] in line] == ["- "] * plain.count("\n- ")


def test_a_row_that_nobody_would_read_is_cut_before_it_is_escaped(listed: Callable[..., ListedEntry]) -> None:
    report = refresh.report([refresh.Change("gone", listed(), "@" * 70_000)])

    assert len(report) < 40_000
    assert report.endswith("<span>@</span>…")


@pytest.mark.parametrize(
    ("asked", "answered", "is_reached", "has_changes", "expected"),
    [
        (0, 0, True, False, "Nothing changed."),
        (138, 138, True, False, "Nothing changed."),
        (138, 138, True, True, ""),
        (138, 0, False, False, "Semantic Scholar was not reached: 0 of 138 papers asked."),
        (1, 0, False, False, "Semantic Scholar was not reached: 0 of 1 paper asked."),
        (1100, 500, True, False, "Semantic Scholar answered for 500 of 1,100 papers, in which nothing changed."),
        (1100, 500, True, True, "Semantic Scholar answered for 500 of 1,100 papers."),
        (6, 0, True, False, "Semantic Scholar answered for 0 of 6 papers."),
    ],
)
def test_the_report_says_how_many_papers_were_answered(
    asked: int, answered: int, is_reached: bool, has_changes: bool, expected: str
) -> None:
    assert refresh.summary(asked, answered, is_reached=is_reached, has_changes=has_changes) == expected
