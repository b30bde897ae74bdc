"""The feeds: valid by RFC 4287, read by a feed reader, and the same whenever they are made."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from awesome_adapters.catalogue import Catalogue
from awesome_adapters.formats.site import atom
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.records import Record
from awesome_adapters.text import collapse_whitespace
from cited import a_catalogue, a_list, a_record
from conftest import REPOSITORY, max_examples
from test_exports import HOSTILE, TOY, hostile_record

RFC_4287 = etree.RelaxNG(etree.parse(REPOSITORY / "tests" / "schemas" / "atom.rng"))
METADATA = PaperMetadata(
    ("a" * 40, "ARXIV:2106.09685"), authors=("J. Hu", "Y. Shen"), venue="ICLR", year=2022, tldr="Short."
)


def feeds(catalogue: Catalogue, *records: Record, root: Path = TOY) -> dict[str, bytes]:
    """The feeds by their paths, each valid."""
    contents = {document.path: document.content for document in atom.documents(root, catalogue, by_key(records))}
    for content in contents.values():
        assert RFC_4287.validate(etree.fromstring(content)), RFC_4287.error_log.last_error
    return contents


def by_key(records: tuple[Record, ...]) -> dict[str, Record]:
    return {record.key: record for record in records}


def parsed(content: bytes) -> Any:
    feed = feedparser.parse(content)
    assert not feed.bozo
    return feed


def test_the_feed_of_the_toy_list_is_as_expected(expect: Callable[[str | bytes, str], None]) -> None:
    toy = a_list(TOY)

    expect(feeds(toy.catalogue, *toy.records)["feed.xml"], "toy/feed.xml")


@pytest.mark.slow
def test_the_feeds_of_the_real_list_are_valid_and_full() -> None:
    real = a_list(REPOSITORY)

    contents = feeds(real.catalogue, *real.records)

    feed = parsed(contents["feed.xml"])
    assert len(feed.entries) == atom.LIMIT
    days = [entry.published for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    assert feed.feed.updated == days[0]
    assert all(entry.summary and entry.link and entry.content[0].value for entry in feed.entries)
    sections = {listed.section_path[0] for listed in real.catalogue.entries()}
    assert {path for path in contents if path.startswith("feeds/") and path.count("/") == 1} == {
        f"feeds/{section.lower().replace(' ', '-')}.xml" for section in sections
    }


def test_names_have_the_given_name_first_and_missing_authors_are_nobody() -> None:
    paper = {"arxiv_id": "2106.09685", "authors": ["Karimi Mahabadi, Rabeeh", "et al."]}
    record = a_record(paper=paper, added="2024-05-31")

    [entry] = parsed(feeds(a_catalogue(record), record)["feed.xml"]).entries

    assert [author.name for author in entry.authors] == ["Rabeeh Karimi Mahabadi"]


def test_an_entry_says_all_that_the_list_says() -> None:
    record = a_record(
        METADATA,
        paper={"arxiv_id": "2106.09685"},
        summary="Trains <b> & more.",
        tags=["LoRA", "a&b"],
        code="https://x.org/?a=1&b=2",
        added="2024-05-31",
    )

    [entry] = parsed(feeds(a_catalogue(record, site="https://x.org/list/"), record)["feed.xml"]).entries

    assert (entry.title, entry.link, entry.summary) == (
        "LoRA",
        "https://arxiv.org/abs/2106.09685",
        "Trains <b> & more.",
    )
    assert [author.name for author in entry.authors] == ["J. Hu", "Y. Shen"]
    assert [tag.term for tag in entry.tags] == ["LoRA", "a&b"]
    assert entry.published == entry.updated == "2024-05-31T00:00:00Z"
    links = {link.get("title"): link.href for link in entry.links}
    assert links["Code"] == "https://x.org/?a=1&b=2"
    assert links["In the list"] == "https://x.org/list/#arxiv-2106.09685"
    text = re.sub("<[^>]*>", "", entry.content[0].value)
    assert "J. Hu, Y. Shen. ICLR 2022" in text
    assert "TLDR: Short. (Machine-made by Semantic Scholar; it can be wrong.)" in text


def test_a_feed_knows_its_address_where_the_site_is_set() -> None:
    record = a_record(section_path=("Größe & Maß",), code="https://x.org", added="2024-05-31")

    contents = feeds(a_catalogue(record, site="https://x.org/list"), record)

    addresses = [parsed(content).feed.links[0].href for content in contents.values()]
    assert addresses == ["https://x.org/list/feed.xml", "https://x.org/list/feeds/gr%C3%B6%C3%9Fe--ma%C3%9F.xml"]
    assert b'rel="self"' not in feeds(a_catalogue(record), record)["feed.xml"]


def test_ids_stay_when_all_but_the_key_and_the_lists_title_changes() -> None:
    old = a_record(key="lora", code="https://x.org", added="2024-05-31")
    new = a_record(METADATA, ("Methods",), key="lora", title="L", paper={"arxiv_id": "2106.09685"}, added="2025-05-31")
    other = a_record(key="vera", code="https://x.org", added="2024-05-31")

    before, after, foreign = (
        parsed(feeds(catalogue, record)["feed.xml"])
        for catalogue, record in (
            (a_catalogue(old), old),
            (a_catalogue(new, site="https://x.org"), new),
            (a_catalogue(other, title="Others"), other),
        )
    )

    assert (before.feed.id, before.entries[0].id) == (after.feed.id, after.entries[0].id)
    assert {before.feed.id, before.entries[0].id}.isdisjoint({foreign.feed.id, foreign.entries[0].id})
    assert before.feed.id.startswith("urn:uuid:")


def test_the_feed_of_a_renamed_section_keeps_its_id_unless_another_section_has_the_old_title(
    root: Path, write: Callable[..., Path]
) -> None:
    def ids(*sections: str) -> dict[str, str]:
        write("title: NLP\nsections:\n" + "".join(f"- {{ {section} }}\n" for section in sections))
        catalogue = Project.open(root).catalogue
        return {path: parsed(content).feed.id for path, content in feeds(catalogue, root=root).items()}

    before = ids("title: A, sections: [{ title: B }]")
    after = ids("title: C, was: [A, X], sections: [{ title: B }]")
    other = ids("title: C, was: [A], sections: [{ title: B }]", "title: A")

    assert after["feeds/nlp/c.xml"] == before["feeds/nlp/a.xml"]
    assert after["feeds/nlp/c/b.xml"] == before["feeds/nlp/a/b.xml"]
    assert other["feeds/nlp/a.xml"] == before["feeds/nlp/a.xml"]
    assert len(set(other.values())) == len({path for path in other if not path.startswith("feeds/nlp/a/")})


def test_the_newest_come_first_those_of_a_day_in_the_lists_order_and_those_without_a_day_not_at_all() -> None:
    days = ["2024-01-01", None, "2024-01-02", "2024-01-01", "2024-01-02"]
    records = [
        a_record(None, ("NLP",), title=str(number), code="https://x.org", **({"added": day} if day else {}))
        for number, day in enumerate(days)
    ]

    feed = parsed(feeds(a_catalogue(*records), *records)["feed.xml"])

    assert [entry.title for entry in feed.entries] == ["2", "4", "0", "3"]
    assert feed.feed.updated == "2024-01-02T00:00:00Z"


def test_a_feed_has_the_newest_hundred() -> None:
    first = date(2024, 1, 1)
    records = [
        a_record(title=str(number), code="https://x.org", added=str(first + timedelta(number))) for number in range(101)
    ]

    titles = [entry.title for entry in parsed(feeds(a_catalogue(*records), *records)["feed.xml"]).entries]

    assert titles == [str(number) for number in range(100, 0, -1)]


def test_a_feed_without_entries_is_valid() -> None:
    record = a_record(code="https://x.org")

    assert parsed(feeds(a_catalogue(record), record)["feed.xml"]).entries == []


def test_a_broken_template_is_named(root: Path, write: Callable[..., Path]) -> None:
    write("{{ feed.nothing }}", "templates/feed.xml")

    with pytest.raises(CatalogueError, match=r"feed\.xml:1: .*nothing"):
        feeds(a_catalogue(), root=root)


@pytest.mark.slow
@given(st.data())
@max_examples(200)
def test_hostile_texts_stay_texts(data: st.DataObject) -> None:
    record = hostile_record(lambda: data.draw(HOSTILE))

    title = f"T{data.draw(HOSTILE)}".encode(errors="replace").decode()

    contents = feeds(a_catalogue(record, title=title), record)

    for content in contents.values():
        tree = etree.fromstring(content)
        names = {str(element.tag).rpartition("}")[2] for element in tree.iter()}
        assert names <= {
            *(
                "feed",
                "id",
                "title",
                "subtitle",
                "updated",
                "author",
                "name",
                "rights",
                "generator",
                "entry",
                "published",
            ),
            *("link", "category", "summary", "content", "div", "p", "a"),
        }
        assert all(link.get("href", "https://").startswith("https://") for link in tree.iter())
        title = tree.findtext("{*}entry/{*}title") or ""
        assert title == re.sub("[\ufffe\uffff]", "", collapse_whitespace(record.full_title))
