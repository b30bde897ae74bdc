"""Links at large, which come from strangers: no private network is reached, and no host is hurried.

An address is walked by hand, a redirect at a time. Each connection is made to an IP address that was checked, and
asked once more whom it reached before anything is sent. No proxy, cookie, password or token is in play.
"""

import contextlib
import html
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urljoin, urlsplit

from requests.certs import where  # type: ignore[attr-defined]  # certifi's, which has no types

from awesome_adapters.metadata.verdicts import Verdict
from awesome_adapters.services.replies import MAX_HOPS, Hop, Reply, judge
from awesome_adapters.text.addresses import encoded

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2002::/16")))
"""For protocols (IANA), and for what carries other networks; not all versions of Python know them."""
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_LONGEST = 64 * 1024
"""Bytes of a page that are read, for its title."""
_WORKERS = 8
"""Hosts that are asked side by side."""
_TITLE = re.compile(rb"<title[^>]*>([^<]{0,500})", re.IGNORECASE)

Connect = Callable[[str, int, float], socket.socket]
"""Make a connection to a host at a port, within so many seconds."""
Secure = Callable[[socket.socket, str], socket.socket]
"""Encrypt a connection to a host; the handshake is still to be made."""


class ForbiddenAddressError(OSError):
    """An address is none of the internet's."""


def is_public(address: str) -> bool:
    """Return whether an IP address is one machine's on the internet.

    `ipaddress` calls multicast global, and what IPv6 carries of private networks: NAT64, 6to4, mapped and old forms.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    is_special = any(ip in network for network in _SPECIAL) or (ip.version == 6 and ip not in _GLOBAL_UNICAST)
    return ip.is_global and not ip.is_multicast and not is_special


def public_connection(
    host: str, port: int, seconds: float, *, resolve: Callable[..., list[Any]] = socket.getaddrinfo
) -> socket.socket:
    """Connect to a host of the internet; raises `ForbiddenAddressError` if any of its addresses is another."""
    rows = resolve(host, port, type=socket.SOCK_STREAM)
    for *_, address in rows:
        _require_public(address[0])
    failure = OSError("it has no address")
    for family, kind, protocol, _, address in rows[:4]:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds / 2)
            connection.connect(address)
            _require_public(connection.getpeername()[0])
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _require_public(address: str) -> None:
    if not is_public(address):
        raise ForbiddenAddressError("it leads into a private network")


def _encryption() -> Secure:
    context = ssl.create_default_context(cafile=str(where()))
    return lambda connection, host: context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)


class Links:
    """The web as one run sees it; `connect`, `secure`, `sleep` and `clock` are for tests.

    `interval` is the pause between two requests to one host in seconds, `timeout` the time that one may take in all.
    """

    def __init__(
        self,
        agent: str,
        *,
        connect: Connect = public_connection,
        secure: Secure | None = None,
        interval: float = 1.0,
        timeout: float = 20.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._headers = {"User-Agent": agent, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "identity"}
        self._connect, self._secure = connect, secure or _encryption()
        self._interval, self._timeout = interval, timeout
        self._sleep, self._clock = sleep, clock
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next_at: dict[str, float] = {}

    def check_all(self, addresses: Iterable[str], seconds: float) -> Iterator[tuple[str, Verdict]]:
        """Give each address with what its answer says, as they come; what `seconds` do not suffice for is left out.

        Hosts are asked side by side, the addresses of one host one after the other. What failed is asked once more.
        """
        end = self._clock() + seconds
        failed: dict[str, Reply] = {}
        for address, reply in self._replies(addresses, end):
            if reply.failure or 500 <= reply.status < 600:
                failed[address] = reply
            else:
                yield address, judge(address, reply)
        for address, reply in self._replies(failed, end):
            first = failed.pop(address)
            yield address, judge(address, first if reply.is_name_missing else reply)
        yield from ((address, judge(address, reply)) for address, reply in failed.items() if not reply.is_name_missing)

    def _replies(self, addresses: Iterable[str], end: float) -> Iterator[tuple[str, Reply]]:
        by_host: dict[str, list[str]] = {}
        for address in addresses:
            by_host.setdefault(_host(address), []).append(address)
        hosts, replies = deque(by_host.values()), queue.SimpleQueue[tuple[str, Reply] | BaseException | None]()
        is_over = threading.Event()

        def work() -> None:
            try:
                while hosts:
                    for address in hosts.popleft():
                        if is_over.is_set() or self._clock() > end:
                            return
                        replies.put((address, self.check(address)))
            except IndexError:  # another took the last one
                pass
            except BaseException as error:  # raised again where it can be seen
                replies.put(error)
            finally:
                replies.put(None)

        running = min(_WORKERS, len(hosts))
        for _ in range(running):
            threading.Thread(target=work, daemon=True).start()
        try:
            while running:
                reply = replies.get()
                if isinstance(reply, BaseException):
                    raise reply
                if reply:
                    yield reply
                else:
                    running -= 1
        finally:
            is_over.set()

    def check(self, address: str) -> Reply:
        """Ask for an address, and follow where it leads."""
        hops: list[Hop] = []
        here = address
        while True:
            try:
                here = encoded(here)
                reply, location = self._ask(here)
                if not location:
                    return reply._replace(hops=tuple(hops))
                following = encoded(urljoin(here, location))
                hops.append(Hop(reply.status, following))
                if len(hops) > MAX_HOPS or following == here:
                    return Reply(tuple(hops), failure="its redirects have no end")
                here = following
            except socket.gaierror as error:
                is_missing = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
                return Reply(tuple(hops), failure="the name of its host is not answered", is_name_missing=is_missing)
            except (OSError, HTTPException, ValueError) as error:
                return Reply(tuple(hops), failure=_reason(error))

    def _ask(self, address: str) -> tuple[Reply, str | None]:
        """Ask once, and return what came, and where it leads; raises what `check` catches."""
        scheme, host, port, path = _parts(address)
        secure = self._secure if scheme == "https" else None
        connection = _Connection(host, port, self._timeout, self._connect, secure)
        with self._turn(host), contextlib.closing(connection):
            watch = threading.Timer(self._timeout, connection.cut)
            watch.daemon = True
            watch.start()
            try:
                connection.request("GET", path, headers=self._headers)
                response = connection.getresponse()
                location = response.getheader("Location") if response.status in _REDIRECTS else None
                is_challenge = response.getheader("cf-mitigated") is not None
                title = "" if location else _read_title(response)
            except (OSError, HTTPException) as error:
                raise TimeoutError if connection.is_cut else error from error
            finally:
                watch.cancel()
        reply = Reply((), response.status, is_challenge=is_challenge, title=title)
        return reply, location and location.encode("latin-1").decode("utf-8", "replace")

    @contextlib.contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Wait until a host may be asked, and let nobody else ask it meanwhile."""
        with self._turns[host]:
            if (pause := self._next_at.get(host, 0.0) - self._clock()) > 0:
                self._sleep(pause)
            try:
                yield
            finally:
                self._next_at[host] = self._clock() + self._interval


