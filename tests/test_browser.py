"""The page as people use it, in a real Chromium: with the keyboard, the mouse, a phone, and without a script."""

import functools
import http.server
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import url2pathname

import pytest

from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.project import Project
from awesome_adapters.storage import publishing

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if not os.environ.get("REQUIRE_BROWSER"):
    if not CHROMIUM:
        pytest.skip("there is no Chromium; on Debian: apt install chromium", allow_module_level=True)
    pytest.importorskip("playwright", reason="playwright is not installed")
pytestmark = pytest.mark.slow

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, expect, sync_playwright  # noqa: E402

NLP = """
title: Natural Language Processing
index: 1
sections:
  - title: Methods
    items:
      - title: "LoRA: Low-Rank Adaptation of Large Language Models"
        summary: Trains pairs of small matrices beside frozen weights.
        paper: { arxiv_id: "2106.09685", authors: [Edward J. Hu, Yelong Shen], venue: ICLR, year: 2022 }
        code: https://example.org/lora
        tags: [LoRA]
        added: 2023-01-01
      - title: "QLoRA: Efficient Finetuning of Quantized LLMs"
        paper: { arxiv_id: "2305.14314", authors: [Tim Dettmers], venue: NeurIPS, year: 2023 }
        code: https://example.org/qlora
        tags: [LoRA, Quantization]
        added: 2023-06-01
      - title: "VeRA: Vector-based Random Matrix Adaptation"
        paper: { arxiv_id: "2310.11454", authors: [Dawid Kopiczko], venue: ICLR, year: 2024 }
        tags: [LoRA]
        added: 2024-02-01
      - title: "DoRA: Weight-Decomposed Low-Rank Adaptation"
        paper: { arxiv_id: "2402.09353", authors: [Shih-Yang Liu], venue: ICML, year: 2024 }
        code: https://example.org/dora
        tags: [LoRA]
        added: 2024-03-01
  - title: Composition
    items:
      - title: AdapterFusion
        summary: Learns to compose the adapters of several tasks.
        paper:
          acl_id: 2021.eacl-main.39
          arxiv_id: "2005.00247"
          authors: [Jonas Pfeiffer, Andreas Rücklé, Łukasz Ørsted]
          venue: EACL
          year: 2021
        also_in: [Computer Vision]
"""
VISION = """
title: Computer Vision
index: 2
items:
  - title: Learning Multiple Visual Domains with Naïve Résidual Adapters
    paper: { arxiv_id: "1705.08045", authors: [Hakan Bilen], venue: NeurIPS, year: 2017 }
  - title: 事前学習モデルの適応
    key: japanese
    code: https://example.org/japanese
"""
SETTINGS = "title: Toy Page\ndescription: A list for the browser.\n"


def metadata() -> dict[str, PaperMetadata]:
    day = "2024-05-04"
    return {
        "ARXIV:2106.09685": PaperMetadata(ids=("a" * 40, "ARXIV:2106.09685"), citations=5000, retrieved=day),
        "ARXIV:2305.14314": PaperMetadata(ids=("b" * 40, "ARXIV:2305.14314"), citations=900, retrieved=day),
        "ARXIV:2005.00247": PaperMetadata(
            ids=("c" * 40, "ARXIV:2005.00247"), citations=1, retrieved=day, tldr="A two-stage learning algorithm."
        ),
    }


def write_list(root: Path, files: dict[str, str]) -> None:
    """Write a list, and what Semantic Scholar knows of its papers."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def render(root: Path, folder: Path, *, largest: int = 1000) -> Path:
    project = Project.open(root)
    assert not project.problems
    publishing.publish(folder, project.site(largest=largest))
    return folder


def render_many(folder: Path) -> Path:
    """Render the site of 120 papers."""
    items = "".join(f'  - {{ title: "Paper {n}", code: "https://example.org/{n}" }}\n' for n in range(120))
    write_list(folder / "list", {"data/a.yaml": f"title: Many\nitems:\n{items}"})
    return render(folder / "list", folder / "site")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("list")
    write_list(root, {"catalogue.yaml": SETTINGS, "data/nlp.yaml": NLP, "data/vision.yaml": VISION})
    store = MetadataStore(root)
    for identifier, paper in metadata().items():
        store.add(identifier, paper, date(2024, 5, 4))
    store.save()
    return root


@pytest.fixture(scope="module")
def small(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as one page."""
    return render(source, tmp_path_factory.mktemp("small") / "site")


@pytest.fixture(scope="module")
def large(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the same list as if it were too long for one page."""
    return render(source, tmp_path_factory.mktemp("large") / "site", largest=1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    servers = []

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    def serve(folder: Path) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


Open = Callable[..., Page]


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    usual = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}  # nothing is seen halfway
    context = browser.new_context(**(usual | options))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    return context


@pytest.fixture(scope="module")
def forgetful(browser: Browser, small: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Gives a context without pages and a past: one for all tests, as a new one takes longer than most of them."""
    context = new_context(browser)
    keeper = context.new_page()
    keeper.goto((small / "files.html").as_uri())

    def forgetful() -> BrowserContext:
        for page in context.pages:
            if page != keeper:
                page.close()
        keeper.evaluate("localStorage.clear()")
        return context

    yield forgetful
    context.close()


@contextmanager
def opener(
    browser: Browser, faults: list[str], forgetful: Callable[[], BrowserContext] | None = None
) -> Iterator[Open]:
    """Open addresses in browsers without a past; at the end, nothing may have gone wrong or been asked of others.

    The first one that is opened without options can have a `forgetful` context.
    """
    contexts: list[BrowserContext] = []
    shared: list[BrowserContext] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("file:", "http://127.0.0.1:", "data:", "blob:")):
            faults.append(f"asked for {request.url}")

    def refuse(dialog: Dialog) -> None:
        faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def open_page(address: str | Path, **options: Any) -> Page:
        if forgetful and not shared and not options:
            context = forgetful()
            shared.append(context)
        else:
            context = new_context(browser, **options)
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", note)
        page.on("dialog", refuse)
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        if options.get("java_script_enabled", True) and page.locator("body:not([data-deferred]) #_q").count():
            page.wait_for_selector("body[data-loaded]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def faults() -> list[str]:
    """What a page complained of, and whom it asked."""
    return []


@pytest.fixture
def open_page(browser: Browser, faults: list[str], forgetful: Callable[[], BrowserContext]) -> Iterator[Open]:
    with opener(browser, faults, forgetful) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def searching(browser: Browser, small: Path) -> Iterator[Page]:
    """A page for tests that do nothing but write into the search."""
    with opener(browser, []) as open_page:
        yield open_page(small / "index.html")


@pytest.fixture
def page(open_page: Open, small: Path) -> Page:
    return open_page(small / "index.html")


def titles(page: Page) -> list[str]:
    """The first words of the titles that are found."""
    return [title.split(":")[0] for title in page.locator("#_rows .title").all_text_contents()]


def search(page: Page, text: str) -> None:
    page.locator("#_q").fill(text)


def counts(page: Page) -> dict[str, int]:
    """The options of all facets with their numbers; of two that have one name, the last."""
    rows = page.locator("#_filters .option").all()
    return {row.locator(".label").inner_text(): int(row.locator(".number").inner_text()) for row in rows}


# Search --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lora", ["LoRA", "QLoRA", "VeRA", "DoRA"]),
        ("LORA dettmers", ["QLoRA"]),
        ("matrix", ["VeRA"]),
        ("matri", ["VeRA", "LoRA"]),
        ("atrix", ["VeRA"]),
        ('"random matrix"', ["VeRA"]),
        ('"matrix random"', []),
        ('"random matri', ["VeRA"]),
        ('"random matri"', []),
        ('"adaptation dawid"', []),
        ('"lora quantization"', []),
        ("rank low", ["LoRA", "DoRA"]),
        ("arxiv", []),
        ("low-rank", ["LoRA", "DoRA"]),
        ("lowrank", ["LoRA", "DoRA"]),
        ("rank-low", []),
        ("rucklé", ["AdapterFusion"]),
        ("lukasz orsted", ["AdapterFusion"]),
        ("NAIVE residual", ["Learning Multiple Visual Domains with Naïve Résidual Adapters"]),
        ("compose several", ["AdapterFusion"]),
        ("two-stage", ["AdapterFusion"]),
        ("neurips", ["QLoRA", "Learning Multiple Visual Domains with Naïve Résidual Adapters"]),
        ("iclr 2024", ["VeRA"]),
        ("quantization", ["QLoRA"]),
        ("学習モデル", ["事前学習モデルの適応"]),
        ("semantic scholar", []),
        ("lora -quantization", ["LoRA", "VeRA", "DoRA"]),
        ('lora -"random matrix"', ["LoRA", "QLoRA", "DoRA"]),
        ("computer vision adapter", ["AdapterFusion", "Learning Multiple Visual Domains with Naïve Résidual Adapters"]),
        ("2106.09685", ["LoRA"]),
        ("https://arxiv.org/pdf/2106.09685v2", ["LoRA"]),
        ("https://aclanthology.org/2021.eacl-main.39.pdf", ["AdapterFusion"]),
        ("see https://doi.org/10.18653/v1/2021.eacl-main.39 there", ["AdapterFusion"]),
        ("https://www.semanticscholar.org/paper/Some-Title/" + "b" * 40, ["QLoRA"]),
        ("https://example.org/dora", ["DoRA"]),
        ("https://arxiv.org/abs/2106.09686", []),
        ("detmers", ["QLoRA"]),
        ("lora detmers qauntized", ["QLoRA"]),
        ("adaptor fusion", []),
        ("adpaterfusion pfieffer", ["AdapterFusion"]),
    ],
)
def test_a_search_finds_what_has_all_of_its_words(searching: Page, query: str, expected: list[str]) -> None:
    search(searching, query)

    assert titles(searching) == expected
    assert searching.locator("#_count").inner_text() == f"{len(expected)} of 7 entries"
    assert searching.locator("#_list").is_hidden()


