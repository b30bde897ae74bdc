"""The table of venues: well-known ones under each of their names, and what the names of others tell."""

import tomllib
from pathlib import Path

import pytest

from awesome_adapters.metadata import venues


@pytest.mark.parametrize(
    "name",
    [
        "arXiv.org",
        "ArXiv",
        "arXiv preprint arXiv:2106.09685",
        "arXiv: Computation and Language",
        "CoRR",
        "CoRR abs/2106.09685",
        "Computing Research Repository",
        "bioRxiv",
        "bioRxiv : the preprint server for biology",
        "medRxiv",
        "SSRN",
        "SSRN Electronic Journal",
        "Social Science Research Network",
        "Research Square",
        "IACR Cryptology ePrint Archive",
        None,
        "",
    ],
)
def test_what_is_on_a_preprint_server_or_has_no_venue_is_a_preprint(name: str | None) -> None:
    assert venues.is_preprint(name)


@pytest.mark.parametrize(
    "name", ["ICLR", "Nature", "A Workshop", "Corrosion Science", "Thinking Machines Lab", "arXival"]
)
def test_what_has_another_venue_is_no_preprint(name: str) -> None:
    assert not venues.is_preprint(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("neurips", "proceedings"),
        ("NIPS 2017", "proceedings"),
        ("Advances in Neural Information Processing Systems 34", "proceedings"),
        ("Interspeech 2021", "proceedings"),
        ("Robotics: Science and Systems XVII", "proceedings"),
        ("JMLR 21", "article"),
        ("Transactions of the ACL (TACL)", "article"),
        ("Proceedings of the National Academy of Sciences", "article"),
        ("PLoS Computational Biology", "article"),
        ("Science Robotics", "article"),
        ("Science of Nature", None),
        ("CHI", "proceedings"),
        ("ICSE", "proceedings"),
        ("VLDB", "proceedings"),
        ("WWW", "proceedings"),
        ("CHI 2023", "proceedings"),
        ("Proc. ICML", "proceedings"),
        ("IEEE Int. Conf. Commun.", "proceedings"),
        ("Proceedings of the ACM Conference on Human Factors", "proceedings"),
        ("ACM Comput. Surv.", "article"),
        ("Pattern Recognit. Lett.", "article"),
        ("IEEE Trans. Pattern Anal. Mach. Intell.", "article"),
        ("J. Mach. Learn. Res.", "article"),
        ("IEEE Signal Process. Mag.", "article"),
        ("Ann. Stat.", "article"),
        ("Nat. Commun.", "article"),
        ("The VLDB Journal", "article"),
        ("Journal of Tai Chi", "article"),
        ("Proc. VLDB Endow.", "article"),
        ("Proc. ACM Program. Lang.", "article"),
        ("Proc. Natl. Acad. Sci. U.S.A.", "article"),
        ("Revealing Transfers of Commune J2", None),
    ],
)
def test_a_name_that_is_not_in_the_table_tells_the_kind_by_its_words(name: str, kind: venues.Kind | None) -> None:
    assert venues.kind(name) == kind


@pytest.mark.parametrize("name", ["ACL", "annual meeting of the association for computational linguistics"])
def test_a_venue_is_found_under_each_of_its_names(name: str) -> None:
    assert venues.find(name) == (
        "ACL",
        "Annual Meeting of the Association for Computational Linguistics",
        "proceedings",
    )
    assert venues.find(f"{name} 2021") is None


def test_no_name_of_the_table_means_two_venues() -> None:
    table = tomllib.loads(Path(venues.__file__).with_name("venues.toml").read_text(encoding="utf-8"))
    rows = [
        (short, name)
        for kind in ("preprint", "proceedings", "article")
        for short in table[kind]
        for name in (short, *table[kind][short])
    ]

    assert {name: venue.short for short, name in rows if (venue := venues.find(name)) and venue.short != short} == {}
