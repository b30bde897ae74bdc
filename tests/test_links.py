import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from awesome_adapters.metadata.verdicts import Verdict
from awesome_adapters.services.links import ForbiddenAddressError, Links, is_public, public_connection
from fake_api import FAULTS, Fault, says
from fake_web import FakeWeb, drip_headers, moved, page

HERE = "http://example.org/demo"


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with FakeWeb() as web:
        yield web
        assert web.complaints == []


def check(links: Links, *addresses: str, seconds: float = 60) -> dict[str, Verdict]:
    return dict(links.check_all(addresses, seconds))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (page(), ("alive", "200", "")),
        (says(204, b""), ("alive", "204", "")),
        (says(404, b""), ("gone", "404", "")),
        (says(410, b""), ("gone", "410", "")),
        *((says(status, b""), ("refused", str(status), "")) for status in (401, 403, 405, 406, 418, 429, 451, 999)),
        *((says(status, b""), ("unwell", str(status), "")) for status in (408, 500, 502, 503, 504)),
        (page("Just a moment...", 403, cf_mitigated="challenge"), ("refused", "it lets only people in", "")),
        (page("Just a moment...", 503, cf_mitigated="challenge"), ("refused", "it lets only people in", "")),
        (FAULTS["reset"], ("unwell", "the connection broke", "")),
        (FAULTS["hang-up"], ("unwell", "the connection broke", "")),
        (FAULTS["huge"], ("alive", "200", "")),
        (FAULTS["truncated"], ("alive", "200", "")),
        (says(302, b""), ("refused", "302", "")),
        (page("404 Not Found"), ("homepage", "the page says '404 Not Found'", "")),
        (
            page("Page not found &middot; GitHub Pages"),
            ("homepage", "the page says 'Page not found · GitHub Pages'", ""),
        ),
        (page("Object not found: learning to search"), ("alive", "200", "")),
        (page("404Net: A Network"), ("alive", "200", "")),
        (page("Error 404 | My Lab"), ("homepage", "the page says 'Error 404 | My Lab'", "")),
        (moved(HERE), ("unwell", "its redirects have no end", "")),
        (moved("/new"), ("alive", "200", "http://example.org/new")),
        (moved("/new", 308), ("alive", "200", "http://example.org/new")),
        (moved("/new", 302), ("alive", "200", "")),
        (moved("/new", 307), ("alive", "200", "")),
        (moved("https://www.example.org/demo/"), ("alive", "200", "")),
        (moved("/"), ("homepage", "it leads to http://example.org/", "")),
        (moved("/maintenance.html"), ("unwell", "it leads to http://example.org/maintenance.html", "")),
        (moved("https://a.example/"), ("alive", "200", "https://a.example/")),
        (moved("/en/", 302), ("homepage", "it leads to http://example.org/en/", "")),
        (moved("/login?next=/demo"), ("alive", "behind a login", "")),
        (moved("https://accounts.example.org/signin", 302), ("alive", "behind a login", "")),
        (moved("https://authorship.example.org/demo"), ("alive", "200", "https://authorship.example.org/demo")),
        (moved("//other.example/x#part"), ("alive", "200", "http://other.example/x")),
        (moved("/caf\u00c3\u00a9"), ("alive", "200", "http://example.org/caf%C3%A9")),
        (moved("https://nowhere.example/"), ("gone", "the name nowhere.example does not exist", "")),
        (moved("http://127.0.0.1/"), ("unwell", "it leads into a private network", "")),
        (moved("http://169.254.169.254/latest/meta-data/"), ("unwell", "it leads into a private network", "")),
        (moved("http://2130706433/"), ("unwell", "it leads into a private network", "")),
        (moved("http://[::1]/"), ("unwell", "it leads into a private network", "")),
        (moved("http://localhost/"), ("unwell", "it leads into a private network", "")),
        (moved("http://example.org:8080/"), ("unwell", "it leads to what is no plain address of the web", "")),
        (moved("http://user:password@example.org/"), ("unwell", "it leads to what is no plain address of the web", "")),
        (moved("file:///etc/passwd"), ("unwell", "it leads to what is no plain address of the web", "")),
        (moved("http://[::1/"), ("unwell", "its address is not valid", "")),
        (moved("http://a.example:99999/"), ("unwell", "its address is not valid", "")),
        (moved("http://" + "a" * 70 + ".ö/"), ("unwell", "its address is not valid", "")),
    ],
)
def test_an_answer_has_its_verdict(web: FakeWeb, fault: Fault, expected: tuple[str, str, str]) -> None:
    web.missing.add("nowhere.example")
    web.pages[HERE] = fault

    verdict = check(web.links(), HERE)[HERE]

    assert (verdict.state, verdict.reason, verdict.target) == expected


def test_the_address_to_write_is_where_the_permanent_redirects_at_the_start_lead(web: FakeWeb) -> None:
    web.pages |= {
        HERE: moved("http://example.org/a"),
        "http://example.org/a": moved("http://example.org/b", 308),
        "http://example.org/b": moved("http://example.org/session/7", 302),
        "http://example.org/session/7": moved("http://example.org/c"),
    }

    assert check(web.links(), HERE)[HERE].target == "http://example.org/b"
    assert web.visits == [f"example.org/{path}" for path in ("demo", "a", "b", "session/7", "c")]