def test_results_are_announced_once_the_typing_pauses(page: Page) -> None:
    status = page.get_by_role("status")

    page.keyboard.press("/")
    page.keyboard.type("quant")

    expect(status).to_have_text("1 entry found")
    page.keyboard.type("x")
    meant = "Nothing has all of “quantx”; showing results for quantized or quantization."
    expect(status).to_have_text(f"1 entry found. {meant}")
    page.keyboard.type("xx")
    expect(status).to_have_text("0 entries found")


def test_a_slash_leads_to_the_search_and_escape_out_of_it(page: Page) -> None:
    box = page.locator("#_q")

    page.keyboard.press("/")
    page.keyboard.type("lora")
    expect(box).to_be_focused()
    expect(box).to_have_value("lora")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    assert page.locator("#_list").is_visible()
    page.keyboard.press("Escape")

    expect(box).not_to_be_focused()


def test_a_slash_is_a_letter_in_the_search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("a/b")

    expect(page.locator("#_q")).to_have_value("a/b")


def test_tab_leads_from_the_search_through_the_filters_to_the_results(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("dora")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
        if "DoRA" in reached[-1]:
            break

    assert reached[-1] == "DoRA: Weight-Decomposed Low-Rank Adaptation"
    assert reached[0].startswith("relevance")
    assert reached[-3:-1] == ["Copy link", "Clear the search"]
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_what_is_spelt_nearly_so_comes_below_the_few_that_begin_so(page: Page) -> None:
    search(page, "adapterf")

    assert titles(page) == ["AdapterFusion", "Learning Multiple Visual Domains with Naïve Résidual Adapters"]
    expect(page.locator("#_meant")).to_have_text("Few have “adapterf”; below them are results for adapters.")
    search(page, "adapterfusion")
    assert titles(page) == ["AdapterFusion"]
    expect(page.locator("#_meant")).to_be_empty()


def test_a_slip_is_mended_and_said(page: Page) -> None:
    search(page, "lora detmers qauntized")

    assert titles(page) == ["QLoRA"]
    meant = page.locator("#_meant")
    assert (
        meant.inner_text()
        == "Nothing has all of “lora detmers qauntized”; showing results for lora dettmers quantized."
    )
    search(page, "lora")
    expect(meant).to_be_empty()


def test_what_is_called_so_comes_first_with_a_slip_too(open_page: Open, tmp_path: Path) -> None:
    names = ["LoRA Soups", "LoRA+: Rates", "LoRA: Ranks", "Mod-DeepESN: Parts", "Echo State Network (DeepESN)"]
    names += ["Deep-ESN: Layers", "Reservoir Computing Approaches", "Reservoir Computing: A Primer"]
    items = "".join(f'  - {{ title: "{name}", code: "https://example.org/{n}" }}\n' for n, name in enumerate(names))
    write_list(tmp_path / "list", {"data/a.yaml": f"title: Names\nitems:\n{items}"})
    page = open_page(render(tmp_path / "list", tmp_path / "site") / "index.html")

    for name in ("LoRA", "LoRA+", "Deep-ESN", "Reservoir Computing"):
        for query in (name, name.lower(), f"{name[:2]}{name[1:]}", f"{name[:-3]}{name[-3]}{name[-3:]}"):
            search(page, query)
            assert titles(page)[0] == name, query


def test_with_nothing_found_the_page_says_what_to_leave_out(page: Page) -> None:
    page.get_by_role("checkbox", name="ICLR").check()
    page.get_by_role("checkbox", name="code").check()
    search(page, "dora matrix")
    choices = page.locator("#_nothing button")
    assert choices.all_inner_texts() == []
    search(page, "dora")

    assert choices.all_inner_texts() == ["1 without ICLR"]
    choices.press("Enter")

    assert titles(page) == ["DoRA"]
    expect(page.locator("#_count")).to_be_focused()
    expect(page.locator("#_nothing")).to_be_empty()
    page.wait_for_url("**?q=dora&code=1")


def test_with_nothing_found_a_word_can_be_left_out(page: Page) -> None:
    search(page, 'zzzz "random matrix" -qlora')
    choices = page.locator("#_nothing button")
    assert choices.all_inner_texts() == ["1 without zzzz"]

    choices.click()

    assert titles(page) == ["VeRA"]
    assert page.locator("#_q").input_value() == '"random matrix" -qlora'


REPOSITORY = f"{SETTINGS}repository: https://github.com/nobody/nothing\n"


@pytest.mark.parametrize(
    ("query", "title", "address"),
    [
        ("zzzz & <b>", "Suggest: zzzz & <b>", ""),
        (
            "https://arxiv.org/abs/2606.01234?a=1&b=2",
            "Suggest: https://arxiv.org/abs/2606.01234?a=1&b=2",
            "https://arxiv.org/abs/2606.01234?a=1&b=2",
        ),
    ],
)
def test_what_is_not_in_the_list_can_be_proposed(
    open_page: Open, tmp_path: Path, query: str, title: str, address: str
) -> None:
    write_list(tmp_path / "list", {"catalogue.yaml": REPOSITORY, "data/vision.yaml": VISION})
    page = open_page(render(tmp_path / "list", tmp_path / "site") / "index.html")

    search(page, query)

    link = page.get_by_role("link", name="Propose this paper").get_attribute("href") or ""
    parts = urlsplit(link)
    assert (parts.netloc, parts.path) == ("github.com", "/nobody/nothing/issues/new")
    form = dict(parse_qsl(parts.query, keep_blank_values=True))
    assert form == {"template": "suggest-a-paper.yml", "title": title, "address": address}
    search_link = page.get_by_role("link", name="Search Semantic Scholar").get_attribute("href") or ""
    assert dict(parse_qsl(urlsplit(search_link).query)) == {"q": query}


def test_from_the_page_of_a_section_the_whole_list_can_be_searched(open_page: Open, large: Path) -> None:
    page = open_page(large / "sections" / "computer-vision.html")
    assert page.locator("#_q").get_attribute("placeholder") == "Search this section"

    search(page, "qlora & more")
    assert titles(page) == []
    search(page, "qlora")
    page.get_by_role("link", name="Search all 7 entries").click()

    expect(page.locator("#_count")).to_have_text("1 of 7 entries")
    assert titles(page) == ["QLoRA"]


# Facets --------------------------------------------------------------------------------------------------------------


def test_enter_leads_from_the_search_past_the_filters_to_the_results(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("dora")
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")

    expect(page.locator("#_rows .title a")).to_be_focused()


def test_counts_of_a_facet_follow_the_choices_in_the_others(page: Page) -> None:
    before = counts(page)
    page.get_by_role("checkbox", name="ICLR").check()
    after = counts(page)

    assert (before["LoRA"], before["Quantization"], before["ICLR"], before["NeurIPS"], before["code"]) == (
        4,
        1,
        2,
        2,
        4,
    )
    assert (after["LoRA"], after["Quantization"], after["ICLR"], after["NeurIPS"], after["code"]) == (2, 0, 2, 2, 1)
    assert titles(page) == ["LoRA", "VeRA"]


def test_two_choices_in_a_facet_widen_it_and_choices_in_two_narrow(page: Page) -> None:
    page.get_by_role("checkbox", name="ICLR").check()
    page.get_by_role("checkbox", name="NeurIPS").check()
    assert titles(page) == ["LoRA", "QLoRA", "VeRA", "Learning Multiple Visual Domains with Naïve Résidual Adapters"]

    page.get_by_role("checkbox", name="code").check()

    assert titles(page) == ["LoRA", "QLoRA"]


def test_a_section_holds_what_is_below_it_and_what_it_shows_of_others(page: Page) -> None:
    section = page.get_by_role("checkbox", name="Natural Language Processing")
    assert section.count() == 0  # the contents stand in its place
    page.get_by_label("Sort by").select_option("oldest")
    section.check()
    assert page.locator("nav.contents").is_hidden()
    assert titles(page) == ["AdapterFusion", "LoRA", "QLoRA", "VeRA", "DoRA"]
    page.get_by_role("checkbox", name="Natural Language Processing").uncheck()

    page.get_by_role("checkbox", name="Computer Vision").check()

    assert len(titles(page)) == 3
    assert "AdapterFusion" in titles(page)


def test_a_range_of_years_has_both_ends_in_it(page: Page) -> None:
    page.locator("#_from").select_option("2022")
    page.locator("#_to").select_option("2023")

    assert titles(page) == ["LoRA", "QLoRA"]
    assert counts(page)["ICLR"] == 1
    assert page.locator("#_to").locator("option").nth(1).inner_text() == "2024 (2)"


def test_a_bar_of_the_years_is_a_filter(page: Page) -> None:
    bar = page.get_by_role("button", name="2024: 2 entries")

    bar.press("Enter")

    assert titles(page) == ["VeRA", "DoRA"]
    expect(bar).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="2023: 1 entry").click()
    assert titles(page) == ["QLoRA"]
    page.get_by_role("button", name="2023: 1 entry").click()
    expect(page.locator("#_list")).to_be_visible()


def test_a_filter_for_tldrs(page: Page) -> None:
    page.get_by_role("checkbox", name="TLDR").check()

    assert titles(page) == ["AdapterFusion"]


def test_a_tag_filters_where_it_stands_and_its_filter_can_be_taken_away(page: Page) -> None:
    page.locator("#_list .tags button", has_text="Quantization").click()
    assert titles(page) == ["QLoRA"]
    expect(page.locator("#_count")).to_be_focused()

    page.get_by_role("button", name="Remove the filter Quantization").press("Enter")

    assert page.locator("#_list").is_visible()


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("Hakan Bilen", "?author=Hakan+Bilen", ["Learning Multiple Visual Domains with Naïve Résidual Adapters"]),
        ("Łukasz Ørsted", "?author=%C5%81ukasz+%C3%98rsted", ["AdapterFusion"]),
        ("EACL", "?venue=EACL", ["AdapterFusion"]),
        ("2017", "?from=2017&to=2017", ["Learning Multiple Visual Domains with Naïve Résidual Adapters"]),
    ],
)
@pytest.mark.parametrize("largest", [1, 1000])
def test_authors_venues_and_years_lead_to_what_else_has_them(
    open_page: Open, small: Path, large: Path, largest: int, name: str, query: str, expected: list[str]
) -> None:
    file = (
        "sections/computer-vision.html"
        if name in ("Hakan Bilen", "2017")
        else "sections/natural-language-processing/composition.html"
    )
    page = open_page(large / file if largest == 1 else small / "index.html")
    link = page.locator("#_list").get_by_role("link", name=name, exact=True)

    link.press("Enter")

    page.wait_for_url(f"**/index.html{query}")
    expect(page.locator("#_count")).to_have_text("1 of 7 entries")
    assert titles(page) == expected
    assert page.locator("#_chosen button").all_inner_texts() == [name]
    page.go_back()
    expect(page.locator("#_list")).to_be_visible()


