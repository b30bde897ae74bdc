"""A year of a list: 52 weekly runs over 150 entries, and what its curator types.

`pytest -s tests/test_year.py` prints how many events were played, told, missed and false, and what was asked a week.
"""

import datetime as dt
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml  # noqa: TID251

from awesome_adapters.curation.decisions import Decision, DecisionStore
from conftest import IS_THOROUGH, Call, Write
from fake_api import FakeApi, Fault, a_record, says
from fake_services import ADDRESSES, a_work
from fake_web import FakeWeb, moved

DAY = dt.date(2026, 1, 5)
WEEKS, ENTRIES, HOSTS = 52 if IS_THOROUGH else 10, 150, 40
"""A week takes a second; in quick runs the events of a year come in ten of them."""
LOST, BROKEN, SHY = says(404, b""), says(500, b""), says(403, b"")
SERVICES = ("arxiv", "crossref", "datacite", "github", "anthology", "registry")
MODULES = ("deciding", "dismiss", "discover", "fetching", "further", "health", "refresh")
ALWAYS, SOMETIMES = ("dead", "elsewhere", "homepage", "retitled"), ("archived", "unwell", "contradicts")
"""What the curator writes after a look, and what is left as it is."""


def title(number: int) -> str:
    return f"Method{number}a for Task{number}b in Field{number}c"


def arxiv_id(number: int) -> str:
    return f"2106.{number + 1:05}"


def site(number: int) -> str:
    return f"https://h{number % HOSTS}.example/p{number}"


def code(number: int) -> str:
    return f"https://github.com/o{number}/r{number}"


