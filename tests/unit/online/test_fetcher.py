"""The fetcher against real servers on loopback: security.md F1 to F12, T10 to T12, fault 27."""

from __future__ import annotations

import gzip
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes import NOON, FixedClock
from wallet.errors import FetchFailed, FetchRefused, WalletError
from wallet.online.fetcher import HttpFetcher
from wallet.online.pinned import dial

HOST = "school.example"
DOCUMENT = b'{"id":"https://school.example/badge"}'
Answer = Callable[[BaseHTTPRequestHandler], None]


def reply(body: bytes = DOCUMENT, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **named}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class Server:
    """One https server; ``pages`` maps a path to an answer, ``asked`` keeps every request with its headers."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers.items())))
                outer.pages.get(self.path, reply(b"gone", 404))(self)

            def log_message(self, *args: Any) -> None:
                return

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self) -> Any:
                outer.connections += 1
                sock, address = super().get_request()
                sock.settimeout(5)
                try:
                    return context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), address
                except OSError:  # the caller has gone already
                    sock.close()
                    raise

            def handle_error(self, *args: Any) -> None:
                return

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str, host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"


def _issue(folder: Path, name: str, host: str, days: tuple[int, int]) -> tuple[Path, bytes]:
    """A certificate signed by its own test authority; the authority's certificate in PEM."""
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])

    def build(subject: x509.Name, public: ec.EllipticCurvePublicKey, is_authority: bool) -> x509.CertificateBuilder:
        import datetime

        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        )

    signs = x509.KeyUsage(True, False, False, False, False, True, True, False, False)  # Python 3.13 and newer insist on it
    root = build(issuer, authority.public_key(), True).add_extension(signs, critical=True).sign(authority, hashes.SHA256())
    leaf = (
        build(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key(), False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host), x509.DNSName(f"*.{host}")]), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = folder / f"{name}.pem"
    pem.write_bytes(
        leaf.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, root.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, bytes]]:
    folder = tmp_path_factory.mktemp("tls")
    return {
        "good": _issue(folder, "good", HOST, (-1, 30)),
        "expired": _issue(folder, "expired", HOST, (-30, -1)),
        "other": _issue(folder, "other", "other.example", (-1, 30)),
    }