def test_a_section_or_a_tag_that_is_chosen_has_its_feed_and_its_file(open_page: Open, tmp_path: Path) -> None:
    entry = '  - {{ title: Work {0}, code: "https://example.org/{0}", tags: ["C&#", D], added: 2024-01-01 }}\n'
    items = "".join(map(entry.format, range(5)))
    write_list(tmp_path / "list", {"data/a.yaml": f"title: A & B\nitems:\n{items}", "data/b.yaml": "title: B"})
    page = open_page(render(tmp_path / "list", tmp_path / "site") / "index.html")
    files = page.locator("#_take a")

    for query, name in ((r"?tag=C%26%23", "C&#"), ("?section=a--b", "A & B")):
        page.goto(f"{page.url.partition('?')[0]}{query}")
        assert files.all_inner_texts() == [f"Feed of {name}", f"BibTeX of {name}"]
        for link in files.all():
            path = Path(url2pathname(urlsplit(link.evaluate("link => link.href")).path))
            assert "example.org/4" in path.read_text(encoding="utf-8")
    page.locator("input[value=D]").check()

    assert files.count() == 0


def test_a_link_in_the_results_begins_a_search_of_its_own(page: Page) -> None:
    search(page, "qlora")

    page.locator("#_rows").get_by_role("link", name="NeurIPS").click()

    assert titles(page) == ["QLoRA", "Learning Multiple Visual Domains with Naïve Résidual Adapters"]
    assert page.locator("#_q").input_value() == ""
    expect(page.locator("#_count")).to_be_focused()


