"""Getting one document over https: guarded, consented to, capped, and the same request for everybody.

1. The address is judged by its text.  2. The user agrees to the host; until then nothing is asked of any network, not even
of a name server.  3. The name is resolved once and every address judged.  4. One GET, no cookies, no referrer.  5. A
redirect starts again at 1.  The body is read to a cap, everything within one deadline.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wallet.encoding import strict_json
from wallet.errors import FetchFailed, FetchRefused, InputRefused
from wallet.model.snapshot import Snapshot
from wallet.online import accept as accepting
from wallet.online.addresses import Target, target, vetted
from wallet.online.resolver import Resolver, resolve
from wallet.ports import Clock

if TYPE_CHECKING:
    import httpx2

    from wallet.online.pinned import Deadline, Dial

MAX_BYTES = 10 * 1024 * 1024
TOTAL_SECONDS = 15.0
MAX_REDIRECTS = 3
USER_AGENT = "Satchel/1"
_REDIRECTS = (301, 302, 303, 307, 308)
_ENCODINGS = ("", "identity", "gzip", "deflate")


class HttpFetcher:
    """ports.Fetcher over https.

    ``consent`` is asked for each hop with the host as it will be connected to (punycode); False ends the fetch.
    ``resolver``, ``dial`` and ``context`` stand for the name server, the TCP connection and the trusted certificates;
    ``allow_hosts_for_tests`` names a test's own servers on loopback.

    Refusals (FetchRefused): ``bad-address``, ``scheme``, ``userinfo``, ``port``, ``private-address``, ``no-consent``,
    ``too-many-redirects``, ``downgrade``.  Failures (FetchFailed): ``not-found``, ``http-status``, ``timeout``, ``tls``,
    ``unreachable``, ``too-large``, ``captive-portal``, ``bad-answer``.
    """

    def __init__(
        self,
        clock: Clock,
        consent: Callable[[str], bool],
        *,
        resolver: Resolver = resolve,
        dial: Dial | None = None,
        context: ssl.SSLContext | None = None,
        allow_hosts_for_tests: frozenset[str] = frozenset(),
        total_seconds: float = TOTAL_SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._clock = clock
        self._consent = consent
        self._resolver = resolver
        self._dial = dial
        self._context = context
        self._exempt = allow_hosts_for_tests
        self._seconds = total_seconds
        self._max_bytes = max_bytes

    def fetch(self, url: str, *, accept: str = "*/*") -> Snapshot:
        """One document as it is now. ``accept`` ``*/*`` asks for ``accept.DOCUMENT``. Errors: see the class."""
        from wallet.online.pinned import Deadline

        deadline = Deadline(self._seconds)
        wanted = accepting.DOCUMENT if accept == "*/*" else accept
        here = target(url, exempt_hosts=self._exempt)
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._hop(here, wanted, deadline)
            if isinstance(answer, Target):
                here = answer
                continue
            media_type, body = answer
            return Snapshot(url=url, final_url=here.url, body=body, media_type=media_type, fetched_at=self._clock.now())
        raise FetchRefused("too-many-redirects", f"{here.host} sends on and on to other addresses. This link leads nowhere.")

    def _hop(self, here: Target, wanted: str, deadline: Deadline) -> Target | tuple[str, bytes]:
        from wallet.online import pinned

        if not self._consent(here.host):
            raise FetchRefused("no-consent", f"{here.host} was not asked, because nobody agreed to it.")
        with _named(here.host):
            addresses = vetted(here, self._resolver(here.host, here.port, deadline.remaining()))
            transport = pinned.PinnedTransport(addresses, deadline, self._trusted(), self._dial or pinned.dial)
            return self._ask(here, wanted, transport)

    def _ask(self, here: Target, wanted: str, transport: httpx2.BaseTransport) -> Target | tuple[str, bytes]:
        import httpx2

        # Headers are given whole: the library's own defaults would tell its version and follow its taste.
        headers = {"Host": _host_header(here), "User-Agent": USER_AGENT, "Accept": wanted, "Accept-Encoding": "gzip, deflate"}
        request = httpx2.Request("GET", here.url, headers=headers)
        with transport:
            answer = transport.handle_request(request)
            answer.request = request
            try:
                if answer.status_code in _REDIRECTS:
                    return self._onward(here, answer.headers.get("location", ""))
                return _media_type(answer), self._body(here, wanted, answer)
            finally:
                answer.close()

    def _onward(self, here: Target, location: str) -> Target:
        import httpx2

        try:
            joined = str(httpx2.URL(here.url).join(location))
        except (httpx2.InvalidURL, ValueError, TypeError) as error:
            raise FetchFailed("bad-answer", f"{here.host} sends on to something that is not an address.") from error
        if not location:
            raise FetchFailed("bad-answer", f"{here.host} sends on without saying where to.")
        if here.scheme == "https" and joined.startswith("http:"):
            raise FetchRefused("downgrade", f"{here.host} sends on to an address without encryption. It was not followed.")
        return target(joined, exempt_hosts=self._exempt)

    def _body(self, here: Target, wanted: str, answer: httpx2.Response) -> bytes:
        if answer.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
            raise FetchFailed("bad-answer", f"{here.host} answered in a packing that was not asked for.")
        status = answer.status_code
        if status == 511:
            raise _portal(here.host)
        if status not in (200, 203, 410):
            raise _status(here.host, status)
        body = self._capped(here.host, answer)
        if status == 410 and not _says_revoked(body):
            raise _status(here.host, status)
        if "text/html" not in wanted and _media_type(answer) == "text/html" and body.lstrip()[:1] == b"<":
            raise _portal(here.host)
        return body

    def _capped(self, host: str, answer: httpx2.Response) -> bytes:
        announced = answer.headers.get("content-length", "")
        sentence = f"{host} sends more than {self._max_bytes // 1024} kB, which is more than any credential needs."
        too_large = FetchFailed("too-large", sentence)
        if announced.isdecimal() and int(announced[:20]) > self._max_bytes:
            raise too_large
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > self._max_bytes or answer.num_bytes_downloaded > self._max_bytes:
                raise too_large
        return bytes(body)

    def _trusted(self) -> ssl.SSLContext:
        if self._context is None:
            import httpcore2

            self._context = httpcore2.default_ssl_context()
        return self._context


