import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from awesome_adapters import Project
from awesome_adapters.catalogue.sources import NoListError, find_root
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.problems import CatalogueError, InvalidDataError, RejectedTitleError, UnavailableError
from awesome_adapters.schema.settings import Readme

DAY = date(2026, 11, 20)
LORA, PREFIX = "ARXIV:2106.09685", "ACL:2021.acl-long.353"


class FakeClient:
    """Knows one paper, and breaks off where it is told to."""

    def __init__(self, ending: BaseException | None = None) -> None:
        self.ending = ending

    def batches(self, wanted: Sequence[str], _title_agrees: object) -> Iterator[list[tuple[str, PaperMetadata | None]]]:
        for number, asked in enumerate(wanted):
            if number == 1 and self.ending:
                raise self.ending
            yield [(asked, PaperMetadata(("a" * 40, asked), title="LoRA", year=2021) if asked == LORA else None)]


@pytest.fixture
def project(root: Path, old_list: None) -> Project:  # noqa: ARG001 (it writes the list)
    return Project.open(root)


def test_a_list_is_read_with_its_records_and_without_problems(project: Project) -> None:
    assert project.problems == []
    assert [section.title for section in project.catalogue.sections][:2] == [
        "Frameworks and Tools",
        "Natural Language Processing",
    ]
    assert [record.title for record in project.records.values()] == [
        "AdapterHub",
        "LoRA",
        "Prefix-Tuning",
        "AdapterFusion",
    ]


def test_every_output_is_made_of_a_list_without_the_command_line(project: Project) -> None:
    assert [document.path for document in project.readme()] == ["README.md"]
    assert b"[**LoRA**](https://arxiv.org/abs/2106.09685)" in project.readme()[0].content
    assert {"index.html", "feed.xml", "exports/all.bib"} <= {document.path for document in project.site()}
    assert project.export("csv").count("\r\n") == 5


def test_what_is_written_is_current_and_written_once(project: Project, root: Path) -> None:
    first = project.write(project.outputs())

    assert first.changed == ["README.md"]
    assert project.stale(project.outputs()) == ([], [])
    assert Project.open(root).write(Project.open(root).outputs()).changed == []


def test_a_list_with_errors_is_read_and_says_so(write: Callable[..., Path], root: Path) -> None:
    write("title: NLP\nitems: [{ titel: LoRA }, { title: VeRA, code: https://x.org }]")

    project = Project.open(root)

    assert [problem.rule for problem in project.problems] == ["unknown-key"]
    assert [listed.entry.title for listed in project.catalogue.entries()] == ["VeRA"]
    with pytest.raises(InvalidDataError):
        project.require_valid()


def test_what_is_fetched_is_kept_and_not_asked_for_again(project: Project, root: Path) -> None:
    wanted = project.missing(DAY)

    answers = dict(project.fetch(FakeClient(), wanted, DAY))

    assert wanted[0] == LORA
    assert [asked for asked, metadata in answers.items() if metadata] == [LORA]
    assert Project.open(root).missing(DAY) == []
    assert Project.open(root).records["arxiv-2106.09685"].year == 2021


@pytest.mark.parametrize("ending", [KeyboardInterrupt(), RuntimeError(), CatalogueError()])
def test_what_arrived_before_an_interruption_is_on_disk(project: Project, root: Path, ending: BaseException) -> None:
    with pytest.raises(type(ending)):
        list(project.fetch(FakeClient(ending), project.missing(DAY), DAY))

    assert Project.open(root).missing(DAY) == project.missing(DAY)
    assert Project.open(root).records["arxiv-2106.09685"].year == 2021


def test_leaving_the_answers_early_keeps_those_that_were_given(project: Project, root: Path) -> None:
    answers = project.fetch(FakeClient(), project.missing(DAY), DAY)
    next(answers)
    answers.close()

    assert json.loads((root / "data/metadata.json").read_text())[LORA]["year"] == 2021


def test_records_that_no_entry_uses_are_pruned(project: Project, root: Path) -> None:
    project.store.add("ARXIV:1902.00751", PaperMetadata(("b" * 40,), title="Adapters"), DAY)

    assert project.prune() == ["ARXIV:1902.00751"]
    assert list(Project.open(root).store) == []