def test_tags_can_be_asked_for_all_at_once(page: Page, open_page: Open) -> None:
    all_of_these = page.get_by_role("checkbox", name="all of these at once").first
    page.get_by_role("checkbox", name=re.compile("^LoRA")).check()
    expect(all_of_these).to_be_hidden()
    page.get_by_role("checkbox", name=re.compile("^Quantization")).check()
    assert len(titles(page)) == 4

    all_of_these.press("Space")

    assert titles(page) == ["QLoRA"]
    assert counts(page)["LoRA"] == 1
    page.wait_for_url("**?tag=LoRA&tag=Quantization&all=tag")
    other = open_page(page.url)
    assert titles(other) == ["QLoRA"]
    assert other.get_by_role("checkbox", name="all of these at once").first.is_checked()


@pytest.mark.parametrize("query", ["?all=constructor&tag=LoRA", "?author=nobody", "?all=year&from=2020"])
def test_made_up_values_of_an_address_do_no_harm(open_page: Open, small: Path, query: str) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}{query}")

    search(page, "vera")

    assert titles(page) == ["VeRA"]


def test_names_of_a_facet_can_be_searched(open_page: Open, tmp_path: Path) -> None:
    items = "".join(
        f'  - {{ title: "Paper {n}", paper: {{ arxiv_id: "2101.{n:05}", authors: ["Ada Müller{n}", "Bo Li"] }} }}\n'
        for n in range(1, 121)
    )
    write_list(tmp_path / "list", {"data/a.yaml": f"title: Many\nitems:\n{items}"})
    page = open_page(render(tmp_path / "list", tmp_path / "site") / "index.html")
    group = page.locator("fieldset", has_text="Author")
    assert group.locator(".option .label").count() == 6

    page.get_by_label("Find in Author").press_sequentially("MULLER11")
    assert group.locator(".option .label").count() == 11
    page.get_by_role("checkbox", name="Ada Müller119").check()

    assert titles(page) == ["Paper 119"]
    page.get_by_label("Find in Author").fill("")
    assert group.locator(".option .label").count() == 7
    assert page.get_by_role("checkbox", name="Ada Müller119").is_checked()


@pytest.mark.parametrize("largest", [1, 1000])
def test_two_spellings_of_a_tag_are_one_filter(open_page: Open, tmp_path: Path, largest: int) -> None:
    data = """
        title: NLP
        items:
          - { title: A, website: "https://e.org/a", tags: [Prompt Tuning] }
          - { title: B, website: "https://e.org/b", tags: [prompt-tuning, Prompt Tuning] }
          - { title: C, website: "https://e.org/c", tags: [prompt-tuning] }
          - { title: D, website: "https://e.org/d", tags: [LoRA, Prompt Tuning] }
    """
    write_list(tmp_path / "list", {"data/a.yaml": data})
    page = open_page(render(tmp_path / "list", tmp_path / "site", largest=largest) / "index.html")

    search(page, "prompt")
    expect(page.locator("#_rows article")).to_have_count(4)
    tag = page.locator("fieldset", has_text="Tag")
    assert [label.split() for label in tag.locator(".option").all_inner_texts()] == [
        ["Prompt", "Tuning", "4"],
        ["LoRA", "1"],
    ]
    page.locator("#_rows .tags button", has_text="prompt-tuning").last.click()

    assert titles(page) == ["A", "B", "C", "D"]
    assert page.locator("#_rows .tags button[aria-pressed=true]").count() == 5


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("newest", "VeRA", "事前学習モデルの適応"),
        ("oldest", "Learning Multiple Visual Domains with Naïve Résidual Adapters", "事前学習モデルの適応"),
        ("most cited", "LoRA", "事前学習モデルの適応"),
        ("title", "AdapterFusion", "事前学習モデルの適応"),
        ("recently added", "DoRA", "事前学習モデルの適応"),
    ],
)
def test_the_whole_list_can_be_sorted(page: Page, order: str, first: str, last: str) -> None:
    page.get_by_label("Sort by").select_option(label=order)

    ordered = titles(page)
    assert (ordered[0], ordered[-1], len(ordered)) == (first, last, 7)


def test_the_list_comes_back_where_it_was_left_after_two_choices_of_years(open_page: Open, small: Path) -> None:
    page = open_page(small / "index.html", viewport={"width": 1280, "height": 300})
    choose = "select => { select.selectedIndex = 2; select.dispatchEvent(new Event('change')); scrollTo(0, 0); }"
    page.evaluate("scrollTo(0, 250)")

    for end in ("#_from", "#_to"):
        page.locator(end).evaluate(choose)
    page.locator("#_chosen button").evaluate("button => button.click()")

    assert page.evaluate("scrollY") == 250


# The address ---------------------------------------------------------------------------------------------------------


def test_the_address_has_the_whole_search(page: Page, open_page: Open) -> None:
    search(page, "adaptation ")
    page.get_by_role("checkbox", name=re.compile("^LoRA")).check()
    page.get_by_role("checkbox", name="code").check()
    page.locator("#_from").select_option("2023")
    page.get_by_label("Sort by").select_option("title")
    page.wait_for_url("**?q=adaptation&tag=LoRA&code=1&from=2023&sort=title")

    other = open_page(page.url)

    assert titles(other) == titles(page) == ["DoRA"]
    assert other.locator("#_q").input_value() == "adaptation"
    assert other.get_by_role("checkbox", name=re.compile("^LoRA")).is_checked()
    assert other.get_by_label("Sort by").input_value() == "title"


def test_a_reload_keeps_the_search_and_clearing_it_clears_the_address(page: Page) -> None:
    search(page, "vera")
    page.wait_for_url("**?q=vera")
    page.reload()
    assert titles(page) == ["VeRA"]

    page.get_by_role("button", name="Clear the search").click()

    page.wait_for_url("**/index.html")
    assert page.locator("#_list").is_visible()


@pytest.mark.parametrize(
    "query", ["?tag=no-such-tag", "?from=9999x&sort=constructor", "?section=__proto__&q=", "?q=%E0%A4%A"]
)
def test_an_address_that_somebody_made_up_does_no_harm(open_page: Open, small: Path, query: str) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}{query}#%E0%A4%A")

    search(page, "vera")

    assert titles(page) == ["VeRA"]


def test_a_permalink_leads_to_its_paper(open_page: Open, small: Path) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}#japanese")

    expect(page.locator("#japanese")).to_be_in_viewport()
    assert page.locator("article.target .title").inner_text() == "事前学習モデルの適応"


