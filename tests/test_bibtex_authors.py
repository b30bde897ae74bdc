import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.bibtex.authors import authors
from awesome_adapters.problems import CatalogueError


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Hu, Edward J. and Yelong Shen", ["Edward J. Hu", "Yelong Shen"]),
        ("Roebuck Wilms, Rhosa", ["Roebuck Wilms, Rhosa"]),
        ("Rhosa {Roebuck Wilms}", ["Roebuck Wilms, Rhosa"]),
        ("Karimi Mahabadi, Rabeeh Anna and Henderson, James", ["Karimi Mahabadi, Rabeeh Anna", "James Henderson"]),
        ("{García Márquez}, Gabriel José", ["García Márquez, Gabriel José"]),
        (r"{Ortega y Gasset}, Jos{\'e}", ["José Ortega y Gasset"]),
        ("van den Hengel, Anton and de la Cruz, Juan Carlos", ["Anton van den Hengel", "Juan Carlos de la Cruz"]),
        ("Nicolas Le Roux", ["Nicolas Le Roux"]),
        ("Roux, Nicolas Le", ["Roux, Nicolas Le"]),
        ("King, Jr., Martin Luther", ["Martin Luther King Jr."]),
        (r"{\'E}mile Zol{\'a} and {\relax Ch}arles B", ["Émile Zolá", "Charles B"]),
        ("{Google Research} and {Barnes and Noble, Inc.}", ["Google Research", "Barnes and Noble, Inc."]),
        ("Jos&eacute; Hu", ["José Hu"]),
        ("Edward~Hu", ["Edward Hu"]),
        ("王, 小明", ["王, 小明"]),
        ("Hu, Edward and others", ["Edward Hu", "et al."]),
        ("Hu, Edward and et al.", ["Edward Hu", "et al."]),
        ("Malcolm X", ["Malcolm X"]),
        ("", []),
    ],
)
def test_names_are_read_as_bibtex_means_them(field: str, names: list[str]) -> None:
    assert authors(field) == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Wilk E, Renn G, Bruck KA, Falk M", ["E Wilk", "G Renn", "KA Bruck", "M Falk"]),
        ("Müller K-R, Bach S", ["K-R Müller", "S Bach"]),
        ("Wilk E and Renn G", ["E Wilk", "G Renn"]),
        ("Edward Hu, Yelong Shen, Phillip Wallis", ["Edward Hu", "Yelong Shen", "Phillip Wallis"]),
        ("Edward Hu, Yelong Shen, and Phillip Wallis", ["Edward Hu", "Yelong Shen", "Phillip Wallis"]),
        ("Edward Hu, Yelong Shen and Phillip Wallis", ["Edward Hu", "Yelong Shen", "Phillip Wallis"]),
        ("J. R. Smith, K. L. Doe", ["J. R. Smith", "K. L. Doe"]),
        ("Hu, E., Shen, Y., Wallis, P.", ["E. Hu", "Y. Shen", "P. Wallis"]),
        ("Smith, J. and Doe, A., and Roe, B.", ["J. Smith", "A. Doe", "B. Roe"]),
        ("Hu, Edward; Shen, Yelong", ["Edward Hu", "Yelong Shen"]),
        ("{Hu, Edward and Shen, Yelong}", ["Edward Hu", "Yelong Shen"]),
    ],
)
def test_commas_in_the_place_of_and_are_read(field: str, names: list[str]) -> None:
    assert authors(field) == names


@pytest.mark.parametrize("field", ["Edward Hu, Yelong Shen", "Xu, Li, Wang, Bo", "Li Xu, Bo Wang, Al"])
def test_where_nobody_can_tell_who_is_meant_no_name_is_made_up(field: str) -> None:
    with pytest.raises(CatalogueError, match=f"the authors '{field}' cannot be told apart; write 'and' between"):
        authors(field)


@given(
    st.lists(
        st.sampled_from(["Hu", "van", "X", ",", "and", "{", "}", "\\", "Jr.", "E.", ";", "'", "others", "王", "~"])
    )
)
def test_nothing_fails_in_another_way(words: list[str]) -> None:
    try:
        names = authors(" ".join(words))
    except CatalogueError:
        return

    assert all(name and name == name.strip() for name in names)
