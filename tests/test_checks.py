"""The rules between values, keys, entries and files: what they find, and what they let pass."""

import ast
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters import checks
from awesome_adapters.project import Project

PROGRAM = Path(checks.__file__).parents[1]
MISTAKES = Path(__file__).with_name("mistakes")
SHA = "29ddc1f43f28af7c846515e32cc167bc66886d0c"

Write = Callable[..., Path]
Check = Callable[..., list[str]]


@pytest.fixture
def check(root: Path, write: Write) -> Check:
    """Write data files, and return what is wrong with the list, as it is printed."""

    def check(*files: str, **records: dict[str, object]) -> list[str]:
        for number, content in enumerate(files, 1):
            write(content, f"data/{number}.yaml")
        lines = [
            f'"ARXIV:{key}": {json.dumps(record | {"retrieved": "2024-05-04"})},' for key, record in records.items()
        ]
        write("\n".join(["{", *lines, '"version": 1', "}"]), "data/metadata.json")
        project = Project.open(root)
        problems = project.problems + checks.WARNINGS.run(project.context)
        return [f"{p} write: {p.hint}" if p.hint else str(p) for p in sorted(problems, key=lambda p: p[:3])]

    return check


def an_item(**keys: str) -> str:
    given = {"title": "LoRA", "code": "https://x.org"} | keys
    return "title: NLP\nitems:\n- " + "\n  ".join(f"{key}: {value}" for key, value in given.items())


# All of them ---------------------------------------------------------------------------------------------------------


def test_the_folder_of_mistakes_is_reported_whole_and_left_as_it_is(
    run: Callable[..., "subprocess.CompletedProcess[str]"], expect: Callable[[str, str], None]
) -> None:
    before = {path: path.read_bytes() for path in MISTAKES.rglob("*") if path.is_file()}

    done = run("check", "--root", str(MISTAKES))

    expect(done.stdout, "mistakes.txt")
    assert done.returncode == 1
    assert done.stderr.startswith("60 of 116 entries: 212 errors and 47 warnings; left out: catalogue.yaml, data/")
    assert {path: path.read_bytes() for path in MISTAKES.rglob("*") if path.is_file()} == before


def test_every_rule_on_single_values_has_an_example_among_the_mistakes() -> None:
    makers = ("Problem", "Mistake", "_error", "self._report")
    rules = {rule.name for rule in (*checks.ERRORS, *checks.WARNINGS)} | {
        argument.value
        for module in ("catalogue/validation", "yaml/reader", "schema/__init__", "catalogue/assembly")
        for call in ast.walk(ast.parse((PROGRAM / f"{module}.py").read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in makers
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant) and re.fullmatch(r"[a-z][a-z0-9-]+", str(argument.value))
    }
    reported = (MISTAKES.parent / "expected" / "mistakes.txt").read_text(encoding="utf-8")

    assert {"also-in", "duplicate-paper"} < rules
    assert len(rules) > 30
    assert rules - set(re.findall(r"\[([a-z0-9-]+)\]$", reported, re.MULTILINE)) == {
        *("changed-key", "renamed-section"),  # they need an earlier commit
        *("unknown-section", "unknown-tag", "unused-label"),  # they need a list that could be read whole
    }


# Values --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "https://x.org",
        "http://localhost:8080/a",
        "HTTPS://X.ORG/%20?a=b&c#d",
        "https://x.org/a(b)_c",
        "https://中文.org/é",
        "https://x.org/@user",
        "https://x.org?mail=a@b.org",
    ],
)
def test_a_web_address_is_a_link(check: Check, link: str) -> None:
    assert check(an_item(code=f'"{link}"')) == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("x.org/a", "a link must start with http:// or https://: 'x.org/a' [bad-link] write: code: https://x.org/a"),
        (
            "www.x.org",
            "a link must start with http:// or https://: 'www.x.org' [bad-link] write: code: https://www.x.org",
        ),
        ("//x.org/a", "a link must start with http:// or https://: '//x.org/a' [bad-link]"),
        ("ftp://x.org", "a link must start with http:// or https://: 'ftp://x.org' [bad-link]"),
        ("javascript:alert(1)", "a link must start with http:// or https://: 'javascript:alert(1)' [bad-link]"),
        ("data:text/html,hi", "a link must start with http:// or https://: 'data:text/html,hi' [bad-link]"),
        (
            "git@github.com:a/b.git",
            (
                "a link must start with http:// or https://: 'git@github.com:a/b.git' [bad-link] "
                "write: code: https://github.com/a/b"
            ),
        ),
        (
            "[Code](https://x.org/a_(b)), now",
            (
                "a link must be the address alone: '[Code](https://x.org/a_(b)), now' [bad-link] "
                "write: code: https://x.org/a_(b)"
            ),
        ),
        (
            "“https://x.org/a”",
            "curly quotes are no quotes of YAML: “https://x.org/a” [bad-link] write: code: https://x.org/a",
        ),
        ("N/A", "'N/A' is no link; leave the key out [bad-link]"),
        ("none", "'none' is no link; leave the key out [bad-link]"),
        (
            "https://x.org/a b",
            "a link must not contain spaces: 'https://x.org/a b' [bad-link] write: code: https://x.org/a%20b",
        ),
        ("https://u:p@x.org", "a link must not contain a user name or password [bad-link]"),
        ("https://u@x.org/a", "a link must not contain a user name or password [bad-link]"),
        (
            "https://",
            "this is not a complete link, or contains a character that must be encoded: 'https://' [bad-link]",
        ),
        (
            "https://x.org/<a>",
            "this is not a complete link, or contains a character that must be encoded: 'https://x.org/<a>' [bad-link]",
        ),
        (
            "https://x.org:80a/",
            (
                "this is not a complete link, or contains a character that must be encoded: 'https://x.org:80a/' "
                "[bad-link]"
            ),
        ),
    ],
)
def test_what_is_no_web_address_is_refused(check: Check, link: str, message: str) -> None:
    assert check(an_item(code=f'"{link}"')) == [f"data/1.yaml:4:9: error: {message}"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("added", "2024-02-30", "'2024-02-30' is not a day; an example is 2024-05-31 [bad-date]"),
        ("added", "2024-5-3", "'2024-5-3' is not a day; an example is 2024-05-31 [bad-date]"),
        ("added", "20240531", "'20240531' is not a day; an example is 2024-05-31 [bad-date]"),
        ("added", "２０２４-01-01", "'２０２４-01-01' is not a day; an example is 2024-05-31 [bad-date]"),
        (
            "key",
            "4-bit",
            (
                "'4-bit' cannot be a key: it must start with a letter and contain only letters, digits, '.', '_' and "
                "'-' [bad-key]"
            ),
        ),
        (
            "key",
            "(IA)³",
            (
                "'(IA)³' cannot be a key: it must start with a letter and contain only letters, digits, '.', '_' and "
                "'-' [bad-key] write: key: IA"
            ),
        ),
    ],
)
def test_a_day_and_a_key_have_one_form(check: Check, key: str, value: str, message: str) -> None:
    assert check(an_item(**{key: value})) == [f"data/1.yaml:5:{5 + len(key)}: error: {message}"]


