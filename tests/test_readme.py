import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters import records
from awesome_adapters.catalogue import Catalogue, ListedEntry, assembly, sources
from awesome_adapters.formats.readme import readme
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.positions import SourceNode
from awesome_adapters.project import Project
from awesome_adapters.records import Link, Record
from awesome_adapters.schema import Entry
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import display_names
from conftest import REPOSITORY, max_examples
from rendered import Page
from test_markdown import addresses, shown, texts

Run = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]
Expect = Callable[[str | bytes, str], None]

NO_BREAK = "\N{NO-BREAK SPACE}"
EXPECTED = REPOSITORY / "tests" / "expected" / "toy" / "README.md"


@pytest.fixture
def toy(root: Path) -> Path:
    """The toy list: one entry of each kind and one of each awkwardness."""
    return shutil.copytree(REPOSITORY / "tests" / "toy", root, dirs_exist_ok=True)


def render(root: Path, **look: Any) -> str:
    """Render the list at `root`, which has no errors; `look` is what its settings say of the README."""
    sections, problems = sources.load_data(root)
    chosen, _, of_settings = sources.load_settings(root)
    if look:
        chosen = chosen.model_copy(update={"readme": chosen.readme.model_copy(update=look)})
    assembled, of_places = assembly.assemble(chosen, sections)
    assert problems + of_settings + of_places == []
    store = MetadataStore(root)
    documents = readme.render(
        root, assembled, lambda listed: records.resolve(listed, store.paper(listed.entry.identifiers))
    )
    return documents[0].content.decode()


def entry(text: str, title: str) -> str:
    """The entry with a title, up to the next blank line."""
    return text[text.index(f"[**{title}**]") :].partition("\n\n")[0]


# The whole README ----------------------------------------------------------------------------------------------------


def test_the_toy_list_is_built_as_expected(toy: Path, run: Run, expect: Expect) -> None:
    result = run("build", "--offline")

    assert (result.returncode, result.stdout, result.stderr) == (0, "README.md: written\n", "")
    expect((toy / "README.md").read_bytes(), "toy/README.md")


def test_the_toy_list_is_built_with_badges_as_expected(toy: Path, expect: Expect) -> None:
    expect(render(toy, badges="shields"), "toy/README-with-badges.md")


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("line", {"style": "line", "numbered": True, "tldr": "all", "recent": 3, "contents": 4}),
        ("table", {"style": "table", "columns": ["title", "authors", "date", "tags", "award", "links", "Models"]}),
        ("groups", {"group": "year", "contents": 1, "authors": 0, "links": ["Code"], "tldr": "own", "numbered": True}),
    ],
)
def test_the_toy_list_is_built_in_other_looks_as_expected(
    toy: Path, expect: Expect, name: str, look: dict[str, Any]
) -> None:
    expect(render(toy, **look), f"toy/README-as-{name}.md")


