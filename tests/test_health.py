"""`health` over days: what is asked, what failures amount to, what is told and how often."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from awesome_adapters import Project, health
from awesome_adapters.health import Examination, Finding
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.health_store import HealthStore
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.metadata.verdicts import Retraction
from awesome_adapters.services import ARXIV, GITHUB, WEB
from conftest import Call, Write
from fake_api import Fault, says
from fake_services import a_work
from fake_web import TOKEN, FakeWeb, moved, page
from rendered import Page

DAY = dt.date(2026, 11, 1)
LIST = """
title: NLP
items:
  - title: Demo
    website: https://demo.example/page
  - title: Other
    website: https://other.example/
    code: https://github.com/microsoft/LoRA
"""
DEMO = "https://demo.example/page"


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with FakeWeb() as web:
        web.repositories["microsoft/lora"] = {}
        yield web
        assert web.complaints == []


class Watch:
    """Runs `health` over a list, on days that are counted from the first one."""

    def __init__(self, root: Path, web: FakeWeb) -> None:
        self.root, self._web = root, web
        self.asked: dict[str, list[str]] = {}
        self.failures: list[str] = []

    @property
    def store(self) -> HealthStore:
        return HealthStore(self.root)

    def findings(
        self, day: int, *texts: str, older_than: int | None = None, token: str | None = TOKEN
    ) -> list[Finding]:
        """Return what a run tells, which is remembered."""
        project, today = Project.open(self.root), DAY + dt.timedelta(day)
        project.require_valid()
        places = health.places(project.catalogue, project.paper)
        examination = Examination(self.store, places, self._web.clients(token=token), today)
        before = None if older_than is None else today - dt.timedelta(older_than)
        self.asked = examination.questions({listed.key for listed in project.find(texts)}, before)
        for _ in examination.ask(self.asked):
            pass
        self.failures = examination.failures
        findings = examination.findings()
        reported = [examination.store.memory(finding.subject).reported.get(finding.name) for finding in findings]
        new = [finding for finding, told in zip(findings, reported, strict=True) if told != finding.identity]
        examination.settle(findings)
        return new

    def run(self, day: int, *texts: str, **options: Any) -> list[str]:
        """Return what a run tells, in short."""
        return [f"{finding.kind} {finding.value}".strip() for finding in self.findings(day, *texts, **options)]


@pytest.fixture
def watch(root: Path, web: FakeWeb, write: Write) -> Watch:
    write(LIST)
    return Watch(root, web)


# Over days -----------------------------------------------------------------------------------------------------------

OK, LOST, BROKEN, SHY = page(), says(404, b""), says(500, b""), says(403, b"")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({0: OK, 7: LOST, 14: LOST, 21: LOST, 28: LOST, 90: LOST}, {21: "dead"}),
        ({0: LOST, 7: LOST, 14: LOST}, {14: "dead"}),
        (dict.fromkeys(range(16), LOST), {15: "dead"}),
        ({0: LOST, 60: LOST, 60.1: LOST, 60.2: LOST, 63: LOST}, {63: "dead"}),
        ({0: LOST, 1: LOST, 2: LOST}, {}),
        ({0: LOST, 7: LOST, 13: LOST, 16: LOST}, {16: "dead"}),
        ({0: LOST, 7: LOST, 14: OK, 21: LOST, 28: LOST}, {}),
        ({0: LOST, 7: SHY, 14: LOST, 21: BROKEN, 28: LOST, 35: SHY}, {28: "dead"}),
        ({0: LOST, 7: LOST, 14: LOST, 21: OK, 28: LOST, 35: LOST, 42: LOST}, {14: "dead", 21: "recovered", 42: "dead"}),
        (dict.fromkeys(range(0, 50, 7), SHY), {}),
        (dict.fromkeys(range(0, 43, 7), BROKEN), {35: "unwell"}),
        ({0: BROKEN, 15: BROKEN, 31: BROKEN, 38: OK}, {31: "unwell", 38: "recovered"}),
        ({0: BROKEN, 15: SHY, 31: BROKEN, 45: BROKEN}, {}),
        ({0: page("404 Not Found"), 7: page("404 Not Found"), 14: page("404 Not Found")}, {14: "homepage"}),
        ({0: moved("/new"), 7: BROKEN, 14: moved("/new"), 21: moved("/b"), 28: moved("/b")}, {0: "moved", 28: "moved"}),
        ({0: OK, 7: moved("/back-soon"), 14: OK, 21: moved("/b"), 22: moved("/b"), 24: moved("/b")}, {24: "moved"}),
        ({0: moved("https://a.example/"), 7: moved("https://a.example/")}, {0: "elsewhere"}),
        (
            {0: moved("https://new.demo.example/x"), 7: LOST, 14: LOST, 21: LOST, 28: OK},
            {0: "moved", 21: "dead", 28: "recovered"},
        ),
    ],
)
def test_failures_count_after_a_while_and_each_thing_is_told_once(
    watch: Watch, web: FakeWeb, answers: dict[float, Fault], told: dict[int, str]
) -> None:
    heard = {}
    for day, answer in answers.items():
        web.pages[DEMO] = answer
        if text := watch.run(int(day), "Demo"):
            heard[int(day)] = text

    assert heard == {day: [f"{kind} {DEMO}"] for day, kind in told.items()}


def test_a_run_without_a_network_counts_for_nothing(watch: Watch, web: FakeWeb, root: Path) -> None:
    watch.run(0)
    before = (root / HealthStore.PATH).read_bytes()

    web.missing |= {"demo.example", "other.example"}
    web.down.add("github")
    for day in range(7, 60, 7):
        assert watch.run(day) == []

    assert (root / HealthStore.PATH).read_bytes() == before
    assert watch.failures == ["GitHub does not answer (it is busy, 429)"]


def test_where_most_of_what_was_alive_fails_at_once_the_network_is_to_blame(
    watch: Watch, web: FakeWeb, write: Write
) -> None:
    addresses = [f"https://h{number}.example/x" for number in range(8)]
    items = (f"- {{ title: T{address[9]}, website: '{address}' }}\n" for address in addresses)
    write("".join(("title: NLP\nitems:\n", *items)))
    watch.run(0)

    web.pages |= dict.fromkeys(addresses[:5], LOST)
    heard = [watch.run(day) for day in (7, 14, 21)]
    web.pages |= dict.fromkeys(addresses[:3], OK)
    heard += [watch.run(day) for day in (28, 35, 42)]

    assert [len(told) for told in heard] == [0, 0, 0, 2, 0, 0]


def test_a_host_whose_name_is_gone_dies_with_all_its_links(watch: Watch, web: FakeWeb) -> None:
    web.missing.add("demo.example")

    heard = [watch.findings(day) for day in (0, 7, 14, 21)]

    assert [[(finding.kind, finding.value, finding.evidence) for finding in told] for told in heard] == [
        [],
        [],
        [("dead", DEMO, "the name demo.example does not exist since 2026-11-01")],
        [],
    ]


def test_a_service_that_is_silent_is_not_answered_and_the_others_are(watch: Watch, web: FakeWeb) -> None:
    web.down.add("github")

    watch.run(0)

    assert watch.failures == ["GitHub does not answer (it is busy, 429)"]
    assert list(watch.store) == [DEMO, "https://other.example/"]


def test_a_repository_is_told_of_when_it_moves_when_it_is_archived_and_when_it_is_gone(
    watch: Watch, web: FakeWeb
) -> None:
    heard = [watch.findings(0, "Other")]
    web.repositories |= {"microsoft/lora": "new/LoRA"}
    heard.append(watch.findings(7, "Other"))
    web.repositories |= {"new/lora": {"isArchived": True}}
    heard.append(watch.findings(14, "Other"))
    del web.repositories["microsoft/lora"]
    heard += [watch.findings(day, "Other") for day in (21, 28, 35, 42)]

    assert [[(finding.kind, finding.proposal, finding.evidence) for finding in told] for told in heard] == [
        [],
        [("moved", "https://github.com/new/LoRA", "says GitHub")],
        [("archived", "", "by its owners; its last commit is of 2024-05-31")],
        [],
        [],
        [("dead", "", "GitHub says it is gone or private since 2026-11-22; it was alive on 2026-11-15")],
        [],
    ]


def test_without_a_token_the_pages_of_repositories_are_links(watch: Watch, web: FakeWeb) -> None:
    watch.run(0)
    web.repositories["microsoft/lora"] = {"isArchived": True}
    assert watch.run(7) == ["archived https://github.com/microsoft/LoRA"]
    web.pages["https://github.com/microsoft/LoRA"] = moved("https://github.com/new/LoRA")

    told = watch.findings(14, token=None)

    assert GITHUB not in watch.asked
    assert [(finding.kind, finding.proposal) for finding in told] == [("moved", "https://github.com/new/LoRA")]
    assert watch.run(21, token=None) == []  # nor is it called "no longer archived"


# Papers --------------------------------------------------------------------------------------------------------------

PAPER = """
title: NLP
items:
  - title: A paper of ours
    paper: { doi: 10.1016/a, arxiv_id: "2106.09685", acl_id: P18-1234 }