@pytest.mark.parametrize("query", ["", "?q=adapterfusion", "?q=lora"])
def test_a_link_by_another_id_of_a_paper_arrives(open_page: Open, small: Path, query: str) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}{query}#acl-2021.eacl-main.39")

    place = "#arxiv-2005\\.00247" if query != "?q=adapterfusion" else "#_rows article"
    expect(page.locator(place)).to_be_in_viewport()
    expect(page.locator(place)).to_have_class(re.compile("target"))
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size") == page.evaluate(
        "document.querySelectorAll('[id]').length"
    )


def test_a_permalink_in_the_results_leads_to_the_place_in_the_list(page: Page) -> None:
    search(page, "adapterfusion")
    page.locator("#_rows summary", has_text="About").click()
    link = page.locator("#_rows .permalink")
    address = link.evaluate("link => link.href")
    link.click()

    expect(page.locator("#arxiv-2005\\.00247")).to_be_in_viewport()
    assert address == page.url
    assert page.url.endswith("index.html#arxiv-2005.00247")


def test_a_permalink_with_a_search_stays_in_the_search_if_it_can(open_page: Open, small: Path) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}?q=lora#arxiv-2402.09353")
    assert page.locator("#_rows .target .title").inner_text().startswith("DoRA")

    other = open_page(f"{(small / 'index.html').as_uri()}?q=lora#japanese")

    expect(other.locator("#japanese")).to_be_in_viewport()
    assert other.url.endswith("index.html#japanese")


def test_back_leads_back_to_the_search(page: Page) -> None:
    search(page, "adapterfusion")
    page.wait_for_url("**?q=adapterfusion")
    page.locator("#_rows summary", has_text="About").click()
    page.locator("#_rows .permalink").click()
    expect(page.locator("#_list")).to_be_visible()
    page.go_back()

    assert titles(page) == ["AdapterFusion"]


def test_back_undoes_a_choice_and_forward_makes_it_again(page: Page) -> None:
    page.get_by_role("button", name="Quantization", exact=True).click()
    page.get_by_label("Sort by").select_option("newest")

    page.go_back()
    assert page.url.endswith("?tag=Quantization")
    assert page.get_by_label("Sort by").input_value() == ""
    page.go_back()
    assert page.locator("#_list").is_visible()
    assert not page.get_by_role("checkbox", name=re.compile("^Quantization")).is_checked()
    page.go_forward()

    assert titles(page) == ["QLoRA"]
    assert page.get_by_role("checkbox", name=re.compile("^Quantization")).is_checked()


def test_back_undoes_a_search_as_a_whole_and_not_letter_by_letter(page: Page) -> None:
    before = page.evaluate("history.length")
    page.locator("#_q").press_sequentially("vera", delay=300)
    page.wait_for_url("**?q=vera")
    assert page.evaluate("history.length") == before + 1

    page.go_back()

    assert page.locator("#_list").is_visible()
    assert page.locator("#_q").input_value() == ""


# Taking papers along -------------------------------------------------------------------------------------------------


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_bibtex_of_one_paper_can_be_copied(page: Page) -> None:
    page.get_by_role("button", name="Copy BibTeX of LoRA").click()

    expect(page.get_by_role("status")).to_have_text("Copied BibTeX")
    assert clipboard(page).startswith("@inproceedings{hu2021lora,")


@pytest.mark.parametrize("is_allowed", [True, False])
def test_without_a_clipboard_of_its_own_the_page_copies_too_or_says_that_it_cannot(
    page: Page, is_allowed: bool
) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    if not is_allowed:
        page.evaluate("document.execCommand = () => false")
    button = page.get_by_role("button", name="Copy BibTeX of LoRA")

    button.press("Enter")

    expect(page.get_by_role("status")).to_have_text(
        "Copied BibTeX" if is_allowed else "The browser did not let the page copy"
    )
    expect(button).to_be_focused()


def test_a_number_of_results_is_not_told_after_what_came_later(page: Page) -> None:
    search(page, "lora")
    page.locator("#_pick-all").click()
    page.wait_for_timeout(600)

    expect(page.get_by_role("status")).to_have_text("4 selected")


def test_a_selection_is_kept_and_can_be_copied_in_every_format(page: Page) -> None:
    page.get_by_role("checkbox", name="Select VeRA").check()
    search(page, "dora")
    page.locator("#_rows").get_by_role("checkbox", name="Select DoRA").press("Space")
    page.reload()
    assert page.locator("#_picked").inner_text() == "2 selected"

    texts = {}
    for name in ("BibTeX", "RIS", "CSL-JSON"):
        page.get_by_label("Format").select_option(label=name)
        page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.get_by_role("status")).to_have_text(f"Copied {name} of 2 papers")
        texts[name] = clipboard(page)

    assert texts["BibTeX"].count("@inproceedings{") == 2
    assert texts["RIS"].count("TY  - ") == texts["RIS"].count("ER  - ") == 2
    assert [item["id"] for item in json.loads(texts["CSL-JSON"])] == ["kopiczko2023vera", "liu2024dora"]


def test_a_selection_can_be_downloaded_and_dropped(page: Page) -> None:
    search(page, "lora")
    page.get_by_role("button", name="Select these").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8")

    page.locator("#_drop").click()

    assert caught.value.suggested_filename == "papers.bib"
    assert text.count("\n@") + text.startswith("@") == 4
    assert page.locator("#_selection").is_hidden()
    assert page.locator(".pick:checked").count() == 0


@pytest.mark.parametrize("largest", [1, 1000])
def test_a_selection_can_be_shown_and_shared(open_page: Open, small: Path, large: Path, largest: int) -> None:
    file = "sections/natural-language-processing/methods.html"
    page = open_page(large / file if largest == 1 else small / "index.html")
    page.get_by_role("checkbox", name="Select DoRA").check()
    page.get_by_role("checkbox", name="Select VeRA").press("Space")

    page.get_by_role("button", name="Show", exact=True).press("Enter")

    page.wait_for_url("**/index.html?pick=arxiv-2402.09353&pick=arxiv-2310.11454")
    expect(page.locator("#_count")).to_have_text("2 of 7 entries")
    other = open_page(f"{page.url}&pick=gone&pick=acl-2021.eacl-main.39")
    expect(other.locator("#_count")).to_have_text("3 of 7 entries")
    assert titles(other) == ["VeRA", "DoRA", "AdapterFusion"]
    other.get_by_role("button", name="Copy link").click()
    expect(other.get_by_role("status")).to_have_text("Copied the link")
    assert clipboard(other).endswith("?pick=arxiv-2402.09353&pick=arxiv-2310.11454&pick=arxiv-2005.00247")
    other.get_by_role("button", name="Remove the filter 3 selected entries").click()
    expect(other.locator("#_list")).to_be_visible()


def test_reference_managers_are_offered_what_is_shown(page: Page) -> None:
    offers = page.locator("#_coins .Z3988")
    expect(offers).to_have_count(7)

    search(page, "adapterfusion")
    expect(offers).to_have_count(1)

    values = parse_qsl(offers.get_attribute("title") or "")
    assert dict(values) | {"rft.au": ""} == {
        "ctx_ver": "Z39.88-2004",
        "rft_val_fmt": "info:ofi/fmt:kev:mtx:journal",
        "rft.genre": "article",
        "rft.atitle": "AdapterFusion",
        "rft.jtitle": "EACL",
        "rft.date": "2021",
        "rft.au": "",
        "rft_id": "info:arxiv/2005.00247",
    }
    assert [value for name, value in values if name == "rft.au"] == [
        "Jonas Pfeiffer",
        "Andreas Rücklé",
        "Łukasz Ørsted",
    ]