class _Connection(HTTPConnection):
    """One connection, made and secured as it is told."""

    def __init__(self, host: str, port: int, seconds: float, connect: Connect, secure: Secure | None) -> None:
        super().__init__(host, port, timeout=seconds)
        self.default_port = port  # it stands in the header Host otherwise
        self._make: Callable[[], socket.socket] = lambda: connect(host, port, seconds)
        self._secure = secure
        self.is_cut = False

    def connect(self) -> None:
        self.sock = self._make()
        if self._secure:
            self.sock = self._secure(self.sock, self.host)
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()
        if self.is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End it, whatever another thread waits for."""
        self.is_cut = True
        with contextlib.suppress(OSError, AttributeError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _parts(address: str) -> tuple[str, str, int, str]:
    """Take an address apart into scheme, host, port and path; raises `ValueError` where it must not be followed."""
    parts = urlsplit(address)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    port = parts.port or _PORTS.get(scheme, 0)
    if scheme not in _PORTS or not host or port not in _PORTS.values() or "@" in parts.netloc:
        raise ValueError("it leads to what is no plain address of the web")
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return scheme, host if host.isascii() else host.encode("idna").decode(), port, path


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _read_title(response: HTTPResponse) -> str:
    if "html" not in response.getheader("Content-Type", ""):
        return ""
    try:
        match = _TITLE.search(response.read(_LONGEST))
    except (OSError, HTTPException, ValueError):
        return ""  # its status has said enough
    return " ".join(html.unescape(match[1].decode(errors="replace")).split()) if match else ""


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate cannot be verified"
    if isinstance(error, TimeoutError):
        return "it is too slow"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(error, ForbiddenAddressError) or (isinstance(error, ValueError) and "leads" in str(error)):
        return str(error)
    return "its address is not valid" if isinstance(error, ValueError) else "the connection broke"