"""
KEY = "arxiv-2106.09685"


@pytest.fixture
def paper(write: Write, web: FakeWeb) -> dict[str, Any]:
    write(PAPER)
    row = a_work("10.1016/a", "A paper of ours")
    web.works["10.1016/a"] = row
    web.preprints["2106.09685"] = {"title": "A paper of ours"}
    web.anthology["P18-1234"] = "A paper of ours"
    return row


def test_a_retraction_is_told_once_and_kept_until_all_sources_say_that_there_is_none(
    watch: Watch, web: FakeWeb, paper: dict[str, Any]
) -> None:
    assert watch.run(0) == []
    notice = {"DOI": "10.1016/n", "type": "retraction", "updated": {"date-time": "2026-11-02T00:00:00Z"}}
    paper["updated-by"] = [notice]
    [finding] = watch.findings(7)
    assert (finding.kind, finding.path, finding.proposal) == ("retracted", ("retracted",), "https://doi.org/10.1016/n")
    assert finding.evidence == "retraction of 2026-11-02, says Crossref: https://doi.org/10.1016/n"
    expected = Retraction("https://doi.org/10.1016/n", "retraction", "2026-11-02", "Crossref")
    assert watch.store.retraction(KEY) == expected

    paper["updated-by"] = []
    web.down.add("arxiv")
    assert watch.run(14) == []
    assert watch.store.retraction(KEY) == expected
    web.down.clear()
    told = watch.findings(21)

    assert [(finding.kind, finding.evidence) for finding in told] == [
        ("recovered", "the notice on the paper is no longer there")
    ]
    assert watch.store.retraction(KEY) is None
    assert watch.run(28) == []


def test_a_concern_that_becomes_a_retraction_is_told_as_both(watch: Watch, web: FakeWeb, paper: dict[str, Any]) -> None:
    paper["updated-by"] = [{"DOI": "10.1016/c", "type": "expression_of_concern"}]
    heard = [watch.run(0), watch.run(7)]
    web.anthology["P18-1234"] = "[RETRACTED] A paper of ours"
    heard += [watch.run(14), watch.run(21)]

    web.down.add("crossref")
    heard.append(watch.run(28))

    assert heard == [["concern"], [], ["retracted"], [], []]
    assert (watch.store.retraction(KEY) or Retraction("", "", "", "")).source == "ACL Anthology"


def test_of_two_retractions_the_first_stays_whoever_answers(watch: Watch, web: FakeWeb, paper: dict[str, Any]) -> None:
    paper["updated-by"] = [{"DOI": "10.1016/c", "type": "retraction"}]
    heard = [watch.run(0)]
    web.anthology["P18-1234"] = "[RETRACTED] A paper of ours"
    heard.append(watch.run(7))
    web.down.add("crossref")
    heard.append(watch.run(14))

    assert heard == [["retracted"], [], []]


def test_the_doi_of_a_publication_is_asked_for_where_semantic_scholar_knows_it(
    watch: Watch, paper: dict[str, Any], write: Write, root: Path
) -> None:
    write("title: NLP\nitems: [{ title: A paper of ours, paper: { arxiv_id: '2106.09685' } }]")
    store = MetadataStore(root)
    metadata = PaperMetadata(ids=("a" * 40, "ARXIV:2106.09685", "DOI:10.1016/a"), title="A paper of ours")
    store.add("ARXIV:2106.09685", metadata, DAY)
    store.save()
    paper["updated-by"] = [{"DOI": "10.1016/n", "type": "retraction"}]

    assert watch.run(0) == ["retracted"]
    assert watch.asked["Crossref"] == ["https://doi.org/10.1016/a"]


def test_ids_that_lead_nowhere_are_told_after_a_while(watch: Watch, web: FakeWeb, write: Write) -> None:
    write(LIST + '  - { title: A, paper: { doi: 10.1016/lost, arxiv_id: "2106.00001" } }\n')
    web.preprints["2106.09685"] = {"title": "Another"}
    write('title: CV\nitems: [{ title: Another, paper: { arxiv_id: "2106.09685" } }]', "data/cv.yaml")

    heard = [watch.run(day) for day in (0, 7, 14, 21)]

    assert heard == [[], [], ["dead 2106.00001", "dead 10.1016/lost"], []]


# What is asked -------------------------------------------------------------------------------------------------------


def test_an_address_is_asked_of_whoever_knows(watch: Watch, write: Write) -> None:
    write(
        """
        title: NLP
        items:
          - title: All
            paper:
              doi: 10.1016/a
              pdf: https://dl.acm.org/doi/pdf/10.1145/3580305
              url: https://arxiv.org/abs/2106.09685v2
              openreview_id: nZeVKeeFYf9
            code: https://github.com/o/r.git
            website: https://openreview.net/forum?id=nZeVKeeFYf9
            links:
              Files: https://github.com/o/r/blob/main/a/b.py
              Sponsors: https://github.com/sponsors/o
              Group: https://gitlab.com/a/b/c/-/tree/main
              Weights: https://huggingface.co/a/b/tree/main
              Data: https://huggingface.co/datasets/a/b
              Blog: https://huggingface.co/blog/a
              Page: https://x.example/a?q=1#c
        """
    )

    watch.run(0)

    assert watch.asked == {
        "arXiv": ["https://arxiv.org/abs/2106.09685"],
        "Crossref": ["https://doi.org/10.1016/a", "https://doi.org/10.1145/3580305"],
        "GitHub": ["https://github.com/o/r"],
        "GitLab": ["https://gitlab.com/a/b/c"],
        "Hugging Face": ["https://huggingface.co/a/b", "https://huggingface.co/datasets/a/b"],
        "the web": [
            "https://github.com/o/r/blob/main/a/b.py",
            "https://github.com/sponsors/o",
            "https://huggingface.co/blog/a",
            "https://x.example/a?q=1",
        ],
    }


def test_a_file_in_a_repository_has_the_address_and_the_archive_of_its_own(
    watch: Watch, web: FakeWeb, write: Write
) -> None:
    file = "https://github.com/o/r/tree/main/sub"
    write(f"title: NLP\nitems: [{{ title: A, code: '{file}#readme' }}]")
    web.repositories |= {"o/r": "p/r", "p/r": {"isArchived": True}}
    web.pages[file] = moved("https://github.com/p/r/tree/main/sub")

    told = watch.findings(0)

    assert [(finding.kind, finding.proposal) for finding in told] == [
        ("archived", ""),
        ("moved", "https://github.com/p/r/tree/main/sub#readme"),
    ]


@pytest.mark.parametrize(
    ("alone", "asked"),
    [
        ("demo.example", {"GitHub", "the web"}),
        ("https://demo.example/page, other.example", {"GitHub"}),
        ("example, github.com/microsoft", set()),
        ("https://demo.example/pa, https://www.other.example", {"GitHub", "the web"}),
    ],
)
def test_hosts_and_addresses_can_be_left_alone(watch: Watch, write: Write, alone: str, asked: set[str]) -> None:
    write(f"health: {{ leave_alone: [{alone}] }}", "catalogue.yaml")

    watch.run(0)

    assert set(watch.asked) == asked


def test_what_was_not_asked_for_longest_comes_first_and_what_was_asked_lately_not_at_all(
    watch: Watch, web: FakeWeb
) -> None:
    watch.run(0, "Other")
    watch.run(1)
    web.visits.clear()

    watch.run(2, older_than=0)
    assert watch.asked["the web"] == [DEMO, "https://other.example/"]
    watch.run(3, "Other")
    watch.run(8, older_than=5)

    assert watch.asked == {"the web": [DEMO]}


# The file ------------------------------------------------------------------------------------------------------------


def test_a_record_is_a_line_and_what_no_entry_uses_is_forgotten(
    watch: Watch, web: FakeWeb, root: Path, write: Write
) -> None:
    web.pages[DEMO] = LOST
    watch.run(0)

    assert (root / HealthStore.PATH).read_text() == (
        "{\n"
        '"https://demo.example/page": {"checked": "2026-11-01", "state": "gone", "reason": "404", '
        '"failures": {"gone": ["2026-11-01"]}},\n'
        '"https://github.com/microsoft/LoRA": {"checked": "2026-11-01", "state": "alive", "alive": "2026-11-01", '
        '"commit": "2024-05-31"},\n'
        '"https://other.example/": {"checked": "2026-11-01", "state": "alive", "reason": "200", '
        '"alive": "2026-11-01"},\n'
        '"version": 1\n'
        "}\n"
    )
    write("title: NLP\nitems: [{ title: Other, website: https://other.example/ }]")
    watch.run(1)
    assert list(watch.store) == ["https://other.example/"]


def test_a_merge_keeps_the_later_record_and_check_names_what_is_odd(watch: Watch, call: Call, write: Write) -> None:
    ours = '"https://demo.example/page": {"checked": "2026-11-08", "failures": {"gone": ["2026-11-08"]}},\n'
    theirs = '"https://demo.example/page": {"checked": "2026-11-01", "state": "alive", "alive": "2026-11-01"},\n'
    write(f'{{\n<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n"version": 1\n}}\n', HealthStore.PATH)

    checked = call("check")
    watch.run(14)

    assert "data/health.json:2:1: warning: merge conflict; the records of both sides are kept" in checked.out
    assert "'awesome-adapters health' rewrites the file" in checked.out
    assert watch.store.memory(DEMO).alive == "2026-11-15"
    assert call("check").err.startswith("2 entries: nothing is wrong\n")


@pytest.mark.parametrize(
    "record",
    [
        {"checked": "yesterday"},
        {"checked": 7},
        {"failures": []},
        {"failures": {"gone": []}},
        {"failures": {"gone": ["2026-13-01"]}},
        {"failures": {"gone": "2026-11-01"}},
        {"archived": "yes"},
        {"retracted": {"notice": "https://x.org"}},
        {"retracted": {"notice": 1, "type": "", "date": "", "source": ""}},
        {"reported": {"a": 1}},
        {"colour": "red"},
        {"state": None},
    ],
)
def test_a_damaged_record_is_taken_out_and_asked_for_again(watch: Watch, write: Write, record: dict[str, Any]) -> None:
    write("{\n" + f'"{DEMO}": {json.dumps(record)},\n' + '"version": 1\n}\n', HealthStore.PATH)

    assert [problem.message.partition(";")[0] for problem in watch.store.verify()] == [
        f"the record of {DEMO} is damaged"
    ]
    watch.run(0)

    assert watch.store.verify() == []
    assert watch.store.memory(DEMO).state == "alive"


# The command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(call: Call, web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run the command on a day."""
    from awesome_adapters.cli import health as module  # the group loads it only when it is called

    def command(day: int, *arguments: str, token: str | None = TOKEN) -> Any:
        monkeypatch.setattr(module, "today", lambda: DAY + dt.timedelta(day))
        monkeypatch.setattr(module, "clients", lambda *_: web.clients(token=token))
        return call("health", *arguments)

    return command