@pytest.mark.parametrize("year", ["22", "2_022", "-2022", "2022.0", "1e3", "0999", "2100", "２０２２", "in press"])
def test_a_year_has_four_digits(check: Check, year: str) -> None:
    assert check(an_item(paper=f"{{ year: {year} }}")) == [
        f"data/1.yaml:5:18: error: '{year}' is not a year; an example is 2024 [bad-year]"
    ]


@pytest.mark.parametrize("index", ["-1", "1.5", "1_0", "0x1", "one", "1234567"])
def test_an_index_is_a_small_whole_number(check: Check, index: str) -> None:
    assert check(f"index: {index}\ntitle: NLP") == [
        f"data/1.yaml:1:8: error: '{index}' is not a whole number; an example is 3 [bad-number]"
    ]


# Ids -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "written", "example"),
    [
        ("arxiv_id", "https://arxiv.org/list/cs.CL/recent", "2106.09685"),
        ("acl_id", "emnlp-demos.7", "2020.emnlp-demos.7"),
        ("doi", "11.1109/CVPR", "10.1109/CVPR52688.2022.00516"),
        ("openreview_id", "short", "nZeVKeeFYf9"),
        ("pmid", "1987247x", "19872477"),
        ("pmcid", "PMC", "PMC2323736"),
        ("semantic_scholar_id", SHA[:-5], "29ddc1f43f28af7c846515e32cc167bc66886d0c"),
        ("corpus_id", "59 599", "59599816"),
    ],
)
def test_an_id_of_no_known_form_is_refused(check: Check, key: str, written: str, example: str) -> None:
    assert check(an_item(paper=f'{{ {key}: "{written}" }}')) == [
        f"data/1.yaml:5:{14 + len(key)}: error: '{written}' is not a valid {key}; an example is {example} [bad-id]"
    ]


@pytest.mark.parametrize(
    ("key", "written", "message"),
    [
        ("arxiv_id", "2113.09685", "is not a valid arxiv_id: it looks like an arXiv id, but there is no month 13"),
        ("arxiv_id", "2106.096855", "is not a valid arxiv_id: it looks like an arXiv id with a digit too many"),
        ("doi", "https://doi.org/10.1145/", "is not a valid doi: it looks like a DOI that was cut off"),
        ("semantic_scholar_id", SHA[1:], "it looks like a Semantic Scholar id with a digit too few"),
        ("arxiv_id", "2106.09685 2106.09686", "names two papers, arXiv 2106.09685 and arXiv 2106.09686; write one id"),
        ("doi", "10.1145/1, 10.1145/2", "names two papers, DOI 10.1145/1 and DOI 10.1145/2; write one id"),
    ],
)
def test_an_id_that_is_nearly_one_is_told_what_is_wrong(check: Check, key: str, written: str, message: str) -> None:
    [problem] = check(an_item(paper=f'{{ {key}: "{written}" }}'))

    assert f"{message} [bad-id]" in problem
    assert "write: " not in problem


def test_a_letter_in_the_place_of_a_digit_is_mended(check: Check) -> None:
    [problem] = check(an_item(paper="{ arxiv_id: 21O6.09685 }"))

    assert problem.endswith('it has a letter in the place of a digit [bad-id] write: arxiv_id: "2106.09685"')


