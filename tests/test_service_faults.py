"""Every client of a service through every fault, at the first, a middle and the last request: no answer is untrue."""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

import pytest

from api_fixtures import LIMITS, FakeClock
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services import (
    ANTHOLOGY,
    ARXIV,
    CROSSREF,
    GITHUB,
    GITLAB,
    HUGGING_FACE,
    arxiv,
    crossref,
    datacite,
    github,
)
from awesome_adapters.services.http import Limits
from conftest import IS_THOROUGH
from fake_api import Exchange, Fault, answer_as_asked, encoded, says
from fake_services import FURTHER_FAULTS, a_work
from fake_web import FakeWeb

SLOW = ("hang", "stall", "drip")
OTHERS = re.compile("40|41|row|recommended|rotated|doubled|wrong|merged|all-null|refused|200$")
"""Faults of lists as Semantic Scholar gives them, and of what `test_api_faults` asks of its client alone."""
SECRET = "/secret"


def in_rows(change: Callable[[list[Any]], list[Any]]) -> Fault:
    """Answer with what `change` makes of lists of rows, in JSON or in a feed."""

    def changed(body: Any) -> Any:
        if isinstance(body, str) and (entries := re.findall("<entry>.*?</entry>", body, re.DOTALL)):
            head, tail = body[: body.index("<entry>")], body[body.rindex("</entry>") + 8 :]
            return head + "".join(row or "<entry/>" for row in change(entries)) + tail
        if isinstance(body, dict):
            return {name: changed(value) for name, value in body.items()}
        return change(body) if isinstance(body, list) and body and isinstance(body[0], dict) else body

    def play(exchange: Exchange) -> None:
        status, body = exchange.answer()
        exchange.reply(status, encoded(changed(body)))

    return play


def of_another(exchange: Exchange) -> None:
    """Answer what was asked by somebody else."""
    query, path = exchange.asked.query, exchange.asked.path
    for name in ("id_list", "filter", "query"):
        if name in query:
            query[name] = re.sub(r"2106\.0000\d|10\.1000/\d", lambda match: match[0][:-1] + "9", query[name])
    exchange.asked = exchange.asked._replace(path=re.sub(r"\d(?=/?$)", "9", path))
    answer_as_asked(exchange)


FAULTS: dict[str, Fault] = {name: fault for name, fault in FURTHER_FAULTS.items() if not OTHERS.search(name)} | {
    "400": says(400, {"message": "Bad request"}),
    "401": says(401, {"message": "Bad credentials"}),
    "403": says(403, {"message": "Forbidden"}),
    "418": says(418, b""),
    "private": says(307, b"", Location=f"http://127.0.0.1:9{SECRET}"),
    "nowhere": says(301, b"", Location="http://[/"),
    "mistyped": lambda exchange: exchange.reply(200, encoded(exchange.answer()[1]), Content_Type="image/png"),
    "numbers": says(200, [1, 2]),
    "nothing": says(200, {"data": None, "message": None, "errors": [None]}),
    "limited": says(200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}),
    "text": says(200, '"text"'),
    "reversed": in_rows(lambda rows: rows[::-1]),
    "doubled": in_rows(lambda rows: rows[:1] * len(rows)),
    "null-row": in_rows(lambda rows: [None, *rows[1:]]),
    "another": of_another,
}
Answers = Iterable[dict[str, Any]]


class Case(NamedTuple):
    """How a service is asked for six things in three requests or six; one of them is not there."""

    script: str
    ask: Callable[[FakeWeb, dict[str, Any]], Answers]
    left_out: frozenset[str] = frozenset()
    """Faults that mean something here: another project's row is that of a renamed one, and 401 is "gone or private"."""


def checked(name: str, address: str) -> Callable[[FakeWeb, dict[str, Any]], Answers]:
    def ask(web: FakeWeb, options: dict[str, Any]) -> Answers:
        answers: Answers = web.clients(**options)[name]([address.format(number) for number in NUMBERS])
        return answers

    return ask


def asked(make: Any, method: str, name: str, *, is_known: bool = False) -> Callable[[FakeWeb, dict[str, Any]], Answers]:
    def ask(web: FakeWeb, options: dict[str, Any]) -> Answers:
        names = [name.format(number) for number in NUMBERS]
        clock = options["clock"]
        client = make(address=web.address, **{**options, "sleep": clock.sleep, "clock": clock.time})
        answers: Answers = getattr(client, method)(names, *([names] if is_known else []))
        return answers

    return ask


