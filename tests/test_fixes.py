"""`check --fix` and `check --diff`: what is certain is written, and every other byte stays."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters import checks
from awesome_adapters.changes import fixes
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from conftest import Call, Write, max_examples

PAIR = re.compile("«(.*?)→(.*?)»", re.DOTALL)


def sides(marked: str) -> tuple[bytes, bytes]:
    """Return a text before and after its fixes, each marked as `«before→after»`."""
    return PAIR.sub(r"\1", marked).encode(), PAIR.sub(r"\2", marked).encode()


@pytest.fixture
def open_list(root: Path) -> Callable[[], Project]:
    return lambda: Project.open(root)


def certain(project: Project) -> list[str]:
    return [str(p) for p in (*project.problems, *checks.WARNINGS.run(project.context)) if p.is_certain]


ENTRY = "title: A\nitems:\n- title: a\n  code: https://x.org/a\n  "
FIXES = {
    "an id in an address": (
        ENTRY + 'paper:\n    arxiv_id: «https://arxiv.org/abs/2106.09685v2→"2106.09685"»  # LoRA\n',
        ["6: arxiv_id 'https://arxiv.org/abs/2106.09685v2' → '2106.09685'"],
    ),
    "an id in single quotes": (
        ENTRY + "paper: {arxiv_id: '«arXiv:→»2106.09685'} # LoRA\n",
        ["5: arxiv_id 'arXiv:2106.09685' → '2106.09685'"],
    ),
    "an id in curly quotes": (
        ENTRY + 'paper:\n    arxiv_id: «“2106.09685”→"2106.09685"»\n',
        ["6: arxiv_id '“2106.09685”' → '2106.09685'"],
    ),
    "an id without quotes": (
        ENTRY + 'paper:\n    pmid: «12345678→"12345678"» # b\n    year: 2021',
        ['6: pmid 12345678 → "12345678"'],
    ),
    "an id under another id's key": (
        ENTRY + 'paper: { «doi: 2106.09685→arxiv_id: "2106.09685"», year: 2021 }',
        ["5: doi '2106.09685' → arxiv_id '2106.09685'"],
    ),
    "a DOI of arXiv": (
        ENTRY + 'paper:\n    «doi→arxiv_id»: "«10.48550/arXiv.→»2106.09685"\n',
        ["6: doi '10.48550/arXiv.2106.09685' → arxiv_id '2106.09685'"],
    ),
    "links without https": (
        (
            "title: A\nitems:\n- title: a\n  code: «→https://»github.com/a/b # c\n"
            '- {title: b, website: «www.x.org→"https://www.x.org"»}'
        ),
        ["4: code 'github.com/a/b' → 'https://github.com/a/b'", "5: website 'www.x.org' → 'https://www.x.org'"],
    ),
    "links as Markdown and git have them": (
        (
            "title: A\nitems:\n- title: a\n  code: «git@github.com:a/b.git→https://github.com/a/b» # c\n"
            "- { title: b, website: '«[b](https://x.org/b)→https://x.org/b»' }"
        ),
        [
            "4: code 'git@github.com:a/b.git' → 'https://github.com/a/b'",
            "5: website '[b](https://x.org/b)' → 'https://x.org/b'",
        ],
    ),
    "an id in the place of a paper": (
        (
            "title: A\nitems:\n- title: a\n  paper:« https://arxiv.org/pdf/2106.09685.pdf  # c→  # c\n"
            '    arxiv_id: "2106.09685"»\n  code: https://x.org'
        ),
        ["4: paper 'https://arxiv.org/pdf/2106.09685.pdf' → arxiv_id '2106.09685'"],
    ),
    "an id in the place of a paper, in braces": (
        'title: A\nitems: [{ title: a, paper: «arXiv:2106.09685→{ arxiv_id: "2106.09685" }» }]',
        ["2: paper 'arXiv:2106.09685' → arxiv_id '2106.09685'"],
    ),
    "a section's title": ('title: "NLP«:→»" # top\nitems: []\n', ["1: title 'NLP:' → 'NLP'"]),
    "the end of a summary": (
        ENTRY + "summary: Trains adapters«→.»  # s\n",
        ["5: summary 'Trains adapters' → 'Trains adapters.'"],
    ),
    "a summary that looks like a key": (
        "title: A\nitems:\n- title: a\n  code: https://x.org/a\n  summary: 'doi: 10.1 is an id«→.»'",
        ["5: summary 'doi: 10.1 is an id' → 'doi: 10.1 is an id.'"],
    ),
    "the end of a summary of lines": (
        ENTRY + "summary: >\n    Trains\n    adapters«→.»\n\n  # next\n- title: b\n  code: https://x.org/b\n",
        ["5: summary 'Trains adapters' → 'Trains adapters.'"],
    ),
    "several in one line": (
        (
            'title: A\nitems: [{title: a, code: «x.org/a→"https://x.org/a"»,'
            " summary: 'It''s«→.»', tags: [LoRA, QA«, QA→»]}]"
        ),
        [
            "2: code 'x.org/a' → 'https://x.org/a'",
            "2: summary 'It's' → 'It's.'",
            "2: tag 'QA' taken out",
        ],
    ),
    "spellings of a tag in lines": (
        ENTRY + "tags: [LoRA, QA]\n- title: b\n  code: https://x.org/b\n  tags:\n  - «lo-ra→LoRA» # c\n  - '«qa→QA»'",
        ["9: tag 'lo-ra' → 'LoRA'", "10: tag 'qa' → 'QA'"],
    ),
    "two spellings in one entry": (
        ENTRY + "tags: [LoRA, QA«, lora→»] # c\n",
        ["5: tag 'lora' → 'LoRA'", "5: tag 'LoRA' taken out"],
    ),
}


@pytest.mark.parametrize(("marked", "lines"), FIXES.values(), ids=FIXES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
def test_what_is_certain_is_written_and_shown(
    write: Write, call: Call, marked: str, lines: list[str], newline: str, bom: bytes
) -> None:
    before, after = (bom + side for side in sides(marked.replace("\n", newline)))
    path = write(before)

    done = call("check", "--fix")

    assert path.read_bytes() == after
    assert done.out.splitlines()[: len(lines)] == [f"data/nlp.yaml:{line}" for line in lines]
    assert "write:" not in done.out.replace("write: Doi: 10.1", "")
    assert done.code == 0


def test_what_is_left_is_reported_as_usual(write: Write, call: Call) -> None:
    path = write("""
        title: A
        items:
        - title: a
          code: x.org/a
          website: paper.pdf
        - title: b
          codee: https://x.org
    """)

    done = call("check", "--fix")

    assert done.out.splitlines()[0] == "data/nlp.yaml:5: code 'x.org/a' → 'https://x.org/a'"
    assert "data/nlp.yaml:6:12: error: a link must start with http:// or https://: 'paper.pdf' [bad-link]" in done.out
    assert "unknown key 'codee'" in done.out
    assert done.code == 1
    assert "https://x.org/a\n  website: paper.pdf" in path.read_text(encoding="utf-8")


def test_a_link_of_the_settings_is_fixed_too(write: Write, call: Call) -> None:
    write("title: A\nitems: []\n")
    path = write("title: B  # b\nrepository: github.com/a/b  # c\n", "catalogue.yaml")

    done = call("check", "--fix")

    assert path.read_bytes() == b"title: B  # b\nrepository: https://github.com/a/b  # c\n"
    assert done.out == "catalogue.yaml:2: repository 'github.com/a/b' → 'https://github.com/a/b'\n"


SKIPPED = {
    "a key that is there": (
        "title: A\nitems:\n- title: a\n  paper: { doi: 2106.09685, arxiv_id: '2106.09686' }\n",
        "data/nlp.yaml:4:17: not fixed: 'arxiv_id' is already there [other-id]",
    ),
    "a section that another entry names": (
        (
            "title: 'A:'\nitems: []\nsections:\n- title: B\n  items:\n"
            "  - title: b\n    code: https://x.org\n    also_in: ['A:']\n"
        ),
        "data/nlp.yaml:1:8: not fixed: it leads to data/nlp.yaml:8:15: error: ",
    ),
    "a paper that is listed": (
        "title: A\nitems:\n- title: a\n  paper: { arxiv_id: '2106.09685' }\n- title: b\n  paper: { doi: 2106.09685 }\n",
        "data/nlp.yaml:6:17: not fixed: it leads to data/nlp.yaml:6:22: error: this paper is already listed",
    ),
}


@pytest.mark.parametrize(("content", "message"), SKIPPED.values(), ids=SKIPPED)
def test_a_fix_that_does_harm_is_left_out_and_others_are_made(
    write: Write, call: Call, content: str, message: str
) -> None:
    path = write(f"{content}# end\n")
    other = write("title: Z\nitems:\n- title: z\n  code: x.org/z\n", "data/z.yaml")

    done = call("check", "--fix")

    assert message in done.err
    assert path.read_text(encoding="utf-8") == f"{content}# end\n"
    assert "code: https://x.org/z" in other.read_text(encoding="utf-8")
    assert done.code == 1


def test_errors_are_fixed_before_warnings_that_depend_on_them(write: Write, call: Call) -> None:
    path = write("""
        title: A
        items:
        - { title: a, code: https://x.org/a, tags: [lora] }
        - { title: b, code: https://x.org/b, tags: [lora] }
        - { title: c, code: https://x.org/c, tags: [LoRA] }
        - { title: d, code: x.org/d, tags: [LoRA] }
        - { title: e, code: x.org/e, tags: [LoRA] }
    """)

    call("check", "--fix")

    assert path.read_text(encoding="utf-8").count("[LoRA]") == 5


def test_a_file_that_cannot_be_read_is_mended_line_by_line_and_then_read(write: Write, call: Call) -> None:
    before, after = sides(
        'title: «A: b→"A: b"» # c\nitems:\n- title: «LoRA: Low-Rank→"LoRA: Low-Rank"»  # d\n'
        '  code: «x.org→https://x.org»\n  tags: [a«, a→»]\n- title: «`b`→"`b`"»\n  website: https://x.org/b\n'
    )
    path = write(before)

    done = call("check", "--fix")

    assert path.read_bytes() == after
    assert done.out.splitlines() == [
        "data/nlp.yaml:1: 'title: A: b # c' → 'title: \"A: b\" # c'",
        "data/nlp.yaml:3: '- title: LoRA: Low-Rank # d' → '- title: \"LoRA: Low-Rank\" # d'",
        "data/nlp.yaml:4: code 'x.org' → 'https://x.org'",
        "data/nlp.yaml:5: tag 'a' taken out",
        "data/nlp.yaml:6: '- title: `b`' → '- title: \"`b`\"'",
    ]
    assert done.code == 0


LINES = {
    "no space behind a colon": "title: A\nitems:\n- title:«→ »a\n  code: https://x.org\n",
    "a no-break space": "title: A\nitems:\n- title: a\n«\u00a0→ » code: https://x.org # c\n",
    "a key too deep": "title: A\nitems:\n- title: a\n«   →»  code: https://x.org # c\n",
    "an entry too deep": "title: A\nitems:\n- title: a\n  code: https://x.org\n«  →»- title: b\n«  →»  code: https://x.org/b\n",
    "curly quotes": 'title: «“A: b”→"A: b"»\nitems: []\n',
    "quotes in quotes": 'title: A\nitems:\n- title: a\n  code: https://x.org\n  summary: «"A "b" c."→\'A "b" c.\'»\n',
    "a link of Markdown": "title: A\nitems:\n- title: a\n  code: «[x](https://x.org)→https://x.org» # c\n",
    "curly quotes before a comment": 'title: A\nitems:\n- title: «“A: b”→"A: b"» # c\n  code: https://x.org\n',
    "quotes in quotes before a comment": (
        'title: A\nitems:\n- title: a\n  code: https://x.org\n  summary: «"A "b" c."→\'A "b" c.\'» # d\n'
    ),
    "keys of a paper beside it": (
        "title: A\nitems:\n- title: a\n  paper: # c\n  «→  »arxiv_id: '2106.09685' # d\n  «→  »year: 2021\n"
    ),
    "keys of a paper without it": "title: A\nitems:\n- title: a\n  «→paper:\n    »arxiv_id: '2106.09685' # d\n  code: https://x.org\n",
}


@pytest.mark.parametrize("marked", LINES.values(), ids=LINES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_line_is_written_anew_where_that_is_certain(write: Write, call: Call, marked: str, newline: str) -> None:
    before, after = sides(marked.replace("\n", newline))
    path = write(before)

    done = call("check", "--fix")

    assert path.read_bytes().decode() == after.decode()
    assert done.code == 0


def test_a_line_that_may_hold_two_keys_is_left_as_it_is(write: Write, call: Call) -> None:
    path = write(content := b"title: A\nitems:\n- title: LoRA code: https://x.org\n")

    assert call("check", "--fix").code == 1
    assert path.read_bytes() == content


def test_a_diff_is_shown_and_nothing_is_written(write: Write, call: Call, root: Path) -> None:
    before, after = sides(ENTRY + "summary: It«→.» \n  tags: [QA«, qa→»]\n  website: «→https://»www.x.org")
    path = write(before)

    done = call("check", "--diff", "--fix")

    assert path.read_bytes() == before
    assert done.out == (
        "--- a/data/nlp.yaml\n+++ b/data/nlp.yaml\n@@ -2,6 +2,6 @@\n items:\n - title: a\n   code: https://x.org/a\n"
        "-  summary: It \n-  tags: [QA, qa]\n-  website: www.x.org\n\\ No newline at end of file\n"
        "+  summary: It. \n+  tags: [QA]\n+  website: https://www.x.org\n\\ No newline at end of file\n"
    )
    assert done.err == "4 fixes; nothing was written; write them with: awesome-adapters check --fix\n"
    assert done.code == 1
    subprocess.run(["git", "apply", "-"], input=done.out.encode(), cwd=root, check=True)
    assert path.read_bytes() == after


def test_a_diff_of_lines_with_carriage_returns_can_be_applied(write: Write, call: Call, root: Path) -> None:
    before, after = sides(ENTRY.replace("\n", "\r\n") + "summary: It«→.»\r\n# é \r\n")
    path = write(before)

    done = call("check", "--diff")

    subprocess.run(["git", "apply", "-"], input=done.out.encode(), cwd=root, check=True)
    assert path.read_bytes() == after


def test_a_diff_escapes_what_a_terminal_would_obey(write: Write, call: Call) -> None:
    write("title: A\n# \u202e\nitems:\n- title: a\n  code: x.org\n")

    assert "\n # \\u202e\n" in call("check", "--diff").out


def test_a_list_without_mistakes_has_no_diff(write: Write, call: Call) -> None:
    write("title: A\nitems: []\n")

    done = call("check", "--diff")

    assert (done.code, done.out, done.err) == (0, "", "0 fixes; nothing was written\n")


def test_programs_get_what_is_left(write: Write, call: Call) -> None:
    write("title: A\nitems:\n- title: a\n  code: x.org\n  status: new\n")

    done = call("check", "--fix", "--format", "json")

    assert [problem["rule"] for problem in json.loads(done.out)] == ["unknown-key"]
    assert "data/nlp.yaml:4: code 'x.org' → 'https://x.org'" in done.err


def test_a_file_that_somebody_changes_meanwhile_is_left_as_it_is(
    write: Write, open_list: Callable[[], Project]
) -> None:
    path = write("title: A\nitems:\n- title: a\n  code: x.org\n")
    result = fixes.find(open_list())
    path.write_bytes(b"title: B\nitems: []\n")

    with pytest.raises(CatalogueError, match=r"data/nlp.yaml has changed meanwhile; nothing was written"):
        result.write()

    assert path.read_bytes() == b"title: B\nitems: []\n"


def test_a_file_whose_name_has_odd_space_is_fixed_too(write: Write, call: Call) -> None:
    path = write("title: A\nitems:\n- title: a\n  code: x.org\n", "data/a  b.yaml")

    done = call("check", "--fix")

    assert done.out == "data/a b.yaml:4: code 'x.org' → 'https://x.org'\n"
    assert b"code: https://x.org" in path.read_bytes()


# Properties ----------------------------------------------------------------------------------------------------------

TAGS = {"LoRA": ["lora", "Lo-RA"], "Prompt Tuning": ["prompt-tuning", "PromptTuning"], "QA": ["qa"]}
SETTINGS = "tags: { LoRA: [], Prompt Tuning: [], QA: [] }\n"


@st.composite
def marked_lists(draw: st.DrawFn) -> str:
    """Draw a data file with mistakes, each marked with its fix."""
    quote = draw(st.sampled_from("'\""))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    entries = [f"- title: Z\n  code: {quote}https://x.org{quote}\n  paper: {{ arxiv_id: {quote}2106.09999{quote} }}\n"]
    entries += [draw(marked_entries(number, quote)) for number in range(draw(st.integers(1, 4)))]
    blank = draw(st.sampled_from(["", "\n", "# a comment\n"]))
    title = draw(st.sampled_from(["NLP", "NLP«.→»", f"{quote}NLP«!?→»{quote}"]))
    return f"title: {title}{draw(COMMENTS)}\nitems:\n{blank.join(entries)}".replace("\n", newline)


COMMENTS = st.sampled_from(["", " # c", "   # 'it' [a, b]: c"])
SUMMARIES = ["Trains adapters", "Trains “adapters”", "Doubles é", "Shows (that it works)"]


@st.composite
def marked_entries(draw: st.DrawFn, number: int, quote: str) -> str:
    is_flow = draw(st.booleans())
    arxiv_id = f"2106.1000{number}"
    ids = [
        f"arxiv_id: {quote}{arxiv_id}{quote}",
        f"arxiv_id: {quote}«https://arxiv.org/abs/{arxiv_id}v3→{arxiv_id}»{quote}",
        f"arxiv_id: {quote}«arXiv:{arxiv_id}→{arxiv_id}»{quote}",
        f"arxiv_id: «{arxiv_id}→{quote}{arxiv_id}{quote}»",
        f"«doi→arxiv_id»: {quote}{arxiv_id}{quote}",
        f"«doi→arxiv_id»: {quote}«https://arxiv.org/pdf/{arxiv_id}→{arxiv_id}»{quote}",
    ]
    link = f"github.com/a/b{number}"
    links = [
        f"{quote}«→https://»{link}{quote}",
        f"{quote}https://{link}{quote}",
        f"«{link}→{quote}https://{link}{quote}»" if is_flow else f"«→https://»{link}",
    ]
    summary = draw(st.sampled_from(SUMMARIES))
    summaries = [f"{quote}{summary}«→.»{quote}", f"{quote}{summary}.{quote}", *([] if is_flow else [f"{summary}«→.»"])]
    if not is_flow:
        summaries += [
            f">-\n    {summary}\n    it«→.»\n",
            f"|\n    {summary}«→.»",
            f"{quote}{summary}\n    it«→.»{quote}",
        ]
    fields = [
        f"code: {draw(st.sampled_from(links))}",
        f"summary: {draw(st.sampled_from(summaries))}",
        ("paper: {{ {}, year: 2021 }}" if is_flow or draw(st.booleans()) else "paper:\n    {}").format(
            draw(st.sampled_from(ids))
        ),
        draw(marked_tags(quote, is_flow=is_flow)),
    ]
    fields = [f"title: {quote}Entry{number}{quote}", *draw(st.permutations(fields))]
    if is_flow:
        return f"- {{ {', '.join(fields)} }}{draw(COMMENTS)}\n"
    lines = [field if field.startswith("tags:\n") else f"{field}\n" for field in fields]
    commented = [line if re.search(r"[|>]|^tags:\n", line) else f"{line[:-1]}{draw(COMMENTS)}\n" for line in lines]
    return f"- {'  '.join(commented)}"


@st.composite
def marked_tags(draw: st.DrawFn, quote: str, *, is_flow: bool) -> str:
    """Draw tags; the second of two that are one is taken out."""
    names = draw(st.lists(st.sampled_from(sorted(TAGS)), max_size=5))
    is_block = not is_flow and bool(names) and draw(st.booleans())
    texts: list[str] = []
    for index, name in enumerate(names):
        spelling = draw(st.sampled_from([name, *TAGS[name]]))
        mark = draw(st.sampled_from(["", quote]))
        if name in names[:index]:
            item = f"{mark}{spelling}{mark}"
            texts.append(f"«  - {item} # c\n→»" if is_block else f"«, {item}→»")
        else:
            item = f"{mark}{name if spelling == name else f'«{spelling}→{name}»'}{mark}"
            texts.append(f"  - {item}{draw(COMMENTS)}\n" if is_block else f"{', ' if texts else ''}{item}")
    return f"tags:\n{''.join(texts)}" if is_block else f"tags: [{''.join(texts)}]"


@pytest.mark.slow
@max_examples(100)
@given(marked_lists(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_nothing_but_the_mistakes_changes_and_none_is_left(
    tmp_path_factory: pytest.TempPathFactory, marked: str, bom: bytes
) -> None:
    root = tmp_path_factory.mktemp("list")
    (root / "data").mkdir()
    (root / "catalogue.yaml").write_text(SETTINGS, encoding="utf-8")
    before, after = sides(marked)
    path = root / "data" / "a.yaml"
    path.write_bytes(bom + before)

    result = fixes.find(Project.open(root))
    result.write()

    assert path.read_bytes().decode() == (bom + after).decode()
    assert result.skipped == {}
    assert certain(Project.open(root)) == []
    assert fixes.find(Project.open(root)).contents == {}


PIECES = [
    *(
        "title: A\n",
        "items:\n",
        "- ",
        "  ",
        "title: a\n",
        "code: x.org\n",
        "code: https://x.org\n",
        "tags: [a, A, a]\n",
    ),
    *(
        "tags:\n",
        "  - a\n",
        "  - A # b\n",
        "paper:\n",
        "paper: {",
        "}\n",
        "doi: 2106.09685\n",
        "arxiv_id: 2106.09685\n",
    ),
    *(
        "summary: b\n",
        "summary: |\n",
        "# c\n",
        "\n",
        "[",
        "]",
        "{",
        ", ",
        "'",
        '"',
        ": ",
        "*a",
        "&a ",
        "!b ",
        "\t",
        "é",
        "---\n",
    ),
    *("items: [", "{title: a, code: x.org", "{title: b, tags: [a, a]", "\u2028", "\x85", "\r", "\u00a0"),
]


@max_examples(200)
@given(st.lists(st.sampled_from(PIECES), min_size=3, max_size=30).map("".join))
def test_any_file_is_fixed_once_and_without_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.mktemp("list")
    (root / "data").mkdir()
    path = root / "data" / "a.yaml"
    path.write_bytes(f"title: A\nitems:\n- title: a\n{text}".encode())

    result = fixes.find(Project.open(root))
    list(result.diff())
    result.write()

    again = fixes.find(Project.open(root))
    assert again.contents == {}
    assert list(again.skipped.values()) == list(result.skipped.values())


UNCERTAIN = {
    "two ids in one text": ("paper: { arxiv_id: 'arXiv:2106.09685, doi:10.1109/5.771073' }", "id-spelling"),
    "two ids in one text under a third": ("paper: { pmid: 'arXiv:2106.09685 doi:10.1109/5.771073' }", "other-id"),
    "words in the place of a paper": ("paper: LoRA (arXiv:2106.09685)", "wrong-type"),
    "words beside an address": ("website: see https://x.org/b for more", "bad-link"),
    "a file": ("website: paper.pdf", "bad-link"),
    "a summary that breaks off": ("summary: Trains adapters,", "summary-end"),
    "a small letter": ("summary: trains it.", "summary-start"),
}


@pytest.mark.parametrize(("line", "rule"), UNCERTAIN.values(), ids=UNCERTAIN)
def test_what_may_be_meant_otherwise_is_never_written(write: Write, call: Call, line: str, rule: str) -> None:
    path = write(content := f"title: A\nitems:\n- title: a\n  code: https://x.org\n  {line}\n".encode())

    done = call("check", "--fix")

    assert f"[{rule}]\n    write: " in done.out
    assert path.read_bytes() == content