@contextmanager
def _named(host: str) -> Iterator[None]:
    """Turns what the HTTP library raises into FetchFailed."""
    import httpcore2
    import httpx2

    try:
        yield
    except (httpcore2.TimeoutException, httpx2.TimeoutException) as error:
        raise FetchFailed("timeout", f"{host} took too long to answer. Try again later.") from error
    except (httpcore2.ConnectError, httpcore2.NetworkError) as error:
        if _about_tls(error):
            sentence = f"{host} could not prove that it is {host}: its certificate is not valid. Nothing was read from it."
            raise FetchFailed("tls", sentence) from error
        raise FetchFailed("unreachable", f"{host} could not be reached. Check the connection and try again.") from error
    except (httpcore2.ProtocolError, httpx2.DecodingError, httpcore2.UnsupportedProtocol, httpx2.StreamError) as error:
        raise FetchFailed("bad-answer", f"{host} gave an answer that is damaged. Try again later.") from error


def _about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _host_header(here: Target) -> str:
    usual = 443 if here.scheme == "https" else 80
    host = f"[{here.host}]" if ":" in here.host else here.host
    return host if here.port == usual else f"{host}:{here.port}"


def _media_type(answer: httpx2.Response) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0].strip().lower()[:127]


def _says_revoked(body: bytes) -> bool:
    """Open Badges 2.0 says a revoked hosted assertion answers 410 with a document saying so: that is evidence, not absence."""
    try:
        document = strict_json.loads(body)
    except InputRefused:
        return False
    return isinstance(document, dict) and document.get("revoked") is True


def _status(host: str, status: int) -> FetchFailed:
    if status in (404, 410):
        return FetchFailed("not-found", f"{host} has no document at this address (any more). Ask the issuer for a new link.")
    return FetchFailed("http-status", f"{host} answered with error {status}. Try again later.")


def _portal(host: str) -> FetchFailed:
    return FetchFailed(
        "captive-portal",
        f"A web page came instead of the document from {host}. If this network has a sign-in page, sign in and try again.",
    )
