import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awesome_adapters.identifiers import SCHEMES, Identifier, equivalent, parse
from conftest import max_examples

SHA = "29ddc1f43f28af7c846515e32cc167bc66886d0c"

CANONICAL = {
    "arxiv_id 2106.09685": (
        "https://arxiv.org/abs/2106.09685",
        "https://arxiv.org/pdf/2106.09685",
        "ARXIV:2106.09685",
        "arxiv-2106.09685",
    ),
    "arxiv_id hep-th/9901001": (
        "https://arxiv.org/abs/hep-th/9901001",
        "https://arxiv.org/pdf/hep-th/9901001",
        "ARXIV:hep-th/9901001",
        "arxiv-hep-th-9901001",
    ),
    "acl_id 2020.emnlp-demos.7": (
        "https://aclanthology.org/2020.emnlp-demos.7/",
        "https://aclanthology.org/2020.emnlp-demos.7.pdf",
        "ACL:2020.emnlp-demos.7",
        "acl-2020.emnlp-demos.7",
    ),
    "acl_id W18-6301": (
        "https://aclanthology.org/W18-6301/",
        "https://aclanthology.org/W18-6301.pdf",
        "ACL:W18-6301",
        "acl-W18-6301",
    ),
    "doi 10.1109/cvpr52688.2022.00516": (
        "https://doi.org/10.1109/cvpr52688.2022.00516",
        None,
        "DOI:10.1109/cvpr52688.2022.00516",
        "doi-10.1109-cvpr52688.2022.00516",
    ),
    "doi 10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o": (
        "https://doi.org/10.1002/(sici)1097-4571(199806)49:8%3C693::aid-asi4%3E3.0.co;2-o",
        None,
        "DOI:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        "doi-10.1002-sici-1097-4571-199806-49-8-693-aid-asi4-3.0.co-2-o",
    ),
    "openreview_id nZeVKeeFYf9": (
        "https://openreview.net/forum?id=nZeVKeeFYf9",
        "https://openreview.net/pdf?id=nZeVKeeFYf9",
        None,
        "openreview-nZeVKeeFYf9",
    ),
    "pmcid PMC2323736": (
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC2323736/",
        None,
        "PMCID:2323736",
        "pmcid-PMC2323736",
    ),
    "pmid 19872477": ("https://pubmed.ncbi.nlm.nih.gov/19872477/", None, "PMID:19872477", "pmid-19872477"),
    f"semantic_scholar_id {SHA}": (f"https://www.semanticscholar.org/paper/{SHA}", None, SHA, f"s2-{SHA}"),
    "corpus_id 59599816": (
        "https://api.semanticscholar.org/CorpusID:59599816",
        None,
        "CorpusId:59599816",
        "corpus-59599816",
    ),
}


def spelled(identifier: Identifier | None) -> str | None:
    return identifier and f"{identifier.scheme} {identifier.value}"


@pytest.mark.parametrize("canonical", CANONICAL)
def test_an_identifier_is_written_in_the_official_spellings(canonical: str) -> None:
    identifier = Identifier(*canonical.split(" "))

    spellings = (identifier.page, identifier.pdf, identifier.semantic_scholar, identifier.slug)

    assert spellings == CANONICAL[canonical]


@pytest.mark.parametrize("canonical", CANONICAL)
def test_every_official_spelling_is_read_as_the_identifier_again(canonical: str) -> None:
    scheme, value = canonical.split(" ")
    page, pdf, semantic_scholar, _ = CANONICAL[canonical]

    identifiers = [parse(text) for text in (page, pdf, semantic_scholar) if text]

    assert {spelled(identifier) for identifier in identifiers} == {canonical}
    assert spelled(parse(value, scheme)) == canonical


def test_the_example_of_every_scheme_is_one() -> None:
    examples = {key: parse(scheme.example, key) for key, scheme in SCHEMES.items()}

    assert {key: example and example.scheme for key, example in examples.items()} == {key: key for key in SCHEMES}


