"""Keys and values that do not fit: one problem for each mistake, and the lines to write."""

import pytest

from awesome_adapters.catalogue import sources


def problems_of(entry: str, head: str = "title: NLP\nitems:\n") -> list[tuple[int, int, str, str | None]]:
    _, problems = sources.read_data([("data/nlp.yaml", f"{head}{entry}".encode())])
    ordered = sorted(problems, key=lambda problem: problem[:3])
    return [(p.location.line, p.location.column, p.message, p.hint) for p in ordered]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (
            '- title: A\n  paper:\n  arxiv_id: "2311.00001"\n',
            (5, 3, "'arxiv_id' belongs to paper: indent it by two more spaces", 'paper:\n  arxiv_id: "2311.00001"'),
        ),
        (
            "- title: A\n  doi: 10.1000/x\n  authors: [A. B]\n  year: 2020\n",
            (
                4,
                3,
                "'doi', 'authors' and 'year' belong under 'paper'",
                'paper:\n  doi: "10.1000/x"\n  authors: [A. B]\n  year: 2020',
            ),
        ),
        (
            "- title: A\n  paper: { doi: 10.1000/x }\n  venue: ICLR\n",
            (5, 3, "'venue' belongs under 'paper'", 'paper:\n  doi: "10.1000/x"\n  venue: ICLR'),
        ),
        (
            "- title: A\n  arxiv: 2311.00001\n",
            (4, 3, "'arxiv' (here: 'arxiv_id') belongs under 'paper'", 'paper:\n  arxiv_id: "2311.00001"'),
        ),
        (
            "- title: A\n  paper:\n    doi: 10.1000/x\n    code: https://x.org\n",
            (6, 5, "'code' belongs to the entry, not under 'paper'", "code: https://x.org"),
        ),
        (
            "- title: A\n  paper: https://arxiv.org/pdf/2311.00001.pdf\n",
            (
                4,
                10,
                "'paper' should be a mapping of keys to values, but is a text",
                'paper: { arxiv_id: "2311.00001" }',
            ),
        ),
        (
            "- title: A\n  paper: https://x.org/paper\n",
            (
                4,
                10,
                "'paper' should be a mapping of keys to values, but is a text",
                'paper: { url: "https://x.org/paper" }',
            ),
        ),
        (
            "- title: A\n  paper: Some Paper\n",
            (4, 10, "'paper' should be a mapping of keys to values, but is a text", None),
        ),
        (
            "- title: A\n  paper:\n    - doi: 10.1000/x\n    - year: 2020\n",
            (
                5,
                5,
                "'paper' should be a mapping of keys to values, but is a list; take the '- ' away",
                'paper:\n  doi: "10.1000/x"\n  year: 2020',
            ),
        ),
        (
            "  title: A\n  code: https://x.org\n",
            (
                3,
                3,
                "'items' should be a list, but is a mapping of keys to values; a new entry begins with '- '",
                "- title: A",
            ),
        ),
        (
            "- title: A\n  code: [https://x.org]\n",
            (4, 9, "'code' should be a text, but is a list", "code: https://x.org"),
        ),
        (
            "- title: A\n  code: https://x.org\n  tags: LoRA, a]\n",
            (5, 9, "'tags' should be a list, but is a text", "tags: [LoRA, a]"),
        ),
        (
            '- title:"A: B"\n  code: https://x.org\n',
            (3, 3, "a space belongs behind 'title:'", 'title: "A: B"'),
        ),
        (
            '- title "A: B"\n  code: https://x.org\n',
            (3, 3, "'title' needs a colon and a space before its value", 'title: "A: B"'),
        ),
        *(
            (f"- title: A\n  code: {word}\n", (4, 9, f"'{word}' is no link; leave the key out", None))
            for word in ("none", "N/A", "TBD", "unknown")
        ),
    ],
)
def test_a_mistake_of_structure_is_one_problem(entry: str, problem: tuple[int, int, str, str | None]) -> None:
    assert problems_of(entry) == [problem]


@pytest.mark.parametrize(
    ("key", "advice", "hint"),
    [
        *((key, "did you mean 'code'?", "code:") for key in ("github", "repo", "GitHub", "repository", "cod", "cdoe")),
        *((key, "did you mean 'website'?", "website:") for key in ("homepage", "project-page", "websit")),
        *((key, "did you mean 'website' or 'url' under 'paper'?", None) for key in ("url", "link")),
        *((key, "did you mean 'summary' or 'tldr' under 'paper'?", None) for key in ("abstract", "description")),
        ("date", "did you mean 'added' or 'date' under 'paper'?", None),
        ("comment", "did you mean 'note'?", "note:"),
        *((key, "did you mean 'tags'?", "tags:") for key in ("keywords", "topics", "tagz", "tga")),
        (
            "section",
            "an entry is in the section where it stands; move it, or name a further section in 'also_in'",
            None,
        ),
        ("index", "it belongs to a file of data/", None),
        ("badges", "it belongs to 'readme' of catalogue.yaml", None),
    ],
)
def test_a_key_that_has_another_name_here(key: str, advice: str, hint: str | None) -> None:
    [(line, column, message, write)] = problems_of(f"- title: A\n  website: https://x.org\n  {key}: x\n")

    assert (line, column, message, write) == (5, 3, f"unknown key '{key}'; {advice}", hint)


@pytest.mark.parametrize("key", ["status", "idea", "tasks", "keyring", "cite", "volume", "mood"])
def test_what_is_like_nothing_is_given_no_wrong_hint(key: str) -> None:
    for entry in (f"- title: A\n  {key}: x\n", f"- title: A\n  paper:\n    doi: 10.1000/x\n    {key}: x\n"):
        [(*_, message, hint)] = problems_of(entry)

        assert "; allowed keys: " in message
        assert hint is None


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("journal", "venue:"),
        ("booktitle", "venue:"),
        ("author", "authors:"),
        ("arXiv", "arxiv_id:"),
        ("autors", "authors:"),
    ],
)
def test_a_key_of_a_paper_that_has_another_name_here(key: str, hint: str) -> None:
    assert problems_of(f"- title: A\n  paper:\n    {key}: x\n") == [
        (5, 5, f"unknown key '{key}'; did you mean '{hint[:-1]}'?", hint)
    ]


@pytest.mark.parametrize(
    ("authors", "hint"),
    [
        ("Ada Lovelace", "authors: [Ada Lovelace]"),
        ("OpenAI", "authors: [OpenAI]"),
        ("Edward J. Hu and Yelong Shen", "authors: [Edward J. Hu, Yelong Shen]"),
        ("Edward J. Hu, Yelong Shen and Lu Wang", "authors: [Edward J. Hu, Yelong Shen, Lu Wang]"),
        ("Edward J. Hu, Yelong Shen, & Lu Wang", "authors: [Edward J. Hu, Yelong Shen, Lu Wang]"),
        ("Edward J. Hu; Yelong Shen", "authors: [Edward J. Hu, Yelong Shen]"),
        ('"Hu, Edward J. and Shen, Yelong"', 'authors: ["Hu, Edward J.", "Shen, Yelong"]'),
        ('"Ortega y Gasset, José Luis"', None),
        ("Johnson and Johnson", None),
    ],
)
def test_authors_in_one_text_are_separated_where_that_is_clear(authors: str, hint: str | None) -> None:
    [(*_, message, write)] = problems_of(f"- title: A\n  paper:\n    doi: 10.1000/x\n    authors: {authors}\n")

    assert (message, write) == ("'authors' should be a list, but is a text", hint)