def test_a_chain_has_five_redirects_at_most_and_the_end_must_be_alive(web: FakeWeb) -> None:
    web.pages |= {f"http://example.org/{n}": moved(f"http://example.org/{n + 1}") for n in range(9)}
    web.pages["http://example.org/gone"] = moved("http://example.org/404")
    web.pages["http://example.org/404"] = says(404, b"")

    verdicts = check(web.links(), "http://example.org/0", "http://example.org/4", "http://example.org/gone")

    assert [(verdict.state, verdict.target[-2:]) for verdict in verdicts.values()] == [
        ("alive", "/9"),
        ("gone", ""),
        ("unwell", ""),
    ]


def test_what_fails_is_asked_for_once_more(web: FakeWeb) -> None:
    faults = iter([FAULTS["503"], page()])
    web.pages[HERE] = lambda exchange: next(faults)(exchange)
    web.missing.add("nowhere.example")
    first = web.connect

    def back_soon(host: str, port: int, seconds: float) -> socket.socket:
        try:
            return first(host, port, seconds)
        finally:
            web.missing.discard("nowhere.example")

    verdicts = check(web.links(connect=back_soon), HERE, "http://nowhere.example/")

    assert {verdict.state for verdict in verdicts.values()} == {"alive"}


@pytest.mark.parametrize("fault", ["hang", "stall", drip_headers])
def test_a_slow_host_costs_its_time_and_no_more(web: FakeWeb, fault: Any) -> None:
    web.pages[HERE] = fault
    began = time.monotonic()

    reply = web.links(timeout=0.1).check(HERE)

    assert (reply.failure or str(reply.status)) in ("it is too slow", "200")
    assert time.monotonic() - began < 2


def test_hosts_are_asked_side_by_side_and_one_host_is_asked_for_one_address_at_a_time(web: FakeWeb) -> None:
    naps: list[float] = []
    web.delay = 0.01
    addresses = [f"http://{host}.example/{number}" for host in "abc" for number in range(3)]
    web.pages["http://a.example/0"] = moved("http://b.example/9")

    verdicts = check(web.links(interval=1.0, sleep=naps.append), *addresses)

    assert set(verdicts) == set(addresses)
    assert len(naps) == 7
    assert all(0 < nap <= 1 for nap in naps)


def test_what_there_is_no_time_for_is_not_answered(web: FakeWeb) -> None:
    seconds = iter(range(1000))

    verdicts = check(web.links(clock=lambda: next(seconds)), *(f"{HERE}/{number}" for number in range(50)), seconds=30)

    assert 0 < len(verdicts) < 50


def test_an_address_is_sent_in_plain_characters(web: FakeWeb) -> None:
    verdicts = check(web.links(), "http://bücher.example/straße?q=ö%20x#part", "http://[::1", "http://")

    assert [verdict.state for verdict in verdicts.values()] == ["alive", "unwell", "unwell"]
    assert web.visits[0].startswith("xn--bcher-kva.example/stra%C3%9Fe")


def test_a_server_that_speaks_no_tls_is_unwell(web: FakeWeb) -> None:
    links = Links("awesome-adapters/0", connect=web.connect, interval=0, timeout=5)

    assert links.check("https://example.org/").failure == "the connection broke"


def test_a_host_that_refuses_connections_is_unwell() -> None:
    with FakeWeb() as web:
        web.close()

        assert web.links().check(HERE).failure == "the connection was refused"


def test_a_mistake_in_a_thread_is_seen(web: FakeWeb) -> None:
    def broken(*_: object) -> socket.socket:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check(web.links(connect=broken), HERE)


# The guard -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.168.1.1 198.18.0.1
    224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::10.0.0.1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::a00:1
    64:ff9b:1::a00:1 100::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: fc00::1 fd00:ec2::254 fe80::1%eth0 fec0::1 ff02::1
    """.split(),  # noqa: SIM905
)
def test_addresses_of_private_networks_are_refused_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001::5e"])
def test_addresses_of_the_internet_are_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "0", "::ffff:127.0.0.1"])
def test_what_a_name_resolves_to_counts_and_not_its_text(host: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        public_connection(host, 80, 1)


def rows(*addresses: str) -> Any:
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]


def test_a_name_with_one_private_address_is_refused_before_any_connection() -> None:
    with pytest.raises(ForbiddenAddressError):
        public_connection("rebinding.example", 80, 1, resolve=rows("93.184.215.14", "10.0.0.1"))


def test_the_connection_itself_is_asked_whom_it_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeWeb() as web:
        port = int(web.address.rpartition(":")[2])
        reached: list[Any] = []

        def misled(connection: socket.socket, address: Any) -> None:
            reached.append(address)
            plain(connection, ("127.0.0.1", port))

        plain = socket.socket.connect
        monkeypatch.setattr(socket.socket, "connect", misled)

        with pytest.raises(ForbiddenAddressError):
            public_connection("example.org", 80, 1, resolve=rows("93.184.215.14"))

        assert reached == [("93.184.215.14", 80)]
        assert web.visits == []


def test_a_name_is_resolved_once() -> None:
    asked: list[object] = []

    def resolve(*arguments: object, **_: object) -> list[Any]:
        asked.append(arguments)
        return []

    with pytest.raises(OSError, match="no address"):
        public_connection("example.org", 443, 1, resolve=resolve)

    assert asked == [("example.org", 443)]