ALLOWED = {
    *("a", "br", "code", "details", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "picture"),
    *("pre", "source", "span", "strong", "sub", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
"""Elements that GitHub's sanitizer keeps (rehype-sanitize 6 has its list), of those that our templates write."""


@pytest.mark.parametrize("path", [EXPECTED, *EXPECTED.parent.glob("README-*.md")], ids=lambda path: path.stem)
def test_githubs_sanitizer_takes_nothing_away(path: Path) -> None:
    page = Page(path.read_text(encoding="utf-8"))

    assert set(page.tags) <= ALLOWED
    assert {name for name, _ in page.attributes} <= {"alt", "href", "id", "media", "src", "srcset", "start", "align"}
    assert all(re.match(r"https?://|#|mailto:|[\w./-]+$", url) for url in page.all("href"))


def test_a_line_is_short_enough_for_1_500_papers_in_one_readme() -> None:
    text = render(REPOSITORY, style="line", authors=None, recent=0)

    assert len(text.encode()) / text.count('\n- <a id="') <= 320


def test_settings_take_counts_badge_anchors_and_summaries_away(toy: Path) -> None:
    text = render(toy, counts=False, awesome_badge=False, anchors=False, summary=False, recent=1)

    assert text.startswith("# Awesome Toy List\n")
    assert "resource" not in text.partition("##")[0]
    assert not re.search(r"^ *- \[.*\) \(\d+\)$", text, re.MULTILINE)
    assert '<a id="arxiv-2005.00247"></a>' in text  # it is cross-listed
    assert '<a id="residual-adapters">' not in text
    assert "Leads to the publication that is open to all" not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cwd", "arguments", "environment"),
    [
        ("data", [], {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Asia/Tokyo"}),
        ("..", ["--root", "link"], {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}),
    ],
)
def test_the_same_list_gives_the_same_bytes_everywhere(
    toy: Path, run: Run, cwd: str, arguments: list[str], environment: dict[str, str]
) -> None:
    (toy.parent / "link").unlink(missing_ok=True)
    (toy.parent / "link").symlink_to(toy)

    result = run("build", "--offline", *arguments, cwd=toy / cwd, **environment)

    assert (result.returncode, result.stderr) == (0, "")
    assert (toy / "README.md").read_bytes() == EXPECTED.read_bytes()


def test_a_build_of_what_is_current_touches_nothing(toy: Path, run: Run) -> None:
    shutil.copy(EXPECTED, toy / "README.md")
    before = {path: path.stat().st_mtime_ns for path in toy.rglob("*")}

    built, checked = run("build", "--offline"), run("build", "--check")

    assert (built.returncode, built.stdout, built.stderr) == (0, "README.md: already current\n", "")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in toy.rglob("*")} == before


def test_a_check_of_the_build_names_what_is_stale_and_writes_nothing(toy: Path, run: Run) -> None:
    before = set(toy.rglob("*"))

    result = run("build", "--check")

    assert (result.returncode, result.stderr) == (1, "README.md is not current; run: awesome-adapters build\n")
    assert set(toy.rglob("*")) == before


# What settings change ------------------------------------------------------------------------------------------------


def test_without_settings_all_authors_and_whole_venue_names_are_shown(toy: Path) -> None:
    (toy / "catalogue.yaml").unlink()

    text = render(toy)

    assert text.startswith("# Awesome Papers [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n")
    shown = entry(text, "AdapterFusion: Non-Destructive Task Composition for Transfer Learning")
    assert [line.partition("`")[0] for line in shown.replace(NO_BREAK, "~").splitlines()[1:3]] == [
        "  <sub>Jonas~Pfeiffer, Aishwarya~Kamath, Andreas~Rücklé, Kyunghyun~Cho, Iryna~Gurevych</sub><br>",
        "  Conference of the European Chapter of the Association for Computational Linguistics~2020 · ",
    ]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (None, "A.~Author, B.~Author, C.~Author"),
        (0, ""),
        (1, "A.~Author, et~al."),
        (2, "A.~Author, B.~Author, et~al."),
        (3, "A.~Author, B.~Author, C.~Author"),
        (4, "A.~Author, B.~Author, C.~Author"),
    ],
)
def test_authors_are_shown_up_to_the_limit(write: Write, root: Path, limit: int | None, expected: str) -> None:
    write(
        "{title: NLP, items: [{title: A, paper: {url: 'https://e.org', authors: [A. Author, B. Author, C. Author]}}]}"
    )
    write(f"readme: {{{'' if limit is None else f'authors: {limit}'}}}\n", "catalogue.yaml")

    shown = f" - <sub>{expected}</sub>".replace("~", NO_BREAK) if expected else ""
    assert entry(render(root), "A") == f"[**A**](https://e.org){shown}"


@pytest.mark.parametrize("limit", [None, 2, 3])
def test_names_stand_in_a_row_with_the_given_name_first(write: Write, root: Path, limit: int | None) -> None:
    authors = "['Karimi Mahabadi, Rabeeh', James Henderson, et al.]"
    write(f"{{title: NLP, items: [{{title: A, paper: {{url: 'https://e.org', authors: {authors}}}}}]}}")
    write(f"readme: {{{f'authors: {limit}' if limit else ''}}}\n", "catalogue.yaml")

    names = "Rabeeh~Karimi~Mahabadi, James~Henderson, et~al.".replace("~", NO_BREAK)
    assert entry(render(root), "A") == f"[**A**](https://e.org) - <sub>{names}</sub>"


