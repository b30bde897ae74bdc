"""The sections that have files of their own: where those stand, and what they show."""

from awesome_adapters.formats.site.sections import site_sections
from cited import a_catalogue, a_record


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
