import re
import string
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from awesome_adapters.identifiers import SCHEMES, Identifier, find, parse, record_id, rivals
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
        "https://arxiv.org/list/cs.CL/recent",
        "https://arxiv.org/a/hu_e_1",
        "https://huggingface.co/microsoft/deberta",
        "https://aclanthology.org/volumes/2020.emnlp-demos/",
        "https://aclanthology.org/people/jonas-pfeiffer/",
        f"https://github.com/owner/name/commit/{SHA}",
        f"https://example.org/paper/{SHA}",
        "https://github.com/microsoft/LoRA",
        "javascript:alert(1)",
        "19872477",
        "nZeVKeeFYf9",
    ],
)
def test_what_tells_no_scheme_is_none(junk: str) -> None:
    assert parse(junk) is None


@pytest.mark.parametrize(
    ("expected", "pasted"),
    [
        (
            "arxiv_id 2106.09685",
            """
            <https://arxiv.org/abs/2106.09685>
            (https://arxiv.org/abs/2106.09685)
            https://arxiv.org/abs/2106.09685.
            "https://arxiv.org/abs/2106.09685",
            > https://arxiv.org/abs/2106.09685
            >> see https://arxiv.org/abs/2106.09685v2; it is short
            [LoRA](https://arxiv.org/abs/2106.09685), 2021
            [LoRA]: https://arxiv.org/abs/2106.09685 "LoRA"
            **2106.09685**
            “2106.09685”
            <a href="https://arxiv.org/abs/2106.09685">LoRA</a>
            \\url{https://arxiv.org/abs/2106.09685}
            LoRA: https://arxiv.org/abs/2106.09685, https://arxiv.org/pdf/2106.09685v2
            arXiv:2106.09685v2 [cs.CL] 16 Oct 2021
            2106.09685 v2
            arXiv preprint arXiv:2106.09685 (2021)
            [2106.09685] LoRA: Low-Rank Adaptation of Large Language Models
            arXiv：2106.09685
            arXiv: 2106.09685​
            2106.09685v2.pdf
            https://login.proxy.example.edu/login?url=https://arxiv.org/abs/2106.09685
            https://example.org/?u=https%3A%2F%2Farxiv.org%2Fabs%2F2106.09685&data=05
            https://example.org/?u=https%253A%252F%252Farxiv.org%252Fabs%252F2106.09685
            https://urldefense.com/v3/__https://arxiv.org/abs/2106.09685__;!!NLFGqXo!x
            https://web.archive.org/web/2021/https://arxiv.org/abs/2106.09685
            https://arxiv-org.proxy.example.edu/abs/2106.09685
            http://arxiv.org.ezproxy.example.edu/abs/2106.09685
            https://arxiv.org/ftp/arxiv/papers/2106/2106.09685.pdf
            https://scirate.com/arxiv/2106.09685
            https://dblp.org/rec/journals/corr/abs-2106-09685.html
            https://ui.adsabs.harvard.edu/abs/2021arXiv210609685H/abstract
            """,
        ),
        (
            "doi 10.1007/978-3-030-01388-2_6",
            """
            https://link.springer.com/chapter/10.1007/978-3-030-01388-2_6
            https://link.springer.com/chapter/10.1007/978-3-030-01388-2_6#Sec1
            https://link.springer.com/chapter/10.1007%2F978-3-030-01388-2_6
            https://link.springer.com/content/pdf/10.1007/978-3-030-01388-2_6.pdf?pdf=chapter%20toc
            https://link.springer.com/10.1007/978-3-030-01388-2_6/fulltext.html
            https://media.springer.com/art%3A10.1007%2F978-3-030-01388-2_6/MediaObjects/1.png
            https://link-springer-com.proxy.example.edu/chapter/10.1007/978-3-030-01388-2_6
            https://doi-org.proxy.example.edu/10.1007/978-3-030-01388-2_6
            10.1007/978-3-030-01388-2{\\_}6
            10.1007/978-3-030-01388-2\\_6
            10.1007/978-3-030-01388-2{\\textunderscore}6
            \\url{https://doi.org/10.1007/978-3-030-01388-2\\_6}
            10.1007/978‑3‑030‑01388‑2_6
            https://doi.org/10.1007/978-3-030-01388-2_6 Published online: 1 May 2020
            DOI 10.1007/978-3-030-01388-2_6
            (doi: 10.1007/978-3-030-01388-2_6).
            [10.1007/978-3-030-01388-2_6](https://doi.org/10.1007/978-3-030-01388-2_6)
            <a href=https://doi.org/10.1007/978-3-030-01388-2_6>10.1007/978-3-030-01388-2_6</a>
            """,
        ),
        (
            "doi 10.1371/journal.pone.0123456",
            """
            https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456
            https://journals.plos.org/plosone/article/file?id=10.1371/journal.pone.0123456&type=printable
            https://journals.plos.org/plosone/article?id=10.1371%2Fjournal.pone.0123456&amp;x=y
            https://search.crossref.org/?q=10.1371/journal.pone.0123456
            10.1371/journal.pone.0123456&type=printable
            """,
        ),
        (
            "doi 10.1101/2020.01.01.123456",
            """
            10.1101/2020.01.01.123456v2
            https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2
            https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full
            https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf+html
            https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.supplementary-material
            https://www.biorxiv.org/content/10.1101/2020.01.01.123456.abstract
            https://www.biorxiv.org/content/biorxiv/early/2020/01/02/2020.01.01.123456.full.pdf
            """,
        ),
        ("doi 10.1101/313049", "https://www.medrxiv.org/content/10.1101/313049v3.full-text"),
        ("doi 10.64898/2026.01.01.123456", "https://www.biorxiv.org/content/10.64898/2026.01.01.123456v1"),
        (
            "doi 10.1038/s41586-021-03819-2",
            """
            https://www.nature.com/articles/s41586-021-03819-2
            https://www.nature.com/articles/s41586-021-03819-2.pdf
            https://www.nature.com/articles/s41586-021-03819-2#Sec1
            https://www.nature.com/articles/s41586-021-03819-2/figures/1
            https://www-nature-com.proxy.example.edu/articles/s41586-021-03819-2
            """,
        ),
        ("doi 10.3389/fnins.2020.00001", "https://www.frontiersin.org/articles/10.3389/fnins.2020.00001/full"),
        ("doi 10.1002/widm.1249", "https://onlinelibrary.wiley.com/doi/full/10.1002/widm.1249/abstract"),
        ("doi 10.1088/1742-6596/1/1/01", "https://iopscience.iop.org/article/10.1088/1742-6596/1/1/01/meta"),
        ("doi 10.1109/tp.2020.1", "https://doi.ieeecomputersociety.org/10.1109/TP.2020.1"),
        (
            "doi 10.5281/zenodo.123",
            "[![DOI](https://zenodo.org/badge/DOI/10.5281/zenodo.123.svg)](https://doi.org/10.5281/zenodo.123)",
        ),
        ("doi 10.1111/j.1467-9868.2005.00503.x", "https://rss.example.org/doi/epdf/10.1111/j.1467-9868.2005.00503.x"),
        ("doi 10.7554/elife.12345", "https://elifesciences.org/articles/12345"),
        ("doi 10.2139/ssrn.1234567", "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=1234567"),
        ("doi 10.1145/3600006.3613165", "see example.org/doi/10.1145/3600006.3613165"),
        (
            "doi 10.1016/s0140-6736(20)30183-5",
            """
            (10.1016/S0140-6736(20)30183-5)
            [10.1016/S0140-6736(20)30183-5].
            https://doi.org/10.1016/S0140-6736(20)30183-5)
            """,
        ),
        (
            "doi 10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
            r"""
            <https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O>
            10.1002/(SICI)1097-4571(199806)49:8{\textless}693::AID-ASI4{\textgreater}3.0.CO;2-O
            10.1002/(SICI)1097-4571(199806)49:8$<$693::AID-ASI4$>$3.0.CO;2-O
            10.1002/(SICI)1097-4571(199806)49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O
            """.replace("\\\\", "\\"),
        ),
        ("openreview_id nZeVKeeFYf9", "https://openreview.net/forum?noteId=x&amp;id=nZeVKeeFYf9."),
        ("pmid 19872477", "https://europepmc.org/article/MED/19872477"),
        ("pmcid PMC2323736", "https://europepmc.org/article/PMC/PMC2323736"),
    ],
)
def test_whatever_stands_around_an_id_it_is_found(expected: str, pasted: str) -> None:
    lines = [line.strip() for line in pasted.strip().splitlines()]

    identifiers = {line: [spelled(identifier) for identifier in find(line)] for line in lines}

    assert identifiers == {line: [expected] for line in lines}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv:2106.09685, doi:10.1145/1", ["arxiv_id 2106.09685", "doi 10.1145/1"]),
        ("PMID: 19872477; PMCID: PMC2323736", ["pmcid PMC2323736", "pmid 19872477"]),
        ("2106.09686 and 2106.09685", ["arxiv_id 2106.09686", "arxiv_id 2106.09685"]),
        ("10.1145/1),(10.1145/2;10.1145/3", ["doi 10.1145/1", "doi 10.1145/2", "doi 10.1145/3"]),
        ("[a](https://doi.org/10.1145/1).[b](https://doi.org/10.1145/2)", ["doi 10.1145/1", "doi 10.1145/2"]),
    ],
)
def test_all_ids_of_a_text_are_found(text: str, expected: list[str]) -> None:
    assert [spelled(identifier) for identifier in find(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Attention Is All You Need",
        "A study of 1905.12 and 2113.09685 things",
        "Summaries of PubMed 2019 abstracts",
        "OpenReview Explorer",
        "Chrome/10.1234 (and more)",
        "https://example.org/release-10.1234/files",
        "https://example.org/?id=2106.09685",
        "and/or 1234567, model B12-1234",
        "costs $10.5000 or 10.5/month",
    ],
)
def test_a_text_without_an_id_has_none(text: str) -> None:
    assert find(text) == []