def test_a_venue_is_shortened_whatever_its_case(write: Write, root: Path) -> None:
    write("{title: NLP, items: [{title: A, paper: {url: 'https://e.org', venue: JOURNAL of things, year: 2020}}]}")
    write("venues: {JoT: [Things, Journal of Things], Other: []}\n", "catalogue.yaml")

    assert entry(render(root), "A") == f"[**A**](https://e.org) - JoT{NO_BREAK}2020."


def test_nothing_is_live_unless_badges_are_wanted(toy: Path) -> None:
    plain, with_badges = Page(render(toy)), Page(render(toy, badges="shields"))

    assert plain.all("src") == ["https://awesome.re/badge.svg"]
    assert len(with_badges.all("src")) > 10
    assert all(src.startswith("https://img.shields.io/") for src in with_badges.all("src")[1:])
    assert all(with_badges.all("alt"))


def test_badges_have_the_lists_spelling_of_a_tag_and_texts_the_entrys(write: Write, root: Path) -> None:
    write("""
        title: NLP
        items:
          - { title: A, website: "https://e.org/a", tags: [Prompt Tuning] }
          - { title: B, website: "https://e.org/b", tags: [Prompt Tuning] }
          - { title: C, website: "https://e.org/c", tags: [prompt-tuning] }
    """)
    badge = "https://img.shields.io/badge/Prompt%20Tuning-555"

    assert f" - ![Prompt Tuning]({badge}) · " in entry(render(root, badges="shields"), "C")
    assert " - `prompt-tuning` · " in entry(render(root), "C")


# Contents and anchors ------------------------------------------------------------------------------------------------


def anchors(page: Page) -> list[tuple[str, str]]:
    """The headings and their anchors by the rule of GitHub's own filter: letters, marks, digits, `_`, `-` stay."""
    seen: dict[str, int] = {}
    pairs = []
    for _, heading in page.headings:
        kept = [c for c in heading.lower() if c in " -" or unicodedata.category(c) in ("Nd", "Pc") or c.isalpha()]
        base = "".join(kept).replace(" ", "-")
        number = seen.get(base, 0)
        seen[base] = number + 1
        pairs.append((heading, f"{base}-{number}" if number else base))
    return pairs


@pytest.mark.parametrize("root_of", ["toy", "repository"])
def test_every_contents_link_is_githubs_own_anchor(toy: Path, root_of: str) -> None:
    text = render(toy if root_of == "toy" else REPOSITORY, contents=2)
    contents = text[text.index("## Contents") :].partition("\n## ")[0]
    page = Page(text)

    links = re.findall(r"^(?:  )?- \[(.*)\]\(#([^)]*)\)", contents, re.MULTILINE)

    wanted = [
        (heading, anchor)
        for (level, heading), (_, anchor) in zip(page.headings, anchors(page), strict=True)
        if level in (2, 3) and (level, heading) not in ((2, "Contents"), (2, "Contributing"))
    ]
    assert links == wanted
    assert len({anchor for _, anchor in links}) == len(links)


def test_the_templates_own_headings_count_for_the_anchors_and_deeper_ones_too(write: Write, root: Path) -> None:
    usage = "{title: Usage, sections: [{title: Deep}, {title: A}]}"
    write(f"{{title: Methods, sections: [{usage}, {{title: Deep}}, {{title: Contributing}}]}}")
    write(
        """\
        # Usage

        ## Contents

        {{ contents }}

        ### Methods

        {{ sections }}## Contributing

        ### Deep

        ## Methods
        """,
        "templates/README.md",
    )

    text = render(root)

    assert text.split("\n\n")[2].splitlines() == [
        "- [Methods](#methods-1) (0)",
        "  - [Usage](#usage-1) (0)",
        "  - [Deep](#deep-1) (0)",
        "  - [Contributing](#contributing) (0)",
        "- [Methods](#methods-2)",
    ]