@pytest.mark.parametrize(
    ("paper", "hint"),
    [
        ('"2311.00001"', 'paper: { arxiv_id: "2311.00001" }'),
        ("https://arxiv.org/pdf/2311.00001.pdf", 'paper: { arxiv_id: "2311.00001" }'),
        ("https://x.org/a.pdf", 'paper: { pdf: "https://x.org/a.pdf" }'),
        ("https://x.org/a", 'paper: { url: "https://x.org/a" }'),
    ],
)
def test_an_id_in_the_place_of_a_papers_keys_is_told_its_key(check: Check, paper: str, hint: str) -> None:
    [problem] = check(an_item(paper=paper))

    assert "'paper' should be a mapping of keys to values, but is a text [wrong-type]" in problem
    assert problem.endswith(f"write: {hint}")


def test_an_arxiv_id_that_lost_its_final_zero_is_recognized(check: Check) -> None:
    assert check(an_item(paper="{ arxiv_id: 2106.0464 }")) == [
        (
            "data/1.yaml:5:22: error: '2106.0464' is not a valid arxiv_id: since 2015 five digits follow the dot; "
            "was a final 0 lost? [bad-id]"
        )
    ]


@pytest.mark.parametrize(
    ("key", "written", "right", "value"),
    [
        ("acl_id", "2106.09685", "arxiv_id", "2106.09685"),
        ("arxiv_id", "2021.acl-long.353", "acl_id", "2021.acl-long.353"),
        ("arxiv_id", "https://doi.org/10.1000/182", "doi", "10.1000/182"),
        ("doi", "arXiv:2106.09685", "arxiv_id", "2106.09685"),
        ("doi", "https://aclanthology.org/P19-1001.pdf", "acl_id", "P19-1001"),
        ("acl_id", "10.18653/v1/P19-1001", "doi", "10.18653/v1/p19-1001"),
        ("corpus_id", f"https://www.semanticscholar.org/paper/{SHA}", "semantic_scholar_id", SHA),
        ("semantic_scholar_id", "CorpusID:59599816", "corpus_id", "59599816"),
        ("pmid", "PMC2323736", "pmcid", "PMC2323736"),
        ("pmcid", "https://pubmed.ncbi.nlm.nih.gov/19872477/", "pmid", "19872477"),
        ("doi", "https://openreview.net/forum?id=nZeVKeeFYf9", "openreview_id", "nZeVKeeFYf9"),
    ],
)
def test_an_id_under_another_ones_key_is_sent_to_its_own(
    check: Check, key: str, written: str, right: str, value: str
) -> None:
    assert check(an_item(paper=f'{{ {key}: "{written}" }}')) == [
        (
            f"data/1.yaml:5:{14 + len(key)}: error: '{written}' belongs under '{right}', not under '{key}' [other-id] "
            f'write: {right}: "{value}"'
        )
    ]


@pytest.mark.parametrize(
    ("key", "written", "name", "right", "value"),
    [
        ("arxiv_id", "https://arxiv.org/pdf/2106.04647v2.pdf", "arXiv", "arxiv_id", "2106.04647"),
        ("arxiv_id", "2106.04647v2", "arXiv", "arxiv_id", "2106.04647"),
        ("arxiv_id", "arXiv:cs.CL/0309136", "arXiv", "arxiv_id", "cs/0309136"),
        ("acl_id", "https://aclanthology.org/2021.acl-long.353/", "ACL", "acl_id", "2021.acl-long.353"),
        ("doi", "https://doi.org/10.1000/182", "DOI", "doi", "10.1000/182"),
        ("doi", "10.48550/arXiv.2106.04647", "arXiv", "arxiv_id", "2106.04647"),
        ("openreview_id", "https://openreview.net/pdf?id=nZeVKeeFYf9", "OpenReview", "openreview_id", "nZeVKeeFYf9"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/19872477", "PubMed", "pmid", "19872477"),
        ("corpus_id", "CorpusID:59599816", "CorpusId", "corpus_id", "59599816"),
        (
            "semantic_scholar_id",
            f"https://www.semanticscholar.org/paper/Some-Title/{SHA}",
            "Semantic Scholar",
            "semantic_scholar_id",
            SHA,
        ),
    ],
)
def test_a_pasted_address_is_read_as_its_id_and_the_plain_id_offered(
    check: Check, key: str, written: str, name: str, right: str, value: str
) -> None:
    assert check(an_item(paper=f'{{ {key}: "{written}" }}')) == [
        (
            f"data/1.yaml:5:{14 + len(key)}: warning: '{written}' is read as {name} {value}; the plain id is enough "
            f'[id-spelling] write: {right}: "{value}"'
        )
    ]


def test_ids_that_other_programs_take_for_numbers_want_quotes(check: Check) -> None:
    paper = "{ arxiv_id: 2106.04640, pmid: '19872477', doi: 10.1109/CVPR, corpus_id: 59599816, acl_id: P19-1001 }"

    assert check(an_item(paper=paper)) == [
        (
            "data/1.yaml:5:22: warning: put quotes around 2106.04640: other programs read it as a number [unquoted-id] "
            'write: arxiv_id: "2106.04640"'
        ),
        (
            "data/1.yaml:5:82: warning: put quotes around 59599816: other programs read it as a number [unquoted-id] "
            'write: corpus_id: "59599816"'
        ),
    ]


# Entries -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keys",
    ["code: https://x.org", "website: https://x.org", "links: {Data: https://x.org}"]
    + [f"paper: {{{one}}}" for one in ("pmid: '1'", "url: https://x.org", "pdf: https://x.org/a.pdf")],
)
def test_one_thing_to_link_to_is_enough(check: Check, keys: str) -> None:
    assert check(f"title: NLP\nitems: [{{title: LoRA, {keys}}}]") == []