# Reading -------------------------------------------------------------------------------------------------------------


def test_keys_lead_from_entry_to_entry_and_can_be_switched_off(page: Page) -> None:
    title = "document.activeElement.textContent.split(':')[0]"
    dialog = page.get_by_role("dialog", name="Keys")
    for key, expected in (("j", "LoRA"), ("j", "QLoRA"), ("j", "VeRA"), ("k", "QLoRA")):
        page.keyboard.press(key)
        assert page.evaluate(title) == expected
    page.keyboard.press("x")
    assert page.locator("#_picked").inner_text() == "1 selected"
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.locator("#_q").input_value() == "jk?"
    search(page, "lora")
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    assert page.evaluate(title) == "LoRA"

    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    page.keyboard.press("j")
    page.get_by_role("checkbox", name="Letters and signs are keys").press("Space")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.wait_for_selector("body[data-loaded]")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("checkbox", name="Letters and signs are keys")).not_to_be_checked()
    page.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_the_theme_is_chosen_and_kept(open_page: Open, small: Path) -> None:
    page = open_page(small / "index.html", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)

    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate(ground)
    page.wait_for_timeout(500)  # Chromium passes on what was stored a moment later
    page.reload()

    assert page.evaluate(ground) == dark != light
    assert page.get_by_label("Theme").input_value() == "dark"
    page.get_by_label("Theme").select_option(label="system")
    assert page.evaluate(ground) == light


@pytest.mark.parametrize(
    ("last", "text"), [("2024-02-01", "2 new entries"), ("2024-03-01", "1 new entry"), ("2024-03-02", "")]
)
def test_what_is_new_since_the_last_visit(page: Page, last: str, text: str) -> None:
    news = page.locator("#_news")
    expect(news).to_be_hidden()

    key = "`awesome-adapters ${new URL('.', location.href).pathname} visit`"
    page.evaluate(f"day => localStorage.setItem({key}, `${{day}} 2001-01-01`)", last)
    for _ in range(2):  # it stays for the whole day
        page.reload()
        page.wait_for_selector("body[data-loaded]")
        expect(news).to_have_text(re.compile(f"^{text}" if text else "^$"))
        assert news.is_visible() == bool(text)

    if text:
        news.get_by_role("link").press("Enter")
        assert titles(page) == ["DoRA", "VeRA"][: int(text[0])]
        page.get_by_role("button", name="Remove the filter added since").click()
        expect(page.locator("#_rows article")).to_have_count(7)


def test_a_mistake_can_be_reported_at_its_entry(open_page: Open, tmp_path: Path) -> None:
    write_list(tmp_path / "list", {"catalogue.yaml": REPOSITORY, "data/vision.yaml": VISION})
    page = open_page(render(tmp_path / "list", tmp_path / "site") / "index.html")
    fold = page.locator("#japanese .about")

    fold.locator("summary").press("Enter")
    link = fold.get_by_role("link", name="Report a mistake").get_attribute("href") or ""

    form = dict(parse_qsl(urlsplit(link).query))
    assert link.startswith("https://github.com/nobody/nothing/issues/new?")
    assert form["title"] == "Report: 事前学習モデルの適応"
    assert form["body"].startswith("Entry: 事前学習モデルの適応, file://")
    assert form["body"].split("\n")[0].endswith("/index.html#japanese")
    assert "/blob/HEAD/data/vision.yaml#L" in (
        fold.get_by_role("link", name="Edit this entry").get_attribute("href") or ""
    )


def test_two_windows_have_one_selection(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)

    page.get_by_role("checkbox", name="Select VeRA").check()

    expect(other.locator("#_picked")).to_have_text("1 selected")


@pytest.mark.parametrize("stored", ["{", "null", "[1, 2]", '{"gone": "nowhere", "x": 1}'])
def test_a_spoilt_selection_does_no_harm(page: Page, stored: str) -> None:
    page.evaluate(
        "stored => { localStorage.setItem(`awesome-adapters ${new URL('.', location.href).pathname}`, stored) }", stored
    )
    page.reload()

    page.get_by_role("checkbox", name="Select VeRA").check()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Copied BibTeX of 1 paper")

    assert "kopiczko2023vera" in clipboard(page)


# Without a script, on paper, on a phone ------------------------------------------------------------------------------


def test_without_a_script_everything_is_there_and_nothing_that_does_nothing(open_page: Open, small: Path) -> None:
    page = open_page(small / "index.html", java_script_enabled=False)

    assert page.locator("article:visible").count() == 7
    for name in ("#_q", ".copy", ".pick", "#_filters", "#_selection", "#_results"):
        assert not any(element.is_visible() for element in page.locator(name).all()), name
    page.get_by_role("link", name="Composition", exact=True).first.click()
    expect(page.get_by_role("heading", name="Composition")).to_be_in_viewport()
    page.locator("article", has_text="AdapterFusion").get_by_text("TLDR", exact=True).click()
    expect(page.get_by_text("A two-stage learning algorithm.")).to_be_visible()


def test_what_is_printed_is_the_list_with_its_tldrs_and_addresses(page: Page) -> None:
    page.emulate_media(media="print")

    assert page.locator("article:visible").count() == 7
    assert page.get_by_text("A two-stage learning algorithm.").bounding_box()
    address = page.locator("#arxiv-2106\\.09685 .links a", has_text="Code")
    after = address.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://example.org/lora" in after
    for name in (".bar", "#_filters", ".copy", "nav.contents"):
        assert not page.locator(name).first.is_visible(), name


def test_all_results_are_printed_and_not_only_those_that_were_scrolled_to(open_page: Open, tmp_path: Path) -> None:
    page = open_page(render_many(tmp_path) / "index.html")
    search(page, "paper")

    page.pdf()

    assert page.locator("#_rows article").count() == 120


def test_nothing_moves_for_those_who_ask_for_it(open_page: Open, small: Path) -> None:
    page = open_page(small / "index.html", reduced_motion="reduce")

    durations = page.evaluate(
        "[...new Set([...document.querySelectorAll('*')].flatMap((element) => "
        "[getComputedStyle(element).transitionDuration, getComputedStyle(element).animationDuration]))]"
    )
    assert durations == ["0s"]
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_on_a_phone_filters_open_stay_where_they_are_and_show_what_they_find(open_page: Open, small: Path) -> None:
    page = open_page(small / "index.html", viewport={"width": 390, "height": 500}, has_touch=True)
    assert page.locator("#_filters").is_hidden()
    assert page.locator("nav.contents").is_visible()

    page.get_by_role("button", name="Filter & sort").tap()
    assert page.locator("nav.contents").is_hidden()
    venue = page.get_by_role("checkbox", name="ICLR")
    venue.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    venue.tap()
    show = page.get_by_role("button", name="Show 2 entries")
    expect(show).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == before > 0
    show.tap()

    assert titles(page) == ["LoRA", "VeRA"]
    expect(page.locator("#_filters")).to_be_hidden()
    expect(page.locator("#_count")).to_be_focused()
    expect(page.locator("#_count")).to_be_in_viewport()
    assert page.get_by_role("button", name="Filter & sort (1)").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Filter & sort (1)").tap()
    page.keyboard.press("Escape")
    expect(page.locator("#_filters")).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    search(page, "vera")
    expect(page.locator("#_rows .folds")).to_be_in_viewport()