@pytest.mark.parametrize(
    ("expected", "pasted"),
    [
        (
            "arxiv_id 2106.09685",
            """
            https://arxiv.org/abs/2106.09685
            http://arxiv.org/abs/2106.09685
            HTTPS://ArXiv.org/abs/2106.09685
            https://www.arxiv.org/abs/2106.09685
            arxiv.org/abs/2106.09685
            https://arxiv.org/abs/2106.09685/
            https://arxiv.org/abs/2106.09685v2
            https://arxiv.org/abs/2106.09685?context=cs.LG
            https://arxiv.org/abs/2106.09685v2#bib
            https://arxiv.org/pdf/2106.09685
            https://arxiv.org/pdf/2106.09685v2
            https://arxiv.org/pdf/2106.09685.pdf
            https://arxiv.org/pdf/2106.09685v2.pdf
            https://arxiv.org/pdf/2106.09685v2#page=3
            https://arxiv.org/html/2106.09685v1
            https://arxiv.org/html/2106.09685v1#S3.SS1
            https://export.arxiv.org/abs/2106.09685
            https://browse.arxiv.org/html/2106.09685v1
            https://ar5iv.org/abs/2106.09685
            https://ar5iv.org/html/2106.09685
            https://ar5iv.labs.arxiv.org/html/2106.09685
            https://alphaxiv.org/abs/2106.09685
            https://www.alphaxiv.org/abs/2106.09685v2
            https://www.alphaxiv.org/overview/2106.09685
            https://huggingface.co/papers/2106.09685
            https://hf.co/papers/2106.09685
            https://doi.org/10.48550/arXiv.2106.09685
            https://dx.doi.org/10.48550/ARXIV.2106.09685
            10.48550/arXiv.2106.09685
            10.48550/arxiv.2106.09685v1
            doi:10.48550/arXiv.2106.09685
            arXiv:2106.09685
            arXiv:2106.09685v2
            arxiv: 2106.09685
            2106.09685
            2106.09685v2
            """,
        ),
        (
            "arxiv_id math/0309136",
            """
            math/0309136
            math.GT/0309136
            MATH/0309136v3
            arXiv:math.GT/0309136v1
            https://arxiv.org/abs/math/0309136
            https://arxiv.org/pdf/math.GT/0309136v1.pdf
            10.48550/arXiv.math/0309136
            """,
        ),
        (
            "acl_id 2020.emnlp-demos.7",
            """
            https://aclanthology.org/2020.emnlp-demos.7
            https://aclanthology.org/2020.emnlp-demos.7/
            https://aclanthology.org/2020.emnlp-demos.7.pdf
            https://aclanthology.org/2020.emnlp-demos.7v2.pdf
            https://aclanthology.org/2020.emnlp-demos.7.bib
            https://aclanthology.org/2020.emnlp-demos.7/?utm_source=x
            https://aclanthology.org/anthology-files/pdf/emnlp/2020.emnlp-demos.7.pdf
            http://www.aclanthology.org/2020.emnlp-demos.7/#abstract
            https://preview.aclanthology.org/some-branch/2020.emnlp-demos.7/
            https://www.aclweb.org/anthology/2020.emnlp-demos.7/
            https://www.aclweb.org/anthology/2020.emnlp-demos.7.pdf
            aclanthology.org/2020.emnlp-demos.7
            ACL:2020.emnlp-demos.7
            2020.EMNLP-demos.7
            """,
        ),
        (
            "acl_id P19-1234",
            """
            P19-1234
            p19-1234
            ACL: P19-1234
            https://aclanthology.org/P19-1234/
            https://www.aclweb.org/anthology/P19-1234
            https://aclweb.org/anthology/P19-1234.pdf
            http://aclweb.org/anthology/P/P19/P19-1234.pdf
            https://www.aclweb.org/anthology/papers/P/P19/P19-1234/
            https://aclanthology.info/papers/P19-1234/p19-1234
            """,
        ),
        (
            "doi 10.1145/3600006.3613165",
            """
            10.1145/3600006.3613165
            10.1145/3600006.3613165.
            doi:10.1145/3600006.3613165
            DOI: 10.1145/3600006.3613165
            https://doi.org/10.1145/3600006.3613165
            http://dx.doi.org/10.1145/3600006.3613165
            doi.org/10.1145/3600006.3613165
            https://doi.org/10.1145%2F3600006.3613165
            https://doi.org/10.1145/3600006.3613165?nosfx=y
            https://doi.org/10.1145/3600006.3613165#abstract
            https://dl.acm.org/doi/10.1145/3600006.3613165
            https://dl.acm.org/doi/10.1145/3600006.3613165/
            https://dl.acm.org/doi/abs/10.1145/3600006.3613165
            https://dl.acm.org/doi/pdf/10.1145/3600006.3613165
            https://dl.acm.org/doi/fullHtml/10.1145/3600006.3613165?x=y#sec-2
            """,
        ),
        (
            "doi 10.1162/tacl_a_00123",
            """
            10.1162/TACL_A_00123
            10.1162/tacl%5Fa%5F00123
            https://doi.org/10.1162/tacl_a_00123
            https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00123
            https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00123/107385/A-Title-of-2021
            https://direct.mit.edu/tacl/article-pdf/doi/10.1162/tacl_a_00123/1923000/tacl_a_00123.pdf
            """,
        ),
        (
            "doi 10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
            """
            10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O
            https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O
            https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O
            """,
        ),
        ("doi 10.18653/v1/2020.emnlp-demos.7", "https://doi.org/10.18653/v1/2020.emnlp-demos.7"),
        (
            "openreview_id nZeVKeeFYf9",
            """
            https://openreview.net/forum?id=nZeVKeeFYf9
            https://openreview.net/pdf?id=nZeVKeeFYf9
            https://openreview.net/forum?id=nZeVKeeFYf9&noteId=ZbYJ1xXIzK
            https://openreview.net/forum?noteId=ZbYJ1xXIzK&id=nZeVKeeFYf9
            https://openreview.net/forum?id=nZeVKeeFYf9#discussion
            https://openreview.net/attachment?id=nZeVKeeFYf9&name=pdf
            http://www.openreview.net/forum?id=nZeVKeeFYf9
            openreview:nZeVKeeFYf9
            """,
        ),
        (
            f"semantic_scholar_id {SHA}",
            f"""
            {SHA}
            {SHA.upper()}
            https://www.semanticscholar.org/paper/{SHA}
            https://www.semanticscholar.org/paper/{SHA}/
            https://www.semanticscholar.org/paper/{SHA}/figure/3
            https://www.semanticscholar.org/paper/{SHA}?utm_source=direct_link
            https://www.semanticscholar.org/paper/Parameter-Efficient-Transfer-Houlsby-Giurgiu/{SHA}
            https://www.semanticscholar.org/paper/LoRA%3A-Low-Rank/{SHA}#citing-papers
            https://www.semanticscholar.org/reader/{SHA}
            https://api.semanticscholar.org/{SHA}
            https://api.semanticscholar.org/graph/v1/paper/{SHA}?fields=title
            """,
        ),
        (
            "corpus_id 59599816",
            """
            CorpusID:59599816
            CorpusId: 59599816
            corpus_id:59599816
            https://api.semanticscholar.org/CorpusID:59599816
            https://api.semanticscholar.org/CorpusID%3A59599816
            https://api.semanticscholar.org/graph/v1/paper/CorpusId:59599816?fields=title
            """,
        ),
        (
            "pmid 19872477",
            """
            PMID:19872477
            PMID 19872477
            pubmed: 19872477
            pmid: 019872477
            https://pubmed.ncbi.nlm.nih.gov/19872477
            https://pubmed.ncbi.nlm.nih.gov/19872477/
            https://pubmed.ncbi.nlm.nih.gov/19872477/?from=x#affiliation-1
            https://www.ncbi.nlm.nih.gov/pubmed/19872477
            """,
        ),
        (
            "pmcid PMC2323736",
            """
            PMC2323736
            pmc2323736
            PMCID: PMC2323736
            PMCID:2323736
            https://pmc.ncbi.nlm.nih.gov/articles/PMC2323736/
            https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2323736
            https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2323736/pdf/main.pdf
            https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2323736/#sec1
            """,
        ),
    ],
)
def test_what_people_paste_is_read_as_its_id(expected: str, pasted: str) -> None:
    lines = [line.strip() for line in pasted.strip().splitlines()]

    identifiers = {line: spelled(parse(line)) for line in lines}

    assert identifiers == dict.fromkeys(lines, expected)


