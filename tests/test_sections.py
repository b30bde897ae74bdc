"""The sections that have files of their own: where those stand, and what they show."""

from awesome_adapters.catalogue import Catalogue, Section
from awesome_adapters.formats.site.sections import site_sections
from awesome_adapters.schema.settings import Settings
from cited import ORIGIN, a_catalogue, a_record


def test_no_two_sections_have_one_path_and_each_shows_what_is_below_it() -> None:
    paths = [("All",), ("NLP", "C++"), ("NLP", "C#"), ("NLP",), ("???",), ("W" * 90,)]
    records = [a_record(None, path, title=str(number), code="https://x.org") for number, path in enumerate(paths)]

    sections = list(site_sections(a_catalogue(*records)))

    assert [(section.path, len(section.entries)) for section in sections] == [
        ("all", 6),
        ("all-1", 1),
        ("nlp", 3),
        ("nlp/c", 1),
        ("nlp/c-1", 1),
        ("section", 1),
        ("w" * 60, 1),
    ]


def former(*sections: tuple[tuple[str, ...], list[str]]) -> dict[str, list[str]]:
    """The former paths by the paths of sections, given by their titles and by those that they had."""
    built = [Section(titles, [], [], ORIGIN, None, was) for titles, was in sections]
    return {section.path: list(section.former) for section in site_sections(Catalogue(Settings(), built))}


def test_a_section_has_the_paths_of_its_former_titles_and_of_those_above_it() -> None:
    paths = former((("Language",), ["NLP", "Text"]), (("Language", "Methods"), ["Ways"]))

    assert paths == {
        "all": [],
        "language": ["nlp", "text"],
        "language/methods": [
            *("language/ways", "nlp/methods", "nlp/ways", "text/methods", "text/ways"),
        ],
    }


def test_a_former_path_that_leads_elsewhere_by_now_is_nobodys() -> None:
    paths = former((("A",), ["B", "All", "C", "!"]), (("B",), ["C", "A"]))

    assert paths == {"all": [], "a": ["c"], "b": []}


def test_many_former_titles_make_no_list_endless() -> None:
    titles = [str(number) for number in range(60)]
    path = tuple("ABCDE")

    paths = former(*((path[:depth], titles) for depth in range(1, 6)))

    assert max(map(len, paths.values())) == 50