class Year:
    """The world around the list, the events that are played in it, and what the list should say in the end."""

    def __init__(self, api: FakeApi, web: FakeWeb) -> None:
        self.api, self.web = api, web
        self.chance = random.Random(3)
        self.expected: dict[tuple[str, str], int] = {}
        """The weeks of events by their kinds and the keys of their entries."""
        self.shown: dict[str, int] = {}
        """The weeks of news that ask for nothing, by titles."""
        self.entries = [self._entry(number) for number in range(ENTRIES)]
        self.final = [dict(entry, paper=dict(entry["paper"])) for entry in self.entries]
        self.steady = [number for number in range(ENTRIES) if number % 2]
        self._events: defaultdict[int, list[Callable[[], None]]] = defaultdict(list)
        self._script()

    def _entry(self, number: int) -> dict[str, Any]:
        paper: dict[str, Any] = {"arxiv_id": arxiv_id(number)}
        self.web.preprints[arxiv_id(number)] = {"title": title(number), "authors": [f"Ann Author{number}"]}
        authors = [{"name": f"Ann Author{number}"}]
        ids = {"ArXiv": arxiv_id(number), "CorpusId": number + 1}
        self.api.know(
            {f"ARXIV:{arxiv_id(number)}": a_record(number + 1, title=title(number), authors=authors, externalIds=ids)}
        )
        if number % 3 == 0:
            paper["doi"] = f"10.1016/p{number}"
            self.web.works[paper["doi"]] = a_work(paper["doi"], title(number), f"Ann Author{number}")
        if number % 5 == 0:
            paper["acl_id"] = f"2021.acl-long.{number + 1}"
            self.web.anthology[paper["acl_id"]] = title(number)
        link = {"website": site(number)} if number % 2 else {"code": code(number)}
        if number % 2 == 0:
            self.web.repositories[f"o{number}/r{number}"] = {}
        return {"title": title(number), "paper": paper, **link}

    def yaml(self) -> str:
        """Write the list, one half in block style, the other in flow style."""
        lines = ["title: NLP", "items:"]
        for number, entry in enumerate(self.entries):
            quoted = {
                name: yaml.safe_dump(value, width=9999).split("\n...")[0].strip() for name, value in entry.items()
            }
            paper = ", ".join(f"{name}: {self._flow(value)}" for name, value in entry["paper"].items())
            rest = [f"{name}: {text}" for name, text in quoted.items() if name not in ("title", "paper")]
            if number % 4 < 2:
                lines += [f"  - title: {quoted['title']}  # entry {number}", f"    paper: {{ {paper} }}"]
                lines += [f"    {line}" for line in rest]
            else:
                pairs = ", ".join((f"title: {quoted['title']}", f"paper: {{ {paper} }}", *rest))
                lines.append(f"  - {{ {pairs} }}")
        return "\n".join(lines) + "\n"

    def _flow(self, value: Any) -> str:
        return f"[{', '.join(value)}]" if isinstance(value, list) else f'"{value}"'

    def at(self, kind: str, number: int, week: int, event: Callable[[], None]) -> None:
        self.expected[kind, f"arxiv-{arxiv_id(number)}"] = week
        self._events[week].append(event)

    def play(self, week: int) -> None:
        for event in self._events[week]:
            event()

    def record(self, number: int, **fields: Any) -> None:
        """Let Semantic Scholar say something else."""
        key = f"arxiv:{arxiv_id(number)}"
        self.api.records[key] = {**self.api.records[key], **fields}

    def _script(self) -> None:
        sites, codes = ([n for n in range(ENTRIES) if n % 2 == odd] for odd in (1, 0))
        self.chance.shuffle(sites)
        self.chance.shuffle(codes)
        pages: list[tuple[str, int, Callable[[int], tuple[Fault, str | None]]]] = [
            ("dead", 8, lambda n: (LOST, None)),  # noqa: ARG005
            ("moved", 4, lambda n: (moved(f"/new{n}"), f"https://h{n % HOSTS}.example/new{n}")),
            ("elsewhere", 3, lambda n: (moved(f"https://new{n}.example/x"), f"https://new{n}.example/x")),
            ("unwell", 3, lambda n: (BROKEN, site(n))),
        ]
        for kind, times, change in pages:
            for _ in range(times):
                number = sites.pop()
                self.steady.remove(number)
                fault, now = change(number)
                address = site(number)
                self.at(kind, number, self.week(), lambda a=address, f=fault: self.web.pages.update({a: f}))  # type: ignore[misc]
                self._set(number, "website", now)
        repositories = self.web.repositories
        for _ in range(4):
            number = codes.pop()
            names: dict[str, Any] = {f"new/r{number}": {}, f"o{number}/r{number}": f"new/r{number}"}
            self.at("moved", number, self.week(), lambda names=names: repositories.update(names))  # type: ignore[misc]
            self._set(number, "code", f"https://github.com/new/r{number}")
        for _ in range(4):
            number = codes.pop()
            archived: dict[str, Any] = {f"o{number}/r{number}": {"isArchived": True}}
            self.at("archived", number, self.week(), lambda a=archived: repositories.update(a))  # type: ignore[misc]
        for _ in range(4):
            number = codes.pop()
            self.at("dead", number, self.week(), partial(repositories.__delitem__, f"o{number}/r{number}"))
            self._set(number, "code", None)
        self._papers([*sites, *codes])

    def _papers(self, numbers: list[int]) -> None:
        self.chance.shuffle(numbers)
        works = [number for number in numbers if number % 3 == 0]
        preprints = [number for number in numbers if number % 3 and number % 5]
        for number in (works.pop() for _ in range(3)):
            notice = {"updated-by": [{"DOI": f"10.1016/x{number}", "type": "retraction"}]}
            work = self.web.works[f"10.1016/p{number}"]
            self.at("retracted", number, self.week(WEEKS - 2), lambda w=work, u=notice: w.update(u))  # type: ignore[misc]
            self._set(number, "retracted", f"https://doi.org/10.1016/x{number}")
        for number in (preprints.pop() for _ in range(3)):
            preprint = self.web.preprints[arxiv_id(number)]

            def withdraw(preprint: dict[str, Any] = preprint, number: int = number) -> None:
                preprint["comment"] = "This paper has been withdrawn"
                self.web.pages[f"https://arxiv.org/pdf/{arxiv_id(number)}"] = LOST

            self.at("retracted", number, self.week(WEEKS - 2), withdraw)
            self._set(number, "retracted", f"https://arxiv.org/abs/{arxiv_id(number)}")
        for number in (preprints.pop() for _ in range(6)):
            doi = f"10.1000/p{number}"
            container = {"container-title": ["Nature"], "type": "book"}  # no search takes a book
            self.web.works[doi] = a_work(doi, title(number), f"Ann Author{number}", **container)
            preprint = self.web.preprints[arxiv_id(number)]
            self.at("published", number, self.week(WEEKS - 2), lambda p=preprint, d=doi: p.update(doi=d))  # type: ignore[misc]
            self.final[number]["paper"]["doi"] = doi
        for number in (preprints.pop() for _ in range(4)):
            new = f"{title(number)} with more words"
            self.at("retitled", number, self.week(WEEKS - 2), lambda n=number, t=new: self.record(n, title=t))  # type: ignore[misc]
            self._set(number, "title", new)
        published = {"venue": "International Conference on Learning Representations", "year": 2022}
        for kind in ("agrees", "contradicts", "respelled"):
            for number in (preprints.pop() for _ in range(4)):
                curated = {"agrees": ("year", "2022"), "contradicts": ("venue", "ICML")}
                name, value = curated.get(kind, ("authors", ["Ivan Vulic", "Ann Author"]))
                self.entries[number]["paper"][name] = value
                answer = (
                    published if kind != "respelled" else {"authors": [{"name": "Ivan Vulić"}, {"name": "A. Author"}]}
                )
                self.record(
                    number,
                    **({"authors": [{"name": "I. Vulic"}, {"name": "A. Author"}]} if kind == "respelled" else {}),
                )
                self.at(kind, number, self.week(WEEKS - 2), lambda n=number, a=answer: self.record(n, **a))  # type: ignore[misc]
                if kind != "agrees":
                    self.final[number]["paper"][name] = value if kind == "contradicts" else ["Ivan Vulić", "Ann Author"]
        for number in (preprints.pop() for _ in range(5)):
            self.shown[title(number)] = week = self.week(WEEKS - 2)
            self._events[week].append(lambda n=number: self.record(n, **published))  # type: ignore[misc]

    def week(self, last: int = WEEKS - 7) -> int:
        return self.chance.randint(2, last)

    def _set(self, number: int, name: str, value: str | None) -> None:
        self.final[number].pop(name, None)
        if value:
            self.final[number][name] = value


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    from awesome_adapters.cli import health  # the group loads it only when it is called

    with FakeWeb() as web:
        for variable in ADDRESSES[1:]:
            monkeypatch.setenv(variable, web.address)
        monkeypatch.setattr(health, "clients", lambda *_: web.clients())
        monkeypatch.setattr("awesome_adapters.services.pace.Pace.throttle", lambda _: None)
        yield web
        assert web.complaints == []


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^- \*\*(\d+)\*\*", text, re.MULTILINE)]