@pytest.mark.parametrize(
    ("scheme", "text", "expected"),
    [
        ("pmid", "19872477", "pmid 19872477"),
        ("pmid", " 019872477 ", "pmid 19872477"),
        ("pmcid", "2323736", "pmcid PMC2323736"),
        ("corpus_id", "59599816", "corpus_id 59599816"),
        ("openreview_id", "nZeVKeeFYf9", "openreview_id nZeVKeeFYf9"),
        ("openreview_id", "HkAClQgA-", "openreview_id HkAClQgA-"),
        ("doi", "10.48550/arXiv.2106.09685", "arxiv_id 2106.09685"),
        ("arxiv_id", "2020.emnlp-demos.7", "acl_id 2020.emnlp-demos.7"),
        ("acl_id", "https://arxiv.org/abs/2106.09685", "arxiv_id 2106.09685"),
        ("semantic_scholar_id", "CorpusID:59599816", "corpus_id 59599816"),
        ("pmid", "PMC2323736", "pmcid PMC2323736"),
        ("arxiv_id", "59599816", None),
    ],
)
def test_a_scheme_is_tried_first_and_another_one_is_told(scheme: str, text: str, expected: str | None) -> None:
    assert spelled(parse(text, scheme)) == expected


@pytest.mark.parametrize(
    "month_and_number",
    ["0704.0001", "0912.9999", "1412.7449", "1501.00001", "2106.09685", "9107/9107001", "0703/0703999"],
)
def test_an_arxiv_id_of_its_time_is_taken(month_and_number: str) -> None:
    _, _, number = month_and_number.rpartition("/")
    value = f"hep-th/{number}" if "/" in month_and_number else number

    assert parse(value) == Identifier("arxiv_id", value)


