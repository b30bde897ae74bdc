import pytest

from api_fixtures import SHORT_LIMITS, FakeClock
from awesome_adapters import __version__
from awesome_adapters.problems import CatalogueError, UnavailableError
from awesome_adapters.services.http import Answer, Service, service_address, user_agent
from fake_services import FakeServices


def a_service(services: FakeServices, clock: FakeClock, **options: object) -> Service:
    defaults = {"min_interval": 3.0, "limits": SHORT_LIMITS, "on_wait": clock.on_wait}
    time = {"sleep": clock.sleep, "clock": clock.time, "jitter": lambda: 0.5}
    return Service("arXiv", services.address, **defaults | time | options)  # type: ignore[arg-type]


def ask(service: Service) -> Answer:
    return service.ask("GET", "/", lambda answer: answer)


def test_requests_go_out_at_the_pace_of_the_service(services: FakeServices, clock: FakeClock) -> None:
    service = a_service(services, clock)

    answers = [ask(service).status for _ in range(3)]

    assert (answers, clock.slept) == ([404, 404, 404], [3.0, 3.0])


def test_a_service_that_stays_busy_is_asked_three_times_and_then_no_more(
    services: FakeServices, clock: FakeClock
) -> None:
    service = a_service(services, clock, first_wait=30.0, max_wait=300)
    services.play_for("", *["429-arxiv"] * 9)

    for _ in range(2):
        with pytest.raises(UnavailableError, match=r"^arXiv does not answer \(it is busy, 429\)$"):
            ask(service)

    assert (len(services.requests), clock.slept) == (3, [30.0, 60.0])


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("503", "it failed, 503"),
        ("hang", "it is too slow"),
        ("stall", "it is too slow"),
        ("huge", "the answer is too large"),
        ("hang-up", "the connection broke"),
    ],
)
def test_no_fault_is_more_than_an_error_with_its_reason(
    services: FakeServices, clock: FakeClock, fault: str, reason: str
) -> None:
    service = a_service(services, clock, tries=1, limits=SHORT_LIMITS._replace(silence=0.1, whole=0.1))
    services.route("", "/", lambda _: (200, "a body"))
    services.play_for("", fault)

    with pytest.raises(UnavailableError, match=f"^arXiv does not answer \\({reason}\\)$"):
        ask(service)


@pytest.mark.parametrize(("fault", "slept"), [("429-seconds", [7.0]), ("429-hour", [])])
def test_a_wish_to_wait_is_granted_up_to_a_minute(
    services: FakeServices, clock: FakeClock, fault: str, slept: list[float]
) -> None:
    service = a_service(services, clock, max_wait=9999)
    services.play_for("", fault)

    if slept:
        assert ask(service).status == 404
    else:
        with pytest.raises(UnavailableError):
            ask(service)

    assert clock.slept == slept


def test_the_agent_says_who_asks_and_for_whom() -> None:
    assert user_agent() == f"awesome-adapters/{__version__}"
    assert user_agent("https://github.com/o/l", "me@x.org") == (
        f"awesome-adapters/{__version__} (+https://github.com/o/l; mailto:me@x.org)"
    )
    assert user_agent("https://x.org/ü", None).isascii()


def test_an_address_of_the_environment_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "localhost")

    with pytest.raises(CatalogueError, match="ARXIV_API_URL is not an address: 'localhost'"):
        service_address("ARXIV_API_URL", "https://export.arxiv.org")
