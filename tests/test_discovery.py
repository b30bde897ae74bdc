"""What `discover` brings: new papers, each once, ranked, and nothing that is listed, a candidate or dismissed."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from api_fixtures import LIMITS, SHORT_LIMITS, FakeClock
from awesome_adapters import Project, candidates
from awesome_adapters.candidates import Candidates
from awesome_adapters.curation import discovery
from awesome_adapters.curation.discovery import Discovery, Inbox, Step
from awesome_adapters.services.arxiv import Arxiv
from awesome_adapters.services.semantic_scholar.client import SemanticScholar
from conftest import Call, Write
from fake_api import RECOMMENDATIONS, FakeApi, a_record, says
from fake_services import FakeServices

DAY = dt.date(2026, 11, 28)
QUERY = 'cat:cs.CL AND abs:"low-rank adaptation"'
LIST = """
    title: NLP
    sections:
      - title: Methods
        items:
          - { title: Low-Rank Adaptation of Large Models, paper: { arxiv_id: "2106.00001" } }
          - { title: Prefix Tuning for Generation, paper: { arxiv_id: "2106.00002" } }
      - title: Serving
        items:
          - { title: Serving Thousands of Adapters, paper: { arxiv_id: "2106.00003" } }
          - { title: A tool, code: "https://x.org/tool" }
