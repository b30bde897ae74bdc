import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awesome_adapters.text.names import Name, display_names, parse_name, people, same_person


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Neil Houlsby", Name("Houlsby", "Neil")),
        ("Edward J. Hu", Name("Hu", "Edward J.")),
        ("J. Hu", Name("Hu", "J.")),
        ("Bernard B W Yang", Name("Yang", "Bernard B W")),
        ("Chen Change Loy", Name("Loy", "Chen Change")),
        ("Quentin de Laroussilhe", Name("Laroussilhe", "Quentin", "de")),
        ("Anton van den Hengel", Name("Hengel", "Anton", "van den")),
        ("Ludwig von der Heide", Name("Heide", "Ludwig", "von der")),
        ("Mart Van Baalen", Name("Van Baalen", "Mart")),
        ("Nicolas Le Roux", Name("Le Roux", "Nicolas")),
        ("Elad Ben Zaken", Name("Ben Zaken", "Elad")),
        ("Minh Van Nguyen", Name("Nguyen", "Minh Van")),
        ("Minh Van Nguyễn", Name("Nguyễn", "Minh Van")),
        ("Le Hou", Name("Hou", "Le")),
        ("Quoc V. Le", Name("Le", "Quoc V.")),
        ("Bo Ai", Name("Ai", "Bo")),
        ("Jean d'Alembert", Name("d'Alembert", "Jean")),
        ("Martin Luther King Jr.", Name("King", "Martin Luther", "", "Jr.")),
        ("Martin Luther King, Jr.", Name("King", "Martin Luther", "", "Jr.")),
        ("King, Jr., Martin Luther", Name("King", "Martin Luther", "", "Jr.")),
        ("Martin Luther King Jr., Sr.", Name("Martin Luther King Jr., Sr.")),
        ("Frederic Zhang III", Name("Zhang", "Frederic", "", "III")),
        ("Karimi Mahabadi, Rabeeh", Name("Karimi Mahabadi", "Rabeeh")),
        ("de Laroussilhe, Quentin", Name("Laroussilhe", "Quentin", "de")),
        ("García de la Torre, Juan", Name("García de la Torre", "Juan")),
        ("Gerard 't Hooft", Name("Hooft", "Gerard", "'t")),
        ("danah m. boyd", Name("boyd", "danah", "m.")),
        ("محمد علي حسن", Name("حسن", "محمد علي")),
        (r"A} \{B ~ C", Name("C", r"A} \{B ~")),
        ("Plato", Name("Plato")),
        ("DeepSeek-AI", Name("DeepSeek-AI")),
        ("BLOOM Team", Name("BLOOM Team")),
        ("Unsloth team", Name("Unsloth team")),
        ("Thinking Machines Lab", Name("Thinking Machines Lab")),
        ("Meta AI", Name("Meta AI")),
        ("김철수", Name("김철수")),
        ("王 小明", Name("王 小明")),
        ("A, B, C, D", Name("A, B, C, D")),
        ("José Ortega y Gasset", Name("Ortega y Gasset", "José")),
        ("Ortega y Gasset, José", Name("Ortega y Gasset", "José")),
        ("Santiago Ramón y Cajal", Name("Ramón y Cajal", "Santiago")),
        ("Ramón y Cajal", Name("Ramón y Cajal")),
        ("Antoni Gaudí i Cornet", Name("Gaudí i Cornet", "Antoni")),
        ("Artur da Costa e Silva", Name("Costa e Silva", "Artur", "da")),
        ("Juan de la Torre y Gasset", Name("Torre y Gasset", "Juan", "de la")),
        ("de la Torre y Gasset, Juan", Name("Torre y Gasset", "Juan", "de la")),
        ("y Gasset, José", Name("Gasset", "José", "y")),
        ("OpenAI, Inc.", Name("OpenAI, Inc.")),
        ("Google Research, Brain Team", Name("Google Research, Brain Team")),
        ("Procter & Gamble", Name("Procter & Gamble")),
        ("王, 小明", Name("王", "小明")),
        ("  Neil \t Houlsby ", Name("Houlsby", "Neil")),
    ],
)
def test_a_name_is_taken_apart(text: str, name: Name) -> None:
    assert parse_name(text) == name


@example(["de", "王", "-", ",", "王"])
@given(st.lists(st.sampled_from(["de", "van", "Le", "Hu", "Jr.", ",", "王", "Team", "É", "-", "1"]), max_size=6))
def test_nothing_of_a_name_is_lost(words: list[str]) -> None:
    text = " ".join(words)

    name = parse_name(text)

    assert sorted(re.sub("[, ]", "", str(name))) == sorted(re.sub("[, ]", "", text))


@pytest.mark.parametrize(
    ("authors", "row"),
    [
        ([], ""),
        (["Karimi Mahabadi, Rabeeh", "James Henderson"], "Rabeeh Karimi Mahabadi, James Henderson"),
        (["van den Hengel, Anton", "King, Jr., Martin"], "Anton van den Hengel, Martin King Jr."),
        (["OpenAI, Inc.", "Martin Luther King, Jr."], "OpenAI, Inc., Martin Luther King Jr."),
        (["王, 小明", "김 철수"], "王小明, 김 철수"),
        (["A. Vaswani et al."], "A. Vaswani, et al."),
        (["A. Vaswani, et. al."], "A. Vaswani, et al."),
        (["A. Vaswani", "et al"], "A. Vaswani, et al."),
        (["A. Vaswani", "Others"], "A. Vaswani, et al."),
        (["A. Vaswani and others"], "A. Vaswani, et al."),
        (["Et Alii", "A. Mothers", "Al Others"], "Et Alii, A. Mothers, Al Others"),
    ],
)
def test_readers_see_given_names_first_and_et_al_where_authors_are_missing(authors: list[str], row: str) -> None:
    assert ", ".join(display_names(authors)) == row
    assert display_names(authors) == people(authors) or display_names(authors) == [*people(authors), "et al."]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ivan Vulić", "Ivan Vuli'c"),
        ("Ivan Vulić", r"Ivan Vuli{\'c}"),
        ("Ivan Vulić", r"Ivan Vuli\'c"),
        ("Ivan Vulić", "I. Vulic"),
        ("Jürgen Schmidhuber", 'J"urgen Schmidhuber'),
        ("Anders Søgaard", r"Anders S{\o}gaard"),
        ("Łukasz Kaiser", "Lukasz Kaiser"),
        ("Edward J. Hu", "J. Edward Hu"),
        ("Edward J. Hu", "E. Hu"),
        ("O'Neill", "O’Neill"),
        ("Yoon Kim", "Y Kim"),
        ("DeepMind", "DeepMind"),
        ("李明", "李明"),
        ("Plato", "A. Plato"),
    ],
)
def test_one_person_is_written_in_many_ways(name: str, other: str) -> None:
    assert same_person(name, other)
    assert same_person(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Ivan Vulić", "Ivan Vulin"), ("A. Hu", "B. Hu"), ("Hu", "Hua"), ("李明", "王明"), ("", "A")],
)
def test_other_initials_or_family_names_are_other_people(name: str, other: str) -> None:
    assert not same_person(name, other)