def test_the_command_reports_markdown_once_and_all_on_demand(
    command: Callable[..., Any], watch: Watch, web: FakeWeb
) -> None:
    web.pages[DEMO] = moved("https://demo.example/new")
    web.repositories["microsoft/lora"] = {"isArchived": True}

    first, second, third = command(0), command(7), command(14, "--all")

    expected = (
        "### Moved for good\n\n"
        "- **1** Demo (data/nlp.yaml:5:14): website https\\://demo.example/page → "
        "https\\://demo.example/new: by redirects that are for good  \n"
        "  `awesome-adapters health --apply 1` or `awesome-adapters health --decline 1`\n\n"
        "### Archived: it can only be read\n\n"
        "- **2** Other (data/nlp.yaml:8:11): code https\\://github.com/microsoft/LoRA: "
        "by its owners; its last commit is of 2024-05-31  \n"
        "  `awesome-adapters health --decline 2`\n"
    )
    assert (first.code, first.out) == (0, expected)
    assert first.err == "asking GitHub: 1, the web: 2\n3 asked: 3 alive\n"
    assert (second.code, second.out) == (0, "")
    assert second.err.endswith("3 asked: 3 alive\n2 told before still hold; show them with --all\n")
    assert (third.code, third.out) == (0, expected)
    assert watch.store.problems == []