def test_headings_of_all_kinds_in_an_included_text_count_in_their_order(write: Write, root: Path) -> None:
    write("{title: Methods, sections: [{title: Ref}, {title: Other}]}")
    write(
        """\
        Methods
        -------

        ### [Ref][r]

        > ## Quoted

        <pre>
        ## Code
        </pre>

        [r]: https://e.org
        """,
        "templates/introduction.md",
    )

    text = render(root)

    assert re.findall(r" *- \[.*\)", text)[:5] == [
        "- [Methods](#methods)",
        "  - [Ref](#ref)",
        "- [Quoted](#quoted)",
        "- [Methods](#methods-1) (0)",
        "  - [Ref](#ref-1) (0)",
    ]


@pytest.mark.parametrize("title", ["Contents", "[Using] *This* <List>", "NLP", "$1 & $2 of me@e.org", "# 1\\."])
def test_packaged_templates_have_the_same_contents_with_and_without_the_reader_of_markdown(
    write: Write, root: Path, title: str
) -> None:
    write(json.dumps({"title": "NLP", "sections": [{"title": "Acknowledgments"}]}))
    write(json.dumps({"title": title}), "catalogue.yaml")

    text = render(root)
    write("", "templates/introduction.md")

    assert "](#acknowledgments)" in text
    assert render(root) == text


def test_every_link_within_the_readme_leads_to_an_anchor_in_it(toy: Path) -> None:
    page = Page(render(toy))
    within = [href.removeprefix("#") for href in page.all("href") if href.startswith("#")]

    targets = [*page.all("id"), *(anchor for _, anchor in anchors(page))]

    assert set(within) <= set(targets)
    assert len(targets) == len(set(targets))
    assert {"arxiv-2005.00247", "title-1-adapters-without-end"} <= set(within)


def test_an_entry_counts_once_where_it_is_listed_twice(write: Write, root: Path) -> None:
    write(
        """
        title: NLP
        items:
          - { title: A, code: "https://e.org/a", also_in: [Serving, Methods] }
          - { title: B, code: "https://e.org/b" }
        sections: [{ title: Methods, items: [{ title: C, code: "https://e.org/c" }] }, { title: Serving }]
        """
    )

    text = render(root)

    assert "3 resources" in text
    assert re.findall(r"\[(.*)\]\(#.*\) \((.*)\)", text) == [("NLP", "3"), ("Methods", "2"), ("Serving", "1")]


def test_sections_of_all_five_levels_have_headings_and_two_are_in_the_contents(write: Write, root: Path) -> None:
    section: dict[str, Any] = {"title": "Five", "items": [{"title": "A", "code": "https://e.org/a"}]}
    for title in ("Four", "Three", "Two", "One"):
        section = {
            "title": title,
            "sections": [section],
            "items": [{"title": f"In {title}", "code": f"https://e.org/{title}"}],
        }
    write(json.dumps(section))

    text = render(root)

    assert [h for h in Page(text).headings if h[1] in ("One", "Two", "Three", "Four", "Five")] == [
        (2, "One"),
        (3, "Two"),
        (4, "Three"),
        (5, "Four"),
        (6, "Five"),
    ]
    assert re.findall(r"- \[(.*)\]\(#.*\) \(", text) == ["One", "Two"]
    assert [text.count(f"[**{title}**](") for title in ("A", "In Four", "In Three", "In Two", "In One")] == [1] * 5


FORMER = """
title: Language
description: "On text; see https://e.org/nlp. *Not* [this](https://e.org/x)."
was: [NLP, Vision, Contents, "!?"]
items: [{ title: A, code: "https://e.org/a" }]
sections:
  - { title: Methods, was: [NLP, Ways & Means], items: [{ title: B, code: "https://e.org/b", key: ways }] }
  - { title: Tools, was: [Ways, Tools], items: [] }
"""


def test_an_old_heading_leads_to_its_section_and_a_living_one_to_its_own(write: Write, root: Path) -> None:
    write(FORMER)
    write("title: Vision\nitems: [{ title: C, code: https://e.org/c }]", "data/vision.yaml")

    text = render(root)

    assert re.findall(r'^(?:<a id="[\w-]+"></a>)+\n\n#+ .*', text, re.MULTILINE) == [
        '<a id="nlp"></a>\n\n## Language',
        '<a id="nlp-1"></a><a id="ways--means"></a>\n\n### Methods',
    ]
    assert "\n### Tools\n" in text
    assert "- [Language](#language) (2)\n  - [Methods](#methods) (1)\n" in text