def test_older_answers_are_told_from_newer_ones(project: Project) -> None:
    list(project.fetch(FakeClient(), project.missing(DAY), DAY))
    entries = project.find(["LoRA"])

    assert list(project.recorded(entries)) == [LORA]
    assert list(project.recorded(entries, before=DAY)) == []
    assert list(project.recorded(entries, before=date(2026, 11, 21))) == [LORA]


@pytest.mark.parametrize("text", ["arxiv-2106.09685", "https://arxiv.org/abs/2106.09685v2", "lora"])
def test_an_entry_is_found_by_key_id_or_title(project: Project, text: str) -> None:
    assert [listed.entry.title for listed in project.find([text])] == ["LoRA"]


def test_an_entry_that_is_not_there_is_said(project: Project) -> None:
    with pytest.raises(CatalogueError, match="no entry has 'VeRA'"):
        project.find(["LoRA", "VeRA"])


@pytest.mark.parametrize(
    ("sections", "tags", "titles"),
    [
        ([], [], ["AdapterHub", "LoRA", "Prefix-Tuning", "AdapterFusion"]),
        (["natural language processing"], [], ["LoRA", "Prefix-Tuning", "AdapterFusion"]),
        (["Composition Methods", "Frameworks and Tools"], [], ["AdapterHub", "AdapterFusion"]),
        ([], ["lo-ra"], ["LoRA"]),
        (["Frameworks and Tools"], ["LoRA"], []),
    ],
)
def test_entries_are_selected_by_section_and_tag(
    project: Project, sections: list[str], tags: list[str], titles: list[str]
) -> None:
    assert [listed.entry.title for listed in project.select(sections, tags)] == titles


@pytest.mark.parametrize("tag", ["Prompt Tuning", "prompt-tuning", "soft prompts"])
def test_entries_are_selected_by_each_spelling_of_a_tag(root: Path, write: Callable[..., Path], tag: str) -> None:
    spellings = ("Prompt Tuning", "prompt-tuning", "Soft Prompts", "LoRA")
    items = [f"- {{ title: {name}, code: https://x.org/{n}, tags: [{name}] }}" for n, name in enumerate(spellings)]
    write("\n".join(["title: NLP", "items:", *items]))
    write("tags: { Prompt Tuning: [Soft Prompts], Unused: [] }", "catalogue.yaml")
    project = Project.open(root)

    assert [listed.entry.title for listed in project.select(tags=[tag])] == list(spellings[:3])
    with pytest.raises(CatalogueError, match="no entry has the tag 'unused'"):
        project.select(tags=["unused"])


def test_a_tag_that_no_entry_has_is_an_error_with_the_nearest(project: Project) -> None:
    with pytest.raises(CatalogueError, match="no entry has the tag 'LoRAs'; did you mean 'LoRA'"):
        project.select(tags=["LoRAs"])


@pytest.mark.usefixtures("old_list")
def test_the_list_is_found_from_any_folder_inside_it(root: Path) -> None:
    (root / "a" / "b").mkdir(parents=True)

    assert find_root(root / "a" / "b") == root


def test_where_no_list_is_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoListError):
        find_root(tmp_path)


# Titles --------------------------------------------------------------------------------------------------------------


class TitleClient(FakeClient):
    """Knows some titles, and fails at others."""

    def __init__(self, answers: dict[str, PaperMetadata | Exception]) -> None:
        super().__init__()
        self.answers = answers
        self.titles: list[str] = []

    def match(self, title: str) -> PaperMetadata | None:
        self.titles.append(title)
        answer = self.answers.get(title)
        if isinstance(answer, Exception):
            raise answer
        return answer


MATCH = PaperMetadata(("b" * 40, "ARXIV:2109.06952"), title="A Paper of Ours", authors=("Ann Author",), year=2021)


def a_project(root: Path, write: Callable[..., Path], *papers: str) -> Project:
    items = "".join(f"  - {paper}\n" for paper in papers)
    write(f"title: NLP\nitems:\n{items}")
    return Project.open(root)


def looked_up(project: Project, client: TitleClient, day: date = DAY) -> dict[str, PaperMetadata | None]:
    entries = project.unmatched(day)
    return {listed.key: metadata for listed, metadata in project.match(client, entries, day)}