def test_two_ids_of_one_scheme_are_of_two_papers() -> None:
    one, other, doi = Identifier("arxiv_id", "1"), Identifier("arxiv_id", "2"), Identifier("doi", "10.1145/1")

    assert rivals([one, doi, other]) == (one, other)
    assert rivals([one, doi, one]) is None
    assert parse("arXiv:2106.09685 or arXiv:2106.09686") is None
    assert parse("arXiv:2106.09685 or 10.1145/1 or 10.1145/2", "arxiv_id") == Identifier("arxiv_id", "2106.09685")


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("DOI:10.18653/v1/2020.emnlp-demos.7", "ACL:2020.emnlp-demos.7"),
        ("DOI:10.18653/v1/p19-1234", "ACL:P19-1234"),
        ("DOI:10.48550/arXiv.2106.09685", "ARXIV:2106.09685"),
        ("DOI:10.1145/3600006.A", "DOI:10.1145/3600006.a"),
        (SHA, SHA),
    ],
)
def test_spellings_of_one_record_are_one(spelling: str, other: str) -> None:
    assert record_id(spelling) == record_id(other)


def test_other_records_have_other_ids() -> None:
    assert len(set(map(record_id, ["DOI:10.18653/v2/p19-1234", "ACL:P19-1234", "PMID:1", "PMCID:1", SHA]))) == 5