COVERED = """() => {
    const focused = document.activeElement, { left, right, top, bottom } = focused.getClientRects()[0];
    const xs = [left + 2, (left + right) / 2, right - 2], ys = [top + 2, (top + bottom) / 2, bottom - 2];
    const elements = xs.flatMap((x) => ys.map((y) => document.elementFromPoint(x, y)));
    const isSeen = elements.some((it) => focused.contains(it) || it?.closest("label")?.contains(focused));
    return focused !== document.body && !isSeen;
}"""
"""Whether no corner of what has the focus, and not its middle, can be seen."""


@pytest.mark.parametrize(("width", "height"), [(390, 600), (320, 256)])
def test_what_has_the_focus_is_never_covered(open_page: Open, small: Path, width: int, height: int) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}?q=lora", viewport={"width": width, "height": height})
    page.locator("#_pick-all").press("Enter")
    page.locator("#_q").focus()

    for key, number in (("Tab", 70), ("Shift+Tab", 60), ("j", 3), ("k", 2)):
        for n in range(number):
            page.keyboard.press(key)
            focused = "document.activeElement.outerHTML"
            assert not page.evaluate(COVERED), (key, n, page.evaluate(focused))


LOOKS = ["color-contrast", "target-size", "link-in-text-block"]
"""The rules of axe whose answers change with colours and with a few points of width."""


@pytest.mark.parametrize("query", ["", "?q=lora&tag=LoRA&from=2022"])
@pytest.mark.parametrize(
    ("width", "looks"),
    [
        (1280, [("light", "none", 1280), ("light", "active", 1280)]),
        (390, [("dark", "none", 390), ("dark", "none", 320)]),
    ],
)
def test_axe_finds_nothing(
    open_page: Open, small: Path, width: int, looks: list[tuple[Any, Any, int]], query: str
) -> None:
    # axe comes as a script of its own
    page = open_page(
        f"{(small / 'index.html').as_uri()}{query}", viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page.locator(".pick:visible").first.check()
    if width < 1280:
        page.get_by_role("button", name="Filter & sort").click()
    elif query:
        page.keyboard.press("?")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    # axe measures all that is there, and what is behind a bar until one scrolls
    rules = "article { content-visibility: visible !important } .done { position: static !important }"
    page.add_style_tag(content=rules)

    for number, (scheme, colours, points) in enumerate(looks):
        page.emulate_media(color_scheme=scheme, forced_colors=colours)
        page.set_viewport_size({"width": points, "height": 900 if points > 320 else 256})
        some = {"runOnly": LOOKS} if number else {}

        report = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}, **some})

        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in report.response["violations"]] == []
        assert report.response["passes"]
        assert page.evaluate("document.documentElement.scrollWidth") == points


@pytest.mark.parametrize("path", ["papers/arxiv-2106.09685.html", "files.html"])
def test_axe_finds_nothing_in_pages_without_a_script(open_page: Open, small: Path, path: str) -> None:
    page = open_page(small / path, bypass_csp=True)

    looks: list[tuple[Any, Any, int, dict[str, Any]]]
    looks = [("light", "none", 1280, {}), ("dark", "active", 320, {"runOnly": LOOKS})]
    for scheme, colours, width, rules in looks:
        page.emulate_media(color_scheme=scheme, forced_colors=colours)
        page.set_viewport_size({"width": width, "height": 900})
        report = Axe().run(page, options={"preload": False, **rules})

        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in report.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"  # it has its style