@pytest.mark.parametrize("keys", ["tags: [LoRA]", "paper: {}", "paper: {title: LoRA}"])
def test_an_entry_that_leads_nowhere_is_refused(check: Check, keys: str) -> None:
    assert check(f"title: NLP\nitems: [{{title: LoRA, {keys}}}]") == [
        "data/1.yaml:2:9: error: 'LoRA' has no link; give the paper an id, or add code or website [no-link]"
    ]


@pytest.mark.parametrize("keys", ["authors: [Edward Hu]", "venue: ICLR", "year: 1666", "date: 1666-05"])
def test_a_paper_of_which_something_is_said_needs_no_link(check: Check, keys: str) -> None:
    assert check(f"title: NLP\nitems: [{{title: LoRA, paper: {{{keys}}}}}]") == [
        (
            "data/1.yaml:2:9: warning: 'LoRA' has no link, and is shown without one; an id or an address would lead to "
            "it [unlinked-paper]"
        )
    ]


PREFIX_TUNING = {
    "ids": ["53d8b356551a2361020a948f64454a6d599af69f", "ACL:2021.acl-long.353", "CorpusId:230433941"],
    "title": "Prefix-Tuning",
}


@pytest.mark.parametrize(
    ("one", "other", "column"),
    [
        ("arxiv_id: '2101.00190'", "arxiv_id: https://arxiv.org/abs/2101.00190v1", 22),
        ("arxiv_id: '2101.00190'", "doi: 10.48550/arXiv.2101.00190", 17),
        ("acl_id: 2021.acl-long.353", "arxiv_id: '1902.00751', acl_id: 2021.acl-long.353", 44),
        ("acl_id: 2021.acl-long.353", "doi: 10.18653/v1/2021.acl-long.353", 17),
        ("doi: 10.18653/V1/2021.ACL-long.353", "acl_id: 2021.acl-long.353", 20),
        ("doi: 10.1000/ABC", "doi: https://dx.doi.org/10.1000/abc", 17),
        ("arxiv_id: '2101.00190'", "acl_id: 2021.acl-long.353", 20),
        ("semantic_scholar_id: 53d8b356551a2361020a948f64454a6d599af69f", "corpus_id: '230433941'", 23),
    ],
)
def test_one_paper_is_listed_once_under_whichever_of_its_ids(check: Check, one: str, other: str, column: int) -> None:
    problems = check(
        f"title: A\nitems:\n- title: Prefix-Tuning\n  paper: {{ {one} }}",
        f"title: B, and C\nitems:\n- title: Tuning of Prefixes\n  paper: {{ {other} }}",
        **{"2101.00190": PREFIX_TUNING},
    )

    assert [problem for problem in problems if "duplicate-paper" in problem] == [
        (
            f"data/2.yaml:4:{column}: error: this paper is already listed in data/1.yaml:3:3 as 'Prefix-Tuning'; to "
            'show it in a further section, add also_in there [duplicate-paper] write: also_in: ["B, and C"]'
        )
    ]


