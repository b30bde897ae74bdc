"""What is written of venues, years and awards behind titles."""

import pytest

from awesome_adapters.importing import published
from awesome_adapters.importing.published import Publication


@pytest.mark.parametrize(
    ("text", "publication"),
    [
        ("IJCV 2022 (arXiv:2109.01134).", Publication("IJCV", "2022")),
        ("arXiv:\tarXiv:2202.06687.", Publication()),
        ("ICML'19", Publication("ICML", "2019")),
        ("(ICLR 2020 Oral)", Publication("ICLR", "2020", award="Oral")),
        ("CVPR 2021 (Best Paper Award)", Publication("CVPR", "2021", award="Best Paper Award")),
        ("Nature, March 2020.", Publication("Nature", "2020", "2020-03")),
        ("9 Jan 2021", Publication("", "2021", "2021-01-09")),
        ("2023-05", Publication("", "2023", "2023-05")),
        ("In Proceedings of NeurIPS, 2020", Publication("NeurIPS", "2020")),
        ("Science 1666", Publication("Science", "1666")),
        ("a benchmark of 2020 tasks for everybody who wants it", None),
        ("The first. And more words follow in 2020", None),
    ],
)
def test_a_publication_is_told_from_other_words(text: str, publication: Publication | None) -> None:
    assert published.publication(text) == publication
