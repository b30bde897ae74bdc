"""The exports: their whole texts, and every one of them read back by parsers that are not ours."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import parse_string  # type: ignore[import-untyped]

from awesome_adapters import records
from awesome_adapters.catalogue import Section
from awesome_adapters.formats.citations import dataset, exports
from awesome_adapters.metadata import Journal, PaperMetadata
from awesome_adapters.records import Record
from awesome_adapters.text import collapse_whitespace
from cited import ORIGIN, Read, a_catalogue, a_list, a_record, citation_keys, cited_title
from conftest import REPOSITORY, max_examples
from test_bibtex import needs_tex, shown, typeset
from test_csl import csl_schema

TOY = REPOSITORY / "tests" / "toy"


@pytest.fixture(scope="module")
def real() -> Read:
    return a_list(REPOSITORY)


# The toy list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", exports.FORMATS)
def test_the_toy_list_is_exported_as_expected(form: str, expect: Callable[[str | bytes, str], None]) -> None:
    expect(a_list(TOY).export(form), f"toy/list.{exports.FORMATS[form].suffix}")


def test_names_of_tables_and_data_have_the_given_name_first() -> None:
    record = a_record(paper={"arxiv_id": "2106.09685", "authors": ["Karimi Mahabadi, Rabeeh", "et al."]})
    read = Read(a_catalogue(record), [record])

    [row] = csv.DictReader(io.StringIO(read.export("csv")))
    [entry] = json.loads(read.export("json"))["entries"]

    assert (row["authors"], entry["authors"]) == ("Rabeeh Karimi Mahabadi; et al.", ["Rabeeh Karimi Mahabadi"])


# The real list, read by others ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_pybtex_reads_the_real_list(real: Read) -> None:
    entries = parse_string(real.export("bibtex"), "bibtex").entries

    keys = citation_keys(real.records)
    assert list(entries) == [keys[record.key] for record in real.records]
    for record in real.records:
        entry = entries[keys[record.key]]
        assert shown(entry.fields["title"]) == cited_title(record)
        assert len(entry.persons.get("author", [])) == len(record.authors)


@pytest.mark.skipif(not shutil.which("biber"), reason="needs biber")
@pytest.mark.slow
def test_biber_finds_the_real_list_valid(real: Read, tmp_path: Path) -> None:
    (tmp_path / "list.bib").write_text(real.export("bibtex"), encoding="utf-8")

    done = subprocess.run(
        ["biber", "--tool", "--validate-datamodel", "list.bib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert [line for line in done.stdout.splitlines() if re.search("WARN|ERROR", line)] == []


@needs_tex
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["bibtex", "biber"])
def test_latex_typesets_the_real_list(real: Read, tmp_path: Path, backend: str) -> None:
    said, log = typeset(tmp_path, real.export("bibtex"), backend)

    warnings = [line for line in said.splitlines() if re.search(r"WARN|ERROR|error|Warning", line)]
    assert [line for line in warnings if "isn't style-file defined" not in line] == []  # BibTeX knows no @software
    assert re.findall(r"^! .*", log, re.MULTILINE) == []


def test_csv_readers_read_the_real_list(real: Read) -> None:
    rows = list(csv.DictReader(io.StringIO(real.export("csv"), newline=""), strict=True))

    assert [row["key"] for row in rows] == [record.key for record in real.records]
    assert [row["title"] for row in rows] == [record.title for record in real.records]
    assert {None} & {key for row in rows for key in row} == set()


# Single rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    record = a_record(title=f"{start}HYPERLINK(1)", summary=f"\t{start}1", tags=[f"\r\n{start}1"], code="https://x.org")

    text = Read(a_catalogue(record), [record]).export("csv")

    [row] = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    assert (row["title"], row["summary"], row["tags"]) == (f"'{start}HYPERLINK(1)", f"'{start}1", f"'{start}1")


def test_a_table_has_further_links_in_one_cell_and_the_further_columns_at_its_end() -> None:
    links = {"Talk": "https://x.org/t", "Data": "https://x.org/d"}
    record = a_record(name="LoRA", award="Oral", highlight="true", note="It is merged.", links=links)

    text = Read(a_catalogue(record), [record]).export("csv")

    [row] = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    assert list(row.items())[-7:] == [
        ("name", "LoRA"),
        ("award", "Oral"),
        ("highlight", "true"),
        ("date", ""),
        ("note", "It is merged."),
        ("links", "Talk: https://x.org/t; Data: https://x.org/d"),
        ("retracted", ""),
    ]


# The site's files ----------------------------------------------------------------------------------------------------


def test_a_preprint_of_another_server_than_arxiv_names_it_in_each_format() -> None:
    record = a_record(paper={"doi": "10.1101/2020.07.12.199554", "venue": "bioRxiv", "year": "2020"}, title="ProtTrans")
    catalogue = a_catalogue(record)

    texts = {
        form: "".join(export.pieces(exports.items(catalogue, [record]), catalogue.settings))
        for form, export in exports.FORMATS.items()
    }

    assert "@misc{" in texts["bibtex"]
    assert "\n  howpublished = {bioRxiv},\n" in texts["bibtex"]
    assert '"type": "article", "title": "ProtTrans", "publisher": "bioRxiv"' in texts["csl"]
    assert '"number"' not in texts["csl"]
    assert "PB  - bioRxiv\r\n" in texts["ris"]
    assert all("10.1101/2020.07.12.199554" in text for text in texts.values())
    assert '"kind": "preprint"' in texts["json"]


def test_the_whole_list_and_each_section_have_files_of_their_own() -> None:
    one, two, three = (
        a_record(title=name, section_path=titles, code="https://x.org")
        for name, titles in (("One", ("NLP", "Methods")), ("Two", ("NLP",)), ("Three", ("All",)))
    )
    catalogue = a_catalogue(two, one, three)
    catalogue = catalogue._replace(
        sections=[s._replace(cross_listed=[one.listed]) if s.path == ("All",) else s for s in catalogue.sections]
    )

    items = exports.items(catalogue, (one, two, three))
    documents = exports.documents(catalogue, exports.Texts(items, catalogue.settings))

    titles = {
        document.path: re.findall(r"^TI  - (\w+)", document.content.decode(), re.MULTILINE)
        for document in documents
        if document.path.endswith(".ris")
    }
    assert titles == {
        "exports/all.ris": ["Two", "One", "Three"],
        "exports/nlp.ris": ["Two", "One"],
        "exports/nlp/methods.ris": ["One"],
        "exports/all-1.ris": ["Three", "One"],
    }


@given(
    st.lists(st.lists(st.text(min_size=1).map(collapse_whitespace).filter(bool), min_size=1, max_size=3), max_size=6)
)
@example([["../.."], ["a/b"], ["A B"], ["a-b"], ["!"], ["?"], ["x" * 400], ["x" * 401], ["日" * 300]])
def test_each_section_has_a_path_of_its_own_within_the_folder(titles: list[list[str]]) -> None:
    sections = [Section(tuple(path), [], [], ORIGIN) for path in titles]
    catalogue = a_catalogue()._replace(sections=sections)
    paths = [document.path for document in exports.documents(catalogue, exports.Texts([], catalogue.settings))]

    assert len(set(paths)) == len(paths) == len(exports.FORMATS) * (1 + len(prefixes(titles)))
    for path in paths:
        assert re.fullmatch(r"exports(/[\w-]+)+\.[a-z.]+", "".join(c if c.isascii() else "x" for c in path))
        assert max(len(part.encode()) for part in path.split("/")) <= 255


def prefixes(titles: list[list[str]]) -> set[tuple[str, ...]]:
    return {tuple(path[:depth]) for path in titles for depth in range(1, len(path) + 1)}


# Hostile texts -------------------------------------------------------------------------------------------------------

NASTY = (
    "=cmd|' /C calc'!A0",
    "\\input{/etc/passwd}",
    "}} @article{x, ",
    "\"quotes\" 'single'",
    "% # $ & _ ~ ^ {",
    "a\r\nER  - \r\nTY  - X",
    "\x00\x07\x1b[31m",
    "\u202egnp.exe",
    "]]><script>alert(1)</script>",
    "</div>",
    "w" * 500,
    "\ud800",
    "\ufffe\uffff",
    "\u2028\u2029",
    "日本語 😀",
)
HOSTILE = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(max_size=20), st.text("{}\\\"'%$#_~^&<>=@\r\n,;* ", max_size=12)),
    min_size=1,
    max_size=3,
).map(" ".join)


def hostile_record(text: Callable[[], str]) -> Record:
    """A record with hostile text in every field that is a text, from the curators or from Semantic Scholar."""
    metadata = PaperMetadata(
        ids=("a" * 40, "ARXIV:2106.09685", f"DOI:10.1000/{text()}"),
        url=f"https://www.semanticscholar.org/{text()}",
        title="LoRA",
        authors=(text(), text()),
        venue=text(),
        year=2021,
        citations=3,
        tldr=text(),
        published=text(),
        journal=Journal(text(), text(), text()),
        retrieved=text(),
    )
    record = a_record(metadata, paper={"arxiv_id": "2106.09685"}, added="2024-01-02")
    texts = {key: text() for key in ("title", "summary", "name", "note", "award")}
    further = {"tags": [text(), text()], "links": {text(): "https://x.org"}, "extra": {text(): text()}}
    entry = record.listed.entry.model_copy(update=texts | further)
    return records.resolve(record.listed._replace(entry=entry, section_path=(text(),)), metadata)


@pytest.mark.slow
@given(st.data())
@max_examples(200)
def test_hostile_texts_come_back_as_texts(data: st.DataObject) -> None:
    record = hostile_record(lambda: data.draw(HOSTILE))
    hostile = Read(
        a_catalogue(record, title="Hostile"), [record, record._replace(listed=record.listed._replace(key="two"))]
    )
    title, authors = (
        collapse_whitespace(record.title),
        [name for author in record.authors if (name := collapse_whitespace(author))],
    )

    texts = {form: hostile.export(form).encode().decode() for form in exports.FORMATS}

    for text in texts.values():
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert list(parse_string(texts["bibtex"], "bibtex").entries) == list(citation_keys(hostile.records).values())
    [item, _] = json.loads(texts["csl"])
    csl_validator().validate([item])
    assert (item.get("title", ""), len(item.get("author", []))) == (title, len(authors))
    lines = texts["ris"].split("\r\n")
    assert [line[:6] for line in lines if not re.match(r"[A-Z][A-Z0-9]  - ", line)] == ["", "", ""]
    assert (lines.count("ER  - "), sum(line.startswith("TY  - ") for line in lines)) == (2, 2)
    assert f"TI  - {title}" in lines or not title
    [row, _] = csv.DictReader(io.StringIO(texts["csv"], newline=""), strict=True)
    assert row["title"].removeprefix("'") == title.removeprefix("'")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    [entry, _] = json.loads(texts["json"])["entries"]
    dataset_validator().validate(json.loads(texts["json"]))
    assert entry["title"] == title


@cache
def csl_validator() -> Any:
    return jsonschema.Draft202012Validator(csl_schema())  # `jsonschema.validate` checks the schema itself each time


@cache
def dataset_validator() -> Any:
    return jsonschema.Draft202012Validator(dataset.json_schema())
