"""The page that leads to all feeds and files of a site."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from awesome_adapters.formats.site import sections
from awesome_adapters.project import Project
from test_page import TOY, Html, site

Write = Callable[..., Path]


def tagged(tag: str, number: int) -> str:
    return "".join(
        f'  - {{ title: {tag} {n}, code: "https://e.org/{tag}{n}", tags: [{tag}] }}\n' for n in range(number)
    )


def test_every_feed_and_file_of_the_list_is_reached_by_a_link() -> None:
    files = site(TOY)

    links = {unquote(href) for href in Html(files["files.html"]).all("a", "href")}

    former = {path for section in sections.site_sections(Project.open(TOY).catalogue) for path in section.former}
    made = {path for path in files if path.startswith(("feeds/", "exports/", "tags/"))}
    assert {path for path in made if path.partition("/")[2].partition(".")[0] not in former} <= links
    assert links <= files.keys()


def test_a_tag_has_feed_and_files_from_five_entries_on(root: Path, write: Write) -> None:
    write(f"title: NLP\nitems:\n{tagged('Many', 5)}{tagged('Few', 4)}")

    files = site(root)

    assert {path for path in files if path.startswith("tags/")} == {
        f"tags/many.{suffix}" for suffix in ("xml", "bib", "csl.json", "ris", "csv", "json")
    }
    assert files["tags/many.bib"].count("@software{") == sections.FEWEST_TAGGED
    page = files["files.html"]
    assert "Many" in page
    assert "Few" not in page


def test_the_list_leads_to_the_feed_and_the_file_of_each_section(root: Path, write: Write) -> None:
    write("title: NLP & more\nitems: [{ title: A, code: https://e.org }]")

    page = Html(site(root)["index.html"])

    assert {"files.html", "feeds/nlp--more.xml", "exports/nlp--more.bib"} <= set(page.all("a", "href"))
