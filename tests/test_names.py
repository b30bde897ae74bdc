import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.formats.citations.names import Name, parse_name


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
        ("  Neil \t Houlsby ", Name("Houlsby", "Neil")),
    ],
)
def test_a_name_is_taken_apart(text: str, name: Name) -> None:
    assert parse_name(text) == name


@given(st.lists(st.sampled_from(["de", "van", "Le", "Hu", "Jr.", ",", "王", "Team", "É", "-", "1"]), max_size=6))
def test_nothing_of_a_name_is_lost(words: list[str]) -> None:
    text = " ".join(words)

    name = parse_name(text)

    assert sorted(str(name).replace(",", " ").split()) == sorted(text.replace(",", " ").split())
