"""The list's YAML read: entries in their sections, and every mistake where it stands."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # noqa: TID251 -- only to choose the parser
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from awesome_adapters import checks
from awesome_adapters.catalogue import ListedEntry, sources
from awesome_adapters.identifiers import Identifier
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.project import Project
from awesome_adapters.schema import DataFile, Entry, Paper
from awesome_adapters.yaml import reader
from conftest import max_examples

MISTAKES = Path(__file__).with_name("mistakes")

Write = Callable[..., Path]

control = re.compile(r"[\x00-\x1f\x7f-\x9f\u202e\ud800-\udfff]")
any_times = settings(
    max_examples(80),
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def as_printed(problems: list[Problem]) -> list[str]:
    """Return problems as they are printed, in their order in the list's files."""
    ordered = sorted(problems, key=lambda problem: problem[:3])
    return [f"{problem} write: {problem.hint}" if problem.hint else str(problem) for problem in ordered]


def mistakes(root: Path) -> list[str]:
    _, problems = sources.load_data(root)
    return as_printed(problems)


def all_mistakes(root: Path) -> list[Problem]:
    project = Project.open(root)
    return project.problems + checks.WARNINGS.run(project.context)


def only_listing(root: Path) -> ListedEntry:
    sections, problems = sources.load_data(root)
    assert as_printed(problems) == []
    [listed] = [listed for section in sections for listed in section.entries]
    return listed


# What is right -------------------------------------------------------------------------------------------------------


def test_an_unquoted_id_keeps_its_last_digit(root: Path, write: Write) -> None:
    write("title: NLP\nitems: [{title: Compacter, paper: {arxiv_id: 2106.04640, corpus_id: 235356070}}]")

    assert only_listing(root).entry.identifiers == [
        Identifier("arxiv_id", "2106.04640"),
        Identifier("corpus_id", "235356070"),
    ]


@pytest.mark.parametrize("null", ["null", "Null", "NULL", "~"])
def test_plain_null_takes_a_value_from_a_paper(root: Path, write: Write, null: str) -> None:
    keys = ["authors", "date", "title", "tldr", "venue", "year"]
    values = ", ".join(f"{key}: {null}" for key in keys)
    write(f"title: NLP\nitems: [{{title: LoRA, code: https://x.org, paper: {{{values}}}}}]")

    paper = only_listing(root).entry.paper

    assert paper
    assert {key: getattr(paper, key) for key in sorted(paper.model_fields_set)} == dict.fromkeys(keys)


def test_every_key_that_there_is_is_read(root: Path, write: Write) -> None:
    write("""
        title: NLP
        items:
          - title: LoRA
            name: LoRA
            summary: Trains low-rank matrices.
            note: It is merged into the weights. Nothing is slower then.
            paper:
              acl_id: P19-1001
              arxiv_id: "2106.09685"
              doi: 10.1000/182
              openreview_id: nZeVKeeFYf9
              semantic_scholar_id: a8ca46b171467ceb2d7652fbfb67fe701ad86092
              corpus_id: 235458009
              pmid: 19872477
              pmcid: PMC2323736
              url: https://example.org/paper
              pdf: https://example.org/paper.pdf
              title: "LoRA: Low-Rank Adaptation of Large Language Models"
              authors: [Edward J. Hu, Yelong Shen]
              venue: ICLR
              year: 2022
              date: 2022-04-25
              tldr: Low-Rank Adaptation, or LoRA, is proposed.
              citation_key: hu2022lora
            code: https://github.com/microsoft/LoRA
            website: https://example.org
            links: {Talk: "https://example.org/talk", Data: "https://example.org/data"}
            tags: [LoRA, Low-rank]
            award: Oral
            highlight: true
            retracted: 2024-05-01
            extra: {Models: "GPT-3, RoBERTa", Size: 175}
            added: 2023-04-10
            key: lora
            also_in: [NLP]
    """)

    entry = only_listing(root).entry

    assert len(entry.model_fields_set) == len(type(entry).model_fields)
    assert entry.paper
    assert len(entry.paper.model_fields_set) == len(type(entry.paper).model_fields)
    assert len(entry.identifiers) == 8
    assert (entry.added, entry.paper.year, entry.paper.venue) == (date(2023, 4, 10), 2022, "ICLR")
    assert entry.paper.authors == ["Edward J. Hu", "Yelong Shen"]
    assert (entry.paper.date, entry.paper.citation_key) == ((2022, 4, 25), "hu2022lora")
    assert list(entry.links.items()) == [("Talk", "https://example.org/talk"), ("Data", "https://example.org/data")]
    assert (entry.highlight, entry.extra) == (True, {"Models": "GPT-3, RoBERTa", "Size": "175"})


