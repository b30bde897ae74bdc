"""What the list exports as BibTeX is read back as it was: title, names, venue, year and ids."""

import unicodedata
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from awesome_adapters.bibtex.conversion import entry_from_bibtex
from awesome_adapters.formats.citations import bibtex
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import without_markup
from cited import Read, a_list, a_record
from conftest import REPOSITORY, max_examples
from test_bibtex import LETTERS
from test_bibtex_conversion import from_bibtex

SETTINGS = Settings()


def told(record: Record) -> dict[str, Any]:
    """What a reader of a citation is told of an entry."""
    citation = Citation.from_record(record, SETTINGS)
    names = ("authors", "has_more_authors", "container", "server", "year", "arxiv", "doi", "further_ids")
    values = {name: getattr(citation, name) for name in names}
    return {"title": unicodedata.normalize("NFC", citation.title), **values, "is_paper": record.listed.is_paper}


def there_and_back(record: Record) -> Record:
    """Export an entry, and read it as a new one."""
    said: list[str] = []
    keys = entry_from_bibtex(bibtex.entry(Citation.from_record(record, SETTINGS)), said.append)
    assert said == []
    return a_record(**{name: value for name, value in keys.items() if value})


PAPERS: list[dict[str, Any]] = [
    {
        "title": r"Bounds of $\mathcal{O}(\log n)$ & 50% of R&D_x #1: $5 to $6",
        "arxiv_id": "2106.09685",
        "venue": "ICLR",
    },
    {"title": "CO₂, Ca²⁺ and (IA)³ -- a ''survey'' --- ,,of`` things?`", "doi": "10.1007/978-3-030-01388-2_6"},
    {"title": '{Braces} \\ ~tildes^ <EOS> | "quotes" `', "doi": "10.1002/(sici)16<1661::aid-sim968>3.0.co;2-2"},
    {
        "authors": ["Xuân Thắng Nguyễn", "Phạm Văn Đồng", "Łukasz Ćwikła"],
        "venue": "J. Mach. Learn. Res.",
        "year": "2019",
    },
    {"authors": ["José Ortega y Gasset", "Karimi Mahabadi, Rabeeh", "García de la Torre, Juan", "et al."]},
    {"authors": ["Karimi Mahabadi, Rabeeh Anna"], "venue": "CHI", "year": "2020"},
    {"authors": ["Anton van den Hengel", "King, Jr., Martin Luther", "Nicolas Le Roux", "Minh Van Nguyen", "Plato"]},
    {"authors": ["OpenAI, Inc.", "Google Research", "Barnes and Noble", "王小明", "王, 小明", "DeepSeek-AI"]},
    {
        "authors": ["Jean d'Alembert", "Gerard 't Hooft", "Conan O'Brien", "Al-Khwarizmi"],
        "venue": "Proc. Int. Conf. on A & B",
    },
    {"doi": "10.1101/2020.07.12.199554", "venue": "bioRxiv", "year": "2020"},
    {"arxiv_id": "hep-th/9901001"},
    {"arxiv_id": "2106.09685", "doi": "10.1000/a_b", "pmid": "123", "pmcid": "PMC12", "openreview_id": "nZeVKeeFYf9"},
    {"acl_id": "2021.eacl-main.39", "semantic_scholar_id": "a" * 40, "corpus_id": "12"},
    {"url": "https://x.org/a_b%20c?d=~e&f#g", "venue": "A Blog", "year": "2021"},
    {"url": "https://x.org/(a)", "venue": "bioRxiv"},
    {"arxiv_id": "hep-th/9901001", "venue": "bioRxiv"},
]


@pytest.mark.parametrize("paper", PAPERS)
def test_entries_like_real_ones_come_back(paper: dict[str, Any]) -> None:
    ids = {"acl_id", "arxiv_id", "doi", "url"}
    record = a_record(paper=paper if ids & paper.keys() else {"arxiv_id": "2106.09685", **paper})

    assert told(there_and_back(record)) == told(record)