def test_a_second_place_in_the_same_section_is_not_offered(check: Check) -> None:
    problems = check(
        "title: A\nitems:\n- {title: One, paper: {pmid: '1'}}\n- {title: Two, paper: {pmid: '1'}}\n"
        "sections:\n- {title: B, items: [{title: Three, paper: {pmid: '1'}}]}"
    )

    assert problems == [
        "data/1.yaml:4:30: error: this paper is already listed in data/1.yaml:3:3 as 'One' [duplicate-paper]",
        (
            "data/1.yaml:6:51: error: this paper is already listed in data/1.yaml:3:3 as 'One'; to show it in a "
            'further section, add also_in there [duplicate-paper] write: also_in: ["A > B"]'
        ),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paper: {arxiv_id: '2101.00190'}", "paper: {url: 'https://arxiv.org/pdf/2101.00190v2.pdf'}"),
        ("paper: {arxiv_id: '2101.00190'}", "paper: {pdf: 'https://arxiv.org/pdf/2101.00190v2.pdf'}"),
        ("paper: {arxiv_id: '2101.00190'}", "website: 'https://arxiv.org/abs/2101.00190'"),
        ("website: 'https://huggingface.co/papers/2101.00190'", "website: 'https://arxiv.org/abs/2101.00190'"),
        ("paper: {url: 'https://x.org/1'}", "paper: {pmid: '1', pdf: 'http://www.x.org/1/'}"),
        ("paper: {pdf: 'https://x.org/1.pdf'}", "website: 'https://x.org/1.pdf'"),
        ("code: 'https://github.com/Hugging/PEFT'", "code: 'http://www.github.com/hugging/peft.git'"),
        ("code: 'https://github.com/hugging/peft'", "code: 'https://github.com/hugging/peft/tree/main/'"),
        ("code: 'https://github.com/hugging/peft'", "website: 'https://github.com/hugging/peft/#readme'"),
        ("website: 'https://x.org'", "website: 'http://www.X.org/index.html'"),
        ("website: 'https://x.org'", "{website: 'https://x.org/', code: 'https://github.com/x/y'}"),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_one_paper_or_tool_is_listed_once_under_whichever_of_its_addresses(
    check: Check, one: str, other: str, is_reversed: bool
) -> None:
    keys = [keys.strip("{}") if keys.startswith("{") else keys for keys in (one, other)]
    first, second = reversed(keys) if is_reversed else keys

    problems = check(f"title: A\nitems: [{{title: Tuning, {first}}}, {{title: Prompts, {second}}}]")

    [problem] = [problem for problem in problems if "duplicate-paper" in problem]
    assert "is already listed in data/1.yaml:2:9 as 'Tuning'" in problem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paper: {pmid: '1'}, website: 'https://x.org'", "paper: {pmid: '2'}, website: 'https://x.org'"),
        ("paper: {pmid: '1'}, code: 'https://x.org'", "code: 'https://x.org'"),
        ("code: 'https://x.org/a', website: 'https://x.org'", "code: 'https://x.org/b', website: 'https://x.org'"),
        ("code: 'https://github.com/x/y/tree/main/a'", "code: 'https://github.com/x/y/tree/main/b'"),
        ("paper: {pdf: 'https://x.org/1.pdf#page=1'}", "paper: {pdf: 'https://x.org/1.pdf#page=2'}"),
        ("website: 'https://x.org/?p=1'", "website: 'https://x.org/?p=2'"),
    ],
)
def test_what_shares_an_address_need_not_be_one(check: Check, one: str, other: str) -> None:
    assert check(f"title: A\nitems: [{{title: Tuning, {one}}}, {{title: Prompts, {other}}}]") == []


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("paper: {url: 'https://arxiv.org/abs/2101.00190v1'}", 'write: arxiv_id: "2101.00190"'),
        (
            "website: 'https://link.springer.com/chapter/10.1007/978-3-030-01388-2_6'",
            'doi: "10.1007/978-3-030-01388-2_6"',
        ),
        ("paper: {openreview_id: nZeVKeeFYf9, pdf: 'https://arxiv.org/pdf/2101.00190'}", 'arxiv_id: "2101.00190"'),
        (
            "paper: {arxiv_id: '2101.00191', pdf: 'https://arxiv.org/pdf/2101.00190'}",
            "address of arXiv 2101.00190, and the entry has arXiv 2101.00191; which is right? [id-in-address]",
        ),
    ],
)
def test_an_id_in_an_address_is_offered(check: Check, keys: str, message: str) -> None:
    [problem] = check(f"title: A\nitems: [{{title: Tuning, {keys}}}]")

    assert "warning: this is the address of " in problem
    assert problem.endswith(message)


@pytest.mark.parametrize(
    "keys",
    [
        "paper: {arxiv_id: '2101.00190', pdf: 'https://arxiv.org/pdf/2101.00190.pdf'}",
        "paper: {acl_id: 2021.acl-long.353, pdf: 'https://arxiv.org/pdf/2101.00190'}",
        "paper: {doi: 10.1145/1, pdf: 'https://doi.org/10.1145/2'}",
        "paper: {openreview_id: nZeVKeeFYf9, pdf: 'https://openreview.net/pdf?id=nZeVKeeFYf9'}",
        "paper: {pmid: '1'}, website: 'https://arxiv.org/abs/2101.00190'",
        "website: 'https://x.org/?a=arXiv:2101.00190&b=arXiv:2101.00191'",
    ],
)
def test_an_address_that_adds_no_id_is_let_be(check: Check, keys: str) -> None:
    assert check(f"title: A\nitems: [{{title: Tuning, {keys}}}]") == []


def test_two_papers_of_one_repository_are_no_duplicates(check: Check) -> None:
    one, other = (f"{{title: {name}, paper: {{pmid: '{pmid}'}}, code: https://x.org}}" for name, pmid in ("A1", "B2"))

    assert check(f"title: A\nitems: [{one}, {other}]") == []