@pytest.mark.usefixtures("old_list")
def test_a_folder_with_only_the_old_keys_loads(root: Path) -> None:
    sections, problems = sources.load_data(root)

    assert as_printed(problems) == []
    assert [(" > ".join(s.path), [listed.entry.title for listed in s.entries]) for s in sections] == [
        ("Frameworks and Tools", ["AdapterHub"]),
        ("Natural Language Processing", []),
        ("Natural Language Processing > Methods", ["LoRA", "Prefix-Tuning"]),
        ("Natural Language Processing > Composition Methods", ["AdapterFusion"]),
    ]


def test_sections_of_any_level_and_items_beside_sections_are_read_in_their_order(root: Path, write: Write) -> None:
    write("""
        title: "1"
        sections:
          - title: "2"
            sections:
              - title: "3"
                sections:
                  - title: "4"
                    sections:
                      - title: "5"
                        items: [{ title: deep, code: "https://x.org/5" }]
            items: [{ title: beside, code: "https://x.org/2" }]
          - title: "6"
        items: [{ title: top, code: "https://x.org/1" }]
    """)

    sections, problems = sources.load_data(root)

    assert as_printed(problems) == []
    assert [("".join(s.path), [listed.entry.title for listed in s.entries]) for s in sections] == [
        ("1", ["top"]),
        ("12", ["beside"]),
        ("123", []),
        ("1234", []),
        ("12345", ["deep"]),
        ("16", []),
    ]


def test_files_are_ordered_by_index_then_title_and_not_by_their_names(root: Path, write: Write) -> None:
    for name, title in (("a", "zebra"), ("b", "alpha"), ("c", "mid"), ("d", "beta")):
        write(f"index: 1\ntitle: {title}", f"data/{name}.yaml")
    write("title: Alone at the end", "data/0.yaml")
    write("index: 0\ntitle: zero", "data/z.yml")

    sections, _ = sources.load_data(root)

    assert [section.title for section in sections] == ["zero", "alpha", "beta", "mid", "zebra", "Alone at the end"]


def test_stray_files_and_folders_are_left_alone(root: Path, write: Write) -> None:
    write("title: NLP")
    write("not: [YAML", "data/notes.txt")
    write("not: [YAML", "data/nlp.yaml.bak")
    write("not: [YAML", "data/deeper/nlp.yaml")
    write(b"\xff\xfe", "data/metadata.json.tmp")

    sections, problems = sources.load_data(root)

    assert ([section.title for section in sections], problems) == (["NLP"], [])


def test_text_is_one_line_without_white_space_around_it(root: Path, write: Write) -> None:
    write("""
        title: "  NLP "
        items:
          - title: "a\\n\\t b\\u00a0c "
            summary: >
              Two

              lines.

            code: " https://x.org"
            added: " 2024-01-02"
            key: "k "
    """)

    entry = only_listing(root).entry

    assert (entry.title, entry.summary, entry.code) == ("a b c", "Two lines.", "https://x.org")
    assert (entry.added, entry.key) == (date(2024, 1, 2), "k")