NUMBERS = range(1, 7)
RENAMED = frozenset({"another"})
CASES = {
    "arXiv": Case("arxiv", asked(arxiv.Arxiv, "papers", "2106.0000{}", is_known=True)),
    "DataCite": Case("datacite", asked(datacite.DataCite, "papers", "2106.0000{}", is_known=True)),
    "Crossref": Case("crossref", asked(crossref.Crossref, "works", "10.1000/{}")),
    "withdrawals": Case("arxiv", checked(ARXIV, "https://arxiv.org/abs/2106.0000{}")),
    "retractions": Case("crossref", checked(CROSSREF, "https://doi.org/10.1000/{}")),
    "registry": Case("registry", checked(CROSSREF, "https://doi.org/10.2000/{}")),
    GITHUB: Case("github", checked(GITHUB, "https://github.com/a/b{}")),
    HUGGING_FACE: Case("hugging-face", checked(HUGGING_FACE, "https://huggingface.co/a/b{}"), RENAMED | {"401"}),
    GITLAB: Case("gitlab", checked(GITLAB, "https://gitlab.com/a/b{}"), RENAMED),
    ANTHOLOGY: Case("anthology", checked(ANTHOLOGY, "https://aclanthology.org/P18-100{}/"), RENAMED),
}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    """Whom services know: all but the fourth; lists are asked for two at a time."""
    for module in (arxiv, crossref, datacite, github):
        monkeypatch.setattr(module, "BATCH", 2)
    with FakeWeb() as web:
        for number in {*NUMBERS, 9} - {4}:
            title = f"Paper number {number}"
            web.preprints[f"2106.0000{number}"] = {"title": title}
            web.dois.add(f"10.2000/{number}")
            web.works[f"10.1000/{number}"] = a_work(f"10.1000/{number}", title)
            web.datacite[f"10.48550/arxiv.2106.0000{number}"] = {
                "doi": f"10.48550/arxiv.2106.0000{number}",
                "titles": [{"title": title}],
            }
            web.repositories[f"a/b{number}"] = web.models[f"models/a/b{number}"] = web.projects[f"a/b{number}"] = {}
            web.anthology[f"P18-100{number}"] = title
        yield web
        assert web.complaints == []
        assert SECRET not in [request.path for request in web.requests]


def ask(web: FakeWeb, case: Case, faults: Iterable[Fault] = (), limits: Limits = LIMITS) -> list[dict[str, Any]]:
    """Return what each request brought, as far as it came; nothing but `UnavailableError` is raised."""
    web.stop_playing(case.script)
    web.play_for(case.script, *faults)
    options = {"clock": FakeClock(), "limits": limits, "max_wait": 300.0}
    answers: list[dict[str, Any]] = []
    with contextlib.suppress(UnavailableError):
        answers.extend(case.ask(web, options))
    return answers


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_no_fault_makes_an_untrue_answer_or_costs_what_came_before(web: FakeWeb, name: str) -> None:
    case = CASES[name]
    truth = ask(web, case)
    whole = {key: answer for answers in truth for key, answer in answers.items()}
    assert len(whole) == len(NUMBERS)
    number = len(web.asked(case.script))

    for index, (fault, turn) in enumerate(product(sorted(FAULTS.keys() - case.left_out), (0, number // 2, number - 1))):
        if not IS_THOROUGH and index % 3 != index // 3 % 3:
            continue
        is_slow = fault in SLOW
        if is_slow and turn != number // 2:
            continue
        limits = LIMITS._replace(silence=0.2, whole=0.3) if is_slow else LIMITS
        answers = ask(web, case, [answer_as_asked] * turn + [FAULTS[fault]] * (1 + index % 2 * 9), limits)
        told = {key: answer for some in answers for key, answer in some.items()}
        assert told == {key: whole[key] for key in told}, f"{fault} at request {turn + 1}"
        before = {key for some in truth[: turn * len(truth) // number] for key in some}
        assert before <= told.keys(), f"{fault} at request {turn + 1}"