@pytest.mark.slow
def test_in_a_year_each_thing_is_told_once_and_all_is_settled_by_a_few_words(
    api: FakeApi, web: FakeWeb, call: Call, write: Write, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = Year(api, web)
    before = write(year.yaml()).read_text(encoding="utf-8")
    write("discover: { recommendations: 5 }", "catalogue.yaml")
    told: Counter[tuple[str, str]] = Counter()
    weeks: dict[tuple[str, str], int] = {}
    typed: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    candidates: Counter[str] = Counter()
    reports: list[str] = []
    for week in range(WEEKS):
        for module in MODULES:
            monkeypatch.setattr(f"awesome_adapters.cli.{module}.today", lambda w=week: DAY + dt.timedelta(weeks=w))
        year.play(week)
        noisy = [number for number in year.steady if year.chance.random() < 0.05]
        faults: list[Any] = [LOST, BROKEN, SHY, "hang-up", "reset", moved("/maintenance"), moved("/", 302)]
        web.pages |= {site(number): year.chance.choice(faults) for number in noisy}
        web.down = {service for service in SERVICES if year.chance.random() < 0.1}
        if year.chance.random() < 0.05:  # the network here
            web.missing |= {f"h{number}.example" for number in range(HOSTS)}
            web.down |= {*SERVICES, "gitlab"}
        new = a_record(5000 + week, title=f"New{week}x on Thing{week}y", externalIds={"ArXiv": f"2611.{week + 1:05}"})
        api.know({f"ARXIV:2611.{week + 1:05}": new})
        web.preprints[f"2611.{week + 1:05}"] = {"title": new["title"], "authors": [new["authors"][0]["name"]]}
        api.recommendations[""] = [new, *api.recommendations.get("", [])][:4]
        if week % 11 == 5:
            api.play(*["429"] * 2)

        runs = {command: call(command, "--max-wait", "0").out for command in ("refresh", "health", "discover")}

        api.stop_playing()
        for number in noisy:
            del web.pages[site(number)]
        web.missing.clear()
        store = DecisionStore(root)
        by_number = {decision.number: decision for decision in store.all(declined=True)}
        for number in numbers_in(runs["refresh"] + "\n" + runs["health"]):
            name = by_number[number].kind, by_number[number].entry
            told[name] += 1
            weeks.setdefault(name, week)
        news = runs["refresh"].partition("### Published since, and shown so")[2].partition("\n###")[0]
        shown.update(text for text in year.shown if text in news)
        candidates.update(re.findall(r"`awesome-adapters add (\S+)`", runs["discover"]))
        reports.append(issue := call("proposals").out)
        open_now = store.all()
        assert sorted(numbers_in(issue)) == [decision.number for decision in open_now]
        if week % 5 or week == WEEKS - 1:  # else the curator is away
            for words in decide(open_now, re.findall(r"`awesome-adapters add (\S+)`", issue)):
                done = call(*words)
                assert done.code == 0, (words, done)
                typed[" ".join(words[:2] if words[0] == "proposals" else words[:1])] += 1

    rows = {
        "events": len(year.expected) + len(year.shown),
        "told": len(told) + len(shown),
        "missed": [name for name in year.expected if name not in told]
        + [text for text in year.shown if not shown[text]],
        "false": [(name, weeks[name]) for name in told if name not in year.expected],
        "told twice": [name for name, times in (told + Counter(shown)).items() if times > 1],
        "candidates": len(candidates),
        "the issue changed in weeks": sum(one != other for one, other in zip(reports, ["", *reports], strict=False)),
        "typed": dict(typed),
        "requests a week": {
            "Semantic Scholar": len(api.requests) / WEEKS,
            **{service: len(web.asked(service)) / WEEKS for service in SERVICES},
            "pages": len(web.visits) / WEEKS,
        },
    }
    print(*(f"{name}: {value}" for name, value in rows.items()), sep="\n")
    assert (rows["missed"], rows["false"], rows["told twice"]) == ([], [], [])
    assert set(candidates.values()) == {1}
    assert len(candidates) == WEEKS
    assert DecisionStore(root).all() == []
    after = (root / "data" / "nlp.yaml").read_text(encoding="utf-8")
    listed = {entry["title"]: entry for entry in yaml.safe_load(after)["items"]}
    for entry in year.final:
        assert normal(listed[entry["title"]]) == normal(entry)
    touched = {
        entry["title"] for entry, old in zip(year.final, year.entries, strict=True) if normal(entry) != normal(old)
    }
    lines = set(after.splitlines())
    steady = [entry["title"] for entry in year.entries if entry["title"] in {one["title"] for one in year.final}]
    untouched = [
        line for line in before.splitlines() if any(f"{name}" in line for name in steady if name not in touched)
    ]
    assert [line for line in untouched if line not in lines] == []


def decide(decisions: list[Decision], candidates: list[str]) -> Iterator[list[str]]:
    """Give the commands that a curator types."""
    if any(decision.is_sure for decision in decisions):
        yield ["proposals", "--apply", "all"]
    if numbers := [str(decision.number) for decision in decisions if decision.kind in ALWAYS]:
        yield ["proposals", "--apply", *numbers]
    if numbers := [str(decision.number) for decision in decisions if decision.kind in SOMETIMES]:
        yield ["proposals", "--decline", *numbers]
    for number, key in enumerate(candidates):
        if number % 2:
            yield ["add", key, "--offline"]
        else:
            yield ["dismiss", key, "--reason", "A poster."]


def normal(value: Any) -> Any:
    """Return a value as it means, in whatever order."""
    if isinstance(value, dict):
        return {name: normal(one) for name, one in sorted(value.items()) if name != "key"}
    return value if isinstance(value, list) else str(value)