# What is wrong with keys and values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (
            '{ titel: NLP, items: [{ title: LoRA, code: "https://x.org", tga: [a] }] }',
            [
                "1:3: error: unknown key 'titel'; did you mean 'title'? [unknown-key] write: title:",
                "1:61: error: unknown key 'tga'; did you mean 'tags'? [unknown-key] write: tags:",
            ],
        ),
        (
            "title: A\nitems: [{title: B, paper: {arXiv: '2106.09685', hep: 1}}]",
            [
                "2:28: error: unknown key 'arXiv'; did you mean 'arxiv_id'? [unknown-key] write: arxiv_id:",
                (
                    "2:49: error: unknown key 'hep'; allowed keys: acl_id, arxiv_id, doi, openreview_id, "
                    "semantic_scholar_id, corpus_id, pmid, pmcid, url, pdf, title, authors, venue, year, date, tldr, "
                    "citation_key [unknown-key]"
                ),
            ],
        ),
        (
            "index: 1\nsections:\n  - items:\n      - code: https://x.org",
            [
                "1:1: error: 'title' is missing [missing-key]",
                "3:5: error: 'title' is missing [missing-key]",
                "4:9: error: 'title' is missing [missing-key]",
            ],
        ),
        (
            "title:\nindex:\nitems:\nsections: ~",
            [
                "1:1: error: 'title' has no value; give one or remove it [blank-key]",
                "2:1: error: 'index' has no value; give one or remove it [blank-key]",
                "3:1: error: 'items' has no value; give one or remove it [blank-key]",
                "4:1: error: 'sections' has no value; give one or remove it [blank-key]",
            ],
        ),
        (
            'title: A\nitems: [{title: "", code: " ", website: null, paper: , tags: , key: ""}]',
            [
                "2:10: error: 'title' has no value; give one or remove it [blank-key]",
                "2:21: error: 'code' has no value; give one or remove it [blank-key]",
                "2:32: error: 'website' has no value; give one or remove it [blank-key]",
                "2:47: error: 'paper' has no value; give one or remove it [blank-key]",
                "2:56: error: 'tags' has no value; give one or remove it [blank-key]",
                "2:64: error: 'key' has no value; give one or remove it [blank-key]",
            ],
        ),
        (
            "title: A\nitems: [{title: B, paper: {doi: null, venue: , year: '', authors: [~, C]}}]",
            [
                "2:28: error: 'doi' has no value; give one or remove it [blank-key]",
                "2:39: error: 'venue' has no value; give one or remove it [blank-key]",
                "2:48: error: 'year' has no value; give one or remove it [blank-key]",
                "2:68: error: an item of 'authors' has no value; give one or remove it [blank-key]",
            ],
        ),
        (
            "title: [A]\nindex: {a: b}\nitems: text\nsections: {}",
            [
                "1:8: error: 'title' should be a text, but is a list [wrong-type]",
                "2:8: error: 'index' should be a text, but is a mapping of keys to values [wrong-type]",
                "3:8: error: 'items' should be a list, but is a text [wrong-type]",
                "4:11: error: 'sections' should be a list, but is a mapping of keys to values [wrong-type]",
            ],
        ),
        (
            "title: A\nitems:\n  - B\n  - [C]\n  -\n  - {title: D, paper: '2106.09685', tags: LoRA}",
            [
                "3:5: error: an item of 'items' should be a mapping of keys to values, but is a text [wrong-type]",
                "4:5: error: an item of 'items' should be a mapping of keys to values, but is a list [wrong-type]",
                "5:4: error: an item of 'items' has no value; give one or remove it [blank-key]",
                (
                    "6:23: error: 'paper' should be a mapping of keys to values, but is a text [wrong-type] "
                    'write: paper: { arxiv_id: "2106.09685" }'
                ),
                "6:43: error: 'tags' should be a list, but is a text [wrong-type] write: tags: [LoRA]",
            ],
        ),
    ],
)
def test_every_mistake_is_reported_where_it_stands(root: Path, write: Write, content: str, problems: list[str]) -> None:
    write(content.encode())

    assert mistakes(root) == [f"data/nlp.yaml:{problem}" for problem in problems]


def test_the_mistakes_of_all_files_are_reported_in_one_run(root: Path, write: Write) -> None:
    write("titel: A", "data/a.yaml")
    write("title: B\nitems: [", "data/b.yaml")
    write("title: C\nitems: [{title: D, cod: https://x.org}]", "data/c.yml")
    write("titel: E", "catalogue.yaml")

    assert [f"{p.location} {p.rule}" for p in sorted(all_mistakes(root))] == [
        "catalogue.yaml:1:1 unknown-key",
        "data/a.yaml:1:1 unknown-key",
        "data/b.yaml:2:8 yaml-syntax",
        "data/c.yml:2:20 unknown-key",
    ]


def test_what_is_right_in_a_file_with_mistakes_is_there_all_the_same(root: Path, write: Write) -> None:
    write("""
        title: NLP
        items:
          - title: LoRA
            code: https://x.org/1
          - title: Nothing
            cod: https://x.org/2
        sections:
          - items:
              - title: Compacter
                code: https://x.org/3
    """)

    sections, problems = sources.load_data(root)

    assert len(problems) == 2
    assert [(s.path, [listed.entry.title for listed in s.entries]) for s in sections] == [
        (("NLP",), ["LoRA"]),
        (("NLP", ""), ["Compacter"]),
    ]


def test_a_list_without_data_is_an_error_of_one_line(root: Path) -> None:
    (root / "data").rmdir()

    with pytest.raises(CatalogueError, match=r"^cannot read the folder .*data: No such file or directory$"):
        sources.load_data(root)


def test_a_file_that_cannot_be_opened_is_an_error_of_one_line(root: Path) -> None:
    (root / "catalogue.yaml").mkdir()

    with pytest.raises(CatalogueError, match=r"^cannot read .*catalogue\.yaml: Is a directory$"):
        sources.load_settings(root)


# The settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, "", "# nothing\n", "---\n"])
def test_a_list_needs_no_settings(root: Path, write: Write, content: str | None) -> None:
    if content is not None:
        write(content, "catalogue.yaml")

    chosen, _, problems = sources.load_settings(root)

    assert problems == []
    assert (chosen.title, chosen.venues, chosen.tags) == ("Awesome Papers", {}, {})
    assert (chosen.readme.badges, chosen.readme.authors) == ("text", None)