"""
SETTINGS = f"discover: {{ arxiv: ['{QUERY}'] }}"


def found(number: int, title: str | None = None, **fields: Any) -> dict[str, Any]:
    """Make a record of a paper that is not in the list."""
    fields = {"externalIds": {"ArXiv": f"2611.{number:05}"}, "year": 2026, "publicationDate": "2026-11-20"} | fields
    return a_record(1000 + number, title=title or f"Title{number} of something entirely new", **fields)


class Runs:
    """Runs of `discover` on a list, on days that are handed in, and in no time."""

    def __init__(self, root: Path, api: FakeApi, services: FakeServices, clock: FakeClock) -> None:
        self.root, self.api, self.services, self._clock = root, api, services, clock
        self.steps: list[Step] = []

    def __call__(self, day: dt.date = DAY, **options: Any) -> list[Discovery]:
        time: dict[str, Any] = {"sleep": self._clock.sleep, "clock": self._clock.time, "jitter": lambda: 0.5}
        scholar = SemanticScholar(address=self.api.address, limits=SHORT_LIMITS, **time | options)
        arxiv = Arxiv(address=self.services.address, limits=LIMITS, max_wait=60, **time)
        project = Project.open(self.root)
        project.require_valid()
        inbox = Inbox.open(project, day)
        self.steps = list(discovery.discover(project, inbox, scholar, arxiv, day))
        return inbox.new

    @property
    def keys(self) -> list[str]:
        return [item.key for item in self.file.items]

    @property
    def file(self) -> Candidates:
        return Candidates.read((self.root / "candidates.yaml").read_bytes())

    @property
    def seeds(self) -> list[set[str]]:
        bodies = (request.body for request in self.api.requests if request.path == RECOMMENDATIONS)
        return [set(body["positivePaperIds"]) for body in bodies]


@pytest.fixture
def discover(root: Path, write: Write, api: FakeApi, services: FakeServices, clock: FakeClock) -> Runs:
    """A list whose three papers the API knows, as it knows six."""
    clock.ticking = True
    write(LIST)
    write(SETTINGS, "catalogue.yaml")
    return Runs(root, api, services, clock)


def sha(number: int) -> str:
    return f"{number:040x}"


def test_what_is_new_is_kept_with_its_reason_and_a_section(discover: Runs) -> None:
    discover.api.recommendations[sha(3)] = [found(1, "Serving Many Adapters Faster", venue="MLSys")]

    [new] = discover()

    assert (discover.root / "candidates.yaml").read_text(encoding="utf-8").splitlines()[-1] == (
        'arxiv-2611.00001: { title: Serving Many Adapters Faster, paper: { arxiv_id: "2611.00001", '
        f'semantic_scholar_id: "{sha(1001)}", '
        'authors: [A. Author1001], venue: MLSys, date: 2026-11-20 }, section: "NLP > Serving", found: 2026-11-28, '
        'found_by: { Semantic Scholar: ["NLP > Serving"] } }'
    )
    assert new.reason.startswith("'Serving Thousands of Adapters' is there")
    assert sorted(discover.seeds, key=len) == [{sha(3)}, {sha(1), sha(2)}]
    assert Project.open(discover.root).candidates.check(Project.open(discover.root).context) == []


def test_more_sources_and_sections_come_first_then_the_newest(discover: Runs) -> None:
    old = found(4, publicationDate="2026-10-01")
    discover.api.recommendations = {sha(1): [found(3), old, found(2)], sha(3): [found(2), found(1)]}
    discover.services.preprints["2611.00001"] = {"title": found(1)["title"], "published": "2026-11-20"}
    discover.services.preprints["2611.00009"] = {"title": "Of arXiv alone", "published": "2026-11-27"}

    new = discover()

    assert [item.key[-1] for item in new] == ["1", "2", "9", "3", "4"]
    assert new[0].found_by == {"Semantic Scholar": ["NLP > Serving"], "arXiv": [QUERY]}
    assert discover.keys == sorted(discover.keys)
    assert dict(discover.file.items[0].entry.found_by) == new[0].found_by


@pytest.mark.parametrize(
    "row",
    [
        a_record(1),  # a seed
        found(1, externalIds={"ArXiv": "2106.00002", "DOI": "10.1000/x"}),
        found(1, "Low Rank Adaptation of Large Models!"),
        found(1, "SuperServe: Serving thousands of adapters"),
        found(2, "What was dismissed", externalIds={"DOI": "10.1000/D"}),
        found(2, "Another title", externalIds={"DOI": "10.1000/d", "ArXiv": "2611.00099"}),
        found(2, "What was found before, differently"),
        found(8, "What has other ids now", externalIds={"DOI": "10.1000/e"}),
        found(2, "Any", externalIds={"ArXiv": "2611.00003"}),
        None,
        found(2, None) | {"title": None},
        {"paperId": None, "title": "No id"},
    ],
)
def test_what_is_known_under_any_id_or_nearly_its_title_is_not_new(discover: Runs, row: dict[str, Any]) -> None:
    (discover.root / "candidates.yaml").write_text(
        'a: { title: Dismissed, paper: { doi: 10.1000/d }, dismissed: "No.", dismissed_on: 2026-11-01 }\n'
        'b: { title: "What was found before: differently", paper: { arxiv_id: "2611.00003" } }\n'
        f'c: {{ title: Had another title, paper: {{ arxiv_id: "2611.00008", semantic_scholar_id: {sha(1008)} }} }}\n'
    )
    discover.api.recommendations[""] = [row, found(1, "The one that is really new here")]

    assert [item.metadata.title for item in discover()] == ["The one that is really new here"]


def test_dismissed_papers_are_sent_as_what_is_not_wanted(discover: Runs, call: Call) -> None:
    discover.api.know({"ARXIV:2611.00001": found(1)})
    discover.api.recommendations[""] = [found(1), found(2)]
    discover()

    done = call("dismiss", "arxiv-2611.00001", "--reason", "Not this.")
    assert (done.code, done.out) == (0, "dismissed: arxiv-2611.00001: Title1 of something entirely new\n")
    discover.api.requests.clear()
    assert discover() == []

    bodies = [request.body for request in discover.api.requests if request.path == RECOMMENDATIONS]
    assert [body["negativePaperIds"] for body in bodies] == [[found(1)["paperId"]]] * 2
    call("dismiss", "--undo", "2611.00001")
    assert [item.entry.dismissed for item in discover.file.items] == [None, None]
    assert discover() == []


def test_only_the_best_of_each_section_are_taken_and_the_settings_say_how_many(discover: Runs, write: Write) -> None:
    write("discover: { recommendations: 2 }", "catalogue.yaml")
    discover.api.recommendations[""] = [a_record(1), *map(found, range(1, 9))]

    assert len(discover()) == 2
    assert discover() == []
    write("discover: { recommendations: 0 }", "catalogue.yaml")
    assert (discover(), discover.steps) == ([], [])


# Services that lie and are silent ------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["429", "500", "html", "recommended-null", "recommended-nulls", "object", "reset"])
def test_a_fault_is_not_answered_and_what_came_before_is_kept(discover: Runs, fault: str) -> None:
    discover.api.recommendations = {sha(1): [found(1)], sha(3): [found(2)]}
    discover.api.play("200", "200", *[fault] * 9)  # the papers, one section, and then

    first = discover(max_wait=0.1)

    [answered, failed] = discover.steps[:-1]
    assert len(first) == 1
    assert answered.failure is None
    assert "Semantic Scholar does not answer" in str(failed.failure)
    assert discover.keys == [first[0].key]
    discover.api.stop_playing()
    assert len(discover()) == 1
    assert len(discover.keys) == 2


def test_a_service_that_denies_all_that_it_knew_has_not_answered(discover: Runs) -> None:
    project = Project.open(discover.root)
    list(project.fetch(SemanticScholar(address=discover.api.address), ["ARXIV:2106.00001"], DAY))
    discover.api.play("400-none")

    assert discover() == []
    assert {step.failure for step in discover.steps[:-1]} == {
        "Semantic Scholar says that it knows no paper of the list"
    }


def test_a_silent_service_says_nothing_of_another(discover: Runs) -> None:
    discover.services.preprints["2611.00009"] = {"title": "Of arXiv alone", "published": "2026-11-27"}
    discover.api.play(*["429"] * 9)

    assert [item.key for item in discover(max_wait=0.1)] == ["arxiv-2611.00009"]
    assert [step.failure is None for step in discover.steps] == [False, False, True]

    discover.api.stop_playing()
    discover.services.down.add("arxiv")
    discover.api.recommendations[""] = [found(1)]
    assert len(discover()) == 1
    assert "arXiv does not answer" in str(discover.steps[-1].failure)


def test_a_search_that_arxiv_refuses_or_answers_with_nothing_is_told_alone(discover: Runs, write: Write) -> None:
    write("discover: { recommendations: 0, arxiv: [all:a, all:b AND, all:c] }", "catalogue.yaml")
    discover.services.preprints["2611.00009"] = {"title": "Of arXiv alone", "published": "2026-11-27"}
    refusal = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://arxiv.org/api/errors#x</id></entry></feed>"
    discover.services.play_for("arxiv", "200", says(400, refusal), *["arxiv-empty"] * 3)

    assert [item.key for item in discover()] == ["arxiv-2611.00009"]
    assert [str(step.failure)[:21] for step in discover.steps] == [
        "None",
        "arXiv refused the req",
        "arXiv does not answer",
    ]


def test_one_paper_that_the_api_does_not_know_costs_only_itself(discover: Runs) -> None:
    del discover.api.records["arxiv:2106.00003"]
    discover.api.unknown_seeds = {sha(2)}
    discover.api.recommendations[sha(1)] = [found(1)]

    new = discover()

    assert [item.key for item in new] == ["arxiv-2611.00001"]
    assert discover.steps[:-1] == [Step("Semantic Scholar", "NLP > Methods", "it did not answer for one of its papers")]


def test_a_dismissed_paper_that_the_api_does_not_know_is_left_out(discover: Runs) -> None:
    (discover.root / "candidates.yaml").write_text(
        'a: { title: Dismissed, paper: { arxiv_id: "2106.00006" }, dismissed: "No." }\n'
        'b: { title: Of nobody, paper: { doi: 10.1000/d }, dismissed: "No." }\n'
    )
    discover.api.unknown_seeds = {sha(6)}
    discover.api.recommendations[sha(1)] = [found(1)]

    assert [item.key for item in discover()] == ["arxiv-2611.00001"]
    assert [step.failure for step in discover.steps] == [None] * 3


def test_a_recommendation_may_come_in_any_shape(discover: Runs) -> None:
    hostile = found(
        1, "<b>@all</b> #1 ![x](http://e.org) \u202e\x07: `a` | $b$ $c$", venue='a"b', authors=[{"name": "-"}] * 40
    )
    discover.api.recommendations[""] = [
        hostile,
        found(2, externalIds=None),
        found(3, authors=None, publicationDate="soon"),
    ]

    new = discover()

    assert {item.key for item in new} == {"arxiv-2611.00001", f"s2-{found(2)['paperId']}", "arxiv-2611.00003"}
    text = discovery.report(new, as_markdown=True)
    assert "![" not in text.replace("!\\[", "")
    assert "<b>" not in text
    table = discovery.report(new, as_markdown=False, width=70)
    assert table.replace("\n", "").isprintable()
    assert discover() == []


def test_a_file_with_mistakes_is_not_added_to(discover: Runs, call: Call) -> None:
    (discover.root / "candidates.yaml").write_text("a: { titel: A }\n")

    done = call("discover")

    assert done.code == 1
    assert "candidates.yaml:1:6: error: unknown key 'titel'" in done.out
    assert (discover.root / "candidates.yaml").read_text() == "a: { titel: A }\n"


# A year --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_in_a_year_each_paper_is_shown_once_and_none_that_was_judged(discover: Runs, call: Call, write: Write) -> None:
    """Every week two papers appear, stay for five weeks, and change titles and ids; faults come in between."""
    write(f"discover: {{ arxiv: ['{QUERY}'], recommendations: 100 }}", "catalogue.yaml")
    write(LIST.replace("      - title: Serving\n        items:\n", ""))  # one section
    chance = random.Random(1)
    shown: dict[str, int] = {}
    for week in range(52):
        day = dt.date(2026, 1, 5) + dt.timedelta(weeks=week)
        alive = range(max(1, 2 * week - 6), 2 * week + 3)
        rows: list[Any] = [a_record(1), None]
        for number in alive:
            ids = {"ArXiv": f"2611.{number:05}"} | ({"DOI": f"10.1000/{number}"} if number % 3 else {})
            title = f"Title{number} of something {'entirely' if week % 2 else 'Entirely'} new"
            merged = {"paperId": sha(7000 + number)} if week % 5 == 0 else {}
            rows.append(found(number, title, externalIds=ids, publicationDate=day.isoformat()) | merged)
        discover.api.recommendations[sha(1 + week % 3)] = chance.sample(rows, len(rows))
        discover.services.preprints = {
            f"2611.{number:05}": {"title": f"Title{number} of something entirely new", "published": day.isoformat()}
            for number in alive[::2]
        }
        discover.api.play(*["200", "429", "200", "recommended-none"] * (week % 4 == 1), *["429"] * 9 * (week % 13 == 6))
        for new in discover(day, max_wait=20):
            shown[new.key] = shown.get(new.key, 0) + 1
        discover.api.stop_playing()
        pending = [item for item in discover.file.items if not item.entry.dismissed]
        if pending and week % 3:
            candidates.dismiss(discover.root, [item.key for item in pending[::2]], "No.", day)
        elif pending:
            assert call("add", pending[-1].key, "--section", "Methods", "--offline").code == 0

    assert shown == dict.fromkeys((f"arxiv-2611.{number:05}" for number in range(1, 105)), 1)
    listed = {listed.key for listed in Project.open(discover.root).catalogue.entries()}
    assert len(listed) == 22
    assert listed.isdisjoint(discover.keys)


# The words -----------------------------------------------------------------------------------------------------------


def test_the_report_is_markdown_with_commands_where_it_goes_to_no_terminal(discover: Runs) -> None:
    discover.api.recommendations[sha(3)] = [found(1, "Serving Adapters Faster", venue="MLSys")]

    text = discovery.report(discover(), as_markdown=True)

    assert text == (
        "### New papers\n\n"
        "- [Serving Adapters Faster](https://arxiv.org/abs/2611.00001)  \n"
        "  A. Author1001 · MLSys · 2026-11-20  \n"
        "  Found by Semantic Scholar for NLP \\> Serving; it could stand in NLP \\> Serving: 'Serving Thousands of "
        "Adapters' is there (in common: adapters, serving)  \n"
        '  `awesome-adapters add arxiv-2611.00001` or `awesome-adapters dismiss arxiv-2611.00001 --reason "…"`'
    )


def test_a_terminal_gets_two_short_lines_a_paper(discover: Runs) -> None:
    discover.api.recommendations = {sha(3): [found(1, "Serving Adapters Faster")], sha(1): [found(1)]}

    [new] = discover()

    first = new.found_by["Semantic Scholar"][0]
    assert discovery.report([new], as_markdown=False, width=100).splitlines() == [
        "arxiv-2611.00001  2026-11-20  Serving Adapters Faster",
        f"                              for NLP > Serving · Semantic Scholar for {first} and 1 more",
    ]


@pytest.fixture
def impatient(discover: Runs, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """The command on the same list, which waits for nothing between two requests."""
    monkeypatch.setattr("awesome_adapters.services.pace.Pace.throttle", lambda _: None)
    monkeypatch.setattr("awesome_adapters.cli.discover.today", lambda: DAY)
    return discover


def test_the_command_says_who_answered_and_what_to_do(impatient: Runs, call: Call) -> None:
    impatient.api.recommendations[sha(3)] = [found(1, "Serving Adapters Faster")]

    first, second = call("discover"), call("discover", "--section", "Serving")

    assert first.out.startswith("### New papers\n\n- [Serving Adapters Faster]")
    assert first.err.splitlines() == [
        "Semantic Scholar: answered for 2 of 2 sections",
        "arXiv: answered for 1 of 1 search",
        "1 new paper in candidates.yaml; take one with: awesome-adapters add KEY",
        'leave one out with: awesome-adapters dismiss KEY --reason "..."',
    ]
    assert (second.code, second.out) == (0, "")
    assert second.err == "Semantic Scholar: answered for 1 of 1 section\nnothing new\n"


def test_silence_is_not_called_nothing_new(impatient: Runs, call: Call) -> None:
    impatient.api.play(*["429"] * 20)

    done = call("discover", "--max-wait", "0")

    assert (done.code, done.out) == (3, "")
    assert "not answered: NLP > " in done.err
    assert " and 1 more: Semantic Scholar does not answer (it is busy, 429)" in done.err
    assert done.err.endswith("nothing new in what was answered\n")


def test_what_an_interrupted_run_found_is_shown(impatient: Runs, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient.api.recommendations[""] = [found(1)]
    save = Inbox.save

    def interrupted(inbox: Inbox, root: Path) -> None:
        save(inbox, root)
        if inbox.new:
            raise KeyboardInterrupt

    monkeypatch.setattr(Inbox, "save", interrupted)

    done = call("discover")

    assert done.code == 130
    assert "arxiv-2611.00001" in done.out
    assert impatient.keys == ["arxiv-2611.00001"]


def test_what_is_listed_by_now_leaves_the_file(impatient: Runs, call: Call) -> None:
    (impatient.root / "candidates.yaml").write_text(
        '# Head.\na: { title: A, paper: { arxiv_id: "2106.00001" } }\nb: { title: B, code: "https://x.org/b" }\n'
    )

    call("discover")

    assert (impatient.root / "candidates.yaml").read_text() == '# Head.\nb: { title: B, code: "https://x.org/b" }\n'


def test_an_entry_leaves_to_its_record_what_the_service_said(impatient: Runs, call: Call) -> None:
    impatient.api.recommendations[sha(3)] = [found(1, "Serving Adapters Faster", venue="arXiv.org")]
    call("discover")

    done = call("add", "arxiv-2611.00001", "--summary", "Serves adapters faster.", "--offline")

    assert done.code == 0, done.err
    *_, listed = (e for e in Project.open(impatient.root).catalogue.entries() if e.section_path == ("NLP", "Serving"))
    assert listed.entry.paper
    assert listed.entry.paper.overrides == {"arxiv_id"}
    assert "candidates.yaml" in done.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["none", "--reason", "No."], "no candidate is called 'none'; see them with: awesome-adapters candidates"),
        (["a"], 'say why, for those who find it next: --reason "It is a poster."'),
        (["a", "--undo"], "a was not dismissed"),
        (["a", "--undo", "--reason", "No."], "--undo needs no --reason"),
        (["a", "--reason", "\x07"], "the reason contains an invisible character (U+0007); remove it"),
    ],
)
def test_what_cannot_be_dismissed_is_said(write: Write, call: Call, options: list[str], message: str) -> None:
    write(LIST)
    path = write("a: { title: A, code: https://x.org/a }\n", "candidates.yaml")

    done = call("dismiss", *options)

    assert (done.code, done.err) == (1, f"error: {message}\n")
    assert path.read_text() == "a: { title: A, code: https://x.org/a }\n"


def test_candidates_are_shown_by_source_and_day_the_best_first(write: Write, call: Call) -> None:
    write(LIST)
    write(
        "a: { title: A, code: https://x.org/a, found: 2026-11-01, found_by: { arXiv: [x] } }\n"
        "b: { title: B, code: https://x.org/b, found: 2026-11-20, found_by: { arXiv: [x], Semantic Scholar: [NLP] } }\n"
        "c: { title: C, code: https://x.org/c, dismissed: No., dismissed_on: 2026-11-02 }\n",
        "candidates.yaml",
    )

    assert call("candidates").out.splitlines()[1:] == [
        "  b: B (arXiv for x, Semantic Scholar for NLP)", "  a: A (arXiv for x)",
    ]  # fmt: skip
    assert "  a:" not in call("candidates", "--since", "2026-11-15").out
    assert "  a:" not in call("candidates", "--source", "semantic scholar").out
    assert call("candidates", "--dismissed").out.splitlines()[1:] == ["  c: C (2026-11-02: No.)"]