def test_no_two_entries_share_a_key(check: Check) -> None:
    problems = check(
        """
        title: A
        items:
          - { title: One, key: Tool, code: https://x.org/1 }
          - { title: Two, key: tool, code: https://x.org/2 }
          - { title: Three, paper: { arxiv_id: '2106.09685' } }
          - { title: Four, key: arxiv-2106.09685, code: https://x.org/4 }
          - { title: Five, paper: { doi: 10.1000/a(b) } }
          - { title: Six, paper: { doi: 10.1000/a/b } }
          - { title: Adapters, code: https://x.org/7 }
          - { title: Adapters!, code: https://x.org/8 }
        """
    )

    assert [problem for problem in problems if "duplicate-key" in problem] == [
        (
            "data/1.yaml:5:24: error: 'tool' is already the key of the entry in data/1.yaml:4:5; give this one another "
            "key [duplicate-key]"
        ),
        (
            "data/1.yaml:7:25: error: 'arxiv-2106.09685' is already the key of the entry in data/1.yaml:6:5; give this "
            "one another key [duplicate-key]"
        ),
        (
            "data/1.yaml:11:5: error: 'title-adapters' is already the key of the entry in data/1.yaml:10:5; give this "
            "one another key [duplicate-key]"
        ),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LoRA: Low-Rank Adaptation of Large Language Models", "LORA - Low-rank adaptation of large language models"),
        ("LoRA: Low-Rank Adaptation of Large Language Models", "Low-Rank Adaptation of Large Language Models (LoRA)"),
        ("A Résumé", "A resume."),
        ("A: On the Effectiveness of Adapter Tuning", "B: On the Effectiveness of Adapter Tuning"),
    ],
)
def test_titles_that_are_nearly_the_same_are_looked_at(check: Check, one: str, other: str) -> None:
    problems = check(
        f"title: A\nitems: [{{ title: '{one}', code: https://x.org/1 }}]",
        f"title: B\nitems: [{{ title: '{other}', code: https://x.org/2, key: other }}]",
    )

    assert problems == [
        (
            f"data/2.yaml:2:18: warning: '{other}' is nearly the title of the entry in data/1.yaml:2:9; are they one "
            "paper? [similar-title]"
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("LoRA", "QLoRA"), ("A: A Survey", "B: A Survey"), ("Adapters 1", "Adapters 2"), ("!", "+"), ("适配器", "提示")],
)
def test_titles_that_differ_are_let_be(check: Check, one: str, other: str) -> None:
    items = (
        f"{{title: '{title}', code: https://x.org/{key}, key: {key}}}" for title, key in ((one, "a"), (other, "b"))
    )

    assert check(f"title: A\nitems: [{', '.join(items)}]") == []


def test_an_id_that_leads_to_another_paper_is_reported_with_both_titles(check: Check) -> None:
    problems = check(
        "title: A\nitems:\n- title: Attention Is All You Need\n  paper: { acl_id: P19-1001, arxiv_id: '1706.03762' }",
        **{"1706.03762": {"title": 'Cooking with "Gas"'}},
    )

    assert problems == [
        (
            "data/1.yaml:4:40: warning: Semantic Scholar knows this id as 'Cooking with \"Gas\"', and the entry is "
            "called 'Attention Is All You Need' (nothing of that record is shown); is the id right? If it is, give "
            'that title as the paper\'s title [wrong-paper] write: title: "Cooking with \\"Gas\\""'
        )
    ]