def test_mistakes_in_the_settings_have_places_too(root: Path, write: Write) -> None:
    write(
        "title:\ntags: {LoRA: lora}\nreadme: {badges: big, authors: few, colour: red}\nsite: example.org",
        "catalogue.yaml",
    )

    _, _, problems = sources.load_settings(root)

    assert as_printed(problems) == [
        "catalogue.yaml:1:1: error: 'title' has no value; give one or remove it [blank-key]",
        "catalogue.yaml:2:14: error: 'LoRA' should be a list, but is a text [wrong-type] write: LoRA: [lora]",
        "catalogue.yaml:3:18: error: 'badges' is one of 'text' or 'shields', not 'big' [bad-choice]",
        "catalogue.yaml:3:32: error: 'few' is not a whole number; an example is 3 [bad-number]",
        (
            "catalogue.yaml:3:37: error: unknown key 'colour'; allowed keys: style, columns, "
            "group, contents, numbered, counts, awesome_badge, anchors, summary, recent, authors, dates, extra, "
            "links, tldr, badges, pictures [unknown-key]"
        ),
        (
            "catalogue.yaml:4:7: error: a link must start with http:// or https://: 'example.org' [bad-link] "
            "write: site: https://example.org"
        ),
    ]


def test_mistakes_in_a_vocabulary_have_places_in_both_of_its_forms(root: Path, write: Write) -> None:
    write(
        "tags:\n  A: [a, '', [b]]\n  B: { alias: [b] }\n  C: { aliases: c, about: }\n  D:\nstrict_tags: perhaps",
        "catalogue.yaml",
    )

    _, _, problems = sources.load_settings(root)

    assert as_printed(problems) == [
        "catalogue.yaml:2:10: error: an item of 'A' has no value; give one or remove it [blank-key]",
        "catalogue.yaml:2:14: error: an item of 'A' should be a text, but is a list [wrong-type]",
        "catalogue.yaml:3:8: error: unknown key 'alias'; did you mean 'aliases'? [unknown-key] write: aliases:",
        "catalogue.yaml:4:17: error: 'aliases' should be a list, but is a text [wrong-type] write: aliases: [c]",
        "catalogue.yaml:4:20: error: 'about' has no value; give one or remove it [blank-key]",
        "catalogue.yaml:5:3: error: 'D' has no value; give one or remove it [blank-key]",
        "catalogue.yaml:6:14: error: 'perhaps' is neither true nor false [bad-choice]",
    ]


# Whatever comes ------------------------------------------------------------------------------------------------------


def test_both_parsers_find_the_same_mistakes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the words for faults of syntax are PyYAML's, and the column of one of them."""

    def comparable(problems: list[Problem]) -> list[Problem | tuple[str, int]]:
        return [problem.location[:2] if problem.rule == "yaml-syntax" else problem for problem in problems]

    shutil.copytree(MISTAKES, root, dirs_exist_ok=True)
    monkeypatch.setattr(reader, "_PARSER", yaml.SafeLoader)
    of_python = comparable(all_mistakes(root))
    monkeypatch.setattr(reader, "_PARSER", yaml.CSafeLoader)

    assert of_python == comparable(all_mistakes(root))


_KEYS = st.sampled_from(
    (*DataFile.model_fields, *Entry.model_fields, *Paper.model_fields, "titel", "<<", "", " ", "a\nb")
)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(max_size=9),
    st.sampled_from(["A", "https://x.org", "2106.09685", "10.1/x", " ", "A > B", ">", "2024-01-01", "“a", "??", "a."]),
)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6))
_ENTRIES = st.fixed_dictionaries(
    {"title": _SCALARS},
    optional={
        "code": st.just("https://x.org") | _SCALARS,
        "paper": st.dictionaries(_KEYS, _SCALARS, max_size=4),
        "tags": st.lists(_SCALARS, max_size=3),
        "also_in": st.lists(_SCALARS, max_size=3),
        "summary": _SCALARS,
        "key": _SCALARS,
    },
)
_LISTS = st.fixed_dictionaries({"title": _SCALARS, "items": st.lists(_ENTRIES, max_size=4)})


@any_times
@example({"title": "A", "items": [{"title": " ", "summary": " "}]})
@given(st.one_of(_VALUES, _LISTS))
def test_any_values_under_any_keys_give_problems_or_a_list(root: Path, write: Write, value: Any) -> None:
    write(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    mistakes = [f"{problem}\n{problem.hint}" for problem in all_mistakes(root)]  # a hint can have several lines
    assert not any(control.search(line) for mistake in mistakes for line in mistake.split("\n"))


@any_times
@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_title_comes_out_of_its_file_as_it_went_in(root: Path, write: Write, title: str) -> None:
    write(
        f'title: NLP\nitems: [{{title: {json.dumps("T" + title, ensure_ascii=False)}, code: "https://x.org"}}]'.encode()
    )

    assert only_listing(root).entry.title.split() == ("T" + title).split()