def test_a_description_is_a_paragraph_below_its_heading_with_links_of_bare_addresses_alone(
    write: Write, root: Path
) -> None:
    write(FORMER)

    page = Page(render(root))

    assert "<p>On text; see " in page.html
    assert "*Not* [this](https://e.org/x)." in page.text
    assert [href for href in page.all("href") if href in ("https://e.org/nlp", "https://e.org/x")] == [
        "https://e.org/nlp",
        "https://e.org/x",
    ]


def test_a_list_in_pages_has_old_headings_in_the_readme_and_on_the_page(
    write: Write, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(FORMER)
    monkeypatch.setattr(readme, "PAGE_BUDGET", 1200)
    monkeypatch.setattr(readme, "FRAME_RESERVE", 700)

    documents = {document.path: document.content.decode() for document in Project.open(root).readme()}

    assert '\n<a id="nlp"></a><a id="vision"></a>\n\n## Language\n' in documents["README.md"]
    assert '\n<a id="nlp"></a><a id="vision"></a>\n\n## Language\n\nOn text; ' in documents["sections/language.md"]


def test_an_own_template_can_show_dates_and_extra_texts(write: Write, root: Path) -> None:
    line = "- {{ record.title }}: {{ record.date }}, {{ record.extra.get('Models')|markdown }}.\n"
    write(f"{{{{ heading }}}}\n{{% for record in records %}}\n{line}{{% endfor %}}\n", "templates/section.md")
    items = [
        {"title": "A", "code": "https://e.org/a", "extra": {"Models": "[LLaMA]"}, "paper": {"date": "2024-05"}},
        {"title": "B", "paper": {"arxiv_id": "2106.09685"}},
    ]
    write(json.dumps({"title": "NLP", "items": items}))

    assert "## NLP\n- A: 2024-05, \\[LLaMA\\].\n- B: 2021-06, .\n" in render(root)


@pytest.mark.parametrize("highlight", ["true", "false"])
def test_the_mark_of_highlights_is_explained_where_there_is_one(write: Write, root: Path, highlight: str) -> None:
    write(f"title: NLP\nitems: [{{ title: A, code: https://e.org, highlight: {highlight} }}]")

    assert render(root).count("⭐") == (2 if highlight == "true" else 0)


# What is written comes out, and does nothing -------------------------------------------------------------------------

HOSTILE = (
    "\"><script>alert(1)</script><img src=x onerror=alert(1)> '>[x](javascript:alert(1)) ![y](https://evil.example/y) "
    "<https://evil.example> https://evil.example www.evil.example evil@evil.example "
    "</details></a> <!-- `**_~~ --> {{ 7*7 }}"
)
TAGS = """
    h1 h2 h3 h4 p a img ul li br em strong code span sub details summary
""".split()  # noqa: SIM905


COLUMNS = [
    "title", "name", "authors", "venue", "year", "date", "code", "stars", "links", "tags", "award", "summary", HOSTILE,
]  # fmt: skip
LOOKS: list[dict[str, Any]] = [
    {"badges": "text", "recent": 2},
    {"badges": "shields"},
    {"style": "line", "tldr": "all", "authors": 3, "numbered": True},
    {"style": "table", "columns": COLUMNS, "tldr": "all"},
    {"group": "venue", "contents": 5},
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look)[:20])
def test_hostile_text_in_any_field_does_nothing(write: Write, root: Path, look: dict[str, Any]) -> None:
    paper = {
        "arxiv_id": "2106.09685",
        "title": HOSTILE,
        "authors": [HOSTILE, HOSTILE],
        "venue": HOSTILE,
        "tldr": HOSTILE,
    }
    entry: dict[str, Any] = {"title": HOSTILE, "summary": HOSTILE, "tags": [HOSTILE, "`"], "code": "https://e.org/"}
    entry |= {"name": HOSTILE, "note": HOSTILE, "award": HOSTILE, "links": {HOSTILE: "https://e.org/"}}
    entry |= {"extra": {HOSTILE: HOSTILE}, "added": "2024-05-31"}
    metadata = {"title": HOSTILE, "authors": [HOSTILE], "venue": HOSTILE, "year": 2020, "url": "javascript:alert(1)"}
    record = {"ids": ["ARXIV:1902.00751"], "retrieved": "2024-05-04", **metadata, "citationCount": 1, "tldr": HOSTILE}
    items = [
        {**entry, "paper": paper, "also_in": ["Other"]},
        {"title": HOSTILE, "paper": {"arxiv_id": "1902.00751"}, "tags": [HOSTILE]},
    ]
    write(json.dumps({"title": HOSTILE, "items": items, "sections": [{"title": "Other"}]}))
    write(json.dumps({"title": HOSTILE, "description": HOSTILE, "venues": {HOSTILE: ["x"]}}), "catalogue.yaml")
    write(f'{{\n"ARXIV:1902.00751": {json.dumps(record)},\n"version": 1\n}}\n', "data/metadata.json")

    page = Page(render(root, **look))

    assert set(page.tags) <= {*TAGS, *(["table", "thead", "tbody", "tr", "th", "td"] if "columns" in look else ["ol"])}
    assert not {name for name, _ in page.attributes} - {"href", "src", "alt", "id"}
    hosts = {re.sub(r"(https?://[^/]*).*", r"\1", href) for href in page.all("href") if not href.startswith("#")}
    assert hosts == {
        "https://awesome.re",
        "https://arxiv.org",
        "https://e.org",
        "https://www.semanticscholar.org",
    }
    assert {re.sub(r"(https?://[^/]*).*", r"\1", src) for src in page.all("src")} <= {
        "https://awesome.re",
        "https://img.shields.io",
    }
    assert page.text.count(HOSTILE) >= 10


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a.b/ c"])
@pytest.mark.parametrize("key", ["code", "website"])
def test_a_link_that_is_none_comes_into_no_list(write: Write, root: Path, key: str, link: str) -> None:
    write(json.dumps({"title": "NLP", "items": [{"title": "A", key: link}]}))

    sections, problems = sources.load_data(root)

    assert [problem.rule for problem in problems] == ["bad-link"]
    assert sections[0].entries == []


