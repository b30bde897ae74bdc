"""What reports print of a mistake, and the order in which they print several."""

from awesome_adapters.positions import Location
from awesome_adapters.problems import CatalogueError, InvalidDataError, Problem


def test_a_problem_is_printed_with_its_location_severity_and_rule() -> None:
    problem = Problem(
        Location("data/nlp.yaml", 4, 5), "rare-tag", "only this entry uses the tag 'LoRA'", "tags: []", "note"
    )

    assert str(problem) == "data/nlp.yaml:4:5: note: only this entry uses the tag 'LoRA' [rare-tag]"


def test_problems_are_sorted_by_location_then_rule_then_message() -> None:
    problems = [
        Problem(Location("a.yaml", 1, 1), "a-rule", "first"),
        Problem(Location("a.yaml", 1, 1), "a-rule", "second", None, "warning"),
        Problem(Location("a.yaml", 1, 1), "b-rule", "a message"),
        Problem(Location("a.yaml", 2, 7), "a-rule", "a message"),
        Problem(Location("a.yaml", 10, 1), "a-rule", "a message", "with a hint"),
        Problem(Location("b.yaml", 1, 1), "a-rule", "a message"),
    ]

    assert InvalidDataError(reversed(problems)).problems == problems


def test_a_list_with_mistakes_is_an_error_that_the_user_can_put_right() -> None:
    error = InvalidDataError([Problem(Location("a.yaml"), "a-rule", "a message")])

    assert isinstance(error, CatalogueError)
    assert error.exit_code == 1


def test_the_number_of_problems_is_said_rightly() -> None:
    problem = Problem(Location("a.yaml"), "a-rule", "a message")

    assert str(InvalidDataError([problem])) == "1 problem"
    assert str(InvalidDataError([problem, problem])) == "2 problems"
