import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awesome_adapters.formats import autolinks, markdown
from awesome_adapters.schema.values import is_link
from awesome_adapters.text import collapse_whitespace
from conftest import max_examples
from rendered import Page

PIECES = [
    *"\\`*_[]()<>~&$|#!@^:'\"-+={}%",
    *("**", "__", "~~", "$$", "```", "---", "]()", "](https://evil.example)", "[x] ", "[^1]", "1.", "2) ", "- ", "+ "),
    *("www.", "WWW.a.b", "http://", "https://a.b/c", "ftp://a.b", "mailto:", "a@b.example", "javascript:", ":smile:"),
    *("<b>", "</a>", "<br>", "<script>", "<!--", "-->", "<a href=x>", "&amp;", "&#35;", "&copy", "&copy;"),
    *(" ", "  ", "\n", "\t", "\u00a0", "\u2028", "\x00", "\u202e", "a", "B_", "0", "é", "日本", "😀", "\u0301"),
]
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text(max_size=20)).filter(
    collapse_whitespace
)
addresses = st.lists(st.sampled_from([*"ab/?&=#()_*~$'!@;,|[]é", "%28", "&amp;", "&copy", "\\", '"']), max_size=8).map(
    lambda parts: "https://example.org/" + "".join(parts)
)


def shown(text: str) -> str:
    """How a browser folds what is left of a text."""
    return " ".join(collapse_whitespace(text).split())


# Text ----------------------------------------------------------------------------------------------------------------


@max_examples(120)
@given(texts, texts)
@example("1. [x] - <b>", "_www.evil.example")
def test_any_title_and_summary_come_out_as_written_with_no_link_but_ours(title: str, summary: str) -> None:
    link = markdown.escape(title, in_link=True)
    entry = f'- <a id="k"></a>[{link}](https://example.org/) - {markdown.escape(summary)}<br>\n  [PDF](https://x.y/)\n'

    page = Page(entry)

    assert page.text == f"{shown(title)} - {shown(summary)} PDF"
    assert page.all("href") == ["https://example.org/", "https://x.y/"]
    assert set(page.tags) <= {"ul", "li", "a", "span", "br"}


@max_examples(100)
@given(texts)
@example("1. one")
@example("12) twelve")
@example("- minus")
@example("+ plus")
@example("---")
@example("===")
@example("    code")
@example("> quote")
@example("# hash #")
def test_any_text_comes_out_as_written_at_the_start_of_a_line_or_heading(text: str) -> None:
    escaped = markdown.escape(text)

    paragraph, item, heading = (Page(f"{start}{escaped}\n") for start in ("", "- ", "## "))

    assert {page.text for page in (paragraph, item, heading)} == {shown(text)}
    assert set(paragraph.tags) <= {"p", "span"}
    assert set(item.tags) <= {"ul", "li", "span"}
    assert set(heading.tags) <= {"h2", "span"}


@max_examples(60)
@given(st.lists(texts, min_size=1, max_size=3))
@example(["^", "A. Author"])
def test_any_names_come_out_as_written_in_emphasis_and_in_pictures(names: list[str]) -> None:
    name = markdown.escape(", ".join(names))
    alternative = markdown.escape(names[0], in_link=True)

    page = Page(f"- _{name}_ · **{name}**<br>\n  ![{alternative}](https://example.org/p.svg)\n")

    assert page.text == f"{shown(', '.join(names))} · {shown(', '.join(names))}"
    assert [tag for tag in page.tags if tag != "span"] == ["ul", "li", "em", "strong", "br", "img"]
    assert [text.replace(":\u200b", ":") for text in page.all("alt")] == [collapse_whitespace(names[0])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LoRA: Low-Rank Adaptation (v2)!", "LoRA: Low-Rank Adaptation (v2)!"),
        ("Analysis & Evaluation of A_B in C++ and F#", "Analysis & Evaluation of A_B in C++ and F#"),
        ("_a_ and __b__", r"\_a\_ and \_\_b\_\_"),
        ("*a* `b` [c] <d> ~e~ | \\", r"\*a\* \`b\` \[c\] \<d\> \~e\~ \| \\"),
        ("&amp; &#35; AT&T; R&D", r"\&amp; \&#35; AT\&T; R&D"),
        ("#1 of C #", r"\#1 of C \#"),
        ("(#12), a/b#3, GH-4 and gh-5, F#", r"(\#12), a/b\#3, GH\-4 and gh\-5, F#"),
        ("high-5 GH-x #x", r"high-5 GH-x \#x"),
        ("https://a.b and www.a.b", r"https\://a.b and www\.a.b"),
        ("1. one - 2. two", r"1\. one - 2. two"),
        ("1.5 times", "1.5 times"),
        ("^2 and x^2", r"\^2 and x^2"),
        ("-5 and --5", r"-5 and --5"),
        ("costs $5", r"costs \$5"),
        ("from $5 to $6", "from <span>$</span>5 to <span>$</span>6"),
        ("me@example.org", "me<span>@</span>example.org"),
        (" two\n lines ", "two lines"),
        ("10:100:1000 and a:rocket:b", "10<span>:</span>100:1000 and a<span>:</span>rocket:b"),
        (":+1: :e-mail: at 12:30:45, f: g", "<span>:</span>+1: <span>:</span>e-mail: at 12:30:45, f: g"),
    ],
)
def test_only_what_would_be_read_as_markup_is_escaped(text: str, expected: str) -> None:
    assert markdown.escape(text) == expected


