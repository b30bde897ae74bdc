"""The report of an import: all cases, with their lines, harmless, and no address lost."""

import pytest

from awesome_adapters.importing.entries import Entry
from awesome_adapters.importing.report import Report, lost_links


def test_cases_stand_below_their_headings_in_the_order_of_the_source() -> None:
    report = Report()
    report.tell("a.md", 9, "not read", "later ```` <script>")
    report.tell("a.md", 2, "not read", "first \x1b[31m")
    report.tell("a.md", 5, "contradiction", "two ids")

    assert report.document("read 1 of 3 items of a.md") == (
        "# Import report\n\nread 1 of 3 items of a.md\n\n"
        "## Not read: copy from here what belongs into the list\n\n"
        "`````text\na.md:2: not read: first \\x1b[31m\na.md:9: not read: later ```` <script>\n`````\n\n"
        "## Contradictions: the source says two things; check which is right\n\n"
        "```text\na.md:5: contradiction: two ids\n```\n"
    )


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("[Paper](https://arxiv.org/abs/2101.00001)", False),
        ("[Code](http://www.x.org/code/)", False),
        ("![badge](https://picture.org/a.svg)", False),
        ("<!-- https://comment.org -->", False),
        ("[[A](https://lost.org/a)][[B](https://x.org/code)]", True),
        ("https://lost.org/a_(b)", True),
        ('<a href="https://lost.org">', True),
    ],
)
def test_an_address_that_stands_nowhere_is_told(line: str, is_told: bool) -> None:
    entry = Entry(1, 1, title="T", code="https://x.org/code", links={"Paper": "https://arxiv.org/abs/2101.00001"})

    cases = list(lost_links([("a.md", f"\n{line}")], [entry], []))

    assert [case.line for case in cases] == [2] * is_told
