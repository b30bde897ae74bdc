"""RIS: a whole reference, and the real list as another program reads it."""

import rispy  # type: ignore[import-untyped]

from awesome_adapters.metadata import Journal, PaperMetadata
from cited import Read, a_catalogue, a_list, a_record, citation_keys, cited_title
from conftest import REPOSITORY


def test_rispy_reads_the_real_list() -> None:
    real = a_list(REPOSITORY)
    references = rispy.loads(real.export("ris"))

    assert [reference["id"] for reference in references] == list(citation_keys(real.records).values())
    assert [reference["title"] for reference in references] == list(map(cited_title, real.records))
    assert [len(reference.get("authors", [])) for reference in references] == [
        len(record.authors) for record in real.records
    ]


def test_a_reference_of_ris_is_written_as_its_format_wants_it() -> None:
    metadata = PaperMetadata(
        ("a" * 40, "ARXIV:2106.09685"),
        authors=("Quentin de *La*", "Martin King Jr.", "BLOOM Team"),
        venue="Journal of Things",
        year=2021,
        published="2021-09-07",
        journal=Journal("J", "12", "46-51"),
    )
    record = a_record(metadata, paper={"arxiv_id": "2106.09685"})

    assert Read(a_catalogue(record), [record]).export("ris").split("\r\n") == [
        "TY  - JOUR",
        "ID  - dela2021lora",
        "TI  - LoRA",
        "AU  - de La, Quentin",
        "AU  - King, Martin, Jr.",
        "AU  - BLOOM Team",
        "PY  - 2021",
        "DA  - 2021/09/07/",
        "T2  - Journal of Things",
        "VL  - 12",
        "SP  - 46",
        "EP  - 51",
        "UR  - https://arxiv.org/abs/2106.09685",
        "N1  - arXiv:2106.09685",
        "ER  - ",
        "",
        "",
    ]


def test_a_name_a_date_an_award_a_note_and_a_key_have_their_tags() -> None:
    paper = {"arxiv_id": "2106.09685", "date": "2022-04", "citation_key": "hu2022lora"}
    record = a_record(paper=paper, title="Low-Rank Adaptation", name="LoRA", award="Oral", note="It is merged.")

    lines = Read(a_catalogue(record), [record]).export("ris").split("\r\n")

    assert lines[1:4] == ["ID  - hu2022lora", "TI  - Low-Rank Adaptation", "ST  - LoRA"]
    assert "DA  - 2022/04//" in lines
    assert [line for line in lines if line.startswith("N1")] == [
        "N1  - arXiv:2106.09685",
        "N1  - Oral",
        "N1  - It is merged.",
    ]