LISTING = ListedEntry.create(Entry(title="Title", key="key"), ("Section",), SourceNode("", {}, [0]))
SECTIONS = [section for section in sources.load_data(REPOSITORY / "tests" / "toy")[0] if section.entries]

lines = texts.map(collapse_whitespace)
maybe = st.none()
any_record = st.builds(
    Record,
    listed=st.just(LISTING),
    metadata=st.just(PaperMetadata()),
    title=lines,
    url=addresses,
    summary=maybe | lines,
    authors=st.lists(lines, max_size=2),
    venue=maybe | lines,
    year=maybe | st.just(2021),
    tags=st.lists(lines, max_size=2),
    links=st.lists(st.builds(Link, st.sampled_from(["PDF", "Code"]) | lines, addresses), max_size=2),
    retraction=st.none(),
    sources=st.just({}),
    tldr=maybe | lines,
    name=maybe | lines,
    note=maybe | lines,
    award=maybe | lines,
    highlight=st.booleans(),
    extra=st.just({"Not": "shown"}),
    date=maybe,
)


def listed(records: list[Record], badges: str) -> str:
    """The README's text of these records."""
    chosen = Settings.model_validate({"readme": {"badges": badges}})
    first = SECTIONS[0].entries[0]
    entries = [first._replace(entry=first.entry.model_copy(update={"tags": record.tags})) for record in records]
    section = SECTIONS[0]._replace(entries=entries, cross_listed=[])
    rest = iter(records)
    text = readme.render(EXPECTED.parent, Catalogue(chosen, [section]), lambda _: next(rest))[0].content.decode()
    return text.partition("Tools\n\n")[2].partition('\n\n<a href="#contents">')[0]


