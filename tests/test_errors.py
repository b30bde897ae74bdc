import errno
import socket
import ssl

import pytest

from api_fixtures import SIX, Ask


def test_a_name_that_does_not_resolve_ends_the_asking_at_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def unresolved(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)

    outcome = ask(address="https://semanticscholar.invalid")

    assert outcome.error == "Semantic Scholar cannot be reached (its name cannot be resolved)"
    assert (outcome.unanswered, outcome.slept) == (SIX, [])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no network"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "no network"),
        (OSError(errno.ENETDOWN, "Network is down"), "no network"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "its certificate cannot be verified"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_no_try_can_mend_ends_the_asking_at_once(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    def unreachable(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket.socket, "connect", unreachable)

    outcome = ask()

    assert outcome.error == f"Semantic Scholar cannot be reached ({reason})"
    assert (outcome.unanswered, outcome.slept) == (SIX, [])


@pytest.mark.parametrize("address", ["http://[::1", "http://a..b:80", "http://127.0.0.1:99999"])
def test_an_address_that_is_none_ends_the_asking_at_once(ask: Ask, address: str) -> None:
    outcome = ask(address=address)

    assert outcome.error == "Semantic Scholar cannot be reached (its address is not valid)"
    assert (outcome.unanswered, outcome.slept) == (SIX, [])