def _serving(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.fixture
def server(certificates: dict[str, tuple[Path, bytes]]) -> Iterator[Server]:
    with _running(_serving(certificates["good"][0])) as running:
        yield running


class _running:  # noqa: N801
    def __init__(self, context: ssl.SSLContext) -> None:
        self._server = Server(context)

    def __enter__(self) -> Server:
        return self._server

    def __exit__(self, *error: object) -> None:
        self._server.server.shutdown()
        self._server.server.server_close()


@pytest.fixture
def fetcher(certificates: dict[str, tuple[Path, bytes]]) -> Callable[..., HttpFetcher]:
    def make(**changes: Any) -> HttpFetcher:
        context = ssl.create_default_context(cadata=certificates["good"][1].decode())
        options: dict[str, Any] = {
            "consent": lambda host: True,
            "resolver": lambda host, port, seconds: ["127.0.0.1"],
            "context": context,
            "allow_hosts_for_tests": frozenset({HOST}),
            **changes,
        }
        return HttpFetcher(FixedClock(), **options)

    return make


Make = Callable[..., HttpFetcher]
pytestmark = pytest.mark.loopback


def refused(code: str, fetcher: HttpFetcher, url: str, kind: type[WalletError] = FetchRefused, **more: str) -> None:
    with pytest.raises(kind) as found:
        fetcher.fetch(url, **more)
    assert found.value.code == code
    assert str(found.value)


def test_a_document_comes_with_its_address_type_and_time(server: Server, fetcher: Make) -> None:
    server.pages["/badge"] = reply(kind="application/LD+json; charset=utf-8")
    kept = fetcher().fetch(server.url("/badge"))
    assert (kept.body, kept.media_type, kept.fetched_at) == (DOCUMENT, "application/ld+json", NOON)
    assert (kept.url, kept.final_url) == (server.url("/badge"),) * 2


def test_the_request_tells_nothing_of_the_credential_behind_it(server: Server, fetcher: Make) -> None:
    server.pages["/list"] = reply(Set_Cookie="who=ada", ETag="tracking")
    same = fetcher()
    for fragment in ("#94567", "#1"):
        same.fetch(server.url("/list") + fragment)
    fetcher().fetch(server.url("/list"))
    (path, first), second, third = server.asked
    assert second == third == (path, first)
    assert path == "/list"
    assert set(first) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert first["Host"] == f"{HOST}:{server.port}"


def test_without_consent_nothing_is_asked_not_even_a_name(server: Server, fetcher: Make) -> None:
    names: list[str] = []
    asked: list[str] = []

    def resolver(host: str, port: int, seconds: float) -> list[str]:
        names.append(host)
        return ["127.0.0.1"]

    def consent(host: str) -> bool:
        asked.append(host)
        return False

    refused("no-consent", fetcher(resolver=resolver, consent=consent), server.url("/badge"))
    assert asked == [HOST]
    assert not names and not server.connections


def test_a_name_that_leads_into_the_private_network_is_not_connected_to(server: Server, fetcher: Make) -> None:
    refused("private-address", fetcher(allow_hosts_for_tests=frozenset()), server.url("/badge"))
    assert not server.connections


def test_a_name_server_that_changes_its_mind_is_asked_once(server: Server, fetcher: Make) -> None:
    """DNS rebinding: the vetted address is the one that is connected to, under the name's own certificate."""
    server.pages["/badge"] = reply()
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    dialled: list[tuple[str, int]] = []

    def towards_the_test_server(address: str, port: int, seconds: float) -> httpcore2.NetworkStream:
        dialled.append((address, port))
        return dial("127.0.0.1", port, seconds)

    public = fetcher(
        resolver=lambda host, port, seconds: next(answers), dial=towards_the_test_server, allow_hosts_for_tests=frozenset()
    )
    assert public.fetch(server.url("/badge")).body == DOCUMENT
    assert dialled == [("93.184.215.14", server.port)]
    assert next(answers) == ["127.0.0.1"], "the second answer was never asked for"


def test_the_next_address_is_tried_where_one_does_not_answer(server: Server, fetcher: Make) -> None:
    server.pages["/badge"] = reply()
    tried: list[str] = []

    def first_is_dead(address: str, port: int, seconds: float) -> httpcore2.NetworkStream:
        tried.append(address)
        if len(tried) == 1:
            raise httpcore2.ConnectError("no route")
        return dial("127.0.0.1", port, seconds)

    two = fetcher(resolver=lambda *_: ["127.0.0.2", "127.0.0.1"], dial=first_is_dead)
    assert two.fetch(server.url("/badge")).body == DOCUMENT
    assert tried == ["127.0.0.2", "127.0.0.1"]


def test_a_redirect_is_followed_with_consent_for_each_host(server: Server, fetcher: Make) -> None:
    server.pages["/old"] = reply(b"", 302, Location=f"https://www.{HOST}:{server.port}/new#part", Set_Cookie="who=ada")
    server.pages["/new"] = reply()
    asked: list[str] = []
    hosts = frozenset({HOST, f"www.{HOST}"})
    kept = fetcher(consent=lambda host: not asked.append(host), allow_hosts_for_tests=hosts).fetch(server.url("/old"))
    assert asked == [HOST, f"www.{HOST}"]
    assert (kept.url, kept.final_url) == (server.url("/old"), server.url("/new", f"www.{HOST}"))
    assert not {"Cookie", "Referer"} & set(server.asked[1][1])


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("https://127.0.0.1:8443/admin", "private-address"),
        ("https://[::1]/", "private-address"),
        ("https://169.254.169.254/latest/meta-data", "private-address"),
        ("https://metadata.google.internal/", "private-address"),
        ("http://school.example/", "downgrade"),
        ("//user:secret@school.example/", "userinfo"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("https://other.example:25/", "port"),
    ],
)
def test_a_redirect_leads_nowhere_that_a_link_may_not(server: Server, fetcher: Make, location: str, code: str) -> None:
    server.pages["/old"] = reply(b"", 307, Location=location)
    asked: list[str] = []
    refused(code, fetcher(consent=lambda host: not asked.append(host)), server.url("/old"))
    assert asked == [HOST] and server.connections == 1


def test_a_redirect_to_a_host_that_nobody_agreed_to_ends_there(server: Server, fetcher: Make) -> None:
    server.pages["/old"] = reply(b"", 301, Location="https://tracker.example/")
    refused("no-consent", fetcher(consent=lambda host: host == HOST), server.url("/old"))


def test_redirects_have_an_end(server: Server, fetcher: Make) -> None:
    server.pages["/loop"] = reply(b"", 302, Location="/loop")
    refused("too-many-redirects", fetcher(), server.url("/loop"))
    assert len(server.asked) == 4
    server.pages["/nowhere"] = reply(b"", 302)
    refused("bad-answer", fetcher(), server.url("/nowhere"), FetchFailed)


@pytest.mark.parametrize("name", ["expired", "other", "self-signed"])
def test_a_bad_certificate_ends_it_without_a_way_round(
    certificates: dict[str, tuple[Path, bytes]], fetcher: Make, name: str
) -> None:
    pem, root = certificates["good" if name == "self-signed" else name]
    trusted = ssl.create_default_context(cadata=root.decode()) if name != "self-signed" else ssl.create_default_context()
    with _running(_serving(pem)) as bad:
        bad.pages["/badge"] = reply()
        refused("tls", fetcher(context=trusted), bad.url("/badge"), FetchFailed)
        assert not bad.asked, "not one byte of a request went over it"