def test_a_paper_leads_to_related_ones_and_to_what_shares_a_value(open_page: Open, large: Path) -> None:
    page = open_page(large / "sections" / "natural-language-processing" / "methods.html")

    page.locator("#arxiv-2106\\.09685").get_by_role("link", name="Page and citation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("LoRA: Low-Rank Adaptation of Large Language Models")
    page.locator(".related a").first.click()
    page.get_by_role("link", name="LoRA", exact=True).click()

    expect(page.get_by_role("heading", name=re.compile("^3 of|^4 of"))).to_be_visible()
    assert page.url.endswith("index.html?tag=LoRA")


RENAMED = """
title: Language
was: [NLP]
description: Adapters for text; see https://example.org/nlp.
items:
  - title: Efficient Finetuning of Quantized LLMs
    name: QLoRA
    note: Four bits are enough for the frozen weights.
    award: Best Paper
    highlight: true
    links: { Dataset: https://example.org/data }
    code: https://example.org/qlora
  - { title: Another, code: https://example.org/another }
"""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a list whose section has another title than before."""
    root = tmp_path_factory.mktemp("renamed")
    write_list(root, {"data/nlp.yaml": RENAMED, "data/vision.yaml": VISION})
    return render(root, root / "site")


@pytest.mark.parametrize("query", ["qlora", '"best paper"', "four bits"])
def test_a_name_an_award_and_a_note_are_found(open_page: Open, renamed: Path, query: str) -> None:
    page = open_page(f"{(renamed / 'index.html').as_uri()}?q={query}")

    assert page.locator("#_rows .title a").all_inner_texts() == ["QLoRA: Efficient Finetuning of Quantized LLMs"]


def test_an_old_filter_of_a_section_is_the_one_of_today(open_page: Open, renamed: Path) -> None:
    page = open_page(f"{(renamed / 'index.html').as_uri()}?section=nlp&sort=title")

    assert titles(page) == ["Another", "★ QLoRA"]
    assert page.get_by_role("checkbox", name="Language").is_checked()
    assert page.get_by_role("checkbox", name="Select QLoRA").count() == 1


def test_an_old_address_of_a_section_arrives_there(open_page: Open, renamed: Path) -> None:
    page = open_page(f"{(renamed / 'index.html').as_uri()}#/nlp", viewport={"width": 1280, "height": 300})

    expect(page.get_by_role("heading", name="Language")).to_be_in_viewport()


def test_axe_finds_nothing_in_an_entry_with_further_keys(open_page: Open, renamed: Path) -> None:
    page = open_page(renamed / "index.html", bypass_csp=True)
    page.locator(".note summary").click()

    looks: list[tuple[Any, dict[str, Any]]] = [("light", {}), ("dark", {"runOnly": LOOKS})]
    for scheme, rules in looks:
        page.emulate_media(color_scheme=scheme)
        report = Axe().run(page, options=rules)

        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in report.response["violations"]] == []


def test_the_words_of_a_chosen_tag_have_the_colour_of_its_button(open_page: Open, small: Path) -> None:
    page = open_page(f"{(small / 'index.html').as_uri()}?tag=LoRA")

    colour = "element => getComputedStyle(element).color"
    chosen = page.locator(".tags button[aria-pressed=true]").first

    assert chosen.locator("bdi").evaluate(colour) == chosen.evaluate(colour)


# Longer lists --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["file", "http"])
def large_page(request: pytest.FixtureRequest, open_page: Open, large: Path, serve: Callable[[Path], str]) -> Page:
    return open_page(large / "index.html" if request.param == "file" else f"{serve(large)}index.html")


def test_the_page_of_a_long_list_searches_all_of_it(large_page: Page) -> None:
    assert large_page.locator("article").count() == 0

    search(large_page, "lukasz")
    expect(large_page.locator("#_count")).to_have_text("1 of 7 entries")
    assert titles(large_page) == ["AdapterFusion"]
    assert counts(large_page)["EACL"] == 1
    large_page.get_by_role("button", name="Copy BibTeX of AdapterFusion").click()
    expect(large_page.get_by_role("status")).to_have_text("Copied BibTeX")

    assert "@inproceedings{pfeiffer2020adapterfusion," in clipboard(large_page)


def test_a_section_of_a_long_list_has_its_own_page_and_the_selection_goes_along(large_page: Page) -> None:
    search(large_page, "naive")
    large_page.get_by_role("checkbox", name="Select Learning").check()
    large_page.get_by_role("button", name="Clear the search").click()
    large_page.get_by_role("link", name="Composition").click()

    assert large_page.url.endswith("/sections/natural-language-processing/composition.html")
    assert large_page.locator("article").count() == 1
    large_page.get_by_role("checkbox", name="Select AdapterFusion").check()
    large_page.get_by_role("button", name="Copy", exact=True).click()
    expect(large_page.get_by_role("status")).to_have_text("Copied BibTeX of 2 papers")

    assert "{bilen2017learning," in clipboard(large_page)


def test_a_selected_paper_that_moved_to_another_section_is_found_there(large_page: Page) -> None:
    large_page.evaluate(
        "key => localStorage.setItem(`awesome-adapters ${new URL('.', location.href).pathname}`, key)",
        '{"arxiv-2005.00247": "surveys"}',
    )
    large_page.reload()
    large_page.get_by_role("button", name="Show the filters").press("Enter")
    large_page.wait_for_selector("body[data-loaded]")

    large_page.get_by_role("button", name="Copy", exact=True).click()
    expect(large_page.get_by_role("status")).to_have_text("Copied BibTeX of 1 paper")

    assert "{pfeiffer2020adapterfusion," in clipboard(large_page)


@pytest.mark.parametrize("key", ["arxiv-2005.00247", "acl-2021.eacl-main.39"])
def test_a_permalink_of_a_long_list_leads_to_the_page_that_has_the_paper(
    open_page: Open, large: Path, key: str
) -> None:
    page = open_page(f"{(large / 'index.html').as_uri()}#{key}")

    page.wait_for_url(f"**/sections/natural-language-processing/composition.html#{key}")
    expect(page.locator("article.target")).to_be_in_viewport()


def test_a_long_list_loads_its_entries_once_they_are_asked_for(open_page: Open, large: Path) -> None:
    page = open_page("about:blank")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((large / "index.html").as_uri())
    page.wait_for_timeout(300)
    assert [url.rpartition("/")[2].partition("?")[0] for url in requests] == ["index.html", "page.js"]

    page.keyboard.press("/")
    page.wait_for_selector("body[data-loaded]")

    assert sorted(requests[2:]) == sorted(path.as_uri() for path in (large / "sections").rglob("*.js"))


def test_what_was_typed_before_leaving_is_there_after_coming_back(page: Page) -> None:
    page.locator("#_q").press_sequentially("vera")
    page.goto("about:blank")
    page.go_back()

    page.wait_for_selector("body[data-loaded]")
    assert page.locator("#_q").input_value() == "vera"
    assert titles(page) == ["VeRA"]


def test_a_search_that_was_sent_waits_for_the_entries(open_page: Open, large: Path) -> None:
    page = open_page(f"{(large / 'index.html').as_uri()}?tag=LoRA&from=2024")

    expect(page.locator("#_count")).to_have_text("2 of 7 entries")
    assert titles(page) == ["VeRA", "DoRA"]


def test_sections_that_cannot_be_loaded_are_told(
    source: Path, open_page: Open, tmp_path: Path, faults: list[str]
) -> None:
    folder = render(source, tmp_path / "site", largest=1)
    (folder / "sections" / "computer-vision.js").unlink()
    page = open_page(f"{(folder / 'index.html').as_uri()}?q=lora")

    expect(page.locator("#_lost")).to_contain_text("1 of 3 sections could not be loaded")
    assert titles(page) == ["LoRA", "QLoRA", "VeRA", "DoRA"]
    faults.clear()  # the browser's own message


def test_what_is_not_loaded_yet_cannot_be_selected(open_page: Open, large: Path, serve: Callable[[Path], str]) -> None:
    page = open_page("about:blank")
    page.route("**/sections/*.js", lambda _: None)  # no answer comes
    page.route("**/sections/**/*.js", lambda _: None)

    page.goto(f"{serve(large)}index.html?q=lora", wait_until="commit")

    expect(page.locator("#_count")).to_have_text("Loading the entries … 0 %")
    assert not page.locator("#_pick-all").is_visible()
    page.unroute_all(behavior="ignoreErrors")


def test_a_section_page_is_whole_without_a_script(open_page: Open, large: Path) -> None:
    page = open_page(large / "index.html", java_script_enabled=False)
    page.get_by_role("link", name="Methods").click()

    assert page.locator("article:visible").count() == 4


def test_many_results_come_as_one_scrolls_or_asks(open_page: Open, tmp_path: Path) -> None:
    page = open_page(render_many(tmp_path) / "index.html")

    search(page, "paper")
    first = page.locator("#_rows article").count()
    page.mouse.move(800, 500)
    page.mouse.wheel(0, 100_000)
    expect(page.locator("#_rows article").nth(20)).to_be_attached()
    for _ in range(10):
        if page.locator("#_more").is_visible():
            page.locator("#_more").evaluate("more => more.click()")  # scrolling may take it away at any time

    assert first < 60
    assert page.locator("#_rows article").count() == 120


# Safety --------------------------------------------------------------------------------------------------------------

HOSTILE = "</script></style></noscript><script>pwned=1</script><img src=x onerror=pwned=1>\"'`--><!-- {{7*7}} \\u202e"


@pytest.mark.parametrize("largest", [1, 1000])
def test_no_text_becomes_markup(open_page: Open, tmp_path: Path, largest: int) -> None:
    text = json.dumps(HOSTILE)
    paper = f"{{ arxiv_id: '2106.09685', year: 2020, authors: [{text}], venue: {text}, tldr: {text} }}"
    data = f"""
        title: {text}
        items:
          - {{ title: {text}, summary: {text}, tags: [{text}], paper: {paper} }}
          - {{ title: another, website: "https://example.org/" }}
    """
    settings = f"title: {text}\ndescription: {text}\n"
    write_list(tmp_path / "list", {"data/a.yaml": data, "catalogue.yaml": settings})
    page = open_page(render(tmp_path / "list", tmp_path / "site", largest=largest) / "index.html")

    search(page, "onerror 2020")
    expect(page.locator("#_rows article")).to_have_count(1)
    page.locator("#_rows .tags button").click()

    assert page.locator("#_rows .title").inner_text() == " ".join(HOSTILE.split())
    assert page.locator("h1").inner_text() == " ".join(HOSTILE.split())
    assert page.evaluate("typeof pwned") == "undefined"
    assert page.locator("img").count() == 0


def test_the_policy_lets_no_other_script_run(open_page: Open, small: Path, faults: list[str]) -> None:
    page = open_page(small / "index.html")

    ran = page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'globalThis.ran = 1';"
        " document.head.append(script); return typeof ran; }"
    )

    assert ran == "undefined"
    assert "violates the following Content Security Policy" in faults.pop()