def test_papers_without_an_id_that_leads_to_a_record_are_looked_up_by_title(
    root: Path, write: Callable[..., Path]
) -> None:
    project = a_project(
        root,
        write,
        "{ title: A Paper of Ours, paper: { url: https://x.org } }",
        "{ title: Short, paper: { title: A Paper of Theirs, openreview_id: nZeVKeeFYf9 } }",
        "{ title: Never Asked For, paper: { doi: 10.1000/new } }",
        "{ title: Asked in Vain, paper: { doi: 10.1000/unknown } }",
        "{ title: A Tool of Ours, code: https://x.org }",
        "{ title: Adapters, paper: { pdf: https://x.org } }",
        "{ title: Adapters, paper: { pdf: https://x.org, authors: [Ann Author] }, key: telling }",
        "{ title: OpenReview abcdefghij, paper: { openreview_id: abcdefghij } }",
    )
    project.store.add("DOI:10.1000/unknown", None, DAY)
    client = TitleClient({"A Paper of Ours": MATCH})

    looked_up(project, client)

    assert client.titles == ["A Paper of Ours", "A Paper of Theirs", "Asked in Vain", "Adapters"]
    assert project.records["title-a-paper-of-ours"].authors == ("Ann Author",)
    assert Project.open(root).unmatched(DAY) == []
    assert Project.open(root).missing(DAY) == ["DOI:10.1000/new"]


@pytest.mark.parametrize(
    ("paper", "is_shown"),
    [
        ("authors: [Ann Author], year: 2020", True),
        ("authors: [A. Nother]", False),
        ("year: 2015", False),
    ],
)
def test_authors_and_year_of_the_entry_guard_the_match(
    root: Path, write: Callable[..., Path], paper: str, is_shown: bool
) -> None:
    project = a_project(root, write, f"{{ title: A Paper of Ours, paper: {{ url: https://x.org, {paper} }} }}")

    answers = looked_up(project, TitleClient({"A Paper of Ours": MATCH}))

    assert (answers["title-a-paper-of-ours"] is not None) is is_shown
    assert project.unmatched(DAY) == []


def test_no_paper_is_believed_for_three_days_and_the_longest_not_asked_comes_first(
    root: Path, write: Callable[..., Path]
) -> None:
    titles = ["Paper One of Ours", "Paper Two of Ours", "Paper Three of Ours"]
    project = a_project(root, write, *(f"{{ title: {title}, paper: {{ url: https://x.org }} }}" for title in titles))
    for title, day in zip(titles, (19, 17, 18), strict=False):
        project.store.add_match(title, None, date(2026, 11, day))

    def due(day: int, before: date | None = None) -> list[str]:
        return [listed.entry.title.split()[1] for listed in project.unmatched(date(2026, 11, day), before=before)]

    assert due(20) == []
    assert due(22) == ["Two", "Three"]
    assert due(23) == ["Two", "Three", "One"]
    assert due(20, before=date.max) == ["Two", "Three", "One"]
    assert due(20, before=date(2026, 11, 18)) == ["Two"]


def test_a_title_that_is_rejected_does_not_keep_the_others_from_being_asked(
    root: Path, write: Callable[..., Path]
) -> None:
    titles = ["Paper One", "Paper Two", "Paper Three", "Paper Four"]
    project = a_project(root, write, *(f"{{ title: {title}, paper: {{ url: https://x.org }} }}" for title in titles))
    client = TitleClient({"Paper One": RejectedTitleError(), "Paper Three": UnavailableError()})

    with pytest.raises(UnavailableError):
        looked_up(project, client)

    assert client.titles == titles[:3]
    assert [listed.entry.title for listed in Project.open(root).unmatched(DAY)] == titles[2:]


def test_what_titles_led_to_is_pruned_with_the_entries_alone(root: Path, write: Callable[..., Path]) -> None:
    entries = [
        f"{{ title: {title}, paper: {{ url: https://x.org }} }}" for title in ("A Paper of Ours", "Nobody's Own")
    ]
    project = a_project(root, write, *entries)
    looked_up(project, TitleClient({"A Paper of Ours": MATCH}))

    assert project.prune() == []
    assert a_project(root, write, "{ title: Something Else, code: https://x.org }").prune() == [
        "ARXIV:2109.06952",
        "TITLE:nobody s own",
    ]


def test_the_record_of_a_title_is_refreshed_by_its_own_id(root: Path, write: Callable[..., Path]) -> None:
    project = a_project(
        root,
        write,
        "{ title: A Paper of Ours, paper: { url: https://x.org } }",
        "{ title: Nobody's Own, paper: { url: https://x.org } }",
    )
    looked_up(project, TitleClient({"A Paper of Ours": MATCH}))

    assert list(project.recorded(project.find([]))) == ["ARXIV:2109.06952"]