@pytest.mark.parametrize("address", ["https://github.com/a/b_c", "https://x.org/~a"])
def test_a_tool_stays_one(address: str) -> None:
    record = a_record(code=address, paper={"authors": ["Edward Hu"], "year": "2021"})

    assert told(there_and_back(record)) == told(record)
    assert there_and_back(record).url == address


SIGNS = [*LETTERS, *"αℓ⟨√日–—“”😀", *"--'',,``$\\{}~^&%#_<>|\""]
WORDS = [*(r"\alpha", r"$\ell_1$", r"$x^2$", "A", "LoRA", "of"), *("CO₂", "R&D", "50%", "et", "and", "(IA)³")]
titles = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=30),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
)
PARTS = ["Anna", "J.", "de", "van", "der", "Le", "Van", "y", "O'Brien", "Ćwikła", "Nguyễn", "Hu", "王", "Team"]
LAST = ["Anna", "Ćwikła", "Smith-Jones", "Hu", "Le", "王", "d'Alembert", "Team"]
names = st.builds(
    lambda words, last: " ".join([*words, last]), st.lists(st.sampled_from(PARTS), max_size=3), st.sampled_from(LAST)
)
authors = st.one_of(names, st.builds("{}, {}".format, names, names), st.builds("{}, Jr., {}".format, names, names))
ids = st.fixed_dictionaries(
    {},
    optional={
        "arxiv_id": st.sampled_from(["2106.09685", "hep-th/9901001"]),
        "doi": st.text(st.sampled_from("ab1_-.;()<>/"), min_size=1, max_size=9).map("10.1000/a{}b".format),
        "acl_id": st.sampled_from(["2021.eacl-main.39", "P19-1001"]),
        "openreview_id": st.just("nZeVKeeFYf9"),
        "pmid": st.just("19872477"),
        "pmcid": st.just("PMC2323736"),
        "semantic_scholar_id": st.just("b" * 40),
        "corpus_id": st.just("59599816"),
    },
).filter(bool) | st.sampled_from([{"url": "https://x.org/a_b%20c?d=~e&f#g"}, {"url": "https://x.org/(a)"}])


@example(
    "A", {"arxiv_id": "2106.09685"}, ["y y Le d'Alembert, Jr., Smith-Jones", "y der J. d'Alembert"], False, None, None
)
@max_examples(300)
@given(
    titles,
    ids,
    st.lists(authors, max_size=4),
    st.booleans(),
    st.one_of(st.none(), titles, st.sampled_from(["ICLR", "JMLR", "bioRxiv", "J. Things", "A Blog"])),
    st.one_of(st.none(), st.sampled_from(["1999", "2024"])),
)
def test_any_entry_comes_back(
    title: str, ids: dict[str, str], people: list[str], is_cut: bool, venue: str | None, year: str | None
) -> None:
    people = people + ["et al."] * (is_cut and bool(people))
    values = {"title": title, "authors": people or None, "venue": venue, "year": year}
    texts = [text for text in (title, venue) if text]
    assume(all(text.strip() and without_markup(text) == text for text in texts))
    record = a_record(paper=ids | {name: value for name, value in values.items() if value})

    assert told(there_and_back(record)) == told(record)


@pytest.fixture(scope="module")
def real() -> Read:
    return a_list(REPOSITORY)


@pytest.mark.slow
def test_the_real_list_comes_back(real: Read) -> None:
    read = from_bibtex(real.export("bibtex"))

    assert len(read) == len(real.records)
    for record, keys in zip(real.records, read, strict=True):
        before, after = (
            Citation.from_record(record, SETTINGS),
            Citation.from_record(a_record(**{name: value for name, value in keys.items() if value}), SETTINGS),
        )
        assert (after.title, after.authors, after.arxiv, after.doi) == (
            before.title,
            before.authors,
            before.arxiv,
            before.doi,
        )
        assert (after.container, after.server, after.year) == (before.container, before.server, before.year)