# Properties ----------------------------------------------------------------------------------------------------------

digits = st.text(string.digits, min_size=1, max_size=9).map(lambda text: text.lstrip("0") or "1")
words = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
doi_signs = "".join(sorted(set(string.printable) - set(string.whitespace + string.ascii_uppercase + '"%\\?#&<')))
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
    .filter(lambda value: not value.startswith("10.48550/arxiv.") and SCHEMES["doi"].normalize(value) == value)
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


WRAPPINGS = (
    "{}",
    "<{}>",
    "({})",
    "[{}]",
    '"{}"',
    "'{}'",
    "\u201c{}\u201d",
    "`{}`",
    "**{}**",
    "> {}",
    "see {}.",
    "{}, 2021",
    "{}; and more",
    "({}).",
    "[A title]({}), 2021",
    '<a href="{}">A title</a>',
    "\\url{{{}}}",
    "{} Published online: 1 May 2020",
    "A title\u00a0{}\u200b\n2021",
)
ADDRESSES = ("{}", "https://proxy.example.edu/login?url={}", "https://web.archive.org/web/2021/{}")
registered = canonical.filter(lambda identifier: bool(re.fullmatch(r"([\w./-]|\([\w./-]*\))*\w", identifier.value)))
"""Ids of the signs that nearly all have, parentheses in pairs: what ends in a full stop or opens a parenthesis that
it does not close cannot be told from the sentence around it."""


@max_examples(400)
@given(registered, st.sampled_from(WRAPPINGS), st.sampled_from(ADDRESSES), st.booleans(), st.booleans())
def test_an_id_is_found_in_every_wrapping(
    identifier: Identifier, wrapping: str, address: str, is_encoded: bool, is_escaped: bool
) -> None:
    page = identifier.page
    spelling = address.format(quote(page, safe="") if is_encoded and address != "{}" else page)

    text = wrapping.format(spelling.replace("_", "\\_") if is_escaped else spelling)

    assert find(text) == [identifier]


@max_examples(400)
@given(registered, st.sampled_from(WRAPPINGS))
def test_an_id_with_its_prefix_is_found_in_every_wrapping(identifier: Identifier, wrapping: str) -> None:
    prefix = "CorpusID" if identifier.scheme == "corpus_id" else SCHEMES[identifier.scheme].prefix

    assert find(wrapping.format(f"{prefix}:{identifier.value}")) == [identifier]


@max_examples(400)
@given(canonical.filter(lambda identifier: re.search("[0-9]", identifier.value) is not None))
def test_parsing_undoes_text(identifier: Identifier) -> None:
    assert parse(str(identifier)) == identifier


LABELS = re.compile("arxiv|acl|doi|openreview|pmc|pmid|pubmed|s2|corpus", re.IGNORECASE)
"""What makes an id of the number or the word behind it."""


@max_examples(400)
@given(st.lists(st.text(string.ascii_letters + "'-,.:()&", min_size=1) | st.integers(0, 9999).map(str)).map(" ".join))
def test_words_and_small_numbers_are_no_ids(text: str) -> None:
    assume(not LABELS.search(text))

    assert find(text) == []