@pytest.mark.parametrize(
    ("title", "record"),
    [
        ("LoRA: Low-Rank Adaptation of Large Language Models", "Lora: low-rank adaptation of large language models."),
        ("Low-Rank Adaptation of Large Language Models", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("LoRA: Low-Rank Adaptation of LLMs", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("LoRA", None),
    ],
)
def test_an_id_that_leads_to_nearly_the_same_title_is_right(check: Check, title: str, record: str | None) -> None:
    assert (
        check(an_item(title=f'"{title}"', paper="{arxiv_id: '2106.09685'}"), **{"2106.09685": {"title": record}}) == []
    )


def test_the_title_of_the_paper_settles_that_the_id_is_right(check: Check) -> None:
    record = {"title": "Low-Rank Adaptation of Large Language Models"}

    without = check(an_item(title="A tool", paper="{arxiv_id: '2106.09685'}"), **{"2106.09685": record})
    given = "{arxiv_id: '2106.09685', title: 'LoRA: Low-Rank Adaptation of Large Language Models'}"

    assert len(without) == 1
    assert check(an_item(title="A tool", paper=given), **{"2106.09685": record}) == []


@pytest.mark.parametrize(
    ("paper", "problem"),
    [
        ("arxiv_id: '2106.09685'", None),
        ("arxiv_id: '2106.09685', acl_id: P19-1001, doi: 10.1000/182, corpus_id: '7'", None),
        ("arxiv_id: '2106.09685', acl_id: P19-1002, title: LoRA", None),
        (
            "arxiv_id: '2106.09685', acl_id: P19-1002",
            "5:44: warning: Semantic Scholar knows this paper as ACL:P19-1001, ",
        ),
        ("doi: 10.1000/182, arxiv_id: '2106.09658'", "5:40: warning: Semantic Scholar knows this paper as ARXIV:2106."),
    ],
)
def test_ids_of_two_papers_in_one_entry_are_looked_at(check: Check, paper: str, problem: str | None) -> None:
    ids = ["a" * 40, "ARXIV:2106.09685", "ACL:P19-1001", "DOI:10.1000/182", "CorpusId:9"]

    problems = check(an_item(paper=f"{{ {paper} }}"), **{"2106.09685": {"ids": ids, "title": "LoRA"}})

    assert [one.startswith(f"data/1.yaml:{problem}") for one in problems] == ([True] if problem else [])
    assert all("contradicting-ids" in one for one in problems)


# Tags ----------------------------------------------------------------------------------------------------------------


def test_a_tag_is_spelled_as_most_entries_spell_it(check: Check) -> None:
    problems = check(
        """
        title: A
        items:
          - { title: One, code: https://x.org/1, tags: [prompt  tuning, C, LoRA] }
          - { title: Two, code: https://x.org/2, tags: [Prompt-Tuning, C++, LoRa] }
          - { title: Three, code: https://x.org/3, tags: [Prompt-Tuning, C#, LoRA] }
        """
    )

    assert problems == [
        (
            "data/1.yaml:4:49: warning: the tag 'prompt  tuning' is spelled 'Prompt-Tuning' elsewhere [tag-spelling] "
            "write: Prompt-Tuning"
        ),
        "data/1.yaml:5:69: warning: the tag 'LoRa' is spelled 'LoRA' elsewhere [tag-spelling] write: LoRA",
    ]


def test_the_settings_say_how_a_tag_is_spelled(check: Check, write: Write) -> None:
    write("tags: { LoRA: [low-rank], IA³: [] }", "catalogue.yaml")

    problems = check(an_item(tags="[lora, LORA, Low Rank, (IA)³, ia³, LoRA, LoRA]"))

    assert problems == [
        "data/1.yaml:5:10: warning: the tag 'lora' is spelled 'LoRA' elsewhere [tag-spelling] write: LoRA",
        "data/1.yaml:5:16: warning: the tag 'LORA' is spelled 'LoRA' elsewhere [tag-spelling] write: LoRA",
        "data/1.yaml:5:22: warning: the tag 'Low Rank' is spelled 'LoRA' elsewhere [tag-spelling] write: LoRA",
        "data/1.yaml:5:39: warning: the tag 'ia³' is spelled 'IA³' elsewhere [tag-spelling] write: IA³",
        "data/1.yaml:5:50: warning: the tag 'LoRA' is given twice [duplicate-tag]",
    ]


def test_a_tag_outside_a_strict_vocabulary_is_an_error_with_those_it_resembles(check: Check, write: Write) -> None:
    write("tags: { LoRA: { aliases: [VeRA] }, Routing: [] }\nstrict_tags: true", "catalogue.yaml")

    problems = check(an_item(tags="[Routing, router, Vera, Vision]"))

    assert problems == [
        (
            "data/1.yaml:5:19: error: 'router' is none of the tags in catalogue.yaml; did you mean 'Routing'? "
            "[unknown-tag]"
        ),
        "data/1.yaml:5:27: warning: the tag 'Vera' is spelled 'LoRA' elsewhere [tag-spelling] write: LoRA",
        "data/1.yaml:5:33: error: 'Vision' is none of the tags in catalogue.yaml [unknown-tag]",
    ]


def test_a_vocabulary_that_is_not_strict_refuses_no_tag(check: Check, write: Write) -> None:
    write("tags: { LoRA: [] }\nstrict_tags: false", "catalogue.yaml")

    assert check(an_item(tags="[LoRA, Vision]")) == []


# Summaries and other texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "summary",
    [
        "Trains a module.",
        "Is it a module? Yes!",
        "Trains a module, as they say: “in situ.”",
        "Trains a module (and another one.)",
        "Trains modules, and so on…",
        "mT5 and iOS are names.",
        "wav2vec is one too.",
        "“von” is a word.",
        "2-bit weights are enough.",
        "LoRAs are trained.",
        "适配器。 A module.",
        "A" * 199 + ".",
    ],
)
def test_a_short_sentence_is_a_good_summary(check: Check, summary: str) -> None:
    assert check(an_item(summary=f'"{summary}"')) == []


@pytest.mark.parametrize(
    ("summary", "problem"),
    [
        ("A" * 200 + ".", "the summary has 201 characters; the limit is 200 [summary-length]"),
        (
            "Trains a module",
            "the summary does not end like a sentence [summary-end] write: Trains a module.",
        ),
        (
            "Trains a module; ",
            "the summary does not end like a sentence [summary-end] write: Trains a module.",
        ),
        ("LoRA trains a module.", "the summary starts with the title; say what the thing does [summary-start]"),
        ("LORA: trains a module.", "the summary starts with the title; say what the thing does [summary-start]"),
        (
            "trains a module.",
            "the summary starts with a small letter: 'trains' [summary-start] write: Trains a module.",
        ),
        ("k-NN and LoRA.", "the summary starts with a small letter: 'k' [summary-start] write: K-NN and LoRA."),
        ("élan.", "the summary starts with a small letter: 'élan' [summary-start] write: Élan."),
    ],
)
def test_a_summary_that_is_no_short_sentence_is_looked_at(check: Check, summary: str, problem: str) -> None:
    assert check(an_item(summary=f'"{summary}"')) == [f"data/1.yaml:5:12: warning: {problem}"]


@pytest.mark.parametrize(
    "title",
    [
        'The "right" one',
        "“Right” (still)",
        "Don’t, and students’ books",
        "「左」and 『右』",
        "What? Now!",
        "And so on... or not",
        "‘Right.’",
    ],
)
def test_a_title_with_marks_in_pairs_is_right(check: Check, title: str) -> None:
    assert check(an_item(title=f"'{title}'")) == []


@pytest.mark.parametrize(
    "title",
    ['The "wrong one', "“Wrong", "Wrong”", "”Wrong“", "‘wrong’", "rock ’n’ roll", "「wrong", '"a “b" c”', "（x"],
)
def test_a_title_with_a_mark_that_awesome_lint_misses_is_looked_at(check: Check, title: str) -> None:
    assert check(an_item(title=f"'{title}'")) == [
        f"data/1.yaml:3:10: warning: a quotation mark or bracket in the title has no partner: '{title}' [unpaired-mark]"
    ]


@pytest.mark.parametrize(
    ("title", "run", "right"),
    [("Why??", "??", "Why?"), ("Now!!! Or,, never!!", "!!!", "Now! Or, never!"), ("a ~~ b", "~~", "a ~ b")],
)
def test_a_mark_that_is_repeated_is_looked_at(check: Check, title: str, run: str, right: str) -> None:
    assert check(an_item(title=f"'{title}'")) == [
        f"data/1.yaml:3:10: warning: '{run}' in the title; once is enough [repeated-mark] write: {right}"
    ]


def test_every_text_that_the_readme_shows_is_looked_at(check: Check, write: Write) -> None:
    write("title: The “list\ndescription: What??", "catalogue.yaml")

    problems = check(
        """
        title: NLP “
        items:
          - title: LoRA
            summary: A "sentence.
            paper:
              authors: [A. Author, “B. Author]
              venue: Workshop??
              pmid: '1'
          - title: Compacter
            paper:
              arxiv_id: '2106.04647'
        """,
        **{"2106.04647": {"title": "Compacter", "authors": ['"Nick'], "venue": "A「B", "ids": []}},
    )

    assert [re.sub(r": warning: .*(\[.*\]).*", r" \1", problem) for problem in problems] == [
        "catalogue.yaml:1:8 [unpaired-mark]",
        "catalogue.yaml:2:14 [repeated-mark]",
        "data/1.yaml:2:8 [unpaired-mark]",
        "data/1.yaml:5:14 [unpaired-mark]",
        "data/1.yaml:7:28 [unpaired-mark]",
        "data/1.yaml:8:14 [repeated-mark]",
        "data/1.yaml:12:7 [unpaired-mark]",
        "data/1.yaml:12:7 [unpaired-mark]",
    ]


# Sections ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Q&A", "C++ and C#", "(IA)³", "Résumé", "日本語", "What? How", "Licenses", "1"])
def test_a_heading_that_github_can_carry_is_right(check: Check, title: str) -> None:
    assert check(f"title: '{title}'") == []


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("Why adapters?", "a section's title must not end with '?' [section-title] write: Why adapters"),
        ("Methods: ", "a section's title must not end with ':' [section-title] write: Methods"),
        ("License", "'License' cannot be a section's title: awesome lists reserve this title [section-title]"),
        ("licence", "'licence' cannot be a section's title: awesome lists reserve this title [section-title]"),
        ("CONTENTS", "'CONTENTS' cannot be a section's title: awesome lists reserve this title [section-title]"),
        (
            "📚 Papers",
            "a section's title must not contain emoji: links to it would not work everywhere [section-title]",
        ),
        (
            "Hearts ❤️",
            "a section's title must not contain emoji: links to it would not work everywhere [section-title]",
        ),
        (
            "&",
            "a section's title needs a letter or a digit: without one there can be no link to it [section-title]",
        ),
    ],
)
def test_a_heading_that_github_or_awesome_lint_cannot_carry_is_refused(check: Check, title: str, problem: str) -> None:
    assert check(f"title: '{title}'") == [f"data/1.yaml:1:8: error: {problem}"]


