"""GitHub's GraphQL API: a hundred repositories in a request, which costs one of a thousand points an hour."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from awesome_adapters.metadata.verdicts import ALIVE, GONE, Verdict
from awesome_adapters.problems import UnavailableError
from awesome_adapters.services.errors import TransientError
from awesome_adapters.services.http import Answer, Service
from awesome_adapters.services.values import as_day, as_object, as_objects, as_text

ADDRESS = "https://api.github.com"
BATCH = 100
_FIELDS = "nameWithOwner isArchived isDisabled pushedAt defaultBranchRef { target { ... on Commit { committedDate } } }"


class GitHub:
    """The API as one run sees it, which needs a token; `service` has the options of `Service`."""

    def __init__(self, token: str, *, address: str = ADDRESS, **service: Any) -> None:
        self._headers = {"Authorization": f"bearer {token}"}
        self._service = Service("GitHub", address, **{"min_interval": 1.0} | service)

    def check(self, repositories: Sequence[str]) -> Iterator[dict[str, Verdict]]:
        """Ask for repositories by their addresses, and give what each request brought.

        Those that it did not answer for are in none of the dictionaries. Raises `UnavailableError`.
        """
        for start in range(0, len(repositories), BATCH):
            yield self._batch(repositories[start : start + BATCH])

    def switches(self, repository: str) -> dict[str, bool]:
        """Return which settings of a repository, by its address, are as its workflows need them.

        What the token must not see is left out: the last two need one of the owner's, with the right "Administration"
        and "Secrets" to read. Raises `UnavailableError`.
        """
        path = "/repos/" + "/".join(repository.split("/")[-2:])
        answers = {
            name: self._service.ask("GET", path + end, partial(_switch, field=field), headers=self._headers)
            for name, (end, field) in _SWITCHES.items()
        }
        is_hidden = answers["pages"] is None  # then "not there" only says that the token sees nothing
        return {name: answer for name, answer in answers.items() if answer is not None and not is_hidden}

    def _batch(self, repositories: Sequence[str]) -> dict[str, Verdict]:
        variables = {}
        for number, address in enumerate(repositories):
            variables[f"o{number}"], variables[f"n{number}"] = address.split("/")[-2:]
        names = ", ".join(f"${name}: String!" for name in variables)
        rows = (f"r{n}: repository(owner: $o{n}, name: $n{n}) {{ ...F }}" for n in range(len(repositories)))
        query = f"query({names}) {{ {' '.join(rows)} }} fragment F on Repository {{ {_FIELDS} }}"
        body = {"query": query, "variables": variables}
        answer = self._service.ask("POST", "/graphql", _parse, json=body, headers=self._headers)
        missing = {
            str(error["path"][0])
            for error in as_objects(answer.get("errors"))
            if error.get("type") == "NOT_FOUND" and isinstance(error.get("path"), list) and error["path"]
        }
        data = as_object(answer.get("data"))
        verdicts = (
            (address, _verdict(address, as_object(data.get(f"r{number}")), f"r{number}" in missing))
            for number, address in enumerate(repositories)
        )
        return {address: verdict for address, verdict in verdicts if verdict}


_SWITCHES = {
    "pages": ("", "has_pages"),
    "pull requests": ("/actions/permissions/workflow", "can_approve_pull_request_reviews"),
    "secret": ("/actions/secrets/S2_API_KEY", "name"),
}


def _switch(answer: Answer, field: str) -> bool | None:
    """Return whether a setting is on; None where the token must not see it, as where the repository is hidden."""
    if field == "name" and answer.status == 404:
        return False
    value = as_object(answer.json).get(field)
    return None if answer.status != 200 or value is None else bool(value)


def _parse(answer: Answer) -> dict[str, Any]:
    """Read an answer, in which some repositories may be errors. Raises as the parsers of `Service` do."""
    body = as_object(answer.json)
    if answer.status == 401:
        raise UnavailableError("GitHub refuses the token in GITHUB_TOKEN")
    if answer.status == 403:
        raise UnavailableError("GitHub has heard enough from here for now (403)")
    if answer.status != 200 or not isinstance(body.get("data"), dict):
        messages = [as_text(error.get("message")) for error in as_objects(body.get("errors"))]
        raise TransientError(f"it says: {messages[0][:200]}" if messages else f"it sent {answer.status}, and no data")
    return body


def _verdict(address: str, row: dict[str, Any], is_missing: bool) -> Verdict | None:
    """Return what a row says; None where GitHub neither gave the repository nor said that there is none."""
    name = as_text(row.get("nameWithOwner"))
    if name.count("/") != 1:
        return Verdict(GONE, "GitHub says it is gone or private") if is_missing else None
    if row.get("isDisabled") is True:
        return Verdict(GONE, "GitHub has disabled it")
    commit = as_object(as_object(row.get("defaultBranchRef")).get("target"))
    target = "" if address.lower().endswith(f"/{name.lower()}") else f"https://github.com/{name}"
    day = as_day(commit.get("committedDate")) or as_day(row.get("pushedAt"))
    return Verdict(ALIVE, "", target, row.get("isArchived") is True, day)