MALFORMED = {
    "arxiv_id": """
        1412.12345
        1501.0001
        2106.0968
        2106.096855
        2100.09685
        2113.09685
        0703.1234
        9912.12345
        2106.00000
        2106.09685 v2
        2106.09685v
        v2106.09685
        hep-th/2106001
        hep-th/9913001
        hep-th/9901000
        hep-th/990101
        gastronomy/9901001
        hep-th/0704001
        ２１０６.０９６８５
    """,
    "acl_id": """
        P19-123
        P19-12345
        2020.emnlp-demos
        2020.emnlp.7
        20.emnlp-demos.7
        2020.emnlp-demos.7.8
        \u212a19-1234
    """,
    "doi": """
        10.1109
        10.1109/
        10.12/abc
        11.1109/abc
        10.1109/a b
        10.1109/a"b
        10.1109/a\\b
        10.1109/日本語
        10.1109/...
        https://doi.org/
        https://doi.org/10.1109/%20
        https://doi.org/10.48550/arXiv.2106
        10.48550/arXiv.P19-1234
    """,
    "openreview_id": """
        abc
        nZeVKeeFYf9+
        nZeVKeeFYf9nZeVKeeFYf9
        https://openreview.net/forum
        https://openreview.net/forum?id=
        https://openreview.net/forum?noteId=ZbYJ1xXIzK
        https://openreview.net/group?id=ICLR.cc/2022
    """,
    "pmcid": """
        PMC
        PMC0
        PMC1234567890
        https://pmc.ncbi.nlm.nih.gov/articles/
        https://pmc.ncbi.nlm.nih.gov/articles/2323736/
    """,
    "pmid": """
        0
        1234567890
        12a
        https://pubmed.ncbi.nlm.nih.gov/
        https://pubmed.ncbi.nlm.nih.gov/?term=19872477
    """,
    "semantic_scholar_id": """
        29ddc1f43f28af7c846515e32cc167bc66886d0
        29ddc1f43f28af7c846515e32cc167bc66886d0cc
        29ddc1f43f28af7c846515e32cc167bc66886d0g
        https://www.semanticscholar.org/paper/LoRA
        https://www.semanticscholar.org/author/1234
    """,
    "corpus_id": """
        0
        -1
        1.5
        1234567890123
        https://api.semanticscholar.org/CorpusID:
    """,
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_malformed_id_is_none(scheme: str) -> None:
    lines = [line.strip() for line in MALFORMED[scheme].strip().splitlines()]

    identifiers = {line: spelled(parse(line, scheme)) for line in lines}

    assert identifiers == dict.fromkeys(lines, None)


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "null",
        "https://",
        "https://example.org",
        "https://example.org/abs/2106.09685",
        "https://notarxiv.org/abs/2106.09685",
        "https://my-arxiv.org/abs/2106.09685",
        "https://arxiv.org.example.org/abs/2106.09685",
        "https://example.org/arxiv.org/abs/2106.09685",
        "https://example.org/?u=https://arxiv.org/abs/2106.09685",
        "https://arxiv.org/list/cs.CL/recent",
        "https://arxiv.org/a/hu_e_1",
        "https://huggingface.co/microsoft/deberta",
        "https://aclanthology.org/volumes/2020.emnlp-demos/",
        "https://aclanthology.org/people/jonas-pfeiffer/",
        f"https://github.com/owner/name/commit/{SHA}",
        f"https://example.org/paper/{SHA}",
        "https://github.com/microsoft/LoRA",
        "see example.org/doi/10.1145/3600006.3613165",
        "javascript:alert(1)",
        "19872477",
        "nZeVKeeFYf9",
    ],
)
def test_what_tells_no_scheme_is_none(junk: str) -> None:
    assert parse(junk) is None