def test_sections_of_one_name_stand_apart(check: Check) -> None:
    problems = check(
        "title: A\nsections:\n- title: Methods\n- title: Methods\n",
        "title: B\nsections:\n- title: Methods\n",
        "title: A\n",
    )

    assert problems == [
        "data/1.yaml:4:10: error: the section 'A > Methods' is already in data/1.yaml:3:3 [duplicate-section]",
        "data/3.yaml:1:8: error: the section 'A' is already in data/1.yaml:1:1 [duplicate-section]",
    ]


def test_sections_below_the_fifth_level_are_refused_once(check: Check) -> None:
    section: dict[str, object] = {"title": "L7"}
    for level in reversed(range(7)):
        section = {"title": f"L{level}", "sections": [section]}

    assert check(json.dumps(section, indent=1)) == [
        "data/1.yaml:16:11: error: sections can be nested 5 levels deep, not more [too-deep]"
    ]


@pytest.mark.parametrize(
    ("readme", "expected"),
    [
        ("style: table, columns: [title, Models, DATASET, code, stars, summary]", []),
        ("columns: [award], links: [code, others, Dataset], extra: [models]", []),
        ("style: table", []),
        ("style: table, columns: [title, award]", [("readme.columns[1]", "no entry has anything under 'award'")]),
        (
            "style: table, columns: [Modell], links: [Video], extra: [PDF]",
            [
                ("readme.columns[0]", "no entry has anything under 'Modell'; did you mean 'Models' or 'Code'?"),
                ("readme.links[0]", "no entry has anything under 'Video'"),
                ("readme.extra[0]", "no entry has anything under 'PDF'"),
            ],
        ),
    ],
)
def test_a_label_of_the_settings_that_no_entry_has_is_told(
    root: Path, write: Write, readme: str, expected: list[tuple[str, str]]
) -> None:
    fields = "extra: { Models: LLaMA }, links: { Dataset: https://e.org/d }, code: https://github.com/a/b, summary: A."
    write(f"title: A\nitems: [{{ title: B, {fields} }}]")
    write(f"readme: {{ {readme} }}", "catalogue.yaml")
    project = Project.open(root)

    warnings = [problem for problem in checks.WARNINGS.run(project.context) if problem.rule == "unused-label"]

    places = {
        project.context.settings_origin.at("readme", key, number): f"readme.{key}[{number}]"  # type: ignore[union-attr]
        for key in ("columns", "links", "extra")
        for number in range(9)
    }
    assert [(places[problem.location], problem.message) for problem in warnings] == expected