def test_check_shows_what_holds_at_its_place(
    command: Callable[..., Any], call: Call, web: FakeWeb, watch: Watch
) -> None:
    web.pages |= {DEMO: moved("/new"), "https://other.example/": moved("https://elsewhere.example/")}
    command(0)

    out = call("check", "--notes").out

    assert (
        "data/nlp.yaml:5:14: note: website https://demo.example/page → https://demo.example/new: "
        "by redirects that are for good [health-moved]\n    write: website: https://demo.example/new\n"
    ) in out
    assert "https://elsewhere.example/: by redirects that are for good [health-elsewhere]\n" in out
    assert "health-" not in call("check").out
    assert watch.run(7) == []


@pytest.mark.usefixtures("watch")
def test_the_command_says_what_was_not_answered(command: Callable[..., Any], web: FakeWeb) -> None:
    web.down.add("github")
    web.pages[DEMO] = LOST

    done = command(0)

    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "asking GitHub: 1, the web: 2\nGitHub does not answer (it is busy, 429)\n"
        "3 asked: 1 alive, 1 failing, 1 not answered\n"
    )
    assert command(1, "Demo", "--older-than", "3").err == "0 asked: nothing\n"
    assert "nothing is known of archived repositories" in command(1, token=None).err


def test_what_was_answered_before_ctrl_c_is_kept(
    command: Callable[..., Any], watch: Watch, web: FakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> Iterator[Any]:
        raise KeyboardInterrupt
        yield

    clients = web.clients()
    monkeypatch.setattr(web, "clients", lambda **_: clients | {WEB: stop})

    assert command(0).code == 130
    assert list(watch.store) == ["https://github.com/microsoft/LoRA"]


HOSTILE = "T @octocat fixes #12 ![t](http://evil.test/p.png) <details> [x](javascript:alert(1)) \\x1b[31m"


def test_the_texts_of_others_do_nothing_in_the_report(
    command: Callable[..., Any], web: FakeWeb, write: Write, paper: dict[str, Any]
) -> None:
    write(PAPER.replace("A paper of ours", json.dumps(HOSTILE)))
    web.preprints["2106.09685"]["comment"] = f"Withdrawn: {HOSTILE}"
    web.pages["https://arxiv.org/pdf/2106.09685"] = LOST
    paper["updated-by"] = [{"DOI": 'x"><img src=x>', "type": f"retraction {HOSTILE}"}]

    out = command(0).out

    report = Page(out)
    assert set(report.tags) == {"br", "code", "h3", "li", "span", "strong", "ul"}
    assert report.all("href") == report.all("src") == []


def test_the_program_asks_as_the_settings_say(write: Write, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from awesome_adapters.cli.health import clients  # the group loads it only when it is called

    write(LIST)
    for variable in ("ARXIV_API_URL", "CROSSREF_API_URL"):
        monkeypatch.delenv(variable)
    assert set(clients(Project.open(root), 1)) == {*health.SERVICES} - {GITHUB}
    monkeypatch.setenv("GH_TOKEN", "ghp_x")
    assert set(clients(Project.open(root), 1)) == {*health.SERVICES}
    monkeypatch.setenv("ARXIV_API_URL", "off")
    assert set(clients(Project.open(root), 1)) == {*health.SERVICES} - {ARXIV}