# Other programs at the same time --------------------------------------------------------------------------------------

TOOLS = "title: More\nitems: [{ title: T, website: https://e.org }]\n"


def test_under_its_lock_a_list_is_read_again_where_it_changed(project: Project, root: Path) -> None:
    project.store.add(LORA, PaperMetadata(("a" * 40,), title="LoRA"), DAY)
    with project.locked() as same:
        assert same is project
    (root / "data" / "more.yaml").write_text(TOOLS)

    with project.locked() as current:
        titles = [listed.entry.title for listed in current.catalogue.entries()]

    assert titles == ["AdapterHub", "LoRA", "Prefix-Tuning", "AdapterFusion", "T"]
    assert list(current.store) == [LORA]  # it was not saved yet


def test_what_another_program_adds_meanwhile_is_not_pruned(project: Project, root: Path) -> None:
    item = 'title: More\nitems: [{ title: Adapters, paper: { arxiv_id: "1902.00751" } }]\n'
    other = Project.open(root)
    other.store.add("ARXIV:1902.00751", PaperMetadata(("b" * 40,), title="Adapters"), DAY)
    other.store.save()
    (root / "data" / "more.yaml").write_text(item)

    assert project.prune() == []
    assert list(Project.open(root).store) == ["ARXIV:1902.00751"]


def test_nothing_is_pruned_as_long_as_the_list_has_errors(project: Project, root: Path) -> None:
    project.store.add("ARXIV:1902.00751", PaperMetadata(("b" * 40,), title="Adapters"), DAY)
    (root / "data" / "more.yaml").write_text("titel: More\n")

    assert project.prune() == []
    assert list(Project.open(root).store) == ["ARXIV:1902.00751"]


# The README of somebody else ------------------------------------------------------------------------------------------


def test_a_readme_that_somebody_else_wrote_is_replaced_by_force_alone(project: Project, root: Path) -> None:
    (root / "README.md").write_text("# My notes\n")

    with pytest.raises(CatalogueError, match=r"^README\.md was not written by this program; .*build --force$"):
        project.write(project.outputs())

    assert (root / "README.md").read_text() == "# My notes\n"
    project.write(project.outputs(), force=True)
    assert (root / "README.md").read_bytes() == project.outputs()[0].content


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<!-- Generated from the files in data/ and templates/: edit those, then run the build. -->\n",
        'Edited by hand.\n- <a id="arxiv-2106.09685"></a>LoRA\n',
    ],
)
def test_a_readme_of_this_program_is_replaced(project: Project, root: Path, text: str) -> None:
    (root / "README.md").write_text(text)

    assert "README.md" in project.write(project.outputs()).changed


def test_a_template_that_writes_no_mark_makes_any_readme_ours(
    project: Project, root: Path, write: Callable[..., Path]
) -> None:
    write("# Mine\n{{ sections }}", "templates/README.md")
    (root / "README.md").write_text("# Mine\n")

    assert project.write(project.outputs()).changed == ["README.md"]


def test_a_picture_of_somebody_else_is_replaced_by_force_alone(
    project: Project, root: Path, write: Callable[..., Path]
) -> None:
    write("title: T\nreadme: { pictures: true }\n", "catalogue.yaml")
    write('title: More\nitems: [{ title: A, paper: { arxiv_id: "1902.00751", year: 2019 } }]\n', "data/more.yaml")
    picture = write("mine", "assets/papers-per-year.svg")
    project = Project.open(root)

    with pytest.raises(CatalogueError, match="rename it, or use --force"):
        project.write(project.outputs())

    assert picture.read_text() == "mine"
    project.write(project.outputs(), force=True)
    assert picture.read_text() != "mine"


def test_a_list_is_rendered_in_another_look(root: Path, write: Callable[..., Path]) -> None:
    write("title: NLP\nitems: [{ title: LoRA, code: https://e.org }]")
    write("readme: { contents: 1 }", "catalogue.yaml")
    project = Project.open(root)

    [card] = project.readme()
    [line] = project.readme(Readme(style="line"))

    assert b"[**LoRA**](https://e.org)" in card.content
    assert b"[LoRA](https://e.org)" in line.content
    assert project.catalogue.settings.readme.style == "card"