@max_examples(40)
@given(any_record, st.sampled_from(["text", "shields"]))
def test_any_entry_comes_out_as_written_with_no_links_but_its_own(record: Record, badges: str) -> None:
    page = Page(listed([record], badges))

    tags = record.tags if badges == "text" else []
    published = " ".join(str(part) for part in (record.venue, record.year) if part)
    labels = [link.label for link in record.links]
    parts = [record.full_title, record.summary, ", ".join(display_names(record.authors)), published, *tags, record.tldr]
    parts += [record.note, record.award, *labels]
    assert all(shown(part) in page.text for part in parts if part)
    assert [unquote(href) for href in page.all("href")] == [
        unquote(url) for url in (record.url, *(link.url for link in record.links))
    ]
    assert page.tags.count("li") == 1
    assert page.tags.count("sub") == bool(record.authors)
    assert page.tags.count("strong") == 1 + bool(record.award)
    assert page.tags.count("code") == len(tags)
    assert page.tags.count("details") == bool(record.tldr) + bool(record.note)
    assert ("⭐" in page.text) is record.highlight
    assert "p" not in page.tags


FIELDS: dict[str, Any] = {
    "summary": "A sentence.",
    "authors": ["A. Author"],
    "venue": "Venue",
    "year": 2021,
    "tags": ["Tag"],
    "links": [Link("PDF", "https://e.org/p")],
    "tldr": "Words.",
    "note": "More words.",
    "award": "Oral",
}
BARE = Record(LISTING, PaperMetadata(), "Title", "https://e.org/", None, (), None, None, [], [], None)


@pytest.mark.parametrize("badges", ["text", "shields"])
def test_nothing_blank_is_left_where_fields_are_missing(badges: str) -> None:
    chosen = [fields for n in range(len(FIELDS) + 1) for fields in combinations(FIELDS, n)]

    text = listed([BARE._replace(**{field: FIELDS[field] for field in fields}) for fields in chosen], badges)

    entries = text.split("\n\n")
    assert len(entries) == len(chosen) == 512
    assert all(entry.startswith('- <a id="key"></a>[**Title**](https://e.org/)') for entry in entries)
    assert entries[0] == '- <a id="key"></a>[**Title**](https://e.org/)'
    blank = re.compile(r"\n\s*\n|\S  |- -|· ·|__|\*\*\*|<br>\s*<br>|(?:<br>| |·|-)$")
    assert [entry for entry in entries if blank.search(entry)] == []
    assert [entry for entry in entries if not re.search(r"(?:[.)_*>])$", entry)] == []


# Using the list ------------------------------------------------------------------------------------------------------


def test_readers_are_led_to_the_page_and_its_files_where_there_is_one(write: Write, run: Run, root: Path) -> None:
    write("title: Awesome $ [LoRA]\nsite: https://e.org/list(1)/", "catalogue.yaml")
    write("title: NLP\nitems: [{ title: A, website: https://e.org, added: 2024-05-31 }]")

    run("build", "--offline")

    text = (root / "README.md").read_text(encoding="utf-8")
    part = text.partition("## Using This List\n")[2].partition("\n## Contributing")[0]
    site = "https://e.org/list%281%29"
    files = (*(f"exports/all.{name}" for name in ("bib", "csl.json", "ris", "csv", "json")), "feed.xml")
    assert f"\n[Search, filter and cite the papers]({site}/) on the page of this list.\n\n## Contents\n" in text
    assert re.findall(r"\]\((.*?)\)", part) == [f"{site}/{file}" for file in files]
    assert part.endswith(
        "Contributors of Awesome \\$ \\[LoRA\\]. _Awesome \\$ \\[LoRA\\]_, 2024. `https://e.org/list(1)/`.\n"
    )


def test_readers_are_told_how_to_cite_the_list_where_there_is_no_page(write: Write, run: Run, root: Path) -> None:
    write("title: Awesome LoRA\nrepository: https://e.org/lora", "catalogue.yaml")
    write("title: NLP\nitems: [{ title: A, website: https://e.org }]")

    run("build", "--offline")

    text = (root / "README.md").read_text(encoding="utf-8")
    part = text.partition("## Using This List\n")[2].partition("\n## Contributing")[0]
    assert part.startswith("\nPlease cite the papers")
    assert part.endswith("Contributors of Awesome LoRA. _Awesome LoRA_. <https://e.org/lora>.\n")