def test_a_large_body_is_cut_off_announced_or_not(server: Server, fetcher: Make) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(400):
            handler.wfile.write(b"x" * 65536)

    server.pages["/endless"] = endless
    server.pages["/announced"] = reply(b"", Content_Length=str(10**12))
    for path in ("/endless", "/announced"):
        refused("too-large", fetcher(), server.url(path), FetchFailed)


def test_a_gzip_bomb_is_cut_off_and_an_honest_gzip_is_read(server: Server, fetcher: Make) -> None:
    bomb = gzip.compress(b"\0" * (64 * 1024 * 1024))
    server.pages["/bomb"] = reply(bomb, Content_Encoding="gzip")
    server.pages["/honest"] = reply(gzip.compress(DOCUMENT), Content_Encoding="gzip")
    server.pages["/twice"] = reply(gzip.compress(gzip.compress(DOCUMENT)), Content_Encoding="gzip, gzip")
    server.pages["/broken"] = reply(b"not gzip", Content_Encoding="gzip")
    started = time.monotonic()
    refused("too-large", fetcher(), server.url("/bomb"), FetchFailed)
    assert time.monotonic() - started < 3
    assert fetcher().fetch(server.url("/honest")).body == DOCUMENT
    for path in ("/twice", "/broken"):
        refused("bad-answer", fetcher(), server.url(path), FetchFailed)


@pytest.mark.parametrize("where", ["headers", "body", "handshake"])
def test_a_server_that_drips_is_left_at_the_deadline(server: Server, fetcher: Make, where: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        start = b"HTTP/1.1 200 OK\r\n" + (b"X-Slow: " if where == "headers" else b"Content-Length: 900\r\n\r\n")
        handler.wfile.write(start)
        for _ in range(60):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    server.pages["/slow"] = drip
    slow = fetcher(total_seconds=0.6)
    if where == "handshake":
        import socket

        with socket.create_server(("127.0.0.1", 0)) as silent:
            started = time.monotonic()
            refused("timeout", slow, f"https://{HOST}:{silent.getsockname()[1]}/", FetchFailed)
    else:
        started = time.monotonic()
        refused("timeout", slow, server.url("/slow"), FetchFailed)
    assert time.monotonic() - started < 1.5


def test_endless_headers_are_not_read(server: Server, fetcher: Make) -> None:
    def headers(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(20_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (number, b"y" * 60))

    server.pages["/headers"] = headers
    refused("bad-answer", fetcher(), server.url("/headers"), FetchFailed)


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "not-found"), (410, "not-found"), (500, "http-status"), (204, "http-status"), (511, "captive-portal")],
)
def test_an_answer_that_is_no_document(server: Server, fetcher: Make, status: int, code: str) -> None:
    server.pages["/badge"] = reply(b"" if status == 204 else b"{}", status)
    refused(code, fetcher(), server.url("/badge"), FetchFailed)


def test_gone_with_a_statement_of_revocation_is_evidence(server: Server, fetcher: Make) -> None:
    statement = json.dumps({"id": server.url("/badge"), "revoked": True}).encode()
    server.pages["/badge"] = reply(statement, 410)
    assert fetcher().fetch(server.url("/badge")).body == statement


def test_a_sign_in_page_is_not_taken_for_a_document(server: Server, fetcher: Make) -> None:
    server.pages["/badge"] = reply(b"\n<!doctype html><title>Hotel wifi</title>", kind="text/html; charset=utf-8")
    refused("captive-portal", fetcher(), server.url("/badge"), FetchFailed)
    assert fetcher().fetch(server.url("/badge"), accept="text/html").media_type == "text/html"


def test_nobody_listening_and_garbage_are_named(fetcher: Make) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    refused("unreachable", fetcher(), f"https://{HOST}:{port}/", FetchFailed)
    refused("unreachable", fetcher(resolver=lambda *_: []), f"https://{HOST}:{port}/", FetchFailed)
    with socket.create_server(("127.0.0.1", 0)) as garbage:

        def greet() -> None:
            with garbage.accept()[0] as caller:
                caller.sendall(b"SSH-2.0-x\r\n" * 9)
                caller.recv(4096)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        refused("tls", fetcher(), f"https://{HOST}:{garbage.getsockname()[1]}/", FetchFailed)
        thread.join(2)


def test_plain_http_is_for_a_tests_own_server_only(fetcher: Make) -> None:
    refused("scheme", fetcher(), "http://public.example/")