@given(texts)
@example(r"\*\\*")
@example("<span>@</span> and $1 $2")
def test_an_escaped_text_can_be_read_back(text: str) -> None:
    assert markdown.unescape(markdown.escape(text)) == collapse_whitespace(text)


def test_names_of_emoji_are_text_in_links_headings_and_raw_html_as_well() -> None:
    """GitHub replaces them in single pieces of text after the Markdown; code is left alone."""
    text = "Scaling 10:100:1000 :rocket:"
    pieces = [
        markdown.escape(text, in_link=True),
        markdown.escape(text, in_heading=True),
        *Page(f"{markdown.escape(text)}\n").html.split("<span>"),
        *markdown.in_html(text).split("<span>"),
    ]

    assert not any(re.search(r":[\w+-]+:", piece) for piece in pieces)
    assert markdown.unescape(markdown.escape(text, in_heading=True)) == text
    assert markdown.Slugger().slug(pieces[1]) == markdown.Slugger().slug(text)
    assert "<" not in pieces[0] + pieces[1]


def test_a_link_holds_no_html() -> None:
    assert markdown.escape("from $5 to $6 by me@example.org", in_link=True) == r"from \$5 to \$6 by me@example.org"


@max_examples(60)
@given(texts)
def test_any_text_comes_out_as_written_in_a_code_span(text: str) -> None:
    page = Page(f"a {markdown.code(text)} b\n")

    assert page.text == f"a {shown(text)} b"
    assert page.tags == ["p", "code"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LoRA", "`LoRA`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a``b`", "``` a``b` ```"),
        ("two\nlines", "`two lines`"),
    ],
)
def test_a_code_span_has_a_longer_fence_than_its_text(text: str, expected: str) -> None:
    assert markdown.code(text) == expected


@max_examples(60)
@given(texts)
@example("</details><script>alert(1)</script>")
@example("two\n\n    lines")
def test_any_text_comes_out_as_written_in_raw_html(text: str) -> None:
    page = Page(f"- a\n  <details><summary>TLDR</summary>{markdown.in_html(text)}</details>\n\nb\n")

    assert page.text == f"a TLDR{shown(text)} b"
    assert [tag for tag in page.tags if tag != "span"] == ["ul", "li", "details", "summary", "p"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('it\'s <b> & "c"', "it's &lt;b&gt; &amp; &#34;c&#34;"),
        ("$5\n\n  each", "$5 each"),
        ("from $5 to $6", "from <span>$</span>5 to <span>$</span>6"),
    ],
)
def test_raw_html_is_one_line_without_formulas(text: str, expected: str) -> None:
    assert markdown.in_html(text) == expected


# Links ---------------------------------------------------------------------------------------------------------------


@max_examples(100)
@given(addresses)
def test_any_address_leads_where_it_says(address: str) -> None:
    page = Page(f"_a_ [b]({markdown.destination(address)}) _c_\n")

    assert page.tags == ["p", "em", "a", "em"]
    assert page.text == "a b c"
    assert [unquote(href) for href in page.all("href")] == [unquote(address)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.b/c_d_e?x=*1*&y=~2#z", "https://a.b/c_d_e?x=*1*&y=~2#z"),
        ("https://a.b/c_(d)", "https://a.b/c_%28d%29"),
        ("https://a.b/?x=1&copy;=2", "https://a.b/?x=1&amp;copy;=2"),
        ("https://a.b/é|[c]", "https://a.b/%C3%A9%7C%5Bc%5D"),
        ("https://a.b/%28", "https://a.b/%28"),
        ('javascript:alert(1) "x', "javascript:alert%281%29%20%22x"),
    ],
)
def test_an_address_is_changed_only_where_it_must_be(address: str, expected: str) -> None:
    assert markdown.destination(address) == expected


