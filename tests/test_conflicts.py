import pytest

from awesome_adapters.yaml import conflicts, reader

CONFLICT = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> two\nd\n"


def test_a_file_is_taken_apart_into_its_two_sides() -> None:
    sides = conflicts.sides(CONFLICT)

    assert sides == ("a\nb\nd\n", "a\nc\nd\n", ("<<<<<<< HEAD\n", "=======\n", ">>>>>>> two\n"))


def test_what_was_before_both_and_the_ends_of_lines_are_none_of_the_sides() -> None:
    text = CONFLICT.replace("=======", "||||||| 123abc\nx\n=======").replace("\n", "\r\n")

    sides = conflicts.sides(text)

    assert sides
    assert sides[:2] == ("a\r\nb\r\nd\r\n", "a\r\nc\r\nd\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "a\n",
        "a\n=======\nb\n",
        "<<<<<<< HEAD\na\n=======\nb\n",
        "<<<<<<< HEAD\na\n>>>>>>> two\n",
        "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b\n=======\n>>>>>>> a\n",
        ">>>>>>> two\n<<<<<<< HEAD\n=======\n",
    ],
)
def test_markers_in_disorder_are_no_conflict(text: str) -> None:
    assert conflicts.sides(text) is None


@pytest.mark.parametrize(
    "text",
    [
        'title: A\nitems: [\n<<<<<<< HEAD\n  { title: B, code: "https://e.org" },\n=======\n>>>>>>> two\n]\n',
        'title: "A\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> two\n"\n',
        "title: A\ntags: [\n<<<<<<< HEAD\nB,\n=======\nC,\n>>>>>>> two\n]\n",
    ],
)
def test_a_conflict_that_yaml_takes_for_text_is_named_all_the_same(text: str) -> None:
    node, problems = reader.read(text.encode(), "a.yaml")

    assert node is None
    assert [problem.location.line for problem in problems] == [text[: text.index("<<<<<<<")].count("\n") + 1]
    assert "an unfinished merge left a conflict of git" in problems[0].message


def test_a_text_with_such_signs_is_no_conflict() -> None:
    node, problems = reader.read(b"title: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> two\n", "a.yaml")

    assert node
    assert problems == []