def test_the_doi_of_an_acl_paper_implies_its_acl_id() -> None:
    dois = ["10.18653/v1/2020.emnlp-demos.7", "10.18653/v1/p19-1234", "10.1145/3600006.3613165"]

    identifiers = [equivalent(Identifier("doi", doi)) for doi in dois]

    assert [spelled(identifier) for identifier in identifiers] == [
        "acl_id 2020.emnlp-demos.7",
        "acl_id P19-1234",
        "doi 10.1145/3600006.3613165",
    ]


# Properties ----------------------------------------------------------------------------------------------------------

digits = st.text(string.digits, min_size=1, max_size=9).map(lambda text: text.lstrip("0") or "1")
words = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
doi_signs = "".join(sorted(set(string.printable) - set(string.whitespace + string.ascii_uppercase + '"%\\')))
canonical = st.one_of(
    st.builds("{:02}{:02}.{:05}".format, st.integers(15, 90), st.integers(1, 12), st.integers(1, 99_999)).map(
        lambda value: Identifier("arxiv_id", value)
    ),
    st.builds("{:02}{:02}.{:04}".format, st.integers(8, 14), st.integers(1, 12), st.integers(1, 9_999)).map(
        lambda value: Identifier("arxiv_id", value)
    ),
    st.builds(
        "{}/{:02}{:02}{:03}".format,
        st.sampled_from(["cs", "cmp-lg", "hep-th", "math", "q-bio"]),
        st.integers(92, 99) | st.integers(0, 6),
        st.integers(1, 12),
        st.integers(1, 999),
    ).map(lambda value: Identifier("arxiv_id", value)),
    st.builds("{}.{}-{}.{}".format, st.integers(1950, 2049), words, words, st.integers(0, 9999)).map(
        lambda value: Identifier("acl_id", value)
    ),
    st.builds(
        "{}{:02}-{:04}".format, st.sampled_from(string.ascii_uppercase), st.integers(0, 99), st.integers(0, 9999)
    ).map(lambda value: Identifier("acl_id", value)),
    st.builds("10.{}/{}a".format, st.integers(1000, 999_999_999), st.text(doi_signs, max_size=12))
    .filter(lambda value: not value.startswith("10.48550/arxiv."))
    .map(lambda value: Identifier("doi", value)),
    st.text(string.ascii_letters + string.digits + "_-", min_size=8, max_size=14).map(
        lambda value: Identifier("openreview_id", value)
    ),
    digits.map(lambda value: Identifier("pmcid", f"PMC{value}")),
    digits.map(lambda value: Identifier("pmid", value)),
    st.text("0123456789abcdef", min_size=40, max_size=40).map(lambda value: Identifier("semantic_scholar_id", value)),
    digits.map(lambda value: Identifier("corpus_id", value)),
)


@max_examples(400)
@given(canonical)
def test_parsing_undoes_formatting(identifier: Identifier) -> None:
    assert parse(identifier.value, identifier.scheme) == identifier
    for spelling in (identifier.page, identifier.pdf, identifier.semantic_scholar):
        assert spelling is None or parse(spelling) == identifier
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", identifier.slug)


pieces = st.lists(
    st.sampled_from(
        [
            *(scheme.example for scheme in SCHEMES.values()),
            *("https://", "arxiv.org/", "abs/", "doi.org/", "dl.acm.org/doi/", "openreview.net/forum?id=", "arXiv:"),
            *("10.48550/arXiv.", "aclanthology.org/", "semanticscholar.org/paper/", "v2", ".pdf", "/", "?", "#", "%2F"),
            *("article/doi/", "%", "%ff", "\x00", "\n", "é", "K", "²", "9" * 50),
        ]
    ),
    max_size=5,
).map("".join)


@max_examples(400)
@given(st.text() | pieces, st.none() | st.sampled_from(sorted(SCHEMES)))
@example("https://doi.org/" + "10.1145/1/" * 2000, None)
@example("https://a/" + "doi/" * 2000, "doi")
def test_any_text_is_none_or_a_canonical_identifier(text: str, scheme: str | None) -> None:
    identifier = parse(text, scheme)

    assert identifier is None or parse(identifier.value, identifier.scheme) == identifier