# Anchors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings_and_anchors",
    [
        {"alpha": "alpha", "bravoCharlieDelta": "bravocharliedelta", "__proto__": "__proto__"},
        {"Analysis & Evaluation": "analysis--evaluation", "Multi-Modal": "multi-modal", "Q&A": "qa"},
        {"(IA)³ and LoRA": "ia-and-lora", "C++": "c", "a_b": "a_b", "LLM_Adapters": "llm_adapters"},
        {"Prompt/Prefix Tuning": "promptprefix-tuning", "Why Adapters?": "why-adapters"},
        {"Résumé parsing": "résumé-parsing", "Привет non-latin 你好": "привет-non-latin-你好", "½ and Ⅷ": "-and-ⅷ"},
        {"📚 Papers": "-papers", "😄-😄 unicode emoji": "--unicode-emoji", "😄_😄 emoji": "_-emoji"},
        {"I ♥ unicode": "i--unicode", "en–dash": "endash", ":ok_hand: Single": "ok_hand-single"},
        {
            "heading with a - dash": "heading-with-a---dash",
            "heading with an _ underscore": "heading-with-an-_-underscore",
        },
        {"heading with a period.txt": "heading-with-a-periodtxt", "apostrophe’s": "apostrophes"},
        {"exchange.bind_headers(exchange, routing [, call])": "exchangebind_headersexchange-routing--call"},
        {" a": "-a", "a ": "a-", " a ": "-a-", "two  spaces": "two--spaces"},
        {"Ⓐ circled": "ⓐ-circled", "a\u0301 mark": "a\u0301-mark", "٣ digits ３": "٣-digits-３"},
    ],
)
def test_an_anchor_is_githubs(headings_and_anchors: dict[str, str]) -> None:
    slugger = markdown.Slugger()

    assert {heading: slugger.slug(heading) for heading in headings_and_anchors} == headings_and_anchors


@pytest.mark.parametrize("letter", "ⓐⓩ🄰🅉🅐🅩🅰🆉")
def test_circled_letters_stay_in_an_anchor(letter: str) -> None:
    assert markdown.Slugger().slug(f"a{letter}b") == f"a{letter}b"


@pytest.mark.parametrize("sign", "⓪🄯🅊🅏🅪🅯🆊")
def test_the_signs_around_circled_letters_do_not_stay_in_an_anchor(sign: str) -> None:
    assert markdown.Slugger().slug(f"a{sign}b") == "ab"


@pytest.mark.parametrize(
    ("headings", "anchors"),
    [
        (["Methods", "Methods", "methods"], ["methods", "methods-1", "methods-2"]),
        (["echo", "echo", "echo 1", "echo-1", "echo"], ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"]),
        (["foxtrot-1", "foxtrot", "foxtrot"], ["foxtrot-1", "foxtrot", "foxtrot-2"]),
        (["C", "C++", "C#"], ["c", "c-1", "c-2"]),
        (["??", "!!"], ["", "-1"]),
    ],
)
def test_an_anchor_that_was_there_before_gets_a_number(headings: list[str], anchors: list[str]) -> None:
    slugger = markdown.Slugger()

    assert [slugger.slug(heading) for heading in headings] == anchors


# Texts with links ----------------------------------------------------------------------------------------------------


@max_examples(120)
@given(st.lists(texts | addresses.filter(is_link), min_size=1, max_size=4).map(" ".join))
@example("Look!https://example.org/a.png and !https://example.org/b.png")
@example("[x](https://example.org/a) <https://example.org/b> `https://example.org/c`")
@example("- https://example.org/_a_ ~~b~~ https://example.org/(c)")
def test_a_text_with_links_comes_out_as_written_and_leads_nowhere_else(text: str) -> None:
    page = Page(markdown.with_links(text))

    expected = [address for address, is_address in autolinks.pieces(collapse_whitespace(text)) if is_address]
    assert page.text == shown(text)
    assert [unquote(href) for href in page.all("href")] == list(map(unquote, expected))
    assert set(page.tags) <= {"p", "a", "span"}
    assert page.tags.count("p") <= 1
